//! Loading very many rows (批量装载).

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{abandon, bind, control, keep_statements, opening, refused, writing};
use crate::load::Load;
use crate::{StoreError, Write};

/// Pages that the connection keeps: a whole transaction.
const CACHE: &str = "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 32000;";
/// Nothing is written twice, and nothing can be undone: for a file that nobody has yet.
const ALONE: &str = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;";

/// A connection for very many rows.
pub(crate) struct Loading {
    conn: Connection,
    path: PathBuf,
    /// The file in whose place the loaded one is put, and the connection that keeps others from writing to it.
    instead: Option<(Connection, PathBuf)>,
}

impl Loading {
    /// Into the file itself, beside its readers.
    pub(super) fn within(path: &Path) -> Result<Loading, StoreError> {
        let conn = writing(path, "OFF").map_err(|error| opening(path, &error))?;
        conn.execute_batch(CACHE).map_err(|error| opening(path, &error))?;
        Ok(Loading {
            conn,
            path: path.to_owned(),
            instead: None,
        })
    }

    /// Into a copy of a small file that this program has closed.
    pub(super) fn aside(of: &Path) -> Result<Loading, StoreError> {
        let fault = |error: &rusqlite::Error| opening(of, error);
        let held = writing(of, "FULL").map_err(|error| fault(&error))?;
        held.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|error| fault(&error))?;
        control(&held, "BEGIN IMMEDIATE")?;
        let log = fs::metadata(beside(of, "-wal")).map_or(0, |log| log.len());
        if log > 0 {
            return Err(StoreError::Unavailable(format!(
                "{}: another program writes to it",
                of.display()
            )));
        }
        let path = aside_of(of);
        let copied = fs::remove_file(&path)
            .or_else(|error| {
                if error.kind() == io::ErrorKind::NotFound {
                    Ok(())
                } else {
                    Err(error)
                }
            })
            .and_then(|()| fs::copy(of, &path));
        copied.map_err(|error| disk(&path, &error))?;
        let conn = Connection::open(&path).map_err(|error| opening(&path, &error))?;
        let settings = format!("PRAGMA journal_mode = DELETE; {ALONE} {CACHE}");
        conn.execute_batch(&settings)
            .and_then(|()| keep_statements(&conn))
            .map_err(|error| opening(&path, &error))?;
        Ok(Loading {
            conn,
            path,
            instead: Some((held, of.to_owned())),
        })
    }

    /// Loads rows table by table, each table's statement looked up once, in a transaction that this call begins, goes on
    /// with, or ends.
    pub(crate) fn load(&self, load: &Load, begins: bool, commits: bool) -> Result<(), StoreError> {
        if begins {
            control(&self.conn, "BEGIN IMMEDIATE")?;
        }
        let made = load
            .tables
            .iter()
            .chain([&load.others])
            .try_for_each(|rows| load_rows(&self.conn, rows))
            .and_then(|()| if commits { control(&self.conn, "COMMIT") } else { Ok(()) });
        if made.is_err() {
            abandon(&self.conn);
        }
        made
    }

    /// Waits for the disk, and puts the file where it belongs.
    pub(crate) fn end(self, commits: bool) -> Result<(), StoreError> {
        if commits {
            control(&self.conn, "COMMIT")?;
        }
        let ended = match &self.instead {
            None => "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)",
            Some(_) => "PRAGMA optimize",
        };
        self.conn
            .execute_batch(ended)
            .map_err(|error| refused("loading", &error))?;
        drop(self.conn);
        let synced = File::open(&self.path).and_then(|file| file.sync_all());
        synced.map_err(|error| disk(&self.path, &error))?;
        if let Some((held, of)) = self.instead {
            drop(held);
            fs::rename(&self.path, &of).map_err(|error| disk(&of, &error))?;
            let named = of.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = named.unwrap_or(Path::new("."));
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(|error| disk(folder, &error))?;
        }
        Ok(())
    }
}

/// Where the rows for a file are loaded.
pub(super) fn aside_of(path: &Path) -> PathBuf {
    beside(path, ".loading")
}

fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

fn disk(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

fn load_rows(conn: &Connection, rows: &[Write]) -> Result<(), StoreError> {
    for same in rows.chunk_by(|one, next| one.stmt == next.stmt) {
        let Some(stmt) = same.first().map(|row| row.stmt) else {
            continue;
        };
        let fault = |error: rusqlite::Error| refused(stmt.name, &error);
        let mut statement = conn.prepare_cached(stmt.sql).map_err(fault)?;
        for row in same {
            bind(&mut statement, &row.params).map_err(fault)?;
            statement.raw_execute().map_err(fault)?;
        }
    }
    Ok(())
}
