//! Bundles, as people read them and as the manager writes them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

const SHOP: &str = "/bundles/open-restaurant";

#[tokio::test(flavor = "multi_thread")]
async fn one_guide_tells_each_thing_once_for_the_answers_in_its_address() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = http.stranger();
        let list = stranger.reads("/bundles").await.text();
        for name in ["开办餐饮店一件事", "开办运输企业一件事", "残疾人服务一件事"] {
            assert!(list.contains(name), "{name}");
        }
        let new = stranger
            .reads(&format!("{SHOP}?situation.licence=no&situation.fit_out=no"))
            .await
            .text();
        for text in [
            "第 1 步",
            "第 2 步",
            "不用另外提交",
            "只填一次",
            "5 个工作日",
            "去申请",
            items::SOLE_TRADER,
        ] {
            assert!(new.contains(text), "{text}");
        }
        let with_licence = stranger
            .reads(&format!("{SHOP}?situation.licence=yes&situation.fit_out=no"))
            .await
            .text();
        assert!(with_licence.contains("不需要，因为") && !with_licence.contains("第 2 步"));
        let beside = stranger
            .reads(&format!("{SHOP}?situation.licence=no&situation.fit_out=yes"))
            .await
            .text();
        assert!(
            beside.contains("可以同时办理") && beside.contains("其他部门"),
            "another body acts beside"
        );
        assert_eq!(stranger.reads("/bundles/none").await.status, StatusCode::NOT_FOUND);
        let before = stranger.reads(&format!("{SHOP}?on=2020-01-01")).await;
        assert_eq!(before.status, StatusCode::NOT_FOUND, "it did not hold then");
        let item = stranger.reads(&format!("/items/{}", items::FOOD)).await.text();
        assert!(
            item.contains("href=\"/bundles/open-restaurant\""),
            "the item names its bundle"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_written_by_buttons_and_refused_with_what_is_wrong() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let manager = Browser::of(town, &http, "manager").await;
        let page = manager.reads("/workbench/bundles/new").await.text();
        let doc = |page: &str| {
            let rest = page.split("name=\"doc\" value=\"").nth(1).unwrap();
            rest.split('"')
                .next()
                .unwrap()
                .replace("&#34;", "\"")
                .replace("&quot;", "\"")
        };
        let mut given = vec![
            ("code", "two-things"),
            ("name.zh", "两件事"),
            ("from", ""),
            ("reason", "示例"),
            ("basis", "示例"),
        ];
        let taken = doc(&page);
        let send = async |given: &[(&str, &str)], doc: &str, order: &str| {
            let mut all = given.to_vec();
            all.extend([("doc", doc), ("do", order)]);
            manager.posts("/workbench/bundles/new", &pairs(&all)).await
        };
        let with_item = send(&given, &taken, &format!("take:{}", items::FOOD)).await.text();
        assert!(with_item.contains("食品(含保健食品)经营许可核发"), "{with_item}");
        let refused = send(&given, &doc(&with_item), "publish").await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "there is no first day"
        );
        let today = town.today().to_string();
        given[2].1 = &today;
        let refused = send(&given, &doc(&with_item), "publish").await;
        assert!(refused.text().contains("没有牵头部门"), "{}", refused.text());
        given.push(("lead", "approval"));
        let done = send(&given, &doc(&with_item), "publish").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert_eq!(manager.reads("/bundles/two-things").await.status, StatusCode::OK);
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let mut all = given.clone();
        let doc = doc(&with_item);
        all.extend([("doc", doc.as_str()), ("do", "publish")]);
        let refused = drafter.posts("/workbench/bundles/new", &pairs(&all)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let citizen = Browser::of(town, &http, "citizen1").await;
        assert_eq!(citizen.reads("/workbench/bundles").await.status, StatusCode::FORBIDDEN);
        let odd = manager
            .posts("/workbench/bundles/new", &pairs(&[("doc", "{"), ("do", "check")]))
            .await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    })
    .await;
}
