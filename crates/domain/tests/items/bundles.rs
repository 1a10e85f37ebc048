//! Bundles: each thing once, the longest chain, and what the check-up finds.

use proptest::prelude::*;
use yimen_domain::bundles::check::{RULES, Stands, check};
use yimen_domain::bundles::guide::guide;
use yimen_domain::bundles::plan::Plan;
use yimen_domain::bundles::questions::Questions;
use yimen_domain::bundles::{Bundle, Member, spans};
use yimen_domain::calendar::Day;
use yimen_domain::items::form::{Field, element};
use yimen_domain::items::situation::Answer;
use yimen_domain::items::{Chosen, Completeness, Item, Material, Prerequisite, ResultDocument, Situation, When};
use yimen_domain::words::Words;

use crate::sound::permit;

fn material(library: &str, name: &str, copies: u32, required: bool) -> Material {
    Material {
        code: name.into(),
        name: Words::new(name, name),
        library: library.into(),
        copies,
        required,
        ..Material::default()
    }
}

fn field(code: &str, of: &str) -> Field {
    Field {
        code: code.into(),
        element: element(of),
        label: Words::new(code, code),
        required: true,
        ..Field::default()
    }
}

fn question(code: &str, text: &str) -> Situation {
    let answer = |code: &str| Answer {
        code: code.into(),
        label: Words::new(code, code),
        ..Answer::default()
    };
    Situation {
        code: code.into(),
        question: Words::new(text, text),
        options: vec![answer("yes"), answer("no")],
        ..Situation::default()
    }
}

fn when(question: &str, answer: &str) -> Vec<When> {
    vec![When {
        question: question.into(),
        answers: vec![answer.into()],
    }]
}

fn item(code: &str, days: u32, needs: &[&str]) -> Item {
    let mut item = permit();
    item.code = code.into();
    item.name = Words::new(code, code);
    item.promised.days = days;
    item.materials = Vec::new();
    item.form = Vec::new();
    item.situations = Vec::new();
    item.fee = None;
    let before = |code: &&str| Prerequisite {
        item: (*code).to_string(),
        ..Prerequisite::default()
    };
    item.prerequisites = needs.iter().map(before).collect();
    item
}

fn bundle(items: &[&str]) -> Bundle {
    let member = |code: &&str| Member {
        item: (*code).to_string(),
        ..Member::default()
    };
    Bundle {
        code: "b".into(),
        name: Words::new("开店", "a shop"),
        members: items.iter().map(member).collect(),
        ..Bundle::default()
    }
}

#[test]
fn a_shared_material_is_handed_in_once_and_names_every_item_that_needs_it() {
    let (mut one, mut two) = (item("one", 5, &[]), item("two", 3, &[]));
    one.materials = vec![
        material("identity", "身份证", 1, false),
        material("", "申请表", 1, true),
    ];
    two.materials = vec![
        material("identity", "身份证件", 2, true),
        material("", "申请表", 1, true),
    ];
    let bundle = bundle(&["one", "two"]);
    let items = [Some(&one), Some(&two)];
    let questions = Questions::of(&bundle, &items);
    let told = guide(&bundle, &questions, &items, &Chosen::new());
    let found: Vec<_> = told
        .materials
        .iter()
        .map(|one| (one.parts.clone(), one.copies, one.required))
        .collect();
    assert_eq!(found, [(vec![0, 1], 2, true), (vec![0], 1, true), (vec![1], 1, true)]);
}

#[test]
fn what_an_earlier_item_issues_need_not_be_handed_in() {
    let (mut first, mut then) = (item("first", 0, &[]), item("then", 5, &["first"]));
    first.result = ResultDocument {
        name: Words::new("营业执照", "Business licence"),
        ..first.result
    };
    then.materials = vec![material("licence", "营业执照", 1, true)];
    let bundle = bundle(&["first", "then"]);
    let items = [Some(&first), Some(&then)];
    let questions = Questions::of(&bundle, &items);
    let told = guide(&bundle, &questions, &items, &Chosen::new());
    assert_eq!(told.materials[0].made_by, Some(0));
}

#[test]
fn each_datum_is_asked_once_but_two_of_one_form_stay_two() {
    let (mut one, mut two) = (item("one", 1, &[]), item("two", 1, &[]));
    one.form = vec![field("a", "phone"), field("b", "phone"), field("c", "")];
    two.form = vec![field("x", "phone"), field("c", "")];
    let bundle = bundle(&["one", "two"]);
    let items = [Some(&one), Some(&two)];
    let questions = Questions::of(&bundle, &items);
    let told = guide(&bundle, &questions, &items, &Chosen::new());
    let found: Vec<_> = told
        .data
        .iter()
        .map(|one| (one.field.code.as_str(), one.parts.clone()))
        .collect();
    assert_eq!(
        found,
        [("a", vec![0, 1]), ("b", vec![0]), ("c", vec![0]), ("c", vec![1])]
    );
    assert_eq!(told.fields, 5);
}

