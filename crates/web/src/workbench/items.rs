//! The item library as staff look things up in it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_domain::items::{Completeness, Handling, Item};

use super::shown::{pair, say};
use crate::app::{App, Staff, in_query};
use crate::shell::components::Pager;
use crate::shell::{Html, Page};

/// Lines on a page.
const LINES: usize = 30;

#[derive(Template)]
#[template(path = "workbench/items.html")]
struct ItemsPage {
    page: Page,
    asked: String,
    items: Vec<ItemShown>,
    total: usize,
    full: usize,
    pager: Pager,
}

struct ItemShown {
    code: String,
    name: String,
    body: String,
    kind: &'static str,
    limits: String,
    full: bool,
    assumed: usize,
    version: u32,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

/// `GET /workbench/items`.
pub(crate) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    let library = app.centre.library();
    let searching = !asked.q.trim().is_empty();
    let found: Vec<Arc<Item>> = if searching {
        library.find(asked.q.trim())
    } else {
        library.after(&asked.after).take(LINES + 1).cloned().collect()
    };
    let total = if searching { found.len() } else { library.len() };
    let more = !searching && found.len() > LINES;
    let items: Vec<ItemShown> = found
        .iter()
        .take(if searching { 2 * LINES } else { LINES })
        .map(|item| shown(&page, item))
        .collect();
    let last = items.last().map(|item| item.code.clone()).filter(|_| more);
    let pager = Pager {
        first: (!asked.after.is_empty()).then(|| "/workbench/items".to_string()),
        next: last.map(|code| format!("/workbench/items?after={}", in_query(&code))),
    };
    let full = library
        .all()
        .filter(|item| item.completeness == Completeness::Full)
        .count();
    Html(ItemsPage {
        asked: asked.q,
        items,
        total,
        full,
        pager,
        page,
    })
    .into_response()
}

fn shown(page: &Page, item: &Item) -> ItemShown {
    let limits = match item.handling {
        Handling::Instant => page.t("workbench.items.instant").to_string(),
        Handling::Promised => page.t2("workbench.items.limits", item.promised.days, item.statutory.days),
    };
    ItemShown {
        code: item.code.clone(),
        name: say(page, &item.name),
        body: say(page, &item.body_name),
        kind: pair(page, item.kind.words()),
        limits,
        full: item.completeness == Completeness::Full,
        assumed: item.assumed.len(),
        version: item.version,
    }
}
