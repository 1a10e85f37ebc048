//! Halls (服务大厅) and help (帮助).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::shell::{Html, Page};

use super::words;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/halls", get(halls)).route("/help", get(help))
}

struct HallCard {
    code: String,
    name: String,
    address: String,
    hours: String,
    phone: String,
    windows: usize,
    bodies: Vec<String>,
}

#[derive(Template)]
#[template(path = "portal/halls.html")]
struct Halls {
    page: Page,
    halls: Vec<HallCard>,
}

async fn halls(State(app): State<App>, page: Page) -> Response {
    let organisation = app.centre.organisation();
    let halls = organisation
        .halls
        .values()
        .map(|hall| HallCard {
            code: hall.code.clone(),
            name: words::say(&page, &hall.name.words()),
            address: words::say(&page, &hall.address.words()),
            hours: words::say(&page, &hall.hours.words()),
            phone: hall.phone.clone(),
            windows: organisation
                .windows
                .values()
                .filter(|window| window.hall == hall.code)
                .count(),
            bodies: organisation
                .bodies
                .values()
                .filter(|body| body.hall == hall.code)
                .map(|body| words::say(&page, &body.name.words()))
                .collect(),
        })
        .collect();
    Html(Halls { page, halls }).into_response()
}

#[derive(Template)]
#[template(path = "portal/help.html")]
struct Help {
    page: Page,
    phone: String,
    address: String,
    hours: String,
}

async fn help(State(app): State<App>, page: Page) -> Response {
    let organisation = app.centre.organisation();
    let division = &organisation.division;
    Html(Help {
        phone: division.phone.clone(),
        address: words::say(&page, &division.address.words()),
        hours: words::say(&page, &division.hours.words()),
        page,
    })
    .into_response()
}
