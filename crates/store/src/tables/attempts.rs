//! Failed attempts to sign in (登录失败次数), counted by bucket: a hash of who is tried from where.

use crate::{Stmt, Write};

static FAIL: Stmt = Stmt::write(
    "attempts.fail",
    "INSERT INTO attempts (div, bucket, failures, since) VALUES ($1, $2, 1, $3) ON CONFLICT (div, bucket) DO UPDATE SET \
     failures = CASE WHEN attempts.since < $4 THEN 1 ELSE attempts.failures + 1 END, \
     since = CASE WHEN attempts.since < $4 THEN excluded.since ELSE attempts.since END",
);
static FORGET: Stmt = Stmt::write("attempts.forget", "DELETE FROM attempts WHERE div = $1 AND bucket = $2");
static SWEEP: Stmt = Stmt::write("attempts.sweep", "DELETE FROM attempts WHERE div = $1 AND since < $2");

/// One bucket: `div, bucket`. Columns: failures, since.
pub static ONE: Stmt = Stmt::read(
    "attempts.one",
    "SELECT failures, since FROM attempts WHERE div = $1 AND bucket = $2",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&FAIL, &FORGET, &SWEEP, &ONE];

/// Counts a failure at `now`; those of a count that began before `old` are over.
pub fn fail(div: &str, bucket: [u8; 32], now: i64, old: i64) -> Write {
    Write {
        stmt: &FAIL,
        params: vec![div.into(), bucket.into(), now.into(), old.into()],
        expect: Some(1),
    }
}

/// Ends the count of a bucket.
pub fn forget(div: &str, bucket: [u8; 32]) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), bucket.into()],
        expect: None,
    }
}

/// Removes counts that began before `old`.
pub fn sweep(div: &str, old: i64) -> Write {
    Write {
        stmt: &SWEEP,
        params: vec![div.into(), old.into()],
        expect: None,
    }
}
