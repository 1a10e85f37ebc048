//! Every case that a change of the calendar would move, as a file for a spreadsheet: written as the cases are found, so
//! that its length does not matter.

use axum::body::Body;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use yimen_acts::calendar::trial::{MovedCase, Trial};
use yimen_domain::clocks::Moved;
use yimen_domain::supervision::Lamp;

use crate::shell::Page;

/// Tells spreadsheets that the file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();
const HEADING: [&str; 9] = [
    "calendar.list.number",
    "calendar.list.item",
    "calendar.list.status",
    "calendar.list.clock",
    "calendar.list.from",
    "calendar.list.to",
    "calendar.list.days",
    "calendar.list.lamp_before",
    "calendar.list.lamp_after",
];

/// The file as an answer.
pub(super) fn answer(page: Page, trial: Trial, year: i32) -> Response {
    let heading = HEADING.map(|key| page.t(key).to_string());
    let begin = (page, trial, Some(heading));
    let parts = stream::try_unfold(begin, |(page, mut trial, heading)| async move {
        let mut part = if heading.is_some() { MARK.to_vec() } else { Vec::new() };
        let mut out = csv::Writer::from_writer(&mut part);
        if let Some(heading) = heading {
            out.write_record(heading)?;
        }
        let cases = trial.more().await.map_err(std::io::Error::other)?;
        for case in cases.iter().flatten() {
            rows(&page, case)
                .into_iter()
                .try_for_each(|row| out.write_record(row))?;
        }
        out.flush()?;
        drop(out);
        let more = cases.is_some() || !part.is_empty();
        Ok::<_, std::io::Error>(more.then_some((part, (page, trial, None))))
    });
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".into()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"moved-cases-{year}.csv\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".into()),
    ];
    (headers, Body::from_stream(parts)).into_response()
}

/// A row for each clock that moves.
fn rows(page: &Page, case: &MovedCase) -> Vec<[String; 9]> {
    let (status_zh, status_en) = case.status.words();
    let row = |moved: &Moved| {
        let (zh, en) = moved.kind.words();
        [
            case.number.clone(),
            case.item.clone(),
            page.pick(status_zh, status_en).to_string(),
            page.pick(zh, en).to_string(),
            moved.from.to_string(),
            moved.to.to_string(),
            moved.days().to_string(),
            lamp_words(page, case.lamp_before).to_string(),
            lamp_words(page, case.lamp_after).to_string(),
        ]
    };
    case.clocks.iter().map(row).collect()
}

/// The name of a lamp; before acceptance there is none.
pub(super) fn lamp_words(page: &Page, lamp: Option<Lamp>) -> &'static str {
    let (zh, en) = lamp.map_or(("无", "none"), Lamp::words);
    page.pick(zh, en)
}
