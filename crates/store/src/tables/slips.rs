//! Papers that are away, with the slip that went along (纸质材料交接单). Follows from the events.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipRow {
    /// Its case.
    pub case: CaseId,
    /// What its bars say.
    pub code: String,
    /// Number of the case.
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// Body in charge.
    pub body: String,
    /// From where.
    pub from_name: String,
    /// To where.
    pub to_name: String,
    /// Where it stands.
    pub standing: String,
    /// Since which day.
    pub since_day: i64,
    /// To be back by; never where the papers stay.
    pub back_day: i64,
    /// The papers are on their way, or have to come back.
    pub is_open: bool,
}

static PUT: Stmt = Stmt::write(
    "slips.put",
    "INSERT INTO slips (div, case_id, code, number, item, body, from_name, to_name, standing, since_day, back_day, is_open) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (div, case_id, code) DO UPDATE SET number = excluded.number, \
     item = excluded.item, body = excluded.body, from_name = excluded.from_name, to_name = excluded.to_name, standing = excluded.standing, \
     since_day = excluded.since_day, back_day = excluded.back_day, is_open = excluded.is_open",
);
static REMOVE: Stmt = Stmt::write(
    "slips.remove",
    "DELETE FROM slips WHERE div = $1 AND case_id = $2 AND code = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`SlipRow::values`].
pub const COLUMNS: [&str; 10] = [
    "code",
    "number",
    "item",
    "body",
    "from_name",
    "to_name",
    "standing",
    "since_day",
    "back_day",
    "is_open",
];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "slips.stored",
    "SELECT case_id, code, number, item, body, from_name, to_name, standing, since_day, back_day, is_open FROM slips \
     WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, code",
);
/// By what its bars say: `div, code`.
pub static BY_CODE: Stmt = Stmt::read(
    "slips.by_code",
    "SELECT case_id, code, number, item, body, from_name, to_name, standing, since_day, back_day, is_open FROM slips \
     WHERE div = $1 AND code = $2",
);
/// Those that are out, first those that should be back soonest, from a place on: `div, after (back_day, code), limit`.
pub static OPEN: Stmt = Stmt::read(
    "slips.open",
    "SELECT case_id, code, number, item, body, from_name, to_name, standing, since_day, back_day, is_open FROM slips \
     WHERE div = $1 AND is_open = 1 AND (back_day, code) > ($2, $3) ORDER BY back_day, code LIMIT $4",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &STORED, &BY_CODE, &OPEN];

impl SlipRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.code.as_str().into(),
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.from_name.as_str().into(),
            self.to_name.as_str().into(),
            self.standing.as_str().into(),
            self.since_day.into(),
            self.back_day.into(),
            i64::from(self.is_open).into(),
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
    pub fn read(row: &Row) -> Result<SlipRow, StoreError> {
        Ok(SlipRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            code: row.text(1)?.to_string(),
            number: row.text(2)?.to_string(),
            item: row.text(3)?.to_string(),
            body: row.text(4)?.to_string(),
            from_name: row.text(5)?.to_string(),
            to_name: row.text(6)?.to_string(),
            standing: row.text(7)?.to_string(),
            since_day: row.int(8)?,
            back_day: row.int(9)?,
            is_open: row.int(10)? != 0,
        })
    }
}

/// A case has no such slip.
pub fn remove(div: &str, case: CaseId, code: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), code],
        expect: None,
    }
}
