//! What is shown to the public (公示): periods and hearings that were announced, projected from the events of their cases; and the views that people
//! sent, sealed beside the ledger.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// A period or an announced hearing, as lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicityRow {
    /// The case.
    pub case: CaseId,
    /// Number of the proceeding in the case.
    pub no: u32,
    /// Number of the page.
    pub number: String,
    /// `period` or `hearing`.
    pub kind: String,
    /// Code of the item.
    pub item: String,
    /// Version of the item.
    pub item_version: u32,
    /// Body in charge.
    pub body: String,
    /// What it is about; empty where the item says it.
    pub subject: String,
    /// Shown from.
    pub from_day: i64,
    /// The last day on which it is current.
    pub ends_day: i64,
}

static PUT: Stmt = Stmt::write(
    "publicity.put",
    "INSERT INTO publicity (div, case_id, no, number, kind, item, item_version, body, subject, from_day, ends_day) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (div, case_id, no) DO UPDATE SET number = excluded.number, \
     kind = excluded.kind, item = excluded.item, item_version = excluded.item_version, body = excluded.body, subject = excluded.subject, \
     from_day = excluded.from_day, ends_day = excluded.ends_day",
);
static REMOVE: Stmt = Stmt::write(
    "publicity.remove",
    "DELETE FROM publicity WHERE div = $1 AND case_id = $2 AND no = $3",
);
/// Current ones, those that end first at the top: `div, after (ends_day, number), limit`.
pub static CURRENT: Stmt = Stmt::read(
    "publicity.current",
    "SELECT case_id, no, number, kind, item, item_version, body, subject, from_day, ends_day FROM publicity \
     WHERE div = $1 AND (ends_day, number) > ($2, $3) ORDER BY ends_day, number LIMIT $4",
);
/// Those that are over, the latest first: `div, before (ends_day, number), limit`.
pub static OVER: Stmt = Stmt::read(
    "publicity.over",
    "SELECT case_id, no, number, kind, item, item_version, body, subject, from_day, ends_day FROM publicity \
     WHERE div = $1 AND (ends_day, number) < ($2, $3) ORDER BY ends_day DESC, number DESC LIMIT $4",
);
/// The rows of a range of cases: `div, after case, up to case`.
pub static STORED: Stmt = Stmt::read(
    "publicity.stored",
    "SELECT case_id, no, number, kind, item, item_version, body, subject, from_day, ends_day FROM publicity \
     WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, no",
);

/// Columns of [`STORED`] after the case, in the order of [`PublicityRow::values`].
pub const COLUMNS: [&str; 9] = [
    "no",
    "number",
    "kind",
    "item",
    "item_version",
    "body",
    "subject",
    "from_day",
    "ends_day",
];

impl PublicityRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            i64::from(self.no).into(),
            self.number.as_str().into(),
            self.kind.as_str().into(),
            self.item.as_str().into(),
            i64::from(self.item_version).into(),
            self.body.as_str().into(),
            self.subject.as_str().into(),
            self.from_day.into(),
            self.ends_day.into(),
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

    /// From a row of any list here.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<PublicityRow, StoreError> {
        let number = |column: usize| row.int(column).map(|value| u32::try_from(value).unwrap_or(0));
        Ok(PublicityRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            no: number(1)?,
            number: row.text(2)?.to_string(),
            kind: row.text(3)?.to_string(),
            item: row.text(4)?.to_string(),
            item_version: number(5)?,
            body: row.text(6)?.to_string(),
            subject: row.text(7)?.to_string(),
            from_day: row.int(8)?,
            ends_day: row.int(9)?,
        })
    }
}

/// Removes the row of a proceeding that is not shown.
pub fn remove(div: &str, case: CaseId, no: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), no],
        expect: None,
    }
}

/// A view as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewRow {
    /// The case.
    pub case: CaseId,
    /// Number of the event that took it in.
    pub seq: u32,
    /// Number of the proceeding.
    pub no: u32,
    /// Number of the view.
    pub view: u32,
    /// Hash of its receipt code.
    pub code: [u8; 32],
    /// Who sent it and what it says.
    pub sealed: Vec<u8>,
    /// Sent at, UTC microseconds.
    pub at: i64,
}

static KEEP: Stmt = Stmt::write(
    "publicity_views.insert",
    "INSERT INTO publicity_views (div, case_id, seq, no, view, code, sealed, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
static FORGET: Stmt = Stmt::write(
    "publicity_views.forget",
    "DELETE FROM publicity_views WHERE div = $1 AND case_id = $2",
);
/// Those of a case: `div, case`.
pub static OF_CASE: Stmt = Stmt::read(
    "publicity_views.of_case",
    "SELECT case_id, seq, no, view, code, sealed, at FROM publicity_views WHERE div = $1 AND case_id = $2 ORDER BY seq LIMIT 5000",
);
/// The one with a receipt code: `div, hash of the code`.
pub static OF_CODE: Stmt = Stmt::read(
    "publicity_views.of_code",
    "SELECT case_id, seq, no, view, code, sealed, at FROM publicity_views WHERE div = $1 AND code = $2 LIMIT 1",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &PUT, &REMOVE, &CURRENT, &OVER, &STORED, &KEEP, &FORGET, &OF_CASE, &OF_CODE,
];

impl ViewRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &KEEP,
            params: vec![
                div.into(),
                self.case.0.into_bytes().into(),
                i64::from(self.seq).into(),
                i64::from(self.no).into(),
                i64::from(self.view).into(),
                self.code.to_vec().into(),
                self.sealed.clone().into(),
                self.at.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<ViewRow, StoreError> {
        let number = |column: usize| row.int(column).map(|value| u32::try_from(value).unwrap_or(0));
        Ok(ViewRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            seq: number(1)?,
            no: number(2)?,
            view: number(3)?,
            code: row.hash(4)?,
            sealed: row.bytes(5)?.to_vec(),
            at: row.int(6)?,
        })
    }
}

/// Deletes what people sent about a case.
pub fn forget(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
