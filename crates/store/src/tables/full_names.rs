//! Names in full (文书上的姓名), sealed beside the events that hold them masked: what is written on the papers of a case.

use yimen_domain::cases::CaseId;

use crate::{Stmt, Write};

static INSERT: Stmt = Stmt::write(
    "full_names.insert",
    "INSERT INTO full_names (div, case_id, seq, sealed) VALUES ($1, $2, $3, $4)",
);

/// Of an event: `div, case_id, seq`. Column: sealed.
pub static OF_EVENT: Stmt = Stmt::read(
    "full_names.of_event",
    "SELECT sealed FROM full_names WHERE div = $1 AND case_id = $2 AND seq = $3",
);

static FORGET: Stmt = Stmt::write(
    "full_names.forget",
    "DELETE FROM full_names WHERE div = $1 AND case_id = $2",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &OF_EVENT, &FORGET];

/// Keeps the sealed names that came with event `seq`.
pub fn insert(div: &str, case: CaseId, seq: u32, sealed: Vec<u8>) -> Write {
    Write {
        stmt: &INSERT,
        params: vec![div.into(), case.0.into_bytes().into(), seq.into(), sealed.into()],
        expect: Some(1),
    }
}

/// Deletes every name of a case.
pub fn forget(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
