//! Claims about every document of the product: what is drawn and sent back comes back unchanged.

use std::path::Path;

use serde_json::{Value, json};

use crate::changes::{What, changes, elements};
use crate::outline::{Inside, Outline, Section};
use crate::parts::{Part, parts, sent};
use crate::read::{Wanted, read};
use crate::rows::{Press, press};
use crate::shape::{Group, Shape, of_schema};

const OUTLINE: Outline = Outline {
    sections: &[Section {
        code: "names",
        elements: &["name", "code"],
    }],
    inside: &[Inside {
        path: "materials",
        usual: &["name", "code"],
        more: &["paper"],
    }],
};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn document(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn schema() -> Group {
    of_schema(&document("docs/items.schema.json"))
}

fn all(group: &Group) -> Vec<&str> {
    group.members.iter().map(|member| member.key.as_str()).collect()
}

fn drawn_and_sent(group: &Group, document: &Value) -> Vec<(String, String)> {
    sent(&parts(&OUTLINE, group, &all(group), document, &[]))
}

/// Sends a form in which one field says something else.
fn typed(document: &Value, name: &str, text: &str) -> crate::read::Reading {
    let group = schema();
    let mut form = drawn_and_sent(&group, document);
    form.retain(|(known, _)| known != name);
    form.push((name.to_string(), text.to_string()));
    read(&group, &all(&group), document, &form)
}

fn example() -> Value {
    document("docs/items.example.json")
}

#[test]
fn every_document_of_the_product_comes_back_from_its_form_unchanged() {
    let group = schema();
    let demo = std::fs::read_dir(root().join("demo/items")).unwrap();
    let mut documents: Vec<Value> = demo
        .map(|entry| serde_json::from_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap())
        .collect();
    documents.push(example());
    assert!(documents.len() > 12);
    for document in documents {
        let reading = read(&group, &all(&group), &document, &drawn_and_sent(&group, &document));
        assert_eq!(reading.faults, []);
        let changed = elements(&document, &reading.document);
        assert_eq!(reading.document, document, "{}: {changed:?}", document["name"]["zh"]);
    }
}

#[test]
fn what_no_screen_shows_stays() {
    let mut document = example();
    document["materials"][0]["of_tomorrow"] = json!({ "deep": [1, 2] });
    document["unknown"] = json!(7);
    let reading = typed(&document, "materials.0.copies", "４");
    assert_eq!(
        reading.document["materials"][0]["of_tomorrow"],
        json!({ "deep": [1, 2] })
    );
    assert_eq!(
        (
            &reading.document["unknown"],
            &reading.document["materials"][0]["copies"]
        ),
        (&json!(7), &json!(4))
    );
    assert_eq!(elements(&document, &reading.document), ["materials"]);
}

#[test]
fn every_element_of_the_schema_can_be_shown() {
    for (path, shape) in schema().paths() {
        assert!(!matches!(shape, Shape::Other), "no field can show {path}");
    }
}

#[test]
fn money_is_typed_in_yuan_and_kept_in_fen_and_a_limit_may_be_taken_away() {
    assert_eq!(
        typed(&example(), "fee.amount_fen", "12.5").document["fee"]["amount_fen"],
        1250
    );
    let without = typed(&example(), "statutory_stated.amount", "").document;
    assert_eq!(without["statutory_stated"].get("amount"), None);
    assert_eq!(
        typed(&example(), "residency.in_hall", "yes").document["residency"]["in_hall"],
        true
    );
    assert_eq!(
        typed(&example(), "planned.from", "2026年6月2日").document["planned"]["from"],
        "2026-06-02"
    );
}

#[test]
fn what_is_no_number_is_named_and_shown_again_and_the_rest_is_taken() {
    let group = schema();
    let mut form = drawn_and_sent(&group, &example());
    for (name, text) in [("statutory_days", "twenty"), ("phone", "0826-2220000")] {
        form.retain(|(known, _)| known != name);
        form.push((name.to_string(), text.to_string()));
    }
    let reading = read(&group, &all(&group), &example(), &form);
    assert_eq!(
        (&reading.document["statutory_days"], &reading.document["phone"]),
        (&json!(20), &json!("0826-2220000"))
    );
    let [fault] = &reading.faults[..] else {
        panic!("{:?}", reading.faults)
    };
    assert_eq!((fault.name.as_str(), fault.wanted), ("statutory_days", Wanted::Number));
    let shown = sent(&parts(
        &OUTLINE,
        &group,
        &["statutory_days"],
        &reading.document,
        &reading.faults,
    ));
    assert_eq!(shown, [("statutory_days".to_string(), "twenty".to_string())]);
}

#[test]
fn rows_follow_the_order_in_which_they_were_sent_and_keep_what_they_are() {
    let group = schema();
    let mut document = example();
    let second = json!({ "code": "m2", "name": { "zh": "身份证", "en": "" }, "kept": true });
    document["materials"].as_array_mut().unwrap().push(second);
    let mut form = drawn_and_sent(&group, &document);
    form.retain(|(name, _)| name != "materials.@");
    for key in ["1", "nq7", "n0", "0"] {
        form.push(("materials.@".into(), key.into()));
    }
    form.push(("materials.nq7.name.zh".into(), "照片".into()));
    form.push(("materials.nq7.copies".into(), "two".into()));
    let reading = read(&group, &all(&group), &document, &form);
    let rows = reading.document["materials"].as_array().unwrap();
    let codes: Vec<&str> = rows.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        ["m2", "mq7", "m1"],
        "an empty new row is none, a new one has a code of its own"
    );
    assert_eq!(
        (&rows[0]["kept"], &rows[1]["name"]["zh"]),
        (&json!(true), &json!("照片"))
    );
    assert_eq!(reading.faults[0].name, "materials.1.copies");
    assert_eq!(reading.place("materials.0.name"), "materials.2.name");
}

