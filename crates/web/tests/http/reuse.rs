//! What was handed in before, as the applicant and the window meet it, and as somebody tries who has no right to it.

use reqwest::StatusCode;
use serde_json::json;
use yimen_acts::drafts::{self, Content};
use yimen_domain::cases::event::Handed;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

/// A draft of somebody, with their own words; its address.
async fn draft_of(town: &Town, login: &str) -> String {
    let me = town.citizen(login);
    let typed = me.application(items::LEGAL_AID).await;
    let content = Content {
        applicant: typed.applicant,
        form: typed.form,
        situation: typed.situation,
        ..Content::default()
    };
    let draft = drafts::begin(&town.centre, me.signed.id, items::LEGAL_AID, content).await;
    format!("/drafts/{}", draft.unwrap().id)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_agrees_in_the_draft_and_takes_it_back_on_the_case() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let first = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let me = Browser::of(town, &http, "citizen1").await;
        let draft = draft_of(town, "citizen1").await;
        let page = me.reads(&format!("{draft}/materials")).await.text();
        assert!(page.contains("您以前提交过这份材料") && page.contains(&first));
        let change = format!("{draft}/materials/change");
        let unasked = me
            .posts(&change, &pairs(&[("material", "m3"), ("reuse", first.as_str())]))
            .await;
        assert_eq!(unasked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unasked.text().contains("请先勾选同意"));
        let agreed = [("material", "m3"), ("reuse", first.as_str()), ("consent", "yes")];
        assert_eq!(me.posts(&change, &pairs(&agreed)).await.status, StatusCode::SEE_OTHER);
        let page = me.reads(&format!("{draft}/materials")).await.text();
        assert!(page.contains(&format!("复用自办件 {first}")) && page.contains("撤回同意，改为上传"));
        assert!(me.reads(&format!("{draft}/check")).await.text().contains(&first));

        // Somebody else with the number of the case: no offer, and no choice.
        let other = Browser::of(town, &http, "citizen2").await;
        let theirs = draft_of(town, "citizen2").await;
        assert!(
            !other
                .reads(&format!("{theirs}/materials"))
                .await
                .text()
                .contains(&first)
        );
        let stolen = other
            .posts(&format!("{theirs}/materials/change"), &pairs(&agreed))
            .await;
        assert_eq!(stolen.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            other.posts(&change, &pairs(&agreed)).await.status,
            StatusCode::NOT_FOUND,
            "nor in the draft of somebody else"
        );

        let id = uuid::Uuid::parse_str(draft.trim_start_matches("/drafts/")).unwrap();
        let version = drafts::one(&town.centre, town.account("citizen1").id, id)
            .await
            .unwrap()
            .version;
        let sent = [("version", version.to_string()), ("key", "once".to_string())];
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = me.posts(&format!("{draft}/check"), &pairs(&sent)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let number = done.header("location").split(['/', '?']).nth(3).unwrap().to_string();
        let page = me.reads(&format!("/my/cases/{number}")).await.text();
        assert!(page.contains(&format!("复用自办件 {first}")) && page.contains("本人在网上同意"));
        assert!(
            me.reads(&format!("/my/cases/{first}/reuse"))
                .await
                .text()
                .contains(&format!("（办件 {number}）"))
        );
        let file = town.citizen("citizen1").looks_at(&number).await.unwrap();
        let handed = file
            .case
            .materials
            .iter()
            .find(|handed| handed.material == "m3")
            .unwrap();
        let Handed::Files(files) = &handed.handed else {
            panic!("{handed:?}")
        };
        let address = format!("/my/cases/{number}/files/{}", files[0].hash);
        assert_eq!(me.reads(&address).await.status, StatusCode::OK);
        assert_eq!(other.reads(&address).await.status, StatusCode::NOT_FOUND);
        let mine = other.reads(&format!("/my/cases/{first}/reuse")).await;
        assert_eq!(mine.status, StatusCode::NOT_FOUND);

        let back = me
            .posts(&format!("/my/cases/{number}/reuse"), &pairs(&[("withdraw", "1")]))
            .await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        let page = me.reads(&format!("/my/cases/{number}/reuse")).await.text();
        assert!(
            page.contains("没有使用以前的材料") && page.contains(&first),
            "and it is offered again"
        );
        let empty = me
            .posts(&format!("/my/cases/{number}/reuse"), &pairs(&[("use", "")]))
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let again = [("use", format!("m3|{first}")), ("consent", "yes".to_string())];
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let used = me.posts(&format!("/my/cases/{number}/reuse"), &pairs(&again)).await;
        assert_eq!(used.status, StatusCode::SEE_OTHER, "{}", used.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_must_say_who_agreed_and_how() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let first = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let mut bare = town.citizen("citizen1").application(items::LEGAL_AID).await;
        bare.materials.retain(|handed| handed.material != "m3");
        let number = town.citizen("citizen1").submits(None, bare).await.unwrap().number;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let address = format!("/workbench/cases/{number}/reuse");
        let case = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(case.contains(&address));
        assert!(clerk.reads(&address).await.text().contains(&first));
        let picked = format!("m3|{first}");
        let wrong = clerk.posts(&address, &pairs(&[("use", picked.as_str())])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = wrong.text();
        assert!(page.contains("请填写谁同意了") && page.contains("请选择同意的方式") && page.contains("checked"));
        let online = [("use", picked.as_str()), ("consent", "陈大福"), ("means", "online")];
        assert_eq!(
            clerk.posts(&address, &pairs(&online)).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let right = [("use", picked.as_str()), ("consent", "陈大福"), ("means", "signed")];
        assert_eq!(
            clerk.posts(&address, &pairs(&right)).await.status,
            StatusCode::SEE_OTHER
        );
        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("书面签字同意") && page.contains(&format!("复用自办件 {first}")));

        // Other systems do the same over the interface.
        let caller = http.caller("clerk1").await;
        caller
            .commands(&number, json!({ "command": "withdraw_consent" }))
            .await
            .well();
        let body = json!({ "command": "reuse_materials", "materials": [{ "material": "m3", "from": first }] });
        assert_eq!(caller.commands(&number, body).await.problem(), "no_consent");
    })
    .await;
}
