//! Promises, licences and bars as other programs and browsers meet them.

use reqwest::StatusCode;
use serde_json::{Value, json};
use yimen_testkit::{Caller, Engine, Town, items};

use crate::application;
use crate::editing::{Browser, pairs};

/// Files over the API, without the materials that may follow if that is asked for.
async fn filed(town: &Town, caller: &Caller, key: &str, complete: bool) -> String {
    let mut body = application(town, caller, items::FOOD).await;
    if !complete {
        let item = town.item(items::FOOD);
        let follows = |code: &Value| {
            item.materials
                .iter()
                .any(|known| known.deferrable && *code == known.code.as_str())
        };
        body["materials"]
            .as_array_mut()
            .unwrap()
            .retain(|handed| !follows(&handed["code"]));
    }
    let done = caller.post_once("/api/v1/cases", key, &body).await.well();
    done["number"].as_str().unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licence_goes_its_way_over_the_interface_and_is_found_on_the_pages() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let body = town.item(items::FOOD).body.clone();
        let (citizen, clerk) = (http.caller("citizen1").await, http.caller("clerk1").await);
        let examiner = http.caller(&format!("examiner-{body}")).await;
        let chief = http.caller(&format!("chief-{body}")).await;
        let number = filed(town, &citizen, "k1", false).await;
        let plain = clerk.commands(&number, json!({"command": "accept"})).await;
        assert_eq!(plain.problem(), "materials_missing");
        let promise = json!({"command": "accept_deferring", "promised_by": "申请人本人"});
        clerk.commands(&number, promise).await.well();
        let item = town.item(items::FOOD);
        let follow: Vec<Value> = item
            .materials
            .iter()
            .filter(|material| material.required && material.deferrable)
            .map(|material| json!({"code": material.code, "paper": true}))
            .collect();
        examiner
            .commands(
                &number,
                json!({"command": "review", "approve": true, "opinion": "符合条件"}),
            )
            .await
            .well();
        let grant = json!({"command": "decide", "outcome": "grant", "validity": "五年"});
        assert_eq!(
            chief.commands(&number, grant.clone()).await.problem(),
            "deferred_missing"
        );
        citizen
            .commands(&number, json!({"command": "hand_in_deferred", "materials": follow}))
            .await
            .well();
        chief.commands(&number, grant).await.well();
        clerk.commands(&number, json!({"command": "issue"})).await.well();
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        let licence = case["licence"]["number"].as_str().unwrap().to_string();
        assert_eq!(case["licence"]["standing"], "valid");

        // The workbench finds it by its number, the holder among their own with the day on which renewal is due.
        let desk = Browser::of(town, &http, "clerk1").await;
        let list = desk
            .reads(&format!("/workbench/licences?number={licence}"))
            .await
            .text();
        assert!(list.contains(&licence) && list.contains("有效"), "{list}");
        let none = desk.reads("/workbench/licences?number=XK0").await.text();
        assert!(none.contains("没有查到许可证件"));
        let own = Browser::of(town, &http, "citizen1").await;
        let mine = own.reads("/my/licences").await.text();
        assert!(mine.contains(&licence) && mine.contains("申请延续"), "{mine}");
        let action = mine.split("action=\"").find(|rest| rest.contains("/renew\"")).unwrap();
        let begun = own.posts(action.split('"').next().unwrap(), &pairs(&[])).await;
        let draft = begun.header("location").to_string();
        assert!(draft.starts_with("/drafts/"), "{draft}");
        let page = own.reads(&format!("{draft}/renewal")).await.text();
        assert!(
            page.contains(&licence) && page.contains("2031-03-02"),
            "its number and day are filled in"
        );

        // It is annulled for fraud by a form of the page, and its holder is barred.
        let page = Browser::of(town, &http, &format!("chief-{body}")).await;
        let at = |command: &str| format!("/workbench/cases/{number}/do/{command}");
        let bare = page.posts(&at("annul"), &pairs(&[("annul.ground", "fraud")])).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = pairs(&[
            ("annul.ground", "fraud"),
            ("annul.reason", "健康证明系伪造"),
            ("annul.statement", "持证人承认"),
            ("annul.harm", "no"),
        ]);
        let done = page.posts(&at("annul"), &told).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let bar = pairs(&[
            ("bar.ground", "fraud"),
            ("bar.concerns", "食品安全直接关系人身健康"),
            ("bar.facts", "伪造健康证明"),
        ]);
        assert_eq!(page.posts(&at("bar"), &bar).await.status, StatusCode::SEE_OTHER);
        let bars = desk.reads("/workbench/bars").await.text();
        assert!(
            bars.contains(&number) && bars.contains("行政许可法 第七十九条"),
            "{bars}"
        );
        let again = application(town, &citizen, items::FOOD).await;
        let refused = citizen.post_once("/api/v1/cases", "k2", &again).await;
        assert_eq!(refused.problem(), "barred");
        let theirs = own.reads(&format!("/my/cases/{number}")).await.text();
        assert!(
            theirs.contains("已撤销") && theirs.contains("撤销行政许可决定书"),
            "{theirs}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_licences_and_bars_are_for_those_who_work_here() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        for path in ["/workbench/licences", "/workbench/bars"] {
            for login in ["clerk1", "inspector", "manager"] {
                let seen = Browser::of(town, &http, login).await.reads(path).await;
                assert_eq!(seen.status, StatusCode::OK, "{login} {path}");
            }
            let citizen = Browser::of(town, &http, "citizen1").await.reads(path).await;
            assert_eq!(citizen.status, StatusCode::FORBIDDEN, "{path}");
        }
        let nothing = Browser::of(town, &http, "citizen1").await.reads("/my/licences").await;
        assert!(nothing.text().contains("您还没有许可证件"));
    })
    .await;
}
