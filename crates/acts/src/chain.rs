//! Records that are chained (链式台账): each entry is canonical JSON (RFC 8785) and carries the hash of all before it.

use serde::{Deserialize, Serialize};
use yimen_store::ledger::{Hash, HashKind, ORIGIN};

use crate::ActError;

/// Number and hash of the last entry of a record.
pub(crate) type End = (u32, Hash);

/// What a check of a record found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Entries that hold.
    pub entries: u64,
    /// What does not hold; nothing is checked behind it.
    pub faults: Vec<String>,
}

/// The text of an entry that follows `end`, which moves on to it.
pub(crate) fn add(kind: HashKind, end: &mut End, entry: &impl Serialize) -> Result<String, ActError> {
    let value = serde_json::to_value(entry).map_err(|error| ActError::Broken(error.to_string()))?;
    let text = value.to_string();
    *end = (end.0 + 1, kind.link(&end.1, &text));
    Ok(text)
}

#[derive(Deserialize)]
struct Numbered {
    seq: usize,
}

/// Checks a record entry by entry; `of` names it in what is found.
pub(crate) fn check(kind: HashKind, rows: impl IntoIterator<Item = (String, Hash)>, of: &str) -> Verdict {
    let (mut verdict, mut end) = (Verdict::default(), ORIGIN);
    for (at, (text, hash)) in rows.into_iter().enumerate() {
        end = kind.link(&end, &text);
        let seq = at + 1;
        let named = serde_json::from_str::<Numbered>(&text).map(|entry| entry.seq);
        if end != hash || named.ok() != Some(seq) {
            verdict
                .faults
                .push(format!("entry {seq} of the record of {of} is not what it was"));
            return verdict;
        }
        verdict.entries += 1;
    }
    verdict
}
