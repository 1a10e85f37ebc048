//! Measuring (性能测量): the real server over loopback beside two limits, in turns, so that a busy machine is fair to all.

mod bare;
mod client;
pub mod clocks;
mod crew;
pub mod growth;
pub mod overload;
mod pattern;
mod place;
mod stage;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use clap::ValueEnum;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yimen_store::{Engine, Location, Store, tables};

use crate::config::Serving;
use crate::serve;
use bare::Bare;
use client::{Connection, Request};
use crew::{Caller, Crew, Scribe};
pub use place::Place;
use stage::Stage;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Filing a case: form, materials, clocks, receipt, ledger
    Create,
    /// Filing, accepting, deciding and issuing: four requests, counted as one
    Lifecycle,
    /// Looking at a case as its owner
    Progress,
}

/// One measure, as `--json` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// What.
    pub op: Op,
    /// Connections at the same time.
    pub connections: usize,
    /// Operations a second of the real server.
    pub rate: f64,
    /// The same rows by the same writer behind the same server, without any rule.
    pub bare_rate: f64,
    /// The same rows by bare statements, without a server.
    pub raw_rate: f64,
    /// `rate / bare_rate`.
    pub ratio: f64,
    /// Half of the operations took at most so long.
    pub p50_ms: f64,
    /// 99 of 100 took at most so long.
    pub p99_ms: f64,
    /// Growth of the database by one case.
    pub bytes_per_case: i64,
    /// Peak memory of the whole process: the three databases, both servers and the callers.
    pub rss_mb: f64,
}

/// Cases that progress queries look at.
const FILLED: usize = 1_000;
/// How long each works before the next takes its turn.
const TURN: Duration = Duration::from_millis(500);
/// What is done first and not counted.
const WARM_UP: Duration = Duration::from_millis(300);

/// Why there is no measure.
pub type Failure = String;

/// Measures one operation on new databases, for so many seconds each of the three.
///
/// # Errors
/// A server answered with anything but success, or a database fails.
pub async fn measure(place: &mut Place, op: Op, connections: usize, seconds: u64) -> Result<Measure, Failure> {
    forget_peak();
    let name = format!("{}_{connections}", format!("{op:?}").to_lowercase());
    let location = place.location(&format!("{name}_real")).await?;
    let mut stage = Stage::open(location, place.folder(&name)).await.map_err(text)?;
    let mut filling = 0;
    if op == Op::Progress {
        let before = size(stage.centre.store()).await?;
        stage.fill(FILLED).await.map_err(text)?;
        filling = (size(stage.centre.store()).await? - before) / FILLED as i64;
    }
    let stage = Arc::new(stage);
    let (real_address, real_server) = start(serve::site(&stage.centre, &Serving::default())).await?;
    let limits = Limits::open(place, &stage, op, &name, real_address).await?;
    let real = callers(real_address, &stage, op, connections).await?;
    let mut crews = Crews {
        real,
        bare: callers(limits.address, &stage, op, connections).await?,
        raw: Crew::new(limits.scribes(&stage, op, connections)),
    };
    let (size_before, done) = (size(stage.centre.store()).await?, crews.work(seconds).await?);
    let growth = size(stage.centre.store()).await? - size_before;
    let measure = Measure {
        engine: match stage.centre.store().engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        },
        op,
        connections,
        rate: tenths(crews.real.rate()),
        bare_rate: tenths(crews.bare.rate()),
        raw_rate: tenths(crews.raw.rate()),
        ratio: (crews.real.rate() / crews.bare.rate() * 1_000.0).round() / 1_000.0,
        p50_ms: crews.real.within(0.50),
        p99_ms: crews.real.within(0.99),
        bytes_per_case: if op == Op::Progress {
            filling
        } else {
            growth / i64::try_from(done.max(1)).unwrap_or(1)
        },
        rss_mb: tenths(peak_kb() as f64 / 1_024.0),
    };
    drop(crews);
    real_server.abort();
    limits.close().await?;
    stage.centre.clone().close().await.map_err(text)?;
    Ok(measure)
}

