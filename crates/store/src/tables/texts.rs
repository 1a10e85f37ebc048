//! Short messages (短信) that wait to be sent, sealed; a row goes when its message was sent or is of no use any more.

use uuid::Uuid;

use crate::{Row, Stmt, StoreError, Write};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// Id, ordered by time.
    pub id: Uuid,
    /// Until when it is of use, UTC microseconds.
    pub ends_at: i64,
    /// Number and words, sealed.
    pub sealed: Vec<u8>,
}

static INSERT: Stmt = Stmt::write(
    "texts.insert",
    "INSERT INTO texts (div, id, ends_at, sealed, lease_until) VALUES ($1, $2, $3, $4, 0)",
);
static LEASE: Stmt = Stmt::write(
    "texts.lease",
    "UPDATE texts SET lease_until = $1 WHERE div = $2 AND id = $3 AND lease_until <= $4",
);
static DONE: Stmt = Stmt::write("texts.done", "DELETE FROM texts WHERE div = $1 AND id = $2");
static SWEEP: Stmt = Stmt::write("texts.sweep", "DELETE FROM texts WHERE div = $1 AND ends_at < $2");

/// Waiting and not leased: `div, now, limit`.
pub static WAITING: Stmt = Stmt::read(
    "texts.waiting",
    "SELECT id, ends_at, sealed FROM texts WHERE div = $1 AND lease_until <= $2 ORDER BY lease_until, id LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &LEASE, &DONE, &SWEEP, &WAITING];

impl TextRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.id.into_bytes().into(),
                self.ends_at.into(),
                self.sealed.clone().into(),
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

    /// Removes the row.
    pub fn done(&self, div: &str) -> Write {
        Write {
            stmt: &DONE,
            params: vec![div.into(), self.id.into_bytes().into()],
            expect: None,
        }
    }

    /// From a row of [`WAITING`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<TextRow, StoreError> {
        Ok(TextRow {
            id: Uuid::from_bytes(row.id(0)?),
            ends_at: row.int(1)?,
            sealed: row.bytes(2)?.to_vec(),
        })
    }
}

/// Removes messages that are of no use since `old`.
pub fn sweep(div: &str, old: i64) -> Write {
    Write {
        stmt: &SWEEP,
        params: vec![div.into(), old.into()],
        expect: None,
    }
}
