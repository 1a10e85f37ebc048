//! Those who work at the same time: callers of a server, and writers of bare rows.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use yimen_store::Store;

use super::client::{Connection, Reply, Request};
use super::stage::Stage;
use super::{Op, bare};

/// One who works.
pub trait Hand: Send + 'static {
    /// Does the next step; gives the microseconds of an operation when it is complete.
    fn step(&mut self) -> impl Future<Output = Result<Option<u64>, String>> + Send;
}

/// Several who work at the same time, slice by slice.
pub struct Crew<H> {
    hands: Vec<H>,
    worked: Duration,
    micros: Vec<u64>,
}

impl<H: Hand> Crew<H> {
    /// A crew.
    pub fn new(hands: Vec<H>) -> Crew<H> {
        Crew {
            hands,
            worked: Duration::ZERO,
            micros: Vec::new(),
        }
    }

    /// Works for a while.
    pub async fn work(&mut self, span: Duration) -> Result<(), String> {
        let begun = Instant::now();
        let tasks: Vec<_> = self
            .hands
            .drain(..)
            .map(|mut hand| {
                tokio::spawn(async move {
                    let mut micros = Vec::new();
                    while begun.elapsed() < span {
                        micros.extend(hand.step().await?);
                    }
                    Ok::<_, String>((hand, micros))
                })
            })
            .collect();
        for task in tasks {
            let (hand, micros) = task.await.map_err(|error| error.to_string())??;
            self.hands.push(hand);
            self.micros.extend(micros);
        }
        self.worked += begun.elapsed();
        Ok(())
    }

    /// Forgets what was done until now.
    pub fn forget(&mut self) {
        self.worked = Duration::ZERO;
        self.micros.clear();
    }

    /// Operations that were completed.
    pub fn done(&self) -> usize {
        self.micros.len()
    }

    /// Operations in a second.
    pub fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.worked.as_secs_f64()
    }

    /// Milliseconds within which this part of the operations was complete.
    pub fn within(&mut self, part: f64) -> f64 {
        self.micros.sort_unstable();
        let at = (self.micros.len() as f64 * part) as usize;
        self.micros
            .get(at)
            .or(self.micros.last())
            .map_or(0.0, |micros| *micros as f64 / 1_000.0)
    }
}

/// A program that calls a server over one connection.
pub struct Caller {
    connection: Connection,
    stage: Arc<Stage>,
    op: Op,
    place: usize,
    calls: u64,
    number: String,
    steps: usize,
    spent: u64,
}

impl Caller {
    /// Connects; `place` tells the callers apart.
    pub async fn new(address: SocketAddr, stage: Arc<Stage>, op: Op, place: usize) -> Result<Caller, String> {
        let connection = Connection::open(address).await.map_err(|error| error.to_string())?;
        Ok(Caller {
            connection,
            stage,
            op,
            place,
            calls: 0,
            number: String::new(),
            steps: 0,
            spent: 0,
        })
    }

    async fn file(&mut self) -> Result<u64, String> {
        let (stage, key) = (Arc::clone(&self.stage), self.key());
        let token = &stage.citizens[self.place % stage.citizens.len()];
        let begun = Instant::now();
        let request = Request {
            path: "/api/v1/cases",
            token,
            key: Some(&key),
            body: Some(&stage.filing),
        };
        let reply = self.connection.ask(&request).await.map_err(|error| error.to_string())?;
        let number = number_in(reply)?;
        let micros = begun.elapsed().as_micros() as u64;
        self.number = number;
        Ok(micros)
    }

    async fn command(&mut self, body: &str) -> Result<u64, String> {
        let (stage, key) = (Arc::clone(&self.stage), self.key());
        let path = format!("/api/v1/cases/{}/commands", self.number);
        let begun = Instant::now();
        let request = Request {
            path: &path,
            token: &stage.clerk,
            key: Some(&key),
            body: Some(body),
        };
        number_in(self.connection.ask(&request).await.map_err(|error| error.to_string())?)?;
        Ok(begun.elapsed().as_micros() as u64)
    }

