//! A cited item that has changed (上级事项变化): the change beside one's own item, and its acceptance.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::items::life::citation::{self, Proposal};
use yimen_domain::items::sheet::{Change, sheet};
use yimen_domain::organisation::permission::{About, Permission};

use super::ADDRESS;
use super::draft::kept_words;
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::item::{ChangeRow, FindingRow, change_row, finding_row};
use crate::workbench::shown::say;

#[derive(Template)]
#[template(path = "workbench/life_source.html")]
struct SourcePage {
    page: Page,
    address: String,
    code: String,
    name: String,
    /// The body above, the address of its item, and what that is called.
    source: String,
    source_href: String,
    source_name: String,
    before: u32,
    after: u32,
    /// What changed in the source, and what the own item says there.
    changes: Vec<(ChangeRow, String)>,
    own: Vec<ChangeRow>,
    kept: String,
    findings: Vec<FindingRow>,
    broken: String,
    outcome: &'static str,
    accepts: bool,
}

/// `GET /workbench/items/{code}/source`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    match citation::proposal(&app.centre, &code).await {
        Ok(proposal) => {
            let accepts = staff
                .actor()
                .may(Permission::AcceptCitation, About::body(&proposal.behind.item.body));
            Html(drawn(page, &proposal, accepts)).into_response()
        }
        Err(error) => refuse(page.clone(), error, LinkTo::new(ADDRESS, page.t("life.back"))),
    }
}

fn drawn(page: Page, proposal: &Proposal, accepts: bool) -> SourcePage {
    let behind = &proposal.behind;
    let own = sheet(&behind.item);
    let own_words = |change: &Change| {
        let said: Vec<String> = own
            .iter()
            .filter(|line| line.element == change.element && line.entry == change.entry)
            .map(|line| say(&page, &line.value))
            .collect();
        if said.is_empty() {
            page.t("item.nothing").to_string()
        } else {
            said.join(page.pick("；", "; "))
        }
    };
    let outcome = match (proposal.is_broken(), proposal.is_plain()) {
        (true, _) => "life.outcome.draft",
        (false, true) => "life.outcome.published",
        (false, false) => "life.outcome.in_check",
    };
    SourcePage {
        address: format!("/workbench/items/{}/source", in_query(&behind.item.code)),
        code: behind.item.code.clone(),
        name: say(&page, &behind.item.name),
        source: say(&page, &behind.after.body_name),
        source_href: format!("/workbench/items/{}", in_query(&behind.after.code)),
        source_name: say(&page, &behind.after.name),
        before: behind.before.version,
        after: behind.after.version,
        changes: proposal
            .source_changes
            .iter()
            .map(|change| (change_row(&page, change), own_words(change)))
            .collect(),
        own: proposal
            .own_changes
            .iter()
            .map(|change| change_row(&page, change))
            .collect(),
        kept: kept_words(&page, &proposal.kept),
        findings: proposal
            .findings
            .iter()
            .map(|finding| finding_row(&page, finding))
            .collect(),
        broken: proposal
            .result
            .as_ref()
            .err()
            .map_or_else(String::new, |why| say(&page, why)),
        outcome: page.t(outcome),
        accepts,
        page,
    }
}

/// Nothing but the token.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// `POST /workbench/items/{code}/source`: takes the change over.
pub(crate) async fn accept(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Response {
    match citation::accept(&app.centre, &staff.actor(), None, &code).await {
        Ok(done) => {
            let flash = Flash::done(&format!("life.done.{}", done.state));
            redirect_with(&format!("{ADDRESS}/{}", done.id), &flash)
        }
        Err(error) => refuse(page.clone(), error, LinkTo::new(ADDRESS, page.t("life.back"))),
    }
}
