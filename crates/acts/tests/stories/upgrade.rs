//! A centre that an older program made, in the hands of today's.

use std::path::Path;

use tempfile::TempDir;
use yimen_acts::backup::{Terms, backup, restore};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_acts::{Centre, Chance, Settings, Time};
use yimen_domain::organisation::second::SecondFactor;
use yimen_store::tables::MIGRATIONS;
use yimen_store::{Location, Stmt};

const SCHEMA_4: &str = include_str!("../data/schema-4.sql");
const CASES: u64 = 19;

fn older(data: &Path) -> Settings {
    let key = SCHEMA_4
        .lines()
        .find_map(|line| line.strip_prefix("-- The key of its sealed words: "));
    std::fs::create_dir_all(data).unwrap();
    std::fs::write(data.join("key"), key.unwrap()).unwrap();
    let settings = settings(data);
    let database = rusqlite::Connection::open(Centre::sqlite_file(data)).unwrap();
    database.execute_batch(SCHEMA_4).unwrap();
    settings
}

fn settings(data: &Path) -> Settings {
    Settings {
        data: data.to_path_buf(),
        location: Location::Sqlite(Centre::sqlite_file(data)),
        division: "511603000000".into(),
        base_url: "http://127.0.0.1:8080".into(),
        fonts: Vec::new(),
        demonstration: true,
        ledger_hash: None,
        sealing: yimen_acts::vault::Sealing::default(),
        trusted_proxies: Vec::new(),
        second_factor: SecondFactor::Offered,
        mandate_days: 366,
        mail: None,
        payments: yimen_acts::payments::Payments::default(),
        sms: None,
        identities: Vec::new(),
        partitions: 0,
    }
}

async fn is_brought_up_to_date(settings: Settings) {
    static SCHEMA: Stmt = Stmt::read("test.schema", "SELECT MAX(number) FROM migrations");
    let centre = Centre::open(settings, Time::System, Chance::System).await.unwrap();
    let schema = centre.store().query(&SCHEMA, Vec::new()).await.unwrap()[0]
        .int(0)
        .unwrap();
    assert_eq!(schema, i64::from(MIGRATIONS.last().unwrap().number));
    let verdict = verify(&centre, |_| {}).await.unwrap();
    assert_eq!((verdict.cases, verdict.faults), (CASES, Vec::new()));
    let report = rebuild(&centre, Mode::Check, |_| {}).await.unwrap();
    assert_eq!(report.faults, []);
    assert!(
        report.different > 0,
        "clocks of schema 4 do not know their number of days"
    );
    // It was kept without the inboxes of its people, and its events came to wait for the day of the case's last change.
    let later = [
        "notices",
        "unsealed",
        "performance_facts",
        "performance_figures",
        "ratings",
    ];
    let is_known = |table| later.contains(&table);
    // And the day of an acceptance was kept, not its hour.
    let is_hour = |column: &str| column == "accepted_at";
    let others = report.differences.iter().filter(|found| !is_known(found.table));
    for found in others.filter(|found| !is_hour(found.column)) {
        assert_eq!((found.table, found.column), ("clocks", "allowed"), "{found:?}");
        assert_eq!(found.stored.as_deref(), Some("-1"));
    }
    assert_eq!(
        rebuild(&centre, Mode::Write, |_| {}).await.unwrap().mended,
        report.different
    );
    assert!(rebuild(&centre, Mode::Check, |_| {}).await.unwrap().is_sound());
    assert_eq!(verify(&centre, |_| {}).await.unwrap().faults, []);
    centre.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_centre_of_schema_4_is_brought_up_to_date() {
    let folder = TempDir::new().unwrap();
    is_brought_up_to_date(older(&folder.path().join("data"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_schema_4_is_brought_up_to_date() {
    let folder = TempDir::new().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("older.backup"));
    let old = older(&data);
    backup(&old.location, &data, &file, true).await.unwrap();
    let new = settings(&folder.path().join("new"));
    restore(&new, &file, Terms::default()).await.unwrap();
    is_brought_up_to_date(new).await;
}
