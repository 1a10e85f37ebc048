//! Documents over the API.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use yimen_acts::documents;

use crate::app::App;

use super::problem::Problem;
use super::signed::{Caller, Named};

/// The PDF of a document, for those who may see its case.
#[utoipa::path(get, path = "/api/v1/documents/{token}", params(("token" = String, Path)), responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>),
    (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn pdf(
    State(app): State<App>,
    Caller(caller): Caller,
    Named(token): Named<String>,
) -> Result<Response, Problem> {
    let (_, bytes) = documents::pdf(&app.centre, &caller.actor(), &token).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response())
}
