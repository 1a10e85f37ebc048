//! How the centre is reached (网络接入): connections with bounds, TLS, and the way from http to https.
//!
//! Connections are taken here and not by `axum::serve`, because that has no bound on how many there are, nor on how long somebody
//! may take to say what they want. HTTP/1.1 only: behind it the pages need nothing else, and what is not there cannot be attacked.

mod connections;
mod slow;
mod tls;

pub use connections::{Door, answer};
pub use tls::Certificate;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Sends pages from http to https; programs are told and not sent, because what they sent has already been seen by others.
pub fn to_https(base_url: &str) -> Router {
    Router::new().fallback(redirect).with_state(base_url.to_string())
}

async fn redirect(State(base_url): State<String>, uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return (StatusCode::FORBIDDEN, "this address is served over https only\n").into_response();
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let to = format!("{base_url}{path}");
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response()
}
