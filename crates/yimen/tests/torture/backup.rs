//! A backup is taken while people file and clerks accept, and restored into either engine.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::{Asked, PEOPLE, Place, Torture, execute, number};

#[test]
fn a_backup_of_a_busy_centre_restores_into_either_engine_from_sqlite() {
    busy(Vec::new(), "sqlite");
}

#[test]
fn a_backup_of_a_busy_centre_restores_into_either_engine_from_postgres() {
    let database = Database::new("backup_from");
    busy(vec!["--database-url".into(), database.url()], "postgres");
}

/// A database of its own, gone at the end.
struct Database(String);

impl Database {
    fn new(name: &str) -> Database {
        let name = format!("{name}_{}", std::process::id());
        execute(&server(), &format!("CREATE DATABASE {name}"));
        Database(name)
    }

    fn url(&self) -> String {
        format!("{}/{}", server().rsplit_once('/').unwrap().0, self.0)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        execute(&server(), &format!("DROP DATABASE {} WITH (FORCE)", self.0));
    }
}

fn server() -> String {
    std::env::var("YIMEN_TEST_POSTGRES").expect("`make test` starts a PostgreSQL and sets its address")
}

fn busy(database: Vec<String>, engine: &str) {
    let torture = Torture::prepared(Place::new(), database);
    let server = torture.serves();
    let over = Arc::new(AtomicBool::new(false));
    let hands: Vec<_> = (0..PEOPLE)
        .map(|person| {
            let (hand, over) = (torture.hand(&server.address), Arc::clone(&over));
            std::thread::spawn(move || {
                let mut at = 0;
                while !over.load(Ordering::Relaxed) {
                    hand.files_and_accepts(&format!("b-{person}-{at}")).unwrap();
                    at += 1;
                }
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(700));
    let before: Vec<Asked> = torture.book.lock().unwrap().values().cloned().collect();
    torture.runs(&["backup", "centre.backup"]);
    over.store(true, Ordering::Relaxed);
    hands.into_iter().for_each(|hand| hand.join().unwrap());
    assert_eq!(server.told_to_end().code, 0);
    let before: Vec<Asked> = before.into_iter().filter(|asked| asked.number.is_some()).collect();
    assert!(
        before.len() > 5,
        "too little was filed before the backup: {}",
        before.len()
    );
    let file = torture.place.folder.path().join("centre.backup");
    let key = torture.place.data().join("key");
    assert!(
        !has_part(&file, &std::fs::read(&key).unwrap()),
        "the key is not in the file"
    );
    let other = Database::new(&format!("backup_to_{engine}"));
    // A centre of one file comes to tables that are split by division, as on many servers.
    let parts = if engine == "sqlite" { "2" } else { "0" };
    let split = vec![
        "--database-url".into(),
        other.url(),
        "--partitions".into(),
        parts.into(),
    ];
    for target in [Vec::new(), split] {
        restores(&torture, (&file, &key), target, &before);
    }
    let whole = "SELECT COUNT(*) FROM pg_class c WHERE relkind = 'r' AND NOT relispartition AND relname <> 'migrations' \
                 AND relnamespace = 'public'::regnamespace";
    let is_split = number(&other.url(), whole) == 0;
    assert_eq!(is_split, engine == "sqlite", "every table is split, or none");
    a_damaged_file_is_refused(&file, &key);
}

fn restores(torture: &Torture, (file, key): (&Path, &Path), database: Vec<String>, before: &[Asked]) {
    let restored = Torture {
        place: Place::new(),
        database,
        citizen: torture.citizen.clone(),
        clerk: torture.clerk.clone(),
        book: Arc::default(),
    };
    let (file, key) = (file.to_str().unwrap(), key.to_str().unwrap());
    let (code, said) = restored.json(&["restore", file, "--key", key]);
    assert_eq!((code, &said["sound"]), (0, &json!(true)), "{said}");
    let (code, verdict) = restored.json(&["verify"]);
    assert_eq!((code, &verdict["faults"]), (0, &json!([])));
    assert!(verdict["cases"].as_u64().unwrap() >= before.len() as u64);
    assert_eq!(restored.json(&["rebuild", "--check"]).0, 0);
    let again = restored
        .place
        .run(&restored.arguments(&["restore", file, "--key", key]));
    assert!(again.code == 3 && again.err.contains("not empty"), "{again:?}");
    let server = restored.serves();
    let hand = restored.hand(&server.address);
    for asked in before {
        let case = hand.reads(asked.number.as_ref().unwrap());
        if asked.accepted {
            assert_eq!(
                case["status"], "accepted",
                "an acknowledged acceptance is in the backup: {case}"
            );
        }
    }
    hand.files("after the restore")
        .expect("the restored centre takes filings");
    assert_eq!(server.told_to_end().code, 0);
    assert_eq!(restored.json(&["verify"]).0, 0);
}

fn has_part(file: &Path, part: &[u8]) -> bool {
    let bytes = std::fs::read(file).unwrap();
    bytes.windows(part.len()).any(|window| window == part)
}

fn a_damaged_file_is_refused(file: &Path, key: &Path) {
    let whole = std::fs::read(file).unwrap();
    let mut places: Vec<usize> = (0..24).map(|n| n * (whole.len() - 1) / 23).collect();
    places.push(whole.len() - 1600);
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x04;
        refused(&bytes, key, &format!("the byte at {at}"));
    }
    for length in [0, 700, whole.len() / 2, whole.len() - 1] {
        refused(&whole[..length], key, &format!("cut off at {length}"));
    }
}

fn refused(bytes: &[u8], key: &Path, what: &str) {
    let place = Place::new();
    let file = place.folder.path().join("damaged.backup");
    std::fs::write(&file, bytes).unwrap();
    let ended = place.run(&["restore", "damaged.backup", "--key", key.to_str().unwrap()]);
    let named = ["damaged or altered", "cut off"]
        .iter()
        .any(|words| ended.err.contains(words));
    assert!(ended.code == 3 && named, "{what}: {ended:?}");
    let left: Vec<_> = std::fs::read_dir(place.folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{what}: nothing half restored stays behind");
}
