//! Two drafters write in one draft: nothing that either of them typed is lost.

use serde_json::{Value, json};
use uuid::Uuid;
use yimen_acts::items::editing::{Put, Wish, document_at, here, history, put};
use yimen_acts::items::life::{self, Origin};
use yimen_domain::organisation::Actor;
use yimen_edit::merge::{Choices, Conflict, Whose};
use yimen_testkit::{Town, items, refusal};

fn actor(town: &Town, login: &str) -> Actor {
    town.account(login).actor()
}

fn both(town: &Town) -> (Actor, Actor) {
    (actor(town, "drafter-approval"), actor(town, "drafter2-approval"))
}

async fn begun(town: &Town) -> (Uuid, Value) {
    let (drafter, _) = both(town);
    let done = life::start(&town.centre, &drafter, None, Origin::Item(items::FOOD.into()))
        .await
        .unwrap();
    let opened = life::open(&town.centre, &drafter, done.id).await.unwrap();
    (done.id, opened.doc)
}

async fn doc(town: &Town, id: Uuid) -> Value {
    life::open(&town.centre, &both(town).0, id).await.unwrap().doc
}

fn wish(before: &Value, change: impl FnOnce(&mut Value)) -> Wish {
    let mut mine = before.clone();
    change(&mut mine);
    Wish {
        before: before.clone(),
        mine,
        ..Wish::default()
    }
}

async fn kept(town: &Town, who: &Actor, id: Uuid, wish: &Wish) -> (u32, bool) {
    match put(&town.centre, who, id, wish).await.unwrap() {
        Put::Kept {
            serial, with_others, ..
        } => (serial, with_others),
        Put::Choose { conflicts, .. } => panic!("{conflicts:?}"),
    }
}

async fn offered(town: &Town, who: &Actor, id: Uuid, wish: &Wish) -> (Vec<Conflict>, u32) {
    match put(&town.centre, who, id, wish).await.unwrap() {
        Put::Choose { conflicts, theirs } => (conflicts, theirs.serial),
        Put::Kept { .. } => panic!("nothing was offered"),
    }
}

pub async fn changes_of_different_elements_are_both_kept(town: &Town) {
    let ((one, other), (id, before)) = (both(town), begun(town).await);
    let phone = wish(&before, |doc| doc["phone"] = json!("0826-2220000"));
    let material = wish(&before, |doc| doc["materials"][0]["copies"] = json!(7));
    assert_eq!(kept(town, &one, id, &phone).await, (2, false));
    assert_eq!(kept(town, &other, id, &material).await, (3, true));
    let doc = doc(town, id).await;
    assert_eq!(
        (&doc["phone"], &doc["materials"][0]["copies"]),
        (&json!("0826-2220000"), &json!(7))
    );
}

pub async fn many_who_save_at_once_all_find_their_words(town: &Town) {
    let ((one, other), (id, before)) = (both(town), begun(town).await);
    let fields = ["phone", "complaint_phone", "group", "hall"];
    let wishes = fields.map(|field| wish(&before, |doc| doc[field] = json!(format!("{field}-new"))));
    let saves = wishes
        .iter()
        .zip([&one, &other, &one, &other])
        .map(|(wish, who)| kept(town, who, id, wish));
    let [a, b, c, d] = saves.collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("four"));
    tokio::join!(a, b, c, d);
    let doc = doc(town, id).await;
    for field in fields {
        assert_eq!(doc[field], format!("{field}-new"));
    }
}

pub async fn the_same_element_is_offered_and_a_choice_counts_only_for_what_was_shown(town: &Town) {
    let ((one, other), (id, before)) = (both(town), begun(town).await);
    let mut mine = wish(&before, |doc| {
        doc["phone"] = json!("mine");
        doc["group"] = json!("group of mine");
    });
    kept(town, &other, id, &wish(&before, |doc| doc["phone"] = json!("theirs"))).await;
    let (conflicts, serial) = offered(town, &one, id, &mine).await;
    assert_eq!((conflicts.len(), conflicts[0].path.as_str()), (1, "phone"));
    assert_eq!(
        doc(town, id).await["group"],
        before["group"],
        "nothing is kept before the choice"
    );

    let between = doc(town, id).await;
    kept(
        town,
        &other,
        id,
        &wish(&between, |doc| doc["phone"] = json!("theirs again")),
    )
    .await;
    mine.choices = Choices::from([("phone".to_string(), Whose::Mine)]);
    mine.offered_at = serial;
    let (conflicts, serial) = offered(town, &one, id, &mine).await;
    assert_eq!(conflicts[0].theirs, Some(json!("theirs again")), "it is asked again");

    mine.offered_at = serial;
    kept(town, &one, id, &mine).await;
    let doc = doc(town, id).await;
    assert_eq!(
        (&doc["phone"], &doc["group"]),
        (&json!("mine"), &json!("group of mine"))
    );
}

pub async fn a_save_is_taken_back_and_what_came_after_it_stays(town: &Town) {
    let ((one, other), (id, before)) = (both(town), begun(town).await);
    kept(town, &one, id, &wish(&before, |doc| doc["phone"] = json!("first"))).await;
    let second = doc(town, id).await;
    kept(town, &other, id, &wish(&second, |doc| doc["group"] = json!("second"))).await;
    let opened = life::open(&town.centre, &one, id).await.unwrap();
    let saves = history(&town.centre, &opened, 10).await.unwrap();
    let who: Vec<&str> = saves.iter().map(|save| save.by.as_str()).collect();
    assert_eq!(who, [other.name.as_str(), one.name.as_str()], "the latest first");
    assert_eq!(saves[1].before, before);
    assert_eq!(document_at(&town.centre, &opened, 1).await.unwrap(), before);

    let back = Wish {
        before: saves[1].after.clone(),
        mine: saves[1].before.clone(),
        ..Wish::default()
    };
    kept(town, &one, id, &back).await;
    let doc = doc(town, id).await;
    assert_eq!((&doc["phone"], &doc["group"]), (&before["phone"], &json!("second")));
    let opened = life::open(&town.centre, &one, id).await.unwrap();
    let unknown = document_at(&town.centre, &opened, 99).await.unwrap_err();
    assert_eq!(refusal(unknown).code, "edited_too_long_ago");
}

pub async fn each_sees_the_other_until_they_are_gone(town: &Town) {
    let ((one, other), (id, _)) = (both(town), begun(town).await);
    assert_eq!(here(&town.centre, &one, id, "basics").await.unwrap(), []);
    let seen = here(&town.centre, &other, id, "fees").await.unwrap();
    assert_eq!(
        (seen.len(), seen[0].name.as_str(), seen[0].section.as_str()),
        (1, one.name.as_str(), "basics")
    );
    town.seconds_later(120);
    assert_eq!(here(&town.centre, &other, id, "fees").await.unwrap(), []);
}
