//! The ring of keys (密钥环): a text of one line a key, outside the database. What is sealed names the number of its key,
//! so that keys can be replaced while old content can still be read.
//!
//! A line is `NUMBER ALGORITHM MADE-AT KEY`: the moment in UTC microseconds, the key in hexadecimal. Lines may be parted
//! by `;` as well, for a variable of the environment. A text of 64 hexadecimal digits alone is key 1 of AES-256-GCM.
//! With a wrapping key (GB/T 32918.4, SM2) the last word of a line is `sm2:` and the wrapped key.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sm2::elliptic_curve::common::getrandom::SysRng;
use sm2::elliptic_curve::rand_core::UnwrapErr;
use sm2::pke::{DecryptingKey, EncryptingKey};
use yimen_store::ledger::{hex, sm3};

use super::cipher::{Cipher, Sealing};
use super::unhex;

const HEAD: &str =
    "# Keys that seal personal data (密钥环): without them nobody can read it. Keep a copy apart from the data.\n";
const WRAPPED: &str = "sm2:";

/// The private key of SM2 under which the keys of a ring are wrapped (密钥加密密钥).
#[derive(Clone)]
pub struct Wrapping(DecryptingKey);

impl Wrapping {
    /// From 64 hexadecimal digits.
    ///
    /// # Errors
    /// They are no key, in English.
    pub fn parse(text: &str) -> Result<Wrapping, String> {
        unhex(text.trim())
            .and_then(|bytes| DecryptingKey::from_slice(&bytes).ok())
            .map(Wrapping)
            .ok_or_else(|| "the wrapping key must be 64 hexadecimal digits of an SM2 private key".into())
    }

    fn wrap(&self, secret: &[u8]) -> Result<String, String> {
        let key: &EncryptingKey = self.0.encrypting_key();
        let wrapped = key.encrypt(&mut UnwrapErr(SysRng), secret);
        wrapped
            .map(|bytes| format!("{WRAPPED}{}", hex(&bytes)))
            .map_err(|_| "wrapping failed".into())
    }

    fn unwrap(&self, text: &str) -> Option<Vec<u8>> {
        self.0.decrypt(&unhex(text)?).ok()
    }
}

/// One key.
pub(super) struct Key {
    pub(super) sealing: Sealing,
    /// UTC microseconds; 0 when nobody wrote it down.
    pub(super) made_at: i64,
    secret: Vec<u8>,
    pub(super) cipher: Cipher,
}

impl Key {
    fn new(sealing: Sealing, made_at: i64, secret: Vec<u8>) -> Option<Key> {
        let cipher = Cipher::new(sealing, &secret)?;
        Some(Key {
            sealing,
            made_at,
            secret,
            cipher,
        })
    }

    /// By what the key is recognised without being told.
    pub(super) fn fingerprint(&self) -> String {
        hex(&sm3(format!("yimen key {}", hex(&self.secret)).as_bytes()))[..16].to_string()
    }
}

/// Keys by their number, at least one.
pub struct Ring {
    pub(super) keys: BTreeMap<u16, Key>,
}

impl Ring {
    /// A ring of one new key.
    pub(super) fn begun(sealing: Sealing, made_at: i64, random: [u8; 32]) -> Result<Ring, String> {
        let mut ring = Ring { keys: BTreeMap::new() };
        ring.add(sealing, made_at, random)?;
        Ok(ring)
    }