    async fn look(&mut self) -> Result<u64, String> {
        let stage = Arc::clone(&self.stage);
        self.calls += 1;
        let (number, citizen) = &stage.filed[(self.place * 7_919 + self.calls as usize * 31) % stage.filed.len()];
        let path = format!("/api/v1/cases/{number}");
        let begun = Instant::now();
        let request = Request {
            path: &path,
            token: &stage.citizens[*citizen],
            key: None,
            body: None,
        };
        number_in(self.connection.ask(&request).await.map_err(|error| error.to_string())?)?;
        Ok(begun.elapsed().as_micros() as u64)
    }

    fn key(&mut self) -> String {
        self.calls += 1;
        format!("bench-{:04}-{:010}", self.place, self.calls)
    }
}

impl Hand for Caller {
    async fn step(&mut self) -> Result<Option<u64>, String> {
        match self.op {
            Op::Create => self.file().await.map(Some),
            Op::Progress => self.look().await.map(Some),
            Op::Lifecycle => {
                self.spent += match self.steps {
                    0 => self.file().await?,
                    step => {
                        let stage = Arc::clone(&self.stage);
                        self.command(stage.commands[step - 1]).await?
                    }
                };
                self.steps = (self.steps + 1) % 4;
                Ok((self.steps == 0).then(|| std::mem::take(&mut self.spent)))
            }
        }
    }
}

/// The number of the case that the server answered with.
pub fn number_in(reply: Reply<'_>) -> Result<String, String> {
    let wrong = || format!("the server answered {}: {}", reply.status, reply.body);
    if !matches!(reply.status, 200 | 201) {
        return Err(wrong());
    }
    let (_, rest) = reply.body.split_once("\"number\":\"").ok_or_else(wrong)?;
    let (number, _) = rest.split_once('"').ok_or_else(wrong)?;
    Ok(number.to_string())
}

/// One who writes the rows as bare statements, or reads them, without any server.
pub struct Scribe {
    store: Store,
    stage: Arc<Stage>,
    op: Op,
    place: usize,
    serials: Arc<AtomicU64>,
    serial: u64,
    steps: usize,
    spent: u64,
}

impl Scribe {
    /// One of those who share `serials`.
    pub fn new(store: Store, stage: Arc<Stage>, op: Op, place: usize, serials: Arc<AtomicU64>) -> Scribe {
        Scribe {
            store,
            stage,
            op,
            place,
            serials,
            serial: 0,
            steps: 0,
            spent: 0,
        }
    }

    async fn write(&mut self) -> Result<u64, String> {
        if self.steps == 0 {
            self.serial = self.serials.fetch_add(1, Ordering::Relaxed) + 1;
        }
        let begun = Instant::now();
        let key = format!("bench-{:04}-{:08}-{}", self.place, self.serial, self.steps);
        let rows = self.stage.patterns[self.steps].rows(&self.stage.centre, &key, self.serial);
        self.store.direct(vec![rows]).await.map_err(|error| error.to_string())?;
        Ok(begun.elapsed().as_micros() as u64)
    }
}

impl Hand for Scribe {
    async fn step(&mut self) -> Result<Option<u64>, String> {
        match self.op {
            Op::Create => self.write().await.map(Some),
            Op::Lifecycle => {
                self.spent += self.write().await?;
                self.steps = (self.steps + 1) % 4;
                Ok((self.steps == 0).then(|| std::mem::take(&mut self.spent)))
            }
            Op::Progress => {
                self.serial += 1;
                let at = (self.place * 7_919 + self.serial as usize * 31) % self.stage.filed.len();
                let begun = Instant::now();
                let read = bare::read(
                    &self.store,
                    self.stage.centre.div(),
                    &self.stage.filed[at].0,
                    self.stage.ids[at],
                );
                read.await.map_err(|error| error.to_string())?;
                Ok(Some(begun.elapsed().as_micros() as u64))
            }
        }
    }
}
