//! Notices (通知) in a person's inbox on the net. One for each event at most.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Id, ordered by time.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// About which case.
    pub case: CaseId,
    /// About which event.
    pub seq: u32,
    /// When, UTC microseconds.
    pub at: i64,
    /// Chinese words.
    pub zh: String,
    /// English words.
    pub en: String,
    /// When it was read.
    pub read_at: Option<i64>,
}

static INSERT: Stmt = Stmt::write(
    "notices.insert",
    "INSERT INTO notices (div, account, id, case_id, seq, at, zh, en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (div, account, case_id, seq) DO NOTHING",
);
static MARK_READ: Stmt = Stmt::write(
    "notices.mark_read",
    "UPDATE notices SET read_at = $1 WHERE div = $2 AND account = $3 AND read_at IS NULL",
);

/// Of an account, latest first: `div, account, before id, limit`.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "notices.of_account",
    "SELECT id, account, case_id, seq, at, zh, en, read_at FROM notices WHERE div = $1 AND account = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
);

static REBUILD: Stmt = Stmt::write(
    "notices.rebuild",
    "INSERT INTO notices (div, account, id, case_id, seq, at, zh, en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (div, account, case_id, seq) DO UPDATE SET at = excluded.at, zh = excluded.zh, en = excluded.en",
);
static REMOVE: Stmt = Stmt::write(
    "notices.remove",
    "DELETE FROM notices WHERE div = $1 AND account = $2 AND case_id = $3 AND seq = $4",
);

/// Columns of [`STORED`] after the case.
pub const COLUMNS: [&str; 4] = ["seq", "at", "zh", "en"];
/// What the applicants of the cases after one and up to another were told: `div, after, up to`. Columns: case_id and
/// [`COLUMNS`].
pub static STORED: Stmt = Stmt::read(
    "notices.stored",
    "SELECT n.case_id, n.seq, n.at, n.zh, n.en FROM cases c JOIN notices n ON n.div = c.div AND n.account = c.account \
     AND n.case_id = c.id WHERE c.div = $1 AND c.id > $2 AND c.id <= $3 ORDER BY n.case_id, n.seq",
);
/// The same of one case, whatever its row says: `div, account, case_id`.
pub static OF_CASE: Stmt = Stmt::read(
    "notices.of_case",
    "SELECT case_id, seq, at, zh, en FROM notices WHERE div = $1 AND account = $2 AND case_id = $3 ORDER BY seq",
);
/// What an account was told about a case, and when it was read: `div, account, case_id`.
pub static READ_OF_CASE: Stmt = Stmt::read(
    "notices.read_of_case",
    "SELECT seq, at, zh, en, read_at FROM notices WHERE div = $1 AND account = $2 AND case_id = $3 ORDER BY seq",
);
/// Notices of cases that are not the account's: `div, limit`. Columns: case_id, account, seq.
pub static STRAY: Stmt = Stmt::read(
    "notices.stray",
    "SELECT n.case_id, n.account, n.seq FROM notices n LEFT JOIN cases c ON c.div = n.div AND c.id = n.case_id \
     AND c.account = n.account WHERE n.div = $1 AND c.id IS NULL ORDER BY n.account, n.case_id, n.seq LIMIT $2",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &MARK_READ,
    &OF_ACCOUNT,
    &REBUILD,
    &REMOVE,
    &STORED,
    &OF_CASE,
    &READ_OF_CASE,
    &STRAY,
];

impl NoticeRow {
    /// Inserts the row, unless there is one for the same event already.
    pub fn insert(&self, div: &str) -> Write {
        self.write(div, &INSERT)
    }

    /// Inserts the row, or brings what it says to this; whether it was read stays.
    pub fn rebuild(&self, div: &str) -> Write {
        self.write(div, &REBUILD)
    }

    fn write(&self, div: &str, stmt: &'static Stmt) -> Write {
        Write {
            stmt,
            params: vec![
                div.into(),
                self.account.0.into_bytes().into(),
                self.id.into_bytes().into(),
                self.case.0.into_bytes().into(),
                self.seq.into(),
                self.at.into(),
                self.zh.clone().into(),
                self.en.clone().into(),
            ],
            expect: None,
        }
    }

    /// From a row of [`OF_ACCOUNT`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<NoticeRow, StoreError> {
        Ok(NoticeRow {
            id: Uuid::from_bytes(row.id(0)?),
            account: AccountId(Uuid::from_bytes(row.id(1)?)),
            case: CaseId(Uuid::from_bytes(row.id(2)?)),
            seq: u32::try_from(row.int(3)?).unwrap_or(0),
            at: row.int(4)?,
            zh: row.text(5)?.to_string(),
            en: row.text(6)?.to_string(),
            read_at: row.opt_int(7)?,
        })
    }
}

/// Removes what an account was told about an event.
pub fn remove(div: &str, account: AccountId, case: CaseId, seq: i64) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![
            div.into(),
            account.0.into_bytes().into(),
            case.0.into_bytes().into(),
            seq.into(),
        ],
        expect: None,
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
