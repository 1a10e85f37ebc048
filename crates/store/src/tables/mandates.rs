//! Mandates (授权委托), the codes by which an agent lets themselves be named, and what both are told.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::ledger::Hash;
use crate::{Row, Stmt, StoreError, Write};

/// One mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateRow {
    /// Which.
    pub id: Uuid,
    /// Who gave it.
    pub principal: AccountId,
    /// Who acts.
    pub agent: AccountId,
    /// The whole of it, as JSON.
    pub doc: String,
    /// Written that many times.
    pub version: i64,
    /// When it was given, UTC microseconds.
    pub given_at: i64,
    /// It did not end before its term.
    pub is_open: bool,
    /// When it ended, or its term does, UTC microseconds.
    pub over_at: i64,
    /// When it was last used, UTC microseconds.
    pub used_at: Option<i64>,
}

static INSERT: Stmt = Stmt::write(
    "mandates.insert",
    "INSERT INTO mandates (div, id, principal, agent, doc, version, given_at, is_open, over_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
static UPDATE: Stmt = Stmt::write(
    "mandates.update",
    "UPDATE mandates SET doc = $1, is_open = $2, over_at = $3, version = version + 1 WHERE div = $4 AND id = $5 AND version = $6",
);
static USE: Stmt = Stmt::write(
    "mandates.use",
    "UPDATE mandates SET used_at = $1 WHERE div = $2 AND id = $3 AND is_open = 1",
);
/// One: `div, id`.
pub static ONE: Stmt = Stmt::read(
    "mandates.one",
    "SELECT id, principal, agent, doc, version, given_at, is_open, over_at, used_at FROM mandates WHERE div = $1 AND id = $2",
);
/// Those that an account gave, latest first: `div, principal, limit`.
pub static GIVEN: Stmt = Stmt::read(
    "mandates.given",
    "SELECT id, principal, agent, doc, version, given_at, is_open, over_at, used_at FROM mandates \
     WHERE div = $1 AND principal = $2 ORDER BY given_at DESC, id DESC LIMIT $3",
);
/// Those that an account received, latest first: `div, agent, limit`.
pub static RECEIVED: Stmt = Stmt::read(
    "mandates.received",
    "SELECT id, principal, agent, doc, version, given_at, is_open, over_at, used_at FROM mandates \
     WHERE div = $1 AND agent = $2 ORDER BY given_at DESC, id DESC LIMIT $3",
);

static PUT_CODE: Stmt = Stmt::write(
    "agent_codes.put",
    "INSERT INTO agent_codes (div, account, hash, until) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (div, account) DO UPDATE SET hash = excluded.hash, until = excluded.until",
);
static USE_CODE: Stmt = Stmt::write(
    "agent_codes.use",
    "DELETE FROM agent_codes WHERE div = $1 AND account = $2 AND hash = $3",
);
static FORGET_CODE: Stmt = Stmt::write(
    "agent_codes.forget",
    "DELETE FROM agent_codes WHERE div = $1 AND account = $2",
);
static SWEEP_CODES: Stmt = Stmt::write(
    "agent_codes.sweep",
    "DELETE FROM agent_codes WHERE div = $1 AND until < $2",
);
/// Whose code it is that holds at a moment: `div, hash, moment`. Columns: account.
pub static BY_CODE: Stmt = Stmt::read(
    "agent_codes.by_hash",
    "SELECT account FROM agent_codes WHERE div = $1 AND hash = $2 AND until > $3 LIMIT 1",
);

/// What somebody is told about a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateNoticeRow {
    /// Whose.
    pub account: AccountId,
    /// Id, ordered by time.
    pub id: Uuid,
    /// About which mandate.
    pub mandate: Uuid,
    /// When, UTC microseconds.
    pub at: i64,
    /// Chinese words.
    pub zh: String,
    /// English words.
    pub en: String,
    /// When it was read.
    pub read_at: Option<i64>,
}

