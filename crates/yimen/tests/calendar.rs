//! `yimen calendar` as people call it: the real program, its output and its exit codes.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::Path;
use std::process::{Command, Output};

fn yimen(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yimen"))
        .current_dir(folder)
        .env_clear()
        .arg("calendar")
        .args(args)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn said(args: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = yimen(folder.path(), args);
    let nothing = folder.path().read_dir().unwrap().next().is_none();
    assert!(nothing, "looking makes no database");
    out(&output)
}

/// What a command says when it refuses, with its exit code.
fn refused(folder: &Path, args: &[&str]) -> (String, i32) {
    let output = yimen(folder, args);
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

#[test]
fn a_due_day_is_printed_alone() {
    assert_eq!(said(&["due", "--start", "2026-01-30", "--days", "20"]), "2026-03-05\n");
    assert_eq!(
        said(&["due", "--start", "2026-12-31", "--days", "1"]),
        "2027-01-01 provisional\n"
    );
}

#[test]
fn a_due_day_is_explained_a_line_a_day() {
    let text = said(&["due", "--start", "2026-02-13", "--days", "2", "--explain"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (13, "2026-02-24"));
    assert!(lines[1].starts_with("2026-02-13      -  开始的当日"), "{}", lines[1]);
    assert!(lines[2].starts_with("2026-02-14      1  春节调休上班"), "{}", lines[2]);
    assert!(
        lines[3].contains("春节放假 / Day off for the Spring Festival"),
        "{}",
        lines[3]
    );
    let fact: serde_json::Value = serde_json::from_str(&said(&[
        "due",
        "--start",
        "2026-02-13",
        "--days",
        "2",
        "--explain",
        "--json",
    ]))
    .unwrap();
    assert_eq!(fact["due"], "2026-02-24");
    assert_eq!(fact["explain"][1]["counted"], 1);
}

#[test]
fn days_are_counted_after_the_first_up_to_the_last() {
    assert_eq!(said(&["count", "--from", "2025-12-31", "--to", "2026-12-31"]), "248\n");
    assert_eq!(said(&["count", "--from", "2026-01-30", "--to", "2026-03-05"]), "20\n");
    assert_eq!(
        said(&["count", "--from", "2026-12-30", "--to", "2027-01-04"]),
        "3 provisional\n"
    );
}

#[test]
fn a_year_is_shown_with_its_notice() {
    let text = said(&["show", "2026"]);
    assert!(text.contains("国办发明电〔2025〕7号"), "{text}");
    assert!(text.contains("2026-02-15 – 2026-02-23"), "{text}");
    assert!(text.contains("248"), "{text}");
    assert!(said(&["show", "2027"]).contains("provisional"));
    let fact: serde_json::Value = serde_json::from_str(&said(&["show", "2026", "--json"])).unwrap();
    assert_eq!(
        (fact["working_days"].as_u64(), fact["published"].as_bool()),
        (Some(248), Some(true))
    );
}

#[test]
fn a_file_of_due_days_is_answered_under_the_same_heading() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("a.csv"),
        "\u{feff}accept_date,working_days\r\n2026-01-30,20\r\n2025-09-26,1\r\n",
    )
    .unwrap();
    let text = out(&yimen(folder.path(), &["due", "--batch", "a.csv"]));
    assert_eq!(
        text,
        "accept_date,working_days,due_date\n2026-01-30,20,2026-03-05\n2025-09-26,1,2025-09-28\n"
    );
    std::fs::write(
        folder.path().join("b.csv"),
        "accept_date,working_days\n2026-01-30,20\n2026-12-31,1\n",
    )
    .unwrap();
    let text = out(&yimen(folder.path(), &["due", "--batch", "b.csv"]));
    assert_eq!(
        text,
        "accept_date,working_days,due_date,provisional\n2026-01-30,20,2026-03-05,\n2026-12-31,1,2027-01-01,provisional\n"
    );
}

#[test]
fn a_malformed_line_is_named_by_its_number_and_nothing_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let text = "accept_date,working_days\n2026-01-30,20\n2026-02-31,5\n2026-01-30,0\n2026-01-30\n2026-01-30,1000000\n";
    std::fs::write(folder.path().join("a.csv"), text).unwrap();
    let (said, code) = refused(folder.path(), &["due", "--batch", "a.csv"]);
    assert_eq!(code, 1);
    for line in ["line 3", "2026-02-31", "line 4", "line 5", "line 6", "1000000"] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(!said.contains("line 2:"), "{said}");
    std::fs::write(folder.path().join("b.csv"), "date,days\n2026-01-30,20\n").unwrap();
    assert!(
        refused(folder.path(), &["due", "--batch", "b.csv"])
            .0
            .contains("accept_date")
    );
    assert_eq!(refused(folder.path(), &["due", "--batch", "missing.csv"]).1, 3);
}

