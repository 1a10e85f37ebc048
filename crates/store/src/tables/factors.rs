//! Second factors (第二因素): the sealed secret of the code generator of an account, and hashes of its recovery codes.

use yimen_domain::organisation::AccountId;

use crate::{Stmt, Write};

static PUT: Stmt = Stmt::write(
    "factors.put",
    "INSERT INTO factors (div, account, sealed, made_at, last_step) VALUES ($1, $2, $3, $4, 0) \
     ON CONFLICT (div, account) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at, last_step = 0",
);
static USE: Stmt = Stmt::write(
    "factors.use",
    "UPDATE factors SET last_step = $1 WHERE div = $2 AND account = $3 AND last_step < $1",
);
static REMOVE: Stmt = Stmt::write("factors.delete", "DELETE FROM factors WHERE div = $1 AND account = $2");
static ADD_CODE: Stmt = Stmt::write(
    "recovery_codes.put",
    "INSERT INTO recovery_codes (div, account, hash) VALUES ($1, $2, $3)",
);
static USE_CODE: Stmt = Stmt::write(
    "recovery_codes.use",
    "DELETE FROM recovery_codes WHERE div = $1 AND account = $2 AND hash = $3",
);
static REMOVE_CODES: Stmt = Stmt::write(
    "recovery_codes.delete",
    "DELETE FROM recovery_codes WHERE div = $1 AND account = $2",
);

/// Of an account: `div, account`. Columns: sealed, made_at, last_step.
pub static ONE: Stmt = Stmt::read(
    "factors.one",
    "SELECT sealed, made_at, last_step FROM factors WHERE div = $1 AND account = $2",
);
/// How many recovery codes are left: `div, account`.
pub static CODES_LEFT: Stmt = Stmt::read(
    "recovery_codes.left",
    "SELECT COUNT(*) FROM recovery_codes WHERE div = $1 AND account = $2",
);
/// Whether there is a recovery code: `div, account, hash`.
pub static CODE: Stmt = Stmt::read(
    "recovery_codes.one",
    "SELECT hash FROM recovery_codes WHERE div = $1 AND account = $2 AND hash = $3",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &USE,
    &REMOVE,
    &ADD_CODE,
    &USE_CODE,
    &REMOVE_CODES,
    &ONE,
    &CODES_LEFT,
    &CODE,
];

/// Sets the secret of an account, in place of the one before.
pub fn put(div: &str, account: AccountId, sealed: Vec<u8>, now: i64) -> Write {
    Write {
        stmt: &PUT,
        params: vec![div.into(), account.0.into_bytes().into(), sealed.into(), now.into()],
        expect: Some(1),
    }
}

/// Uses up the code of a step of 30 seconds; conflicts if it or a later one was used.
pub fn use_step(div: &str, account: AccountId, step: i64) -> Write {
    Write {
        stmt: &USE,
        params: vec![step.into(), div.into(), account.0.into_bytes().into()],
        expect: Some(1),
    }
}

/// Adds a recovery code by its hash.
pub fn add_code(div: &str, account: AccountId, hash: [u8; 32]) -> Write {
    Write {
        stmt: &ADD_CODE,
        params: vec![div.into(), account.0.into_bytes().into(), hash.into()],
        expect: Some(1),
    }
}

/// Uses up a recovery code; conflicts if it was used.
pub fn use_code(div: &str, account: AccountId, hash: [u8; 32]) -> Write {
    Write {
        stmt: &USE_CODE,
        params: vec![div.into(), account.0.into_bytes().into(), hash.into()],
        expect: Some(1),
    }
}

/// Removes the second factor of an account with its recovery codes.
pub fn remove(div: &str, account: AccountId) -> [Write; 2] {
    [&REMOVE, &REMOVE_CODES].map(|stmt| Write {
        stmt,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    })
}
