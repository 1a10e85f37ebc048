//! Cases (办件): filing one, doing something with one, and looking at them.

pub mod appeals;
pub mod beyond;
pub mod board;
pub mod chase;
pub mod command;
pub mod commitments;
pub mod copies;
pub mod correct;
pub mod deem;
pub mod desk;
pub mod due;
pub mod handler;
pub mod intake;
pub mod lists;
pub mod looks;
pub mod proceedings;
pub mod project;
pub mod queue;
pub mod ratings;
pub mod rebuild;
pub mod reuse;
pub mod signing;
pub mod simulated;
pub mod slips;
pub mod submit;
pub mod tasks;
pub mod verify;
pub mod view;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::CHINA;
use yimen_domain::cases::event::{DocumentMark, Event};
use yimen_domain::cases::{Case, CaseId, Status};
use yimen_domain::words::Refusal;
use yimen_store::ledger::{Hash, HashKind, ORIGIN, wire};
use yimen_store::tables::events::{self, EventRow};
use yimen_store::tables::sealed;
use yimen_store::{Series, Write};

use crate::{ActError, Centre};

/// Longest idempotency key, characters.
pub const LONGEST_KEY: usize = 200;

/// What an act on a case answers; the same again when the same key comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Case number.
    pub number: String,
    /// Status after it.
    pub status: String,
    /// Number of events after it.
    pub events: u32,
    /// Address token of the document that it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The answer is that of an earlier request with the same key.
    #[serde(skip)]
    pub repeated: bool,
}

impl Done {
    /// The status as the domain knows it.
    pub fn status(&self) -> Option<Status> {
        Status::parse(&self.status)
    }

    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn of(outcome: &yimen_store::Outcome) -> Result<Done, ActError> {
        let done: Done = serde_json::from_str(&outcome.answer).map_err(|error| ActError::Broken(error.to_string()))?;
        Ok(Done {
            repeated: outcome.repeated,
            ..done
        })
    }
}

/// A case as it stands, with the hash of its last event.
pub(crate) struct Loaded {
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
    pub(crate) last_hash: Hash,
    /// Version of the calendar by which its row was computed, where it was loaded with its row.
    pub(crate) calendar: Option<u32>,
}

/// Loads a case by its number, folding its events.
pub(crate) async fn load(centre: &Centre, number: &str) -> Result<Loaded, ActError> {
    if !is_number(number) {
        return Err(no_case());
    }
    let rows = centre
        .store()
        .query(&events::BY_NUMBER, vec![centre.div().into(), number.into()])
        .await?;
    let mut loaded = fold(&rows, 0)?;
    loaded.calendar = rows
        .first()
        .map(|row| row.int(3))
        .transpose()?
        .and_then(|n| n.try_into().ok());
    Ok(loaded)
}

/// Loads a case by its id.
pub(crate) async fn load_by_id(centre: &Centre, id: CaseId) -> Result<Loaded, ActError> {
    let rows = centre
        .store()
        .query(&events::OF_CASE, vec![centre.div().into(), id.0.into_bytes().into()])
        .await?;
    fold(&rows, 0)
}

/// Could be a case number: what else there is never reaches the database.
pub(crate) fn is_number(text: &str) -> bool {
    (1..=160).contains(&text.len()) && crate::items::wire::code_is_plain(text)
}

/// Folds the rows of a case's events; `at` is the column of the sequence number.
pub(crate) fn fold(rows: &[yimen_store::Row], at: usize) -> Result<Loaded, ActError> {
    let mut last_hash = ORIGIN;
    let mut found = Vec::with_capacity(rows.len());
    let mut id = None;
    for row in rows {
        let stored = EventRow::read(row, at)?;
        let (case, event) = wire::read(&stored.text).map_err(|error| ActError::Broken(error.to_string()))?;
        id = Some(case);
        last_hash = stored.hash;
        found.push(event);
    }
    let id = id.ok_or_else(no_case)?;
    let case = Case::fold(id, &found).map_err(|wrong| {
        ActError::Broken(format!(
            "case {} does not fold at event {}: {}",
            id.0, wrong.seq, wrong.what
        ))
    })?;
    Ok(Loaded {
        case,
        events: found,
        last_hash,
        calendar: None,
    })
}

pub(crate) fn no_case() -> ActError {
    Refusal::missing("这个办件", "this case").into()
}

/// What writes new events after `before`, each linked to the one before it, and the hash of the last.
pub(crate) fn append(div: &str, kind: HashKind, case: CaseId, before: Hash, events: &[Event]) -> (Vec<Write>, Hash) {
    let mut hash = before;
    let writes = events
        .iter()
        .flat_map(|event| {
            let text = wire::write(case, event);
            hash = kind.link(&hash, &text);
            let row = EventRow {
                seq: event.seq,
                text,
                hash,
            };
            sealed::append(div, case, row, i64::from(event.at.day(CHINA).days()))
        })
        .collect();
    (writes, hash)
}

/// The series from which a document draws its number.
pub(crate) fn document_series(mark: &DocumentMark) -> Series {
    Series {
        name: format!("document/{}/{}", mark.kind.code(), mark.year),
        day: 0,
    }
}

/// A document's number as printed (文号); a receipt carries the case number.
pub fn document_number(mark: &DocumentMark, case_number: &str) -> String {
    mark.number(case_number)
}

/// Refuses a key that cannot be kept.
pub(crate) fn check_key(key: Option<&str>) -> Result<(), ActError> {
    let wrong =
        key.is_some_and(|key| key.is_empty() || key.chars().count() > LONGEST_KEY || key.chars().any(char::is_control));
    if wrong {
        let fault = yimen_domain::words::Fault::new(
            "Idempotency-Key",
            "幂等键为 1 至 200 个可见字符。",
            "The key has 1 to 200 visible characters.",
        );
        return Err(Refusal::invalid(vec![fault]).into());
    }
    Ok(())
}
