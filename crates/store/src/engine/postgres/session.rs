//! A connection of the writer, and what its troubles mean (会话).

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures::future::{MaybeDone, maybe_done};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Error, NoTls, Socket, Statement};

use super::CALL;
use super::server::Server;
use crate::{Stmt, StoreError};

/// Settings of a connection. Every statement reads by an index and has one plan for all values: the server knows nothing of new
/// tables and of new divisions for a while, would read the whole of them meanwhile, and would keep to that as they grow.
const STEADY: [&str; 5] = [
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET plan_cache_mode = force_generic_plan",
    "SET jit = off",
];

/// Why a call of the database failed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server did not answer in time; the connection is of no use any more.
    Late,
    /// The connection is lost, or the server is stopping, starting or not the leader.
    Away(String),
    /// The transaction lost against another one and may be tried again.
    Lost(String),
    /// A value that must be unique is there already.
    Taken(String),
    /// The statement is refused for good.
    Refused(String),
}

impl Trouble {
    /// What a failed attempt to connect means: to try again, except for a wrong name or password.
    pub(super) fn connecting(error: &Error) -> Self {
        match Self::from_error(error) {
            Self::Refused(what) if error.as_db_error().is_none() => Self::Away(what),
            other => other,
        }
    }

    fn from_error(error: &Error) -> Self {
        let Some(refusal) = error.as_db_error() else {
            let what = full_text(error);
            return if lost_connection(error) {
                Self::Away(what)
            } else {
                Self::Refused(what)
            };
        };
        let code = refusal.code();
        // The message only: the detail repeats the values of the row.
        let what = format!("{} ({})", refusal.message(), code.code());
        match code.code() {
            "40001" | "40P01" => Self::Lost(what),
            "25006" | "26000" => Self::Away(what),
            text if ["08", "57P", "53"].iter().any(|class| text.starts_with(class)) => Self::Away(what),
            _ if *code == SqlState::UNIQUE_VIOLATION => Self::Taken(what),
            _ => Self::Refused(what),
        }
    }

    /// Whether the same call may succeed a moment later.
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::Late | Self::Away(_) | Self::Lost(_))
    }

    /// Whether the connection must be given up.
    pub(super) fn ends_session(&self) -> bool {
        matches!(self, Self::Late | Self::Away(_))
    }

    /// The same trouble with the name of the statement.
    pub(super) fn of(self, stmt: &Stmt) -> Self {
        let named = |what: String| format!("{}: {what}", stmt.name);
        match self {
            Self::Late => Self::Late,
            Self::Away(what) => Self::Away(named(what)),
            Self::Lost(what) => Self::Lost(named(what)),
            Self::Taken(what) => Self::Taken(named(what)),
            Self::Refused(what) => Self::Refused(named(what)),
        }
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Late => Self::Deadline,
            Trouble::Away(what) | Trouble::Lost(what) => Self::Unavailable(what),
            Trouble::Taken(what) | Trouble::Refused(what) => Self::Broken(what),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.to_string())
    }
}

fn lost_connection(error: &Error) -> bool {
    let source = std::error::Error::source(error);
    error.is_closed() || source.is_some_and(|source| source.is::<std::io::Error>())
}

fn full_text(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// Runs one call of the database under a deadline.
pub(super) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
    match timeout(limit, call).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Trouble::from_error(&error)),
        Err(_) => Err(Trouble::Late),
    }
}

/// Sends all calls in order before it waits for the first, and gives all their results; the deadline
/// is that of the whole.
pub(super) async fn pipelined<T>(
    calls: impl IntoIterator<Item = impl Future<Output = Result<T, Error>>>,
) -> Result<Vec<Result<T, Trouble>>, Trouble> {
    let mut sent: Vec<Pin<Box<MaybeDone<_>>>> = calls.into_iter().map(|call| Box::pin(maybe_done(call))).collect();
    let gathered = async {
        for call in &mut sent {
            let _ = futures::poll!(call.as_mut());
        }
        let mut results = Vec::with_capacity(sent.len());
        for call in &mut sent {
            call.as_mut().await;
            results.extend(call.as_mut().take_output());
        }
        results
    };
    let results = timeout(CALL, gathered).await.map_err(|_| Trouble::Late)?;
    Ok(results
        .into_iter()
        .map(|result| result.map_err(|error| Trouble::from_error(&error)))
        .collect())
}

/// Makes the settings of a new connection. They are asked for one by one after it is made: a pooler in between takes no options at
/// its start, and a database that only speaks this protocol may know none of them and does without.
pub(super) async fn settle(client: &Client) -> Result<(), Trouble> {
    let answers = pipelined(STEADY.map(|setting| client.batch_execute(setting))).await?;
    for (setting, answer) in STEADY.into_iter().zip(answers) {
        match answer {
            Ok(()) => {}
            Err(Trouble::Refused(why)) => tracing::debug!(setting, why, "the database does without a setting"),
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(())
}

async fn connected<T>(config: &Config, tls: T) -> Result<(Client, JoinHandle<()>), Trouble>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = timeout(CALL, config.connect(tls))
        .await
        .map_err(|_| Trouble::Late)?
        .map_err(|error| Trouble::connecting(&error))?;
    let driver = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "the connection to the database ended");
        }
    });
    Ok((client, driver))
}

/// One connection and the statements that are prepared on it.
pub(super) struct Session {
    client: Client,
    driver: JoinHandle<()>,
    prepared: HashMap<&'static str, Statement>,
}

impl Session {
    /// Connects to the server that takes writes.
    pub(super) async fn connect(server: &Server) -> Result<Self, Trouble> {
        let (client, driver) = match &server.tls {
            Some(tls) => connected(&server.config, tls.clone()).await?,
            None => connected(&server.config, NoTls).await?,
        };
        Ok(Self {
            client,
            driver,
            prepared: HashMap::new(),
        })
    }

    /// Connects with the settings under which the statements of the tables are planned.
    pub(super) async fn settled(server: &Server) -> Result<Self, Trouble> {
        let session = Self::connect(server).await?;
        settle(&session.client).await?;
        Ok(session)
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Prepares a statement once for this connection.
    pub(super) async fn prepare(&mut self, stmt: &'static Stmt) -> Result<(), Trouble> {
        if !self.prepared.contains_key(stmt.sql) {
            let prepared = within(CALL, self.client.prepare(stmt.sql)).await;
            self.prepared
                .insert(stmt.sql, prepared.map_err(|trouble| trouble.of(stmt))?);
        }
        Ok(())
    }

    /// A statement that was prepared before.
    pub(super) fn prepared(&self, stmt: &'static Stmt) -> Result<&Statement, Trouble> {
        self.prepared
            .get(stmt.sql)
            .ok_or_else(|| Trouble::Refused(format!("{} was not prepared", stmt.name)))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
