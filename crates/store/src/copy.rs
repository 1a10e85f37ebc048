//! Copies of whole databases (整库拷贝): all rows of all tables as of one moment out of either engine, and into either.

use crate::engine::postgres::copy::{Reading as PostgresReading, Writing as PostgresWriting};
use crate::engine::sqlite::copy::{Reading as SqliteReading, Writing as SqliteWriting};
use crate::{Location, Migration, Options, StoreError, Value};

/// A table as it is in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Columns.
    pub columns: Vec<String>,
}

impl Table {
    /// What reads every row; events come case by case in their order.
    pub(crate) fn select(&self) -> String {
        let order = if self.name == "events" {
            " ORDER BY div, case_id, seq"
        } else {
            ""
        };
        format!("SELECT {} FROM {}{order}", self.columns.join(", "), self.name)
    }

    /// Names that come out of a file go into statements: only plain ones do.
    pub(crate) fn is_plain(&self) -> bool {
        let plain = |name: &String| {
            let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
            first
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        plain(&self.name) && !self.columns.is_empty() && self.columns.iter().all(plain)
    }
}

/// A database as it was at one moment; who writes meanwhile is not held up.
pub struct Snapshot(Source);

enum Source {
    Sqlite(SqliteReading),
    Postgres(Box<PostgresReading>),
}

impl Snapshot {
    /// Takes the moment. Nothing is changed, not even the schema.
    ///
    /// # Errors
    /// The database is not there or does not answer.
    pub async fn take(location: &Location) -> Result<Snapshot, StoreError> {
        Ok(Snapshot(match location {
            Location::Sqlite(path) => Source::Sqlite(SqliteReading::open(path)?),
            Location::SqliteMemory => return Err(StoreError::Broken("a passing database is not copied".into())),
            Location::Postgres { url, schema } => {
                Source::Postgres(Box::new(PostgresReading::open(url, schema.as_deref()).await?))
            }
        }))
    }

    /// The number of the last migration.
    pub async fn schema(&self) -> Result<u32, StoreError> {
        let number = match &self.0 {
            Source::Sqlite(reading) => reading.schema()?,
            Source::Postgres(reading) => reading.schema().await?,
        };
        u32::try_from(number).map_err(|_| StoreError::Broken("the number of the schema cannot be".into()))
    }

    /// Every table but the list of migrations.
    pub async fn tables(&self) -> Result<Vec<Table>, StoreError> {
        let mut tables = match &self.0 {
            Source::Sqlite(reading) => reading.tables()?,
            Source::Postgres(reading) => reading.tables().await?,
        };
        tables.retain(|table| table.name != "migrations");
        Ok(tables)
    }

    /// Gives every row of a table to `take`, one at a time.
    pub async fn rows<E: From<StoreError>>(
        &self,
        table: &Table,
        take: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.0 {
            Source::Sqlite(reading) => reading.rows(table, take),
            Source::Postgres(reading) => reading.rows(table, take).await,
        }
    }
}

/// A database that is being filled: everything of it becomes durable at the end, or nothing.
pub struct Filling(Target);

enum Target {
    Sqlite(SqliteWriting),
    Postgres(Box<PostgresWriting>),
}

impl Filling {
    /// Begins with an empty database and brings it to the schema of these migrations.
    ///
    /// # Errors
    /// There are tables already, or the database does not answer.
    pub async fn begin(location: &Location, migrations: &[Migration], options: Options) -> Result<Filling, StoreError> {
        Ok(Filling(match location {
            Location::Sqlite(path) => Target::Sqlite(SqliteWriting::begin(path, migrations)?),
            Location::SqliteMemory => return Err(StoreError::Broken("a passing database is not filled".into())),
            Location::Postgres { url, schema } => {
                let writing = PostgresWriting::begin(url, schema.as_deref(), migrations, options.partitions).await?;
                Target::Postgres(Box::new(writing))
            }
        }))
    }

    /// Writes rows of a table.
    ///
    /// # Errors
    /// The table has no such columns, or a row is there already.
    pub async fn rows(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        if !table.is_plain() || rows.iter().any(|row| row.len() != table.columns.len()) {
            return Err(StoreError::Broken(format!(
                "{}: the table is not described rightly",
                table.name
            )));
        }
        match &mut self.0 {
            Target::Sqlite(writing) => writing.rows(table, rows),
            Target::Postgres(writing) => writing.rows(table, rows).await,
        }
    }

    /// Runs statements that bring what was filled in order.
    pub async fn order(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.0 {
            Target::Sqlite(writing) => writing.order(sql),
            Target::Postgres(writing) => writing.order(sql).await,
        }
    }

    /// Brings the schema up to date and makes everything durable.
    pub async fn finish(self, migrations: &[Migration]) -> Result<(), StoreError> {
        match self.0 {
            Target::Sqlite(writing) => writing.finish(migrations),
            Target::Postgres(writing) => writing.finish(migrations).await,
        }
    }
}

/// Takes away every table of a database: what was filled and did not stand the check afterwards.
pub async fn clear(location: &Location) -> Result<(), StoreError> {
    match location {
        Location::Postgres { url, schema } => PostgresWriting::clear(url, schema.as_deref()).await,
        Location::Sqlite(path) => {
            std::fs::remove_file(path).map_err(|error| StoreError::Unavailable(error.to_string()))
        }
        Location::SqliteMemory => Ok(()),
    }
}
