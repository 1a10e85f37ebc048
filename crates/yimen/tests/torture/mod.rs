//! The server is killed at random moments while people file and clerks accept: whatever was acknowledged is there
//! afterwards, and nothing is there twice.
//!
//! `YIMEN_TORTURE_KILLS` says how often it is killed on each engine, 5 times if it is not set.

mod backup;
mod keys;
mod sessions;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio_postgres::NoTls;

use super::{Place, Server, asks};

/// People who file at the same time.
const PEOPLE: usize = 8;

/// What somebody asked for with a key, and what they were told.
#[derive(Debug, Clone, Default)]
struct Asked {
    /// The number of the case, once the filing was acknowledged.
    number: Option<String>,
    /// The acceptance was acknowledged.
    accepted: bool,
}

/// Everything that was ever asked, by key.
type Book = Arc<Mutex<BTreeMap<String, Asked>>>;

struct Torture {
    place: Place,
    database: Vec<String>,
    citizen: String,
    clerk: String,
    book: Book,
}

#[test]
fn nothing_acknowledged_is_lost_or_done_twice_on_sqlite() {
    suffer(Place::new(), Vec::new(), "sqlite");
}

#[test]
fn nothing_acknowledged_is_lost_or_done_twice_on_postgres() {
    let server = std::env::var("YIMEN_TEST_POSTGRES").expect("`make test` starts a PostgreSQL and sets its address");
    let name = format!("torture_{}", std::process::id());
    execute(&server, &format!("CREATE DATABASE {name}"));
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    suffer(Place::new(), vec!["--database-url".into(), url], "postgres");
    execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

fn execute(url: &str, sql: &str) {
    with(url, async |client| client.batch_execute(sql).await.unwrap());
}

fn number(url: &str, sql: &str) -> i64 {
    with(url, async |client| client.query_one(sql, &[]).await.unwrap().get(0))
}

fn with<T>(url: &str, work: impl AsyncFnOnce(&tokio_postgres::Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        work(&client).await
    })
}

