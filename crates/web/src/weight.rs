//! How many bytes of uploads lie in memory at the same moment (在途上传字节上限). Each body is bounded by itself; here is the
//! bound of their sum. Who comes beyond is asked at once to come again, so that the memory stays flat however many upload.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{LARGEST_BODY, linger, pressure, shell};

/// So many bytes of bodies are held at the same moment. Putting the parts of a body together takes as much again.
pub const AT_ONCE: usize = 64 * 1024 * 1024;

/// The beginning of a body that is not weighed: forms find room while others upload.
const LIGHT: usize = 64 * 1024;

#[derive(Clone)]
struct Scale {
    free: Arc<Semaphore>,
    settings: shell::Settings,
}

/// Lets `bytes` of bodies be held by a site at the same moment.
pub fn weighed<S: Clone + Send + Sync + 'static>(
    site: Router<S>,
    settings: shell::Settings,
    bytes: usize,
) -> Router<S> {
    let free = Arc::new(Semaphore::new(bytes));
    site.layer(from_fn_with_state(Scale { free, settings }, weigh))
}

async fn weigh(State(scale): State<Scale>, request: Request, next: Next) -> Response {
    let least = usize::try_from(request.body().size_hint().lower()).unwrap_or(usize::MAX);
    if request.body().is_end_stream() || (linger::length(&request).is_some() && least <= LIGHT) {
        return next.run(request).await;
    }
    if least.min(LARGEST_BODY) > scale.free.available_permits().saturating_add(LIGHT) {
        return pressure::refuse(request.map(linger::lingering), scale.settings);
    }
    let (parts, body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let load = Arc::new(Load::on(&scale.free));
    let body = Weighed {
        body: Some(body),
        load: Arc::clone(&load),
    };
    let response = next.run(Request::from_parts(parts, Body::new(body))).await;
    if load.refused.load(Ordering::Relaxed) {
        return pressure::refuse(asked, scale.settings);
    }
    response
}

/// What a request holds until it is answered: whoever reads a body to its end goes on holding its bytes.
struct Load {
    free: Arc<Semaphore>,
    held: Mutex<(usize, Option<OwnedSemaphorePermit>)>,
    refused: AtomicBool,
}

impl Load {
    fn on(free: &Arc<Semaphore>) -> Load {
        Load {
            free: Arc::clone(free),
            held: Mutex::new((0, None)),
            refused: AtomicBool::new(false),
        }
    }

    /// Takes bytes up; false when there is no room for them.
    fn add(&self, bytes: usize) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let before = held.0.max(LIGHT);
        held.0 = held.0.saturating_add(bytes);
        let Ok(heavy) = u32::try_from(held.0.saturating_sub(before)) else {
            return false;
        };
        match Arc::clone(&self.free).try_acquire_many_owned(heavy) {
            Ok(more) => {
                match &mut held.1 {
                    Some(permit) => permit.merge(more),
                    none => *none = Some(more),
                }
                true
            }
            Err(_) => false,
        }
    }
}

/// The same bytes for themselves: those of a connection may be a small part of a large buffer, which they would keep.
fn alone(bytes: Bytes) -> Bytes {
    Bytes::copy_from_slice(&bytes)
}

/// A body whose bytes are counted as they come. It ends with an error when there is no room for more.
struct Weighed {
    body: Option<Body>,
    load: Arc<Load>,
}

impl HttpBody for Weighed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = std::task::ready!(Pin::new(body).poll_frame(context));
        let bytes = match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        if self.load.add(bytes) {
            return Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(alone))));
        }
        self.load.refused.store(true, Ordering::Relaxed);
        drop(self.body.take().map(linger::lingering));
        Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other(
            "too many bytes of uploads at once",
        )))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a request that cannot be made fails its test")]

    use axum::body::to_bytes;
    use axum::http::{StatusCode, header};
    use axum::routing::post;
    use futures::stream;
    use tokio::sync::Notify;
    use tower::ServiceExt;

    use super::*;

    const ROOM: usize = 300_000;

    /// A site with room for one upload of 250 kB, whose handler keeps what it read until it is told to go.
    fn site(read: &Arc<Notify>, go: &Arc<Notify>) -> Router {
        let (read, go) = (Arc::clone(read), Arc::clone(go));
        let keep = post(async move |body: Body| {
            let Ok(bytes) = to_bytes(body, LARGEST_BODY).await else {
                return StatusCode::BAD_REQUEST;
            };
            read.notify_one();
            if bytes.len() > LIGHT {
                go.notified().await;
            }
            StatusCode::CREATED
        });
        let site = Router::new().route("/file", keep.clone()).route("/api/v1/files", keep);
        weighed(site, shell::Settings::default(), ROOM)
    }

    fn upload(path: &str, bytes: usize) -> Request {
        Request::post(path)
            .header("accept", "text/html")
            .header(header::CONTENT_LENGTH, bytes)
            .body(Body::from(vec![7; bytes]))
            .unwrap()
    }

    #[tokio::test]
    async fn uploads_beyond_the_room_are_asked_to_come_again_and_forms_are_not() {
        let (read, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let site = site(&read, &go);
        let first = tokio::spawn(site.clone().oneshot(upload("/file", 250_000)));
        read.notified().await;

        let page = site.clone().oneshot(upload("/file", 250_000)).await.unwrap();
        assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
        let body = to_bytes(page.into_body(), 1 << 20).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("<h1"), "a person gets a page");
        let problem = site.clone().oneshot(upload("/api/v1/files", 250_000)).await.unwrap();
        assert_eq!(problem.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(problem.headers()[header::CONTENT_TYPE], "application/problem+json");

        let form = site.clone().oneshot(upload("/file", LIGHT)).await.unwrap();
        assert_eq!(form.status(), StatusCode::CREATED, "a form finds room");

        go.notify_one();
        assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::CREATED);
        go.notify_one();
        let after = site.oneshot(upload("/file", 250_000)).await.unwrap();
        assert_eq!(after.status(), StatusCode::CREATED, "who was answered makes room");
    }

    #[tokio::test]
    async fn a_body_of_unknown_length_is_refused_when_the_room_is_full() {
        let (read, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let pieces = stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(vec![7u8; 10_000])));
        let request = Request::post("/api/v1/files").body(Body::from_stream(pieces)).unwrap();
        let answer = site(&read, &go).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
    }
}
