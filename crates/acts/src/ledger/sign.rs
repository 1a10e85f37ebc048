//! Signatures (签名): Ed25519 (RFC 8032) and SM2 with SM3 (GB/T 32918.2, the usual identity 1234567812345678). No other
//! module knows how they are made.

use ed25519_dalek as ed25519;
use sm2::dsa as sm2dsa;
use sm2::dsa::signature::{Signer as _, Verifier as _};

/// The identity of the signer that SM2 hashes in where none was agreed (GM/T 0009).
const IDENTITY: &str = "1234567812345678";

/// How a key signs (签名算法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// Ed25519.
    #[default]
    Ed25519,
    /// SM2 with SM3.
    Sm2,
}

impl Algorithm {
    /// As it stands in records.
    pub fn code(self) -> &'static str {
        match self {
            Algorithm::Ed25519 => "ed25519",
            Algorithm::Sm2 => "sm2",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Algorithm> {
        [Algorithm::Ed25519, Algorithm::Sm2]
            .into_iter()
            .find(|algorithm| algorithm.code() == code)
    }

    /// Whether `signature` over `text` was made with the private part of `public`.
    pub fn holds(self, public: &[u8], text: &str, signature: &[u8]) -> bool {
        match self {
            Algorithm::Ed25519 => {
                let key = public
                    .try_into()
                    .ok()
                    .and_then(|public| ed25519::VerifyingKey::from_bytes(public).ok());
                let signature = ed25519::Signature::from_slice(signature);
                matches!((key, signature), (Some(key), Ok(signature)) if key.verify_strict(text.as_bytes(), &signature).is_ok())
            }
            Algorithm::Sm2 => {
                let key = sm2dsa::VerifyingKey::from_sec1_bytes(IDENTITY, public);
                let signature = sm2dsa::Signature::from_slice(signature);
                matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(text.as_bytes(), &signature).is_ok())
            }
        }
    }
}

/// A key with its private part.
pub enum Signer {
    /// Ed25519.
    Ed25519(Box<ed25519::SigningKey>),
    /// SM2 with SM3.
    Sm2(Box<sm2dsa::SigningKey>),
}

impl Signer {
    /// From the 32 bytes of the private part; nothing when they cannot be a key.
    pub fn of(algorithm: Algorithm, secret: &[u8; 32]) -> Option<Signer> {
        match algorithm {
            Algorithm::Ed25519 => Some(Signer::Ed25519(Box::new(ed25519::SigningKey::from_bytes(secret)))),
            Algorithm::Sm2 => sm2dsa::SigningKey::from_slice(IDENTITY, secret)
                .ok()
                .map(|key| Signer::Sm2(Box::new(key))),
        }
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Signer::Ed25519(_) => Algorithm::Ed25519,
            Signer::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// The bytes of the public part.
    pub fn public(&self) -> Vec<u8> {
        match self {
            Signer::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Signer::Sm2(key) => key.verifying_key().to_sec1_bytes().to_vec(),
        }
    }

    /// Signs a text; 64 bytes.
    pub fn sign(&self, text: &str) -> Vec<u8> {
        match self {
            Signer::Ed25519(key) => key.sign(text.as_bytes()).to_bytes().to_vec(),
            Signer::Sm2(key) => {
                let signature: sm2dsa::Signature = key.sign(text.as_bytes());
                signature.to_bytes().to_vec()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::unhex;
    use yimen_store::ledger::hex;

    #[test]
    fn the_first_vector_of_rfc_8032() {
        let secret = unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let key = Signer::of(Algorithm::Ed25519, &secret.try_into().unwrap()).unwrap();
        assert_eq!(
            hex(&key.public()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        );
        assert_eq!(
            hex(&key.sign("")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        );
    }

    #[test]
    fn a_signature_holds_for_its_text_and_key_only() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Sm2] {
            let key = Signer::of(algorithm, &[7; 32]).unwrap();
            let other = Signer::of(algorithm, &[8; 32]).unwrap();
            let signature = key.sign("台账");
            assert_eq!(signature.len(), 64);
            assert!(algorithm.holds(&key.public(), "台账", &signature));
            assert!(!algorithm.holds(&key.public(), "台帐", &signature));
            assert!(!algorithm.holds(&other.public(), "台账", &signature));
            for at in [0, 33, 63] {
                let mut altered = signature.clone();
                altered[at] ^= 1;
                assert!(!algorithm.holds(&key.public(), "台账", &altered));
            }
            assert!(!algorithm.holds(&key.public(), "台账", &signature[..63]));
            assert!(!algorithm.holds(&[], "台账", &signature));
        }
        assert!(Signer::of(Algorithm::Sm2, &[0; 32]).is_none());
        assert!(Signer::of(Algorithm::Sm2, &[0xff; 32]).is_none());
    }
}
