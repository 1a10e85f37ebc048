//! Choosing by finding: an item of the library, or an article that the library already cites.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use yimen_acts::items::editing::{Put, Wish, put};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::{Coded, LegalBasis};
use yimen_domain::organisation::Actor;

use super::choose::{self, Offer};
use super::page::{back, writable};
use super::sent::{Pairs, get};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::shown::say;

/// Hits that are shown.
const MOST: usize = 20;

/// What is looked for, and for which element.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    to: String,
    law: String,
}

#[derive(Template)]
#[template(path = "workbench/editor_find.html")]
struct FindPage {
    page: Page,
    address: String,
    back: String,
    asked: String,
    to: String,
    law: String,
    hits: Vec<Hit>,
}

struct Hit {
    value: String,
    title: String,
    under: String,
    text: String,
}

/// `GET /workbench/items/drafts/{id}/edit/{section}/find`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let opened = match writable(&app.centre, &staff.actor(), id).await {
        Ok(opened) => opened,
        Err(error) => {
            let back = back(&page, id);
            return refuse(page, error, back);
        }
    };
    let place = format!("/workbench/items/drafts/{}/edit/{}", opened.id, in_query(&section));
    let hits = if asked.law.is_empty() {
        items(&app.centre, &page, asked.q.trim())
    } else {
        laws(&app.centre, asked.q.trim())
    };
    Html(FindPage {
        address: format!("{place}/find"),
        back: place,
        asked: asked.q,
        to: asked.to,
        law: asked.law,
        hits,
        page,
    })
    .into_response()
}

fn items(centre: &Centre, page: &Page, words: &str) -> Vec<Hit> {
    if words.is_empty() {
        return Vec::new();
    }
    let found = centre.library().find(words);
    let hit = |item: &std::sync::Arc<yimen_domain::items::Item>| Hit {
        value: item.code.clone(),
        title: say(page, &item.name),
        under: format!("{} · {}", say(page, &item.body_name), item.code),
        text: String::new(),
    };
    found.iter().take(MOST).map(hit).collect()
}

/// Articles that items of the library rest on, each once; the one with its words and checked first.
fn cited(centre: &Centre) -> BTreeMap<(String, String), LegalBasis> {
    let mut known: BTreeMap<(String, String), LegalBasis> = BTreeMap::new();
    let library = centre.library();
    for basis in library.all().flat_map(|item| item.legal_basis.iter()) {
        let key = (basis.title.clone(), basis.article.clone());
        let better = |old: &LegalBasis| (basis.verified, basis.text.len()) > (old.verified, old.text.len());
        if known.get(&key).is_none_or(better) {
            known.insert(key, basis.clone());
        }
    }
    known
}

fn laws(centre: &Centre, words: &str) -> Vec<Hit> {
    let cited = cited(centre);
    let fits = |basis: &&LegalBasis| {
        let all = format!("{} {} {}", basis.title, basis.article, basis.text);
        words.split_whitespace().all(|word| all.contains(word))
    };
    let hit = |basis: &LegalBasis| Hit {
        value: format!("{}\n{}", basis.title, basis.article),
        title: format!("{} {}", basis.title, basis.article),
        under: basis.number.clone(),
        text: basis.text.clone(),
    };
    cited.values().filter(fits).take(MOST).map(hit).collect()
}

/// `POST …/find`: takes what was found into the draft.
pub(crate) async fn take(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let taken = taken(&app.centre, &staff.actor(), id, &pairs).await;
    match taken {
        Ok(None) => StatusCode::BAD_REQUEST.into_response(),
        Ok(Some((_, name, Put::Kept { .. }))) => {
            let name = in_query(&name);
            Redirect::to(&format!(
                "/workbench/items/drafts/{id}/edit/{section}?row={name}#{name}"
            ))
            .into_response()
        }
        Ok(Some((wish, _, Put::Choose { conflicts, theirs }))) => choose::answer(
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

async fn taken(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    pairs: &Pairs,
) -> Result<Option<(Wish, String, Put)>, ActError> {
    let opened = writable(centre, actor, id).await?;
    let mut mine = opened.doc.clone();
    let value = get(pairs, "value").replace("\r\n", "\n");
    let name = match get(pairs, "law") {
        "" => put_item(centre, &mut mine, get(pairs, "to"), &value),
        law => put_law(centre, &mut mine, law, &value),
    };
    let Some(name) = name else { return Ok(None) };
    let wish = Wish {
        before: opened.doc,
        mine,
        ..Wish::default()
    };
    let put = put(centre, actor, id, &wish).await?;
    Ok(Some((wish, name, put)))
}

/// Puts an item where its code belongs, with what goes with it: the version that is cited, the name of what comes first.
fn put_item(centre: &Centre, document: &mut Value, to: &str, code: &str) -> Option<String> {
    let item = centre.library().latest(code)?.clone();
    let words = json!({ "zh": item.name.zh, "en": item.name.en });
    match to.split('.').collect::<Vec<_>>()[..] {
        ["parent"] => document["parent"] = code.into(),
        ["cites", "code"] => document["cites"] = json!({ "code": code, "version": item.version }),
        ["prerequisites", row, "item"] => {
            let row: usize = row.parse().ok()?;
            let row = document.get_mut("prerequisites")?.get_mut(row)?;
            row["item"] = code.into();
            row["name"] = words;
        }
        _ => return None,
    }
    Some(to.to_string())
}

/// Puts an article into a row of the legal basis, or into a new one.
fn put_law(centre: &Centre, document: &mut Value, to: &str, value: &str) -> Option<String> {
    let (title, article) = value.split_once('\n')?;
    let basis = cited(centre).remove(&(title.to_string(), article.to_string()))?;
    let mut row = json!({
        "title": basis.title, "article": basis.article, "text": basis.text, "verified": basis.verified,
    });
    let beside = [
        ("number", basis.number.clone()),
        ("issuer", basis.issuer.clone()),
        (
            "rank",
            basis.rank.map(|rank| rank.code().to_string()).unwrap_or_default(),
        ),
    ];
    for (key, text) in beside.into_iter().filter(|(_, text)| !text.is_empty()) {
        row[key] = text.into();
    }
    if document.get("legal_basis").is_none_or(Value::is_null) {
        document["legal_basis"] = json!([]);
    }
    let rows = document.get_mut("legal_basis")?.as_array_mut()?;
    let place = match to.split('.').collect::<Vec<_>>()[..] {
        ["legal_basis"] => rows.len(),
        ["legal_basis", place] => place.parse().ok()?,
        _ => return None,
    };
    if place == rows.len() {
        rows.push(row);
    } else {
        *rows.get_mut(place)? = row;
    }
    Some(format!("legal_basis.{place}"))
}
