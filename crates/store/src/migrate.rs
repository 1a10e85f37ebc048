//! Migrations: forward only, never changed after they were applied (数据库迁移).

use sm3::{Digest, Sm3};

use crate::{Engine, Row, Stmt, StoreError, Value};

/// One step of the schema.
///
/// The text may hold several statements, separated by `;`, and these placeholders: `{bytes}` for the
/// type of byte strings, `{rowless}` and `{strict}` after the closing parenthesis of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// The position, from 1, without gaps.
    pub number: u32,
    /// A short name.
    pub name: &'static str,
    /// The SQL text.
    pub sql: &'static str,
}

/// The tables that the engine itself needs: answers of keyed requests, and counters.
pub const ENGINE: Migration = Migration {
    number: 1,
    name: "engine",
    sql: "CREATE TABLE idempotency (
  div text NOT NULL,
  actor text NOT NULL,
  key text NOT NULL,
  fingerprint {bytes} NOT NULL,
  answer text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (div, actor, key)
){rowless}{strict};
CREATE TABLE counters (
  div text NOT NULL,
  name text NOT NULL,
  day bigint NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (div, name, day)
){rowless}{strict};
",
};

impl Migration {
    /// The text for one engine. PostgreSQL splits the tables by a hash of the division when there are `partitions`.
    pub(crate) fn text(&self, engine: Engine, partitions: u32) -> String {
        let (bytes, both, rowless, strict, number) = match engine {
            Engine::Sqlite => ("BLOB", " WITHOUT ROWID, STRICT", " WITHOUT ROWID", " STRICT", "integer"),
            Engine::Postgres if partitions > 0 => ("BYTEA", SPLIT, SPLIT, "", "bigint"),
            Engine::Postgres => ("BYTEA", "", "", "", "bigint"),
        };
        let text = self
            .sql
            .replace("{bytes}", bytes)
            .replace("{rowless}{strict}", both)
            .replace("{rowless}", rowless)
            .replace("{strict}", strict)
            .replace("bigint", number);
        text.split_inclusive(';')
            .map(|statement| statement.to_owned() + &self.parts_of(statement, partitions))
            .collect()
    }

    /// What makes the parts of a table that is split. Their names hold the number of the migration, so that a table
    /// which takes the name of another does not meet its parts.
    fn parts_of(&self, statement: &str, partitions: u32) -> String {
        let table = statement
            .trim_start()
            .strip_prefix("CREATE TABLE ")
            .filter(|_| statement.contains(SPLIT));
        let Some(name) = table.and_then(|rest| rest.split([' ', '(']).next()) else {
            return String::new();
        };
        let number = self.number;
        let part = |at| {
            format!(
                ";CREATE TABLE {name}_{number}_{at} PARTITION OF {name} FOR VALUES WITH (MODULUS {partitions}, REMAINDER {at})"
            )
        };
        (0..partitions).map(part).chain([";".to_owned()]).collect()
    }

    /// The SM3 digest of the text before it is fitted to an engine.
    fn digest(&self) -> [u8; 32] {
        Sm3::digest(self.sql.as_bytes()).into()
    }

    /// The parameters of [`RECORD`].
    pub(crate) fn record(&self) -> [Value; 3] {
        [self.number.into(), self.name.into(), self.digest().into()]
    }
}

/// After the closing parenthesis of a table that PostgreSQL splits by a hash of the division.
const SPLIT: &str = " PARTITION BY HASH (div)";

/// The migrations that were applied, in order.
pub(crate) static APPLIED: Stmt = Stmt::read(
    "migrations.applied",
    "SELECT number, digest FROM migrations ORDER BY number",
);

/// Records a migration as applied.
pub(crate) static RECORD: Stmt = Stmt::write(
    "migrations.record",
    "INSERT INTO migrations (number, name, digest) VALUES ($1, $2, $3)",
);

/// The text that makes the table of migrations when there is none.
pub(crate) fn table(engine: Engine) -> String {
    Migration {
        number: 0,
        name: "migrations",
        sql: "CREATE TABLE IF NOT EXISTS migrations (
  number bigint NOT NULL PRIMARY KEY,
  name text NOT NULL,
  digest {bytes} NOT NULL
){strict}",
    }
    .text(engine, 0)
}

/// A migration that the database knows.
pub(crate) struct Applied {
    number: i64,
    digest: Vec<u8>,
}

impl Applied {
    /// From a row of [`APPLIED`].
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.int(0)?,
            digest: row.bytes(1)?.to_vec(),
        })
    }
}

/// The migrations that remain to be applied; an error when what was applied is not what is given.
pub(crate) fn missing<'a>(applied: &[Applied], given: &'a [Migration]) -> Result<&'a [Migration], StoreError> {
    let refuse = |text: String| Err(StoreError::Migration(text));
    for (index, step) in given.iter().enumerate() {
        if step.number as usize != index + 1 {
            return refuse(format!("migration {} ({}) is out of order", step.number, step.name));
        }
    }
    if applied.len() > given.len() {
        return refuse("the data were made by a newer version of the program".to_owned());
    }
    for (known, step) in applied.iter().zip(given) {
        if known.number != i64::from(step.number) || known.digest != step.digest() {
            return refuse(format!(
                "migration {} ({}) was changed after it was applied",
                step.number, step.name
            ));
        }
    }
    Ok(&given[applied.len()..])
}

/// The error of a migration whose text the database refused.
pub(crate) fn failed(step: &Migration, why: &str) -> StoreError {
    StoreError::Migration(format!("migration {} ({}): {why}", step.number, step.name))
}
