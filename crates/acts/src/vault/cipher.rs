//! Ciphers (密码算法) that seal: AES-256-GCM (NIST SP 800-38D) and SM4-GCM (GB/T 32907, RFC 8998). Both encrypt and
//! authenticate, with a nonce of 12 bytes. No other module knows how it is done.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, Nonce};
use serde::{Deserialize, Serialize};
use sm4::Sm4;

/// How a key seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sealing {
    /// AES-256-GCM.
    #[default]
    #[serde(rename = "aes-256-gcm")]
    Aes256Gcm,
    /// SM4-GCM (商用密码).
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}

impl Sealing {
    /// Every algorithm.
    pub const ALL: [Sealing; 2] = [Sealing::Aes256Gcm, Sealing::Sm4Gcm];

    /// As it stands in settings and in the ring.
    pub fn code(self) -> &'static str {
        match self {
            Sealing::Aes256Gcm => "aes-256-gcm",
            Sealing::Sm4Gcm => "sm4-gcm",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Sealing> {
        Sealing::ALL.into_iter().find(|sealing| sealing.code() == code)
    }

    /// Bytes of a key.
    pub fn key_length(self) -> usize {
        match self {
            Sealing::Aes256Gcm => 32,
            Sealing::Sm4Gcm => 16,
        }
    }

    /// The byte that names it in sealed content.
    pub(super) fn mark(self) -> u8 {
        match self {
            Sealing::Aes256Gcm => 1,
            Sealing::Sm4Gcm => 2,
        }
    }
}

/// A key that is ready to be used.
pub(super) enum Cipher {
    Aes(Box<Aes256Gcm>),
    Sm4(Box<AesGcm<Sm4, U12>>),
}

impl Cipher {
    /// Nothing when the key has another length.
    pub(super) fn new(sealing: Sealing, key: &[u8]) -> Option<Cipher> {
        Some(match sealing {
            Sealing::Aes256Gcm => Cipher::Aes(Box::new(Aes256Gcm::new_from_slice(key).ok()?)),
            Sealing::Sm4Gcm => Cipher::Sm4(Box::new(AesGcm::new_from_slice(key).ok()?)),
        })
    }

    pub(super) fn seal(&self, nonce: [u8; 12], bound: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let (nonce, payload) = (Nonce::from(nonce), Payload { msg: plain, aad: bound });
        match self {
            Cipher::Aes(cipher) => cipher.encrypt(&nonce, payload).ok(),
            Cipher::Sm4(cipher) => cipher.encrypt(&nonce, payload).ok(),
        }
    }

    pub(super) fn open(&self, nonce: [u8; 12], bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, payload) = (
            Nonce::from(nonce),
            Payload {
                msg: sealed,
                aad: bound,
            },
        );
        match self {
            Cipher::Aes(cipher) => cipher.decrypt(&nonce, payload).ok(),
            Cipher::Sm4(cipher) => cipher.decrypt(&nonce, payload).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::unhex;

    fn seals(sealing: Sealing, [key, nonce, bound, plain, sealed]: [&str; 5]) {
        let bytes = |text: &str| unhex(text).unwrap();
        let nonce: [u8; 12] = bytes(nonce).try_into().unwrap();
        let cipher = Cipher::new(sealing, &bytes(key)).unwrap();
        assert_eq!(cipher.seal(nonce, &bytes(bound), &bytes(plain)).unwrap(), bytes(sealed));
        assert_eq!(cipher.open(nonce, &bytes(bound), &bytes(sealed)).unwrap(), bytes(plain));
        let mut altered = bytes(sealed);
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(cipher.open(nonce, &bytes(bound), &altered), None);
    }

    /// RFC 8998, appendix A.1.
    #[test]
    fn sm4_gcm_gives_the_known_answer_of_rfc_8998() {
        seals(
            Sealing::Sm4Gcm,
            [
                "0123456789abcdeffedcba9876543210",
                "00001234567800000000abcd",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec",
            ],
        );
    }

    /// The GCM specification of McGrew and Viega, test case 16.
    #[test]
    fn aes_256_gcm_gives_the_known_answer_of_its_specification() {
        seals(
            Sealing::Aes256Gcm,
            [
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
            ],
        );
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        assert!(Cipher::new(Sealing::Sm4Gcm, &[0; 32]).is_none());
        assert!(Cipher::new(Sealing::Aes256Gcm, &[0; 16]).is_none());
    }
}
