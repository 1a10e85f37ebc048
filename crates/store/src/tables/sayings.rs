//! A place's own words of daily speech (本地说法): each change as a row. Rows are only added.

use crate::{Row, Stmt, StoreError, Write};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SayingRow {
    /// Number of the change, from 1 without gaps.
    pub number: u32,
    /// The phrase.
    pub said: String,
    /// What it means from now on; empty where it means nothing of its own any more.
    pub meant: String,
    /// When, UTC microseconds.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
}

static INSERT: Stmt = Stmt::write(
    "sayings.insert",
    "INSERT INTO sayings (div, number, said, meant, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, number) DO NOTHING",
);

/// Every change after a number, in order: `div, after number, limit`.
pub static AFTER: Stmt = Stmt::read(
    "sayings.after",
    "SELECT number, said, meant, changed_at, changed_by FROM sayings WHERE div = $1 AND number > $2 ORDER BY number LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl SayingRow {
    /// Inserts the row; conflicts when somebody else made this change meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.said.clone().into(),
                self.meant.clone().into(),
                self.changed_at.into(),
                self.changed_by.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`AFTER`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<SayingRow, StoreError> {
        let wrong = |_| StoreError::Broken("sayings: a number is out of range".into());
        Ok(SayingRow {
            number: row.int(0)?.try_into().map_err(wrong)?,
            said: row.text(1)?.to_string(),
            meant: row.text(2)?.to_string(),
            changed_at: row.int(3)?,
            changed_by: row.text(4)?.to_string(),
        })
    }
}
