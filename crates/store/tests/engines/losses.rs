//! What PostgreSQL alone can do to a change: lose the connection, before or after the commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use yimen_store::{Change, CommitError, Location, Stmt, Store};

use crate::conformance::{ids, keyed, note, writing};
use crate::line::{Fault, Line};
use crate::place::{Place, server};

async fn over(place: &Place, line: &Line) -> Store {
    place.store().await.close().await.unwrap();
    line.store(place).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_that_was_made_unseen_is_answered_once() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = over(&place, &Line::with([Fault::CutAfter]).await).await;
            let outcome = store.commit(keyed("k", vec![note(1)])).await.unwrap();
            assert_eq!((outcome.answer.as_str(), outcome.repeated), ("已受理", false));
            assert_eq!(ids(&store).await, [1]);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_that_never_arrived_is_made_again() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = over(&place, &Line::with([Fault::CutBefore; 2]).await).await;
            let outcome = store.commit(keyed("k", vec![note(1)])).await.unwrap();
            assert!(!outcome.repeated);
            assert_eq!(ids(&store).await, [1]);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_doubtful_commit_without_a_key_is_not_made_again() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = over(&place, &Line::with([Fault::CutAfter]).await).await;
            let outcome = store.commit(writing(vec![note(1)])).await;
            assert!(matches!(outcome, Err(CommitError::Unavailable(_))), "{outcome:?}");
            assert_eq!(ids(&store).await, [1]);
        })
        .await;
}

/// Ends the connections that have a transaction open on a schema; gives how many. It has a thread of
/// its own, as it is used where the writer waits for it.
fn end_busy(schema: String) -> usize {
    let ending = async move {
        let sql = "SELECT pg_terminate_backend(pid) FROM (SELECT DISTINCT held.pid
             FROM pg_locks held JOIN pg_class kind ON kind.oid = held.relation
             JOIN pg_namespace home ON home.oid = kind.relnamespace
             WHERE home.nspname = $1) AS busy";
        server().await.query(sql, &[&schema]).await.unwrap().len()
    };
    let thread = std::thread::spawn(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(ending)
    });
    thread.join().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_connection_that_is_ended_amid_a_change_is_replaced() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = place.store().await;
            let Location::Postgres {
                schema: Some(schema), ..
            } = place.location
            else {
                panic!()
            };
            let ended = Arc::new(AtomicUsize::new(0));
            let (count, inner) = (Arc::clone(&ended), keyed("k", vec![note(1)]));
            let build = move |number| {
                if count.load(Ordering::SeqCst) == 0 {
                    count.store(end_busy(schema.clone()), Ordering::SeqCst);
                }
                (inner.build)(number)
            };
            let change = Change {
                build: Box::new(build),
                ..keyed("k", Vec::new())
            };
            assert!(!store.commit(change).await.unwrap().repeated);
            assert_eq!(ended.load(Ordering::SeqCst), 1, "the writer held its transaction open");
            assert_eq!(ids(&store).await, [1]);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_whose_connection_was_ended_reads_again() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = place.store().await;
            assert!(ids(&store).await.is_empty());
            static WHO: Stmt = Stmt::read("who", "SELECT pg_backend_pid()");
            let rows = store.query(&WHO, Vec::new()).await.unwrap();
            let reader = i32::try_from(rows[0].int(0).unwrap()).unwrap();
            let end = "SELECT pg_terminate_backend($1)";
            assert_eq!(server().await.query(end, &[&reader]).await.unwrap().len(), 1);
            assert!(ids(&store).await.is_empty());
        })
        .await;
}
