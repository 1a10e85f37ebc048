//! The trial on building permits keeps working: its table is consistent and as documented, and three made-up cases come through.

#![allow(clippy::unwrap_used, reason = "a trial that cannot go on fails its test")]

#[path = "../examples/permits/mod.rs"]
#[allow(dead_code, reason = "the program prints more than is tested")]
mod permits;

use permits::log::{Note, parse};
use permits::replay::{Fate, choose, replay};
use permits::table::{Answer, Deed, Meaning, TABLE, markdown, meaning};
use permits::{item, report};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_testkit::Engine;

#[test]
fn no_row_of_the_table_hides_behind_another() {
    for row in TABLE {
        for code in row.codes.split(' ') {
            let answer = match row.answer {
                Answer::Yes => "True",
                Answer::No => "False",
                Answer::Told => "42",
                Answer::Any => "EMPTY",
            };
            let note = Note {
                code: code.replace('*', "_"),
                name: row.name.into(),
                answer: answer.into(),
                day: Day::parse("2012-01-02").unwrap(),
            };
            assert_eq!(meaning(&note), Some(row.meaning), "{row:?} {code}");
        }
    }
}

#[test]
fn the_document_shows_the_table() {
    let document = include_str!("../../../docs/trials/building-permits.md");
    let table = markdown();
    let path = std::env::temp_dir().join("yimen-permits-table.md");
    std::fs::write(&path, &table).unwrap();
    assert!(
        document.contains(&table),
        "docs/trials/building-permits.md differs from {}",
        path.display()
    );
}

/// Made up: one is complete and granted, one is incomplete and nobody says so in time, one goes to another authority.
const LOG: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<log xes.version="1.0"><global scope="event"><string key="question" value="UNKNOWN"/></global>
<trace><string key="concept:name" value="101"/><string key="SUMleges" value="157.09305"/>
 <event><string key="concept:name" value="01_HOOFD_010"/><string key="activityNameEN" value="register submission date request"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-03-05T00:00:00+01:00"/></event>
 <event><string key="concept:name" value="01_HOOFD_020"/><string key="activityNameEN" value="reception through OLO"/><string key="question" value="True"/><date key="time:timestamp" value="2012-03-05T00:00:00+01:00"/></event>
 <event><string key="concept:name" value="08_AWB45_005"/><string key="activityNameEN" value="request complete"/><string key="question" value="True"/><date key="time:timestamp" value="2012-03-07T00:00:00+01:00"/></event>
 <event><string key="concept:name" value="06_VD_010"/><string key="activityNameEN" value="extend procedure term"/><string key="question" value="True"/><date key="time:timestamp" value="2012-04-10T00:00:00+02:00"/></event>
 <event><string key="concept:name" value="01_HOOFD_495"/><string key="activityNameEN" value="phase decision taken"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-05-21T00:00:00+02:00"/></event>
 <event><string key="concept:name" value="01_HOOFD_380"/><string key="activityNameEN" value="grounds for refusal"/><string key="question" value="False"/><date key="time:timestamp" value="2012-05-21T00:00:00+02:00"/></event>
 <event><string key="concept:name" value="01_HOOFD_510_2"/><string key="activityNameEN" value="enter senddate decision environmental permit"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-05-22T00:00:00+02:00"/></event>
</trace>
<trace><string key="concept:name" value="102"/>
 <event><string key="concept:name" value="01_HOOFD_010"/><string key="activityNameEN" value="register submission date request"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-03-06T00:00:00+01:00"/></event>
 <event><string key="concept:name" value="08_AWB45_020_2"/><string key="activityNameEN" value="enter senddate retrieve missing data"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-04-02T00:00:00+02:00"/></event>
 <event><string key="concept:name" value="08_AWB45_040"/><string key="activityNameEN" value="enter receipt of additional data"/><string key="question" value="16-4-2012 0:00:00"/><date key="time:timestamp" value="2012-05-02T00:00:00+02:00"/></event>
 <event><string key="concept:name" value="08_AWB45_005"/><string key="activityNameEN" value="request complete"/><string key="question" value="True"/><date key="time:timestamp" value="2012-05-02T00:00:00+02:00"/></event>
</trace>
<trace><string key="concept:name" value="103"/>
 <event><string key="concept:name" value="01_HOOFD_010"/><string key="activityNameEN" value="register submission date request"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-03-06T00:00:00+01:00"/></event>
 <event><string key="concept:name" value="02_DRZ_010"/><string key="activityNameEN" value="forward to the competent authority"/><string key="question" value="True"/><date key="time:timestamp" value="2012-03-08T00:00:00+01:00"/></event>
 <event><string key="concept:name" value="02_DRZ_045"/><string key="activityNameEN" value="phase procedure aborted"/><string key="question" value="EMPTY"/><date key="time:timestamp" value="2012-03-08T00:00:00+01:00"/></event>
</trace>
</log>"#;

#[test]
fn a_log_is_read_and_chosen_from() {
    let traces = parse(LOG.as_bytes()).unwrap();
    assert_eq!(
        traces.iter().map(|trace| trace.notes.len()).collect::<Vec<_>>(),
        [7, 4, 3]
    );
    assert_eq!(traces[0].says("SUMleges"), "157.09305");
    assert_eq!(
        traces[1].notes[2].day_answered(),
        Some(Day::parse("2012-04-16").unwrap())
    );
    let (every, chosen) = choose(traces, 2);
    assert_eq!((every, chosen.len()), (2, 2));
    assert_eq!(chosen[1].number, "103");
}

#[tokio::test]
async fn what_was_noted_too_late_is_refused() {
    let traces = parse(LOG.as_bytes()).unwrap();
    let record = replay(Engine::Sqlite, &traces, false).await;
    let stands: Vec<_> = record.cases.iter().map(|told| told.status).collect();
    assert_eq!(
        stands,
        [Some(Status::Issued), Some(Status::Accepted), Some(Status::NotAccepted)]
    );
    assert_eq!(record.cases[0].paid, 15_709);
    assert_eq!(
        record.cases[1].accepted,
        Some((Day::parse("2012-03-06").unwrap(), true)),
        "by law, from the receipt"
    );
    let refused: Vec<_> = record
        .refused
        .keys()
        .map(|(command, code, _)| (*command, code.as_str()))
        .collect();
    assert_eq!(
        refused,
        [
            ("extend", "invalid_fields (days)"),
            ("request_correction", "accepted_by_law"),
        ]
    );
    assert_eq!(record.lines[&Fate::ByLaw].0, 1);
    assert_eq!((record.unknown.len(), record.wrong.len()), (0, 0), "{:?}", record.wrong);
    assert!(report::figures(&record).contains("3 cases, 14 lines"));
}

#[tokio::test]
async fn a_window_that_answers_in_time_asks_and_gets_the_supplement() {
    let traces = parse(LOG.as_bytes()).unwrap();
    let record = replay(Engine::Sqlite, &traces, true).await;
    let supplied = Day::parse("2012-04-16").unwrap();
    assert_eq!(
        record.cases[1].accepted,
        Some((supplied, true)),
        "nobody answered to the supplement: by law from its day"
    );
    assert_eq!(record.commands["supplement"], (1, 1));
    assert!(!record.lines.contains_key(&Fate::None(Meaning::Order(Deed::Ask))));
    assert_eq!(item::WEEKS, [40, 130, 30]);
}
