//! What goes over the wire beside the words: caches, what signing out leaves, refusals and who learns of them.

use reqwest::{Method, StatusCode};
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, TOKEN};
use crate::pages::{real, routes};

/// Kinds of the security events that are kept, with the account, from the first to the last.
async fn refusals(town: &Town) -> Vec<(String, String, String)> {
    let sql = "SELECT what, login, detail FROM security_log WHERE what LIKE '%refused' ORDER BY at, id";
    let rows = town.db_rows(sql, Vec::new()).await;
    let text = |row: &yimen_store::Row, at: usize| row.text(at).unwrap().to_string();
    rows.iter()
        .map(|row| (text(row, 0), text(row, 1), text(row, 2)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_signed_in_reads_stays_in_no_cache() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let filed = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
        let token = filed.document.clone().unwrap();
        for login in ["citizen1", "manager"] {
            let browser = Browser::of(town, &http, login).await;
            for (path, methods) in routes() {
                if !methods.contains(&Method::GET) || path == "/inspector/events" {
                    continue;
                }
                let answer = browser.knocks(&Method::GET, &real(&path, &filed.number, &token)).await;
                let kept = answer.headers()["cache-control"].to_str().unwrap();
                let is_ours = path.starts_with("/assets/") && kept.starts_with("public");
                assert!(is_ours || kept.contains("no-store"), "{login} {path}: {kept}");
            }
        }
        let program = http.caller("citizen1").await;
        for path in ["/api/v1/cases".to_string(), format!("/api/v1/cases/{}", filed.number)] {
            assert!(
                program.get(&path).await.header("cache-control").contains("no-store"),
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_clears_what_the_browser_kept() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let browser = Browser::of(town, &http, "citizen1").await;
        assert_eq!(browser.reads("/my").await.header("clear-site-data"), "");
        let left = browser.posts("/sign-out", &[]).await;
        assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
        assert_eq!(browser.reads("/my").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_stand_in_the_log_of_security_events_and_cannot_fill_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = Browser::of(town, &http, "citizen1").await;
        assert_eq!(citizen.reads("/workbench").await.status, StatusCode::FORBIDDEN);

        let forged = http.stranger().request(Method::POST, "/sign-in");
        let forged = forged.header("content-type", "application/x-www-form-urlencoded");
        let forged = forged
            .header("cookie", format!("csrf={TOKEN}"))
            .body("csrf=other&login=a");
        assert_eq!(forged.send().await.unwrap().status(), StatusCode::FORBIDDEN);
        let foreign = http.stranger().request(Method::POST, "/sign-in");
        let foreign = foreign.header("sec-fetch-site", "cross-site");
        assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);

        let wrong = http.with_token(Some(format!("ym_{}", "0".repeat(64))));
        assert_eq!(wrong.get("/api/v1/cases").await.status, StatusCode::UNAUTHORIZED);
        let program = http.caller("citizen1").await;
        let number = town.citizen("citizen2").files(items::LEGAL_AID).await.unwrap().number;
        let others = program
            .commands(&number, serde_json::json!({ "command": "accept" }))
            .await;
        let was_forbidden = others.status == StatusCode::FORBIDDEN;

        let noted = refusals(town).await;
        let is_noted = |what: &str, login: &str, begins: &str| {
            let found = noted.iter().find(|(one, who, _)| one == what && who == login);
            found.is_some_and(|(.., detail)| detail.starts_with(begins))
        };
        assert!(is_noted("access_refused", "citizen1", "GET /workbench · "), "{noted:?}");
        assert!(is_noted("form_refused", "", "POST /sign-in · "), "{noted:?}");
        assert!(is_noted("token_refused", "", "GET /api/v1/cases · "), "{noted:?}");
        assert_eq!(noted.iter().filter(|(what, ..)| what == "form_refused").count(), 2);
        if was_forbidden {
            let route = "POST /api/v1/cases/{number}/commands";
            assert!(noted.iter().any(|(what, who, detail)| {
                what == "access_refused" && who == "citizen1" && detail.starts_with(route)
            }));
        }

        for _ in 0..30 {
            wrong.get("/api/v1/cases").await;
        }
        let tokens = refusals(town).await;
        let tokens = tokens.iter().filter(|(what, ..)| what == "token_refused").count();
        assert_eq!(tokens, 5, "of one address in one minute");
    })
    .await;
}
