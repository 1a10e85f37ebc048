//! Pages of the inspector (效能监察): the board, the cases behind every figure, samples, rounds, notes, the proof of the ledger. Nothing here changes a case.

mod board;
mod cases;
mod ledger;
mod live;
mod notes;
mod rounds;
pub(crate) mod samples;
mod wall;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Extension, Router};

use yimen_domain::words::Refusal;

use crate::app::App;
use crate::shell::Page;
use crate::shell::components::{Fault, Field, FieldKind};
use crate::told;
use crate::workbench::numbers;
use crate::workbench::shown::{self, say};

type Pairs = Vec<(String, String)>;

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map_or("", |(_, value)| value.trim())
}

/// Puts what was typed and what is wrong with it into the fields.
fn typed(page: &Page, fields: &mut [Field], pairs: &Pairs, refusal: &Refusal) -> Vec<Fault> {
    shown::typed(page, fields, refusal, |name| value(pairs, name).to_string())
}

/// The choice of a body; none is all of them.
fn body_field(app: &App, page: &Page) -> Field {
    let organisation = app.centre.organisation();
    organisation.bodies.keys().fold(
        Field::new(FieldKind::Choice, "body", page.t("inspection.field.body")).optional(),
        |field, code| field.choice(code.clone(), say(page, &organisation.body_name(code))),
    )
}

/// Routes of the inspector.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/inspector", get(board::show))
        .route("/inspector/board", get(board::part))
        .route("/inspector/live", get(live::stream))
        .route("/inspector/cases", get(cases::list))
        .route("/inspector/cases/{number}", get(cases::show))
        .route("/inspector/cases/{number}/files/{hash}", get(cases::file))
        .route("/inspector/cases/{number}/told", get(told::at_the_board))
        .route("/inspector/cases/{number}/told.json", get(told::record_at_the_board))
        .route("/inspector/cases/{number}/numbers", post(numbers::at_the_board))
        .route("/inspector/cases/{number}/notes", post(notes::keep))
        .route("/inspector/ledger", get(ledger::show))
        .route("/inspector/rounds", get(rounds::list).post(rounds::note))
        .route("/inspector/rounds/{number}", post(rounds::finish))
        .route("/inspector/samples", get(samples::list).post(samples::announce))
        .route("/inspector/samples/{number}", get(samples::show).post(samples::draw))
        .route("/inspector/samples/{number}/list", get(samples::numbers))
        .route("/inspector/wall", get(wall::show))
        .layer(Extension(Arc::new(live::Live::default())))
}
