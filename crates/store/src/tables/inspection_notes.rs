//! Notes of inspectors on cases (监察备注): rows are only added; what was seen is sealed. No list of those inspected reads them.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use crate::{Row, Stmt, StoreError, Write};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Its case.
    pub case: CaseId,
    /// From 1 within the case.
    pub no: u32,
    /// Number of the case.
    pub number: String,
    /// The sample in which the case was drawn; 0 for none.
    pub sample: u32,
    /// Code of what was found.
    pub outcome: String,
    /// UTC microseconds.
    pub noted_at: i64,
    /// By whom.
    pub noted_by: String,
    /// What was seen, sealed.
    pub sealed: Vec<u8>,
}

static INSERT: Stmt = Stmt::write(
    "inspection_notes.insert",
    "INSERT INTO inspection_notes (div, case_id, no, number, sample, outcome, noted_at, noted_by, sealed) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (div, case_id, no) DO NOTHING",
);
static FORGET: Stmt = Stmt::write(
    "inspection_notes.forget",
    "DELETE FROM inspection_notes WHERE div = $1 AND case_id = $2",
);

/// Of a case, oldest first: `div, case_id, limit`.
pub static OF_CASE: Stmt = Stmt::read(
    "inspection_notes.of_case",
    "SELECT case_id, no, number, sample, outcome, noted_at, noted_by, sealed FROM inspection_notes \
     WHERE div = $1 AND case_id = $2 ORDER BY no LIMIT $3",
);
/// Of a sample: `div, sample, limit`.
pub static OF_SAMPLE: Stmt = Stmt::read(
    "inspection_notes.of_sample",
    "SELECT case_id, no, number, sample, outcome, noted_at, noted_by, sealed FROM inspection_notes \
     WHERE div = $1 AND sample = $2 AND sample > 0 ORDER BY case_id, no LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &FORGET, &OF_CASE, &OF_SAMPLE];

/// Deletes every note on a case.
pub fn forget(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}

impl NoteRow {
    /// Inserts the row; conflicts when somebody else took its number.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.case.0.into_bytes().into(),
                self.no.into(),
                self.number.as_str().into(),
                self.sample.into(),
                self.outcome.as_str().into(),
                self.noted_at.into(),
                self.noted_by.as_str().into(),
                self.sealed.clone().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of any statement here.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<NoteRow, StoreError> {
        let small = |at: usize| -> Result<u32, StoreError> {
            let wrong = |_| StoreError::Broken("inspection_notes: a number is out of range".into());
            row.int(at)?.try_into().map_err(wrong)
        };
        Ok(NoteRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            no: small(1)?,
            number: row.text(2)?.to_string(),
            sample: small(3)?,
            outcome: row.text(4)?.to_string(),
            noted_at: row.int(5)?,
            noted_by: row.text(6)?.to_string(),
            sealed: row.bytes(7)?.to_vec(),
        })
    }
}
