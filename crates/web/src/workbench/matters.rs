//! Matters at the workbench (诉求办理): what waits, the desk form for what people say in person or by telephone, the ledger of problems, and one matter
//! with what may be done now.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::command::Reach;
use yimen_acts::matters::{self as act, LONGEST, Line, Opened, Proof, Told, Which};
use yimen_domain::matters::{Kind, NotAccepted, Origin, Rules, Source, Submission, Way};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;

use super::shown::{pair, say};
use crate::app::{App, Staff, refuse, status_of};
use crate::matters as shown;
use crate::shell::components::{
    Fault, Field, FieldKind, Lamp, LinkTo, Pager, SummaryRow, TimelineEntry, faults as faults_of,
};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/matters";
const LINES: u32 = 50;

type Typed = std::collections::BTreeMap<String, String>;

fn typed<'a>(form: &'a Typed, name: &str) -> &'a str {
    form.get(name).map_or("", |value| value.trim())
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("matters.work.title"));
    refuse(page, error, back)
}

/// Which list, and from where it goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    list: String,
    day: Option<i64>,
    after: Option<uuid::Uuid>,
}

struct Row {
    href: String,
    number: String,
    kind: &'static str,
    lamp: Lamp,
    stands: &'static str,
    body: String,
    last_day: String,
    handed: bool,
}

struct Tab {
    href: String,
    words: &'static str,
    current: bool,
}

#[derive(Template)]
#[template(path = "workbench/matters.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    pager: Pager,
    rules: Vec<SummaryRow>,
    rules_name: &'static str,
}

/// `GET /workbench/matters`.
pub(crate) async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let (which, kind) = match asked.list.as_str() {
        "mine" => (Which::Mine, None),
        "problems" => (Which::Open, Some(Kind::Problem)),
        "over" => (Which::Over, None),
        "problems_over" => (Which::Over, Some(Kind::Problem)),
        _ => (Which::Open, None),
    };
    let after = asked.day.zip(asked.after);
    let found = act::list(&app.centre, &staff.actor(), which, kind, after, LINES).await;
    let rules = act::rules(&app.centre).await;
    let ((lines, next), rules) = match (found, rules) {
        (Ok(found), Ok(rules)) => (found, rules),
        (Err(error), _) | (_, Err(error)) => return no(page, error),
    };
    let tab = |list: &str, key: &str| Tab {
        href: format!("{ADDRESS}?list={list}"),
        words: page.t(key),
        current: asked.list == list,
    };
    let here = format!("{ADDRESS}?list={}", asked.list);
    Html(ListPage {
        tabs: vec![
            Tab {
                href: ADDRESS.to_string(),
                ..tab("", "matters.list.open")
            },
            tab("mine", "matters.list.mine"),
            tab("problems", "matters.list.problems"),
            tab("over", "matters.list.over"),
            tab("problems_over", "matters.list.problems_over"),
        ],
        rows: lines.iter().map(|line| row(&app, &page, line)).collect(),
        pager: Pager {
            first: after.is_some().then(|| here.clone()),
            next: next.map(|(day, id)| format!("{here}&day={day}&after={id}")),
        },
        rules: rule_rows(&page, rules),
        rules_name: pair(&page, rules.words),
        page,
    })
    .into_response()
}

fn row(app: &App, page: &Page, line: &Line) -> Row {
    Row {
        href: format!("{ADDRESS}/{}", line.number),
        number: line.number.clone(),
        kind: pair(page, line.kind.words()),
        lamp: shown::lamp(line.stage, line.is_late),
        stands: pair(page, line.stage.words()),
        body: match line.body.as_str() {
            "" => page.t("matters.desk").to_string(),
            body => shown::unit(&app.centre, page, body),
        },
        last_day: line.last_day.map_or_else(String::new, |day| shown::day(page, day)),
        handed: line.is_handed,
    }
}

/// The numbers by which new matters run, each with where it comes from.
fn rule_rows(page: &Page, rules: &Rules) -> Vec<SummaryRow> {
    let source = |source: Source| match source {
        Source::Rule(rule) => rule,
        Source::Assumed => page.t("matters.assumed"),
    };
    let row = |(zh, en, days, from): (&'static str, &'static str, u32, Source)| {
        SummaryRow::new(
            page.pick(zh, en).to_string(),
            page.t2("matters.rule", days, source(from)),
        )
    };
    rules.numbers().into_iter().map(row).collect()
}

