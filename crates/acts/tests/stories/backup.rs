//! Backup, restore and the centre as it was at a moment.

use tempfile::TempDir;
use yimen_acts::backup::{Terms, backup, restore};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_acts::ledger::{days, keys};
use yimen_acts::{Centre, Chance, Settings, Time};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::proceedings::Order;
use yimen_domain::cases::proceedings::task::{Order as Task, To};
use yimen_domain::organisation::posts::Person;
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

static TASKS: Stmt = Stmt::read("test.tasks", "SELECT stage FROM tasks");

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
    let (examiner, of_task) = (town.examiner("justice"), |order| Command::Proceeding(Box::new(order)));
    let give = Task::Give {
        what: "核对经济困难情况".into(),
        to: To::Person(Person {
            account: town.account("examiner-justice").id,
            name: "审查人员".into(),
        }),
        days: 3,
    };
    examiner.gives(&number, of_task(Order::Task(give))).await.unwrap();
    let (then, was) = (town.centre.now().0, lists(&town.centre).await);
    town.seconds_later(1);
    let reason = "已经核对".into();
    examiner
        .gives(&number, of_task(Order::Drop { no: 1, reason }))
        .await
        .unwrap();
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
    restore(&whole, &file, with(&key)).await.unwrap();
    let centre = opened(&whole).await;
    assert_eq!(
        (lists(&centre).await, closed_days(&centre).await),
        (lists(&town.centre).await, 2)
    );
    centre.close().await.unwrap();

    let before = into(&folder.path().join("before"), settings);
    let until = Terms {
        until: Some(then),
        ..with(&key)
    };
    let restored = restore(&before, &file, until).await.unwrap();
    assert_eq!(restored.left_out, 3);
    let centre = opened(&before).await;
    assert_eq!((lists(&centre).await, closed_days(&centre).await), (was, 1));
    let tasks = centre.store().query(&TASKS, Vec::new()).await.unwrap();
    assert_eq!(tasks[0].text(0), Ok("given"), "it was called off later");
    centre.close().await.unwrap();

    let other = into(&folder.path().join("other"), settings);
    assert!(restore(&other, &file, with(&"0".repeat(64))).await.is_err());
    assert!(
        restore(&other, &file, Terms::default()).await.is_err(),
        "the key is not in the file"
    );
    assert!(!other.data.exists(), "nothing half restored stays behind");
    backup(&settings.location, town.data(), &folder.path().join("with"), true)
        .await
        .unwrap();
    restore(&other, &folder.path().join("with"), Terms::default())
        .await
        .unwrap();
}

fn with(key: &str) -> Terms<'_> {
    Terms {
        key: Some(key),
        ..Terms::default()
    }
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_with_an_altered_event_is_refused_and_says_which_day() {
    Town::hold(Engine::File, a_backup_with_an_altered_event_is_refused).await;
}

/// Whoever alters the database, or writes a file of their own with its seal, cannot make the signed roots anew.
async fn a_backup_with_an_altered_event_is_refused(town: &Town) {
    keys::new(&town.centre, yimen_acts::ledger::sign::Algorithm::Ed25519)
        .await
        .unwrap();
    let number = town.finished_case(items::LEGAL_AID).await;
    town.days_later(1);
    days::close_by_hand(&town.centre).await.unwrap();
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    let folder = TempDir::new().unwrap();
    let (settings, key) = (
        town.centre.settings(),
        std::fs::read_to_string(town.data().join("key")).unwrap(),
    );
    let saved = async |name: &str| {
        let file = folder.path().join(name);
        backup(&settings.location, town.data(), &file, false).await.unwrap();
        file
    };
    let place = into(&folder.path().join("place"), settings);
    let refused = async |name: &str| {
        let error = restore(&place, &saved(name).await, with(&key)).await.unwrap_err();
        assert!(!place.data.exists(), "nothing is left behind");
        error.to_string()
    };

    // One word, with a chain that no longer holds.
    town.db_alter_event(&number, 1, "2026", "2025").await;
    let why = refused("word").await;
    assert!(why.contains("event 1 was altered (day 2026-03-02), case "), "{why}");
    let accepted = Terms {
        altered: true,
        ..with(&key)
    };
    restore(&place, &folder.path().join("word"), accepted).await.unwrap();
    std::fs::remove_dir_all(&place.data).unwrap();

    // The last event of a closed day with a chain that holds again: its day's root does not come of it.
    town.db_alter_event(&number, 1, "2025", "2026").await;
    town.db_alter_event(&number, 5, "2026", "2025").await;
    let events = "SELECT text, hash FROM events WHERE case_id IN (SELECT id FROM cases WHERE number = $1) ORDER BY seq";
    let rows = town.db_rows(events, vec![number.as_str().into()]).await;
    let before: [u8; 32] = rows[3].bytes(1).unwrap().try_into().unwrap();
    let hash = town.centre.hash().link(&before, rows[4].text(0).unwrap());
    let sql = "UPDATE events SET hash = $1 WHERE seq = 5 AND case_id IN (SELECT id FROM cases WHERE number = $2)";
    town.db_tamper(1, sql, vec![hash.into(), number.as_str().into()]).await;
    let why = refused("chain").await;
    assert!(
        why.contains("day 2026-03-02: its root is not that of its events"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_names_the_last_signed_head_and_the_number_of_events() {
    Town::hold(Engine::File, a_backup_names_how_far_the_ledger_had_come).await;
}

async fn a_backup_names_how_far_the_ledger_had_come(town: &Town) {
    keys::new(&town.centre, yimen_acts::ledger::sign::Algorithm::Ed25519)
        .await
        .unwrap();
    town.finished_case(items::LEGAL_AID).await;
    town.days_later(1);
    days::close_by_hand(&town.centre).await.unwrap();
    let last = days::between(&town.centre, None, None).await.unwrap().pop().unwrap();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("centre.backup");
    backup(&town.centre.settings().location, town.data(), &file, false)
        .await
        .unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let list = &text[text.rfind("{\"parts\"").unwrap()..];
    let list: serde_json::Value = serde_json::Deserializer::from_str(list)
        .into_iter()
        .next()
        .unwrap()
        .unwrap();
    let ledger = &list["ledgers"][town.centre.div()];
    assert_eq!(ledger["events"], 5);
    assert_eq!(ledger["head"], last.seal.head.as_str());
    assert_eq!(ledger["signature"], last.seal.signature.as_str());
}
