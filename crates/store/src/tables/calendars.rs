//! Versions of the calendar (日历版本): each change with its notice, its day and who applied it. Rows are only added.

use crate::{Row, Stmt, StoreError, Write};

/// One change of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarRow {
    /// Number of the version that it made, from 1 without gaps.
    pub number: u32,
    /// Region whose own days it gives, twelve figures; empty for the national arrangement.
    pub region: String,
    /// Year that it arranges; 0 for the calendar with which a centre begins.
    pub year: i32,
    /// Numbers and addresses of the notices.
    pub notice: String,
    /// When it was applied, UTC microseconds.
    pub applied_at: i64,
    /// Who applied it.
    pub applied_by: String,
    /// The days, as JSON.
    pub doc: String,
}

static INSERT: Stmt = Stmt::write(
    "calendars.insert",
    "INSERT INTO calendars (div, number, region, year, notice, applied_at, applied_by, doc) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (div, number) DO NOTHING",
);

/// Every change after a version, in order: `div, after number, limit`.
pub static AFTER: Stmt = Stmt::read(
    "calendars.after",
    "SELECT number, region, year, notice, applied_at, applied_by, doc FROM calendars WHERE div = $1 AND number > $2 \
     ORDER BY number LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &AFTER];

impl CalendarRow {
    /// Inserts the row; conflicts when somebody else made this version meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.region.clone().into(),
                i64::from(self.year).into(),
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
    pub fn read(row: &Row) -> Result<CalendarRow, StoreError> {
        let wrong = |_| StoreError::Broken("calendars: a number is out of range".into());
        Ok(CalendarRow {
            number: row.int(0)?.try_into().map_err(wrong)?,
            region: row.text(1)?.to_string(),
            year: row.int(2)?.try_into().map_err(wrong)?,
            notice: row.text(3)?.to_string(),
            applied_at: row.int(4)?,
            applied_by: row.text(5)?.to_string(),
            doc: row.text(6)?.to_string(),
        })
    }
}
