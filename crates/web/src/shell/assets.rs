//! Style sheet, script and icons: built by `npm --prefix assets run build`, carried in a
//! release binary, read from disk in a debug build.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../assets/dist/web"]
#[allow_missing = true]
struct Built;

type Manifest = HashMap<String, String>;

fn manifest() -> Option<Manifest> {
    serde_json::from_slice(&Built::get("manifest.json")?.data).ok()
}

/// Whether the assets were built.
pub fn present() -> bool {
    manifest().is_some()
}

/// The address of an asset by its plain name, such as `app.css`.
pub(crate) fn address(name: &str) -> String {
    static KEPT: LazyLock<Option<Manifest>> = LazyLock::new(manifest);
    // A debug build looks each time, so that a page shows assets built since the start.
    let fresh = if cfg!(debug_assertions) { manifest() } else { None };
    let hashed = fresh.as_ref().or(KEPT.as_ref()).and_then(|all| all.get(name));
    format!("/assets/{}", hashed.map_or(name, String::as_str))
}

/// `GET /assets/{path}`: names carry a hash of the content, so a browser may keep them for good.
pub(crate) async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Built::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..12]));
    let mut response = if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen == tag.as_str())
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = format!("{}{}", file.metadata.mimetype(), charset(file.metadata.mimetype()));
        ([(header::CONTENT_TYPE, kind)], file.data.into_owned()).into_response()
    };
    let head = response.headers_mut();
    head.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.insert(header::ETAG, tag);
    }
    response
}

fn charset(kind: &str) -> &'static str {
    if kind.starts_with("text/") {
        "; charset=utf-8"
    } else {
        ""
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
