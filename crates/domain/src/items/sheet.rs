//! An item as lines that people read, and the difference of two versions (版本对照).

use std::collections::BTreeMap;

use super::coded::Coded;
use super::form::{Field, FieldWhen};
use super::{Item, Limit, Material, When};
use crate::clocks::SuspensionKind;
use crate::words::{Language, Words};

/// One line of an item: an element, or one entry of an element that is a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The element, by its field in the item's document.
    pub element: &'static str,
    /// Which entry of a list it is, the same in every version; empty where the element is no list.
    pub entry: String,
    /// What it says.
    pub value: Words,
}

/// One element that two versions do not have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The element.
    pub element: &'static str,
    /// Which entry of a list it is; empty where the element is no list.
    pub entry: String,
    /// Before; none where there was nothing.
    pub before: Option<Words>,
    /// After; none where there is nothing any more.
    pub after: Option<Words>,
}

/// What changed from one version to another, in the order in which an item is read.
pub fn difference(before: &Item, after: &Item) -> Vec<Change> {
    let (old, new) = (sheet(before), sheet(after));
    let place = |line: &Line| (line.element, line.entry.clone());
    let known: BTreeMap<_, _> = old.iter().map(|line| (place(line), &line.value)).collect();
    let left: BTreeMap<_, _> = new.iter().map(|line| (place(line), &line.value)).collect();
    let gone = old.iter().filter(|line| !left.contains_key(&place(line)));
    let mut changes: Vec<Change> = new
        .iter()
        .filter(|line| known.get(&place(line)) != Some(&&line.value))
        .map(|line| Change {
            element: line.element,
            entry: line.entry.clone(),
            before: known.get(&place(line)).map(|value| (*value).clone()),
            after: Some(line.value.clone()),
        })
        .collect();
    changes.extend(gone.map(|line| Change {
        element: line.element,
        entry: line.entry.clone(),
        before: Some(line.value.clone()),
        after: None,
    }));
    let order = |element: &str| ORDER.iter().position(|known| *known == element);
    changes.sort_by_key(|change| order(change.element));
    changes
}

/// The elements in the order in which an item is read.
const ORDER: [&str; 46] = [
    "name",
    "body",
    "kind",
    "handling",
    "audience",
    "group",
    "codes",
    "position",
    "authority",
    "planned",
    "summary",
    "keywords",
    "legal_basis",
    "conditions",
    "quantity",
    "quantity_limit",
    "commitment",
    "prerequisites",
    "cites",
    "situations",
    "materials",
    "procedure",
    "special_procedures",
    "statutory_days",
    "statutory_source",
    "statutory_stated",
    "promised_days",
    "promised_stated",
    "fee",
    "result",
    "form",
    "form_tests",
    "hall",
    "visits",
    "visit_reason",
    "depth",
    "delivery",
    "access",
    "hours",
    "phone",
    "complaint_phone",
    "residency",
    "questions",
    "catalogue_only",
    "code",
    "parent",
];

/// An item as lines; what says nothing is left out.
pub fn sheet(item: &Item) -> Vec<Line> {
    let mut lines = Vec::new();
    identity(item, &mut lines);
    power(item, &mut lines);
    conditions(item, &mut lines);
    situations(item, &mut lines);
    for material in &item.materials {
        let value = parts([
            of_material(material),
            same(&material.library),
            when(item, &material.when),
        ]);
        entry(&mut lines, "materials", &material.code, value);
    }
    way(item, &mut lines);
    price_and_result(item, &mut lines);
    form(&item.form, "", &mut lines);
    for test in &item.form_tests {
        let expected = if test.expect.is_empty() {
            pair(("应当通过", "must pass"))
        } else {
            same(test.expect.join(" "))
        };
        entry(&mut lines, "form_tests", &test.name.zh, expected);
    }
    service(item, &mut lines);
    lines.retain(|line| !line.value.zh.is_empty());
    lines
}

fn form(fields: &[Field], within: &str, lines: &mut Vec<Line>) {
    for field in fields {
        let must = if field.required {
            ("必填", "required")
        } else {
            ("选填", "optional")
        };
        let code = format!("{within}{}", field.code);
        let mut said = vec![field.label.clone(), pair(field.kind.words()), pair(must)];
        said.extend(field.element.map(|element| {
            Words::new(
                format!("数据元“{}”", element.name.0),
                format!("data element “{}”", element.name.1),
            )
        }));
        said.extend((!field.when.is_empty()).then(|| asked_when(fields, field)));
        entry(lines, "form", &code, parts(said));
        form(field.fields(), &format!("{code}."), lines);
    }
}

