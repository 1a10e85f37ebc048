//! The keys of a ledger as they vouch for each other (密钥链): the first signs itself, each other is signed by the one
//! that it replaces.

use yimen_store::ledger::{HashKind, hex};

use crate::vault::unhex;

use super::keys::Published;
use super::receipt::Signed;
use super::record::{KeyRecord, Record};
use super::sign::Algorithm;

/// How long after it was replaced a key may still sign: processes that began with it finish what they do.
pub const OVERLAP_MICROS: i64 = 60 * 60 * 1_000_000;

/// Keys that were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ring {
    keys: Vec<KeyRecord>,
}

impl Ring {
    /// Takes keys, oldest first.
    ///
    /// # Errors
    /// The first key that is not vouched for, in English.
    pub fn of(hash: HashKind, div: &str, published: &[Published]) -> Result<Ring, String> {
        let mut ring = Ring::default();
        for key in published {
            ring.push(hash, div, key)?;
        }
        Ok(ring)
    }

    /// Takes the next key.
    ///
    /// # Errors
    /// It is not vouched for by the one before it, in English.
    pub fn push(&mut self, hash: HashKind, div: &str, key: &Published) -> Result<(), String> {
        let number = self.keys.len() + 1;
        let fail = |why: &str| Err(format!("key {number}: {why}"));
        let record = KeyRecord::read(&key.text).map_err(|why| format!("key {number}: {why}"))?;
        let Some(public) = unhex(&record.public) else {
            return fail("the public key is not hexadecimal");
        };
        if hex(&hash.digest(&public)) != record.fingerprint {
            return fail("the fingerprint is not that of the public key");
        }
        if record.div != div {
            return fail("it belongs to another division");
        }
        let voucher = self.keys.last().unwrap_or(&record);
        let replaces = self.keys.last().map_or("", |last| last.fingerprint.as_str());
        if record.replaces != replaces {
            return fail("it does not replace the key before it");
        }
        if !is_signed(voucher, &key.text, &key.signature) {
            return fail("the signature does not hold");
        }
        self.keys.push(record);
        Ok(())
    }

    /// The fingerprints, oldest first.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.fingerprint.as_str())
    }

    /// Checks that the key which a text names was in use at a moment and signed it.
    ///
    /// # Errors
    /// Why it does not hold, in English.
    pub fn check(&self, fingerprint: &str, at: i64, signed: &Signed) -> Result<(), String> {
        let place = self.keys.iter().position(|key| key.fingerprint == fingerprint);
        let Some((key, next)) = place.and_then(|place| Some((self.keys.get(place)?, self.keys.get(place + 1)))) else {
            return Err(format!("the key {fingerprint} is not known"));
        };
        let replaced = next.is_some_and(|next| at > next.at.saturating_add(OVERLAP_MICROS));
        if at < key.at || replaced {
            return Err(format!("the key {fingerprint} was not in use when it signed"));
        }
        if is_signed(key, &signed.text, &signed.signature) {
            Ok(())
        } else {
            Err("the signature does not hold".into())
        }
    }
}

fn is_signed(key: &KeyRecord, text: &str, signature: &str) -> bool {
    let parts = (Algorithm::parse(&key.algorithm), unhex(&key.public), unhex(signature));
    matches!(parts, (Some(algorithm), Some(public), Some(signature)) if algorithm.holds(&public, text, &signature))
}
