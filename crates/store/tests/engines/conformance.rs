//! The claims, each a function of an empty place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use futures::future::join_all;
use yimen_store::{
    Built, Change, CommitError, ENGINE, Engine, Location, Migration, Numbers, Once, Options, STATEMENTS, Series, Stmt,
    Store, StoreError, Value, Write, tables,
};

use crate::place::{Place, TABLES};

pub const DIV: &str = "511603000000";

pub static ADD: Stmt = Stmt::write(
    "notes.add",
    "INSERT INTO notes (div, id, version, title, seal) VALUES ($1, $2, $3, $4, $5)",
);
static MOVE: Stmt = Stmt::write(
    "notes.move",
    "UPDATE notes SET version = version + 1 WHERE div = $1 AND id = $2 AND version = $3",
);
static LOAD: Stmt = Stmt::read(
    "notes.load",
    "SELECT version, title, seal FROM notes WHERE div = $1 AND id = $2",
);
pub static IDS: Stmt = Stmt::read("notes.ids", "SELECT id FROM notes WHERE div = $1 ORDER BY id");
static MARK: Stmt = Stmt::write("marks.add", "INSERT INTO marks (div, name) VALUES ($1, $2)");
static MARKS: Stmt = Stmt::read("marks.count", "SELECT count(*) FROM marks WHERE div = $1");
static ERASE: Stmt = Stmt::write("notes.erase", "DELETE FROM notes WHERE div = $1 AND id = $2");

pub fn note(id: i64) -> Write {
    let params = vec![DIV.into(), id.into(), 1_i64.into(), Value::Null, Value::Null];
    Write {
        stmt: &ADD,
        params,
        expect: Some(1),
    }
}

fn mark(name: &str) -> Write {
    Write {
        stmt: &MARK,
        params: vec![DIV.into(), name.into()],
        expect: Some(1),
    }
}

fn moved(id: i64, version: i64) -> Write {
    Write {
        stmt: &MOVE,
        params: vec![DIV.into(), id.into(), version.into()],
        expect: Some(1),
    }
}

/// A write that affects nothing though it must.
fn void() -> Write {
    Write {
        stmt: &ERASE,
        params: vec![DIV.into(), (-1_i64).into()],
        expect: Some(1),
    }
}

fn once(key: &str) -> Option<Once> {
    Some(Once {
        actor: "李雷".into(),
        key: key.into(),
        fingerprint: [7; 32],
        at: 1_750_000_000,
    })
}

pub fn writing(writes: Vec<Write>) -> Change {
    let answer = String::from("已受理");
    let build = move |_| Built {
        writes: writes.clone(),
        answer: answer.clone(),
    };
    Change {
        div: DIV.into(),
        once: None,
        series: Vec::new(),
        guard: None,
        build: Box::new(build),
    }
}

pub fn keyed(key: &str, writes: Vec<Write>) -> Change {
    Change {
        once: once(key),
        ..writing(writes)
    }
}

fn series(name: &str, day: i64) -> Vec<Series> {
    vec![Series { name: name.into(), day }]
}

/// A change that stores a note under the number that it gets, and more.
fn numbered(name: &str, day: i64, more: Option<Write>) -> Change {
    let build = move |numbers: Numbers| {
        let number = numbers.first();
        let mut writes = vec![note(i64::try_from(number).unwrap())];
        writes.extend(more.clone());
        Built {
            writes,
            answer: number.to_string(),
        }
    };
    Change {
        series: series(name, day),
        build: Box::new(build),
        ..writing(Vec::new())
    }
}

pub async fn ids(store: &Store) -> Vec<i64> {
    let rows = store.query(&IDS, vec![DIV.into()]).await.unwrap();
    rows.iter().map(|row| row.int(0).unwrap()).collect()
}

async fn version(store: &Store, id: i64) -> i64 {
    let rows = store.query(&LOAD, vec![DIV.into(), id.into()]).await.unwrap();
    rows[0].int(0).unwrap()
}

