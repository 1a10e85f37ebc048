//! What existing cases cost: the same work in a centre without cases and in one with very many, in turns.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::task::JoinHandle;
use yimen_acts::cases::board::{board, put_past_together};
use yimen_acts::cases::lists::{self, Counts, Filter};
use yimen_acts::demonstration::{self, Loaded, Many};
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::cases::Status;
use yimen_domain::organisation::{Actor, Capacity, Role};
use yimen_store::Location;

use super::crew::{Caller, Crew};
use super::stage::{Stage, settings};
use super::{FILLED, Failure, Op, Place, TURN, WARM_UP, callers, peak_kb, start, tenths, text};
use crate::config::Serving;
use crate::serve;

/// Cases of the centre with which lists and boards are compared.
const FEW: usize = 10_000;
/// How often each list and the board is read.
const LOOKS: usize = 300;

/// What was measured beside very many cases.
#[derive(Debug, Clone, Serialize)]
pub struct Growth {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// Cases that were there before.
    pub cases: usize,
    /// How many of them were made in a second.
    pub made_per_second: f64,
    /// What one of them takes in the database, its documents, clocks, sealed words and indexes included.
    pub bytes_per_case: u64,
    /// Operations of the server.
    pub ops: Vec<Rate>,
    /// Reading of lists and of the board.
    pub looks: Vec<Look>,
    /// Memory that the whole process uses at the end, both centres and all callers included.
    pub rss_mb: f64,
}

/// An operation at no cases and at very many.
#[derive(Debug, Clone, Serialize)]
pub struct Rate {
    /// What.
    pub op: Op,
    /// Connections at the same time.
    pub connections: usize,
    /// Operations a second in a centre that had no cases.
    pub empty_rate: f64,
    /// In the one that had very many.
    pub full_rate: f64,
    /// `full_rate / empty_rate`.
    pub ratio: f64,
    /// Milliseconds of 99 in 100 at most, in the empty one.
    pub empty_p99_ms: f64,
    /// In the full one.
    pub full_p99_ms: f64,
}

/// A read at ten thousand cases and at very many.
#[derive(Debug, Clone, Serialize)]
pub struct Look {
    /// What.
    pub what: &'static str,
    /// Milliseconds of 99 in 100 at most, at ten thousand cases.
    pub few_p99_ms: f64,
    /// At very many.
    pub full_p99_ms: f64,
    /// `full_p99_ms / few_p99_ms`.
    pub ratio: f64,
    /// Half of the reads, at ten thousand.
    pub few_p50_ms: f64,
    /// Half of the reads, at very many.
    pub full_p50_ms: f64,
}

/// Makes the centres and measures.
///
/// # Errors
/// A server answers with anything but success, or a database fails.
pub async fn measure(
    place: &mut Place,
    cases: usize,
    (ops, connections): (&[Op], &[u16]),
    seconds: u64,
) -> Result<Growth, Failure> {
    let (full_at, few_at) = (place.location("full").await?, place.location("few").await?);
    let loaded = history(full_at.clone(), place.folder("full"), cases).await?;
    history(few_at.clone(), place.folder("few"), FEW).await?;
    let looks = looks(place, (&few_at, &full_at)).await?;
    let empty = Arc::new(open(place.location("empty").await?, place.folder("empty")).await?);
    let full = Arc::new(open(full_at, place.folder("full")).await?);
    let mut rates = Vec::new();
    for op in ops {
        for connections in connections {
            rates.push(rate((&empty, &full), *op, usize::from(*connections), seconds).await?);
        }
    }
    let engine = match full.centre.store().engine() {
        yimen_store::Engine::Sqlite => "sqlite",
        yimen_store::Engine::Postgres => "postgres",
    };
    for stage in [empty, full] {
        stage.centre.clone().close().await.map_err(text)?;
    }
    Ok(Growth {
        engine,
        cases,
        made_per_second: tenths(loaded.cases as f64 / loaded.seconds),
        bytes_per_case: loaded.bytes / loaded.cases.max(1) as u64,
        ops: rates,
        looks,
        rss_mb: tenths(peak_kb() as f64 / 1_024.0),
    })
}

async fn history(location: Location, data: PathBuf, cases: usize) -> Result<Loaded, Failure> {
    let centre = centre(location, data).await?;
    let many = Many { cases, seed: 1 };
    let loaded = demonstration::load_many(&centre, many, &|_, _, _, _| {})
        .await
        .map_err(text)?;
    centre.close().await.map_err(text)?;
    Ok(loaded)
}

async fn centre(location: Location, data: PathBuf) -> Result<Centre, Failure> {
    Centre::open(settings(location, data), Time::System, Chance::System)
        .await
        .map_err(text)
}