#[derive(Template)]
#[template(path = "workbench/matter_new.html")]
struct NewPage {
    page: Page,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: String,
    key: String,
}

/// `GET /workbench/matters/new`.
pub(crate) async fn new(State(app): State<App>, page: Page, _: Staff) -> Response {
    Html(new_page(&app, page, &Typed::new(), None)).into_response()
}

fn new_page(app: &App, page: Page, form: &Typed, refusal: Option<&Refusal>) -> NewPage {
    let choice = |name: &str, key: &str, choices: Vec<(&'static str, (&'static str, &'static str))>| {
        let field = Field::new(FieldKind::Choice, name, page.t(key));
        choices
            .into_iter()
            .fold(field, |field, (code, words)| field.choice(code, pair(&page, words)))
    };
    let kinds = Kind::ALL.iter().map(|kind| (kind.code(), kind.words())).collect();
    let ways = Way::ALL[1..].iter().map(|way| (way.code(), way.words())).collect();
    let origins = Origin::ALL
        .iter()
        .map(|origin| (origin.code(), origin.words()))
        .collect();
    let mut body = Field::new(FieldKind::Choice, "body", page.t("matters.body")).optional();
    for (code, name) in shown::units(&app.centre, &page) {
        body = body.choice(code, name);
    }
    let mut fields = vec![
        choice("kind", "matters.kind", kinds),
        choice("way", "matters.way", ways),
        Field::new(FieldKind::LongText, "words", page.t("matters.words")).max_length(LONGEST as u32),
        Field::text("name", page.t("matters.name")).optional().max_length(100),
        Field::text("contact", page.t("matters.contact"))
            .optional()
            .max_length(100),
        Field::text("case", page.t("matters.case")).optional().max_length(160),
        body,
        Field::text("against", page.t("matters.against"))
            .hint(page.t("matters.against.hint"))
            .optional()
            .max_length(60),
        choice("origin", "matters.origin", origins)
            .hint(page.t("matters.origin.hint"))
            .optional(),
        Field::text("origin_number", page.t("matters.origin.number"))
            .optional()
            .max_length(60),
        Field::new(FieldKind::Integer, "days", page.t("matters.days"))
            .hint(page.t("matters.days.hint"))
            .optional(),
    ];
    fill(&page, &mut fields, form, refusal, "");
    NewPage {
        faults: faults_of(&fields),
        refused: told_off(&page, refusal),
        key: match typed(form, "key") {
            "" => app.centre.new_token(),
            key => key.to_string(),
        },
        fields,
        page,
    }
}

fn fill(page: &Page, fields: &mut [Field], form: &Typed, refusal: Option<&Refusal>, prefix: &str) {
    for field in fields {
        if let Some(value) = form.get(&field.name) {
            field.value = value.trim().to_string();
        }
        let bare = field.name.strip_prefix(prefix).unwrap_or(&field.name);
        let fault = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == bare));
        field.error = fault.map_or_else(String::new, |fault| say(page, &fault.words));
    }
}

fn told_off(page: &Page, refusal: Option<&Refusal>) -> String {
    let refusal = refusal.filter(|refusal| refusal.faults.is_empty());
    refusal.map_or_else(String::new, |refusal| {
        let why = say(page, &refusal.why);
        let rule = match refusal.rule {
            "" => String::new(),
            rule => page.t1("refusal.rule", rule),
        };
        format!("{why}{rule}{}{}", page.pick("", " "), say(page, &refusal.remedy))
    })
}

/// `POST /workbench/matters/new`.
pub(crate) async fn bring(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let brought = brought(&app, &staff.actor(), &form).await;
    match brought {
        Ok(number) => redirect_with(&format!("{ADDRESS}/{number}"), &Flash::done("matters.entered")),
        Err(ActError::Refused(refusal)) => {
            let status = status_of(&refusal);
            (status, Html(new_page(&app, page, &form, Some(&refusal)))).into_response()
        }
        Err(error) => no(page, error),
    }
}