/// A change that holds the writer until the sender is used; begun when the function returns.
pub async fn hold_writer(store: &Store, change: Change) -> (Sender<()>, Holding) {
    let (release, held) = channel();
    let (begin, begun) = tokio::sync::oneshot::channel();
    let gate = std::sync::Mutex::new(Some((begin, held)));
    let inner = change.build;
    let build = move |number| {
        if let Some((begin, held)) = gate.lock().unwrap().take() {
            begin.send(()).unwrap();
            held.recv().unwrap();
        }
        inner(number)
    };
    let change = Change {
        build: Box::new(build),
        ..change
    };
    let store = store.clone();
    let holding = tokio::spawn(async move { store.commit(change).await });
    begun.await.unwrap();
    (release, holding)
}

type Holding = tokio::task::JoinHandle<Result<yimen_store::Outcome, CommitError>>;

/// Puts all changes into one batch, by holding the writer meanwhile; gives their results.
async fn in_one_batch(store: &Store, changes: Vec<Change>) -> Vec<Result<yimen_store::Outcome, CommitError>> {
    let (release, holding) = hold_writer(store, writing(Vec::new())).await;
    let mut waiting: Vec<_> = changes.into_iter().map(|c| Box::pin(store.commit(c))).collect();
    for commit in &mut waiting {
        assert!(futures::poll!(commit).is_pending());
    }
    release.send(()).unwrap();
    holding.await.unwrap().unwrap();
    join_all(waiting).await
}

pub async fn a_change_is_read_after_it_is_answered(place: Place) {
    let store = place.store().await;
    let outcome = store.commit(writing(vec![note(1), note(2)])).await.unwrap();
    assert_eq!(outcome.answer, "已受理");
    assert!(!outcome.repeated);
    assert_eq!(ids(&store).await, [1, 2]);
    assert!(store.size_bytes().await.unwrap() > 0);
}

pub async fn values_come_back_as_they_went_in(place: Place) {
    let store = place.store().await;
    let title = "前锋区政务服务中心 “一门” 𠮷 \u{0}".trim_end_matches('\u{0}');
    let seal = vec![0, 255, 10, 0];
    let full = vec![
        DIV.into(),
        i64::MIN.into(),
        i64::MAX.into(),
        title.into(),
        seal.clone().into(),
    ];
    let full = Write {
        stmt: &ADD,
        params: full,
        expect: Some(1),
    };
    store.commit(writing(vec![full, note(2)])).await.unwrap();
    let rows = store.query(&LOAD, vec![DIV.into(), i64::MIN.into()]).await.unwrap();
    assert_eq!(rows[0].int(0).unwrap(), i64::MAX);
    assert_eq!(rows[0].text(1).unwrap(), title);
    assert_eq!(rows[0].bytes(2).unwrap(), seal);
    let rows = store.query(&LOAD, vec![DIV.into(), 2_i64.into()]).await.unwrap();
    assert_eq!(rows[0].opt_text(1).unwrap(), None);
    assert_eq!(rows[0].opt_bytes(2).unwrap(), None);
}

pub async fn a_wrong_column_is_named(place: Place) {
    let store = place.store().await;
    store.commit(writing(vec![note(1)])).await.unwrap();
    let rows = store.query(&LOAD, vec![DIV.into(), 1_i64.into()]).await.unwrap();
    let (text, absent) = (rows[0].text(0), rows[0].bytes(2));
    assert_eq!(
        text.unwrap_err().to_string(),
        "statement notes.load, column 0: expected text, found a number"
    );
    assert!(matches!(
        absent,
        Err(StoreError::Shape {
            statement: "notes.load",
            column: 2,
            ..
        })
    ));
    assert!(matches!(rows[0].id(9), Err(StoreError::Shape { column: 9, .. })));
}

