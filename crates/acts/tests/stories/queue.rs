//! What is limited in number is granted in the order of acceptance, and the last place once.

use futures::future::join_all;
use serde_json::{Value, json};
use yimen_acts::cases::beyond::{Wanted, licences};
use yimen_acts::cases::command::{self as act, Reach};
use yimen_acts::cases::queue;
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_domain::cases::beyond::Order;
use yimen_domain::cases::beyond::licence::{Annulment, EndOrder, Ending};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::decide::Renewal;
use yimen_domain::cases::event::Outcome;
use yimen_domain::clocks::SuspensionKind;
use yimen_domain::words::Refusal;
use yimen_store::CommitError;
use yimen_testkit::items::FOOD;
use yimen_testkit::{Town, refusal};

async fn is_limited(town: &Town, limit: Value) {
    town.changes_item(FOOD, |doc| doc["quantity_limit"] = limit).await;
}

fn body(town: &Town) -> String {
    town.item(FOOD).body.clone()
}

async fn files(town: &Town, who: &str) -> String {
    town.seconds_later(60);
    town.citizen(who).files(FOOD).await.unwrap().number
}

async fn accepts(town: &Town, number: &str) {
    town.seconds_later(60);
    town.clerk().accepts(number).await.unwrap();
}

/// Filed, accepted and examined, one after the other.
async fn examined(town: &Town, who: &str) -> String {
    let number = files(town, who).await;
    accepts(town, &number).await;
    town.examiner(&body(town)).reviews(&number).await.unwrap();
    number
}

async fn grants(town: &Town, number: &str) -> Result<(), Refusal> {
    town.chief(&body(town)).decides(number).await.map(|_| ())
}

/// How many are taken, left, and before the case.
async fn stands(town: &Town, number: &str) -> (u32, u32, u32) {
    let view = town.clerk().looks_at(number).await.unwrap();
    let queue = queue::of_case(&town.centre, &view.case).await.unwrap().unwrap();
    (queue.taken, queue.left(), queue.before)
}

pub async fn who_was_accepted_first_is_granted_first_and_the_limit_holds(town: &Town) {
    is_limited(town, json!({ "number": 2, "per": "year" })).await;
    let chief = town.chief(&body(town));
    let a = examined(town, "citizen1").await;
    let b = examined(town, "citizen2").await;
    let c = examined(town, "citizen1").await;
    assert_eq!(stands(town, &c).await, (0, 2, 2));
    let refused = grants(town, &c).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.rule),
        ("accepted_before", "行政许可法 第五十七条")
    );
    assert!(
        refused.why.zh.contains(&a) && refused.why.zh.contains(&b),
        "{}",
        refused.why.zh
    );
    grants(town, &b).await.unwrap();
    assert_eq!(
        grants(town, &c).await.unwrap_err().code,
        "accepted_before",
        "the last place is of the first"
    );
    town.examiner(&body(town))
        .suspends(&a, SuspensionKind::SiteInspection)
        .await
        .unwrap();
    assert_eq!(
        grants(town, &c).await.unwrap_err().code,
        "accepted_before",
        "a special procedure keeps the place"
    );
    town.examiner(&body(town)).resumes(&a).await.unwrap();
    chief.refuses(&a).await.unwrap();
    assert_eq!(stands(town, &c).await, (1, 1, 0));
    grants(town, &c).await.unwrap();
    let d = examined(town, "citizen2").await;
    let refused = grants(town, &d).await.unwrap_err();
    assert_eq!(refused.code, "places_used_up");
    assert!(refused.why.zh.contains("每年 2 个"), "{}", refused.why.zh);
    chief.refuses(&d).await.unwrap();
    let next = queue::of_item(&town.centre, FOOD).await.unwrap().unwrap();
    assert_eq!((next.taken, next.left(), next.before), (2, 0, 0));
    town.days_later(400);
    let next = queue::of_item(&town.centre, FOOD).await.unwrap().unwrap();
    assert_eq!((next.taken, next.left()), (0, 2), "another year counts anew");
}

pub async fn a_renewal_takes_no_place(town: &Town) {
    is_limited(town, json!({ "number": 1 })).await;
    let chief = town.chief(&body(town));
    let a = examined(town, "citizen1").await;
    grants(town, &a).await.unwrap();
    town.clerk().issues(&a).await.unwrap();
    let wanted = Wanted {
        number: String::new(),
        before: None,
        limit: 10,
    };
    let held = licences(&town.centre, &chief.actor(), &wanted).await.unwrap();
    let licence = &held[0];
    let citizen = town.citizen("citizen1");
    let mut application = citizen.application(FOOD).await;
    application.renews = Some(Renewal {
        licence: licence.row.number.clone(),
        expiry: licence.until.unwrap(),
    });
    let renewal = citizen.submits(None, application).await.unwrap().number;
    accepts(town, &renewal).await;
    town.examiner(&body(town)).reviews(&renewal).await.unwrap();
    let b = examined(town, "citizen2").await;
    assert_eq!(grants(town, &b).await.unwrap_err().code, "places_used_up");
    grants(town, &renewal).await.unwrap();
    assert_eq!(stands(town, &b).await, (1, 0, 0), "a renewal takes no place");
}

