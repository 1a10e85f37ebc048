//! Clocks (时限): one row for each clock of a case, found by the moment it is due and never by scanning.

use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// The moment of what is never due: a clock that stands suspended.
pub const NEVER: i64 = i64::MAX;
/// The number of days of a clock whose due day is not a matter of its start and its days alone.
pub const NOT_PLAIN: i64 = -1;

/// One clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    /// Code of the kind.
    pub kind: &'static str,
    /// `running`, `suspended` or `stopped`.
    pub state: &'static str,
    /// Day of the start, not counted.
    pub start_day: i64,
    /// Working days allowed, extension included; [`NOT_PLAIN`] where suspensions have a say in the due day too.
    pub allowed: i64,
    /// Moment at which it is over, UTC microseconds; [`NEVER`] while it stands suspended.
    pub due_at: i64,
    /// The due day lies in an unpublished year.
    pub provisional: bool,
    /// Version of the calendar.
    pub calendar: u32,
}

static PUT: Stmt = Stmt::write(
    "clocks.put",
    "INSERT INTO clocks (div, case_id, kind, state, start_day, allowed, due_at, provisional, calendar) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (div, case_id, kind) DO UPDATE SET state = excluded.state, \
     start_day = excluded.start_day, allowed = excluded.allowed, due_at = excluded.due_at, provisional = excluded.provisional, calendar = excluded.calendar",
);

static REMOVE: Stmt = Stmt::write(
    "clocks.remove",
    "DELETE FROM clocks WHERE div = $1 AND case_id = $2 AND kind = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`ClockRow::values`].
pub const COLUMNS: [&str; 7] = [
    "kind",
    "state",
    "start_day",
    "allowed",
    "due_at",
    "provisional",
    "calendar",
];
/// Every column of the clocks of a range of cases as it is stored: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "clocks.stored",
    "SELECT case_id, kind, state, start_day, allowed, due_at, provisional, calendar FROM clocks \
     WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, kind",
);

/// Running ones that fall due up to a moment, from a place on: `div, up to, after (due_at, case, kind), limit`. Columns:
/// due_at, case_id, kind, provisional.
pub static DUE: Stmt = Stmt::read(
    "clocks.due",
    "SELECT due_at, case_id, kind, provisional FROM clocks WHERE div = $1 AND state = 'running' AND due_at <= $2 \
     AND (due_at, case_id, kind) > ($3, $4, $5) ORDER BY due_at, case_id, kind LIMIT $6",
);

/// Running ones of a kind that were due up to a moment: `div, kind, up to, after due_at, after case, limit`. Columns:
/// case_id, due_at.
pub static DUE_OF_KIND: Stmt = Stmt::read(
    "clocks.due_of_kind",
    "SELECT case_id, due_at FROM clocks WHERE div = $1 AND kind = $2 AND state = 'running' AND due_at <= $3 \
     AND (due_at, case_id) > ($4, $5) ORDER BY due_at, case_id LIMIT $6",
);

/// The different pairs of start and days among the running clocks of open cases that were computed by a version of the
/// calendar: `div, version, after case, up to case, before version`; only clocks that were computed by an earlier version
/// than the last. Columns: start_day, allowed.
pub static PAIRS: Stmt = Stmt::read(
    "clocks.pairs",
    "SELECT DISTINCT k.start_day, k.allowed FROM cases c JOIN clocks k ON k.div = c.div AND k.case_id = c.id \
     WHERE c.div = $1 AND c.is_open = 1 AND c.calendar = $2 AND c.id > $3 AND c.id <= $4 AND k.state = 'running' \
     AND k.allowed >= 0 AND k.calendar < $5",
);

static KEEP_DUE: Stmt = Stmt::write(
    "due_days.keep",
    "INSERT INTO due_days (div, calendar, start_day, allowed, due_at, provisional) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, calendar, start_day, allowed) DO NOTHING",
);

