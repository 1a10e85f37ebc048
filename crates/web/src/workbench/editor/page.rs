//! A section of a draft: shown, saved by a button, saved by itself.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use yimen_acts::items::drafted::Drafted;
use yimen_acts::items::editing::{self, Editor, Put, put};
use yimen_acts::items::life::{self, Opened};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::life::draft::Act;
use yimen_domain::organisation::Actor;
use yimen_edit::parts::{parts, sent as as_drawn};
use yimen_edit::read::Fault;

use super::choose::{self, Offer};
use super::outline::{OUTLINE, elements, sections, shape};
use super::sent::{self, Ask, Pairs, Sent};
use super::state::{Mark, Marks, SectionLine, address};
use super::view::{Drawn, View};
use super::words;
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Fault as Summary, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::shown::{pair, say};

/// The row that was worked on last.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    row: String,
}

#[derive(Template)]
#[template(path = "workbench/editor.html")]
struct EditorPage {
    page: Page,
    name: String,
    body: String,
    state: &'static str,
    draft: String,
    saves: String,
    address: String,
    section: &'static str,
    section_words: &'static str,
    sections: Vec<SectionLine>,
    next: Option<&'static str>,
    serial: u32,
    shown: String,
    saved_at: String,
    saved_by: String,
    others: String,
    faults: Vec<Summary>,
    marks: Vec<Mark>,
    findings: String,
    serious: usize,
    views: Vec<View>,
}

/// Back to where drafts are looked at.
pub(super) fn back(page: &Page, id: Uuid) -> LinkTo {
    LinkTo::new(format!("/workbench/items/drafts/{id}"), page.t("edit.to_draft"))
}

/// A draft that this person may write in.
pub(super) async fn writable(centre: &Centre, actor: &Actor, id: Uuid) -> Result<Opened, ActError> {
    let opened = life::open(centre, actor, id).await?;
    opened.draft.may(actor, Act::Save)?;
    Ok(opened)
}

/// `GET /workbench/items/drafts/{id}/edit`: the first section.
pub(crate) async fn first(_: Staff, Path(id): Path<Uuid>) -> Redirect {
    let section = sections().first().map_or("", |(code, _)| *code);
    Redirect::to(&format!("/workbench/items/drafts/{id}/edit/{section}"))
}

/// `GET /workbench/items/drafts/{id}/edit/{section}`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    match writable(&app.centre, &staff.actor(), id).await {
        Ok(opened) => answer(&app, page, &staff.actor(), &opened, &section, (&asked.row, &[])).await,
        Err(error) => {
            let back = back(&page, id);
            refuse(page, error, back)
        }
    }
}

/// A section as a page; what could not be taken is shown as it was typed.
async fn answer(
    app: &App,
    page: Page,
    actor: &Actor,
    opened: &Opened,
    section: &str,
    (row, faults): (&str, &[Fault]),
) -> Response {
    let Some((place, (code, names))) = sections().iter().enumerate().find(|(_, (code, _))| *code == section) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let others = match editing::here(&app.centre, actor, opened.id, code).await {
        Ok(others) => others,
        Err(error) => {
            let back = back(&page, opened.id);
            return refuse(page, error, back);
        }
    };
    let marks = Marks::of_draft(&app.centre, &page, opened, faults).await;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let parts = parts(&OUTLINE, shape(), &names, &opened.doc, faults);
    let organisation = app.centre.organisation();
    let fixed: &[&str] = if opened.base > 0 { &["code", "body"] } else { &["body"] };
    let drawn = Drawn {
        page: &page,
        organisation: &organisation,
        marks: &marks,
        row,
        section: words::section(&page, code),
        fixed,
        document: &opened.doc,
        drafted: Drafted::of(&opened.doc),
    };
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let name = opened.doc.get("name").map(yimen_edit::plain::title).unwrap_or_default();
    let shown = as_drawn(&parts);
    let serious = marks.all.iter().filter(|mark| mark.is_serious).count();
    let template = EditorPage {
        views: drawn.views(&parts),
        name: match page.pick(&name.0, &name.1) {
            "" => page.t("edit.unnamed").to_string(),
            name => name.to_string(),
        },
        body: say(&page, &organisation.body_name(&opened.body)),
        state: pair(&page, opened.state().words()),
        draft: format!("/workbench/items/drafts/{}", opened.id),
        saves: format!("/workbench/items/drafts/{}/saves", opened.id),
        address: address(opened, code),
        section: code,
        section_words: words::section(&page, code),
        sections: marks.sections(&page, opened, code),
        next: sections().get(place + 1).map(|(code, _)| words::section(&page, code)),
        serial: opened.serial,
        shown: serde_json::to_string(&shown).unwrap_or_default(),
        saved_at: page.moment(opened.changed_at.0),
        saved_by: opened.changed_by.clone(),
        others: who(&page, &others),
        faults: summary(&page, faults),
        findings: if serious == 0 {
            page.t1("edit.findings.slight", marks.all.len())
        } else {
            page.t2("edit.findings", marks.all.len(), serious)
        },
        serious,
        marks: marks.all,
        page,
    };
    (status, Html(template)).into_response()
}

/// Who else is at the draft, in a sentence; empty if nobody.
fn who(page: &Page, others: &[Editor]) -> String {
    let one = |other: &Editor| match elements(&other.section) {
        Some(_) => page.t2("edit.others.one", &other.name, words::section(page, &other.section)),
        None => other.name.clone(),
    };
    let all: Vec<String> = others.iter().map(one).collect();
    if all.is_empty() {
        String::new()
    } else {
        page.t1("edit.others", all.join(page.pick("、", ", ")))
    }
}