pub async fn a_repeat_gets_the_first_answer_and_changes_nothing(place: Place) {
    let store = place.store().await;
    let first = Change {
        series: series("收件", 1),
        ..keyed("k", vec![note(1)])
    };
    store.commit(first).await.unwrap();
    let again = Change {
        guard: Some(moved(1, 1)),
        ..keyed("k", vec![note(2)])
    };
    let outcome = store.commit(again).await.unwrap();
    assert_eq!((outcome.answer.as_str(), outcome.repeated), ("已受理", true));
    assert_eq!(ids(&store).await, [1]);
    assert_eq!(version(&store, 1).await, 1);
}

pub async fn a_key_used_for_another_request_is_refused(place: Place) {
    let store = place.store().await;
    store.commit(keyed("k", vec![note(1)])).await.unwrap();
    let mut other = keyed("k", vec![note(2)]);
    other.once = once("k").map(|once| Once {
        fingerprint: [8; 32],
        ..once
    });
    assert_eq!(store.commit(other).await, Err(CommitError::KeyReused));
    let mut somebody = keyed("k", vec![note(3)]);
    somebody.once = once("k").map(|once| Once {
        actor: "韩梅梅".into(),
        ..once
    });
    assert!(!store.commit(somebody).await.unwrap().repeated);
    assert_eq!(ids(&store).await, [1, 3]);
}

pub async fn the_same_key_at_once_is_done_once(place: Place) {
    let store = place.store().await;
    let changes = (0..32).map(|id| keyed("k", vec![note(id)])).collect();
    let outcomes = in_one_batch(&store, changes).await;
    let repeated = outcomes
        .iter()
        .filter(|outcome| outcome.as_ref().unwrap().repeated)
        .count();
    assert_eq!(repeated, 31);
    assert_eq!(ids(&store).await.len(), 1);
}

pub async fn the_same_key_through_two_programs_is_done_once(place: Place) {
    let (one, two) = (place.store().await, place.store().await);
    one.commit(writing(vec![note(0)])).await.unwrap();
    for round in 1..=40 {
        let key = round.to_string();
        let change = || Change {
            guard: Some(moved(0, round)),
            ..keyed(&key, vec![note(round)])
        };
        let (first, second) = tokio::join!(one.commit(change()), two.commit(change()));
        assert_ne!(first.unwrap().repeated, second.unwrap().repeated, "round {round}");
    }
    assert_eq!(ids(&one).await.len(), 41);
    assert_eq!(version(&two, 0).await, 41);
}

pub async fn a_failed_request_may_use_its_key_again(place: Place) {
    let store = place.store().await;
    let failed = store.commit(keyed("k", vec![note(1), void()])).await;
    assert_eq!(failed, Err(CommitError::Conflict));
    let guarded = Change {
        guard: Some(moved(1, 1)),
        ..keyed("k", vec![note(1)])
    };
    assert_eq!(store.commit(guarded).await, Err(CommitError::Conflict));
    assert!(!store.commit(keyed("k", vec![note(1)])).await.unwrap().repeated);
    assert_eq!(ids(&store).await, [1]);
}

pub async fn a_conflict_leaves_nothing(place: Place) {
    let store = place.store().await;
    store.commit(writing(vec![note(1)])).await.unwrap();
    let stale = Change {
        guard: Some(moved(1, 9)),
        ..numbered("收件", 1, None)
    };
    assert_eq!(store.commit(stale).await, Err(CommitError::Conflict));
    assert_eq!(ids(&store).await, [1]);
    let fresh = Change {
        guard: Some(moved(1, 1)),
        ..writing(vec![note(2)])
    };
    store.commit(fresh).await.unwrap();
    assert_eq!(version(&store, 1).await, 2);
    // The number that the conflicting change would have taken is still free.
    let outcome = store
        .commit(Change {
            series: series("收件", 1),
            ..told()
        })
        .await
        .unwrap();
    assert_eq!(outcome.answer, "1");
}

/// A change that writes nothing and tells its number.
fn told() -> Change {
    let build = |numbers: Numbers| Built {
        writes: Vec::new(),
        answer: numbers.0.iter().map(u64::to_string).collect::<Vec<_>>().join(" "),
    };
    Change {
        build: Box::new(build),
        ..writing(Vec::new())
    }
}

