//! Lists and boards are computed anew from the events, against every way of altering a row.

use yimen_acts::cases::rebuild::{Mode, Report, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_acts::ledger::days::{self, on_day};
use yimen_acts::ledger::keys;
use yimen_acts::notices::{deliver, mark_read};
use yimen_testkit::{Town, items};

async fn looks(town: &Town) -> Report {
    rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap()
}

async fn mends(town: &Town) -> Report {
    rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap()
}

/// A finished case, one on the desk and one with a fee; the number of the second.
async fn history(town: &Town) -> String {
    town.finished_case(items::LEGAL_AID).await;
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.finished_case(items::PASSPORT).await;
    number
}

fn named(report: &Report) -> Vec<(&str, &str, &str)> {
    let named = |found: &'static str| found;
    report
        .differences
        .iter()
        .map(|found| (named(found.table), found.row.as_str(), named(found.column)))
        .collect()
}

pub async fn what_nobody_altered_is_the_same(town: &Town) {
    history(town).await;
    let report = looks(town).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.cases, report.different), (3, 0));
    assert_eq!(mends(town).await.mended, 0);
}

pub async fn each_altered_column_is_named_and_mended(town: &Town) {
    let number = history(town).await;
    let of_case = "(SELECT id FROM cases WHERE number = $1)";
    for (table, row, column, sql) in [
        (
            "cases",
            "",
            "is_open",
            "UPDATE cases SET is_open = 0 WHERE number = $1".to_string(),
        ),
        (
            "cases",
            "",
            "item",
            "UPDATE cases SET item = 'x' WHERE number = $1".to_string(),
        ),
        (
            "cases",
            "",
            "status",
            "UPDATE cases SET status = 'lost' WHERE number = $1".to_string(),
        ),
        (
            "cases",
            "",
            "events",
            "UPDATE cases SET events = 9 WHERE number = $1".to_string(),
        ),
        (
            "cases",
            "",
            "due_day",
            "UPDATE cases SET due_day = due_day + 1 WHERE number = $1".to_string(),
        ),
        (
            "clocks",
            "decision_promised",
            "due_at",
            format!("UPDATE clocks SET due_at = 5 WHERE kind = 'decision_promised' AND case_id IN {of_case}"),
        ),
        (
            "clocks",
            "decision_promised",
            "allowed",
            format!("UPDATE clocks SET allowed = -1 WHERE kind = 'decision_promised' AND case_id IN {of_case}"),
        ),
    ] {
        town.db_tamper(1, &sql, vec![number.as_str().into()]).await;
        let report = looks(town).await;
        assert_eq!(named(&report), [(table, row, column)]);
        assert!(!report.is_sound());
        assert_eq!(report.differences[0].number, number);
        assert_eq!(mends(town).await.mended, 1);
        assert_eq!(looks(town).await.differences, []);
    }
    assert!(verify(&town.centre, |_| {}).await.unwrap().is_sound());
}

pub async fn removed_and_invented_rows_are_named_and_mended(town: &Town) {
    let number = history(town).await;
    let of_case = "(SELECT id FROM cases WHERE number = $1)";
    let count = async |sql: &str| town.db_rows(sql, Vec::new()).await[0].int(0).unwrap();
    let before = (
        count("SELECT COUNT(*) FROM documents").await,
        count("SELECT COUNT(*) FROM clocks").await,
    );
    let invent = format!(
        "INSERT INTO clocks (div, case_id, kind, state, start_day, allowed, due_at, provisional, calendar) \
         SELECT div, id, 'never', 'running', 1, 1, 1, 0, 1 FROM cases WHERE id IN {of_case}"
    );
    town.db_tamper(1, &invent, vec![number.as_str().into()]).await;
    let remove = format!("DELETE FROM documents WHERE seq = 1 AND case_id IN {of_case}");
    town.db_tamper(1, &remove, vec![number.as_str().into()]).await;
    let invent = format!(
        "INSERT INTO documents (div, token, case_id, kind, number, seq, made_day) \
         SELECT div, 'forged', id, 'licence', 'x', 9, 1 FROM cases WHERE id IN {of_case}"
    );
    town.db_tamper(1, &invent, vec![number.as_str().into()]).await;
    assert_eq!(looks(town).await.different, 3);
    town.db_remove_case_row(&number).await;
    assert_eq!(looks(town).await.different, 4);
    let report = mends(town).await;
    assert_eq!((report.mended, report.is_sound()), (4, true), "{report:?}");
    let after = (
        count("SELECT COUNT(*) FROM documents").await,
        count("SELECT COUNT(*) FROM clocks").await,
    );
    assert_eq!(after, before);
    assert_eq!(looks(town).await.differences, []);
    assert!(verify(&town.centre, |_| {}).await.unwrap().is_sound());
}

