//! Bundles (一件事): every version and every end in one chain, as it was hashed. Rows are only added.

use crate::ledger::Hash;
use crate::{Row, Stmt, StoreError, Write};

/// One entry: a version that was published, or the end of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleRow {
    /// 1, 2, 3, … within the division.
    pub seq: u32,
    /// Code of the bundle.
    pub code: String,
    /// Number of the entry within the bundle, from 1 without gaps.
    pub version: u32,
    /// When, UTC microseconds.
    pub at: i64,
    /// Canonical text.
    pub text: String,
    /// Hash of the chain up to here.
    pub hash: Hash,
}

static INSERT: Stmt = Stmt::write(
    "bundles.insert",
    "INSERT INTO bundles (div, seq, code, version, at, text, hash) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, seq) DO NOTHING",
);

/// The end of the chain: `div`. Columns: seq, hash.
pub static LAST: Stmt = Stmt::read(
    "bundles.last",
    "SELECT seq, hash FROM bundles WHERE div = $1 ORDER BY seq DESC LIMIT 1",
);

/// In order: `div, after seq, limit`. Columns: text, hash.
pub static AFTER: Stmt = Stmt::read(
    "bundles.after",
    "SELECT text, hash FROM bundles WHERE div = $1 AND seq > $2 ORDER BY seq LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &LAST, &AFTER];

impl BundleRow {
    /// Adds the entry; conflicts when somebody else added one meanwhile.
    pub fn insert(self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.seq.into(),
                self.code.into(),
                self.version.into(),
                self.at.into(),
                self.text.into(),
                self.hash.into(),
            ],
            expect: Some(1),
        }
    }
}

/// Number and hash of the last entry, from the rows of [`LAST`].
///
/// # Errors
/// A column has another shape than expected.
pub fn last(rows: &[Row]) -> Result<Option<(u32, Hash)>, StoreError> {
    let wrong = |_| StoreError::Broken("bundles.seq is out of range".into());
    rows.first()
        .map(|row| Ok((row.int(0)?.try_into().map_err(wrong)?, row.hash(1)?)))
        .transpose()
}

/// Text and hash of a row of [`AFTER`].
///
/// # Errors
/// A column has another shape than expected.
pub fn read(row: &Row) -> Result<(String, Hash), StoreError> {
    Ok((row.text(0)?.to_string(), row.hash(1)?))
}
