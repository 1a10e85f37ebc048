//! What happened on each day in each body (每日汇总): added up by the same changes that make it happen, so that boards
//! read a few hundred rows however many cases there are. Each process adds in a lane of its own and waits for no other.

use yimen_domain::cases::Status;

use crate::tables::by_day::{ByDay, Table};
use crate::tables::cases::{CaseRow, StoredRow};
use crate::{Stmt, Value, Write};

/// How many lanes there are.
pub const LANES: i64 = 64;

static ADD: Stmt = Stmt::write(
    "day_figures.add",
    "INSERT INTO day_figures (div, day, body, lane, filed, accepted, decided, in_time, granted, rated, rating_sum, closed) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (div, day, body, lane) DO UPDATE SET \
     filed = day_figures.filed + excluded.filed, accepted = day_figures.accepted + excluded.accepted, \
     decided = day_figures.decided + excluded.decided, in_time = day_figures.in_time + excluded.in_time, \
     granted = day_figures.granted + excluded.granted, rated = day_figures.rated + excluded.rated, \
     rating_sum = day_figures.rating_sum + excluded.rating_sum, closed = day_figures.closed + excluded.closed",
);
static FORGET: Stmt = Stmt::write("day_figures.forget", "DELETE FROM day_figures WHERE div = $1");
/// What each case adds to the figures of days, by its row. What is simulated is no application and adds nothing; its status alone says that it is.
macro_rules! of_cases {
    () => {
        "SELECT div, body, (filed_at + 28800000000) / 86400000000 AS day, 1 AS filed, 0 AS accepted, 0 AS decided, \
         0 AS in_time, 0 AS granted, 0 AS rated, 0 AS rating, 0 AS closed FROM cases WHERE div = $1 \
         AND status NOT IN ('simulating', 'simulated') \
         UNION ALL SELECT div, body, accepted_day, 0, 1, 0, 0, 0, 0, 0, 0 FROM cases WHERE div = $1 AND accepted_day IS NOT NULL \
         UNION ALL SELECT div, body, decided_day, 0, 0, 1, COALESCE(in_time, 0), COALESCE(granted, 0), 0, 0, 0 FROM cases \
         WHERE div = $1 AND decided_day IS NOT NULL \
         UNION ALL SELECT div, body, COALESCE(decided_day, closed_day), 0, 0, 0, 0, 0, 1, rating, 0 FROM cases \
         WHERE div = $1 AND rating IS NOT NULL AND COALESCE(decided_day, closed_day) IS NOT NULL \
         UNION ALL SELECT div, body, closed_day, 0, 0, 0, 0, 0, 0, 0, 1 FROM cases WHERE div = $1 AND closed_day IS NOT NULL \
         AND status NOT IN ('simulating', 'simulated')"
    };
}

static FILL: Stmt = Stmt::write(
    "day_figures.fill",
    concat!(
        "INSERT INTO day_figures (div, day, body, lane, filed, accepted, decided, in_time, granted, rated, rating_sum, closed) \
         SELECT div, day, body, 0, SUM(filed), SUM(accepted), SUM(decided), SUM(in_time), SUM(granted), SUM(rated), \
         SUM(rating), SUM(closed) FROM (",
        of_cases!(),
        ") single GROUP BY div, day, body"
    ),
);
static COMPARED: Stmt = Stmt::read(
    "day_figures.compared",
    concat!(
        "SELECT body, day, CAST(SUM(s1) AS BIGINT), CAST(SUM(s2) AS BIGINT), CAST(SUM(s3) AS BIGINT), CAST(SUM(s4) AS BIGINT), \
         CAST(SUM(s5) AS BIGINT), CAST(SUM(s6) AS BIGINT), CAST(SUM(s7) AS BIGINT), CAST(SUM(s8) AS BIGINT), \
         CAST(SUM(c1) AS BIGINT), CAST(SUM(c2) AS BIGINT), CAST(SUM(c3) AS BIGINT), CAST(SUM(c4) AS BIGINT), \
         CAST(SUM(c5) AS BIGINT), CAST(SUM(c6) AS BIGINT), CAST(SUM(c7) AS BIGINT), CAST(SUM(c8) AS BIGINT) FROM (\
         SELECT body, day, 0 AS s1, 0 AS s2, 0 AS s3, 0 AS s4, 0 AS s5, 0 AS s6, 0 AS s7, 0 AS s8, filed AS c1, \
         accepted AS c2, decided AS c3, in_time AS c4, granted AS c5, rated AS c6, rating AS c7, closed AS c8 FROM (",
        of_cases!(),
        ") single UNION ALL SELECT body, day, filed, accepted, decided, in_time, granted, rated, rating_sum, closed, \
         0, 0, 0, 0, 0, 0, 0, 0 FROM day_figures WHERE div = $1) both_sides GROUP BY body, day ORDER BY body, day"
    ),
);

