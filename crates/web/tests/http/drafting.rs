//! Decisions that are drafted on the page of a case and signed from a list.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

const LIST: &str = "/workbench/signing";

async fn reviewed(town: &Town, who: &str) -> String {
    let number = town.citizen(who).files(items::FREIGHT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let body = town.item(items::FREIGHT).body.clone();
    town.examiner(&body).reviews(&number).await.unwrap();
    number
}

/// The boxes of the list, with their values.
fn boxes(html: &str) -> Vec<String> {
    let parts = html.split("name=\"sign\" value=\"").skip(1);
    parts
        .filter_map(|rest| rest.split('"').next().map(str::to_string))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_written_checked_and_signed_several_at_once() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let body = town.item(items::FREIGHT).body.clone();
        let examiner = Browser::of(town, &http, &format!("examiner-{body}")).await;
        let chief = Browser::of(town, &http, &format!("chief-{body}")).await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert_eq!(clerk.reads(LIST).await.status, StatusCode::FORBIDDEN);
        let empty = chief.reads(LIST).await.text();
        assert!(empty.contains("没有待签发的决定") && boxes(&empty).is_empty());

        let (first, second) = (reviewed(town, "citizen1").await, reviewed(town, "citizen2").await);
        let act = |number: &str, command: &str| format!("/workbench/cases/{number}/do/{command}");
        let unsaid = [
            ("draft_decision.outcome", "partial"),
            ("draft_decision.granted", "普通货运"),
            ("draft_decision.reasons", "没有冷藏车辆"),
        ];
        let wrong = examiner.posts(&act(&second, "draft_decision"), &pairs(&unsaid)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let html = wrong.text();
        assert!(
            html.contains("不予准予的部分") && html.contains("没有冷藏车辆"),
            "what was typed stays"
        );
        let grant = [
            ("draft_decision.outcome", "grant"),
            ("draft_decision.conditions", "按核定的范围经营"),
            ("draft_decision.validity", "四年"),
        ];
        let partial = [
            ("draft_decision.outcome", "partial"),
            ("draft_decision.granted", "普通货运"),
            ("draft_decision.refused", "冷藏运输"),
            ("draft_decision.reasons", "没有冷藏车辆"),
        ];
        for (number, said) in [(&first, &grant[..]), (&second, &partial[..])] {
            let sent = examiner.posts(&act(number, "draft_decision"), &pairs(said)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        }
        let page = examiner.reads(&format!("/workbench/cases/{first}")).await.text();
        assert!(page.contains("withdraw_draft.reason") && !page.contains("check_decision.note"));
        let waits = chief.reads(LIST).await.text();
        assert!(waits.contains("待核稿") && waits.contains("按核定的范围经营") && boxes(&waits).is_empty());
        let page = chief.reads(&format!("/workbench/cases/{second}")).await.text();
        assert!(
            page.contains("不予准予：冷藏运输") && !page.contains("decide.outcome\""),
            "nothing past a draft"
        );
        for number in [&first, &second] {
            let checked = chief
                .posts(
                    &act(number, "check_decision"),
                    &pairs(&[("check_decision.note", "同意")]),
                )
                .await;
            assert_eq!(checked.status, StatusCode::SEE_OTHER);
        }
        let own = Browser::of(town, &http, "citizen1").await;
        let mine = own.reads(&format!("/my/cases/{first}")).await.text();
        assert!(
            !mine.contains("拟稿") && !mine.contains("核稿"),
            "a working paper of the authority"
        );
        let events = http
            .caller("citizen1")
            .await
            .get(&format!("/api/v1/cases/{first}/events"))
            .await;
        assert!(
            !events.text().contains("按核定的范围经营"),
            "nor by the ledger: {}",
            events.text()
        );
        let case = http
            .caller("citizen1")
            .await
            .get(&format!("/api/v1/cases/{first}"))
            .await;
        let all = usize::try_from(case.well()["events"].as_u64().unwrap()).unwrap();
        let told: Vec<u64> = case.well()["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|e| e["seq"].as_u64())
            .collect();
        assert!(told.len() + 2 == all, "draft and check are left out: {told:?} of {all}");
        let hashes = events.json()["events"].as_array().unwrap().len();
        assert_eq!(hashes, all, "the chain is whole: hidden texts keep their hashes");

        let listed = boxes(&chief.reads(LIST).await.text());
        assert_eq!(listed.len(), 2);
        let nothing = chief.posts(LIST, &pairs(&[("key", "k0")])).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("请勾选要签发的决定"));
        assert_eq!(
            examiner
                .posts(LIST, &pairs(&[("key", "k0"), ("sign", &listed[0])]))
                .await
                .status,
            StatusCode::FORBIDDEN
        );

        // Between reading the list and the press, the applicant of the second hands in more.
        town.citizen("citizen2")
            .hands_in_more(&second, &material(town))
            .await
            .unwrap();
        let press = pairs(&[("key", "k1"), ("sign", &listed[0]), ("sign", &listed[1])]);
        let some = chief.posts(LIST, &press).await;
        assert_eq!(some.status, StatusCode::OK);
        let html = some.text();
        assert!(html.contains("已签发 1 件") && html.contains("下列各件没有签发"));
        assert!(html.contains(&second) && boxes(&html).is_empty());
        let done = chief.reads(&format!("/workbench/cases/{first}")).await.text();
        assert!(done.contains("决定：准予"));
    })
    .await;
}

fn material(town: &Town) -> String {
    let item = town.item(items::FREIGHT);
    item.materials[0].code.clone()
}
