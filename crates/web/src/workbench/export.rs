//! The library as files (事项导出): .xlsx, .csv and JSON, whole or of one body.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::items::export::{Kind, export};

use super::imports::download;
use crate::app::{App, Staff, refuse};
use crate::shell::Page;
use crate::shell::components::LinkTo;

/// Of which body.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    body: String,
}

/// `GET /workbench/items/export/{file}`: `items.xlsx`, `items.csv` or `items.json`.
pub(super) async fn file(
    State(app): State<App>,
    page: Page,
    _: Staff,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(kind) = file.strip_prefix("items.").and_then(Kind::parse) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match export(&app.centre, kind, &asked.body).await {
        Ok(bytes) => download(&file, kind.media(), bytes),
        Err(error) => {
            let back = LinkTo::new("/workbench/items", page.t("check.back"));
            refuse(page, error, back)
        }
    }
}
