//! More than can be done: filings come at twice the rate that the server can take, whether or not it has answered the ones
//! before.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use yimen_store::Store;
use yimen_store::tables::cases;

use super::client::{Connection, Request};
use super::stage::Stage;
use super::{Failure, Op, Place, WARM_UP, callers, start, tenths, text};
use crate::config::Serving;
use crate::serve;

/// Callers that find out how much the server can take.
const CALLERS: usize = 64;
/// Connections of those who file, about twice as many as the server answers at once: a filing that finds none free is not
/// sent, and told.
const CONNECTIONS: usize = 1_000;
/// How often new filings are sent.
const TICK: Duration = Duration::from_millis(2);

/// What came of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Overload {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// Filings a second that the server takes from callers who wait for each answer.
    pub capacity: f64,
    /// Filings a second that were sent.
    pub sent: f64,
    /// Of these, accepted a second.
    pub accepted: f64,
    /// Answered 503 a second.
    pub refused: f64,
    /// Answers 503 that did not say when to come again.
    pub without_advice: usize,
    /// Any other answer, or none.
    pub otherwise: usize,
    /// Not sent, because no connection was free.
    pub unsent: usize,
    /// Milliseconds of an accepted filing: half of them at most.
    pub accepted_p50_ms: f64,
    /// 99 of 100 at most.
    pub accepted_p99_ms: f64,
    /// Milliseconds of a refusal: 99 of 100 at most.
    pub refused_p99_ms: f64,
    /// Accepted filings that are not in the database afterwards.
    pub lost: usize,
    /// Cases in the database beyond those that were accepted; a filing without an answer may be one of them.
    pub more: i64,
    /// Memory of the process with its callers after a quarter of the time, MB.
    pub rss_quarter_mb: f64,
    /// At most afterwards.
    pub rss_peak_mb: f64,
}

/// Measures for so many seconds, after as many that find the capacity.
///
/// # Errors
/// The server cannot be started, or the database fails.
pub async fn measure(place: &mut Place, seconds: u64) -> Result<Overload, Failure> {
    let location = place.location("overload").await?;
    let stage = Arc::new(Stage::open(location, place.folder("overload")).await.map_err(text)?);
    let (address, server) = start(serve::site(&stage.centre, &Serving::default())).await?;
    let mut crew = callers(address, &stage, Op::Create, CALLERS).await?;
    crew.work(WARM_UP).await?;
    crew.forget();
    crew.work(Duration::from_secs(seconds)).await?;
    let capacity = crew.rate();
    drop(crew);
    let store = stage.centre.store();
    let before = count(store, stage.centre.div()).await?;
    let crowd = Crowd::new(address, &stage).await?;
    let (asked, span, memory) = crowd.press(capacity * 2.0, Duration::from_secs(seconds)).await?;
    server.abort();
    let mut found = summary(&asked, span);
    found.more = count(store, stage.centre.div()).await? - before - asked.accepted.len() as i64;
    for (number, _) in &asked.accepted {
        let params = vec![stage.centre.div().into(), number.as_str().into()];
        if store.query(&cases::BY_NUMBER, params).await.map_err(text)?.is_empty() {
            found.lost += 1;
        }
    }
    found.engine = match store.engine() {
        yimen_store::Engine::Sqlite => "sqlite",
        yimen_store::Engine::Postgres => "postgres",
    };
    stage.centre.clone().close().await.map_err(text)?;
    Ok(Overload {
        capacity: tenths(capacity),
        rss_quarter_mb: memory.0,
        rss_peak_mb: memory.1,
        ..found
    })
}

/// What was asked and answered.
#[derive(Default)]
struct Asked {
    sent: usize,
    unsent: usize,
    accepted: Vec<(String, u64)>,
    refused: Vec<u64>,
    without_advice: usize,
    otherwise: usize,
}

enum Answer {
    Accepted(String, u64),
    Refused { micros: u64, advice: bool },
    Otherwise,
}

impl Asked {
    fn note(&mut self, answer: Answer) {
        match answer {
            Answer::Accepted(number, micros) => self.accepted.push((number, micros)),
            Answer::Refused { micros, advice } => {
                self.refused.push(micros);
                self.without_advice += usize::from(!advice);
            }
            Answer::Otherwise => self.otherwise += 1,
        }
    }
}

