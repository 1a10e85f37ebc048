//! The ledger as an outsider meets it: files of a real centre, checked by the program and by a checker in another language
//! that shares nothing with it.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use yimen_domain::calendar::Day;
use yimen_store::ledger::{HashKind, ORIGIN, hex};

/// The demonstration centre with its days closed, and the files that it gave out.
struct Centre {
    folder: TempDir,
    number: String,
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yimen"));
    let ours = |name: &str| name.starts_with("YIMEN_") && name != "YIMEN_FONTS";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

fn well(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

fn centre() -> &'static Centre {
    static CENTRE: OnceLock<Centre> = OnceLock::new();
    CENTRE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        let mut command = program(here);
        command.args(["demo", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().trim().starts_with("http://")));
        child.kill().unwrap();
        child.wait().unwrap();
        if well(here, &["ledger", "key", "list"]).is_empty() {
            well(here, &["ledger", "key", "new"]);
        }
        well(here, &["ledger", "close-day"]);
        well(here, &["ledger", "key", "rotate", "--algorithm", "sm2"]);
        well(here, &["ledger", "export", "export.jsonl"]);
        well(here, &["ledger", "roots", "roots.json"]);
        well(here, &["ledger", "figures", "figures.json"]);
        let export = std::fs::read_to_string(here.join("export.jsonl")).unwrap();
        let number = export
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|line| line["kind"] == "event" && line["seq"] == 1 && line["day"].is_string())
            .map(|line| serde_json::from_str::<Value>(line["text"].as_str().unwrap()).unwrap())
            .map(|event| event["what"]["number"].as_str().unwrap().to_string())
            .nth(100)
            .unwrap();
        well(here, &["ledger", "receipt", "--case", &number, "receipt.json"]);
        Centre { folder, number }
    })
}

impl Centre {
    fn here(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.here().join(name)).unwrap()
    }

    /// A file of its own for a test that alters one.
    fn put(&self, name: &str, text: &str) -> String {
        let path = self.here().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    }
}

/// Exit code and everything that was said: by the program, and by the other checker.
fn both(arguments: &[&str]) -> [(i32, String); 2] {
    let ours: Vec<&str> = match arguments {
        ["export", file] => vec!["verify", "--export", file],
        ["receipt", file] => vec!["verify", "--receipt", file],
        ["consistency", old, new] => vec!["verify", "--consistency", old, new],
        ["figures", file, export] => vec!["verify", "--figures", file, "--export", export],
        other => panic!("{other:?}"),
    };
    let output = |mut command: Command| {
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let here = centre().here();
    let mut program = program(here);
    program.args(ours);
    let mut python = Command::new("python3");
    python.current_dir(here).arg(checker()).args(arguments);
    [output(program), output(python)]
}

fn checker() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/verify.py")
}

/// The line with one character after `mark` made another.
fn altered(text: &str, mark: &str) -> String {
    let place = text.find(mark).unwrap_or_else(|| panic!("{mark} in {text}")) + mark.len();
    let other = if &text[place..=place] == "1" { "2" } else { "1" };
    format!("{}{other}{}", &text[..place], &text[place + 1..])
}

#[test]
fn the_vectors_hold_in_another_language() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ledger-vectors.json");
    let output = Command::new("python3")
        .arg(checker())
        .arg("vectors")
        .arg(vectors)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_real_centre_is_sound_in_the_database_and_in_every_file() {
    let here = centre().here();
    let verdict: Value = serde_json::from_str(&well(here, &["verify", "--json"])).unwrap();
    assert_eq!(
        (&verdict["cases"], &verdict["faults"]),
        (&360.into(), &Value::Array(Vec::new()))
    );
    assert!(verdict["days"].as_u64().unwrap() > 30, "{verdict}");
    for arguments in [
        &["export", "export.jsonl"] as &[&str],
        &["receipt", "receipt.json"],
        &["consistency", "receipt.json", "roots.json"],
        &["consistency", "figures.json", "roots.json"],
        &["figures", "figures.json", "export.jsonl"],
    ] {
        for (code, said) in both(arguments) {
            assert_eq!(code, 0, "{arguments:?}: {said}");
        }
    }
    let proved: Value = serde_json::from_str(&well(here, &["verify", "--receipt", "receipt.json", "--json"])).unwrap();
    assert_eq!(
        (proved["number"].as_str(), &proved["words"]),
        (Some(centre().number.as_str()), &true.into())
    );
}