/// When a field is asked, in words.
pub fn asked_when(fields: &[Field], field: &Field) -> Words {
    let one = |when: &FieldWhen| {
        let asked = fields.iter().find(|known| known.code == when.field);
        let label = asked.map_or_else(|| same(when.field.clone()), |known| known.label.clone());
        let answers = when.answers.iter().map(|code| match code.as_str() {
            "yes" => pair(("是", "yes")),
            "no" => pair(("否", "no")),
            code => asked
                .and_then(|known| known.choices().iter().find(|choice| choice.code == code))
                .map_or_else(|| same(code), |choice| choice.label.clone()),
        });
        let (zh, en): (Vec<String>, Vec<String>) = answers
            .map(|words| (words.zh.clone(), words.get(Language::En).to_string()))
            .unzip();
        (
            format!("“{}”为“{}”", label.zh, zh.join("”或“")),
            format!("“{}” is “{}”", label.get(Language::En), en.join("” or “")),
        )
    };
    let (zh, en): (Vec<String>, Vec<String>) = field.when.iter().map(one).unzip();
    Words::new(
        format!("{}时填写", zh.join("且")),
        format!("asked when {}", en.join(" and ")),
    )
}

fn identity(item: &Item, lines: &mut Vec<Line>) {
    one(lines, "name", item.name.clone());
    one(lines, "body", item.body_name.clone());
    one(lines, "kind", pair(item.kind.words()));
    let handling = match item.handling {
        super::Handling::Instant => ("即办件", "done at once"),
        super::Handling::Promised => ("承诺件", "done within the promised limit"),
    };
    one(lines, "handling", pair(handling));
    one(
        lines,
        "audience",
        list(item.audience.iter().map(|audience| pair(audience.words()))),
    );
    one(lines, "group", same(&item.group));
    let codes = &item.codes;
    for (at, code) in [
        &codes.catalogue,
        &codes.implementation,
        &codes.handling,
        &codes.local_catalogue,
        &codes.local,
    ]
    .into_iter()
    .enumerate()
    {
        entry(lines, "codes", &at.to_string(), same(code));
    }
    let above = item.position.above().unwrap_or_default();
    one(lines, "position", parts([pair(item.position.words()), same(above)]));
    let planned = [item.planned.from, item.planned.until];
    for (at, day) in planned.into_iter().enumerate() {
        let text = day.map_or_else(String::new, |day| day.to_string());
        entry(lines, "planned", &at.to_string(), same(text));
    }
    one(lines, "summary", item.summary.clone());
    one(lines, "keywords", list(item.keywords.iter().map(same)));
}

fn power(item: &Item, lines: &mut Vec<Line>) {
    let authority = &item.authority;
    let said = [
        authority.level.map_or_else(Words::default, |level| pair(level.words())),
        authority
            .nature
            .map_or_else(Words::default, |nature| pair(nature.words())),
        authority
            .source
            .map_or_else(Words::default, |source| pair(source.words())),
        same(&authority.credit_code),
        authority.entrusted_by.clone(),
        authority.division.clone(),
        authority.content.clone(),
        same(&authority.jurisdiction),
        authority.office.name.clone(),
        list(authority.joint.iter().map(|partner| partner.name.clone())),
        authority.decider.clone(),
        list(authority.intermediaries.iter().map(|service| service.name.clone())),
    ];
    for (at, words) in said.into_iter().enumerate() {
        entry(lines, "authority", &at.to_string(), words);
    }
    for basis in &item.legal_basis {
        let place = format!("{} {}", basis.title, basis.article);
        let text = format!("《{}》{} {}", basis.title, basis.article, basis.text);
        entry(lines, "legal_basis", &place, same(text.trim()));
    }
}

fn conditions(item: &Item, lines: &mut Vec<Line>) {
    for condition in &item.conditions {
        let text = |expression: &super::Expression| same(&expression.text);
        let rule = condition.rule.as_ref().map_or_else(Words::default, text);
        let value = parts([
            condition.words.clone(),
            rule,
            condition.met.clone(),
            condition.unmet.clone(),
        ]);
        entry(lines, "conditions", &condition.words.zh, value);
    }
    one(lines, "quantity", item.quantity.clone());
    let counted = item.quantity_limit.map_or_else(Words::default, |limit| limit.words());
    one(lines, "quantity_limit", counted);
    let committed = item.commitment.as_ref().map_or_else(Words::default, |terms| {
        let months = terms.check_months;
        let within = Words::new(
            format!("{months} 个月内核查"),
            format!("checked within {months} months"),
        );
        parts([terms.conditions.clone(), within])
    });
    one(lines, "commitment", committed);
    for before in &item.prerequisites {
        let value = parts([before.name.clone(), same(&before.item), same(&before.basis)]);
        entry(
            lines,
            "prerequisites",
            &format!("{}{}", before.item, before.name.zh),
            value,
        );
    }
    if let Some(cited) = &item.cites {
        let version = Words::new(format!("第 {} 版", cited.version), format!("version {}", cited.version));
        one(lines, "cites", parts([same(&cited.code), version]));
    }
}

