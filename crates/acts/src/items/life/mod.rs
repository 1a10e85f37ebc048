//! The life of items (事项生命周期): drafts of versions and the steps on their way into the library, one file each.
//!
//! Every step is an entry of the [`record`]; a draft's row holds the document and follows from its entries otherwise.

mod abandon;
mod check;
pub mod citation;
pub mod impact;
mod publish;
mod rearrange;
mod rebase;
pub mod record;
mod register;
mod review;
mod save;
mod start;
mod step;
mod submit;

pub use abandon::abandon;
pub use check::{check, give_back_check};
pub use publish::publish;
pub use rearrange::{Rearranged, rearrange};
pub use rebase::rebase;
pub use record::Entry;
pub use register::{Registered, resume, suspend, withdraw};
pub use review::{give_back_review, review};
pub use save::{Saved, save};
pub use start::{Origin, start};
pub use step::Done;
pub use submit::submit;

use serde_json::Value;
use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::items::Item;
use yimen_domain::items::check::{Finding, Severity};
use yimen_domain::items::life::draft::Act;
use yimen_domain::items::life::{Draft, State};
use yimen_domain::items::sheet::{Change, difference};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Refusal, Words};
use yimen_store::tables::item_drafts::{self, ItemDraftRow};

use super::wire::ItemWire;
use crate::{ActError, Centre};

/// Longest document, bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// A draft as it stands, with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Id.
    pub id: Uuid,
    /// Code of the item; empty where a new one has none yet.
    pub code: String,
    /// Code of the body.
    pub body: String,
    /// Version on which it stands; 0 for a new item.
    pub base: u32,
    /// The document as it was saved last. It may be incomplete while it is written.
    pub doc: Value,
    /// Saved that many times: to be given back with the next save.
    pub serial: u32,
    /// Entries of the record about it: to be given back with the next step.
    pub steps: u32,
    /// The draft as the rules see it.
    pub draft: Draft,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
    /// Changed last.
    pub changed_at: Instant,
    /// Who changed it last.
    pub changed_by: String,
}

impl Opened {
    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.draft.state
    }

    /// What somebody may do with it now.
    pub fn open_to(&self, actor: &Actor) -> Vec<Act> {
        self.draft.open_to(actor)
    }

    /// The item that it would become, as far as the document can be read as one.
    ///
    /// # Errors
    /// What is missing or of a wrong shape.
    pub fn item(&self, centre: &Centre) -> Result<Item, Words> {
        let wire = centre.library().shared().fill(self.wire()?, None);
        Ok(wire.item(self.base + 1, &centre.organisation()))
    }

    /// What differs from the version on which it stands; of a new item everything is new.
    pub fn changes(&self, centre: &Centre) -> Vec<Change> {
        let Ok(item) = self.item(centre) else { return Vec::new() };
        let library = centre.library();
        let base = library.version(&self.code, self.base);
        base.map_or_else(Vec::new, |base| difference(base, &item))
    }

    /// What keeps it from being sent for review; empty where nothing does.
    pub fn faults(&self, centre: &Centre) -> Vec<Words> {
        match self.wire() {
            Ok(wire) => centre
                .library()
                .shared()
                .fill(wire, None)
                .faults(&centre.organisation()),
            Err(why) => vec![why],
        }
    }

    /// What the check-up finds in it, as it would stand in the library.
    pub fn findings(&self, centre: &Centre) -> Vec<Finding> {
        let item = self.item(centre);
        item.map_or_else(|_| Vec::new(), |item| super::check::of_item_instead(centre, &item))
    }

    pub(crate) fn wire(&self) -> Result<ItemWire, Words> {
        serde_json::from_value(self.doc.clone()).map_err(|error| {
            Words::new(
                format!("内容不完整或格式不对（{error}）"),
                format!("incomplete or of a wrong shape ({error})"),
            )
        })
    }

    async fn of(centre: &Centre, row: &ItemDraftRow) -> Result<Opened, ActError> {
        let history = record::of_draft(centre, row.id).await?;
        let broken = |why: &str| ActError::Broken(format!("draft {}: {why}", row.id));
        let doc = serde_json::from_str(&row.doc).map_err(|error| broken(&error.to_string()))?;
        let mut state = State::begin();
        for entry in &history {
            let next = state.after(entry.mark(), &entry.step);
            state = next.ok_or_else(|| broken(&format!("entry {} does not follow", entry.seq)))?;
        }
        Ok(Opened {
            id: row.id,
            code: row.code.clone(),
            body: row.body.clone(),
            base: row.base,
            doc,
            serial: row.serial,
            steps: row.steps,
            draft: Draft {
                body: row.body.clone(),
                drafters: row.drafters.clone(),
                state,
            },
            history,
            changed_at: Instant(row.changed_at),
            changed_by: row.changed_by.clone(),
        })
    }
}

