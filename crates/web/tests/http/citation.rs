//! A higher level's item and those that cite it, on their pages.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, form, pairs, typed};

/// The city's list that the road freight licence cites.
const CITY: &str = "DEMO-CITY-FREIGHT";
/// The old-age allowance, which cites the city's.
const OLD_AGE: &str = "512B0003600037-511602000000-000-11511301008778298W-1-00";

#[tokio::test(flavor = "multi_thread")]
async fn an_item_of_above_is_shown_with_who_cites_it_and_is_not_applied_for_here() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let guide = http.stranger().reads(&format!("/items/{CITY}")).await.text();
        for text in ["上级事项", "广安市交通运输局", "广安市前锋区交通运输局", items::FREIGHT] {
            assert!(guide.contains(text), "{text}");
        }
        assert!(!guide.contains(&format!("/apply/{CITY}")), "there is no way to apply");
        let list = http.stranger().reads("/items?q=道路货物运输经营许可").await.text();
        assert!(
            list.contains(items::FREIGHT) && !list.contains(CITY),
            "people find their own item only"
        );
        let citizen = Browser::of(town, &http, "citizen1").await;
        let refused = citizen.posts(&format!("/apply/{CITY}"), &[]).await;
        assert!(
            !refused.status.is_success() && refused.status != StatusCode::SEE_OTHER,
            "{}",
            refused.status
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cites_is_told_sees_the_difference_cannot_loosen_and_accepts_with_one_action() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-civil").await;
        let told = drafter.reads("/workbench/items/drafts").await.text();
        let address = format!("/workbench/items/{}/source", OLD_AGE);
        assert!(told.contains(&address), "the drafter is told");
        let page = drafter.reads(&address).await.text();
        for text in ["12 个工作日", "8 个工作日", "10 个工作日", "法制审核员"] {
            assert!(page.contains(text), "{text}: {page}");
        }

        let draft = drafter.begins(OLD_AGE).await;
        let limits = format!("{draft}/edit/limits");
        let mut sent = form(&drafter.reads(&limits).await.text());
        typed(&mut sent, "promised_days", "15");
        assert_eq!(drafter.posts(&limits, &sent).await.status, StatusCode::SEE_OTHER);
        let why = pairs(&[("submit.reason", "示例"), ("submit.basis", "示例"), ("seen", "1")]);
        let refused = drafter.posts(&format!("{draft}/do/submit"), &why).await.text();
        for text in ["承诺时限 15 个工作日，上级 8 个", "只能更严，不能放宽", "放弃这份草稿"]
        {
            assert!(refused.contains(text), "{text}: {refused}");
        }
        let reason = pairs(&[("abandon.reason", "改为采纳"), ("seen", "1")]);
        let left = drafter.posts(&format!("{draft}/do/abandon"), &reason).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text());

        let refused = drafter.posts(&address, &[]).await;
        assert_eq!(
            refused.status,
            StatusCode::FORBIDDEN,
            "a drafter does not decide for the body"
        );
        let legal = Browser::of(town, &http, "legal-civil").await;
        let done = legal.posts(&address, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let own = town.item(OLD_AGE);
        assert_eq!((own.version, own.promised.days), (2, 8));
        assert!(!drafter.reads("/workbench/items/drafts").await.text().contains(&address));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_s_own_shorter_promise_is_kept_and_the_page_says_that_the_centre_checks() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let address = format!("/workbench/items/{}/source", items::PASSPORT);
        let legal = Browser::of(town, &http, "legal-police").await;
        let page = legal.reads(&address).await.text();
        for text in ["四川省公安厅", "12 个工作日", "9 个工作日", "7 个工作日", "中心审核"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        let done = legal.posts(&address, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(town.item(items::PASSPORT).version, 1, "it waits for the centre's check");
        let none = legal.reads(&format!("/workbench/items/{}/source", items::FOOD)).await;
        assert_eq!(none.status, StatusCode::CONFLICT, "an item that cites none says so");
    })
    .await;
}
