//! Notice and commitment: granted on the spot, checked later, and revoked when the promise was not kept.

use serde_json::json;
use yimen_acts::cases::beyond::list_of_bars;
use yimen_acts::cases::commitments;
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::submit::Application;
use yimen_acts::notices;
use yimen_domain::cases::Status;
use yimen_domain::cases::beyond;
use yimen_domain::cases::beyond::bars::Kind;
use yimen_domain::cases::beyond::commitment::{Finding, Order, Stage};
use yimen_domain::cases::beyond::licence::{Annulment, EndOrder, Ending};
use yimen_domain::cases::command::Command;
use yimen_testkit::Town;
use yimen_testkit::items::FOOD;

async fn offers_it(town: &Town) {
    town.changes_item(FOOD, |doc| {
        doc["commitment"] = json!({ "offered": true, "conditions": { "zh": "经营场所和设备符合食品安全要求", "en": "Premises and equipment meet the requirements" } });
        doc["materials"][2]["replaceable"] = json!(true);
    })
    .await;
}

fn replaced(town: &Town) -> String {
    town.item(FOOD).materials[2].code.clone()
}

async fn without(town: &Town, who: &str) -> Application {
    let mut application = town.citizen(who).application(FOOD).await;
    let code = replaced(town);
    application.materials.retain(|handed| handed.material != code);
    application
}

fn commit(by: &str) -> Command {
    Order::Commit { promised_by: by.into() }.into()
}

fn check(finding: Finding) -> Command {
    Order::Check {
        finding,
        facts: "现场核查：排烟设备与承诺不符".into(),
        days: (finding == Finding::ToRight).then_some(10),
    }
    .into()
}

async fn inbox(town: &Town, who: &str) -> Vec<String> {
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let found = notices::inbox(&town.centre, town.account(who).id, None, 100)
        .await
        .unwrap();
    found.into_iter().map(|notice| notice.words.zh).collect()
}

async fn to_check(town: &Town) -> Vec<(String, Stage, i64)> {
    let body = town.item(FOOD).body.clone();
    let actor = town.examiner(&body).actor();
    let (rows, _) = commitments::list(&town.centre, &actor, None, 10).await.unwrap();
    rows.into_iter()
        .map(|row| (row.number, row.stage, row.due_day))
        .collect()
}

pub async fn a_promise_is_granted_on_the_spot_and_found_kept(town: &Town) {
    offers_it(town).await;
    let body = town.item(FOOD).body.clone();
    let citizen = town.citizen("citizen1");
    let number = citizen
        .submits(None, without(town, "citizen1").await)
        .await
        .unwrap()
        .number;
    assert_eq!(
        town.clerk().accepts(&number).await.unwrap_err().code,
        "materials_missing"
    );
    let done = citizen.gives(&number, commit("申请人本人")).await.unwrap();
    let pdf = citizen.prints(&done.document.unwrap()).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"), "the notice with the commitment");
    town.chief(&body).decides(&number).await.unwrap();
    assert_eq!(citizen.looks_at(&number).await.unwrap().case.status(), Status::Granted);
    let listed = to_check(town).await;
    assert_eq!((listed[0].0.as_str(), listed[0].1), (number.as_str(), Stage::ToCheck));
    town.days_later(20);
    town.examiner(&body).gives(&number, check(Finding::Met)).await.unwrap();
    assert_eq!(to_check(town).await, []);
    let told = inbox(town, "citizen1").await;
    assert!(told.iter().any(|words| words.contains("符合承诺")), "{told:?}");
    assert!(rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap().is_sound());
}

pub async fn a_false_promise_is_put_right_or_annulled_and_not_taken_again(town: &Town) {
    offers_it(town).await;
    let body = town.item(FOOD).body.clone();
    let (chief, examiner) = (town.chief(&body), town.examiner(&body));
    let number = town
        .citizen("citizen1")
        .submits(None, without(town, "citizen1").await)
        .await
        .unwrap()
        .number;
    town.clerk().gives(&number, commit("王小明")).await.unwrap();
    let seen = town.clerk().looks_at(&number).await.unwrap();
    let given = seen.case.beyond.commitment.as_ref().unwrap().given.clone();
    assert_eq!(given.promised_by, "王**", "the name is masked");
    chief.decides(&number).await.unwrap();
    examiner.gives(&number, check(Finding::ToRight)).await.unwrap();
    let due = i64::from(town.today().plus(10).days());
    assert_eq!(to_check(town).await, [(number.clone(), Stage::ToRight, due)]);
    town.days_later(12);
    examiner.gives(&number, check(Finding::Broken)).await.unwrap();
    assert_eq!(to_check(town).await[0].1, Stage::ToAnnul);
    assert!(rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap().is_sound());
    let annul = beyond::Order::EndLicence(Box::new(EndOrder {
        how: Ending::Annulled {
            ground: Annulment::Unqualified,
            damages: String::new(),
        },
        reason: "整改后仍不符合条件".into(),
        statement: "已告知，未提出陈述、申辩".into(),
        harm: false,
    }));
    chief.gives(&number, annul.into()).await.unwrap();
    assert_eq!(to_check(town).await, []);
    let told = inbox(town, "citizen1").await;
    for words in ["整改", "没有履行承诺", "撤销"] {
        assert!(told.iter().any(|one| one.contains(words)), "{words}: {told:?}");
    }
    let (bars, _) = list_of_bars(&town.centre, &chief.actor(), None, 10).await.unwrap();
    assert_eq!(
        (bars[0].kind, bars[0].number.as_str()),
        (Kind::BrokenPromise, number.as_str())
    );
    let again = town
        .citizen("citizen1")
        .submits(None, without(town, "citizen1").await)
        .await
        .unwrap()
        .number;
    let refused = town
        .citizen("citizen1")
        .gives(&again, commit("申请人本人"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "promise_broken");
    let other = town
        .citizen("citizen2")
        .submits(None, without(town, "citizen2").await)
        .await
        .unwrap()
        .number;
    town.citizen("citizen2")
        .gives(&other, commit("申请人本人"))
        .await
        .unwrap();
}

pub async fn a_commitment_is_taken_back_before_the_decision(town: &Town) {
    offers_it(town).await;
    let body = town.item(FOOD).body.clone();
    let citizen = town.citizen("citizen1");
    let number = citizen
        .submits(None, without(town, "citizen1").await)
        .await
        .unwrap()
        .number;
    citizen.gives(&number, commit("申请人本人")).await.unwrap();
    town.clerk().accepts(&number).await.unwrap();
    citizen.gives(&number, Order::Withdraw.into()).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    assert_eq!(
        town.chief(&body).decides(&number).await.unwrap_err().code,
        "commitment_missing"
    );
    citizen.hands_in_more(&number, &replaced(town)).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).decides(&number).await.unwrap();
    assert_eq!(to_check(town).await, []);
}
