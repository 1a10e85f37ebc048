//! Who gets where: every route, for everybody who works here and for a case of one's own and of another. What is expected is written down in
//! docs/authority.md.

use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use yimen_testkit::{Engine, Town, items};

use super::described::operations;
use super::editing::Browser;
use super::pages::{real, routes};
use yimen_domain::organisation::permission::{Permission, stranger};
use yimen_web::gate;

/// Who tries, and what they are to the case that the routes are about: of `citizen1`, for an item of `justice`.
const PEOPLE: [(&str, &str); 15] = [
    ("", "a stranger"),
    ("citizen1", "the applicant"),
    ("citizen2", "another citizen"),
    ("company1", "a company"),
    ("clerk1", "a clerk of the comprehensive window"),
    ("clerk11", "a clerk of another body (tax)"),
    ("examiner-justice", "an examiner of the body"),
    ("examiner-police", "an examiner of another body"),
    ("chief-justice", "the chief approver of the body"),
    ("drafter-approval", "an item drafter of another body"),
    ("legal-approval", "a legal reviewer of another body"),
    ("inspector", "an inspector"),
    ("manager", "the centre manager"),
    ("security", "the security administrator"),
    ("audit", "the audit administrator"),
];

const LETTERS: &str = "\
| letter | what the person gets |
|---|---|
| `+` | in: the page, the data, or what is wrong with an empty form |
| `-` | “this is not for you” (403) |
| `0` | “there is no such thing” (404): the same for what is not there and for what one may not know of |
| `?` | the way to sign in (or 401) |
";

fn letter(answer: &Response) -> char {
    let location = answer.headers().get("location");
    let location = location.map_or("", |location| location.to_str().unwrap());
    match answer.status() {
        StatusCode::FORBIDDEN => '-',
        StatusCode::NOT_FOUND => '0',
        StatusCode::UNAUTHORIZED => '?',
        status if status.is_redirection() && location.starts_with("/sign-in?back=") => '?',
        status if status.is_server_error() => panic!("{status} for {}", answer.url()),
        _ => '+',
    }
}

