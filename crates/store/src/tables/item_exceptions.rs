//! Exceptions from being handled in the hall and on the net (进驻例外登记).

use crate::{Row, Stmt, StoreError, Write};

/// One exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionRow {
    /// Its name, in order of time.
    pub id: String,
    /// Code of the item.
    pub item: String,
    /// How it stands.
    pub state: String,
    /// All that was said, as JSON.
    pub doc: String,
    /// When it was last changed, UTC microseconds.
    pub changed_at: i64,
}

static INSERT: Stmt = Stmt::write(
    "item_exceptions.insert",
    "INSERT INTO item_exceptions (div, id, item, state, doc, changed_at) VALUES ($1, $2, $3, $4, $5, $6)",
);
static STEP: Stmt = Stmt::write(
    "item_exceptions.step",
    "UPDATE item_exceptions SET state = $1, doc = $2, changed_at = $3 WHERE div = $4 AND id = $5 AND state = $6",
);

/// Exceptions in order: `div, after id, limit`. Columns as [`ExceptionRow::read`].
pub static IN_ORDER: Stmt = Stmt::read(
    "item_exceptions.in_order",
    "SELECT id, item, state, doc, changed_at FROM item_exceptions WHERE div = $1 AND id > $2 ORDER BY id LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &STEP, &IN_ORDER];

impl ExceptionRow {
    /// Registers a new one.
    pub fn insert(self, div: &str) -> Write {
        let params = vec![
            div.into(),
            self.id.into(),
            self.item.into(),
            self.state.into(),
            self.doc.into(),
            self.changed_at.into(),
        ];
        Write {
            stmt: &INSERT,
            params,
            expect: Some(1),
        }
    }

    /// Takes it on from a state; conflicts where somebody else did.
    pub fn step(self, div: &str, known: &str) -> Write {
        let params = vec![
            self.state.into(),
            self.doc.into(),
            self.changed_at.into(),
            div.into(),
            self.id.into(),
            known.into(),
        ];
        Write {
            stmt: &STEP,
            params,
            expect: Some(1),
        }
    }

    /// From a row of [`IN_ORDER`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<ExceptionRow, StoreError> {
        Ok(ExceptionRow {
            id: row.text(0)?.to_string(),
            item: row.text(1)?.to_string(),
            state: row.text(2)?.to_string(),
            doc: row.text(3)?.to_string(),
            changed_at: row.int(4)?,
        })
    }
}
