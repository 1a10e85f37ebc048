//! Wordings of documents (文书文本): every version that was put in force, and the draft of the next. Versions are only added.

use yimen_domain::wordings::Form;

use crate::{Row, Stmt, StoreError, Write};

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingRow {
    /// Which wording.
    pub form: Form,
    /// 1, 2, 3, …
    pub version: u32,
    /// Title; empty where the standard one holds again.
    pub title: String,
    /// Text; empty where the standard one holds again.
    pub body: String,
    /// Day from which it holds.
    pub from_day: i64,
    /// Why it was changed.
    pub reason: String,
    /// When it was put in force, UTC microseconds.
    pub made_at: i64,
    /// By whom.
    pub made_by: String,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingDraftRow {
    /// Which wording.
    pub form: Form,
    /// How often it was saved.
    pub serial: u32,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// When it was saved last, UTC microseconds.
    pub saved_at: i64,
    /// By whom.
    pub saved_by: String,
}

static INSERT: Stmt = Stmt::write(
    "wordings.insert",
    "INSERT INTO wordings (div, form, version, title, body, from_day, reason, made_at, made_by) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (div, form, version) DO NOTHING",
);

/// The one that held before a moment on its day: `div, form, moment, day`.
pub static IN_FORCE: Stmt = Stmt::read(
    "wordings.in_force",
    "SELECT form, version, title, body, from_day, reason, made_at, made_by FROM wordings \
     WHERE div = $1 AND form = $2 AND made_at < $3 AND from_day <= $4 ORDER BY from_day DESC, version DESC LIMIT 1",
);

/// Versions of one, latest first: `div, form, before version, limit`.
pub static OF_FORM: Stmt = Stmt::read(
    "wordings.of_form",
    "SELECT form, version, title, body, from_day, reason, made_at, made_by FROM wordings \
     WHERE div = $1 AND form = $2 AND version < $3 ORDER BY version DESC LIMIT $4",
);

/// One version: `div, form, version`.
pub static ONE: Stmt = Stmt::read(
    "wordings.one",
    "SELECT form, version, title, body, from_day, reason, made_at, made_by FROM wordings \
     WHERE div = $1 AND form = $2 AND version = $3",
);

static DRAFT_BEGIN: Stmt = Stmt::write(
    "wording_drafts.begin",
    "INSERT INTO wording_drafts (div, form, serial, title, body, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, form) DO NOTHING",
);

static DRAFT_SAVE: Stmt = Stmt::write(
    "wording_drafts.save",
    "UPDATE wording_drafts SET serial = $1, title = $2, body = $3, saved_at = $4, saved_by = $5 \
     WHERE div = $6 AND form = $7 AND serial = $8",
);

static DRAFT_END: Stmt = Stmt::write(
    "wording_drafts.end",
    "DELETE FROM wording_drafts WHERE div = $1 AND form = $2 AND serial = $3",
);

/// The draft of one: `div, form`.
pub static DRAFT: Stmt = Stmt::read(
    "wording_drafts.of_form",
    "SELECT form, serial, title, body, saved_at, saved_by FROM wording_drafts WHERE div = $1 AND form = $2",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &IN_FORCE,
    &OF_FORM,
    &ONE,
    &DRAFT_BEGIN,
    &DRAFT_SAVE,
    &DRAFT_END,
    &DRAFT,
];

fn form(row: &Row) -> Result<Form, StoreError> {
    let code = row.text(0)?;
    Form::parse(code).ok_or_else(|| StoreError::Broken(format!("the wording “{code}” is not known")))
}

fn small(row: &Row, at: usize) -> Result<u32, StoreError> {
    let wrong = |_| StoreError::Broken("a number of a wording is out of range".into());
    row.int(at)?.try_into().map_err(wrong)
}

impl WordingRow {
    /// Adds the version; conflicts when somebody else added one meanwhile.
    pub fn insert(self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.form.code().into(),
                self.version.into(),
                self.title.into(),
                self.body.into(),
                self.from_day.into(),
                self.reason.into(),
                self.made_at.into(),
                self.made_by.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// The wording is not known.
    pub fn read(row: &Row) -> Result<WordingRow, StoreError> {
        Ok(WordingRow {
            form: form(row)?,
            version: small(row, 1)?,
            title: row.text(2)?.to_string(),
            body: row.text(3)?.to_string(),
            from_day: row.int(4)?,
            reason: row.text(5)?.to_string(),
            made_at: row.int(6)?,
            made_by: row.text(7)?.to_string(),
        })
    }
}

impl WordingDraftRow {
    /// Saves it over the save before; conflicts when somebody else saved meanwhile.
    pub fn save(self, div: &str) -> Write {
        let code = self.form.code();
        let (stmt, params) = if self.serial == 1 {
            let params = vec![
                div.into(),
                code.into(),
                self.serial.into(),
                self.title.into(),
                self.body.into(),
                self.saved_at.into(),
                self.saved_by.into(),
            ];
            (&DRAFT_BEGIN, params)
        } else {
            let params = vec![
                self.serial.into(),
                self.title.into(),
                self.body.into(),
                self.saved_at.into(),
                self.saved_by.into(),
                div.into(),
                code.into(),
                (self.serial - 1).into(),
            ];
            (&DRAFT_SAVE, params)
        };
        Write {
            stmt,
            params,
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// The wording is not known.
    pub fn read(row: &Row) -> Result<WordingDraftRow, StoreError> {
        Ok(WordingDraftRow {
            form: form(row)?,
            serial: small(row, 1)?,
            title: row.text(2)?.to_string(),
            body: row.text(3)?.to_string(),
            saved_at: row.int(4)?,
            saved_by: row.text(5)?.to_string(),
        })
    }
}

/// Ends a draft as it was saved last; conflicts when somebody else saved meanwhile.
pub fn end_draft(div: &str, form: Form, serial: u32) -> Write {
    Write {
        stmt: &DRAFT_END,
        params: vec![div.into(), form.code().into(), serial.into()],
        expect: Some(1),
    }
}
