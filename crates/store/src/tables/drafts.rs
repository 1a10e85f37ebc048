//! Drafts (草稿): applications that are saved and not yet sent, sealed.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Whose.
    pub account: AccountId,
    /// Id.
    pub id: Uuid,
    /// Item code.
    pub item: String,
    /// Saved that many times: the version.
    pub version: i64,
    /// Sealed content.
    pub sealed: Vec<u8>,
    /// Last saved, UTC microseconds.
    pub changed_at: i64,
}

static INSERT: Stmt = Stmt::write(
    "drafts.insert",
    "INSERT INTO drafts (div, account, id, item, version, sealed, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
static UPDATE: Stmt = Stmt::write(
    "drafts.update",
    "UPDATE drafts SET version = version + 1, sealed = $1, changed_at = $2 WHERE div = $3 AND account = $4 AND id = $5 AND version = $6",
);
static DELETE: Stmt = Stmt::write(
    "drafts.delete",
    "DELETE FROM drafts WHERE div = $1 AND account = $2 AND id = $3",
);

static DELETE_OF: Stmt = Stmt::write("drafts.delete_of", "DELETE FROM drafts WHERE div = $1 AND account = $2");

/// One: `div, account, id`.
pub static ONE: Stmt = Stmt::read(
    "drafts.one",
    "SELECT account, id, item, version, sealed, changed_at FROM drafts WHERE div = $1 AND account = $2 AND id = $3",
);
/// Of an account, latest first: `div, account, limit`.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "drafts.of_account",
    "SELECT account, id, item, version, sealed, changed_at FROM drafts WHERE div = $1 AND account = $2 ORDER BY changed_at DESC, id LIMIT $3",
);

/// How many there are of an item: `div, item`.
pub static COUNT_OF_ITEM: Stmt = Stmt::read(
    "drafts.count_of_item",
    "SELECT COUNT(*) FROM drafts WHERE div = $1 AND item = $2",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &UPDATE, &DELETE, &DELETE_OF, &ONE, &OF_ACCOUNT, &COUNT_OF_ITEM];

impl DraftRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: vec![
                div.into(),
                self.account.0.into_bytes().into(),
                self.id.into_bytes().into(),
                self.item.clone().into(),
                self.version.into(),
                self.sealed.clone().into(),
                self.changed_at.into(),
            ],
            expect: Some(1),
        }
    }

    /// Replaces the content if the stored version is still this row's; otherwise the change conflicts.
    pub fn update(&self, div: &str) -> Write {
        Write {
            stmt: &UPDATE,
            params: vec![
                self.sealed.clone().into(),
                self.changed_at.into(),
                div.into(),
                self.account.0.into_bytes().into(),
                self.id.into_bytes().into(),
                self.version.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<DraftRow, StoreError> {
        Ok(DraftRow {
            account: AccountId(Uuid::from_bytes(row.id(0)?)),
            id: Uuid::from_bytes(row.id(1)?),
            item: row.text(2)?.to_string(),
            version: row.int(3)?,
            sealed: row.bytes(4)?.to_vec(),
            changed_at: row.int(5)?,
        })
    }
}

/// Removes a draft: it was sent, or thrown away.
pub fn delete(div: &str, account: AccountId, id: Uuid) -> Write {
    let params = vec![div.into(), account.0.into_bytes().into(), id.into_bytes().into()];
    Write {
        stmt: &DELETE,
        params,
        expect: Some(1),
    }
}

/// Removes every draft of an account.
pub fn delete_of(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &DELETE_OF,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}
