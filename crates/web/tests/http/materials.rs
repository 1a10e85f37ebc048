//! Shared materials, the questions at the window, and the answers of a self-check, as pages.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn the_window_asks_first_and_then_shows_only_what_applies() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let address = format!("/workbench/window?item={}", items::PASSPORT);
        let asked = clerk.reads(&address).await.text();
        assert!(asked.contains("name=\"situation.reason\""), "it asks");
        assert!(!asked.contains("applicant.name"), "and asks for nothing else yet");
        let answers = "&situation.reason=first&situation.age=minor&situation.note=no";
        let told = clerk.reads(&format!("{address}{answers}")).await.text();
        assert!(told.contains("applicant.name") && told.contains("监护证明和监护人身份证件"));
        assert!(!told.contains("原普通护照"), "what does not apply is not asked for");
        for login in ["citizen1", "inspector"] {
            let other = Browser::of(town, &http, login).await.reads(&address).await;
            assert_eq!(other.status, StatusCode::FORBIDDEN, "{login}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_into_a_self_check_is_judged_shown_again_and_not_kept() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = Browser::of(town, &http, "citizen1").await;
        let address = format!("/items/{}/self-check", items::LEGAL_AID);
        let told = |income: &str| {
            let given = [
                ("form.exempt", "no"),
                ("form.household_size", "2"),
                ("form.monthly_income_yuan", income),
            ];
            pairs(&given)
        };
        let poor = citizen.posts(&address, &told("2999")).await;
        assert_eq!(poor.status, StatusCode::OK);
        let poor = poor.text();
        assert!(
            poor.contains("符合经济困难条件") && poor.contains("value=\"2999\""),
            "{poor}"
        );
        let rich = citizen.posts(&address, &told("99999")).await.text();
        assert!(rich.contains("lamp-red") || rich.contains("不符合"), "{rich}");
        let none = citizen.posts(&address, &told("")).await.text();
        assert!(
            none.contains("还要回答") || none.contains("家庭"),
            "what is missing is named: {none}"
        );
        let odd = citizen.posts(&address, &told("<b>1</b>")).await;
        assert_eq!(odd.status, StatusCode::OK);
        assert!(!odd.text().contains("<b>1</b>"), "what was typed is text");
        assert!(
            !citizen.reads(&address).await.text().contains("2999"),
            "nothing is kept"
        );
        let missing = citizen.posts("/items/NOT-THERE/self-check", &[]).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_material_is_public_with_its_forms_and_the_items_that_ask_for_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = http.stranger();
        let page = stranger.reads("/materials/business-licence").await.text();
        for text in ["营业执照", items::FOOD, items::FREIGHT] {
            assert!(page.contains(text), "{text}");
        }
        let blank = stranger.reads("/materials/written-commitment/blank.pdf").await;
        assert_eq!(blank.status, StatusCode::OK);
        assert_eq!(blank.header("content-type"), "application/pdf");
        assert_eq!(
            stranger.reads("/materials/not-there").await.status,
            StatusCode::NOT_FOUND
        );
        let none = stranger.reads("/materials/not-there/blank.pdf").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manager_keeps_the_shared_materials_and_drafters_read_them() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let manager = Browser::of(town, &http, "manager").await;
        let list = manager.reads("/workbench/materials?q=执照").await.text();
        assert!(list.contains("/workbench/materials/business-licence"));
        assert!(
            !list.contains("/workbench/materials/household-register"),
            "narrowed by words"
        );
        let given = |name: &str| {
            pairs(&[
                ("code", "lease-contract"),
                ("name", name),
                ("aliases", "租房合同、房屋租赁协议"),
                ("source", "applicant"),
                ("form", "copy"),
                ("copies", "1"),
                ("deferrable", "yes"),
                ("replaceable", "no"),
            ])
        };
        let nameless = manager.posts("/workbench/materials/new", &given("")).await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nameless.text().contains("名称应为 1 至 200 字"));
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let refused = drafter.posts("/workbench/materials/new", &given("租赁合同")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let made = manager.posts("/workbench/materials/new", &given("租赁合同")).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        assert_eq!(made.header("location"), "/workbench/materials/lease-contract");
        let one = drafter.reads("/workbench/materials/lease-contract").await.text();
        assert!(one.contains("租房合同") && one.contains("租赁合同"), "{one}");
        let citizen = Browser::of(town, &http, "citizen1").await;
        assert_eq!(
            citizen.reads("/workbench/materials").await.status,
            StatusCode::FORBIDDEN
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drafter_takes_a_shared_material_over_into_drafts_of_the_own_items() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let address = "/workbench/materials/business-licence/link";
        let nothing = drafter.posts(address, &[]).await;
        assert_eq!(nothing.status, StatusCode::SEE_OTHER, "nothing was ticked");
        let pick = format!("{} m2", items::FOOD);
        let drafted = drafter
            .posts(address, &pairs(&[("pick", &pick), ("then", "bring")]))
            .await;
        assert_eq!(drafted.status, StatusCode::OK);
        assert!(
            drafted.text().contains("食品(含保健食品)经营许可核发"),
            "{}",
            drafted.text()
        );
        let other = format!("{} m2", items::FREIGHT);
        let left = drafter.posts(address, &pairs(&[("pick", &other)])).await.text();
        assert!(
            left.contains("事项编制员"),
            "another body's item is left, with the reason: {left}"
        );
        let missing = drafter
            .posts("/workbench/materials/none/link", &pairs(&[("pick", &pick)]))
            .await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    })
    .await;
}
