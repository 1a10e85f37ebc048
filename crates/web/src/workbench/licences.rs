//! Licences (证照): the latest, or those with a number.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::Centre;
use yimen_acts::cases::beyond::{self, Listed, Wanted};
use yimen_domain::cases::beyond::licence::Standing;
use yimen_domain::organisation::permission::Permission;

use super::shown::{Area, day, pair, say};
use crate::app::{App, Staff, refuse};
use crate::shell::components::{Field, Lamp, LinkTo, Pager};
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/licences";
const LINES: u32 = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    number: String,
    before: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "workbench/licences.html")]
struct LicencesPage {
    page: Page,
    field: Field,
    asked: bool,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    case: LinkTo,
    holder: String,
    item: String,
    body: String,
    from: String,
    until: String,
    lamp: Lamp,
    standing: &'static str,
}

/// How a licence stands as a lamp.
pub(crate) fn lamp(standing: Standing) -> Lamp {
    match standing {
        Standing::Valid => Lamp::Green,
        Standing::Expired => Lamp::Yellow,
        Standing::TakenBack | Standing::Annulled | Standing::Revoked => Lamp::Red,
        Standing::Cancelled => Lamp::Grey,
    }
}

/// `GET /workbench/licences`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let actor = staff.actor();
    let handles = actor.could(Permission::HandleCases);
    let wanted = Wanted {
        number: asked.number.trim().chars().take(100).collect(),
        before: asked.before,
        limit: LINES,
    };
    match beyond::licences(&app.centre, &actor, &wanted).await {
        Ok(found) => {
            let searched = !wanted.number.is_empty();
            let more = (found.len() == LINES as usize && !searched)
                .then(|| found.last())
                .flatten();
            let mut field = Field::text("number", page.t("licences.search"))
                .value(&wanted.number)
                .max_length(100)
                .optional();
            field.autocomplete = "off";
            Html(LicencesPage {
                field,
                asked: searched,
                pager: Pager {
                    first: asked.before.map(|_| ADDRESS.to_string()),
                    next: more.map(|last| format!("{ADDRESS}?before={}", last.row.case.0)),
                },
                lines: found.iter().map(|one| line(&app.centre, &page, handles, one)).collect(),
                page,
            })
            .into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/", page.t("nav.home"));
            refuse(page, error, back)
        }
    }
}

fn line(centre: &Centre, page: &Page, handles: bool, one: &Listed) -> Line {
    let library = centre.library();
    let area = if handles { Area::Workbench } else { Area::Inspector };
    Line {
        case: LinkTo::new(area.case(&one.row.case_number), one.row.number.clone()),
        holder: one.row.holder_shown.clone(),
        item: library
            .latest(&one.row.item)
            .map_or_else(|| one.row.item.clone(), |item| say(page, &item.name)),
        body: say(page, &centre.organisation().body_name(&one.row.body)),
        from: day(page, one.from),
        until: one
            .until
            .map_or_else(|| page.t("licence.no_end").to_string(), |until| day(page, until)),
        lamp: lamp(one.standing),
        standing: pair(page, one.standing.words()),
    }
}
