//! SQLite (单机数据文件): one writer thread that makes waiting changes durable together, and readers
//! that run on the task that asks.

pub(crate) mod copy;
pub(crate) mod load;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};
use tempfile::TempDir;

use self::load::Loading;
use super::pressure::Pressure;
use super::{
    FIND_ANSWER, Job, KEEP_ANSWER, Message, NEXT_NUMBERS, PATIENCE, Verdict, Work, build, expected, kept, key_of,
    number, repeated,
};
use crate::migrate::{self, Applied};
use crate::{Change, CommitError, Engine, Migration, Numbers, Options, Outcome, Row, Stmt, StoreError, Value, Write};

/// Statements that a connection keeps prepared.
const PREPARED: usize = 512;
/// Bytes of a page of a new file: in SQLite's usual 4,096 one filing in four needs a page of its own for what does not fit.
const PAGE: u32 = 8_192;

/// An open SQLite database.
pub(crate) struct Sqlite {
    path: PathBuf,
    jobs: SyncSender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
    idle: Mutex<Vec<Connection>>,
    folder: Option<Arc<TempDir>>,
}

impl Sqlite {
    /// Opens or makes the file.
    pub(crate) fn open(path: &Path, options: Options, pace: Arc<Pressure>) -> Result<Self, StoreError> {
        Self::start(path.to_owned(), "FULL", None, options, pace)
    }

    /// Makes a file that is gone afterwards; it need not survive a power cut.
    pub(crate) fn passing(options: Options, pace: Arc<Pressure>) -> Result<Self, StoreError> {
        let folder = TempDir::new().map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let path = folder.path().join("passing.db");
        Self::start(path, "OFF", Some(Arc::new(folder)), options, pace)
    }

    fn start(
        path: PathBuf,
        synchronous: &str,
        folder: Option<Arc<TempDir>>,
        options: Options,
        pace: Arc<Pressure>,
    ) -> Result<Self, StoreError> {
        let conn = writing(&path, synchronous).map_err(|error| opening(&path, &error))?;
        let (jobs, waiting) = sync_channel(options.queue);
        let held = folder.clone();
        let writer = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                write_until_closed(&conn, &waiting, options.batch, &pace);
                drop(conn);
                drop(held);
            })
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            path,
            jobs,
            writer: Mutex::new(Some(writer)),
            idle: Mutex::new(Vec::new()),
            folder,
        })
    }

    /// Puts a job into the queue of the writer.
    pub(crate) fn submit(&self, job: Job) -> Result<(), CommitError> {
        self.jobs.try_send(Message::Job(job)).map_err(|error| match error {
            TrySendError::Full(_) => CommitError::Busy,
            TrySendError::Disconnected(_) => closed(),
        })
    }

    /// Reads rows on the calling thread.
    pub(crate) fn query(&self, stmt: &Stmt, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let conn = self.reader()?;
        let rows = read(&conn, stmt, params)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        Ok(rows)
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| reading(&self.path).map_err(|error| opening(&self.path, &error)), Ok)
    }

    /// Prepares every statement and checks what only this engine can check.
    pub(crate) fn prepare_all(&self, statements: &[&'static Stmt]) -> Result<(), StoreError> {
        let conn = self.reader()?;
        statements.iter().try_for_each(|stmt| check(&conn, stmt))
    }

    /// Applies what is not yet applied of the migrations.
    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), StoreError> {
        let mut conn = writing(&self.path, "FULL").map_err(|error| opening(&self.path, &error))?;
        let transaction = conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|error| refused("migrations", &error))?;
        // Nobody else writes or loads now: what a loading that was killed has left is of no use to anybody.
        let _ = std::fs::remove_file(load::aside_of(&self.path));
        migrate_within(&transaction, migrations)?;
        transaction.commit().map_err(|error| refused("migrations", &error))
    }

    /// What loads very many rows. A file that lasts is closed by it, and another takes its place when everything is loaded; one
    /// that passes away is loaded as it is.
    pub(crate) fn loading(&self) -> Result<Loading, StoreError> {
        if self.folder.is_some() {
            return Loading::within(&self.path);
        }
        self.close();
        Loading::aside(&self.path)
    }

    /// The size of the file and of the log beside it.
    pub(crate) fn size_bytes(&self) -> Result<u64, StoreError> {
        let file = std::fs::metadata(&self.path).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        Ok(file.len() + std::fs::metadata(log).map_or(0, |log| log.len()))
    }

    /// Finishes what waits and folds the log into the file. Blocks.
    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let _ = self.jobs.send(Message::Stop);
            let _ = writer.join();
        }
    }
}

fn closed() -> CommitError {
    CommitError::Unavailable("the store is closed".to_owned())
}

fn writing(path: &Path, synchronous: &str) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(PATIENCE)?;
    conn.execute_batch(&format!(
        "PRAGMA page_size = {PAGE};
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA wal_autocheckpoint = 2000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -32768;
         PRAGMA mmap_size = 268435456;
         PRAGMA temp_store = MEMORY;"
    ))?;
    keep_statements(&conn)?;
    Ok(conn)
}

