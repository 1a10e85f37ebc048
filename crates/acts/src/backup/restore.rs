//! Restoring: the file is checked before anything is touched, and what is half done does not stay.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use yimen_store::copy::{self, Filling, Table};
use yimen_store::tables::MIGRATIONS;
use yimen_store::{Location, Migration};

use super::broken;
use super::container::{self, Damage, HEAD, Head, Ledger, MANIFEST, Manifest};
use super::ledger;
use super::until::Until;
use crate::cases::project::Figures;
use crate::cases::rebuild::{Mode, rebuild};
use crate::ledger::keys;
use crate::{ActError, Centre, Chance, Settings, Time, files, vault};

/// Folder within the data folder in which everything is made before it takes its place.
const STAGE: &str = ".restoring";

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Restored {
    /// When the backup was made, UTC microseconds.
    pub made_at: i64,
    /// Rows.
    pub rows: u64,
    /// Events among them.
    pub events: u64,
    /// Events after the moment up to which was asked.
    pub left_out: u64,
    /// Files.
    pub files: u64,
}

/// How a backup is restored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'a> {
    /// The key of the centre; else it comes from the file or from `YIMEN_KEY`.
    pub key: Option<&'a str>,
    /// Only what had happened by this moment, UTC microseconds.
    pub until: Option<i64>,
    /// Also when the ledger in the file does not hold: for a centre of which nothing better is left.
    pub altered: bool,
}

/// Restores a backup into an empty place: a data folder that is not there or empty, and a database without tables.
///
/// # Errors
/// The file is damaged, the ledger in it does not hold, the key is another one, or the place is not empty. Nothing is left
/// behind then.
pub async fn restore(settings: &Settings, file: &Path, terms: Terms<'_>) -> Result<Restored, ActError> {
    container::check(file).map_err(|damage| broken(file, &damage))?;
    let head = container::head(file).map_err(|damage| broken(file, &damage))?;
    let known = MIGRATIONS.last().map_or(0, |last| last.number);
    if head.schema > known || head.schema == 0 {
        let why = format!(
            "its schema is {}, and this program knows {known}: use a newer program",
            head.schema
        );
        return Err(broken(file, &why));
    }
    if !is_empty(&settings.data)? {
        return Err(broken(
            &settings.data,
            &"the data folder is not empty: nothing is overwritten",
        ));
    }
    let is_new = !settings.data.exists();
    let stage = settings.data.join(STAGE);
    if stage.exists() {
        std::fs::remove_dir_all(&stage).map_err(|error| broken(&stage, &error))?;
    }
    let mut staged = settings.clone();
    staged.data.clone_from(&stage);
    if let Location::Sqlite(_) = settings.location {
        staged.location = Location::Sqlite(Centre::sqlite_file(&stage));
    }
    let mut work = Work {
        settings: &staged,
        file,
        head,
        key: terms.key.map(str::to_string),
        until: terms.until.map(Until::moment),
        altered: terms.altered,
        ledgers: BTreeMap::new(),
        filled: false,
    };
    let done = work.all().await.and_then(|restored| {
        take_over(&stage, &settings.data).map_err(|error| broken(&settings.data, &error))?;
        Ok(restored)
    });
    if done.is_err() {
        let _ = std::fs::remove_dir_all(&stage);
        if is_new {
            let _ = std::fs::remove_dir(&settings.data);
        }
        if let (true, Location::Postgres { .. }) = (work.filled, &staged.location) {
            copy::clear(&staged.location).await?;
        }
    }
    done
}

/// Moves everything from where it was made into the data folder, which may be a volume of its own; the database comes last.
fn take_over(stage: &Path, data: &Path) -> std::io::Result<()> {
    let mut names = std::fs::read_dir(stage)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<Vec<_>, _>>()?;
    names.sort_by_key(|name| Centre::sqlite_file(stage).file_name() == Some(name));
    for name in names {
        std::fs::rename(stage.join(&name), data.join(&name))?;
    }
    std::fs::remove_dir(stage)?;
    std::fs::File::open(data)?.sync_all()
}

fn is_empty(folder: &Path) -> Result<bool, ActError> {
    match std::fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().all(|entry| entry.file_name() == STAGE)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(broken(folder, &error)),
    }
}

/// Writes a file that only its owner may read.
fn private(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), ActError> {
    let path = folder.join(name);
    let written = std::fs::create_dir_all(folder).and_then(|()| vault::write_private(&path, bytes));
    written.map_err(|error| broken(&path, &error))
}

struct Work<'a> {
    settings: &'a Settings,
    file: &'a Path,
    head: Head,
    key: Option<String>,
    until: Option<Until>,
    altered: bool,
    /// What the list of the file says of the ledger of each division.
    ledgers: BTreeMap<String, Ledger>,
    /// The database is durable and must be cleared when something else fails.
    filled: bool,
}

