//! Events (事件): the text as it was hashed, and the hash.

use yimen_domain::cases::CaseId;

use crate::ledger::Hash;
use crate::{Row, Stmt, StoreError, Write};

/// One stored event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// 1, 2, 3, …
    pub seq: u32,
    /// Canonical text.
    pub text: String,
    /// Hash of the chain up to here.
    pub hash: Hash,
}

static INSERT: Stmt = Stmt::write(
    "events.insert",
    "INSERT INTO events (div, case_id, seq, text, hash) VALUES ($1, $2, $3, $4, $5)",
);

/// Of a case, in order: `div, case_id`.
pub static OF_CASE: Stmt = Stmt::read(
    "events.of_case",
    "SELECT seq, text, hash FROM events WHERE div = $1 AND case_id = $2 ORDER BY seq",
);

/// Of a case by its number, in order: `div, number`. Last column: the version of the calendar of the case's row.
pub static BY_NUMBER: Stmt = Stmt::read(
    "events.by_number",
    "SELECT e.seq, e.text, e.hash, c.calendar FROM cases c JOIN events e ON e.div = c.div AND e.case_id = c.id \
     WHERE c.div = $1 AND c.number = $2 ORDER BY e.seq",
);

/// Cases that have a first event and no row: `div`. Columns: case_id.
pub static ORPHANS: Stmt = Stmt::read(
    "events.orphans",
    "SELECT e.case_id FROM events e LEFT JOIN cases c ON c.div = e.div AND c.id = e.case_id \
     WHERE e.div = $1 AND c.id IS NULL GROUP BY e.case_id ORDER BY e.case_id LIMIT 1000",
);

/// The next cases that have events: `div, after case, limit`.
pub static CASES: Stmt = Stmt::read(
    "events.cases",
    "SELECT DISTINCT case_id FROM events WHERE div = $1 AND case_id > $2 ORDER BY case_id LIMIT $3",
);
/// Of a range of cases, in order: `div, after case, up to case`. Columns: case_id, seq, text, hash.
pub static OF_RANGE: Stmt = Stmt::read(
    "events.of_range",
    "SELECT case_id, seq, text, hash FROM events WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, seq",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &OF_CASE, &BY_NUMBER, &ORPHANS, &CASES, &OF_RANGE];

impl EventRow {
    /// Inserts the row.
    pub(super) fn insert(self, div: &str, case: CaseId) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                case.0.into_bytes().into(),
                self.seq.into(),
                self.text.into(),
                self.hash.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`OF_CASE`] or [`BY_NUMBER`]; `at` is the column of the sequence number.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row, at: usize) -> Result<EventRow, StoreError> {
        Ok(EventRow {
            seq: u32::try_from(row.int(at)?).unwrap_or(0),
            text: row.text(at + 1)?.to_string(),
            hash: row.hash(at + 2)?,
        })
    }
}
