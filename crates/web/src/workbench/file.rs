//! A kept file as an answer: pictures and PDF in place, everything else to be saved.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use yimen_domain::cases::event::FileMark;

use crate::app::in_query;

/// Nothing inside a file may run or load anything.
const POLICY: &str =
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// The bytes of a file with its type and its name.
pub(crate) fn answer(mark: &FileMark, bytes: Vec<u8>) -> Response {
    let in_place = mark.media == "application/pdf" || mark.media.starts_with("image/");
    let place = if in_place { "inline" } else { "attachment" };
    let name = in_query(&mark.name).replace('/', "%2F");
    let headers = [
        (header::CONTENT_TYPE, mark.media.clone()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename*=UTF-8''{name}")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    let mut response = (headers, bytes).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disposition(media: &str) -> String {
        let mark = FileMark {
            hash: String::new(),
            name: "营业执照 1.pdf".into(),
            size: 1,
            media: media.into(),
        };
        answer(&mark, vec![1]).headers()[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_what_cannot_run_is_shown_in_place() {
        assert!(disposition("application/pdf").starts_with("inline; filename*=UTF-8''%E8%90%A5"));
        assert!(disposition("image/png").starts_with("inline"));
        assert!(disposition("application/ofd").starts_with("attachment"));
    }
}