/// The two limits.
struct Limits {
    bare: Store,
    raw: Store,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Limits {
    async fn open(
        place: &mut Place,
        stage: &Arc<Stage>,
        op: Op,
        name: &str,
        real: SocketAddr,
    ) -> Result<Limits, Failure> {
        let (bare, raw, known) = if op == Op::Progress {
            let store = stage.centre.store();
            (store.clone(), store.clone(), known(stage, real).await?)
        } else {
            let bare = empty(&place.location(&format!("{name}_bare")).await?).await?;
            let raw = empty(&place.location(&format!("{name}_raw")).await?).await?;
            (bare, raw, HashMap::new())
        };
        let handlers = Bare {
            store: bare.clone(),
            source: stage.centre.clone(),
            patterns: Arc::clone(&stage.patterns),
            known,
        };
        let (address, server) = start(bare::site(handlers)).await?;
        Ok(Limits {
            bare,
            raw,
            address,
            server,
        })
    }

    fn scribes(&self, stage: &Arc<Stage>, op: Op, count: usize) -> Vec<Scribe> {
        let serials = Arc::new(AtomicU64::new(0));
        let scribe = |at| Scribe::new(self.raw.clone(), Arc::clone(stage), op, at, Arc::clone(&serials));
        (0..count).map(scribe).collect()
    }

    async fn close(self) -> Result<(), Failure> {
        self.server.abort();
        self.bare.close().await.map_err(text)?;
        self.raw.close().await.map_err(text)
    }
}

struct Crews {
    real: Crew<Caller>,
    bare: Crew<Caller>,
    raw: Crew<Scribe>,
}

impl Crews {
    /// Lets each work for so many seconds, in turns; gives how much the real server did, the warming up included.
    async fn work(&mut self, seconds: u64) -> Result<usize, Failure> {
        self.turn(WARM_UP, false).await?;
        let warm = self.real.done();
        self.real.forget();
        self.bare.forget();
        self.raw.forget();
        let turns = seconds * 1_000 / TURN.as_millis() as u64;
        for at in 0..turns.max(1) {
            self.turn(TURN, at % 2 == 1).await?;
        }
        Ok(warm + self.real.done())
    }

    async fn turn(&mut self, span: Duration, bare_first: bool) -> Result<(), Failure> {
        if bare_first {
            self.bare.work(span).await?;
            self.real.work(span).await?;
        } else {
            self.real.work(span).await?;
            self.bare.work(span).await?;
        }
        self.raw.work(span).await
    }
}

async fn callers(address: SocketAddr, stage: &Arc<Stage>, op: Op, count: usize) -> Result<Crew<Caller>, Failure> {
    let mut callers = Vec::with_capacity(count);
    for at in 0..count {
        callers.push(Caller::new(address, Arc::clone(stage), op, at).await?);
    }
    Ok(Crew::new(callers))
}

async fn start(site: Router) -> Result<(SocketAddr, JoinHandle<()>), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(text)?;
    let address = listener.local_addr().map_err(text)?;
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, site).await {
            tracing::error!(%error, "the server ended");
        }
    });
    Ok((address, server))
}

async fn empty(location: &Location) -> Result<Store, Failure> {
    let store = Store::open(location).await.map_err(text)?;
    store.migrate(tables::MIGRATIONS).await.map_err(text)?;
    Ok(store)
}

/// The real answers, which the bare server gives again.
async fn known(stage: &Stage, real: SocketAddr) -> Result<HashMap<String, ([u8; 16], axum::body::Bytes)>, Failure> {
    let mut connection = Connection::open(real).await.map_err(text)?;
    let mut known = HashMap::with_capacity(stage.filed.len());
    for ((number, owner), id) in stage.filed.iter().zip(&stage.ids) {
        let path = format!("/api/v1/cases/{number}");
        let request = Request {
            path: &path,
            token: &stage.citizens[*owner],
            key: None,
            body: None,
        };
        let reply = connection.ask(&request).await.map_err(text)?;
        known.insert(number.clone(), (*id, reply.body.to_string().into()));
    }
    Ok(known)
}

async fn size(store: &Store) -> Result<i64, Failure> {
    place::size(store).await.map_err(text)
}

fn text(error: impl std::fmt::Display) -> Failure {
    error.to_string()
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// Begins the peak again where the system can (Linux); elsewhere it is that of the whole run.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn peak_kb() -> u64 {
    status_kb("VmHWM:")
}

/// A line of what the system says of this process; 0 where it says nothing.
fn status_kb(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;