impl Work<'_> {
    async fn all(&mut self) -> Result<Restored, ActError> {
        let data = &self.settings.data;
        std::fs::create_dir_all(data.join("files")).map_err(|error| broken(data, &error))?;
        self.keys()?;
        let mut filling = Filling::begin(&self.settings.location, self.migrations(), self.settings.options()).await?;
        let mut restored = self.rows(&mut filling).await?;
        for order in self.until.iter().flat_map(Until::order) {
            filling.order(&order).await?;
        }
        filling.finish(MIGRATIONS).await?;
        self.filled = true;
        if let Some(until) = &self.until {
            restored.left_out = until.left_out;
            for division in &until.divisions {
                self.rebuild(division).await?;
            }
        }
        if !self.altered {
            for (division, told) in &self.ledgers {
                self.check(division, told).await?;
            }
        }
        Ok(restored)
    }

    fn migrations(&self) -> &'static [Migration] {
        let first = MIGRATIONS.partition_point(|step| step.number <= self.head.schema);
        &MIGRATIONS[..first]
    }

    /// Keys come first: without the right one nothing is begun.
    fn keys(&self) -> Result<(), ActError> {
        let data = &self.settings.data;
        let damaged = |damage: Damage| broken(self.file, &damage);
        let mut kept = self.key.clone();
        let mut parts = container::Parts::open(self.file).map_err(damaged)?;
        while let Some((name, bytes)) = parts.next().map_err(damaged)? {
            if name == vault::KEY_FILE {
                kept = kept.or_else(|| Some(String::from_utf8_lossy(&bytes).into_owned()));
            } else if let Some(name) = name.strip_prefix(keys::FOLDER).and_then(|name| name.strip_prefix('/')) {
                if name.contains(['/', '\\']) || name.starts_with('.') {
                    return Err(damaged(Damage::Wrong(format!("{name} is no name of a key"))));
                }
                private(&data.join(keys::FOLDER), name, &bytes)?;
            }
        }
        let missing = || {
            ActError::Broken(
                "the key is not in the backup: name its file with --key, or set YIMEN_KEY. Without it nobody can read \
                 what people told about themselves"
                    .into(),
            )
        };
        let of_environment = std::env::var("YIMEN_KEY").ok();
        let key = kept.as_ref().or(of_environment.as_ref()).ok_or_else(missing)?;
        let ring = vault::understood(key)?.fingerprints();
        let needed = self.head.keys.iter().chain(&self.head.key);
        let missing = needed.filter(|needed| !ring.contains(needed)).count();
        if missing > 0 {
            return Err(ActError::Broken(format!(
                "this is not the ring of keys of the centre that was backed up: {missing} of its keys are missing"
            )));
        }
        match kept {
            Some(key) => private(data, vault::KEY_FILE, key.trim().as_bytes()),
            None => Ok(()),
        }
    }

    async fn rows(&mut self, filling: &mut Filling) -> Result<Restored, ActError> {
        let mut restored = Restored {
            made_at: self.head.made_at,
            ..Restored::default()
        };
        let tables: Vec<Table> = self
            .head
            .tables
            .iter()
            .map(|(name, columns)| Table {
                name: name.clone(),
                columns: columns.clone(),
            })
            .collect();
        let folder = self.settings.data.join("files");
        let file = self.file;
        let mut parts = container::Parts::open(file).map_err(|damage| broken(file, &damage))?;
        while let Some((name, bytes)) = parts.next().map_err(|damage| broken(file, &damage))? {
            if let Some(hash) = name.strip_prefix("files/") {
                if files::keep(&folder, &bytes)? != hash {
                    return Err(broken(file, &Damage::Altered(name)));
                }
                restored.files += 1;
            } else if let Some(rest) = name.strip_prefix("tables/") {
                let table = tables
                    .iter()
                    .find(|table| rest.split('/').next() == Some(table.name.as_str()));
                let table = table.ok_or_else(|| broken(file, &Damage::Altered(name.clone())))?;
                let mut rows = container::rows(&name, &bytes).map_err(|damage| broken(file, &damage))?;
                if let Some(until) = &mut self.until {
                    let mut kept = Vec::with_capacity(rows.len());
                    for row in rows {
                        if until.keeps(table, &row).map_err(|damage| broken(file, &damage))? {
                            kept.push(row);
                        }
                    }
                    rows = kept;
                }
                filling.rows(table, &rows).await?;
                restored.rows += rows.len() as u64;
                restored.events += if table.name == "events" { rows.len() as u64 } else { 0 };
            } else if name == MANIFEST {
                let manifest: Manifest =
                    serde_json::from_slice(&bytes).map_err(|_| broken(file, &Damage::Altered(name)))?;
                self.ledgers = manifest.ledgers;
            } else if ![HEAD, vault::KEY_FILE].contains(&name.as_str()) && !name.starts_with(keys::FOLDER) {
                return Err(broken(
                    file,
                    &Damage::Wrong(format!("{name} is not known to this program")),
                ));
            }
        }
        Ok(restored)
    }

    async fn centre(&self, division: &str) -> Result<Centre, ActError> {
        let mut settings = self.settings.clone();
        settings.division = division.to_string();
        Centre::open(settings, Time::System, Chance::System).await
    }

    /// The ledger of a division holds; the whole of it has come as far as it had when it was backed up.
    async fn check(&self, division: &str, told: &Ledger) -> Result<(), ActError> {
        let centre = self.centre(division).await?;
        let checked = ledger::check(&centre, Some(told).filter(|_| self.until.is_none())).await;
        centre.close().await?;
        checked
    }

    async fn rebuild(&self, division: &str) -> Result<(), ActError> {
        let centre = self.centre(division).await?;
        let report = rebuild(&centre, Mode::Write, |_| {}).await?;
        centre.put(Figures::rebuild(division)).await?;
        crate::matters::rebuild(&centre).await?;
        centre.close().await?;
        match report.faults.first() {
            None => Ok(()),
            Some(fault) => Err(ActError::Broken(format!("case {}: {}", fault.case, fault.en))),
        }
    }
}