fn situations(item: &Item, lines: &mut Vec<Line>) {
    for asked in &item.situations {
        let answers = list(asked.options.iter().map(|answer| answer.label.clone()));
        let value = parts([
            asked.question.clone(),
            answers,
            asked.hint.clone(),
            when(item, &asked.when),
        ]);
        entry(lines, "situations", &asked.code, value);
    }
}

/// When something applies, in the words of the questions.
fn when(item: &Item, entries: &[When]) -> Words {
    let said = entries.iter().map(|entry| {
        let known = item.situations.iter().find(|known| known.code == entry.question);
        let label = |code: &String| {
            let answer = known.and_then(|known| known.answer(code));
            answer.map_or_else(|| same(code), |answer| answer.label.clone())
        };
        let question = known.map_or_else(|| same(&entry.question), |known| known.question.clone());
        let answers = joined(entry.answers.iter().map(label), "或", " or ");
        Words::new(
            format!("“{}”选“{}”时", question.zh, answers.zh),
            format!("if “{}” is “{}”", question.get(Language::En), answers.get(Language::En)),
        )
    });
    parts(said)
}

fn of_material(material: &Material) -> Words {
    let copies = material.copies;
    let form = material.form.map_or(("不限", "any form"), Coded::words);
    let yes = |holds: bool, zh: &str, en: &str| if holds { Words::new(zh, en) } else { Words::default() };
    parts([
        material.name.clone(),
        Words::new(format!("{} {copies} 份", form.0), format!("{}, {copies}", form.1)),
        if material.required {
            Words::new("必需", "required")
        } else {
            Words::new("非必需", "optional")
        },
        yes(material.deferrable, "可容缺", "may follow later"),
        yes(
            material.replaceable,
            "可承诺代替",
            "a commitment may stand in its place",
        ),
        material.kind.map_or_else(Words::default, |kind| pair(kind.words())),
        material
            .source
            .map_or_else(Words::default, |source| pair(source.words())),
        material.trust.map_or_else(Words::default, |trust| pair(trust.words())),
        material.issuer.clone(),
        material.recency.clone(),
        material.how.clone(),
        material.standard.clone(),
        material.note.clone(),
        material.place.clone(),
        material.retention.clone(),
        same(&material.paper),
        same(&material.basis),
        same(&material.blank),
        same(&material.sample),
    ])
}

fn way(item: &Item, lines: &mut Vec<Line>) {
    for (at, step) in item.procedure.iter().enumerate() {
        let days = step.days.map_or_else(Words::default, working_days);
        let value = parts([step.name.clone(), step.who.clone(), days, when(item, &step.when)]);
        entry(lines, "procedure", &format!("{} {at}", step.step), value);
    }
    for special in &item.special {
        let name = SuspensionKind::parse(&special.kind).map_or_else(|| same(&special.kind), |kind| pair(kind.words()));
        let days = special.max_days.map_or_else(Words::default, working_days);
        let stops = if special.stops_statutory {
            Words::new("法定时限也停止计算", "stops the law's clock too")
        } else {
            Words::new("只停止承诺时限", "stops the promised clock only")
        };
        entry(
            lines,
            "special_procedures",
            &special.kind,
            parts([name, days, stops, same(&special.basis)]),
        );
    }
    one(lines, "statutory_days", working_days(item.statutory.days));
    one(lines, "statutory_source", item.statutory.source.clone());
    one(lines, "statutory_stated", stated(&item.statutory));
    one(lines, "promised_days", working_days(item.promised.days));
    one(lines, "promised_stated", stated(&item.promised));
}

fn stated(limit: &Limit) -> Words {
    let amount = limit.stated.map_or_else(Words::default, |stated| {
        let (zh, en) = stated.unit.words();
        Words::new(format!("{} {zh}", stated.amount), format!("{} {en}", stated.amount))
    });
    parts([amount, limit.explanation.clone()])
}

fn working_days(days: u32) -> Words {
    Words::new(format!("{days} 个工作日"), format!("{days} working days"))
}

fn price_and_result(item: &Item, lines: &mut Vec<Line>) {
    if let Some(fee) = &item.fee {
        let amount = yuan(fee.amount_fen);
        one(
            lines,
            "fee",
            parts([amount, fee.unit.clone(), fee.standard.clone(), same(&fee.basis)]),
        );
        for line in &fee.lines {
            let value = parts([
                line.name.clone(),
                line.standard.clone(),
                same(&line.basis),
                line.reduction.clone(),
                line.amount_fen.map_or_else(Words::default, yuan),
                line.rule.as_ref().map_or_else(Words::default, |rule| same(&rule.text)),
                when(item, &line.when),
            ]);
            entry(lines, "fee", &line.name.zh, value);
        }
    }
    let result = &item.result;
    let kind = result.kind.map_or_else(Words::default, |kind| pair(kind.words()));
    let rest = [
        result.validity.clone(),
        same(&result.sample),
        same(&result.licence_type),
    ];
    one(
        lines,
        "result",
        parts([result.name.clone(), kind].into_iter().chain(rest)),
    );
}

