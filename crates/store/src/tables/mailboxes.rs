//! E-mail addresses (电子邮箱) that their owners have proven, the codes by which they do so, and by which ways people want to be told.
//! Addresses stand here only sealed.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// Later than every moment: nothing is to be done any more.
pub const NEVER_AT: i64 = i64::MAX;

/// A code that is sent to an address, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailCodeRow {
    /// Whose.
    pub account: AccountId,
    /// Which mail.
    pub id: Uuid,
    /// Address and code, sealed.
    pub sealed: Vec<u8>,
    /// Until when it is good, UTC microseconds.
    pub ends_at: i64,
    /// How often it was tried.
    pub tries: i64,
    /// When it is sent next; [`NEVER_AT`] when it was.
    pub next_at: i64,
    /// What the server of mail said last.
    pub answer: String,
}

/// By which ways somebody wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceRow {
    /// Whose.
    pub account: AccountId,
    /// By e-mail.
    pub by_mail: bool,
    /// By short message.
    pub by_text: bool,
    /// In which language: `zh`, `en` or `both`.
    pub language: String,
}

static PUT: Stmt = Stmt::write(
    "mailboxes.put",
    "INSERT INTO mailboxes (div, account, sealed, proven_at) VALUES ($1, $2, $3, $4) ON CONFLICT (div, account) DO UPDATE SET \
     sealed = excluded.sealed, proven_at = excluded.proven_at",
);
static REMOVE: Stmt = Stmt::write(
    "mailboxes.remove",
    "DELETE FROM mailboxes WHERE div = $1 AND account = $2",
);
static ASK: Stmt = Stmt::write(
    "mail_codes.ask",
    "INSERT INTO mail_codes (div, account, id, sealed, ends_at, tries, next_at, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (div, account) DO UPDATE SET id = excluded.id, sealed = excluded.sealed, ends_at = excluded.ends_at, \
     tries = excluded.tries, next_at = excluded.next_at, answer = excluded.answer",
);
static TRY: Stmt = Stmt::write(
    "mail_codes.try",
    "UPDATE mail_codes SET tries = tries + 1 WHERE div = $1 AND account = $2 AND id = $3 AND tries < $4",
);
static SPEND: Stmt = Stmt::write(
    "mail_codes.spend",
    "DELETE FROM mail_codes WHERE div = $1 AND account = $2 AND id = $3",
);
static FORGET: Stmt = Stmt::write(
    "mail_codes.forget",
    "DELETE FROM mail_codes WHERE div = $1 AND account = $2",
);
static LEASE: Stmt = Stmt::write(
    "mail_codes.lease",
    "UPDATE mail_codes SET next_at = $1, answer = $2 WHERE div = $3 AND account = $4 AND id = $5 AND next_at = $6",
);
static SWEEP: Stmt = Stmt::write(
    "mail_codes.sweep",
    "DELETE FROM mail_codes WHERE div = $1 AND ends_at < $2",
);
static CHOOSE: Stmt = Stmt::write(
    "notice_choices.put",
    "INSERT INTO notice_choices (div, account, by_mail, by_text, language) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (div, account) \
     DO UPDATE SET by_mail = excluded.by_mail, by_text = excluded.by_text, language = excluded.language",
);
static UNCHOOSE: Stmt = Stmt::write(
    "notice_choices.remove",
    "DELETE FROM notice_choices WHERE div = $1 AND account = $2",
);

/// The address of an account: `div, account`. Columns: sealed, proven_at.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "mailboxes.of_account",
    "SELECT sealed, proven_at FROM mailboxes WHERE div = $1 AND account = $2",
);
/// The code of an account that is good yet: `div, account, now`.
pub static CODE: Stmt = Stmt::read(
    "mail_codes.one",
    "SELECT account, id, sealed, ends_at, tries, next_at, answer FROM mail_codes WHERE div = $1 AND account = $2 AND ends_at > $3",
);
/// Codes that are to be sent: `div, now, limit`.
pub static WAITING: Stmt = Stmt::read(
    "mail_codes.waiting",
    "SELECT account, id, sealed, ends_at, tries, next_at, answer FROM mail_codes WHERE div = $1 AND next_at <= $2 \
     ORDER BY next_at, account LIMIT $3",
);
/// What an account chose: `div, account`.
pub static CHOICE: Stmt = Stmt::read(
    "notice_choices.one",
    "SELECT account, by_mail, by_text, language FROM notice_choices WHERE div = $1 AND account = $2",
);

