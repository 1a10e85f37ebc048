//! Loading very many rows at once (批量装载), for making history: beside the one way to write, never instead of it.

use std::collections::BTreeMap;

use crate::engine::postgres::load::Copying;
use crate::engine::sqlite::load::Loading;
use crate::{Store, StoreError, Write};

/// Calls that share a transaction: pages that one call after another changes are then written once for all of them.
const CALLS: u32 = 32;

/// A connection of its own, with settings for many rows. The rows of a few calls become visible together; all of them are
/// durable when [`Loader::end`] has answered. A crash before that leaves a file as it was before the loading, and in PostgreSQL
/// whole calls, the earlier before the later.
pub struct Loader {
    side: Side,
    /// Calls in the transaction that is open.
    open: u32,
}

enum Side {
    Sqlite(Option<Loading>),
    Postgres(Copying),
}

/// What one call loads.
#[derive(Debug)]
pub struct Load {
    /// New rows, by their statement.
    pub(crate) tables: Vec<Vec<Write>>,
    /// Made after the rows.
    pub(crate) others: Vec<Write>,
}

impl Load {
    /// New `rows`, by plain `INSERT`s whose parameters are all columns that they name, and then `others` of any sort. The
    /// order between tables is lost.
    pub fn of(rows: impl IntoIterator<Item = Write>, others: Vec<Write>) -> Load {
        let mut tables: BTreeMap<&str, Vec<Write>> = BTreeMap::new();
        for row in rows {
            tables.entry(row.stmt.name).or_default().push(row);
        }
        let mut tables: Vec<Vec<Write>> = tables.into_values().collect();
        for rows in &mut tables {
            // Their keys come first: rows that lie together are written together.
            rows.sort_by(|one, other| one.params.cmp(&other.params));
        }
        Load { tables, others }
    }
}

impl Store {
    /// A loader. It closes the store of a file, which is opened anew afterwards; others may read and write meanwhile in
    /// PostgreSQL.
    ///
    /// # Errors
    /// The database cannot be opened once more, or another program writes to the file.
    pub async fn loader(&self) -> Result<Loader, StoreError> {
        let side = match &*self.database {
            crate::Database::Sqlite(sqlite) => Side::Sqlite(Some(sqlite.loading()?)),
            crate::Database::Postgres(postgres) => Side::Postgres(postgres.loading().await?),
        };
        Ok(Loader { side, open: 0 })
    }
}

impl Loader {
    /// Loads all of it, or nothing of it and of the calls before it that were not yet visible.
    ///
    /// # Errors
    /// A row is there already, or the database refuses or fails. Nothing more can be loaded then.
    pub async fn load(&mut self, load: Load) -> Result<(), StoreError> {
        let (begins, commits) = (self.open == 0, self.open + 1 == CALLS);
        match &mut self.side {
            Side::Postgres(copying) => copying.load(load, begins, commits).await?,
            Side::Sqlite(kept) => {
                let loading = kept.take().ok_or_else(gone)?;
                let done =
                    tokio::task::spawn_blocking(move || loading.load(&load, begins, commits).map(|()| (loading, load)));
                let (loading, load) = done.await.map_err(|error| StoreError::Broken(error.to_string()))??;
                *kept = Some(loading);
                // Giving back the memory of so many rows takes a while: it does not hold up the next ones.
                tokio::task::spawn_blocking(move || drop(load));
            }
        }
        self.open = if commits { 0 } else { self.open + 1 };
        Ok(())
    }

    /// Makes everything durable and brings what the planner knows of the tables up to date.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end(self) -> Result<(), StoreError> {
        let commits = self.open > 0;
        match self.side {
            Side::Postgres(copying) => copying.end(commits).await,
            Side::Sqlite(loading) => {
                let loading = loading.ok_or_else(gone)?;
                let done = tokio::task::spawn_blocking(move || loading.end(commits));
                done.await.map_err(|error| StoreError::Broken(error.to_string()))?
            }
        }
    }
}

fn gone() -> StoreError {
    StoreError::Broken("the loader broke off".to_owned())
}