static TELL: Stmt = Stmt::write(
    "mandate_notices.insert",
    "INSERT INTO mandate_notices (div, account, id, mandate, at, zh, en) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
static MARK_READ: Stmt = Stmt::write(
    "mandate_notices.mark_read",
    "UPDATE mandate_notices SET read_at = $1 WHERE div = $2 AND account = $3 AND read_at IS NULL",
);
/// Of an account, latest first: `div, account, before id, limit`.
pub static TOLD: Stmt = Stmt::read(
    "mandate_notices.of_account",
    "SELECT account, id, mandate, at, zh, en, read_at FROM mandate_notices WHERE div = $1 AND account = $2 AND id < $3 \
     ORDER BY id DESC LIMIT $4",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &UPDATE,
    &USE,
    &ONE,
    &GIVEN,
    &RECEIVED,
    &PUT_CODE,
    &USE_CODE,
    &FORGET_CODE,
    &SWEEP_CODES,
    &BY_CODE,
    &TELL,
    &MARK_READ,
    &TOLD,
];

impl MandateRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.id.into_bytes().into(),
                self.principal.0.into_bytes().into(),
                self.agent.0.into_bytes().into(),
                self.doc.clone().into(),
                self.version.into(),
                self.given_at.into(),
                i64::from(self.is_open).into(),
                self.over_at.into(),
            ],
            expect: Some(1),
        }
    }

    /// Replaces what the mandate says, if the stored version is still this row's; otherwise the change conflicts.
    pub fn update(&self, div: &str) -> Write {
        Write {
            stmt: &UPDATE,
            params: vec![
                self.doc.clone().into(),
                i64::from(self.is_open).into(),
                self.over_at.into(),
                div.into(),
                self.id.into_bytes().into(),
                self.version.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`ONE`], [`GIVEN`] or [`RECEIVED`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<MandateRow, StoreError> {
        Ok(MandateRow {
            id: Uuid::from_bytes(row.id(0)?),
            principal: AccountId(Uuid::from_bytes(row.id(1)?)),
            agent: AccountId(Uuid::from_bytes(row.id(2)?)),
            doc: row.text(3)?.to_string(),
            version: row.int(4)?,
            given_at: row.int(5)?,
            is_open: row.int(6)? == 1,
            over_at: row.int(7)?,
            used_at: row.opt_int(8)?,
        })
    }
}

/// Notes that a mandate is used; conflicts when it ended meanwhile, so that nothing is done under it.
pub fn use_now(div: &str, id: Uuid, at: i64) -> Write {
    Write {
        stmt: &USE,
        params: vec![at.into(), div.into(), id.into_bytes().into()],
        expect: Some(1),
    }
}

/// Gives an account a code in place of the one before.
pub fn put_code(div: &str, account: AccountId, hash: Hash, until: i64) -> Write {
    Write {
        stmt: &PUT_CODE,
        params: vec![div.into(), account.0.into_bytes().into(), hash.into(), until.into()],
        expect: None,
    }
}

/// Uses a code up; conflicts when somebody else did.
pub fn use_code(div: &str, account: AccountId, hash: Hash) -> Write {
    Write {
        stmt: &USE_CODE,
        params: vec![div.into(), account.0.into_bytes().into(), hash.into()],
        expect: Some(1),
    }
}

/// Removes the code of an account.
pub fn forget_code(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &FORGET_CODE,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}

/// Removes the codes that hold no more.
pub fn sweep_codes(div: &str, before: i64) -> Write {
    Write {
        stmt: &SWEEP_CODES,
        params: vec![div.into(), before.into()],
        expect: None,
    }
}

impl MandateNoticeRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &TELL,
            params: vec![
                div.into(),
                self.account.0.into_bytes().into(),
                self.id.into_bytes().into(),
                self.mandate.into_bytes().into(),
                self.at.into(),
                self.zh.clone().into(),
                self.en.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`TOLD`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<MandateNoticeRow, StoreError> {
        Ok(MandateNoticeRow {
            account: AccountId(Uuid::from_bytes(row.id(0)?)),
            id: Uuid::from_bytes(row.id(1)?),
            mandate: Uuid::from_bytes(row.id(2)?),
            at: row.int(3)?,
            zh: row.text(4)?.to_string(),
            en: row.text(5)?.to_string(),
            read_at: row.opt_int(6)?,
        })
    }
}

/// Marks every notice of an account as read.
pub fn mark_read(div: &str, account: AccountId, at: i64) -> Write {
    Write {
        stmt: &MARK_READ,
        params: vec![at.into(), div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}
