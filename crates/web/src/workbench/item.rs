//! One item for staff (事项版本): its versions with their days, two of them side by side, what hangs on it, what the
//! check-up finds in it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::items::check::of_item;
use yimen_acts::items::compare::{Compared, Tie, compare, hang_on};
use yimen_acts::items::{latest, life};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::items::Item;
use yimen_domain::items::check::{Finding, element_words};
use yimen_domain::items::code::parts;
use yimen_domain::items::sheet::Change;
use yimen_domain::items::versions::Held;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::Words;

use super::check::{Shown, severity};
use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

/// Two versions to be put side by side; none is the last two.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    before: Option<u32>,
    after: Option<u32>,
}

#[derive(Template)]
#[template(path = "workbench/item.html")]
struct ItemPage {
    page: Page,
    code: String,
    name: String,
    body: String,
    kind: &'static str,
    position: &'static str,
    parts: Vec<(&'static str, String)>,
    versions: Vec<VersionRow>,
    before: u32,
    after: u32,
    changes: Vec<ChangeRow>,
    /// Somebody may begin a draft, or one is begun.
    drafts: bool,
    draft: Option<Uuid>,
    state: &'static str,
    is_in_force: bool,
    hang: Vec<HangRow>,
    findings: Vec<FindingRow>,
}

struct VersionRow {
    number: u32,
    from: String,
    until: String,
    guide: String,
    is_before: bool,
    is_after: bool,
}

pub(super) struct ChangeRow {
    pub(super) element: &'static str,
    pub(super) before: String,
    pub(super) after: String,
}

pub(super) struct HangRow {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) tie: &'static str,
}

pub(super) struct FindingRow {
    pub(super) href: String,
    pub(super) title: &'static str,
    pub(super) what: String,
    pub(super) severity: Shown,
}

/// `GET /workbench/items/{code}`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let draft = life::of_item(&app.centre, &code).await;
    let found = latest(&app.centre, &code).and_then(|item| Ok((compared(&app.centre, &item, &asked)?, item, draft?)));
    match found {
        Ok((compared, item, draft)) => {
            let mut drawn = item_page(&app, page, &item, &compared);
            drawn.drafts = staff.actor().may(Permission::WriteDraft, About::body(&item.body));
            drawn.draft = draft.filter(|_| life::may_see(&staff.actor(), &item.body));
            Html(drawn).into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/workbench/items", page.t("check.back"));
            refuse(page, error, back)
        }
    }
}

fn compared(centre: &Centre, item: &Item, asked: &Asked) -> Result<Compared, ActError> {
    let after = asked.after.unwrap_or(item.version);
    let before = asked.before.unwrap_or_else(|| after.saturating_sub(1).max(1));
    compare(centre, &item.code, before, after)
}

fn item_page(app: &App, page: Page, item: &Arc<Item>, compared: &Compared) -> ItemPage {
    let library = app.centre.library();
    let (before, after) = (compared.before.version, compared.after.version);
    let today = app.centre.today();
    let version = |held: &Held| version_row(&page, item, held, (before, after), today);
    let findings = of_item(&app.centre, item);
    let status = library.status(&item.code, app.centre.today());
    ItemPage {
        code: item.code.clone(),
        name: say(&page, &item.name),
        body: say(&page, &item.body_name),
        kind: pair(&page, item.kind.words()),
        position: pair(&page, item.position.words()),
        parts: parts(&item.code)
            .into_iter()
            .map(|part| (pair(&page, part.name), part.text))
            .collect(),
        versions: library.held(&item.code).iter().rev().map(version).collect(),
        before,
        after,
        changes: compared
            .changes
            .iter()
            .map(|change| change_row(&page, change))
            .collect(),
        drafts: false,
        draft: None,
        state: pair(&page, status.words()),
        is_in_force: status.code() == "in_force",
        hang: hang_on(&app.centre, &item.code)
            .iter()
            .map(|(other, tie)| hang_row(&page, other, *tie))
            .collect(),
        findings: findings.iter().map(|finding| finding_row(&page, finding)).collect(),
        page,
    }
}

fn version_row(page: &Page, item: &Item, held: &Held, (before, after): (u32, u32), today: Day) -> VersionRow {
    let words = |day: Day| page.day(Instant::start_of(day, CHINA).0);
    VersionRow {
        number: held.version,
        from: words(held.from),
        until: match held.until {
            Some(until) => words(until),
            None if held.from > today => page.t("life.coming").to_string(),
            None => page.t("item.in_force").to_string(),
        },
        guide: format!("/items/{}?on={}", in_query(&item.code), held.from),
        is_before: held.version == before,
        is_after: held.version == after,
    }
}

pub(super) fn change_row(page: &Page, change: &Change) -> ChangeRow {
    let said = |words: &Option<Words>| {
        let none = || page.t("item.nothing").to_string();
        words.as_ref().map_or_else(none, |words| say(page, words))
    };
    ChangeRow {
        element: element_words(change.element).map_or("", |words| pair(page, words)),
        before: said(&change.before),
        after: said(&change.after),
    }
}

pub(super) fn hang_row(page: &Page, other: &Item, tie: Tie) -> HangRow {
    HangRow {
        href: format!("/workbench/items/{}", in_query(&other.code)),
        name: say(page, &other.name),
        code: other.code.clone(),
        tie: page.t(match tie {
            Tie::Cites => "item.tie.cites",
            Tie::NeedsBefore => "item.tie.needs_before",
            Tie::PartOf => "item.tie.part_of",
        }),
    }
}

pub(super) fn finding_row(page: &Page, finding: &Finding) -> FindingRow {
    FindingRow {
        href: format!("/workbench/items/check?rule={}", finding.rule.code),
        title: pair(page, finding.rule.title),
        what: say(page, &finding.what),
        severity: severity(page, finding.rule),
    }
}
