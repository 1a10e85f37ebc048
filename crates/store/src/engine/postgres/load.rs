//! Loading by `COPY` (批量装载).

use std::pin::pin;
use std::time::Duration;

use tokio_postgres::Statement;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

use super::session::{Session, within};
use super::{CALL, Postgres, codec};
use crate::load::Load;
use crate::{Stmt, StoreError, Write};

/// How long the rows of one call, or the last tidying, may take.
const LOADING: Duration = Duration::from_secs(600);

/// A connection that copies rows in.
pub(crate) struct Copying {
    session: Session,
}

impl Postgres {
    /// A connection whose commits do not wait for the disk.
    pub(crate) async fn loading(&self) -> Result<Copying, StoreError> {
        let session = Session::connect(&self.server).await?;
        within(CALL, session.client().batch_execute("SET synchronous_commit = off")).await?;
        Ok(Copying { session })
    }
}

impl Copying {
    pub(crate) async fn load(&mut self, load: Load, begins: bool, commits: bool) -> Result<(), StoreError> {
        if begins {
            within(CALL, self.session.client().batch_execute("BEGIN")).await?;
        }
        for rows in load.tables {
            self.copy(rows).await?;
        }
        for write in &load.others {
            self.session.prepare(write.stmt).await?;
            let params = write.params.iter().map(codec::param).collect::<Vec<_>>();
            let made = self
                .session
                .client()
                .execute(self.session.prepared(write.stmt)?, &params);
            within(LOADING, made).await.map_err(|trouble| trouble.of(write.stmt))?;
        }
        if commits {
            self.commit().await?;
        }
        Ok(())
    }

    async fn commit(&self) -> Result<(), StoreError> {
        within(LOADING, self.session.client().batch_execute("COMMIT")).await?;
        Ok(())
    }

    async fn copy(&mut self, rows: Vec<Write>) -> Result<(), StoreError> {
        let Some(stmt) = rows.first().map(|row| row.stmt) else {
            return Ok(());
        };
        self.session.prepare(stmt).await?;
        let kinds = kinds(stmt, self.session.prepared(stmt)?)?;
        let text = copy_text(stmt)?;
        let client = self.session.client();
        let copied = async {
            let mut writer = pin!(BinaryCopyInWriter::new(client.copy_in(&text).await?, &kinds));
            for row in &rows {
                let values = row.params.iter().map(|value| value as &(dyn ToSql + Sync));
                writer.as_mut().write_raw(values).await?;
            }
            writer.finish().await
        };
        let copied = within(LOADING, copied).await.map_err(|trouble| trouble.of(stmt))?;
        if copied == rows.len() as u64 {
            Ok(())
        } else {
            Err(StoreError::Broken(format!("{}: not every row was taken", stmt.name)))
        }
    }

    /// Pages are marked as seen by all, so that counts read indexes alone. The statistics are written by a commit that waits for
    /// the disk, and so for all commits before it.
    pub(crate) async fn end(self, commits: bool) -> Result<(), StoreError> {
        if commits {
            self.commit().await?;
        }
        for tidying in ["SET synchronous_commit = on", "VACUUM ANALYZE"] {
            within(LOADING, self.session.client().batch_execute(tidying)).await?;
        }
        Ok(())
    }
}

fn kinds(stmt: &Stmt, prepared: &Statement) -> Result<Vec<Type>, StoreError> {
    let named = columns(stmt).map_or(0, |(_, columns)| columns.split(',').count());
    if named == prepared.params().len() {
        Ok(prepared.params().to_vec())
    } else {
        Err(StoreError::Broken(format!("{}: is not a plain INSERT", stmt.name)))
    }
}

/// The table and the columns between its parentheses.
fn columns(stmt: &Stmt) -> Option<(&'static str, &'static str)> {
    let (table, rest) = stmt.sql.strip_prefix("INSERT INTO ")?.split_once('(')?;
    let (columns, rest) = rest.split_once(')')?;
    rest.trim_start()
        .starts_with("VALUES ($1")
        .then_some((table.trim(), columns))
}

fn copy_text(stmt: &Stmt) -> Result<String, StoreError> {
    let (table, columns) =
        columns(stmt).ok_or_else(|| StoreError::Broken(format!("{}: is not a plain INSERT", stmt.name)))?;
    Ok(format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_is_copied_with_its_own_columns_and_nothing_else_is_copied() {
        static PLAIN: Stmt = Stmt::write("a", "INSERT INTO t (div, id) VALUES ($1, $2)");
        static CHANGE: Stmt = Stmt::write("b", "UPDATE t SET id = $1 WHERE div = $2");
        assert_eq!(
            copy_text(&PLAIN).unwrap(),
            "COPY t (div, id) FROM STDIN (FORMAT binary)"
        );
        assert!(copy_text(&CHANGE).is_err());
    }
}