static FORGET_DUE: Stmt = Stmt::write(
    "due_days.forget",
    "DELETE FROM due_days WHERE div = $1 AND calendar <= $2",
);

// The cases are named twice, by their range and one by one: either way to them may be the shorter one.
static RECOUNT: Stmt = Stmt::write(
    "clocks.recount",
    "UPDATE clocks SET (due_at, provisional) = (SELECT d.due_at, d.provisional FROM due_days d WHERE d.div = clocks.div \
     AND d.calendar = $1 AND d.start_day = clocks.start_day AND d.allowed = clocks.allowed), calendar = $1 \
     WHERE div = $2 AND state = 'running' AND calendar < $1 AND case_id > $3 AND case_id <= $4 AND case_id IN (SELECT c.id \
     FROM cases c WHERE c.div = $2 AND c.is_open = 1 AND c.calendar = $5 AND c.id > $3 AND c.id <= $4) AND EXISTS (SELECT 1 \
     FROM due_days e WHERE e.div = clocks.div AND e.calendar = $1 AND e.start_day = clocks.start_day \
     AND e.allowed = clocks.allowed)",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &REMOVE,
    &STORED,
    &DUE,
    &DUE_OF_KIND,
    &PAIRS,
    &KEEP_DUE,
    &FORGET_DUE,
    &RECOUNT,
];

impl ClockRow {
    /// Inserts or replaces the row.
    pub fn put(&self, div: &str, case: CaseId) -> Write {
        let mut params = vec![div.into(), case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt: &PUT,
            params,
            expect: Some(1),
        }
    }

    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.kind.into(),
            self.state.into(),
            self.start_day.into(),
            self.allowed.into(),
            self.due_at.into(),
            i64::from(self.provisional).into(),
            self.calendar.into(),
        ]
    }
}

/// Removes the row of a clock that the case does not have.
pub fn remove(div: &str, case: CaseId, kind: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), kind],
        expect: None,
    }
}

/// A clock's place in the order of due moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Moment.
    pub due_at: i64,
    /// Case.
    pub case: [u8; 16],
    /// Kind.
    pub kind: String,
}

impl Place {
    /// Before every clock that falls due from a moment on.
    pub fn from(due_at: i64) -> Place {
        Place {
            due_at,
            case: [0; 16],
            kind: String::new(),
        }
    }

    /// The place of a row of [`DUE`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<Place, StoreError> {
        Ok(Place {
            due_at: row.int(0)?,
            case: row.id(1)?,
            kind: row.text(2)?.to_string(),
        })
    }

    /// The three parameters that name it.
    pub fn params(&self) -> [crate::Value; 3] {
        [self.due_at.into(), self.case.into(), self.kind.as_str().into()]
    }
}

/// Keeps when a limit ends by a version of the calendar: what starts on a day and may take so many working days.
pub fn keep_due(
    div: &str,
    calendar: u32,
    (start_day, allowed): (i64, i64),
    (due_at, provisional): (i64, bool),
) -> Write {
    Write {
        stmt: &KEEP_DUE,
        params: vec![
            div.into(),
            calendar.into(),
            start_day.into(),
            allowed.into(),
            due_at.into(),
            i64::from(provisional).into(),
        ],
        expect: None,
    }
}

/// Forgets what was kept for the versions of the calendar up to one.
pub fn forget_due(div: &str, calendar: u32) -> Write {
    Write {
        stmt: &FORGET_DUE,
        params: vec![div.into(), calendar.into()],
        expect: None,
    }
}

/// Brings running clocks to version `to` of the calendar by what was kept for it: those of the open cases after `after` up
/// to `last` that were computed by version `from`. Clocks of which nothing was kept stay as they are.
pub fn recount(div: &str, (from, to): (u32, u32), after: &[u8], last: [u8; 16]) -> Write {
    Write {
        stmt: &RECOUNT,
        params: vec![to.into(), div.into(), after.to_vec().into(), last.into(), from.into()],
        expect: None,
    }
}
