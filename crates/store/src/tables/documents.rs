//! Documents (文书) by the token in their QR code, and the PDF files printed from them.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::DocumentKind;

use crate::{Row, Stmt, StoreError, Value, Write};

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// 32 hex digits.
    pub token: String,
    /// Case.
    pub case: CaseId,
    /// Sort.
    pub kind: DocumentKind,
    /// Number as printed.
    pub number: String,
    /// Sequence number of the event that made it.
    pub seq: u32,
    /// Day on which it was made.
    pub made_day: i64,
}

static INSERT: Stmt = Stmt::write(
    "documents.insert",
    "INSERT INTO documents (div, token, case_id, kind, number, seq, made_day) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

static REBUILD: Stmt = Stmt::write(
    "documents.rebuild",
    "INSERT INTO documents (div, token, case_id, kind, number, seq, made_day) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, token) DO UPDATE SET case_id = excluded.case_id, kind = excluded.kind, number = excluded.number, \
     seq = excluded.seq, made_day = excluded.made_day",
);

static REMOVE: Stmt = Stmt::write(
    "documents.remove",
    "DELETE FROM documents WHERE div = $1 AND token = $2 AND case_id = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`DocumentRow::values`].
pub const COLUMNS: [&str; 5] = ["token", "kind", "number", "seq", "made_day"];
/// Every column of the documents of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "documents.stored",
    "SELECT case_id, token, kind, number, seq, made_day FROM documents \
     WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, seq, token",
);

static PRINT: Stmt = Stmt::write(
    "prints.insert",
    "INSERT INTO prints (div, token, file, size, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (div, token) DO NOTHING",
);

/// By token: `div, token`.
pub static BY_TOKEN: Stmt = Stmt::read(
    "documents.by_token",
    "SELECT token, case_id, kind, number, seq, made_day FROM documents WHERE div = $1 AND token = $2",
);

/// The PDF of a document: `div, token`. Columns: file (SHA-256, hex), size.
pub static PRINTED: Stmt = Stmt::read(
    "prints.by_token",
    "SELECT file, size FROM prints WHERE div = $1 AND token = $2",
);

static FORGET_PRINTS: Stmt = Stmt::write(
    "prints.forget",
    "DELETE FROM prints WHERE div = $1 AND token IN (SELECT token FROM documents WHERE div = $1 AND case_id = $2)",
);

/// The PDFs of a case: `div, case_id`. Columns: file (SHA-256, hex).
pub static PRINTS_OF_CASE: Stmt = Stmt::read(
    "prints.of_case",
    "SELECT p.file FROM prints p JOIN documents d ON d.div = p.div AND d.token = p.token \
     WHERE p.div = $1 AND d.case_id = $2 ORDER BY p.file LIMIT 1000",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &REBUILD,
    &REMOVE,
    &STORED,
    &PRINT,
    &BY_TOKEN,
    &PRINTED,
    &FORGET_PRINTS,
    &PRINTS_OF_CASE,
];

/// Forgets that PDFs were made of a case's documents.
pub fn forget_prints(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &FORGET_PRINTS,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}

impl DocumentRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        self.written(&INSERT, div)
    }

    /// Inserts or replaces the row.
    pub fn rebuild(&self, div: &str) -> Write {
        self.written(&REBUILD, div)
    }

    fn written(&self, stmt: &'static Stmt, div: &str) -> Write {
        Write {
            stmt,
            params: vec![
                div.into(),
                self.token.clone().into(),
                self.case.0.into_bytes().into(),
                self.kind.code().into(),
                self.number.clone().into(),
                self.seq.into(),
                self.made_day.into(),
            ],
            expect: Some(1),
        }
    }

    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.token.clone().into(),
            self.kind.code().into(),
            self.number.clone().into(),
            self.seq.into(),
            self.made_day.into(),
        ]
    }

    /// From a row.
    ///
    /// # Errors
    /// The kind is not known.
    pub fn read(row: &Row) -> Result<DocumentRow, StoreError> {
        let kind = row.text(2)?;
        Ok(DocumentRow {
            token: row.text(0)?.to_string(),
            case: CaseId(Uuid::from_bytes(row.id(1)?)),
            kind: DocumentKind::parse(kind)
                .ok_or_else(|| StoreError::Broken(format!("documents.kind “{kind}” is not known")))?,
            number: row.text(3)?.to_string(),
            seq: u32::try_from(row.int(4)?).unwrap_or(0),
            made_day: row.int(5)?,
        })
    }
}

/// Removes a document that no event of the case made.
pub fn remove(div: &str, case: CaseId, token: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), token, case.0.into_bytes().into()],
        expect: None,
    }
}

/// Notes the PDF that was made of a document; the first one stays.
pub fn print(div: &str, token: &str, file: &str, size: u64, made_at: i64) -> Write {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    Write {
        stmt: &PRINT,
        params: vec![div.into(), token.into(), file.into(), size.into(), made_at.into()],
        expect: None,
    }
}
