//! Lists and boards are computed anew from the events, against every way of altering a row.

use yimen_acts::cases::rebuild::{Mode, Report, rebuild};
use yimen_acts::cases::verify::verify;
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
