//! Commitments that are to be checked (待核查的承诺), projected from the events of cases: one row for each that something is to be done about.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::commitment::Stage;

use crate::{Row, Stmt, StoreError, Value, Write};

/// One commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentRow {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// Body in charge.
    pub body: String,
    /// The applicant as the ledger may say it.
    pub shown: String,
    /// Where it stands.
    pub stage: Stage,
    /// The last day.
    pub due_day: i64,
}

static PUT: Stmt = Stmt::write(
    "commitments.put",
    "INSERT INTO commitments (div, case_id, number, item, body, shown, stage, due_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (div, case_id) DO UPDATE SET number = excluded.number, item = excluded.item, body = excluded.body, shown = excluded.shown, \
     stage = excluded.stage, due_day = excluded.due_day",
);
static REMOVE: Stmt = Stmt::write(
    "commitments.remove",
    "DELETE FROM commitments WHERE div = $1 AND case_id = $2",
);
/// Columns of [`STORED`] after the case, in the order of [`CommitmentRow::values`].
pub const COLUMNS: [&str; 6] = ["number", "item", "body", "shown", "stage", "due_day"];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "commitments.stored",
    "SELECT case_id, number, item, body, shown, stage, due_day FROM commitments WHERE div = $1 AND case_id > $2 AND case_id <= $3 \
     ORDER BY case_id",
);
/// All, due first: `div, after (due_day, case_id), limit`.
pub static LIST: Stmt = Stmt::read(
    "commitments.list",
    "SELECT case_id, number, item, body, shown, stage, due_day FROM commitments WHERE div = $1 AND (due_day, case_id) > ($2, $3) \
     ORDER BY due_day, case_id LIMIT $4",
);
/// Of a body, due first: `div, body, after (due_day, case_id), limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "commitments.of_body",
    "SELECT case_id, number, item, body, shown, stage, due_day FROM commitments WHERE div = $1 AND body = $2 \
     AND (due_day, case_id) > ($3, $4) ORDER BY due_day, case_id LIMIT $5",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &STORED, &LIST, &OF_BODY];

impl CommitmentRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.shown.as_str().into(),
            self.stage.code().into(),
            self.due_day.into(),
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

    /// From a row of [`LIST`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<CommitmentRow, StoreError> {
        Ok(CommitmentRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            number: row.text(1)?.to_string(),
            item: row.text(2)?.to_string(),
            body: row.text(3)?.to_string(),
            shown: row.text(4)?.to_string(),
            stage: Stage::parse(row.text(5)?)
                .ok_or_else(|| StoreError::Broken("no such stage of a commitment".into()))?,
            due_day: row.int(6)?,
        })
    }
}

/// Removes the row of a case of which nothing is to be checked.
pub fn remove(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
