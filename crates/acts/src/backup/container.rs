//! The file of a backup (备份文件): a tar archive of parts, sealed at its end with the SM3 of everything before.
//!
//! `head.json`, then `tables/NAME/000001.jsonl.gz` and so on (a row is a JSON array; bytes are `{"b": base64}`),
//! `files/HASH`, perhaps `key` and `ledger-keys/NAME`, then `manifest.json` and `seal`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use yimen_store::Value;
use yimen_store::ledger::{hex, sm3};

use crate::files::sha256;

/// Version of the format.
pub(super) const FORMAT: u32 = 1;
pub(super) const HEAD: &str = "head.json";
pub(super) const MANIFEST: &str = "manifest.json";
const SEAL: &str = "seal";
const BLOCK: usize = 512;
/// Largest part, bytes; also when it is unpacked.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What must be known before the first row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) format: u32,
    pub(super) program: String,
    pub(super) engine: String,
    /// UTC microseconds.
    pub(super) made_at: i64,
    /// Number of the last migration.
    pub(super) schema: u32,
    /// Fingerprint of the key of the sealed words; in files of programs that knew no ring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    /// Fingerprints of the keys of the sealed words.
    #[serde(default)]
    pub(super) keys: Vec<String>,
    /// Names and columns.
    pub(super) tables: Vec<(String, Vec<String>)>,
}

/// What is in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// SM3 of each part, hex, by its name in the archive.
    pub(super) parts: BTreeMap<String, String>,
    /// Rows of each table.
    pub(super) rows: BTreeMap<String, u64>,
    pub(super) files: u64,
    pub(super) with_key: bool,
    /// How far the ledger of each division had come; nothing in files of earlier programs.
    #[serde(default)]
    pub(super) ledgers: BTreeMap<String, Ledger>,
}

/// How far a ledger had come when it was backed up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Ledger {
    /// Events.
    pub(super) events: u64,
    /// The last closed day: text of its signed head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) head: Option<String>,
    /// Signature of the head, hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<String>,
}

/// A backup that is being written.
pub(super) struct Pack {
    out: BufWriter<File>,
    digest: Sm3,
    pub(super) manifest: Manifest,
}

impl Pack {
    pub(super) fn create(path: &Path) -> io::Result<Pack> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Pack {
            out: BufWriter::with_capacity(1 << 20, options.open(path)?),
            digest: Sm3::new(),
            manifest: Manifest::default(),
        })
    }

    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.manifest.parts.insert(name.to_string(), hex(&sm3(bytes)));
        self.entry(name, bytes)
    }

    fn entry(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let entry = header(name, bytes.len())?;
        let rest = bytes.len().next_multiple_of(BLOCK) - bytes.len();
        for piece in [entry.as_bytes(), bytes, &[0; BLOCK][..rest]] {
            self.digest.update(piece);
            self.out.write_all(piece)?;
        }
        Ok(())
    }

    /// Writes list and seal; durable when it returns.
    pub(super) fn seal(mut self) -> io::Result<Manifest> {
        let text = serde_json::to_vec(&self.manifest)?;
        self.entry(MANIFEST, &text)?;
        let seal = tail(&hex(&self.digest.finalize()))?;
        self.out.write_all(&seal)?;
        self.out.into_inner()?.sync_all()?;
        Ok(self.manifest)
    }
}

fn header(name: &str, size: usize) -> io::Result<tar::Header> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name)?;
    header.set_size(size as u64);
    header.set_mode(0o600);
    header.set_mtime(0);
    header.set_cksum();
    Ok(header)
}

