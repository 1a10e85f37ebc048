//! Ratings (好差评), projected from the events of their cases: one row a case, for those who work on bad ones, for the public, and for whoever counts.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// Waits for whoever serves the body.
pub const ANSWER: &str = "answer";
/// Waits for whoever visits back and decides appeals.
pub const JUDGE: &str = "judge";
/// Not shown to the public, or not known yet.
pub const NOT: i64 = -1;

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingRow {
    /// Its case.
    pub case: CaseId,
    /// Number of the case.
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// Body in charge.
    pub body: String,
    /// 1 (worst) to 5 (best), as it stands.
    pub level: i64,
    /// By which way it came.
    pub way: String,
    /// Nobody took it back, and it was not set aside.
    pub counts: bool,
    /// It was given as a bad one and counts.
    pub bad: bool,
    /// Day on which it was given.
    pub rated_day: i64,
    /// For whom it waits: [`ANSWER`], [`JUDGE`] or nobody.
    pub desk: String,
    /// What it waits for.
    pub waits: String,
    /// The last day for that; never where it waits for nothing.
    pub last_day: i64,
    /// The last day on which it could be put right in time; never where it was not bad.
    pub mend_day: i64,
    /// Answered in time: 1 or 0; [`NOT`] as long as nobody answered.
    pub in_time: i64,
    /// Since which day the public sees it; [`NOT`] where it does not.
    pub shown_day: i64,
    /// The words, masked.
    pub words: String,
    /// The answer.
    pub answer: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT case_id, number, item, body, level, way, counts, bad, rated_day, desk, waits, last_day, mend_day, in_time, shown_day, words, \
             answer FROM ratings WHERE div = $1 AND ",
            $rest
        )
    };
}

static PUT: Stmt = Stmt::write(
    "ratings.put",
    "INSERT INTO ratings (div, case_id, number, item, body, level, way, counts, bad, rated_day, desk, waits, last_day, mend_day, in_time, \
     shown_day, words, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
     ON CONFLICT (div, case_id) DO UPDATE SET number = excluded.number, item = excluded.item, body = excluded.body, level = excluded.level, \
     way = excluded.way, counts = excluded.counts, bad = excluded.bad, rated_day = excluded.rated_day, desk = excluded.desk, \
     waits = excluded.waits, last_day = excluded.last_day, mend_day = excluded.mend_day, in_time = excluded.in_time, \
     shown_day = excluded.shown_day, words = excluded.words, answer = excluded.answer",
);
static REMOVE: Stmt = Stmt::write("ratings.remove", "DELETE FROM ratings WHERE div = $1 AND case_id = $2");

/// Columns of [`STORED`] after the case, in the order of [`RatingRow::values`].
pub const COLUMNS: [&str; 16] = [
    "number",
    "item",
    "body",
    "level",
    "way",
    "counts",
    "bad",
    "rated_day",
    "desk",
    "waits",
    "last_day",
    "mend_day",
    "in_time",
    "shown_day",
    "words",
    "answer",
];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "ratings.stored",
    select!("case_id > $2 AND case_id <= $3 ORDER BY case_id"),
);
/// What waits for somebody, first what is due first: `div, desk, after (last_day, case), limit`.
pub static WAITING: Stmt = Stmt::read(
    "ratings.waiting",
    select!("desk = $2 AND (last_day, case_id) > ($3, $4) ORDER BY last_day, case_id LIMIT $5"),
);
/// What the public sees, latest first: `div, before (shown_day, case), limit`.
pub static SHOWN: Stmt = Stmt::read(
    "ratings.shown",
    select!("shown_day >= 0 AND (shown_day, case_id) < ($2, $3) ORDER BY shown_day DESC, case_id DESC LIMIT $4"),
);
/// How many were given since a day, how many of them say satisfied, how many bad ones are answered, and how many of those in time: `div, since day`.
pub static SUMS: Stmt = Stmt::read(
    "ratings.sums",
    "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN level >= 3 THEN 1 ELSE 0 END), 0) AS BIGINT), \
     CAST(COALESCE(SUM(CASE WHEN bad = 1 AND in_time >= 0 THEN 1 ELSE 0 END), 0) AS BIGINT), \
     CAST(COALESCE(SUM(CASE WHEN bad = 1 AND in_time = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
     FROM ratings WHERE div = $1 AND rated_day >= $2 AND counts = 1",
);
/// How many bad ones of these nobody answered although their time is over: `div, since day, today`.
pub static LATE: Stmt = Stmt::read(
    "ratings.late",
    "SELECT CAST(COUNT(*) AS BIGINT) FROM ratings WHERE div = $1 AND rated_day >= $2 AND counts = 1 AND bad = 1 AND in_time < 0 \
     AND mend_day < $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &STORED, &WAITING, &SHOWN, &SUMS, &LATE];

impl RatingRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.level.into(),
            self.way.as_str().into(),
            i64::from(self.counts).into(),
            i64::from(self.bad).into(),
            self.rated_day.into(),
            self.desk.as_str().into(),
            self.waits.as_str().into(),
            self.last_day.into(),
            self.mend_day.into(),
            self.in_time.into(),
            self.shown_day.into(),
            self.words.as_str().into(),
            self.answer.as_str().into(),
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

    /// From a row of any statement here that gives rows.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<RatingRow, StoreError> {
        Ok(RatingRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            number: row.text(1)?.to_string(),
            item: row.text(2)?.to_string(),
            body: row.text(3)?.to_string(),
            level: row.int(4)?,
            way: row.text(5)?.to_string(),
            counts: row.int(6)? == 1,
            bad: row.int(7)? == 1,
            rated_day: row.int(8)?,
            desk: row.text(9)?.to_string(),
            waits: row.text(10)?.to_string(),
            last_day: row.int(11)?,
            mend_day: row.int(12)?,
            in_time: row.int(13)?,
            shown_day: row.int(14)?,
            words: row.text(15)?.to_string(),
            answer: row.text(16)?.to_string(),
        })
    }
}

/// A case has no rating.
pub fn remove(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
