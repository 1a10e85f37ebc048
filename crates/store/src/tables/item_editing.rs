//! Writing in drafts of items (事项编辑): each save with the way back to the document before it, and who is at it now.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One save of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveRow {
    /// The draft.
    pub draft: Uuid,
    /// The serial that the draft has after it.
    pub serial: u32,
    /// When, UTC microseconds.
    pub at: i64,
    /// Name of who saved.
    pub by_name: String,
    /// Patch (RFC 6902) from the document that was saved to the one before it.
    pub back: String,
}

/// Somebody who has a draft open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorRow {
    /// The draft.
    pub draft: Uuid,
    /// Account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Section that is open.
    pub section: String,
    /// Seen last, UTC microseconds.
    pub seen_at: i64,
}

static SAVE: Stmt = Stmt::write(
    "item_saves.insert",
    "INSERT INTO item_saves (div, draft, serial, at, by_name, back) VALUES ($1, $2, $3, $4, $5, $6)",
);
static SEEN: Stmt = Stmt::write(
    "item_editors.seen",
    "INSERT INTO item_editors (div, draft, account, name, section, seen_at) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (div, draft, account) DO UPDATE SET name = excluded.name, section = excluded.section, seen_at = excluded.seen_at",
);
static FORGET: Stmt = Stmt::write(
    "item_editors.forget",
    "DELETE FROM item_editors WHERE div = $1 AND draft = $2 AND seen_at < $3",
);

/// Saves of a draft, latest first, down to those after a serial: `div, draft, serial, limit`.
pub static SAVES_AFTER: Stmt = Stmt::read(
    "item_saves.after",
    "SELECT draft, serial, at, by_name, back FROM item_saves WHERE div = $1 AND draft = $2 AND serial > $3 \
     ORDER BY serial DESC LIMIT $4",
);
/// Who has a draft open: `div, draft, seen since, limit`.
pub static EDITORS: Stmt = Stmt::read(
    "item_editors.of_draft",
    "SELECT draft, account, name, section, seen_at FROM item_editors WHERE div = $1 AND draft = $2 AND seen_at >= $3 \
     ORDER BY name, account LIMIT $4",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[&SAVE, &SEEN, &FORGET, &SAVES_AFTER, &EDITORS];

impl SaveRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &SAVE,
            params: vec![
                div.into(),
                self.draft.into_bytes().into(),
                self.serial.into(),
                self.at.into(),
                self.by_name.as_str().into(),
                self.back.as_str().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<SaveRow, StoreError> {
        let wrong = |_| StoreError::Broken("item_saves.serial is out of range".into());
        Ok(SaveRow {
            draft: Uuid::from_bytes(row.id(0)?),
            serial: row.int(1)?.try_into().map_err(wrong)?,
            at: row.int(2)?,
            by_name: row.text(3)?.to_string(),
            back: row.text(4)?.to_string(),
        })
    }
}

impl EditorRow {
    /// Inserts the row or moves it to now, and forgets those of the draft who were seen before a moment.
    pub fn seen(&self, div: &str, forgotten_before: i64) -> Vec<Write> {
        let seen = Write {
            stmt: &SEEN,
            params: vec![
                div.into(),
                self.draft.into_bytes().into(),
                self.account.0.into_bytes().into(),
                self.name.as_str().into(),
                self.section.as_str().into(),
                self.seen_at.into(),
            ],
            expect: Some(1),
        };
        let forget = Write {
            stmt: &FORGET,
            params: vec![div.into(), self.draft.into_bytes().into(), forgotten_before.into()],
            expect: None,
        };
        vec![seen, forget]
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<EditorRow, StoreError> {
        Ok(EditorRow {
            draft: Uuid::from_bytes(row.id(0)?),
            account: AccountId(Uuid::from_bytes(row.id(1)?)),
            name: row.text(2)?.to_string(),
            section: row.text(3)?.to_string(),
            seen_at: row.int(4)?,
        })
    }
}
