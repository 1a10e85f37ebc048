//! Samples, notes, rounds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use yimen_domain::calendar::Day;
use yimen_domain::inspection::note::{self, Outcome};
use yimen_domain::inspection::round::{Kind, Round};
use yimen_domain::inspection::sample::{About, Candidate, Terms, draw, ticket};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn terms(about: About) -> Terms {
    Terms {
        from: day("2026-03-01"),
        to: day("2026-03-31"),
        body: None,
        about,
        size: 5,
    }
}

fn numbers(count: u32) -> Vec<String> {
    (1..=count).map(|at| format!("3601260301{at:05}")).collect()
}

/// FNV-1a, mixed once more: enough to rank by in a test.
fn rank(text: &str) -> u64 {
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let mixed = (sum ^ (sum >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53) >> 8
}

#[test]
fn a_sample_is_the_same_whoever_draws_it_and_in_whatever_order_the_list_stands() {
    let list = numbers(1_000);
    let mut turned = list.clone();
    turned.reverse();
    let drawn = draw("seed", &list, 20, rank);
    assert_eq!(drawn, draw("seed", &turned, 20, rank));
    assert_eq!(drawn.len(), 20);
    assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 20);
    assert_ne!(drawn, draw("another seed", &list, 20, rank));
    assert_eq!(
        draw("seed", &list, 40, rank)[..20],
        drawn[..],
        "a larger sample holds the smaller one"
    );
}

#[test]
fn all_are_drawn_where_there_are_fewer_than_asked_for() {
    assert_eq!(draw("seed", &numbers(3), 5, rank).len(), 3);
    assert!(draw("seed", &[], 5, rank).is_empty());
    assert_eq!(ticket("ab", "36"), "ab\n36");
}

#[test]
fn no_case_is_favoured() {
    let list = numbers(100);
    let mut times = vec![0u32; list.len()];
    for seed in 0..2_000 {
        for number in draw(&format!("seed {seed}"), &list, 10, rank) {
            times[list.iter().position(|known| *known == number).unwrap()] += 1;
        }
    }
    // 200 times each on average, with a deviation of about 13.
    assert!(times.iter().all(|times| (130..=270).contains(times)), "{times:?}");
}

#[test]
fn which_cases_are_drawn_from() {
    let candidate = |accepted: &str, decided: &str, closed: &str| {
        let read = |text: &str| (!text.is_empty()).then(|| day(text));
        Candidate {
            number: "1".into(),
            body: "住建".into(),
            accepted: read(accepted),
            decided: read(decided),
            closed: read(closed),
        }
    };
    let table = [
        (candidate("", "", ""), [true, false, false, false]),
        (candidate("2026-03-01", "", ""), [true, true, false, false]),
        (
            candidate("2026-02-28", "2026-03-31", "2026-04-01"),
            [true, false, true, false],
        ),
        (
            candidate("2026-02-28", "2026-03-30", "2026-03-31"),
            [true, false, true, true],
        ),
    ];
    for (case, expected) in table {
        let taken = About::ALL.map(|about| terms(about).takes(&case));
        assert_eq!(taken, expected, "{case:?}");
        let elsewhere = Terms {
            body: Some("市监".into()),
            ..terms(About::Moved)
        };
        assert!(!elsewhere.takes(&case));
    }
}

#[test]
fn a_sample_is_announced_over_days_whose_roots_are_known_only() {
    let closed = Some(day("2026-03-31"));
    let faulty = |terms: Terms, closed: Option<Day>| -> Vec<String> {
        let refusal = terms.check(closed).err();
        refusal.map_or_else(Vec::new, |refusal| {
            refusal.faults.iter().map(|fault| fault.field.to_string()).collect()
        })
    };
    let usual = || terms(About::Closed);
    assert!(faulty(usual(), closed).is_empty());
    assert_eq!(faulty(usual(), Some(day("2026-03-30"))), ["to"]);
    assert_eq!(faulty(usual(), None), ["to"]);
    assert_eq!(faulty(Terms { size: 0, ..usual() }, closed), ["size"]);
    assert_eq!(faulty(Terms { size: 501, ..usual() }, closed), ["size"]);
    assert_eq!(
        faulty(
            Terms {
                from: day("2026-04-01"),
                ..usual()
            },
            closed
        ),
        ["from"]
    );
    assert_eq!(
        faulty(
            Terms {
                from: day("2025-03-01"),
                ..usual()
            },
            closed
        ),
        ["from"]
    );
    for about in About::ALL {
        assert_eq!(About::parse(about.code()), Some(about));
    }
}

#[test]
fn a_case_that_was_drawn_is_found_in_order_or_not() {
    assert!(note::check(Outcome::InOrder, "", true).is_ok());
    assert!(note::check(Outcome::Fault, "材料目录之外收取了证明", true).is_ok());
    assert!(note::check(Outcome::Fault, "  ", true).is_err());
    assert!(note::check(Outcome::Remark, "看过", true).is_err());
    assert!(note::check(Outcome::Remark, "看过", false).is_ok());
    assert!(note::check(Outcome::Remark, &"字".repeat(2_001), false).is_err());
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::parse(outcome.code()), Some(outcome));
    }
}

#[test]
fn a_round_says_where_and_what_and_looks_back() {
    let round = Round {
        kind: Kind::Patrol,
        day: day("2026-03-02"),
        minute: 600,
        place: "一楼 3 号窗口".into(),
        body: None,
        seen: "空岗 15 分钟".into(),
        until: Some(day("2026-03-04")),
    };
    let today = day("2026-03-02");
    assert!(round.check(today).is_ok());
    assert!(round.check(day("2026-03-01")).is_err());
    let wrong = [
        Round {
            place: " ".into(),
            ..round.clone()
        },
        Round {
            seen: String::new(),
            ..round.clone()
        },
        Round {
            until: Some(day("2026-03-01")),
            ..round.clone()
        },
    ];
    for round in wrong {
        assert_eq!(round.check(today).unwrap_err().faults.len(), 1, "{round:?}");
    }
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.code()), Some(kind));
    }
}
