//! Posts and people, as browsers meet them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town};

use crate::editing::{Browser, pairs};

const TREE: &str = "/workbench/organisation";

fn person(town: &Town, login: &str) -> String {
    format!("{TREE}/people/{}", town.account(login).id.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_works_here_sees_posts_and_only_two_change_them() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let moving = pairs(&[("post", "*leaves"), ("from", "2026-03-02"), ("reason", "轮岗")]);
        for login in ["clerk1", "examiner-police", "inspector"] {
            let browser = Browser::of(town, &http, login).await;
            assert_eq!(browser.reads(TREE).await.status, StatusCode::OK, "{login}");
            let page = browser.reads(&person(town, "clerk2")).await;
            assert!(
                page.status == StatusCode::OK && !page.text().contains("name=\"takes_posts\""),
                "{login}"
            );
            for address in [format!("{TREE}/import"), format!("{TREE}/export/organisation.xlsx")] {
                assert_eq!(
                    browser.reads(&address).await.status,
                    StatusCode::FORBIDDEN,
                    "{login} {address}"
                );
            }
            let sent = browser
                .posts(&format!("{}/move/make", person(town, "clerk2")), &moving)
                .await;
            assert_eq!(sent.status, StatusCode::FORBIDDEN, "{login}");
        }
        let manager = Browser::of(town, &http, "manager").await;
        let page = manager.reads(&person(town, "clerk2")).await.text();
        assert!(page.contains("name=\"takes_posts\"") && page.contains("clerk2"));
        let today = manager.reads(&format!("{TREE}?on=2026-03-02&body=tax")).await.text();
        assert!(
            today.contains("缺 A 岗") && today.contains("T02 窗口岗"),
            "gaps are named"
        );
        let long_ago = manager.reads(&format!("{TREE}?on=2001-01-01")).await.text();
        assert!(!long_ago.contains("T02 窗口岗"), "nothing was there yet");
        assert_eq!(manager.reads(&format!("{TREE}?on=soon")).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_shown_before_it_is_made() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let manager = Browser::of(town, &http, "manager").await;
        let address = person(town, "chief-police");
        let nothing = manager
            .posts(&format!("{address}/move"), &pairs(&[("from", "soon")]))
            .await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        for fault in ["请选择新的岗位", "请按 2026-11-22 的格式填写日期", "请写明理由"] {
            assert!(nothing.text().contains(fault), "{fault}: told at once");
        }
        let moving = pairs(&[
            ("post", "*leaves"),
            ("from", "2026-03-02"),
            ("takes_posts", "yes"),
            ("reason", "退休"),
        ]);
        let looked = manager.posts(&format!("{address}/move"), &moving).await.text();
        for words in ["还没有办理", "授权委托书", "待签发", "首席审批岗"] {
            assert!(looked.contains(words), "{words}");
        }
        assert_eq!(town.centre.posts().entries().count(), 2, "nothing was done");
        let made = manager.posts(&format!("{address}/move/make"), &moving).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let page = manager.reads(&address).await.text();
        assert!(page.contains("离岗") && page.contains("退休") && page.contains("没有在任的岗位"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leave_is_asked_refused_by_rule_and_granted() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let days = pairs(&[("first", "2026-03-09"), ("last", "2026-03-10"), ("cause", "体检")]);
        let asked = clerk.posts(&format!("{}/leave", person(town, "clerk1")), &days).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let of_another = clerk.posts(&format!("{}/leave", person(town, "clerk5")), &days).await;
        assert_eq!(of_another.status, StatusCode::FORBIDDEN);
        let own_grant = clerk.posts(&format!("{TREE}/leave/1/grant"), &pairs(&[])).await;
        assert_eq!(own_grant.status, StatusCode::FORBIDDEN);
        let manager = Browser::of(town, &http, "manager").await;
        assert!(manager.reads(TREE).await.text().contains("待批的请假"));
        let granted = manager.posts(&format!("{TREE}/leave/1/grant"), &pairs(&[])).await;
        assert_eq!(granted.status, StatusCode::SEE_OTHER);
        let other = Browser::of(town, &http, "clerk2").await;
        let refused = other.posts(&format!("{}/leave", person(town, "clerk2")), &days).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("A/B 岗") && refused.text().contains(&town.account("clerk1").shown));
        let page = other.reads(&person(town, "clerk1")).await.text();
        assert!(!page.contains("体检"), "what a leave is for is not everybody's to read");
        let day = manager.reads(&format!("{TREE}?on=2026-03-10")).await.text();
        assert!(day.contains(&format!("{} 顶岗", town.account("clerk2").shown)));
    })
    .await;
}
