//! The vault (保密内容): what people told about themselves, sealed; the ledger holds only a commitment to it.

use yimen_domain::cases::CaseId;

use crate::{Stmt, Write};

static INSERT: Stmt = Stmt::write(
    "vault.insert",
    "INSERT INTO vault (div, case_id, seq, sealed) VALUES ($1, $2, $3, $4)",
);

/// Of a case, latest first: `div, case_id`. Columns: seq, sealed.
pub static OF_CASE: Stmt = Stmt::read(
    "vault.of_case",
    "SELECT seq, sealed FROM vault WHERE div = $1 AND case_id = $2 ORDER BY seq DESC",
);

static FORGET: Stmt = Stmt::write("vault.forget", "DELETE FROM vault WHERE div = $1 AND case_id = $2");

/// Of the cases after one, up to another: `div, after case_id, last case_id`. Columns: case_id, seq, sealed.
pub static BETWEEN: Stmt = Stmt::read(
    "vault.between",
    "SELECT case_id, seq, sealed FROM vault WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, seq",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &OF_CASE, &FORGET, &BETWEEN];

/// Deletes every sealed word of a case.
pub fn forget(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}

/// Keeps the sealed words that came with event `seq`.
pub fn insert(div: &str, case: CaseId, seq: u32, sealed: Vec<u8>) -> Write {
    Write {
        stmt: &INSERT,
        params: vec![div.into(), case.0.into_bytes().into(), seq.into(), sealed.into()],
        expect: Some(1),
    }
}
