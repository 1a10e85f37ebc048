//! Rules of supervision (监察规则): each change with its notice, its moment and who applied it. Rows are only added; the versions of every rule follow
//! from them.

use crate::{Row, Stmt, StoreError, Write};

/// One change of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionRulesRow {
    /// Number of the change, from 1 without gaps.
    pub number: u32,
    /// Number or title of the notice behind it.
    pub notice: String,
    /// When it was applied, UTC microseconds.
    pub applied_at: i64,
    /// Who applied it.
    pub applied_by: String,
    /// What it puts in force and what it ends, as JSON.
    pub doc: String,
}

static INSERT: Stmt = Stmt::write(
    "supervision_rules.insert",
    "INSERT INTO supervision_rules (div, number, notice, applied_at, applied_by, doc) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, number) DO NOTHING",
);

/// Every change after one, in order: `div, after number, limit`.
pub static AFTER: Stmt = Stmt::read(
    "supervision_rules.after",
    "SELECT number, notice, applied_at, applied_by, doc FROM supervision_rules WHERE div = $1 AND number > $2 \
     ORDER BY number LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl SupervisionRulesRow {
    /// Inserts the row; conflicts when somebody else made this change meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.notice.as_str().into(),
                self.applied_at.into(),
                self.applied_by.as_str().into(),
                self.doc.as_str().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`AFTER`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<SupervisionRulesRow, StoreError> {
        let wrong = |_| StoreError::Broken("supervision_rules: a number is out of range".into());
        Ok(SupervisionRulesRow {
            number: row.int(0)?.try_into().map_err(wrong)?,
            notice: row.text(1)?.to_string(),
            applied_at: row.int(2)?,
            applied_by: row.text(3)?.to_string(),
            doc: row.text(4)?.to_string(),
        })
    }
}
