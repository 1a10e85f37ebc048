//! Measures how many changes of eight rows an engine makes durable in a second, and how long a read
//! takes: `cargo run --release -p yimen-store --example rates -- [sqlite FILE | postgres URL] SECONDS`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use yimen_store::{Built, Change, ENGINE, Location, Migration, Numbers, Once, Series, Stmt, Store, Value, Write};

const TASKS: usize = 64;
const DIV: &str = "511603000000";

static TABLES: Migration = Migration {
    number: 2,
    name: "rates",
    sql: "CREATE TABLE pieces (
  div text NOT NULL,
  id {bytes} NOT NULL,
  place bigint NOT NULL,
  version bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (div, id, place)
){rowless}{strict}",
};
static ADD: Stmt = Stmt::write(
    "pieces.add",
    "INSERT INTO pieces (div, id, place, version, body) VALUES ($1, $2, $3, $4, $5)",
);
static MOVE: Stmt = Stmt::write(
    "pieces.move",
    "UPDATE pieces SET version = version + 1
     WHERE div = $1 AND id = $2 AND place = $3 AND version = $4",
);
static LOAD: Stmt = Stmt::read(
    "pieces.load",
    "SELECT body FROM pieces WHERE div = $1 AND id = $2 AND place = $3",
);

fn id(number: i64) -> [u8; 16] {
    (i128::from(number) as u128).to_be_bytes()
}

fn rows(number: i64, from: i64, count: i64) -> Vec<Write> {
    let body = "申请人提交材料，窗口收件并出具受理通知书。".repeat(3);
    (from..from + count)
        .map(|place| Write {
            stmt: &ADD,
            params: vec![
                DIV.into(),
                id(number).into(),
                place.into(),
                1_i64.into(),
                body.as_str().into(),
            ],
            expect: Some(1),
        })
        .collect()
}

/// A new case: a key, a number of a series, six rows.
fn filing(number: i64) -> Change {
    let build = move |numbers: Numbers| Built {
        writes: rows(number, 0, 6),
        answer: numbers.first().to_string(),
    };
    Change {
        div: DIV.to_owned(),
        once: Some(Once {
            actor: format!("applicant-{}", number % 1000),
            key: number.to_string(),
            fingerprint: [1; 32],
            at: number,
        }),
        series: vec![Series {
            name: "收件".to_owned(),
            day: number % 8,
        }],
        guard: None,
        build: Box::new(build),
    }
}

/// A step of a case: the guard, and two rows.
fn step(number: i64) -> Change {
    let params: Vec<Value> = vec![DIV.into(), id(number).into(), 0_i64.into(), 1_i64.into()];
    let build = move |_| Built {
        writes: rows(number, 6, 2),
        answer: String::new(),
    };
    Change {
        guard: Some(Write {
            stmt: &MOVE,
            params,
            expect: Some(1),
        }),
        series: Vec::new(),
        once: filing(-number - 1).once,
        div: DIV.to_owned(),
        build: Box::new(build),
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Eight bare rows.
    Bare,
    /// New cases.
    Filings,
    /// A step of each of those cases.
    Steps,
    /// Reads of one row.
    Reads,
}

async fn act(kind: Kind, store: &Store, number: i64, cases: i64) {
    match kind {
        Kind::Bare => store.direct(vec![rows(-number - 1, 0, 8)]).await.expect("stored"),
        Kind::Filings => drop(store.commit(filing(number)).await.expect("filed")),
        Kind::Steps if number < cases => drop(store.commit(step(number)).await.expect("moved")),
        Kind::Steps => tokio::time::sleep(Duration::from_millis(1)).await,
        Kind::Reads => {
            let params = vec![DIV.into(), id(number * 7919 % cases).into(), 0_i64.into()];
            assert_eq!(store.query(&LOAD, params).await.expect("read").len(), 1);
        }
    }
}

/// Runs one kind of work from many tasks; gives how many were done.
async fn rate(kind: Kind, store: &Store, seconds: u64, cases: i64) -> i64 {
    let counter = Arc::new(AtomicI64::new(0));
    let (start, until) = (Instant::now(), Duration::from_secs(seconds));
    let tasks = (0..TASKS).map(|_| {
        let (store, counter) = (store.clone(), Arc::clone(&counter));
        tokio::spawn(async move {
            let mut slowest = Duration::ZERO;
            let mut number = 0;
            while start.elapsed() < until && !(matches!(kind, Kind::Steps) && number >= cases) {
                let begun = Instant::now();
                number = counter.fetch_add(1, Ordering::Relaxed);
                act(kind, &store, number, cases).await;
                slowest = slowest.max(begun.elapsed());
            }
            slowest
        })
    });
    let slowest = futures::future::join_all(tasks).await.into_iter().flatten().max();
    let done = counter.load(Ordering::Relaxed);
    let rate = done as f64 / start.elapsed().as_secs_f64();
    println!(
        "{kind:?}: {rate:.0} a second, slowest {:.1?}",
        slowest.unwrap_or_default()
    );
    done
}

#[tokio::main]
async fn main() {
    let words = std::env::args().skip(1).collect::<Vec<_>>();
    let [engine, place, seconds] = words.as_slice() else {
        panic!("give `sqlite FILE SECONDS` or `postgres URL SECONDS`")
    };
    let location = match engine.as_str() {
        "sqlite" => Location::Sqlite(place.into()),
        _ => Location::Postgres {
            url: place.clone(),
            schema: None,
        },
    };
    let seconds = seconds.parse().expect("a number of seconds");
    let store = Store::open(&location).await.expect("opened");
    store.migrate(&[ENGINE, TABLES]).await.expect("migrated");
    rate(Kind::Bare, &store, seconds, 0).await;
    let cases = rate(Kind::Filings, &store, seconds, 0).await;
    rate(Kind::Steps, &store, seconds, cases).await;
    rate(Kind::Reads, &store, seconds, cases).await;
    println!("{} MB", store.size_bytes().await.expect("measured") / 1_000_000);
    store.close().await.expect("closed");
}
