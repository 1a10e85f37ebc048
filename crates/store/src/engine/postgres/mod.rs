//! PostgreSQL (数据库服务): a pool of connections for reading, and one writer that makes the waiting
//! changes durable together.

mod codec;
pub(crate) mod copy;
pub(crate) mod load;
mod server;
mod session;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::config::{LoadBalanceHosts, TargetSessionAttrs};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

use super::pressure::Pressure;
use super::{Job, Message, PATIENCE};
use crate::migrate::{self, Applied};
use crate::{CommitError, Engine, Migration, Options, Row, Stmt, StoreError, Value};
use server::Server;
use session::{Session, Trouble, settle, within};
use writer::Writer;

/// How long one call of the database may take. A frozen server does not close its connections.
const CALL: Duration = Duration::from_secs(5);

/// How long a migration may take.
const MIGRATION: Duration = Duration::from_secs(3600);

/// An open PostgreSQL database.
pub(crate) struct Postgres {
    server: Server,
    pool: Pool,
    jobs: Sender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
    partitions: u32,
}

impl Postgres {
    /// Connects, so that a wrong address is found at once.
    pub(crate) async fn open(
        url: &str,
        schema: Option<&str>,
        options: Options,
        pace: Arc<Pressure>,
    ) -> Result<Self, StoreError> {
        let mut server = Server::parse(url)?;
        let config = &mut server.config;
        config.connect_timeout(CALL).application_name("yimen");
        // Of several nodes the one that leads: a standby shows a commit later. In another order each time, because a node
        // that hangs would keep the others from being asked.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        config.load_balance_hosts(LoadBalanceHosts::Random);
        if let Some(schema) = schema {
            let own = config.get_options().unwrap_or_default();
            config.options(format!("{own} -c search_path={schema}"));
        }
        let pool = pool(&server, options.readers)?;
        let session = Session::settled(&server).await.map_err(StoreError::from)?;
        let (jobs, waiting) = channel(options.queue);
        let writer = Writer::new(server.clone(), session, options.batch, pace);
        let writer = tokio::spawn(writer.write_until_closed(waiting));
        Ok(Self {
            server,
            pool,
            jobs,
            writer: Mutex::new(Some(writer)),
            partitions: options.partitions,
        })
    }

    /// Puts a job into the queue of the writer.
    pub(crate) fn submit(&self, job: Job) -> Result<(), CommitError> {
        self.jobs.try_send(Message::Job(job)).map_err(|error| match error {
            TrySendError::Full(_) => CommitError::Busy,
            TrySendError::Closed(_) => CommitError::Unavailable("the store is closed".to_owned()),
        })
    }

    /// Reads rows; tries again while the database is away.
    pub(crate) async fn query(&self, stmt: &Stmt, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let until = Instant::now() + PATIENCE;
        let mut pause = Pause::default();
        loop {
            match self.read(stmt, params).await {
                Ok(rows) => return Ok(rows),
                Err(trouble) if trouble.passes() && pause.fits(until) => pause.take().await,
                Err(trouble) => return Err(trouble.into()),
            }
        }
    }

    async fn read(&self, stmt: &Stmt, params: &[Value]) -> Result<Vec<Row>, Trouble> {
        let client = self.reader().await?;
        let found = within(CALL, async {
            let prepared = client.prepare_cached(stmt.sql).await?;
            let params = params.iter().map(codec::param).collect::<Vec<_>>();
            client.query(&prepared, &params).await
        });
        match found.await {
            Ok(rows) => rows.iter().map(|row| Ok(codec::row(stmt, row)?)).collect(),
            Err(trouble) => {
                if trouble.passes() {
                    drop(Object::take(client));
                }
                Err(trouble.of(stmt))
            }
        }
    }

    async fn reader(&self) -> Result<Object, Trouble> {
        match timeout(CALL, self.pool.get()).await {
            Err(_) => Err(Trouble::Late),
            Ok(Ok(client)) => Ok(client),
            Ok(Err(deadpool_postgres::PoolError::Backend(error))) => Err(Trouble::connecting(&error)),
            Ok(Err(error)) => Err(Trouble::Away(error.to_string())),
        }
    }

