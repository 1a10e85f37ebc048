//! Writing a bundle (编制一件事) on one page, by buttons and boxes: the whole document comes back with every press, so that
//! nothing is kept before it is published.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::bundles::wire::{BundleWire, MemberWire};
use yimen_acts::bundles::{self, Given};
use yimen_acts::items::search::life_events;
use yimen_acts::items::wire::{AnswerWire, SituationWire, WhenWire};
use yimen_acts::organisation::Text;
use yimen_acts::{ActError, Centre};
use yimen_domain::bundles::check::Finding;
use yimen_domain::calendar::Day;
use yimen_domain::items::check::Severity;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::words::{Refusal, RefusalKind};

use super::shown::{pair, say};
use super::typed::Typed;
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/bundles";
/// Hits that are shown.
const MOST: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/bundles", get(list))
        .route("/workbench/bundles/{code}", get(one).post(press))
}

struct FindingShown {
    serious: bool,
    title: &'static str,
    what: String,
    mend: &'static str,
}

struct Line {
    href: String,
    name: String,
    code: String,
    held: String,
    findings: Vec<FindingShown>,
}

#[derive(Template)]
#[template(path = "workbench/bundles.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    may: bool,
}

/// `GET /workbench/bundles`.
async fn list(State(app): State<App>, page: Page, staff: Staff) -> Response {
    let (library, today) = (app.centre.library(), app.centre.today());
    let line = |(code, kept): (&str, &bundles::Kept)| {
        let (edition, _) = kept
            .on(today)
            .or_else(|| kept.editions.last().zip(kept.spans().last().copied()))?;
        let spans = kept.spans().into_iter().zip(1..);
        let held = spans.map(|(span, number)| {
            let until = span.until.map_or_else(String::new, |until| until.to_string());
            page.text_with(
                "bundles.version_held",
                &[&number.to_string(), &span.from.to_string(), &until],
            )
        });
        Some(Line {
            href: format!("{ADDRESS}/{code}"),
            name: say(&page, &edition.bundle.name),
            code: code.to_string(),
            held: held.collect::<Vec<_>>().join(page.pick("；", "; ")),
            findings: shown(&page, &bundles::findings(&app.centre, &edition.bundle, today)),
        })
    };
    let lines = library.bundles().all().filter_map(line).collect();
    let may = staff.0.could(Permission::ChangeBundles);
    Html(ListPage { page, lines, may }).into_response()
}

fn shown(page: &Page, findings: &[Finding]) -> Vec<FindingShown> {
    let shown = |one: &Finding| FindingShown {
        serious: one.rule.severity == Severity::Error,
        title: pair(page, one.rule.title),
        what: say(page, &one.what),
        mend: pair(page, one.rule.mend),
    };
    findings.iter().map(shown).collect()
}

/// A question or an item of the bundle, with what can be changed of it.
struct Row {
    title: String,
    code: String,
    fields: Vec<Field>,
}

struct Hit {
    code: String,
    name: String,
    body: String,
}

#[derive(Template)]
#[template(path = "workbench/bundle.html")]
struct OnePage {
    page: Page,
    address: String,
    title: String,
    doc: String,
    basics: Vec<Field>,
    questions: Vec<Row>,
    items: Vec<Row>,
    asked: String,
    hits: Vec<Hit>,
    checked: bool,
    findings: Vec<FindingShown>,
    giving: Vec<Field>,
    faults: Vec<Fault>,
    lives: bool,
    may: bool,
    public: String,
}

fn back(page: &Page) -> LinkTo {
    LinkTo::new(ADDRESS, page.t("bundles.title"))
}

/// `GET /workbench/bundles/{code}`; `new` is one that is not there yet.
async fn one(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    let library = app.centre.library();
    let newest = library.bundles().kept(&code).and_then(|kept| kept.editions.last());
    let doc = match (code.as_str(), newest) {
        ("new", _) => BundleWire::default(),
        (_, Some(edition)) => edition.doc.clone(),
        (_, None) => {
            let error = ActError::from(Refusal::missing("这件“一件事”", "this bundle"));
            return refuse(page.clone(), error, back(&page));
        }
    };
    let look = Look::new(&app.centre, &page, &staff, &code);
    Html(look.drawn(&doc, &Typed::default(), Vec::new(), false)).into_response()
}

