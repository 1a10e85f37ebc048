//! The records that are hashed or signed (台账记录): canonical JSON (RFC 8785), so that another language can check them.
//!
//! Fields are declared in the order of their names and hold only text and whole numbers, so that serialising gives the
//! canonical text at once; a test compares with an independent canonicaliser.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Day;
use yimen_store::ledger::{Hash, HashKind, hex, unhex};

/// Version of the records written today.
pub const VERSION: u32 = 1;

/// A day's root (日根): how many events its tree has, and the day before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Number of the calendar's version in force when the day was closed.
    pub calendar: u32,
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Division.
    pub div: String,
    /// Hash of the canonical text of the day's figures.
    pub figures: String,
    /// Hash function.
    pub hash: String,
    /// Always `day`.
    pub kind: String,
    /// Leaves of the day's tree.
    pub leaves: u64,
    /// Hash of the text of the day before; zeros for the first day.
    pub previous: String,
    /// Root of the day's tree.
    pub root: String,
    /// Version of the rules by which the figures are counted.
    pub rules: u32,
    /// Version of the record.
    pub v: u32,
}

/// The log of all days up to one (日志头): what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// When it was signed, UTC microseconds.
    pub at: i64,
    /// Last day of the log.
    pub day: String,
    /// Division.
    pub div: String,
    /// Hash function.
    pub hash: String,
    /// Fingerprint of the key that signs.
    pub key: String,
    /// Always `head`.
    pub kind: String,
    /// Root of the tree whose leaves are the texts of the days.
    pub log: String,
    /// Number of days.
    pub size: u64,
    /// Version of the record.
    pub v: u32,
}

/// A promise that an event will be in the tree of its day or of the next open one (收录承诺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// When it was given, UTC microseconds.
    pub at: i64,
    /// Case.
    pub case: String,
    /// Hash of the chain with the event.
    pub chain: String,
    /// Day of the event.
    pub day: String,
    /// Division.
    pub div: String,
    /// Hash function.
    pub hash: String,
    /// Fingerprint of the key that signs.
    pub key: String,
    /// Always `promise`.
    pub kind: String,
    /// Case number.
    pub number: String,
    /// Sequence number of the event.
    pub seq: u32,
    /// Version of the record.
    pub v: u32,
}

/// The public part of a key (公钥).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// `ed25519` or `sm2`.
    pub algorithm: String,
    /// When it was made, UTC microseconds.
    pub at: i64,
    /// Division.
    pub div: String,
    /// Hash of the bytes of the public key.
    pub fingerprint: String,
    /// Always `key`.
    pub kind: String,
    /// The public key, hex: 32 bytes for Ed25519, an uncompressed point of 65 bytes for SM2.
    pub public: String,
    /// Fingerprint of the key that it replaces and that signs this record; empty for the first, which signs itself.
    pub replaces: String,
    /// Version of the record.
    pub v: u32,
}

/// A record that knows its name.
pub trait Record: Serialize + DeserializeOwned {
    /// What stands in `kind`.
    const KIND: &'static str;

    /// `kind` and `v` as written.
    fn mark(&self) -> (&str, u32);

    /// The canonical text.
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a record; the text must be the canonical one.
    ///
    /// # Errors
    /// What is wrong, in English.
    fn read(text: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(text).map_err(|error| format!("it cannot be read: {error}"))?;
        let (kind, version) = record.mark();
        if kind != Self::KIND || version != VERSION {
            return Err(format!(
                "it is a “{kind}” of version {version}, not a “{}” of version {VERSION}",
                Self::KIND
            ));
        }
        if record.text() != text {
            return Err("it is not written canonically".into());
        }
        Ok(record)
    }
}

macro_rules! records {
    ($($record:ident $kind:literal),*) => {
        $(impl Record for $record {
            const KIND: &'static str = $kind;
            fn mark(&self) -> (&str, u32) {
                (&self.kind, self.v)
            }
        })*
    };
}
records!(Entry "day", Head "head", Promise "promise", KeyRecord "key");

impl Entry {
    /// The hash function that it names.
    ///
    /// # Errors
    /// It is not known.
    pub fn hash_kind(&self) -> Result<HashKind, String> {
        HashKind::parse(&self.hash).ok_or_else(|| format!("the hash function {} is not known", self.hash))
    }

    /// The day.
    ///
    /// # Errors
    /// It is not a day.
    pub fn on(&self) -> Result<Day, String> {
        Day::parse(&self.day).map_err(|_| format!("{} is not a day", self.day))
    }
}

/// A hash from hex.
///
/// # Errors
/// It is not a hash; `what` names it.
pub fn hash_of(text: &str, what: &str) -> Result<Hash, String> {
    unhex(text).ok_or_else(|| format!("{what} is not 64 lower-case hexadecimal digits"))
}

/// Hashes as hex.
pub fn hexes(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| hex(hash)).collect()
}

/// Hashes from hex.
///
/// # Errors
/// One is not a hash.
pub fn hashes_of(texts: &[String], what: &str) -> Result<Vec<Hash>, String> {
    texts.iter().map(|text| hash_of(text, what)).collect()
}
