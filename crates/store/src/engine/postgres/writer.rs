//! The writer of PostgreSQL (批量写入): one transaction for all waiting changes, in phases that are
//! each sent as a whole before the first result is awaited.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use tokio::sync::mpsc::Receiver;
use tokio::time::Instant;
use tokio_postgres::{Client, Error, Statement};

use super::server::Server;
use super::session::{Session, Trouble, pipelined, within};
use super::{CALL, Pause, codec};
use crate::engine::pressure::Pressure;
use crate::engine::{
    FIND_ANSWER, Job, KEEP_ANSWER, Message, NEXT_NUMBERS, PATIENCE, Verdict, Work, build, expected, kept, key_of,
    number, repeated,
};
use crate::{CommitError, Numbers, Outcome, Series, Stmt, StoreError, Value, Write};

/// After so many changes that spoiled a batch, the rest of it is made one by one.
const SPOILERS: usize = 4;

/// The task that makes waiting changes durable.
pub(super) struct Writer {
    server: Server,
    session: Option<Session>,
    most: usize,
    pace: Arc<Pressure>,
}

/// Why an attempt failed.
enum Fault {
    /// Nothing was stored; the whole may be tried again if the trouble passes.
    Undone(Trouble),
    /// The connection broke during the commit: only the kept answers know what happened.
    Doubtful(Trouble),
    /// The change at this place spoils the transaction.
    Spoiled(usize, CommitError),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Self::Undone(trouble)
    }
}

/// Whom a failed batch is answered by.
enum Blame {
    One(usize, CommitError),
    All(CommitError),
}

impl Writer {
    pub(super) fn new(server: Server, session: Session, most: usize, pace: Arc<Pressure>) -> Self {
        Self {
            server,
            session: Some(session),
            most,
            pace,
        }
    }

    /// Takes what waits, makes it durable, answers, until the store is closed.
    pub(super) async fn write_until_closed(mut self, mut waiting: Receiver<Message>) {
        let mut open = true;
        let mut held = Vec::new();
        while open || !held.is_empty() {
            let mut batch = std::mem::take(&mut held);
            if batch.is_empty() {
                match waiting.recv().await {
                    Some(Message::Job(job)) => batch.push(job),
                    Some(Message::Stop) | None => break,
                }
            }
            while open && batch.len() < self.most {
                match waiting.try_recv() {
                    Ok(Message::Job(job)) => batch.push(job),
                    Ok(Message::Stop) => open = false,
                    Err(_) => break,
                }
            }
            // Nobody waits for it any more, and it has not begun: it is not begun.
            batch.retain(|job| !job.reply.is_closed());
            (batch, held) = first_of_each_key(batch);
            let changes = batch.len();
            self.pace.begin();
            self.settle(batch).await;
            self.pace.end(changes);
        }
    }

    /// Answers every job of a batch. A change that spoils the transaction is put behind the others.
    async fn settle(&mut self, batch: Vec<Job>) {
        let mut parts = VecDeque::from([batch]);
        let mut spoilers = 0;
        while let Some(mut part) = parts.pop_front() {
            match self.persist(&mut part).await {
                Ok(verdicts) => {
                    part.into_iter()
                        .zip(verdicts)
                        .for_each(|(job, verdict)| job.answer(verdict));
                }
                Err(Blame::All(error)) => {
                    part.into_iter().for_each(|job| job.answer(Err(error.clone())));
                }
                Err(Blame::One(_, error)) if part.len() == 1 => {
                    part.into_iter().for_each(|job| job.answer(Err(error.clone())));
                }
                Err(Blame::One(index, _)) => {
                    spoilers += 1;
                    parts.push_back(vec![part.remove(index)]);
                    if spoilers < SPOILERS {
                        parts.push_front(part);
                    } else {
                        part.into_iter().rev().for_each(|job| parts.push_front(vec![job]));
                    }
                }
            }
        }
    }