/// A centre with callers' accounts and with cases to look at.
async fn open(location: Location, data: PathBuf) -> Result<Stage, Failure> {
    let mut stage = Stage::open(location, data).await.map_err(text)?;
    stage.fill(FILLED).await.map_err(text)?;
    Ok(stage)
}

struct Side {
    crew: Crew<Caller>,
    server: JoinHandle<()>,
}

impl Side {
    async fn open(stage: &Arc<Stage>, op: Op, connections: usize) -> Result<Side, Failure> {
        let (address, server): (SocketAddr, _) = start(serve::site(&stage.centre, &Serving::default())).await?;
        let mut crew = callers(address, stage, op, connections).await?;
        crew.work(WARM_UP).await?;
        crew.forget();
        Ok(Side { crew, server })
    }
}

async fn rate(
    (empty, full): (&Arc<Stage>, &Arc<Stage>),
    op: Op,
    connections: usize,
    seconds: u64,
) -> Result<Rate, Failure> {
    let mut empty = Side::open(empty, op, connections).await?;
    let mut full = Side::open(full, op, connections).await?;
    let end = Instant::now() + Duration::from_secs(seconds * 2);
    let mut empty_first = true;
    while Instant::now() < end {
        let (one, other) = if empty_first {
            (&mut empty, &mut full)
        } else {
            (&mut full, &mut empty)
        };
        one.crew.work(TURN).await?;
        other.crew.work(TURN).await?;
        empty_first = !empty_first;
    }
    for side in [&empty, &full] {
        side.server.abort();
    }
    Ok(Rate {
        op,
        connections,
        empty_rate: tenths(empty.crew.rate()),
        full_rate: tenths(full.crew.rate()),
        ratio: thousandths(full.crew.rate() / empty.crew.rate()),
        empty_p99_ms: empty.crew.within(0.99),
        full_p99_ms: full.crew.within(0.99),
    })
}

/// Reads both centres in turns, as the manager sees them.
async fn looks(place: &Place, (few, full): (&Location, &Location)) -> Result<Vec<Look>, Failure> {
    let few = centre(few.clone(), place.folder("few")).await?;
    let full = centre(full.clone(), place.folder("full")).await?;
    // As a server does when it starts.
    for centre in [&few, &full] {
        put_past_together(centre).await.map_err(text)?;
    }
    let body = busiest(&few).await?;
    let mut found = Vec::new();
    for what in [
        "work list",
        "work list of a body",
        "counts over lists",
        "board",
        "latest changes",
    ] {
        let (mut short, mut long) = (Vec::with_capacity(LOOKS), Vec::with_capacity(LOOKS));
        for _ in 0..LOOKS {
            short.push(look(&few, what, &body).await?);
            long.push(look(&full, what, &body).await?);
        }
        let (few_p99_ms, full_p99_ms) = (within(&mut short, 99), within(&mut long, 99));
        found.push(Look {
            what,
            few_p99_ms,
            full_p99_ms,
            ratio: thousandths(full_p99_ms / few_p99_ms),
            few_p50_ms: within(&mut short, 50),
            full_p50_ms: within(&mut long, 50),
        });
    }
    for centre in [few, full] {
        centre.close().await.map_err(text)?;
    }
    Ok(found)
}

/// The body with the most cases that are being examined: its list fills a page in both centres.
async fn busiest(centre: &Centre) -> Result<String, Failure> {
    let counts = Counts::of(centre).await.map_err(text)?;
    let busiest = counts
        .bodies()
        .max_by_key(|body| counts.get(Status::Accepted, Some(body)));
    Ok(busiest.unwrap_or_default().to_owned())
}

async fn look(centre: &Centre, what: &str, body: &str) -> Result<f64, Failure> {
    let manager = Actor {
        account: None,
        name: String::new(),
        capacity: Capacity::Staff {
            roles: vec![Role::Manager],
            body: None,
        },
    };
    let filter = |body| Filter {
        status: Status::Accepted,
        body,
        after: None,
        limit: 50,
    };
    let begun = Instant::now();
    match what {
        "work list" => lists::work(centre, &manager, &filter(None)).await.map(drop),
        "work list of a body" => lists::work(centre, &manager, &filter(Some(body.to_owned())))
            .await
            .map(drop),
        "counts over lists" => Counts::of(centre).await.map(drop),
        "board" => board(centre).await.map(drop),
        _ => lists::recent(centre, &manager, None, 50).await.map(drop),
    }
    .map_err(text)?;
    Ok(begun.elapsed().as_secs_f64() * 1_000.0)
}

fn within(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    let time = times.get(times.len() * percent / 100).copied().unwrap_or(0.0);
    thousandths(time)
}

fn thousandths(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
