//! Who changed which element when in a draft, and taking a save back (修改记录).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;
use yimen_acts::items::editing::{Kept, Put, Wish, document_at, history, put};
use yimen_acts::items::life::{self, Opened};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Instant;
use yimen_domain::items::life::draft::Act;
use yimen_domain::organisation::Actor;
use yimen_edit::changes::{Change, What, changes};

use super::choose::{self, Offer};
use super::outline::sections;
use super::page::{back, writable};
use super::said::said;
use super::sent::{Pairs, get};
use super::words;
use crate::app::{App, Staff, refuse};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

/// Saves that are shown.
const MOST: u32 = 200;
/// Saves of one person that follow each other this closely are shown as one.
const TOGETHER_MICROS: i64 = 5 * 60 * 1_000_000;

#[derive(Template)]
#[template(path = "workbench/editor_saves.html")]
struct SavesPage {
    page: Page,
    name: String,
    address: String,
    edit: String,
    may: bool,
    spells: Vec<SpellView>,
}

struct SpellView {
    by: String,
    at: String,
    from: u32,
    until: u32,
    changes: Vec<ChangeView>,
}

struct ChangeView {
    element: String,
    what: &'static str,
    before: String,
    after: String,
}

/// Saves of one person that belong together.
struct Spell {
    by: String,
    at: Instant,
    since: Instant,
    /// Serial before the first of them.
    from: u32,
    /// Serial after the last.
    until: u32,
    before: Value,
    after: Value,
}

/// `GET /workbench/items/drafts/{id}/saves`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    let actor = staff.actor();
    match found(&app.centre, &actor, id).await {
        Ok((opened, kept)) => Html(saves_page(page, &actor, &opened, kept)).into_response(),
        Err(error) => {
            let back = back(&page, id);
            refuse(page, error, back)
        }
    }
}

async fn found(centre: &Centre, actor: &Actor, id: Uuid) -> Result<(Opened, Vec<Kept>), ActError> {
    let opened = life::open(centre, actor, id).await?;
    let kept = history(centre, &opened, MOST).await?;
    Ok((opened, kept))
}

fn saves_page(page: Page, actor: &Actor, opened: &Opened, kept: Vec<Kept>) -> SavesPage {
    let name = opened.doc.get("name").map(yimen_edit::plain::title).unwrap_or_default();
    SavesPage {
        name: page.pick(&name.0, &name.1).to_string(),
        address: format!("/workbench/items/drafts/{}/saves", opened.id),
        edit: format!("/workbench/items/drafts/{}/edit", opened.id),
        may: opened.draft.may(actor, Act::Save).is_ok(),
        spells: spells(kept).iter().map(|spell| spell_view(&page, spell)).collect(),
        page,
    }
}

/// From saves, latest first.
fn spells(kept: Vec<Kept>) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for save in kept {
        let last = spells.last_mut();
        match last.filter(|last| last.by == save.by && last.since.0 - save.at.0 < TOGETHER_MICROS) {
            Some(last) => {
                last.since = save.at;
                last.from = save.serial - 1;
                last.before = save.before;
            }
            None => spells.push(Spell {
                by: save.by,
                at: save.at,
                since: save.at,
                from: save.serial - 1,
                until: save.serial,
                before: save.before,
                after: save.after,
            }),
        }
    }
    spells
}

fn spell_view(page: &Page, spell: &Spell) -> SpellView {
    let changed = changes(&spell.before, &spell.after);
    SpellView {
        by: spell.by.clone(),
        at: page.moment(spell.at.0),
        from: spell.from,
        until: spell.until,
        changes: changed.iter().map(|change| change_view(page, change)).collect(),
    }
}

fn change_view(page: &Page, change: &Change) -> ChangeView {
    let value = |value: &Option<Value>| said(page, &change.path, value.as_ref());
    ChangeView {
        element: words::element(page, &change.path, &change.rows),
        what: page.t(match change.what {
            What::Said => "edit.what.said",
            What::Added => "edit.what.added",
            What::Removed => "edit.what.removed",
            What::Moved => "edit.what.moved",
        }),
        before: value(&change.before),
        after: value(&change.after),
    }
}

/// `POST /workbench/items/drafts/{id}/saves`: takes saves back, and leaves what was changed after them.
pub(crate) async fn undo(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let serial = |name: &str| get(&pairs, name).parse::<u32>().ok();
    let Some((from, until)) = serial("from").zip(serial("until")).filter(|(from, until)| from < until) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let actor = staff.actor();
    match take_back(&app.centre, &actor, id, (from, until)).await {
        Ok((_, Put::Kept { .. })) => {
            let to = format!("/workbench/items/drafts/{id}/saves");
            redirect_with(&to, &Flash::done("edit.undone"))
        }
        Ok((wish, Put::Choose { conflicts, theirs })) => {
            let offer = Offer {
                section: sections().first().map_or("", |(code, _)| *code),
                wish: &wish,
                conflicts: &conflicts,
                theirs: &theirs,
            };
            choose::answer(page, &offer)
        }
        Err(error) => {
            let back = back(&page, id);
            refuse(page, error, back)
        }
    }
}

async fn take_back(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    (from, until): (u32, u32),
) -> Result<(Wish, Put), ActError> {
    let opened = writable(centre, actor, id).await?;
    let wish = Wish {
        before: document_at(centre, &opened, until).await?,
        mine: document_at(centre, &opened, from).await?,
        ..Wish::default()
    };
    let put = put(centre, actor, id, &wish).await?;
    Ok((wish, put))
}
