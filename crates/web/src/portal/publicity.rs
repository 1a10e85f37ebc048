//! What the public is shown (公示): periods in which anybody may send a view, and hearings that were announced. Read without signing in.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::publicity::{self, Asked, LONGEST_VIEW, Sent, Shown, Standing};
use yimen_domain::cases::proceedings::Matter;
use yimen_domain::cases::proceedings::publicity::Answer;
use yimen_domain::words::{Refusal, RefusalKind};

use super::{Typed, typed, words};
use crate::app::{App, in_query, refuse, status_of};
use crate::proceedings::{day, meeting};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, Pager, SummaryRow, faults};
use crate::shell::{CheckedForm, Html, Page};

const ADDRESS: &str = "/publicity";
/// Longest words that are looked for, characters.
const LONGEST: usize = 100;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/publicity", get(list))
        .route("/publicity/receipt", get(ask_receipt).post(receipt))
        .route("/publicity/{number}", get(show).post(send))
}

struct Row {
    number: String,
    title: String,
    kind: &'static str,
    about: String,
    body: String,
    days: String,
    lamp: Lamp,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "portal/publicity.html")]
struct ListPage {
    page: Page,
    over: bool,
    rows: Vec<Row>,
    pager: Pager,
    words: Field,
    body: Field,
    other: LinkTo,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    over: String,
    q: String,
    body: String,
    after: String,
}

async fn list(State(app): State<App>, page: Page, Query(wanted): Query<Wanted>) -> Response {
    let centre = &app.centre;
    let over = wanted.over == "1";
    let asked = Asked {
        over,
        words: wanted.q.trim().chars().take(LONGEST).collect(),
        body: wanted.body.clone(),
        after: wanted
            .after
            .split_once('~')
            .and_then(|(day, number)| Some((day.parse().ok()?, number.to_string()))),
    };
    let found = match publicity::list(centre, &asked).await {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, LinkTo::new("/", page.t("problem.home"))),
    };
    let query = |over: bool| {
        format!(
            "{ADDRESS}?over={}&q={}&body={}",
            u8::from(over),
            in_query(&asked.words),
            in_query(&asked.body)
        )
    };
    let organisation = centre.organisation();
    let mut bodies: Vec<(String, String)> = organisation
        .bodies
        .values()
        .map(|body| (body.code.clone(), words::say(&page, &body.name.words())))
        .collect();
    bodies.sort_by(|one, other| one.1.cmp(&other.1));
    let body = bodies.into_iter().fold(
        Field::new(FieldKind::Choice, "body", page.t("publicity.body"))
            .optional()
            .value(&asked.body),
        |field, (code, name)| field.choice(code, name),
    );
    let key = if over {
        "publicity.to_current"
    } else {
        "publicity.to_over"
    };
    Html(ListPage {
        rows: found.found.iter().map(|one| row(&app, &page, one)).collect(),
        pager: Pager {
            first: asked.after.is_some().then(|| query(over)),
            next: found
                .next
                .map(|(day, number)| format!("{}&after={day}~{}", query(over), in_query(&number))),
        },
        words: Field::text("q", page.t("publicity.words"))
            .optional()
            .max_length(LONGEST as u32)
            .value(&asked.words),
        other: LinkTo::new(query(!over), page.t(key)),
        over,
        body,
        page,
    })
    .into_response()
}

fn row(app: &App, page: &Page, one: &Shown) -> Row {
    let (kind, about, days) = match &one.one.matter {
        Matter::Publicity(shown) => (
            "publicity.kind.period",
            String::new(),
            page.t2("publicity.from_to", day(page, shown.from), day(page, shown.until)),
        ),
        Matter::Hearing(hearing) => {
            let setting = hearing.setting.as_ref();
            let at = setting.map_or_else(String::new, |setting| meeting(page, &setting.meeting));
            ("publicity.kind.hearing", at, String::new())
        }
        _ => ("publicity.kind.period", String::new(), String::new()),
    };
    let (lamp, state) = state(page, one);
    Row {
        number: one.number.clone(),
        title: title(page, one),
        kind: page.t(kind),
        about,
        body: words::say(page, &app.centre.organisation().body_name(&one.body)),
        days,
        lamp,
        state,
    }
}

fn title(page: &Page, one: &Shown) -> String {
    match &one.one.matter {
        Matter::Publicity(shown) => shown.subject.clone(),
        _ => page.t1("publicity.hearing_of", words::say(page, &one.item)),
    }
}

