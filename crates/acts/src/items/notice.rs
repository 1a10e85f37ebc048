//! The one-page notice of an item (一次性告知单): everything to bring and to know, told once, for the answers given; the same
//! words on the page and on paper, in Chinese and in English.

use std::sync::Arc;

use yimen_domain::items::situation::{Standing, applying};
use yimen_domain::items::{Chosen, Completeness, Handling, Item, Material, Step};
use yimen_domain::words::{Language, Words};
use yimen_paper::{Block, DocumentKind};

use super::flow::paper;
use crate::documents::form_words;
use crate::{ActError, Centre, items, press};

/// A text as it is told; some are in Chinese only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The text.
    pub text: String,
    /// Nobody has translated it yet.
    pub chinese_only: bool,
}

/// A material on the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialTold {
    /// Its name.
    pub name: Told,
    /// In what form.
    pub form: String,
    /// How many.
    pub copies: String,
    /// Required, or for whom.
    pub need: String,
}

/// A question whose answers select what applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Code of the question.
    pub code: String,
    /// The question.
    pub question: Told,
    /// Its answers: code, words, chosen.
    pub answers: Vec<(String, Told, bool)>,
}

/// The notice of an item in one language.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The item.
    pub item: Arc<Item>,
    /// Its name.
    pub name: Told,
    /// The body.
    pub body: Told,
    /// Label and text.
    pub facts: Vec<(&'static str, Told)>,
    /// Conditions.
    pub conditions: Vec<Told>,
    /// Materials that apply.
    pub materials: Vec<MaterialTold>,
    /// Steps that apply.
    pub steps: Vec<Told>,
    /// The questions that select, as far as they are asked.
    pub questions: Vec<Asked>,
    /// Address of the guide.
    pub guide: String,
    /// Something of it is in Chinese only.
    pub has_chinese: bool,
}

/// Label in both languages.
type Label = (&'static str, &'static str);

struct Telling {
    language: Language,
    has_chinese: std::cell::Cell<bool>,
}

impl Telling {
    fn pick<'a>(&self, (zh, en): (&'a str, &'a str)) -> &'a str {
        if self.language == Language::En { en } else { zh }
    }

    fn tell(&self, words: &Words) -> Told {
        let chinese_only = self.language == Language::En && words.en.is_empty() && !words.zh.is_empty();
        if chinese_only {
            self.has_chinese.set(true);
        }
        Told {
            text: words.get(self.language).to_string(),
            chinese_only,
        }
    }

    fn plain(&self, text: impl Into<String>) -> Told {
        Told {
            text: text.into(),
            chinese_only: false,
        }
    }
}

/// The notice of an item as it stands today, for these answers.
///
/// # Errors
/// There is no such item.
pub fn notice(centre: &Centre, code: &str, chosen: &Chosen, language: Language) -> Result<Notice, ActError> {
    let item = items::latest(centre, code)?;
    let telling = Telling {
        language,
        has_chinese: std::cell::Cell::new(false),
    };
    let applies = applying(&item, chosen);
    let materials = applies.materials.iter().filter(|told| told.standing.may_hold());
    let steps = applies.steps.iter().filter(|told| told.standing.may_hold());
    let questions = applies.questions.iter().filter(|told| told.standing.holds());
    let asked = |question: &yimen_domain::items::Situation| Asked {
        code: question.code.clone(),
        question: telling.tell(&question.question),
        answers: question
            .options
            .iter()
            .map(|answer| {
                let is_chosen = applies.chosen.get(&question.code) == Some(&answer.code);
                (answer.code.clone(), telling.tell(&answer.label), is_chosen)
            })
            .collect(),
    };
    let notice = Notice {
        name: telling.tell(&item.name),
        body: telling.tell(&item.body_name),
        facts: facts(centre, &item, &telling),
        conditions: item
            .conditions
            .iter()
            .map(|condition| telling.tell(&condition.words))
            .collect(),
        materials: materials
            .map(|told| material(told.what, &told.standing, &telling))
            .collect(),
        steps: steps.map(|told| step(told.what, &telling)).collect(),
        questions: questions.map(|told| asked(told.what)).collect(),
        guide: format!("{}/items/{}", centre.settings().base_url, item.code),
        has_chinese: telling.has_chinese.get(),
        item: Arc::clone(&item),
    };
    Ok(notice)
}