pub async fn a_series_set_back_is_raised(town: &Town) {
    history(town).await;
    let name = format!("case/{}", items::LEGAL_AID);
    let sql = "UPDATE counters SET last = 1 WHERE name = $1 AND last = 2";
    town.db_tamper(1, sql, vec![name.as_str().into()]).await;
    assert_eq!(named(&looks(town).await), [("counters", name.as_str(), "last")]);
    assert!(mends(town).await.is_sound());
    assert!(looks(town).await.is_sound());
}

pub async fn a_case_whose_events_do_not_hold_is_left_alone(town: &Town) {
    let number = history(town).await;
    town.db_alter_event(&number, 1, "2026", "2025").await;
    let sql = "UPDATE cases SET body = 'police' WHERE number = $1";
    town.db_tamper(1, sql, vec![number.as_str().into()]).await;
    let report = mends(town).await;
    assert_eq!(
        (report.different, report.faults.len(), report.is_sound()),
        (0, 1, false)
    );
    let body = "SELECT body FROM cases WHERE number = $1";
    let rows = town.db_rows(body, vec![number.as_str().into()]).await;
    assert_eq!(rows[0].text(0), Ok("police"));
}

pub async fn people_work_while_it_is_rebuilt(town: &Town) {
    history(town).await;
    let citizen = town.citizen("citizen1");
    let application = citizen.application(items::LEGAL_AID).await;
    let work = async {
        for _ in 0..15 {
            let number = citizen.submits(None, application.clone()).await.unwrap().number;
            town.clerk().accepts(&number).await.unwrap();
            town.examiner("justice").reviews(&number).await.unwrap();
        }
    };
    let tampering = async {
        for _ in 0..10 {
            let sql = "UPDATE clocks SET allowed = -1 WHERE state = 'stopped' AND kind = $1 AND allowed > 0";
            let stmt = Box::leak(Box::new(yimen_store::Stmt::write("test.mark", sql)));
            let write = yimen_store::Write {
                stmt,
                params: vec!["supplement_notice".into()],
                expect: None,
            };
            town.centre.store().direct(vec![vec![write]]).await.unwrap();
            let report = mends(town).await;
            assert!(report.is_sound(), "{report:?}");
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(work, tampering);
    assert_eq!(looks(town).await.differences, []);
}

/// Each row of a table that follows from the events: what is altered, and what is named.
async fn named_and_mended(town: &Town, sql: &str, found: &[(&str, &str, &str)]) {
    town.db_tamper(1, sql, Vec::new()).await;
    let report = looks(town).await;
    assert_eq!(named(&report), found, "{sql}: {report:?}");
    assert_eq!(mends(town).await.mended, found.len() as u64, "{sql}");
    let report = looks(town).await;
    assert!(report.is_sound() && report.differences.is_empty(), "{sql}: {report:?}");
}

pub async fn what_applicants_were_told_follows_from_the_events(town: &Town) {
    history(town).await;
    while deliver(&town.centre, 100).await.unwrap() > 0 {}
    let first = "(SELECT id FROM notices WHERE seq = 1 ORDER BY id LIMIT 1)";
    let last = "(SELECT id FROM notices WHERE seq = 2 ORDER BY id DESC LIMIT 1)";
    named_and_mended(
        town,
        &format!("UPDATE notices SET zh = '没有消息' WHERE id = {first}"),
        &[("notices", "1", "zh")],
    )
    .await;
    named_and_mended(
        town,
        &format!("UPDATE notices SET at = at + 1 WHERE id = {last}"),
        &[("notices", "2", "at")],
    )
    .await;
    named_and_mended(
        town,
        &format!("DELETE FROM notices WHERE id = {last}"),
        &[("notices", "2", "")],
    )
    .await;
    let invent = format!(
        "INSERT INTO notices (div, account, id, case_id, seq, at, zh, en) \
         SELECT div, account, case_id, case_id, 40, at, zh, en FROM notices WHERE id = {first}"
    );
    named_and_mended(town, &invent, &[("notices", "40", "")]).await;
    // In the inbox of somebody else.
    let clerk = "(SELECT id FROM accounts WHERE login = 'clerk1')";
    town.db_tamper(
        1,
        &format!("UPDATE notices SET account = {clerk} WHERE id = {first}"),
        Vec::new(),
    )
    .await;
    assert_eq!(looks(town).await.different, 2, "one is missing, one is a stranger's");
    assert_eq!(mends(town).await.mended, 2);
    assert!(looks(town).await.is_sound());
    let strangers = format!("SELECT COUNT(*) FROM notices WHERE account = {clerk}");
    assert_eq!(town.db_rows(&strangers, Vec::new()).await[0].int(0), Ok(0));
}

pub async fn what_was_read_stays_read(town: &Town) {
    history(town).await;
    while deliver(&town.centre, 100).await.unwrap() > 0 {}
    mark_read(&town.centre, town.account("citizen1").id).await.unwrap();
    let sql = "UPDATE notices SET en = 'nothing' WHERE id = (SELECT id FROM notices ORDER BY id LIMIT 1)";
    town.db_tamper(1, sql, Vec::new()).await;
    assert_eq!(mends(town).await.mended, 1);
    let unread = "SELECT COUNT(*) FROM notices WHERE read_at IS NULL";
    assert_eq!(town.db_rows(unread, Vec::new()).await[0].int(0), Ok(0));
}

pub async fn what_waits_to_be_told_follows_from_the_events(town: &Town) {
    history(town).await;
    let first = "(SELECT id FROM outbox WHERE seq = 2 ORDER BY id LIMIT 1)";
    named_and_mended(
        town,
        &format!("UPDATE outbox SET at = 5 WHERE id = {first}"),
        &[("outbox", "2", "at")],
    )
    .await;
    named_and_mended(
        town,
        &format!("UPDATE outbox SET topic = 'dance' WHERE id = {first}"),
        &[("outbox", "2", "topic")],
    )
    .await;
    named_and_mended(
        town,
        &format!("UPDATE outbox SET seq = 40 WHERE id = {first}"),
        &[("notices", "2", ""), ("outbox", "40", "")],
    )
    .await;
    // A row that is gone is done: its notice must be there.
    let second = "(SELECT id FROM outbox WHERE seq = 1 ORDER BY id DESC LIMIT 1)";
    named_and_mended(
        town,
        &format!("DELETE FROM outbox WHERE id = {second}"),
        &[("notices", "1", "")],
    )
    .await;
}

pub async fn figures_of_days_follow_from_the_events(town: &Town) {
    history(town).await;
    let day = "2026-03-02 justice";
    let lane = "lane = (SELECT MIN(lane) FROM day_figures WHERE body = 'justice') AND body = 'justice'";
    for (column, sql) in [
        (
            "filed",
            format!("UPDATE day_figures SET filed = filed + 1 WHERE {lane}"),
        ),
        (
            "in_time",
            format!("UPDATE day_figures SET in_time = in_time - 1 WHERE {lane}"),
        ),
    ] {
        named_and_mended(town, &sql, &[("day_figures", day, column)]).await;
    }
    let invent = "INSERT INTO day_figures (div, day, body, lane, filed, accepted, decided, in_time, granted, rated, rating_sum, \
                  closed) SELECT div, day + 1, body, lane, 0, 0, 0, 0, 0, 0, 0, 7 FROM day_figures WHERE ";
    named_and_mended(
        town,
        &format!("{invent}{lane}"),
        &[("day_figures", "2026-03-03 justice", "closed")],
    )
    .await;
    let open = "UPDATE open_figures SET cases = cases + 1 WHERE body = 'justice' AND status = 'accepted' AND lane = (SELECT lane \
                FROM open_figures WHERE body = 'justice' AND status = 'accepted' ORDER BY lane LIMIT 1)";
    named_and_mended(town, open, &[("open_figures", "justice accepted", "cases")]).await;
    let invent = "INSERT INTO open_figures (div, body, status, lane, cases) SELECT div, 'nobody', status, lane, 3 FROM open_figures \
                  ORDER BY body, status, lane LIMIT 1";
    town.db_tamper(1, invent, Vec::new()).await;
    assert_eq!(looks(town).await.different, 1);
    assert_eq!(mends(town).await.mended, 1);
    for column in ["due", "promised", "statutory", "later"] {
        let last = format!("SELECT MAX(day) FROM due_figures WHERE body = 'justice' AND {column} > 0");
        let day = on_day(town.db_rows(&last, Vec::new()).await[0].int(0).unwrap());
        let sql = format!("UPDATE due_figures SET {column} = {column} + 1 WHERE body = 'justice' AND day = ({last})");
        named_and_mended(town, &sql, &[("due_figures", &format!("{day} justice"), column)]).await;
    }
    let invent = "INSERT INTO due_figures (div, day, body, lane, due, promised, statutory, later) \
                  SELECT div, -2147483648, body, lane, 0, 0, 5, 0 FROM due_figures ORDER BY day, body, lane LIMIT 1";
    town.db_tamper(1, invent, Vec::new()).await;
    let report = looks(town).await;
    assert_eq!(report.different, 1);
    assert!(report.differences[0].row.starts_with("past "), "{report:?}");
    assert_eq!(mends(town).await.mended, 1);
    // A case whose row is wrong is counted by its events.
    let sql = "UPDATE cases SET decided_day = decided_day + 1 WHERE body = 'justice' AND decided_day IS NOT NULL";
    named_and_mended(town, sql, &[("cases", "", "decided_day")]).await;
    let sql = "UPDATE cases SET status = 'reviewed' WHERE body = 'justice' AND status = 'accepted'";
    named_and_mended(town, sql, &[("cases", "", "status")]).await;
}

/// A town with a closed day, and one on which people go on working.
async fn closed_day(town: &Town) {
    history(town).await;
    keys::new(&town.centre, Default::default()).await.unwrap();
    town.days_later(1);
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap().len(), 1);
    history(town).await;
}

pub async fn what_waits_for_its_day_follows_from_the_events(town: &Town) {
    closed_day(town).await;
    let first = "case_id = (SELECT case_id FROM unsealed ORDER BY case_id LIMIT 1) AND seq = 2";
    named_and_mended(
        town,
        &format!("UPDATE unsealed SET day = day + 9 WHERE {first}"),
        &[("unsealed", "2", "day")],
    )
    .await;
    named_and_mended(
        town,
        &format!("DELETE FROM unsealed WHERE {first}"),
        &[("unsealed", "2", "")],
    )
    .await;
    let invent = "INSERT INTO unsealed (div, day, case_id, seq) SELECT div, day, case_id, 1 FROM leaves \
                  WHERE case_id = (SELECT case_id FROM leaves ORDER BY case_id LIMIT 1)";
    named_and_mended(town, invent, &[("unsealed", "1", "")]).await;
    let invent = "INSERT INTO unsealed (div, day, case_id, seq) SELECT div, day + 9, case_id, 1 FROM leaves \
                  WHERE case_id = (SELECT case_id FROM leaves ORDER BY case_id LIMIT 1)";
    named_and_mended(town, invent, &[("unsealed", "1", "")]).await;
    town.days_later(1);
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap().len(), 1);
    assert!(verify(&town.centre, |_| {}).await.unwrap().is_sound());
}

