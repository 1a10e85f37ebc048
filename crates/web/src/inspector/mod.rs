//! Pages of the inspector.

use axum::Router;

use crate::app::App;

/// Routes of the inspector.
pub fn routes() -> Router<App> {
    Router::new()
}
