//! A new item: from nothing, as a copy of another, or citing one of a higher level (新编事项).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use yimen_acts::items::life::record::document;
use yimen_acts::items::life::{Origin, of_item, start};
use yimen_acts::{ActError, Centre};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::Refusal;

use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::shown::say;

/// Hits that are shown.
const MOST: usize = 20;
/// Elements that belong to one item alone and are not copied.
const ITS_OWN: [&str; 7] = ["code", "codes", "body", "cites", "planned", "assumed", "authority"];

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "workbench/editor_begin.html")]
struct BeginPage {
    page: Page,
    asked: String,
    may: bool,
    hits: Vec<Hit>,
}

struct Hit {
    code: String,
    name: String,
    body: String,
    own: bool,
}

/// `GET /workbench/items/new`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let words = asked.q.trim();
    let found = if words.is_empty() {
        Vec::new()
    } else {
        app.centre.library().find(words)
    };
    let actor = staff.actor();
    let library = app.centre.library();
    let above = library
        .above()
        .filter(|item| !words.is_empty() && (item.name.zh.contains(words) || item.name.en.contains(words)));
    let hits = above.chain(&found).take(MOST).map(|item| Hit {
        code: item.code.clone(),
        name: say(&page, &item.name),
        body: say(&page, &item.body_name),
        own: actor.may(Permission::WriteDraft, About::body(&item.body)),
    });
    Html(BeginPage {
        hits: hits.collect(),
        may: staff.0.could(Permission::WriteDraft),
        asked: asked.q,
        page,
    })
    .into_response()
}

/// What to begin with.
#[derive(Debug, Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    name: String,
    #[serde(default)]
    code: String,
    /// `nothing`, `copy`, `cite` or `item`.
    from: String,
}

/// `POST /workbench/items/new`.
pub(crate) async fn begin(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(form): CheckedForm<Begin>,
) -> Response {
    let actor = staff.actor();
    if form.from == "item"
        && let Ok(Some(draft)) = of_item(&app.centre, &form.code).await
    {
        return Redirect::to(&format!("/workbench/items/drafts/{draft}/edit")).into_response();
    }
    let origin = match origin(&app.centre, &form).await {
        Ok(Some(origin)) => origin,
        Ok(None) => return StatusCode::BAD_REQUEST.into_response(),
        Err(error) => return not_begun(page, error),
    };
    match start(&app.centre, &actor, None, origin).await {
        Ok(done) => Redirect::to(&format!("/workbench/items/drafts/{}/edit", done.id)).into_response(),
        Err(error) => not_begun(page, error),
    }
}

fn not_begun(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/workbench/items/new", page.t("edit.begin.title"));
    refuse(page, error, back)
}

async fn origin(centre: &Centre, form: &Begin) -> Result<Option<Origin>, ActError> {
    let origin = match form.from.as_str() {
        "nothing" => Origin::New(json!({ "name": { "zh": form.name.trim(), "en": "" }, "code": "" })),
        "item" => Origin::Item(form.code.clone()),
        "copy" => Origin::New(own(other(centre, &form.code).await?)),
        "cite" => {
            let version = centre.library().latest(&form.code).map_or(0, |item| item.version);
            let mut doc = own(other(centre, &form.code).await?);
            doc["cites"] = json!({ "code": form.code, "version": version });
            Origin::New(doc)
        }
        _ => return Ok(None),
    };
    Ok(Some(origin))
}

/// The document of another item.
async fn other(centre: &Centre, code: &str) -> Result<Value, ActError> {
    let missing = || ActError::from(Refusal::missing("这个事项", "this item"));
    let version = centre
        .library()
        .latest(code)
        .map(|item| item.version)
        .ok_or_else(missing)?;
    let text = document(centre, code, version).await?.ok_or_else(missing)?;
    serde_json::from_str(&text).map_err(|error| ActError::Broken(error.to_string()))
}

/// A document without what belongs to the other item alone.
fn own(mut document: Value) -> Value {
    if let Value::Object(fields) = &mut document {
        for key in ITS_OWN {
            fields.remove(key);
        }
        fields.insert("code".into(), "".into());
    }
    document
}
