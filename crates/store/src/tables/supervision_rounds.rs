//! Nightly rounds of supervision over what several cases show together (多件监察): one row a day, with how far the round of that day has come.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Write};

/// The round of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundRow {
    /// Whose cases it looks at.
    pub day: i64,
    /// The last part that is done; empty before the first.
    pub place: String,
    /// Cards that it gave.
    pub cards: i64,
    /// It came to its end.
    pub done: bool,
    /// Until when a worker has it, UTC microseconds.
    pub lease_until: i64,
}

/// A case that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// When, UTC microseconds.
    pub at: i64,
    /// Which.
    pub case: CaseId,
    /// Code of its item.
    pub item: String,
    /// How it was rated.
    pub rating: Option<i64>,
}

static BEGIN: Stmt = Stmt::write(
    "supervision_rounds.begin",
    "INSERT INTO supervision_rounds (div, day, place, cards, done, lease_until) VALUES ($1, $2, '', 0, 0, 0) \
     ON CONFLICT (div, day) DO NOTHING",
);
static LEASE: Stmt = Stmt::write(
    "supervision_rounds.lease",
    "UPDATE supervision_rounds SET lease_until = $1 WHERE div = $2 AND day = $3 AND done = 0 AND lease_until <= $4",
);
static KEEP: Stmt = Stmt::write(
    "supervision_rounds.keep",
    "UPDATE supervision_rounds SET place = $1, cards = $2, done = $3, lease_until = $4 \
     WHERE div = $5 AND day = $6 AND done = 0 AND lease_until = $7",
);
/// The last one that began: `div`.
pub static LAST: Stmt = Stmt::read(
    "supervision_rounds.last",
    "SELECT day, place, cards, done, lease_until FROM supervision_rounds WHERE div = $1 ORDER BY day DESC LIMIT 1",
);
/// That of a day: `div, day`.
pub static OF_DAY: Stmt = Stmt::read(
    "supervision_rounds.of_day",
    "SELECT day, place, cards, done, lease_until FROM supervision_rounds WHERE div = $1 AND day = $2",
);
/// Cases that were changed after a moment, in that order: `div, after (moment, case), limit`.
pub static CHANGED: Stmt = Stmt::read(
    "supervision_rounds.changed",
    "SELECT changed_at, id, item, rating FROM cases WHERE div = $1 AND (changed_at, id) > ($2, $3) ORDER BY changed_at, id LIMIT $4",
);
/// Open cases of an item: `div, item, limit`.
pub static OPEN_OF_ITEM: Stmt = Stmt::read(
    "supervision_rounds.open_of_item",
    "SELECT id FROM cases WHERE div = $1 AND item = $2 AND is_open = 1 ORDER BY item_version, id LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&BEGIN, &LEASE, &KEEP, &LAST, &OF_DAY, &CHANGED, &OPEN_OF_ITEM];

/// The round of a day may begin; nothing where it has begun.
pub fn begin(div: &str, day: i64) -> Write {
    Write {
        stmt: &BEGIN,
        params: vec![div.into(), day.into()],
        expect: None,
    }
}

impl RoundRow {
    /// Takes it until `until`; conflicts when another worker has it, or it is done.
    pub fn lease(&self, div: &str, now: i64, until: i64) -> Write {
        Write {
            stmt: &LEASE,
            params: vec![until.into(), div.into(), self.day.into(), now.into()],
            expect: Some(1),
        }
    }

    /// Keeps how far it has come; conflicts when the lease `held` was lost.
    pub fn keep(&self, div: &str, held: i64) -> Write {
        Write {
            stmt: &KEEP,
            params: vec![
                self.place.as_str().into(),
                self.cards.into(),
                i64::from(self.done).into(),
                self.lease_until.into(),
                div.into(),
                self.day.into(),
                held.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`LAST`] or [`OF_DAY`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<RoundRow, StoreError> {
        Ok(RoundRow {
            day: row.int(0)?,
            place: row.text(1)?.to_string(),
            cards: row.int(2)?,
            done: row.int(3)? != 0,
            lease_until: row.int(4)?,
        })
    }
}

impl ChangedRow {
    /// From a row of [`CHANGED`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<ChangedRow, StoreError> {
        Ok(ChangedRow {
            at: row.int(0)?,
            case: CaseId(Uuid::from_bytes(row.id(1)?)),
            item: row.text(2)?.to_string(),
            rating: row.opt_int(3)?,
        })
    }
}
