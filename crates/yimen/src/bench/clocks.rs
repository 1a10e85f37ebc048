//! Clocks: adding working days, bringing very many clocks to another calendar, and finding those that fall due soon.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Instant as Moment;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;
use serde::Serialize;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;
use yimen_acts::calendar::{import, read, recount};
use yimen_acts::cases::due;
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::cases::{CaseId, Channel, Status};
use yimen_domain::clocks::ClockKind;
use yimen_domain::items::Audience;
use yimen_store::tables::cases::CaseRow;
use yimen_store::tables::clocks::ClockRow;
use yimen_store::{Location, Store};

use super::stage::settings;
use super::{Failure, Place, text};
use crate::config;

/// How long it takes to add days.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Addition {
    /// Year of the start.
    pub year: i32,
    /// Most working days that are added, 1 the fewest.
    pub days: u32,
    /// One addition, nanoseconds.
    pub nanos: f64,
}

/// What was measured with very many clocks.
#[derive(Debug, Clone, Serialize)]
pub struct Clocks {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// Running clocks, two a case.
    pub clocks: u32,
    /// Bringing all of them to another calendar by which each is due on another day, seconds.
    pub recount_s: f64,
    /// One UPDATE of the same rows of a copy, seconds.
    pub bare_update_s: f64,
    /// `recount_s / bare_update_s`.
    pub recount_ratio: f64,
    /// Clocks due within four hours.
    pub due: usize,
    /// How many of them a page shows.
    pub page: u32,
    /// Finding the first page, milliseconds.
    pub search_ms: f64,
    /// The same number of rows by a bare query of the index, milliseconds.
    pub bare_search_ms: f64,
    /// `search_ms / bare_search_ms`.
    pub search_ratio: f64,
}

/// Additions that are timed together.
const ADDITIONS: usize = 2_000_000;
/// The day of the measure: a Friday, two in the afternoon.
const TODAY: &str = "2026-11-20";
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// Calendars by which all clocks move, one after the other.
const TURNS: usize = 3;
const SEARCHES: usize = 200;
const PAGE: u32 = 100;
/// Rows that are written together when the databases are filled.
const GROUP: usize = 600;

/// Times additions of working days: near, far, and in far years.
pub fn additions() -> Vec<Addition> {
    let calendar = Calendar::national();
    let mut found = Vec::new();
    for year in [2026, 2500, 9_000] {
        for days in [20, 250, 100_000] {
            let first = Day::new(year, 1, 1).map_or(0, Day::days);
            let mut dice = StdRng::seed_from_u64(1);
            let asked: Vec<(Day, u32)> = (0..4_096)
                .map(|_| {
                    (
                        Day::from_days(first + dice.random_range(0..365)),
                        dice.random_range(1..=days),
                    )
                })
                .collect();
            let begun = Moment::now();
            for at in 0..ADDITIONS {
                let (start, days) = asked[at % asked.len()];
                let _ = black_box(calendar.add(black_box(start), black_box(days)));
            }
            let nanos = begun.elapsed().as_nanos() as f64 / ADDITIONS as f64;
            found.push(Addition { year, days, nanos });
        }
    }
    found
}

/// Fills two databases with as many running clocks and measures them.
///
/// # Errors
/// A database fails.
pub async fn measure(place: &mut Place, clocks: u32) -> Result<Clocks, Failure> {
    let (ours, copy) = (place.location("clocks").await?, place.location("clocks_bare").await?);
    let centre = centre(ours, place.folder("clocks")).await?;
    fill(centre.store(), clocks).await?;
    let filled = super::empty(&copy).await?;
    fill(&filled, clocks).await?;
    filled.close().await.map_err(text)?;
    let mut bare = Bare::open(&copy).await?;
    bare.settle().await?;
    let tidy = Bare::open(&centre.settings().location).await?;
    tidy.settle().await?;
    let (search_ms, due) = search(&centre).await?;
    let bare_search_ms = bare.search().await?;
    let (mut recounts, mut updates) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let off = turn % 2 == 0;
        updates.push(bare.update(turn, if off { DAY } else { -DAY }).await?);
        bare.settle().await?;
        recounts.push(recounted(&centre, off, clocks).await?);
        tidy.settle().await?;
    }
    let (recount_s, bare_update_s) = (median(recounts), median(updates));
    let engine = match centre.store().engine() {
        yimen_store::Engine::Sqlite => "sqlite",
        yimen_store::Engine::Postgres => "postgres",
    };
    centre.close().await.map_err(text)?;
    Ok(Clocks {
        engine,
        clocks,
        recount_s,
        bare_update_s,
        recount_ratio: recount_s / bare_update_s,
        due,
        page: PAGE,
        search_ms,
        bare_search_ms,
        search_ratio: search_ms / bare_search_ms,
    })
}