#[test]
fn an_altered_event_is_named_and_the_figures_that_rest_on_it_fall() {
    let centre = centre();
    let export = centre.read("export.jsonl");
    let lines: Vec<&str> = export.lines().collect();
    let events: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].contains("\"kind\":\"event\"") && !lines[*at].contains("\"day\":null"))
        .collect();
    for at in [events[0], events[events.len() / 2], events[events.len() - 1]] {
        let event: Value = serde_json::from_str(lines[at]).unwrap();
        let changed = altered(lines[at], "\\\"at\\\":17");
        let mut copy = lines.clone();
        copy[at] = &changed;
        let file = centre.put(&format!("altered-{at}.jsonl"), &(copy.join("\n") + "\n"));
        let (case, what) = (
            event["case"].as_str().unwrap(),
            format!("event {} was altered", event["seq"]),
        );
        for (code, said) in both(&["export", &file]) {
            let named = said
                .lines()
                .any(|line| line.contains(&what) && (line.contains(case) || line.contains('-')));
            assert!(code == 1 && named, "{case} {what}: {said}");
        }
        for (code, said) in both(&["figures", "figures.json", &file]) {
            assert_eq!(code, 1, "{said}");
            assert!(said.contains("filed: "), "the number of cases falls: {said}");
        }
    }
}

/// The lines of a case with a shorter promise, and a chain that holds again.
fn with_a_shorter_promise(export: &str, case: &str) -> String {
    let mut hash = ORIGIN;
    let mut lines = Vec::new();
    for line in export.lines() {
        let mut value: Value = serde_json::from_str(line).unwrap();
        if value["case"] != case {
            lines.push(line.to_string());
            continue;
        }
        let mut event: Value = serde_json::from_str(value["text"].as_str().unwrap()).unwrap();
        if event["kind"] == "accepted" {
            event["what"]["promised"]["days"] = 1.into();
        }
        let text = event.to_string();
        hash = HashKind::Sm3.link(&hash, &text);
        value["hash"] = hex(&hash).into();
        value["text"] = text.into();
        lines.push(value.to_string());
    }
    lines.join("\n") + "\n"
}

#[test]
fn what_was_on_time_is_counted_again_from_the_events_in_another_language_too() {
    let centre = centre();
    let export = centre.read("export.jsonl");
    // Decided on time, and not on the day after the acceptance.
    let event = |line: &str| -> Option<Value> {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = line["text"].as_str().filter(|_| line["day"].is_string())?;
        serde_json::from_str(text).ok()
    };
    let events: Vec<Value> = export.lines().filter_map(event).collect();
    let late_by_a_promise_of_a_day = |decided: &&Value| {
        let accepted = events
            .iter()
            .find(|event| event["kind"] == "accepted" && event["case"] == decided["case"])
            .unwrap();
        let day = |event: &Value| Day::parse(event["what"]["day"].as_str().unwrap()).unwrap().days();
        let promised = accepted["what"]["promised"]["days"].as_i64().unwrap_or_default();
        let taken = i64::from(day(decided) - day(accepted));
        // On time for sure, and late for sure with a promise of one day, whatever holidays lie between.
        taken > 10 && taken <= promised
    };
    let mut decided = events.iter().filter(|event| event["kind"] == "decided");
    let case = decided.find(late_by_a_promise_of_a_day).unwrap()["case"]
        .as_str()
        .unwrap();
    let file = centre.put("promised.jsonl", &with_a_shorter_promise(&export, case));
    let [ours, other] = both(&["figures", "figures.json", &file]);
    for (code, said) in [&ours, &other] {
        assert_eq!(*code, 1, "{said}");
        assert!(said.contains("on_time: ") && said.contains("promised_days: "), "{said}");
    }
    // The program counts no day whose root does not hold; the other checker also counts every chain that does.
    let told: Value = serde_json::from_str(&centre.read("figures.json")).unwrap();
    let published = told["total"]["counts"]["on_time"].as_i64().unwrap();
    let one_less = format!("total  on_time: published {published}, counted {}", published - 1);
    assert!(other.1.contains(&one_less), "{one_less}: {}", other.1);
}