fn state(page: &Page, one: &Shown) -> (Lamp, &'static str) {
    let hearing = matches!(one.one.matter, Matter::Hearing(_));
    let (lamp, key) = match one.standing {
        Standing::Coming => (Lamp::Grey, "publicity.state.coming"),
        Standing::Open if hearing => (Lamp::Green, "publicity.state.announced"),
        Standing::Open => (Lamp::Green, "publicity.state.open"),
        Standing::Moved => (Lamp::Yellow, "publicity.state.moved"),
        Standing::Over => (Lamp::Grey, "publicity.state.over"),
        Standing::Closed if hearing => (Lamp::Grey, "publicity.state.held"),
        Standing::Closed => (Lamp::Grey, "publicity.state.closed"),
        Standing::Dropped => (Lamp::Grey, "publicity.state.dropped"),
        Standing::Ended => (Lamp::Grey, "publicity.state.ended"),
    };
    (lamp, page.t(key))
}

#[derive(Template)]
#[template(path = "portal/publicity_one.html")]
struct OnePage {
    page: Page,
    number: String,
    title: String,
    lamp: Lamp,
    stands: &'static str,
    rows: Vec<SummaryRow>,
    /// What is shown, one paragraph a line.
    content: Vec<String>,
    /// Something that changes how the page is to be read.
    warning: String,
    /// The form; nothing where no view is taken.
    fields: Vec<Field>,
    faults: Vec<Fault>,
    /// Why nothing was taken in.
    refused: String,
    /// Makes one view of one form.
    key: String,
    /// Why no view is taken.
    over: String,
    /// Receipt code of the view that was taken in.
    code: String,
}

async fn show(State(app): State<App>, page: Page, Path(number): Path<String>) -> Response {
    match publicity::one(&app.centre, &number).await {
        Ok(shown) => Html(one_page(&app, page, &shown, &Typed::default(), None)).into_response(),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("publicity.title"));
    refuse(page, error, back)
}

async fn send(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let sent = Sent::new(typed(&form, "name"), typed(&form, "contact"), typed(&form, "words"));
    let done = publicity::send(&app.centre, &number, typed(&form, "key"), sent).await;
    let shown = match publicity::one(&app.centre, &number).await {
        Ok(shown) => shown,
        Err(error) => return no(page, error),
    };
    match done {
        Ok(code) => {
            let mut drawn = one_page(&app, page, &shown, &Typed::default(), None);
            drawn.code = code;
            drawn.fields.clear();
            Html(drawn).into_response()
        }
        Err(ActError::Refused(refusal)) if refusal.kind != RefusalKind::Missing => {
            let drawn = one_page(&app, page, &shown, &form, Some(&refusal));
            (status_of(&refusal), Html(drawn)).into_response()
        }
        Err(error) => no(page, error),
    }
}

fn one_page(app: &App, page: Page, shown: &Shown, form: &Typed, refusal: Option<&Refusal>) -> OnePage {
    let (lamp, stands) = state(&page, shown);
    let open = shown.standing == Standing::Open && matches!(shown.one.matter, Matter::Publicity(_));
    let fields = if open { fields(&page, form, refusal) } else { Vec::new() };
    let faults = faults(&fields);
    let refused = refusal.filter(|refusal| refusal.faults.is_empty()).map(|refusal| {
        let why = words::say(&page, &refusal.why);
        format!("{why}{}{}", page.pick("", " "), words::say(&page, &refusal.remedy))
    });
    let key = match typed(form, "key") {
        "" => app.centre.new_token(),
        key => key.to_string(),
    };
    let content = match &shown.one.matter {
        Matter::Publicity(publicity) => publicity.content.lines().map(str::to_string).collect(),
        _ => Vec::new(),
    };
    let over = match (&shown.one.matter, shown.standing) {
        (Matter::Publicity(publicity), Standing::Over | Standing::Closed) => {
            page.t1("publicity.no_more", day(&page, publicity.until))
        }
        (Matter::Publicity(publicity), Standing::Coming) => page.t1("publicity.not_yet", day(&page, publicity.from)),
        (Matter::Publicity(_), Standing::Dropped | Standing::Ended) => page.t("publicity.ended").to_string(),
        _ => String::new(),
    };
    OnePage {
        number: shown.number.clone(),
        title: title(&page, shown),
        rows: rows(app, &page, shown),
        warning: if shown.standing == Standing::Moved {
            page.t("publicity.moved").to_string()
        } else {
            String::new()
        },
        refused: refused.unwrap_or_default(),
        code: String::new(),
        lamp,
        stands,
        content,
        fields,
        faults,
        key,
        over,
        page,
    }
}

fn fields(page: &Page, form: &Typed, refusal: Option<&Refusal>) -> Vec<Field> {
    let mut fields = vec![
        Field::new(FieldKind::LongText, "words", page.t("publicity.view.words"))
            .hint(page.t("publicity.view.words.hint"))
            .max_length(LONGEST_VIEW as u32),
        Field::text("name", page.t("publicity.view.name"))
            .autocomplete("name")
            .max_length(100),
        Field::text("contact", page.t("publicity.view.contact"))
            .hint(page.t("publicity.view.contact.hint"))
            .max_length(100),
    ];
    for field in &mut fields {
        field.value = typed(form, &field.name).to_string();
        let fault = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == field.name));
        field.error = fault.map_or_else(String::new, |fault| words::say(page, &fault.words));
    }
    fields
}

