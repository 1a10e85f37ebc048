//! Imports of items (导入批次): each file with its rows and what became of them. What an import did stays readable.

use crate::{Row, Stmt, StoreError, Write};

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its name, in order of time.
    pub id: String,
    /// How it stands.
    pub state: String,
    /// File, columns, reason, people and days, as JSON.
    pub doc: String,
    /// Rows that were looked at.
    pub done: i64,
    /// Rows in all.
    pub total: i64,
    /// When it last went on, UTC microseconds.
    pub changed_at: i64,
}

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// Line of the file.
    pub line: i64,
    /// What becomes of it.
    pub fate: String,
    /// Code of the item.
    pub code: String,
    /// Name of the item.
    pub name: String,
    /// Version that it makes; 0 where it makes none.
    pub version: u32,
    /// Document of that version; empty where it makes none.
    pub doc: String,
    /// What is said of it, as JSON.
    pub said: String,
}

static INSERT: Stmt = Stmt::write(
    "item_batches.insert",
    "INSERT INTO item_batches (div, id, state, doc, done, total, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
static STEP: Stmt = Stmt::write(
    "item_batches.step",
    "UPDATE item_batches SET state = $1, doc = $2, done = $3, total = $4, changed_at = $5 \
     WHERE div = $6 AND id = $7 AND state = $8 AND changed_at = $9",
);
static KEEP_FILE: Stmt = Stmt::write(
    "item_batches.keep_file",
    "INSERT INTO item_batch_files (div, batch, bytes) VALUES ($1, $2, $3)",
);
static PUT_LINE: Stmt = Stmt::write(
    "item_batches.put_line",
    "INSERT INTO item_batch_rows (div, batch, line, fate, code, name, version, doc, said) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (div, batch, line) DO UPDATE SET fate = excluded.fate, \
     code = excluded.code, name = excluded.name, version = excluded.version, doc = excluded.doc, said = excluded.said",
);
static FORGET_LINES: Stmt = Stmt::write(
    "item_batches.forget_lines",
    "DELETE FROM item_batch_rows WHERE div = $1 AND batch = $2",
);
static PUBLISH: Stmt = Stmt::write(
    "item_batches.publish",
    "INSERT INTO items (div, code, version, doc, made_at, source) \
     SELECT div, code, version, doc, $1, $2 FROM item_batch_rows WHERE div = $3 AND batch = $4 AND version > 0 \
     ON CONFLICT (div, code, version) DO NOTHING",
);
static PUT_BACK: Stmt = Stmt::write(
    "item_batches.put_back",
    "INSERT INTO items (div, code, version, doc, made_at, source) \
     SELECT i.div, i.code, r.version + 1, i.doc, $1, $2 FROM item_batch_rows r \
     JOIN items i ON i.div = r.div AND i.code = r.code AND i.version = r.version - 1 \
     WHERE r.div = $3 AND r.batch = $4 AND r.fate = 'changed' ON CONFLICT (div, code, version) DO NOTHING",
);

/// One import: `div, id`. Columns as [`BatchRow::read`].
pub static ONE: Stmt = Stmt::read(
    "item_batches.one",
    "SELECT id, state, doc, done, total, changed_at FROM item_batches WHERE div = $1 AND id = $2",
);
/// Imports, newest first: `div, before id, limit`.
pub static NEWEST: Stmt = Stmt::read(
    "item_batches.newest",
    "SELECT id, state, doc, done, total, changed_at FROM item_batches WHERE div = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);
/// The file of an import: `div, batch`. Column: bytes.
pub static FILE: Stmt = Stmt::read(
    "item_batches.file",
    "SELECT bytes FROM item_batch_files WHERE div = $1 AND batch = $2",
);
/// Rows in order: `div, batch, after line, limit`. Columns as [`LineRow::read`].
pub static LINES: Stmt = Stmt::read(
    "item_batches.lines",
    "SELECT line, fate, code, name, version, said FROM item_batch_rows WHERE div = $1 AND batch = $2 AND line > $3 \
     ORDER BY line LIMIT $4",
);
/// Rows with one fate in order: `div, batch, fate, after line, limit`.
pub static LINES_OF: Stmt = Stmt::read(
    "item_batches.lines_of",
    "SELECT line, fate, code, name, version, said FROM item_batch_rows \
     WHERE div = $1 AND batch = $2 AND fate = $3 AND line > $4 ORDER BY line LIMIT $5",
);
/// How many rows have each fate: `div, batch`. Columns: fate, rows.
pub static FATES: Stmt = Stmt::read(
    "item_batches.fates",
    "SELECT fate, COUNT(*) FROM item_batch_rows WHERE div = $1 AND batch = $2 GROUP BY fate",
);
/// Versions that an import made, in order of its lines: `div, batch, after line, limit`. Columns: line, code, version, doc,
/// made_at, valid_from.
pub static MADE: Stmt = Stmt::read(
    "item_batches.made",
    "SELECT r.line, r.code, r.version, i.doc, i.made_at, i.valid_from FROM item_batch_rows r \
     JOIN items i ON i.div = r.div AND i.code = r.code AND i.version = r.version \
     WHERE r.div = $1 AND r.batch = $2 AND r.line > $3 AND r.version > 0 ORDER BY r.line LIMIT $4",
);
/// Versions by which an import was undone, in order of its lines; as [`MADE`].
pub static MADE_BY_UNDOING: Stmt = Stmt::read(
    "item_batches.made_by_undoing",
    "SELECT r.line, r.code, i.version, i.doc, i.made_at, i.valid_from FROM item_batch_rows r \
     JOIN items i ON i.div = r.div AND i.code = r.code AND i.version = r.version + 1 \
     WHERE r.div = $1 AND r.batch = $2 AND r.line > $3 AND r.fate = 'changed' ORDER BY r.line LIMIT $4",
);
/// What stood before an import changed it, in order of its lines; as [`MADE`].
pub static BEFORE: Stmt = Stmt::read(
    "item_batches.before",
    "SELECT r.line, r.code, i.version, i.doc, i.made_at, i.valid_from FROM item_batch_rows r \
     JOIN items i ON i.div = r.div AND i.code = r.code AND i.version = r.version - 1 \
     WHERE r.div = $1 AND r.batch = $2 AND r.line > $3 AND r.fate = 'changed' ORDER BY r.line LIMIT $4",
);
/// What an import added and changed, in order: `div, batch, after line, limit`. Columns: line, fate, code, name, version.
pub static TAKEN: Stmt = Stmt::read(
    "item_batches.taken",
    "SELECT line, fate, code, name, version FROM item_batch_rows \
     WHERE div = $1 AND batch = $2 AND line > $3 AND version > 0 ORDER BY line LIMIT $4",
);
/// Items of an import that somebody changed after it: `div, batch, limit`. Columns: code, name.
pub static MOVED_ON: Stmt = Stmt::read(
    "item_batches.moved_on",
    "SELECT r.code, r.name FROM item_batch_rows r \
     JOIN items i ON i.div = r.div AND i.code = r.code AND i.version = r.version + 1 \
     WHERE r.div = $1 AND r.batch = $2 AND r.version > 0 ORDER BY r.line LIMIT $3",
);
/// Cases that were filed under the versions of an import: `div, changed since, batch, limit`. Columns: code, name, fate,
/// cases.
pub static FILED_UNDER: Stmt = Stmt::read(
    "item_batches.filed_under",
    "SELECT r.code, r.name, r.fate, COUNT(*) FROM cases c \
     JOIN item_batch_rows r ON r.div = c.div AND r.code = c.item AND r.version = c.item_version AND r.version > 0 \
     WHERE c.div = $1 AND c.changed_at >= $2 AND r.batch = $3 \
     GROUP BY r.code, r.name, r.fate ORDER BY r.code LIMIT $4",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &STEP,
    &KEEP_FILE,
    &PUT_LINE,
    &FORGET_LINES,
    &PUBLISH,
    &PUT_BACK,
    &ONE,
    &NEWEST,
    &FILE,
    &LINES,
    &LINES_OF,
    &FATES,
    &MADE,
    &MADE_BY_UNDOING,
    &BEFORE,
    &TAKEN,
    &MOVED_ON,
    &FILED_UNDER,
];

impl BatchRow {
    /// Begins an import and keeps its file.
    pub fn begin(&self, div: &str, file: Vec<u8>) -> [Write; 2] {
        let params = vec![
            div.into(),
            self.id.clone().into(),
            self.state.clone().into(),
            self.doc.clone().into(),
            self.done.into(),
            self.total.into(),
            self.changed_at.into(),
        ];
        let insert = Write {
            stmt: &INSERT,
            params,
            expect: Some(1),
        };
        let keep = Write {
            stmt: &KEEP_FILE,
            params: vec![div.into(), self.id.clone().into(), file.into()],
            expect: Some(1),
        };
        [insert, keep]
    }

    /// Takes the import from how it was known to how it stands now; conflicts where somebody else took it on meanwhile.
    pub fn step(&self, div: &str, known: &BatchRow) -> Write {
        let params = vec![
            self.state.clone().into(),
            self.doc.clone().into(),
            self.done.into(),
            self.total.into(),
            self.changed_at.into(),
            div.into(),
            self.id.clone().into(),
            known.state.clone().into(),
            known.changed_at.into(),
        ];
        Write {
            stmt: &STEP,
            params,
            expect: Some(1),
        }
    }

    /// From a row of [`ONE`] or [`NEWEST`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<BatchRow, StoreError> {
        Ok(BatchRow {
            id: row.text(0)?.to_string(),
            state: row.text(1)?.to_string(),
            doc: row.text(2)?.to_string(),
            done: row.int(3)?,
            total: row.int(4)?,
            changed_at: row.int(5)?,
        })
    }
}

impl LineRow {
    /// Keeps the row, in the place of what was known of it.
    pub fn put(self, div: &str, batch: &str) -> Write {
        let params = vec![
            div.into(),
            batch.into(),
            self.line.into(),
            self.fate.into(),
            self.code.into(),
            self.name.into(),
            self.version.into(),
            self.doc.into(),
            self.said.into(),
        ];
        Write {
            stmt: &PUT_LINE,
            params,
            expect: Some(1),
        }
    }

    /// From a row of [`LINES`] or [`LINES_OF`], which leave the document out.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<LineRow, StoreError> {
        let wrong = |_| StoreError::Broken("item_batch_rows: a number is out of range".into());
        Ok(LineRow {
            line: row.int(0)?,
            fate: row.text(1)?.to_string(),
            code: row.text(2)?.to_string(),
            name: row.text(3)?.to_string(),
            version: row.int(4)?.try_into().map_err(wrong)?,
            doc: String::new(),
            said: row.text(5)?.to_string(),
        })
    }
}

/// Forgets what was found in the rows, to look at them again.
pub fn forget_lines(div: &str, batch: &str) -> Write {
    Write {
        stmt: &FORGET_LINES,
        params: vec![div.into(), batch.into()],
        expect: None,
    }
}

/// Makes every version of an import; conflicts where one of them is there already.
pub fn publish(div: &str, batch: &str, at: i64, source: &str, versions: u64) -> Write {
    Write {
        stmt: &PUBLISH,
        params: vec![at.into(), source.into(), div.into(), batch.into()],
        expect: Some(versions),
    }
}

/// Makes the content of before an import the newest version again, of every item that it changed.
pub fn put_back(div: &str, batch: &str, at: i64, source: &str, versions: u64) -> Write {
    Write {
        stmt: &PUT_BACK,
        params: vec![at.into(), source.into(), div.into(), batch.into()],
        expect: Some(versions),
    }
}
