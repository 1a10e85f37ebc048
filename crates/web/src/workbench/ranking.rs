//! Why items stand where they stand among the answers to a question: for whoever looks after the library.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::items::search::Ranked;

use super::shown::say;
use crate::app::{App, Staff};
use crate::shell::{Html, Page};

/// Places that are explained.
const PLACES: usize = 10;

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    item: String,
}

#[derive(Template)]
#[template(path = "workbench/ranking.html")]
struct RankingPage {
    page: Page,
    asked: Asked,
    /// The item that was asked for by its code; nothing if there is none such.
    wanted: Option<Place>,
    places: Vec<Place>,
}

struct Place {
    place: String,
    code: String,
    name: String,
    body: String,
    score: String,
    reasons: Vec<String>,
    adjustments: Vec<String>,
    missed: String,
}

/// `GET /workbench/items/ranking`.
pub(crate) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    let asked = Asked {
        q: asked.q.trim().to_string(),
        item: asked.item.trim().to_string(),
    };
    let library = app.centre.library();
    let (mut places, mut wanted) = (Vec::new(), None);
    if !asked.q.is_empty() {
        places = library
            .ranking(&asked.q, PLACES)
            .iter()
            .map(|ranked| place(&page, ranked))
            .collect();
        wanted = Some(&asked.item)
            .filter(|code| !code.is_empty())
            .and_then(|code| library.place_of(&asked.q, code))
            .map(|ranked| place(&page, &ranked));
    }
    Html(RankingPage {
        asked,
        wanted,
        places,
        page,
    })
    .into_response()
}

fn place(page: &Page, ranked: &Ranked) -> Place {
    let pick = |(zh, en): (String, String)| page.pick(&zh, &en).to_string();
    let why = &ranked.why;
    Place {
        place: ranked.place.map_or_else(
            || page.t("workbench.ranking.not_among").to_string(),
            |place| page.t1("workbench.ranking.place", place),
        ),
        code: ranked.item.code.clone(),
        name: say(page, &ranked.item.name),
        body: say(page, &ranked.item.body_name),
        score: page.t1("workbench.ranking.points", format!("{:.1}", why.score)),
        reasons: why.reasons.iter().map(|reason| pick(reason.words())).collect(),
        adjustments: why.adjustments().into_iter().map(pick).collect(),
        missed: match why.missed.as_slice() {
            [] => String::new(),
            missed => page.t1("workbench.ranking.missed", missed.join(page.pick("、", ", "))),
        },
    }
}
