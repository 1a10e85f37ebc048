//! Language and large print (适老化): switches that stay, kept in cookies.

use axum::Extension;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::cookies::{self, Life};
use super::language::Language;
use super::middleware::Settings;

/// The cookie for large print; `1` when on.
pub(crate) const LARGE_PRINT: &str = "large_print";

#[derive(Deserialize)]
pub(crate) struct Wish {
    lang: Option<String>,
    large: Option<String>,
    back: Option<String>,
}

/// `GET /preferences?lang=en&back=/path` or `?large=1`: keeps the wish and goes back.
pub(crate) async fn keep(Extension(settings): Extension<Settings>, Query(wish): Query<Wish>) -> Response {
    let mut response = Redirect::to(local_path(wish.back.as_deref())).into_response();
    let mut keep = |name: &str, value: &str| {
        if let Some(cookie) = cookies::write(name, value, Life::Year, settings.secure_cookies) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    if let Some(language) = wish.lang.as_deref().and_then(Language::from_code) {
        keep("lang", language.code());
    }
    match wish.large.as_deref() {
        Some("1") => keep(LARGE_PRINT, "1"),
        Some("0") => keep(LARGE_PRINT, "0"),
        _ => {}
    }
    response
}

/// The path to go back to, only if it is one of this site; else the home page.
pub fn local_path(back: Option<&str>) -> &str {
    match back {
        Some(path) if is_local(path) => path,
        _ => "/",
    }
}

fn is_local(path: &str) -> bool {
    // Browsers read `//host` and `/\host` as another site, and drop tabs and line breaks.
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        assert_eq!(
            local_path(Some("/items?q=%E8%AF%81&page=2")),
            "/items?q=%E8%AF%81&page=2"
        );
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "items",
            "/\t/evil",
            "/a b",
        ] {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere:?}");
        }
        assert_eq!(local_path(None), "/");
    }
}
