//! Tables that PostgreSQL splits by division refuse what a database on many servers would refuse.

use yimen_store::{Location, Migration, Options, Store, StoreError, tables};

use crate::place::{Place, server};

async fn split_store(place: &Place) -> Store {
    let options = Options {
        partitions: 4,
        ..Options::default()
    };
    Store::open_with(&place.location, options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_table_is_split() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let store = split_store(&place).await;
            store.migrate(tables::MIGRATIONS).await.unwrap();
            let Location::Postgres {
                schema: Some(schema), ..
            } = &place.location
            else {
                panic!("a PostgreSQL place")
            };
            let whole = "SELECT kind.relname::text FROM pg_class kind JOIN pg_namespace home ON home.oid = kind.relnamespace
                 WHERE home.nspname = $1 AND kind.relkind = 'r' AND NOT kind.relispartition";
            let rows = server().await.query(whole, &[schema]).await.unwrap();
            let names = rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>();
            assert_eq!(names, ["migrations"], "only the list of migrations belongs to no division");
            let parts = "SELECT count(*) FROM pg_inherits part JOIN pg_class kind ON kind.oid = part.inhparent
                 JOIN pg_namespace home ON home.oid = kind.relnamespace WHERE home.nspname = $1 AND kind.relname = 'clocks'";
            let rows = server().await.query(parts, &[schema]).await.unwrap();
            assert_eq!(rows[0].get::<_, i64>(0), 4);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_without_the_division_is_refused() {
    Place::postgres()
        .await
        .hold(async |place: Place| {
            let bad = |number, sql| Migration {
                number,
                name: "bad",
                sql,
            };
            let store = split_store(&place).await;
            store.migrate(tables::MIGRATIONS).await.unwrap();
            let next = tables::MIGRATIONS.last().unwrap().number + 1;
            for sql in [
                "CREATE TABLE t (div TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (id)){rowless}",
                "CREATE UNIQUE INDEX everywhere ON cases (number)",
            ] {
                let steps = [tables::MIGRATIONS, &[bad(next, sql)]].concat();
                let refusal = store.migrate(&steps).await;
                assert!(matches!(refusal, Err(StoreError::Migration(_))), "{sql}: {refusal:?}");
            }
        })
        .await;
}
