//! What the API says of the clocks of a case: when each ends, whose minute it is, from when it warns, and why.

use serde_json::{Value, json};
use yimen_testkit::{Engine, Town, items};

use crate::{application, filed};

fn clock<'a>(case: &'a Value, kind: &str) -> &'a Value {
    let clocks = case["clocks"].as_array().unwrap();
    clocks
        .iter()
        .find(|clock| clock["kind"] == kind)
        .unwrap_or_else(|| panic!("{kind} is not among {clocks:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_clock_says_when_it_ends_whose_minute_it_is_from_when_it_warns_and_why() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::DISABILITY).await;
        let clerk = http.caller("clerk1").await;
        clerk
            .commands(&number, json!({ "command": "accept", "seen": ["m4"] }))
            .await
            .well();
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        for kind in ["decision_statutory", "decision_promised", "step:review"] {
            let clock = clock(&case, kind);
            assert_eq!(
                (&clock["state"], &clock["owner"]),
                (&json!("running"), &json!("department")),
                "{kind}"
            );
            assert_eq!(clock["owner_name"]["zh"], "审批部门");
            let due = clock["due"].as_str().unwrap();
            let at = clock["due_at"].as_str().unwrap();
            assert!(
                at.starts_with(due) && at.ends_with("T16:00:00Z"),
                "the end of {due} in the zone: {at}"
            );
            assert!(clock["warn_from"].as_str().unwrap() <= due && clock["warned"] == false);
            let proof = clock["proof"].as_array().unwrap();
            let counted = proof.iter().filter(|line| !line["counted"].is_null()).count();
            assert_eq!(json!(counted), clock["working_days"], "{kind}");
            assert_eq!(proof.last().unwrap()["day"], clock["due"]);
        }
        let done = clock(&case, "step:accept");
        assert_eq!((&done["owner"], &done["warn_from"]), (&Value::Null, &Value::Null));
        let owners: Vec<&str> = case["shares"]
            .as_array()
            .unwrap()
            .iter()
            .map(|share| share["owner"].as_str().unwrap())
            .collect();
        assert_eq!(owners, ["applicant", "window", "department", "expert", "exchange"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_that_stopped_a_clock_is_shown_to_those_who_may_see_the_case_in_full() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::DISABILITY).await;
        let (clerk, examiner) = (http.caller("clerk1").await, http.caller("examiner-disabled").await);
        clerk
            .commands(&number, json!({ "command": "accept", "seen": ["m4"] }))
            .await
            .well();
        let silent = json!({ "command": "suspend", "kind": "appraisal", "days": 5 });
        assert_eq!(examiner.commands(&number, silent).await.fields(), ["evidence"]);
        let file = examiner.uploads(items::PDF).await;
        let told = "残鉴委〔2026〕7号 鉴定委托书";
        let suspend =
            json!({ "command": "suspend", "kind": "appraisal", "days": 5, "evidence": told, "evidence_file": file });
        examiner.commands(&number, suspend).await.well();
        town.days_later(4);
        let resume = json!({ "command": "resume", "result": "已完成", "evidence": "鉴定意见书" });
        examiner.commands(&number, resume).await.well();
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        let promised = clock(&case, "decision_promised");
        let suspension = &promised["suspensions"][0];
        assert_eq!(
            (&suspension["from"], &suspension["to"]),
            (&json!("2026-03-02"), &json!("2026-03-06"))
        );
        assert_eq!(
            (&suspension["evidence"], &suspension["end_evidence"]),
            (&json!(told), &json!("鉴定意见书"))
        );
        let left_out = promised["proof"].as_array().unwrap();
        assert!(
            left_out
                .iter()
                .any(|line| line["why"]["zh"].as_str().unwrap().contains(told))
        );
        let expert = case["shares"]
            .as_array()
            .unwrap()
            .iter()
            .find(|share| share["owner"] == "expert")
            .unwrap();
        assert_eq!(expert["working_days"], 3);
        let open = http.stranger().get(&format!("/api/v1/progress/{number}")).await;
        assert!(!open.text().contains(told) && !open.text().contains("鉴定意见书"));
        assert_eq!(
            clock(&open.well(), "decision_promised")["suspensions"][0]["evidence"],
            Value::Null
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn renewal_is_asked_of_a_permit_with_number_and_day() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let ask = async |item: &str, renews: Value| {
            let mut body = application(town, &citizen, item).await;
            body["renews"] = renews;
            let key = format!("key-{}", town.centre.new_token());
            citizen.post_once("/api/v1/cases", &key, &body).await
        };
        for (item, renews, field) in [
            (
                items::PASSPORT,
                json!({ "licence": "E1", "expiry": "2026-02-31" }),
                "renews.expiry",
            ),
            (
                items::PASSPORT,
                json!({ "licence": "E1", "expiry": "2026-03-01" }),
                "renews.expiry",
            ),
            (
                items::PASSPORT,
                json!({ "licence": " ", "expiry": "2026-04-12" }),
                "renews.licence",
            ),
            (
                items::LEGAL_AID,
                json!({ "licence": "E1", "expiry": "2026-04-12" }),
                "renews",
            ),
        ] {
            assert_eq!(ask(item, renews.clone()).await.fields(), [field], "{item} {renews}");
        }
        for (expiry, in_time) in [("2026-04-12", true), ("2026-03-20", false)] {
            let done = ask(items::PASSPORT, json!({ "licence": "E1", "expiry": expiry }))
                .await
                .well();
            let number = done["number"].as_str().unwrap();
            let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
            assert_eq!(
                (&case["renews"]["licence"], &case["renews"]["in_time"]),
                (&json!("E1"), &json!(in_time))
            );
            let renewal = clock(&case, "renewal");
            assert_eq!((&renewal["due"], &renewal["owner"]), (&json!(expiry), &json!("window")));
            let open = http.stranger().get(&format!("/api/v1/progress/{number}")).await.well();
            assert_eq!(open["renews"], Value::Null, "a licence's number is not for everybody");
        }
    })
    .await;
}
