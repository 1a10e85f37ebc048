//! Rounds and visits (巡查记录): rows are added, and closed once when what was wrong has been put right.

use crate::{Row, Stmt, StoreError, Write};

use super::NEVER;

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundRow {
    /// Number, from 1 without gaps.
    pub number: u32,
    /// Noted at, UTC microseconds.
    pub noted_at: i64,
    /// By whom.
    pub noted_by: String,
    /// Code of the kind.
    pub kind: String,
    /// On.
    pub day: i64,
    /// Minutes after midnight.
    pub minute: u32,
    /// Where.
    pub place: String,
    /// Code of the body; empty for none.
    pub body: String,
    /// What was seen.
    pub seen: String,
    /// Last day for putting it right; never where all was in order.
    pub until_day: i64,
    /// Put right at, UTC microseconds; 0 before.
    pub done_at: i64,
    /// Looked at by.
    pub done_by: String,
    /// How it was put right.
    pub done: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT number, noted_at, noted_by, kind, day, minute, place, body, seen, until_day, done_at, done_by, done FROM rounds \
             WHERE div = $1 AND ",
            $rest
        )
    };
}

static INSERT: Stmt = Stmt::write(
    "rounds.insert",
    "INSERT INTO rounds (div, number, noted_at, noted_by, kind, day, minute, place, body, seen, until_day, done_at, done_by, done) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', '') ON CONFLICT (div, number) DO NOTHING",
);
static FINISH: Stmt = Stmt::write(
    "rounds.finish",
    "UPDATE rounds SET done_at = $1, done_by = $2, done = $3 WHERE div = $4 AND number = $5 AND done_at = 0 \
     AND until_day < 2147483647",
);
/// The latest before a number: `div, before number, limit`.
pub static LATEST: Stmt = Stmt::read("rounds.latest", select!("number < $2 ORDER BY number DESC LIMIT $3"));
/// What has to be put right, first what is due first: `div, limit`.
pub static OPEN: Stmt = Stmt::read(
    "rounds.open",
    select!("done_at = 0 AND until_day < 2147483647 ORDER BY until_day, number LIMIT $2"),
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &FINISH, &LATEST, &OPEN];

impl RoundRow {
    /// Whether something still has to be put right.
    pub fn is_open(&self) -> bool {
        self.done_at == 0 && self.until_day < NEVER
    }

    /// Inserts the row; conflicts when somebody else took its number.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.noted_at.into(),
                self.noted_by.as_str().into(),
                self.kind.as_str().into(),
                self.day.into(),
                self.minute.into(),
                self.place.as_str().into(),
                self.body.as_str().into(),
                self.seen.as_str().into(),
                self.until_day.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of any statement here.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<RoundRow, StoreError> {
        let small = |at: usize| -> Result<u32, StoreError> {
            let wrong = |_| StoreError::Broken("rounds: a number is out of range".into());
            row.int(at)?.try_into().map_err(wrong)
        };
        let text = |at: usize| row.text(at).map(str::to_string);
        Ok(RoundRow {
            number: small(0)?,
            noted_at: row.int(1)?,
            noted_by: text(2)?,
            kind: text(3)?,
            day: row.int(4)?,
            minute: small(5)?,
            place: text(6)?,
            body: text(7)?,
            seen: text(8)?,
            until_day: row.int(9)?,
            done_at: row.int(10)?,
            done_by: text(11)?,
            done: text(12)?,
        })
    }
}

/// Closes a round: what was wrong has been put right. Conflicts where nothing was open.
pub fn finish(div: &str, number: u32, at: i64, by: &str, done: &str) -> Write {
    Write {
        stmt: &FINISH,
        params: vec![at.into(), by.into(), done.into(), div.into(), number.into()],
        expect: Some(1),
    }
}
