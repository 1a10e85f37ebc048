//! A security key (安全密钥) in software: what a browser and the device behind it answer to WebAuthn, with Ed25519.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// One passkey in a device.
pub struct Authenticator {
    key: SigningKey,
    id: [u8; 32],
    /// How often it signed; a copy of the key would fall behind.
    pub signed: u32,
    /// The site whose page asks.
    pub origin: String,
    site: String,
}

impl Authenticator {
    /// A device with a key of its own, for pages of `origin` under the name `site`.
    pub fn new(seed: u8, origin: &str, site: &str) -> Authenticator {
        Authenticator {
            key: SigningKey::from_bytes(&[seed; 32]),
            id: [seed; 32],
            signed: 0,
            origin: origin.into(),
            site: site.into(),
        }
    }

    /// What it answers to the options of `navigator.credentials.create`.
    pub fn made(&self, options: &str) -> String {
        let client = self.client("webauthn.create", options);
        let mut about = self.about(0x41);
        about.extend([0; 16]);
        about.extend([0, 32]);
        about.extend(self.id);
        // A public key as CBOR (RFC 9053): 1: OKP, 3: EdDSA, -1: Ed25519, -2: its bytes.
        about.extend([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
        about.extend(self.key.verifying_key().to_bytes());
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(about.len()).unwrap());
        attestation.extend(&about);
        self.answer(json!({ "clientDataJSON": text(&client), "attestationObject": text(&attestation) }))
    }

    /// What it answers to the options of `navigator.credentials.get`.
    pub fn signs(&mut self, options: &str) -> String {
        self.signed += 1;
        let client = self.client("webauthn.get", options);
        let about = self.about(0x01);
        let told = [about.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signature = self.key.sign(&told).to_bytes();
        self.answer(json!({ "clientDataJSON": text(&client), "authenticatorData": text(&about), "signature": text(&signature) }))
    }

    fn client(&self, kind: &str, options: &str) -> Vec<u8> {
        let options: Value = serde_json::from_str(options).unwrap();
        let told =
            json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        told.to_string().into_bytes()
    }

    fn about(&self, flags: u8) -> Vec<u8> {
        let mut about = Sha256::digest(self.site.as_bytes()).to_vec();
        about.push(flags);
        about.extend(self.signed.to_be_bytes());
        about
    }

    fn answer(&self, response: Value) -> String {
        let id = text(&self.id);
        let answer =
            json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response });
        answer.to_string()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
