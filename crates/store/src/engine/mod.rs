//! The two engines behind one API (存储引擎).
//!
//! Both do the same with a change, in the same order: look for the answer of an earlier request with
//! its key, make the guarding update, take a number, make the writes, keep the answer.

pub(crate) mod postgres;
pub(crate) mod pressure;
pub(crate) mod sqlite;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::sync::oneshot;

use pressure::Place;

use crate::{Built, Change, CommitError, Numbers, Once, Outcome, Stmt, StoreError, Value, Write};

/// How long a change or a read is tried again when the database is away.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The answer of an earlier request with the same key.
pub(crate) static FIND_ANSWER: Stmt = Stmt::read(
    "idempotency.find",
    "SELECT fingerprint, answer FROM idempotency WHERE div = $1 AND actor = $2 AND key = $3",
);

/// Keeps the answer of a request.
pub(crate) static KEEP_ANSWER: Stmt = Stmt::write(
    "idempotency.keep",
    "INSERT INTO idempotency (div, actor, key, fingerprint, answer, at)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

/// Takes the next numbers of a series and gives the last of them.
pub(crate) static NEXT_NUMBERS: Stmt = Stmt::write(
    "counters.next",
    "INSERT INTO counters (div, name, day, last) VALUES ($1, $2, $3, $4)
     ON CONFLICT (div, name, day) DO UPDATE SET last = counters.last + excluded.last
     RETURNING last",
);

/// What became of a job.
pub(crate) type Verdict = Result<Outcome, CommitError>;

/// What waits in the queue of a writer.
#[expect(clippy::large_enum_variant, reason = "a box would cost every change an allocation")]
pub(crate) enum Message {
    /// A change to make.
    Job(Job),
    /// The store is being closed: nothing comes after this.
    Stop,
}

/// Something to make durable, and who waits for it.
pub(crate) struct Job {
    pub(crate) work: Work,
    pub(crate) reply: oneshot::Sender<Verdict>,
    /// Given back when the job is answered or dropped.
    pub(crate) _place: Place,
}

/// What a job does.
pub(crate) enum Work {
    /// A change with everything that belongs to it.
    Change(Change),
    /// Bare writes, the limit that benchmarks compare with.
    Direct(Vec<Write>),
}

impl Job {
    pub(crate) fn once(&self) -> Option<(&str, &Once)> {
        match &self.work {
            Work::Change(change) => change.once.as_ref().map(|once| (change.div.as_str(), once)),
            Work::Direct(_) => None,
        }
    }

    pub(crate) fn guard(&self) -> Option<&Write> {
        match &self.work {
            Work::Change(change) => change.guard.as_ref(),
            Work::Direct(_) => None,
        }
    }

    /// Tells whoever waits; somebody who went away is not missed.
    pub(crate) fn answer(self, verdict: Verdict) {
        let _ = self.reply.send(verdict);
    }
}

/// Makes the writes of a change. A panic in it must not end the one writer that everybody needs.
pub(crate) fn build(change: &Change, numbers: Numbers) -> Result<Built, CommitError> {
    catch_unwind(AssertUnwindSafe(|| (change.build)(numbers)))
        .map_err(|_| CommitError::Broken("the writes of the change could not be made".to_owned()))
}

/// The parameters that name the key of a request.
pub(crate) fn key_of(div: &str, once: &Once) -> [Value; 3] {
    [div.into(), once.actor.as_str().into(), once.key.as_str().into()]
}

/// The parameters that keep the answer of a request.
pub(crate) fn kept(div: &str, once: &Once, answer: &str) -> [Value; 6] {
    let [div, actor, key] = key_of(div, once);
    [div, actor, key, once.fingerprint.into(), answer.into(), once.at.into()]
}

/// What a repeated request is told.
pub(crate) fn repeated(once: &Once, fingerprint: &[u8], answer: &str) -> Verdict {
    if fingerprint == once.fingerprint {
        Ok(Outcome {
            answer: answer.to_owned(),
            repeated: true,
        })
    } else {
        Err(CommitError::KeyReused)
    }
}

/// Checks that a write affected as many rows as it must.
pub(crate) fn expected(write: &Write, affected: u64) -> Result<(), CommitError> {
    match write.expect {
        Some(rows) if rows != affected => Err(CommitError::Conflict),
        _ => Ok(()),
    }
}

/// A number that a series gave.
pub(crate) fn number(last: i64) -> Result<u64, CommitError> {
    u64::try_from(last).map_err(|_| CommitError::Broken("a series went below zero".to_owned()))
}

/// A read that was given a writing statement.
pub(crate) fn only_reads(stmt: &Stmt) -> Result<(), StoreError> {
    if stmt.writes {
        return Err(StoreError::Broken(format!(
            "{} writes and cannot be queried",
            stmt.name
        )));
    }
    Ok(())
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(what) => Self::Unavailable(what),
            StoreError::Deadline => Self::Deadline,
            other => Self::Broken(other.to_string()),
        }
    }
}
