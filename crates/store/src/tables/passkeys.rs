//! Passkeys (通行密钥): public keys with which devices prove that their owner signs in.

use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One passkey of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Id of the credential, chosen by the device.
    pub id: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// How the device is reached, as bits.
    pub transports: i64,
    /// Public key and what else never changes.
    pub fixed: Vec<u8>,
    /// Counter of signatures and what else changes with each use.
    pub state: Vec<u8>,
    /// Added at, UTC microseconds.
    pub made_at: i64,
    /// Last used at; when it was added if never.
    pub used_at: i64,
}

static ADD: Stmt = Stmt::write(
    "passkeys.add",
    "INSERT INTO passkeys (div, id, account, name, transports, fixed, state, made_at, used_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (div, id) DO NOTHING",
);
static USE: Stmt = Stmt::write(
    "passkeys.use",
    "UPDATE passkeys SET state = $1, used_at = $2 WHERE div = $3 AND id = $4 AND used_at = $5",
);
static REMOVE: Stmt = Stmt::write(
    "passkeys.remove",
    "DELETE FROM passkeys WHERE div = $1 AND account = $2 AND id = $3",
);
static REMOVE_ALL: Stmt = Stmt::write(
    "passkeys.remove_all",
    "DELETE FROM passkeys WHERE div = $1 AND account = $2",
);

/// Of an account, the oldest first: `div, account, limit`.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "passkeys.of_account",
    "SELECT id, name, transports, fixed, state, made_at, used_at FROM passkeys WHERE div = $1 AND account = $2 \
     ORDER BY made_at, id LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&ADD, &USE, &REMOVE, &REMOVE_ALL, &OF_ACCOUNT];

impl PasskeyRow {
    /// From a row of [`OF_ACCOUNT`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<PasskeyRow, StoreError> {
        Ok(PasskeyRow {
            id: row.bytes(0)?.to_vec(),
            name: row.text(1)?.to_string(),
            transports: row.int(2)?,
            fixed: row.bytes(3)?.to_vec(),
            state: row.bytes(4)?.to_vec(),
            made_at: row.int(5)?,
            used_at: row.int(6)?,
        })
    }

    /// Adds it to an account; conflicts if it is known already.
    pub fn add(&self, div: &str, account: AccountId) -> Write {
        Write {
            stmt: &ADD,
            params: vec![
                div.into(),
                self.id.clone().into(),
                account.0.into_bytes().into(),
                self.name.clone().into(),
                self.transports.into(),
                self.fixed.clone().into(),
                self.state.clone().into(),
                self.made_at.into(),
                self.used_at.into(),
            ],
            expect: Some(1),
        }
    }

    /// Notes that it was used; conflicts if somebody used it in the meantime.
    pub fn used(&self, div: &str, state: Vec<u8>, now: i64) -> Write {
        Write {
            stmt: &USE,
            params: vec![
                state.into(),
                now.max(self.used_at + 1).into(),
                div.into(),
                self.id.clone().into(),
                self.used_at.into(),
            ],
            expect: Some(1),
        }
    }
}

/// Removes one of an account; conflicts if it is not there.
pub fn remove(div: &str, account: AccountId, id: &[u8]) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), account.0.into_bytes().into(), id.to_vec().into()],
        expect: Some(1),
    }
}

/// Removes all of an account.
pub fn remove_all(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &REMOVE_ALL,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}
