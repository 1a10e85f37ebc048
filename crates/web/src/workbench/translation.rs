//! What is not in English yet (未译清单), per item and as a share.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_domain::items::Completeness;
use yimen_domain::items::translation::{Translated, element, of_item};

use super::annexes::bodies;
use super::shown::{pair, say};
use crate::app::{App, Staff, in_query};
use crate::shell::components::{Field, Pager};
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/items/translation";
/// Items on a page.
const LINES: usize = 30;

#[derive(Template)]
#[template(path = "workbench/translation.html")]
struct ListPage {
    page: Page,
    body: Field,
    percent: usize,
    texts: usize,
    missing: usize,
    whole: usize,
    items: Vec<ItemLine>,
    pager: Pager,
}

struct ItemLine {
    href: String,
    name: String,
    body: String,
    percent: usize,
    missing: Vec<(&'static str, String)>,
    more: usize,
}

/// Of which body, from which item on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    body: String,
    after: String,
}

/// `GET /workbench/items/translation`: items published in full; the catalogue's lines have nothing but a name.
pub(super) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    const SOME: usize = 12;
    let library = app.centre.library();
    let wanted = |item: &&std::sync::Arc<yimen_domain::items::Item>| {
        item.completeness == Completeness::Full && (asked.body.is_empty() || item.body == asked.body)
    };
    let all: Vec<(_, Translated)> = library.all().filter(wanted).map(|item| (item, of_item(item))).collect();
    let sum = |count: fn(&Translated) -> usize| all.iter().map(|(_, found)| count(found)).sum::<usize>();
    let (texts, missing) = (sum(|found| found.texts), sum(|found| found.missing.len()));
    let open: Vec<&(_, Translated)> = all
        .iter()
        .filter(|(item, found)| !found.missing.is_empty() && item.code > asked.after)
        .take(LINES + 1)
        .collect();
    let of_body = format!("?body={}", in_query(&asked.body));
    let next = open.get(LINES - 1).filter(|_| open.len() > LINES);
    let pager = Pager {
        first: (!asked.after.is_empty()).then(|| format!("{ADDRESS}{of_body}")),
        next: next.map(|(item, _)| format!("{ADDRESS}{of_body}&after={}", in_query(&item.code))),
    };
    let line = |(item, found): &&(&std::sync::Arc<yimen_domain::items::Item>, Translated)| ItemLine {
        href: format!("/workbench/items/{}", in_query(&item.code)),
        name: say(&page, &item.name),
        body: say(&page, &item.body_name),
        percent: found.percent(),
        missing: found
            .missing
            .iter()
            .take(SOME)
            .map(|(name, text)| (pair(&page, element(name)), text.clone()))
            .collect(),
        more: found.missing.len().saturating_sub(SOME),
    };
    Html(ListPage {
        body: bodies(&app, &page, &asked.body),
        percent: ((texts - missing) * 100).checked_div(texts).unwrap_or(100),
        texts,
        missing,
        whole: all.len(),
        items: open.iter().take(LINES).map(line).collect(),
        pager,
        page,
    })
    .into_response()
}