/// `POST /workbench/bundles/{code}`: any button of the page.
async fn press(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let Ok(before) = serde_json::from_str::<BundleWire>(typed.get("doc")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let look = Look::new(&app.centre, &page, &staff, &code);
    let mut doc = typed_over(before, &typed);
    let order = typed.get("do").to_string();
    if order != "publish" && order != "end" {
        changed(&mut doc, &order);
        return Html(look.drawn(&doc, &typed, Vec::new(), order == "check")).into_response();
    }
    let given = Given {
        from: Day::parse(typed.get("from")).unwrap_or(app.centre.today().plus(-1)),
        reason: typed.get("reason").to_string(),
        basis: typed.get("basis").to_string(),
    };
    let done = if order == "end" {
        bundles::end(&app.centre, &staff.actor(), &code, &given).await
    } else {
        bundles::publish(&app.centre, &staff.actor(), doc.clone(), &given)
            .await
            .map(|_| ())
    };
    match done {
        Ok(()) => redirect_with(
            ADDRESS,
            &Flash::done(if order == "end" {
                "bundles.ended"
            } else {
                "bundles.published"
            }),
        ),
        Err(ActError::Refused(refusal)) if refusal.kind != RefusalKind::Forbidden => {
            let drawn = look.drawn(&doc, &typed, faults(&page, &refusal), true);
            (status_of(&refusal), Html(drawn)).into_response()
        }
        Err(error) => refuse(page.clone(), error, back(&page)),
    }
}

fn faults(page: &Page, refusal: &Refusal) -> Vec<Fault> {
    let field = |name: &str| match name {
        "name" => "name.zh".to_string(),
        "items" => "find".to_string(),
        name if name.starts_with("bundle_") || name == "situations" => String::new(),
        name => name.to_string(),
    };
    let fault = |fault: &yimen_domain::words::Fault| Fault {
        field: field(&fault.field),
        words: say(page, &fault.words),
    };
    let found: Vec<Fault> = refusal.faults.iter().map(fault).collect();
    if found.is_empty() {
        vec![Fault {
            field: String::new(),
            words: say(page, &refusal.why),
        }]
    } else {
        found
    }
}

/// What was typed, over what the document said before.
fn typed_over(mut doc: BundleWire, typed: &Typed) -> BundleWire {
    let text = |of: &mut Text, name: &str| {
        of.zh = typed.get(&format!("{name}.zh")).trim().to_string();
        of.en = typed.get(&format!("{name}.en")).trim().to_string();
    };
    if !typed.get("code").is_empty() {
        doc.code = typed.get("code").trim().to_string();
    }
    text(&mut doc.name, "name");
    text(&mut doc.summary, "summary");
    text(&mut doc.office.window, "window");
    text(&mut doc.office.place, "place");
    text(&mut doc.office.hours, "hours");
    doc.office.phone = typed.get("phone").trim().to_string();
    doc.lead = typed.get("lead").to_string();
    doc.life_event = typed.get("life_event").to_string();
    for (at, question) in doc.situations.iter_mut().enumerate() {
        text(&mut question.question, &format!("q.{at}"));
        question.options = answers(&question.options, typed.get(&format!("q.{at}.answers")));
    }
    let questions = doc.situations.clone();
    for (at, member) in doc.items.iter_mut().enumerate() {
        text(&mut member.note, &format!("m.{at}.note"));
        member.after = typed
            .all(&format!("m.{at}.after"))
            .into_iter()
            .map(str::to_string)
            .collect();
        member.when = whens(&questions, &typed.all(&format!("m.{at}.when")));
    }
    doc
}

/// One answer a line, Chinese and English with a bar between; one that was there keeps its code.
fn answers(before: &[AnswerWire], lines: &str) -> Vec<AnswerWire> {
    let mut found: Vec<AnswerWire> = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (zh, en) = line.split_once(['|', '｜']).unwrap_or((line, ""));
        let label = Text {
            zh: zh.trim().to_string(),
            en: en.trim().to_string(),
        };
        let known = before.iter().find(|answer| answer.label.zh == label.zh);
        let taken = |code: &String| before.iter().chain(&found).any(|answer| answer.code == *code);
        let code = known.map(|answer| answer.code.clone());
        let code = code.or_else(|| (1..).map(|number| format!("a{number}")).find(|code| !taken(code)));
        let hint = known.map_or_else(Text::default, |answer| answer.hint.clone());
        found.push(AnswerWire {
            code: code.unwrap_or_default(),
            label,
            hint,
        });
    }
    found
}

/// Boxes that were ticked, `question answer`; a question of which all or none is ticked selects nothing.
fn whens(questions: &[SituationWire], ticked: &[&str]) -> Vec<WhenWire> {
    let of = |question: &SituationWire| {
        let is_ticked = |answer: &&AnswerWire| ticked.contains(&format!("{} {}", question.code, answer.code).as_str());
        let answers: Vec<String> = question
            .options
            .iter()
            .filter(is_ticked)
            .map(|one| one.code.clone())
            .collect();
        (!answers.is_empty() && answers.len() < question.options.len()).then(|| WhenWire {
            question: question.code.clone(),
            answers,
        })
    };
    questions.iter().filter_map(of).collect()
}