    /// Prepares every statement and checks that its types are those that both engines share.
    pub(crate) async fn prepare_all(&self, statements: &[&'static Stmt]) -> Result<(), StoreError> {
        let client = self.reader().await?;
        for stmt in statements {
            let prepared = within(CALL, client.prepare(stmt.sql)).await.map_err(|t| t.of(stmt))?;
            let result =
                |kind: &Type| [Type::BOOL, Type::INT2, Type::INT4, Type::VARCHAR].contains(kind) || shared(kind);
            let params = prepared.params().iter().find(|kind| !shared(kind));
            let columns = prepared.columns().iter().map(|c| c.type_()).find(|kind| !result(kind));
            if let Some(kind) = params.or(columns) {
                let fault = format!("{}: the type {kind} is not text, bigint or bytes", stmt.name);
                return Err(StoreError::Broken(fault));
            }
        }
        Ok(())
    }

    /// Applies what is not yet applied of the migrations, one program at a time.
    pub(crate) async fn migrate(&self, migrations: &[Migration]) -> Result<(), StoreError> {
        let session = Session::connect(&self.server).await?;
        let client = session.client();
        // Two programs that start together may both make the table: the second finds it.
        let table = migrate::table(Engine::Postgres);
        if within(CALL, client.batch_execute(&table)).await.is_err() {
            within(CALL, client.batch_execute(&table)).await?;
        }
        within(
            MIGRATION,
            client.batch_execute("BEGIN; LOCK TABLE migrations IN EXCLUSIVE MODE"),
        )
        .await?;
        migrate_within(client, migrations, self.partitions).await?;
        within(CALL, client.batch_execute("COMMIT")).await?;
        Ok(())
    }

    /// The size of the whole database.
    pub(crate) async fn size_bytes(&self) -> Result<u64, StoreError> {
        static SIZE: Stmt = Stmt::read("store.size", "SELECT pg_database_size(current_database())");
        let rows = self.query(&SIZE, &[]).await?;
        let size = rows.first().map_or(Ok(0), |row| row.int(0))?;
        Ok(size.unsigned_abs())
    }

    /// Brings what the planner knows of the tables up to date.
    pub(crate) async fn refresh(&self) -> Result<(), StoreError> {
        let client = self.reader().await?;
        Ok(within(MIGRATION, client.batch_execute("ANALYZE")).await?)
    }

    /// Finishes what waits and leaves the server.
    pub(crate) async fn close(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let _ = self.jobs.send(Message::Stop).await;
            let _ = writer.await;
        }
        self.pool.close();
    }
}

fn pool(server: &Server, readers: usize) -> Result<Pool, StoreError> {
    let recycling = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let config = server.config.clone();
    let manager = match &server.tls {
        Some(tls) => Manager::from_config(config, tls.clone(), recycling),
        None => Manager::from_config(config, NoTls, recycling),
    };
    Pool::builder(manager)
        .max_size(readers)
        .post_create(Hook::async_fn(|client: &mut ClientWrapper, _| {
            Box::pin(async move {
                let settled = settle(client).await.map_err(StoreError::from);
                settled.map_err(|error| HookError::message(error.to_string()))
            })
        }))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| StoreError::Broken(error.to_string()))
}

fn shared(kind: &Type) -> bool {
    [Type::TEXT, Type::INT8, Type::BYTEA].contains(kind)
}

async fn migrate_within(client: &Client, migrations: &[Migration], partitions: u32) -> Result<(), StoreError> {
    let partitions = partitions_of(client).await?.unwrap_or(partitions);
    let rows = within(CALL, client.query(migrate::APPLIED.sql, &[])).await?;
    let applied = rows
        .iter()
        .map(|row| Applied::from_row(&codec::row(&migrate::APPLIED, row)?))
        .collect::<Result<Vec<_>, _>>()?;
    for step in migrate::missing(&applied, migrations)? {
        within(
            MIGRATION,
            client.batch_execute(&step.text(Engine::Postgres, partitions)),
        )
        .await
        .map_err(|trouble| migrate::failed(step, &StoreError::from(trouble).to_string()))?;
        let record = step.record();
        let params = record.iter().map(codec::param).collect::<Vec<_>>();
        within(CALL, client.execute(migrate::RECORD.sql, &params)).await?;
    }
    Ok(())
}

/// Into how many parts the tables of the engine are split: what is split stays split, and what is whole stays whole.
async fn partitions_of(client: &Client) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT COUNT(i.inhrelid) FROM pg_class c LEFT JOIN pg_inherits i ON i.inhparent = c.oid \
               WHERE c.relname = 'idempotency' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.oid";
    let row = within(CALL, client.query_opt(sql, &[])).await?;
    let count = row.map(|row| row.try_get::<_, i64>(0)).transpose();
    let count = count.map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok(count.map(|count| u32::try_from(count).unwrap_or(0)))
}

/// The growing, uneven pause between two attempts, so that many programs do not come back at once.
#[derive(Default)]
struct Pause {
    attempts: u32,
}

impl Pause {
    /// Whether another attempt after the longest next pause is still in time.
    fn fits(&self, until: Instant) -> bool {
        Instant::now() + self.longest() < until
    }

    fn longest(&self) -> Duration {
        Duration::from_millis(10 << self.attempts.min(6))
    }

    async fn take(&mut self) {
        let longest = self.longest();
        self.attempts += 1;
        sleep(longest.mul_f64(rand::random_range(0.5..1.0))).await;
    }
}
