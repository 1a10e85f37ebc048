use proptest::prelude::*;
use serde_json::json;

use super::*;

fn merged(base: &Value, mine: &Value, theirs: &Value) -> Merged {
    merge(base, mine, theirs, &Choices::new())
}

fn base() -> Value {
    json!({
        "name": { "zh": "甲", "en": "" },
        "days": 20,
        "ways": ["window", "post"],
        "fee": null,
        "conditions": [{ "zh": "成年", "en": "" }, { "zh": "本地户籍", "en": "" }, { "zh": "无犯罪", "en": "" }],
        "materials": [
            { "code": "m1", "name": { "zh": "申请书", "en": "" }, "copies": 1 },
            { "code": "m2", "name": { "zh": "身份证", "en": "" }, "copies": 2 },
            { "code": "m3", "name": { "zh": "照片", "en": "" }, "copies": 3 },
        ],
    })
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = base();
    change(&mut document);
    document
}

#[test]
fn changes_of_different_elements_are_put_together() {
    let mine = with(|document| {
        document["materials"][1]["copies"] = json!(5);
        document["conditions"][0]["zh"] = json!("年满十八周岁");
        document["ways"] = json!(["window"]);
    });
    let theirs = with(|document| {
        document["materials"][1]["name"]["zh"] = json!("居民身份证");
        document["conditions"].as_array_mut().unwrap().remove(2);
        document["days"] = json!(10);
        document["ways"] = json!(["window", "post", "web"]);
    });
    let result = merged(&base(), &mine, &theirs);
    assert_eq!(result.conflicts, []);
    let expected = with(|document| {
        document["materials"][1] = json!({ "code": "m2", "name": { "zh": "居民身份证", "en": "" }, "copies": 5 });
        document["conditions"] = json!([{ "zh": "年满十八周岁", "en": "" }, { "zh": "本地户籍", "en": "" }]);
        document["days"] = json!(10);
        document["ways"] = json!(["window", "web"]);
    });
    assert_eq!(result.document, expected);
}

#[test]
fn what_both_changed_is_offered_and_the_choice_is_kept() {
    let mine = with(|document| document["materials"][0]["name"]["zh"] = json!("申请表"));
    let theirs = with(|document| {
        document["materials"].as_array_mut().unwrap().swap(0, 2);
        document["materials"][2]["name"]["zh"] = json!("登记表");
    });
    let result = merged(&base(), &mine, &theirs);
    let [conflict] = &result.conflicts[..] else {
        panic!("{:?}", result.conflicts)
    };
    assert_eq!(
        (conflict.path.as_str(), conflict.rows[0].0.as_str()),
        ("materials.name.zh", "申请表")
    );
    assert_eq!(
        (&conflict.mine, &conflict.theirs),
        (&Some(json!("申请表")), &Some(json!("登记表")))
    );
    assert_eq!(result.document["materials"][2]["name"]["zh"], "登记表");
    for (whose, name) in [(Whose::Mine, "申请表"), (Whose::Theirs, "登记表")] {
        let choices = Choices::from([(conflict.place.clone(), whose)]);
        let chosen = merge(&base(), &mine, &theirs, &choices);
        assert_eq!(chosen.conflicts, []);
        assert_eq!(
            chosen.document["materials"][2]["name"]["zh"], name,
            "their order, and the name that was chosen"
        );
    }
}

#[test]
fn a_row_that_one_took_away_and_the_other_changed_is_offered() {
    let mine = with(|document| drop(document["materials"].as_array_mut().unwrap().remove(1)));
    let theirs = with(|document| document["materials"][1]["copies"] = json!(9));
    for (mine, theirs) in [(&mine, &theirs), (&theirs, &mine)] {
        let result = merged(&base(), mine, theirs);
        assert_eq!(result.conflicts.len(), 1);
        assert_eq!(result.conflicts[0].about, About::Gone);
    }
}

