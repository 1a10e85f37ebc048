use yimen_store::Stmt;

use super::crew::Hand;
use super::*;

/// Rows and the length of what they hold, for each table that a case touches.
static TALLIES: [Stmt; 8] = [
    Stmt::read(
        "tally.cases",
        "SELECT COUNT(*), SUM(LENGTH(number) + LENGTH(status) + LENGTH(applicant_shown)) FROM cases",
    ),
    Stmt::read(
        "tally.events",
        "SELECT COUNT(*), SUM(LENGTH(text) + LENGTH(hash)) FROM events",
    ),
    Stmt::read(
        "tally.clocks",
        "SELECT COUNT(*), SUM(LENGTH(kind) + LENGTH(state)) FROM clocks",
    ),
    Stmt::read(
        "tally.documents",
        "SELECT COUNT(*), SUM(LENGTH(token) + LENGTH(kind)) FROM documents",
    ),
    Stmt::read("tally.vault", "SELECT COUNT(*), SUM(LENGTH(sealed)) FROM vault"),
    Stmt::read(
        "tally.outbox",
        "SELECT COUNT(*), SUM(LENGTH(id) + LENGTH(topic)) FROM outbox",
    ),
    Stmt::read(
        "tally.answers",
        "SELECT COUNT(*), SUM(LENGTH(answer) + LENGTH(fingerprint)) FROM idempotency",
    ),
    Stmt::read("tally.counters", "SELECT 0, SUM(last) FROM counters"),
];

async fn tally(store: &Store) -> Vec<(&'static str, i64, i64)> {
    let mut found = Vec::new();
    for stmt in &TALLIES {
        let row = store.query(stmt, Vec::new()).await.unwrap().remove(0);
        found.push((stmt.name, row.int(0).unwrap(), row.opt_int(1).unwrap().unwrap_or(0)));
    }
    found
}

async fn growth(store: &Store, mut hand: impl Hand) -> Vec<(&'static str, i64, i64)> {
    let before = tally(store).await;
    while hand.step().await.unwrap().is_none() {}
    let grown =
        |((name, rows, length), (_, rows_before, length_before))| (name, rows - rows_before, length - length_before);
    tally(store).await.into_iter().zip(before).map(grown).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_limits_write_as_many_rows_of_the_same_length_as_the_real_server() {
    let mut place = Place::new(None, None).unwrap();
    let stage = Stage::open(Location::SqliteMemory, place.folder("real")).await.unwrap();
    let stage = Arc::new(stage);
    let (real, _server) = start(serve::site(&stage.centre, &Serving::default())).await.unwrap();
    let limits = Limits::open(&mut place, &stage, Op::Lifecycle, "test", real)
        .await
        .unwrap();

    let caller = async |address| {
        Caller::new(address, Arc::clone(&stage), Op::Lifecycle, 0)
            .await
            .unwrap()
    };
    let by_real = growth(stage.centre.store(), caller(real).await).await;
    let by_bare = growth(&limits.bare, caller(limits.address).await).await;
    let by_raw = growth(&limits.raw, limits.scribes(&stage, Op::Lifecycle, 1).remove(0)).await;

    assert_eq!(by_bare, by_real);
    assert_eq!(by_raw, by_real);
    let touched = by_real.iter().filter(|(_, rows, _)| *rows > 0).count();
    assert_eq!(touched, 7, "a lifecycle leaves rows in every table: {by_real:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_measure_gives_every_figure_under_its_name() {
    let mut place = Place::new(None, None).unwrap();
    let measure = measure(&mut place, Op::Progress, 2, 1).await.unwrap();
    assert!(measure.rate > 0.0 && measure.bare_rate > 0.0 && measure.raw_rate > 0.0);
    assert!(measure.p50_ms > 0.0 && measure.p99_ms >= measure.p50_ms);
    assert!(measure.bytes_per_case > 1_000, "{measure:?}");
    let line = serde_json::to_string(&measure).unwrap();
    let places: Vec<_> = [
        "engine",
        "op",
        "connections",
        "rate",
        "bare_rate",
        "raw_rate",
        "ratio",
        "p50_ms",
        "p99_ms",
        "bytes_per_case",
        "rss_mb",
    ]
    .iter()
    .map(|key| line.find(&format!("\"{key}\":")))
    .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_be_done_loses_nothing_that_was_accepted() {
    let mut place = Place::new(None, None).unwrap();
    let found = overload::measure(&mut place, 1).await.unwrap();
    assert!(
        found.capacity > 0.0 && found.sent > found.capacity && found.accepted > 0.0,
        "{found:?}"
    );
    assert_eq!((found.lost, found.more, found.without_advice), (0, 0, 0), "{found:?}");
    place.clear().await.unwrap();
}
