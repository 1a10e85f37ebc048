//! The API and its description agree, and strangers get in nowhere that is not listed here.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yimen_testkit::{Answer, Engine, Town, items};

/// What anybody may call. This list may only shrink.
const FOR_STRANGERS: [&str; 7] = [
    "get /api/v1/items",
    "get /api/v1/items/changes",
    "get /api/v1/items/changes/{seq}/items",
    "get /api/v1/items/{code}",
    "get /api/v1/items/{code}/form",
    "get /api/v1/materials",
    "get /api/v1/progress/{number}",
];

fn description() -> Value {
    serde_json::to_value(yimen_web::api::description()).unwrap()
}

/// Every method and path, with its entry.
pub(crate) fn operations() -> Vec<(String, String, Value)> {
    let description = description();
    let paths = description["paths"].as_object().unwrap();
    let of_path = |(path, methods): (&String, &Value)| {
        let entries = methods.as_object().unwrap().clone();
        entries
            .into_iter()
            .map(|(method, entry)| (method, path.clone(), entry))
            .collect::<Vec<_>>()
    };
    paths
        .iter()
        .flat_map(of_path)
        .filter(|(method, ..)| method != "parameters")
        .collect()
}

#[test]
fn the_committed_description_is_the_one_that_is_served() {
    let new = format!(
        "{}\n",
        serde_json::to_string_pretty(&yimen_web::api::description()).unwrap()
    );
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    if std::fs::read_to_string(committed).unwrap_or_default() == new {
        return;
    }
    let place = std::env::temp_dir().join("yimen-openapi.json");
    std::fs::write(&place, new).unwrap();
    panic!(
        "docs/openapi.json is not what the program serves; the new one lies in {}. Look at the difference and, if it is \
         meant, run: cargo run -p yimen-web --example openapi > docs/openapi.json",
        place.display()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_refused_everywhere_but_where_listed() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        assert_eq!(http.stranger().get("/api/v1/openapi.json").await.well(), description());
        let filed = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
        let operations = operations();
        assert!(operations.len() >= 11, "{}", operations.len());
        let mut open = Vec::new();
        for (method, path, entry) in operations {
            let real = path
                .replace("{number}", &filed.number)
                .replace("{code}", items::LEGAL_AID)
                .replace("{seq}", "1")
                .replace("{token}", filed.document.as_ref().unwrap());
            assert!(!real.contains('{'), "say in this test what {path} stands for");
            let name = format!("{method} {path}");
            let method: Method = method.to_uppercase().parse().unwrap();
            let request = http.stranger().request(method, &real).json(&json!({}));
            let answer = Answer::of(request.send().await.unwrap()).await;
            if answer.status.is_success() {
                open.push(name.clone());
            } else {
                assert_eq!(
                    (answer.status, answer.problem().as_str()),
                    (StatusCode::UNAUTHORIZED, "token_needed"),
                    "{name}"
                );
            }
            let said_to_be_open = entry["security"] == json!([{}]) || entry["security"] == json!([]);
            assert_eq!(
                said_to_be_open,
                answer.status.is_success(),
                "{name}: {}",
                entry["security"]
            );
        }
        assert_eq!(open, FOR_STRANGERS);
    })
    .await;
}

#[test]
fn every_body_parameter_and_problem_is_described() {
    for (method, path, entry) in operations() {
        let name = format!("{method} {path}");
        let problem = &entry["responses"]["4XX"]["content"]["application/problem+json"];
        assert!(problem.is_object(), "{name} does not say how it refuses");
        assert!(
            !entry["summary"].as_str().unwrap_or_default().is_empty(),
            "{name} does not say what it does"
        );
        assert_eq!(entry["requestBody"].is_object(), method == "post", "{name}");
    }
}
