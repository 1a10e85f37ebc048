//! The life of items: written, reviewed, checked, published; suspended, resumed, withdrawn.

use serde_json::{Value, json};
use uuid::Uuid;
use yimen_acts::cases::command::Reach;
use yimen_acts::items::life::{self, Done, Origin, Saved};
use yimen_acts::items::{self as library, refresh};
use yimen_domain::items::life::{ChangeKind, Rearrangement, State, Status, Step, Why};
use yimen_domain::organisation::Actor;
use yimen_domain::words::RefusalKind;
use yimen_testkit::{Town, items, refusal};

/// The lists with which a town begins, and the versions that they brought.
async fn begins_with(town: &Town) -> (u64, u64) {
    let log = life::record::public(&town.centre, &Default::default(), None, 50)
        .await
        .unwrap();
    let brought = log.iter().filter_map(|entry| match &entry.step {
        Step::Imported(intake) => Some(u64::from(intake.added + intake.changed)),
        _ => None,
    });
    let brought: Vec<u64> = brought.collect();
    (brought.len() as u64, brought.iter().sum())
}

fn actor(town: &Town, login: &str) -> Actor {
    town.account(login).actor()
}

fn why() -> Why {
    Why {
        reason: "压缩承诺时限".into(),
        basis: "区政府办〔2026〕1 号（示例）".into(),
        approval: "示例 1 号".into(),
    }
}

async fn begun(town: &Town) -> Done {
    let drafter = actor(town, "drafter-approval");
    life::start(&town.centre, &drafter, None, Origin::Item(items::FOOD.into()))
        .await
        .unwrap()
}

/// The document with another promised limit, saved.
async fn promises(town: &Town, id: Uuid, days: u32) -> u32 {
    let drafter = actor(town, "drafter-approval");
    let opened = life::open(&town.centre, &drafter, id).await.unwrap();
    let mut doc = opened.doc.clone();
    doc["promised_days"] = json!(days);
    if let Some(steps) = doc["procedure"].as_array_mut() {
        for step in steps {
            step["days"] = json!(1);
        }
    }
    match life::save(&town.centre, &drafter, None, id, &doc, opened.serial)
        .await
        .unwrap()
    {
        Saved::Kept { serial } => serial,
        Saved::Collided { refusal, .. } => panic!("{refusal}"),
    }
}

/// Warnings that stand in the draft, to be acknowledged.
async fn warnings(town: &Town, id: Uuid) -> Vec<String> {
    let manager = actor(town, "manager");
    let opened = life::open(&town.centre, &manager, id).await.unwrap();
    let findings = opened.findings(&town.centre);
    findings.iter().map(|finding| finding.rule.code.to_string()).collect()
}

async fn passes_review(town: &Town, id: Uuid) {
    let (drafter, legal) = (actor(town, "drafter-approval"), actor(town, "legal-approval"));
    life::submit(&town.centre, &drafter, id, Reach::default(), why())
        .await
        .unwrap();
    life::review(&town.centre, &legal, id, Reach::default(), "同意")
        .await
        .unwrap();
}

async fn is_published(town: &Town, id: Uuid, in_days: i32) -> Done {
    let manager = actor(town, "manager");
    let taken = warnings(town, id).await;
    let day = town.today().plus(in_days);
    life::check(&town.centre, &manager, id, Reach::default(), (day, &taken, ""))
        .await
        .unwrap();
    life::publish(&town.centre, &manager, id, Reach::default())
        .await
        .unwrap()
}

