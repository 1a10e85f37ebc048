//! All rows of a SQLite file out and in.

use std::path::Path;

use rusqlite::Connection;

use super::{bind, migrate_within, opening, owned, reading, refused, writing};
use crate::copy::Table;
use crate::{Migration, StoreError, Value};

const NAME: &str = "copy";

fn fault(error: rusqlite::Error) -> StoreError {
    refused(NAME, &error)
}

/// A read transaction: it sees one moment as long as it is open.
pub(crate) struct Reading(Connection);

impl Reading {
    pub(crate) fn open(path: &Path) -> Result<Reading, StoreError> {
        let conn = reading(path).map_err(|error| opening(path, &error))?;
        conn.execute_batch("BEGIN").map_err(fault)?;
        let reading = Reading(conn);
        reading.schema()?;
        Ok(reading)
    }

    pub(crate) fn schema(&self) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM migrations";
        self.0.query_row(sql, [], |row| row.get(0)).map_err(fault)
    }

    pub(crate) fn tables(&self) -> Result<Vec<Table>, StoreError> {
        tables(&self.0).map_err(fault)
    }

    pub(crate) fn rows<E: From<StoreError>>(
        &self,
        table: &Table,
        mut take: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.0.prepare(&table.select()).map_err(fault)?;
        let mut found = statement.raw_query();
        while let Some(row) = found.next().map_err(fault)? {
            let mut values = Vec::with_capacity(table.columns.len());
            for column in 0..table.columns.len() {
                values.push(owned(NAME, column, row.get_ref(column).map_err(fault)?)?);
            }
            take(values)?;
        }
        Ok(())
    }
}

fn tables(conn: &Connection) -> rusqlite::Result<Vec<Table>> {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let list = |sql: &str, params: &[&str]| -> rusqlite::Result<Vec<String>> {
        let mut statement = conn.prepare(sql)?;
        let found = statement.query_map(rusqlite::params_from_iter(params), |row| row.get(0))?;
        found.collect()
    };
    list(names, &[])?
        .into_iter()
        .map(|name| {
            let columns = list("SELECT name FROM pragma_table_info($1) ORDER BY cid", &[name.as_str()])?;
            Ok(Table { name, columns })
        })
        .collect()
}

/// One transaction that fills the file.
pub(crate) struct Writing(Connection);

impl Writing {
    pub(crate) fn begin(path: &Path, migrations: &[Migration]) -> Result<Writing, StoreError> {
        let conn = writing(path, "FULL").map_err(|error| opening(path, &error))?;
        conn.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
        if !tables(&conn).map_err(fault)?.is_empty() {
            return Err(StoreError::Broken("the database is not empty".into()));
        }
        migrate_within(&conn, migrations)?;
        Ok(Writing(conn))
    }

    pub(crate) fn rows(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        let places: Vec<String> = (1..=table.columns.len()).map(|at| format!("${at}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            table.name,
            table.columns.join(", "),
            places.join(", ")
        );
        let mut statement = self.0.prepare_cached(&sql).map_err(fault)?;
        for row in rows {
            bind(&mut statement, row).map_err(fault)?;
            statement.raw_execute().map_err(fault)?;
        }
        Ok(())
    }

    pub(crate) fn order(&mut self, sql: &str) -> Result<(), StoreError> {
        self.0.execute_batch(sql).map_err(fault)
    }

    pub(crate) fn finish(self, migrations: &[Migration]) -> Result<(), StoreError> {
        migrate_within(&self.0, migrations)?;
        self.0
            .execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
            .map_err(fault)
    }
}
