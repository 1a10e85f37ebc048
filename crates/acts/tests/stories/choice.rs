//! What a person answers decides what they bring and pay (情形).

use yimen_acts::cases::submit::Application;
use yimen_domain::cases::Payment;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_domain::items::Chosen;
use yimen_testkit::{Town, items};

fn chosen(answers: &[(&str, &str)]) -> Chosen {
    let pairs = answers
        .iter()
        .map(|(question, answer)| ((*question).to_string(), (*answer).to_string()));
    pairs.collect()
}

fn paper(code: &str) -> HandedIn {
    HandedIn {
        material: code.into(),
        handed: Handed::Paper,
        origin: Origin::default(),
    }
}

/// A child whose passport was lost, with an endorsement on the new one.
async fn lost_by_a_child(town: &Town) -> Application {
    let application = town.citizen("citizen1").application(items::PASSPORT).await;
    Application {
        situation: chosen(&[("reason", "lost"), ("age", "minor"), ("note", "one")]),
        ..application
    }
}

pub async fn only_what_applies_is_missing_and_paid(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.submits(None, lost_by_a_child(town).await).await.unwrap().number;

    let refused = town.clerk().accepts(&number).await.unwrap_err();
    assert_eq!(refused.code, "materials_missing");
    let missing: Vec<_> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(
        missing,
        ["materials.m5", "materials.m8"],
        "guardian and statement, and nothing else"
    );

    let view = citizen.looks_at(&number).await.unwrap();
    assert_eq!(view.case.payment, Payment::Due(14_000));
    assert_eq!(
        view.case.situation,
        chosen(&[("reason", "lost"), ("age", "minor"), ("note", "one")])
    );
    let shown: Vec<_> = view
        .item
        .materials
        .iter()
        .map(|material| material.code.as_str())
        .collect();
    assert_eq!(shown, ["m1", "m2", "m3", "m4", "m5", "m8"]);
}

pub async fn a_filing_without_answers_or_with_wrong_ones_is_refused_by_name(town: &Town) {
    let citizen = town.citizen("citizen1");
    let with = |application: Application, answers: &[(&str, &str)]| Application {
        situation: chosen(answers),
        ..application
    };
    for (answers, faults) in [
        (&[][..], &["situation.reason", "situation.age", "situation.note"][..]),
        (
            &[("reason", "lost"), ("age", "adult"), ("note", "no")],
            &["situation.official"],
        ),
        (
            &[("reason", "stolen"), ("age", "minor"), ("note", "no")],
            &["situation.reason"],
        ),
        (
            &[("reason", "lost"), ("age", "minor"), ("note", "no"), ("sex", "m")],
            &["situation.sex"],
        ),
    ] {
        let application = with(citizen.application(items::PASSPORT).await, answers);
        let refused = citizen.submits(None, application).await.unwrap_err();
        let named: Vec<_> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, faults, "{answers:?}");
    }
}

pub async fn what_the_answers_spare_is_not_taken(town: &Town) {
    let citizen = town.citizen("citizen1");
    let mut application = lost_by_a_child(town).await;
    application.materials.push(paper("m7"));
    let at = application.materials.len() - 1;
    let refused = citizen.submits(None, application).await.unwrap_err();
    assert_eq!(refused.faults[0].field, format!("materials.{at}.code"));
    assert_eq!(
        refused.faults[0].words.zh,
        "不需要，因为“办理哪一种护照业务？”您选择了“遗失、被盗补发”"
    );
}

pub async fn a_step_that_does_not_apply_takes_no_time(town: &Town) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/items/legal-aid.json");
    let mut document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    document["situations"] = serde_json::json!([{ "code": "urgent", "question": { "zh": "是否紧急？" },
        "options": [{ "code": "no", "label": { "zh": "否" } }, { "code": "yes", "label": { "zh": "是" } }] }]);
    let steps = document["procedure"].as_array_mut().unwrap();
    for step in steps.iter_mut().filter(|step| step["step"] == "review") {
        step["when"] = serde_json::json!([{ "question": "urgent", "answers": ["no"] }]);
    }
    let bytes = serde_json::to_vec(&document).unwrap();
    let report = yimen_acts::items::import::import(&town.centre, "legal-aid.json", &bytes)
        .await
        .unwrap();
    assert_eq!(report.refused, 0);
    let steps_of = async |answer: &str| {
        let citizen = town.citizen("citizen1");
        let application = Application {
            situation: chosen(&[("urgent", answer)]),
            ..citizen.application(items::LEGAL_AID).await
        };
        let number = citizen.submits(None, application).await.unwrap().number;
        let view = citizen.looks_at(&number).await.unwrap();
        view.case.steps.iter().map(|mark| mark.step.code()).collect::<Vec<_>>()
    };
    assert!(steps_of("no").await.contains(&"review"));
    assert!(!steps_of("yes").await.contains(&"review"));
}

/// Legal aid with another rule on its second condition.
fn with_rule(cel: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/items/legal-aid.json");
    let mut document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    document["conditions"][1]["rule"] = serde_json::json!({ "cel": cel });
    serde_json::to_vec(&document).unwrap()
}

pub async fn a_rule_that_could_fail_is_not_taken_and_names_the_input(town: &Town) {
    for (cel, said) in [
        (
            "form.household_size / form.monthly_income_yuan < 1",
            "form.monthly_income_yuan=0",
        ),
        ("form.wealth < 3", "form.wealth"),
        ("form.amount_yuan < 3", "with the input"),
        ("form.exempt ||", "cannot be read"),
    ] {
        let import = yimen_acts::items::import::import;
        let report = import(&town.centre, "legal-aid.json", &with_rule(cel)).await.unwrap();
        assert_eq!(report.refused, 1, "{cel}");
        assert!(report.rows[0].en.contains(said), "{cel}: {}", report.rows[0].en);
    }
}

pub async fn what_a_rule_says_names_what_it_follows_from(town: &Town) {
    use yimen_acts::items::computed::{Met, look};
    let item = town.item(items::LEGAL_AID);
    let day = town.centre.today();
    let form = |exempt: &str, income: &str| {
        let pairs = [
            ("exempt", exempt),
            ("monthly_income_yuan", income),
            ("household_size", "2"),
        ];
        let answers = pairs.map(|(code, text)| (code.to_string(), text.to_string().into()));
        answers.into_iter().collect()
    };
    let met = |form| {
        look(&item, (None, day), &Chosen::new(), &form).conditions[1]
            .met
            .clone()
    };
    assert_eq!(met(form("no", "2999")), Met::Yes);
    assert_eq!(met(form("no", "3000")), Met::No);
    assert_eq!(met(form("yes", "3000")), Met::Yes);
    assert!(matches!(met(form("", "3000")), Met::Waits(labels) if labels.len() == 1));
    let looked = look(&item, (None, day), &Chosen::new(), &form("no", "3000"));
    let from: Vec<_> = looked.conditions[1]
        .from
        .iter()
        .map(|(_, value)| value.zh.as_str())
        .collect();
    assert_eq!(from, ["否", "2", "3000"]);
}

pub async fn a_charge_is_computed_when_a_case_is_filed(town: &Town) {
    let citizen = town.citizen("citizen1");
    let mut application = lost_by_a_child(town).await;
    application.situation.insert("note".into(), "two".into());
    let number = citizen.submits(None, application).await.unwrap().number;
    let view = citizen.looks_at(&number).await.unwrap();
    assert_eq!(view.case.payment, Payment::Due(16_000));
    assert!(view.case.to_check.is_empty());
}
