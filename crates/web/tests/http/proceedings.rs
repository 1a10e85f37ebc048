//! Proceedings of a case over the API and in the browser.

use reqwest::{Method, StatusCode};
use serde_json::json;
use yimen_testkit::{Engine, Town, items};

use super::editing::{Browser, TOKEN};
use crate::filed;

fn part(boundary: &str, name: &str, value: &str) -> String {
    format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// A form of the workbench, as a browser sends it.
pub(crate) async fn sends(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let boundary = "yimen-boundary";
    let mut body = part(boundary, "csrf", TOKEN);
    for (name, value) in fields {
        body.push_str(&part(boundary, name, value));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    browser
        .request(Method::POST, path, "zh")
        .header("content-type", format!("multipart/form-data; boundary={boundary}"))
        .body(body)
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hearing_is_asked_for_over_the_api_and_stands_in_the_case() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let [citizen, clerk, examiner, chief] = [
            http.caller("citizen1").await,
            http.caller("clerk1").await,
            http.caller("examiner-approval").await,
            http.caller("chief-approval").await,
        ];
        let number = filed(town, &citizen, items::FOOD).await;
        clerk.commands(&number, json!({ "command": "accept" })).await.well();
        let path = format!("/api/v1/cases/{number}/proceedings");
        let task = json!({ "order": "give_task", "person": "chief-approval", "words": "核对意见", "days": 3 });
        examiner.post(&path, &task).await.well();
        let tell = json!({ "order": "tell_hearing_right", "reason": "相邻关系" });
        examiner.post(&path, &tell).await.well();
        let ask = json!({ "order": "ask_hearing", "no": 2 });
        let first = citizen.post_once(&path, "ask", &ask).await.well();
        let again = citizen.post_once(&path, "ask", &ask).await.well();
        assert_eq!(first["events"], again["events"], "a repeat does nothing twice");
        let twice = citizen.post(&path, &ask).await;
        assert_eq!(
            (twice.status, twice.problem().as_str()),
            (StatusCode::CONFLICT, "hearing_asked_already")
        );
        let nobody = json!({ "order": "order_inspection", "kind": "site_inspection", "day": "2099-01-01",
            "time": "09:00", "place": "店内", "officers": ["examiner-approval", "nobody"] });
        assert_eq!(examiner.post(&path, &nobody).await.fields(), ["officers"]);
        let unknown = examiner.post(&path, &json!({ "order": "dance" })).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let case = format!("/api/v1/cases/{number}");
        let seen = |answer: serde_json::Value| {
            let kinds = answer["proceedings"].as_array().cloned().unwrap_or_default();
            kinds
                .iter()
                .map(|one| one["kind"].as_str().unwrap().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(seen(chief.get(&case).await.well()), ["task", "hearing"]);
        assert_eq!(
            seen(citizen.get(&case).await.well()),
            ["hearing"],
            "tasks are working papers"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_when_an_inspection_is_refused() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
        town.clerk().accepts(&number).await.unwrap();
        let examiner = Browser::of(town, &http, "examiner-approval").await;
        let one = town.account("examiner-approval").id.0.to_string();
        let path = format!("/workbench/cases/{number}/proceedings/order_inspection");
        let fields = |officers: &[&str]| {
            let mut fields = vec![
                ("no".to_string(), "0".to_string()),
                ("order_inspection.kind".into(), "site_inspection".into()),
                ("order_inspection.day".into(), town.today().to_string()),
                ("order_inspection.time".into(), "14:00".into()),
                ("order_inspection.place".into(), "示例路2号店内".into()),
            ];
            fields.extend(
                officers
                    .iter()
                    .map(|id| ("order_inspection.officers".to_string(), (*id).to_string())),
            );
            fields
        };
        let plain = |fields: &[(String, String)]| {
            fields
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect::<Vec<_>>()
        };
        let alone = plain(&fields(&[&one]));
        let alone: Vec<(&str, &str)> = alone
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let refused = sends(&examiner, &path, &alone).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text().await.unwrap();
        for words in ["两名以上", "示例路2号店内", "14:00"] {
            assert!(text.contains(words), "{words}");
        }
        let other = town.account("chief-approval").id.0.to_string();
        let both = plain(&fields(&[&one, &other]));
        let both: Vec<(&str, &str)> = both
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let done = sends(&examiner, &path, &both).await;
        assert!(done.status().is_redirection(), "{}", done.status());
        let page = examiner
            .request(Method::GET, &format!("/workbench/cases/{number}"), "zh")
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(page.contains("现场核查") && page.contains("待核查"));
    })
    .await;
}