fn material(material: &Material, standing: &Standing<'_>, telling: &Telling) -> MaterialTold {
    let need: Label = match (standing, material.required) {
        (Standing::Open(_), _) => ("视情形", "depends on your answers"),
        (_, true) => ("必需", "required"),
        (_, false) => ("如有", "if it applies"),
    };
    let own: Label = ("可共享取得的不必提交", "not where we can fetch it");
    let need = if material.is_governments_own() { own } else { need };
    MaterialTold {
        name: telling.tell(&material.name),
        form: telling.pick(form_words(material.form)).to_string(),
        copies: if material.copies == 0 {
            "—".into()
        } else {
            material.copies.to_string()
        },
        need: telling.pick(need).to_string(),
    }
}

fn step(step: &Step, telling: &Telling) -> Told {
    let (name, who) = (telling.tell(&step.name), telling.tell(&step.who));
    let days = step
        .days
        .filter(|&days| days > 0)
        .map(|days| working_days(days, telling));
    let about: Vec<String> = [Some(who.text.clone()).filter(|who| !who.is_empty()), days]
        .into_iter()
        .flatten()
        .collect();
    let text = if about.is_empty() {
        name.text
    } else {
        let (open, between, close) = match telling.language {
            Language::Zh => ("（", "，", "）"),
            Language::En => (" (", ", ", ")"),
        };
        format!("{}{open}{}{close}", name.text, about.join(between))
    };
    Told {
        text,
        chinese_only: name.chinese_only || who.chinese_only,
    }
}

fn working_days(days: u32, telling: &Telling) -> String {
    match (telling.language, days) {
        (Language::Zh, days) => format!("{days} 个工作日"),
        (Language::En, 1) => "1 working day".into(),
        (Language::En, days) => format!("{days} working days"),
    }
}

