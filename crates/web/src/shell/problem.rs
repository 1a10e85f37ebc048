//! Pages that say what went wrong and what to do now.

use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::refused::Forged;

use super::components::LinkTo;
use super::headers;
use super::html::Html;
use super::page::Page;

#[derive(Template)]
#[template(path = "components/problem_page.html")]
struct Problem {
    page: Page,
    title: String,
    happened: String,
    to_do: String,
    back: LinkTo,
}

/// A page (出错页面) that tells a person what happened, what they can do, and the way back.
pub fn problem_page(
    page: Page,
    status: StatusCode,
    title: impl Into<String>,
    happened: impl Into<String>,
    to_do: impl Into<String>,
    back: LinkTo,
) -> Response {
    let problem = Problem {
        page,
        title: title.into(),
        happened: happened.into(),
        to_do: to_do.into(),
        back,
    };
    (status, Html(problem)).into_response()
}

/// The page for a form that is too old or does not come from this site. Nothing was changed.
pub(crate) fn stale_form(page: Page) -> Response {
    let mut response = from_texts(page, StatusCode::FORBIDDEN, "stale_form");
    response.extensions_mut().insert(Forged);
    response
}

/// The page for a bare status.
pub(crate) fn generic(page: Page, status: StatusCode) -> Response {
    let kind = match status {
        StatusCode::UNAUTHORIZED => "signed_out",
        StatusCode::FORBIDDEN => "not_allowed",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "wrong_way",
        StatusCode::REQUEST_TIMEOUT => "too_slow",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::TOO_MANY_REQUESTS => "too_many",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => "busy",
        _ if status.is_client_error() => "unreadable",
        _ => "our_fault",
    };
    from_texts(page, status, kind)
}

/// The page for a request that took too long, or whose address is too long.
pub(crate) fn untimely(request: Request, status: StatusCode) -> Response {
    let (parts, _) = request.into_parts();
    generic(Page::of(&parts), status)
}

/// The page for a request that found no place. It was not looked at, and nothing was changed.
pub(crate) fn busy(request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = generic(Page::of(&parts), StatusCode::SERVICE_UNAVAILABLE);
    headers::add(response.headers_mut());
    response
}

fn from_texts(page: Page, status: StatusCode, kind: &str) -> Response {
    let text = |part: &str| page.t(&format!("problem.{kind}.{part}"));
    let (title, happened, to_do) = (text("title"), text("happened"), text("to_do"));
    let back = LinkTo::new("/", page.t("problem.home"));
    problem_page(page, status, title, happened, to_do, back)
}