    /// Reads a ring.
    ///
    /// # Errors
    /// A line is no key, two have the same number, or there is none, in English. The text is never repeated.
    pub fn read(text: &str, wrapping: Option<&Wrapping>) -> Result<Ring, String> {
        let mut ring = Ring { keys: BTreeMap::new() };
        let lines = text
            .split(['\n', ';'])
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (line, place) in lines.zip(1..) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (number, sealing, made_at, key) = match words[..] {
                [key] => (Some(1), Some(Sealing::Aes256Gcm), Some(0), key),
                [number, sealing, made_at, key] => (
                    number.parse().ok().filter(|n| *n > 0),
                    Sealing::parse(sealing),
                    made_at.parse().ok(),
                    key,
                ),
                _ => (None, None, None, ""),
            };
            let secret = match (key.strip_prefix(WRAPPED), wrapping) {
                (Some(_), None) => {
                    return Err(format!(
                        "key {place} is wrapped, and YIMEN_KEY_WRAP names no wrapping key"
                    ));
                }
                (Some(wrapped), Some(wrapping)) => Some(
                    wrapping
                        .unwrap(wrapped)
                        .ok_or(format!("key {place} was wrapped with another key"))?,
                ),
                (None, _) => unhex(key),
            };
            let (Some(number), Some(sealing), Some(made_at), Some(secret)) = (number, sealing, made_at, secret) else {
                return Err(format!(
                    "key {place} is not NUMBER ALGORITHM MADE-AT KEY; a key alone must be 64 hexadecimal digits"
                ));
            };
            let key = Key::new(sealing, made_at, secret).ok_or_else(|| {
                format!(
                    "key {place}: {} takes {} hexadecimal digits",
                    sealing.code(),
                    sealing.key_length() * 2
                )
            })?;
            if ring.keys.insert(number, key).is_some() {
                return Err(format!("there are two keys with the number {number}"));
            }
        }
        if ring.keys.is_empty() {
            Err("there is no key".into())
        } else {
            Ok(ring)
        }
    }

    /// As a text, for its file.
    ///
    /// # Errors
    /// A key cannot be wrapped, in English.
    pub fn text(&self, wrapping: Option<&Wrapping>) -> Result<String, String> {
        let mut text = HEAD.to_string();
        for (number, key) in &self.keys {
            let secret = match wrapping {
                Some(wrapping) => wrapping.wrap(&key.secret)?,
                None => hex(&key.secret),
            };
            let _ = writeln!(text, "{number} {} {} {secret}", key.sealing.code(), key.made_at);
        }
        Ok(text)
    }

    /// Adds a new key; answers its number.
    pub(super) fn add(&mut self, sealing: Sealing, made_at: i64, random: [u8; 32]) -> Result<u16, String> {
        let number = self.last().checked_add(1).ok_or("there are too many keys")?;
        let secret = random[..sealing.key_length()].to_vec();
        let key = Key::new(sealing, made_at, secret).ok_or("a new key has a wrong length")?;
        self.keys.insert(number, key);
        Ok(number)
    }

    /// The highest number.
    pub(super) fn last(&self) -> u16 {
        self.keys.last_key_value().map_or(0, |(number, _)| *number)
    }

    /// The lowest number.
    pub(super) fn first(&self) -> u16 {
        self.keys.first_key_value().map_or(0, |(number, _)| *number)
    }

    /// By what the keys are recognised without being told, oldest first.
    pub fn fingerprints(&self) -> Vec<String> {
        self.keys.values().map(Key::fingerprint).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AES: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const SM4: &str = "0123456789abcdeffedcba9876543210";

    #[test]
    fn a_ring_is_read_as_it_was_written() {
        let ring = Ring::read(&format!("1 aes-256-gcm 0 {AES}; 3 sm4-gcm 17 {SM4}"), None).unwrap();
        let again = Ring::read(&ring.text(None).unwrap(), None).unwrap();
        assert_eq!(again.keys.keys().copied().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(again.fingerprints(), ring.fingerprints());
        assert_eq!(again.keys[&3].made_at, 17);
    }

    #[test]
    fn a_key_alone_is_key_one() {
        let ring = Ring::read(AES, None).unwrap();
        assert_eq!((ring.first(), ring.last()), (1, 1));
        assert_eq!(ring.keys[&1].sealing, Sealing::Aes256Gcm);
    }

    #[test]
    fn what_is_no_ring_is_refused_and_never_repeated() {
        for text in [
            "",
            "# nothing",
            SM4,
            &format!("0 aes-256-gcm 0 {AES}"),
            &format!("1 aes-256-gcm 0 {SM4}"),
            &format!("1 des 0 {SM4}"),
            &format!("1 sm4-gcm 0 {SM4}\n1 sm4-gcm 0 {SM4}"),
            &format!("1 sm4-gcm 0 {SM4} 5"),
        ] {
            let why = Ring::read(text, None).err().unwrap();
            assert!(!why.contains(SM4) && !why.contains(AES), "{why}");
        }
    }

    #[test]
    fn wrapped_keys_open_only_with_their_wrapping_key() {
        let (one, other) = ("1".repeat(64), "2".repeat(64));
        let wrapping = Wrapping::parse(&one).unwrap();
        let ring = Ring::read(&format!("1 aes-256-gcm 0 {AES}; 2 sm4-gcm 0 {SM4}"), None).unwrap();
        let text = ring.text(Some(&wrapping)).unwrap();
        assert!(!text.contains(AES) && !text.contains(SM4));
        assert_eq!(
            Ring::read(&text, Some(&wrapping)).unwrap().fingerprints(),
            ring.fingerprints()
        );
        assert!(Ring::read(&text, None).is_err());
        assert!(Ring::read(&text, Some(&Wrapping::parse(&other).unwrap())).is_err());
    }
}
