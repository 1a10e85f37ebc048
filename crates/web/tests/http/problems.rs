//! Everything that can be wrong with a request gets a problem in both languages and changes nothing.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yimen_testkit::{Answer, Caller, Engine, Town, items};

use crate::{application, filed};

async fn send(caller: &Caller, method: Method, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = caller
        .request(method, path)
        .header("idempotency-key", "k")
        .header("content-type", kind);
    Answer::of(request.body(body).send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_cannot_be_read_is_told_why() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        let commands = format!("/api/v1/cases/{number}/commands");
        for path in ["/api/v1/cases", commands.as_str()] {
            for (kind, body, status, code) in [
                ("application/json", "{\"item\":", 400, "malformed_json"),
                ("application/json", "", 400, "malformed_json"),
                ("application/json", "{}", 422, "wrong_shape"),
                ("application/json", "[1]", 422, "wrong_shape"),
                ("application/json", "{\"command\":\"dance\"}", 422, "wrong_shape"),
                ("text/plain", "{}", 415, "json_needed"),
            ] {
                let answer = send(&citizen, Method::POST, path, kind, body).await;
                assert_eq!(
                    (answer.problem().as_str(), answer.status.as_u16()),
                    (code, status),
                    "{path} {body}"
                );
            }
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(
            send(&citizen, Method::POST, "/api/v1/cases", "application/json", deep)
                .await
                .problem(),
            "wrong_shape"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_nobody_knows_are_refused() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (citizen, clerk) = (http.caller("citizen1").await, http.caller("clerk1").await);
        let good = application(town, &citizen, items::LEGAL_AID).await;
        for place in ["", "/applicant", "/materials/0"] {
            let mut body = good.clone();
            body.pointer_mut(place).unwrap()["status"] = json!("granted");
            assert_eq!(
                citizen.post_once("/api/v1/cases", "k", &body).await.problem(),
                "wrong_shape",
                "{place}"
            );
        }
        let mut body = good.clone();
        body["form"]["status"] = json!("granted");
        let answer = citizen.post_once("/api/v1/cases", "k", &body).await;
        assert_eq!(
            (answer.problem().as_str(), answer.fields()),
            ("invalid_fields", vec!["form.status".to_string()])
        );
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        let answer = clerk
            .commands(&number, json!({ "command": "accept", "day": "2020-01-01" }))
            .await;
        assert_eq!(answer.problem(), "wrong_shape");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_named() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let good = application(town, &citizen, items::LEGAL_AID).await;
        let first = town.item(items::LEGAL_AID).form[0].code.clone();
        let long = |length: usize| Value::from("长".repeat(length));
        for (place, value, field) in [
            ("/applicant/name", long(101), "applicant.name"),
            ("/applicant/name", json!(" "), "applicant.name"),
            ("/applicant/name", json!("陈\u{0}大福"), "applicant.name"),
            ("/applicant/phone", json!("call me"), "applicant.phone"),
            ("/applicant/id_number", json!("511603193903120018"), "applicant.id_number"),
            ("/applicant/id_number", long(60), "applicant.id_number"),
            (&format!("/form/{first}"), long(5_000), &format!("form.{first}")),
            (&format!("/form/{first}"), json!(["a"]), &format!("form.{first}")),
            ("/materials/0/code", json!("m99"), "materials.0.code"),
            ("/materials/0/file", json!("f".repeat(64)), "materials"),
            ("/materials/0/file", json!("../../key"), "materials"),
        ] {
            let mut body = good.clone();
            *body.pointer_mut(place).unwrap() = value;
            let answer = citizen.post_once("/api/v1/cases", "k", &body).await;
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (422, "invalid_fields"), "{place}");
            assert_eq!(answer.fields(), [field], "{place}");
        }
        let mut body = good.clone();
        body["channel"] = json!("fax");
        assert_eq!(citizen.post_once("/api/v1/cases", "k", &body).await.fields(), ["channel"]);
        body["channel"] = json!("window");
        let answer = citizen.post_once("/api/v1/cases", "k", &body).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (403, "not_permitted"));
        let mut company = good.clone();
        company["applicant"] = json!({ "kind": "company", "name": "某公司", "credit_code": "91511603MADEM0011E", "phone": "0826-0000011" });
        assert_eq!(citizen.post_once("/api/v1/cases", "k", &company).await.problem(), "wrong_applicant");
        let mut unknown = good;
        unknown["item"] = json!("T-404");
        assert_eq!(citizen.post_once("/api/v1/cases", "k", &unknown).await.status, StatusCode::NOT_FOUND);
        assert_eq!(town.db_rows("SELECT COUNT(*) FROM cases", Vec::new()).await[0].int(0), Ok(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_with_wrong_words_change_nothing() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let clerk = http.caller("clerk1").await;
        let number = filed(town, &http.caller("citizen1").await, items::LEGAL_AID).await;
        let long = "长".repeat(2_001);
        for (body, field) in [
            (
                json!({ "command": "refuse_acceptance", "ground": "barred", "reason": long }),
                "reason",
            ),
            (
                json!({ "command": "refuse_acceptance", "ground": "mood", "reason": "a" }),
                "ground",
            ),
            (
                json!({ "command": "refuse_acceptance", "ground": "not_ours", "reason": "a" }),
                "authority",
            ),
            (json!({ "command": "request_correction", "requests": [] }), "requests"),
            (json!({ "command": "accept", "seen": ["m99"] }), "seen"),
            (json!({ "command": "accept", "seen": vec!["m1"; 101] }), "seen"),
            (json!({ "command": "suspend", "kind": "nap", "days": 1 }), "kind"),
            (
                json!({ "command": "suspend", "kind": "hearing", "days": 1, "evidence_file": "00" }),
                "evidence_file",
            ),
            (json!({ "command": "decide", "outcome": "maybe" }), "outcome"),
            (json!({ "command": "issue", "how": "pigeon" }), "how"),
            (json!({ "command": "rate", "level": 6 }), "level"),
        ] {
            let answer = clerk.commands(&number, body.clone()).await;
            assert_eq!(
                (answer.problem().as_str(), answer.fields()),
                ("invalid_fields", vec![field.to_string()]),
                "{body}"
            );
        }
        let late = clerk.commands(&number, json!({ "command": "issue" })).await;
        assert_eq!(
            (late.status, late.problem().as_str()),
            (StatusCode::CONFLICT, "wrong_state")
        );
        let case = clerk.get(&format!("/api/v1/cases/{number}")).await.well();
        assert_eq!((&case["events"], &case["status"]), (&json!(1), &json!("received")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_keys_must_be_right() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let body = application(town, &citizen, items::LEGAL_AID).await;
        for wrong in [
            None,
            Some(String::new()),
            Some("ym_".into()),
            Some(format!("ym_{}", "0".repeat(64))),
            Some("令牌".into()),
        ] {
            let request = http.stranger().request(Method::GET, "/api/v1/cases");
            let request = match &wrong {
                Some(token) => request.header("authorization", format!("Bearer {token}").as_bytes()),
                None => request,
            };
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (StatusCode::UNAUTHORIZED, "token_needed"),
                "{wrong:?}"
            );
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        assert_eq!(
            citizen.post("/api/v1/cases", &body).await.problem(),
            "idempotency_key_needed"
        );
        for key in ["", &"k".repeat(201)] {
            let answer = citizen.post_once("/api/v1/cases", key, &body).await;
            assert_eq!(
                (answer.problem().as_str(), answer.fields()),
                ("invalid_fields", vec!["Idempotency-Key".to_string()])
            );
        }
        assert!(
            citizen
                .post_once("/api/v1/cases", &"k".repeat(200), &body)
                .await
                .status
                .is_success()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let large = |mb: usize| [items::PDF, &vec![b' '; mb * 1024 * 1024]].concat();
        let file = send(
            &citizen,
            Method::POST,
            "/api/v1/files",
            "application/octet-stream",
            large(11),
        )
        .await;
        assert_eq!(
            (file.problem().as_str(), file.fields()),
            ("invalid_fields", vec!["file".to_string()])
        );
        for path in ["/api/v1/files", "/api/v1/cases"] {
            let answer = send(&citizen, Method::POST, path, "application/json", large(13)).await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
                "{path}"
            );
        }
        let html = send(
            &citizen,
            Method::POST,
            "/api/v1/files?name=a.pdf",
            "application/pdf",
            "<html></html>",
        )
        .await;
        assert_eq!(
            (html.problem().as_str(), html.fields()),
            ("invalid_fields", vec!["file".to_string()])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_addresses_methods_and_queries_are_named() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        for (method, path, status, code) in [
            (Method::GET, "/api/v1/nothing", 404, "no_such_address"),
            (Method::GET, "/api/v2/items", 404, "no_such_address"),
            (Method::POST, "/api/v1/nothing/at/all", 404, "no_such_address"),
            (Method::DELETE, "/api/v1/cases", 405, "method_not_allowed"),
            (Method::PUT, "/api/v1/items", 405, "method_not_allowed"),
            (Method::GET, "/api/v1/files", 405, "method_not_allowed"),
            (Method::GET, "/api/v1/items/T-404", 404, "not_found"),
            (Method::GET, "/api/v1/items/%FF", 404, "no_such_address"),
            (Method::GET, "/api/v1/items/%00", 404, "not_found"),
            (Method::GET, "/api/v1/cases/%00", 404, "not_found"),
            (Method::GET, "/api/v1/progress/%00", 404, "not_found"),
            (Method::GET, "/api/v1/items?limit=0", 422, "invalid_fields"),
            (Method::GET, "/api/v1/items?limit=201", 422, "invalid_fields"),
            (Method::GET, "/api/v1/items?limit=many", 422, "wrong_query"),
            (Method::GET, "/api/v1/items?colour=red", 422, "wrong_query"),
            (Method::GET, "/api/v1/items?kind=song", 422, "invalid_fields"),
            (Method::GET, "/api/v1/items?event=song", 422, "invalid_fields"),
            (Method::GET, "/api/v1/items?people=song", 422, "invalid_fields"),
            (Method::GET, "/api/v1/cases?status=lost", 422, "invalid_fields"),
            (Method::GET, "/api/v1/documents/none", 404, "not_found"),
        ] {
            let answer = Answer::of(citizen.request(method.clone(), path).send().await.unwrap()).await;
            assert_eq!(
                (answer.problem().as_str(), answer.status.as_u16()),
                (code, status),
                "{method} {path}"
            );
        }
    })
    .await;
}