pub async fn two_changes_of_one_batch_on_one_row_conflict(place: Place) {
    let store = place.store().await;
    store.commit(writing(vec![note(1)])).await.unwrap();
    let change = |id| Change {
        guard: Some(moved(1, 1)),
        ..writing(vec![note(id)])
    };
    let outcomes = in_one_batch(&store, vec![change(10), change(11)]).await;
    assert!(outcomes[0].is_ok());
    assert_eq!(outcomes[1], Err(CommitError::Conflict));
    assert_eq!(ids(&store).await, [1, 10]);
    assert_eq!(version(&store, 1).await, 2);
}

pub async fn of_many_on_one_version_one_wins(place: Place) {
    let (one, two) = (place.store().await, place.store().await);
    one.commit(writing(vec![note(0)])).await.unwrap();
    let tasks = (1..=64).map(|id| {
        let store = if id % 2 == 0 { one.clone() } else { two.clone() };
        let change = Change {
            guard: Some(moved(0, 1)),
            ..writing(vec![note(id)])
        };
        tokio::spawn(async move { store.commit(change).await })
    });
    let results = join_all(tasks).await;
    let won = results.iter().filter(|result| matches!(result, Ok(Ok(_)))).count();
    let lost = results
        .iter()
        .filter(|r| matches!(r, Ok(Err(CommitError::Conflict))))
        .count();
    assert_eq!((won, lost), (1, 63));
    assert_eq!(ids(&one).await.len(), 2);
}

pub async fn a_series_has_no_gaps_and_no_doubles(place: Place) {
    let (one, two) = (place.store().await, place.store().await);
    let tasks = (0..64_usize).map(|task| {
        let store = if task % 8 == 0 { two.clone() } else { one.clone() };
        tokio::spawn(async move {
            let mut numbers = Vec::new();
            for turn in 0..6 {
                let more = ((task + turn) % 7 == 0).then(void);
                let fails = more.is_some();
                match store.commit(numbered("收件", 20_260_706, more)).await {
                    Ok(outcome) => numbers.push(outcome.answer.parse::<i64>().unwrap()),
                    Err(error) => assert_eq!((error, fails), (CommitError::Conflict, true)),
                }
            }
            numbers
        })
    });
    let results = join_all(tasks).await;
    let numbers = results
        .into_iter()
        .flat_map(|numbers| numbers.unwrap())
        .collect::<Vec<_>>();
    let distinct = numbers.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(numbers.len(), distinct.len(), "a number was given twice");
    let count = i64::try_from(numbers.len()).unwrap();
    assert!(distinct.into_iter().eq(1..=count), "a number is missing");
    assert!(
        ids(&one).await.into_iter().eq(1..=count),
        "what is stored are the numbers given"
    );
}

pub async fn a_change_takes_a_number_from_each_of_its_series(place: Place) {
    let store = place.store().await;
    let change = |names: &[&str]| Change {
        series: names.iter().flat_map(|name| series(name, 1)).collect(),
        ..told()
    };
    let changes = vec![
        change(&["准", "送"]),
        change(&["送"]),
        change(&[]),
        change(&["送", "准", "送"]),
    ];
    let outcomes = in_one_batch(&store, changes).await;
    let numbers = outcomes.into_iter().map(|outcome| outcome.unwrap().answer);
    assert!(numbers.eq(["1 1", "2", "", "3 2 4"]));
    let failing = Change {
        series: change(&["准", "送"]).series,
        ..writing(vec![void()])
    };
    assert_eq!(store.commit(failing).await, Err(CommitError::Conflict));
    assert_eq!(store.commit(change(&["准", "送"])).await.unwrap().answer, "3 5");
}

