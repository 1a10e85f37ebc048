//! Whole cases over the API.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::json;
use yimen_store::ledger::{HashKind, ORIGIN, hex};
use yimen_testkit::{Answer, Engine, Town, items};

use crate::{application, filed};

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_from_application_to_rating() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let [citizen, clerk, examiner, chief] = [
            http.caller("citizen1").await,
            http.caller("clerk1").await,
            http.caller("examiner-police").await,
            http.caller("chief-police").await,
        ];
        let body = application(town, &citizen, items::PASSPORT).await;
        let created = citizen.post_once("/api/v1/cases", "first", &body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
        let number = created.json()["number"].as_str().unwrap().to_string();
        assert_eq!(created.header("location"), format!("/api/v1/cases/{number}"));

        clerk.commands(&number, json!({ "command": "accept" })).await.well();
        examiner
            .commands(
                &number,
                json!({ "command": "review", "approve": true, "opinion": "符合" }),
            )
            .await
            .well();
        chief
            .commands(
                &number,
                json!({ "command": "decide", "outcome": "grant", "validity": "十年" }),
            )
            .await
            .well();
        let unpaid = clerk
            .commands(&number, json!({ "command": "issue", "how": "electronic" }))
            .await;
        assert_eq!(
            (unpaid.status, unpaid.problem().as_str()),
            (StatusCode::CONFLICT, "fee_unpaid")
        );
        let pay = json!({ "command": "pay", "amount_fen": 12_000, "receipt": "票1" });
        clerk.commands(&number, pay).await.well();
        let issued = clerk
            .commands(
                &number,
                json!({ "command": "issue", "how": "window", "receiver": "陈大福" }),
            )
            .await;
        assert_eq!(issued.well()["status"], "issued");
        citizen
            .commands(&number, json!({ "command": "rate", "level": 5, "comment": "很快" }))
            .await
            .well();

        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        assert_eq!(
            (&case["status"], &case["granted"], &case["rating"]),
            (&json!("issued"), &json!(true), &json!(5))
        );
        assert_eq!(case["applicant"]["id_number"], "511603********0019");
        assert_eq!(case["applicant"]["phone"], "138****0001");
        let clock = case["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|clock| clock["kind"] == "decision_promised")
            .unwrap();
        assert_eq!(
            (&clock["working_days"], &clock["due"]),
            (&json!(7), &json!("2026-03-11"))
        );
        for document in case["documents"].as_array().unwrap() {
            let pdf = citizen
                .get(&format!("/api/v1/documents/{}", document["token"].as_str().unwrap()))
                .await;
            assert_eq!(
                (pdf.status, pdf.header("content-type")),
                (StatusCode::OK, "application/pdf")
            );
            assert!(pdf.bytes.starts_with(b"%PDF-"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_reachable() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let clerk = http.caller("clerk1").await;
        let examiner = http.caller("examiner-disabled").await;
        let chief = http.caller("chief-disabled").await;
        let number = filed(town, &citizen, items::DISABILITY).await;
        let requests = json!([{ "material": "m1", "what": "请补正" }, { "material": "form", "what": "请更正" }]);
        clerk.commands(&number, json!({ "command": "request_correction", "requests": requests })).await.well();
        let file = citizen.uploads(b"\x89PNG\r\n\x1a\n....").await;
        let form = items::answers(&town.item(items::DISABILITY), town.today());
        let supplement = json!({ "command": "supplement", "materials": [{ "code": "m1", "files": [file] }], "form": yimen_acts::items::form::json::value(&form) });
        citizen.commands(&number, supplement).await.well();
        clerk.commands(&number, json!({ "command": "accept", "seen": ["m4"] })).await.well();
        examiner.commands(&number, json!({ "command": "suspend", "kind": "appraisal", "days": 5, "evidence": "伤残鉴定委托书" })).await.well();
        examiner.commands(&number, json!({ "command": "resume", "result": "已完成" })).await.well();
        chief.commands(&number, json!({ "command": "extend", "days": 3, "reason": "情况复杂" })).await.well();
        examiner.commands(&number, json!({ "command": "review", "approve": false, "opinion": "不符合" })).await.well();
        let refuse = json!({ "command": "decide", "outcome": "refuse", "reasons": ["不符合条件"] });
        chief.commands(&number, refuse).await.well();
        clerk.commands(&number, json!({ "command": "issue", "how": "post", "tracking": "EY1CN" })).await.well();

        let other = filed(town, &citizen, items::DISABILITY).await;
        citizen.commands(&other, json!({ "command": "withdraw", "reason": "不办了" })).await.well();
        let third = filed(town, &citizen, items::DISABILITY).await;
        let ours = json!({ "command": "refuse_acceptance", "ground": "not_ours", "authority": "市残联", "reason": "市级办理" });
        clerk.commands(&third, ours).await.well();
        let instant = filed(town, &citizen, items::SOLE_TRADER).await;
        let at_once = json!({ "command": "decide", "outcome": "grant", "hand_over": { "how": "electronic" } });
        assert_eq!(clerk.commands(&instant, at_once).await.well()["status"], "issued");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_answered_again_and_another_is_refused() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let mut body = application(town, &citizen, items::LEGAL_AID).await;
        let first = citizen.post_once("/api/v1/cases", "same", &body).await;
        let second = citizen.post_once("/api/v1/cases", "same", &body).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::OK));
        assert_eq!(first.json()["number"], second.json()["number"]);
        assert_eq!(
            (&first.json()["repeated"], &second.json()["repeated"]),
            (&json!(false), &json!(true))
        );
        body["applicant"]["phone"] = json!("13800000009");
        let other = citizen.post_once("/api/v1/cases", "same", &body).await;
        assert_eq!(
            (other.status, other.problem().as_str()),
            (StatusCode::CONFLICT, "idempotency_key_reused")
        );

        let number = first.json()["number"].as_str().unwrap().to_string();
        let clerk = http.caller("clerk1").await;
        let path = format!("/api/v1/cases/{number}/commands");
        let accept = json!({ "command": "accept" });
        assert_eq!(clerk.post_once(&path, "a", &accept).await.well()["repeated"], false);
        assert_eq!(clerk.post_once(&path, "a", &accept).await.well()["repeated"], true);
        let request = clerk.request(Method::POST, &path).header("if-match", "\"1\"");
        let stale = Answer::of(request.json(&json!({ "command": "withdraw" })).send().await.unwrap()).await;
        assert_eq!(
            (stale.status, stale.problem().as_str()),
            (StatusCode::CONFLICT, "changed_meanwhile")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_is_not_found() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        let token = case["documents"][0]["token"].as_str().unwrap().to_string();
        for login in ["citizen2", "company1", "examiner-police", "chief-police", "admin"] {
            let other = http.caller(login).await;
            for path in [
                format!("/api/v1/cases/{number}"),
                format!("/api/v1/cases/{number}/events"),
                format!("/api/v1/documents/{token}"),
            ] {
                let answer = other.get(&path).await;
                // Whose work no case is learns nothing of any number.
                let expected = match login {
                    "admin" => (StatusCode::FORBIDDEN, "not_permitted"),
                    _ => (StatusCode::NOT_FOUND, "not_found"),
                };
                assert_eq!((answer.status, answer.problem().as_str()), expected, "{login} {path}");
            }
            let answer = other.commands(&number, json!({ "command": "withdraw" })).await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (StatusCode::NOT_FOUND, "not_found"),
                "{login}"
            );
            let none_such = other.get("/api/v1/cases/nothing").await;
            assert_eq!(
                none_such.bytes,
                other.get(&format!("/api/v1/cases/{number}")).await.bytes,
                "the two look the same"
            );
        }
        let stolen = case["timeline"][0]["seq"].clone();
        assert_eq!(stolen, 1);
        let file = citizen.uploads(items::PDF).await;
        let thief = http.caller("citizen2").await;
        let mut body = application(town, &citizen, items::LEGAL_AID).await;
        body["materials"] = json!([{ "code": "m1", "file": file }]);
        let answer = thief.post_once("/api/v1/cases", "k", &body).await;
        assert_eq!(answer.problem(), "invalid_fields", "a file that somebody else uploaded");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_with_the_number_sees_progress_and_no_person() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = filed(town, &http.caller("citizen1").await, items::LEGAL_AID).await;
        let progress = http.stranger().get(&format!("/api/v1/progress/{number}")).await;
        assert_eq!(progress.well()["status"], "received");
        assert_eq!(
            (&progress.json()["documents"], &progress.json()["commands"]),
            (&json!([]), &json!([]))
        );
        for secret in ["陈", "5116031939", "1380000", "前锋区示例街道"] {
            assert!(!progress.text().contains(secret), "{secret}: {}", progress.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_page_by_key_without_gaps_or_repeats() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (citizen, clerk) = (http.caller("citizen1").await, http.caller("clerk1").await);
        let mut numbers = BTreeSet::new();
        for _ in 0..5 {
            numbers.insert(filed(town, &citizen, items::LEGAL_AID).await);
        }
        let items: BTreeSet<String> = town.centre.library().all().map(|item| item.code.clone()).collect();
        for (caller, path, list, name, expected) in [
            (&citizen, "/api/v1/cases?limit=2", "cases", "number", &numbers),
            (&clerk, "/api/v1/cases?limit=2", "cases", "number", &numbers),
            (
                &clerk,
                "/api/v1/cases?status=received&limit=2",
                "cases",
                "number",
                &numbers,
            ),
            (&clerk, "/api/v1/items?limit=3", "items", "code", &items),
        ] {
            let mut found = Vec::new();
            let mut page = caller.get(path).await.well();
            loop {
                let lines = page[list].as_array().unwrap();
                assert!(lines.len() <= 3 && !lines.is_empty());
                found.extend(lines.iter().map(|line| line[name].as_str().unwrap().to_string()));
                let Some(next) = page["next"].as_str() else { break };
                page = caller.get(&format!("{path}&after={next}")).await.well();
            }
            assert_eq!(found.len(), expected.len(), "{path} repeats nothing");
            assert_eq!(
                &found.into_iter().collect::<BTreeSet<_>>(),
                expected,
                "{path} leaves out nothing"
            );
        }
        let stranger = http.caller("citizen2").await;
        assert_eq!(stranger.get("/api/v1/cases").await.well()["cases"], json!([]));
        let broken = clerk.get("/api/v1/cases?after=x").await;
        assert_eq!(
            (broken.problem().as_str(), broken.fields()),
            ("invalid_fields", vec!["after".to_string()])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_can_be_checked_from_outside() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.finished_case(items::PASSPORT).await;
        let inspector = http.caller("inspector").await;
        let case = inspector.get(&format!("/api/v1/cases/{number}")).await.well();
        let (mut hash, mut after, mut seen) = (ORIGIN, 0, 0);
        loop {
            let page = inspector
                .get(&format!("/api/v1/cases/{number}/events?limit=4&after={after}"))
                .await
                .well();
            for event in page["events"].as_array().unwrap() {
                hash = HashKind::Sm3.link(&hash, event["text"].as_str().unwrap());
                assert_eq!(event["hash"], hex(&hash));
                seen += 1;
                assert_eq!(event["seq"], seen);
            }
            let Some(next) = page["next"].as_u64() else { break };
            after = next;
        }
        assert_eq!(
            (&json!(seen), &json!(hex(&hash))),
            (&case["events"], &case["last_hash"])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_is_for_those_who_oversee() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        filed(town, &http.caller("citizen1").await, items::LEGAL_AID).await;
        town.finished_case(items::PASSPORT).await;
        let board = http.caller("manager").await.get("/api/v1/board").await.well();
        assert_eq!(
            (&board["all"]["open"], &board["all"]["closed_today"]),
            (&json!(1), &json!(1))
        );
        for login in ["citizen1", "clerk1", "chief-justice", "admin"] {
            let answer = http.caller(login).await.get("/api/v1/board").await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (StatusCode::FORBIDDEN, "not_permitted"),
                "{login}"
            );
        }
    })
    .await;
}
