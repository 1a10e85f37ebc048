//! What is deleted when its period is over (到期删除), found in bounded pages, and the record of it.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// Rows that are found by their age and deleted by their key.
#[derive(Debug)]
pub struct Aged {
    /// Rows older than a moment: `div, moment, limit`. Columns: the key.
    pub page: &'static Stmt,
    /// Deletes one if it is still that old: its division, its key, the moment.
    delete: &'static Stmt,
}

static DRAFTS_PAGE: Stmt = Stmt::read(
    "drafts.aged",
    "SELECT account, id FROM drafts WHERE div = $1 AND changed_at < $2 ORDER BY changed_at, account, id LIMIT $3",
);
static DRAFTS_DELETE: Stmt = Stmt::write(
    "drafts.age_out",
    "DELETE FROM drafts WHERE div = $1 AND account = $2 AND id = $3 AND changed_at < $4",
);
/// Drafts by their last save.
pub static DRAFTS: Aged = Aged {
    page: &DRAFTS_PAGE,
    delete: &DRAFTS_DELETE,
};

static SECURITY_LOG_PAGE: Stmt = Stmt::read(
    "security_log.aged",
    "SELECT at, id FROM security_log WHERE div = $1 AND at < $2 ORDER BY at, id LIMIT $3",
);
static SECURITY_LOG_DELETE: Stmt = Stmt::write(
    "security_log.age_out",
    "DELETE FROM security_log WHERE div = $1 AND at = $2 AND id = $3 AND at < $4",
);
/// Security events.
pub static SECURITY_LOG: Aged = Aged {
    page: &SECURITY_LOG_PAGE,
    delete: &SECURITY_LOG_DELETE,
};

static LOOKS_PAGE: Stmt = Stmt::read(
    "looks.aged",
    "SELECT case_id, account, what, hour FROM looks WHERE div = $1 AND at < $2 ORDER BY at, case_id, account, what, hour LIMIT $3",
);
static LOOKS_DELETE: Stmt = Stmt::write(
    "looks.age_out",
    "DELETE FROM looks WHERE div = $1 AND case_id = $2 AND account = $3 AND what = $4 AND hour = $5 AND at < $6",
);
/// Looks.
pub static LOOKS: Aged = Aged {
    page: &LOOKS_PAGE,
    delete: &LOOKS_DELETE,
};

static MANDATES_PAGE: Stmt = Stmt::read(
    "mandates.aged",
    "SELECT id FROM mandates WHERE div = $1 AND over_at < $2 ORDER BY over_at, id LIMIT $3",
);
static MANDATES_DELETE: Stmt = Stmt::write(
    "mandates.age_out",
    "DELETE FROM mandates WHERE div = $1 AND id = $2 AND over_at < $3",
);
/// Mandates by when they were over.
pub static MANDATES: Aged = Aged {
    page: &MANDATES_PAGE,
    delete: &MANDATES_DELETE,
};

static MANDATE_NOTICES_PAGE: Stmt = Stmt::read(
    "mandate_notices.aged",
    "SELECT account, id FROM mandate_notices WHERE div = $1 AND at < $2 ORDER BY at, account, id LIMIT $3",
);
static MANDATE_NOTICES_DELETE: Stmt = Stmt::write(
    "mandate_notices.age_out",
    "DELETE FROM mandate_notices WHERE div = $1 AND account = $2 AND id = $3 AND at < $4",
);
/// What was told about mandates.
pub static MANDATE_NOTICES: Aged = Aged {
    page: &MANDATE_NOTICES_PAGE,
    delete: &MANDATE_NOTICES_DELETE,
};

/// Files that people and companies brought before a moment, after a place: `div, moment, at, hash, account, limit`. Columns: at, hash,
/// account.
pub static FILES: Stmt = Stmt::read(
    "files.aged",
    "SELECT f.at, f.hash, f.account FROM files f JOIN accounts a ON a.div = f.div AND a.id = f.account \
     WHERE f.div = $1 AND f.at < $2 AND a.kind <> 'staff' \
     AND (f.at > $3 OR (f.at = $3 AND (f.hash > $4 OR (f.hash = $4 AND f.account > $5)))) ORDER BY f.at, f.hash, f.account LIMIT $6",
);
/// A case of an account whose events name a file: `div, account, pattern of the text`.
pub static NAMED_BY: Stmt = Stmt::read(
    "files.named_by",
    "SELECT e.case_id FROM cases c JOIN events e ON e.div = c.div AND e.case_id = c.id \
     WHERE c.div = $1 AND c.account = $2 AND e.text LIKE $3 LIMIT 1",
);
/// Numbers of cases that were withdrawn, not accepted or simulated to their end before a day and of which words are left: `div, day, limit`.
pub static ABANDONED: Stmt = Stmt::read(
    "cases.abandoned",
    "SELECT c.number FROM cases c WHERE c.div = $1 AND c.status IN ('withdrawn', 'not_accepted', 'simulated') AND c.closed_day < $2 AND EXISTS \
     (SELECT 1 FROM vault v WHERE v.div = c.div AND v.case_id = c.id) ORDER BY c.closed_day, c.id LIMIT $3",
);
static RECORD: Stmt = Stmt::write(
    "retention_runs.insert",
    "INSERT INTO retention_runs (div, at, id, doc) VALUES ($1, $2, $3, $4)",
);
/// The latest runs: `div, limit`. Columns: at, doc.
pub static RUNS: Stmt = Stmt::read(
    "retention_runs.latest",
    "SELECT at, doc FROM retention_runs WHERE div = $1 ORDER BY at DESC, id DESC LIMIT $2",
);

/// Every statement.
pub const ALL: &[&Stmt] = &[
    &DRAFTS_PAGE,
    &DRAFTS_DELETE,
    &SECURITY_LOG_PAGE,
    &SECURITY_LOG_DELETE,
    &LOOKS_PAGE,
    &LOOKS_DELETE,
    &MANDATES_PAGE,
    &MANDATES_DELETE,
    &MANDATE_NOTICES_PAGE,
    &MANDATE_NOTICES_DELETE,
    &FILES,
    &NAMED_BY,
    &ABANDONED,
    &RECORD,
    &RUNS,
];

impl Aged {
    /// Deletes a row that the page gave, unless it was changed since.
    pub fn delete(&self, div: &str, row: &Row, moment: i64) -> Write {
        let mut params: Vec<Value> = vec![div.into()];
        params.extend(row.values().iter().cloned());
        params.push(moment.into());
        Write {
            stmt: self.delete,
            params,
            expect: None,
        }
    }
}

/// A file as the page of files gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgedFile {
    /// When it was brought.
    pub at: i64,
    /// SHA-256.
    pub hash: String,
    /// By whom.
    pub account: AccountId,
}

impl AgedFile {
    /// From a row.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<AgedFile, StoreError> {
        Ok(AgedFile {
            at: row.int(0)?,
            hash: row.text(1)?.to_string(),
            account: AccountId(Uuid::from_bytes(row.id(2)?)),
        })
    }
}

/// Notes a run.
pub fn record(div: &str, at: i64, id: Uuid, doc: &str) -> Write {
    Write {
        stmt: &RECORD,
        params: vec![div.into(), at.into(), id.into_bytes().into(), doc.into()],
        expect: Some(1),
    }
}
