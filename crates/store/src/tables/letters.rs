//! Letters of authority (授权委托书): each change as a row that holds the whole letter after it. Rows are only added.

use uuid::Uuid;

use crate::{Row, Stmt, StoreError, Write};

/// One change of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Number of the change, from 1 without gaps.
    pub number: i64,
    /// The letter.
    pub letter: Uuid,
    /// What was done: `drafted`, `discarded`, `signed`, `seal_handed` or `revoked`.
    pub step: String,
    /// The letter after it, as JSON.
    pub doc: String,
    /// When, UTC microseconds.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
}

static INSERT: Stmt = Stmt::write(
    "letters.insert",
    "INSERT INTO letters (div, number, letter, step, doc, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, number) DO NOTHING",
);

/// Every change after a number, in order: `div, after number, limit`.
pub static AFTER: Stmt = Stmt::read(
    "letters.after",
    "SELECT number, letter, step, doc, changed_at, changed_by FROM letters WHERE div = $1 AND number > $2 ORDER BY number LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl LetterRow {
    /// Inserts the row; conflicts when somebody else made this change meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.letter.as_bytes().to_vec().into(),
                self.step.clone().into(),
                self.doc.clone().into(),
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
    pub fn read(row: &Row) -> Result<LetterRow, StoreError> {
        let letter = Uuid::from_slice(row.bytes(1)?);
        Ok(LetterRow {
            number: row.int(0)?,
            letter: letter.map_err(|_| StoreError::Broken("letters: a letter's id is not sixteen bytes".into()))?,
            step: row.text(2)?.to_string(),
            doc: row.text(3)?.to_string(),
            changed_at: row.int(4)?,
            changed_by: row.text(5)?.to_string(),
        })
    }
}
