//! What stands around every route: settings, the token of forms, safety headers, and pages in
//! the reader's language for errors that have none.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

use crate::refused;

use super::cookies::{self, Life};
use super::page::Page;
use super::{assets, csrf, design, flash, headers, preferences, problem};

/// What the pages know of the place where they run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data is for demonstration: pages say so.
    pub demonstration: bool,
    /// Name of the centre in Chinese.
    pub centre_zh: Arc<str>,
    /// Name of the centre in English.
    pub centre_en: Arc<str>,
    /// Cookies only over https: true whenever people reach the centre by https.
    pub secure_cookies: bool,
    /// Hours from UTC to the centre's zone.
    pub utc_offset_hours: i8,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            demonstration: false,
            centre_zh: "一门政务服务中心".into(),
            centre_en: "Yimen Service Centre".into(),
            secure_cookies: false,
            utc_offset_hours: 8,
        }
    }
}

/// The token that forms of this browser carry.
#[derive(Clone)]
pub(crate) struct FormToken(pub(crate) String);

/// Makes routes into a site: adds assets, preferences and the "not found" page, and puts safety
/// and error pages around all. Session middleware, which tells who is signed in, goes outside.
pub fn dress<S: Clone + Send + Sync + 'static>(routes: Router<S>, settings: Settings) -> Router<S> {
    let mut site = routes
        .route("/assets/{*path}", get(assets::serve))
        .route("/preferences", get(preferences::keep))
        .fallback(async || StatusCode::NOT_FOUND);
    if settings.demonstration || cfg!(debug_assertions) {
        site = site.merge(design::routes());
    }
    site.layer(CatchPanicLayer::custom(refused::broke_off))
        .layer(from_fn_with_state(settings, around))
}

async fn around(State(settings): State<Settings>, mut request: Request, next: Next) -> Response {
    let secure = settings.secure_cookies;
    let kept = cookies::read(request.headers(), csrf::NAME).filter(|it| csrf::well_formed(it));
    let is_new = kept.is_none();
    let token = kept.unwrap_or_else(csrf::new_token);
    request.extensions_mut().insert(settings);
    request.extensions_mut().insert(FormToken(token.clone()));
    let (parts, body) = request.into_parts();
    let reader = Reader::of(&parts);
    let request = Request::from_parts(parts, body);

    let mut response = if reader.foreign {
        problem::stale_form(reader.page.clone())
    } else {
        next.run(request).await
    };
    if reader.reads_pages && lacks_page(&response) {
        response = with_page(response, reader.page.clone());
    }
    let head = response.headers_mut();
    headers::add(head);
    if reader.reads_pages && is_new {
        set(head, cookies::write(csrf::NAME, &token, Life::Session, secure));
    }
    if reader.page.flash.is_some() && reader.whole_page && is_html(head) && !sets_flash(head) {
        set(head, cookies::write(flash::COOKIE, "", Life::Ended, secure));
    }
    response
}

/// What must be known of a request after it was answered.
struct Reader {
    page: Page,
    reads_pages: bool,
    whole_page: bool,
    foreign: bool,
}

impl Reader {
    fn of(parts: &Parts) -> Self {
        let head = &parts.headers;
        let accepts = head
            .get(header::ACCEPT)
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default();
        let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let for_systems = parts.uri.path().starts_with("/api/");
        let reads_pages = !for_systems && accepts.contains("text/html");
        let whole_page = reads_pages && !head.contains_key("hx-request");
        let foreign = !safe && !for_systems && csrf::from_another_site(head);
        Self {
            page: Page::of(parts),
            reads_pages,
            whole_page,
            foreign,
        }
    }
}

fn set(headers: &mut HeaderMap, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn sets_flash(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|cookie| cookie.as_bytes().starts_with(b"flash="))
}

fn lacks_page(response: &Response) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error()) && !is_html(response.headers())
}

/// Puts a page in place of a bare error; what the protocol needs stays.
fn with_page(bare: Response, page: Page) -> Response {
    let mut response = problem::generic(page, bare.status()).into_response();
    for name in [
        header::ALLOW,
        header::RETRY_AFTER,
        header::SET_COOKIE,
        header::WWW_AUTHENTICATE,
    ] {
        for value in bare.headers().get_all(&name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

#[cfg(test)]
mod tests;
