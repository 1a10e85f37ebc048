//! Tellers who hand in changes with keys, again and again until each is acknowledged, and what must then be there.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use yimen_store::{Built, Change, CommitError, Migration, Numbers, Once, Series, Stmt, Store, Value, Write};

const DIV: &str = "511603000000";

/// No answer may take longer than this, whatever happens: the store promises one after 20 seconds.
const ANSWERED: Duration = Duration::from_secs(25);

/// A receipt for each number that was given.
pub const TABLES: Migration = Migration {
    number: 2,
    name: "receipts",
    sql: "CREATE TABLE receipts (
  div text NOT NULL,
  number bigint NOT NULL,
  name text NOT NULL,
  content {bytes},
  PRIMARY KEY (div, number)
){rowless}{strict};",
};

static ADD: Stmt = Stmt::write(
    "receipts.add",
    "INSERT INTO receipts (div, number, name, content) VALUES ($1, $2, $3, $4)",
);
static ALL: Stmt = Stmt::read(
    "receipts.all",
    "SELECT number, name FROM receipts WHERE div = $1 AND content IS NULL ORDER BY number LIMIT 10000",
);
static NAMES: Stmt = Stmt::read(
    "receipts.names",
    "SELECT DISTINCT name FROM receipts WHERE div = $1 ORDER BY name",
);

fn receipt(number: i64, name: &str, content: Value) -> Write {
    Write {
        stmt: &ADD,
        params: vec![DIV.into(), number.into(), name.into(), content],
        expect: Some(1),
    }
}

/// A change that keeps its name under the number that it gets. Done twice, there are two.
pub fn plain(name: &str) -> Change {
    change(name, |name, number| vec![receipt(number, name, Value::Null)])
}

/// The same with so many megabytes beside it.
pub fn big(name: &str, megabytes: i64) -> Change {
    change(name, move |name, number| {
        let beside = (1..=megabytes).map(|at| receipt(-(number * 1000 + at), name, vec![7; 1 << 20].into()));
        beside.chain([receipt(number, name, Value::Null)]).collect()
    })
}

fn change(name: &str, writes: impl Fn(&str, i64) -> Vec<Write> + Send + Sync + 'static) -> Change {
    let named = name.to_owned();
    let build = move |numbers: Numbers| Built {
        writes: writes(&named, i64::try_from(numbers.first()).unwrap()),
        answer: numbers.first().to_string(),
    };
    Change {
        div: DIV.into(),
        once: Some(Once {
            actor: "李雷".into(),
            key: name.into(),
            fingerprint: [7; 32],
            at: 1_750_000_000,
        }),
        series: vec![Series {
            name: "收件".into(),
            day: 1,
        }],
        guard: None,
        build: Box::new(build),
    }
}

/// The names of what is kept.
pub async fn receipts(store: &Store) -> Vec<String> {
    let rows = store.query(&NAMES, vec![DIV.into()]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect()
}

/// Tellers at work.
pub struct Tellers {
    at_work: Vec<JoinHandle<Vec<(i64, String)>>>,
    refused: Arc<AtomicUsize>,
}

/// What the tellers were told: each change with its number, and how often an attempt was refused.
pub struct Told {
    pub refused: usize,
    acknowledged: Vec<(i64, String)>,
}

impl Tellers {
    /// So many tellers with so many changes each.
    pub fn start(store: &Store, tellers: usize, each: usize) -> Self {
        let refused = Arc::new(AtomicUsize::new(0));
        let at_work = (0..tellers)
            .map(|teller| {
                let (store, refused) = (store.clone(), Arc::clone(&refused));
                tokio::spawn(async move {
                    let mut told = Vec::with_capacity(each);
                    for turn in 0..each {
                        let name = format!("{teller}-{turn}");
                        told.push((acknowledged(&store, &name, &refused).await, name));
                    }
                    told
                })
            })
            .collect();
        Self { at_work, refused }
    }

    pub async fn finish(self) -> Told {
        let told = join_all(self.at_work).await;
        Told {
            refused: self.refused.load(Ordering::SeqCst),
            acknowledged: told.into_iter().flat_map(|told| told.unwrap()).collect(),
        }
    }
}

/// Hands a change in until it is acknowledged; gives its number.
async fn acknowledged(store: &Store, name: &str, refused: &AtomicUsize) -> i64 {
    loop {
        let answer = timeout(ANSWERED, store.commit(plain(name)));
        match answer.await.expect("an answer in time, whatever it is") {
            Ok(outcome) => return outcome.answer.parse().unwrap(),
            Err(CommitError::Unavailable(_) | CommitError::Deadline | CommitError::Busy) => {
                refused.fetch_add(1, Ordering::SeqCst);
                sleep(Duration::from_millis(20)).await;
            }
            Err(other) => panic!("{name}: {other}"),
        }
    }
}

impl Told {
    /// What was acknowledged is there under its number, and nothing else is.
    pub async fn check(&self, store: &Store) {
        let rows = store.query(&ALL, vec![DIV.into()]).await.unwrap();
        let kept = rows
            .iter()
            .map(|row| (row.int(0).unwrap(), row.text(1).unwrap().to_owned()));
        let mut acknowledged = self.acknowledged.clone();
        acknowledged.sort();
        assert_eq!(kept.collect::<Vec<_>>(), acknowledged);
        let numbers = acknowledged.iter().map(|(number, _)| *number);
        let count = i64::try_from(acknowledged.len()).unwrap();
        assert!(numbers.eq(1..=count), "the numbers have no gap");
    }
}