#[test]
fn rows_that_both_added_are_both_there_each_behind_what_it_followed() {
    let mine = with(|document| {
        document["conditions"]
            .as_array_mut()
            .unwrap()
            .insert(1, json!({ "zh": "有住所", "en": "" }));
    });
    let theirs = with(|document| {
        document["conditions"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "zh": "有资金", "en": "" }));
    });
    let result = merged(&base(), &mine, &theirs);
    let conditions: Vec<String> = result.document["conditions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row.get("zh")))
        .collect();
    assert_eq!(conditions, ["成年", "有住所", "本地户籍", "无犯罪", "有资金"]);
    assert_eq!(result.conflicts, []);
}

#[test]
fn two_orders_of_one_list_are_offered() {
    let mine = with(|document| document["materials"].as_array_mut().unwrap().swap(0, 1));
    let theirs = with(|document| document["materials"].as_array_mut().unwrap().swap(1, 2));
    let result = merged(&base(), &mine, &theirs);
    assert_eq!(result.conflicts.len(), 1);
    assert_eq!(result.conflicts[0].about, About::Order);
    let choices = Choices::from([(result.conflicts[0].place.clone(), Whose::Mine)]);
    assert_eq!(merge(&base(), &mine, &theirs, &choices).document, mine);
}

/// Something that a person does to the document; every text that is typed is typed once only.
#[derive(Debug, Clone)]
enum Edit {
    Say(usize, u8),
    Count(usize, u64),
    Add(usize, bool),
    Remove(usize, bool),
    Move(usize, usize, bool),
    Fee,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0usize..6, 0u8..3).prop_map(|(row, what)| Edit::Say(row, what)),
        2 => (0usize..6, 10u64..1000).prop_map(|(row, count)| Edit::Count(row, count)),
        2 => (0usize..6, any::<bool>()).prop_map(|(row, coded)| Edit::Add(row, coded)),
        1 => (0usize..6, any::<bool>()).prop_map(|(row, coded)| Edit::Remove(row, coded)),
        1 => (0usize..6, 0usize..6, any::<bool>()).prop_map(|(from, to, coded)| Edit::Move(from, to, coded)),
        1 => Just(Edit::Fee),
    ]
}

/// Does the edits and answers the texts that were typed and still stand.
fn edited(base: &Value, edits: &[Edit], who: &str) -> (Value, Vec<String>) {
    let mut document = base.clone();
    let mut typed = Vec::new();
    for (turn, edit) in edits.iter().enumerate() {
        let word = format!("{who}{turn}.");
        let rows = |document: &mut Value, coded: bool| {
            let list = if coded { "materials" } else { "conditions" };
            document[list].as_array_mut().unwrap().len()
        };
        match *edit {
            Edit::Say(row, 0) => {
                let count = rows(&mut document, true);
                if count > 0 {
                    document["materials"][row % count]["name"]["zh"] = json!(word);
                }
            }
            Edit::Say(row, 1) => {
                let count = rows(&mut document, false);
                if count > 0 {
                    document["conditions"][row % count]["zh"] = json!(word);
                }
            }
            Edit::Say(..) => document["name"]["zh"] = json!(word),
            Edit::Count(row, number) => {
                let count = rows(&mut document, true);
                if count > 0 {
                    document["materials"][row % count]["copies"] = json!(number);
                }
            }
            Edit::Add(row, true) => {
                let at = row % (rows(&mut document, true) + 1);
                let new = json!({ "code": word, "name": { "zh": word, "en": "" }, "copies": 1 });
                document["materials"].as_array_mut().unwrap().insert(at, new);
            }
            Edit::Add(row, false) => {
                let at = row % (rows(&mut document, false) + 1);
                document["conditions"]
                    .as_array_mut()
                    .unwrap()
                    .insert(at, json!({ "zh": word, "en": "" }));
            }
            Edit::Remove(row, coded) => {
                let count = rows(&mut document, coded);
                if count > 0 {
                    let list = if coded { "materials" } else { "conditions" };
                    document[list].as_array_mut().unwrap().remove(row % count);
                }
            }
            Edit::Move(from, to, coded) => {
                let count = rows(&mut document, coded);
                if count > 0 {
                    let list = if coded { "materials" } else { "conditions" };
                    document[list].as_array_mut().unwrap().swap(from % count, to % count);
                }
            }
            Edit::Fee => document["fee"] = json!({ "amount_fen": turn, "basis": word }),
        }
        typed.push(word);
    }
    let whole = document.to_string();
    typed.retain(|word| whole.contains(word.as_str()));
    (document, typed)
}

