//! Complaints, questions, suggestions and what could not get done (投诉、咨询、建议、办不成事): brought with or without an account, followed by number and
//! code, rated.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::command::Reach;
use yimen_acts::matters::{self as act, LONGEST, Opened, Proof, Told};
use yimen_domain::matters::{Kind, Submission, Way};
use yimen_domain::organisation::permission::stranger;
use yimen_domain::organisation::{Actor, Capacity};
use yimen_domain::words::{Refusal, RefusalKind};

use super::{Typed, typed, words};
use crate::app::{App, Visitor, refuse, status_of};
use crate::matters as shown;
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, SummaryRow, TimelineEntry, faults};
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::shown::pair;

const ADDRESS: &str = "/matters";
/// Most of one's own that are listed.
const OWN: u32 = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/matters", get(begin))
        .route("/matters/new", get(new).post(bring))
        .route("/matters/one", get(one).post(step))
}

/// Whoever is signed in as a citizen or company; staff and strangers bring matters as strangers here.
fn actor(visitor: &Visitor) -> Actor {
    let signed = visitor.0.as_ref().map(|signed| signed.actor());
    signed
        .filter(|actor| actor.capacity == Capacity::Applicant)
        .unwrap_or_else(stranger)
}

struct Row {
    href: String,
    number: String,
    kind: &'static str,
    lamp: Lamp,
    stands: &'static str,
}

#[derive(Template)]
#[template(path = "portal/matters.html")]
struct BeginPage {
    page: Page,
    rows: Vec<Row>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
}

fn find_fields(page: &Page, form: &Typed) -> Vec<Field> {
    vec![
        Field::text("number", page.t("matters.number"))
            .hint(page.t("matters.number.hint"))
            .max_length(40)
            .value(typed(form, "number")),
        Field::text("code", page.t("matters.code"))
            .hint(page.t("matters.code.hint"))
            .max_length(20),
    ]
}

async fn begin(State(app): State<App>, page: Page, visitor: Visitor) -> Response {
    draw_begin(&app, page, &visitor, &Typed::default(), None).await
}

async fn draw_begin(app: &App, page: Page, visitor: &Visitor, form: &Typed, error: Option<String>) -> Response {
    let own = match act::own(&app.centre, &actor(visitor), OWN).await {
        Ok(own) => own,
        Err(error) => return no(page, error),
    };
    let rows = own.iter().map(|line| Row {
        href: format!("{ADDRESS}/one?number={}", line.number),
        number: line.number.clone(),
        kind: pair(&page, line.kind.words()),
        lamp: shown::lamp(line.stage, line.is_late),
        stands: pair(&page, line.stage.words()),
    });
    let mut fields = find_fields(&page, form);
    let status = match error {
        Some(error) => {
            fields[1].error = error;
            StatusCode::NOT_FOUND
        }
        None => StatusCode::OK,
    };
    let drawn = BeginPage {
        rows: rows.collect(),
        faults: faults(&fields),
        fields,
        page,
    };
    (status, Html(drawn)).into_response()
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("matters.title"));
    refuse(page, error, back)
}

#[derive(Template)]
#[template(path = "portal/matter_new.html")]
struct NewPage {
    page: Page,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: String,
    key: String,
    /// Number of the matter that was brought; empty before.
    number: String,
    code: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    kind: String,
    case: String,
}

async fn new(State(app): State<App>, page: Page, Query(wanted): Query<Wanted>) -> Response {
    let form = Typed::from([("kind".to_string(), wanted.kind), ("case".to_string(), wanted.case)]);
    Html(new_page(&app, page, &form, None)).into_response()
}

