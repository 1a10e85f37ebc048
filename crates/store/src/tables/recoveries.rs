//! Recoveries at the desk (窗口找回账号): who checked whose document, who approved it, and the code that came of it; and finding an account
//! by the document of its holder.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Id.
    pub id: Uuid,
    /// Whose account.
    pub account: AccountId,
    /// When it was asked for, UTC microseconds.
    pub asked_at: i64,
    /// Until when it is good.
    pub ends_at: i64,
    /// Code of the document that was shown.
    pub document: String,
    /// The telephone goes with it.
    pub phone: bool,
    /// The second factor goes with it.
    pub second: bool,
    /// Who checked the document.
    pub checker: AccountId,
    /// Their name.
    pub checker_name: String,
    /// Name of who approved it; empty before.
    pub approver_name: String,
    /// The code was given.
    pub given: bool,
}

static PUT: Stmt = Stmt::write(
    "recoveries.insert",
    "INSERT INTO recoveries (div, id, account, asked_at, ends_at, document, phone, second, checker, checker_name, approver_name) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')",
);
static APPROVE: Stmt = Stmt::write(
    "recoveries.approve",
    "UPDATE recoveries SET approver_name = $1 WHERE div = $2 AND id = $3 AND approver_name = ''",
);
static GIVE: Stmt = Stmt::write(
    "recoveries.give",
    "UPDATE recoveries SET code = $1, ends_at = $2 WHERE div = $3 AND id = $4 AND approver_name <> '' AND code IS NULL",
);
static DROP: Stmt = Stmt::write("recoveries.drop", "DELETE FROM recoveries WHERE div = $1 AND id = $2");
static FORGET: Stmt = Stmt::write(
    "recoveries.forget",
    "DELETE FROM recoveries WHERE div = $1 AND account = $2",
);
static SWEEP: Stmt = Stmt::write(
    "recoveries.sweep",
    "DELETE FROM recoveries WHERE div = $1 AND ends_at < $2",
);
static NUMBER: Stmt = Stmt::write(
    "accounts.set_number",
    "UPDATE accounts SET number = $1 WHERE div = $2 AND id = $3 AND profile IS NOT NULL",
);

/// Those that are good, the oldest first: `div, now, limit`.
pub static OPEN: Stmt = Stmt::read(
    "recoveries.open",
    "SELECT id, account, asked_at, ends_at, document, phone, second, checker, checker_name, approver_name, \
     CASE WHEN code IS NULL THEN 0 ELSE 1 END FROM recoveries WHERE div = $1 AND ends_at > $2 ORDER BY ends_at, id LIMIT $3",
);
/// One that is good: `div, id, now`.
pub static ONE: Stmt = Stmt::read(
    "recoveries.one",
    "SELECT id, account, asked_at, ends_at, document, phone, second, checker, checker_name, approver_name, \
     CASE WHEN code IS NULL THEN 0 ELSE 1 END FROM recoveries WHERE div = $1 AND id = $2 AND ends_at > $3",
);
/// The one whose code this is, while it is good: `div, code, now`.
pub static WITH_CODE: Stmt = Stmt::read(
    "recoveries.with_code",
    "SELECT id, account, asked_at, ends_at, document, phone, second, checker, checker_name, approver_name, \
     CASE WHEN code IS NULL THEN 0 ELSE 1 END FROM recoveries WHERE div = $1 AND code = $2 AND ends_at > $3 LIMIT 1",
);
/// Accounts whose document cannot be found yet: `div, limit`. Column: id.
pub static UNNUMBERED: Stmt = Stmt::read(
    "accounts.unnumbered",
    "SELECT id FROM accounts WHERE div = $1 AND number IS NULL AND profile IS NOT NULL ORDER BY id LIMIT $2",
);
/// Accounts with a document of this number: `div, number, limit`. Column: id.
pub static WITH_NUMBER: Stmt = Stmt::read(
    "accounts.with_number",
    "SELECT id FROM accounts WHERE div = $1 AND number = $2 ORDER BY id LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &APPROVE,
    &GIVE,
    &DROP,
    &FORGET,
    &SWEEP,
    &NUMBER,
    &OPEN,
    &ONE,
    &WITH_CODE,
    &UNNUMBERED,
    &WITH_NUMBER,
];

impl RecoveryRow {
    /// Inserts the row in the place of any other of the account.
    pub fn put(&self, div: &str) -> [Write; 2] {
        let insert = Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.id.into_bytes().into(),
                self.account.0.into_bytes().into(),
                self.asked_at.into(),
                self.ends_at.into(),
                self.document.clone().into(),
                i64::from(self.phone).into(),
                i64::from(self.second).into(),
                self.checker.0.into_bytes().into(),
                self.checker_name.clone().into(),
            ],
            expect: Some(1),
        };
        [forget(div, self.account), insert]
    }

    /// Somebody approved it; conflicts when somebody did before.
    pub fn approve(&self, div: &str, name: &str) -> Write {
        Write {
            stmt: &APPROVE,
            params: vec![name.into(), div.into(), self.id.into_bytes().into()],
            expect: Some(1),
        }
    }

    /// Its code was given, which is good until `ends_at`; conflicts when it was given before, or nobody approved it.
    pub fn give(&self, div: &str, code: [u8; 32], ends_at: i64) -> Write {
        Write {
            stmt: &GIVE,
            params: vec![code.into(), ends_at.into(), div.into(), self.id.into_bytes().into()],
            expect: Some(1),
        }
    }

    /// It is over; conflicts when it was before.
    pub fn end(&self, div: &str) -> Write {
        Write {
            stmt: &DROP,
            params: vec![div.into(), self.id.into_bytes().into()],
            expect: Some(1),
        }
    }

    /// From a row of [`OPEN`], [`ONE`] or [`WITH_CODE`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<RecoveryRow, StoreError> {
        Ok(RecoveryRow {
            id: Uuid::from_bytes(row.id(0)?),
            account: AccountId(Uuid::from_bytes(row.id(1)?)),
            asked_at: row.int(2)?,
            ends_at: row.int(3)?,
            document: row.text(4)?.to_string(),
            phone: row.int(5)? == 1,
            second: row.int(6)? == 1,
            checker: AccountId(Uuid::from_bytes(row.id(7)?)),
            checker_name: row.text(8)?.to_string(),
            approver_name: row.text(9)?.to_string(),
            given: row.int(10)? == 1,
        })
    }
}

/// Nothing of an account is recovered any more.
pub fn forget(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}

/// Removes what ended before `old`.
pub fn sweep(div: &str, old: i64) -> Write {
    Write {
        stmt: &SWEEP,
        params: vec![div.into(), old.into()],
        expect: None,
    }
}

/// By which keyed hash the document of an account is found.
pub fn set_number(div: &str, account: AccountId, number: [u8; 32]) -> Write {
    Write {
        stmt: &NUMBER,
        params: vec![number.into(), div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}
