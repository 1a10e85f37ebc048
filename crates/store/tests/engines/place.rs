//! Where a test keeps its data, and that nothing of it stays.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};
use yimen_store::{ENGINE, Location, Migration, Options, Store};

/// The tables of these tests.
pub const TABLES: Migration = Migration {
    number: 2,
    name: "notes",
    sql: "CREATE TABLE notes (
  div text NOT NULL,
  id bigint NOT NULL,
  version bigint NOT NULL,
  title text,
  seal {bytes},
  PRIMARY KEY (div, id)
){rowless}{strict};
CREATE TABLE marks (
  div text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (div, name)
){rowless}{strict}",
};

/// An empty database of one test.
#[derive(Clone)]
pub struct Place {
    pub location: Location,
    partitions: u32,
}

impl Place {
    pub fn sqlite() -> Held {
        let folder = TempDir::new().unwrap();
        let location = Location::Sqlite(folder.path().join("centre.db"));
        Held {
            place: Self {
                location,
                partitions: 0,
            },
            _folder: Some(folder),
            schema: None,
        }
    }

    pub async fn postgres() -> Held {
        Self::postgres_split(0).await
    }

    /// Every table is split into so many parts by a hash of the division.
    pub async fn postgres_split(partitions: u32) -> Held {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let schema = format!("test_{}_{made}", std::process::id());
        server()
            .await
            .batch_execute(&format!("CREATE SCHEMA {schema}"))
            .await
            .unwrap();
        let location = Location::Postgres {
            url: address(),
            schema: Some(schema.clone()),
        };
        Held {
            place: Self { location, partitions },
            _folder: None,
            schema: Some(schema),
        }
    }

    /// The store without tables.
    pub async fn empty_store(&self) -> Store {
        self.opened(Options::default()).await
    }

    async fn opened(&self, options: Options) -> Store {
        let options = Options {
            partitions: self.partitions,
            ..options
        };
        Store::open_with(&self.location, options).await.unwrap()
    }

    /// The store with the tables of these tests.
    pub async fn store(&self) -> Store {
        self.store_with(Options::default()).await
    }

    pub async fn store_with(&self, options: Options) -> Store {
        let store = self.opened(options).await;
        store.migrate(&[ENGINE, TABLES]).await.unwrap();
        store
    }
}

/// A place and what must be removed after the test.
pub struct Held {
    pub place: Place,
    schema: Option<String>,
    _folder: Option<TempDir>,
}

impl Held {
    /// Runs a test and cleans up, whether it passes or fails.
    pub async fn hold(self, test: impl AsyncFnOnce(Place)) {
        let result = AssertUnwindSafe(test(self.place)).catch_unwind().await;
        if let Some(schema) = self.schema {
            let drop = format!("DROP SCHEMA {schema} CASCADE");
            server().await.batch_execute(&drop).await.unwrap();
        }
        if let Err(panic) = result {
            resume_unwind(panic);
        }
    }
}

/// The address of the server for tests.
pub fn address() -> String {
    std::env::var("YIMEN_TEST_POSTGRES")
        .unwrap_or_else(|_| panic!("YIMEN_TEST_POSTGRES is not set: `make test` starts a PostgreSQL and sets it"))
}

/// A connection of its own to the server.
pub async fn server() -> Client {
    let (client, connection) = tokio_postgres::connect(&address(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