#[test]
fn what_cannot_be_is_refused_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for (args, told) in [
        (
            &["due", "--start", "2026-01-30", "--days", "0"][..],
            "must be at least 1",
        ),
        (&["due", "--start", "2026-01-30", "--days", "1000000"], "100000"),
        (&["due", "--start", "2026-01-30", "--days", "99999999999"], "100000"),
        (&["due", "--start", "2026-01-30", "--days", "-5"], "-5"),
        (&["due", "--start", "2026-01-30", "--days", "five"], "five"),
        (&["due", "--start", "2026-02-31", "--days", "5"], "no such day"),
        (&["due", "--start", "30.01.2026", "--days", "5"], "2026-11-22"),
        (&["due", "--start", "1900-01-05", "--days", "5"], "1900"),
        (&["due", "--start", "9999-01-05", "--days", "5"], "9999"),
        (&["due", "--start", "10000-01-05", "--days", "5"], "not a date"),
        (
            &["due", "--start", "2026-01-30", "--days", "5", "--region", "5x"],
            "division code",
        ),
        (
            &["due", "--start", "2026-01-30", "--days", "5", "--region", "990000"],
            "no calendar of the region",
        ),
        (&["count", "--from", "2026-03-05", "--to", "2026-01-30"], "before"),
        (&["count", "--from", "1900-03-05", "--to", "2026-01-30"], "1900"),
        (&["show", "1900"], "1900"),
        (&["show", "9999"], "9999"),
        (&["show", "soon"], "soon"),
    ] {
        let (said, code) = refused(folder.path(), args);
        assert!(said.contains(told), "{args:?}: {said}");
        assert!(said.contains(" / "), "{args:?} in both languages: {said}");
        assert!((1..=2).contains(&code), "{args:?}: {code}");
    }
    assert!(folder.path().read_dir().unwrap().next().is_none());
}

const NEXT: &str =
    r#"{"$schema":"x","year":2027,"papers":["演示通知"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}"#;

#[test]
fn an_arrangement_is_tried_without_a_trace_and_then_applied() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("2027.json"), NEXT).unwrap();
    let tried = out(&yimen(folder.path(), &["import", "2027.json", "--dry-run"]));
    assert!(tried.contains("nothing was changed"), "{tried}");
    assert!(!folder.path().join("data").exists(), "trying makes no database");
    out(&yimen(folder.path(), &["import", "2027.json", "--by", "王主任"]));
    let due = ["due", "--start", "2026-12-31", "--days", "1"];
    assert_eq!(
        out(&yimen(folder.path(), &due)),
        "2027-01-04\n",
        "no longer provisional"
    );
    let versions = out(&yimen(folder.path(), &["versions"]));
    assert!(
        versions.contains("王主任") && versions.contains("演示通知"),
        "{versions}"
    );
    let again = out(&yimen(folder.path(), &["import", "2027.json", "--by", "李主任"]));
    assert!(again.contains("no new version"), "{again}");
}

