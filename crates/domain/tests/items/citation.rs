//! Citing a higher item: tightening is free, loosening is named element by element.

use yimen_domain::items::life::citation::loosened;
use yimen_domain::items::{Condition, Fee, Item, Step};

use crate::sound::{both, material, permit};

fn elements(own: &Item) -> Vec<&'static str> {
    loosened(own, &permit()).iter().map(|one| one.element).collect()
}

#[test]
fn whoever_only_tightens_loosens_nothing() {
    let mut own = permit();
    own.promised.days -= 1;
    own.materials.remove(0);
    own.materials[0].required = false;
    own.materials[0].deferrable = true;
    own.service.visits = 0;
    own.fee = None;
    own.procedure.pop();
    own.conditions.pop();
    assert_eq!(elements(&own), [] as [&str; 0]);
}

#[test]
fn each_way_to_ask_more_is_named() {
    type Change = fn(&mut Item);
    let cases: [(&str, Change); 9] = [
        ("promised_days", |item| item.promised.days += 1),
        ("statutory_days", |item| item.statutory.days += 1),
        ("materials", |item| item.materials.push(material("m9"))),
        ("materials", |item| item.materials[0].copies += 1),
        ("conditions", |item| {
            item.conditions.push(Condition {
                words: both("须有本地户籍"),
                ..Condition::default()
            });
        }),
        ("procedure", |item| {
            let more: Step = item.procedure[0].clone();
            item.procedure.push(more);
        }),
        ("visits", |item| item.service.visits += 1),
        ("fee", |item| {
            item.fee = Some(Fee {
                amount_fen: 1_000_000,
                ..Fee::default()
            });
        }),
        ("materials", |item| {
            item.materials[0].deferrable = false;
            item.materials[0].replaceable = false;
        }),
    ];
    for (element, change) in cases {
        let mut source = permit();
        source.materials[0].deferrable = true;
        let mut own = source.clone();
        change(&mut own);
        let found: Vec<&str> = loosened(&own, &source).iter().map(|one| one.element).collect();
        assert_eq!(found, [element]);
    }
}

#[test]
fn an_optional_material_that_becomes_required_is_named() {
    let mut source = permit();
    source.materials[0].required = false;
    let found = loosened(&permit(), &source);
    assert_eq!(found.len(), 1);
    assert!(found[0].what.zh.ends_with("改为必需"), "{}", found[0].what.zh);
}
