//! The same server with a handler that writes the same rows through the same writer, and knows no rule.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use yimen_acts::Centre;
use yimen_store::tables::{events, vault};
use yimen_store::{CommitError, Store, StoreError};

use super::pattern::{Of, Pattern};

/// What a lifecycle writes: filing, acceptance, decision, issue.
pub type Patterns = [Pattern; 4];

/// What the handlers need.
pub struct Bare {
    /// Where the rows go.
    pub store: Store,
    /// Division, ids and tokens.
    pub source: Centre,
    /// The rows.
    pub patterns: Arc<Patterns>,
    /// Ids and real answers of the cases that are asked for, by number.
    pub known: HashMap<String, ([u8; 16], Bytes)>,
}

/// The server.
pub fn site(bare: Bare) -> Router {
    Router::new()
        .route("/api/v1/cases", post(file))
        .route("/api/v1/cases/{number}", get(look))
        .route("/api/v1/cases/{number}/commands", post(step))
        .with_state(Arc::new(bare))
}

async fn file(State(bare): State<Arc<Bare>>, headers: HeaderMap, _: Bytes) -> Response {
    let change = bare.patterns[0].change(&bare.source, key(&headers), Of::New);
    match bare.store.commit(change).await {
        Ok(outcome) => (StatusCode::CREATED, json(done(outcome.answer))).into_response(),
        Err(error) => failed(&error),
    }
}

async fn step(State(bare): State<Arc<Bare>>, Path(number): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let at = [b"accept".as_slice(), b"decide", b"issue"]
        .iter()
        .position(|name| body.windows(name.len()).any(|part| part == *name));
    let (Some(at), Some(serial)) = (at, bare.patterns[0].serial_in(&number)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let change = bare.patterns[at + 1].change(&bare.source, key(&headers), Of::Serial(serial));
    match bare.store.commit(change).await {
        Ok(outcome) => json(done(outcome.answer)).into_response(),
        Err(error) => failed(&error),
    }
}

async fn look(State(bare): State<Arc<Bare>>, Path(number): Path<String>) -> Response {
    let Some((id, answer)) = bare.known.get(&number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match read(&bare.store, bare.source.div(), &number, *id).await {
        Ok(rows) if rows > 0 => json(answer.clone()).into_response(),
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error.into()),
    }
}

/// The reads of a progress query; gives how many rows there were.
pub async fn read(store: &Store, div: &str, number: &str, case: [u8; 16]) -> Result<usize, StoreError> {
    let found = store.query(&events::BY_NUMBER, vec![div.into(), number.into()]).await?;
    let sealed = store.query(&vault::OF_CASE, vec![div.into(), case.into()]).await?;
    Ok(found.len() + sealed.len())
}

fn key(headers: &HeaderMap) -> String {
    headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_string()
}

/// As long as the real answer.
fn done(mut stored: String) -> String {
    stored.pop();
    stored + ",\"repeated\":false}"
}

fn json(body: impl IntoResponse) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], body)
}

fn failed(error: &CommitError) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}
