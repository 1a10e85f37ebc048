//! The outbox (待办投递): what must follow a change, written in the same transaction and done under a lease.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Write};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Id, ordered by time.
    pub id: Uuid,
    /// Written at, UTC microseconds.
    pub at: i64,
    /// What sort of work: `notice`.
    pub topic: String,
    /// Case.
    pub case: CaseId,
    /// Sequence number of the event that it follows.
    pub seq: u32,
    /// How often it was tried.
    pub tries: i64,
}

static INSERT: Stmt = Stmt::write(
    "outbox.insert",
    "INSERT INTO outbox (div, id, at, topic, case_id, seq, tries, lease_until) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)",
);
static LEASE: Stmt = Stmt::write(
    "outbox.lease",
    "UPDATE outbox SET lease_until = $1, tries = tries + 1 WHERE div = $2 AND id = $3 AND lease_until <= $4",
);
static DONE: Stmt = Stmt::write("outbox.done", "DELETE FROM outbox WHERE div = $1 AND id = $2");

/// Waiting and not leased: `div, now, limit`.
pub static WAITING: Stmt = Stmt::read(
    "outbox.waiting",
    "SELECT id, at, topic, case_id, seq, tries FROM outbox WHERE div = $1 AND lease_until <= $2 ORDER BY lease_until, id LIMIT $3",
);
/// How many wait at all: `div`.
pub static COUNT: Stmt = Stmt::read("outbox.count", "SELECT COUNT(*) FROM outbox WHERE div = $1");
/// Columns of [`STORED`] after the case.
pub const COLUMNS: [&str; 4] = ["seq", "topic", "at", "id"];
/// What waits for the cases after one and up to another: `div, after, up to`. Columns: case_id and [`COLUMNS`].
pub static STORED: Stmt = Stmt::read(
    "outbox.stored",
    "SELECT case_id, seq, topic, at, id FROM outbox WHERE div = $1 AND case_id > $2 AND case_id <= $3 \
     ORDER BY case_id, seq, id",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &LEASE, &DONE, &WAITING, &COUNT, &STORED];

impl OutboxRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.id.into_bytes().into(),
                self.at.into(),
                self.topic.clone().into(),
                self.case.0.into_bytes().into(),
                self.seq.into(),
            ],
            expect: Some(1),
        }
    }

    /// Takes the row until `until`; conflicts when another worker has it.
    pub fn lease(&self, div: &str, now: i64, until: i64) -> Write {
        Write {
            stmt: &LEASE,
            params: vec![until.into(), div.into(), self.id.into_bytes().into(), now.into()],
            expect: Some(1),
        }
    }

    /// Removes the row: the work is done.
    pub fn done(&self, div: &str) -> Write {
        Write {
            stmt: &DONE,
            params: vec![div.into(), self.id.into_bytes().into()],
            expect: None,
        }
    }

    /// Puts the row in place of one with its id that says something else; what was tried and leased begins anew.
    pub fn rebuild(&self, div: &str) -> [Write; 2] {
        [self.done(div), self.insert(div)]
    }

    /// From a row of [`WAITING`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<OutboxRow, StoreError> {
        Ok(OutboxRow {
            id: Uuid::from_bytes(row.id(0)?),
            at: row.int(1)?,
            topic: row.text(2)?.to_string(),
            case: CaseId(Uuid::from_bytes(row.id(3)?)),
            seq: u32::try_from(row.int(4)?).unwrap_or(0),
            tries: row.int(5)?,
        })
    }
}