fn yuan(fen: i64) -> Words {
    let (yuan, fen) = (fen / 100, (fen % 100).abs());
    Words::new(format!("{yuan}.{fen:02} 元"), format!("{yuan}.{fen:02} yuan"))
}

fn service(item: &Item, lines: &mut Vec<Line>) {
    let service = &item.service;
    one(lines, "hall", same(&service.hall));
    one(
        lines,
        "visits",
        Words::new(format!("{} 次", service.visits), service.visits.to_string()),
    );
    one(lines, "visit_reason", service.visit_reason.clone());
    one(lines, "depth", same(service.depth.to_string()));
    one(
        lines,
        "delivery",
        list(service.delivery.iter().map(|way| pair(way.words()))),
    );
    access(item, lines);
    one(lines, "hours", service.hours.clone());
    one(lines, "phone", same(&service.phone));
    one(lines, "complaint_phone", same(&service.complaint_phone));
    let residency = &item.residency;
    let in_hall = residency.in_hall.map_or_else(Words::default, |inside| {
        pair(if inside {
            ("进驻大厅", "in the hall")
        } else {
            ("不进驻大厅", "not in the hall")
        })
    });
    one(
        lines,
        "residency",
        parts([in_hall, residency.reason.clone(), same(&residency.approval)]),
    );
    for asked in &item.questions {
        let value = parts([asked.question.clone(), asked.answer.clone()]);
        entry(lines, "questions", &asked.question.zh, value);
    }
    let whole = match item.completeness {
        super::Completeness::Full => ("要素齐全", "the whole specification"),
        super::Completeness::Catalogue => ("只有目录信息", "the catalogue's line only"),
    };
    one(lines, "catalogue_only", pair(whole));
}

fn access(item: &Item, lines: &mut Vec<Line>) {
    let access = &item.service.access;
    let yes = |holds: bool, zh: &str, en: &str| if holds { Words::new(zh, en) } else { Words::default() };
    let said = [
        list(access.objects.iter().map(|object| pair(object.words()))),
        list(access.channels.iter().map(|channel| pair(channel.words()))),
        access.reach.map_or_else(Words::default, |reach| pair(reach.words())),
        list(access.person_themes.iter().chain(&access.company_themes).map(same)),
        yes(access.booking, "可预约", "can be booked"),
        yes(access.pays_online, "可网上缴费", "paid on the net"),
        yes(access.courier, "可寄送", "sent by courier"),
        yes(access.terminals, "可在自助终端办理", "done on terminals"),
        yes(access.single_sign_on, "统一身份认证", "one sign-in"),
        same(&access.web_address),
        same(&access.mobile_address),
        access
            .system_level
            .map_or_else(Words::default, |level| pair(level.words())),
        access.advice.clone(),
        access.complaint.clone(),
        list(access.places.iter().cloned()),
        same(&access.town_code),
        same(&access.village_code),
    ];
    for (at, words) in said.into_iter().enumerate() {
        entry(lines, "access", &at.to_string(), words);
    }
}

fn one(lines: &mut Vec<Line>, element: &'static str, value: Words) {
    entry(lines, element, "", value);
}

fn entry(lines: &mut Vec<Line>, element: &'static str, entry: &str, value: Words) {
    lines.push(Line {
        element,
        entry: entry.to_string(),
        value,
    });
}

fn pair((zh, en): (&str, &str)) -> Words {
    Words::new(zh, en)
}

/// The same in both languages.
fn same(text: impl AsRef<str>) -> Words {
    Words::new(text.as_ref(), text.as_ref())
}

/// What is said, one after the other.
fn parts(words: impl IntoIterator<Item = Words>) -> Words {
    joined(words, "；", "; ")
}

/// A list of names.
fn list(words: impl IntoIterator<Item = Words>) -> Words {
    joined(words, "、", ", ")
}

fn joined(words: impl IntoIterator<Item = Words>, zh: &str, en: &str) -> Words {
    let said: Vec<Words> = words.into_iter().filter(|words| !words.zh.trim().is_empty()).collect();
    let join = |language: Language, between: &str| {
        let texts: Vec<&str> = said.iter().map(|words| words.get(language)).collect();
        texts.join(between)
    };
    Words::new(join(Language::Zh, zh), join(Language::En, en))
}
