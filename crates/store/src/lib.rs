//! Storage (存储): one API and one SQL text over a SQLite file or a PostgreSQL database.
//!
//! There is one way to write: [`Store::commit`] takes a [`Change`] and answers when it is durable.

pub mod ledger;
pub mod tables;

mod change;
mod engine;
mod error;
mod migrate;
mod value;

use std::path::PathBuf;

pub use change::{Build, Built, Change, Once, Outcome, Series, Stmt, Write};
pub use error::{CommitError, StoreError};
pub use migrate::{ENGINE, Migration};
pub use value::{Row, Value};

/// Which database a store uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file on this machine.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the data lie (数据位置).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file; it is made when it does not exist.
    Sqlite(PathBuf),
    /// A SQLite database that is gone when the store is closed, for tests.
    SqliteMemory,
    /// A PostgreSQL database.
    Postgres {
        /// The address, `postgres://user:password@host:port/database`.
        url: String,
        /// The schema in which the tables lie, or that of the user.
        schema: Option<String>,
    },
}

/// Settings of a store that a centre hardly ever changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many changes may wait before further ones are refused with [`CommitError::Busy`].
    pub queue: usize,
    /// How many changes are made durable together at most.
    pub batch: usize,
    /// How many connections PostgreSQL is asked for reading.
    pub readers: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue: 4096,
            batch: 512,
            readers: 16,
        }
    }
}

/// An open database. Copies share it.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
}

impl Store {
    /// Opens the database with the usual settings.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        Self::open_with(location, Options::default()).await
    }

    /// Opens the database with these settings.
    pub async fn open_with(location: &Location, _options: Options) -> Result<Self, StoreError> {
        Ok(Self {
            engine: match location {
                Location::Postgres { .. } => Engine::Postgres,
                Location::Sqlite(_) | Location::SqliteMemory => Engine::Sqlite,
            },
        })
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Applies the migrations that are not yet applied; the list starts with [`ENGINE`].
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), StoreError> {
        let _ = migrations.iter().map(|step| step.text(self.engine)).count();
        Err(StoreError::Broken(String::new()))
    }

    /// Prepares every statement, so that one that this database refuses is found before it is used.
    pub async fn prepare_all(&self, _statements: &[&'static Stmt]) -> Result<(), StoreError> {
        Err(StoreError::Broken(String::new()))
    }

    /// Reads rows.
    pub async fn query(
        &self,
        _stmt: &'static Stmt,
        _params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        Err(StoreError::Broken(String::new()))
    }

    /// Makes a change and answers when it is durable.
    pub async fn commit(&self, _change: Change) -> Result<Outcome, CommitError> {
        Err(CommitError::Busy)
    }

    /// Writes rows as they are, each group as one change, with the same durability and batching as
    /// [`Store::commit`] but no key, series or guard: the limit that benchmarks compare with.
    pub async fn direct(&self, _groups: Vec<Vec<Write>>) -> Result<(), CommitError> {
        Err(CommitError::Busy)
    }

    /// How much room the data take, in bytes.
    pub async fn size_bytes(&self) -> Result<u64, StoreError> {
        Err(StoreError::Broken(String::new()))
    }

    /// Finishes the waiting changes and closes the database. Copies of the store answer
    /// [`CommitError::Unavailable`] afterwards.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(())
    }
}
