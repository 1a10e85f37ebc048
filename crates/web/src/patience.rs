//! How long a request may take (请求时限): its body must keep coming, and its answer must come in time. Addresses have a length.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use crate::shell;

/// Longest address with its query, bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;
/// How long people may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// How long nothing of a body may come.
    still: Duration,
    /// A body comes at least so fast, bytes in a second, after the time of grace.
    slowest: f64,
    /// How long a body may come as slowly as it likes.
    grace: Duration,
    /// How long an answer may take.
    answer: Duration,
}

/// What holds for everybody.
pub(crate) const USUAL: Patience = Patience {
    still: Duration::from_secs(15),
    slowest: 4.0 * 1024.0,
    grace: Duration::from_secs(15),
    answer: Duration::from_secs(120),
};

/// What must be known to end a request.
#[derive(Clone)]
pub(crate) struct Clock {
    /// How the page that says so looks.
    pub(crate) settings: shell::Settings,
    /// How long people may take.
    pub(crate) patience: Patience,
}

/// Ends what takes too long; the time in which a body comes is not counted for its answer.
pub(crate) async fn waited(State(clock): State<Clock>, request: Request, next: Next) -> Response {
    let Clock { settings, patience } = clock;
    let long = request
        .uri()
        .path_and_query()
        .is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS);
    if long {
        return told(request, settings, StatusCode::URI_TOO_LONG);
    }
    let (parts, body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let is_late = Arc::new(AtomicBool::new(false));
    let coming = most(&body, patience);
    let body = if body.is_end_stream() {
        body
    } else {
        Body::new(Coming::new(body, patience, &is_late))
    };
    let answer = timeout(coming + patience.answer, next.run(Request::from_parts(parts, body))).await;
    match answer {
        Ok(_) if is_late.load(Ordering::Relaxed) => told(asked, settings, StatusCode::REQUEST_TIMEOUT),
        Ok(answer) => answer,
        Err(_) => {
            tracing::warn!(path = asked.uri().path(), "an answer took too long");
            told(asked, settings, StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// How long a body may come at most.
fn most(body: &Body, patience: Patience) -> Duration {
    let largest = crate::LARGEST_BODY as u64;
    let bytes = body.size_hint().upper().unwrap_or(largest).min(largest);
    if body.is_end_stream() {
        Duration::ZERO
    } else {
        patience.grace + Duration::from_secs_f64(bytes as f64 / patience.slowest)
    }
}

fn told(mut request: Request, settings: shell::Settings, status: StatusCode) -> Response {
    if request.uri().path().starts_with("/api/") {
        return crate::api::untimely(status);
    }
    request.extensions_mut().insert(settings);
    shell::untimely(request, status)
}

/// A body that must keep coming.
struct Coming {
    body: Body,
    patience: Patience,
    /// From when on somebody read it, and until when its next piece must have come.
    clock: Option<(Instant, Pin<Box<Sleep>>)>,
    came: u64,
    is_late: Arc<AtomicBool>,
}

impl Coming {
    fn new(body: Body, patience: Patience, is_late: &Arc<AtomicBool>) -> Coming {
        Coming {
            body,
            patience,
            clock: None,
            came: 0,
            is_late: Arc::clone(is_late),
        }
    }

    /// Until when the next piece must have come.
    fn next_by(&self, begun: Instant) -> Instant {
        let Patience {
            still, slowest, grace, ..
        } = self.patience;
        let all = begun + grace + Duration::from_secs_f64(self.came as f64 / slowest);
        all.min(Instant::now() + still)
    }

    fn late(&self) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.is_late.store(true, Ordering::Relaxed);
        let why = std::io::Error::from(std::io::ErrorKind::TimedOut);
        Poll::Ready(Some(Err(axum::Error::new(why))))
    }
}

impl HttpBody for Coming {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let (now, still) = (Instant::now(), self.patience.still);
        let (begun, mut until) = match self.clock.take() {
            Some(clock) => clock,
            None => (now, Box::pin(sleep_until(now + still))),
        };
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(frame) = polled {
            let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
            self.came += bytes.map_or(0, Bytes::len) as u64;
            let by = self.next_by(begun);
            if bytes.is_some() && by < now && !self.body.is_end_stream() {
                return self.late();
            }
            until.as_mut().reset(by);
            self.clock = Some((begun, until));
            return Poll::Ready(frame);
        }
        if until.as_mut().poll(context).is_ready() {
            return self.late();
        }
        self.clock = Some((begun, until));
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a request that cannot be made fails its test")]

    use axum::Router;
    use axum::body::to_bytes;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures::stream;
    use tokio::time::sleep;
    use tower::ServiceExt as _;

    use super::*;

    /// Quicker than usual, with room for a busy machine.
    const QUICK: Patience = Patience {
        still: Duration::from_secs(2),
        slowest: 40_960.0,
        grace: Duration::from_secs(2),
        answer: Duration::from_secs(2),
    };

    fn site() -> Router {
        let read = post(async |body: Bytes| body.len().to_string());
        let hang = post(async || sleep(Duration::from_secs(3_600)).await);
        let site = Router::new()
            .route("/read", read.clone())
            .route("/api/read", read)
            .route("/hang", hang);
        let clock = Clock {
            settings: shell::Settings::default(),
            patience: QUICK,
        };
        site.layer(from_fn_with_state(clock, waited))
    }

    /// A body of so many pieces of so many bytes with a pause of milliseconds before each.
    fn dripping(pieces: usize, bytes: usize, pause: u64) -> Body {
        Body::from_stream(stream::unfold(0, move |at| async move {
            if at == pieces {
                return None;
            }
            sleep(Duration::from_millis(pause)).await;
            Some((Ok::<_, std::io::Error>(vec![7u8; bytes]), at + 1))
        }))
    }

    async fn sent(path: &str, body: Body) -> (StatusCode, String) {
        let request = Request::post(path).header("accept", "text/html").body(body).unwrap();
        let answer = site().oneshot(request).await.unwrap();
        let status = answer.status();
        let text = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8_lossy(&text).into_owned())
    }

    #[tokio::test]
    async fn a_body_must_keep_coming() {
        let steady = sent("/read", dripping(20, 50_000, 50)).await;
        assert_eq!(steady, (StatusCode::OK, "1000000".into()), "slow is not too slow");
        for (path, drip) in [
            ("/read", dripping(1_000, 1, 100)),
            ("/read", dripping(1, 100, 60_000)),
            ("/api/read", dripping(1_000, 1, 100)),
        ] {
            let begun = Instant::now();
            let (status, words) = sent(path, drip).await;
            assert_eq!(status, StatusCode::REQUEST_TIMEOUT, "{path}");
            assert!(begun.elapsed() <= Duration::from_secs(20), "{:?}", begun.elapsed());
            assert!(
                words.contains(if path.starts_with("/api") { "too_slow" } else { "<h1" }),
                "{words}"
            );
        }
    }

    #[tokio::test]
    async fn an_answer_that_does_not_come_is_given_up() {
        assert_eq!(sent("/hang", Body::empty()).await.0, StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn an_address_has_a_length() {
        let long = format!("/read?q={}", "x".repeat(6_000));
        assert_eq!(sent(&long, Body::empty()).await.0, StatusCode::OK);
        let longer = format!("/read?q={}", "x".repeat(9_000));
        assert_eq!(sent(&longer, Body::empty()).await.0, StatusCode::URI_TOO_LONG);
    }
}
