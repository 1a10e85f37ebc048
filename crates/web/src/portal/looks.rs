//! Who looked at my data (谁看过我的信息): who of the staff, when, at what and what for.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::Centre;
use yimen_acts::cases::looks::{self, Look};
use yimen_domain::calendar::Instant;
use yimen_domain::organisation::purpose::Purpose;

use crate::app::{App, refuse};
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};
use crate::workbench::shown::{pair, say};

use super::Me;

const ADDRESS: &str = "/my/looks";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/my/looks", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Before {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "portal/looks.html")]
struct LooksPage {
    page: Page,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    when: String,
    who: String,
    body: String,
    purpose: &'static str,
    part: &'static str,
    href: String,
    case: String,
}

async fn show(State(app): State<App>, page: Page, Me(me): Me, Query(asked): Query<Before>) -> Response {
    match looks::at_mine(&app.centre, me.id, asked.before.map(Instant)).await {
        Ok(found) => {
            let more = (found.len() == looks::PAGE as usize).then(|| found.last()).flatten();
            Html(LooksPage {
                lines: found.iter().map(|look| line(&page, &app.centre, look)).collect(),
                pager: Pager {
                    first: asked.before.map(|_| ADDRESS.to_string()),
                    next: more.map(|last| format!("{ADDRESS}?before={}", last.at.0)),
                },
                page,
            })
            .into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/my", page.t("portal.my.title"));
            refuse(page, error, back)
        }
    }
}

fn line(page: &Page, centre: &Centre, look: &Look) -> Line {
    let organisation = centre.organisation();
    let body = organisation.bodies.get(&look.body);
    let library = centre.library();
    let item = library.latest(&look.item);
    Line {
        when: page.moment(look.at.0),
        who: look.name.clone(),
        body: match body {
            Some(body) => say(page, &body.name.words()),
            None if look.purpose == Some(Purpose::Agency) => String::new(),
            None => page.t("portal.looks.centre").to_string(),
        },
        purpose: look.purpose.map_or("", |purpose| pair(page, purpose.words())),
        part: pair(page, look.part.words()),
        href: format!("/my/cases/{}", look.number),
        case: item.map_or_else(|| look.number.clone(), |item| say(page, &item.name)),
    }
}
