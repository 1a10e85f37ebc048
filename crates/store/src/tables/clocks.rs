//! Clocks (时限): one row for each clock of a case, found by due day and never by scanning.

use yimen_domain::cases::CaseId;

use crate::{Stmt, Write};

/// One clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    /// Code of the kind.
    pub kind: &'static str,
    /// `running`, `suspended` or `stopped`.
    pub state: &'static str,
    /// Day of the start, not counted.
    pub start_day: i64,
    /// Due day.
    pub due_day: i64,
    /// The due day lies in an unpublished year.
    pub provisional: bool,
    /// Version of the calendar.
    pub calendar: String,
}

static PUT: Stmt = Stmt::write(
    "clocks.put",
    "INSERT INTO clocks (div, case_id, kind, state, start_day, due_day, provisional, calendar) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (div, case_id, kind) DO UPDATE SET state = excluded.state, due_day = excluded.due_day, \
     provisional = excluded.provisional, calendar = excluded.calendar",
);

/// Running ones that fall due up to a day: `div, up to day, limit`. Columns: case_id, kind, due_day.
pub static DUE: Stmt = Stmt::read(
    "clocks.due",
    "SELECT case_id, kind, due_day FROM clocks WHERE div = $1 AND state = 'running' AND due_day <= $2 ORDER BY due_day, case_id, kind LIMIT $3",
);

/// Running ones of a kind that fall due up to a day: `div, kind, up to day, after due day, after case, limit`. Columns:
/// case_id, due_day.
pub static DUE_OF_KIND: Stmt = Stmt::read(
    "clocks.due_of_kind",
    "SELECT case_id, due_day FROM clocks WHERE div = $1 AND kind = $2 AND state = 'running' AND due_day <= $3 \
     AND (due_day, case_id) > ($4, $5) ORDER BY due_day, case_id LIMIT $6",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &DUE, &DUE_OF_KIND];

impl ClockRow {
    /// Inserts or replaces the row.
    pub fn put(&self, div: &str, case: CaseId) -> Write {
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                case.0.into_bytes().into(),
                self.kind.into(),
                self.state.into(),
                self.start_day.into(),
                self.due_day.into(),
                i64::from(self.provisional).into(),
                self.calendar.clone().into(),
            ],
            expect: Some(1),
        }
    }
}
