//! Shared materials over the API.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use yimen_acts::items::materials::{Shared, reaches};
use yimen_domain::items::Coded;

use crate::app::App;

use super::items::limit_of;
use super::problem::{Both, Problem};
use super::signed::Asked;

/// From where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MaterialQuery {
    /// Code after which the list goes on.
    after: Option<String>,
    /// Most lines, 1 to 200; 50 if not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A shared material (共享材料).
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedView {
    code: String,
    version: u32,
    name: Both,
    aliases: Vec<String>,
    source: &'static str,
    form: &'static str,
    copies: u32,
    /// Least trust that a stored copy needs: `a` to `d`; empty where nobody has said.
    trust: &'static str,
    /// It may follow on a written promise (容缺).
    deferrable: bool,
    /// A written commitment may stand in its place (告知承诺).
    replaceable: bool,
    issuer: Both,
    r#where: Both,
    recency: Both,
    retention: Both,
    /// Address of the blank form.
    blank: String,
    /// Address of a filled sample.
    sample: String,
    /// Codes of the items in force that take it.
    items: Vec<String>,
}

/// A page of shared materials.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaterialPage {
    materials: Vec<SharedView>,
    /// Give it as `after` for the next page.
    next: Option<String>,
}

/// The library of shared materials, in order of code.
#[utoipa::path(get, path = "/api/v1/materials", params(MaterialQuery), security(()), responses(
    (status = 200, body = MaterialPage), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, Asked(query): Asked<MaterialQuery>) -> Result<Json<MaterialPage>, Problem> {
    let limit = limit_of(query.limit, 50, 200)?;
    let after = query.after.unwrap_or_default();
    let library = app.centre.library();
    let found: Vec<&Shared> = library
        .shared()
        .all()
        .filter(|shared| shared.wire.material.code > after)
        .take(limit + 1)
        .collect();
    let next = (found.len() > limit).then(|| found[limit - 1].wire.material.code.clone());
    Ok(Json(MaterialPage {
        materials: found.iter().take(limit).map(|shared| view(&app, shared)).collect(),
        next,
    }))
}

fn view(app: &App, shared: &Shared) -> SharedView {
    let material = &shared.wire.material;
    let both = |text: &yimen_acts::organisation::Text| Both::from(&text.words());
    let mut items: Vec<String> = reaches(&app.centre, &material.code)
        .into_iter()
        .map(|used| used.item.code.clone())
        .collect();
    items.dedup();
    SharedView {
        code: material.code.clone(),
        version: shared.version,
        name: both(&material.name),
        aliases: shared.wire.aliases.clone(),
        source: material.source.map_or("", |code| code.0.code()),
        form: material.form.map_or("", |code| code.0.code()),
        copies: material.copies,
        trust: material.trust.map_or("", |code| code.0.code()),
        deferrable: material.deferrable,
        replaceable: material.replaceable,
        issuer: both(&material.issuer),
        r#where: both(&material.place),
        recency: both(&material.recency),
        retention: both(&material.retention),
        blank: material.blank.clone(),
        sample: material.sample.clone(),
        items,
    }
}
