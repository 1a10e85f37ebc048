//! Reading and writing cookies.
//!
//! Over https every cookie travels as `__Host-` and its name: a browser takes such a cookie only from this very host and over TLS, and
//! one without the prefix, which a neighbouring host could have planted, is not looked at. This happens around the whole site
//! ([`opened`], [`hosted`]), so that no handler can forget it; inside cookies have their plain names.

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

/// What browsers demand of a cookie of one host only (RFC 6265bis section 4.1.3.2).
const HOST: &str = "__Host-";

/// The cookies of a request that came over https under their plain names; those without the prefix are left out.
pub(crate) fn opened(headers: &mut HeaderMap) {
    let ours: Vec<&str> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(HOST))
        .collect();
    let line = HeaderValue::from_str(&ours.join("; ")).ok();
    headers.remove(header::COOKIE);
    if let Some(line) = line.filter(|line| !line.is_empty()) {
        headers.insert(header::COOKIE, line);
    }
}

/// The cookies of an answer that goes over https: with the prefix, and over TLS only.
pub(crate) fn hosted(headers: &mut HeaderMap) {
    let plain: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in plain.iter().filter_map(|cookie| cookie.to_str().ok()) {
        let is_secure = cookie.split(';').any(|part| part.trim().eq_ignore_ascii_case("secure"));
        let secure = if is_secure { "" } else { "; Secure" };
        if let Ok(cookie) = HeaderValue::from_str(&format!("{HOST}{cookie}{secure}")) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}
