//! Drafts of items at the workbench (事项编制): the queue, one draft with its steps, and how a published item stands.

pub(super) mod draft;
mod forms;
pub(super) mod list;
pub(super) mod rearrange;
pub(super) mod source;
pub(super) mod standing;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Address of the queue.
const ADDRESS: &str = "/workbench/items/drafts";

/// Routes of drafts and of the standing of items.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/items/drafts", get(list::show).post(list::start))
        .route(
            "/workbench/items/drafts/rearrange",
            get(rearrange::show).post(rearrange::register),
        )
        .route("/workbench/items/drafts/{id}", get(draft::show))
        .route("/workbench/items/drafts/{id}/do/{command}", post(draft::give))
        .route("/workbench/items/{code}/source", get(source::show).post(source::accept))
        .route("/workbench/items/{code}/standing", get(standing::show))
        .route("/workbench/items/{code}/standing/{command}", post(standing::register))
}
