//! Random samples, published (随机抽查公开): what was drawn from, the seed, and how many cases were in order; no case is named.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::app::{App, refuse};
use crate::inspector::samples::{Line, lines};
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/samples", get(show))
}

#[derive(Template)]
#[template(path = "portal/samples.html")]
struct Samples {
    page: Page,
    lines: Vec<Line>,
    pager: Pager,
}

/// From where the list goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    before: Option<u32>,
}

/// `GET /samples`.
async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    match lines(&app.centre, &page, asked.before, "/samples").await {
        Ok((lines, pager)) => Html(Samples { page, lines, pager }).into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/", page.t("nav.home"))),
    }
}
