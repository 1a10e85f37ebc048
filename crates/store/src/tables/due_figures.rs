//! How many open cases of each body are due, or pass a limit, on each day (到期统计): added up by the same changes that make it so,
//! in lanes as [`super::day_figures`] are. Days that are long past are put together in one, so that a board reads as much
//! in an old and large centre as in a new one.

use yimen_domain::cases::Status;

use crate::tables::NEVER;
use crate::tables::by_day::{self, ByDay, Table};
use crate::tables::cases::{CaseRow, StoredRow};
use crate::{Row, Stmt, StoreError, Value, Write};

/// The day of the sums of all days that were put together: before every real day.
pub const PAST: i64 = i32::MIN as i64;

static ADD: Stmt = Stmt::write(
    "due_figures.add",
    "INSERT INTO due_figures (div, day, body, lane, due, promised, statutory, later) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (div, day, body, lane) DO UPDATE SET due = due_figures.due + excluded.due, \
     promised = due_figures.promised + excluded.promised, statutory = due_figures.statutory + excluded.statutory, \
     later = due_figures.later + excluded.later",
);
static FORGET: Stmt = Stmt::write("due_figures.forget", "DELETE FROM due_figures WHERE div = $1");
static REMOVE: Stmt = Stmt::write(
    "due_figures.remove",
    "DELETE FROM due_figures WHERE div = $1 AND day = $2 AND body = $3 AND lane = $4 \
     AND due = $5 AND promised = $6 AND statutory = $7 AND later = $8",
);
/// What each open case adds, by its row.
macro_rules! of_cases {
    () => {
        "SELECT div, body, due_day AS day, 1 AS due, 0 AS promised, 0 AS statutory, 0 AS later FROM cases \
         WHERE div = $1 AND is_open = 1 AND due_day < 2147483647 \
         UNION ALL SELECT div, body, promised_day, 0, 1, 0, 0 FROM cases \
         WHERE div = $1 AND is_open = 1 AND status IN ('accepted', 'reviewed') AND promised_day IS NOT NULL \
         UNION ALL SELECT div, body, statutory_day, 0, 0, 1, 0 FROM cases \
         WHERE div = $1 AND is_open = 1 AND status IN ('accepted', 'reviewed') AND statutory_day IS NOT NULL \
         UNION ALL SELECT div, body, CASE WHEN promised_day > statutory_day THEN promised_day ELSE statutory_day END, 0, 0, 0, 1 \
         FROM cases WHERE div = $1 AND is_open = 1 AND status IN ('accepted', 'reviewed') \
         AND promised_day IS NOT NULL AND statutory_day IS NOT NULL"
    };
}

static FILL: Stmt = Stmt::write(
    "due_figures.fill",
    concat!(
        "INSERT INTO due_figures (div, day, body, lane, due, promised, statutory, later) \
         SELECT div, day, body, 0, SUM(due), SUM(promised), SUM(statutory), SUM(later) FROM (",
        of_cases!(),
        ") single GROUP BY div, day, body"
    ),
);
static COMPARED: Stmt = Stmt::read(
    "due_figures.compared",
    concat!(
        "SELECT body, day, CAST(SUM(s1) AS BIGINT), CAST(SUM(s2) AS BIGINT), CAST(SUM(s3) AS BIGINT), CAST(SUM(s4) AS BIGINT), \
         CAST(SUM(c1) AS BIGINT), CAST(SUM(c2) AS BIGINT), CAST(SUM(c3) AS BIGINT), CAST(SUM(c4) AS BIGINT) FROM (\
         SELECT body, day, 0 AS s1, 0 AS s2, 0 AS s3, 0 AS s4, due AS c1, promised AS c2, statutory AS c3, later AS c4 FROM (",
        of_cases!(),
        ") single UNION ALL SELECT body, day, due, promised, statutory, later, 0, 0, 0, 0 \
         FROM due_figures WHERE div = $1) both_sides GROUP BY body, day ORDER BY body, day"
    ),
);

/// As of a day: `today, div, last day of soon`. Columns: body; due today; due from today to the last day; being examined and past
/// the law's limit; being examined and past the promise alone.
pub static NOW: Stmt = Stmt::read(
    "due_figures.now",
    "SELECT body, CAST(SUM(CASE WHEN day = $1 THEN due ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN day >= $1 THEN due ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN day < $1 THEN statutory ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN day < $1 THEN promised - later ELSE 0 END) AS BIGINT) \
     FROM due_figures WHERE div = $2 AND day <= $3 GROUP BY body",
);