#[test]
fn a_question_that_two_items_ask_alike_is_asked_once_and_answers_both() {
    let (mut one, mut two, mut other) = (item("one", 1, &[]), item("two", 1, &[]), item("other", 1, &[]));
    one.situations = vec![question("size", "面积超过 50 平方米吗？")];
    one.materials = vec![Material {
        when: when("size", "yes"),
        ..material("", "图纸", 1, true)
    }];
    two.situations = one.situations.clone();
    other.situations = vec![question("size", "超过十人吗？")];
    let bundle = bundle(&["one", "two", "other"]);
    let items = [Some(&one), Some(&two), Some(&other)];
    let questions = Questions::of(&bundle, &items);
    let codes: Vec<_> = questions.all.iter().map(|question| question.code.as_str()).collect();
    assert_eq!(
        codes,
        ["size", "size_3"],
        "the same once, another with the same code beside it"
    );
    let given = Chosen::from([("size".to_string(), "no".to_string())]);
    let told = guide(&bundle, &questions, &items, &given);
    assert!(told.materials.is_empty() && !told.is_settled());
    assert_eq!(told.parts[1].chosen["size"], "no");
    assert!(told.parts[2].chosen.is_empty());
}

#[test]
fn answers_select_items_and_what_is_left_out_is_asked_for_nothing() {
    let (mut one, two) = (item("one", 9, &[]), item("two", 3, &[]));
    one.situations = vec![question("deep", "要挖地吗？")];
    let mut bundle = bundle(&["one", "two"]);
    bundle.situations = vec![question("new", "是新店吗？")];
    bundle.members[0].when = when("new", "yes");
    let items = [Some(&one), Some(&two)];
    let questions = Questions::of(&bundle, &items);
    let old = Chosen::from([("new".to_string(), "no".to_string())]);
    let told = guide(&bundle, &questions, &items, &old);
    assert_eq!((told.applying.as_slice(), told.plan.total), (&[1][..], Some(3)));
    assert!(told.is_settled(), "the question of what does not apply is not asked");
}

#[test]
fn the_whole_takes_as_long_as_its_longest_chain() {
    // 0 → 1 → 3, 2 → 3, 4 alone.
    let plan = Plan::of(&[2, 3, 10, 1, 4], vec![vec![], vec![0], vec![], vec![1, 2], vec![]]);
    assert_eq!((plan.total, plan.one_by_one), (Some(11), 20));
    assert_eq!(plan.stages(), [vec![0, 2, 4], vec![1], vec![3]]);
    let critical: Vec<bool> = plan.slots.iter().flatten().map(|slot| slot.is_critical).collect();
    assert_eq!(critical, [false, false, true, true, false]);
}

#[test]
fn a_circle_has_no_order_and_is_named() {
    let plan = Plan::of(&[1, 1, 1, 1], vec![vec![1], vec![0], vec![1], vec![]]);
    assert_eq!((plan.total, plan.circle.as_slice()), (None, &[0, 1][..]));
    assert_eq!(plan.slots[3].map(|slot| slot.finish), Some(1));
}

#[test]
fn versions_hold_until_the_next_one_or_the_end() {
    let day = |text| Day::parse(text).unwrap();
    let spans = spans(&[
        (day("2026-01-01"), None),
        (day("2026-03-01"), Some(day("2026-04-01"))),
        (day("2026-05-01"), None),
    ]);
    let until: Vec<_> = spans.iter().map(|span| span.until).collect();
    assert_eq!(until, [Some(day("2026-03-01")), Some(day("2026-04-01")), None]);
    assert!(
        !spans.iter().any(|span| span.holds(day("2026-04-15"))),
        "between its end and its return there is none"
    );
}