pub async fn series_are_apart_by_division_name_and_day(place: Place) {
    let store = place.store().await;
    let change = |div: &str, name, day| Change {
        div: div.into(),
        series: series(name, day),
        ..told()
    };
    let changes = vec![
        change(DIV, "收件", 1),
        change(DIV, "收件", 1),
        change(DIV, "收件", 2),
        change(DIV, "咨询", 1),
        change("511602000000", "收件", 1),
        change(DIV, "收件", 1),
    ];
    let outcomes = in_one_batch(&store, changes).await;
    let numbers = outcomes.into_iter().map(|outcome| outcome.unwrap().answer);
    assert!(numbers.eq(["1", "2", "1", "1", "1", "3"]));
    assert_eq!(store.commit(told()).await.unwrap().answer, "", "no series, no number");
}

pub async fn one_bad_change_among_a_hundred_fails_alone(place: Place) {
    let store = place.store().await;
    let change = |id| match id {
        // The same key twice in a table: the database itself refuses.
        50 => keyed("50", vec![note(50), note(50)]),
        _ => keyed(&id.to_string(), vec![note(id)]),
    };
    let outcomes = in_one_batch(&store, (0..100).map(change).collect()).await;
    for (id, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), id != 50, "change {id}: {outcome:?}");
    }
    assert!(matches!(&outcomes[50], Err(CommitError::Broken(why)) if why.contains("notes.add")));
    assert!(ids(&store).await.into_iter().eq((0..100).filter(|id| *id != 50)));
}

pub async fn many_bad_changes_fail_alone(place: Place) {
    let store = place.store().await;
    let change = |id: i64| match id % 3 {
        0 => writing(vec![note(id), mark("一个名字只有一次"), void()]),
        _ => writing(vec![note(id)]),
    };
    let outcomes = in_one_batch(&store, (0..60).map(change).collect()).await;
    for (id, outcome) in outcomes.into_iter().enumerate() {
        let expected = if id % 3 == 0 {
            Err(CommitError::Conflict)
        } else {
            Ok(())
        };
        assert_eq!(outcome.map(|_| ()), expected, "change {id}");
    }
    assert_eq!(ids(&store).await.len(), 40);
    let marks = store.query(&MARKS, vec![DIV.into()]).await.unwrap();
    assert_eq!(marks[0].int(0).unwrap(), 0);
}

pub async fn a_change_that_panics_fails_alone(place: Place) {
    let store = place.store().await;
    let panics = Change {
        build: Box::new(|_| panic!("a fault of the program")),
        ..keyed("k", vec![])
    };
    let outcomes = in_one_batch(&store, vec![writing(vec![note(1)]), panics, writing(vec![note(3)])]).await;
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok());
    assert!(matches!(outcomes[1], Err(CommitError::Broken(_))));
    store.commit(keyed("k", vec![note(4)])).await.unwrap();
    assert_eq!(ids(&store).await, [1, 3, 4]);
}

pub async fn an_answer_outlives_the_program(place: Place) {
    let store = place.store().await;
    let tasks = (0..50).map(|id| store.commit(keyed(&id.to_string(), vec![note(id)])));
    for outcome in join_all(tasks).await {
        outcome.unwrap();
    }
    // What is answered is there for another program before this one closes anything.
    let other = place.store().await;
    assert_eq!(ids(&other).await.len(), 50);
    other.close().await.unwrap();
    store.close().await.unwrap();
    let again = place.store().await;
    for id in 0..50 {
        let outcome = again.commit(keyed(&id.to_string(), vec![note(id)])).await.unwrap();
        assert_eq!((outcome.answer.as_str(), outcome.repeated), ("已受理", true));
    }
}

pub async fn a_full_queue_refuses_at_once(place: Place) {
    let store = place
        .store_with(Options {
            queue: 2,
            ..Options::default()
        })
        .await;
    let (release, holding) = hold_writer(&store, writing(vec![note(0)])).await;
    let mut waiting: Vec<_> = (1..=2)
        .map(|id| Box::pin(store.commit(writing(vec![note(id)]))))
        .collect();
    for commit in &mut waiting {
        assert!(futures::poll!(commit).is_pending());
    }
    assert_eq!(store.commit(writing(vec![note(3)])).await, Err(CommitError::Busy));
    release.send(()).unwrap();
    holding.await.unwrap().unwrap();
    for outcome in join_all(waiting).await {
        outcome.unwrap();
    }
    store.commit(writing(vec![note(4)])).await.unwrap();
    assert_eq!(ids(&store).await, [0, 1, 2, 4]);
}

