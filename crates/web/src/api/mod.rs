//! The JSON API.

use axum::Router;

use crate::app::App;

/// Routes of the API.
pub fn routes() -> Router<App> {
    Router::new()
}