/// Those who file without waiting for each other.
#[derive(Clone)]
struct Crowd {
    address: SocketAddr,
    stage: Arc<Stage>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Crowd {
    async fn new(address: SocketAddr, stage: &Arc<Stage>) -> Result<Crowd, Failure> {
        let mut idle = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            idle.push(Connection::open(address).await.map_err(text)?);
        }
        Ok(Crowd {
            address,
            stage: Arc::clone(stage),
            idle: Arc::new(Mutex::new(idle)),
        })
    }

    /// Gives the memory after a quarter of the time, and the most of it afterwards.
    async fn press(&self, rate: f64, span: Duration) -> Result<(Asked, Duration, (f64, f64)), Failure> {
        let (mut asked, mut tasks, mut memory) = (Asked::default(), JoinSet::new(), (0.0, 0.0_f64));
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let begun = Instant::now();
        while begun.elapsed() < span {
            ticks.tick().await;
            let due = (begun.elapsed().as_secs_f64() * rate) as usize;
            while asked.sent + asked.unsent < due {
                if tasks.len() >= CONNECTIONS {
                    asked.unsent += 1;
                    continue;
                }
                let (crowd, place) = (self.clone(), asked.sent);
                tasks.spawn(async move { crowd.file(place).await });
                asked.sent += 1;
            }
            while let Some(done) = tasks.try_join_next() {
                asked.note(done.map_err(text)?);
            }
            match begun.elapsed() < span / 4 {
                true => memory.0 = rss_mb(),
                false => memory.1 = memory.1.max(rss_mb()),
            }
        }
        let span = begun.elapsed();
        while let Some(done) = tasks.join_next().await {
            asked.note(done.map_err(text)?);
        }
        Ok((asked, span, memory))
    }

    async fn file(&self, place: usize) -> Answer {
        let (begun, key) = (Instant::now(), format!("overload-{place:010}"));
        let request = Request {
            path: "/api/v1/cases",
            token: &self.stage.citizens[place % self.stage.citizens.len()],
            key: Some(&key),
            body: Some(&self.stage.filing),
        };
        // A connection that was kept may have been closed meanwhile: the same key once more on a new one.
        for kept in [self.pop(), None] {
            let connection = match kept {
                Some(connection) => Ok(connection),
                None => Connection::open(self.address).await,
            };
            let Ok(mut connection) = connection else { continue };
            let answer = match connection.ask(&request).await {
                Ok(reply) => reply.answer(begun),
                Err(_) => continue,
            };
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            return answer;
        }
        Answer::Otherwise
    }

    fn pop(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

impl super::client::Reply<'_> {
    fn answer(self, begun: Instant) -> Answer {
        let micros = begun.elapsed().as_micros() as u64;
        if self.status == 503 {
            let advice = self.again;
            return Answer::Refused { micros, advice };
        }
        super::crew::number_in(self).map_or(Answer::Otherwise, |number| Answer::Accepted(number, micros))
    }
}

fn summary(asked: &Asked, span: Duration) -> Overload {
    let a_second = |count: usize| tenths(count as f64 / span.as_secs_f64());
    let within = |micros: &mut Vec<u64>, percent: usize| {
        micros.sort_unstable();
        let at = micros.get(micros.len() * percent / 100).or(micros.last());
        at.map_or(0.0, |micros| *micros as f64 / 1_000.0)
    };
    let mut accepted: Vec<u64> = asked.accepted.iter().map(|(_, micros)| *micros).collect();
    Overload {
        sent: a_second(asked.sent),
        accepted: a_second(asked.accepted.len()),
        refused: a_second(asked.refused.len()),
        without_advice: asked.without_advice,
        otherwise: asked.otherwise,
        unsent: asked.unsent,
        accepted_p50_ms: within(&mut accepted, 50),
        accepted_p99_ms: within(&mut accepted, 99),
        refused_p99_ms: within(&mut asked.refused.clone(), 99),
        ..Overload::default()
    }
}

async fn count(store: &Store, div: &str) -> Result<i64, Failure> {
    let rows = store
        .query(&cases::COUNT_BY_ITEM, vec![div.into()])
        .await
        .map_err(text)?;
    rows.iter().map(|row| row.int(1)).sum::<Result<i64, _>>().map_err(text)
}

/// Memory of this process, where the system tells (Linux).
fn rss_mb() -> f64 {
    tenths(super::status_kb("VmRSS:") as f64 / 1_024.0)
}