fn summary(page: &Page, faults: &[Fault]) -> Vec<Summary> {
    let one = |fault: &Fault| {
        let path: Vec<&str> = fault
            .name
            .split('.')
            .filter(|key| key.parse::<usize>().is_err())
            .collect();
        let label = words::label(page, &path.join("."));
        Summary {
            field: fault.name.clone(),
            words: page.t2("edit.not_taken", label, &fault.typed),
        }
    };
    faults.iter().map(one).collect()
}

/// `POST /workbench/items/drafts/{id}/edit/{section}`.
pub(crate) async fn save(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let Some(elements) = elements(&section) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let actor = staff.actor();
    let taken = take(&app.centre, &actor, id, &elements, &pairs).await;
    let (sent, put) = match taken {
        Ok(taken) => taken,
        Err(error) => {
            let back = back(&page, id);
            return refuse(page, error, back);
        }
    };
    match put {
        Put::Choose { conflicts, theirs } => {
            let offer = Offer {
                section: &section,
                wish: &sent.wish,
                conflicts: &conflicts,
                theirs: &theirs,
            };
            choose::answer(page, &offer)
        }
        Put::Kept { .. } if !sent.reading.faults.is_empty() => match life::open(&app.centre, &actor, id).await {
            Ok(opened) => answer(&app, page, &actor, &opened, &section, ("", &sent.reading.faults)).await,
            Err(error) => {
                let back = back(&page, id);
                refuse(page, error, back)
            }
        },
        Put::Kept { with_others, .. } => onward(id, &section, &sent, with_others),
    }
}

async fn take(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    elements: &[&str],
    pairs: &Pairs,
) -> Result<(Sent, Put), ActError> {
    let opened = writable(centre, actor, id).await?;
    let sent = sent::of(centre, &opened, elements, pairs).await?;
    let put = put(centre, actor, id, &sent.wish).await?;
    Ok((sent, put))
}

/// Where to go after a save.
fn onward(id: Uuid, section: &str, sent: &Sent, with_others: bool) -> Response {
    let draft = format!("/workbench/items/drafts/{id}/edit");
    let saved = if with_others {
        Flash::done("edit.saved_with_others")
    } else {
        Flash::done("edit.saved")
    };
    match &sent.ask {
        Ask::Find(name) => Redirect::to(&format!("{draft}/{section}/find?to={}", in_query(name))).into_response(),
        Ask::Law(name) => Redirect::to(&format!("{draft}/{section}/find?law={}", in_query(name))).into_response(),
        Ask::Row(_) => {
            let row = in_query(&sent.row);
            Redirect::to(&format!("{draft}/{section}?row={row}#{row}")).into_response()
        }
        Ask::Check(name) => {
            let row = in_query(&name.split('.').take(2).collect::<Vec<_>>().join("."));
            redirect_with(&format!("{draft}/{section}?row={row}#{name}-looked"), &saved)
        }
        Ask::Next => {
            let here = sections().iter().position(|(code, _)| *code == section);
            let next = here
                .and_then(|here| sections().get(here + 1))
                .map_or(section, |(code, _)| *code);
            redirect_with(&format!("{draft}/{next}"), &saved)
        }
        Ask::Save => redirect_with(&format!("{draft}/{section}"), &saved),
    }
}

/// `POST /workbench/items/drafts/{id}/edit/{section}/auto`: saves what was typed so far, without a page.
pub(crate) async fn auto(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let Some(elements) = elements(&section) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let actor = staff.actor();
    let said = match take(&app.centre, &actor, id, &elements, &pairs).await {
        Ok((sent, put)) => told(&app, &page, &sent, &put),
        Err(ActError::Refused(refusal)) => json!({ "state": "refused", "words": say(&page, &refusal.why) }),
        Err(error) => {
            let back = back(&page, id);
            return refuse(page, error, back);
        }
    };
    Json(said).into_response()
}

fn told(app: &App, page: &Page, sent: &Sent, put: &Put) -> Value {
    match put {
        Put::Choose { theirs, .. } => {
            json!({ "state": "choose", "words": page.t1("edit.auto.choose", &theirs.changed_by) })
        }
        Put::Kept { .. } if !sent.reading.faults.is_empty() => {
            json!({ "state": "faults", "words": page.t("edit.auto.faults") })
        }
        Put::Kept { with_others, .. } => {
            let at = page.moment(app.centre.now().0);
            json!({
                "state": "saved",
                "words": page.t1("edit.auto.saved", at),
                "others": if *with_others { page.t("edit.auto.with_others") } else { "" },
            })
        }
    }
}

/// `POST /workbench/items/drafts/{id}/edit/{section}/here`: says that somebody is still at it, and hears who else is.
pub(crate) async fn here(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    CheckedForm(_): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let known = elements(&section).is_some();
    let found = match life::open(&app.centre, &actor, id).await {
        Ok(_) if !known => return StatusCode::NOT_FOUND.into_response(),
        Ok(_) => editing::here(&app.centre, &actor, id, &section).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(others) => Json(json!({ "words": who(&page, &others) })).into_response(),
        Err(error) => {
            let back = back(&page, id);
            refuse(page, error, back)
        }
    }
}
