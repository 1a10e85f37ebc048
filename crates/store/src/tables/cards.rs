//! Cards of supervision (监察牌), projected from the events of their cases: one row a card, for those who answer, those who judge, and whoever counts.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// What waits: an answer to it.
pub const ANSWER: &str = "answer";
/// What waits: an appeal against it.
pub const JUDGE: &str = "judge";

/// A card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// Its case.
    pub case: CaseId,
    /// Its number within the case.
    pub no: u32,
    /// Number of the case.
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// Body in charge.
    pub body: String,
    /// Code of the rule.
    pub rule: String,
    /// Version of the rule.
    pub version: u32,
    /// Its colour.
    pub colour: String,
    /// How it stands.
    pub standing: String,
    /// Who has to answer: whoever handles the case, or handled it when the card was given.
    pub person: Option<AccountId>,
    /// Given at, UTC microseconds.
    pub given_at: i64,
    /// Fell due at, UTC microseconds.
    pub due_at: i64,
    /// What it waits for: [`ANSWER`], [`JUDGE`] or nothing.
    pub waits: String,
    /// The last day for that; never where it waits for nothing.
    pub last_day: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT case_id, no, number, item, body, rule, version, colour, standing, person, given_at, due_at, waits, last_day FROM cards \
             WHERE div = $1 AND ",
            $rest
        )
    };
}

static PUT: Stmt = Stmt::write(
    "cards.put",
    "INSERT INTO cards (div, case_id, no, number, item, body, rule, version, colour, standing, person, given_at, due_at, waits, last_day) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (div, case_id, no) DO UPDATE SET \
     number = excluded.number, item = excluded.item, body = excluded.body, rule = excluded.rule, version = excluded.version, \
     colour = excluded.colour, standing = excluded.standing, person = excluded.person, given_at = excluded.given_at, \
     due_at = excluded.due_at, waits = excluded.waits, last_day = excluded.last_day",
);
static REMOVE: Stmt = Stmt::write(
    "cards.remove",
    "DELETE FROM cards WHERE div = $1 AND case_id = $2 AND no = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`CardRow::values`].
pub const COLUMNS: [&str; 13] = [
    "no", "number", "item", "body", "rule", "version", "colour", "standing", "person", "given_at", "due_at", "waits",
    "last_day",
];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "cards.stored",
    select!("case_id > $2 AND case_id <= $3 ORDER BY case_id, no"),
);
/// What somebody has to answer, first what is due first: `div, person, after (last_day, case, no), limit`.
pub static OF_PERSON: Stmt = Stmt::read(
    "cards.of_person",
    select!(
        "person = $2 AND waits = 'answer' AND (last_day, case_id, no) > ($3, $4, $5) ORDER BY last_day, case_id, no LIMIT $6"
    ),
);
/// What waits for something, first what is due first: `div, what, after (last_day, case, no), limit`.
pub static WAITING: Stmt = Stmt::read(
    "cards.waiting",
    select!("waits = $2 AND (last_day, case_id, no) > ($3, $4, $5) ORDER BY last_day, case_id, no LIMIT $6"),
);
/// What waits for an answer in a body, first what is due first: `div, body, after (last_day, case, no), limit`.
pub static WAITING_OF_BODY: Stmt = Stmt::read(
    "cards.waiting_of_body",
    select!(
        "body = $2 AND waits = 'answer' AND (last_day, case_id, no) > ($3, $4, $5) ORDER BY last_day, case_id, no LIMIT $6"
    ),
);
/// The latest of all: `div, before (given_at, case, no), limit`.
pub static LATEST: Stmt = Stmt::read(
    "cards.latest",
    select!("(given_at, case_id, no) < ($2, $3, $4) ORDER BY given_at DESC, case_id DESC, no DESC LIMIT $5"),
);
/// The latest of a body: `div, body, before (given_at, case, no), limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "cards.of_body",
    select!(
        "body = $2 AND (given_at, case_id, no) < ($3, $4, $5) ORDER BY given_at DESC, case_id DESC, no DESC LIMIT $6"
    ),
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &REMOVE,
    &STORED,
    &OF_PERSON,
    &WAITING,
    &WAITING_OF_BODY,
    &LATEST,
    &OF_BODY,
];

pub(super) fn account(account: Option<AccountId>) -> Value {
    account.map(|account| account.0.into_bytes().to_vec()).into()
}

pub(super) fn read_account(row: &Row, column: usize) -> Result<Option<AccountId>, StoreError> {
    match row.opt_bytes(column)? {
        Some(_) => Ok(Some(AccountId(Uuid::from_bytes(row.id(column)?)))),
        None => Ok(None),
    }
}

impl CardRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.no.into(),
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.rule.as_str().into(),
            self.version.into(),
            self.colour.as_str().into(),
            self.standing.as_str().into(),
            account(self.person),
            self.given_at.into(),
            self.due_at.into(),
            self.waits.as_str().into(),
            self.last_day.into(),
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

    /// From a row of any statement here.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<CardRow, StoreError> {
        let number = |column: usize| row.int(column).map(|number| u32::try_from(number).unwrap_or(0));
        Ok(CardRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            no: number(1)?,
            number: row.text(2)?.to_string(),
            item: row.text(3)?.to_string(),
            body: row.text(4)?.to_string(),
            rule: row.text(5)?.to_string(),
            version: number(6)?,
            colour: row.text(7)?.to_string(),
            standing: row.text(8)?.to_string(),
            person: read_account(row, 9)?,
            given_at: row.int(10)?,
            due_at: row.int(11)?,
            waits: row.text(12)?.to_string(),
            last_day: row.int(13)?,
        })
    }
}

/// A case has no such card.
pub fn remove(div: &str, case: CaseId, no: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), no],
        expect: None,
    }
}
