//! Progress by number (查进度), without personal data.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;

use crate::app::{App, refuse};
use crate::shell::components::{Fault, Field, Lamp, LinkTo, TimelineEntry};
use crate::shell::{Html, Page};

use super::case::{ClockBox, ShareRow, clock_boxes, entries, next, shares};
use super::mine::lamp_of;
use super::words;

/// Longest number that is looked up, characters.
const LONGEST: usize = 160;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/progress", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    number: String,
}

/// What anybody may know of a case.
pub(super) struct Standing {
    pub(super) number: String,
    pub(super) item: String,
    pub(super) body: String,
    pub(super) received: String,
    pub(super) lamp: Lamp,
    pub(super) status: String,
    /// No application by law: no clock and nobody's time.
    pub(super) simulated: bool,
    pub(super) plain: String,
    pub(super) next: String,
    pub(super) holder: String,
    pub(super) clocks: Vec<ClockBox>,
    pub(super) shares: Vec<ShareRow>,
    pub(super) share_total: i64,
    pub(super) timeline: Vec<TimelineEntry>,
}

#[derive(Template)]
#[template(path = "portal/progress.html")]
struct Progress {
    page: Page,
    field: Field,
    faults: Vec<Fault>,
    standing: Option<Standing>,
}

async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    let number: String = asked.number.trim().chars().take(LONGEST).collect();
    let field = Field::text("number", page.t("portal.progress.number"))
        .hint(page.t("portal.progress.hint"))
        .value(&number);
    if number.is_empty() {
        return Html(Progress {
            field,
            faults: Vec::new(),
            standing: None,
            page,
        })
        .into_response();
    }
    match view::progress(&app.centre, &number).await {
        Ok(view) => {
            let standing = Some(standing(&app.centre, &page, &view));
            Html(Progress {
                field,
                faults: Vec::new(),
                standing,
                page,
            })
            .into_response()
        }
        Err(ActError::Refused(refusal)) => {
            let words = format!(
                "{} {}",
                words::say(&page, &refusal.why),
                page.t("portal.progress.not_found")
            );
            let field = field.error(words);
            let faults = crate::shell::components::faults(std::slice::from_ref(&field));
            (
                StatusCode::NOT_FOUND,
                Html(Progress {
                    field,
                    faults,
                    standing: None,
                    page,
                }),
            )
                .into_response()
        }
        Err(error) => refuse(page.clone(), error, LinkTo::new("/progress", page.t("nav.progress"))),
    }
}

/// How a case stands, for somebody who only has its number or one of its documents.
pub(super) fn standing(centre: &Centre, page: &Page, view: &CaseView) -> Standing {
    let status = view.case.status();
    let received: Day = view.case.received;
    let shares = shares(page, view);
    Standing {
        number: view.case.number.clone(),
        item: words::say(page, &view.item.name),
        body: words::say(page, &centre.organisation().body_name(&view.case.body)),
        received: words::day(page, received),
        lamp: lamp_of(status),
        status: words::pick(page, status.words()),
        simulated: view.case.is_simulated(),
        plain: page.t(&format!("portal.plain.{}", status.code())).to_string(),
        next: next(page, view),
        holder: words::say(page, &view.case.holder()),
        clocks: clock_boxes(centre, page, view),
        share_total: shares.iter().map(|share| share.days).sum(),
        shares,
        timeline: entries(page, view, false),
    }
}
