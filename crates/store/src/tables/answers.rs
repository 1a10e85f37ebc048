//! Answers to requests that came with a key (幂等应答), to be given again when the same request comes again.

use crate::Stmt;

/// One: `div, actor, key`. Columns: fingerprint, answer.
pub static FIND: Stmt = Stmt::read(
    "answers.find",
    "SELECT fingerprint, answer FROM idempotency WHERE div = $1 AND actor = $2 AND key = $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&FIND];