fn reading(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    conn.execute_batch("PRAGMA cache_size = -4096; PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;")?;
    keep_statements(&conn)?;
    Ok(conn)
}

/// Statements stay prepared whatever values they are given next. Without this, SQLite prepares one anew for every
/// execution as soon as its planner has looked at a value; plans that need a partial index name its condition literally.
fn keep_statements(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(PREPARED);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn opening(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

fn refused(name: &str, error: &rusqlite::Error) -> StoreError {
    let passing = matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::OutOfMemory
        )
    );
    let what = format!("{name}: {error}");
    if passing {
        StoreError::Unavailable(what)
    } else {
        StoreError::Broken(what)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn bind(statement: &mut Statement<'_>, params: &[Value]) -> rusqlite::Result<()> {
    if statement.parameter_count() != params.len() {
        return Err(rusqlite::Error::InvalidParameterCount(
            params.len(),
            statement.parameter_count(),
        ));
    }
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(())
}

fn read(conn: &Connection, stmt: &Stmt, params: &[Value]) -> Result<Vec<Row>, StoreError> {
    let broken = |error: rusqlite::Error| refused(stmt.name, &error);
    let mut statement = conn.prepare_cached(stmt.sql).map_err(broken)?;
    let columns = statement.column_count();
    bind(&mut statement, params).map_err(broken)?;
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(broken)? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            let value = row.get_ref(column).map_err(broken)?;
            values.push(owned(stmt.name, column, value)?);
        }
        rows.push(Row::new(stmt.name, values));
    }
    Ok(rows)
}

fn owned(statement: &'static str, column: usize, value: ValueRef<'_>) -> Result<Value, StoreError> {
    let shape = |wanted, found| {
        Err(StoreError::Shape {
            statement,
            column,
            wanted,
            found,
        })
    };
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.into())),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Value::from)
            .or_else(|_| shape("text", "text that is not UTF-8")),
        ValueRef::Real(_) => shape("a whole number", "a number with a fraction"),
    }
}

/// SQLite gives `$1` the place of its first use, so the numbers must come in order; and it knows
/// whether a statement writes.
fn check(conn: &Connection, stmt: &Stmt) -> Result<(), StoreError> {
    let statement = conn.prepare(stmt.sql).map_err(|error| refused(stmt.name, &error))?;
    for index in 1..=statement.parameter_count() {
        if statement.parameter_name(index) != Some(format!("${index}").as_str()) {
            let fault = format!("{}: parameter ${index} is not the next in order", stmt.name);
            return Err(StoreError::Broken(fault));
        }
    }
    if statement.readonly() == stmt.writes {
        return Err(StoreError::Broken(format!("{}: declared the other way", stmt.name)));
    }
    Ok(())
}

fn migrate_within(conn: &Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let fault = |error: rusqlite::Error| refused("migrations", &error);
    conn.execute_batch(&migrate::table(Engine::Sqlite)).map_err(fault)?;
    let applied = read(conn, &migrate::APPLIED, &[])?
        .iter()
        .map(Applied::from_row)
        .collect::<Result<Vec<_>, _>>()?;
    for step in migrate::missing(&applied, migrations)? {
        conn.execute_batch(&step.text(Engine::Sqlite, 0))
            .map_err(|error| migrate::failed(step, &error.to_string()))?;
        run(conn, &migrate::RECORD, &step.record()).map_err(fault)?;
    }
    Ok(())
}

/// The writer: takes what waits, makes it durable, answers, until the store is closed.
fn write_until_closed(conn: &Connection, waiting: &Receiver<Message>, most: usize, pace: &Pressure) {
    let mut open = true;
    let mut batch = Vec::with_capacity(most);
    while open {
        match waiting.recv() {
            Ok(Message::Job(job)) => batch.push(job),
            Ok(Message::Stop) | Err(_) => break,
        }
        while open && batch.len() < most {
            match waiting.try_recv() {
                Ok(Message::Job(job)) => batch.push(job),
                Ok(Message::Stop) => open = false,
                Err(_) => break,
            }
        }
        // Nobody waits for it any more, and it has not begun: it is not begun.
        batch.retain(|job| !job.reply.is_closed());
        let changes = batch.len();
        pace.begin();
        let verdicts = settle(conn, &batch);
        pace.end(changes);
        for (job, verdict) in batch.drain(..).zip(verdicts) {
            job.answer(verdict);
        }
    }
    if let Err(error) = conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the log was not folded into the file");
    }
}

/// Why a change was not made, and whether some of it was already written.
struct Failure {
    error: CommitError,
    dirty: bool,
}

