//! Commitments as applicants and officers meet them on pages.

use reqwest::StatusCode;
use serde_json::json;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_commits_on_the_page_and_it_is_checked_at_the_desk() {
    Town::hold(Engine::Sqlite, async |town| {
        town.changes_item(items::FOOD, |doc| {
            doc["commitment"] = json!({ "offered": true, "conditions": { "zh": "经营场所符合食品安全要求" } });
            doc["materials"][2]["replaceable"] = json!(true);
        })
        .await;
        let item = town.item(items::FOOD);
        let (body, replaced) = (item.body.clone(), item.materials[2].clone());
        let citizen = town.citizen("citizen1");
        let mut application = citizen.application(items::FOOD).await;
        application.materials.retain(|handed| handed.material != replaced.code);
        let number = citizen.submits(None, application).await.unwrap().number;
        let http = town.http().await;
        let guide = http.stranger().reads(&format!("/items/{}", items::FOOD)).await.text();
        assert!(
            guide.contains("承诺符合“经营场所符合食品安全要求”的，不用提交"),
            "{guide}"
        );

        let own = Browser::of(town, &http, "citizen1").await;
        let at = format!("/my/cases/{number}/commit");
        assert!(own.reads(&format!("/my/cases/{number}")).await.text().contains(&at));
        let page = own.reads(&at).await.text();
        assert!(
            page.contains(&replaced.name.zh) && page.contains("依法撤销决定"),
            "{page}"
        );
        let unread = own.posts(&at, &pairs(&[("read", "no")])).await;
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = own.posts(&at, &pairs(&[("read", "yes")])).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let page = own.reads(&format!("/my/cases/{number}")).await.text();
        assert!(page.contains("告知承诺书") && page.contains("撤回承诺"), "{page}");

        let chief = http.caller(&format!("chief-{body}")).await;
        let grant = json!({"command": "decide", "outcome": "grant", "validity": "五年"});
        chief.commands(&number, grant).await.well();
        let desk = Browser::of(town, &http, &format!("examiner-{body}")).await;
        let list = desk.reads("/workbench/commitments").await.text();
        assert!(list.contains(&number) && list.contains("待核查"), "{list}");
        let at = format!("/workbench/cases/{number}/do/check_commitment");
        let facts = [
            ("check_commitment.finding", "to_right"),
            ("check_commitment.facts", "排烟设备未安装"),
        ];
        let bare = desk.posts(&at, &pairs(&facts)).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text().contains("排烟设备未安装"), "what was typed stays");
        let mut told = pairs(&facts);
        told.extend(pairs(&[("check_commitment.days", "10")]));
        assert_eq!(desk.posts(&at, &told).await.status, StatusCode::SEE_OTHER);
        assert!(desk.reads("/workbench/commitments").await.text().contains("整改中"));
        let page = own.reads(&format!("/my/cases/{number}")).await.text();
        assert!(
            page.contains("责令限期整改") && page.contains("排烟设备未安装"),
            "{page}"
        );
    })
    .await;
}