/// Does what a button says: `add:q`, `take:CODE`, `up:m:2`, `down:m:0`, `remove:q:1`.
fn changed(doc: &mut BundleWire, order: &str) {
    let mut parts = order.splitn(3, ':');
    let (what, of, at) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next());
    let at: usize = at.and_then(|at| at.parse().ok()).unwrap_or(usize::MAX);
    match (what, of) {
        ("add", "q") => {
            let taken = |code: &String| doc.situations.iter().any(|question| question.code == *code);
            let code = (1..).map(|number| format!("q{number}")).find(|code| !taken(code));
            doc.situations.push(SituationWire {
                code: code.unwrap_or_default(),
                ..SituationWire::default()
            });
        }
        ("take", code) if doc.items.iter().all(|member| member.item != code) => doc.items.push(MemberWire {
            item: code.to_string(),
            ..MemberWire::default()
        }),
        ("remove", "q") if at < doc.situations.len() => {
            let gone = doc.situations.remove(at).code;
            doc.items
                .iter_mut()
                .for_each(|member| member.when.retain(|when| when.question != gone));
            doc.situations
                .iter_mut()
                .for_each(|one| one.when.retain(|when| when.question != gone));
        }
        ("remove", "m") if at < doc.items.len() => {
            let gone = doc.items.remove(at).item;
            doc.items
                .iter_mut()
                .for_each(|member| member.after.retain(|code| *code != gone));
        }
        ("up", "m") if at > 0 && at < doc.items.len() => doc.items.swap(at, at - 1),
        ("down", "m") if at.saturating_add(1) < doc.items.len() => doc.items.swap(at, at + 1),
        _ => {}
    }
}

/// The page as somebody looks at it.
struct Look<'a> {
    centre: &'a Centre,
    page: &'a Page,
    code: &'a str,
    may: bool,
}

