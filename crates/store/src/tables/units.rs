//! Units of the organisation (机构): halls, bodies, windows, places, as documents.

use crate::{Stmt, Write};

static PUT: Stmt = Stmt::write(
    "units.put",
    "INSERT INTO units (div, kind, code, doc) VALUES ($1, $2, $3, $4) ON CONFLICT (div, kind, code) DO UPDATE SET doc = excluded.doc",
);

static REMOVE: Stmt = Stmt::write(
    "units.remove",
    "DELETE FROM units WHERE div = $1 AND kind = $2 AND code = $3",
);

/// Of a kind, in order of code: `div, kind, after code, limit`. Columns: code, doc.
pub static OF_KIND: Stmt = Stmt::read(
    "units.of_kind",
    "SELECT code, doc FROM units WHERE div = $1 AND kind = $2 AND code > $3 ORDER BY code LIMIT $4",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &OF_KIND];

/// Inserts or replaces a unit.
pub fn put(div: &str, kind: &str, code: &str, doc: String) -> Write {
    Write {
        stmt: &PUT,
        params: vec![div.into(), kind.into(), code.into(), doc.into()],
        expect: Some(1),
    }
}

/// Takes a unit away; the record of the organisation keeps it for the days on which it was there.
pub fn remove(div: &str, kind: &str, code: &str) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), kind.into(), code.into()],
        expect: None,
    }
}
