//! Forms are taken only from our own pages: a random token stands in a cookie and in the form,
//! and both must be equal.

use axum::RequestExt;
use axum::extract::{Form, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ctutils::CtEq;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::page::Page;
use super::problem::stale_form;

/// Cookie and form field have the same name.
pub(crate) const NAME: &str = "csrf";

const BYTES: usize = 32;

/// A new random token: 64 hexadecimal digits.
pub(crate) fn new_token() -> String {
    rand::random::<[u8; BYTES]>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whether a cookie holds something that we may have made.
pub(crate) fn well_formed(token: &str) -> bool {
    token.len() == BYTES * 2 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the browser says that another site sent the request.
pub(crate) fn from_another_site(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none")
}

fn same(token: &str, given: &str) -> bool {
    well_formed(token) && token.as_bytes().ct_eq(given.as_bytes()).to_bool()
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

/// A form (urlencoded) whose token was checked. Refuses with a page that says what to do.
pub struct CheckedForm<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for CheckedForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let page = Page::of(&parts);
        let request = Request::from_parts(parts.clone(), body);
        let bytes: axum::body::Bytes = request.extract().await.map_err(IntoResponse::into_response)?;
        let token: Form<Token> = again(&parts, bytes.clone()).await?;
        if !same(page.csrf(), &token.0.csrf) {
            return Err(stale_form(page));
        }
        let Form(form) = again(&parts, bytes).await?;
        Ok(Self(form))
    }
}

/// Reads the form from the kept bytes of the body.
async fn again<T: DeserializeOwned>(
    parts: &axum::http::request::Parts,
    bytes: axum::body::Bytes,
) -> Result<Form<T>, Response> {
    let mut request = Request::new(axum::body::Body::from(bytes));
    *request.method_mut() = parts.method.clone();
    *request.headers_mut() = parts.headers.clone();
    Form::from_request(request, &())
        .await
        .map_err(IntoResponse::into_response)
}

/// A form with files (multipart) whose token, its first field, was checked.
pub struct CheckedMultipart(pub Multipart);

impl<S: Send + Sync> FromRequest<S> for CheckedMultipart {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let page = Page::of(&parts);
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let given = match form.next_field().await {
            Ok(Some(field)) if field.name() == Some(NAME) => field.text().await.unwrap_or_default(),
            Ok(_) => String::new(),
            Err(_) => return Err(StatusCode::BAD_REQUEST.into_response()),
        };
        if same(page.csrf(), &given) {
            Ok(Self(form))
        } else {
            Err(stale_form(page))
        }
    }
}