pub async fn closing_finishes_what_waits(place: Place) {
    let store = place.store().await;
    let copy = store.clone();
    let (release, holding) = hold_writer(&store, writing(vec![note(0)])).await;
    let mut waiting: Vec<_> = (1..=20)
        .map(|id| Box::pin(copy.commit(writing(vec![note(id)]))))
        .collect();
    for commit in &mut waiting {
        assert!(futures::poll!(commit).is_pending());
    }
    let closing = tokio::spawn(store.close());
    release.send(()).unwrap();
    closing.await.unwrap().unwrap();
    holding.await.unwrap().unwrap();
    for outcome in join_all(waiting).await {
        outcome.unwrap();
    }
    let after = copy.commit(writing(vec![note(21)])).await;
    assert!(matches!(after, Err(CommitError::Unavailable(_))));
    if let Location::Sqlite(path) = &place.location {
        let log = path.with_extension("db-wal");
        assert!(
            std::fs::metadata(log).map_or(0, |log| log.len()) == 0,
            "the log is folded in"
        );
    }
    assert_eq!(ids(&place.store().await).await.len(), 21);
}

/// At a pace of about two hundred a second, two thousand come at once.
pub async fn what_would_wait_too_long_is_refused_at_once(place: Place) {
    let store = place.store().await;
    let slow = |id: i64| {
        let inner = keyed(&id.to_string(), vec![note(id)]);
        let build = move |number| {
            std::thread::sleep(std::time::Duration::from_millis(5));
            (inner.build)(number)
        };
        Change {
            build: Box::new(build),
            ..keyed(&id.to_string(), Vec::new())
        }
    };
    for round in 0..6_i64 {
        let batch = (0..round * 4 + 1).map(|at| store.commit(slow(round * 100 + at)));
        assert!(
            join_all(batch).await.iter().all(Result::is_ok),
            "a few are always accepted"
        );
    }
    let before = ids(&store).await.len();
    let (mut accepted, mut refused) = (Vec::new(), 0);
    for id in 1000..3000 {
        let mut commit = Box::pin(store.commit(slow(id)));
        match futures::poll!(&mut commit) {
            std::task::Poll::Ready(refusal) => {
                assert_eq!(refusal, Err(CommitError::Busy));
                refused += 1;
            }
            std::task::Poll::Pending => accepted.push(commit),
        }
    }
    assert!(refused > 1000, "{refused} were refused");
    let count = accepted.len();
    assert!(
        join_all(accepted).await.iter().all(Result::is_ok),
        "who is accepted is answered"
    );
    assert_eq!(
        ids(&store).await.len(),
        before + count,
        "nothing that was refused was done"
    );
    store.commit(slow(4000)).await.unwrap();
}

pub async fn a_read_cannot_write(place: Place) {
    let store = place.store().await;
    let params = vec![DIV.into(), "x".into()];
    assert!(matches!(store.query(&MARK, params).await, Err(StoreError::Broken(_))));
    let marks = store.query(&MARKS, vec![DIV.into()]).await.unwrap();
    assert_eq!(marks[0].int(0).unwrap(), 0);
}

pub async fn bare_writes_are_stored(place: Place) {
    let store = place.store().await;
    store
        .direct((0..100).map(|id| vec![note(id), mark(&id.to_string())]).collect())
        .await
        .unwrap();
    assert_eq!(ids(&store).await.len(), 100);
    assert_eq!(
        store.direct(vec![vec![note(200), void()]]).await,
        Err(CommitError::Conflict)
    );
    assert_eq!(ids(&store).await.len(), 100);
}

