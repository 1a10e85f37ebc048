//! The wall screen (监察大屏): the board in large figures, readable across a room. No personal data, nothing to click.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::board::{self, BoardShown};
use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

#[derive(Template)]
#[template(path = "inspector/wall.html")]
struct WallPage {
    page: Page,
    b: BoardShown,
}

/// `GET /inspector/wall`: renewed by the same stream as the board.
pub(super) async fn show(State(app): State<App>, page: Page, Staff(signed): Staff) -> Response {
    match board::gather(&app, &page, &signed.actor()).await {
        Ok(b) => Html(WallPage { page, b }).into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/inspector", page.t("nav.board"))),
    }
}
