//! Rules of clocks (时限规则): each change with its notice, its day and who applied it. Rows are only added.

use crate::{Row, Stmt, StoreError, Write};

/// One change of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRulesRow {
    /// Number of the version that it made, from 1 without gaps.
    pub number: u32,
    /// Number or title of the notice behind it.
    pub notice: String,
    /// When it was applied, UTC microseconds.
    pub applied_at: i64,
    /// Who applied it.
    pub applied_by: String,
    /// The rules, as JSON.
    pub doc: String,
}

static INSERT: Stmt = Stmt::write(
    "clock_rules.insert",
    "INSERT INTO clock_rules (div, number, notice, applied_at, applied_by, doc) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, number) DO NOTHING",
);

/// Every change after a version, in order: `div, after number, limit`.
pub static AFTER: Stmt = Stmt::read(
    "clock_rules.after",
    "SELECT number, notice, applied_at, applied_by, doc FROM clock_rules WHERE div = $1 AND number > $2 \
     ORDER BY number LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl ClockRulesRow {
    /// Inserts the row; conflicts when somebody else made this version meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.notice.clone().into(),
                self.applied_at.into(),
                self.applied_by.clone().into(),
                self.doc.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`AFTER`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<ClockRulesRow, StoreError> {
        let wrong = |_| StoreError::Broken("clock_rules: a number is out of range".into());
        Ok(ClockRulesRow {
            number: row.int(0)?.try_into().map_err(wrong)?,
            notice: row.text(1)?.to_string(),
            applied_at: row.int(2)?,
            applied_by: row.text(3)?.to_string(),
            doc: row.text(4)?.to_string(),
        })
    }
}