pub async fn a_change_goes_through_three_hands_and_holds_from_its_day(town: &Town) {
    let before = town.item(items::FOOD);
    let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
    let id = begun(town).await.id;
    promises(town, id, 4).await;
    passes_review(town, id).await;
    let done = is_published(town, id, 1).await;
    assert_eq!(
        (done.state.as_str(), done.version),
        ("published", Some(before.version + 1))
    );
    let days = |code: &str, in_days: i32| {
        let day = town.today().plus(in_days);
        library::on(&town.centre, code, day).unwrap().promised.days
    };
    assert_eq!((days(items::FOOD, 0), days(items::FOOD, 1)), (before.promised.days, 4));
    assert_eq!(town.item(items::FOOD).promised.days, before.promised.days);
    town.days_later(1);
    assert_eq!(town.item(items::FOOD).promised.days, 4);
    let view = town.clerk().looks_at(&number).await.unwrap();
    assert_eq!(view.case.item_version, before.version);
    let history = life::record::of_item(&town.centre, items::FOOD, None, 10)
        .await
        .unwrap();
    let steps: Vec<&str> = history.iter().rev().map(|entry| entry.step.code()).collect();
    assert_eq!(steps, ["started", "submitted", "reviewed", "checked", "published"]);
    let (imports, imported) = begins_with(town).await;
    let verdict = life::record::verify(&town.centre).await.unwrap();
    assert_eq!(
        (verdict.entries, verdict.versions, verdict.faults),
        (imports + 5, imported + 1, Vec::new())
    );
}

pub async fn nobody_reviews_or_checks_what_they_wrote(town: &Town) {
    let id = begun(town).await.id;
    let drafter = actor(town, "drafter-approval");
    let reach = Reach::default;
    life::submit(&town.centre, &drafter, id, reach(), why()).await.unwrap();
    let refused = life::review(&town.centre, &drafter, id, reach(), "")
        .await
        .map_err(refusal)
        .unwrap_err();
    assert_eq!((refused.code, refused.kind), ("not_your_step", RefusalKind::Forbidden));
    let other = actor(town, "legal-police");
    let refused = life::review(&town.centre, &other, id, reach(), "")
        .await
        .map_err(refusal)
        .unwrap_err();
    assert_eq!(
        refused.code, "not_found",
        "another body's reviewer does not even see it"
    );
    let mut both = actor(town, "drafter-approval");
    if let yimen_domain::organisation::Capacity::Staff { roles, .. } = &mut both.capacity {
        roles.push(yimen_domain::organisation::Role::Legal);
    }
    let refused = life::review(&town.centre, &both, id, reach(), "")
        .await
        .map_err(refusal)
        .unwrap_err();
    assert_eq!(refused.code, "own_work");
}

pub async fn who_saves_second_is_shown_what_the_first_wrote(town: &Town) {
    let id = begun(town).await.id;
    let (one, two) = (actor(town, "drafter-approval"), actor(town, "drafter2-approval"));
    let seen = life::open(&town.centre, &one, id).await.unwrap();
    let with = |days: u32| {
        let mut doc = seen.doc.clone();
        doc["promised_days"] = json!(days);
        doc
    };
    let first = life::save(&town.centre, &one, Some("k1"), id, &with(4), seen.serial)
        .await
        .unwrap();
    assert_eq!(
        first,
        Saved::Kept {
            serial: seen.serial + 1
        }
    );
    let again = life::save(&town.centre, &one, Some("k1"), id, &with(4), seen.serial)
        .await
        .unwrap();
    assert_eq!(again, first, "a repeat gets the first answer");
    let second = life::save(&town.centre, &two, None, id, &with(3), seen.serial)
        .await
        .unwrap();
    let Saved::Collided { refusal, theirs } = second else {
        panic!("nothing may be lost")
    };
    assert_eq!(refusal.code, "draft_saved_by_another");
    assert_eq!(
        (theirs.serial, &theirs.doc["promised_days"]),
        (seen.serial + 1, &json!(4))
    );
    let kept = life::save(&town.centre, &two, None, id, &with(3), theirs.serial)
        .await
        .unwrap();
    assert_eq!(
        kept,
        Saved::Kept {
            serial: seen.serial + 2
        }
    );
    let opened = life::open(&town.centre, &one, id).await.unwrap();
    assert_eq!(opened.draft.drafters.len(), 2, "both wrote in it");
    let other = life::start(&town.centre, &two, None, Origin::Item(items::FOOD.into())).await;
    let refused = other.map_err(self::refusal).unwrap_err();
    assert_eq!(
        (refused.code, refused.faults[0].words.zh.clone()),
        ("draft_exists", id.to_string())
    );
}

