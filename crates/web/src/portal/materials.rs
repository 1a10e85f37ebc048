//! One shared material for everybody (共享材料): what it is, who issues it, which items ask for it, its blank form and sample.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::ActError;
use yimen_acts::items::materials;
use yimen_domain::words::Refusal;

use crate::app::{App, refuse};
use crate::shell::components::{LinkTo, SummaryRow};
use crate::shell::{Html, Page};
use crate::workbench::material_facts;

use super::guide::pdf_answer;
use super::words::say;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/materials/{code}", get(show))
        .route("/materials/{code}/blank.pdf", get(blank))
        .route("/materials/{code}/sample.pdf", get(sample))
}

#[derive(Template)]
#[template(path = "portal/material.html")]
struct Shown {
    page: Page,
    name: String,
    facts: Vec<SummaryRow>,
    blank: String,
    sample: String,
    items: Vec<LinkTo>,
}

async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Response {
    let library = app.centre.library();
    let Some(shared) = library.shared().latest(&code) else {
        let error = ActError::from(Refusal::missing("这份材料", "this material"));
        return missing(page, error);
    };
    let wire = &shared.wire;
    let mut items: Vec<LinkTo> = materials::reaches(&app.centre, &code)
        .iter()
        .map(|used| LinkTo::new(format!("/items/{}", used.item.code), say(&page, &used.item.name)))
        .collect();
    items.dedup_by(|one, other| one.href == other.href);
    Html(Shown {
        name: page.pick(&wire.material.name.zh, &wire.material.name.en).to_string(),
        facts: material_facts(&page, wire),
        blank: wire.material.blank.clone(),
        sample: wire.material.sample.clone(),
        items,
        page,
    })
    .into_response()
}

fn missing(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/items", page.t("portal.guide.find_others"));
    refuse(page, error, back)
}

async fn blank(State(app): State<App>, page: Page, Path(code): Path<String>) -> Response {
    paper(&app, page, &code, false).await
}

async fn sample(State(app): State<App>, page: Page, Path(code): Path<String>) -> Response {
    paper(&app, page, &code, true).await
}

async fn paper(app: &App, page: Page, code: &str, filled: bool) -> Response {
    match materials::paper(&app.centre, code, filled).await {
        Ok((name, bytes)) => pdf_answer(&name, bytes),
        Err(error) => missing(page, error),
    }
}
