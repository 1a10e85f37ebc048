//! Situations over pages and the API: only what applies, and why.

use reqwest::StatusCode;
use serde_json::json;
use yimen_testkit::{Engine, Town, items};

use crate::application;

const LOST: &str = "situation.reason=lost&situation.age=minor&situation.note=one";

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_shows_what_applies_by_the_answers_in_its_address() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = http.stranger();
        let address = format!("/items/{}", items::PASSPORT);
        let before = stranger.reads(&address).await.text();
        for text in ["您属于哪种情形", "原普通护照", "监护证明", "至少 3 份材料", "120"] {
            assert!(before.contains(text), "{text}");
        }
        assert!(
            !before.contains("是否属于登记备案的国家工作人员？</legend>"),
            "it follows from another answer"
        );

        let after = stranger.reads(&format!("{address}?{LOST}")).await.text();
        for text in [
            "需要，因为“办理哪一种护照业务？”您选择了“遗失、被盗补发”",
            "不需要，因为“办理哪一种护照业务？”您选择了“遗失、被盗补发”",
            "140",
            "/apply/511A0116400001-511602000000-000-11511300008778693M-1-00?situation.age=minor",
        ] {
            assert!(after.contains(text), "{text}");
        }
        let needed = after.split("不需要").next().unwrap();
        assert!(!needed.contains("原普通护照"), "what is not needed is not in the table");
        let notice = stranger.reads(&format!("{address}/notice.pdf?{LOST}")).await;
        assert_eq!(notice.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_over_the_api_says_for_each_thing_whether_it_applies_and_why() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = http.stranger();
        let item = stranger
            .get(&format!("/api/v1/items/{}?{LOST}", items::PASSPORT))
            .await
            .well();
        let applies = |list: &str, code: &str| {
            let all = item[list].as_array().unwrap();
            all.iter().find(|one| one["code"] == code).unwrap()["applies"].clone()
        };
        assert_eq!(applies("materials", "m1"), "always");
        assert_eq!(applies("materials", "m8"), "applies");
        assert_eq!(applies("materials", "m7"), "not");
        assert_eq!(applies("situations", "official"), "not");
        assert_eq!(item["fee"]["due_fen"], 14_000);
        let plain = stranger.get(&format!("/api/v1/items/{}", items::PASSPORT)).await.well();
        assert_eq!(plain["fee"]["due_fen"], json!(null));
        assert_eq!(plain["materials"][6]["applies"], "open");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_carries_the_answers_and_one_without_them_names_each_question() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let mut body = application(town, &citizen, items::PASSPORT).await;
        let done = citizen.post_once("/api/v1/cases", "with", &body).await.well();
        let case = citizen
            .get(&format!("/api/v1/cases/{}", done["number"].as_str().unwrap()))
            .await
            .well();
        assert_eq!(case["situation"]["reason"], "first");
        body.as_object_mut().unwrap().remove("situation");
        let refused = citizen.post_once("/api/v1/cases", "without", &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let fields = refused.fields();
        assert_eq!(fields, ["situation.reason", "situation.age", "situation.note"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_self_check_says_what_is_met_and_from_what_that_follows() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = http.stranger();
        let freight = stranger
            .reads(&format!("/items/{}/self-check?situation.mass=light", items::FREIGHT))
            .await
            .text();
        for text in [
            "不符合",
            "总质量4.5吨及以下、只运普通货物的，不需要办理这项许可。",
            "依据：拟投入车辆的总质量是多少？：全部不超过4.5吨，只运普通货物",
        ] {
            assert!(freight.contains(text), "{text}");
        }
        let before = stranger
            .reads(&format!("/items/{}/self-check", items::LEGAL_AID))
            .await
            .text();
        for field in ["form.exempt", "form.household_size", "form.monthly_income_yuan"] {
            assert!(before.contains(&format!("name=\"{field}\"")), "{field}");
        }
        assert!(!before.contains("form.facts"), "only what the rules need is asked");
        assert!(
            !before.contains("自测结果"),
            "nothing is said before anything was answered"
        );
        let guide = stranger.reads(&format!("/items/{}", items::LEGAL_AID)).await.text();
        assert!(guide.contains("/self-check"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_material_is_open_to_everybody_with_its_forms_and_the_items_that_ask_for_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = http.stranger();
        let shown = stranger.reads("/materials/identity-document").await.text();
        for text in ["申请人身份证件", "公安机关", items::LEGAL_AID] {
            assert!(shown.contains(text), "{text}");
        }
        for form in ["blank", "sample"] {
            let pdf = stranger
                .reads(&format!("/materials/written-commitment/{form}.pdf"))
                .await;
            assert_eq!(pdf.header("content-type"), "application/pdf");
        }
        let none = stranger.reads("/materials/identity-document/blank.pdf").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let page = stranger.get("/api/v1/materials?limit=2").await.well();
        assert_eq!(page["materials"][0]["code"], "business-licence");
        assert_eq!(page["next"], "household-register");
        let rest = stranger.get("/api/v1/materials?after=household-register").await.well();
        let identity = &rest["materials"][0];
        assert!(
            identity["items"]
                .as_array()
                .unwrap()
                .iter()
                .any(|code| code == items::LEGAL_AID)
        );
    })
    .await;
}
