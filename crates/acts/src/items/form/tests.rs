//! One corpus of cases (`tests/forms`) for the domain, the schema on the server, and the schema in the browser.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use yimen_domain::items::form::{Answer, Answers, Field, FormTest, find, sample};
use yimen_domain::words::Words;

use super::*;
use crate::items::wire::FieldWire;

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(with = "json")]
    answers: Answers,
    faults: Vec<String>,
    beyond: Vec<String>,
}

fn read<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/forms")
        .join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn form() -> Vec<Field> {
    read::<Vec<FieldWire>>("form.json")
        .into_iter()
        .map(Field::from)
        .collect()
}

fn by_domain(fields: &[Field], answers: &Answers) -> BTreeMap<String, Words> {
    let found = find(fields, answers);
    found
        .iter()
        .map(|found| (found.path.clone(), found.fault().words))
        .collect()
}

/// What the schema says, without what the domain's first fault of a whole answer already covers.
fn by_schema(checker: &Checker, fields: &[Field], answers: &Answers) -> BTreeMap<String, Words> {
    let found = checker.by_schema(fields, answers);
    found.into_iter().map(|(path, (_, words))| (path, words)).collect()
}

#[test]
fn the_browsers_copy_of_the_schema_is_what_the_program_makes() {
    let kept: serde_json::Value = read("schema.json");
    assert!(
        kept == schema(&form()),
        "tests/forms/schema.json is old; write it anew with: cargo run -p yimen-acts --example form_schema > tests/forms/schema.json"
    );
}

#[test]
fn domain_and_schema_find_the_same_faults_in_the_same_words_in_every_case() {
    let (fields, checker) = (form(), Checker::of(&form()));
    for case in read::<Vec<Case>>("cases.json") {
        let domain = by_domain(&fields, &case.answers);
        let found: Vec<&String> = domain.keys().collect();
        assert_eq!(found, case.faults.iter().collect::<Vec<_>>(), "domain: {}", case.name);
        let mut sayable = domain.clone();
        sayable.retain(|path, _| !case.beyond.contains(path));
        assert_eq!(
            by_schema(&checker, &fields, &case.answers),
            sayable,
            "schema: {}",
            case.name
        );
        let both = check(&checker, &fields, &case.answers);
        assert_eq!(both.len(), domain.len(), "both: {}", case.name);
    }
}

#[test]
fn the_sample_of_a_form_passes_both_checks() {
    let fields = form();
    let today = yimen_domain::calendar::Day::parse("2026-11-22").unwrap();
    let filled = sample(&fields, today);
    assert_eq!(check(&Checker::of(&fields), &fields, &filled), Vec::new());
}

#[test]
fn a_test_beside_a_form_names_what_it_missed_and_what_it_did_not_expect() {
    let test = FormTest {
        name: Words::default(),
        answers: Answers::from([("phone".into(), "x".into())]),
        expect: vec!["form.phone".into(), "form.email".into()],
    };
    let (missed, unexpected) = test.run(&form());
    assert_eq!(missed, ["form.email"]);
    assert!(unexpected.contains(&"form.name".to_string()) && !unexpected.contains(&"form.phone".to_string()));
}

#[test]
fn what_is_no_row_is_a_fault_of_its_group() {
    let (fields, checker) = (form(), Checker::of(&form()));
    let answers = Answers::from([
        ("company".to_string(), Answer::Text("yes".into())),
        (
            "partners".to_string(),
            Answer::Many(vec!["eat_in".into(), "online".into()]),
        ),
    ]);
    let found = by_schema(&checker, &fields, &answers);
    assert!(found.contains_key("form.partners"), "{found:?}");
    assert!(!found.keys().any(|path| path.contains('[')), "{found:?}");
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{0,20}",
        "[0-9]{1,6}[.][0-9]{0,3}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{17}[0-9X]",
        "[ +0-9-]{0,18}",
        Just("yes".to_string()),
        Just("no".to_string()),
        "[a-z]{1,8}@[a-z.]{1,10}",
        "\\PC{0,40}",
        any::<String>().prop_map(|text| text.replace(['\u{feff}', '\u{85}'], "")),
    ]
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let code = prop_oneof![Just("eat_in"), Just("online"), Just("other")].prop_map(str::to_string);
    let row = prop::collection::btree_map(
        prop_oneof![
            Just("name"),
            Just("id_number"),
            Just("share"),
            Just("works"),
            Just("role")
        ]
        .prop_map(str::to_string),
        texts().prop_map(Answer::Text),
        0..5,
    );
    prop_oneof![
        6 => texts().prop_map(Answer::Text),
        1 => prop::collection::vec(code, 0..4).prop_map(Answer::Many),
        1 => prop::collection::vec(row, 0..5).prop_map(Answer::Rows),
    ]
}

proptest! {
    /// Whatever is filled in: the schema finds nothing that the domain does not find, and misses only what no schema says.
    #[test]
    fn domain_and_schema_agree_on_anything(
        answers in prop::collection::btree_map(
            prop::sample::select(form().into_iter().map(|field| field.code).collect::<Vec<_>>()), any_answer(), 0..12)
    ) {
        let (fields, checker) = (form(), Checker::of(&form()));
        let found = find(&fields, &answers);
        let sayable: Vec<String> = found
            .iter()
            .filter(|found| !found.rule.keywords().is_empty())
            .map(|found| found.path.clone())
            .collect();
        let schema: Vec<String> = by_schema(&checker, &fields, &answers).into_keys().collect();
        let mut sayable_sorted = sayable;
        sayable_sorted.sort();
        prop_assert_eq!(schema, sayable_sorted);
    }

    /// What is left after dropping what is not asked never breaks the rule that it is not asked.
    #[test]
    fn what_is_not_asked_is_dropped(
        answers in prop::collection::btree_map(
            prop::sample::select(form().into_iter().map(|field| field.code).collect::<Vec<_>>()), any_answer(), 0..12)
    ) {
        let fields = form();
        let kept = yimen_domain::items::form::prune(&fields, answers);
        let not_asked = |found: &yimen_domain::items::form::Found<'_>| found.rule == yimen_domain::items::form::Rule::NotAsked;
        prop_assert!(!find(&fields, &kept).iter().any(not_asked));
    }
}
