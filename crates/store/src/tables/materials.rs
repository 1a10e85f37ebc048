//! Shared materials (共享材料): every version as a document that never changes. Rows are only added.

use crate::{Row, Stmt, StoreError, Write};

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialRow {
    /// Code.
    pub code: String,
    /// Number of the version, from 1 without gaps.
    pub version: u32,
    /// The document.
    pub doc: String,
    /// When, UTC microseconds.
    pub made_at: i64,
    /// By whom.
    pub made_by: String,
}

static INSERT: Stmt = Stmt::write(
    "materials.insert",
    "INSERT INTO materials (div, code, version, doc, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, code, version) DO NOTHING",
);

/// Versions in order: `div, after code, after version, limit`.
pub static IN_ORDER: Stmt = Stmt::read(
    "materials.in_order",
    "SELECT code, version, doc, made_at, made_by FROM materials WHERE div = $1 AND (code, version) > ($2, $3) ORDER BY code, version LIMIT $4",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &IN_ORDER];

impl MaterialRow {
    /// Inserts the row; conflicts when somebody else made this version meanwhile.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.code.clone().into(),
                self.version.into(),
                self.doc.clone().into(),
                self.made_at.into(),
                self.made_by.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`IN_ORDER`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<MaterialRow, StoreError> {
        let wrong = |_| StoreError::Broken("materials: a number is out of range".into());
        Ok(MaterialRow {
            code: row.text(0)?.to_string(),
            version: row.int(1)?.try_into().map_err(wrong)?,
            doc: row.text(2)?.to_string(),
            made_at: row.int(3)?,
            made_by: row.text(4)?.to_string(),
        })
    }
}