async fn brought(app: &App, actor: &Actor, form: &Typed) -> Result<String, ActError> {
    let wrong = |field: &str, zh: &str, en: &str| {
        ActError::from(Refusal::invalid(vec![yimen_domain::words::Fault::new(field, zh, en)]))
    };
    let given = |name: &str| Some(typed(form, name).to_string()).filter(|text| !text.is_empty());
    let kind = Kind::parse(typed(form, "kind")).ok_or_else(|| wrong("kind", "请选择一种。", "Choose one."))?;
    let way = Way::parse(typed(form, "way")).filter(|way| *way != Way::Net);
    let against = match given("against") {
        None => Vec::new(),
        Some(login) => {
            let row = yimen_acts::accounts::by_login(&app.centre, &login).await?;
            let row = row.ok_or_else(|| wrong("against", "没有这个账号。", "There is no such account."))?;
            vec![row.id]
        }
    };
    let days = given("days")
        .map(|days| {
            days.parse()
                .map_err(|_| wrong("days", "请填写工作日天数。", "Enter a number of working days."))
        })
        .transpose()?;
    let origin = Origin::parse(typed(form, "origin"));
    let submission = Submission {
        kind,
        way: way.ok_or_else(|| wrong("way", "请选择来源渠道。", "Say how it came."))?,
        origin: origin.map(|origin| (origin, typed(form, "origin_number").to_string())),
        body: given("body"),
        case: given("case"),
        against,
        owner: None,
        agreed: false,
        days,
    };
    let told = Told::by(typed(form, "words"), typed(form, "name"), typed(form, "contact"));
    let key = Some(typed(form, "key")).filter(|key| !key.is_empty());
    Ok(Box::pin(act::bring(&app.centre, actor, key, &submission, &told))
        .await?
        .number)
}

struct StepForm {
    step: &'static str,
    title: &'static str,
    fields: Vec<Field>,
    /// It is what was tried and refused: it stands open.
    open: bool,
}

#[derive(Template)]
#[template(path = "workbench/matter.html")]
struct OnePage {
    page: Page,
    number: String,
    kind: &'static str,
    lamp: Lamp,
    stands: &'static str,
    late: bool,
    words: String,
    facts: Vec<SummaryRow>,
    by_whom: Vec<SummaryRow>,
    held: Vec<SummaryRow>,
    holder: String,
    handed_to: String,
    timeline: Vec<TimelineEntry>,
    steps: Vec<StepForm>,
    faults: Vec<Fault>,
    refused: String,
    /// The code to be told to whoever brought it.
    code: String,
    seen: u32,
    key: String,
}

/// `GET /workbench/matters/{number}`.
pub(crate) async fn one(State(app): State<App>, page: Page, staff: Staff, Path(number): Path<String>) -> Response {
    draw(&app, page, &staff.actor(), &number, &Typed::new(), None).await
}

/// `POST /workbench/matters/{number}`.
pub(crate) async fn step(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let actor = staff.actor();
    let step = typed(&form, "step").to_string();
    let field = |name: &str| typed(&form, &format!("{step}.{name}")).to_string();
    let given = async {
        let order = shown::order(&app.centre, &step, field).await?;
        let reach = Reach {
            key: Some(typed(&form, "key")).filter(|key| !key.is_empty()),
            seen: typed(&form, "seen").parse().ok(),
        };
        let told = Told::text(&field("words"));
        act::give(&app.centre, &actor, Proof::None, &number, reach, &order, &told).await
    };
    match Box::pin(given).await {
        // Whoever hands a matter on may see it no more.
        Ok(_) => match act::open(&app.centre, &actor, Proof::None, &number).await {
            Ok(_) => redirect_with(&format!("{ADDRESS}/{number}"), &Flash::done("matters.done")),
            Err(_) => redirect_with(ADDRESS, &Flash::done("matters.done")),
        },
        Err(ActError::Refused(refusal)) => draw(&app, page, &actor, &number, &form, Some(&refusal)).await,
        Err(error) => no(page, error),
    }
}