/// Everything that stands in the merged document or is offered.
fn kept(merged: &Merged) -> String {
    let offered = merged
        .conflicts
        .iter()
        .flat_map(|conflict| [&conflict.mine, &conflict.theirs])
        .flatten();
    offered.fold(merged.document.to_string(), |all, value| all + &value.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_anybody_typed_is_lost(
        mine in proptest::collection::vec(edit(), 0..8),
        theirs in proptest::collection::vec(edit(), 0..8),
    ) {
        let ((mine, my_words), (theirs, their_words)) = (edited(&base(), &mine, "我"), edited(&base(), &theirs, "他"));
        let result = merged(&base(), &mine, &theirs);
        let kept = kept(&result);
        for word in my_words.iter().chain(&their_words) {
            prop_assert!(kept.contains(word.as_str()), "{word} is lost: {kept}");
        }
    }

    #[test]
    fn what_is_chosen_stands_and_nothing_is_asked_twice(
        mine in proptest::collection::vec(edit(), 0..8),
        theirs in proptest::collection::vec(edit(), 0..8),
    ) {
        let ((mine, my_words), (theirs, their_words)) = (edited(&base(), &mine, "我"), edited(&base(), &theirs, "他"));
        for (whose, words) in [(Whose::Mine, &my_words), (Whose::Theirs, &their_words)] {
            let mut choices = Choices::new();
            let mut result = merge(&base(), &mine, &theirs, &choices);
            for _ in 0..3 {
                choices.extend(result.conflicts.iter().map(|conflict| (conflict.place.clone(), whose)));
                result = merge(&base(), &mine, &theirs, &choices);
            }
            prop_assert_eq!(&result.conflicts, &[]);
            let whole = result.document.to_string();
            for word in words {
                prop_assert!(whole.contains(word.as_str()), "{} was chosen and is not there: {}", word, whole);
            }
        }
    }

    #[test]
    fn who_changed_nothing_takes_nothing_away(edits in proptest::collection::vec(edit(), 0..8)) {
        let (changed, _) = edited(&base(), &edits, "我");
        let alone = merged(&base(), &changed, &base());
        prop_assert_eq!(&alone.document, &changed);
        prop_assert_eq!(&alone.conflicts, &[]);
        let other = merged(&base(), &base(), &changed);
        prop_assert_eq!(&other.document, &changed);
        let both = merged(&base(), &changed, &changed);
        prop_assert_eq!((&both.document, &both.conflicts[..]), (&changed, &[][..]));
    }

    #[test]
    fn it_does_not_matter_who_saves_first_for_what_is_asked(
        mine in proptest::collection::vec(edit(), 0..6),
        theirs in proptest::collection::vec(edit(), 0..6),
    ) {
        let ((mine, _), (theirs, _)) = (edited(&base(), &mine, "我"), edited(&base(), &theirs, "他"));
        let (one, other) = (merged(&base(), &mine, &theirs), merged(&base(), &theirs, &mine));
        let places = |merged: &Merged| {
            let mut places: Vec<String> = merged.conflicts.iter().map(|conflict| conflict.place.clone()).collect();
            places.sort();
            places
        };
        prop_assert_eq!(places(&one), places(&other));
    }
}
