//! My licences (我的证照): what I hold, until when, and how to renew or change it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::cases::beyond::{Listed, own_licences};
use yimen_acts::drafts::{self, Content, DraftRenewal};
use yimen_acts::mandates::need_person;
use yimen_acts::{ActError, Centre, accounts};
use yimen_domain::words::Refusal;

use crate::app::{App, refuse};
use crate::shell::components::{Lamp, LinkTo, Pager};
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::{licence_lamp, shown};

use super::{Me, Typed, words};

const ADDRESS: &str = "/my/licences";
const LINES: u32 = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/licences", get(show))
        .route("/my/licences/{id}/{purpose}", post(begin))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Before {
    before: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "portal/licences.html")]
struct LicencesPage {
    page: Page,
    licences: Vec<Shown>,
    pager: Pager,
}

struct Shown {
    name: String,
    number: String,
    days: String,
    lamp: Lamp,
    standing: &'static str,
    case: String,
    /// Until when renewal is to be asked for; empty where there is none.
    renewal: String,
    /// It is too late for silence to renew it.
    late: bool,
    /// Addresses of the forms that begin a renewal and a change; empty where that cannot be asked for.
    renew: String,
    change: String,
}

async fn show(State(app): State<App>, page: Page, Me(me): Me, Query(asked): Query<Before>) -> Response {
    match own_licences(&app.centre, me.id, asked.before, LINES).await {
        Ok(found) => {
            let more = (found.len() == LINES as usize).then(|| found.last()).flatten();
            Html(LicencesPage {
                pager: Pager {
                    first: asked.before.map(|_| ADDRESS.to_string()),
                    next: more.map(|last| format!("{ADDRESS}?before={}", last.row.case.0)),
                },
                licences: found.iter().map(|one| licence(&app.centre, &page, one)).collect(),
                page,
            })
            .into_response()
        }
        Err(error) => {
            let back = to_my(&page);
            refuse(page, error, back)
        }
    }
}

fn to_my(page: &Page) -> LinkTo {
    LinkTo::new("/my", page.t("portal.my.title"))
}

fn licence(centre: &Centre, page: &Page, one: &Listed) -> Shown {
    let library = centre.library();
    let until = one
        .until
        .map_or_else(|| page.t("licence.no_end").to_string(), |until| words::day(page, until));
    let late = one.ask_by.is_some_and(|by| by < centre.today());
    let renewal = one.ask_by.filter(|_| one.is_valid()).map_or_else(String::new, |by| {
        let key = if late {
            "portal.licences.late"
        } else {
            "portal.licences.ask_by"
        };
        page.t1(key, words::day(page, by))
    });
    let form = |purpose: &str, open: bool| {
        if open {
            format!("{ADDRESS}/{}/{purpose}", one.row.case.0)
        } else {
            String::new()
        }
    };
    Shown {
        name: library
            .latest(&one.row.item)
            .map_or_else(|| one.row.item.clone(), |item| words::say(page, &item.name)),
        number: one.row.number.clone(),
        days: page.t2("portal.licences.days", words::day(page, one.from), until),
        lamp: licence_lamp(one.standing),
        standing: shown::pair(page, one.standing.words()),
        case: format!("/my/cases/{}", crate::app::in_query(&one.row.case_number)),
        renewal,
        late,
        renew: form("renew", one.is_valid() && one.until.is_some()),
        change: form("change", one.is_valid()),
    }
}

/// Begins an application about one of them, with what is known filled in.
async fn begin(
    State(app): State<App>,
    page: Page,
    Me(me): Me,
    Path((id, purpose)): Path<(Uuid, String)>,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    let begun = async {
        let missing = || ActError::from(Refusal::missing("这个许可证件", "this licence"));
        let change = match purpose.as_str() {
            "renew" => false,
            "change" => true,
            _ => return Err(missing()),
        };
        // The one just before the next id is the licence itself.
        let next = Uuid::from_u128(id.as_u128().saturating_add(1));
        let found = own_licences(&app.centre, me.id, Some(next), 1).await?;
        let one = found.into_iter().find(|one| one.row.case.0 == id).ok_or_else(missing)?;
        need_person(&app.centre, &me.actor(), one.row.holder_kind).await?;
        let content = Content {
            applicant: accounts::profile(&app.centre, me.id).await?,
            renews: Some(DraftRenewal {
                licence: one.row.number.clone(),
                expiry: one
                    .until
                    .filter(|_| !change)
                    .map(|until| until.to_string())
                    .unwrap_or_default(),
                change,
            }),
            ..Content::default()
        };
        drafts::begin(&app.centre, me.id, &one.row.item, content).await
    };
    match begun.await {
        Ok(draft) => Redirect::to(&format!("/drafts/{}", draft.id)).into_response(),
        Err(error) => {
            let back = LinkTo::new(ADDRESS, page.t("portal.licences.title"));
            refuse(page, error, back)
        }
    }
}
