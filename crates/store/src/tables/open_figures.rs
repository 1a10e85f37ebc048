//! How many open cases each body has in each status (在办统计): added up by the same changes that make it so, in lanes as
//! [`super::day_figures`] are.

use std::collections::BTreeMap;

use yimen_domain::cases::Status;

use crate::tables::cases::CaseRow;
use crate::{Stmt, Write};

static ADD: Stmt = Stmt::write(
    "open_figures.add",
    "INSERT INTO open_figures (div, body, status, lane, cases) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (div, body, status, lane) DO UPDATE SET cases = open_figures.cases + excluded.cases",
);
static FORGET: Stmt = Stmt::write("open_figures.forget", "DELETE FROM open_figures WHERE div = $1");
static FILL: Stmt = Stmt::write(
    "open_figures.fill",
    "INSERT INTO open_figures (div, body, status, lane, cases) \
     SELECT div, body, status, 0, COUNT(*) FROM cases WHERE div = $1 AND is_open = 1 GROUP BY div, body, status",
);

/// As of now: `div`. Columns: body, status, cases.
pub static NOW: Stmt = Stmt::read(
    "open_figures.now",
    "SELECT body, status, CAST(SUM(cases) AS BIGINT) FROM open_figures WHERE div = $1 GROUP BY body, status",
);

/// What was added up, and how many open cases there are by their rows, at one moment: `div`. Columns: body, status, what was
/// added up, what is counted.
pub static COMPARED: Stmt = Stmt::read(
    "open_figures.compared",
    "SELECT body, status, CAST(SUM(stored) AS BIGINT), CAST(SUM(counted) AS BIGINT) FROM (\
     SELECT body, status, cases AS stored, 0 AS counted FROM open_figures WHERE div = $1 \
     UNION ALL SELECT body, status, 0, 1 FROM cases WHERE div = $1 AND is_open = 1) both_sides \
     GROUP BY body, status ORDER BY body, status",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&ADD, &FORGET, &FILL, &NOW, &COMPARED];

/// Adds cases of a body and status in a lane.
pub fn add(div: &str, (body, status): (&str, &str), lane: i64, cases: i64) -> Write {
    Write {
        stmt: &ADD,
        params: vec![div.into(), body.into(), status.into(), lane.into(), cases.into()],
        expect: Some(1),
    }
}

/// Everything again, from the rows of cases.
pub fn rebuild(div: &str) -> [Write; 2] {
    [&FORGET, &FILL].map(|stmt| Write {
        stmt,
        params: vec![div.into()],
        expect: None,
    })
}

/// How many more or fewer cases are open, by body and status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    cases: BTreeMap<(String, Status), i64>,
}

impl Change {
    /// A case that now stands as in its row.
    pub fn add(&mut self, row: &CaseRow) {
        self.count(row, 1);
    }

    /// A case that no longer stands as in its row.
    pub fn take(&mut self, row: &CaseRow) {
        self.count(row, -1);
    }

    fn count(&mut self, row: &CaseRow, one: i64) {
        if !row.status.is_closed() {
            *self.cases.entry((row.body.clone(), row.status)).or_default() += one;
        }
    }

    /// What adds it up in a lane; nothing where nothing changed.
    pub fn writes(self, div: &str, lane: i64) -> impl Iterator<Item = Write> {
        let changed = self.cases.into_iter().filter(|(_, cases)| *cases != 0);
        changed.map(move |((body, status), cases)| add(div, (&body, status.code()), lane, cases))
    }
}