fn new_page(app: &App, page: Page, form: &Typed, refusal: Option<&Refusal>) -> NewPage {
    let mut kind = Field::new(FieldKind::Choice, "kind", page.t("matters.kind"));
    for one in &Kind::ALL[..4] {
        kind = kind.choice(one.code(), page.t(&format!("matters.kind.{}", one.code())));
    }
    let mut body = Field::new(FieldKind::Choice, "body", page.t("matters.body"))
        .hint(page.t("matters.body.hint"))
        .optional();
    for (code, name) in shown::units(&app.centre, &page) {
        body = body.choice(code, name);
    }
    let mut fields = vec![
        kind,
        Field::new(FieldKind::LongText, "words", page.t("matters.words"))
            .hint(page.t("matters.words.hint"))
            .max_length(LONGEST as u32),
        Field::text("case", page.t("matters.case"))
            .hint(page.t("matters.case.hint"))
            .optional()
            .max_length(160),
        body,
        Field::text("name", page.t("matters.name"))
            .hint(page.t("matters.name.hint"))
            .optional()
            .autocomplete("name")
            .max_length(100),
        Field::text("contact", page.t("matters.contact"))
            .hint(page.t("matters.contact.hint"))
            .optional()
            .max_length(100),
    ];
    fill(&page, &mut fields, form, refusal);
    NewPage {
        faults: faults(&fields),
        refused: told_off(&page, refusal),
        key: match typed(form, "key") {
            "" => app.centre.new_token(),
            key => key.to_string(),
        },
        number: String::new(),
        code: String::new(),
        fields,
        page,
    }
}

fn fill(page: &Page, fields: &mut [Field], form: &Typed, refusal: Option<&Refusal>) {
    for field in fields {
        field.value = typed(form, &field.name).to_string();
        let fault = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == field.name));
        field.error = fault.map_or_else(String::new, |fault| words::say(page, &fault.words));
    }
}

/// Why nothing was done, where no field says it.
fn told_off(page: &Page, refusal: Option<&Refusal>) -> String {
    let refusal = refusal.filter(|refusal| refusal.faults.is_empty());
    refusal.map_or_else(String::new, |refusal| {
        let why = words::say(page, &refusal.why);
        format!("{why}{}{}", page.pick("", " "), words::say(page, &refusal.remedy))
    })
}

async fn bring(
    State(app): State<App>,
    page: Page,
    visitor: Visitor,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let who = actor(&visitor);
    let kind = Kind::parse(typed(&form, "kind"));
    let Some(kind) = kind else {
        let fault = yimen_domain::words::Fault::new("kind", "请选择一种。", "Choose one.");
        let drawn = new_page(&app, page, &form, Some(&Refusal::invalid(vec![fault])));
        return (StatusCode::UNPROCESSABLE_ENTITY, Html(drawn)).into_response();
    };
    let given = |name: &str| Some(typed(&form, name).to_string()).filter(|text| !text.is_empty());
    let submission = Submission {
        kind,
        way: Way::Net,
        origin: None,
        body: given("body"),
        case: given("case"),
        against: Vec::new(),
        owner: who.account,
        agreed: false,
        days: None,
    };
    let told = Told::by(typed(&form, "words"), typed(&form, "name"), typed(&form, "contact"));
    let key = Some(typed(&form, "key")).filter(|key| !key.is_empty());
    let brought = Box::pin(act::bring(&app.centre, &who, key, &submission, &told)).await;
    let brought = brought.and_then(|brought| Ok((act::code_of(&app.centre, brought.id)?, brought.number)));
    match brought {
        Ok((code, number)) => {
            let drawn = NewPage {
                number,
                code,
                fields: Vec::new(),
                faults: Vec::new(),
                ..new_page(&app, page, &Typed::default(), None)
            };
            Html(drawn).into_response()
        }
        Err(ActError::Refused(refusal)) if refusal.kind != RefusalKind::Missing => {
            let status = status_of(&refusal);
            (status, Html(new_page(&app, page, &form, Some(&refusal)))).into_response()
        }
        Err(error) => no(page, error),
    }
}

#[derive(Template)]
#[template(path = "portal/matter.html")]
struct OnePage {
    page: Page,
    number: String,
    /// Given back with each step; empty for whoever is signed in.
    code: String,
    lamp: Lamp,
    stands: &'static str,
    facts: Vec<SummaryRow>,
    timeline: Vec<TimelineEntry>,
    /// What is asked of whoever brought it; nothing where it is not time.
    rating: Vec<Field>,
    faults: Vec<Fault>,
    refused: String,
    done: bool,
    may_withdraw: bool,
    seen: u32,
    key: String,
}

