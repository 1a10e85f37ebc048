//! The record of bundles: every version and every end in one chain, written as canonical JSON (RFC 8785), as that of items.

use serde::{Deserialize, Serialize};
use yimen_store::Write;
use yimen_store::ledger::{Hash, ORIGIN};
use yimen_store::tables::bundles::{self, BundleRow};

use super::wire::BundleWire;
use crate::chain::{self, End, Verdict};
use crate::{ActError, Centre};

/// Most entries that are read at once.
const PAGE: i64 = 500;

/// One entry: a version where there is a document, the end of the bundle where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) seq: u32,
    pub(super) at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) version: u32,
    pub(super) from: String,
    pub(super) reason: String,
    pub(super) basis: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) doc: Option<BundleWire>,
}

/// The number and the hash of the last entry.
pub(super) async fn last(centre: &Centre) -> Result<End, ActError> {
    let rows = centre.store().query(&bundles::LAST, vec![centre.div().into()]).await?;
    Ok(bundles::last(&rows)?.unwrap_or((0, ORIGIN)))
}

/// What writes an entry after the last one.
pub(super) fn add(centre: &Centre, end: &mut End, mut entry: Entry) -> Result<Write, ActError> {
    entry.seq = end.0 + 1;
    let text = chain::add(centre.hash(), end, &entry)?;
    let row = BundleRow {
        seq: entry.seq,
        code: entry.code,
        version: entry.version,
        at: entry.at,
        text,
        hash: end.1,
    };
    Ok(row.insert(centre.div()))
}

/// Every entry, in order.
pub(super) async fn all(centre: &Centre) -> Result<Vec<Entry>, ActError> {
    let mut found: Vec<Entry> = Vec::new();
    for (text, _) in rows(centre).await? {
        let entry = serde_json::from_str(&text)
            .map_err(|error| ActError::Broken(format!("an entry of the record of bundles cannot be read: {error}")))?;
        found.push(entry);
    }
    Ok(found)
}

async fn rows(centre: &Centre) -> Result<Vec<(String, Hash)>, ActError> {
    let mut found = Vec::new();
    loop {
        let after = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&bundles::AFTER, params).await?;
        for row in &rows {
            found.push(bundles::read(row)?);
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

/// Checks the chain of the record, entry by entry.
///
/// # Errors
/// The database does not answer.
pub async fn verify(centre: &Centre) -> Result<Verdict, ActError> {
    Ok(chain::check(centre.hash(), rows(centre).await?, "bundles"))
}