impl<'a> Look<'a> {
    fn new(centre: &'a Centre, page: &'a Page, staff: &Staff, code: &'a str) -> Look<'a> {
        let may = staff.0.could(Permission::ChangeBundles);
        Look {
            centre,
            page,
            code,
            may,
        }
    }

    fn drawn(&self, doc: &BundleWire, typed: &Typed, faults: Vec<Fault>, checked: bool) -> OnePage {
        let (page, library) = (self.page, self.centre.library());
        let words = typed.get("find").trim();
        let found = if words.is_empty() {
            Vec::new()
        } else {
            library.find(words)
        };
        let hits = found.iter().take(MOST).map(|item| Hit {
            code: item.code.clone(),
            name: say(page, &item.name),
            body: say(page, &item.body_name),
        });
        let day = Day::parse(typed.get("from")).unwrap_or(self.centre.today());
        let findings = if checked {
            bundles::findings(self.centre, &doc.clone().bundle(1), day)
        } else {
            Vec::new()
        };
        let kept = library.bundles().kept(self.code);
        let mut basics = self.basics(doc);
        let mut giving = self.giving(typed);
        for field in basics.iter_mut().chain(&mut giving) {
            let wrong = faults.iter().find(|fault| fault.field == field.name);
            field.error = wrong.map_or_else(String::new, |fault| fault.words.clone());
        }
        OnePage {
            address: format!("{ADDRESS}/{}", self.code),
            title: match page.pick(&doc.name.zh, &doc.name.en) {
                "" => page.t("bundles.new").to_string(),
                name => name.to_string(),
            },
            doc: serde_json::to_string(doc).unwrap_or_default(),
            questions: doc
                .situations
                .iter()
                .enumerate()
                .map(|(at, one)| self.question(at, one))
                .collect(),
            items: doc
                .items
                .iter()
                .enumerate()
                .map(|(at, one)| self.member(doc, at, one))
                .collect(),
            asked: words.to_string(),
            hits: hits.collect(),
            findings: shown(page, &findings),
            lives: kept.is_some_and(|kept| kept.newest().is_some()),
            public: kept.map_or_else(String::new, |_| format!("/bundles/{}", self.code)),
            may: self.may,
            page: page.clone(),
            basics,
            giving,
            faults,
            checked,
        }
    }

    fn line(&self, name: &str, key: &str, value: &str) -> Field {
        Field::text(name, self.page.t(key))
            .max_length(300)
            .value(value)
            .autocomplete("off")
    }

    fn both(&self, name: &str, key: &str, value: &Text) -> [Field; 2] {
        let english = self.page.t1("bundles.edit.english", self.page.t(key));
        let en = Field::text(format!("{name}.en"), english)
            .max_length(300)
            .value(&value.en)
            .autocomplete("off");
        [self.line(&format!("{name}.zh"), key, &value.zh), en.optional()]
    }

    fn basics(&self, doc: &BundleWire) -> Vec<Field> {
        let page = self.page;
        let mut fields = Vec::new();
        if self.code == "new" {
            fields.push(
                self.line("code", "bundles.edit.code", &doc.code)
                    .hint(page.t("bundles.edit.code_hint")),
            );
        }
        fields.extend(self.both("name", "bundles.edit.name", &doc.name));
        let [zh, en] = self.both("summary", "bundles.edit.summary", &doc.summary);
        fields.extend([zh.optional(), en]);
        let organisation = self.centre.organisation();
        let lead = Field::new(FieldKind::Choice, "lead", page.t("bundles.edit.lead")).value(&doc.lead);
        fields.push(organisation.bodies.values().fold(lead, |field, body| {
            field.choice(&body.code, say(page, &body.name.words()))
        }));
        let event = Field::new(FieldKind::Choice, "life_event", page.t("bundles.edit.event")).value(&doc.life_event);
        let event = life_events().iter().fold(event, |field, event| {
            field.choice(event.code, page.pick(event.zh, event.en))
        });
        fields.push(event.optional());
        for (name, key, value) in [
            ("window", "bundles.window", &doc.office.window),
            ("place", "portal.place.address", &doc.office.place),
            ("hours", "portal.place.hours", &doc.office.hours),
        ] {
            let [zh, en] = self.both(name, key, value);
            fields.extend([zh.optional(), en]);
        }
        fields.push(self.line("phone", "portal.place.phone", &doc.office.phone).optional());
        fields
    }

    fn question(&self, at: usize, question: &SituationWire) -> Row {
        let lines: Vec<String> = question
            .options
            .iter()
            .map(|answer| match answer.label.en.as_str() {
                "" => answer.label.zh.clone(),
                en => format!("{} | {en}", answer.label.zh),
            })
            .collect();
        let name = format!("q.{at}.answers");
        let answers = Field::new(FieldKind::LongText, name, self.page.t("bundles.edit.answers"));
        let mut fields: Vec<Field> = self
            .both(&format!("q.{at}"), "bundles.edit.question", &question.question)
            .into();
        fields.push(
            answers
                .hint(self.page.t("bundles.edit.answers_hint"))
                .value(lines.join("\n")),
        );
        Row {
            title: self.page.t1("bundles.edit.question_number", at + 1),
            code: String::new(),
            fields,
        }
    }

    fn member(&self, doc: &BundleWire, at: usize, member: &MemberWire) -> Row {
        let (page, library) = (self.page, self.centre.library());
        let name = |code: &str| {
            library
                .latest(code)
                .map_or_else(|| code.to_string(), |item| say(page, &item.name))
        };
        let mut fields = Vec::new();
        let mut when = Field::new(FieldKind::Choices, format!("m.{at}.when"), page.t("bundles.edit.when"));
        for question in &doc.situations {
            for answer in &question.options {
                let asked = page.pick(&question.question.zh, &question.question.en);
                let words = page.t2("self_check.input", asked, page.pick(&answer.label.zh, &answer.label.en));
                when = when.choice(format!("{} {}", question.code, answer.code), words);
            }
        }
        if !when.choices.is_empty() {
            let ticked = member.when.iter().flat_map(|when| {
                let one = |answer: &String| format!("{} {answer}", when.question);
                when.answers.iter().map(one).collect::<Vec<_>>()
            });
            let ticked: Vec<String> = ticked.collect();
            fields.push(
                when.hint(page.t("bundles.edit.when_hint"))
                    .value(ticked.join(","))
                    .optional(),
            );
        }
        let others = doc.items.iter().filter(|other| other.item != member.item);
        let after = Field::new(
            FieldKind::Choices,
            format!("m.{at}.after"),
            page.t("bundles.edit.after"),
        );
        let after = others.fold(after, |field, other| field.choice(&other.item, name(&other.item)));
        if !after.choices.is_empty() {
            let hint = page.t("bundles.edit.after_hint");
            fields.push(after.hint(hint).value(member.after.join(",")).optional());
        }
        let [zh, en] = self.both(&format!("m.{at}.note"), "bundles.edit.note", &member.note);
        fields.extend([zh.optional(), en]);
        Row {
            title: name(&member.item),
            code: member.item.clone(),
            fields,
        }
    }

    fn giving(&self, typed: &Typed) -> Vec<Field> {
        let page = self.page;
        let from = match typed.get("from") {
            "" => self.centre.today().to_string(),
            from => from.to_string(),
        };
        vec![
            Field::new(FieldKind::Date, "from", page.t("bundles.edit.from")).value(from),
            self.line("reason", "bundles.edit.reason", typed.get("reason")),
            self.line("basis", "bundles.edit.basis", typed.get("basis")),
        ]
    }
}
