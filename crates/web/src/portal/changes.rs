//! The public log of changes of items (事项变动公开): what was added, changed, cancelled, merged and so on, and why.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::items::import::{self, Taken};
use yimen_acts::items::life::Entry;
use yimen_acts::items::life::record::{self, Narrow};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::items::life::{Intake, KINDS, Step, Why};
use yimen_store::ledger::hex;

use crate::app::{App, in_query, refuse};
use crate::shell::components::{Choice, LinkTo, Pager};
use crate::shell::{Html, Page};

use super::home::bodies;
use super::words::{self, say};

const ADDRESS: &str = "/items/changes";
/// Entries on a page.
const LINES: u32 = 30;
/// Items of a list on a page.
const ITEMS: usize = 50;

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
    list: Option<ListShown>,
    seq: u32,
    hash: String,
}

/// A list that was imported or undone, with its items.
struct ListShown {
    title: String,
    lines: Vec<ItemShown>,
    pager: Pager,
}

struct ItemShown {
    item: Named,
    code: String,
    what: &'static str,
}

/// Where in a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    after: u64,
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
        item: match &entry.step {
            Step::Imported(intake) | Step::ImportUndone(intake) => Named {
                href: format!("{ADDRESS}/{}", entry.seq),
                name: counted(page, intake),
            },
            _ => named(centre, page, &entry.code),
        },
        body: match &entry.step {
            Step::Imported(intake) | Step::ImportUndone(intake) => concerned(centre, page, intake),
            _ => say(page, &centre.organisation().body_name(&entry.body)),
        },
        reason: why(&entry.step).map_or_else(String::new, |why| why.reason.clone()),
    }
}

/// How many items a list added and changed.
fn counted(page: &Page, intake: &Intake) -> String {
    page.t2("changes.list_counts", intake.added, intake.changed)
}

/// The body that a list concerns, or how many.
fn concerned(centre: &Centre, page: &Page, intake: &Intake) -> String {
    match intake.bodies.as_slice() {
        [only] => say(page, &centre.organisation().body_name(only)),
        several => page.t1("changes.list_bodies", several.len()),
    }
}

async fn list_shown(
    centre: &Centre,
    page: &Page,
    (seq, step): (u32, &Step),
    after: u64,
) -> Result<Option<ListShown>, ActError> {
    let (Step::Imported(intake) | Step::ImportUndone(intake)) = step else {
        return Ok(None);
    };
    let undone = matches!(step, Step::ImportUndone(_));
    let found = import::taken(centre, &intake.batch, after, ITEMS as i64 + 1).await?;
    let next = found
        .get(ITEMS - 1)
        .filter(|_| found.len() > ITEMS)
        .map(|line| line.line);
    let what = |taken: &Taken| match (undone, taken.fate) {
        (false, import::Fate::Taken) => page.t("changes.was_added"),
        (false, _) => page.t("changes.was_changed"),
        (true, import::Fate::Taken) => page.t("changes.was_withdrawn"),
        (true, _) => page.t("changes.was_put_back"),
    };
    let line = |taken: &Taken| ItemShown {
        item: Named {
            name: taken.name.clone(),
            ..named(centre, page, &taken.code)
        },
        code: taken.code.clone(),
        what: what(taken),
    };
    Ok(Some(ListShown {
        title: counted(page, intake),
        lines: found.iter().take(ITEMS).map(line).collect(),
        pager: Pager {
            first: (after > 0).then(|| format!("{ADDRESS}/{seq}")),
            next: next.map(|line| format!("{ADDRESS}/{seq}?after={line}")),
        },
    }))
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
        Step::Imported(intake) | Step::ImportUndone(intake) => Some(&intake.why),
        _ => None,
    }
}

async fn one(State(app): State<App>, page: Page, Path(seq): Path<u32>, Query(place): Query<Place>) -> Response {
    let (entry, hash) = match record::public_one(&app.centre, seq).await {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, back(&page)),
    };
    let centre = &app.centre;
    let list = match list_shown(centre, &page, (seq, &entry.step), place.after).await {
        Ok(list) => list,
        Err(error) => return refuse(page.clone(), error, back(&page)),
    };
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
        Step::Imported(intake) | Step::ImportUndone(intake) => {
            let names = |code: &String| say(&page, &centre.organisation().body_name(code));
            let bodies: Vec<String> = intake.bodies.iter().map(names).collect();
            rows.push((page.t("changes.body"), bodies.join(page.pick("、", ", "))));
            rows.push((page.t("changes.list_file"), intake.file.clone()));
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
        list,
        seq,
        hash: hex(&hash),
        page,
    };
    Html(drawn).into_response()
}
