//! The vault (保密内容): what people tell about themselves is sealed with AES-256-GCM under a key that lies outside
//! the database; the ledger keeps only a salted commitment, so that it can be forgotten without breaking a chain.

use std::io::Write as _;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use serde::{Deserialize, Serialize};
use yimen_domain::identifiers::{CitizenId, CreditCode, Phone, mask_number, mask_person};
use yimen_domain::items::Audience;
use yimen_domain::items::form::Answers;
use yimen_domain::words::Fault;
use yimen_store::ledger::{HashKind, hex};

use crate::ActError;

/// Name of the key file in the data folder; the variable `YIMEN_KEY` (64 hex digits) takes its place.
pub const KEY_FILE: &str = "key";

/// Seals and opens.
pub struct Vault {
    cipher: Aes256Gcm,
}

impl Vault {
    /// Takes the key from `YIMEN_KEY` or from the data folder; makes one when there is none.
    ///
    /// # Errors
    /// The key cannot be read, written or understood.
    pub fn open(data: &Path) -> Result<Vault, ActError> {
        let text = match std::env::var("YIMEN_KEY") {
            Ok(text) => text,
            Err(_) => key_from_file(&data.join(KEY_FILE))?,
        };
        let bytes = unhex(text.trim())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or_else(|| ActError::Broken("the key must be 64 hexadecimal digits".into()))?;
        Ok(Vault {
            cipher: Aes256Gcm::new(&bytes.into()),
        })
    }

    /// Seals `plain`, bound to `place` so that it cannot be moved to another row.
    pub fn seal(&self, nonce: [u8; 12], place: &[u8], plain: &[u8]) -> Result<Vec<u8>, ActError> {
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place })
            .map_err(|_| ActError::Broken("sealing failed".into()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for `place`.
    ///
    /// # Errors
    /// It was altered, moved, or sealed with another key.
    pub fn open_sealed(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, ActError> {
        let broken = || ActError::Broken("sealed words cannot be opened: altered, or sealed with another key".into());
        let (nonce, body) = sealed.split_at_checked(12).ok_or_else(broken)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| broken())?;
        self.cipher
            .decrypt(&Nonce::from(nonce), Payload { msg: body, aad: place })
            .map_err(|_| broken())
    }
}

/// The key as text from `YIMEN_KEY` or the data folder; nothing when there is none yet.
pub(crate) fn key(data: &Path) -> Result<Option<String>, ActError> {
    let path = data.join(KEY_FILE);
    match (std::env::var("YIMEN_KEY"), path.exists()) {
        (Ok(text), _) => Ok(Some(text)),
        (Err(_), true) => key_from_file(&path).map(Some),
        (Err(_), false) => Ok(None),
    }
}

/// Writes a new file that only its owner may read; durable when it returns.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn key_from_file(path: &Path) -> Result<String, ActError> {
    let trouble =
        |error: std::io::Error| ActError::Broken(format!("the key {} cannot be used: {error}", path.display()));
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = hex(&rand::random::<[u8; 32]>());
            write_private(path, key.as_bytes()).map_err(trouble)?;
            Ok(key)
        }
        Err(error) => Err(trouble(error)),
    }
}

/// Bytes from hexadecimal text.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

/// Who applies, in full. Only ever in the vault, in memory, and on the screen of somebody who needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Applicant {
    /// `person` or `company`.
    pub kind: String,
    /// Full name.
    pub name: String,
    /// Citizen's identity number, or the company's credit code, or the number of another document.
    pub id_number: String,
    /// `citizen_id`, `credit_code` or `other`.
    pub id_type: String,
    /// Telephone.
    pub phone: String,
    /// Legal person of a company, or whoever handles the matter; may be empty.
    #[serde(default)]
    pub contact: String,
}

