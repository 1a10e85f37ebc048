//! Pages of the portal.

use axum::Router;

use crate::app::App;

/// Routes of the portal.
pub fn routes() -> Router<App> {
    Router::new()
}
