//! Reading and writing cookies.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};

/// The value of a cookie that the browser sent, percent-decoded.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(Cookie::split_parse_encoded)
        .flatten()
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// How long a cookie stays in the browser.
#[derive(Clone, Copy)]
pub(crate) enum Life {
    /// A year: what a person prefers.
    Year,
    /// Until the browser is closed.
    Session,
    /// Removes the cookie.
    Ended,
}

/// A `Set-Cookie` value: for this site only, out of reach of scripts.
pub(crate) fn write(name: &str, value: &str, life: Life, secure: bool) -> Option<HeaderValue> {
    let mut cookie = Cookie::build((name.to_owned(), value.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .build();
    match life {
        Life::Year => cookie.set_max_age(Duration::days(365)),
        Life::Session => {}
        Life::Ended => cookie.set_max_age(Duration::ZERO),
    }
    HeaderValue::from_str(&cookie.encoded().to_string()).ok()
}