    /// Makes the jobs in one transaction, again and again while the trouble is one that passes.
    async fn persist(&mut self, jobs: &mut Vec<Job>) -> Result<Vec<Verdict>, Blame> {
        let until = Instant::now() + PATIENCE;
        let mut pause = Pause::default();
        let mut doubtful = false;
        while !jobs.is_empty() {
            let trouble = match self.attempt(jobs, doubtful).await {
                Ok(verdicts) => return Ok(verdicts),
                Err(Fault::Spoiled(index, error)) => {
                    self.undo().await;
                    return Err(Blame::One(index, error));
                }
                Err(Fault::Undone(trouble)) => trouble,
                Err(Fault::Doubtful(trouble)) => {
                    doubtful = true;
                    give_up_keyless(jobs);
                    trouble
                }
            };
            if trouble.ends_session() {
                self.session = None;
            } else {
                self.undo().await;
            }
            if !trouble.passes() || !pause.fits(until) {
                return Err(Blame::All(StoreError::from(trouble).into()));
            }
            tracing::warn!(?trouble, "a batch of changes is tried again");
            pause.take().await;
        }
        Ok(Vec::new())
    }

    async fn undo(&mut self) {
        if let Some(session) = &self.session
            && within(CALL, session.client().batch_execute("ROLLBACK")).await.is_err()
        {
            self.session = None;
        }
    }

    async fn session(&mut self) -> Result<&mut Session, Trouble> {
        let open = self.session.take().filter(|session| !session.is_closed());
        let session = match open {
            Some(session) => session,
            None => Session::settled(&self.server).await?,
        };
        Ok(self.session.insert(session))
    }

    async fn attempt(&mut self, jobs: &[Job], doubtful: bool) -> Result<Vec<Verdict>, Fault> {
        let session = self.session().await?;
        let fates = jobs.iter().map(|_| Fate::Open(Numbers::default())).collect();
        let mut round = Round {
            session,
            jobs,
            fates,
            doubtful,
        };
        round.begin().await?;
        round.guard().await?;
        round.number().await?;
        round.build()?;
        round.write().await?;
        round.commit().await
    }
}

/// Two jobs with the same key cannot be in one transaction: the later ones wait for the next.
fn first_of_each_key(jobs: Vec<Job>) -> (Vec<Job>, Vec<Job>) {
    let mut seen = HashSet::new();
    let first = jobs
        .iter()
        .map(|job| {
            job.once()
                .is_none_or(|(div, once)| seen.insert((div, &once.actor, &once.key)))
        })
        .collect::<Vec<_>>();
    let mut first = first.into_iter();
    jobs.into_iter().partition(|_| first.next().unwrap_or(true))
}

/// Answers the jobs of which nobody can find out whether they were made.
fn give_up_keyless(jobs: &mut Vec<Job>) {
    let (keyed, keyless) = jobs.drain(..).partition(|job| job.once().is_some());
    *jobs = keyed;
    for job in Vec::from_iter(keyless) {
        let what = "the connection broke while the change was made durable";
        job.answer(Err(CommitError::Unavailable(what.to_owned())));
    }
}

/// What is known of a job during a round.
enum Fate {
    /// It goes on, with this number of its series.
    Open(Numbers),
    /// Its writes are made.
    Ready(Ready),
    /// It is decided and writes nothing.
    Settled(Verdict),
}

struct Ready {
    writes: Vec<Write>,
    kept: Option<[Value; 6]>,
    answer: String,
}

/// One transaction.
struct Round<'a> {
    session: &'a mut Session,
    jobs: &'a [Job],
    fates: Vec<Fate>,
    doubtful: bool,
}

