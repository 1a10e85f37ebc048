//! All rows of a PostgreSQL database out and in.

use std::pin::pin;

use futures::TryStreamExt as _;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::types::ToSql;

use super::server::Server;
use super::session::{Session, Trouble, within};
use super::{CALL, MIGRATION, codec, migrate_within};
use crate::copy::Table;
use crate::migrate;
use crate::{Engine, Migration, Stmt, StoreError, Value};

static ROWS: Stmt = Stmt::read("copy", "");

fn server(url: &str, schema: Option<&str>) -> Result<Server, StoreError> {
    let mut server = Server::parse(url)?;
    let config = &mut server.config;
    config.connect_timeout(CALL).application_name("yimen copy");
    if let Some(schema) = schema {
        config.options(format!("-c search_path={schema}"));
    }
    Ok(server)
}

/// A transaction that sees one moment.
pub(crate) struct Reading(Session);

impl Reading {
    pub(crate) async fn open(url: &str, schema: Option<&str>) -> Result<Reading, StoreError> {
        let session = Session::connect(&server(url, schema)?).await?;
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        within(CALL, session.client().batch_execute(begin)).await?;
        let reading = Reading(session);
        reading.schema().await?;
        Ok(reading)
    }

    pub(crate) async fn schema(&self) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM migrations";
        let row = within(CALL, self.0.client().query_one(sql, &[])).await?;
        row.try_get(0).map_err(|error| StoreError::Broken(error.to_string()))
    }

    pub(crate) async fn tables(&self) -> Result<Vec<Table>, StoreError> {
        tables(&self.0).await
    }

    pub(crate) async fn rows<E: From<StoreError>>(
        &self,
        table: &Table,
        mut take: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let stored = |trouble: Trouble| E::from(StoreError::from(trouble));
        let sql = table.select();
        let none: [&(dyn ToSql + Sync); 0] = [];
        let rows = within(MIGRATION, self.0.client().query_raw(&sql, none))
            .await
            .map_err(stored)?;
        let mut rows = pin!(rows);
        while let Some(row) = within(MIGRATION, rows.try_next()).await.map_err(stored)? {
            take(codec::row(&ROWS, &row)?.values().to_vec())?;
        }
        Ok(())
    }
}

/// Every table of the schema; the parts of a partitioned one are in it.
async fn tables(session: &Session) -> Result<Vec<Table>, StoreError> {
    let sql = "SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c \
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
               WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
               GROUP BY c.relname ORDER BY c.relname";
    let rows = within(CALL, session.client().query(sql, &[])).await?;
    let broken = |error: tokio_postgres::Error| StoreError::Broken(error.to_string());
    rows.iter()
        .map(|row| {
            Ok(Table {
                name: row.try_get(0).map_err(broken)?,
                columns: row.try_get(1).map_err(broken)?,
            })
        })
        .collect()
}

/// One transaction that fills the database.
pub(crate) struct Writing(Session);

impl Writing {
    pub(crate) async fn begin(
        url: &str,
        schema: Option<&str>,
        migrations: &[Migration],
        partitions: u32,
    ) -> Result<Writing, StoreError> {
        let mut server = server(url, schema)?;
        server.config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        let session = Session::connect(&server).await?;
        if !tables(&session).await?.is_empty() {
            return Err(StoreError::Broken("the database is not empty".into()));
        }
        let begin = format!("BEGIN; {}", migrate::table(Engine::Postgres));
        within(CALL, session.client().batch_execute(&begin)).await?;
        migrate_within(session.client(), migrations, partitions).await?;
        Ok(Writing(session))
    }

    pub(crate) async fn rows(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        let columns = table.columns.join(", ");
        let client = self.0.client();
        let read = format!("SELECT {columns} FROM {}", table.name);
        let prepared = within(CALL, client.prepare(&read)).await?;
        let kinds: Vec<_> = prepared.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("COPY {} ({columns}) FROM STDIN BINARY", table.name);
        let filled = within(MIGRATION, async {
            let mut writer = pin!(BinaryCopyInWriter::new(client.copy_in(&copy).await?, &kinds));
            for row in rows {
                writer.as_mut().write_raw(row.iter()).await?;
            }
            writer.finish().await
        });
        let count = filled.await?;
        if count != rows.len() as u64 {
            return Err(StoreError::Broken(format!("{}: not every row was taken", table.name)));
        }
        Ok(())
    }

    pub(crate) async fn order(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(within(MIGRATION, self.0.client().batch_execute(sql)).await?)
    }

    pub(crate) async fn finish(self, migrations: &[Migration]) -> Result<(), StoreError> {
        migrate_within(self.0.client(), migrations, 0).await?;
        Ok(within(MIGRATION, self.0.client().batch_execute("COMMIT")).await?)
    }

    /// Drops every table.
    pub(crate) async fn clear(url: &str, schema: Option<&str>) -> Result<(), StoreError> {
        let session = Session::connect(&server(url, schema)?).await?;
        for table in tables(&session).await? {
            let drop = format!("DROP TABLE \"{}\"", table.name.replace('"', "\"\""));
            within(CALL, session.client().batch_execute(&drop)).await?;
        }
        Ok(())
    }
}
