//! The record of the organisation (机构人员台账): every change of units, posts, terms and leave in one chain, as it was hashed. Rows are
//! only added.

use crate::ledger::Hash;
use crate::{Row, Stmt, StoreError, Write};

/// One entry: what one action changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// 1, 2, 3, … within the division.
    pub seq: u32,
    /// When, UTC microseconds.
    pub at: i64,
    /// Canonical text.
    pub text: String,
    /// Hash of the chain up to here.
    pub hash: Hash,
}

static INSERT: Stmt = Stmt::write(
    "organisation_record.insert",
    "INSERT INTO organisation_record (div, seq, at, text, hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (div, seq) DO NOTHING",
);

/// In order: `div, after seq, limit`. Columns: text, hash.
pub static AFTER: Stmt = Stmt::read(
    "organisation_record.after",
    "SELECT text, hash FROM organisation_record WHERE div = $1 AND seq > $2 ORDER BY seq LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl RecordRow {
    /// Adds the entry; conflicts when somebody else added one meanwhile.
    pub fn insert(self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.seq.into(),
                self.at.into(),
                self.text.into(),
                self.hash.into(),
            ],
            expect: Some(1),
        }
    }
}

/// Text and hash of a row of [`AFTER`].
///
/// # Errors
/// A column has another shape than expected.
pub fn read(row: &Row) -> Result<(String, Hash), StoreError> {
    Ok((row.text(0)?.to_string(), row.hash(1)?))
}
