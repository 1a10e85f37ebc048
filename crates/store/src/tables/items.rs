//! Items (事项): every version as a document that never changes.

use crate::{Stmt, Write};

static INSERT: Stmt = Stmt::write(
    "items.insert",
    "INSERT INTO items (div, code, version, doc, made_at, source) VALUES ($1, $2, $3, $4, $5, $6)",
);

/// Versions in order: `div, after code, after version, limit`. Columns: code, version, doc, made_at.
pub static IN_ORDER: Stmt = Stmt::read(
    "items.in_order",
    "SELECT code, version, doc, made_at FROM items WHERE div = $1 AND (code, version) > ($2, $3) ORDER BY code, version LIMIT $4",
);
/// How many versions there are, to see whether the library in memory is the latest: `div`.
pub static COUNT: Stmt = Stmt::read("items.count", "SELECT COUNT(*) FROM items WHERE div = $1");

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &IN_ORDER, &COUNT];

/// Adds a version.
pub fn insert(div: &str, code: &str, version: u32, doc: String, made_at: i64, source: &str) -> Write {
    let params = vec![
        div.into(),
        code.into(),
        version.into(),
        doc.into(),
        made_at.into(),
        source.into(),
    ];
    Write {
        stmt: &INSERT,
        params,
        expect: Some(1),
    }
}
