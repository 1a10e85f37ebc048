//! Halls (服务大厅) and help (帮助).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::organisation::{Body, Organisation, Place};

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
    bodies: Vec<BodyCard>,
}

#[derive(Template)]
#[template(path = "portal/halls.html")]
struct Halls {
    page: Page,
    halls: Vec<HallCard>,
    townships: Vec<Township>,
}

/// A body with its sections.
struct BodyCard {
    name: String,
    sections: String,
}

/// A township (乡镇、街道) with its villages (村、社区).
struct Township {
    name: String,
    villages: Vec<String>,
}

fn townships(page: &Page, organisation: &Organisation) -> Vec<Township> {
    let name = |place: &Place| words::say(page, &place.name.words());
    organisation
        .places
        .values()
        .filter(|place| place.kind == "township")
        .map(|township| Township {
            name: name(township),
            villages: organisation
                .places
                .values()
                .filter(|place| place.parent == township.code)
                .map(name)
                .collect(),
        })
        .collect()
}

fn body_card(page: &Page, body: &Body) -> BodyCard {
    let sections: Vec<String> = body
        .sections
        .iter()
        .map(|section| words::say(page, &section.name.words()))
        .collect();
    BodyCard {
        name: words::say(page, &body.name.words()),
        sections: sections.join(page.pick("、", ", ")),
    }
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
                .map(|body| body_card(&page, body))
                .collect(),
        })
        .collect();
    let townships = townships(&page, &organisation);
    Html(Halls { page, halls, townships }).into_response()
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
