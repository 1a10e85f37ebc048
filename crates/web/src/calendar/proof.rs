//! Why a clock of a case is due when it is: as a page, and as a PDF for whoever wants it on paper.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::view::{ClockView, view};
use yimen_acts::documents::clock_proof;
use yimen_acts::explained::{self, ClockFacts, explain};
use yimen_domain::clocks::ClockKind;

use super::{language, proof_address};
use crate::app::{App, Doer, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

#[derive(Template)]
#[template(path = "calendar/proof.html")]
struct ProofPage {
    page: Page,
    number: String,
    item: String,
    back: String,
    pdf: String,
    clock: ClockFacts,
    state: String,
    used: i64,
    allowed: u32,
    provisional: bool,
}

/// `GET /cases/{number}/clocks/{kind}`, for the applicant and those who handle or watch the case.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Doer { signed, actor }: Doer,
    Path((number, kind)): Path<(String, String)>,
) -> Response {
    let Some(kind) = ClockKind::parse(&kind) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = match view(&app.centre, &actor, &number).await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let Some(clock) = found.clocks.iter().find(|clock| clock.kind == kind) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let back = if signed.is_staff() {
        "/workbench/cases/"
    } else {
        "/my/cases/"
    };
    let (state_zh, state_en) = clock.state.words();
    let left = left(&page, clock);
    let between = if left.is_empty() { "" } else { " · " };
    let page = ProofPage {
        back: format!("{back}{number}"),
        pdf: format!("{}/pdf", proof_address(&number, kind)),
        item: page.pick(&found.item.name.zh, &found.item.name.en).to_string(),
        clock: explain(&app.centre, &found, clock, language(&page)),
        state: format!("{}{between}{left}", page.pick(state_zh, state_en)),
        used: clock.used,
        allowed: clock.allowed,
        provisional: clock.provisional,
        number,
        page,
    };
    Html(page).into_response()
}

/// The language that is wished for on paper; without it, that of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    lang: String,
}

/// `GET /cases/{number}/clocks/{kind}/pdf`.
pub(super) async fn pdf(
    State(app): State<App>,
    page: Page,
    Doer { actor, .. }: Doer,
    Path((number, kind)): Path<(String, String)>,
    Query(wish): Query<Wish>,
) -> Response {
    let Some(kind) = ClockKind::parse(&kind) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let language = match wish.lang.as_str() {
        "zh" => explained::Language::Chinese,
        "en" => explained::Language::English,
        _ => language(&page),
    };
    match clock_proof(&app.centre, &actor, &number, kind, language).await {
        Ok(bytes) => {
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            response
        }
        Err(error) => no(page, error),
    }
}

/// Working days left in words; nothing once it is done.
fn left(page: &Page, clock: &ClockView) -> String {
    match clock.clock.stopped {
        Some(_) => String::new(),
        None => page.days_left(clock.remaining),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/", page.t("nav.home"));
    refuse(page, error, back)
}
