//! When supervision looks at a case next (监察时点): one row a case, written with each change of it, found by its moment.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// Nothing falls due as the case stands.
pub const NEVER: i64 = i64::MAX;

/// The next moment of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRow {
    /// Its case.
    pub case: CaseId,
    /// The moment, UTC microseconds.
    pub moment: i64,
    /// The change of the rules by which it was computed.
    pub rules: u32,
    /// The version of the calendar by which it was computed.
    pub calendar: u32,
}

static PUT: Stmt = Stmt::write(
    "supervision_due.put",
    "INSERT INTO supervision_due (div, case_id, moment, rules, calendar, lease_until) VALUES ($1, $2, $3, $4, $5, 0) \
     ON CONFLICT (div, case_id) DO UPDATE SET moment = excluded.moment, rules = excluded.rules, calendar = excluded.calendar, \
     lease_until = excluded.lease_until",
);
static REMOVE: Stmt = Stmt::write(
    "supervision_due.remove",
    "DELETE FROM supervision_due WHERE div = $1 AND case_id = $2",
);
static LEASE: Stmt = Stmt::write(
    "supervision_due.lease",
    "UPDATE supervision_due SET lease_until = $1 WHERE div = $2 AND case_id = $3 AND moment = $4 AND lease_until <= $5",
);

/// Columns of [`STORED`] after the case, in the order of [`DueRow::values`].
pub const COLUMNS: [&str; 3] = ["moment", "rules", "calendar"];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "supervision_due.stored",
    "SELECT case_id, moment, rules, calendar FROM supervision_due WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id",
);
/// What has fallen due and is not leased, the earliest first: `div, now, limit`.
pub static WAITING: Stmt = Stmt::read(
    "supervision_due.waiting",
    "SELECT case_id, moment, rules, calendar FROM supervision_due WHERE div = $1 AND moment <= $2 AND lease_until <= $2 \
     ORDER BY moment, case_id LIMIT $3",
);
/// What was computed before a change of the rules: `div, number of the change, after (rules, case), limit`.
pub static BEHIND: Stmt = Stmt::read(
    "supervision_due.behind",
    "SELECT case_id, moment, rules, calendar FROM supervision_due WHERE div = $1 AND rules < $2 AND (rules, case_id) > ($3, $4) \
     ORDER BY rules, case_id LIMIT $5",
);
/// Open cases that have no row: `div, after case, limit`.
pub static MISSING: Stmt = Stmt::read(
    "supervision_due.missing",
    "SELECT c.id FROM cases c LEFT JOIN supervision_due d ON d.div = c.div AND d.case_id = c.id \
     WHERE c.div = $1 AND c.is_open = 1 AND c.id > $2 AND d.case_id IS NULL ORDER BY c.id LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &LEASE, &STORED, &WAITING, &BEHIND, &MISSING];

impl DueRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![self.moment.into(), self.rules.into(), self.calendar.into()]
    }

    /// Inserts or replaces the row; whoever had it leased has it no more.
    pub fn put(&self, div: &str) -> Write {
        let mut params = vec![div.into(), self.case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt: &PUT,
            params,
            expect: Some(1),
        }
    }

    /// Takes the row until `until`; conflicts when another worker has it, or the case was looked at meanwhile.
    pub fn lease(&self, div: &str, now: i64, until: i64) -> Write {
        Write {
            stmt: &LEASE,
            params: vec![
                until.into(),
                div.into(),
                self.case.0.into_bytes().into(),
                self.moment.into(),
                now.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of any statement here that reads whole rows.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<DueRow, StoreError> {
        let number = |column: usize| row.int(column).map(|number| u32::try_from(number).unwrap_or(0));
        Ok(DueRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            moment: row.int(1)?,
            rules: number(2)?,
            calendar: number(3)?,
        })
    }
}

/// Supervision looks at a case no more.
pub fn remove(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
