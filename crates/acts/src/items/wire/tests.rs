use std::path::Path;

use serde_json::{Value, json};
use yimen_domain::items::authority::{Level, PowerSource};
use yimen_domain::items::material::Trust;
use yimen_domain::items::service::{Channel, Reach};
use yimen_domain::items::{LimitUnit, Position, StatedLimit};

use super::*;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Everything that the catalogue alone says, as documents were before they knew more.
fn old() -> Value {
    json!({
        "code": "T-0001", "name": { "zh": "示例" }, "body": "civil", "kind": "permit", "handling": "promised",
        "audience": ["person"], "statutory_days": 20, "promised_days": 10,
        "materials": [{ "code": "m1", "name": { "zh": "申请表" }, "source": "", "form": "", "note": null, "where": null }],
        "result": { "name": {}, "kind": "" },
    })
}

/// A document that gives every element.
fn whole() -> Value {
    read(&root().join("docs/items.example.json"))
}

fn item(document: &Value) -> Item {
    let wire: ItemWire = serde_json::from_value(document.clone()).unwrap();
    wire.item(1, &Organisation::default())
}

fn faults_by_schema(document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    validator.iter_errors(document).map(|error| error.to_string()).collect()
}

#[test]
fn the_published_schema_is_what_the_program_reads() {
    let published = read(&root().join("docs/items.schema.json"));
    assert!(
        published == schema(),
        "docs/items.schema.json is old; write it anew with: yimen items schema > docs/items.schema.json"
    );
}

#[test]
fn every_document_of_the_demonstration_holds_to_the_published_schema() {
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("demo/items")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(
            faults_by_schema(&read(&path)),
            Vec::<String>::new(),
            "{}",
            path.display()
        );
        seen += 1;
    }
    assert!(seen >= 12);
}

#[test]
fn every_datum_of_the_demonstrations_forms_refers_to_the_dictionary_where_it_knows_the_datum() {
    use yimen_domain::items::form::dictionary::alike;
    let mut outside = Vec::new();
    for entry in std::fs::read_dir(root().join("demo/items")).unwrap() {
        let item = item(&read(&entry.unwrap().path()));
        let fields = item
            .form
            .iter()
            .flat_map(|field| std::iter::once(field).chain(field.fields()));
        let bare = fields.filter(|field| field.element.is_none());
        outside.extend(bare.filter_map(|field| {
            let element = alike(&field.code, &field.label.zh)?;
            Some(format!("{} {}: {}", item.code, field.code, element.code))
        }));
    }
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn a_document_of_before_an_element_was_known_reads_as_without_it() {
    let item = item(&old());
    assert_eq!((item.codes, item.position, item.cites), Default::default());
    assert_eq!((item.authority, item.residency, item.questions), Default::default());
    let material = &item.materials[0];
    assert_eq!(
        (material.source, material.form, material.on_paper()),
        (None, None, (0, 0))
    );
    assert_eq!(faults_by_schema(&old()), Vec::<String>::new());
}

#[test]
fn a_whole_document_comes_back_as_it_went_in() {
    let wire: ItemWire = serde_json::from_value(whole()).unwrap();
    assert_eq!(serde_json::to_value(&wire).unwrap(), whole());
    assert_eq!(faults_by_schema(&whole()), Vec::<String>::new());
}

#[test]
fn each_element_of_a_document_reaches_the_domain() {
    let item = item(&whole());
    assert_eq!(item.position, Position::Handling("T-0000".into()));
    assert_eq!(item.codes.catalogue, "000117112000");
    assert_eq!(
        (item.authority.level, item.authority.source),
        (Some(Level::County), Some(PowerSource::EntrustedAbove))
    );
    assert_eq!(item.authority.intermediaries[0].basis, "环境影响评价法 第十九条");
    let month = StatedLimit {
        amount: 1,
        unit: LimitUnit::Months,
    };
    assert_eq!((item.statutory.stated, item.promised.stated), (Some(month), None));
    assert_eq!(item.materials[0].trust, Some(Trust::Declared));
    assert_eq!(item.materials[0].on_paper(), (1, 1));
    assert_eq!(
        item.service.access.channels,
        [Channel::Window, Channel::Web, Channel::Mobile]
    );
    assert_eq!(item.service.access.reach, Some(Reach::Cities));
    assert_eq!(item.residency.in_hall, Some(false));
    assert_eq!(item.planned.from.map(|day| day.to_string()), Some("2026-05-01".into()));
    let seats = &item.situations[1];
    assert_eq!((seats.code.as_str(), seats.options.len()), ("seats", 2));
    assert_eq!(seats.when, item.procedure[0].when);
    assert_eq!(item.materials[0].when[0].answers, ["few", "many"]);
    assert_eq!(item.materials[0].library, "application-form");
    let rule = item.conditions[0].rule.as_ref().unwrap();
    assert_eq!(rule.examples[0].given["applicant.kind"], "person");
    let lines = item.fee.unwrap().lines;
    assert_eq!((lines[0].amount_fen, lines[1].when.len()), (Some(1_000), 1));
    assert_eq!((item.questions.len(), item.prerequisites.len(), lines.len()), (1, 1, 2));
}

#[test]
fn a_code_that_is_none_of_its_list_is_refused_with_the_list() {
    for (place, wrong) in [
        ("/authority/level", "district"),
        ("/materials/0/source", "neighbour"),
        ("/access/channels/0", "pigeon"),
        ("/delivery/0", "telegram"),
    ] {
        let mut document = whole();
        *document.pointer_mut(place).unwrap() = json!(wrong);
        let error = serde_json::from_value::<ItemWire>(document.clone())
            .unwrap_err()
            .to_string();
        assert!(error.contains(wrong) && error.contains("none of"), "{place}: {error}");
        assert!(
            !faults_by_schema(&document).is_empty(),
            "the schema lets {place} through"
        );
    }
}

#[test]
fn a_sub_item_without_its_main_item_and_a_day_that_does_not_exist_are_faults() {
    let organisation = Organisation {
        bodies: [("civil".to_string(), crate::organisation::Body::default())].into(),
        ..Organisation::default()
    };
    let faults = |place: &str, value: &str| {
        let mut document = whole();
        *document.pointer_mut(place).unwrap() = json!(value);
        let wire: ItemWire = serde_json::from_value(document).unwrap();
        wire.faults(&organisation).len()
    };
    assert_eq!(faults("/parent", "T-0000"), 0);
    assert_eq!(faults("/parent", ""), 1);
    assert_eq!(faults("/planned/from", "2026-02-30"), 1);
}

#[test]
fn each_element_that_a_rule_reads_is_a_field_of_the_document() {
    let schema = schema();
    let fields = schema["properties"].as_object().unwrap();
    for rule in yimen_domain::items::check::rules() {
        for element in rule.elements {
            assert!(fields.contains_key(*element), "{}: {element}", rule.code);
        }
    }
}

#[test]
fn each_rule_stands_in_the_documentation_with_its_severity() {
    use yimen_domain::items::Coded;
    let text = std::fs::read_to_string(root().join("docs/rules/items.md")).unwrap();
    for rule in yimen_domain::items::check::rules() {
        let line = format!("| `{}` | {} |", rule.code, rule.severity.code());
        assert!(text.contains(&line), "docs/rules/items.md: no line {line}");
    }
}