#[test]
fn either_of_two_servers_may_be_killed_and_every_notice_comes_once() {
    let server = std::env::var("YIMEN_TEST_POSTGRES").expect("`make test` starts a PostgreSQL and sets its address");
    let name = format!("two_{}", std::process::id());
    execute(&server, &format!("CREATE DATABASE {name}"));
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    let torture = Torture::prepared(Place::new(), vec!["--database-url".into(), url.clone()]);
    let mut servers = vec![torture.serves(), torture.serves()];
    for kill in 0..4 {
        let victim = servers.remove(0);
        torture.drives_until_killed(victim, kill, Duration::from_millis(300));
        torture.recalls(&servers[0].address, &format!("{kill}-"));
        servers.push(torture.serves());
    }
    // What a killed worker had taken is free again when its lease has run out.
    let patience = std::time::Instant::now() + Duration::from_secs(60);
    while number(&url, "SELECT COUNT(*) FROM outbox") > 0 {
        assert!(std::time::Instant::now() < patience, "work is left undone");
        std::thread::sleep(Duration::from_millis(200));
    }
    for server in servers {
        assert_eq!(server.told_to_end().code, 0);
    }
    let events = number(&url, "SELECT COUNT(*) FROM events");
    assert!(events > 20, "{events}");
    assert_eq!(
        number(&url, "SELECT COUNT(*) FROM notices"),
        events,
        "one for each step"
    );
    assert_eq!(
        number(&url, "SELECT COUNT(DISTINCT (case_id, seq)) FROM notices"),
        events
    );
    assert_eq!(torture.json(&["verify"]).1["faults"], json!([]));
    execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

fn suffer(place: Place, database: Vec<String>, engine: &str) {
    let kills: u32 = std::env::var("YIMEN_TORTURE_KILLS").map_or(5, |kills| kills.parse().unwrap());
    let torture = Torture::prepared(place, database);
    let mut moment = 0x5eed_u64;
    for kill in 0..kills {
        let server = torture.serves();
        torture.recalls(&server.address, &format!("{}-", i64::from(kill) - 1));
        // Sometimes in the first moments, sometimes in full flow.
        moment = moment
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        torture.drives_until_killed(server, kill, Duration::from_millis(20 + (moment >> 33) % 600));
    }
    let server = torture.serves();
    torture.recalls(&server.address, "");
    assert_eq!(server.told_to_end().code, 0);
    let book = torture.book.lock().unwrap();
    let accepted = book.values().filter(|asked| asked.accepted).count();
    assert!(
        book.len() > kills as usize && accepted > 0,
        "too little was asked: {}",
        book.len()
    );
    let (code, verdict) = torture.json(&["verify"]);
    assert_eq!((code, &verdict["faults"]), (0, &json!([])));
    assert_eq!(verdict["cases"], json!(book.len()), "every filing is there, and once");
    println!(
        "{engine}: {kills} kills, {} filings and {accepted} acceptances, 0 lost, 0 repeated",
        book.len()
    );
}

impl Torture {
    fn prepared(place: Place, database: Vec<String>) -> Torture {
        let rows = "department,main_item,name,itemCode,taskType,areaCode,deptCode\n民政局,,示例事项,T-0001,1,,x\n";
        std::fs::write(place.folder.path().join("one.csv"), rows).unwrap();
        let mut torture = Torture {
            place,
            database,
            citizen: String::new(),
            clerk: String::new(),
            book: Book::default(),
        };
        torture.runs(&["items", "import", "one.csv"]);
        let person = [
            "--id-number",
            "511603199005200022",
            "--phone",
            "13800000002",
            "--password",
            "long enough",
        ];
        let citizen = ["user", "add", "citizen", "--role", "citizen", "--name", "王小满"];
        torture.runs(&[&citizen as &[&str], &person].concat());
        // Without a password: an account of a program, which comes with tokens only.
        torture.runs(&["user", "add", "clerk", "--role", "clerk", "--name", "李窗口"]);
        torture.citizen = torture.runs(&["token", "create", "--user", "citizen"]);
        torture.clerk = torture.runs(&["token", "create", "--user", "clerk"]);
        torture
    }

    fn arguments<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        arguments
            .iter()
            .copied()
            .chain(self.database.iter().map(String::as_str))
            .collect()
    }

    fn runs(&self, arguments: &[&str]) -> String {
        let ended = self.place.run(&self.arguments(arguments));
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.out.trim().to_string()
    }

    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        self.place.json(&self.arguments(arguments))
    }

    fn serves(&self) -> Server {
        self.place.serves(&self.arguments(&["serve"]))
    }

    /// Files and accepts with many hands; kills the server meanwhile.
    fn drives_until_killed(&self, mut server: Server, kill: u32, after: Duration) {
        let over = Arc::new(AtomicBool::new(false));
        let hands: Vec<_> = (0..PEOPLE)
            .map(|person| {
                let hand = self.hand(&server.address);
                let over = Arc::clone(&over);
                std::thread::spawn(move || {
                    let mut at = 0;
                    while !over.load(Ordering::Relaxed)
                        && hand.files_and_accepts(&format!("{kill}-{person}-{at}")).is_some()
                    {
                        at += 1;
                    }
                })
            })
            .collect();
        std::thread::sleep(after);
        let mut child = server.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        over.store(true, Ordering::Relaxed);
        for hand in hands {
            hand.join().unwrap();
        }
    }

    fn hand(&self, address: &str) -> Hand {
        Hand {
            address: address.to_string(),
            citizen: self.citizen.clone(),
            clerk: self.clerk.clone(),
            book: Arc::clone(&self.book),
        }
    }

    /// Looks up what was acknowledged under keys that begin so, and asks again for what got no answer.
    fn recalls(&self, address: &str, beginning: &str) {
        let hand = self.hand(address);
        let asked = self.book.lock().unwrap().clone();
        for (key, asked) in asked.into_iter().filter(|(key, _)| key.starts_with(beginning)) {
            let number = match asked.number {
                Some(number) => number,
                None => hand
                    .files(&key)
                    .expect("a filing that got no answer can be asked again"),
            };
            assert_eq!(
                hand.files(&key),
                Some(number.clone()),
                "the same key gives the same case"
            );
            let case = hand.reads(&number);
            assert_eq!(case["number"], json!(number));
            if asked.accepted {
                assert_eq!(
                    case["status"], "accepted",
                    "an acknowledged acceptance is there: {case}"
                );
            }
        }
    }
}

struct Hand {
    address: String,
    citizen: String,
    clerk: String,
    book: Book,
}

impl Hand {
    fn says(&self, token: &str, key: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key),
        ];
        let (status, answer) = asks(&self.address, "POST", path, &headers, &body.to_string()).ok()?;
        // A server that was killed may have sent half of an answer: that acknowledges nothing.
        Some((status, serde_json::from_str(&answer).ok()?))
    }

    /// The number of the case, if the filing was acknowledged.
    fn files(&self, key: &str) -> Option<String> {
        self.book.lock().unwrap().entry(key.to_string()).or_default();
        let body = json!({
            "item": "T-0001",
            "applicant": { "name": "王小满", "id_number": "511603199005200022", "phone": "13800000002" },
        });
        let (status, answer) = self.says(&self.citizen, key, "/api/v1/cases", &body)?;
        assert!(
            status == 201 || status == 200 && answer["repeated"] == true,
            "{status}: {answer}"
        );
        let number = answer["number"].as_str()?.to_string();
        self.book.lock().unwrap().get_mut(key)?.number = Some(number.clone());
        Some(number)
    }

    fn files_and_accepts(&self, key: &str) -> Option<()> {
        let number = self.files(key)?;
        let path = format!("/api/v1/cases/{number}/commands");
        let accept = json!({"command": "accept"});
        let (status, answer) = self.says(&self.clerk, &format!("{key}-accept"), &path, &accept)?;
        assert_eq!(status, 200, "{answer}");
        self.book.lock().unwrap().get_mut(key)?.accepted = true;
        Some(())
    }

    fn reads(&self, number: &str) -> Value {
        let bearer = format!("Bearer {}", self.clerk);
        let path = format!("/api/v1/cases/{number}");
        let (status, answer) = asks(&self.address, "GET", &path, &[("Authorization", &bearer)], "").unwrap();
        assert_eq!(status, 200, "an acknowledged case is there: {answer}");
        serde_json::from_str(&answer).unwrap()
    }
}
