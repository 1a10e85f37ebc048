//! Objections, reconsiderations and suits that wait for an answer (待答复), the first due first.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use yimen_acts::cases::appeals::{self, Waiting};

use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

use super::shown::{day, pair, say};

#[derive(Template)]
#[template(path = "workbench/remedies.html")]
struct RemediesPage {
    page: Page,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    number: String,
    kind: String,
    item: String,
    body: String,
    applicant: String,
    sought: String,
    due: String,
    late: bool,
}

/// `GET /workbench/remedies`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff) -> Response {
    match appeals::waiting(&app.centre, &staff.actor()).await {
        Ok(found) => {
            let lines = found.iter().map(|one| line(&app, &page, one)).collect();
            Html(RemediesPage { lines, page }).into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/workbench", page.t("workbench.back"));
            refuse(page, error, back)
        }
    }
}

fn line(app: &App, page: &Page, one: &Waiting) -> Line {
    let library = app.centre.library();
    let item = library.latest(&one.item);
    Line {
        href: format!("/workbench/cases/{}", one.number),
        number: one.number.clone(),
        kind: pair(page, one.kind.words()).to_string(),
        item: item.map_or_else(|| one.item.clone(), |item| say(page, &item.name)),
        body: say(page, &app.centre.organisation().body_name(&one.body)),
        applicant: one.applicant.clone(),
        sought: day(page, one.day),
        due: one.due.map_or_else(String::new, |due| day(page, due)),
        late: one.due.is_some_and(|due| due < app.centre.today()),
    }
}
