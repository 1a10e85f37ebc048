//! Settings of a division (设置), by name.

use crate::{Stmt, Write};

static PUT: Stmt = Stmt::write(
    "settings.put",
    "INSERT INTO settings (div, name, value) VALUES ($1, $2, $3) ON CONFLICT (div, name) DO UPDATE SET value = excluded.value",
);

/// One: `div, name`. Column: value.
pub static ONE: Stmt = Stmt::read(
    "settings.one",
    "SELECT value FROM settings WHERE div = $1 AND name = $2",
);
/// Which divisions there are: a division has a setting `name`. Columns: div, value.
pub static DIVISIONS: Stmt = Stmt::read(
    "settings.divisions",
    "SELECT div, value FROM settings WHERE name = 'division.name' ORDER BY div LIMIT 1000",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &ONE, &DIVISIONS];

/// Sets a value.
pub fn put(div: &str, name: &str, value: &str) -> Write {
    Write {
        stmt: &PUT,
        params: vec![div.into(), name.into(), value.into()],
        expect: Some(1),
    }
}