pub async fn which_tree_an_event_is_in_follows_from_events_and_roots(town: &Town) {
    closed_day(town).await;
    town.days_later(1);
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap().len(), 1);
    let first = "case_id = (SELECT case_id FROM leaves ORDER BY case_id LIMIT 1)";
    let leaf = |row: &'static str| [("leaves", row, "")];
    named_and_mended(
        town,
        &format!("UPDATE leaves SET day = day + 1 WHERE {first}"),
        &leaf("1"),
    )
    .await;
    named_and_mended(
        town,
        &format!("UPDATE leaves SET last = last - 1 WHERE {first}"),
        &leaf("1"),
    )
    .await;
    named_and_mended(town, &format!("DELETE FROM leaves WHERE {first}"), &leaf("1")).await;
    let sql = "UPDATE ledger_days SET leaves = leaves + 1 WHERE day = (SELECT MIN(day) FROM ledger_days)";
    named_and_mended(town, sql, &[("ledger_days", "2026-03-02", "leaves")]).await;
    assert!(verify(&town.centre, |_| {}).await.unwrap().is_sound());
}

pub async fn an_event_that_came_late_is_where_the_root_says(town: &Town) {
    closed_day(town).await;
    // By the clock of the machine that wrote it, the last event is of the day that is closed.
    town.days_later(-1);
    let citizen = town.citizen("citizen1");
    citizen.files(items::LEGAL_AID).await.unwrap();
    assert!(looks(town).await.is_sound(), "it waits");
    town.days_later(2);
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap().len(), 1);
    let report = looks(town).await;
    assert!(report.is_sound() && report.differences.is_empty(), "{report:?}");
    assert_eq!(verify(&town.centre, |_| {}).await.unwrap().late, 1);
}
