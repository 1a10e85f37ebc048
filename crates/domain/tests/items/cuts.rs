//! The five cuts, by tables.

use yimen_domain::items::cuts::{Cut, Pair, by_body, of_item, total};
use yimen_domain::items::{Completeness, Fee, Item, MaterialSource};

use crate::sound::{material, permit};

fn asks(materials: usize, steps: usize, days: u32, fen: i64) -> Item {
    let mut item = permit();
    item.materials = (0..materials).map(|n| material(&format!("m{n}"))).collect();
    let step = item.procedure[0].clone();
    item.procedure = vec![step; steps];
    item.promised.days = days;
    item.fee = (fen > 0).then(|| Fee {
        amount_fen: fen,
        ..Fee::default()
    });
    item
}

#[test]
fn each_cut_is_what_was_asked_less_what_is_asked() {
    for (before, after, saved) in [
        (asks(6, 5, 20, 10_000), asks(4, 3, 5, 0), [0, 2, 2, 15, 10_000]),
        (asks(1, 1, 1, 0), asks(1, 1, 1, 0), [0, 0, 0, 0, 0]),
        (asks(1, 2, 3, 100), asks(3, 3, 10, 250), [0, -1, -2, -7, -150]),
    ] {
        let cuts = of_item(Some(&before), Some(&after)).unwrap();
        let found = Cut::ALL.map(|cut| cuts.figures[&cut].saved());
        assert_eq!(found, saved);
        assert_eq!(cuts.differs(), saved != [0; 5]);
    }
}

#[test]
fn what_the_government_issues_and_what_may_be_left_out_is_not_counted() {
    let before = asks(3, 2, 5, 0);
    let mut after = asks(3, 2, 5, 0);
    after.materials[0].source = Some(MaterialSource::Government);
    after.materials[1].required = false;
    let cuts = of_item(Some(&before), Some(&after)).unwrap();
    assert_eq!(cuts.figures[&Cut::Materials], Pair { before: 3, after: 1 });
}

#[test]
fn an_item_that_came_or_went_counts_as_an_item_alone() {
    let item = asks(3, 2, 5, 100);
    for (before, after, saved) in [(Some(&item), None, 1), (None, Some(&item), -1)] {
        let cuts = of_item(before, after).unwrap();
        assert_eq!(cuts.figures.len(), 1);
        assert_eq!(cuts.figures[&Cut::Items].saved(), saved);
    }
    assert!(of_item(None, None).is_none());
}

#[test]
fn what_was_not_published_is_not_compared() {
    let mut line = asks(0, 0, 20, 0);
    line.completeness = Completeness::Catalogue;
    let cuts = of_item(Some(&line), Some(&asks(3, 2, 5, 0))).unwrap();
    assert_eq!(cuts.figures.keys().collect::<Vec<_>>(), [&Cut::Items]);
    assert!(!cuts.differs(), "publishing what was asked all along is no increase");
}

#[test]
fn bodies_add_up_to_the_whole() {
    let mut other = asks(2, 2, 10, 0);
    other.body = "other".into();
    let items = [
        of_item(Some(&asks(4, 4, 20, 500)), Some(&asks(3, 4, 10, 0))).unwrap(),
        of_item(Some(&other), Some(&other)).unwrap(),
    ];
    let sum = total(&items);
    assert_eq!(
        (sum.figures[&Cut::Time], sum.differ),
        (Pair { before: 30, after: 20 }, 1)
    );
    let bodies = by_body(&items);
    let saved: i64 = bodies.values().map(|body| body.figures[&Cut::Time].saved()).sum();
    assert_eq!((bodies.len(), saved), (2, sum.figures[&Cut::Time].saved()));
}
