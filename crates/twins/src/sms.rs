//! A gateway of short messages (短信网关) as docs/sms-gateway.md describes it: it takes what is signed rightly and fresh, once for each id.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use ctutils::CtEq as _;
use yimen_acts::texts::{Text, signature};

/// Where a demonstration shows the messages that it would send.
pub const PLACE: &str = "/demonstration/sms";
/// How far the clocks may be apart, seconds.
const APART_SECONDS: i64 = 300;
/// Messages that are remembered.
const KEPT: usize = 50;

/// The gateway. Copies share what came in.
#[derive(Clone)]
pub struct Twin {
    key: Arc<str>,
    secret: Arc<str>,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    messages: Arc<Mutex<Vec<Text>>>,
    away: Arc<AtomicBool>,
}

impl Twin {
    /// A gateway that knows one sender. `now` tells seconds since 1970.
    pub fn new(key: &str, secret: &str, now: impl Fn() -> i64 + Send + Sync + 'static) -> Twin {
        Twin {
            key: key.into(),
            secret: secret.into(),
            now: Arc::new(now),
            messages: Arc::default(),
            away: Arc::default(),
        }
    }

    /// What came in, the latest first.
    pub fn messages(&self) -> Vec<Text> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().rev().cloned().collect()
    }

    /// From now on it takes nothing, or takes again.
    pub fn is_away(&self, away: bool) {
        self.away.store(away, Ordering::Relaxed);
    }

    /// The gateway's own addresses under [`PLACE`]: `send` takes a message, `/` shows what came, `messages.json` tells it to programs.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(page))
            .route("/page.css", get(style))
            .route("/messages.json", get(listed))
            .route("/send", post(send))
            .with_state(self.clone())
    }

    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let of = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let Ok(seconds) = of("x-sms-timestamp").parse::<i64>() else {
            return false;
        };
        let is_fresh = ((self.now)() - seconds).abs() <= APART_SECONDS;
        let Ok(right) = signature(&self.secret, seconds, body) else {
            return false;
        };
        let same = right.as_bytes().ct_eq(of("x-sms-signature").as_bytes()).to_bool();
        is_fresh && same && of("x-sms-key") == &*self.key
    }
}

async fn send(State(twin): State<Twin>, headers: HeaderMap, body: Bytes) -> (StatusCode, Json<serde_json::Value>) {
    let answer = |status, accepted| (status, Json(serde_json::json!({ "accepted": accepted })));
    if twin.away.load(Ordering::Relaxed) {
        return answer(StatusCode::SERVICE_UNAVAILABLE, false);
    }
    if !twin.is_signed(&headers, &body) {
        return answer(StatusCode::UNAUTHORIZED, false);
    }
    let Ok(text) = serde_json::from_slice::<Text>(&body) else {
        return answer(StatusCode::BAD_REQUEST, false);
    };
    let mut messages = twin.messages.lock().unwrap_or_else(PoisonError::into_inner);
    if messages.iter().all(|earlier| earlier.id != text.id) {
        messages.push(text);
    }
    let over = messages.len().saturating_sub(KEPT);
    messages.drain(..over);
    answer(StatusCode::OK, true)
}

#[derive(Template)]
#[template(path = "sms.html")]
struct Page {
    messages: Vec<Text>,
}

async fn page(State(twin): State<Twin>) -> Result<Html<String>, StatusCode> {
    let page = Page {
        messages: twin.messages(),
    };
    page.render().map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// A file of its own: the pages of a centre may not carry styles inside.
pub(crate) async fn style() -> ([(header::HeaderName, &'static str); 1], &'static str) {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("../templates/sms.css"))
}

async fn listed(State(twin): State<Twin>) -> Json<Vec<Text>> {
    Json(twin.messages())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(key: &str, seconds: i64, signature: &str) -> HeaderMap {
        let fields = [
            ("x-sms-key", key.to_string()),
            ("x-sms-timestamp", seconds.to_string()),
            ("x-sms-signature", signature.to_string()),
        ];
        let fields = fields.into_iter();
        fields
            .map(|(name, value)| (axum::http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_a_fresh_request_of_the_sender_is_taken() {
        let twin = Twin::new("centre", "secret", || 1_000_000);
        let right = signature("secret", 1_000_000, b"{}").unwrap();
        let late = signature("secret", 999_600, b"{}").unwrap();
        assert!(twin.is_signed(&headers("centre", 1_000_000, &right), b"{}"));
        assert!(
            !twin.is_signed(&headers("centre", 1_000_000, &right), b"{ }"),
            "another body"
        );
        assert!(
            !twin.is_signed(&headers("centre", 1_000_001, &right), b"{}"),
            "another moment"
        );
        assert!(!twin.is_signed(&headers("centre", 999_600, &late), b"{}"), "too old");
        assert!(
            !twin.is_signed(&headers("another", 1_000_000, &right), b"{}"),
            "another sender"
        );
        assert!(!twin.is_signed(&HeaderMap::new(), b"{}"));
    }

    #[test]
    fn the_signature_is_the_one_that_is_written_down() {
        let body = br#"{"to":"+8613800001234"}"#;
        assert_eq!(
            signature("an example of a secret", 1_767_225_600, body).unwrap(),
            "44adbed6361e401ba1c6494e47dcf555b330cd85d33ad9a6cd0737d8a1cfa9b6"
        );
    }
}