pub async fn a_draft_is_given_back_with_reasons_and_can_be_abandoned(town: &Town) {
    let id = begun(town).await.id;
    let (drafter, legal) = (actor(town, "drafter-approval"), actor(town, "legal-approval"));
    life::submit(&town.centre, &drafter, id, Reach::default(), why())
        .await
        .unwrap();
    let opened = life::open(&town.centre, &drafter, id).await.unwrap();
    let refused = life::save(&town.centre, &drafter, None, id, &opened.doc, opened.serial).await;
    assert_eq!(refused.map_err(refusal).unwrap_err().code, "draft_stands_elsewhere");
    let empty = life::give_back_review(&town.centre, &legal, id, Reach::default(), " ").await;
    assert_eq!(empty.map_err(refusal).unwrap_err().faults[0].field, "reasons");
    let back = life::give_back_review(&town.centre, &legal, id, Reach::default(), "依据不足")
        .await
        .unwrap();
    assert_eq!(back.state, "drafting");
    let opened = life::open(&town.centre, &drafter, id).await.unwrap();
    let State::Drafting {
        returned: Some(returned),
    } = opened.state()
    else {
        panic!("{:?}", opened.state())
    };
    assert_eq!(
        (returned.reasons.as_str(), returned.by.by.name.as_str()),
        ("依据不足", "冯静怡")
    );
    life::abandon(&town.centre, &drafter, id, Reach::default(), "不改了")
        .await
        .unwrap();
    assert_ne!(begun(town).await.id, id, "another draft can be begun");
}

pub async fn a_serious_finding_forbids_publishing_and_warnings_must_be_seen(town: &Town) {
    let id = begun(town).await.id;
    let (drafter, manager) = (actor(town, "drafter-approval"), actor(town, "manager"));
    let sound = life::open(&town.centre, &drafter, id).await.unwrap().doc;
    let with = async |doc: Value| {
        let serial = life::open(&town.centre, &drafter, id).await.unwrap().serial;
        life::save(&town.centre, &drafter, None, id, &doc, serial)
            .await
            .unwrap();
        passes_review(town, id).await;
    };
    let check = async |taken: &[String]| {
        let terms = (town.today(), taken, "");
        life::check(&town.centre, &manager, id, Reach::default(), terms)
            .await
            .map_err(refusal)
    };
    let fields = |refused: &yimen_domain::words::Refusal| -> Vec<String> {
        refused.faults.iter().map(|fault| fault.field.clone()).collect()
    };
    let mut catch_all: Value = sound.clone();
    catch_all["materials"][0]["name"] = json!({"zh": "法律法规规定的其他材料", "en": "other materials"});
    with(catch_all).await;
    let every: Vec<String> = warnings(town, id).await;
    let refused = check(&every).await.unwrap_err();
    assert_eq!(
        (refused.code, fields(&refused)),
        ("serious_findings", vec!["catch_all_material".into()])
    );
    let reasons = "材料名称不明确";
    life::give_back_check(&town.centre, &manager, id, Reach::default(), reasons)
        .await
        .unwrap();
    let mut no_basis: Value = sound.clone();
    no_basis["legal_basis"] = json!([]);
    with(no_basis).await;
    let refused = check(&[]).await.unwrap_err();
    assert_eq!(refused.code, "warnings_not_acknowledged");
    assert!(fields(&refused).contains(&"no_basis".to_string()), "{refused}");
    let every: Vec<String> = warnings(town, id).await;
    assert_eq!(check(&every).await.unwrap().state, "approved");
}

