//! Security events (安全审计日志): who signed in, failed to, changed a password or a power. Kept for six months at least
//! (网络安全法 art. 21).

use uuid::Uuid;

use crate::{Row, Stmt, StoreError, Write};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRow {
    /// When, UTC microseconds.
    pub at: i64,
    /// Which.
    pub id: Uuid,
    /// What, as a stable code.
    pub what: String,
    /// Whose account it is about; may name nobody who exists.
    pub login: String,
    /// Who did it; empty if the same, or nobody who is known.
    pub by: String,
    /// From which address.
    pub address: String,
    /// What else there is to say.
    pub detail: String,
}

static PUT: Stmt = Stmt::write(
    "security_log.put",
    "INSERT INTO security_log (div, at, id, what, login, by_login, address, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);

/// Events before one of them, the latest first: `div, its moment, its id, limit`.
pub static BEFORE: Stmt = Stmt::read(
    "security_log.before",
    "SELECT at, id, what, login, by_login, address, detail FROM security_log WHERE div = $1 AND (at < $2 OR (at = $2 AND id < $3)) \
     ORDER BY at DESC, id DESC LIMIT $4",
);

/// Events of one login since its account was made and before a moment, the latest first: `div, login, since, at, id, limit`.
pub static OF_LOGIN: Stmt = Stmt::read(
    "security_log.of_login",
    "SELECT at, id, what, login, by_login, address, detail FROM security_log WHERE div = $1 AND login = $2 \
     AND at >= $3 AND (at < $4 OR (at = $4 AND id < $5)) ORDER BY at DESC, id DESC LIMIT $6",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &BEFORE, &OF_LOGIN];

impl SecurityRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.at.into(),
                self.id.into_bytes().into(),
                self.what.clone().into(),
                self.login.clone().into(),
                self.by.clone().into(),
                self.address.clone().into(),
                self.detail.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`BEFORE`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<SecurityRow, StoreError> {
        Ok(SecurityRow {
            at: row.int(0)?,
            id: Uuid::from_bytes(row.id(1)?),
            what: row.text(2)?.to_string(),
            login: row.text(3)?.to_string(),
            by: row.text(4)?.to_string(),
            address: row.text(5)?.to_string(),
            detail: row.text(6)?.to_string(),
        })
    }
}