fn rows(app: &App, page: &Page, shown: &Shown) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut rows = vec![
        row("publicity.number", shown.number.clone()),
        row("publicity.item", words::say(page, &shown.item)),
        row("publicity.applicant", shown.applicant.clone()),
        row(
            "publicity.body",
            words::say(page, &app.centre.organisation().body_name(&shown.body)),
        ),
    ];
    match &shown.one.matter {
        Matter::Publicity(publicity) => {
            rows.push(row(
                "publicity.days",
                page.t2(
                    "publicity.from_to_days",
                    page.t2(
                        "publicity.from_to",
                        day(page, publicity.from),
                        day(page, publicity.until),
                    ),
                    publicity.days,
                ),
            ));
            rows.push(row("publicity.basis", shown.one.basis.clone()));
            rows.push(row("publicity.contact", publicity.contact.clone()));
            let count = publicity.views.len();
            rows.push(row("publicity.views", count.to_string()));
        }
        Matter::Hearing(hearing) => {
            let (zh, en) = hearing.ground.words();
            rows.push(row("publicity.ground", page.pick(zh, en).to_string()));
            rows.push(row("publicity.basis", shown.one.basis.clone()));
            if let Some(setting) = &hearing.setting {
                rows.push(row("publicity.meeting", meeting(page, &setting.meeting)));
                rows.push(row("publicity.chair", setting.chair.name.clone()));
                if let Some(attending) = &setting.attending {
                    rows.push(row("publicity.attend_until", day(page, attending.until)));
                    rows.push(row("publicity.attend_how", attending.how.clone()));
                }
            }
        }
        _ => {}
    }
    let is_hearing = matches!(shown.one.matter, Matter::Hearing(_));
    // What was said at a hearing is its record's, which those who took part may read.
    if let Some(closed) = shown.one.closed.as_ref().filter(|closed| closed.dropped || !is_hearing) {
        let key = if closed.dropped {
            "publicity.why_dropped"
        } else {
            "publicity.result"
        };
        rows.push(row(key, closed.words.clone()));
    }
    rows
}

#[derive(Template)]
#[template(path = "portal/publicity_receipt.html")]
struct ReceiptPage {
    page: Page,
    field: Field,
    faults: Vec<Fault>,
    found: Option<Found>,
}

struct Found {
    title: String,
    number: String,
    lamp: Lamp,
    state: &'static str,
    rows: Vec<SummaryRow>,
}

fn code_field(page: &Page, code: &str) -> Field {
    Field::text("code", page.t("publicity.receipt.code"))
        .hint(page.t("publicity.receipt.hint"))
        .max_length(40)
        .value(code)
}

async fn ask_receipt(page: Page) -> Response {
    Html(ReceiptPage {
        field: code_field(&page, ""),
        faults: Vec::new(),
        found: None,
        page,
    })
    .into_response()
}

async fn receipt(State(app): State<App>, page: Page, CheckedForm(form): CheckedForm<Typed>) -> Response {
    let code: String = typed(&form, "code").trim().chars().take(40).collect();
    let field = code_field(&page, &code);
    match publicity::of_code(&app.centre, &code).await {
        Ok((shown, view)) => {
            let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
            let mut rows = vec![
                row("publicity.view.sent", day(&page, view.day)),
                row("publicity.view.words", view.words),
            ];
            let (lamp, state) = match &view.answer {
                None => (Lamp::Yellow, "publicity.view.waits"),
                Some(Answer { accepted: true, .. }) => (Lamp::Green, "publicity.view.accepted"),
                Some(_) => (Lamp::Grey, "publicity.view.not_accepted"),
            };
            if let Some(answer) = view.answer {
                rows.push(row("publicity.view.answered", day(&page, answer.day)));
                rows.push(row("publicity.view.answer", answer.words));
            }
            let found = Found {
                title: title(&page, &shown),
                number: shown.number,
                lamp,
                state: page.t(state),
                rows,
            };
            Html(ReceiptPage {
                field,
                faults: Vec::new(),
                found: Some(found),
                page,
            })
            .into_response()
        }
        Err(ActError::Refused(_)) => {
            let field = field.error(page.t("publicity.receipt.none"));
            let drawn = ReceiptPage {
                faults: faults(std::slice::from_ref(&field)),
                field,
                found: None,
                page,
            };
            (axum::http::StatusCode::NOT_FOUND, Html(drawn)).into_response()
        }
        Err(error) => no(page, error),
    }
}
