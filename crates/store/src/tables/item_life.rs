//! The record of the item library (事项库台账): every step of every item in one chain, as it was hashed. Rows are only added.

use uuid::Uuid;

use crate::ledger::Hash;
use crate::{Row, Stmt, StoreError, Write};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeRow {
    /// 1, 2, 3, … within the division.
    pub seq: u32,
    /// When, UTC microseconds.
    pub at: i64,
    /// Code of the item; empty for a new item that has none yet.
    pub code: String,
    /// Body of the item.
    pub body: String,
    /// Draft that it is about.
    pub draft: Option<Uuid>,
    /// What happened.
    pub kind: String,
    /// Everybody may read it.
    pub is_public: bool,
    /// Canonical text.
    pub text: String,
    /// Hash of the chain up to here.
    pub hash: Hash,
}

static INSERT: Stmt = Stmt::write(
    "item_life.insert",
    "INSERT INTO item_life (div, seq, at, code, body, draft, kind, is_public, text, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (div, seq) DO NOTHING",
);

/// The end of the chain: `div`. Columns: seq, hash.
pub static LAST: Stmt = Stmt::read(
    "item_life.last",
    "SELECT seq, hash FROM item_life WHERE div = $1 ORDER BY seq DESC LIMIT 1",
);
/// In order: `div, after seq, limit`. Columns: text, hash.
pub static AFTER: Stmt = Stmt::read(
    "item_life.after",
    "SELECT text, hash FROM item_life WHERE div = $1 AND seq > $2 ORDER BY seq LIMIT $3",
);
/// Of a draft, in order: `div, draft, limit`. Columns: text, hash.
pub static OF_DRAFT: Stmt = Stmt::read(
    "item_life.of_draft",
    "SELECT text, hash FROM item_life WHERE div = $1 AND draft = $2 ORDER BY seq LIMIT $3",
);
/// Of an item, latest first: `div, code, before seq, limit`. Columns: text, hash.
pub static OF_CODE: Stmt = Stmt::read(
    "item_life.of_code",
    "SELECT text, hash FROM item_life WHERE div = $1 AND code = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4",
);
/// What everybody may read, latest first; of a body also the lists in which it has items: `div, before seq, kind or nothing, body or nothing, from, until, limit`.
/// Columns: text, hash.
pub static PUBLIC: Stmt = Stmt::read(
    "item_life.public",
    "SELECT text, hash FROM item_life WHERE div = $1 AND is_public = 1 AND seq < $2 AND ($3 = '' OR kind = $3) \
     AND ($4 = '' OR body = $4 OR (kind IN ('imported', 'import_undone') AND text LIKE '%\"' || $4 || '\"%')) AND at >= $5 AND at < $6 ORDER BY seq DESC LIMIT $7",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &LAST, &AFTER, &OF_DRAFT, &OF_CODE, &PUBLIC];

impl LifeRow {
    /// Adds the entry; conflicts when somebody else added one meanwhile.
    pub fn insert(self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.seq.into(),
                self.at.into(),
                self.code.into(),
                self.body.into(),
                self.draft.map(Uuid::into_bytes).into(),
                self.kind.into(),
                i64::from(self.is_public).into(),
                self.text.into(),
                self.hash.into(),
            ],
            expect: Some(1),
        }
    }
}

/// Text and hash of a row of [`AFTER`] and the like.
///
/// # Errors
/// A column has another shape than expected.
pub fn read(row: &Row) -> Result<(String, Hash), StoreError> {
    Ok((row.text(0)?.to_string(), row.hash(1)?))
}

/// Number and hash of the last entry, from the rows of [`LAST`].
///
/// # Errors
/// A column has another shape than expected.
pub fn last(rows: &[Row]) -> Result<Option<(u32, Hash)>, StoreError> {
    let wrong = |_| StoreError::Broken("item_life.seq is out of range".into());
    rows.first()
        .map(|row| Ok((row.int(0)?.try_into().map_err(wrong)?, row.hash(1)?)))
        .transpose()
}
