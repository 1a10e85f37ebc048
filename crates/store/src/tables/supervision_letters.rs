//! Letters of supervision (监察文书), projected from the events of their cases: one row a letter, for those who answer and those who look at answers.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Value, Write};

use super::cards::{account, read_account};

/// What waits: an answer.
pub const ANSWER: &str = "answer";
/// What waits: somebody to look at the answer.
pub const LOOK: &str = "look";

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Its case.
    pub case: CaseId,
    /// Its number within the case.
    pub no: u32,
    /// Number of the case.
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// The body that it goes to.
    pub body: String,
    /// Which sort.
    pub kind: String,
    /// Who there has to see to it.
    pub addressee: String,
    /// What it waits for: [`ANSWER`], [`LOOK`] or nothing.
    pub waits: String,
    /// Its limit was over without an answer.
    pub overdue: bool,
    /// Whoever handles the case.
    pub person: Option<AccountId>,
    /// Sent on.
    pub sent_day: i64,
    /// The last day for the answer; never where none is waited for.
    pub last_day: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT case_id, no, number, item, body, kind, addressee, waits, overdue, person, sent_day, last_day FROM supervision_letters \
             WHERE div = $1 AND ",
            $rest
        )
    };
}

static PUT: Stmt = Stmt::write(
    "supervision_letters.put",
    "INSERT INTO supervision_letters (div, case_id, no, number, item, body, kind, addressee, waits, overdue, person, sent_day, last_day) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (div, case_id, no) DO UPDATE SET \
     number = excluded.number, item = excluded.item, body = excluded.body, kind = excluded.kind, addressee = excluded.addressee, \
     waits = excluded.waits, overdue = excluded.overdue, person = excluded.person, sent_day = excluded.sent_day, \
     last_day = excluded.last_day",
);
static REMOVE: Stmt = Stmt::write(
    "supervision_letters.remove",
    "DELETE FROM supervision_letters WHERE div = $1 AND case_id = $2 AND no = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`LetterRow::values`].
pub const COLUMNS: [&str; 11] = [
    "no",
    "number",
    "item",
    "body",
    "kind",
    "addressee",
    "waits",
    "overdue",
    "person",
    "sent_day",
    "last_day",
];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "supervision_letters.stored",
    select!("case_id > $2 AND case_id <= $3 ORDER BY case_id, no"),
);
/// What waits for something, first what is due first: `div, what, after (last_day, case, no), limit`.
pub static WAITING: Stmt = Stmt::read(
    "supervision_letters.waiting",
    select!("waits = $2 AND (last_day, case_id, no) > ($3, $4, $5) ORDER BY last_day, case_id, no LIMIT $6"),
);
/// What waits for something at a body, first what is due first: `div, body, what, after (last_day, case, no), limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "supervision_letters.of_body",
    select!(
        "body = $2 AND waits = $3 AND (last_day, case_id, no) > ($4, $5, $6) ORDER BY last_day, case_id, no LIMIT $7"
    ),
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &STORED, &WAITING, &OF_BODY];

impl LetterRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.no.into(),
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.kind.as_str().into(),
            self.addressee.as_str().into(),
            self.waits.as_str().into(),
            i64::from(self.overdue).into(),
            account(self.person),
            self.sent_day.into(),
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
    pub fn read(row: &Row) -> Result<LetterRow, StoreError> {
        Ok(LetterRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            no: u32::try_from(row.int(1)?).unwrap_or(0),
            number: row.text(2)?.to_string(),
            item: row.text(3)?.to_string(),
            body: row.text(4)?.to_string(),
            kind: row.text(5)?.to_string(),
            addressee: row.text(6)?.to_string(),
            waits: row.text(7)?.to_string(),
            overdue: row.int(8)? != 0,
            person: read_account(row, 9)?,
            sent_day: row.int(10)?,
            last_day: row.int(11)?,
        })
    }
}

/// A case has no such letter.
pub fn remove(div: &str, case: CaseId, no: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), no],
        expect: None,
    }
}