pub async fn a_repeated_step_gets_the_first_answer(town: &Town) {
    let drafter = actor(town, "drafter-approval");
    let origin = || Origin::Item(items::FOOD.into());
    let first = life::start(&town.centre, &drafter, Some("s"), origin()).await.unwrap();
    let again = life::start(&town.centre, &drafter, Some("s"), origin()).await.unwrap();
    assert_eq!((again.id, again.repeated), (first.id, true));
    let reach = Reach {
        key: Some("t"),
        seen: Some(first.steps),
    };
    let sent = life::submit(&town.centre, &drafter, first.id, reach, why())
        .await
        .unwrap();
    let again = life::submit(&town.centre, &drafter, first.id, reach, why())
        .await
        .unwrap();
    assert_eq!((again.steps, again.repeated), (sent.steps, true));
    let stale = Reach {
        key: None,
        seen: Some(first.steps),
    };
    let refused = life::submit(&town.centre, &drafter, first.id, stale, why()).await;
    assert_eq!(refused.map_err(refusal).unwrap_err().code, "changed_meanwhile");
}

pub async fn a_suspended_item_takes_no_cases_and_says_until_when(town: &Town) {
    let manager = actor(town, "manager");
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::FOOD).await.unwrap().number;
    let (from, until) = (town.today().plus(1), town.today().plus(3));
    let order = life::suspend(&town.centre, &manager, None, items::FOOD, (from, Some(until)), why());
    order.await.unwrap();
    citizen.files(items::FOOD).await.unwrap();
    town.days_later(1);
    let refused = citizen.files(items::FOOD).await.unwrap_err();
    assert_eq!(refused.code, "item_suspended");
    assert!(refused.why.zh.contains(&until.to_string()), "{}", refused.why.zh);
    town.clerk().accepts(&number).await.unwrap();
    town.days_later(2);
    citizen.files(items::FOOD).await.unwrap();
    let again = life::resume(&town.centre, &manager, None, items::FOOD, town.today(), why()).await;
    assert_eq!(again.map_err(refusal).unwrap_err().code, "not_suspended");
}

pub async fn a_withdrawn_item_names_what_follows_it(town: &Town) {
    let manager = actor(town, "manager");
    let order = (town.today(), vec![items::SOLE_TRADER.to_string()]);
    life::withdraw(&town.centre, &manager, None, items::FOOD, order, why())
        .await
        .unwrap();
    let refused = town.citizen("citizen1").files(items::FOOD).await.unwrap_err();
    assert_eq!(refused.code, "item_withdrawn");
    assert!(refused.remedy.en.contains(items::SOLE_TRADER), "{}", refused.remedy.en);
    let now = town.centre.library();
    assert!(matches!(now.status(items::FOOD, town.today()), Status::Withdrawn(_)));
    assert!(
        now.all().all(|item| item.code != items::FOOD),
        "it is not offered any more"
    );
    assert!(now.latest(items::FOOD).is_some(), "its guide can still be read");
    assert!(now.find("食品经营许可").iter().all(|item| item.code != items::FOOD));
    let drafter = actor(town, "drafter-approval");
    let begun = life::start(&town.centre, &drafter, None, Origin::Item(items::FOOD.into())).await;
    assert_eq!(begun.map_err(refusal).unwrap_err().code, "withdrawn_already");
}

pub async fn another_process_sees_what_was_published_and_what_midnight_brings(town: &Town) {
    let Some(other) = town.another_process().await else {
        return;
    };
    let before = town.item(items::FOOD).promised.days;
    let id = begun(town).await.id;
    promises(town, id, 4).await;
    passes_review(town, id).await;
    is_published(town, id, 1).await;
    assert!(refresh(&other).await.unwrap());
    assert!(!refresh(&other).await.unwrap(), "it knows already");
    let days = || other.library().latest(items::FOOD).unwrap().promised.days;
    assert_eq!(days(), before);
    town.days_later(1);
    assert_eq!(days(), 4, "the day came without anybody doing anything");
}

pub async fn two_who_publish_at_once_leave_one_chain(town: &Town) {
    let (one, two) = (actor(town, "drafter-approval"), actor(town, "drafter2-approval"));
    let starts = [items::FOOD, items::SOLE_TRADER];
    let (a, b) = tokio::join!(
        life::start(&town.centre, &one, None, Origin::Item(starts[0].into())),
        life::start(&town.centre, &two, None, Origin::Item(starts[1].into())),
    );
    assert_ne!(a.unwrap().id, b.unwrap().id);
    let verdict = life::record::verify(&town.centre).await.unwrap();
    assert_eq!(
        (verdict.entries, verdict.faults),
        (begins_with(town).await.0 + 2, Vec::new())
    );
}

