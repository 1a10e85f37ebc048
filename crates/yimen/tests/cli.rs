//! The program as an operator meets it: what it prints, how it ends, and that it keeps what it was given.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

mod flood;
mod torture;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use yimen_domain::calendar::Day;

/// A folder of data and the program that uses it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        Place {
            folder: TempDir::new().unwrap(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yimen"));
        let ours = |name: &str| name.starts_with("YIMEN_") && name != "YIMEN_FONTS";
        for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.program().args(arguments).output().unwrap())
    }

    /// One line of JSON.
    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ended = self.run(&[arguments, &["--json"]].concat());
        let fact = serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        (ended.code, fact)
    }

    fn serves(&self, arguments: &[&str]) -> Server {
        let mut command = self.program();
        command.args(arguments).args(["--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = lines
            .by_ref()
            .map(|line| line.unwrap())
            .find(|line| line.trim().starts_with("http://"));
        let address = said
            .expect("the address is printed")
            .trim()
            .trim_start_matches("http://")
            .to_string();
        std::thread::spawn(move || lines.for_each(drop));
        let mut log = child.stderr.take().unwrap();
        // Read as it comes: a server whose log nobody reads waits for its reader.
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        Server {
            child: Some(child),
            address,
            log: Some(log),
        }
    }
}

#[derive(Debug)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    fn of(output: Output) -> Ended {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

struct Server {
    child: Option<Child>,
    address: String,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Server {
    /// Status and body.
    fn asks(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        asks(&self.address, method, path, headers, body).unwrap()
    }

    fn reads(&self, path: &str) -> (u16, String) {
        self.asks("GET", path, &[], "")
    }

    /// Ends it as a service manager does.
    fn told_to_end(mut self) -> Ended {
        let child = self.child.take().unwrap();
        let told = Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        let err = self.log.take().unwrap().join().unwrap();
        Ended {
            err,
            ..Ended::of(child.wait_with_output().unwrap())
        }
    }
}

/// Status and body of what a server answers; an error when it went away before the answer was whole.
fn asks(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<(u16, String)> {
    let mut line = TcpStream::connect(address)?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    line.write_all(request.as_bytes())?;
    let mut answer = String::new();
    line.read_to_string(&mut answer)?;
    let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(cut)?;
    Ok((status, body.to_string()))
}

fn demo(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../demo")
        .join(name)
        .to_str()
        .unwrap()
        .to_string()
}

/// Subcommands that a help text lists.
fn subcommands(help: &str) -> Vec<String> {
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
    let names = listed
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_string)
        .collect()
}

#[test]
fn every_command_explains_itself() {
    fn explains(place: &Place, path: &[String]) -> usize {
        let arguments: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let ended = place.run(&arguments);
        assert_eq!(ended.code, 0, "{path:?}: {ended:?}");
        assert!(
            ended
                .out
                .contains(&format!("Usage: yimen {}", path.join(" ")).trim_end().to_string()),
            "{ended:?}"
        );
        let below = subcommands(&ended.out);
        let explained: usize = below
            .iter()
            .map(|name| explains(place, &[path, std::slice::from_ref(name)].concat()))
            .sum();
        explained + 1
    }
    let place = Place::new();
    assert!(explains(&place, &[]) >= 12);
    assert!(place.run(&["--help"]).out.contains("Exit codes: 0 all is well"));
    assert!(place.run(&["--version"]).out.starts_with("yimen 0."));
    assert!(!place.data().exists(), "explaining makes nothing");
}

#[test]
fn a_wrong_command_or_setting_ends_with_2_and_makes_nothing() {
    let place = Place::new();
    for arguments in [
        &["dance"] as &[&str],
        &["verify", "--colour"],
        &["items", "import"],
        &["migrate", "--division", "5116"],
        &["migrate", "--database-url", "mysql://localhost/x"],
        &["serve", "--listen", "somewhere"],
        &["serve", "--base-url", "ftp://x"],
        &["user", "add", "anna", "--role", "king"],
        &["demo", "--listen", "0.0.0.0:0"],
        &["demo", "--listen", "[::]:0"],
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {ended:?}");
        assert!(!ended.err.is_empty() && ended.out.is_empty(), "{ended:?}");
    }
    std::fs::write(place.folder.path().join("yimen.toml"), "colour = 'red'").unwrap();
    let ended = place.run(&["migrate"]);
    assert!(
        ended.code == 2 && ended.err.contains("yimen.toml") && ended.err.contains("colour"),
        "{ended:?}"
    );
    assert!(!place.data().exists());
}

#[test]
fn settings_come_from_flag_environment_and_file_in_this_order() {
    let place = Place::new();
    std::fs::write(place.folder.path().join("yimen.toml"), "data = 'from-file'").unwrap();
    assert_eq!(place.run(&["migrate"]).code, 0);
    assert!(place.folder.path().join("from-file/yimen.db").exists());
    let mut command = place.program();
    assert!(
        command
            .env("YIMEN_DATA", "from-environment")
            .arg("migrate")
            .status()
            .unwrap()
            .success()
    );
    assert!(place.folder.path().join("from-environment/yimen.db").exists());
    let mut command = place.program();
    let command = command
        .env("YIMEN_DATA", "elsewhere")
        .args(["migrate", "--data", "from-flag"]);
    assert!(command.status().unwrap().success());
    assert!(place.folder.path().join("from-flag/yimen.db").exists());
    assert!(!place.folder.path().join("elsewhere").exists());
}

#[test]
fn the_real_catalogue_is_taken_whole() {
    let place = Place::new();
    let (code, report) = place.json(&["items", "import", &demo("qianfeng_items.csv")]);
    assert_eq!(
        (code, &report["taken"], &report["refused"]),
        (0, &json!(1_135), &json!(0))
    );
    assert_eq!(report["rows"].as_array().unwrap().len(), 1_135);
    let (code, again) = place.json(&["items", "import", &demo("qianfeng_items.csv")]);
    assert_eq!(
        (code, &again["unchanged"], &again["taken"]),
        (0, &json!(1_135), &json!(0))
    );
    let words = place.run(&["items", "import", "--brief", &demo("qianfeng_items.csv")]);
    assert!(
        words
            .out
            .contains("1135 rows: 0 taken, 0 changed, 1135 unchanged, 0 refused"),
        "{}",
        words.out
    );
}

#[test]
fn what_is_no_catalogue_is_refused_with_its_line() {
    let place = Place::new();
    let file = |text: &[u8]| {
        let path = place.folder.path().join("file.csv");
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let heading = "department,main_item,name,itemCode,taskType,areaCode,deptCode\n";
    let ended = place.run(&["items", "import", &file(b"a,b\n1,2\n")]);
    assert!(
        ended.code == 1 && ended.err.contains("line 1") && ended.err.contains("第 1 行"),
        "{ended:?}"
    );
    let broken = [heading.as_bytes(), "局,,事项,T-0001,1,,x\n".as_bytes(), b"\xff\xfe"].concat();
    let (code, told) = place.json(&["items", "import", &file(&broken)]);
    assert!(
        code == 1 && told["error"].as_str().unwrap().contains("line 3"),
        "{told}"
    );
    let rows = format!("{heading}局,,事项一,T-0001,1,,x\n局,,事项二,T-0001,1,,x\n");
    let (code, report) = place.json(&["items", "import", &file(rows.as_bytes())]);
    assert_eq!((code, &report["taken"], &report["refused"]), (1, &json!(1), &json!(1)));
    assert_eq!(place.run(&["items", "import", "not-there.csv"]).code, 3);
}

#[test]
fn accounts_and_tokens_are_made_once() {
    let place = Place::new();
    let (code, made) = place.json(&[
        "user",
        "add",
        "anna",
        "--role",
        "clerk",
        "--role",
        "examiner",
        "--password",
        "long enough",
    ]);
    assert_eq!(
        (code, &made["roles"], &made["kind"]),
        (0, &json!(["clerk", "examiner"]), &json!("staff"))
    );
    let (code, told) = place.json(&["user", "add", "anna", "--role", "clerk"]);
    assert!(code == 1 && told["error"].as_str().unwrap().contains("taken"), "{told}");
    for (arguments, code) in [
        (
            &["user", "add", "bo", "--role", "clerk", "--password", "short"] as &[&str],
            1,
        ),
        (&["user", "add", "b", "--role", "clerk"], 1),
        (&["user", "add", "bob", "--role", "chief", "--body", "nowhere"], 1),
        (&["user", "add", "carl", "--role", "citizen"], 2),
        (&["user", "add", "carl", "--role", "citizen", "--role", "clerk"], 2),
        (&["token", "create", "--user", "nobody"], 1),
    ] {
        assert_eq!(place.run(arguments).code, code, "{arguments:?}");
    }
    let (_, token) = place.json(&["token", "create", "--user", "anna"]);
    let plain = place
        .run(&["token", "create", "--user", "anna", "--label", "second"])
        .out;
    for token in [token["token"].as_str().unwrap(), plain.trim()] {
        assert!(token.starts_with("ym_") && token.len() == 67, "{token}");
    }
    let database = std::fs::read(place.data().join("yimen.db")).unwrap();
    let kept = |text: &str| database.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(
        kept("anna") && !kept(plain.trim()) && !kept("long enough"),
        "secrets are kept as hashes only"
    );
}

#[test]
fn migrate_and_doctor_say_how_things_stand() {
    let place = Place::new();
    let (code, migrated) = place.json(&["migrate"]);
    assert!(code == 0 && migrated["schema"].as_u64().unwrap() >= 3, "{migrated}");
    let (code, seen) = place.json(&["doctor"]);
    let finding = |seen: &Value, what: &str| {
        seen["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["what"] == what)
            .unwrap()
            .clone()
    };
    assert_eq!((code, &seen["well"]), (1, &json!(false)));
    assert_eq!(finding(&seen, "items")["well"], false);
    assert!(
        finding(&seen, "items")["detail"]
            .as_str()
            .unwrap()
            .contains("yimen items import")
    );
    place.json(&["items", "import", &demo("qianfeng_items.csv")]);
    let (_, seen) = place.json(&["doctor"]);
    assert_eq!(
        (&finding(&seen, "items")["well"], &finding(&seen, "database")["well"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(finding(&seen, "ledger key")["well"], false);
    place.json(&["ledger", "key", "new"]);
    let (_, seen) = place.json(&["doctor"]);
    assert_eq!(finding(&seen, "ledger key")["well"], true);
    let (code, _) = place.json(&["doctor", "--fonts", "/nowhere"]);
    assert_eq!(code, 1);
}

/// Speaks as clamd does, to everybody who comes; its address. What it finds is `found`, or nothing at all.
fn clamd(found: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("clamd://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut whole) = (stream.unwrap(), Vec::new());
            let (mut command, mut length) = ([0; 10], [0; 4]);
            stream.read_exact(&mut command).unwrap();
            loop {
                stream.read_exact(&mut length).unwrap();
                let mut piece = vec![0; u32::from_be_bytes(length) as usize];
                if piece.is_empty() {
                    break;
                }
                stream.read_exact(&mut piece).unwrap();
                whole.extend(piece);
            }
            let is_found = !found.is_empty() && whole.windows(found.len()).any(|window| window == found);
            let answer: &[u8] = if is_found {
                b"stream: Trial FOUND\0"
            } else {
                b"stream: OK\0"
            };
            stream.write_all(answer).unwrap();
        }
    });
    address
}

#[test]
fn doctor_tries_the_scanner() {
    let place = Place::new();
    place.json(&["migrate"]);
    let scanner = |arguments: &[&str]| {
        let (_, seen) = place.json(&[&["doctor"][..], arguments].concat());
        let findings = seen["findings"].as_array().unwrap().clone();
        let one = findings
            .into_iter()
            .find(|finding| finding["what"] == "scanner")
            .unwrap();
        (one["well"] == true, one["detail"].as_str().unwrap().to_string())
    };
    let (well, detail) = scanner(&[]);
    assert!(well && detail.contains("not looked at"), "{detail}");
    let (well, detail) = scanner(&["--scanner", &clamd(b"EICAR")]);
    assert!(well && detail.contains("(Trial)"), "{detail}");
    let (well, detail) = scanner(&["--scanner", &clamd(b"")]);
    assert!(
        !well && detail.contains("does not find the EICAR test file"),
        "{detail}"
    );
    let (well, detail) = scanner(&["--scanner", &clamd(b"%PDF")]);
    assert!(!well && detail.contains("takes an empty page for malware"), "{detail}");
    let (well, detail) = scanner(&["--scanner", "clamd://127.0.0.1:1"]);
    assert!(!well && detail.contains("cannot be reached"), "{detail}");
    let wrong = place.run(&["doctor", "--scanner", "http://127.0.0.1:1"]);
    assert!(wrong.code != 0 && wrong.err.contains("scanner"), "{wrong:?}");
}

#[test]
fn a_place_that_is_taken_or_not_there_ends_with_3() {
    let place = Place::new();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    let ended = place.run(&["serve", "--listen", &taken]);
    assert!(
        ended.code == 3 && ended.err.contains(&taken) && ended.err.contains("--listen"),
        "{ended:?}"
    );
    std::fs::write(place.folder.path().join("file"), "").unwrap();
    assert_eq!(place.run(&["verify", "--data", "file/data"]).code, 3);
    std::fs::create_dir_all(place.data()).unwrap();
    std::fs::write(
        place.data().join("yimen.db"),
        "this is no database, and much longer than a header".repeat(40),
    )
    .unwrap();
    assert_eq!(place.run(&["verify"]).code, 3);
}

/// A centre with one item and one case; its number.
fn one_case(place: &Place) -> (String, String) {
    let rows = "department,main_item,name,itemCode,taskType,areaCode,deptCode\n民政局,,示例事项,T-0001,1,,x\n";
    std::fs::write(place.folder.path().join("one.csv"), rows).unwrap();
    assert_eq!(place.run(&["items", "import", "one.csv"]).code, 0);
    let citizen = [
        "--id-number",
        "511603199005200022",
        "--phone",
        "13800000002",
        "--password",
        "long enough",
    ];
    let add = [
        &["user", "add", "citizen", "--role", "citizen", "--name", "王小满"] as &[&str],
        &citizen,
    ]
    .concat();
    assert_eq!(place.run(&add).code, 0);
    let token = place
        .run(&["token", "create", "--user", "citizen"])
        .out
        .trim()
        .to_string();
    let server = place.serves(&["serve"]);
    let body = json!({
        "item": "T-0001",
        "applicant": { "name": "王小满", "id_number": "511603199005200022", "phone": "13800000002" },
    });
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "k"),
    ];
    let (status, answer) = server.asks("POST", "/api/v1/cases", &headers, &body.to_string());
    assert_eq!(status, 201, "{answer}");
    let number = serde_json::from_str::<Value>(&answer).unwrap()["number"]
        .as_str()
        .unwrap()
        .to_string();
    let ended = server.told_to_end();
    assert_eq!(ended.code, 0, "{ended:?}");
    (number, ended.err)
}

#[test]
fn a_second_start_has_what_the_first_was_given() {
    let place = Place::new();
    let (number, log) = one_case(&place);
    let server = place.serves(&["serve"]);
    let (status, progress) = server.reads(&format!("/api/v1/progress/{number}"));
    assert_eq!(status, 200, "{progress}");
    assert_eq!(server.reads("/healthz"), (200, "ok\n".into()));
    assert_eq!(server.reads("/readyz"), (200, "ready\n".into()));
    let (_, figures) = server.reads("/metrics");
    assert!(figures.contains("http_requests_total"), "{figures}");
    let passed_on = server.asks("GET", "/metrics", &[("X-Forwarded-For", "203.0.113.9")], "");
    assert_eq!(passed_on.0, 403, "figures are not for whoever comes by a proxy");
    assert_eq!(server.told_to_end().code, 0);
    let secret = place.data().join("figures");
    std::fs::write(&secret, "0123456789abcdef0123456789abcdef\n").unwrap();
    let server = place.serves(&["serve", "--metrics-token-file", secret.to_str().unwrap()]);
    assert_eq!(server.reads("/metrics").0, 403, "with a secret nobody reads without it");
    let bearer = |secret: &str| {
        server
            .asks("GET", "/metrics", &[("Authorization", &format!("Bearer {secret}"))], "")
            .0
    };
    assert_eq!((bearer("0123456789abcdef0123456789abcdef"), bearer("0123")), (200, 403));
    assert_eq!(server.told_to_end().code, 0);
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = lines
        .iter()
        .find(|line| line["message"] == "answered")
        .expect("every request is logged");
    assert_eq!(answered["status"], 201);
    assert!(
        answered["span"]["id"].as_str().is_some_and(|id| !id.is_empty()),
        "{answered}"
    );
    assert!(
        !log.contains("王小满") && !log.contains("511603199005200022") && !log.contains("ym_"),
        "no person in the log"
    );
}

#[test]
fn verify_finds_an_altered_record_of_the_library_and_an_altered_version() {
    let place = Place::new();
    let list = demo("qianfeng_items.csv");
    assert_eq!(place.run(&["items", "import", &list, "--brief"]).code, 0);
    let (code, sound) = place.json(&["items", "verify"]);
    assert_eq!((code, &sound["entries"], &sound["faults"]), (0, &json!(1), &json!([])));
    let alter = |sql: &str| {
        let database = rusqlite::Connection::open(place.data().join("yimen.db")).unwrap();
        assert_eq!(database.execute(sql, []).unwrap(), 1, "{sql}");
    };
    alter("UPDATE items SET doc = replace(doc, '备案', '审批') WHERE code LIKE '511Z07001006%' AND doc LIKE '%备案%'");
    for command in [&["verify"][..], &["items", "verify"]] {
        let found = place.run(command);
        assert!(
            found.code == 1 && found.out.contains("are not those of entry 1"),
            "{found:?}"
        );
    }
    alter("UPDATE items SET doc = replace(doc, '审批', '备案') WHERE code LIKE '511Z07001006%' AND doc LIKE '%审批%'");
    assert_eq!(place.run(&["verify"]).code, 0, "it is as it was");
    alter("UPDATE item_life SET text = replace(text, '导入目录', '导入名录') WHERE seq = 1");
    let (code, altered) = place.json(&["verify"]);
    assert_eq!(code, 1);
    let fault = altered["items"]["faults"][0].as_str().unwrap();
    assert!(fault.contains("entry 1 of the record is not what it was"), "{fault}");
}

#[test]
fn verify_finds_an_altered_record_of_bundles() {
    let place = Place::new();
    let server = place.serves(&["demo"]);
    // Only a server that answers has learnt to end when it is told.
    assert_eq!(server.reads("/readyz").0, 200);
    let ended = server.told_to_end();
    assert_eq!(ended.code, 0, "{ended:?}");
    let (code, sound) = place.json(&["verify"]);
    assert_eq!((code, &sound["bundles"]["faults"]), (0, &json!([])));
    assert!(sound["bundles"]["entries"].as_u64() > Some(0));
    let database = rusqlite::Connection::open(place.data().join("yimen.db")).unwrap();
    let alter = "UPDATE bundles SET text = replace(text, '一件事', '两件事') WHERE seq = 1";
    assert_eq!(database.execute(alter, []).unwrap(), 1);
    let found = place.run(&["verify"]);
    let fault = "entry 1 of the record of bundles is not what it was";
    assert!(found.code == 1 && found.out.contains(fault), "{found:?}");
}

#[test]
fn people_and_posts_go_out_and_come_in_and_an_altered_record_is_found() {
    let place = Place::new();
    let server = place.serves(&["demo"]);
    // Only a server that answers has learnt to end when it is told.
    assert_eq!(server.reads("/readyz").0, 200);
    let ended = server.told_to_end();
    assert_eq!(ended.code, 0, "{ended:?}");
    let (code, shown) = place.json(&["organisation", "show"]);
    assert_eq!((code, shown["posts"].as_array().map(Vec::len)), (0, Some(102)));
    assert!(shown["gaps"].as_array().is_some_and(|gaps| !gaps.is_empty()));
    let (_, long_ago) = place.json(&["organisation", "show", "--on", "2001-01-01"]);
    assert_eq!(long_ago["posts"], json!([]));
    for name in ["out.xlsx", "out.csv"] {
        let file = place.data().join(name);
        let file = file.to_str().unwrap();
        assert_eq!(place.run(&["organisation", "export", file]).code, 0, "{name}");
        let (code, report) = place.json(&["organisation", "import", file]);
        assert_eq!((code, &report["entry"]), (0, &json!(null)), "{name}: nothing to change");
    }
    let list = place.data().join("list.csv");
    std::fs::write(
        &list,
        "用户名,姓名,部门,岗位名称,角色\nclerk1,别人,区行政审批局,新岗,窗口人员\n",
    )
    .unwrap();
    let refused = place.run(&["organisation", "import", "--dry-run", list.to_str().unwrap()]);
    assert!(refused.code == 1 && refused.out.contains("与姓名不符"), "{refused:?}");
    let (code, sound) = place.json(&["verify"]);
    assert_eq!((code, &sound["organisation"]["faults"]), (0, &json!([])));
    let database = rusqlite::Connection::open(place.data().join("yimen.db")).unwrap();
    let alter = "UPDATE organisation_record SET text = replace(text, '李建国', '李建军') WHERE seq = 2";
    assert_eq!(database.execute(alter, []).unwrap(), 1);
    let found = place.run(&["verify"]);
    let fault = "entry 2 of the record of the organisation is not what it was";
    assert!(found.code == 1 && found.out.contains(fault), "{found:?}");
}

#[test]
fn verify_ends_with_1_and_names_what_was_altered() {
    let place = Place::new();
    let (number, _) = one_case(&place);
    let (code, sound) = place.json(&["verify"]);
    assert_eq!((code, &sound["cases"], &sound["faults"]), (0, &json!(1), &json!([])));
    assert_eq!(sound["summary"].as_str().unwrap().len(), 64);
    let database = rusqlite::Connection::open(place.data().join("yimen.db")).unwrap();
    let alter = "UPDATE events SET text = replace(text, 'filed', 'field') WHERE seq = 1";
    assert_eq!(database.execute(alter, []).unwrap(), 1);
    drop(database);
    let (code, altered) = place.json(&["verify"]);
    assert_eq!(
        (code, &altered["faults"][0]["number"], &altered["faults"][0]["seq"]),
        (1, &json!(number), &json!(1))
    );
    let words = place.run(&["verify"]);
    assert!(
        words.code == 1 && words.out.contains(&number) && words.out.contains("event 1 was altered"),
        "{words:?}"
    );
}

#[test]
fn rebuild_names_what_differs_and_mends_it() {
    let place = Place::new();
    let (number, _) = one_case(&place);
    assert_eq!(place.json(&["rebuild", "--check"]).0, 0);
    let database = rusqlite::Connection::open(place.data().join("yimen.db")).unwrap();
    database.execute("UPDATE cases SET is_open = 0", []).unwrap();
    database.execute("UPDATE clocks SET allowed = -1", []).unwrap();
    drop(database);
    let (code, report) = place.json(&["rebuild", "--check"]);
    let first = &report["differences"][0];
    assert_eq!(
        (code, &first["number"], &first["column"]),
        (1, &json!(number), &json!("is_open"))
    );
    let words = place.run(&["rebuild", "--check"]);
    assert!(
        words.code == 1 && words.out.contains(&format!("{number}  cases  is_open: 0 → 1")),
        "{words:?}"
    );
    let (code, mended) = place.json(&["rebuild"]);
    assert_eq!((code, &mended["mended"]), (0, &report["different"]));
    let (code, sound) = place.json(&["rebuild", "--check"]);
    assert_eq!((code, &sound["different"]), (0, &json!(0)));
}

#[test]
fn the_demonstration_is_loaded_once() {
    let place = Place::new();
    let server = place.serves(&["demo"]);
    assert_eq!(server.reads("/readyz").0, 200);
    let ended = server.told_to_end();
    assert_eq!(ended.code, 0, "{ended:?}");
    let (code, verdict) = place.json(&["verify"]);
    assert_eq!(
        (code, &verdict["cases"], &verdict["faults"]),
        (0, &json!(360), &json!([]))
    );
    let begun = std::time::Instant::now();
    let server = place.serves(&["demo"]);
    assert_eq!(server.reads("/api/v1/items?q=护照").0, 200);
    assert!(begun.elapsed().as_secs() < 60, "the second start loads nothing");
    assert_eq!(server.told_to_end().code, 0);
    assert_eq!(place.json(&["verify"]).1["summary"], verdict["summary"]);
}

/// The file is there as it was before, or with everything: whoever is cut off in the middle begins again in another folder.
#[test]
fn a_long_history_is_loaded_whole_or_not_at_all() {
    let place = Place::new();
    let mut killed = place.program();
    killed.args(["demo", "--load-only", "--cases", "400000"]);
    let mut child = killed.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let half = place.data().join("yimen.db.loading");
    let patience = std::time::Instant::now();
    while std::fs::metadata(&half).map_or(0, |file| file.len()) < 20_000_000 {
        assert!(patience.elapsed().as_secs() < 300, "the cases come");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told = Command::new("kill").args(["-KILL", &child.id().to_string()]).status();
    assert!(told.unwrap().success() && !child.wait().unwrap().success());
    let (code, verdict) = place.json(&["verify"]);
    assert_eq!((code, &verdict["cases"]), (0, &json!(0)));
    assert!(!half.exists(), "whoever opens the centre next clears up");

    let place = Place::new();
    std::fs::create_dir_all(place.data()).unwrap();
    std::fs::write(place.data().join("yimen.db.loading"), "what somebody left").unwrap();
    let arguments = ["demo", "--load-only", "--cases", "2000", "--today", "2026-11-20"];
    let (code, loaded) = place.json(&arguments);
    assert_eq!((code, &loaded["cases"]), (0, &json!(2_000)));
    assert!(!place.data().join("yimen.db.loading").exists());
    let (code, verdict) = place.json(&["verify"]);
    assert_eq!(
        (code, &verdict["cases"], &verdict["faults"]),
        (0, &json!(2_000), &json!([]))
    );
    let again = place.run(&arguments);
    assert!(
        again.code != 0 && again.err.contains("only in an empty centre"),
        "{again:?}"
    );
    let server = place.serves(&["serve"]);
    assert_eq!(server.reads("/readyz").0, 200);
}

/// An arrangement of the demonstration's region with so many days off from the day after tomorrow on.
fn local_days(place: &Place, days: i32) -> String {
    let clock = rusqlite::Connection::open_in_memory().unwrap();
    let today = clock
        .query_row("SELECT date('now')", [], |row| row.get::<_, String>(0))
        .unwrap();
    let first = Day::parse(&today).unwrap().plus(2);
    let off = |n| json!({"name": "试验", "date": first.plus(n).to_string(), "isOffDay": true});
    let days = (0..days).map(off).collect::<Vec<_>>();
    let name = format!("local-{}.json", days.len());
    let file = json!({"region": "511603", "year": first.year(), "papers": ["试验"], "days": days});
    std::fs::write(place.folder.path().join(&name), file.to_string()).unwrap();
    name
}

#[test]
fn a_recomputation_that_is_killed_again_and_again_is_done_once() {
    let place = Place::new();
    let server = place.serves(&["demo"]);
    assert_eq!(server.reads("/readyz").0, 200);
    assert_eq!(server.told_to_end().code, 0);
    let import = |days| {
        let mut command = place.program();
        let file = local_days(&place, days);
        command.args(["calendar", "import", &file, "--by", "王主任"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(import(4).status().unwrap().success());
    let database = rusqlite::Connection::open(place.data().join("yimen.db")).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let version = || number("SELECT MAX(number) FROM calendars");
    let mut cut_off = 0;
    for days in 5..14 {
        let before = version();
        let mut child = import(days).spawn().unwrap();
        while version() == before {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        std::thread::sleep(std::time::Duration::from_millis(u64::from(days.unsigned_abs() - 5) * 4));
        child.kill().unwrap();
        cut_off += u32::from(!child.wait().unwrap().success());
    }
    assert!(cut_off > 0, "none was cut off while it worked");
    let ended = import(14).stderr(Stdio::piped()).output().unwrap();
    assert!(
        ended.status.success(),
        "{:?}: {}",
        ended.status,
        String::from_utf8_lossy(&ended.stderr)
    );

    let last = version();
    let behind = format!("SELECT COUNT(*) FROM cases WHERE is_open = 1 AND calendar < {last}");
    assert_eq!(number(&behind), 0);
    let clocks = "SELECT COUNT(*) FROM clocks k JOIN cases c ON c.div = k.div AND c.id = k.case_id \
                  WHERE c.is_open = 1 AND k.state <> 'stopped' AND k.calendar < ";
    assert_eq!(number(&format!("{clocks}{last}")), 0);
    let changes = "FROM events WHERE text LIKE '%calendar_changed%'";
    assert!(number(&format!("SELECT COUNT(*) {changes}")) > 100);
    let twice = "SELECT COUNT(*) FROM (SELECT case_id, json_extract(text, '$.what.version') AS version ";
    let twice = format!("{twice} {changes} GROUP BY 1, 2 HAVING version IS NULL OR COUNT(*) > 1)");
    assert_eq!(number(&twice), 0, "no case is told of a version twice");
    drop(database);
    let (code, verdict) = place.json(&["verify"]);
    assert_eq!((code, &verdict["faults"]), (0, &json!([])));
}
