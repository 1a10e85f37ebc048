//! Matters (诉求): their chained record, the sealed words of people beside it, and the rows of lists, which follow from the record.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::ledger::Hash;
use crate::{Row, Stmt, StoreError, Write};

use super::cards::{account, read_account};

static ADD: Stmt = Stmt::write(
    "matter_record.insert",
    "INSERT INTO matter_record (div, seq, matter, at, text, hash) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (div, seq) DO NOTHING",
);
/// The end of the chain: `div`. Columns: seq, hash.
pub static LAST: Stmt = Stmt::read(
    "matter_record.last",
    "SELECT seq, hash FROM matter_record WHERE div = $1 ORDER BY seq DESC LIMIT 1",
);
/// In order: `div, after seq, limit`. Columns: text, hash.
pub static AFTER: Stmt = Stmt::read(
    "matter_record.after",
    "SELECT text, hash FROM matter_record WHERE div = $1 AND seq > $2 ORDER BY seq LIMIT $3",
);
/// Of a matter, in order: `div, matter, limit`. Columns: text, hash.
pub static OF_MATTER: Stmt = Stmt::read(
    "matter_record.of_matter",
    "SELECT text, hash FROM matter_record WHERE div = $1 AND matter = $2 ORDER BY seq LIMIT $3",
);

static SAY: Stmt = Stmt::write(
    "matter_words.insert",
    "INSERT INTO matter_words (div, matter, seq, at, sealed) VALUES ($1, $2, $3, $4, $5)",
);
/// The sealed words of a matter: `div, matter, limit`. Columns: seq, sealed.
pub static WORDS: Stmt = Stmt::read(
    "matter_words.of_matter",
    "SELECT seq, sealed FROM matter_words WHERE div = $1 AND matter = $2 ORDER BY seq LIMIT $3",
);

/// A matter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterRow {
    /// Which.
    pub id: Uuid,
    /// Number.
    pub number: String,
    /// Code of its kind.
    pub kind: String,
    /// Code of its stage.
    pub stage: String,
    /// The body that deals with it; empty where none does.
    pub body: String,
    /// Who accounts for it.
    pub holder: Option<AccountId>,
    /// To whom it is to be handed over.
    pub handed: Option<AccountId>,
    /// Who brought it.
    pub owner: Option<AccountId>,
    /// Something is waited for.
    pub is_open: bool,
    /// The last day for what is waited for.
    pub last_day: i64,
    /// That day was noted as over.
    pub is_overdue: bool,
    /// Entries of the record about it.
    pub steps: u32,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, kind, stage, body, holder, handed, owner, is_open, last_day, is_overdue, steps FROM matters WHERE div = $1 AND ",
            $rest
        )
    };
}