/// The seal and the end of the archive, the same for the same digest byte by byte.
fn tail(digest: &str) -> io::Result<Vec<u8>> {
    let mut bytes = header(SEAL, digest.len())?.as_bytes().to_vec();
    bytes.extend(digest.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    Ok(bytes)
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Damage {
    #[error("the file cannot be read: {0}")]
    Disk(#[from] io::Error),
    #[error("this is not a backup of this program, or its end is missing: it was cut off")]
    Incomplete,
    #[error("the file was damaged or altered in {0}")]
    Altered(String),
    #[error("{0}")]
    Wrong(String),
}

/// Reads the whole file once and compares it with its seal; names the part that was altered.
pub(super) fn check(path: &Path) -> Result<(), Damage> {
    let size = std::fs::metadata(path)?.len();
    let length = tail(&hex(&[0; 32]))?.len() as u64;
    let before = size.checked_sub(length).ok_or(Damage::Incomplete)?;
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut digest = Sm3::new();
    let mut buffer = vec![0; 1 << 20];
    let mut left = before;
    while left > 0 {
        let most = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = file.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(Damage::Incomplete);
        }
        digest.update(&buffer[..read]);
        left -= read as u64;
    }
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    if end == tail(&hex(&digest.finalize()))? {
        return Ok(());
    }
    let is_whole = end.len() > 1024 && end[end.len() - 1024..].iter().all(|byte| *byte == 0);
    if is_whole && end.starts_with(SEAL.as_bytes()) {
        return Err(Damage::Altered(altered_part(path)));
    }
    Err(Damage::Incomplete)
}

/// The first part whose digest is not that of the list, as far as the archive can still be read.
fn altered_part(path: &Path) -> String {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut manifest = None;
    let mut last = HEAD.to_string();
    let Ok(mut parts) = Parts::open(path) else { return last };
    while let Ok(Some((name, bytes))) = parts.next() {
        if name == MANIFEST {
            manifest = serde_json::from_slice::<Manifest>(&bytes).ok();
        } else {
            last.clone_from(&name);
            found.insert(name, hex(&sm3(&bytes)));
        }
    }
    let Some(manifest) = manifest else {
        return format!("{last} or after it");
    };
    let differs = |(name, digest): &(&String, &String)| found.get(*name) != Some(*digest);
    let altered = manifest.parts.iter().find(differs).map(|(name, _)| name.clone());
    altered.unwrap_or_else(|| "its frame".into())
}

/// The parts of a file, one after the other.
pub(super) struct Parts(BufReader<File>);

impl Parts {
    pub(super) fn open(path: &Path) -> Result<Parts, Damage> {
        Ok(Parts(BufReader::with_capacity(1 << 20, File::open(path)?)))
    }

    /// Name and bytes of the next part; nothing at the seal.
    pub(super) fn next(&mut self) -> Result<Option<(String, Vec<u8>)>, Damage> {
        let mut block = [0; BLOCK];
        self.0.read_exact(&mut block)?;
        let header = tar::Header::from_byte_slice(&block);
        let name = header.path()?.to_string_lossy().into_owned();
        let size = header.entry_size()?;
        if size > LARGEST {
            return Err(Damage::Wrong(format!("{name} is too large")));
        }
        if name == SEAL {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let padded = size.next_multiple_of(BLOCK as u64);
        if self.0.by_ref().take(padded).read_to_end(&mut bytes)? as u64 != padded {
            return Err(Damage::Incomplete);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(Some((name, bytes)))
    }
}

/// Head of the file.
pub(super) fn head(path: &Path) -> Result<Head, Damage> {
    let (name, bytes) = Parts::open(path)?.next()?.ok_or(Damage::Incomplete)?;
    if name != HEAD {
        return Err(Damage::Incomplete);
    }
    let head: Head = serde_json::from_slice(&bytes).map_err(|_| Damage::Altered(HEAD.into()))?;
    if head.format != FORMAT {
        let why = format!("format {} of the file is not known to this program", head.format);
        return Err(Damage::Wrong(why));
    }
    Ok(head)
}

/// The bytes of a kept file are those of its name.
pub(super) fn is_file(hash: &str, bytes: &[u8]) -> bool {
    sha256(bytes) == hash
}

/// One row as a line.
pub(super) fn line(row: &[Value], out: &mut Vec<u8>) -> io::Result<()> {
    let values: Vec<serde_json::Value> = row.iter().map(told).collect();
    serde_json::to_writer(&mut *out, &values)?;
    out.push(b'\n');
    Ok(())
}

fn told(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => serde_json::json!({ "b": STANDARD.encode(bytes) }),
    }
}

fn heard(value: serde_json::Value) -> Option<Value> {
    Some(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Number(number) => Value::Int(number.as_i64()?),
        serde_json::Value::String(text) => text.into(),
        serde_json::Value::Object(object) => STANDARD.decode(object.get("b")?.as_str()?).ok()?.into(),
        _ => return None,
    })
}

pub(super) fn packed(lines: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(3));
    encoder.write_all(lines)?;
    encoder.finish()
}

/// The rows of a part.
pub(super) fn rows(name: &str, bytes: &[u8]) -> Result<Vec<Vec<Value>>, Damage> {
    let altered = || Damage::Altered(name.to_string());
    let mut text = String::new();
    let read = GzDecoder::new(bytes).take(LARGEST).read_to_string(&mut text);
    read.map_err(|_| altered())?;
    text.lines()
        .map(|line| {
            let values: Vec<serde_json::Value> = serde_json::from_str(line).map_err(|_| altered())?;
            values
                .into_iter()
                .map(|value| heard(value).ok_or_else(altered))
                .collect()
        })
        .collect()
}
