//! Loading very many rows at once (批量装载), for making history: beside the one way to write, never instead of it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::engine::postgres::load::Copying;
use crate::engine::sqlite;
use crate::{Store, StoreError, Write};

/// A connection of its own, with settings for many rows. The rows of one call become visible together; all of them are
/// durable when [`Loader::end`] has answered, and a crash before that leaves whole calls, the earlier before the later.
pub struct Loader {
    side: Side,
}

enum Side {
    Sqlite(Option<Connection>),
    Postgres(Copying),
}

/// What one call loads.
#[derive(Debug, Default)]
pub struct Load {
    /// New rows, by plain `INSERT`s whose parameters are all columns that they name; the order between tables is lost.
    pub rows: Vec<Write>,
    /// Writes of any other sort, made after the rows.
    pub others: Vec<Write>,
}

impl Load {
    /// The rows by their statement, in the order in which they came.
    pub(crate) fn by_statement(rows: Vec<Write>) -> Vec<Vec<Write>> {
        let mut tables: BTreeMap<&str, Vec<Write>> = BTreeMap::new();
        for row in rows {
            tables.entry(row.stmt.name).or_default().push(row);
        }
        tables.into_values().collect()
    }
}

impl Store {
    /// A loader; others may read and write meanwhile.
    ///
    /// # Errors
    /// The database cannot be opened once more.
    pub async fn loader(&self) -> Result<Loader, StoreError> {
        let side = match &*self.database {
            crate::Database::Sqlite(sqlite) => Side::Sqlite(Some(sqlite.loading()?)),
            crate::Database::Postgres(postgres) => Side::Postgres(postgres.loading().await?),
        };
        Ok(Loader { side })
    }
}

impl Loader {
    /// Loads all of it, or nothing.
    ///
    /// # Errors
    /// A row is there already, or the database refuses or fails.
    pub async fn load(&mut self, load: Load) -> Result<(), StoreError> {
        match &mut self.side {
            Side::Postgres(copying) => copying.load(load).await,
            Side::Sqlite(kept) => {
                let conn = kept.take().ok_or_else(gone)?;
                let done = tokio::task::spawn_blocking(move || (sqlite::load(&conn, load), conn));
                let (loaded, conn) = done.await.map_err(|error| StoreError::Broken(error.to_string()))?;
                *kept = Some(conn);
                loaded
            }
        }
    }

    /// Makes everything durable and brings what the planner knows of the tables up to date.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end(self) -> Result<(), StoreError> {
        match self.side {
            Side::Postgres(copying) => copying.end().await,
            Side::Sqlite(conn) => {
                let conn = conn.ok_or_else(gone)?;
                let done = tokio::task::spawn_blocking(move || sqlite::end_load(&conn));
                done.await.map_err(|error| StoreError::Broken(error.to_string()))?
            }
        }
    }
}

fn gone() -> StoreError {
    StoreError::Broken("the loader broke off".to_owned())
}