pub async fn migrations_run_once(place: Place) {
    let store = place.empty_store().await;
    store.migrate(&[ENGINE]).await.unwrap();
    store.migrate(&[ENGINE, TABLES]).await.unwrap();
    store.commit(writing(vec![note(1)])).await.unwrap();
    store.migrate(&[ENGINE, TABLES]).await.unwrap();
    assert_eq!(ids(&store).await, [1]);
}

pub async fn a_changed_migration_is_named(place: Place) {
    let store = place.store().await;
    let changed = Migration {
        sql: "SELECT 1",
        ..TABLES
    };
    let error = store.migrate(&[ENGINE, changed]).await.unwrap_err();
    assert_eq!(
        error,
        StoreError::Migration("migration 2 (notes) was changed after it was applied".into())
    );
}

pub async fn a_failing_migration_leaves_nothing(place: Place) {
    let store = place.empty_store().await;
    let bad = Migration {
        number: 3,
        name: "bad",
        sql: "CREATE TABLE nothing_of (",
    };
    let error = store.migrate(&[ENGINE, TABLES, bad]).await.unwrap_err();
    assert!(error.to_string().starts_with("migration 3 (bad): "), "{error}");
    store.query(&IDS, vec![DIV.into()]).await.unwrap_err();
    store.migrate(&[ENGINE, TABLES]).await.unwrap();
    assert!(ids(&store).await.is_empty());
}

pub async fn data_of_a_newer_program_are_refused(place: Place) {
    let store = place.store().await;
    assert!(matches!(store.migrate(&[ENGINE]).await, Err(StoreError::Migration(_))));
    let gap = Migration { number: 4, ..TABLES };
    assert!(matches!(
        store.migrate(&[ENGINE, gap]).await,
        Err(StoreError::Migration(_))
    ));
}

pub async fn two_programs_may_migrate_at_once(place: Place) {
    let opening = (0..4).map(|_| async {
        let store = place.empty_store().await;
        let store = Arc::new(store);
        let migrating = Arc::clone(&store);
        let done = tokio::spawn(async move { migrating.migrate(&[ENGINE, TABLES]).await });
        (store, done.await.unwrap())
    });
    for (store, done) in join_all(opening).await {
        done.unwrap();
        assert!(ids(&store).await.is_empty());
    }
}

pub async fn every_statement_is_accepted(place: Place) {
    let store = place.empty_store().await;
    store.migrate(tables::MIGRATIONS).await.unwrap();
    store.prepare_all(STATEMENTS).await.unwrap();
    let mut refused = Vec::new();
    for stmt in tables::all() {
        refused.extend(store.prepare_all(&[stmt]).await.err().map(|error| error.to_string()));
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

pub async fn statements_out_of_the_common_subset_are_refused(place: Place) {
    static UNKNOWN: Stmt = Stmt::read("unknown", "SELECT nothing FROM nowhere");
    static BACKWARDS: Stmt = Stmt::read("backwards", "SELECT id FROM notes WHERE div = $2 AND title = $1");
    static SECRET: Stmt = Stmt::read("secret", "DELETE FROM notes WHERE div = $1");
    static WIDE: Stmt = Stmt::read("wide", "SELECT sum(version) FROM notes WHERE div = $1");
    let store = place.store().await;
    store
        .prepare_all(&[&ADD, &MOVE, &LOAD, &IDS, &MARK, &MARKS, &ERASE])
        .await
        .unwrap();
    let refused = async |stmt| store.prepare_all(&[stmt]).await.is_err();
    assert!(refused(&UNKNOWN).await);
    let sqlite = store.engine() == Engine::Sqlite;
    assert_eq!(
        refused(&BACKWARDS).await,
        sqlite,
        "SQLite counts parameters by their first use"
    );
    assert_eq!(refused(&SECRET).await, sqlite, "SQLite knows what writes");
    assert_eq!(refused(&WIDE).await, !sqlite, "PostgreSQL sums numbers to a wider type");
}
