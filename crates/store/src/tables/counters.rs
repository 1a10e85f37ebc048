//! Counters (编号计数): the last number that each series of case numbers has given, for the proof that none is missing.

use crate::{Series, Stmt, Write};

/// Series of case numbers: `div`. Columns: name (`case/` and the item's code), day, last number.
pub static OF_CASES: Stmt = Stmt::read(
    "counters.of_cases",
    "SELECT name, day, last FROM counters WHERE div = $1 AND name LIKE 'case/%' ORDER BY name, day",
);

static PUT: Stmt = Stmt::write(
    "counters.put",
    "INSERT INTO counters (div, name, day, last) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (div, name, day) DO UPDATE SET last = excluded.last",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&OF_CASES, &PUT];

/// Sets the last number of a series, when the cases that have its numbers are loaded together with it.
pub fn put(div: &str, series: &Series, last: u64) -> Write {
    Write {
        stmt: &PUT,
        params: vec![
            div.into(),
            series.name.as_str().into(),
            series.day.into(),
            i64::try_from(last).unwrap_or(i64::MAX).into(),
        ],
        expect: Some(1),
    }
}
