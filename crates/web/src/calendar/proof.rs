//! Why a clock of a case is due when it is: as a page, and as a PDF for whoever wants it on paper.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::ActError;
use yimen_acts::cases::view::{ClockView, proof_of, view};
use yimen_acts::documents::clock_proof;
use yimen_domain::clocks::ClockKind;

use super::{Line, in_words, lines, proof_address};
use crate::app::{App, Visitor, in_query, refuse};
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
    name: String,
    source: String,
    start: String,
    allowed: u32,
    used: i64,
    left: String,
    state: String,
    due: String,
    provisional: bool,
    version: u32,
    notice: String,
    lines: Vec<Line>,
}

/// `GET /cases/{number}/clocks/{kind}`, for the applicant and those who handle or watch the case.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Visitor(visitor): Visitor,
    Path((number, kind)): Path<(String, String)>,
) -> Response {
    let Some(signed) = visitor else { return sign_in(&page) };
    let Some(kind) = ClockKind::parse(&kind) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = match view(&app.centre, &signed.actor(), &number).await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let Some(clock) = found.clocks.iter().find(|clock| clock.kind == kind) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let calendar = app.centre.book().of(&found.case);
    let proof = proof_of(clock, &calendar, app.centre.today());
    let back = if signed.is_staff() {
        "/workbench/cases/"
    } else {
        "/my/cases/"
    };
    let (zh, en) = clock.kind.words();
    let (state_zh, state_en) = clock.state.words();
    let page = ProofPage {
        back: format!("{back}{number}"),
        pdf: format!("{}/pdf", proof_address(&number, kind)),
        item: page.pick(&found.item.name.zh, &found.item.name.en).to_string(),
        name: page.pick(zh, en).to_string(),
        source: clock.clock.source.clone(),
        start: in_words(&page, clock.clock.start),
        allowed: clock.allowed,
        used: clock.used,
        left: left(&page, clock),
        state: page.pick(state_zh, state_en).to_string(),
        due: clock.due.map_or_else(String::new, |due| in_words(&page, due)),
        provisional: clock.provisional,
        version: calendar.version().number,
        notice: calendar.version().notice.clone(),
        lines: lines(&page, &proof),
        number,
        page,
    };
    Html(page).into_response()
}

/// `GET /cases/{number}/clocks/{kind}/pdf`.
pub(super) async fn pdf(
    State(app): State<App>,
    page: Page,
    Visitor(visitor): Visitor,
    Path((number, kind)): Path<(String, String)>,
) -> Response {
    let Some(signed) = visitor else { return sign_in(&page) };
    let Some(kind) = ClockKind::parse(&kind) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match clock_proof(&app.centre, &signed.actor(), &number, kind).await {
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

fn sign_in(page: &Page) -> Response {
    Redirect::to(&format!("/sign-in?back={}", in_query(&page.path))).into_response()
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/", page.t("nav.home"));
    refuse(page, error, back)
}
