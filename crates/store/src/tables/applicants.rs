//! Which cases are of the same applicant (同一申请人): a person stands here as a keyed hash of their number only.

use yimen_domain::cases::CaseId;

use crate::{Stmt, Write};

static PUT: Stmt = Stmt::write(
    "applicants.put",
    "INSERT INTO applicants (div, person, case_id, seq) VALUES ($1, $2, $3, 1) ON CONFLICT (div, person, case_id) DO NOTHING",
);
static FORGET: Stmt = Stmt::write(
    "applicants.forget",
    "DELETE FROM applicants WHERE div = $1 AND case_id = $2",
);

/// The latest cases of an applicant: `div, person, limit`.
pub static CASES: Stmt = Stmt::read(
    "applicants.cases",
    "SELECT case_id FROM applicants WHERE div = $1 AND person = $2 ORDER BY case_id DESC LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &FORGET, &CASES];

/// Notes whose case it is.
pub fn put(div: &str, person: [u8; 32], case: CaseId) -> Write {
    Write {
        stmt: &PUT,
        params: vec![div.into(), person.to_vec().into(), case.0.into_bytes().into()],
        expect: None,
    }
}

/// Nobody knows any more whose case it is.
pub fn forget(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