#[test]
fn a_region_has_its_own_days_and_office_hours() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"year":2026,"papers":[],"days":[{"name":"火把节","date":"2026-06-03","isOffDay":true}]}"#;
    std::fs::write(folder.path().join("r.json"), text).unwrap();
    let (said, code) = refused(
        folder.path(),
        &["import", "r.json", "--region", "511603", "--by", "王主任"],
    );
    assert!(said.contains("notice") && code == 1, "{said}");
    out(&yimen(
        folder.path(),
        &[
            "import",
            "r.json",
            "--region",
            "511603",
            "--by",
            "王主任",
            "--notice",
            "前府办发〔2026〕1号",
        ],
    ));
    let local = ["due", "--start", "2026-06-02", "--days", "1", "--region", "511603"];
    assert_eq!(out(&yimen(folder.path(), &local)), "2026-06-04\n");
    assert_eq!(
        out(&yimen(folder.path(), &local[..5])),
        "2026-06-03\n",
        "the nation works on that day"
    );
    let hours = ["hours", "--set", "09:00-12:00,13:00-17:00", "--by", "王主任"];
    out(&yimen(folder.path(), &hours));
    assert!(out(&yimen(folder.path(), &["hours"])).contains("09:00-12:00,13:00-17:00"));
    assert_eq!(
        refused(folder.path(), &["hours", "--set", "late", "--by", "王主任"]).1,
        1
    );
}

#[test]
fn a_file_that_is_no_arrangement_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (text, told) in [
        ("{\"year\":2027,\"papers\":[\"x\"],\"days\":[]}", "not published yet"),
        ("not json", "JSON"),
        (&NEXT.replace("2027-01-01", "2027-02-31"), "2027-02-31"),
    ] {
        std::fs::write(folder.path().join("a.json"), text).unwrap();
        let (said, code) = refused(folder.path(), &["import", "a.json", "--dry-run"]);
        assert!(said.contains(told) && code == 1, "{said}");
    }
}

#[test]
fn a_file_that_cannot_be_read_for_certain_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, told) in [
        (&b""[..], "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (b"2026-01-30,20\n", "the first line must be accept_date,working_days"),
        (
            b"accept_date,working_days,accept_date\n2026-01-30,20,2026-01-31\n",
            "two columns",
        ),
        (
            b"accept_date,working_days\n2026-01-30,20,5\n",
            "it has 3 columns, the first line only 2",
        ),
        (
            b"accept_date,working_days,\xb1\xb8\xd7\xa2\n2026-01-30,20,x\n",
            "CSV UTF-8",
        ),
    ] {
        std::fs::write(folder.path().join("a.csv"), bytes).unwrap();
        let (said, code) = refused(folder.path(), &["due", "--batch", "a.csv"]);
        assert!(said.contains(told) && code == 1, "{told}: {said}");
    }
    let text = "note, working_days ,accept_date\nx, 20 ,2026-01-30\n,1,2026-02-13,\n";
    std::fs::write(folder.path().join("a.csv"), text).unwrap();
    assert_eq!(
        out(&yimen(folder.path(), &["due", "--batch", "a.csv"])),
        "accept_date,working_days,due_date\n2026-01-30,20,2026-03-05\n2026-02-13,1,2026-02-14\n",
        "other columns, other order, blanks and a comma at the end do not matter"
    );
}

#[test]
fn a_file_of_due_days_is_explained_as_json() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "accept_date,working_days\n2026-02-13,1\n").unwrap();
    let text = out(&yimen(
        folder.path(),
        &["due", "--batch", "a.csv", "--explain", "--json"],
    ));
    let facts: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(facts[0]["due_date"], "2026-02-14");
    assert_eq!(facts[0]["explain"][1]["zh"], "春节调休上班");
    let (said, code) = refused(folder.path(), &["due", "--batch", "a.csv", "--explain"]);
    assert!(said.contains("--json") && code == 2, "{said}");
}

#[test]
fn the_calendar_of_the_program_is_a_version_too() {
    let facts: serde_json::Value = serde_json::from_str(&said(&["versions", "--json"])).unwrap();
    assert_eq!(facts[0]["version"], 1);
    assert!(said(&["versions"]).contains("国办发明电〔2025〕7号"));
}