fn facts(centre: &Centre, item: &Item, telling: &Telling) -> Vec<(&'static str, Told)> {
    let organisation = centre.organisation();
    let division = &organisation.division;
    let body = organisation.bodies.get(&item.body);
    let hall = organisation
        .halls
        .get(&item.service.hall)
        .or_else(|| body.and_then(|body| organisation.halls.get(&body.hall)));
    let mut facts: Vec<(&'static str, Told)> = Vec::new();
    let mut add = |label: Label, told: Told| {
        if !told.text.trim().is_empty() {
            facts.push((telling.pick(label), told));
        }
    };
    add(("实施机关", "Body"), telling.tell(&item.body_name));
    let audience: Vec<&str> = item.audience.iter().map(|one| telling.pick(one.words())).collect();
    add(
        ("服务对象", "For whom"),
        telling.plain(audience.join(telling.pick(("、", ", ")))),
    );
    add(
        ("法定办结时限", "Limit by law"),
        telling.plain(limit(item.statutory.days, telling)),
    );
    if item.completeness == Completeness::Full {
        let promised = if item.handling == Handling::Instant {
            0
        } else {
            item.promised.days
        };
        add(("承诺办结时限", "Promised"), telling.plain(limit(promised, telling)));
    }
    add(("收费", "Fee"), fee(item, telling));
    add(("办理结果", "What you get"), telling.tell(&item.result.name));
    let address = hall.map_or_else(|| division.address.words(), |hall| hall.address.words());
    let place = hall.map_or_else(|| division.centre.words(), |hall| hall.name.words());
    let (place, address) = (telling.tell(&place), telling.tell(&address));
    let both = Told {
        chinese_only: place.chinese_only || address.chinese_only,
        text: [place.text, address.text].join(telling.pick(("，", ", "))),
    };
    add(("办理地点", "Where"), both);
    let hours = if item.service.hours.zh.is_empty() {
        hall.map_or_else(|| division.hours.words(), |hall| hall.hours.words())
    } else {
        item.service.hours.clone()
    };
    add(("办理时间", "When"), telling.tell(&hours));
    let phones = [
        item.service.phone.as_str(),
        body.map_or("", |body| body.phone.as_str()),
        &division.phone,
    ];
    let phone = phones.into_iter().find(|phone| !phone.is_empty()).unwrap_or_default();
    add(("咨询电话", "Telephone"), telling.plain(phone));
    let complaint: Vec<&str> = [item.service.complaint_phone.as_str(), "12345"]
        .into_iter()
        .filter(|phone| !phone.is_empty())
        .collect();
    add(
        ("监督投诉电话", "To complain"),
        telling.plain(complaint.join(telling.pick(("、", ", ")))),
    );
    facts
}

fn limit(days: u32, telling: &Telling) -> String {
    if days == 0 {
        telling.pick(("当场办结", "at once")).to_string()
    } else {
        working_days(days, telling)
    }
}

fn fee(item: &Item, telling: &Telling) -> Told {
    match (&item.fee, item.completeness) {
        (Some(fee), _) if !fee.standard.zh.is_empty() => telling.tell(&fee.standard),
        (Some(fee), _) => telling.plain(format!("¥{}.{:02}", fee.amount_fen / 100, fee.amount_fen % 100)),
        (None, Completeness::Full) => telling.plain(telling.pick(("不收费", "none"))),
        (None, Completeness::Catalogue) => telling.plain(telling.pick(("部门尚未公布", "not published yet"))),
    }
}

/// The PDF of a notice.
///
/// # Errors
/// There is no such item, or the fonts are missing.
pub async fn pdf(
    centre: &Centre,
    code: &str,
    chosen: &Chosen,
    language: Language,
) -> Result<(Arc<Item>, Vec<u8>), ActError> {
    let notice = notice(centre, code, chosen, language)?;
    let item = Arc::clone(&notice.item);
    let bytes = press::print(centre, document(centre, notice, language)).await?;
    Ok((item, bytes))
}

/// The facts as paper has room for them: the body stands above already, and what belongs together shares a line.
fn on_paper(facts: Vec<(&'static str, Told)>, language: Language) -> impl Iterator<Item = (String, Told)> {
    const TOGETHER: [(Label, Label); 2] = [
        (("法定办结时限", "Limit by law"), ("承诺办结时限", "Promised")),
        (("咨询电话", "Telephone"), ("监督投诉电话", "To complain")),
    ];
    let pick = move |(zh, en): Label| if language == Language::En { en } else { zh };
    let mut lines: Vec<(String, Told)> = Vec::new();
    let mut before = "";
    for (label, told) in facts {
        if label == pick(("实施机关", "Body")) {
            continue;
        }
        let joins = TOGETHER
            .iter()
            .any(|(first, second)| pick(*first) == before && pick(*second) == label);
        match lines.last_mut().filter(|_| joins) {
            Some((_, last)) => {
                last.text = format!(
                    "{}{}{label}{}{}",
                    last.text,
                    pick(("；", "; ")),
                    pick(("：", ": ")),
                    told.text
                );
                last.chinese_only |= told.chinese_only;
            }
            None => lines.push((label.to_string(), told)),
        }
        before = label;
    }
    lines.into_iter()
}

fn document(centre: &Centre, notice: Notice, language: Language) -> yimen_paper::Document {
    let pick = |(zh, en): Label| if language == Language::En { en } else { zh };
    let told = |told: Told| {
        if told.chinese_only {
            format!("{} (in Chinese only)", told.text)
        } else {
            told.text
        }
    };
    let mut paper = paper(centre, DocumentKind::ItemNotice, language);
    paper.title = pick(("一次性告知单", "What to bring and what to know")).to_string();
    paper.body_name = notice.body.text.clone();
    paper.number = notice.item.code.clone();
    paper.qr_url = Some(notice.guide);
    paper.qr_caption = pick(("扫码查看完整办事指南", "Scan for the whole guide")).to_string();
    let mut facts = vec![(pick(("事项名称", "Item")).to_string(), told(notice.name))];
    for asked in &notice.questions {
        if let Some((_, answer, _)) = asked.answers.iter().find(|(_, _, chosen)| *chosen) {
            facts.push((asked.question.text.clone(), answer.text.clone()));
        }
    }
    facts.extend(on_paper(notice.facts, language).map(|(label, text)| (label, told(text))));
    let numbered = |(entry, number): (Told, u32)| format!("{number}. {}", told(entry));
    let conditions: Vec<String> = notice.conditions.into_iter().zip(1..).map(numbered).collect();
    facts.extend(
        [
            (pick(("申请条件", "Conditions")), conditions.join(pick(("　", "  ")))),
            (
                pick(("办理流程", "How it goes")),
                notice.steps.into_iter().map(told).collect::<Vec<_>>().join(" → "),
            ),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| (label.to_string(), text)),
    );
    let mut blocks = vec![Block::Facts(facts)];
    if !notice.materials.is_empty() {
        let head: [Label; 4] = [
            ("序号", "No."),
            ("材料名称", "Material"),
            ("形式和份数", "Form and copies"),
            ("说明", "Needed"),
        ];
        let rows = notice
            .materials
            .into_iter()
            .zip(1..)
            .map(|(material, number): (MaterialTold, u32)| {
                vec![
                    number.to_string(),
                    told(material.name),
                    format!("{} × {}", material.form, material.copies),
                    material.need,
                ]
            });
        blocks.push(Block::Heading(pick(("申请材料", "Materials")).to_string()));
        blocks.push(Block::Table {
            head: head.map(|label| pick(label).to_string()).into(),
            rows: rows.collect(),
            widths: vec![0.7, 5.9, 2.4, 2.5],
        });
    }
    paper.paragraphs = blocks;
    paper
}
