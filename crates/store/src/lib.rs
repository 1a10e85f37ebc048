//! Storage (存储): one API and one SQL text over a SQLite file or a PostgreSQL database.
//!
//! There is one way to write: [`Store::commit`] takes a [`Change`] and answers when it is durable.

pub mod copy;
pub mod ledger;
pub mod tables;

mod change;
mod engine;
mod error;
mod load;
mod migrate;
mod value;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use engine::postgres::Postgres;
use engine::pressure::Pressure;
use engine::sqlite::Sqlite;
use engine::{Job, Verdict, Work};

pub use change::{Build, Built, Change, Numbers, Once, Outcome, Series, Stmt, Write};
pub use error::{CommitError, StoreError};
pub use load::{Load, Loader};
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
    /// How many changes may wait at most before further ones are refused with [`CommitError::Busy`].
    pub queue: usize,
    /// A change is refused with [`CommitError::Busy`] when those before it would take longer, at the pace of late.
    pub wait: Duration,
    /// How many changes are made durable together at most.
    pub batch: usize,
    /// How many connections PostgreSQL is asked for reading.
    pub readers: usize,
    /// Into how many parts by a hash of the division PostgreSQL splits each table that a migration makes (分区数); 0
    /// leaves them whole.
    pub partitions: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue: 4096,
            wait: Duration::from_secs(1),
            batch: 512,
            readers: 16,
            partitions: 0,
        }
    }
}

/// The statements of the engine itself, for a test that prepares every statement.
pub static STATEMENTS: &[&Stmt] = &[&engine::FIND_ANSWER, &engine::KEEP_ANSWER, &engine::NEXT_NUMBERS];

/// How long somebody waits for a change to be confirmed.
const CONFIRMATION: Duration = Duration::from_secs(20);

/// An open database (存储). Copies share it; the last one that goes closes it.
#[derive(Clone)]
pub struct Store {
    database: Arc<Database>,
    pressure: Arc<Pressure>,
}

enum Database {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Store {
    /// Opens the database with the usual settings.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        Self::open_with(location, Options::default()).await
    }

    /// Opens the database with these settings.
    pub async fn open_with(location: &Location, options: Options) -> Result<Self, StoreError> {
        let pressure = Arc::new(Pressure::new(&options));
        let pace = Arc::clone(&pressure);
        let database = match location {
            Location::Sqlite(path) => Database::Sqlite(Sqlite::open(path, options, pace)?),
            Location::SqliteMemory => Database::Sqlite(Sqlite::passing(options, pace)?),
            Location::Postgres { url, schema } => {
                Database::Postgres(Box::new(Postgres::open(url, schema.as_deref(), options, pace).await?))
            }
        };
        Ok(Self {
            database: Arc::new(database),
            pressure,
        })
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        match &*self.database {
            Database::Sqlite(_) => Engine::Sqlite,
            Database::Postgres(_) => Engine::Postgres,
        }
    }

    /// Applies the migrations that are not yet applied, all or none of them; the list starts with
    /// [`ENGINE`]. Fails when one that was applied has another text now.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), StoreError> {
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.migrate(migrations),
            Database::Postgres(postgres) => postgres.migrate(migrations).await,
        }
    }

    /// Prepares every statement, so that one that this database refuses is found before it is used.
    pub async fn prepare_all(&self, statements: &[&'static Stmt]) -> Result<(), StoreError> {
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.prepare_all(statements),
            Database::Postgres(postgres) => postgres.prepare_all(statements).await,
        }
    }

    /// Reads rows. SQLite reads on the calling task, which is quicker than handing the work over.
    pub async fn query(&self, stmt: &'static Stmt, params: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        engine::only_reads(stmt)?;
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.query(stmt, &params),
            Database::Postgres(postgres) => postgres.query(stmt, &params).await,
        }
    }

    /// Makes a change and answers when it is durable. A request that was made before with the same
    /// division, actor and key changes nothing and gets the answer of that time.
    pub async fn commit(&self, change: Change) -> Result<Outcome, CommitError> {
        confirmed(self.submit(Work::Change(change))?).await
    }

    /// Writes rows as they are, each group as one change, with the same durability and batching as
    /// [`Store::commit`] but no key, series or guard: the limit that benchmarks compare with.
    pub async fn direct(&self, groups: Vec<Vec<Write>>) -> Result<(), CommitError> {
        let waiting = groups
            .into_iter()
            .map(|writes| self.submit(Work::Direct(writes)))
            .collect::<Result<Vec<_>, _>>()?;
        for reply in waiting {
            confirmed(reply).await?;
        }
        Ok(())
    }

    fn submit(&self, work: Work) -> Result<oneshot::Receiver<Verdict>, CommitError> {
        let place = match &work {
            Work::Change(_) => self.pressure.admit()?,
            Work::Direct(_) => self.pressure.enter(),
        };
        let (reply, waiting) = oneshot::channel();
        let job = Job {
            work,
            reply,
            _place: place,
        };
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.submit(job)?,
            Database::Postgres(postgres) => postgres.submit(job)?,
        }
        Ok(waiting)
    }

    /// How much room the data take, in bytes: the file, or the whole database of the server.
    pub async fn size_bytes(&self) -> Result<u64, StoreError> {
        match &*self.database {
            Database::Sqlite(sqlite) => sqlite.size_bytes(),
            Database::Postgres(postgres) => postgres.size_bytes().await,
        }
    }

    /// Brings what the planner knows of the tables up to date. PostgreSQL does so by itself within a minute of many changes;
    /// SQLite plans without.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        match &*self.database {
            Database::Sqlite(_) => Ok(()),
            Database::Postgres(postgres) => postgres.refresh().await,
        }
    }

    /// Finishes the waiting changes and closes the database. Copies of the store answer
    /// [`CommitError::Unavailable`] to changes afterwards.
    pub async fn close(self) -> Result<(), StoreError> {
        let database = Arc::clone(&self.database);
        if let Database::Postgres(postgres) = &*database {
            postgres.close().await;
            return Ok(());
        }
        let closing = tokio::task::spawn_blocking(move || {
            if let Database::Sqlite(sqlite) = &*database {
                sqlite.close();
            }
        });
        closing.await.map_err(|error| StoreError::Broken(error.to_string()))
    }
}

async fn confirmed(reply: oneshot::Receiver<Verdict>) -> Verdict {
    match timeout(CONFIRMATION, reply).await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(_)) => Err(CommitError::Unavailable("the store is closed".to_owned())),
        Err(_) => Err(CommitError::Deadline),
    }
}
