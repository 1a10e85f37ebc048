//! How many requests are answered at the same moment (并发上限). Who comes beyond is asked at once to come again in a
//! second, so that the others are answered as quickly as ever and the memory does not grow.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use yimen_acts::ActError;

use crate::api::Problem;
use crate::shell;

/// So many requests are answered at the same moment.
pub const AT_ONCE: usize = 512;

/// Seconds after which a refused request may be sent again.
const AGAIN: HeaderValue = HeaderValue::from_static("1");

#[derive(Clone)]
struct Room {
    places: Arc<Semaphore>,
    settings: shell::Settings,
}

/// Lets `at_once` requests into a site at the same moment.
pub fn bounded<S: Clone + Send + Sync + 'static>(
    site: Router<S>,
    settings: shell::Settings,
    at_once: usize,
) -> Router<S> {
    let places = Arc::new(Semaphore::new(at_once));
    site.layer(from_fn_with_state(Room { places, settings }, enter))
}

async fn enter(State(room): State<Room>, request: Request, next: Next) -> Response {
    let mut response = match room.places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => refuse(request, room.settings),
    };
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(AGAIN);
    }
    response
}

/// Writes into the log that somebody was asked to come again, at most once a second with how many there were since: a log that
/// grows with every refusal would be one more load.
pub(crate) fn note(why: &str) {
    static SINCE: Mutex<(Option<Instant>, u64)> = Mutex::new((None, 0));
    let mut since = SINCE.lock().unwrap_or_else(PoisonError::into_inner);
    since.1 += 1;
    if since.0.is_none_or(|last| last.elapsed() >= Duration::from_secs(1)) {
        tracing::warn!(why, times = since.1, "busy");
        *since = (Some(Instant::now()), 0);
    }
}

/// Asks to come again.
pub(crate) fn refuse(mut request: Request, settings: shell::Settings) -> Response {
    if request.uri().path().starts_with("/api/") {
        return Problem::from(ActError::Busy(
            "too many requests, or bytes of uploads, at once".to_owned(),
        ))
        .into_response();
    }
    request.extensions_mut().insert(settings);
    shell::busy(request)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a request that cannot be made fails its test")]

    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tokio::sync::Notify;
    use tower::ServiceExt;

    use super::*;

    fn asking(path: &str) -> Request {
        Request::get(path)
            .header("accept", "text/html")
            .body(Body::empty())
            .unwrap()
    }

    #[tokio::test]
    async fn who_comes_beyond_the_places_is_asked_to_come_again() {
        let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (inside, end) = (Arc::clone(&entered), Arc::clone(&leave));
        let slow = get(async move || {
            inside.notify_one();
            end.notified().await;
        });
        let site = Router::new().route("/slow", slow).route("/api/v1/x", get(async || ()));
        let site: Router = bounded(site, shell::Settings::default(), 1);
        let first = tokio::spawn(site.clone().oneshot(asking("/slow")));
        entered.notified().await;

        let page = site.clone().oneshot(asking("/slow")).await.unwrap();
        assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(page.headers()[header::RETRY_AFTER], "1");
        let body = to_bytes(page.into_body(), 1 << 20).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("<h1"), "a person gets a page");

        let problem = site.clone().oneshot(asking("/api/v1/x")).await.unwrap();
        assert_eq!(problem.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(problem.headers()[header::RETRY_AFTER], "1");
        assert_eq!(problem.headers()[header::CONTENT_TYPE], "application/problem+json");

        leave.notify_one();
        assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::OK);
        let after = site.oneshot(asking("/api/v1/x")).await.unwrap();
        assert_eq!(after.status(), StatusCode::OK, "who leaves makes room");
    }

    #[tokio::test]
    async fn a_busy_answer_says_when_to_come_again() {
        let busy = get(async || StatusCode::SERVICE_UNAVAILABLE);
        let site: Router = bounded(Router::new().route("/", busy), shell::Settings::default(), 1);
        let answer = site.oneshot(asking("/")).await.unwrap();
        assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
    }
}
