//! Both changed the same element: both stand side by side, with a choice for each (内容冲突).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;
use yimen_acts::items::editing::{Put, Wish, put};
use yimen_acts::items::life::Opened;
use yimen_edit::merge::{About, Choices, Conflict, Whose};

use super::page::{back, writable};
use super::said::said;
use super::sent::{Pairs, get, hidden};
use super::words;
use crate::app::{App, Staff, refuse};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

#[derive(Template)]
#[template(path = "workbench/editor_choose.html")]
struct ChoosePage {
    page: Page,
    address: String,
    by: String,
    before: String,
    mine: String,
    serial: u32,
    made: Vec<(String, &'static str)>,
    conflicts: Vec<ConflictView>,
}

struct ConflictView {
    place: String,
    words: String,
    base: String,
    mine: String,
    theirs: String,
}

/// What has to be chosen.
pub(super) struct Offer<'o> {
    pub(super) section: &'o str,
    pub(super) wish: &'o Wish,
    pub(super) conflicts: &'o [Conflict],
    pub(super) theirs: &'o Opened,
}

/// The page with the choices.
pub(super) fn answer(page: Page, offer: &Offer) -> Response {
    let made = offer.wish.choices.iter().map(|(place, whose)| {
        let whose = if *whose == Whose::Mine { "mine" } else { "theirs" };
        (place.clone(), whose)
    });
    let template = ChoosePage {
        address: format!(
            "/workbench/items/drafts/{}/edit/{}/choose",
            offer.theirs.id, offer.section
        ),
        by: offer.theirs.changed_by.clone(),
        before: hidden(&offer.wish.before),
        mine: hidden(&offer.wish.mine),
        serial: offer.theirs.serial,
        made: made.collect(),
        conflicts: offer.conflicts.iter().map(|conflict| view(&page, conflict)).collect(),
        page,
    };
    (StatusCode::CONFLICT, Html(template)).into_response()
}

fn view(page: &Page, conflict: &Conflict) -> ConflictView {
    let said = |value: &Option<Value>| match (conflict.about, value) {
        (About::Gone, None) => page.t("edit.taken_away").to_string(),
        (_, value) => said(page, &conflict.path, value.as_ref()),
    };
    let element = words::of_conflict(page, conflict);
    ConflictView {
        place: conflict.place.clone(),
        words: match conflict.about {
            About::Order => page.t1("edit.order_of", element),
            About::Gone | About::Value => element,
        },
        base: said(&conflict.base),
        mine: said(&conflict.mine),
        theirs: said(&conflict.theirs),
    }
}

/// Names of the fields of a choice: `choice.` and the place of the conflict.
const CHOICE: &str = "choice.";

fn wish(pairs: &Pairs) -> Option<Wish> {
    let document = |name: &str| {
        serde_json::from_str::<Value>(get(pairs, name))
            .ok()
            .filter(Value::is_object)
    };
    let chosen = |(name, whose): &(String, String)| {
        let place = name.strip_prefix(CHOICE)?;
        let whose = match whose.as_str() {
            "mine" => Whose::Mine,
            "theirs" => Whose::Theirs,
            _ => return None,
        };
        Some((place.to_string(), whose))
    };
    Some(Wish {
        before: document("shown_before")?,
        mine: document("mine")?,
        choices: pairs.iter().filter_map(chosen).collect::<Choices>(),
        offered_at: get(pairs, "serial").parse().ok()?,
    })
}

/// `POST /workbench/items/drafts/{id}/edit/{section}/choose`.
pub(crate) async fn choose(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let Some(wish) = wish(&pairs).filter(|_| super::outline::elements(&section).is_some()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let actor = staff.actor();
    let done = match writable(&app.centre, &actor, id).await {
        Ok(_) => put(&app.centre, &actor, id, &wish).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(Put::Kept { .. }) => {
            let to = format!("/workbench/items/drafts/{id}/edit/{section}");
            redirect_with(&to, &Flash::done("edit.chosen"))
        }
        Ok(Put::Choose { conflicts, theirs }) => answer(
            page,
            &Offer {
                section: &section,
                wish: &wish,
                conflicts: &conflicts,
                theirs: &theirs,
            },
        ),
        Err(error) => {
            let back = back(&page, id);
            refuse(page, error, back)
        }
    }
}