/// Makes a batch durable. Changes seldom fail after they wrote something, so the first attempt pays
/// for no savepoints; only when one does is the batch made again with a savepoint for each change.
fn settle(conn: &Connection, batch: &[Job]) -> Vec<Verdict> {
    if batch.is_empty() {
        return Vec::new();
    }
    match swiftly(conn, batch) {
        Ok(Some(verdicts)) => Ok(verdicts),
        Ok(None) => carefully(conn, batch),
        Err(error) => Err(error),
    }
    .unwrap_or_else(|error| {
        abandon(conn);
        vec![Err(CommitError::from(error)); batch.len()]
    })
}

fn swiftly(conn: &Connection, batch: &[Job]) -> Result<Option<Vec<Verdict>>, StoreError> {
    control(conn, "BEGIN IMMEDIATE")?;
    let mut verdicts = Vec::with_capacity(batch.len());
    for job in batch {
        match make(conn, job) {
            Ok(outcome) => verdicts.push(Ok(outcome)),
            Err(failure) if !failure.dirty && !conn.is_autocommit() => {
                verdicts.push(Err(failure.error));
            }
            Err(_) => {
                abandon(conn);
                return Ok(None);
            }
        }
    }
    control(conn, "COMMIT")?;
    Ok(Some(verdicts))
}

fn carefully(conn: &Connection, batch: &[Job]) -> Result<Vec<Verdict>, StoreError> {
    control(conn, "BEGIN IMMEDIATE")?;
    let mut verdicts = Vec::with_capacity(batch.len());
    for job in batch {
        control(conn, "SAVEPOINT change")?;
        let verdict = make(conn, job).map_err(|failure| failure.error);
        if conn.is_autocommit() {
            // The disk is full or broken: SQLite gave up the whole transaction.
            let error = verdict.err().map_or_else(String::new, |error| error.to_string());
            return Err(StoreError::Unavailable(error));
        }
        if verdict.is_err() {
            control(conn, "ROLLBACK TO change")?;
        }
        control(conn, "RELEASE change")?;
        verdicts.push(verdict);
    }
    control(conn, "COMMIT")?;
    Ok(verdicts)
}

fn control(conn: &Connection, sql: &'static str) -> Result<(), StoreError> {
    conn.prepare_cached(sql)
        .and_then(|mut statement| statement.raw_execute())
        .map(|_| ())
        .map_err(|error| refused(sql, &error))
}

fn abandon(conn: &Connection) {
    if !conn.is_autocommit()
        && let Err(error) = control(conn, "ROLLBACK")
    {
        tracing::error!(%error, "a transaction could not be undone");
    }
}

fn make(conn: &Connection, job: &Job) -> Result<Outcome, Failure> {
    let mut dirty = false;
    let made = match &job.work {
        Work::Change(change) => make_change(conn, change, &mut dirty),
        Work::Direct(writes) => write_all(conn, writes, &mut dirty).map(|()| Outcome {
            answer: String::new(),
            repeated: false,
        }),
    };
    made.map_err(|error| Failure { error, dirty })
}

fn make_change(conn: &Connection, change: &Change, dirty: &mut bool) -> Verdict {
    if let Some(once) = &change.once {
        let found = read(conn, &FIND_ANSWER, &key_of(&change.div, once))?;
        if let Some(row) = found.first() {
            return repeated(once, row.bytes(0)?, row.text(1)?);
        }
    }
    if let Some(guard) = &change.guard {
        write(conn, guard, dirty)?;
    }
    let numbers = next_numbers(conn, change, dirty)?;
    let built = build(change, numbers)?;
    write_all(conn, &built.writes, dirty)?;
    if let Some(once) = &change.once {
        run(conn, &KEEP_ANSWER, &kept(&change.div, once, &built.answer))
            .map_err(|error| refused(KEEP_ANSWER.name, &error))?;
    }
    Ok(Outcome {
        answer: built.answer,
        repeated: false,
    })
}

fn next_numbers(conn: &Connection, change: &Change, dirty: &mut bool) -> Result<Numbers, CommitError> {
    let mut numbers = Vec::with_capacity(change.series.len());
    for series in &change.series {
        let params = [
            change.div.as_str().into(),
            series.name.as_str().into(),
            series.day.into(),
            Value::Int(1),
        ];
        *dirty = true;
        let rows = read(conn, &NEXT_NUMBERS, &params)?;
        let last = rows.first().map_or(Ok(0), |row| row.int(0))?;
        numbers.push(number(last)?);
    }
    Ok(Numbers(numbers))
}

fn write_all(conn: &Connection, writes: &[Write], dirty: &mut bool) -> Result<(), CommitError> {
    writes.iter().try_for_each(|one| write(conn, one, dirty))
}

fn write(conn: &Connection, write: &Write, dirty: &mut bool) -> Result<(), CommitError> {
    let affected = run(conn, write.stmt, &write.params).map_err(|error| refused(write.stmt.name, &error))?;
    *dirty |= affected > 0;
    expected(write, affected)
}

fn run(conn: &Connection, stmt: &Stmt, params: &[Value]) -> rusqlite::Result<u64> {
    let mut statement = conn.prepare_cached(stmt.sql)?;
    bind(&mut statement, params)?;
    statement.raw_execute().map(|rows| rows as u64)
}
