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

/// The last number that one series has given: `div, name, day`.
pub static LAST: Stmt = Stmt::read(
    "counters.last",
    "SELECT last FROM counters WHERE div = $1 AND name = $2 AND day = $3",
);

static RAISE: Stmt = Stmt::write(
    "counters.raise",
    "INSERT INTO counters (div, name, day, last) VALUES ($1, $2, $3, $4) ON CONFLICT (div, name, day) \
     DO UPDATE SET last = excluded.last WHERE counters.last < excluded.last",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&OF_CASES, &PUT, &LAST, &RAISE];

/// Raises a series to a number that it has given; never lowers it.
pub fn raise(div: &str, name: &str, day: i64, last: i64) -> Write {
    Write {
        stmt: &RAISE,
        params: vec![div.into(), name.into(), day.into(), last.into()],
        expect: None,
    }
}
