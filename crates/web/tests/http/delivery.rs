//! Results on their way, as the window and the manager meet them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_chased_checked_and_handed_over_at_the_window() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let body = town.item(items::LEGAL_AID).body.clone();
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        town.clerk().accepts(&number).await.unwrap();
        town.examiner(&body).reviews(&number).await.unwrap();
        let decided = town.chief(&body).decides(&number).await.unwrap();
        let me = Browser::of(town, &http, "citizen1").await;
        let paper = me.reads(&format!("/documents/{}.pdf", decided.document.unwrap())).await;
        assert_eq!(paper.status, StatusCode::OK);
        let timeline = me.reads(&format!("/my/cases/{number}")).await.text();
        assert!(timeline.contains("申请人下载了结果"));

        let clerk = Browser::of(town, &http, "clerk1").await;
        assert!(!clerk.reads("/workbench/unclaimed").await.text().contains(&number));
        town.days_later(6);
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert!(clerk.reads("/workbench/unclaimed").await.text().contains(&number));
        let refused = clerk
            .posts("/workbench/unclaimed", &pairs(&[("days", "2"), ("times", "1")]))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "the rule is the manager's");
        let manager = Browser::of(town, &http, "manager").await;
        let wrong = manager
            .posts("/workbench/unclaimed", &pairs(&[("days", "0"), ("times", "9")]))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let saved = manager
            .posts("/workbench/unclaimed", &pairs(&[("days", "2"), ("times", "1")]))
            .await;
        assert_eq!(saved.header("location"), "/workbench/unclaimed");

        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("check_receiver.tail"));
        let address = format!("/workbench/cases/{number}/do/check_receiver");
        let long = [
            ("check_receiver.shown", "id_card"),
            ("check_receiver.tail", "11010519491231002X"),
        ];
        assert_eq!(
            clerk.posts(&address, &pairs(&long)).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let right = [("check_receiver.shown", "id_card"), ("check_receiver.tail", "002X")];
        assert_eq!(
            clerk.posts(&address, &pairs(&right)).await.status,
            StatusCode::SEE_OTHER
        );
        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("居民身份证，后四位 002X"));
    })
    .await;
}