async fn one(State(app): State<App>, page: Page, visitor: Visitor, Query(form): Query<Typed>) -> Response {
    draw(&app, page, &visitor, &form, None, false).await
}

/// Shows a matter to whoever has its number and code; with a step also does what they ask.
async fn step(State(app): State<App>, page: Page, visitor: Visitor, CheckedForm(form): CheckedForm<Typed>) -> Response {
    if typed(&form, "step").is_empty() {
        return draw(&app, page, &visitor, &form, None, false).await;
    }
    let field = |name: &str| typed(&form, name).to_string();
    let order = match shown::order(&app.centre, typed(&form, "step"), field).await {
        Ok(order) => order,
        Err(ActError::Refused(refusal)) => return draw(&app, page, &visitor, &form, Some(&refusal), false).await,
        Err(error) => return no(page, error),
    };
    let reach = Reach {
        key: Some(typed(&form, "key")).filter(|key| !key.is_empty()),
        seen: typed(&form, "seen").parse().ok(),
    };
    let who = actor(&visitor);
    let told = Told::text(typed(&form, "words"));
    let number = typed(&form, "number");
    let given = Box::pin(act::give(&app.centre, &who, proof(&form), number, reach, &order, &told)).await;
    match given {
        Ok(_) => draw(&app, page, &visitor, &form, None, true).await,
        Err(ActError::Refused(refusal)) => draw(&app, page, &visitor, &form, Some(&refusal), false).await,
        Err(error) => no(page, error),
    }
}

fn proof(form: &Typed) -> Proof<'_> {
    match typed(form, "code") {
        "" => Proof::None,
        code => Proof::Code(code),
    }
}

async fn draw(
    app: &App,
    page: Page,
    visitor: &Visitor,
    form: &Typed,
    refusal: Option<&Refusal>,
    done: bool,
) -> Response {
    let who = actor(visitor);
    let opened = match act::open(&app.centre, &who, proof(form), typed(form, "number")).await {
        Ok(opened) => opened,
        Err(ActError::Refused(_)) => {
            let words = page.t("matters.not_found").to_string();
            return draw_begin(app, page, visitor, form, Some(words)).await;
        }
        Err(error) => return no(page, error),
    };
    let may = opened.open_to(&app.centre, &who);
    let mut rating = if may.contains(&"rate") {
        rating(&page, &opened)
    } else {
        Vec::new()
    };
    if !done {
        fill(&page, &mut rating, form, refusal);
    }
    let status = refusal.map_or(StatusCode::OK, status_of);
    let late = shown::is_late(&opened.matter, app.centre.today());
    let drawn = OnePage {
        number: opened.number.clone(),
        code: typed(form, "code").to_string(),
        lamp: shown::lamp(opened.matter.stage(), late),
        stands: pair(&page, opened.matter.stage().words()),
        facts: shown::facts(&app.centre, &page, &opened),
        timeline: shown::timeline(&app.centre, &page, &opened),
        faults: faults(&rating),
        refused: told_off(&page, refusal),
        may_withdraw: may.contains(&"withdraw"),
        seen: opened.steps,
        key: app.centre.new_token(),
        rating,
        done,
        page,
    };
    (status, Html(drawn)).into_response()
}

fn rating(page: &Page, opened: &Opened) -> Vec<Field> {
    let mut fields = vec![Field::new(
        FieldKind::YesNo,
        "satisfied",
        page.t("matters.rate.satisfied"),
    )];
    if !opened.matter.reopened {
        fields.push(
            Field::new(FieldKind::YesNo, "again", page.t("matters.rate.again"))
                .hint(page.t("matters.rate.again.hint"))
                .optional(),
        );
    }
    fields.push(
        Field::new(FieldKind::LongText, "words", page.t("matters.rate.words"))
            .optional()
            .max_length(LONGEST as u32),
    );
    fields
}
