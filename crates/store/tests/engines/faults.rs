//! Under faults of the line and of other transactions no acknowledged change is lost and none is done twice.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use yimen_store::{ENGINE, Location, Store};

use crate::line::{Fault, Line};
use crate::place::{Place, server};
use crate::tellers::{TABLES, Tellers, big, plain, receipts};

/// Most commits fail, each in another way, and at last one falls silent.
fn every_fault(rounds: usize) -> impl Iterator<Item = Fault> {
    let round = [
        Fault::CutBefore,
        Fault::None,
        Fault::CutAfter,
        Fault::Refuse("40001"),
        Fault::None,
        Fault::CutAmid,
        Fault::Refuse("40P01"),
        Fault::Delay,
        Fault::Refuse("57P01"),
    ];
    let rounds = std::iter::repeat_n(round, rounds).flatten();
    rounds.chain([Fault::Silence, Fault::CutAfter])
}

async fn with_receipts(place: &Place) -> Store {
    let store = place.empty_store().await;
    store.migrate(&[ENGINE, TABLES]).await.unwrap();
    store
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_and_nothing_done_twice() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let direct = with_receipts(&place).await;
            let line = Line::with(every_fault(4)).await;
            let store = line.store(&place).await;
            let told = Tellers::start(&store, 8, 50).finish().await;
            assert_eq!(line.left(), 0, "every fault happened");
            assert_eq!(told.refused, 0, "the store tried again by itself");
            told.check(&direct).await;
            told.check(&store).await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_on_failing_lines_do_nothing_twice() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let direct = with_receipts(&place).await;
            let (line, other) = (Line::with(every_fault(2)).await, Line::with(every_fault(2)).await);
            let (store, second) = (line.store(&place).await, other.store(&place).await);
            // Both hand in the same changes: each must be done by one of them only.
            let (one, two) = (Tellers::start(&store, 4, 40), Tellers::start(&second, 4, 40));
            let (one, two) = (one.finish().await, two.finish().await);
            one.check(&direct).await;
            two.check(&direct).await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_change_is_whole_or_not_there() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            with_receipts(&place).await;
            let line = Line::with([Fault::CutBefore, Fault::CutAmid, Fault::CutAfter]).await;
            let store = line.store(&place).await;
            for name in ["a", "b", "c"] {
                assert!(!store.commit(big(name, 2)).await.unwrap().repeated);
            }
            assert_eq!(receipts(&store).await, ["a", "b", "c"]);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_frozen_server_keeps_nobody_waiting_and_is_found_again() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            with_receipts(&place).await;
            let line = Line::with([]).await;
            let store = line.store(&place).await;
            store.commit(plain("before")).await.unwrap();
            line.freeze(true);
            let bounded = Duration::from_secs(25);
            let waiting = async { tokio::join!(store.commit(plain("frozen")), store.commit(plain("beside"))) };
            let (one, two) = timeout(bounded, waiting).await.expect("an answer in time");
            assert!(one.is_err() && two.is_err());
            line.freeze(false);
            store.commit(plain("frozen")).await.unwrap();
            assert_eq!(receipts(&store).await.first().map(String::as_str), Some("before"));
            assert!(receipts(&store).await.contains(&"frozen".to_owned()));
        })
        .await;
}

/// Other transactions make the server itself answer 40001.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_serializable_isolation_everything_is_done_once() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let direct = with_receipts(&place).await;
            let Location::Postgres { url, schema } = place.location.clone() else {
                panic!("a PostgreSQL place")
            };
            // The schema goes into the options of the connection, and so does what follows it.
            let strict = schema.map(|name| format!("{name} -c default_transaction_isolation=serializable"));
            let strict = Location::Postgres { url, schema: strict };
            let (one, two) = (Store::open(&strict).await.unwrap(), Store::open(&strict).await.unwrap());
            let (first, second) = (Tellers::start(&one, 4, 25), Tellers::start(&two, 4, 25));
            let (first, second) = (first.finish().await, second.finish().await);
            first.check(&direct).await;
            second.check(&direct).await;
        })
        .await;
}

/// A deadlock that the server ends at the store's cost with 40P01.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deadlock_is_survived() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = with_receipts(&place).await;
            store.commit(plain("first")).await.unwrap();
            let Location::Postgres {
                schema: Some(schema), ..
            } = &place.location
            else {
                panic!("a PostgreSQL place")
            };
            let other = server().await;
            let begin = format!(
                "SET search_path = {schema}; SET deadlock_timeout = '60s'; BEGIN;
                 INSERT INTO receipts (div, number, name) VALUES ('511603000000', 2, 'other')"
            );
            other.batch_execute(&begin).await.unwrap();
            // The store holds the counter and waits for the receipt; the other holds the receipt and waits for the counter.
            let writer = store.clone();
            let change = tokio::spawn(async move { writer.commit(plain("second")).await });
            let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'
                 AND pid IN (SELECT pid FROM pg_locks WHERE relation = 'receipts'::regclass)";
            while other.query_one(waits, &[]).await.unwrap().get::<_, i64>(0) == 0 {
                sleep(Duration::from_millis(5)).await;
            }
            other.batch_execute("UPDATE counters SET last = last").await.unwrap();
            other.batch_execute("ROLLBACK").await.unwrap();
            assert!(!change.await.unwrap().unwrap().repeated);
            assert_eq!(receipts(&store).await, ["first", "second"]);
        })
        .await;
}
