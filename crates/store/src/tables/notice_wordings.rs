//! What notices say (通知用语): each change of a place as a row. Rows are only added.

use crate::{Row, Stmt, StoreError, Write};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingRow {
    /// Number of the change, from 1 without gaps.
    pub number: u32,
    /// Of which occasion.
    pub occasion: String,
    /// From when it is said, UTC microseconds.
    pub from_at: i64,
    /// When it was changed, UTC microseconds.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
    /// The texts as JSON; empty where the standard holds again.
    pub doc: String,
}

static INSERT: Stmt = Stmt::write(
    "notice_wordings.insert",
    "INSERT INTO notice_wordings (div, number, occasion, from_at, changed_at, changed_by, doc) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, number) DO NOTHING",
);

/// Every change after a number, in order: `div, after number, limit`.
pub static AFTER: Stmt = Stmt::read(
    "notice_wordings.after",
    "SELECT number, occasion, from_at, changed_at, changed_by, doc FROM notice_wordings WHERE div = $1 AND number > $2 \
     ORDER BY number LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl WordingRow {
    /// Inserts the row; conflicts when somebody else made this change meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.occasion.clone().into(),
                self.from_at.into(),
                self.changed_at.into(),
                self.changed_by.clone().into(),
                self.doc.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`AFTER`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<WordingRow, StoreError> {
        let wrong = |_| StoreError::Broken("notice_wordings: a number is out of range".into());
        Ok(WordingRow {
            number: row.int(0)?.try_into().map_err(wrong)?,
            occasion: row.text(1)?.to_string(),
            from_at: row.int(2)?,
            changed_at: row.int(3)?,
            changed_by: row.text(4)?.to_string(),
            doc: row.text(5)?.to_string(),
        })
    }
}
