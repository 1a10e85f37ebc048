//! Migrations: forward only, never changed after they were applied (数据库迁移).

use crate::Engine;

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
    /// The text for one engine.
    pub(crate) fn text(&self, engine: Engine) -> String {
        let (bytes, both, rowless, strict, number) = match engine {
            Engine::Sqlite => (
                "BLOB",
                " WITHOUT ROWID, STRICT",
                " WITHOUT ROWID",
                " STRICT",
                "integer",
            ),
            Engine::Postgres => ("BYTEA", "", "", "", "bigint"),
        };
        self.sql
            .replace("{bytes}", bytes)
            .replace("{rowless}{strict}", both)
            .replace("{rowless}", rowless)
            .replace("{strict}", strict)
            .replace("bigint", number)
    }
}