/// Rows of days between two: `div, after day, before day, limit`. Columns: day, body, lane, and the sums.
pub static BETWEEN: Stmt = Stmt::read(
    "due_figures.between",
    "SELECT day, body, lane, due, promised, statutory, later FROM due_figures \
     WHERE div = $1 AND day > $2 AND day < $3 ORDER BY day, body, lane LIMIT $4",
);

/// The table of these sums: of the cases whose next due day is the day; of those that are being examined, whose promised limit it
/// is, whose limit by law, and the later of the two where there are both.
pub static TABLE: Table<4> = Table {
    name: "due_figures",
    columns: ["due", "promised", "statutory", "later"],
    add: &ADD,
    compared: &COMPARED,
};

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&ADD, &FORGET, &REMOVE, &FILL, &COMPARED, &NOW, &BETWEEN];

/// Everything again, from the rows of cases.
pub fn rebuild(div: &str) -> [Write; 2] {
    [&FORGET, &FILL].map(|stmt| Write {
        stmt,
        params: vec![div.into()],
        expect: None,
    })
}

/// What is to be added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// By day and body.
    pub sums: ByDay<4>,
}

/// What a row of a case says that is added up.
struct Facts<'a> {
    body: &'a str,
    is_open: bool,
    is_examined: bool,
    due_day: i64,
    promised_day: Option<i64>,
    statutory_day: Option<i64>,
}

impl Tally {
    /// A case that now stands as in its row.
    pub fn add(&mut self, row: &CaseRow) {
        self.count(&Facts::of(row), 1);
    }

    /// A case that no longer stands as in its row.
    pub fn take(&mut self, row: &CaseRow) {
        self.count(&Facts::of(row), -1);
    }

    /// A case that should not stand as in the stored values of its row.
    pub fn take_stored(&mut self, values: &[Value]) {
        if let Some(facts) = Facts::stored(&StoredRow(values)) {
            self.count(&facts, -1);
        }
    }

    fn count(&mut self, facts: &Facts<'_>, one: i64) {
        let mut sum = |day: Option<i64>, more: [i64; 4]| {
            if let Some(day) = day {
                self.sums.put(day, facts.body, more);
            }
        };
        if facts.is_open {
            sum(Some(facts.due_day).filter(|day| *day < NEVER), [one, 0, 0, 0]);
        }
        if facts.is_open && facts.is_examined {
            let (promised, statutory) = (facts.promised_day, facts.statutory_day);
            sum(promised, [0, one, 0, 0]);
            sum(statutory, [0, 0, one, 0]);
            let later = promised
                .zip(statutory)
                .map(|(promised, statutory)| promised.max(statutory));
            sum(later, [0, 0, 0, one]);
        }
    }
}

impl<'a> Facts<'a> {
    fn of(row: &'a CaseRow) -> Facts<'a> {
        Facts {
            body: &row.body,
            is_open: !row.status.is_closed(),
            is_examined: matches!(row.status, Status::Accepted | Status::Reviewed),
            due_day: row.due_day,
            promised_day: row.promised_day,
            statutory_day: row.statutory_day,
        }
    }

    /// From the stored values of a row, whatever else it says.
    fn stored(row: &StoredRow<'a>) -> Option<Facts<'a>> {
        Some(Facts {
            body: row.text("body")?,
            is_open: row.int("is_open") == Some(1),
            is_examined: matches!(row.text("status"), Some("accepted" | "reviewed")),
            due_day: row.int("due_day")?,
            promised_day: row.int("promised_day"),
            statutory_day: row.int("statutory_day"),
        })
    }
}

/// A stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Body.
    pub body: String,
    /// Lane.
    pub lane: i64,
    /// The columns of [`TABLE`].
    pub sums: [i64; 4],
}

impl Stored {
    /// From a row of [`BETWEEN`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<Stored, StoreError> {
        Ok(Stored {
            day: row.int(0)?,
            body: row.text(1)?.to_string(),
            lane: row.int(2)?,
            sums: by_day::read(row, 3)?,
        })
    }

    /// Removes the row if nobody added to it since; otherwise the change conflicts.
    pub fn remove(&self, div: &str) -> Write {
        let mut params = vec![div.into(), self.day.into(), self.body.as_str().into(), self.lane.into()];
        params.extend(self.sums.map(Value::from));
        Write {
            stmt: &REMOVE,
            params,
            expect: Some(1),
        }
    }
}
