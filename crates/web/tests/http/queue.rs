//! Places in the order of acceptance as applicants, officers and other programs meet them.

use reqwest::StatusCode;
use serde_json::json;
use yimen_testkit::{Engine, Town, items};

use crate::editing::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn places_and_the_order_are_shown_and_kept() {
    Town::hold(Engine::Sqlite, async |town| {
        town.changes_item(items::FOOD, |doc| {
            doc["quantity_limit"] = json!({ "number": 1, "per": "year" })
        })
        .await;
        let body = town.item(items::FOOD).body.clone();
        let mut numbers = Vec::new();
        for who in ["citizen1", "citizen2"] {
            town.seconds_later(60);
            let number = town.citizen(who).files(items::FOOD).await.unwrap().number;
            town.clerk().accepts(&number).await.unwrap();
            town.examiner(&body).reviews(&number).await.unwrap();
            numbers.push(number);
        }
        let http = town.http().await;
        let guide = http.stranger().reads(&format!("/items/{}", items::FOOD)).await.text();
        assert!(
            guide.contains("每年 1 个，本期还剩 1 个") && guide.contains("等待决定的有 2 件"),
            "{guide}"
        );
        let chief = http.caller(&format!("chief-{body}")).await;
        let grant = json!({"command": "decide", "outcome": "grant", "validity": "五年"});
        let early = chief.commands(&numbers[1], grant.clone()).await;
        assert_eq!(
            (early.status, early.problem().as_str()),
            (StatusCode::CONFLICT, "accepted_before")
        );
        let desk = Browser::of(town, &http, &format!("chief-{body}")).await;
        let page = desk.reads(&format!("/workbench/cases/{}", numbers[1])).await.text();
        assert!(page.contains("第 2 位") && page.contains(&numbers[0]), "{page}");
        let own = Browser::of(town, &http, "citizen2").await;
        let page = own.reads(&format!("/my/cases/{}", numbers[1])).await.text();
        assert!(page.contains("第 2 位"), "{page}");
        assert!(!page.contains(&numbers[0]), "who else applied is nobody’s business");
        chief.commands(&numbers[0], grant.clone()).await.well();
        assert_eq!(chief.commands(&numbers[1], grant).await.problem(), "places_used_up");
        let guide = http.stranger().reads(&format!("/items/{}", items::FOOD)).await.text();
        assert!(guide.contains("本期还剩 0 个"), "{guide}");
    })
    .await;
}