#[test]
fn a_rewritten_day_a_forged_receipt_and_a_forked_log_are_refused() {
    let centre = centre();
    let roots = centre.read("roots.json");
    let cases = [
        ("receipt", "receipt.json", "\\\"at\\\":17"),
        ("receipt", "receipt.json", "\"index\":"),
        ("receipt", "receipt.json", "\"path\":[\""),
        ("receipt", "receipt.json", "\"log_path\":[\""),
        ("receipt", "receipt.json", "\\\"root\\\":\\\""),
        ("receipt", "receipt.json", "\\\"log\\\":\\\""),
        ("receipt", "receipt.json", "\"signature\":\""),
        ("receipt", "receipt.json", "\\\"id_number\\\":\\\""),
        ("export", "export.jsonl", "\\\"root\\\":\\\""),
        ("export", "export.jsonl", "\\\"leaves\\\":"),
        ("export", "export.jsonl", "\"head\":{\"signature\":\""),
    ];
    for (command, name, mark) in cases {
        let file = centre.put("forged.json", &altered(&centre.read(name), mark));
        for (code, said) in both(&[command, &file]) {
            assert_eq!(code, 1, "{command} with another {mark}: {said}");
        }
    }
    let file = centre.put("forked.json", &altered(&roots, "\\\"leaves\\\":"));
    for arguments in [
        ["consistency", "roots.json", &file],
        ["consistency", &file, "roots.json"],
    ] {
        for (code, said) in both(&arguments) {
            assert_eq!(code, 1, "{said}");
        }
    }
    let figures = centre.put("boast.json", &altered(&centre.read("figures.json"), "\"early\":"));
    for (code, said) in both(&["figures", &figures, "export.jsonl"]) {
        assert!(code == 1 && said.contains("early: "), "{said}");
    }
}

#[test]
fn bad_files_and_wrong_use_end_with_their_own_codes() {
    let centre = centre();
    let nonsense = centre.put("nonsense.json", "{\"kind\":\"receipt\"");
    let empty = centre.put("empty.json", "");
    for file in [&nonsense, &empty] {
        for command in [
            &["receipt", file] as &[&str],
            &["export", file],
            &["consistency", file, "roots.json"],
        ] {
            for (code, said) in both(command) {
                assert!(code == 1 && !said.is_empty(), "{command:?}: {said}");
            }
        }
    }
    for (code, said) in both(&["receipt", "not-there.json"]) {
        assert!(code == 3 && said.contains("not-there.json"), "{said}");
    }
    for arguments in [
        &["verify", "--figures", "figures.json"] as &[&str],
        &["verify", "--consistency", "roots.json"],
        &["verify", "--receipt", "receipt.json", "--export", "export.jsonl"],
        &["ledger", "key", "new", "--algorithm", "rsa"],
        &["ledger", "figures", "--from", "2026-02-31", "x.json"],
        &["verify", "--ledger-hash", "md5"],
    ] {
        assert_eq!(run(centre.here(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(
        run(centre.here(), &["ledger", "key", "new"]).status.code(),
        Some(1),
        "there is one"
    );
    let other = run(centre.here(), &["verify", "--ledger-hash", "sha256"]);
    assert!(other.status.code() == Some(3) && String::from_utf8_lossy(&other.stderr).contains("sm3"));
    let missing = run(centre.here(), &["ledger", "receipt", "--case", "T-1", "x.json"]);
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn a_centre_may_begin_with_sha_256() {
    let folder = tempfile::tempdir().unwrap();
    well(folder.path(), &["ledger", "key", "new", "--ledger-hash", "sha256"]);
    let key: Value = serde_json::from_str(&well(folder.path(), &["ledger", "key", "list", "--json"])).unwrap();
    assert_eq!(key[0]["algorithm"], "ed25519");
    well(folder.path(), &["ledger", "export", "export.jsonl"]);
    let export = std::fs::read_to_string(folder.path().join("export.jsonl")).unwrap();
    assert!(export.contains("\"hash\":\"sha256\""), "{export}");
    well(folder.path(), &["verify", "--export", "export.jsonl"]);
}
