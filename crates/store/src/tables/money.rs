//! Movements of money (收退流水), one row for each event by which money came in or went back; derived from the events.

use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// One movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyRow {
    /// Case.
    pub case: CaseId,
    /// Number of the event.
    pub seq: u32,
    /// Day of the movement.
    pub day: i64,
    /// `payment`, `void` or `refund`.
    pub kind: String,
    /// By which way: `provider`, `cash`, `card` or `entered`.
    pub way: String,
    /// Fen.
    pub amount_fen: i64,
    /// Number of the payment order, of the refund, or of the receipt.
    pub number: String,
    /// Number of the transaction; may be empty.
    pub trade: String,
    /// Number of the case.
    pub case_number: String,
}

static INSERT: Stmt = Stmt::write(
    "money.insert",
    "INSERT INTO money (div, case_id, seq, day, kind, way, amount_fen, number, trade, case_number) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
static REBUILD: Stmt = Stmt::write(
    "money.rebuild",
    "INSERT INTO money (div, case_id, seq, day, kind, way, amount_fen, number, trade, case_number) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (div, case_id, seq) DO UPDATE SET day = excluded.day, \
     kind = excluded.kind, way = excluded.way, amount_fen = excluded.amount_fen, number = excluded.number, \
     trade = excluded.trade, case_number = excluded.case_number",
);
static REMOVE: Stmt = Stmt::write(
    "money.remove",
    "DELETE FROM money WHERE div = $1 AND case_id = $2 AND seq = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`MoneyRow::values`].
pub const COLUMNS: [&str; 8] = [
    "seq",
    "day",
    "kind",
    "way",
    "amount_fen",
    "number",
    "trade",
    "case_number",
];
/// Movements of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "money.stored",
    "SELECT case_id, seq, day, kind, way, amount_fen, number, trade, case_number FROM money \
     WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, seq",
);
/// Movements of a day after one of them: `div, day, case_id, seq, limit`. Columns as of [`STORED`].
pub static OF_DAY: Stmt = Stmt::read(
    "money.of_day",
    "SELECT case_id, seq, day, kind, way, amount_fen, number, trade, case_number FROM money \
     WHERE div = $1 AND day = $2 AND (case_id > $3 OR (case_id = $3 AND seq > $4)) ORDER BY case_id, seq LIMIT $5",
);
/// Movements with the number of a transaction: `div, trade, limit`. Columns as of [`STORED`].
pub static OF_TRADE: Stmt = Stmt::read(
    "money.of_trade",
    "SELECT case_id, seq, day, kind, way, amount_fen, number, trade, case_number FROM money \
     WHERE div = $1 AND trade = $2 ORDER BY case_id, seq LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &REBUILD, &REMOVE, &STORED, &OF_DAY, &OF_TRADE];

impl MoneyRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        self.written(&INSERT, div)
    }

    /// Inserts or replaces the row.
    pub fn rebuild(&self, div: &str) -> Write {
        self.written(&REBUILD, div)
    }

    fn written(&self, stmt: &'static Stmt, div: &str) -> Write {
        let mut params = vec![div.into(), self.case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt,
            params,
            expect: Some(1),
        }
    }

    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.seq.into(),
            self.day.into(),
            self.kind.as_str().into(),
            self.way.as_str().into(),
            self.amount_fen.into(),
            self.number.as_str().into(),
            self.trade.as_str().into(),
            self.case_number.as_str().into(),
        ]
    }

    /// From a row of [`STORED`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<MoneyRow, StoreError> {
        Ok(MoneyRow {
            case: CaseId(uuid::Uuid::from_bytes(row.id(0)?)),
            seq: u32::try_from(row.int(1)?).unwrap_or(0),
            day: row.int(2)?,
            kind: row.text(3)?.to_string(),
            way: row.text(4)?.to_string(),
            amount_fen: row.int(5)?,
            number: row.text(6)?.to_string(),
            trade: row.text(7)?.to_string(),
            case_number: row.text(8)?.to_string(),
        })
    }
}

/// Removes a movement that no event of the case made.
pub fn remove(div: &str, case: CaseId, seq: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), seq],
        expect: None,
    }
}