/// Every statement of these tables.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &REMOVE,
    &ASK,
    &TRY,
    &SPEND,
    &FORGET,
    &LEASE,
    &SWEEP,
    &CHOOSE,
    &UNCHOOSE,
    &OF_ACCOUNT,
    &CODE,
    &WAITING,
    &CHOICE,
];

fn write(stmt: &'static Stmt, params: Vec<crate::Value>, expect: Option<u64>) -> Write {
    Write { stmt, params, expect }
}

/// Gives an account a proven address.
pub fn put(div: &str, account: AccountId, sealed: Vec<u8>, at: i64) -> Write {
    let account = account.0.into_bytes();
    write(&PUT, vec![div.into(), account.into(), sealed.into(), at.into()], None)
}

/// Removes everything of an account: address, code and choices.
pub fn remove(div: &str, account: AccountId) -> [Write; 3] {
    let account = account.0.into_bytes();
    [&REMOVE, &FORGET, &UNCHOOSE].map(|stmt| write(stmt, vec![div.into(), account.into()], None))
}

/// Removes codes that are good no more since `old`.
pub fn sweep(div: &str, old: i64) -> Write {
    write(&SWEEP, vec![div.into(), old.into()], None)
}

impl MailCodeRow {
    /// Inserts it in place of an earlier one.
    pub fn insert(&self, div: &str) -> Write {
        let params = vec![
            div.into(),
            self.account.0.into_bytes().into(),
            self.id.into_bytes().into(),
            self.sealed.clone().into(),
            self.ends_at.into(),
            self.tries.into(),
            self.next_at.into(),
            self.answer.clone().into(),
        ];
        write(&ASK, params, Some(1))
    }

    fn key(&self, div: &str) -> Vec<crate::Value> {
        vec![
            div.into(),
            self.account.0.into_bytes().into(),
            self.id.into_bytes().into(),
        ]
    }

    /// Counts a try; conflicts when there were `most`.
    pub fn attempt(&self, div: &str, most: i64) -> Write {
        let mut params = self.key(div);
        params.push(most.into());
        write(&TRY, params, Some(1))
    }

    /// Removes it; conflicts when somebody was faster.
    pub fn spend(&self, div: &str) -> Write {
        write(&SPEND, self.key(div), Some(1))
    }

    /// Sends it next at `next_at`; conflicts when another worker has it.
    pub fn lease(&self, div: &str, next_at: i64, answer: &str) -> Write {
        let mut params = vec![next_at.into(), answer.into()];
        params.extend(self.key(div));
        params.push(self.next_at.into());
        write(&LEASE, params, Some(1))
    }

    /// From a row of [`CODE`] or [`WAITING`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<MailCodeRow, StoreError> {
        Ok(MailCodeRow {
            account: AccountId(Uuid::from_bytes(row.id(0)?)),
            id: Uuid::from_bytes(row.id(1)?),
            sealed: row.bytes(2)?.to_vec(),
            ends_at: row.int(3)?,
            tries: row.int(4)?,
            next_at: row.int(5)?,
            answer: row.text(6)?.to_string(),
        })
    }
}

impl ChoiceRow {
    /// Puts it in place of an earlier one.
    pub fn put(&self, div: &str) -> Write {
        let params = vec![
            div.into(),
            self.account.0.into_bytes().into(),
            i64::from(self.by_mail).into(),
            i64::from(self.by_text).into(),
            self.language.clone().into(),
        ];
        write(&CHOOSE, params, Some(1))
    }

    /// From a row of [`CHOICE`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<ChoiceRow, StoreError> {
        Ok(ChoiceRow {
            account: AccountId(Uuid::from_bytes(row.id(0)?)),
            by_mail: row.int(1)? != 0,
            by_text: row.int(2)? != 0,
            language: row.text(3)?.to_string(),
        })
    }
}