pub async fn an_altered_entry_of_the_record_is_named(town: &Town) {
    begun(town).await;
    let id = begun_for(town, items::SOLE_TRADER).await;
    let drafter = actor(town, "drafter-approval");
    life::abandon(&town.centre, &drafter, id, Reach::default(), "示例")
        .await
        .unwrap();
    let last = begins_with(town).await.0 as i64 + 3;
    let order = "UPDATE item_life SET text = REPLACE(text, $1, $2) WHERE seq = $3";
    town.db_tamper(1, order, vec!["示例".into(), "别的".into(), last.into()])
        .await;
    let verdict = life::record::verify(&town.centre).await.unwrap();
    assert_eq!(
        verdict.faults,
        [format!("entry {last} of the record is not what it was")]
    );
}

async fn begun_for(town: &Town, code: &str) -> Uuid {
    let drafter = actor(town, "drafter-approval");
    life::start(&town.centre, &drafter, None, Origin::Item(code.into()))
        .await
        .unwrap()
        .id
}

const OWN: &str = "T-CITING-0001";

/// An item of the police that cites the food licence as it stands, with a promise and a material of its own.
async fn cites_food(town: &Town, days: u32) {
    let text = include_str!("../../../../demo/items/food-business-licence.json");
    let mut doc: Value = serde_json::from_str(text).unwrap();
    doc["code"] = json!(OWN);
    doc["body"] = json!("police");
    doc["codes"] = json!({});
    doc["promised_days"] = json!(days);
    doc["phone"] = json!("0826-0000999");
    doc["cites"] = json!({"code": items::FOOD, "version": town.item(items::FOOD).version});
    let bytes = serde_json::to_vec(&doc).unwrap();
    let report = yimen_acts::items::import::import(&town.centre, "cites", &bytes)
        .await
        .unwrap();
    assert_eq!(report.taken, 1, "{report:?}");
}

/// What is told about the item of the police that cites the food licence.
fn behind(town: &Town) -> Vec<life::citation::Behind> {
    let mut told = life::citation::behind(&town.centre, Some("police"));
    told.retain(|one| one.item.code == OWN);
    told
}

/// The food licence gets another version today.
async fn source_changes(town: &Town, change: impl Fn(&mut Value)) {
    let drafter = actor(town, "drafter-approval");
    let id = begun(town).await.id;
    let opened = life::open(&town.centre, &drafter, id).await.unwrap();
    let mut doc = opened.doc.clone();
    change(&mut doc);
    for step in doc["procedure"].as_array_mut().unwrap() {
        step["days"] = json!(0);
    }
    life::save(&town.centre, &drafter, None, id, &doc, opened.serial)
        .await
        .unwrap();
    passes_review(town, id).await;
    is_published(town, id, 0).await;
}

pub async fn what_changed_in_a_cited_item_is_told_and_taken_over_with_one_action(town: &Town) {
    let first = town.item(items::FOOD);
    cites_food(town, first.promised.days).await;
    assert!(behind(town).is_empty());
    source_changes(town, |doc| doc["visits"] = json!(0)).await;
    let told = behind(town);
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].before.version, told[0].after.version),
        (first.version, first.version + 1)
    );
    let drafter = actor(town, "drafter-police");
    let refused = life::citation::accept(&town.centre, &drafter, None, OWN).await;
    assert_eq!(refused.map_err(refusal).unwrap_err().code, "not_your_step");
    let legal = actor(town, "legal-police");
    let done = life::citation::accept(&town.centre, &legal, Some("a"), OWN)
        .await
        .unwrap();
    assert_eq!((done.state.as_str(), done.version), ("published", Some(2)));
    let own = town.item(OWN);
    assert_eq!((own.service.visits, own.service.phone.as_str()), (0, "0826-0000999"));
    assert_eq!(own.cites.as_ref().map(|cited| cited.version), Some(first.version + 1));
    assert!(behind(town).is_empty(), "it is up to date");
    let again = life::citation::accept(&town.centre, &legal, Some("a"), OWN)
        .await
        .unwrap();
    assert_eq!((again.id, again.repeated), (done.id, true));
    assert_eq!(
        life::record::verify(&town.centre).await.unwrap().faults,
        [] as [String; 0]
    );
}

