//! Who was told what about a case (告知记录): a page for the applicant, the desk and the inspector, and the same as a signed record.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::notices::out::{Tongue, Way};
use yimen_acts::notices::proof::{self, Stand, Told};
use yimen_domain::organisation::Actor;

use crate::app::{App, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};
use crate::workbench::shown::{pair, say};

/// One telling as shown.
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) when: String,
    pub(crate) way: String,
    pub(crate) receiver: String,
    pub(crate) state: String,
    pub(crate) icon: &'static str,
    pub(crate) class: &'static str,
    pub(crate) done: String,
    pub(crate) answer: String,
    pub(crate) subject: String,
    pub(crate) words: Vec<String>,
}

#[derive(Template)]
#[template(path = "portal/told.html")]
struct ForApplicants {
    page: Page,
    number: String,
    address: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "workbench/told.html")]
struct ForDesks {
    page: Page,
    number: String,
    address: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "inspector/told.html")]
struct ForInspectors {
    page: Page,
    number: String,
    address: String,
    lines: Vec<Line>,
}

/// For whom the page is.
#[derive(Clone, Copy)]
enum Area {
    Portal,
    Workbench,
    Inspector,
}

impl Area {
    fn case(self, number: &str) -> String {
        let place = match self {
            Area::Portal => "my",
            Area::Workbench => "workbench",
            Area::Inspector => "inspector",
        };
        format!("/{place}/cases/{number}")
    }
}

/// `GET /my/cases/{number}/told`.
pub(crate) async fn mine(
    State(app): State<App>,
    page: Page,
    crate::portal::For(me): crate::portal::For,
    Path(number): Path<String>,
) -> Response {
    show(&app, page, Area::Portal, &me.actor(), &number).await
}

/// `GET /my/cases/{number}/told.json`.
pub(crate) async fn my_record(
    State(app): State<App>,
    page: Page,
    crate::portal::For(me): crate::portal::For,
    Path(number): Path<String>,
) -> Response {
    record(&app, page, Area::Portal, &me.actor(), &number).await
}

/// `GET /workbench/cases/{number}/told`.
pub(crate) async fn at_the_desk(
    State(app): State<App>,
    page: Page,
    desk: crate::app::Staff,
    Path(number): Path<String>,
) -> Response {
    show(&app, page, Area::Workbench, &desk.actor(), &number).await
}

/// `GET /workbench/cases/{number}/told.json`.
pub(crate) async fn record_at_the_desk(
    State(app): State<App>,
    page: Page,
    desk: crate::app::Staff,
    Path(number): Path<String>,
) -> Response {
    record(&app, page, Area::Workbench, &desk.actor(), &number).await
}

/// `GET /inspector/cases/{number}/told`.
pub(crate) async fn at_the_board(
    State(app): State<App>,
    page: Page,
    desk: crate::app::Staff,
    Path(number): Path<String>,
) -> Response {
    show(&app, page, Area::Inspector, &desk.actor(), &number).await
}

/// `GET /inspector/cases/{number}/told.json`.
pub(crate) async fn record_at_the_board(
    State(app): State<App>,
    page: Page,
    desk: crate::app::Staff,
    Path(number): Path<String>,
) -> Response {
    record(&app, page, Area::Inspector, &desk.actor(), &number).await
}

async fn show(app: &App, page: Page, area: Area, actor: &Actor, number: &str) -> Response {
    let told = match proof::of_case(&app.centre, actor, number).await {
        Ok(told) => told,
        Err(error) => return no(page, area, number, error),
    };
    let lines = told.iter().map(|told| line(&page, told)).collect();
    let (number, address) = (number.to_string(), area.case(number));
    match area {
        Area::Portal => Html(ForApplicants {
            page,
            number,
            address,
            lines,
        })
        .into_response(),
        Area::Workbench => Html(ForDesks {
            page,
            number,
            address,
            lines,
        })
        .into_response(),
        Area::Inspector => Html(ForInspectors {
            page,
            number,
            address,
            lines,
        })
        .into_response(),
    }
}

async fn record(app: &App, page: Page, area: Area, actor: &Actor, number: &str) -> Response {
    let made = proof::proof(&app.centre, actor, number).await;
    let made = made.and_then(|proof| serde_json::to_vec(&proof).map_err(|error| ActError::Broken(error.to_string())));
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(error) => return no(page, area, number, error),
    };
    let name = format!("attachment; filename=\"told-{number}.json\"");
    let mut answer = ([(header::CONTENT_TYPE, "application/json")], bytes).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

fn no(page: Page, area: Area, number: &str, error: ActError) -> Response {
    let back = LinkTo::new(area.case(number), page.t("told.back"));
    refuse(page, error, back)
}

fn line(page: &Page, told: &Told) -> Line {
    let (key, icon, class) = match told.stand {
        Stand::There => ("told.there", "inbox", ""),
        Stand::Read => ("told.read", "circle-check", "clock-met"),
        Stand::Waits => ("told.waits", "clock", "clock-running"),
        Stand::Sent => ("told.sent", "circle-check", "clock-met"),
        Stand::Failed => ("told.failed", "alert-triangle", "lamp-red"),
        Stand::Dropped => ("told.dropped", "circle-dashed", ""),
    };
    let tries = match told.tries {
        0 | 1 => String::new(),
        tries => page.t1("told.tries", tries),
    };
    let done = match (told.done_at, told.next_at) {
        (Some(at), _) => page.moment(at.0),
        (None, Some(at)) if told.tries > 0 => page.t1("told.next", page.moment(at.0)),
        _ => String::new(),
    };
    let words = match told.tongue {
        Some(Tongue::Zh) => told.words.zh.clone(),
        Some(Tongue::En) => told.words.en.clone(),
        Some(Tongue::Both) => format!("{}\n{}", told.words.zh, told.words.en),
        None => say(page, &told.words).to_string(),
    };
    let subject = match told.tongue {
        Some(Tongue::En) => told.subject.en.clone(),
        _ => told.subject.zh.clone(),
    };
    Line {
        what: told
            .occasion
            .map_or_else(String::new, |occasion| pair(page, occasion.name).to_string()),
        when: page.moment(told.at.0),
        way: page
            .t(match told.way {
                None => "told.inbox",
                Some(Way::Mail) => "told.mail",
                Some(Way::Text) => "told.text",
            })
            .to_string(),
        receiver: told.receiver.clone(),
        state: page.t(key).to_string(),
        icon,
        class,
        done: [done, tries]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        answer: told.answer.clone(),
        subject,
        words: words.lines().map(str::to_string).collect(),
    }
}
