//! What an outsider would try (外部攻击), one attack a test. Each begins with what an attacker can have: a browser, an account of their
//! own, a number that they saw somewhere.

use std::io::{Cursor, Write as _};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yimen_acts::accounts::{password, token};
use yimen_testkit::{Answer, Caller, Engine, Http, Town, items};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::editing::{Browser, TOKEN, pairs};
use crate::pages::{real, routes};
use crate::{application, filed};

/// Text that runs where it is not written as text. Each part has a place in which it would.
const SCRIPT: &str = "\"'><script>evil()</script><img src=x onerror=evil()>{{7*7}}${7*7}";
/// What of it must stand on no page.
const RUNS: [&str; 3] = ["<script>evil", "<img src=x", "'><script"];

/// A page read with these cookies and nothing else.
async fn with_cookies(http: &Http<'_>, path: &str, cookies: &str) -> Answer {
    let request = http.stranger().request(Method::GET, path).header("cookie", cookies);
    Answer::of(request.header("accept", "text/html").send().await.unwrap()).await
}

fn leads_to_sign_in(answer: &Answer) -> bool {
    answer.status == StatusCode::SEE_OTHER && answer.header("location").starts_with("/sign-in")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_made_up_or_has_ended_lets_nobody_in() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let signed_in = Browser::of(town, &http, "citizen1").await;
        let real = signed_in.cookies().to_string();
        assert_eq!(with_cookies(&http, "/my", &real).await.status, StatusCode::OK);
        let secret = real
            .split("session=")
            .nth(1)
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_string();
        let hash = yimen_store::ledger::hex(&yimen_store::ledger::sm3(secret.as_bytes()));
        let flipped = secret.replace(['a', 'b'], "c");
        for made_up in [
            "0".repeat(64),
            "f".repeat(64),
            flipped,
            hash,
            secret[..63].to_string(),
            format!("{secret}0"),
            secret.to_uppercase() + " ",
            "' OR 1=1 --".to_string(),
            "citizen1".to_string(),
            String::new(),
        ] {
            let answer = with_cookies(&http, "/my", &format!("session={made_up}")).await;
            assert!(leads_to_sign_in(&answer), "{made_up:?}: {}", answer.status);
        }
        signed_in.posts("/sign-out", &[]).await;
        assert!(
            leads_to_sign_in(&with_cookies(&http, "/my", &real).await),
            "ended for good"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_once_is_worth_nothing_to_somebody_else() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (one, other) = (http.caller("citizen1").await, http.caller("citizen2").await);
        let body = application(town, &one, items::LEGAL_AID).await;
        let first = one.post_once("/api/v1/cases", "key-0001", &body).await;
        let number = first.well()["number"].as_str().unwrap().to_string();
        let again = one.post_once("/api/v1/cases", "key-0001", &body).await;
        assert_eq!(again.well()["number"], number.as_str(), "sent twice it is one case");
        let replayed = other.post_once("/api/v1/cases", "key-0001", &body).await;
        assert!(
            !replayed.text().contains(&number),
            "somebody else's answer: {}",
            replayed.text()
        );

        let browser = Browser::of(town, &http, "citizen1").await;
        let form = format!("csrf={TOKEN}");
        let elsewhere = http.stranger().request(Method::POST, "/sign-out").body(form);
        let elsewhere = elsewhere.header("content-type", "application/x-www-form-urlencoded");
        let refused = elsewhere
            .header("cookie", format!("csrf={}", "9".repeat(64)))
            .send()
            .await
            .unwrap();
        assert_eq!(
            refused.status(),
            StatusCode::FORBIDDEN,
            "a form of one browser in another"
        );
        browser.posts("/sign-out", &[]).await;
        let late = browser.posts("/my/devices/end", &pairs(&[("which", "others")])).await;
        assert!(
            leads_to_sign_in(&late),
            "a form that is sent after signing out: {}",
            late.status
        );

        let secret = token::create(&town.centre, "citizen1", "lost").await.unwrap();
        let program = http.with_token(Some(secret.clone()));
        assert_eq!(program.get("/api/v1/cases").await.status, StatusCode::OK);
        token::end(&town.centre, "citizen1").await.unwrap();
        assert_eq!(program.get("/api/v1/cases").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_dies_with_the_password_that_opened_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stolen = Browser::of(town, &http, "citizen1").await;
        let owner = town.citizen("citizen1").signed.clone();
        let source = yimen_acts::accounts::attempts::Source::default();
        let words = ("demonstration", "另一个很长的口令-2026");
        password::change(&town.centre, &owner, words, "", &source)
            .await
            .unwrap();
        assert!(leads_to_sign_in(&with_cookies(&http, "/my", stolen.cookies()).await));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_and_documents_of_others_are_as_if_they_were_not_there() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let done = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
        let (number, token) = (done.number.clone(), done.document.clone().unwrap());
        let last = number.chars().last().unwrap();
        let nobodys = format!("{}{}", &number[..number.len() - 1], if last == '9' { '8' } else { '9' });
        let nothing = token.chars().rev().collect::<String>();
        let thief = Browser::of(town, &http, "citizen2").await;
        let program = http.caller("citizen2").await;
        for (path, methods) in routes() {
            let is_of_a_case = path.contains("{number}") || path.contains("{name}");
            if !is_of_a_case || !methods.contains(&Method::GET) {
                continue;
            }
            let theirs = thief.reads(&real(&path, &number, &token)).await;
            let missing = thief.reads(&real(&path, &nobodys, &nothing)).await;
            assert!(!theirs.status.is_success(), "{path}");
            assert_eq!(
                theirs.status, missing.status,
                "{path} tells whether there is such a case"
            );
            assert!(!theirs.text().contains("陈大福"), "{path}");
        }
        for path in ["", "/events", "/receipt"] {
            let theirs = program.get(&format!("/api/v1/cases/{number}{path}")).await;
            let missing = program.get(&format!("/api/v1/cases/{nobodys}{path}")).await;
            assert_eq!(
                (theirs.status, theirs.problem()),
                (missing.status, missing.problem()),
                "{path}"
            );
        }
        let theirs = program.get(&format!("/api/v1/documents/{token}")).await;
        let missing = program.get(&format!("/api/v1/documents/{nothing}")).await;
        assert_eq!((theirs.status, theirs.problem()), (missing.status, missing.problem()));
        assert!(
            !program.get("/api/v1/cases").await.text().contains(&number),
            "not listed"
        );
        assert!(!thief.reads("/my").await.text().contains(&number));

        // A file that somebody else uploaded cannot be handed in as one's own.
        let owner = http.caller("citizen1").await;
        let mut body = application(town, &program, items::LEGAL_AID).await;
        let unknown = "0".repeat(64);
        let theirs = owner.uploads(b"%PDF-1.7\nsomebody else's\n").await;
        for file in [&theirs, &unknown] {
            body["materials"][0]["file"] = json!(file);
            let answer = program.post_once("/api/v1/cases", file, &body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_documents_cannot_be_guessed() {
    Town::hold(Engine::Sqlite, async |town| {
        let mut tokens = Vec::new();
        for _ in 0..20 {
            let done = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
            tokens.push(done.document.unwrap());
        }
        assert!(tokens.iter().all(|token| token.len() == 32), "{tokens:?}");
        // They begin with the second in which they were made; at every place behind it (96 bits) nearly all differ: nothing counts up.
        for at in 8..32 {
            let mut signs: Vec<u8> = tokens.iter().map(|token| token.as_bytes()[at]).collect();
            signs.sort_unstable();
            signs.dedup();
            assert!(signs.len() >= 5, "place {at} of {tokens:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_a_file_leads_out_of_no_folder() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        for name in [
            "..%2f..%2f..%2fetc%2fpasswd",
            "..%5c..%5cwindows%5cwin.ini",
            "%2fetc%2fpasswd%00.pdf",
            "a%0d%0aSet-Cookie:%20x=y.pdf",
            "%e2%80%aefdp.exe",
            "....%2f%2f....%2f%2fkey",
        ] {
            let request = citizen.request(Method::POST, &format!("/api/v1/files?name={name}"));
            let answer = Answer::of(request.body(items::PDF).send().await.unwrap()).await;
            let kept = answer.well()["name"].as_str().unwrap().to_string();
            let is_plain = |sign: char| !sign.is_control() && !matches!(sign, '/' | '\\' | '\u{202e}');
            assert!(
                kept.chars().all(is_plain) && kept.ends_with(".pdf") && !kept.starts_with('.'),
                "{kept:?}"
            );
        }
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        let browser = Browser::of(town, &http, "citizen1").await;
        for path in [
            "/assets/..%2f..%2fCargo.toml".to_string(),
            "/assets/%2e%2e/%2e%2e/Cargo.toml".to_string(),
            "/assets//etc/passwd".to_string(),
            format!("/my/cases/{number}/files/..%2f..%2fkey"),
            format!("/my/cases/{number}/files/{}", "..%2f".repeat(12) + "etc%2fpasswd"),
            "/documents/..%2f..%2fkey".to_string(),
            "/figures/cuts/..%2f..%2fkey".to_string(),
        ] {
            let answer = browser.reads(&path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(
                !answer.text().contains("root:") && !answer.text().contains("[package]"),
                "{path}"
            );
        }
    })
    .await;
}

/// A document (OFD) that unpacks to so many megabytes.
fn ofd(megabytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("OFD.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"<ofd:OFD/>").unwrap();
    writer
        .start_file("Doc_0/Res/image1.bin", SimpleFileOptions::default())
        .unwrap();
    let piece = vec![0; 1024 * 1024];
    for _ in 0..megabytes {
        writer.write_all(&piece).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_unpacks_to_too_much_is_not_taken() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let sent = async |bytes: Vec<u8>| {
            let request = citizen.request(Method::POST, "/api/v1/files?name=a.ofd");
            Answer::of(request.body(bytes).send().await.unwrap()).await
        };
        assert_eq!(sent(ofd(1)).await.status, StatusCode::CREATED);
        let bomb = ofd(170);
        assert!(bomb.len() < 1024 * 1024, "{} bytes", bomb.len());
        let refused = sent(bomb).await;
        assert_eq!(
            (refused.status, refused.fields()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["file".to_string()])
        );
    })
    .await;
}

/// The cells of a list: what stands in quotes may have commas and lines of its own.
fn cells(text: &str) -> Vec<String> {
    let (mut cells, mut is_quoted) = (vec![String::new()], false);
    for sign in text.trim_start_matches('\u{feff}').chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' | '\r' | '\n' if !is_quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(sign),
        }
    }
    cells
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_that_is_taken_away_runs_nothing() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let begins = ["=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(1+1)"];
        for (at, formula) in begins.iter().enumerate() {
            let list = format!("部门,名称,编码,类型\n区民政局,{formula},T-{at:04},20\n");
            yimen_acts::items::import::import(&town.centre, "list.csv", list.as_bytes())
                .await
                .unwrap();
            // What a browser calls itself stands in the log of security events.
            let request = http
                .stranger()
                .request(Method::POST, "/sign-in")
                .header("user-agent", *formula);
            let request = request.header("cookie", format!("csrf={TOKEN}"));
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            request
                .body(format!("csrf={TOKEN}&login=citizen1&password=wrong"))
                .send()
                .await
                .unwrap();
        }
        for (login, path) in [
            ("audit", "/workbench/audit/events.csv"),
            ("manager", "/workbench/items/export/items.csv"),
        ] {
            let file = Browser::of(town, &http, login).await.reads(path).await;
            assert_eq!(file.status, StatusCode::OK, "{path}");
            let text = file.text();
            for cell in cells(&text) {
                assert!(!cell.starts_with(['=', '+', '@']) && cell != "-1+1", "{path}: {cell}");
            }
            for formula in begins {
                assert!(
                    text.contains(&format!("'{formula}")),
                    "{path}: the words are there, and harmless: {formula}"
                );
            }
        }
    })
    .await;
}

/// Puts the script into every text of a body.
fn poisoned(body: &mut Value, spared: &[String], path: &str) {
    match body {
        Value::String(text) if !spared.contains(&path.to_string()) => *text = SCRIPT.to_string(),
        Value::Array(list) => {
            for (at, value) in list.iter_mut().enumerate() {
                poisoned(value, spared, &format!("{path}/{at}"));
            }
        }
        Value::Object(map) => {
            for (name, value) in map.iter_mut() {
                poisoned(value, spared, &format!("{path}/{name}"));
            }
        }
        _ => {}
    }
}

/// Files an application with the script in as many texts as are taken; the number, and in how many it was.
async fn files_poisoned(town: &Town, citizen: &Caller, item: &str) -> (String, usize) {
    let good = application(town, citizen, item).await;
    let texts = leaves(&good);
    let mut taken = Vec::new();
    // One text after the other: those that are refused stay as they were.
    for text in texts
        .iter()
        .filter(|text| text.starts_with("/form") || text.starts_with("/applicant"))
    {
        let mut body = good.clone();
        let spared: Vec<String> = texts
            .iter()
            .filter(|one| *one != text && !taken.contains(*one))
            .cloned()
            .collect();
        poisoned(&mut body, &spared, "");
        let key = format!("poison-{}", town.centre.new_token());
        let answer = citizen.post_once("/api/v1/cases", &key, &body).await;
        assert!(!answer.status.is_server_error(), "{text}: {}", answer.text());
        if answer.status == StatusCode::CREATED {
            taken.push(text.clone());
        }
    }
    let mut body = good.clone();
    let spared: Vec<String> = texts.iter().filter(|one| !taken.contains(*one)).cloned().collect();
    poisoned(&mut body, &spared, "");
    let key = format!("poison-{}", town.centre.new_token());
    let filed = citizen.post_once("/api/v1/cases", &key, &body).await.well();
    (filed["number"].as_str().unwrap().to_string(), taken.len())
}

/// The place of every text in a body.
fn leaves(body: &Value) -> Vec<String> {
    fn walk(body: &Value, path: String, found: &mut Vec<String>) {
        match body {
            Value::String(_) => found.push(path),
            Value::Array(list) => list
                .iter()
                .enumerate()
                .for_each(|(at, one)| walk(one, format!("{path}/{at}"), found)),
            Value::Object(map) => map
                .iter()
                .for_each(|(name, one)| walk(one, format!("{path}/{name}"), found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(body, String::new(), &mut found);
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_somebody_typed_is_shown_as_text_everywhere() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let (number, taken) = files_poisoned(town, &citizen, items::LEGAL_AID).await;
        assert!(taken >= 1, "no field takes free text");
        let clerk = http.caller("clerk1").await;
        let material = town.item(items::LEGAL_AID).materials[0].code.clone();
        let asked = json!({ "command": "request_correction", "requests": [{ "material": material, "what": SCRIPT }] });
        clerk.commands(&number, asked).await.well();
        let withdrawn = json!({ "command": "withdraw", "reason": SCRIPT });
        let withdrawn = citizen.commands(&number, withdrawn).await;
        assert!(!withdrawn.status.is_server_error(), "{}", withdrawn.text());

        let view = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        let token = view["documents"][0]["token"].as_str().unwrap_or_default().to_string();
        let mut shown = 0;
        for login in ["citizen1", "clerk1", "examiner-justice", "inspector", "manager"] {
            let Some(browser) = Browser::try_of(town, &http, login).await else {
                continue;
            };
            for (path, methods) in routes() {
                if !methods.contains(&Method::GET) || path == "/inspector/live" {
                    continue;
                }
                let page = browser.reads(&real(&path, &number, &token)).await;
                let text = page.text();
                shown += usize::from(text.contains("evil()") && text.contains("{{7*7}}${7*7}"));
                for runs in RUNS {
                    let is_page = page.header("content-type").starts_with("text/html");
                    assert!(!is_page || !text.contains(runs), "{login} {path}: {runs}");
                }
            }
        }
        assert!(shown >= 2, "the text is shown somewhere: {shown}");
        let mirrored = [
            "/items?q=",
            "/progress?number=",
            "/sign-in?back=",
            "/register?back=",
            "/preferences?back=",
        ];
        for path in mirrored {
            let typed: String = SCRIPT.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let page = http.stranger().reads(&format!("{path}{typed}")).await;
            assert!(RUNS.iter().all(|runs| !page.text().contains(runs)), "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_typed_adds_no_header() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let split = "%0d%0aSet-Cookie:%20stolen=1%0d%0a%0d%0a<script>evil()</script>";
        for path in [
            format!("/preferences?lang=en&back=/{split}"),
            format!("/sign-in?back=/{split}"),
            format!("/items?q={split}"),
            format!("/progress?number={split}"),
            format!("/v/{split}"),
            format!("/items/{split}/notice.pdf"),
        ] {
            let answer = http.stranger().reads(&path).await;
            let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
            assert!(cookies.iter().all(|one| !one.as_bytes().starts_with(b"stolen")), "{path}");
            let location = answer.header("location");
            assert!(!location.contains(['\r', '\n']), "{path}: {location:?}");
        }
        // Names go into the headers of files, and into notices, which are plain text without headers of their own.
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        let request = citizen.request(Method::POST, "/api/v1/files?name=a%0d%0aX-Evil:%201%22.pdf");
        let named = Answer::of(request.body(b"%PDF-1.7\nnamed\n".as_slice()).send().await.unwrap()).await;
        assert_eq!(named.well()["name"], "aX-Evil 1.pdf");
        let clerk = http.caller("clerk1").await;
        let asked = json!({ "command": "refuse_acceptance", "ground": "not_ours", "authority": "甲\r\nBcc: x@example.org", "reason": "a\r\nSubject: b" });
        let answer = clerk.commands(&number, asked).await;
        assert!(!answer.status.is_server_error(), "{}", answer.text());
        while yimen_acts::notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
        let browser = Browser::of(town, &http, "citizen1").await;
        let inbox = browser.reads("/my/notices").await;
        assert_eq!(inbox.status, StatusCode::OK);
        assert!(inbox.headers.iter().all(|(name, _)| !["bcc", "subject", "x-evil"].contains(&name.as_str())));
    })
    .await;
}
