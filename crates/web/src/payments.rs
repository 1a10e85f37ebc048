//! What the provider of payments tells the centre (缴费到账通知): public, and believed by its signature alone; docs/payment-provider.md.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use yimen_acts::ActError;
use yimen_acts::payments::online::{self, Given, Told};

use crate::app::App;
use crate::source::Came;

/// Largest call-back, bytes.
const LARGEST: usize = 16 * 1024;

/// Routes of the provider.
pub fn routes() -> Router<App> {
    Router::new().route("/payments/callback", post(told).layer(DefaultBodyLimit::max(LARGEST)))
}

/// `POST /payments/callback`.
async fn told(State(app): State<App>, Came(source): Came, headers: HeaderMap, body: Bytes) -> Response {
    let of = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_string()
    };
    let given = Given::of(of);
    let told = match online::told(&app.centre, &given, &body, &source).await {
        Ok(told) => told,
        Err(ActError::Busy(_)) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(error) => {
            tracing::error!(%error, "a call-back of a payment breaks");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let status = match told {
        Told::Taken => StatusCode::OK,
        Told::NoProvider | Told::UnknownOrder => StatusCode::NOT_FOUND,
        Told::Unsigned => StatusCode::UNAUTHORIZED,
        Told::Replayed => StatusCode::CONFLICT,
        Told::Unreadable => StatusCode::BAD_REQUEST,
        Told::WrongAmount => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let answer = serde_json::to_vec(&told.answer()).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, "application/json")];
    // Whoever did not sign gets no signature either.
    if matches!(told, Told::Unsigned | Told::NoProvider) {
        return (status, kind, answer).into_response();
    }
    match online::signed(&app.centre, &given.nonce, &answer) {
        Ok(signed) => (status, kind, signed, answer).into_response(),
        Err(_) => (status, kind, answer).into_response(),
    }
}
