//! Drafts of items (事项草稿): the document as it was saved last, and where it stands.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDraftRow {
    /// Id.
    pub id: Uuid,
    /// Code of the item; empty where a new one has none yet.
    pub code: String,
    /// Code of the body.
    pub body: String,
    /// Chinese name in the document.
    pub name_zh: String,
    /// English name in the document.
    pub name_en: String,
    /// Version on which it stands; 0 for a new item.
    pub base: u32,
    /// Code of its state.
    pub state: String,
    /// Somebody still has to do something.
    pub is_open: bool,
    /// The document; empty in lists.
    pub doc: String,
    /// Saved that many times.
    pub serial: u32,
    /// Entries of the record about it.
    pub steps: u32,
    /// Who has written in it.
    pub drafters: Vec<AccountId>,
    /// Changed last, UTC microseconds.
    pub changed_at: i64,
    /// Who changed it last.
    pub changed_by: String,
}

static INSERT: Stmt = Stmt::write(
    "item_drafts.insert",
    "INSERT INTO item_drafts (div, id, code, body, name_zh, name_en, base_version, state, is_open, doc, serial, steps, \
     drafters, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
);
static SAVE: Stmt = Stmt::write(
    "item_drafts.save",
    "UPDATE item_drafts SET code = $1, name_zh = $2, name_en = $3, doc = $4, serial = serial + 1, drafters = $5, \
     changed_at = $6, changed_by = $7 WHERE div = $8 AND id = $9 AND serial = $10 AND state = 'drafting'",
);
static MOVE: Stmt = Stmt::write(
    "item_drafts.move",
    "UPDATE item_drafts SET state = $1, is_open = $2, base_version = $3, steps = steps + 1, changed_at = $4, changed_by = $5 \
     WHERE div = $6 AND id = $7 AND serial = $8 AND steps = $9",
);

/// One: `div, id`.
pub static ONE: Stmt = Stmt::read(
    "item_drafts.one",
    "SELECT id, code, body, name_zh, name_en, base_version, state, is_open, doc, serial, steps, drafters, changed_at, changed_by \
     FROM item_drafts WHERE div = $1 AND id = $2",
);
/// The one that is being written for an item: `div, code`. Columns: id.
pub static OPEN_OF_CODE: Stmt = Stmt::read(
    "item_drafts.open_of_code",
    "SELECT id FROM item_drafts WHERE div = $1 AND code = $2 AND is_open = 1 LIMIT 1",
);
/// Those that somebody still has to do something with, latest first, without their documents:
/// `div, state or nothing, body or nothing, before moment, before id, limit`.
pub static OPEN: Stmt = Stmt::read(
    "item_drafts.open",
    "SELECT id, code, body, name_zh, name_en, base_version, state, is_open, '', serial, steps, drafters, changed_at, changed_by \
     FROM item_drafts WHERE div = $1 AND is_open = 1 AND ($2 = '' OR state = $2) AND ($3 = '' OR body = $3) \
     AND (changed_at, id) < ($4, $5) ORDER BY changed_at DESC, id DESC LIMIT $6",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &SAVE, &MOVE, &ONE, &OPEN_OF_CODE, &OPEN];

impl ItemDraftRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.id.into_bytes().into(),
                self.code.as_str().into(),
                self.body.as_str().into(),
                self.name_zh.as_str().into(),
                self.name_en.as_str().into(),
                self.base.into(),
                self.state.as_str().into(),
                i64::from(self.is_open).into(),
                self.doc.as_str().into(),
                self.serial.into(),
                self.steps.into(),
                written(&self.drafters).into(),
                self.changed_at.into(),
                self.changed_by.as_str().into(),
            ],
            expect: Some(1),
        }
    }

    /// Replaces the document, if it was saved no more often than this row says and is still being written.
    pub fn save(&self, div: &str) -> Write {
        Write {
            stmt: &SAVE,
            params: vec![
                self.code.as_str().into(),
                self.name_zh.as_str().into(),
                self.name_en.as_str().into(),
                self.doc.as_str().into(),
                written(&self.drafters).into(),
                self.changed_at.into(),
                self.changed_by.as_str().into(),
                div.into(),
                self.id.into_bytes().into(),
                self.serial.into(),
            ],
            expect: Some(1),
        }
    }

    /// Puts it into another state with one more entry of the record, if nobody saved or moved it meanwhile.
    pub fn step(&self, div: &str) -> Write {
        Write {
            stmt: &MOVE,
            params: vec![
                self.state.as_str().into(),
                i64::from(self.is_open).into(),
                self.base.into(),
                self.changed_at.into(),
                self.changed_by.as_str().into(),
                div.into(),
                self.id.into_bytes().into(),
                self.serial.into(),
                self.steps.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<ItemDraftRow, StoreError> {
        let small = |at: usize| -> Result<u32, StoreError> {
            let wrong = |_| StoreError::Broken("item_drafts: a number is out of range".into());
            row.int(at)?.try_into().map_err(wrong)
        };
        Ok(ItemDraftRow {
            id: Uuid::from_bytes(row.id(0)?),
            code: row.text(1)?.to_string(),
            body: row.text(2)?.to_string(),
            name_zh: row.text(3)?.to_string(),
            name_en: row.text(4)?.to_string(),
            base: small(5)?,
            state: row.text(6)?.to_string(),
            is_open: row.int(7)? == 1,
            doc: row.text(8)?.to_string(),
            serial: small(9)?,
            steps: small(10)?,
            drafters: read_accounts(row.text(11)?)?,
            changed_at: row.int(12)?,
            changed_by: row.text(13)?.to_string(),
        })
    }
}

fn written(accounts: &[AccountId]) -> String {
    let all: Vec<String> = accounts.iter().map(|account| account.0.to_string()).collect();
    all.join(",")
}

fn read_accounts(text: &str) -> Result<Vec<AccountId>, StoreError> {
    let one = |text: &str| {
        let wrong = |_| StoreError::Broken("item_drafts.drafters holds no account".into());
        Uuid::parse_str(text).map(AccountId).map_err(wrong)
    };
    text.split(',').filter(|part| !part.is_empty()).map(one).collect()
}