pub async fn ones_own_tightening_is_kept_and_goes_to_the_centre(town: &Town) {
    let first = town.item(items::FOOD).promised.days;
    cites_food(town, first - 2).await;
    source_changes(town, |doc| doc["promised_days"] = json!(first - 1)).await;
    let proposal = life::citation::proposal(&town.centre, OWN).await.unwrap();
    assert_eq!(proposal.kept, ["promised_days"]);
    let legal = actor(town, "legal-police");
    let done = life::citation::accept(&town.centre, &legal, None, OWN).await.unwrap();
    assert_eq!((done.state.as_str(), done.version), ("in_check", None));
    let opened = life::open(&town.centre, &legal, done.id).await.unwrap();
    assert_eq!(
        opened.doc["promised_days"],
        json!(first - 2),
        "the own promise is shorter"
    );
    assert_eq!(opened.doc["cites"]["version"], json!(town.item(items::FOOD).version));
    is_published(town, done.id, 0).await;
    assert_eq!(town.item(OWN).promised.days, first - 2);
}

pub async fn loosening_a_cited_item_is_refused_with_the_elements(town: &Town) {
    let first = town.item(items::FOOD).promised.days;
    cites_food(town, first).await;
    let drafter = actor(town, "drafter-police");
    let origin = Origin::Item(OWN.into());
    let id = life::start(&town.centre, &drafter, None, origin).await.unwrap().id;
    let legal = actor(town, "legal-police");
    let sent = async || life::submit(&town.centre, &drafter, id, Reach::default(), why()).await;
    sent().await.unwrap();
    life::review(&town.centre, &legal, id, Reach::default(), "")
        .await
        .unwrap();
    source_changes(town, |doc| doc["promised_days"] = json!(first - 1)).await;
    let taken = warnings(town, id).await;
    let terms = (town.today(), taken.as_slice(), "");
    let manager = actor(town, "manager");
    let refused = life::check(&town.centre, &manager, id, Reach::default(), terms).await;
    let refused = refused.map_err(refusal).unwrap_err();
    assert_eq!(refused.code, "serious_findings");
    let fault = &refused.faults[0];
    assert_eq!(fault.field, "looser_than_cited");
    assert!(fault.words.zh.contains("承诺时限"), "{}", fault.words.zh);

    life::give_back_check(&town.centre, &manager, id, Reach::default(), "比上级宽")
        .await
        .unwrap();
    let refused = sent().await.map_err(refusal).unwrap_err();
    assert_eq!(refused.code, "looser_than_cited");
    assert_eq!(refused.faults[0].field, "promised_days");
    assert!(
        refused
            .why
            .zh
            .contains(&format!("承诺时限 {first} 个工作日，上级 {} 个", first - 1))
    );
}

fn order(kind: ChangeKind, from: &[&str], to: &[&str], town: &Town) -> Rearrangement {
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_string()).collect();
    Rearrangement {
        kind,
        from: codes(from),
        to: codes(to),
        day: town.today(),
        why: why(),
    }
}