/// For each rule a bundle in which it finds something.
#[test]
fn every_rule_finds_what_it_is_for_and_a_sound_bundle_is_clean() {
    let (one, two) = (item("one", 1, &[]), item("two", 1, &["one"]));
    let circular = item("one", 1, &["two"]);
    let bare = Item {
        completeness: Completeness::Catalogue,
        ..one.clone()
    };
    let sound = bundle(&["one", "two"]);
    let in_force = [Stands::InForce(&one), Stands::InForce(&two)];
    let codes = |bundle: &Bundle, stands: &[Stands<'_>], lead: bool| -> Vec<&str> {
        check(bundle, stands, lead)
            .iter()
            .map(|found| found.rule.code)
            .collect()
    };
    assert_eq!(codes(&sound, &in_force, true), [] as [&str; 0]);
    let with = |first| [first, Stands::InForce(&two)];
    let mut unknown = sound.clone();
    unknown.members[0].after = vec!["nowhere".into()];
    let mut never = sound.clone();
    never.situations = vec![question("q", "？")];
    never.members[0].when = [when("q", "yes"), when("q", "no")].concat();
    let cases = [
        ("bundle_item_missing", codes(&sound, &with(Stands::Missing), true)),
        (
            "bundle_item_withdrawn",
            codes(&sound, &with(Stands::Withdrawn(&one)), true),
        ),
        (
            "bundle_item_not_in_force",
            codes(&sound, &with(Stands::NotYet(&one)), true),
        ),
        ("bundle_item_of_above", codes(&sound, &with(Stands::Above(&one)), true)),
        (
            "bundle_item_suspended",
            codes(&sound, &with(Stands::Suspended(&one)), true),
        ),
        ("bundle_circle", codes(&sound, &with(Stands::InForce(&circular)), true)),
        (
            "bundle_item_twice",
            codes(&bundle(&["one", "one"]), &[Stands::InForce(&one); 2], true),
        ),
        ("bundle_when_unknown", codes(&unknown, &in_force, true)),
        ("bundle_item_never", codes(&never, &in_force, true)),
        ("bundle_too_few_items", codes(&bundle(&["one"]), &in_force[..1], true)),
        ("bundle_lead_missing", codes(&sound, &in_force, false)),
        ("bundle_item_bare", codes(&sound, &with(Stands::InForce(&bare)), true)),
    ];
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(
        cases.each_ref().map(|(code, _)| *code).as_slice(),
        rules,
        "every rule has a case"
    );
    for (code, found) in cases {
        assert_eq!(found, [code]);
    }
}

/// Days and, for each, some of those before it.
fn networks() -> impl Strategy<Value = (Vec<u32>, Vec<Vec<usize>>)> {
    prop::collection::vec(
        (0_u32..30, prop::collection::vec(any::<prop::sample::Index>(), 0..3)),
        1..9,
    )
    .prop_map(|all| {
        let waits = all.iter().enumerate().map(|(at, (_, before))| {
            let earlier = before.iter().filter(|_| at > 0);
            earlier.map(|index| index.index(at)).collect()
        });
        let waits = waits.collect();
        (all.into_iter().map(|(days, _)| days).collect(), waits)
    })
}

/// The longest chain that ends with one, found by walking every chain.
fn longest(days: &[u32], waits: &[Vec<usize>], at: usize) -> u32 {
    days[at]
        + waits[at]
            .iter()
            .map(|before| longest(days, waits, *before))
            .max()
            .unwrap_or(0)
}

proptest! {
    #[test]
    fn the_plan_is_the_longest_of_all_chains((days, waits) in networks()) {
        let plan = Plan::of(&days, waits.clone());
        let expected = (0..days.len()).map(|at| longest(&days, &waits, at)).max();
        prop_assert_eq!(plan.total, expected);
        prop_assert!(plan.total.unwrap() <= plan.one_by_one);
        for (at, slot) in plan.slots.iter().enumerate() {
            let slot = slot.unwrap();
            prop_assert_eq!(slot.finish, longest(&days, &waits, at));
            for before in &waits[at] {
                let earlier = plan.slots[*before].unwrap();
                prop_assert!(earlier.finish <= slot.start && earlier.stage < slot.stage);
            }
        }
        // A day more on anything critical makes the whole a day longer, on anything else not always.
        for (at, slot) in plan.slots.iter().enumerate().filter(|(_, slot)| slot.unwrap().is_critical) {
            let mut longer = days.clone();
            longer[at] += 1;
            prop_assert_eq!(Plan::of(&longer, waits.clone()).total, plan.total.map(|total| total + 1), "{:?}", slot);
        }
    }

    #[test]
    fn every_element_is_asked_once_and_nothing_is_lost(forms in prop::collection::vec(prop::collection::vec(0_usize..6, 0..6), 1..5)) {
        let known = ["phone", "home_address", "village", "trade_name_alternative", "", "staff_count"];
        let items: Vec<Item> = forms.iter().enumerate().map(|(at, form)| {
            let mut item = item(&format!("i{at}"), 1, &[]);
            let mut form = form.clone();
            form.sort_unstable();
            form.dedup();
            item.form = form.iter().map(|of| field(&format!("f{of}"), known[*of])).collect();
            item
        }).collect();
        let codes: Vec<&str> = items.iter().map(|item| item.code.as_str()).collect();
        let bundle = bundle(&codes);
        let items: Vec<Option<&Item>> = items.iter().map(Some).collect();
        let questions = Questions::of(&bundle, &items);
        let told = guide(&bundle, &questions, &items, &Chosen::new());
        let elements: Vec<_> = told.data.iter().filter_map(|one| one.field.element).map(|one| one.code).collect();
        let once: std::collections::BTreeSet<_> = elements.iter().collect();
        prop_assert_eq!(once.len(), elements.len());
        let asked: usize = told.data.iter().map(|one| one.parts.len()).sum();
        prop_assert_eq!(asked, told.fields);
    }
}
