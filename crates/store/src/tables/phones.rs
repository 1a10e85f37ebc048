//! Telephones (手机号) that their owners have proven, and the codes by which they do so. Numbers stand here only as keyed hashes, and
//! sealed.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// Hash of the secret of the browser that asked for it.
    pub challenge: [u8; 32],
    /// What it is for.
    pub purpose: String,
    /// Keyed hash of the number.
    pub lookup: [u8; 32],
    /// The number, sealed.
    pub sealed: Vec<u8>,
    /// Keyed hash of the code.
    pub code: [u8; 32],
    /// Until when it is good, UTC microseconds.
    pub ends_at: i64,
    /// How often it was tried.
    pub tries: i64,
    /// It was entered rightly.
    pub proven: bool,
}

static KEEP_KEY: Stmt = Stmt::write(
    "lookup_keys.keep",
    "INSERT INTO lookup_keys (div, id, sealed) VALUES ($1, $2, $3) ON CONFLICT (div, id) DO NOTHING",
);
static PUT: Stmt = Stmt::write(
    "phones.put",
    "INSERT INTO phones (div, account, lookup, proven_at) VALUES ($1, $2, $3, $4)",
);
static LEAVE: Stmt = Stmt::write("phones.leave", "DELETE FROM phones WHERE div = $1 AND lookup = $2");
static REMOVE: Stmt = Stmt::write("phones.remove", "DELETE FROM phones WHERE div = $1 AND account = $2");
static SEEN: Stmt = Stmt::write(
    "phones.seen",
    "UPDATE phones SET proven_at = $1 WHERE div = $2 AND account = $3 AND lookup = $4",
);
static ASK: Stmt = Stmt::write(
    "phone_codes.insert",
    "INSERT INTO phone_codes (div, challenge, purpose, lookup, sealed, code, ends_at, tries, proven) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
static TRY: Stmt = Stmt::write(
    "phone_codes.try",
    "UPDATE phone_codes SET tries = tries + 1 WHERE div = $1 AND challenge = $2 AND tries < $3",
);
static PROVE: Stmt = Stmt::write(
    "phone_codes.prove",
    "UPDATE phone_codes SET proven = 1, ends_at = $1 WHERE div = $2 AND challenge = $3 AND proven = 0",
);
static SPEND: Stmt = Stmt::write(
    "phone_codes.delete",
    "DELETE FROM phone_codes WHERE div = $1 AND challenge = $2",
);
static SWEEP: Stmt = Stmt::write(
    "phone_codes.sweep",
    "DELETE FROM phone_codes WHERE div = $1 AND ends_at < $2",
);

/// The sealed key of lookups: `div, id`. Column: sealed.
pub static KEY: Stmt = Stmt::read(
    "lookup_keys.one",
    "SELECT sealed FROM lookup_keys WHERE div = $1 AND id = $2",
);
/// Whose number it is: `div, lookup`. Columns: account, proven_at.
pub static OWNER: Stmt = Stmt::read(
    "phones.owner",
    "SELECT account, proven_at FROM phones WHERE div = $1 AND lookup = $2",
);
/// The number of an account: `div, account`. Columns: lookup, proven_at.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "phones.of_account",
    "SELECT lookup, proven_at FROM phones WHERE div = $1 AND account = $2",
);
/// A code that is still good: `div, challenge, now`.
pub static CODE: Stmt = Stmt::read(
    "phone_codes.one",
    "SELECT challenge, purpose, lookup, sealed, code, ends_at, tries, proven FROM phone_codes WHERE div = $1 AND challenge = $2 \
     AND ends_at > $3",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &KEEP_KEY,
    &KEY,
    &PUT,
    &LEAVE,
    &REMOVE,
    &SEEN,
    &ASK,
    &TRY,
    &PROVE,
    &SPEND,
    &SWEEP,
    &OWNER,
    &OF_ACCOUNT,
    &CODE,
];

/// Keeps the sealed key of lookups; one that was kept before stays.
pub fn keep_key(div: &str, id: &[u8], sealed: Vec<u8>) -> Write {
    Write {
        stmt: &KEEP_KEY,
        params: vec![div.into(), id.to_vec().into(), sealed.into()],
        expect: None,
    }
}

/// Gives a proven number to an account: it has no other, and the number no other account.
pub fn put(div: &str, account: AccountId, lookup: [u8; 32], now: i64) -> [Write; 3] {
    let insert = Write {
        stmt: &PUT,
        params: vec![div.into(), account.0.into_bytes().into(), lookup.into(), now.into()],
        expect: Some(1),
    };
    [leave(div, lookup), remove(div, account), insert]
}

fn leave(div: &str, lookup: [u8; 32]) -> Write {
    Write {
        stmt: &LEAVE,
        params: vec![div.into(), lookup.into()],
        expect: None,
    }
}

/// An account has no proven number any more.
pub fn remove(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}

/// The number was proven once more; conflicts when it has gone to another account.
pub fn seen(div: &str, account: AccountId, lookup: [u8; 32], now: i64) -> Write {
    Write {
        stmt: &SEEN,
        params: vec![now.into(), div.into(), account.0.into_bytes().into(), lookup.into()],
        expect: Some(1),
    }
}

impl CodeRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &ASK,
            params: vec![
                div.into(),
                self.challenge.into(),
                self.purpose.clone().into(),
                self.lookup.into(),
                self.sealed.clone().into(),
                self.code.into(),
                self.ends_at.into(),
                self.tries.into(),
                i64::from(self.proven).into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`CODE`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<CodeRow, StoreError> {
        Ok(CodeRow {
            challenge: row.hash(0)?,
            purpose: row.text(1)?.to_string(),
            lookup: row.hash(2)?,
            sealed: row.bytes(3)?.to_vec(),
            code: row.hash(4)?,
            ends_at: row.int(5)?,
            tries: row.int(6)?,
            proven: row.int(7)? == 1,
        })
    }

    /// Counts an attempt; conflicts when there were `most` already.
    pub fn attempt(&self, div: &str, most: i64) -> Write {
        Write {
            stmt: &TRY,
            params: vec![div.into(), self.challenge.into(), most.into()],
            expect: Some(1),
        }
    }

    /// It was entered rightly, which is good until `ends_at`; conflicts when it was entered before.
    pub fn prove(&self, div: &str, ends_at: i64) -> Write {
        Write {
            stmt: &PROVE,
            params: vec![ends_at.into(), div.into(), self.challenge.into()],
            expect: Some(1),
        }
    }

    /// It is used up; conflicts when it was used before.
    pub fn spend(&self, div: &str) -> Write {
        Write {
            stmt: &SPEND,
            params: vec![div.into(), self.challenge.into()],
            expect: Some(1),
        }
    }
}

/// Removes codes that ended before `old`.
pub fn sweep(div: &str, old: i64) -> Write {
    Write {
        stmt: &SWEEP,
        params: vec![div.into(), old.into()],
        expect: None,
    }
}

/// The account in a row of [`OWNER`].
///
/// # Errors
/// A column has another type.
pub fn owner(row: &Row) -> Result<AccountId, StoreError> {
    Ok(AccountId(Uuid::from_bytes(row.id(0)?)))
}