/// Opens a draft.
///
/// # Errors
/// There is no such draft, or this person has nothing to do with it.
pub async fn open(centre: &Centre, actor: &Actor, id: Uuid) -> Result<Opened, ActError> {
    let row = row(centre, id).await?;
    if !may_see(actor, &row.body) {
        return Err(no_draft());
    }
    Opened::of(centre, &row).await
}

/// The draft that is being written for an item.
///
/// # Errors
/// The database does not answer.
pub async fn of_item(centre: &Centre, code: &str) -> Result<Option<Uuid>, ActError> {
    let params = vec![centre.div().into(), code.into()];
    let rows = centre.store().query(&item_drafts::OPEN_OF_CODE, params).await?;
    Ok(rows.first().map(|row| row.id(0)).transpose()?.map(Uuid::from_bytes))
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: Uuid,
    /// Code of the item.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Body.
    pub body: String,
    /// Code of the state.
    pub state: String,
    /// Version on which it stands; 0 for a new item.
    pub base: u32,
    /// Changed last.
    pub changed_at: Instant,
    /// Who changed it last.
    pub changed_by: String,
    /// It waits for this person.
    pub is_mine: bool,
}

/// Which drafts are looked for.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// Code of a state; all where empty.
    pub state: String,
    /// Code of a body; all where empty. Staff of a body see their own only.
    pub body: String,
    /// Only those after this one, by its moment and id.
    pub after: Option<(i64, Uuid)>,
}

/// Drafts with which somebody still has to do something, latest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre, actor: &Actor, narrow: &Narrow, most: u32) -> Result<Vec<Line>, ActError> {
    let body = match own_body(actor) {
        _ if sees_all(actor) => narrow.body.clone(),
        Some(own) => own,
        None => return Ok(Vec::new()),
    };
    let (at, id) = narrow.after.unwrap_or((i64::MAX, Uuid::max()));
    let params = vec![
        centre.div().into(),
        narrow.state.as_str().into(),
        body.as_str().into(),
        at.into(),
        id.into_bytes().into(),
        most.into(),
    ];
    let rows = centre.store().query(&item_drafts::OPEN, params).await?;
    let line = |row| {
        let row = ItemDraftRow::read(row)?;
        Ok(Line {
            is_mine: waits_for(actor, &row),
            id: row.id,
            code: row.code,
            name: Words::new(row.name_zh, row.name_en),
            body: row.body,
            state: row.state,
            base: row.base,
            changed_at: Instant(row.changed_at),
            changed_by: row.changed_by,
        })
    };
    rows.iter().map(line).collect()
}

/// The next step of a draft is this person's.
fn waits_for(actor: &Actor, row: &ItemDraftRow) -> bool {
    let wrote = actor.account.is_some_and(|account| row.drafters.contains(&account));
    match row.state.as_str() {
        "drafting" => actor.may(Permission::WriteDraft, About::body(&row.body)),
        "in_review" => actor.may(Permission::ReviewDraft, About::body(&row.body)) && !wrote,
        "in_check" | "approved" => actor.may(Permission::CheckDraft, About::CENTRE) && !wrote,
        _ => false,
    }
}

fn own_body(actor: &Actor) -> Option<String> {
    match &actor.capacity {
        yimen_domain::organisation::Capacity::Staff { body, .. } => body.clone(),
        _ => None,
    }
}

fn sees_all(actor: &Actor) -> bool {
    actor.may(Permission::SeeDrafts, About::CENTRE)
}

/// Drafts are for those who write, review and check them, and for those who look over the centre.
pub fn may_see(actor: &Actor, body: &str) -> bool {
    actor.may(Permission::SeeDrafts, About::body(body))
}

async fn row(centre: &Centre, id: Uuid) -> Result<ItemDraftRow, ActError> {
    let params = vec![centre.div().into(), id.into_bytes().into()];
    let rows = centre.store().query(&item_drafts::ONE, params).await?;
    let row = rows.first().ok_or_else(no_draft)?;
    Ok(ItemDraftRow::read(row)?)
}

fn no_draft() -> ActError {
    Refusal::missing("这份事项草稿", "this draft of an item").into()
}

/// What keeps an item from being published: a serious finding.
pub fn is_serious(finding: &Finding) -> bool {
    finding.rule.severity == Severity::Error
}