/// Of a day, and since a day: `day, div, first day`. Columns: body; filed, accepted, decided, closed on the day; decided, of
/// these in time, rated, sum of ratings since the first day.
pub static SINCE: Stmt = Stmt::read(
    "day_figures.since",
    "SELECT body, CAST(SUM(CASE WHEN day = $1 THEN filed ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN day = $1 THEN accepted ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN day = $1 THEN decided ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN day = $1 THEN closed ELSE 0 END) AS BIGINT), \
     CAST(SUM(decided) AS BIGINT), CAST(SUM(in_time) AS BIGINT), CAST(SUM(rated) AS BIGINT), CAST(SUM(rating_sum) AS BIGINT) \
     FROM day_figures WHERE div = $2 AND day >= $3 GROUP BY body",
);

/// The table of these sums.
pub static TABLE: Table<8> = Table {
    name: "day_figures",
    columns: [
        "filed",
        "accepted",
        "decided",
        "in_time",
        "granted",
        "rated",
        "rating_sum",
        "closed",
    ],
    add: &ADD,
    compared: &COMPARED,
};

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&ADD, &FORGET, &FILL, &COMPARED, &SINCE];

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
    pub sums: ByDay<8>,
}

fn is_simulated(status: Status) -> bool {
    matches!(status, Status::Simulating | Status::Simulated)
}

/// What a row of a case says that is added up.
struct Facts<'a> {
    body: &'a str,
    filed_at: i64,
    accepted_day: Option<i64>,
    decided_day: Option<i64>,
    closed_day: Option<i64>,
    in_time: bool,
    granted: bool,
    rating: Option<i64>,
    simulated: bool,
}

impl<'a> Facts<'a> {
    fn of(row: &'a CaseRow) -> Facts<'a> {
        Facts {
            body: &row.body,
            filed_at: row.filed_at,
            accepted_day: row.accepted_day,
            decided_day: row.decided_day,
            closed_day: row.closed_day,
            in_time: row.in_time == Some(true),
            granted: row.granted == Some(true),
            rating: row.rating,
            simulated: is_simulated(row.status),
        }
    }

    /// From the stored values of a row, whatever else it says.
    fn stored(row: &StoredRow<'a>) -> Option<Facts<'a>> {
        Some(Facts {
            body: row.text("body")?,
            filed_at: row.int("filed_at")?,
            accepted_day: row.int("accepted_day"),
            decided_day: row.int("decided_day"),
            closed_day: row.int("closed_day"),
            in_time: row.int("in_time") == Some(1),
            granted: row.int("granted") == Some(1),
            rating: row.int("rating"),
            simulated: row.text("status").and_then(Status::parse).is_some_and(is_simulated),
        })
    }

    /// The day of filing by the clock of China (UTC+8).
    fn filed_day(&self) -> i64 {
        (self.filed_at + 28_800_000_000).div_euclid(86_400_000_000)
    }
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

    /// A case that should not stand as in the stored values of its row, as [`super::cases::STORED`] gives them.
    pub fn take_stored(&mut self, values: &[Value]) {
        if let Some(facts) = Facts::stored(&StoredRow(values)) {
            self.count(&facts, -1);
        }
    }

    fn count(&mut self, facts: &Facts<'_>, one: i64) {
        if facts.simulated {
            return;
        }
        let flag = |is: bool| one * i64::from(is);
        let mut sum = |day: Option<i64>, more: [i64; 8]| {
            if let Some(day) = day {
                self.sums.put(day, facts.body, more);
            }
        };
        sum(Some(facts.filed_day()), [one, 0, 0, 0, 0, 0, 0, 0]);
        sum(facts.accepted_day, [0, one, 0, 0, 0, 0, 0, 0]);
        let decided = [0, 0, one, flag(facts.in_time), flag(facts.granted), 0, 0, 0];
        sum(facts.decided_day, decided);
        if let Some(rating) = facts.rating {
            let day = facts.decided_day.or(facts.closed_day);
            sum(day, [0, 0, 0, 0, 0, one, one * rating, 0]);
        }
        sum(facts.closed_day, [0, 0, 0, 0, 0, 0, 0, one]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_simulated_adds_nothing_in_rust_and_in_sql() {
        let added = |status: Status| {
            let facts = Facts {
                body: "b",
                filed_at: 0,
                accepted_day: None,
                decided_day: None,
                closed_day: Some(1),
                in_time: false,
                granted: false,
                rating: None,
                simulated: is_simulated(status),
            };
            let mut tally = Tally::default();
            tally.count(&facts, 1);
            tally != Tally::default()
        };
        let left_out: Vec<_> = Status::ALL.into_iter().filter(|status| !added(*status)).collect();
        assert_eq!(left_out, [Status::Simulating, Status::Simulated]);
        let codes: Vec<String> = left_out.iter().map(|status| format!("'{}'", status.code())).collect();
        let named = format!("status NOT IN ({})", codes.join(", "));
        assert_eq!(of_cases!().matches(&named).count(), 2, "filed and closed");
    }
}
