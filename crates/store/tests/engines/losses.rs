//! What PostgreSQL alone can do to a change: lose the connection, before or after the commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use yimen_store::{Change, CommitError, Location, Stmt, Store};

use crate::conformance::{ids, keyed, note, writing};
use crate::place::{Place, address, server};

/// When the line is cut that carries a commit.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Before,
    After,
}

/// A line to the server that is cut at the first `cuts` commits; gives its address.
async fn line(cut: Cut, cuts: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (before, database) = address()
        .rsplit_once('/')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let (user, host) = before
        .rsplit_once('@')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let left = Arc::new(AtomicUsize::new(cuts));
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(&host).await.unwrap();
            tokio::spawn(carry(near, far, cut, Arc::clone(&left)));
        }
    });
    format!("{user}@127.0.0.1:{port}/{database}")
}

async fn carry(near: TcpStream, far: TcpStream, cut: Cut, left: Arc<AtomicUsize>) {
    let (mut near_in, mut near_out) = near.into_split();
    let (mut far_in, mut far_out) = far.into_split();
    let (mut question, mut reply) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            size = near_in.read(&mut question) => {
                let Ok(size @ 1..) = size else { return };
                let commits = question[..size].windows(6).any(|word| word == b"COMMIT");
                if commits && left.load(Ordering::SeqCst) > 0 {
                    left.fetch_sub(1, Ordering::SeqCst);
                    if cut == Cut::After {
                        far_out.write_all(&question[..size]).await.unwrap();
                        assert!(far_in.read(&mut reply).await.unwrap() > 0);
                    }
                    return;
                }
                far_out.write_all(&question[..size]).await.unwrap();
            }
            size = far_in.read(&mut reply) => {
                let Ok(size @ 1..) = size else { return };
                near_out.write_all(&reply[..size]).await.unwrap();
            }
        }
    }
}

async fn over(place: &Place, line: String) -> Store {
    place.store().await.close().await.unwrap();
    let Location::Postgres { schema, .. } = &place.location else {
        panic!("a PostgreSQL place")
    };
    Store::open(&Location::Postgres {
        url: line,
        schema: schema.clone(),
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_that_was_made_unseen_is_answered_once() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = over(&place, line(Cut::After, 1).await).await;
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
            let store = over(&place, line(Cut::Before, 2).await).await;
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
            let store = over(&place, line(Cut::After, 1).await).await;
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