async fn centre(location: Location, data: PathBuf) -> Result<Centre, Failure> {
    let time = Time::Told(Arc::new(AtomicI64::new(now().0)));
    Centre::open(settings(location, data), time, Chance::System)
        .await
        .map_err(text)
}

fn today() -> Day {
    Day::parse(TODAY).unwrap_or(Day::from_days(0))
}

fn now() -> Instant {
    Instant::start_of(today(), CHINA).plus_micros(20 * HOUR)
}

/// Makes a calendar in which today is a day off, or is none again, and times how long the clocks take to follow.
async fn recounted(centre: &Centre, off: bool, clocks: u32) -> Result<f64, Failure> {
    let day = if off { TODAY } else { "2026-12-26" };
    let file = format!(
        r#"{{"region":"{}","year":2026,"papers":["bench"],"days":[{{"name":"bench","date":"{day}","isOffDay":true}}]}}"#,
        config::DIVISION
    );
    let incoming = read(file.as_bytes()).map_err(text)?;
    let checked = import::check(centre, incoming, "bench").map_err(text)?;
    import::apply(centre, &checked).await.map_err(text)?;
    let begun = Moment::now();
    let looked = recount::recount(centre, &centre.calendar()).await.map_err(text)?;
    let seconds = begun.elapsed().as_secs_f64();
    if looked * 2 != u64::from(clocks) {
        return Err(format!("{looked} cases with {clocks} clocks were looked at"));
    }
    Ok(seconds)
}

/// The first page of what is due within four hours, again and again, and how many there are in all.
async fn search(centre: &Centre) -> Result<(f64, usize), Failure> {
    let until = now().plus_micros(4 * HOUR);
    let mut times = Vec::with_capacity(SEARCHES);
    for _ in 0..SEARCHES {
        let begun = Moment::now();
        let page = due::between(centre, now(), until, None, PAGE).await.map_err(text)?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        if page.clocks.len() != PAGE as usize {
            return Err(format!(
                "{} clocks are due, which is less than a page",
                page.clocks.len()
            ));
        }
    }
    let (mut due, mut after) = (0, None);
    loop {
        let page = due::between(centre, now(), until, after.as_deref(), due::MOST)
            .await
            .map_err(text)?;
        due += page.clocks.len();
        after = page.next;
        if after.is_none() {
            return Ok((median(times), due));
        }
    }
}

/// Cases with two running clocks each, begun in the weeks before today and due from today on.
async fn fill(store: &Store, clocks: u32) -> Result<(), Failure> {
    let calendar = Calendar::national();
    let mut dice = StdRng::seed_from_u64(2);
    let mut groups = Vec::new();
    for at in 0..clocks / 2 {
        let begun = today().plus(-dice.random_range(1..=28));
        let passed = u32::try_from(calendar.count(begun, today())).unwrap_or(0);
        let mut writes = vec![case(at, begun).insert(config::DIVISION)];
        for kind in [ClockKind::DecisionPromised, ClockKind::DecisionStatutory] {
            writes.push(clock(kind, begun, passed + dice.random_range(0..40))?.put(config::DIVISION, id(at)));
        }
        groups.push(writes);
        if groups.len() == GROUP {
            store.direct(std::mem::take(&mut groups)).await.map_err(text)?;
        }
    }
    store.direct(groups).await.map_err(text)
}

/// As evenly spread over the table as the ids of cases that were filed in the order of time.
fn id(at: u32) -> CaseId {
    CaseId(Uuid::from_u128((u128::from(at) + 1) << 64))
}

fn clock(kind: ClockKind, start: Day, allowed: u32) -> Result<ClockRow, Failure> {
    let calendar = Calendar::national();
    let due = calendar.add(start, allowed.max(1)).map_err(text)?;
    Ok(ClockRow {
        kind: kind.code(),
        state: "running",
        start_day: start.days().into(),
        allowed: allowed.max(1).into(),
        due_at: calendar.end_of(due.day, CHINA).0,
        provisional: due.provisional,
        calendar: 1,
    })
}

