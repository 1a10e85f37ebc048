//! For whom (为谁办事): for oneself, or for somebody under a mandate. What is done in the portal is done for them until another is chosen.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use uuid::Uuid;
use yimen_acts::accounts::Signed;
use yimen_acts::mandates::{self, Shown};
use yimen_acts::{ActError, Centre};
use yimen_domain::organisation::mandate::Standing;
use yimen_domain::words::Refusal;

use crate::app::{App, acting_cookie, refuse, session_secret};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::mandates::{powers, scope};
use super::{Me, Typed, typed, words};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/my/acting", get(show).post(choose))
}

#[derive(Template)]
#[template(path = "portal/acting.html")]
struct ActingPage {
    page: Page,
    name: String,
    others: Vec<Other>,
}

struct Other {
    id: Uuid,
    name: String,
    powers: String,
    scope: String,
    kind: String,
    until: String,
}

async fn usable(centre: &Centre, me: &Signed) -> Result<Vec<Shown>, ActError> {
    let mut received = mandates::of(centre, me.id).await?.received;
    received.retain(|shown| shown.standing == Standing::InForce);
    Ok(received)
}

async fn show(State(app): State<App>, page: Page, Me(me): Me) -> Response {
    match usable(&app.centre, &me).await {
        Ok(found) => {
            let other = |shown: &Shown| Other {
                id: shown.mandate.id,
                name: shown.principal.clone(),
                powers: powers(&page, &shown.mandate),
                scope: scope(&page, &app.centre, &shown.mandate),
                kind: words::pick(&page, shown.mandate.kind.words()),
                until: shown
                    .mandate
                    .until
                    .map(|until| page.t1("portal.acting.until", words::day(&page, until)))
                    .unwrap_or_default(),
            };
            Html(ActingPage {
                name: me.shown.clone(),
                others: found.iter().map(other).collect(),
                page,
            })
            .into_response()
        }
        Err(error) => no(page, error),
    }
}

async fn choose(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Me(me): Me,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let wanted = typed(&form, "for");
    let chosen = match (wanted, usable(&app.centre, &me).await) {
        (_, Err(error)) => return no(page, error),
        ("", Ok(_)) => None,
        (id, Ok(found)) => match found.into_iter().find(|shown| shown.mandate.id.to_string() == id) {
            Some(shown) => Some(shown.mandate.id),
            None => return no(page, Refusal::missing("这份授权", "this mandate").into()),
        },
    };
    let session = session_secret(&headers).unwrap_or_default();
    let told = if chosen.is_some() {
        Flash::notice("portal.acting.chosen")
    } else {
        Flash::notice("portal.acting.oneself_chosen")
    };
    let mut answer = redirect_with("/my", &told);
    if let Some(cookie) = acting_cookie(&app, &session, chosen) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/my/acting", page.t("portal.acting.title"));
    refuse(page, error, back)
}
