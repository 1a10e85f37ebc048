//! Finding an item (事项查找): by words, life event, who you are, body, kind and whom it serves.

use std::fmt::Write as _;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::items::search::{Counted, Found as Answered, Narrow, Question};
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
    event: String,
    people: String,
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
    events: Vec<Choice>,
    people: Vec<Choice>,
    /// Shown while nothing is asked yet.
    ways: Vec<Ways>,
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
    let library = app.centre.library();
    let (events, people) = (library.life_events(), library.people());
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
        ways: match wanted.asks_nothing() {
            true => ways(&page, &events, &people),
            false => Vec::new(),
        },
        narrowed: wanted.narrow() != Narrow::default(),
        events: groups(&page, &events),
        people: groups(&page, &people),
        bodies,
        kinds,
        audiences,
        lines,
        wanted,
        page,
    })
    .into_response()
}

/// A page of what fits and where the next page begins: by code without words, else by place in the order of fit.
fn find(app: &App, wanted: &Wanted) -> (Answered, Option<String>) {
    let library = app.centre.library();
    let narrow = wanted.narrow();
    if wanted.q.is_empty() {
        let mut found = library.list(&narrow, &wanted.after, LINES + 1);
        let more = found.items.len() > LINES;
        found.items.truncate(LINES);
        let next = found.items.last().filter(|_| more).map(|item| item.code.clone());
        return (found, next);
    }
    let question = Question {
        narrow,
        ..Question::new(&wanted.q)
    };
    let mut found = library.answer(&question);
    let start = wanted.after.parse::<usize>().unwrap_or(0).min(found.items.len());
    let end = (start + LINES).min(found.items.len());
    let next = (end < found.items.len()).then(|| end.to_string());
    found.items = found.items[start..end].to_vec();
    (found, next)
}

impl Wanted {
    fn narrow(&self) -> Narrow {
        Narrow {
            body: self.body.clone(),
            kind: self.kind.clone(),
            audience: self.audience.clone(),
            event: self.event.clone(),
            people: self.people.clone(),
        }
    }

    fn asks_nothing(&self) -> bool {
        self.q.is_empty() && self.after.is_empty() && self.narrow() == Narrow::default()
    }
}

/// Ways in that need no words, under one heading.
pub(super) struct Ways {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) links: Vec<WayIn>,
}

/// A group of items to go to.
pub(super) struct WayIn {
    pub(super) href: String,
    pub(super) words: &'static str,
    pub(super) items: usize,
}

/// Ways in to groups that have items: life events of people and of companies, kinds of people.
pub(super) fn ways(page: &Page, events: &[Counted], people: &[Counted]) -> Vec<Ways> {
    let way = |name: &str, counted: &Counted| WayIn {
        href: format!("/items?{name}={}", counted.group.code),
        words: page.pick(counted.group.zh, counted.group.en),
        items: counted.items,
    };
    let of = |id, title, name, counted: &[Counted], audience| Ways {
        id,
        title: page.t(title),
        links: counted
            .iter()
            .filter(|counted| counted.items > 0 && counted.group.audience == audience)
            .map(|counted| way(name, counted))
            .collect(),
    };
    let mut ways = vec![
        of("ways-people", "portal.ways.people", "event", events, "person"),
        of("ways-companies", "portal.ways.companies", "event", events, "company"),
        of("ways-kinds", "portal.ways.kinds", "people", people, "person"),
    ];
    ways.retain(|ways| !ways.links.is_empty());
    ways
}

fn groups(page: &Page, counted: &[Counted]) -> Vec<Choice> {
    let choice = |counted: &Counted| Choice {
        value: counted.group.code.to_string(),
        words: page.t2(
            "portal.items.body_count",
            page.pick(counted.group.zh, counted.group.en),
            counted.items,
        ),
    };
    counted.iter().map(choice).collect()
}

fn address(wanted: &Wanted, after: &str) -> String {
    let mut address = String::from("/items?");
    let parts = [
        ("q", wanted.q.as_str()),
        ("body", &wanted.body),
        ("audience", &wanted.audience),
        ("kind", &wanted.kind),
        ("event", &wanted.event),
        ("people", &wanted.people),
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
