//! The difference of two versions, and which one holds on a day.

use yimen_domain::calendar::Day;
use yimen_domain::items::check::element_words;
use yimen_domain::items::sheet::{difference, sheet};
use yimen_domain::items::versions::{Held, on};
use yimen_domain::items::{Fee, Item, MaterialForm};

use crate::sound::{both, material, permit};

fn told(before: &Item, after: &Item) -> Vec<(&'static str, Option<String>, Option<String>)> {
    difference(before, after)
        .into_iter()
        .map(|change| {
            (
                change.element,
                change.before.map(|words| words.zh),
                change.after.map(|words| words.zh),
            )
        })
        .collect()
}

#[test]
fn the_same_item_differs_in_nothing() {
    assert_eq!(told(&permit(), &permit()), []);
}

#[test]
fn a_changed_an_added_and_a_dropped_element_are_told_side_by_side() {
    let mut after = permit();
    after.promised.days = 8;
    after.materials.remove(0);
    after.materials[0].form = Some(MaterialForm::Electronic);
    after.materials.push(material("m3"));
    after.fee = None;
    after.conditions.push(both("有固定场所").into());
    let told = told(&permit(), &after);
    let elements: Vec<&str> = told.iter().map(|change| change.0).collect();
    assert_eq!(
        elements,
        [
            "conditions",
            "materials",
            "materials",
            "materials",
            "promised_days",
            "fee"
        ]
    );
    let promised = &told[4];
    assert_eq!(promised.1.as_deref(), Some("10 个工作日"));
    assert_eq!(promised.2.as_deref(), Some("8 个工作日"));
    let added = |change: &&(&str, Option<String>, Option<String>)| change.1.is_none();
    let dropped = |change: &&(&str, Option<String>, Option<String>)| change.2.is_none();
    assert_eq!(told.iter().filter(added).count(), 2, "m3 and the condition");
    assert_eq!(told.iter().filter(dropped).count(), 2, "m1 and the fee");
}

#[test]
fn every_element_that_can_differ_has_a_name_for_people() {
    let mut whole = permit();
    whole.cites = Some(yimen_domain::items::Citation {
        code: "T-0001".into(),
        version: 1,
    });
    whole.codes.local = "T-0002".into();
    whole.fee = Some(Fee::default());
    for line in sheet(&whole) {
        assert!(element_words(line.element).is_some(), "{}", line.element);
        assert!(!line.value.en.is_empty(), "{}: {}", line.element, line.value.zh);
    }
}

#[test]
fn on_a_day_the_version_holds_that_was_brought_in_last() {
    let day = |text: &str| Day::parse(text).unwrap();
    let held = |version, from: &str, until: Option<&str>| Held {
        version,
        from: day(from),
        until: until.map(day),
    };
    let spans = Held::spans([(1, day("2026-01-05")), (2, day("2026-05-01")), (3, day("2026-05-01"))]);
    assert_eq!(
        spans,
        [
            held(1, "2026-01-05", Some("2026-05-01")),
            held(2, "2026-05-01", Some("2026-05-01")),
            held(3, "2026-05-01", None),
        ]
    );
    for (asked, version) in [
        ("2026-01-04", None),
        ("2026-01-05", Some(1)),
        ("2026-04-30", Some(1)),
        ("2026-05-01", Some(3)),
        ("2030-01-01", Some(3)),
    ] {
        assert_eq!(on(&spans, day(asked)).map(|held| held.version), version, "{asked}");
    }
}

#[test]
fn a_version_that_is_overtaken_before_its_day_never_holds() {
    let day = |text: &str| Day::parse(text).unwrap();
    let spans = Held::spans([(1, day("2026-01-01")), (2, day("2026-06-01")), (3, day("2026-05-01"))]);
    let at = |text: &str| on(&spans, day(text)).map(|held| held.version);
    assert_eq!(
        (at("2026-04-30"), at("2026-05-01"), at("2026-06-01")),
        (Some(1), Some(3), Some(3))
    );
    let until: Vec<_> = spans.iter().map(|held| held.until).collect();
    assert_eq!(until, [Some(day("2026-05-01")), Some(day("2026-06-01")), None]);
}
