//! Requests that were refused (被拒绝的请求): forged forms, what is not allowed, tokens that are none. They go into the log of
//! security events, with the route and without what stood in it; and what breaks off is answered without telling why.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use yimen_acts::accounts::security::{self, What};

use crate::api::Problem;
use crate::app::{App, Visitor};
use crate::source::Came;

/// Marks the answer to a form that does not come from our own pages.
#[derive(Clone, Copy)]
pub(crate) struct Forged;

/// Name to sign in with of whoever a token names, once it is known.
#[derive(Clone, Default)]
pub(crate) struct Named(Arc<OnceLock<String>>);

impl Named {
    /// Says who calls.
    pub(crate) fn is(&self, login: &str) {
        // Whoever was named first stays.
        let _ = self.0.set(login.to_string());
    }
}

/// Notes refusals. Stands inside of what recognises people.
pub(crate) async fn noted(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(Visitor(visitor)) = Visitor::from_request_parts(&mut parts, &app).await;
    let Ok(Came(mut source)) = Came::from_request_parts(&mut parts, &app).await;
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let what = format!("{} {route}", parts.method);
    let has_token = parts.headers.contains_key(header::AUTHORIZATION);
    let named = Named::default();
    parts.extensions.insert(named.clone());

    let mut response = next.run(Request::from_parts(parts, body)).await;
    if visitor.is_some() || has_token {
        keep_out_of_caches(&mut response);
    }
    let kind = match response.status() {
        _ if response.extensions().get::<Forged>().is_some() => What::FormRefused,
        StatusCode::FORBIDDEN => What::AccessRefused,
        StatusCode::UNAUTHORIZED if has_token => What::TokenRefused,
        _ => return response,
    };
    let login = visitor.map(|signed| signed.login.clone()).or(named.0.get().cloned());
    source.agent = format!("{what} · {}", source.agent);
    if let Err(error) = security::refused(&app.centre, kind, &login.unwrap_or_default(), &source).await {
        tracing::warn!(?error, "a refusal could not be noted");
    }
    response
}

/// What somebody who is signed in was shown stays in no cache, not even in that of the browser; our own scripts and pictures may.
fn keep_out_of_caches(response: &mut Response) {
    let headers = response.headers_mut();
    let is_ours = headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("public"));
    if !is_ours {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
}

/// The answer where a page broke off; what was said while breaking off may hold personal words and is not repeated.
pub(crate) fn broke_off(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request broke off");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// [`broke_off`] for programs.
pub(crate) fn api_broke_off(_: Box<dyn Any + Send>) -> Response {
    Problem::broken("a request broke off").into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a request that cannot be made fails its test")]

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn breaks() -> Response {
        panic!("王小满 511603199005200022")
    }

    #[tokio::test]
    async fn what_breaks_off_is_answered_and_does_not_tell_why() {
        let api: Router = Router::new()
            .route("/", get(breaks))
            .layer(CatchPanicLayer::custom(api_broke_off));
        let pages: Router = Router::new()
            .route("/", get(breaks))
            .layer(CatchPanicLayer::custom(broke_off));
        for (site, media) in [(api, "application/problem+json"), (pages, "")] {
            let answer = site
                .oneshot(Request::get("/").body(Body::empty()).unwrap())
                .await
                .unwrap();
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let kind = answer
                .headers()
                .get(header::CONTENT_TYPE)
                .map_or("", |kind| kind.to_str().unwrap());
            assert_eq!(kind, media);
            let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
            assert!(!String::from_utf8_lossy(&body).contains("5116"), "{body:?}");
        }
    }
}
