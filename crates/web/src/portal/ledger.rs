//! The published ledger (台账公开): the signed root of each day, the keys, and the proof that nothing was rewritten.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use yimen_acts::ActError;
use yimen_acts::ledger::record::{Entry, Head, KeyRecord, Record};
use yimen_acts::ledger::{days, keys, roots};
use yimen_domain::calendar::Day;

use crate::app::{App, refuse};
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};

use super::words;

/// Days on a page.
const DAYS: i32 = 60;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ledger", get(show))
        .route("/ledger/roots.json", get(all))
        .route("/ledger/consistency.json", get(consistency))
}

#[derive(Template)]
#[template(path = "portal/ledger.html")]
struct LedgerPage {
    page: Page,
    hash: &'static str,
    days: Vec<DayRow>,
    keys: Vec<KeyRow>,
    pager: Pager,
}

struct DayRow {
    day: String,
    events: u64,
    root: String,
    log: String,
    key: String,
}

struct KeyRow {
    fingerprint: String,
    algorithm: &'static str,
    since: String,
    current: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    before: String,
}

async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    match ledger(&app, page.clone(), &asked.before).await {
        Ok(shown) => Html(shown).into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/", page.t("nav.home"))),
    }
}

async fn ledger(app: &App, page: Page, before: &str) -> Result<LedgerPage, ActError> {
    let asked = Day::parse(before.trim()).ok();
    let until = asked.unwrap_or_else(|| app.centre.today()).plus(-1);
    let found = days::between(&app.centre, Some(until.plus(1 - DAYS)), Some(until)).await?;
    let next = match found.first() {
        Some(first) if days::one(&app.centre, first.day.plus(-1)).await?.is_some() => {
            Some(format!("/ledger?before={}", first.day))
        }
        _ => None,
    };
    let days = found.iter().rev().filter_map(|day| row(&page, day)).collect();
    let keys = keys::list(&app.centre).await?;
    let last = keys.len();
    let keys = keys
        .iter()
        .zip(1..)
        .filter_map(|(key, number)| Some((KeyRecord::read(&key.text).ok()?, number == last)))
        .map(|(key, current)| KeyRow {
            algorithm: if key.algorithm == "sm2" { "SM2" } else { "Ed25519" },
            since: page.day(key.at),
            fingerprint: key.fingerprint,
            current,
        })
        .collect();
    Ok(LedgerPage {
        hash: match app.centre.hash().code() {
            "sm3" => "SM3",
            _ => "SHA-256",
        },
        days,
        keys,
        pager: Pager {
            first: asked.map(|_| "/ledger".to_string()),
            next,
        },
        page,
    })
}

fn row(page: &Page, day: &days::Day) -> Option<DayRow> {
    let (entry, head) = (Entry::read(&day.seal.entry).ok()?, Head::read(&day.seal.head).ok()?);
    Some(DayRow {
        day: words::day(page, day.day),
        events: entry.leaves,
        root: entry.root,
        log: head.log,
        key: head.key.chars().take(16).collect(),
    })
}

async fn all(State(app): State<App>, page: Page) -> Response {
    file(&page, "roots.json", roots::all(&app.centre).await)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Since {
    size: String,
}

async fn consistency(State(app): State<App>, page: Page, Query(since): Query<Since>) -> Response {
    let size = since.size.trim().parse().unwrap_or(0);
    file(&page, "consistency.json", roots::consistency(&app.centre, size).await)
}

/// A file of JSON to be kept.
pub(super) fn file<T: Serialize>(page: &Page, name: &str, made: Result<T, ActError>) -> Response {
    match made {
        Ok(made) => {
            let mut response = Json(made).into_response();
            if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
        Err(error) => refuse(page.clone(), error, LinkTo::new("/ledger", page.t("ledger.title"))),
    }
}