pub async fn a_merger_ends_and_publishes_in_one_step_and_is_in_the_public_log(town: &Town) {
    let manager = actor(town, "manager");
    let id = begun(town).await.id;
    promises(town, id, 4).await;
    passes_review(town, id).await;
    let taken = warnings(town, id).await;
    let terms = (town.today(), taken.as_slice(), "");
    life::check(&town.centre, &manager, id, Reach::default(), terms)
        .await
        .unwrap();
    let merger = order(
        ChangeKind::Merge,
        &[items::FOOD, items::SOLE_TRADER],
        &[items::FOOD],
        town,
    );
    let done = life::rearrange(&town.centre, &manager, Some("m"), merger.clone(), &[id])
        .await
        .unwrap();
    assert_eq!(
        (done.ended, done.published),
        (vec![items::SOLE_TRADER.to_string()], vec![items::FOOD.to_string()])
    );
    assert_eq!(town.item(items::FOOD).promised.days, 4);
    let refused = town.citizen("citizen1").files(items::SOLE_TRADER).await.unwrap_err();
    assert_eq!(refused.code, "item_withdrawn");
    assert!(refused.remedy.zh.contains(items::FOOD));
    let again = life::rearrange(&town.centre, &manager, Some("m"), merger, &[id])
        .await
        .unwrap();
    assert_eq!((again.seq, again.repeated), (done.seq, true));
    let log = life::record::public(&town.centre, &Default::default(), None, 10)
        .await
        .unwrap();
    let kinds = log.iter().rev().map(|entry| entry.step.kind());
    let kinds: Vec<&str> = kinds.filter(|kind| *kind != "imported").collect();
    assert_eq!(kinds, ["merge", "change", "cancel"]);
    let narrow = life::record::Narrow {
        kind: "merge".into(),
        ..Default::default()
    };
    let only = life::record::public(&town.centre, &narrow, None, 10).await.unwrap();
    assert_eq!(only.len(), 1);
    assert_eq!(
        life::record::verify(&town.centre).await.unwrap().faults,
        [] as [String; 0]
    );
}

pub async fn a_change_that_cannot_be_done_whole_is_not_begun(town: &Town) {
    let manager = actor(town, "manager");
    let rearrange = async |order: Rearrangement, drafts: &[Uuid]| {
        life::rearrange(&town.centre, &manager, None, order, drafts)
            .await
            .map_err(refusal)
            .unwrap_err()
    };
    let one = order(ChangeKind::Merge, &[items::FOOD], &[items::SOLE_TRADER], town);
    assert_eq!(rearrange(one, &[]).await.faults[0].field, "from_items");
    let nowhere = order(
        ChangeKind::Split,
        &[items::FOOD],
        &[items::SOLE_TRADER, "T-NOWHERE"],
        town,
    );
    assert_eq!(rearrange(nowhere, &[]).await.faults[0].field, "to_items");
    let mut untold = order(ChangeKind::Delegate, &[items::FOOD], &[items::SOLE_TRADER], town);
    untold.why.approval.clear();
    assert_eq!(rearrange(untold, &[]).await.faults[0].field, "approval");
    let id = begun(town).await.id;
    let early = order(ChangeKind::Prerequisites, &[items::FOOD], &[], town);
    assert_eq!(rearrange(early, &[id]).await.code, "draft_stands_elsewhere");
    let mut chief = order(ChangeKind::Delegate, &[items::FOOD], &[items::SOLE_TRADER], town);
    chief.why = why();
    let refused = life::rearrange(&town.centre, &actor(town, "chief-approval"), None, chief, &[]).await;
    assert_eq!(refused.map_err(refusal).unwrap_err().code, "not_your_step");
    let log = life::record::public(&town.centre, &Default::default(), None, 10)
        .await
        .unwrap();
    assert_eq!(log.len() as u64, begins_with(town).await.0, "nothing was changed");
}

pub async fn a_take_over_may_name_items_of_others(town: &Town) {
    let manager = actor(town, "manager");
    let taken = order(ChangeKind::TakeOver, &["CITY-0001"], &[items::FOOD], town);
    let done = life::rearrange(&town.centre, &manager, None, taken, &[]).await.unwrap();
    assert_eq!((done.ended, done.published), (Vec::new(), Vec::new()));
    let (entry, _) = life::record::public_one(&town.centre, done.seq).await.unwrap();
    assert_eq!((entry.step.kind(), entry.body.as_str()), ("take_over", "approval"));
}