impl Applicant {
    /// Checks and tidies what was given. Field paths begin with `applicant.`.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn checked(mut self) -> Result<(Applicant, Audience), Vec<Fault>> {
        let mut faults = Vec::new();
        self.name = self.name.trim().to_string();
        self.contact = self.contact.trim().to_string();
        let audience = Audience::parse(self.kind.trim());
        if audience.is_none() {
            faults.push(Fault::new(
                "applicant.kind",
                "请选择申请人类型：个人或企业。",
                "Say whether a person or a company applies.",
            ));
        }
        for (field, text, least) in [
            ("applicant.name", &self.name, 1),
            ("applicant.contact", &self.contact, 0),
        ] {
            let length = text.chars().count();
            if length < least {
                faults.push(Fault::new(field, "请填写姓名或名称。", "Enter the name."));
            } else if length > 100 || text.chars().any(char::is_control) {
                faults.push(Fault::new(
                    field,
                    "不能超过 100 个字，也不能换行。",
                    "Use at most 100 characters on one line.",
                ));
            }
        }
        match Phone::parse(&self.phone) {
            Some(phone) => self.phone = phone.as_str().to_string(),
            None => faults.push(Fault::new(
                "applicant.phone",
                "请填写电话号码，例如 13800001234。",
                "Enter a telephone number, such as 13800001234.",
            )),
        }
        if let Some(audience) = audience {
            self.check_number(audience, &mut faults);
        }
        match audience {
            Some(audience) if faults.is_empty() => Ok((self, audience)),
            _ => Err(faults),
        }
    }

    fn check_number(&mut self, audience: Audience, faults: &mut Vec<Fault>) {
        if self.id_type.is_empty() {
            self.id_type = if audience == Audience::Person {
                "citizen_id"
            } else {
                "credit_code"
            }
            .to_string();
        }
        match self.id_type.as_str() {
            "citizen_id" => match CitizenId::parse(&self.id_number) {
                Some(id) => self.id_number = id.as_str().to_string(),
                None => faults.push(Fault::new(
                    "applicant.id_number",
                    "身份证号码不正确，请核对 18 位号码。",
                    "This is not a valid identity number: check its 18 characters.",
                )),
            },
            "credit_code" => match CreditCode::parse(&self.id_number) {
                Some(code) => self.id_number = code.as_str().to_string(),
                None => faults.push(Fault::new(
                    "applicant.id_number",
                    "统一社会信用代码不正确，请核对 18 位代码。",
                    "This is not a valid unified social credit code: check its 18 characters.",
                )),
            },
            "other" => {
                self.id_number = self.id_number.trim().to_string();
                let right =
                    (1..=50).contains(&self.id_number.chars().count()) && !self.id_number.chars().any(char::is_control);
                if !right {
                    faults.push(Fault::new(
                        "applicant.id_number",
                        "请填写证件号码，不超过 50 个字。",
                        "Enter the number of the document, at most 50 characters.",
                    ));
                }
            }
            _ => faults.push(Fault::new(
                "applicant.id_type",
                "证件类型应为居民身份证、统一社会信用代码或其他证件。",
                "The document is citizen_id, credit_code or other.",
            )),
        }
    }

    /// The name as lists may show it.
    pub fn shown(&self) -> String {
        if self.kind == "company" {
            self.name.clone()
        } else {
            mask_person(&self.name)
        }
    }

    /// The number with its middle hidden.
    pub fn masked_number(&self) -> String {
        mask_number(&self.id_number)
    }

    /// The telephone with its middle hidden.
    pub fn masked_phone(&self) -> String {
        mask_number(&self.phone)
    }
}

/// What is sealed for a case: who applies, and what they typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Secret {
    /// Who applies.
    pub applicant: Applicant,
    /// What was filled into the form.
    #[serde(with = "crate::items::form::json")]
    pub form: Answers,
    /// Salt of the commitment, hex.
    pub salt: String,
}

impl Secret {
    /// Text that is sealed.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Hash over salt and words, hex: what the ledger keeps.
    pub fn commitment(&self, hash: HashKind) -> String {
        hex(&hash.digest(self.text().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        let folder = tempfile::tempdir().unwrap();
        Vault::open(folder.path()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place() {
        let vault = vault();
        let sealed = vault.seal([7; 12], b"case-1", "王小明".as_bytes()).unwrap();
        assert_eq!(vault.open_sealed(b"case-1", &sealed).unwrap(), "王小明".as_bytes());
        assert!(vault.open_sealed(b"case-2", &sealed).is_err());
        let mut altered = sealed.clone();
        altered[20] ^= 1;
        assert!(vault.open_sealed(b"case-1", &altered).is_err());
        assert!(vault.open_sealed(b"case-1", &[1, 2]).is_err());
    }

    #[test]
    fn the_key_stays_the_same_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let sealed = Vault::open(folder.path()).unwrap().seal([1; 12], b"p", b"x").unwrap();
        assert_eq!(
            Vault::open(folder.path()).unwrap().open_sealed(b"p", &sealed).unwrap(),
            b"x"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(KEY_FILE))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let faults = Applicant {
            kind: "person".into(),
            ..Applicant::default()
        }
        .checked()
        .unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["applicant.name", "applicant.phone", "applicant.id_number"]);
    }

    #[test]
    fn a_commitment_changes_with_a_word_and_with_the_salt() {
        let secret = Secret {
            salt: "00".into(),
            ..Secret::default()
        };
        let other = Secret {
            salt: "01".into(),
            ..Secret::default()
        };
        let mut typed = secret.clone();
        typed.form.insert("a".into(), "b".into());
        let commitment = |secret: &Secret| secret.commitment(HashKind::Sm3);
        assert_ne!(commitment(&secret), commitment(&other));
        assert_ne!(commitment(&secret), commitment(&typed));
        assert_ne!(commitment(&secret), secret.commitment(HashKind::Sha256));
    }
}
