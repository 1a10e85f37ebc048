//! Items (事项): every version as a document that never changes.

use crate::{Stmt, Write};

static INSERT: Stmt = Stmt::write(
    "items.insert",
    "INSERT INTO items (div, code, version, doc, made_at, source, valid_from) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, code, version) DO NOTHING",
);

/// Versions in order: `div, after code, after version, limit`. Columns: code, version, doc, made_at, valid_from.
pub static IN_ORDER: Stmt = Stmt::read(
    "items.in_order",
    "SELECT code, version, doc, made_at, valid_from FROM items WHERE div = $1 AND (code, version) > ($2, $3) ORDER BY code, version LIMIT $4",
);
/// The document of one version: `div, code, version`.
pub static DOC: Stmt = Stmt::read(
    "items.doc",
    "SELECT doc FROM items WHERE div = $1 AND code = $2 AND version = $3",
);
/// How many versions there are, to see whether the library in memory is the latest: `div`.
pub static COUNT: Stmt = Stmt::read("items.count", "SELECT COUNT(*) FROM items WHERE div = $1");

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &IN_ORDER, &DOC, &COUNT];

/// Adds a version, which holds from the day it was made; conflicts when there is one of that number.
pub fn insert(div: &str, code: &str, version: u32, doc: String, made_at: i64, source: &str) -> Write {
    insert_from(div, code, version, doc, made_at, source, None)
}

/// Adds a version that holds from a day; conflicts when there is one of that number.
pub fn insert_from(
    div: &str,
    code: &str,
    version: u32,
    doc: String,
    made_at: i64,
    source: &str,
    valid_from: Option<i64>,
) -> Write {
    let params = vec![
        div.into(),
        code.into(),
        version.into(),
        doc.into(),
        made_at.into(),
        source.into(),
        valid_from.into(),
    ];
    Write {
        stmt: &INSERT,
        params,
        expect: Some(1),
    }
}
