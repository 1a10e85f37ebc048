//! The log of security events (安全审计日志): the latest first, for the audit administrator; as a table for a spreadsheet too.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::ActError;
use yimen_acts::accounts::security::{self, Event};
use yimen_acts::sheets::{self, Table};
use yimen_domain::calendar::Instant;

use crate::app::{App, Staff, refuse};
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};

use super::shown::pair;

const ADDRESS: &str = "/workbench/audit";

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct After {
    at: Option<i64>,
    id: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "workbench/audit.html")]
struct AuditPage {
    page: Page,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    when: String,
    what: String,
    login: String,
    by: String,
    address: String,
    agent: String,
}

/// `GET /workbench/audit`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(after): Query<After>) -> Response {
    let than = after.at.map(Instant).zip(after.id);
    match security::before(&app.centre, &staff.actor(), than).await {
        Ok(events) => {
            let more = (events.len() as u32 == security::PAGE).then(|| events.last()).flatten();
            Html(AuditPage {
                lines: events.iter().map(|event| line(&page, event)).collect(),
                pager: Pager {
                    first: than.is_some().then(|| ADDRESS.to_string()),
                    next: more.map(|last| format!("{ADDRESS}?at={}&id={}", last.at.0, last.id)),
                },
                page,
            })
            .into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/", page.t("nav.home"));
            refuse(page, error, back)
        }
    }
}

/// `GET /workbench/audit/events.csv`.
pub(crate) async fn csv(State(app): State<App>, page: Page, staff: Staff) -> Response {
    match file(&app, &page, &staff).await {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"security-events.csv\"",
                ),
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/", page.t("nav.home"));
            refuse(page, error, back)
        }
    }
}

async fn file(app: &App, page: &Page, staff: &Staff) -> Result<Vec<u8>, ActError> {
    let events = security::all(&app.centre, &staff.actor()).await?;
    let head = ["when", "what", "login", "by", "address", "agent"];
    let rows = events.iter().map(|event| {
        let line = line(page, event);
        vec![line.when, line.what, line.login, line.by, line.address, line.agent]
    });
    sheets::csv(&Table {
        head: head
            .map(|key| page.t(&format!("workbench.audit.{key}")).to_string())
            .to_vec(),
        rows: rows.collect(),
        ..Table::default()
    })
}

fn line(page: &Page, event: &Event) -> Line {
    Line {
        when: page.moment(event.at.0),
        what: event
            .what
            .map_or_else(|| page.t("workbench.audit.other"), |what| pair(page, what.words()))
            .to_string(),
        login: event.login.clone(),
        by: event.by.clone(),
        address: event.address.clone(),
        agent: event.agent.clone(),
    }
}
