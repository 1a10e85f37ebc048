//! The vault (保密内容): what people tell about themselves is sealed under a key that lies outside the database; the
//! ledger keeps only a salted commitment, so that it can be forgotten without breaking a chain.
//!
//! Sealed content is `Ym`, one byte of algorithm, two bytes of key number, twelve of nonce, and the ciphertext with its
//! tag; it is bound to its head and to its place. Content without a head is of key 1, from before there was a ring.

mod cipher;
pub mod reseal;
mod ring;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use yimen_domain::identifiers::{CitizenId, CreditCode, Phone, mask_number, mask_person};
use yimen_domain::items::Audience;
use yimen_domain::items::form::Answers;
use yimen_domain::words::Fault;
use yimen_store::ledger::{HashKind, hex};

use crate::{ActError, Time};

pub use cipher::Sealing;
pub use ring::{Ring, Wrapping};

/// Name of the file of the ring in the data folder. The variable `YIMEN_KEY_FILE` names another file, `YIMEN_KEY` holds
/// the ring itself, and `YIMEN_KEY_WRAP` names the file of the wrapping key.
pub const KEY_FILE: &str = "key";

/// First bytes of sealed content.
const MARK: [u8; 2] = *b"Ym";
const HEAD: usize = 5;
const NONCE: usize = 12;

/// Where the ring lies.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Environment,
    File(PathBuf),
}

impl Source {
    fn of(data: &Path) -> Source {
        match (std::env::var_os("YIMEN_KEY"), std::env::var_os("YIMEN_KEY_FILE")) {
            (Some(_), _) => Source::Environment,
            (None, Some(path)) => Source::File(path.into()),
            (None, None) => Source::File(data.join(KEY_FILE)),
        }
    }

