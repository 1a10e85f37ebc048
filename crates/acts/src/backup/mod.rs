//! Backup and restore (备份与恢复): one file out of a running centre, on either engine, into an empty place on either.

mod container;
mod ledger;
mod restore;
mod until;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;
use yimen_store::copy::Snapshot;
use yimen_store::{Location, Value};

use self::container::{FORMAT, HEAD, Head, Pack, line, packed};
use crate::ledger::keys;
use crate::{ActError, Time, vault};

pub use restore::{Restored, Terms, restore};

/// Bytes of rows in one part before they are packed.
const PART: usize = 4 * 1024 * 1024;
/// Tables that are not copied: who is signed in signs in again.
const LEFT_OUT: [&str; 1] = ["sessions"];

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Rows.
    pub rows: u64,
    /// Events among them.
    pub events: u64,
    /// Uploaded and printed files.
    pub files: u64,
    /// Size of the backup, bytes.
    pub bytes: u64,
    /// The keys are in the file too.
    pub with_key: bool,
    /// Files that are missing or altered on the disk; the backup is whole but for them.
    pub damaged: Vec<String>,
}

/// Writes everything that the centre keeps into a new file, as of one moment, and reads it back. The centre may go on
/// working. Without `with_key` nobody can read in it what people told about themselves.
///
/// # Errors
/// The file exists already; or the database or a disk fails. Then there is no file.
pub async fn backup(location: &Location, data: &Path, file: &Path, with_key: bool) -> Result<Made, ActError> {
    if file.exists() {
        return Err(ActError::Broken(format!("{} is there already", file.display())));
    }
    let partial = beside(file, "partial");
    let made = write(location, data, &partial, with_key).await;
    let made = made.and_then(|made| {
        container::check(&partial).map_err(|damage| broken(file, &damage))?;
        std::fs::rename(&partial, file).map_err(|error| broken(file, &error))?;
        Ok(made)
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    made
}

/// The name with a word behind it.
fn beside(path: &Path, word: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(word);
    name.into()
}

fn broken(path: &Path, why: &dyn std::fmt::Display) -> ActError {
    ActError::Broken(format!("{}: {why}", path.display()))
}

async fn write(location: &Location, data: &Path, file: &Path, with_key: bool) -> Result<Made, ActError> {
    let disk = |error: std::io::Error| broken(file, &error);
    let no_key = || {
        ActError::Broken(format!(
            "{} holds no key: it is not the folder of a centre",
            data.display()
        ))
    };
    let key = vault::key(data)?.ok_or_else(no_key)?;
    let snapshot = Snapshot::take(location).await?;
    let mut tables = snapshot.tables().await?;
    tables.retain(|table| !LEFT_OUT.contains(&table.name.as_str()));
    // Events come first: whoever restores up to a moment knows then what else to leave out.
    tables.sort_by_key(|table| (table.name != "events", table.name.clone()));
    let head = Head {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        engine: match location {
            Location::Postgres { .. } => "postgres".into(),
            Location::Sqlite(_) | Location::SqliteMemory => "sqlite".into(),
        },
        made_at: Time::System.now().0,
        schema: snapshot.schema().await?,
        key: None,
        keys: vault::understood(&key)?.fingerprints(),
        tables: tables
            .iter()
            .map(|table| (table.name.clone(), table.columns.clone()))
            .collect(),
    };
    let mut pack = Pack::create(file).map_err(disk)?;
    pack.part(HEAD, &serde_json::to_vec(&head).unwrap_or_default())
        .map_err(disk)?;
    let mut named = BTreeSet::new();
    let mut marks = ledger::Marks::default();
    for table in &tables {
        let names = table.columns.iter().position(|column| match table.name.as_str() {
            "files" => column == "hash",
            "prints" => column == "file",
            _ => false,
        });
        let (mut lines, mut parts, mut count) = (Vec::new(), 0, 0u64);
        let mut flush = |lines: &mut Vec<u8>, pack: &mut Pack| -> std::io::Result<()> {
            parts += 1;
            let name = format!("tables/{}/{parts:06}.jsonl.gz", table.name);
            pack.part(&name, &packed(lines)?)?;
            lines.clear();
            Ok(())
        };
        let pack = &mut pack;
        let take = |row: Vec<Value>| -> Result<(), ActError> {
            line(&row, &mut lines).map_err(disk)?;
            count += 1;
            marks.note(table, &row);
            if let Some(Value::Text(hash)) = names.and_then(|at| row.get(at)) {
                named.insert(hash.as_str().to_owned());
            }
            if lines.len() >= PART {
                flush(&mut lines, pack).map_err(disk)?;
            }
            Ok(())
        };
        snapshot.rows(table, take).await?;
        if !lines.is_empty() {
            flush(&mut lines, pack).map_err(disk)?;
        }
        pack.manifest.rows.insert(table.name.clone(), count);
    }
    pack.manifest.ledgers = marks.ledgers();
    let damaged = copy_files(&mut pack, &data.join("files"), named).map_err(disk)?;
    if with_key {
        copy_keys(&mut pack, data, &key).map_err(disk)?;
    }
    let manifest = pack.seal().map_err(disk)?;
    Ok(Made {
        rows: manifest.rows.values().sum(),
        events: manifest.rows.get("events").copied().unwrap_or(0),
        files: manifest.files,
        bytes: std::fs::metadata(file).map_err(disk)?.len(),
        with_key,
        damaged,
    })
}

/// Copies the files that the rows name. A file is on the disk before a row names it.
fn copy_files(pack: &mut Pack, folder: &Path, named: BTreeSet<String>) -> std::io::Result<Vec<String>> {
    let mut damaged = Vec::new();
    for hash in named {
        let bytes = crate::files::place(folder, &hash).map(std::fs::read);
        match bytes {
            Some(Ok(bytes)) if container::is_file(&hash, &bytes) => {
                pack.part(&format!("files/{hash}"), &bytes)?;
                pack.manifest.files += 1;
            }
            _ => damaged.push(hash),
        }
    }
    Ok(damaged)
}

fn copy_keys(pack: &mut Pack, data: &Path, key: &str) -> std::io::Result<()> {
    pack.part(vault::KEY_FILE, key.trim().as_bytes())?;
    pack.manifest.with_key = true;
    let folder = data.join(keys::FOLDER);
    if !folder.is_dir() {
        return Ok(());
    }
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        let name = format!("{}/{}", keys::FOLDER, file.file_name().to_string_lossy());
        if file.file_type()?.is_file() {
            pack.part(&name, &std::fs::read(file.path())?)?;
        }
    }
    Ok(())
}
