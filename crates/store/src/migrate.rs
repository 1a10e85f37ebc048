//! Migrations: forward only, never changed after they were applied (数据库迁移).

use sm3::{Digest, Sm3};

use crate::{Engine, Row, Stmt, StoreError, Value};

/// One step of the schema.
///
/// The text may hold several statements, separated by `;`, and these placeholders: `{bytes}` for the
/// type of byte strings, `{rowless}` and `{strict}` after the closing parenthesis of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its place, from 1, ascending.
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

/// The migrations that remain to be applied; an error when what was applied is not what is given. Numbers ascend, and may be left out: they are
/// given away before it is known who is done first, so that a lower one may come after a higher.
pub(crate) fn missing<'a>(applied: &[Applied], given: &'a [Migration]) -> Result<Vec<&'a Migration>, StoreError> {
    let refuse = |text: String| Err(StoreError::Migration(text));
    let mut before = 0;
    for step in given {
        if step.number <= before || (before == 0 && step.number != 1) {
            return refuse(format!("migration {} ({}) is out of order", step.number, step.name));
        }
        before = step.number;
    }
    if applied.iter().any(|known| known.number > i64::from(before)) {
        return refuse("the data were made by a newer version of the program".to_owned());
    }
    let of = |number: i64| given.iter().find(|step| i64::from(step.number) == number);
    for known in applied {
        match of(known.number) {
            Some(step) if known.digest == step.digest() => {}
            Some(step) => {
                return refuse(format!(
                    "migration {} ({}) was changed after it was applied",
                    step.number, step.name
                ));
            }
            None => return refuse(format!("migration {} was applied and is not known", known.number)),
        }
    }
    let is_applied = |step: &&Migration| applied.iter().any(|known| known.number == i64::from(step.number));
    Ok(given.iter().filter(|step| !is_applied(step)).collect())
}

/// The error of a migration whose text the database refused.
pub(crate) fn failed(step: &Migration, why: &str) -> StoreError {
    StoreError::Migration(format!("migration {} ({}): {why}", step.number, step.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn step(number: u32) -> Migration {
        Migration {
            number,
            name: "step",
            sql: "SELECT 1",
        }
    }

    fn applied(numbers: &[u32]) -> Vec<Applied> {
        let of = |number: &u32| Applied {
            number: i64::from(*number),
            digest: step(*number).digest().to_vec(),
        };
        numbers.iter().map(of).collect()
    }

    #[test]
    fn a_lower_number_may_come_after_a_higher_one() {
        let given = [step(1), step(2), step(4)];
        let left = |known: &[u32]| {
            let left = missing(&applied(known), &given)?;
            Ok::<_, StoreError>(left.iter().map(|step| step.number).collect::<Vec<_>>())
        };
        assert_eq!(left(&[]), Ok(vec![1, 2, 4]));
        assert_eq!(left(&[1, 4]), Ok(vec![2]));
        assert_eq!(left(&[1, 2, 4]), Ok(vec![]));
        for unknown in [&[1, 2, 3][..], &[1, 2, 4, 5]] {
            assert!(left(unknown).is_err(), "{unknown:?}");
        }
        for wrong in [&[step(2)][..], &[step(1), step(1)], &[step(1), step(3), step(2)]] {
            assert!(missing(&[], wrong).is_err());
        }
    }
}
