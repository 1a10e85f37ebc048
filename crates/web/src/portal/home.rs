//! The first page (首页): search, who you are, bodies, progress, opening hours.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::Centre;
use yimen_domain::items::{Audience, Completeness};

use crate::app::App;
use crate::shell::{Html, Page};

use super::items::{Ways, ways};
use super::words;

/// Most items shown as tiles.
const POPULAR: usize = 12;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

/// A body with the number of its items.
pub(super) struct BodyLink {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) count: usize,
}

struct Tile {
    href: String,
    icon: &'static str,
    name: String,
    note: String,
}

#[derive(Template)]
#[template(path = "portal/home.html")]
struct Home {
    page: Page,
    tiles: Vec<Tile>,
    bodies: Vec<BodyLink>,
    ways: Vec<Ways>,
    items: usize,
    for_people: usize,
    for_companies: usize,
    address: String,
    hours: String,
    phone: String,
}

async fn show(State(app): State<App>, page: Page) -> Response {
    let library = app.centre.library();
    let organisation = app.centre.organisation();
    let division = &organisation.division;
    let serving = |audience| library.all().filter(|item| item.audience.contains(&audience)).count();
    let tiles = library
        .all()
        .filter(|item| item.completeness == Completeness::Full)
        .take(POPULAR)
        .map(|item| Tile {
            href: format!("/items/{}", item.code),
            icon: words::icon_of(item.kind),
            name: words::say(&page, &item.name),
            note: words::limit(&page, item),
        })
        .collect();
    Html(Home {
        tiles,
        bodies: bodies(&app.centre, &page),
        ways: ways(&page, &library.life_events(), &library.people()),
        items: library.len(),
        for_people: serving(Audience::Person),
        for_companies: serving(Audience::Company),
        address: page.pick(&division.address.zh, &division.address.en).to_string(),
        hours: page.pick(&division.hours.zh, &division.hours.en).to_string(),
        phone: division.phone.clone(),
        page,
    })
    .into_response()
}

/// Bodies that have items, those with most items first.
pub(super) fn bodies(centre: &Centre, page: &Page) -> Vec<BodyLink> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let library = centre.library();
    for item in library.all() {
        *counts.entry(item.body.as_str()).or_default() += 1;
    }
    let organisation = centre.organisation();
    let mut bodies: Vec<BodyLink> = counts
        .into_iter()
        .map(|(code, count)| BodyLink {
            name: words::say(page, &organisation.body_name(code)),
            code: code.to_string(),
            count,
        })
        .collect();
    bodies.sort_by(|left, right| right.count.cmp(&left.count).then_with(|| left.code.cmp(&right.code)));
    bodies
}
