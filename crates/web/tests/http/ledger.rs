//! What the centre publishes of its ledger, and what an applicant takes home.

use reqwest::{Method, StatusCode};
use yimen_acts::ledger::{check, days};
use yimen_testkit::{Answer, Engine, Town, items};

use crate::filed;

async fn in_english(http: &yimen_testkit::Http<'_>, path: &str) -> (StatusCode, String) {
    let request = http
        .stranger()
        .request(Method::GET, path)
        .header("accept-language", "en");
    let answer = Answer::of(request.send().await.unwrap()).await;
    (answer.status, answer.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn roots_and_figures_are_for_everybody() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (status, page) = in_english(&http, "/ledger").await;
        assert!(
            status == StatusCode::OK && page.contains("No root is published yet"),
            "{page}"
        );
        let (status, page) = in_english(&http, "/figures").await;
        assert!(
            status == StatusCode::OK && page.contains("no figures of this period"),
            "{page}"
        );
        assert_eq!(
            http.stranger().reads("/figures.json").await.status,
            StatusCode::NOT_FOUND
        );

        town.finished_case(items::LEGAL_AID).await;
        town.days_later(1);
        days::close_due(&town.centre).await.unwrap();
        let old = http.stranger().reads("/ledger/roots.json").await;
        assert!(old.header("content-type").starts_with("application/json"));
        town.finished_case(items::PASSPORT).await;
        town.days_later(1);
        let closed = days::close_due(&town.centre).await.unwrap();
        let (_, page) = in_english(&http, "/ledger").await;
        assert!(page.contains(&closed[0].root) && page.contains("in use"), "{page}");
        let new = http.stranger().reads("/ledger/roots.json").await.text();
        let proof = http.stranger().reads("/ledger/consistency.json?size=1").await.text();
        for later in [new, proof] {
            assert_eq!(check::consistency(&old.text(), &later).unwrap().new, 2);
        }
        let none = http.stranger().reads("/ledger/consistency.json?size=9").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);

        let (_, page) = in_english(&http, "/figures").await;
        assert!(page.contains(&closed[0].root) && page.contains("100.00%"), "{page}");
        let chinese = http
            .stranger()
            .reads("/figures?from=2026-03-02&to=2026-03-02")
            .await
            .text();
        assert!(
            chinese.contains("按时办结率") && chinese.contains("2026年3月2日"),
            "{chinese}"
        );
        let figures = http.stranger().reads("/figures.json?from=2026-03-03").await;
        assert_eq!(figures.well()["total"]["counts"]["filed"], 1);
        for (path, words) in [
            ("/figures?from=2026-02-31", "2026-02-31"),
            ("/figures?from=2026-03-03&to=2026-03-02", "must not lie after"),
        ] {
            let (status, page) = in_english(&http, path).await;
            assert!(status == StatusCode::OK && page.contains(words), "{page}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_takes_the_receipt_home_and_nobody_else_does() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        town.days_later(1);
        days::close_due(&town.centre).await.unwrap();
        let path = format!("/api/v1/cases/{number}/receipt");
        let proved = check::receipt(&citizen.get(&path).await.well().to_string()).unwrap();
        assert_eq!(
            (proved.number.as_str(), proved.words, proved.day.as_deref()),
            (&*number, Some(true), Some("2026-03-02"))
        );
        let other = http.caller("citizen2").await.get(&path).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        let inspector = http.caller("inspector").await.get(&path).await;
        assert_eq!(inspector.status, StatusCode::OK);
        let page = http.stranger().reads(&format!("/my/cases/{number}/receipt.json")).await;
        assert_eq!(
            page.status,
            StatusCode::SEE_OTHER,
            "strangers are led to the sign-in page"
        );
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        let token = case["documents"][0]["token"].as_str().unwrap();
        let check = http.stranger().reads(&format!("/v/{token}")).await.text();
        assert!(check.contains(&proved.chain), "{check}");
        assert!(!check.contains("陈大福"));
    })
    .await;
}
