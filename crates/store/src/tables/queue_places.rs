//! The order of acceptance (受理先后), projected from the events of cases: one row for each that waits for its decision or was granted. And a count of the
//! grants of each item that is limited in number, by which two who grant at once are told apart.

use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// A case in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// The case.
    pub case: CaseId,
    /// Code of the item.
    pub item: String,
    /// Its number.
    pub number: String,
    /// The moment of its acceptance, UTC microseconds.
    pub accepted_at: i64,
    /// Granted on; not while it waits.
    pub granted_day: Option<i64>,
}

static PUT: Stmt = Stmt::write(
    "queue_places.put",
    "INSERT INTO queue_places (div, case_id, item, number, accepted_at, granted_day) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, case_id) DO UPDATE SET item = excluded.item, number = excluded.number, accepted_at = excluded.accepted_at, \
     granted_day = excluded.granted_day",
);
static REMOVE: Stmt = Stmt::write(
    "queue_places.remove",
    "DELETE FROM queue_places WHERE div = $1 AND case_id = $2",
);
static TAKE_TURN: Stmt = Stmt::write(
    "queue_turns.take",
    "INSERT INTO queue_turns (div, item, turn) VALUES ($1, $2, 1) ON CONFLICT (div, item) DO UPDATE SET turn = queue_turns.turn + 1 \
     WHERE queue_turns.turn = $3",
);

/// How often an item was granted under a limit: `div, item`.
pub static TURN: Stmt = Stmt::read(
    "queue_turns.turn",
    "SELECT turn FROM queue_turns WHERE div = $1 AND item = $2",
);
/// How many cases of an item were granted between two days: `div, item, from, until`.
pub static GRANTED: Stmt = Stmt::read(
    "queue_places.granted",
    "SELECT COUNT(*) FROM queue_places WHERE div = $1 AND item = $2 AND granted_day IS NOT NULL AND granted_day >= $3 \
     AND granted_day <= $4",
);
/// How many cases of an item wait that were accepted before one: `div, item, accepted_at, case`.
pub static BEFORE: Stmt = Stmt::read(
    "queue_places.before",
    "SELECT COUNT(*) FROM queue_places WHERE div = $1 AND item = $2 AND granted_day IS NULL AND (accepted_at, case_id) < ($3, $4)",
);
/// Numbers of the first of those: `div, item, accepted_at, case, limit`.
pub static FIRST: Stmt = Stmt::read(
    "queue_places.first",
    "SELECT number FROM queue_places WHERE div = $1 AND item = $2 AND granted_day IS NULL AND (accepted_at, case_id) < ($3, $4) \
     ORDER BY accepted_at, case_id LIMIT $5",
);
/// Columns of [`STORED`] after the case, in the order of [`PlaceRow::values`].
pub const COLUMNS: [&str; 4] = ["item", "number", "accepted_at", "granted_day"];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "queue_places.stored",
    "SELECT case_id, item, number, accepted_at, granted_day FROM queue_places WHERE div = $1 AND case_id > $2 AND case_id <= $3 \
     ORDER BY case_id",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &TAKE_TURN, &TURN, &GRANTED, &BEFORE, &FIRST, &STORED];

impl PlaceRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.item.as_str().into(),
            self.number.as_str().into(),
            self.accepted_at.into(),
            self.granted_day.into(),
        ]
    }

    /// Inserts or replaces the row.
    pub fn put(&self, div: &str) -> Write {
        let mut params = vec![div.into(), self.case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt: &PUT,
            params,
            expect: Some(1),
        }
    }
}

/// Removes the row of a case that stands in the order no more.
pub fn remove(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}

/// Takes the next turn to grant; conflicts where somebody else took it since the last was seen.
pub fn take_turn(div: &str, item: &str, seen: i64) -> Write {
    Write {
        stmt: &TAKE_TURN,
        params: vec![div.into(), item.into(), seen.into()],
        expect: Some(1),
    }
}

/// The count of a row of [`GRANTED`] or [`BEFORE`].
///
/// # Errors
/// The column has another type.
pub fn count(rows: &[Row]) -> Result<u32, StoreError> {
    let counted = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(u32::try_from(counted).unwrap_or(u32::MAX))
}
