//! The keys that sign the days (台账密钥). The private part lies in a file beside the data, never in the database; the
//! public part is kept, published, and signed by the key that it replaces.

use std::io::Write as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::CommitError;
use yimen_store::ledger::hex;
use yimen_store::tables::sealed;

use crate::vault::unhex;
use crate::{ActError, Centre};

use super::record::{KeyRecord, Record, VERSION};
use super::sign::{Algorithm, Signer};

/// Folder of the private parts in the data folder, one file a key, named by fingerprint.
pub const FOLDER: &str = "ledger-keys";

/// A key as it is published: the text of a [`KeyRecord`] and its signature, hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Signature of `text` by the key that it replaces, or by itself for the first.
    pub signature: String,
    /// Canonical text.
    pub text: String,
}

/// Every key of the centre, oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre) -> Result<Vec<Published>, ActError> {
    let rows = centre.store().query(&sealed::KEYS, vec![centre.div().into()]).await?;
    let read = |row: &yimen_store::Row| {
        Ok(Published {
            signature: row.text(2)?.to_string(),
            text: row.text(1)?.to_string(),
        })
    };
    rows.iter().map(read).collect()
}

/// Makes the first key.
///
/// # Errors
/// There is one already, or it cannot be kept.
pub async fn new(centre: &Centre, algorithm: Algorithm) -> Result<KeyRecord, ActError> {
    if list(centre).await?.is_empty() {
        make(centre, algorithm, 1, None).await
    } else {
        Err(refused(
            "ledger_key_exists",
            "台账密钥已经存在。",
            "There is a key already.",
            "更换密钥请使用 yimen ledger key rotate。",
            "To replace it: yimen ledger key rotate.",
        ))
    }
}

/// Makes a key that replaces the one in use, which signs it.
///
/// # Errors
/// There is no key yet, its private part is not on this machine, or the new one cannot be kept.
pub async fn rotate(centre: &Centre, algorithm: Algorithm) -> Result<KeyRecord, ActError> {
    let known = list(centre).await?;
    let number = u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(1);
    let (record, signer) = in_use(centre).await?.ok_or_else(no_key)?;
    make(centre, algorithm, number, Some((&record.fingerprint, &signer))).await
}

/// The key in use with its private part; nothing when none was made.
///
/// # Errors
/// The private part is not on this machine, or is not that of the key.
pub async fn in_use(centre: &Centre) -> Result<Option<(KeyRecord, Signer)>, ActError> {
    let Some(last) = list(centre).await?.pop() else {
        return Ok(None);
    };
    let record = KeyRecord::read(&last.text).map_err(|why| ActError::Broken(format!("the key in use: {why}")))?;
    let path = path(centre, &record.fingerprint);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| ActError::Broken(format!("the ledger's key {} cannot be read: {error}", path.display())))?;
    let secret = unhex(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let signer = Algorithm::parse(&record.algorithm)
        .zip(secret)
        .and_then(|(algorithm, secret)| Signer::of(algorithm, &secret))
        .filter(|signer| hex(&signer.public()) == record.public)
        .ok_or_else(|| {
            ActError::Broken(format!(
                "{} does not hold the key that it is named after",
                path.display()
            ))
        })?;
    Ok(Some((record, signer)))
}

async fn make(
    centre: &Centre,
    algorithm: Algorithm,
    number: u32,
    before: Option<(&str, &Signer)>,
) -> Result<KeyRecord, ActError> {
    let (secret, signer) = loop {
        let secret = centre.random::<32>();
        if let Some(signer) = Signer::of(algorithm, &secret) {
            break (secret, signer);
        }
    };
    let public = signer.public();
    let record = KeyRecord {
        algorithm: algorithm.code().into(),
        at: centre.now().0,
        div: centre.div().into(),
        fingerprint: hex(&centre.hash().digest(&public)),
        kind: KeyRecord::KIND.into(),
        public: hex(&public),
        replaces: before.map_or_else(String::new, |(fingerprint, _)| fingerprint.to_string()),
        v: VERSION,
    };
    let text = record.text();
    let signature = hex(&before.map_or(&signer, |(_, before)| before).sign(&text));
    keep(centre, &record.fingerprint, &secret)?;
    let write = sealed::keep_key(centre.div(), number, &text, &signature);
    let kept = centre
        .commit(None, None, move |_| yimen_store::Built {
            writes: vec![write.clone()],
            answer: String::new(),
        })
        .await;
    match kept {
        Ok(_) => Ok(record),
        Err(CommitError::Conflict) => {
            // Its record is not kept, so nothing was signed with it and nothing needs the file.
            let _ = std::fs::remove_file(path(centre, &record.fingerprint));
            Err(refused(
                "ledger_key_made_meanwhile",
                "另一个进程刚刚生成了密钥。",
                "Another process has just made a key.",
                "请用 yimen ledger key list 查看。",
                "See yimen ledger key list.",
            ))
        }
        Err(error) => Err(error.into()),
    }
}

fn keep(centre: &Centre, fingerprint: &str, secret: &[u8]) -> Result<(), ActError> {
    let path = path(centre, fingerprint);
    let trouble = |error: std::io::Error| ActError::Broken(format!("{} cannot be written: {error}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(trouble)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(trouble)?;
    file.write_all(hex(secret).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(trouble)
}

fn path(centre: &Centre, fingerprint: &str) -> PathBuf {
    centre.settings().data.join(FOLDER).join(format!("{fingerprint}.key"))
}

/// There is no key that could sign.
pub fn no_key() -> ActError {
    refused(
        "ledger_no_key",
        "还没有台账密钥，日根不能签名。",
        "There is no key yet, so no day can be signed.",
        "请运行 yimen ledger key new。",
        "Run yimen ledger key new.",
    )
}

pub(super) fn refused(code: &'static str, zh: &str, en: &str, zh_remedy: &str, en_remedy: &str) -> ActError {
    Refusal::new(code, RefusalKind::State, "", (zh, en), (zh_remedy, en_remedy)).into()
}
