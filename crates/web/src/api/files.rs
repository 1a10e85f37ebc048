//! Uploads over the API.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use yimen_acts::files;

use crate::app::App;

use super::problem::Problem;
use super::signed::{Asked, Caller};

/// The file's particulars.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The file's name.
    #[param(max_length = 200)]
    name: Option<String>,
}

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    /// SHA-256 of its bytes; name it in a material of a case.
    file: String,
    name: String,
    size: u64,
    media: String,
}

/// Takes a file: PDF, image, docx, xlsx or OFD of at most 10 MB, recognised by its content.
#[utoipa::path(post, path = "/api/v1/files", params(Query), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FileView), (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "The scanner for malware does not answer")))]
pub async fn take(
    State(app): State<App>,
    Caller(caller): Caller,
    Asked(query): Asked<Query>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<FileView>), Problem> {
    let name = query.name.unwrap_or_default();
    let mark = files::take(&app.centre, caller.id, &name, body?.into()).await?;
    Ok((
        StatusCode::CREATED,
        Json(FileView {
            file: mark.hash,
            name: mark.name,
            size: mark.size,
            media: mark.media,
        }),
    ))
}
