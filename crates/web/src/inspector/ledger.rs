//! The proof that no event of any case was altered, on request.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::cases::verify::{Verdict, verify};

use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};
use crate::workbench::shown::Area;

/// Most faults that are listed.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "inspector/ledger.html")]
struct LedgerPage {
    page: Page,
    result: Option<Checked>,
}

struct Checked {
    sound: bool,
    cases: u64,
    events: u64,
    days: u64,
    waiting: u64,
    late: u64,
    summary: String,
    at: String,
    faults: Vec<FaultShown>,
    more: usize,
}

struct FaultShown {
    number: String,
    href: String,
    words: String,
}

/// Whether to check now.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    check: String,
}

/// `GET /inspector/ledger`, and with `?check=now` the check itself. It only reads.
pub(crate) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    if asked.check != "now" {
        return Html(LedgerPage { page, result: None }).into_response();
    }
    match verify(&app.centre, |_| ()).await {
        Ok(verdict) => {
            let at = page.moment(app.centre.now().0);
            let result = Some(checked(&page, verdict, at));
            Html(LedgerPage { page, result }).into_response()
        }
        Err(error) => refuse(
            page.clone(),
            error,
            LinkTo::new("/inspector/ledger", page.t("nav.ledger")),
        ),
    }
}

fn checked(page: &Page, verdict: Verdict, at: String) -> Checked {
    let sound = verdict.is_sound();
    let more = verdict.faults.len().saturating_sub(MOST);
    let faults = verdict
        .faults
        .into_iter()
        .take(MOST)
        .map(|fault| FaultShown {
            href: Area::Inspector.case(&fault.number),
            words: page.pick(&fault.zh, &fault.en).to_string(),
            number: fault.number,
        })
        .collect();
    Checked {
        sound,
        cases: verdict.cases,
        events: verdict.events,
        days: verdict.days,
        waiting: verdict.waiting,
        late: verdict.late,
        summary: verdict.summary,
        at,
        faults,
        more,
    }
}
