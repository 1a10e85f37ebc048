//! Backup, restore and the centre as it was at a moment.

use tempfile::TempDir;
use yimen_acts::backup::{backup, restore};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_acts::ledger::{days, keys};
use yimen_acts::{Centre, Chance, Settings, Time};
use yimen_store::{Location, Row, Stmt};
use yimen_testkit::{Engine, Town, items};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_centre_as_it_was_at_a_moment_out_of_sqlite() {
    Town::hold(Engine::File, the_centre_as_it_was).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_centre_as_it_was_at_a_moment_out_of_postgres() {
    Town::hold(Engine::Postgres, the_centre_as_it_was).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_centre_as_it_was_at_a_moment_out_of_split_tables() {
    Town::hold(Engine::PostgresSplit, the_centre_as_it_was).await;
}

static LISTS: Stmt = Stmt::read(
    "test.lists",
    "SELECT c.number, c.status, c.is_open, c.events, c.due_day, c.last_hash, k.kind, k.state, k.due_at FROM cases c \
     JOIN clocks k ON k.div = c.div AND k.case_id = c.id ORDER BY c.number, k.kind",
);

async fn lists(centre: &Centre) -> Vec<Row> {
    centre.store().query(&LISTS, Vec::new()).await.unwrap()
}

async fn closed_days(centre: &Centre) -> usize {
    static DAYS: Stmt = Stmt::read("test.days", "SELECT entry FROM ledger_days WHERE entry IS NOT NULL");
    centre.store().query(&DAYS, Vec::new()).await.unwrap().len()
}

async fn the_centre_as_it_was(town: &Town) {
    keys::new(&town.centre, yimen_acts::ledger::sign::Algorithm::Ed25519)
        .await
        .unwrap();
    town.finished_case(items::LEGAL_AID).await;
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let (then, was) = (town.centre.now().0, lists(&town.centre).await);
    town.seconds_later(1);
    town.examiner("justice").reviews(&number).await.unwrap();
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    assert_eq!(closed_days(&town.centre).await, 2);

    let folder = TempDir::new().unwrap();
    let file = folder.path().join("centre.backup");
    let settings = town.centre.settings();
    let made = backup(&settings.location, town.data(), &file, false).await.unwrap();
    assert_eq!(made.damaged, Vec::<String>::new());
    let key = std::fs::read_to_string(town.data().join("key")).unwrap();
    let whole = into(&folder.path().join("whole"), settings);
    restore(&whole, &file, Some(&key), None).await.unwrap();
    let centre = opened(&whole).await;
    assert_eq!(
        (lists(&centre).await, closed_days(&centre).await),
        (lists(&town.centre).await, 2)
    );
    centre.close().await.unwrap();

    let before = into(&folder.path().join("before"), settings);
    let restored = restore(&before, &file, Some(&key), Some(then)).await.unwrap();
    assert_eq!(restored.left_out, 2);
    let centre = opened(&before).await;
    assert_eq!((lists(&centre).await, closed_days(&centre).await), (was, 1));
    centre.close().await.unwrap();

    let other = into(&folder.path().join("other"), settings);
    assert!(restore(&other, &file, Some(&"0".repeat(64)), None).await.is_err());
    assert!(
        restore(&other, &file, None, None).await.is_err(),
        "the key is not in the file"
    );
    assert!(!other.data.exists(), "nothing half restored stays behind");
    backup(&settings.location, town.data(), &folder.path().join("with"), true)
        .await
        .unwrap();
    restore(&other, &folder.path().join("with"), None, None).await.unwrap();
}

fn into(data: &std::path::Path, settings: &Settings) -> Settings {
    Settings {
        data: data.to_path_buf(),
        location: Location::Sqlite(Centre::sqlite_file(data)),
        ..settings.clone()
    }
}

/// Opens a restored centre; its ledger is sound, and its lists are what the ledger says.
async fn opened(settings: &Settings) -> Centre {
    let centre = Centre::open(settings.clone(), Time::System, Chance::System)
        .await
        .unwrap();
    assert_eq!(verify(&centre, |_| {}).await.unwrap().faults, []);
    let report = rebuild(&centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    centre
}