async fn draw(app: &App, page: Page, actor: &Actor, number: &str, form: &Typed, refusal: Option<&Refusal>) -> Response {
    let opened = match act::open(&app.centre, actor, Proof::None, number).await {
        Ok(opened) => opened,
        Err(error) => return no(page, error),
    };
    let code = match act::code_of(&app.centre, opened.id) {
        Ok(code) => code,
        Err(error) => return no(page, error),
    };
    let matter = &opened.matter;
    let tried = typed(form, "step").to_string();
    let mut steps: Vec<StepForm> = opened
        .open_to(&app.centre, actor)
        .into_iter()
        .map(|step| step_form(app, &page, step, &opened))
        .collect();
    for one in &mut steps {
        if one.step == tried {
            one.open = true;
            fill(&page, &mut one.fields, form, refusal, &format!("{tried}."));
        }
    }
    let fields: Vec<Field> = steps.iter().flat_map(|one| one.fields.clone()).collect();
    let late = shown::is_late(matter, app.centre.today());
    let held = matter.held.iter().map(|held| {
        let value = match &held.from {
            Some(from) => page.t2("matters.held.from", page.moment(held.since.0), &from.name),
            None => page.t1("matters.held.first", page.moment(held.since.0)),
        };
        SummaryRow::new(held.person.name.clone(), value)
    });
    let status = refusal.map_or(StatusCode::OK, status_of);
    let drawn = OnePage {
        number: opened.number.clone(),
        kind: pair(&page, matter.kind.words()),
        lamp: shown::lamp(matter.stage(), late),
        stands: pair(&page, matter.stage().words()),
        late,
        words: opened.first_words().map_or_else(String::new, |told| told.text.clone()),
        facts: shown::facts(&app.centre, &page, &opened),
        by_whom: shown::by_whom(&page, opened.first_words()),
        held: held.collect(),
        holder: matter.holder().map_or_else(String::new, |person| person.name.clone()),
        handed_to: matter.handed_to.as_ref().map_or_else(String::new, |to| to.name.clone()),
        timeline: shown::timeline(&app.centre, &page, &opened),
        faults: faults_of(&fields),
        refused: told_off(&page, refusal),
        // Only whoever enters what people say tells them the code.
        code: if matter.way == Way::Net || matter.held.first().map(|held| held.person.account) != actor.account {
            String::new()
        } else {
            code
        },
        seen: opened.steps,
        key: app.centre.new_token(),
        steps,
        page,
    };
    (status, Html(drawn)).into_response()
}

fn step_form(app: &App, page: &Page, step: &'static str, opened: &Opened) -> StepForm {
    let name = |field: &str| format!("{step}.{field}");
    let words = |key: &str| Field::new(FieldKind::LongText, name("words"), page.t(key)).max_length(LONGEST as u32);
    let yes = |field: &str, key: &str| Field::new(FieldKind::YesNo, name(field), page.t(key)).optional();
    let units = |field: &str, key: &str| {
        let units = shown::units(&app.centre, page);
        let field = Field::new(FieldKind::Choice, name(field), page.t(key));
        units
            .into_iter()
            .fold(field, |field, (code, words)| field.choice(code, words))
    };
    let fields = match step {
        "accept" => vec![yes("urgent", "matters.urgent").hint(page.t("matters.urgent.hint"))],
        "refuse" => {
            let reason = Field::new(FieldKind::Choice, name("reason"), page.t("matters.reason"));
            let reason = NotAccepted::ALL
                .iter()
                .fold(reason, |field, one| field.choice(one.code(), pair(page, one.words())));
            vec![
                reason,
                words("matters.refuse.words").hint(page.t("matters.refuse.words.hint")),
            ]
        }
        "assign" => vec![
            units("body", "matters.assign.body").value(opened.matter.body.clone().unwrap_or_default()),
            units("assisting", "matters.assign.assisting").optional(),
            yes("decided", "matters.assign.decided").hint(page.t("matters.assign.decided.hint")),
            words("matters.note").optional(),
        ],
        "extend" => vec![
            Field::new(FieldKind::Integer, name("days"), page.t("matters.extend.days")),
            words("matters.reason.words"),
        ],
        "hand_over" => vec![
            Field::text(name("to"), page.t("matters.hand_over.to")).hint(page.t("matters.hand_over.to.hint")),
            words("matters.reason.words"),
        ],
        "answer" => vec![words("matters.answer.words").hint(page.t("matters.answer.words.hint"))],
        "visit" => vec![
            yes("reached", "matters.visit.reached"),
            yes("satisfied", "matters.visit.satisfied"),
            yes("again", "matters.rate.again"),
            words("matters.note").optional(),
        ],
        "send_back" | "press" => vec![words("matters.reason.words")],
        _ => Vec::new(),
    };
    StepForm {
        step,
        title: page.t(&format!("matters.step.{step}")),
        fields,
        open: false,
    }
}
