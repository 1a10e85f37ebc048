//! The settings of connections to PostgreSQL, and that a database does without them.

use yimen_store::{Row, Stmt, Store, Value, Write};

use crate::conformance::{DIV, writing};
use crate::line::Line;
use crate::place::Place;

static READER: Stmt = Stmt::read(
    "settled.reader",
    "SELECT current_setting('plan_cache_mode') || ', ' || current_setting('enable_seqscan')",
);
static WRITER: Stmt = Stmt::write(
    "settled.writer",
    "INSERT INTO marks (div, name) VALUES ($1, current_setting('plan_cache_mode') || ', ' || current_setting('enable_seqscan'))",
);
static WRITTEN: Stmt = Stmt::read("settled.written", "SELECT name FROM marks WHERE div = $1");

/// What the connection that writes and one that reads have.
async fn settings(store: &Store) -> [String; 2] {
    let text = |rows: Vec<Row>| rows[0].text(0).unwrap().to_owned();
    let write = Write {
        stmt: &WRITER,
        params: vec![DIV.into()],
        expect: Some(1),
    };
    store.commit(writing(vec![write])).await.unwrap();
    let of_div: Vec<Value> = vec![DIV.into()];
    [
        text(store.query(&WRITTEN, of_div).await.unwrap()),
        text(store.query(&READER, Vec::new()).await.unwrap()),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_connection_plans_one_way() {
    let claim = async |place: Place| {
        let store = place.store().await;
        assert_eq!(settings(&store).await, ["force_generic_plan, off"; 2]);
    };
    Place::postgres().await.hold(claim).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_knows_no_such_settings_does_without() {
    let claim = async |place: Place| {
        place.store().await.close().await.unwrap();
        let store = Line::to_a_stranger().await.store(&place).await;
        assert_eq!(settings(&store).await, ["auto, on"; 2]);
    };
    Place::postgres().await.hold(claim).await;
}
