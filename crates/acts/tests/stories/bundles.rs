//! Bundles: brought in, published, ended, and what hangs on them.

use serde_json::json;
use yimen_acts::bundles::wire::BundleWire;
use yimen_acts::bundles::{self, Given};
use yimen_acts::items::compare::bundled;
use yimen_acts::items::life::{Registered, impact, withdraw};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::life::Why;
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items};

const SHOP: &str = "open-restaurant";

fn actor(town: &Town, login: &str) -> Actor {
    town.account(login).actor()
}

fn refusal(error: ActError) -> Refusal {
    match error {
        ActError::Refused(refusal) => *refusal,
        other => panic!("{other:?}"),
    }
}

fn given(town: &Town, later: i32) -> Given {
    Given {
        from: town.today().plus(later),
        reason: "示例".into(),
        basis: "示例〔2026〕1 号".into(),
    }
}

fn doc(centre: &Centre) -> BundleWire {
    let library = centre.library();
    let kept = library.bundles().kept(SHOP).unwrap();
    kept.editions.last().unwrap().doc.clone()
}

pub async fn a_version_holds_from_its_day_and_the_one_before_until_then(town: &Town) {
    let manager = actor(town, "manager");
    let mut next = doc(&town.centre);
    next.name.zh = "开饭店一件事".into();
    let drafter = actor(town, "drafter-approval");
    let refused = bundles::publish(&town.centre, &drafter, next.clone(), &given(town, 1)).await;
    assert_eq!(refused.map_err(refusal).unwrap_err().code, "not_permitted");
    let behind = bundles::publish(&town.centre, &manager, next.clone(), &given(town, -1)).await;
    assert_eq!(behind.map_err(refusal).unwrap_err().faults[0].field, "from");
    let taken = bundles::publish(&town.centre, &manager, next.clone(), &given(town, 1))
        .await
        .unwrap();
    assert_eq!(taken.changed, [SHOP]);
    let again = bundles::publish(&town.centre, &manager, next, &given(town, 1))
        .await
        .unwrap();
    assert_eq!(again.unchanged, [SHOP], "the same is published once");
    let name = |day: i32| {
        let library = town.centre.library();
        let (edition, _) = bundles::on(&library, SHOP, town.today().plus(day)).unwrap();
        (edition.bundle.version, edition.bundle.name.zh.clone())
    };
    assert_eq!(name(0), (1, "开办餐饮店一件事".to_string()));
    assert_eq!(name(1), (2, "开饭店一件事".to_string()));
    if let Some(other) = town.another_process().await {
        let library = other.library();
        assert_eq!(library.bundles().kept(SHOP).unwrap().editions.len(), 2);
        other.close().await.unwrap();
    }
    bundles::end(&town.centre, &manager, SHOP, &given(town, 3))
        .await
        .unwrap();
    let library = town.centre.library();
    assert!(bundles::on(&library, SHOP, town.today().plus(2)).is_ok());
    assert!(
        bundles::on(&library, SHOP, town.today().plus(3)).is_err(),
        "it has ended"
    );
    let twice = bundles::end(&town.centre, &manager, SHOP, &given(town, 4)).await;
    assert!(twice.is_err());
    let back = bundles::publish(&town.centre, &manager, doc(&town.centre), &given(town, 5))
        .await
        .unwrap();
    assert_eq!(back.changed, [SHOP], "it can be taken up again");
    let verdict = bundles::verify(&town.centre).await.unwrap();
    assert_eq!((verdict.entries, verdict.faults), (6, Vec::new()));
}

pub async fn a_bundle_that_nobody_could_finish_is_refused_with_what_is_wrong(town: &Town) {
    let manager = actor(town, "manager");
    let mut circular = doc(&town.centre);
    let sole = circular
        .items
        .iter_mut()
        .find(|member| member.item == items::SOLE_TRADER)
        .unwrap();
    sole.after = vec![items::FOOD.into()];
    let refused = bundles::publish(&town.centre, &manager, circular, &given(town, 0)).await;
    let refused = refused.map_err(refusal).unwrap_err();
    assert_eq!(
        (refused.code, refused.faults[0].field.as_str()),
        ("serious_findings", "bundle_circle")
    );
    let bytes = serde_json::to_vec(&json!([
        { "code": "fine", "name": {"zh": "好"}, "lead": "approval", "items": [{"item": items::FOOD}, {"item": items::PASSPORT}] },
        { "code": "wrong", "name": {"zh": "坏"}, "lead": "approval", "items": [{"item": "NOWHERE"}, {"item": items::FOOD}] },
    ]));
    let refused = bundles::import(&town.centre, "test", &bytes.unwrap(), &given(town, 0)).await;
    assert_eq!(
        refused.map_err(refusal).unwrap_err().faults[0].field,
        "bundle_item_missing"
    );
    assert!(town.centre.library().bundles().kept("fine").is_none(), "all or none");
    let no_bundle = bundles::import(&town.centre, "test", b"{\"code\": 1}", &given(town, 0)).await;
    assert!(no_bundle.is_err());
    let out = bundles::export(&town.centre, town.today()).unwrap();
    let same = bundles::import(&town.centre, "test", &out, &given(town, 0))
        .await
        .unwrap();
    assert_eq!(same.unchanged.len(), 3, "what goes out comes in again the same");
}

pub async fn an_item_names_its_bundles_and_the_check_up_finds_it_withdrawn(town: &Town) {
    let named: Vec<String> = bundled(&town.centre, items::SOLE_TRADER)
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_eq!(named, ["open-freight-business", SHOP]);
    let touched = impact::of_item(&town.centre, items::FOOD).await.unwrap();
    assert_eq!(touched.bundles.len(), 1, "before a change is published it is told");
    let why = Why {
        reason: "示例".into(),
        basis: "示例".into(),
        ..Why::default()
    };
    let manager = actor(town, "manager");
    let _: Registered = withdraw(
        &town.centre,
        &manager,
        None,
        items::FOOD,
        (town.today(), Vec::new()),
        why,
    )
    .await
    .unwrap();
    let found = bundles::check_all(&town.centre, town.today());
    let of = |code: &str| -> Vec<&str> {
        let (_, _, findings) = found.iter().find(|(known, _, _)| known == code).unwrap();
        findings.iter().map(|one| one.rule.code).collect()
    };
    assert_eq!(of(SHOP), ["bundle_item_withdrawn"]);
    assert_eq!(of("disabled-person-services"), [] as [&str; 0]);
}
