//! Finding an item (事项查找): by words, body, kind and whom it serves.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_domain::items::{Audience, Completeness, Item, ItemKind};

use crate::app::{App, in_query};
use crate::shell::components::{Choice, Pager};
use crate::shell::{Html, Page};

use super::home::bodies;
use super::words;

/// Items on a page.
const LINES: usize = 20;
/// Longest question that is taken, characters; longer ones are cut.
const LONGEST: usize = 60;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/items", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    q: String,
    body: String,
    audience: String,
    kind: String,
    after: String,
}

struct Line {
    href: String,
    name: String,
    body: String,
    kind: String,
    limit: String,
    complete: bool,
}

#[derive(Template)]
#[template(path = "portal/items.html")]
struct Found {
    page: Page,
    wanted: Wanted,
    bodies: Vec<Choice>,
    kinds: Vec<Choice>,
    audiences: Vec<Choice>,
    lines: Vec<Line>,
    count: String,
    sorted_by: &'static str,
    pager: Pager,
    narrowed: bool,
}

async fn show(State(app): State<App>, page: Page, Query(wanted): Query<Wanted>) -> Response {
    let wanted = Wanted {
        q: wanted.q.trim().chars().take(LONGEST).collect(),
        ..wanted
    };
    let (found, next) = find(&app, &wanted);
    let total = found.total;
    let lines = found.items.iter().map(|item| line(&page, item)).collect();
    let choices = |pairs: Vec<(String, String)>| {
        pairs
            .into_iter()
            .map(|(value, words)| Choice { value, words })
            .collect()
    };
    let bodies = bodies(&app.centre, &page)
        .into_iter()
        .map(|body| Choice {
            words: page.t2("portal.items.body_count", &body.name, body.count),
            value: body.code,
        })
        .collect();
    let kinds = choices(
        ItemKind::ALL
            .into_iter()
            .map(|kind| (kind.code().into(), words::pick(&page, kind.words())))
            .collect(),
    );
    let both = [Audience::Person, Audience::Company];
    let audiences = choices(
        both.into_iter()
            .map(|one| (one.code().into(), words::pick(&page, one.words())))
            .collect(),
    );
    let first = (!wanted.after.is_empty()).then(|| address(&wanted, ""));
    Html(Found {
        count: match total {
            1 => page.t("portal.items.count.one").to_string(),
            _ => page.t1("portal.items.count.many", total),
        },
        sorted_by: page.t(if wanted.q.is_empty() {
            "portal.items.by_code"
        } else {
            "portal.items.by_fit"
        }),
        pager: Pager {
            first,
            next: next.map(|after| address(&wanted, &after)),
        },
        narrowed: !(wanted.body.is_empty() && wanted.kind.is_empty() && wanted.audience.is_empty()),
        bodies,
        kinds,
        audiences,
        lines,
        wanted,
        page,
    })
    .into_response()
}

struct Part {
    items: Vec<Arc<Item>>,
    total: usize,
}

/// A page of what fits and where the next page begins: by code without words, else by place in the order of fit.
fn find(app: &App, wanted: &Wanted) -> (Part, Option<String>) {
    let library = app.centre.library();
    let fits = |item: &&Arc<Item>| wanted.fits(item);
    if wanted.q.is_empty() {
        let total = library.all().filter(fits).count();
        let mut items: Vec<Arc<Item>> = library
            .after(&wanted.after)
            .filter(fits)
            .take(LINES + 1)
            .cloned()
            .collect();
        let more = items.len() > LINES;
        items.truncate(LINES);
        let next = items.last().filter(|_| more).map(|item| item.code.clone());
        return (Part { items, total }, next);
    }
    let all: Vec<Arc<Item>> = library
        .find(&wanted.q)
        .into_iter()
        .filter(|item| wanted.fits(item))
        .collect();
    let start = wanted.after.parse::<usize>().unwrap_or(0).min(all.len());
    let end = (start + LINES).min(all.len());
    let next = (end < all.len()).then(|| end.to_string());
    (
        Part {
            items: all[start..end].to_vec(),
            total: all.len(),
        },
        next,
    )
}

impl Wanted {
    fn fits(&self, item: &Item) -> bool {
        (self.body.is_empty() || item.body == self.body)
            && (self.kind.is_empty() || item.kind.code() == self.kind)
            && (self.audience.is_empty() || item.audience.iter().any(|audience| audience.code() == self.audience))
    }
}

fn address(wanted: &Wanted, after: &str) -> String {
    let mut address = String::from("/items?");
    let parts = [
        ("q", wanted.q.as_str()),
        ("body", &wanted.body),
        ("audience", &wanted.audience),
        ("kind", &wanted.kind),
        ("after", after),
    ];
    for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
        let between = if address.ends_with('?') { "" } else { "&" };
        let _ = write!(address, "{between}{name}={}", in_query(value));
    }
    address
}

fn line(page: &Page, item: &Item) -> Line {
    Line {
        href: format!("/items/{}", item.code),
        name: words::say(page, &item.name),
        body: words::say(page, &item.body_name),
        kind: words::pick(page, item.kind.words()),
        limit: words::limit(page, item),
        complete: item.completeness == Completeness::Full,
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, address};

    #[test]
    fn the_address_of_a_page_keeps_what_was_asked() {
        let wanted = Wanted {
            q: "食品 许可".into(),
            kind: "permit".into(),
            ..Wanted::default()
        };
        assert_eq!(
            address(&wanted, "20"),
            "/items?q=%E9%A3%9F%E5%93%81%20%E8%AE%B8%E5%8F%AF&kind=permit&after=20"
        );
        assert_eq!(address(&Wanted::default(), ""), "/items?");
    }
}