#[test]
fn an_optional_group_comes_and_goes_by_its_box() {
    let group = schema();
    let mut form = drawn_and_sent(&group, &example());
    form.retain(|(name, _)| name != "fee.@on");
    assert_eq!(read(&group, &all(&group), &example(), &form).document.get("fee"), None);
    let mut free = example();
    free["fee"] = Value::Null;
    let mut form = drawn_and_sent(&group, &free);
    assert_eq!(read(&group, &all(&group), &free, &form).document["fee"], Value::Null);
    form.retain(|(name, _)| name != "fee.amount_fen");
    form.extend([("fee.@on".into(), "yes".into()), ("fee.amount_fen".into(), "3".into())]);
    assert_eq!(
        read(&group, &all(&group), &free, &form).document["fee"]["amount_fen"],
        300
    );
}

#[test]
fn buttons_add_copy_move_and_remove_rows() {
    let group = schema();
    let mut document = example();
    let mut does = |sent: &str| press(&group, &mut document, &Press::parse(sent).unwrap(), "n9z");
    assert_eq!(does("copy:materials.0").as_deref(), Some("materials.1"));
    assert_eq!(does("up:materials.1").as_deref(), Some("materials.0"));
    assert_eq!(does("down:materials.1").as_deref(), Some("materials.1"));
    assert_eq!(does("add:fee.lines").as_deref(), Some("fee.lines.2"));
    assert_eq!(does("remove:conditions.0").as_deref(), Some("conditions"));
    assert_eq!(does("remove:conditions.0"), None);
    assert_eq!(does("add:nothing"), None);
    let codes: Vec<&str> = document["materials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["m9z", "m1"]);
}

#[test]
fn usual_elements_come_first_unknown_ones_next_and_folded_ones_last() {
    let group = schema();
    let sections = OUTLINE.of(&group);
    assert_eq!(sections[0], ("names", vec!["name".to_string(), "code".to_string()]));
    assert!(sections[1].0 == "other" && sections[1].1.len() > 30);
    let drawn = parts(&OUTLINE, &group, &["materials"], &example(), &[]);
    let fields: Vec<&str> = drawn
        .iter()
        .filter_map(|part| match part {
            Part::Field(field) => Some(field.path.as_str()),
            Part::More => Some("more"),
            _ => None,
        })
        .collect();
    assert_eq!(&fields[..2], ["materials.name", "materials.code"]);
    assert_eq!(&fields[fields.len() - 2..], ["more", "materials.paper"]);
}

#[test]
fn changes_name_the_element_and_the_row() {
    let before = example();
    let mut after = before.clone();
    after["materials"][0]["name"]["en"] = json!("Application");
    after["conditions"]
        .as_array_mut()
        .unwrap()
        .insert(0, json!({ "zh": "新的", "en": "" }));
    after["fee"]["lines"] = json!([]);
    let found: Vec<(String, What)> = changes(&before, &after)
        .into_iter()
        .map(|one| (one.path, one.what))
        .collect();
    let expected = [
        ("conditions", What::Added),
        ("fee.lines", What::Removed),
        ("fee.lines", What::Removed),
        ("materials.name", What::Said),
    ];
    assert_eq!(found, expected.map(|(path, what)| (path.to_string(), what)));
}
