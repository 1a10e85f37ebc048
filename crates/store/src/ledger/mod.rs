//! The ledger (台账): events in a versioned wire form, each carrying the hash of the one before it.
//!
//! `hash(n) = H(hash(n-1) || bytes(n))`, where `hash(0)` is 32 zero bytes and `bytes(n)` is the event as canonical
//! JSON (RFC 8785). The text is kept as it was hashed, so that another language can check a chain with a few lines.
//! The bytes are described in `docs/ledger.md`, with vectors in `docs/ledger-vectors.json`.

pub mod tree;
pub mod wire;

use sha2::Sha256;
use sm3::{Digest, Sm3};

/// The hash before the first event.
pub const ORIGIN: [u8; 32] = [0; 32];

/// A hash of the chain.
pub type Hash = [u8; 32];

/// Which hash function a ledger is made with (杂凑算法): chosen when a centre begins, the same ever after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HashKind {
    /// SM3 (GB/T 32905).
    #[default]
    Sm3,
    /// SHA-256 (FIPS 180-4).
    Sha256,
}

impl HashKind {
    /// As it stands in records: `sm3` or `sha256`.
    pub fn code(self) -> &'static str {
        match self {
            HashKind::Sm3 => "sm3",
            HashKind::Sha256 => "sha256",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<HashKind> {
        [HashKind::Sm3, HashKind::Sha256]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// The hash of some bytes.
    pub fn digest(self, bytes: &[u8]) -> Hash {
        self.of_parts(&[bytes])
    }

    /// The hash of an event after the one before it.
    pub fn link(self, before: &Hash, text: &str) -> Hash {
        self.of_parts(&[before, text.as_bytes()])
    }

    fn of_parts(self, parts: &[&[u8]]) -> Hash {
        fn hash<D: Digest>(parts: &[&[u8]]) -> sm3::digest::Output<D> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize()
        }
        match self {
            HashKind::Sm3 => hash::<Sm3>(parts).into(),
            HashKind::Sha256 => hash::<Sha256>(parts).into(),
        }
    }
}

/// SM3 of some bytes.
pub fn sm3(bytes: &[u8]) -> Hash {
    HashKind::Sm3.digest(bytes)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A hash from its 64 lower-case hexadecimal digits.
pub fn unhex(text: &str) -> Option<Hash> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut hash = ORIGIN;
    for (to, from) in hash.iter_mut().zip(bytes.chunks(2)) {
        *to = digit(from[0])? << 4 | digit(from[1])?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_answers_of_the_standards() {
        assert_eq!(
            hex(&HashKind::Sm3.digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            hex(&HashKind::Sha256.digest(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_link_depends_on_what_came_before() {
        for kind in [HashKind::Sm3, HashKind::Sha256] {
            let first = kind.link(&ORIGIN, "a");
            assert_ne!(kind.link(&first, "b"), kind.link(&ORIGIN, "b"));
            assert_eq!(kind.link(&ORIGIN, ""), kind.digest(&[0; 32]));
            assert_eq!(HashKind::parse(kind.code()), Some(kind));
        }
        assert_eq!(HashKind::parse("md5"), None);
    }

    #[test]
    fn only_64_lower_case_digits_are_a_hash() {
        let hash = sm3(b"abc");
        assert_eq!(unhex(&hex(&hash)), Some(hash));
        for wrong in [
            String::new(),
            "0".repeat(63),
            "G".repeat(64),
            hex(&hash).to_uppercase(),
            "é".repeat(32),
        ] {
            assert_eq!(unhex(&wrong), None, "{wrong}");
        }
    }
}
