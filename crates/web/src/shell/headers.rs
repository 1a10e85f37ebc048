//! The safety headers of every answer, and of its cookies.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::cookies;

const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; \
                      frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Around the whole site: safety headers on every answer, and cookies of this host only where people come over https.
pub async fn safely(State(secure): State<bool>, mut request: Request, next: Next) -> Response {
    if secure {
        cookies::opened(request.headers_mut());
    }
    let mut answer = guarded(next.run(request).await, secure);
    if secure {
        cookies::hosted(answer.headers_mut());
    }
    answer
}

/// The answer with its safety headers; over TLS browsers are told to come back over TLS only, for a year.
pub fn guarded(mut answer: Response, secure: bool) -> Response {
    let headers = answer.headers_mut();
    add(headers);
    if secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    answer
}

/// Adds the headers that are not there yet.
pub(crate) fn add(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a request that cannot be made fails its test")]

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::response::IntoResponse as _;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn says(request: Request) -> Response {
        let seen = request.headers().get_all(header::COOKIE).iter();
        let seen: Vec<&str> = seen.map(|line| line.to_str().unwrap()).collect();
        let kept = [
            (header::SET_COOKIE, "session=s; Path=/; HttpOnly; SameSite=Lax; Secure"),
            (header::SET_COOKIE, "flash=f; HttpOnly; SameSite=Lax; Path=/"),
        ];
        (axum::response::AppendHeaders(kept), seen.join(" | ")).into_response()
    }

    async fn asked(secure: bool) -> (Vec<String>, String, bool) {
        let site: Router = Router::new().route("/", get(says));
        let site = site.layer(from_fn_with_state(secure, safely));
        let request = Request::get("/")
            .header("cookie", "session=planted; __Host-csrf=c")
            .header("cookie", "__Host-lang=en; __Secure-session=planted");
        let answer = site.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let cookies = cookies.map(|cookie| cookie.to_str().unwrap().to_string()).collect();
        let is_strict = answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY);
        let seen = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        (cookies, String::from_utf8_lossy(&seen).into_owned(), is_strict)
    }

    #[tokio::test]
    async fn over_https_every_cookie_is_of_this_host_and_over_tls_only() {
        let (given, seen, is_strict) = asked(true).await;
        assert_eq!(
            given,
            [
                "__Host-session=s; Path=/; HttpOnly; SameSite=Lax; Secure",
                "__Host-flash=f; HttpOnly; SameSite=Lax; Path=/; Secure",
            ]
        );
        assert_eq!(seen, "csrf=c; lang=en", "what a neighbour planted is not looked at");
        assert!(is_strict);
    }

    #[tokio::test]
    async fn over_plain_http_on_this_machine_cookies_go_as_they_are() {
        let (given, seen, is_strict) = asked(false).await;
        assert!(
            given[1].starts_with("flash=f;") && !given[1].contains("Secure"),
            "{given:?}"
        );
        assert!(seen.starts_with("session=planted"), "{seen}");
        assert!(!is_strict);
    }
}
