//! What happened on each day in each body (每日汇总): added up by the same changes that make it happen, so that boards
//! read a few hundred rows however many cases there are. Each process adds in a lane of its own and waits for no other.

use std::collections::BTreeMap;

use crate::tables::cases::CaseRow;
use crate::{Stmt, Write};

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
static FILL: Stmt = Stmt::write(
    "day_figures.fill",
    "INSERT INTO day_figures (div, day, body, lane, filed, accepted, decided, in_time, granted, rated, rating_sum, closed) \
     SELECT div, day, body, 0, SUM(filed), SUM(accepted), SUM(decided), SUM(in_time), SUM(granted), SUM(rated), \
     SUM(rating), SUM(closed) FROM (\
     SELECT div, body, (filed_at + 28800000000) / 86400000000 AS day, 1 AS filed, 0 AS accepted, 0 AS decided, 0 AS in_time, \
     0 AS granted, 0 AS rated, 0 AS rating, 0 AS closed FROM cases WHERE div = $1 \
     UNION ALL SELECT div, body, accepted_day, 0, 1, 0, 0, 0, 0, 0, 0 FROM cases WHERE div = $1 AND accepted_day IS NOT NULL \
     UNION ALL SELECT div, body, decided_day, 0, 0, 1, COALESCE(in_time, 0), COALESCE(granted, 0), 0, 0, 0 FROM cases \
     WHERE div = $1 AND decided_day IS NOT NULL \
     UNION ALL SELECT div, body, COALESCE(decided_day, closed_day), 0, 0, 0, 0, 0, 1, rating, 0 FROM cases \
     WHERE div = $1 AND rating IS NOT NULL AND COALESCE(decided_day, closed_day) IS NOT NULL \
     UNION ALL SELECT div, body, closed_day, 0, 0, 0, 0, 0, 0, 0, 1 FROM cases WHERE div = $1 AND closed_day IS NOT NULL\
     ) single GROUP BY div, day, body",
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

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&ADD, &FORGET, &FILL, &SINCE];

/// Everything again, from the rows of cases.
pub fn rebuild(div: &str) -> [Write; 2] {
    [&FORGET, &FILL].map(|stmt| Write {
        stmt,
        params: vec![div.into()],
        expect: None,
    })
}

/// What is to be added, by day and body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    sums: BTreeMap<(i64, String), Sums>,
}

/// Filed, accepted, decided, in time, granted, rated, sum of ratings, closed.
type Sums = [i64; 8];

impl Tally {
    /// A case that now stands as in its row.
    pub fn add(&mut self, row: &CaseRow) {
        self.count(row, 1);
    }

    /// A case that no longer stands as in its row.
    pub fn take(&mut self, row: &CaseRow) {
        self.count(row, -1);
    }

    fn count(&mut self, row: &CaseRow, one: i64) {
        let flag = |is: Option<bool>| one * i64::from(is == Some(true));
        self.sum(row, Some(filed_day(row)), [one, 0, 0, 0, 0, 0, 0, 0]);
        self.sum(row, row.accepted_day, [0, one, 0, 0, 0, 0, 0, 0]);
        self.sum(
            row,
            row.decided_day,
            [0, 0, one, flag(row.in_time), flag(row.granted), 0, 0, 0],
        );
        if let Some(rating) = row.rating {
            let day = row.decided_day.or(row.closed_day);
            self.sum(row, day, [0, 0, 0, 0, 0, one, one * rating, 0]);
        }
        self.sum(row, row.closed_day, [0, 0, 0, 0, 0, 0, 0, one]);
    }

    fn sum(&mut self, row: &CaseRow, day: Option<i64>, more: Sums) {
        let Some(day) = day else { return };
        let sums = self.sums.entry((day, row.body.clone())).or_default();
        for (sum, more) in sums.iter_mut().zip(more) {
            *sum += more;
        }
    }

    /// What adds it up in a lane; nothing where nothing changed.
    pub fn writes(self, div: &str, lane: i64) -> impl Iterator<Item = Write> {
        let changed = self.sums.into_iter().filter(|(_, sums)| *sums != Sums::default());
        changed.map(move |((day, body), sums)| {
            let mut params = Vec::with_capacity(12);
            params.extend([div.into(), day.into(), body.into(), lane.into()]);
            params.extend(sums.map(Into::into));
            Write {
                stmt: &ADD,
                params,
                expect: Some(1),
            }
        })
    }
}

/// The day of filing by the clock of China (UTC+8).
fn filed_day(row: &CaseRow) -> i64 {
    (row.filed_at + 28_800_000_000).div_euclid(86_400_000_000)
}
