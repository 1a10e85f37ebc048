//! A copy of one's own data, and leaving, as a browser without scripts meets them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_ones_own_data_is_taken_with_the_password() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.finished_case(items::LEGAL_AID).await;
        let browser = Browser::of(town, &http, "citizen1").await;
        let page = browser.reads("/my/data").await;
        assert!(page.status == StatusCode::OK && page.text().contains("name=\"present\""));
        let wrong = browser.posts("/my/data", &pairs(&[("present", "a guess")])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("现在的密码不正确"));
        let right = browser.posts("/my/data", &pairs(&[("present", "demonstration")])).await;
        assert_eq!(right.status, StatusCode::OK);
        assert_eq!(
            (right.header("content-type"), right.header("cache-control")),
            ("application/zip", "private, no-store")
        );
        assert!(right.header("content-disposition").starts_with("attachment"));
        let place = format!("files/{number}/");
        let holds = |name: &str| right.bytes.windows(name.len()).any(|window| window == name.as_bytes());
        assert!(holds("index.html") && holds("data.json") && holds(&place));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_is_told_what_stays_and_why() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let browser = Browser::of(town, &http, "citizen1").await;
        let page = browser.reads("/my/close").await.text();
        assert!(page.contains("依法保留") && page.contains("网络安全法"));
        assert!(
            page.contains(&number) && !page.contains("name=\"present\""),
            "an open case is named"
        );
        let early = browser
            .posts("/my/close", &pairs(&[("present", "demonstration")]))
            .await;
        assert_eq!(early.status, StatusCode::CONFLICT);

        let browser = Browser::of(town, &http, "citizen2").await;
        let left = browser
            .posts("/my/close", &pairs(&[("present", "demonstration")]))
            .await;
        assert_eq!((left.status, left.header("location")), (StatusCode::SEE_OTHER, "/"));
        let out = browser.reads("/my").await;
        assert!(out.header("location").starts_with("/sign-in"), "nobody is signed in");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_see_how_long_what_is_kept_and_what_was_deleted() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        town.days_later(400);
        yimen_acts::retention::run(&town.centre, false).await.unwrap();
        let auditor = Browser::of(town, &http, "audit").await;
        let page = auditor.reads("/workbench/retention").await.text();
        assert!(page.contains("网络安全法 第二十一条") && page.contains("184 至 1827 天"));
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert_eq!(clerk.reads("/workbench/retention").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}
