//! Simulated approval as an applicant, the examiner and the chief approver meet it in the browser, and as another program does.

use reqwest::StatusCode;
use serde_json::json;
use yimen_acts::drafts::{self, Content};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::simulated::{Lack, LackKind};
use yimen_testkit::{Engine, Town, items};

use crate::desk::sends;
use crate::editing::{Browser, pairs};

const LAND: (&str, &str) = ("lacks.land", "国有建设用地使用权正在办理");

/// A draft of the first citizen in which everything is filled in; its address.
async fn draft(town: &Town, item: &str) -> String {
    let me = town.citizen("citizen1");
    let typed = me.application(item).await;
    let content = Content {
        applicant: typed.applicant,
        form: typed.form,
        situation: typed.situation,
        ..Content::default()
    };
    let draft = drafts::begin(&town.centre, me.signed.id, item, content).await;
    format!("/drafts/{}", draft.unwrap().id)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_from_the_form_to_a_decision_on_the_pages() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let me = Browser::of(town, &http, "citizen1").await;
        let address = draft(town, items::FOOD).await;
        let page = me.reads(&format!("{address}/check")).await.text();
        assert!(page.contains("模拟审批不是行政许可申请") && page.contains(LAND.0));
        let ask = format!("{address}/simulate");
        let empty = me.posts(&ask, &pairs(&[("key", "once")])).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("请写明尚不具备的前置条件"));
        let sent = me.posts(&ask, &pairs(&[("key", "once"), LAND])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let number = sent.header("location").split(['/', '?']).nth(3).unwrap().to_string();
        let again = me.posts(&ask, &pairs(&[("key", "once"), LAND])).await;
        assert_eq!(
            again.header("location"),
            "/my",
            "the draft is gone, and nothing was opened twice"
        );
        let mine = format!("/my/cases/{number}");
        let page = me.reads(&mine).await.text();
        assert!(page.contains("这不是行政许可申请，没有法律效力") && page.contains(LAND.1));
        assert!(me.reads("/my").await.text().contains("模拟审批中"));
        let public = Browser::stranger(&http)
            .reads(&format!("/progress?number={number}"))
            .await
            .text();
        assert!(public.contains("不是行政许可申请") && !public.contains(LAND.1));

        // It stands in a list of its own.
        let examiner = Browser::of(town, &http, "examiner-approval").await;
        let case = format!("/workbench/cases/{number}");
        assert!(
            examiner
                .reads("/workbench?status=simulating")
                .await
                .text()
                .contains(&case)
        );
        assert!(!examiner.reads("/workbench?status=all").await.text().contains(&case));
        let page = examiner.reads(&case).await.text();
        assert!(page.contains("examine_simulated.say.form") && page.contains("不计算办理期限"));
        let nothing = examiner
            .posts(&format!("{case}/do/examine_simulated"), &pairs(&[]))
            .await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unsaid = [("examine_simulated.say.form", "no"), ("examine_simulated.rest", "yes")];
        let unsaid = examiner
            .posts(&format!("{case}/do/examine_simulated"), &pairs(&unsaid))
            .await;
        assert_eq!(
            unsaid.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "what is wrong is said in words"
        );
        assert!(unsaid.text().contains("href=\"#examine_simulated.words.form\""));
        let said = [
            ("examine_simulated.say.form", "no"),
            ("examine_simulated.words.form", "面积与图纸不一致"),
            ("examine_simulated.rest", "yes"),
        ];
        let said = examiner
            .posts(&format!("{case}/do/examine_simulated"), &pairs(&said))
            .await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        let page = me.reads(&mine).await.text();
        assert!(page.contains("面积与图纸不一致") && page.contains(&format!("{mine}/supplement")));
        assert!(
            me.reads(&format!("{mine}/supplement"))
                .await
                .text()
                .contains("面积与图纸不一致")
        );
        let changed = sends(
            &me,
            &format!("{mine}/supplement"),
            &pairs(&[]),
            &[("file-m3", "图.pdf", items::PDF)],
        )
        .await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());

        let rest = [("examine_simulated.say.form", "yes"), ("examine_simulated.rest", "yes")];
        examiner
            .posts(&format!("{case}/do/examine_simulated"), &pairs(&rest))
            .await;
        let chief = Browser::of(town, &http, "chief-approval").await;
        let opinion = [
            ("conclude_simulated.verdict", "ready"),
            ("conclude_simulated.words", "除用地手续外符合要求"),
        ];
        let concluded = chief
            .posts(&format!("{case}/do/conclude_simulated"), &pairs(&opinion))
            .await;
        assert_eq!(concluded.status, StatusCode::SEE_OTHER, "{}", concluded.text());

        // The applicant turns it formal on the same page.
        let page = me.reads(&format!("{mine}/supplement")).await.text();
        assert!(page.contains("name=\"met.land\""), "{page}");
        let early = sends(&me, &format!("{mine}/supplement"), &pairs(&[("key", "turn")]), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(early.text().contains("尚未说明已具备：用地手续"));
        let met = pairs(&[("key", "turn"), ("met.land", "不动产权证 示（2026）第1号")]);
        let turned = sends(&me, &format!("{mine}/supplement"), &met, &[]).await;
        assert_eq!(turned.status, StatusCode::SEE_OTHER, "{}", turned.text());
        let formal = turned.header("location").rsplit('/').next().unwrap().to_string();
        assert_ne!(formal, number);
        assert!(me.reads(&mine).await.text().contains(&format!("/my/cases/{formal}")));
        let page = me.reads(&format!("/my/cases/{formal}")).await.text();
        assert!(page.contains(&mine) && page.contains("前置条件已具备，须核实"));
        let after = format!("/workbench/cases/{formal}");
        assert!(examiner.reads(&case).await.text().contains(&after));

        let seen = town
            .item(items::FOOD)
            .materials
            .iter()
            .map(|material| material.code.clone())
            .collect();
        let accept = Command::Accept { seen };
        town.clerk().gives(&formal, accept).await.unwrap();
        let page = examiner.reads(&after).await.text();
        assert!(page.contains("adopt_simulated.say.lack.land") && page.contains(&case));
        let early = examiner
            .posts(&format!("{after}/do/adopt_simulated"), &pairs(&[]))
            .await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(
            early.text().contains("href=\"#adopt_simulated.say.lack.land\""),
            "{}",
            early.text()
        );
        let view = town.citizen("citizen1").looks_at(&formal).await.unwrap();
        let changes = yimen_domain::cases::simulated::decide::to_examine(&view.case, &view.item);
        let names: Vec<String> = changes
            .iter()
            .map(|change| format!("adopt_simulated.say.{}", change.of.code()))
            .collect();
        let anew: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "yes")).collect();
        let adopted = examiner
            .posts(&format!("{after}/do/adopt_simulated"), &pairs(&anew))
            .await;
        assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", adopted.text());
        assert_eq!(town.chief("approval").decides(&formal).await.unwrap().status, "granted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_opens_examines_and_turns_it_formal() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let me = http.caller("citizen1").await;
        let typed = town.citizen("citizen1").application(items::LEGAL_AID).await;
        let profile = &typed.applicant;
        let body = json!({
            "item": items::LEGAL_AID,
            "applicant": { "name": profile.name, "id_number": profile.id_number, "phone": profile.phone },
            "form": yimen_acts::items::form::json::value(&typed.form),
            "situation": typed.situation,
            "simulated": { "lacks": [{ "kind": "other", "words": "正在取得证明" }] },
        });
        let done = me.post_once("/api/v1/cases", "once", &body).await.well();
        assert_eq!(done["status"], "simulating");
        let number = done["number"].as_str().unwrap().to_string();
        let mut wrong = body.clone();
        wrong["simulated"]["lacks"] = json!([{ "kind": "moon", "words": "x" }]);
        let wrong = me.post_once("/api/v1/cases", "other", &wrong).await;
        assert_eq!(wrong.fields(), ["lacks.0.kind"]);

        let examiner = http.caller("examiner-justice").await;
        let said = json!({ "command": "examine_simulated", "said": [{ "of": "form", "conforms": true }] });
        examiner.commands(&number, said).await.well();
        let conclude = json!({ "command": "conclude_simulated", "verdict": "ready", "words": "符合要求" });
        let foreign = me.commands(&number, conclude.clone()).await;
        assert_eq!(foreign.problem(), "not_permitted");
        http.caller("chief-justice")
            .await
            .commands(&number, conclude)
            .await
            .well();
        let turn = json!({ "command": "turn_formal", "met": [{ "kind": "other", "words": "证明 示〔2026〕1号" }] });
        let turned = me.commands(&number, turn.clone()).await.well();
        let formal = turned["number"].as_str().unwrap().to_string();
        assert_eq!(me.commands(&number, turn).await.problem(), "turned_already");
        let told = me.reads(&format!("/api/v1/cases/{formal}")).await.json();
        assert_eq!(told["simulated"]["from"], number.as_str());
        let told = me.reads(&format!("/api/v1/cases/{number}")).await.json();
        assert_eq!(told["simulated"]["formal"], formal.as_str());
        let met = Lack {
            kind: LackKind::Other,
            words: "证明 示〔2026〕1号".into(),
        };
        let view = town.citizen("citizen1").looks_at(&formal).await.unwrap();
        assert_eq!(view.case.simulated.taken.unwrap().met, [met]);
    })
    .await;
}