static INSERT: Stmt = Stmt::write(
    "matters.insert",
    "INSERT INTO matters (div, id, number, kind, stage, body, holder, handed, owner, is_open, last_day, is_overdue, steps) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
);
static STEP: Stmt = Stmt::write(
    "matters.step",
    "UPDATE matters SET stage = $1, body = $2, holder = $3, handed = $4, is_open = $5, last_day = $6, is_overdue = $7, steps = $8 \
     WHERE div = $9 AND id = $10 AND steps = $11",
);
static REMOVE: Stmt = Stmt::write("matters.remove", "DELETE FROM matters WHERE div = $1 AND id = $2");
/// By number: `div, number`.
pub static BY_NUMBER: Stmt = Stmt::read("matters.by_number", select!("number = $2"));
/// What is open, first what is due first: `div, kind or nothing, after (last_day, id), limit`.
pub static OPEN: Stmt = Stmt::read(
    "matters.open",
    select!("is_open = 1 AND ($2 = '' OR kind = $2) AND (last_day, id) > ($3, $4) ORDER BY last_day, id LIMIT $5"),
);
/// What is over, the latest first: `div, kind or nothing, before (last_day, id), limit`.
pub static OVER: Stmt = Stmt::read(
    "matters.over",
    select!(
        "is_open = 0 AND ($2 = '' OR kind = $2) AND (last_day, id) < ($3, $4) ORDER BY last_day DESC, id DESC LIMIT $5"
    ),
);
/// What is open at a body, first what is due first: `div, body, kind or nothing, after (last_day, id), limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "matters.of_body",
    select!(
        "body = $2 AND is_open = 1 AND ($3 = '' OR kind = $3) AND (last_day, id) > ($4, $5) ORDER BY last_day, id LIMIT $6"
    ),
);
/// What is open and for what somebody accounts, first what is due first: `div, holder, limit`.
pub static HELD: Stmt = Stmt::read(
    "matters.held",
    select!("holder = $2 AND is_open = 1 ORDER BY last_day, id LIMIT $3"),
);
/// What is to be handed over to somebody, first what is due first: `div, to whom, limit`.
pub static HANDED: Stmt = Stmt::read("matters.handed", select!("handed = $2 ORDER BY last_day, id LIMIT $3"));
/// What somebody brought, latest first: `div, owner, before id, limit`.
pub static OF_OWNER: Stmt = Stmt::read(
    "matters.of_owner",
    select!("owner = $2 AND id < $3 ORDER BY id DESC LIMIT $4"),
);
/// What is open, of which the last day is over and was not noted: `div, today, limit`.
pub static LATE: Stmt = Stmt::read(
    "matters.late",
    select!("is_open = 1 AND last_day < $2 AND is_overdue = 0 ORDER BY last_day, id LIMIT $3"),
);
/// All, in order: `div, after id, limit`.
pub static ALL_ROWS: Stmt = Stmt::read("matters.all", select!("id > $2 ORDER BY id LIMIT $3"));

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &ADD, &LAST, &AFTER, &OF_MATTER, &SAY, &WORDS, &INSERT, &STEP, &REMOVE, &BY_NUMBER, &OPEN, &OVER, &OF_BODY, &HELD,
    &HANDED, &OF_OWNER, &LATE, &ALL_ROWS,
];

/// Adds an entry to the record; conflicts when somebody else added one meanwhile.
pub fn add(div: &str, seq: u32, matter: Uuid, at: i64, text: String, hash: Hash) -> Write {
    Write {
        stmt: &ADD,
        params: vec![
            div.into(),
            seq.into(),
            matter.into_bytes().into(),
            at.into(),
            text.into(),
            hash.into(),
        ],
        expect: Some(1),
    }
}

/// Keeps the sealed words that came with entry `seq`.
pub fn say(div: &str, matter: Uuid, seq: u32, at: i64, sealed: Vec<u8>) -> Write {
    Write {
        stmt: &SAY,
        params: vec![
            div.into(),
            matter.into_bytes().into(),
            seq.into(),
            at.into(),
            sealed.into(),
        ],
        expect: Some(1),
    }
}

/// Removes a row that does not follow from the record.
pub fn remove(div: &str, id: Uuid) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), id.into_bytes().into()],
        expect: None,
    }
}

impl MatterRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.id.into_bytes().into(),
                self.number.as_str().into(),
                self.kind.as_str().into(),
                self.stage.as_str().into(),
                self.body.as_str().into(),
                account(self.holder),
                account(self.handed),
                account(self.owner),
                i64::from(self.is_open).into(),
                self.last_day.into(),
                i64::from(self.is_overdue).into(),
                self.steps.into(),
            ],
            expect: Some(1),
        }
    }

    /// Replaces the row, if it has as many steps as were seen; otherwise the change conflicts.
    pub fn step(&self, div: &str, seen: u32) -> Write {
        Write {
            stmt: &STEP,
            params: vec![
                self.stage.as_str().into(),
                self.body.as_str().into(),
                account(self.holder),
                account(self.handed),
                i64::from(self.is_open).into(),
                self.last_day.into(),
                i64::from(self.is_overdue).into(),
                self.steps.into(),
                div.into(),
                self.id.into_bytes().into(),
                seen.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of a list.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<MatterRow, StoreError> {
        Ok(MatterRow {
            id: Uuid::from_bytes(row.id(0)?),
            number: row.text(1)?.to_string(),
            kind: row.text(2)?.to_string(),
            stage: row.text(3)?.to_string(),
            body: row.text(4)?.to_string(),
            holder: read_account(row, 5)?,
            handed: read_account(row, 6)?,
            owner: read_account(row, 7)?,
            is_open: row.int(8)? != 0,
            last_day: row.int(9)?,
            is_overdue: row.int(10)? != 0,
            steps: u32::try_from(row.int(11)?).unwrap_or(0),
        })
    }
}
