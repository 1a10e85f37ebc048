//! Databases for a while: files in a temporary folder, or schemas of a server that are dropped at the end.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio_postgres::NoTls;
use yimen_store::{Location, Stmt, Store, StoreError};

/// Bytes of the file, those that still wait in its log included.
static FILE_SIZE: Stmt = Stmt::read(
    "bench.file_size",
    "SELECT c.page_count * s.page_size FROM pragma_page_count AS c, pragma_page_size AS s",
);

/// Bytes of the tables and indexes of the schema.
static SCHEMA_SIZE: Stmt = Stmt::read(
    "bench.schema_size",
    "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS BIGINT) FROM pg_class c \
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'",
);

/// Where the databases of a run lie.
pub struct Place {
    folder: TempDir,
    server: Option<String>,
    schemas: Vec<String>,
}

impl Place {
    /// In a new folder within `within`, or in that of the system; and on this server, if one is named.
    pub fn new(within: Option<&Path>, server: Option<String>) -> std::io::Result<Place> {
        let folder = match within {
            Some(within) => {
                std::fs::create_dir_all(within)?;
                TempDir::with_prefix_in("yimen-bench-", within)?
            }
            None => TempDir::with_prefix("yimen-bench-")?,
        };
        Ok(Place {
            folder,
            server,
            schemas: Vec::new(),
        })
    }

    /// A folder for files.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A new and empty database.
    pub async fn location(&mut self, name: &str) -> Result<Location, String> {
        let Some(url) = self.server.clone() else {
            return Ok(Location::Sqlite(self.folder(&format!("{name}.db"))));
        };
        let schema = format!("yimen_bench_{}_{name}", std::process::id());
        self.schemas.push(schema.clone());
        execute(&url, &format!("CREATE SCHEMA {schema}")).await?;
        Ok(Location::Postgres {
            url,
            schema: Some(schema),
        })
    }

    /// Drops the schemas; the folder goes by itself.
    pub async fn clear(self) -> Result<(), String> {
        let Some(url) = &self.server else { return Ok(()) };
        for schema in &self.schemas {
            execute(url, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await?;
        }
        Ok(())
    }
}

async fn execute(url: &str, sql: &str) -> Result<(), String> {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .map_err(|error| format!("the database: {error}"))?;
    let driver = tokio::spawn(connection);
    let done = client
        .batch_execute(sql)
        .await
        .map_err(|error| format!("{sql}: {error}"));
    drop(client);
    // An error here means that the connection is gone, which it should be.
    let _ = driver.await;
    done
}

/// How many bytes the data take.
pub async fn size(store: &Store) -> Result<i64, StoreError> {
    let stmt = match store.engine() {
        yimen_store::Engine::Sqlite => &FILE_SIZE,
        yimen_store::Engine::Postgres => &SCHEMA_SIZE,
    };
    store
        .query(stmt, Vec::new())
        .await?
        .first()
        .map_or(Ok(0), |row| row.int(0))
}
