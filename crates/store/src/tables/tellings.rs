//! Tellings (告知记录): what goes out of the house about an event, one row for each event, way and person, with what became of it.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::AccountId;

use super::mailboxes::NEVER_AT;
use crate::{Row, Stmt, StoreError, Value, Write};

/// One telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingRow {
    /// About which case.
    pub case: CaseId,
    /// About which event.
    pub seq: u32,
    /// `mail` or `text`.
    pub way: String,
    /// Whom.
    pub account: AccountId,
    /// The same however often it is sent.
    pub id: Uuid,
    /// Since when it waits, UTC microseconds.
    pub at: i64,
    /// `queued`, `sent`, `failed` or `dropped`.
    pub state: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next; [`NEVER_AT`] when never.
    pub next_at: i64,
    /// When it was handed over, failed or was given up.
    pub done_at: Option<i64>,
    /// To which address or number, masked; empty before it was tried.
    pub receiver: String,
    /// What the other side answered last.
    pub answer: String,
    /// What is said, as JSON.
    pub doc: String,
}

static INSERT: Stmt = Stmt::write(
    "tellings.insert",
    "INSERT INTO tellings (div, case_id, seq, way, account, id, at, state, tries, next_at, done_at, receiver, answer, doc) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (div, case_id, seq, way, account) DO NOTHING",
);
static LEASE: Stmt = Stmt::write(
    "tellings.lease",
    "UPDATE tellings SET next_at = $1, tries = tries + 1 WHERE div = $2 AND case_id = $3 AND seq = $4 AND way = $5 AND account = $6 \
     AND next_at = $7",
);
static CAME: Stmt = Stmt::write(
    "tellings.came",
    "UPDATE tellings SET state = $1, next_at = $2, done_at = $3, receiver = $4, answer = $5 WHERE div = $6 AND case_id = $7 \
     AND seq = $8 AND way = $9 AND account = $10 AND next_at = $11",
);

/// What waits of a way: `div, way, now, limit`.
pub static WAITING: Stmt = Stmt::read(
    "tellings.waiting",
    "SELECT case_id, seq, way, account, id, at, state, tries, next_at, done_at, receiver, answer, doc FROM tellings \
     WHERE div = $1 AND way = $2 AND next_at <= $3 ORDER BY next_at, id LIMIT $4",
);
/// Everything about a case, in order of its events: `div, case_id, limit`.
pub static OF_CASE: Stmt = Stmt::read(
    "tellings.of_case",
    "SELECT case_id, seq, way, account, id, at, state, tries, next_at, done_at, receiver, answer, doc FROM tellings \
     WHERE div = $1 AND case_id = $2 ORDER BY seq, way, account LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &LEASE, &CAME, &WAITING, &OF_CASE];

impl TellingRow {
    /// Inserts the row, unless the person is told of the event by this way already.
    pub fn insert(&self, div: &str) -> Write {
        let mut params = vec![div.into()];
        params.extend(self.key());
        params.extend([
            self.id.into_bytes().into(),
            self.at.into(),
            self.state.clone().into(),
            self.tries.into(),
            self.next_at.into(),
            self.done_at.map_or(Value::Null, Value::from),
            self.receiver.clone().into(),
            self.answer.clone().into(),
            self.doc.clone().into(),
        ]);
        Write {
            stmt: &INSERT,
            params,
            expect: None,
        }
    }

    fn key(&self) -> [Value; 4] {
        [
            self.case.0.into_bytes().into(),
            self.seq.into(),
            self.way.clone().into(),
            self.account.0.into_bytes().into(),
        ]
    }

    /// Takes the row until `until`, and counts a try; conflicts when another worker has it.
    pub fn lease(&self, div: &str, until: i64) -> Write {
        let mut params = vec![until.into(), div.into()];
        params.extend(self.key());
        params.push(self.next_at.into());
        Write {
            stmt: &LEASE,
            params,
            expect: Some(1),
        }
    }

    /// Keeps what this row says of its end; conflicts when the lease that ended at `lease` was over and another worker has it.
    pub fn came(&self, div: &str, lease: i64) -> Write {
        let mut params = vec![
            self.state.clone().into(),
            self.next_at.into(),
            self.done_at.map_or(Value::Null, Value::from),
            self.receiver.clone().into(),
            self.answer.clone().into(),
            div.into(),
        ];
        params.extend(self.key());
        params.push(lease.into());
        Write {
            stmt: &CAME,
            params,
            expect: Some(1),
        }
    }

    /// Nothing more is to be done with it.
    pub fn is_over(&self) -> bool {
        self.next_at == NEVER_AT
    }

    /// From a row of [`WAITING`] or [`OF_CASE`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<TellingRow, StoreError> {
        Ok(TellingRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            seq: u32::try_from(row.int(1)?).unwrap_or(0),
            way: row.text(2)?.to_string(),
            account: AccountId(Uuid::from_bytes(row.id(3)?)),
            id: Uuid::from_bytes(row.id(4)?),
            at: row.int(5)?,
            state: row.text(6)?.to_string(),
            tries: row.int(7)?,
            next_at: row.int(8)?,
            done_at: row.opt_int(9)?,
            receiver: row.text(10)?.to_string(),
            answer: row.text(11)?.to_string(),
            doc: row.text(12)?.to_string(),
        })
    }
}