impl Round<'_> {
    /// Begins the transaction and settles the repeated requests.
    async fn begin(&mut self) -> Result<(), Fault> {
        for stmt in [&FIND_ANSWER, &KEEP_ANSWER, &NEXT_NUMBERS] {
            self.session.prepare(stmt).await?;
        }
        for (index, job) in self.jobs.iter().enumerate() {
            if let Some(guard) = job.guard() {
                let prepared = self.session.prepare(guard.stmt).await;
                prepared.map_err(|trouble| blame(index, trouble))?;
            }
        }
        let all = (0..self.jobs.len()).collect::<Vec<_>>();
        self.settle_repeats(&all, true).await
    }

    /// Settles those of the jobs whose key has an answer.
    async fn settle_repeats(&mut self, which: &[usize], begin: bool) -> Result<(), Fault> {
        let keys = which
            .iter()
            .filter_map(|&index| {
                let (div, once) = self.jobs[index].once()?;
                Some((index, once, key_of(div, once)))
            })
            .collect::<Vec<_>>();
        let client = self.session.client();
        let statement = self.session.prepared(&FIND_ANSWER)?;
        let finds = pipelined(keys.iter().map(|(_, _, key)| rows(client, statement, key)));
        let found = if begin {
            let (begun, found) = futures::join!(within(CALL, client.batch_execute("BEGIN")), finds);
            begun?;
            found?
        } else {
            finds.await?
        };
        for ((index, once, _), rows) in keys.iter().zip(found) {
            let rows = rows.map_err(|trouble| blame(*index, trouble.of(&FIND_ANSWER)))?;
            if let Some(row) = rows.first() {
                let row = codec::row(&FIND_ANSWER, row).map_err(Trouble::from)?;
                let fingerprint = row.bytes(0).map_err(Trouble::from)?;
                let answer = row.text(1).map_err(Trouble::from)?;
                let told = repeated(once, fingerprint, answer);
                // After a doubtful commit the answer may be our own of a moment ago.
                let told = told.map(|outcome| Outcome {
                    repeated: !self.doubtful,
                    ..outcome
                });
                self.fates[*index] = Fate::Settled(told);
            }
        }
        Ok(())
    }

    fn open(&self) -> impl Iterator<Item = (usize, &Job)> {
        let open = |index: &usize| matches!(self.fates[*index], Fate::Open(_));
        (0..self.jobs.len())
            .filter(open)
            .map(|index| (index, &self.jobs[index]))
    }

    /// Makes the guarding updates in the order of the jobs, so that the second of two on the same
    /// row finds another version.
    async fn guard(&mut self) -> Result<(), Fault> {
        let mut guards = Vec::new();
        for (index, job) in self.open() {
            if let Some(guard) = job.guard() {
                guards.push((index, guard, self.session.prepared(guard.stmt)?));
            }
        }
        if guards.is_empty() {
            return Ok(());
        }
        let client = self.session.client();
        let calls = guards
            .iter()
            .map(|(_, guard, stmt)| affected(client, stmt, &guard.params));
        let results = pipelined(calls).await?;
        let mut conflicts = Vec::new();
        for (&(index, guard, _), result) in guards.iter().zip(results) {
            let rows = result.map_err(|trouble| blame(index, trouble.of(guard.stmt)))?;
            match expected(guard, rows) {
                Ok(()) => {}
                Err(error) if rows > 0 => return Err(Fault::Spoiled(index, error)),
                Err(error) => conflicts.push((index, error)),
            }
        }
        let which = conflicts.iter().map(|(index, _)| *index).collect::<Vec<_>>();
        for (index, error) in conflicts {
            self.fates[index] = Fate::Settled(Err(error));
        }
        if which.is_empty() {
            return Ok(());
        }
        // Another program may have just made the same request: then it is a repeat, no conflict.
        self.settle_repeats(&which, false).await
    }

    /// Takes the numbers of every series with one statement, in a fixed order of the series.
    async fn number(&mut self) -> Result<(), Fault> {
        // Who takes: the job, and the place of its number.
        let mut series: BTreeMap<(&str, &Series), Vec<(usize, usize)>> = BTreeMap::new();
        for (index, job) in self.jobs.iter().enumerate() {
            if let (Fate::Open(numbers), Work::Change(change)) = (&mut self.fates[index], &job.work) {
                numbers.0 = vec![0; change.series.len()];
                for (place, name) in change.series.iter().enumerate() {
                    series.entry((&change.div, name)).or_default().push((index, place));
                }
            }
        }
        if series.is_empty() {
            return Ok(());
        }
        let params = series
            .iter()
            .map(|((div, series), takers)| {
                let count = i64::try_from(takers.len()).unwrap_or(i64::MAX);
                [
                    (*div).into(),
                    series.name.as_str().into(),
                    series.day.into(),
                    count.into(),
                ]
            })
            .collect::<Vec<[Value; 4]>>();
        let client = self.session.client();
        let statement = self.session.prepared(&NEXT_NUMBERS)?;
        let calls = params.iter().map(|params| rows(client, statement, params));
        let results = pipelined(calls).await?;
        for (takers, result) in series.values().zip(results) {
            let rows = result.map_err(|trouble| blame(takers[0].0, trouble.of(&NEXT_NUMBERS)))?;
            let last = rows
                .first()
                .map_or(Ok(0), |row| row.try_get(0))
                .map_err(|error| Trouble::Refused(format!("{}: {error}", NEXT_NUMBERS.name)))?;
            let last = number(last).map_err(|error| Fault::Spoiled(takers[0].0, error))?;
            for (after, &(index, place)) in takers.iter().rev().enumerate() {
                if let Fate::Open(numbers) = &mut self.fates[index] {
                    numbers.0[place] = last.saturating_sub(after as u64);
                }
            }
        }
        Ok(())
    }

    /// Makes the writes of the jobs that go on.
    fn build(&mut self) -> Result<(), Fault> {
        for (index, job) in self.jobs.iter().enumerate() {
            let Fate::Open(numbers) = &mut self.fates[index] else {
                continue;
            };
            let numbers = std::mem::take(numbers);
            let ready = match &job.work {
                Work::Direct(writes) => Ready {
                    writes: writes.clone(),
                    kept: None,
                    answer: String::new(),
                },
                Work::Change(change) => {
                    let built = build(change, numbers).map_err(|e| Fault::Spoiled(index, e))?;
                    let once = change.once.as_ref();
                    let kept = once.map(|once| kept(&change.div, once, &built.answer));
                    Ready {
                        writes: built.writes,
                        kept,
                        answer: built.answer,
                    }
                }
            };
            self.fates[index] = Fate::Ready(ready);
        }
        Ok(())
    }

    /// Sends all writes and checks what each of them affected.
    async fn write(&mut self) -> Result<(), Fault> {
        let mut writes: Vec<(usize, &'static Stmt, &[Value], Option<u64>)> = Vec::new();
        for (index, fate) in self.fates.iter().enumerate() {
            let Fate::Ready(ready) = fate else { continue };
            for write in &ready.writes {
                writes.push((index, write.stmt, &write.params, write.expect));
            }
            if let Some(kept) = &ready.kept {
                writes.push((index, &KEEP_ANSWER, kept, None));
            }
        }
        for (index, stmt, _, _) in &writes {
            self.session
                .prepare(stmt)
                .await
                .map_err(|trouble| blame(*index, trouble))?;
        }
        let client = self.session.client();
        let mut calls = Vec::with_capacity(writes.len());
        for (_, stmt, params, _) in &writes {
            calls.push(affected(client, self.session.prepared(stmt)?, params));
        }
        let results = pipelined(calls).await?;
        for ((index, stmt, _, expect), result) in writes.into_iter().zip(results) {
            match result {
                // Another program keeps an answer for the same key at this moment: look again.
                Err(Trouble::Taken(what)) if stmt == &KEEP_ANSWER => {
                    return Err(Fault::Undone(Trouble::Lost(what)));
                }
                Err(trouble) => return Err(blame(index, trouble.of(stmt))),
                Ok(rows) if expect.is_some_and(|expect| expect != rows) => {
                    return Err(Fault::Spoiled(index, CommitError::Conflict));
                }
                Ok(_) => {}
            }
        }
        Ok(())
    }

    async fn commit(self) -> Result<Vec<Verdict>, Fault> {
        match within(CALL, self.session.client().batch_execute("COMMIT")).await {
            Ok(()) => Ok(self.fates.into_iter().map(Fate::verdict).collect()),
            Err(trouble) if trouble.ends_session() => Err(Fault::Doubtful(trouble)),
            Err(trouble) => Err(Fault::Undone(trouble)),
        }
    }
}

impl Fate {
    fn verdict(self) -> Verdict {
        match self {
            Self::Settled(verdict) => verdict,
            Self::Ready(ready) => Ok(Outcome {
                answer: ready.answer,
                repeated: false,
            }),
            Self::Open(_) => Err(CommitError::Broken("a change was left undecided".to_owned())),
        }
    }
}

/// A trouble that passes is nobody's fault; any other is that of the job whose statement it was.
fn blame(index: usize, trouble: Trouble) -> Fault {
    if trouble.passes() {
        Fault::Undone(trouble)
    } else {
        Fault::Spoiled(index, StoreError::from(trouble).into())
    }
}

async fn rows(client: &Client, statement: &Statement, params: &[Value]) -> Result<Vec<tokio_postgres::Row>, Error> {
    let params = params.iter().map(codec::param).collect::<Vec<_>>();
    client.query(statement, &params).await
}

async fn affected(client: &Client, statement: &Statement, params: &[Value]) -> Result<u64, Error> {
    let params = params.iter().map(codec::param).collect::<Vec<_>>();
    client.execute(statement, &params).await
}
