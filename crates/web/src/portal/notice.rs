//! The one-page notice of an item (一次性告知单) as a page; on paper it says the same.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::items::notice::{self, Notice};

use super::guide::pdf_answer;
use crate::app::{App, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};
use crate::situation;
use crate::workbench::language;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/items/{code}/notice", get(show))
        .route("/items/{code}/notice.pdf", get(print))
}

#[derive(Template)]
#[template(path = "portal/notice.html")]
struct NoticePage {
    page: Page,
    code: String,
    query: String,
    qr: (usize, String),
    notice: Notice,
}

async fn show(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let chosen = situation::chosen(asked.iter());
    match notice::notice(&app.centre, &code, &chosen, language(&page)) {
        Ok(notice) => Html(NoticePage {
            code: in_query(&code),
            query: situation::query(&chosen),
            qr: qr(&notice.guide),
            notice,
            page,
        })
        .into_response(),
        Err(error) => no(page, error),
    }
}

/// The side of a code with its white rim, and its dark modules as one path.
pub(super) fn qr(address: &str) -> (usize, String) {
    const RIM: usize = 4;
    let Ok(code) = qrcode::QrCode::new(address) else {
        return (0, String::new());
    };
    let width = code.width();
    let colours = code.to_colors();
    let dark = colours
        .iter()
        .enumerate()
        .filter(|(_, colour)| **colour == qrcode::Color::Dark);
    let path = dark
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + RIM, at / width + RIM))
        .collect();
    (width + 2 * RIM, path)
}

async fn print(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let chosen = situation::chosen(asked.iter());
    match notice::pdf(&app.centre, &code, &chosen, language(&page)).await {
        Ok((item, bytes)) => pdf_answer(&format!("{}.pdf", item.name.zh), bytes),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: yimen_acts::ActError) -> Response {
    let back = LinkTo::new("/items", page.t("portal.guide.find_others"));
    refuse(page, error, back)
}
