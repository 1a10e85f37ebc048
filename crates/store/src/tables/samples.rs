//! Random samples (随机抽查): announced with the list that is drawn from, drawn once when the seed is known.

use crate::{Row, Stmt, StoreError, Write};

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRow {
    /// Number, from 1 without gaps.
    pub number: u32,
    /// Announced at, UTC microseconds.
    pub announced_at: i64,
    /// By whom.
    pub announced_by: String,
    /// First day of the period.
    pub from_day: i64,
    /// Last day of the period.
    pub to_day: i64,
    /// Code of the body; empty for all.
    pub body: String,
    /// Code of which cases.
    pub about: String,
    /// How many are drawn.
    pub size: u32,
    /// The first day whose root may be the seed.
    pub seed_day: i64,
    /// Cases in the list.
    pub cases: u32,
    /// SHA-256 of the list, hex.
    pub digest: String,
    /// Numbers of the cases, sorted, a line each; empty where the row was read from [`LATEST`].
    pub list: String,
    /// The seed, hex; empty before it is known.
    pub seed: String,
    /// Drawn at, UTC microseconds; 0 before.
    pub drawn_at: i64,
    /// Numbers that were drawn, in the order of their hashes, a line each.
    pub drawn: String,
}

macro_rules! columns {
    ($list:literal, $rest:literal) => {
        concat!(
            "SELECT number, announced_at, announced_by, from_day, to_day, body, about, size, seed_day, cases, digest, ",
            $list,
            ", seed, drawn_at, drawn FROM samples WHERE div = $1 AND ",
            $rest
        )
    };
}

static INSERT: Stmt = Stmt::write(
    "samples.insert",
    "INSERT INTO samples (div, number, announced_at, announced_by, from_day, to_day, body, about, size, seed_day, cases, \
     digest, list, seed, drawn_at, drawn) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, '') \
     ON CONFLICT (div, number) DO NOTHING",
);
static DRAW: Stmt = Stmt::write(
    "samples.draw",
    "UPDATE samples SET seed = $1, drawn_at = $2, drawn = $3 WHERE div = $4 AND number = $5 AND drawn_at = 0",
);

/// One sample with its list: `div, number`.
pub static ONE: Stmt = Stmt::read("samples.one", columns!("list", "number = $2"));
/// The latest before a number, without their lists: `div, before number, limit`.
pub static LATEST: Stmt = Stmt::read(
    "samples.latest",
    columns!("''", "number < $2 ORDER BY number DESC LIMIT $3"),
);
/// The cases to which something happened on a day of the ledger: `div, day, after case, limit`. Columns: id, number, body, status, accepted_day,
/// decided_day, closed_day.
pub static CASES_OF_DAY: Stmt = Stmt::read(
    "samples.cases_of_day",
    "SELECT c.id, c.number, c.body, c.status, c.accepted_day, c.decided_day, c.closed_day FROM leaves l \
     JOIN cases c ON c.div = l.div AND c.id = l.case_id WHERE l.div = $1 AND l.day = $2 AND l.case_id > $3 \
     ORDER BY l.case_id LIMIT $4",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &DRAW, &ONE, &LATEST, &CASES_OF_DAY];

impl SampleRow {
    /// Announces the sample; conflicts when somebody else took its number.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.number.into(),
                self.announced_at.into(),
                self.announced_by.as_str().into(),
                self.from_day.into(),
                self.to_day.into(),
                self.body.as_str().into(),
                self.about.as_str().into(),
                self.size.into(),
                self.seed_day.into(),
                self.cases.into(),
                self.digest.as_str().into(),
                self.list.as_str().into(),
            ],
            expect: Some(1),
        }
    }

    /// Keeps what was drawn; conflicts when it was drawn before.
    pub fn draw(&self, div: &str) -> Write {
        Write {
            stmt: &DRAW,
            params: vec![
                self.seed.as_str().into(),
                self.drawn_at.into(),
                self.drawn.as_str().into(),
                div.into(),
                self.number.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`ONE`] or [`LATEST`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<SampleRow, StoreError> {
        let small = |at: usize| -> Result<u32, StoreError> {
            let wrong = |_| StoreError::Broken("samples: a number is out of range".into());
            row.int(at)?.try_into().map_err(wrong)
        };
        let text = |at: usize| row.text(at).map(str::to_string);
        Ok(SampleRow {
            number: small(0)?,
            announced_at: row.int(1)?,
            announced_by: text(2)?,
            from_day: row.int(3)?,
            to_day: row.int(4)?,
            body: text(5)?,
            about: text(6)?,
            size: small(7)?,
            seed_day: row.int(8)?,
            cases: small(9)?,
            digest: text(10)?,
            list: text(11)?,
            seed: text(12)?,
            drawn_at: row.int(13)?,
            drawn: text(14)?,
        })
    }
}
