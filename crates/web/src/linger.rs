//! Requests that are answered before they were received whole (超限请求): too large, or refused by their head. The answer is written
//! while the rest of the request is still read and thrown away: whoever is cut off in the middle of sending never sees it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Limited};

use crate::LARGEST_BODY;

/// Most that is read and thrown away, bytes.
const MOST: usize = 8 * LARGEST_BODY;
/// How long it is read.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lets what is left of a body be read after its handler is done with it.
pub async fn listen(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    next.run(request.map(lingering)).await
}

/// How many bytes a request says that it brings.
pub(crate) fn length(request: &Request) -> Option<usize> {
    let length = request.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// A body whose rest is read and thrown away when nobody wants it any more.
pub(crate) fn lingering(body: Body) -> Body {
    Body::new(Lingering { body: Some(body) })
}

/// A body whose rest is read when it is dropped.
struct Lingering {
    body: Option<Body>,
}

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(context);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let left = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(body), Ok(runtime)) = (left, tokio::runtime::Handle::try_current()) {
            runtime.spawn(tokio::time::timeout(PATIENCE, async move {
                let mut rest = Limited::new(body, MOST);
                while let Some(Ok(_)) = rest.frame().await {}
            }));
        }
    }
}