#[test]
fn limits_in_hours_count_office_hours_and_a_limit_in_days_ends_when_they_do() {
    let folder = tempfile::tempdir().unwrap();
    let base = ["due", "--start", "2026-01-30T16:00", "--hours", "2"];
    let (said, code) = refused(folder.path(), &base);
    assert!(said.contains("No office hours are set") && code == 1, "{said}");
    assert!(folder.path().read_dir().unwrap().next().is_none());
    let hours = ["hours", "--set", "09:00-12:00,13:00-17:00", "--by", "王主任"];
    out(&yimen(folder.path(), &hours));
    let own = ["--region", "511603"];
    let due = |args: &[&str]| out(&yimen(folder.path(), &[args, &own].concat()));
    assert_eq!(due(&base), "2026-02-02T10:00\n", "an hour on Friday, an hour on Monday");
    for (start, count, ends) in [
        ("2026-01-30T16:00", "1", "2026-01-30T17:00"),
        ("2026-01-30T11:30", "1", "2026-01-30T13:30"),
        ("2026-02-13T17:30", "1", "2026-02-14T10:00"),
        ("2026-02-14T16:00", "2", "2026-02-24T10:00"),
        ("2026-12-31T16:00", "2", "2027-01-01T10:00 provisional"),
    ] {
        assert_eq!(
            due(&["due", "--start", start, "--hours", count]),
            format!("{ends}\n"),
            "{start} {count}"
        );
    }
    let text = due(&[&base[..], &["--explain"]].concat());
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with("2026-01-30   1:00    1:00  工作日"), "{text}");
    assert!(lines[1].starts_with("2026-01-31      -    1:00  周末"), "{text}");
    let fact: serde_json::Value = serde_json::from_str(&due(&[&base[..], &["--json", "--explain"]].concat())).unwrap();
    assert_eq!(
        (&fact["due"], &fact["explain"][3]["total"]),
        (&"2026-02-02T10:00".into(), &120.into())
    );
    let days = ["due", "--start", "2026-01-30", "--days", "20"];
    assert_eq!(due(&days), "2026-03-05\n", "the plain answer stays the day");
    let fact: serde_json::Value = serde_json::from_str(&due(&[&days[..], &["--json"]].concat())).unwrap();
    assert_eq!(fact["ends"], "2026-03-05T17:00");
    let text = due(&[&days[..], &["--explain"]].concat());
    assert!(
        text.lines().last().unwrap().starts_with("2026-03-05  17:00  停止办公"),
        "{text}"
    );
    let text = out(&yimen(folder.path(), &[&days[..], &["--json"]].concat()));
    assert!(
        text.contains("2026-03-05T24:00"),
        "the nation has no office hours: {text}"
    );
    for (args, told) in [
        (&["due", "--start", "2026-01-30", "--hours", "2"][..], "names no time"),
        (&["due", "--start", "2026-01-30T24:00", "--hours", "2"], "names no time"),
        (&["due", "--start", "2026-02-31T10:00", "--hours", "2"], "no such day"),
        (
            &["due", "--start", "2026-01-30T10:00", "--hours", "0"],
            "number of hours",
        ),
        (
            &["due", "--start", "2026-01-30T10:00", "--hours", "4000000000"],
            "number of hours",
        ),
        (&["due", "--start", "9999-01-30T10:00", "--hours", "1"], "9999"),
        (
            &["due", "--start", "2026-01-30T10:00", "--hours", "1", "--days", "1"],
            "cannot be used with",
        ),
        (&["due", "--start", "2026-01-30"], "--hours"),
    ] {
        let (said, code) = refused(folder.path(), &[args, &own].concat());
        assert!(said.contains(told) && code == 2, "{args:?}: {said}");
    }
    assert!(out(&yimen(folder.path(), &["versions"])).contains("office hours"));
}
