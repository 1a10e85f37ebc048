//! Pages of the inspector (效能监察): the board, the cases behind every figure, the proof of the ledger. Read only.

mod board;
mod cases;
mod ledger;
mod live;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::app::App;
use crate::told;
use crate::workbench::numbers;

/// Routes of the inspector.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/inspector", get(board::show))
        .route("/inspector/board", get(board::part))
        .route("/inspector/live", get(live::stream))
        .route("/inspector/cases", get(cases::list))
        .route("/inspector/cases/{number}", get(cases::show))
        .route("/inspector/cases/{number}/files/{hash}", get(cases::file))
        .route("/inspector/cases/{number}/told", get(told::at_the_board))
        .route("/inspector/cases/{number}/told.json", get(told::record_at_the_board))
        .route("/inspector/cases/{number}/numbers", post(numbers::at_the_board))
        .route("/inspector/ledger", get(ledger::show))
        .layer(Extension(Arc::new(live::Live::default())))
}
