//! The public log of changes of items (事项变动公开): what was added, changed, cancelled, merged and so on, and why.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::items::life::Entry;
use yimen_acts::items::life::record::{self, Narrow};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::items::life::{KINDS, Step, Why};
use yimen_store::ledger::hex;

use crate::app::{App, in_query, refuse};
use crate::shell::components::{Choice, LinkTo, Pager};
use crate::shell::{Html, Page};

use super::home::bodies;
use super::words::{self, say};

const ADDRESS: &str = "/items/changes";
/// Entries on a page.
const LINES: u32 = 30;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/items/changes", get(show))
        .route("/items/changes/{seq}", get(one))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
    body: String,
    from: String,
    until: String,
    before: String,
}

#[derive(Template)]
#[template(path = "portal/changes.html")]
struct ChangesPage {
    page: Page,
    asked: Asked,
    kinds: Vec<Choice>,
    bodies: Vec<Choice>,
    lines: Vec<Line>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "portal/change.html")]
struct ChangePage {
    page: Page,
    line: Line,
    rows: Vec<(&'static str, String)>,
    from: Vec<Named>,
    to: Vec<Named>,
    seq: u32,
    hash: String,
}

/// An item by its name, with its guide where there is one.
struct Named {
    href: String,
    name: String,
}

struct Line {
    href: String,
    kind: &'static str,
    when: String,
    item: Named,
    body: String,
    reason: String,
}

async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    match draw(&app.centre, &page, asked).await {
        Ok(drawn) => Html(drawn).into_response(),
        Err(error) => refuse(page.clone(), error, back(&page)),
    }
}

fn back(page: &Page) -> LinkTo {
    LinkTo::new(ADDRESS, page.t("changes.back"))
}

async fn draw(centre: &Centre, page: &Page, asked: Asked) -> Result<ChangesPage, ActError> {
    let narrow = Narrow {
        kind: asked.kind.clone(),
        body: asked.body.clone(),
        from: Day::parse(&asked.from).ok(),
        until: Day::parse(&asked.until).ok(),
    };
    let mut found = record::public(centre, &narrow, asked.before.parse().ok(), LINES + 1).await?;
    let more = found.len() > LINES as usize;
    found.truncate(LINES as usize);
    let address = |before: String| {
        let (kind, body) = (in_query(&asked.kind), in_query(&asked.body));
        let (from, until) = (in_query(&asked.from), in_query(&asked.until));
        format!("{ADDRESS}?kind={kind}&body={body}&from={from}&until={until}&before={before}")
    };
    let kinds = KINDS.iter().map(|(code, names)| Choice {
        value: (*code).into(),
        words: words::pick(page, *names),
    });
    Ok(ChangesPage {
        pager: Pager {
            first: (!asked.before.is_empty()).then(|| address(String::new())),
            next: found.last().filter(|_| more).map(|last| address(last.seq.to_string())),
        },
        kinds: kinds.collect(),
        bodies: bodies(centre, page)
            .into_iter()
            .map(|body| Choice {
                value: body.code,
                words: body.name,
            })
            .collect(),
        lines: found.iter().map(|entry| line(centre, page, entry)).collect(),
        asked,
        page: page.clone(),
    })
}

fn line(centre: &Centre, page: &Page, entry: &Entry) -> Line {
    let kind = KINDS.iter().find(|(code, _)| *code == entry.step.kind());
    Line {
        href: format!("{ADDRESS}/{}", entry.seq),
        kind: kind.map_or("", |(_, (zh, en))| page.pick(zh, en)),
        when: page.moment(entry.at.0),
        item: named(centre, page, &entry.code),
        body: say(page, &centre.organisation().body_name(&entry.body)),
        reason: why(&entry.step).map_or_else(String::new, |why| why.reason.clone()),
    }
}

fn named(centre: &Centre, page: &Page, code: &str) -> Named {
    let library = centre.library();
    let newest = library.newest(code).and_then(|version| library.version(code, version));
    Named {
        href: newest.map_or_else(String::new, |_| format!("/items/{}", in_query(code))),
        name: newest.map_or_else(|| code.to_string(), |item| say(page, &item.name)),
    }
}

fn why(step: &Step) -> Option<&Why> {
    match step {
        Step::Published { why, .. }
        | Step::Suspended { why, .. }
        | Step::Resumed { why, .. }
        | Step::Withdrawn { why, .. } => Some(why),
        Step::Rearranged(order) => Some(&order.why),
        _ => None,
    }
}

async fn one(State(app): State<App>, page: Page, Path(seq): Path<u32>) -> Response {
    let (entry, hash) = match record::public_one(&app.centre, seq).await {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, back(&page)),
    };
    let centre = &app.centre;
    let day = |day: &Day| page.day(yimen_domain::calendar::Instant::start_of(*day, yimen_domain::calendar::CHINA).0);
    let mut rows = Vec::new();
    let (mut from, mut to) = (Vec::new(), Vec::new());
    match &entry.step {
        Step::Published { version, from, .. } => {
            rows.push((page.t("item.version"), version.to_string()));
            rows.push((page.t("item.from"), day(from)));
        }
        Step::Suspended { from, until, .. } => {
            rows.push((page.t("changes.from"), day(from)));
            rows.extend(until.as_ref().map(|until| (page.t("life.field.until"), day(until))));
        }
        Step::Resumed { from, .. } => rows.push((page.t("changes.from"), day(from))),
        Step::Withdrawn {
            from: first,
            successors,
            ..
        } => {
            rows.push((page.t("changes.from"), day(first)));
            to = successors.iter().map(|code| named(centre, &page, code)).collect();
        }
        Step::Rearranged(order) => {
            rows.push((page.t("changes.from"), day(&order.day)));
            from = order.from.iter().map(|code| named(centre, &page, code)).collect();
            to = order.to.iter().map(|code| named(centre, &page, code)).collect();
        }
        _ => {}
    }
    if let Some(why) = why(&entry.step) {
        rows.push((page.t("life.field.reason"), why.reason.clone()));
        rows.push((page.t("life.field.basis"), why.basis.clone()));
        rows.push((page.t("life.field.approval"), why.approval.clone()));
    }
    rows.retain(|(_, value)| !value.is_empty());
    let drawn = ChangePage {
        line: line(centre, &page, &entry),
        rows,
        from,
        to,
        seq,
        hash: hex(&hash),
        page,
    };
    Html(drawn).into_response()
}