pub async fn an_annulled_licence_gives_its_place_to_the_next(town: &Town) {
    is_limited(town, json!({ "number": 1, "per": "month" })).await;
    let a = examined(town, "citizen1").await;
    let b = examined(town, "citizen2").await;
    grants(town, &a).await.unwrap();
    town.clerk().issues(&a).await.unwrap();
    assert_eq!(grants(town, &b).await.unwrap_err().code, "places_used_up");
    let annul = Order::EndLicence(Box::new(EndOrder {
        how: Ending::Annulled {
            ground: Annulment::Unqualified,
            damages: String::new(),
        },
        reason: "查明的事实".into(),
        statement: "已告知，未提出陈述、申辩".into(),
        harm: false,
    }));
    town.chief(&body(town)).gives(&a, annul.into()).await.unwrap();
    assert_eq!(stands(town, &b).await, (0, 1, 0));
    grants(town, &b).await.unwrap();
}

fn grant() -> Command {
    Command::Decide {
        outcome: Outcome::Grant {
            conditions: Vec::new(),
            validity: "五年".into(),
        },
        hand_over: None,
    }
}

pub async fn of_two_grants_of_the_last_place_one_conflicts(town: &Town) {
    let late = files(town, "citizen2").await;
    town.clerk().asks_for_correction(&late, "form").await.unwrap();
    is_limited(town, json!({ "number": 1 })).await;
    let chief = town.chief(&body(town)).actor();
    let supplement = town.item(FOOD).materials[0].code.clone();
    town.citizen("citizen2").supplements(&late, &supplement).await.unwrap();
    let soon = examined(town, "citizen1").await;
    // Nobody is before it yet, so it may be granted as things stand now.
    let first = act::plan(&town.centre, &chief, &soon, Reach::default(), grant())
        .await
        .unwrap();
    // What was complete before goes before it, whenever the clerk gets to it.
    accepts(town, &late).await;
    town.examiner(&body(town)).reviews(&late).await.unwrap();
    assert_eq!(stands(town, &soon).await, (0, 1, 1));
    grants(town, &late).await.unwrap();
    let lost = town.centre.store().commit(first).await;
    assert!(matches!(lost, Err(CommitError::Conflict)), "{lost:?}");
    let refused = act::command(&town.centre, &chief, &soon, Reach::default(), grant()).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "places_used_up");
}

pub async fn several_officers_at_once_do_not_grant_more_than_there_is(town: &Town) {
    is_limited(town, json!({ "number": 2 })).await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(examined(town, "citizen1").await);
        numbers.push(examined(town, "citizen2").await);
    }
    let other = town.another_process().await;
    let chief = town.chief(&body(town)).actor();
    let mut granted = Vec::new();
    // Whoever came too early asks again, until nothing is left for anybody.
    for _ in 0..3 {
        let orders = numbers.iter().enumerate().map(|(at, number)| {
            let centre = other.as_ref().filter(|_| at % 2 == 1).unwrap_or(&town.centre);
            act::command(centre, &chief, number, Reach::default(), grant())
        });
        let answers = join_all(orders).await;
        granted.extend(answers.into_iter().flatten().map(|done| done.number));
    }
    granted.sort();
    let mut first: Vec<String> = numbers[..2].to_vec();
    first.sort();
    assert_eq!(granted, first);
    for number in &numbers[2..] {
        assert_eq!(grants(town, number).await.unwrap_err().code, "places_used_up");
    }
    if let Some(other) = other {
        other.close().await.unwrap();
    }
}

pub async fn the_order_follows_from_the_events(town: &Town) {
    let a = examined(town, "citizen1").await;
    let b = examined(town, "citizen2").await;
    let c = examined(town, "citizen1").await;
    grants(town, &a).await.unwrap();
    town.chief(&body(town)).refuses(&c).await.unwrap();
    let places = town
        .db_rows("SELECT number FROM queue_places ORDER BY accepted_at", Vec::new())
        .await;
    let known: Vec<&str> = places.iter().map(|row| row.text(0).unwrap()).collect();
    assert_eq!(known, [&a, &b], "who was refused stands in the order no more");
    assert!(rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap().is_sound());
    town.db_tamper(
        1,
        "UPDATE queue_places SET accepted_at = accepted_at + 1 WHERE number = $1",
        vec![b.as_str().into()],
    )
    .await;
    town.db_tamper(1, "DELETE FROM queue_places WHERE number = $1", vec![a.as_str().into()])
        .await;
    let found = rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
    let mut tables: Vec<&str> = found.differences.iter().map(|one| one.table).collect();
    tables.dedup();
    assert_eq!(tables, ["queue_places"]);
    assert!(rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap().is_sound());
}
