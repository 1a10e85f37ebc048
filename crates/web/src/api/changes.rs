//! The public log of changes of items over the API.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use yimen_acts::items::import::{self, Fate};
use yimen_acts::items::life::Entry;
use yimen_acts::items::life::record::{self, Narrow};
use yimen_domain::calendar::Day;
use yimen_domain::items::life::{KINDS, Step};

use crate::app::App;

use super::cases::moment;
use super::items::limit_of;
use super::problem::{Both, Problem};
use super::signed::{Asked, Named};

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `add`, `change`, `cancel`, `merge`, `split`, `delegate`, `take_over`, `prerequisites`, `suspended`, `resumed`, `imported` or
    /// `import_undone`.
    kind: Option<String>,
    /// Code of a body.
    body: Option<String>,
    /// From the start of this day, `2026-05-01`.
    #[param(format = "date")]
    from: Option<String>,
    /// Until the end of this day.
    #[param(format = "date")]
    until: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A change of an item, or of several at once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemChange {
    /// Number in the record of the library.
    seq: u32,
    /// When it was registered.
    #[schema(format = "date-time")]
    at: String,
    kind: &'static str,
    kind_name: Both,
    /// Code of the item; empty for a list that was imported or undone.
    item: String,
    /// Code of the body; empty where a list concerns several.
    body: String,
    /// Version that was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// First day on which it holds.
    #[schema(format = "date")]
    from: String,
    /// First day on which people can apply again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    until: Option<String>,
    reason: String,
    basis: String,
    approval: String,
    /// Codes of the items before it.
    items_before: Vec<String>,
    /// Codes of the items after it.
    items_after: Vec<String>,
    /// The list that was imported or undone as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<ItemList>,
}

/// A list that was imported or undone as a whole; its items are under `/api/v1/items/changes/{seq}/items`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemList {
    /// New items; when undone, those that were withdrawn.
    added: u32,
    /// New versions; when undone, items that were put back.
    changed: u32,
    /// Codes of the bodies.
    bodies: Vec<String>,
    /// Name of the file, where everybody may read it.
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
}

/// An item of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemOfList {
    /// Code.
    item: String,
    /// Name as it stood in the list.
    name: String,
    /// Version that the list made.
    version: u32,
    /// It was new; otherwise it was changed.
    is_new: bool,
}

/// A page of the items of a list, in the order of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemOfListPage {
    items: Vec<ItemOfList>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Where in a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Place {
    /// `next` of the page before.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Lists the items of a list that was imported or undone.
#[utoipa::path(get, path = "/api/v1/items/changes/{seq}/items", params(("seq" = u32, Path, description = "Number of the change"), Place),
    security(()), responses((status = 200, body = ItemOfListPage),
    (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn items(
    State(app): State<App>,
    Named(seq): Named<u32>,
    Asked(place): Asked<Place>,
) -> Result<Json<ItemOfListPage>, Problem> {
    let limit = limit_of(place.limit, 50, 200)?;
    let after = place.after.as_deref();
    let after = after
        .map(|text| text.parse().map_err(|_| wrong("after", text)))
        .transpose()?;
    let (entry, _) = record::public_one(&app.centre, seq).await?;
    let (Step::Imported(intake) | Step::ImportUndone(intake)) = entry.step else {
        return Ok(Json(ItemOfListPage {
            items: Vec::new(),
            next: None,
        }));
    };
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut found = import::taken(&app.centre, &intake.batch, after.unwrap_or(0), most).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Json(ItemOfListPage {
        next: found.last().filter(|_| more).map(|last| last.line.to_string()),
        items: found
            .into_iter()
            .map(|taken| ItemOfList {
                item: taken.code,
                name: taken.name,
                version: taken.version,
                is_new: taken.fate == Fate::Taken,
            })
            .collect(),
    }))
}

/// A page of changes, latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemChangePage {
    changes: Vec<ItemChange>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Lists changes of items.
#[utoipa::path(get, path = "/api/v1/items/changes", params(Query), security(()), responses(
    (status = 200, body = ItemChangePage), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, Asked(query): Asked<Query>) -> Result<Json<ItemChangePage>, Problem> {
    let limit = limit_of(query.limit, 50, 200)?;
    let kind = query.kind.unwrap_or_default();
    if !kind.is_empty() && KINDS.iter().all(|(code, _)| *code != kind) {
        return Err(wrong("kind", &kind));
    }
    let before = query
        .after
        .as_deref()
        .map(|text| text.parse().map_err(|_| wrong("after", text)));
    let narrow = Narrow {
        kind,
        body: query.body.unwrap_or_default(),
        from: day("from", query.from.as_deref())?,
        until: day("until", query.until.as_deref())?,
    };
    let most = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let mut found = record::public(&app.centre, &narrow, before.transpose()?, most).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Json(ItemChangePage {
        next: found.last().filter(|_| more).map(|last| last.seq.to_string()),
        changes: found.into_iter().map(shown).collect(),
    }))
}

fn wrong(field: &str, text: &str) -> Problem {
    let (zh, en) = (format!("“{text}”无法识别。"), format!("“{text}” is not known."));
    Problem::field(field, &zh, &en)
}

fn day(field: &str, text: Option<&str>) -> Result<Option<Day>, Problem> {
    text.map(|text| Day::parse(text).map_err(|_| wrong(field, text)))
        .transpose()
}

fn shown(entry: Entry) -> ItemChange {
    let kind = entry.step.kind();
    let names = KINDS
        .iter()
        .find(|(code, _)| *code == kind)
        .map_or(("", ""), |(_, names)| *names);
    let mut change = ItemChange {
        seq: entry.seq,
        at: moment(entry.at.0),
        kind,
        kind_name: names.into(),
        item: entry.code,
        body: entry.body,
        version: None,
        from: String::new(),
        until: None,
        reason: String::new(),
        basis: String::new(),
        approval: String::new(),
        items_before: Vec::new(),
        items_after: Vec::new(),
        list: None,
    };
    let (from, why) = match entry.step {
        Step::Published { version, from, why } => {
            change.version = Some(version);
            (from, why)
        }
        Step::Suspended { from, until, why } => {
            change.until = until.map(|day| day.to_string());
            (from, why)
        }
        Step::Resumed { from, why } => (from, why),
        Step::Withdrawn { from, why, successors } => {
            change.items_after = successors;
            (from, why)
        }
        Step::Rearranged(order) => {
            (change.items_before, change.items_after) = (order.from, order.to);
            (order.day, order.why)
        }
        Step::Imported(intake) | Step::ImportUndone(intake) => {
            change.list = Some(ItemList {
                added: intake.added,
                changed: intake.changed,
                bodies: intake.bodies,
                file: intake.file,
            });
            (entry.at.day(yimen_domain::calendar::CHINA), intake.why)
        }
        _ => return change,
    };
    change.from = from.to_string();
    (change.reason, change.basis, change.approval) = (why.reason, why.basis, why.approval);
    change
}
