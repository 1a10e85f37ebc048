//! What cases use of earlier ones (材料复用), so that the earlier case can say where. Follows from the events.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// One material that a case uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReuseRow {
    /// The case that uses it.
    pub case: CaseId,
    /// Code of the material there.
    pub material: String,
    /// Number of the case from which it comes.
    pub source: String,
    /// Number of the case that uses it.
    pub number: String,
    /// Code of the item of the case that uses it.
    pub item: String,
    /// Day on which that case was received.
    pub day: i64,
}

static PUT: Stmt = Stmt::write(
    "reuses.put",
    "INSERT INTO reuses (div, case_id, material, source, number, item, day) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, case_id, material) DO UPDATE SET source = excluded.source, number = excluded.number, item = excluded.item, \
     day = excluded.day",
);
static REMOVE: Stmt = Stmt::write(
    "reuses.remove",
    "DELETE FROM reuses WHERE div = $1 AND case_id = $2 AND material = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`ReuseRow::values`].
pub const COLUMNS: [&str; 5] = ["material", "source", "number", "item", "day"];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "reuses.stored",
    "SELECT case_id, material, source, number, item, day FROM reuses WHERE div = $1 AND case_id > $2 AND case_id <= $3 \
     ORDER BY case_id, material",
);
/// Where an earlier case is used, the latest first: `div, source, limit`.
pub static OF_SOURCE: Stmt = Stmt::read(
    "reuses.of_source",
    "SELECT case_id, material, source, number, item, day FROM reuses WHERE div = $1 AND source = $2 \
     ORDER BY case_id DESC, material LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &REMOVE, &STORED, &OF_SOURCE];

impl ReuseRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.material.as_str().into(),
            self.source.as_str().into(),
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.day.into(),
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
    pub fn read(row: &Row) -> Result<ReuseRow, StoreError> {
        Ok(ReuseRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            material: row.text(1)?.to_string(),
            source: row.text(2)?.to_string(),
            number: row.text(3)?.to_string(),
            item: row.text(4)?.to_string(),
            day: row.int(5)?,
        })
    }
}

/// A case does not use this material any more.
pub fn remove(div: &str, case: CaseId, material: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), material],
        expect: None,
    }
}