    /// The text of the ring; none when there is no file.
    fn text(&self) -> Result<Option<String>, ActError> {
        match self {
            Source::Environment => Ok(std::env::var("YIMEN_KEY").ok()),
            Source::File(path) => match std::fs::read_to_string(path) {
                Ok(text) => Ok(Some(text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(unusable(path, &error)),
            },
        }
    }
}

/// Seals and opens.
pub struct Vault {
    source: Source,
    ring: RwLock<Arc<Ring>>,
    /// Number of the key that seals.
    in_use: AtomicU16,
}

impl Vault {
    /// Takes the ring from the environment or its file; begins one when there is none.
    ///
    /// # Errors
    /// The ring cannot be read, written or understood.
    pub fn open(data: &Path, sealing: Sealing) -> Result<Vault, ActError> {
        let source = Source::of(data);
        let text = match source.text()? {
            Some(text) => text,
            None => begin(&source, sealing)?,
        };
        let ring = understood(&text)?;
        Ok(Vault {
            in_use: AtomicU16::new(ring.first()),
            ring: RwLock::new(Arc::new(ring)),
            source,
        })
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in keys that were added to the file, or taken out of it.
    ///
    /// # Errors
    /// The ring cannot be read or understood; the one before stays.
    pub fn reload(&self) -> Result<(), ActError> {
        if let Some(text) = self.source.text()? {
            let ring = understood(&text)?;
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        }
        Ok(())
    }

    /// From now on this key seals.
    ///
    /// # Errors
    /// It is not in the ring, nor in its file.
    pub fn use_key(&self, number: u16) -> Result<(), ActError> {
        if !self.ring().keys.contains_key(&number) {
            self.reload()?;
        }
        if !self.ring().keys.contains_key(&number) {
            return Err(ActError::Broken(format!(
                "key {number} seals in this centre, and it is not in the ring of this machine: copy the ring from where \
                 `yimen keys new` was run"
            )));
        }
        self.in_use.store(number, Ordering::Relaxed);
        Ok(())
    }

    /// Number of the key that seals.
    pub fn in_use(&self) -> u16 {
        self.in_use.load(Ordering::Relaxed)
    }

    /// Seals `plain`, bound to `place` so that it cannot be moved to another row.
    pub fn seal(&self, nonce: [u8; NONCE], place: &[u8], plain: &[u8]) -> Result<Vec<u8>, ActError> {
        let (ring, number) = (self.ring(), self.in_use());
        let key = ring.keys.get(&number);
        let key = key.ok_or_else(|| ActError::Broken(format!("key {number} was taken out of the ring")))?;
        let [high, low] = number.to_be_bytes();
        let head = [MARK[0], MARK[1], key.sealing.mark(), high, low];
        let sealed = key
            .cipher
            .seal(nonce, &[&head, place].concat(), plain)
            .ok_or_else(|| ActError::Broken("sealing failed".into()))?;
        Ok([head.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what was sealed for `place`.
    ///
    /// # Errors
    /// It was altered, moved, or sealed with a key that is not in the ring.
    pub fn open_sealed(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, ActError> {
        let opened = self.tried(place, sealed);
        if opened.is_none() && number_of(sealed).is_some_and(|number| !self.ring().keys.contains_key(&number)) {
            // Another process may have begun to use a key that was added a moment ago.
            self.reload()?;
        }
        opened.or_else(|| self.tried(place, sealed)).ok_or_else(|| {
            ActError::Broken(
                "sealed words cannot be opened: altered, or sealed with a key that is not in the ring".into(),
            )
        })
    }

    fn tried(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let ring = self.ring();
        let with = |number: u16, nonce: &[u8], bound: &[u8], body: &[u8]| {
            let key = ring.keys.get(&number)?;
            key.cipher.open(nonce.try_into().ok()?, bound, body)
        };
        let headed = number_of(sealed).and_then(|number| {
            let (head, rest) = sealed.split_at_checked(HEAD)?;
            let (nonce, body) = rest.split_at_checked(NONCE)?;
            with(number, nonce, &[head, place].concat(), body)
        });
        headed.or_else(|| {
            let (nonce, body) = sealed.split_at_checked(NONCE)?;
            with(1, nonce, place, body)
        })
    }

    /// The same content sealed with the key in use; none if it is already.
    ///
    /// # Errors
    /// As [`Vault::open_sealed`].
    fn resealed(&self, nonce: [u8; NONCE], place: &[u8], sealed: &[u8]) -> Result<Option<Vec<u8>>, ActError> {
        if number_of(sealed) == Some(self.in_use()) {
            return Ok(None);
        }
        let plain = self.open_sealed(place, sealed)?;
        self.seal(nonce, place, &plain).map(Some)
    }

    /// Changes the ring in its file, which is whole at every moment.
    fn change<T>(&self, change: impl FnOnce(&mut Ring) -> Result<T, String>) -> Result<T, ActError> {
        let Source::File(path) = &self.source else {
            return Err(ActError::Broken(
                "the ring is in YIMEN_KEY, which a program cannot change: put it into a file that YIMEN_KEY_FILE names"
                    .into(),
            ));
        };
        let text = self.source.text()?.unwrap_or_default();
        let mut ring = understood(&text)?;
        let answer = change(&mut ring).map_err(ActError::Broken)?;
        let text = ring.text(wrapping()?.as_ref()).map_err(ActError::Broken)?;
        replace(path, text.as_bytes()).map_err(|error| unusable(path, &error))?;
        self.reload()?;
        Ok(answer)
    }
}

/// Number of the key in the head; none without a head.
fn number_of(sealed: &[u8]) -> Option<u16> {
    match sealed {
        [a, b, 1 | 2, high, low, ..] if [*a, *b] == MARK => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> ActError {
    ActError::Broken(format!("the key {} cannot be used: {error}", path.display()))
}

/// The wrapping key, where one is named.
fn wrapping() -> Result<Option<Wrapping>, ActError> {
    let Some(path) = std::env::var_os("YIMEN_KEY_WRAP").map(PathBuf::from) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(&path).map_err(|error| unusable(&path, &error))?;
    Wrapping::parse(&text).map(Some).map_err(ActError::Broken)
}

/// The ring that a text holds.
pub(crate) fn understood(text: &str) -> Result<Ring, ActError> {
    Ring::read(text, wrapping()?.as_ref()).map_err(|why| ActError::Broken(format!("the ring of keys: {why}")))
}

/// The text of the ring of a data folder; nothing when there is none yet.
pub(crate) fn key(data: &Path) -> Result<Option<String>, ActError> {
    Source::of(data).text()
}

/// Begins a ring; somebody else may have done so in the same moment.
fn begin(source: &Source, sealing: Sealing) -> Result<String, ActError> {
    let Source::File(path) = source else {
        return Err(ActError::Broken("YIMEN_KEY is not text".into()));
    };
    let ring = Ring::begun(sealing, Time::System.now().0, rand::random()).map_err(ActError::Broken)?;
    let text = ring.text(wrapping()?.as_ref()).map_err(ActError::Broken)?;
    match write_private(path, text.as_bytes()) {
        Ok(()) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            source.text()?.ok_or_else(|| unusable(path, &error))
        }
        Err(error) => Err(unusable(path, &error)),
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

/// Puts a file that only its owner may read in the place of another, at once.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", hex(&rand::random::<[u8; 6]>())));
    let beside = PathBuf::from(name);
    write_private(&beside, bytes)?;
    std::fs::rename(&beside, path)?;
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => std::fs::File::open(parent)?.sync_all(),
        None => Ok(()),
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
        Vault::open(folder.path(), Sealing::default()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place() {
        let vault = vault();
        let sealed = vault.seal([7; 12], b"case-1", "王小明".as_bytes()).unwrap();
        assert_eq!(vault.open_sealed(b"case-1", &sealed).unwrap(), "王小明".as_bytes());
        assert!(vault.open_sealed(b"case-2", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(vault.open_sealed(b"case-1", &altered).is_err(), "the byte at {at}");
        }
        assert!(vault.open_sealed(b"case-1", &[1, 2]).is_err());
    }

    #[test]
    fn the_key_stays_the_same_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Vault::open(folder.path(), Sealing::default()).unwrap();
        let sealed = open().seal([1; 12], b"p", b"x").unwrap();
        assert_eq!(open().open_sealed(b"p", &sealed).unwrap(), b"x");
        open().change(|ring| ring.add(Sealing::Sm4Gcm, 0, [3; 32])).unwrap();
        assert_eq!(open().open_sealed(b"p", &sealed).unwrap(), b"x");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join(KEY_FILE);
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o077, 0);
        }
    }

    /// What a centre sealed before there was a ring: a file of 64 digits, and content without a head.
    #[test]
    fn what_was_sealed_before_there_was_a_ring_still_opens() {
        let folder = tempfile::tempdir().unwrap();
        let secret = [9u8; 32];
        std::fs::write(folder.path().join(KEY_FILE), hex(&secret)).unwrap();
        let cipher = cipher::Cipher::new(Sealing::Aes256Gcm, &secret).unwrap();
        // One of them begins as if it had a head.
        for nonce in [[4; 12], *b"Ym\x01\0\x01\0\0\0\0\0\0\0"] {
            let old = [nonce.as_slice(), &cipher.seal(nonce, b"p", b"words").unwrap()].concat();
            let vault = Vault::open(folder.path(), Sealing::Sm4Gcm).unwrap();
            assert_eq!(vault.open_sealed(b"p", &old).unwrap(), b"words");
            let number = vault.change(|ring| ring.add(Sealing::Sm4Gcm, 0, [3; 32])).unwrap();
            vault.use_key(number).unwrap();
            assert_eq!(vault.open_sealed(b"p", &old).unwrap(), b"words");
            let new = vault.resealed([5; 12], b"p", &old).unwrap().unwrap();
            assert_eq!((new[2], number_of(&new)), (2, Some(number)));
            assert_eq!(vault.open_sealed(b"p", &new).unwrap(), b"words");
        }
    }

    #[test]
    fn a_process_takes_in_a_key_that_another_added() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Vault::open(folder.path(), Sealing::default()).unwrap();
        let (here, there) = (open(), open());
        let number = there.change(|ring| ring.add(Sealing::Sm4Gcm, 0, [3; 32])).unwrap();
        there.use_key(number).unwrap();
        let sealed = there.seal([1; 12], b"p", b"x").unwrap();
        assert_eq!(here.open_sealed(b"p", &sealed).unwrap(), b"x");
        assert!(here.use_key(number + 1).is_err());
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
