//! Counters (编号计数): the last number that each series of case numbers has given, for the proof that none is missing.

use crate::Stmt;

/// Series of case numbers: `div`. Columns: name (`case/` and the item's code), day, last number.
pub static OF_CASES: Stmt = Stmt::read(
    "counters.of_cases",
    "SELECT name, day, last FROM counters WHERE div = $1 AND name LIKE 'case/%' ORDER BY name, day",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&OF_CASES];
