//! The ledger (台账): events in a versioned wire form, each carrying the hash of the one before it.
//!
//! `hash(n) = SM3(hash(n-1) || bytes(n))`, where `hash(0)` is 32 zero bytes and `bytes(n)` is the event as canonical
//! JSON (RFC 8785). The text is kept as it was hashed, so that another language can check a chain with a few lines.

pub mod wire;

use sm3::{Digest, Sm3};

/// The hash before the first event.
pub const ORIGIN: [u8; 32] = [0; 32];

/// A hash of the chain.
pub type Hash = [u8; 32];

/// The hash of an event after the one before it.
pub fn link(before: &Hash, text: &str) -> Hash {
    let mut digest = Sm3::new();
    digest.update(before);
    digest.update(text.as_bytes());
    digest.finalize().into()
}

/// SM3 of some bytes.
pub fn sm3(bytes: &[u8]) -> Hash {
    Sm3::digest(bytes).into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_answer_of_the_standard() {
        assert_eq!(
            hex(&sm3(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn a_link_depends_on_what_came_before() {
        let first = link(&ORIGIN, "a");
        assert_ne!(link(&first, "b"), link(&ORIGIN, "b"));
        assert_eq!(hex(&link(&ORIGIN, "")), hex(&sm3(&[0; 32])));
    }
}