async fn matrix(town: &Town) -> String {
    let http = town.http().await;
    let filed = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    let token = filed.document.clone().unwrap();
    let mut browsers = Vec::new();
    let mut callers = Vec::new();
    for (login, _) in PEOPLE {
        if login.is_empty() {
            browsers.push(Browser::stranger(&http));
            callers.push(http.stranger());
        } else {
            browsers.push(Browser::of(town, &http, login).await);
            callers.push(http.caller(login).await);
        }
    }
    let mut lines = Vec::new();
    // What is read first, so that nothing has changed yet.
    for wanted in [Method::GET, Method::POST] {
        for (path, methods) in routes() {
            if !methods.contains(&wanted) || path == "/sign-out" {
                continue;
            }
            let real = real(&path, &filed.number, &token);
            let mut row = String::new();
            for browser in &browsers {
                row.push(letter(&browser.knocks(&wanted, &real).await));
            }
            lines.push(format!("{row}  {wanted} {path}"));
        }
    }
    for (method, path, _) in operations() {
        let real = real(&path, &filed.number, &token);
        let method: Method = method.to_uppercase().parse().unwrap();
        let mut row = String::new();
        for caller in &callers {
            let request = caller.request(method.clone(), &real).json(&json!({}));
            row.push(letter(&request.send().await.unwrap()));
        }
        lines.push(format!("{row}  {method} {path}"));
    }
    let people = PEOPLE.iter().enumerate();
    let people: Vec<String> = people.map(|(at, (_, words))| format!("{}. {words}", at + 1)).collect();
    format!(
        "# Who gets where\n\nEvery route of pages and API, tried by each of these people with an empty form, in this order. The case of the routes is that \
         of the applicant, for an item of the body “justice”. Written by the test `everybody_gets_where_they_may_and_nowhere_else` \
         (`crates/web/tests/http/authority.rs`), which fails when one letter changes.\n\n{}\n\n{LETTERS}\n```text\n{}\n```\n",
        people.join("\n"),
        lines.join("\n")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_where_they_may_and_nowhere_else() {
    Town::hold(Engine::Sqlite, async |town| {
        let found = matrix(town).await;
        let expected = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/authority.md");
        if std::fs::read_to_string(expected).unwrap_or_default() == found {
            return;
        }
        let place = std::env::temp_dir().join("yimen-authority.md");
        std::fs::write(&place, &found).unwrap();
        panic!(
            "somebody gets where docs/authority.md does not say so, or no longer where it does; the new table lies in {}. \
             Look at the difference and, if it is meant, put it there",
            place.display()
        );
    })
    .await;
}

/// What other systems call, at which neither browsers nor callers of the API knock: `payments.rs` tries it.
const CALLED: [(&str, &str); 1] = [("POST", "/payments/callback")];

/// Method and path of every page and operation, without what only follows from how the sources are read.
fn doors() -> Vec<(String, String)> {
    let pages = routes().into_iter().flat_map(|(path, methods)| {
        let of = move |method: Method| (method.to_string(), path.clone());
        methods.into_iter().map(of)
    });
    let api = operations().into_iter();
    let called = CALLED.map(|(method, path)| (method.to_string(), path.to_string()));
    pages
        .chain(api.map(|(method, path, _)| (method.to_uppercase(), path)))
        .chain(called)
        .collect()
}

#[test]
fn every_use_case_states_its_permission_in_the_one_place() {
    let stated: Vec<(String, String)> = gate::ROUTES
        .iter()
        .map(|(method, path, _)| (method.to_string(), path.to_string()))
        .collect();
    let doors = doors();
    let missing: Vec<_> = doors.iter().filter(|door| !stated.contains(door)).collect();
    assert!(missing.is_empty(), "crates/web/src/gate.rs says nothing of {missing:?}");
    let gone: Vec<_> = stated.iter().filter(|door| !doors.contains(door)).collect();
    assert!(
        gone.is_empty(),
        "crates/web/src/gate.rs speaks of what is not there: {gone:?}"
    );
    for (method, path, wanted) in gate::ROUTES {
        assert!(!wanted.is_empty(), "{method} {path} takes nothing");
    }
    // What changes something is for nobody unknown, but for the ways in.
    let open = gate::ROUTES.iter().filter(|(method, _, wanted)| {
        *method == "POST" && gate::could(&stranger(), wanted) && **wanted != [Permission::SignIn]
    });
    let open: Vec<&str> = open.map(|(_, path, _)| *path).collect();
    let known = [
        "/items/{code}/self-check",
        "/mail/stop/{token}",
        "/payments/callback",
        "/matters/new",
        "/matters/one",
        "/publicity/receipt",
        "/publicity/{number}",
        "/rate/{token}",
        "/v/{token}",
    ];
    assert_eq!(
        open, known,
        "answers, a link from a mail, a signed call-back, a matter with no name, a view of the public, a rating by a signed link, a file to look at"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gets_in_is_whom_the_rule_lets_in() {
    Town::hold(Engine::Sqlite, async |town| {
        let actors: Vec<_> = PEOPLE
            .iter()
            .map(|(login, _)| {
                if login.is_empty() {
                    stranger()
                } else {
                    town.account(login).actor()
                }
            })
            .collect();
        let written = include_str!("../../../../docs/authority.md");
        let (mut lines, mut wrong) = (0, Vec::new());
        for line in written.lines() {
            let Some((letters, door)) = line
                .split_once("  ")
                .filter(|(letters, _)| letters.len() == PEOPLE.len())
            else {
                continue;
            };
            let (method, path) = door.split_once(' ').unwrap();
            let (.., wanted) = gate::ROUTES
                .iter()
                .find(|(of, at, _)| *of == method && *at == path)
                .unwrap();
            for ((letter, actor), (login, _)) in letters.chars().zip(&actors).zip(PEOPLE) {
                let is_in = !matches!(letter, '-' | '?');
                if is_in && !gate::could(actor, wanted) {
                    wrong.push(format!("{login}: {door}"));
                }
            }
            lines += 1;
        }
        assert_eq!(
            lines,
            gate::ROUTES.len() - 1 - CALLED.len(),
            "a route of the gate is not in docs/authority.md"
        );
        assert!(wrong.is_empty(), "in without a permission: {wrong:?}");
    })
    .await;
}