fn case(at: u32, begun: Day) -> CaseRow {
    CaseRow {
        id: id(at),
        number: format!("BENCH{at:010}"),
        item: "BENCH".into(),
        item_version: 1,
        body: format!("body{}", at % 40),
        status: Status::Accepted,
        channel: Channel::Web,
        applicant_kind: Audience::Person,
        applicant_shown: "陈*".into(),
        account: None,
        filed_at: Instant::start_of(begun, CHINA).0,
        accepted_day: Some(begun.days().into()),
        decided_day: None,
        closed_day: None,
        promised_day: None,
        statutory_day: None,
        due_day: begun.days().into(),
        provisional: false,
        granted: None,
        in_time: None,
        rating: None,
        calendar: 1,
        events: 2,
        changed_at: Instant::start_of(begun, CHINA).0,
        last_hash: [0; 32],
        handler: None,
    }
}

/// A connection of the database's own driver, with nothing of ours.
enum Bare {
    Sqlite(Connection),
    Postgres(Client),
}

impl Bare {
    async fn open(location: &Location) -> Result<Bare, Failure> {
        match location {
            Location::Postgres { url, schema } => {
                let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(text)?;
                tokio::spawn(connection);
                let schema = schema.as_deref().unwrap_or("public");
                client
                    .batch_execute(&format!("SET search_path = {schema}"))
                    .await
                    .map_err(text)?;
                Ok(Bare::Postgres(client))
            }
            Location::Sqlite(path) => {
                let connection = Connection::open(path).map_err(text)?;
                connection
                    .execute_batch(
                        "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA mmap_size = 268435456",
                    )
                    .map_err(text)?;
                Ok(Bare::Sqlite(connection))
            }
            Location::SqliteMemory => Err("the bench needs a database that lasts".into()),
        }
    }

    /// Clears away what earlier work left behind, so that the next does not pay for it.
    async fn settle(&self) -> Result<(), Failure> {
        match self {
            Bare::Sqlite(connection) => connection
                .execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
                .map_err(text),
            Bare::Postgres(client) => {
                for sql in [
                    "VACUUM ANALYZE clocks",
                    "VACUUM ANALYZE due_days",
                    "VACUUM ANALYZE cases",
                    "CHECKPOINT",
                ] {
                    client.batch_execute(sql).await.map_err(text)?;
                }
                Ok(())
            }
        }
    }

    /// Moves every running clock by one statement; gives seconds.
    async fn update(&self, turn: usize, micros: i64) -> Result<f64, Failure> {
        let sql = format!(
            "UPDATE clocks SET due_at = due_at + {micros}, provisional = 0, calendar = {} \
             WHERE div = '{}' AND state = 'running'",
            turn + 2,
            config::DIVISION
        );
        let begun = Moment::now();
        match self {
            Bare::Sqlite(connection) => connection.execute(&sql, []).map(drop).map_err(text)?,
            Bare::Postgres(client) => client.execute(&sql, &[]).await.map(drop).map_err(text)?,
        }
        Ok(begun.elapsed().as_secs_f64())
    }

    /// The first page of what is due within four hours from the index alone; gives milliseconds.
    async fn search(&mut self) -> Result<f64, Failure> {
        let sql = "SELECT due_at, case_id, kind, provisional FROM clocks WHERE div = $1 AND state = 'running' \
                   AND due_at > $2 AND due_at <= $3 ORDER BY due_at, case_id, kind LIMIT 100";
        let (from, until) = (now().0, now().plus_micros(4 * HOUR).0);
        let mut times = Vec::with_capacity(SEARCHES);
        match self {
            Bare::Sqlite(connection) => {
                let mut statement = connection.prepare(sql).map_err(text)?;
                for _ in 0..SEARCHES {
                    let begun = Moment::now();
                    let rows = statement
                        .query_map((config::DIVISION, from, until), |row| {
                            Ok((
                                row.get::<_, i64>(0)?,
                                row.get::<_, [u8; 16]>(1)?,
                                row.get::<_, String>(2)?,
                            ))
                        })
                        .map_err(text)?;
                    black_box(rows.collect::<Result<Vec<_>, _>>().map_err(text)?);
                    times.push(begun.elapsed().as_secs_f64() * 1_000.0);
                }
            }
            Bare::Postgres(client) => {
                let statement = client.prepare(sql).await.map_err(text)?;
                for _ in 0..SEARCHES {
                    let begun = Moment::now();
                    black_box(
                        client
                            .query(&statement, &[&config::DIVISION, &from, &until])
                            .await
                            .map_err(text)?,
                    );
                    times.push(begun.elapsed().as_secs_f64() * 1_000.0);
                }
            }
        }
        Ok(median(times))
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(0.0)
}
