//! The roots as they are published (日根公告), and the proof that a later log only grew out of an earlier one.

use serde::{Deserialize, Serialize};
use yimen_domain::words::Refusal;
use yimen_store::ledger::tree;

use crate::{ActError, Centre};

use super::days;
use super::keys::{self, Published};
use super::receipt::Signed;
use super::record::{VERSION, hexes};

/// A closed day as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Text of the day.
    pub entry: String,
    /// The signed log up to it.
    pub head: Signed,
}

/// Every root of a division.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roots {
    /// Oldest first, without a gap.
    pub days: Vec<Root>,
    /// Division.
    pub div: String,
    /// Hash function.
    pub hash: String,
    /// The keys, oldest first.
    pub keys: Vec<Published>,
    /// Always `roots`.
    pub kind: String,
    /// Version of the record.
    pub v: u32,
}

/// The proof that the log of `old` is the beginning of that of `new`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consistency {
    /// Division.
    pub div: String,
    /// Hash function.
    pub hash: String,
    /// The keys, oldest first.
    pub keys: Vec<Published>,
    /// Always `consistency`.
    pub kind: String,
    /// The later signed log.
    pub new: Signed,
    /// The earlier signed log.
    pub old: Signed,
    /// RFC 6962, 2.1.2.
    pub path: Vec<String>,
    /// Version of the record.
    pub v: u32,
}

/// Every root.
///
/// # Errors
/// The database does not answer.
pub async fn all(centre: &Centre) -> Result<Roots, ActError> {
    let days = days::between(centre, None, None).await?;
    let root = |day: days::Day| Root {
        entry: day.seal.entry,
        head: Signed {
            signature: day.seal.signature,
            text: day.seal.head,
        },
    };
    Ok(Roots {
        days: days.into_iter().map(root).collect(),
        div: centre.div().into(),
        hash: centre.hash().code().into(),
        keys: keys::list(centre).await?,
        kind: "roots".into(),
        v: VERSION,
    })
}

/// The proof between the log of so many days and the latest one.
///
/// # Errors
/// No day is closed, or there are not so many.
pub async fn consistency(centre: &Centre, size: usize) -> Result<Consistency, ActError> {
    let roots = all(centre).await?;
    let missing = || ActError::from(Refusal::missing("这个日根", "this root"));
    let entries: Vec<&str> = roots.days.iter().map(|root| root.entry.as_str()).collect();
    let path = tree::consistency(centre.hash(), &entries, size).ok_or_else(missing)?;
    let old = size
        .checked_sub(1)
        .and_then(|at| roots.days.get(at))
        .ok_or_else(missing)?;
    let new = roots.days.last().ok_or_else(missing)?;
    Ok(Consistency {
        div: roots.div.clone(),
        hash: roots.hash.clone(),
        kind: "consistency".into(),
        new: new.head.clone(),
        old: old.head.clone(),
        path: hexes(&path),
        v: VERSION,
        keys: roots.keys,
    })
}
