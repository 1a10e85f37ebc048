//! Pages of the workbench.

use axum::Router;

use crate::app::App;

/// Routes of the workbench.
pub fn routes() -> Router<App> {
    Router::new()
}
