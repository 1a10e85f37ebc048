//! What a rule may be, what it says, and what keeps it from being published.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use yimen_domain::items::Expression;
use yimen_domain::items::condition::Example;
use yimen_domain::words::Words;
use yimen_rules::{Came, Expects, Input, Inputs, Kind, Outcome, Said, compute, judge};

fn input(name: &str, kind: Kind, optional: bool) -> Input {
    Input {
        name: name.into(),
        label: Words::new(name, name),
        kind,
        optional,
    }
}

fn codes(codes: &[&str]) -> Kind {
    Kind::Code(codes.iter().map(|code| (*code).to_string()).collect())
}

fn inputs() -> Inputs {
    Inputs::from(vec![
        input("situation.mass", codes(&["over", "light"]), false),
        input("situation.bought", codes(&["yes", "no"]), true),
        input("form.income", Kind::Whole(7), false),
        input("form.people", Kind::Whole(2), false),
        input("form.seats", Kind::Whole(4), true),
        input("form.exempt", Kind::Truth, false),
        input("form.birthday", Kind::Day, false),
        input("applicant.kind", codes(&["person", "company"]), false),
    ])
}

fn said(pairs: &[(&str, &str)]) -> Said {
    let pairs = pairs
        .iter()
        .map(|(name, text)| ((*name).to_string(), (*text).to_string()));
    pairs.collect()
}

fn rule(text: &str) -> Expression {
    Expression {
        text: text.into(),
        examples: Vec::new(),
    }
}

fn truth(text: &str, pairs: &[(&str, &str)]) -> Option<bool> {
    match compute(text, Expects::Truth, &inputs(), &said(pairs)) {
        Outcome::Known {
            came: Came::Truth(truth),
            ..
        } => Some(truth),
        _ => None,
    }
}

#[test]
fn conditions_are_computed_from_what_was_said() {
    for (text, pairs, expected) in [
        ("situation.mass == 'over'", &[("situation.mass", "over")][..], true),
        ("situation.mass == 'over'", &[("situation.mass", "light")], false),
        (
            "form.income < 2000 * form.people",
            &[("form.income", "3999"), ("form.people", "2")],
            true,
        ),
        (
            "form.income < 2000 * form.people",
            &[("form.income", "4000"), ("form.people", "2")],
            false,
        ),
        (
            "form.exempt || form.income < 2000",
            &[("form.exempt", "yes"), ("form.income", "9")],
            true,
        ),
        (
            "form.birthday <= '1946-11-22'",
            &[("form.birthday", "1946-11-22")],
            true,
        ),
        ("applicant.kind in ['person']", &[("applicant.kind", "company")], false),
        ("!has(form.seats) || form.seats > 50", &[], true),
        ("!has(form.seats) || form.seats > 50", &[("form.seats", "50")], false),
    ] {
        assert_eq!(truth(text, pairs), Some(expected), "{text} {pairs:?}");
    }
}

#[test]
fn what_is_not_said_yet_is_waited_for_by_name() {
    let outcome = compute("form.income < 2000", Expects::Truth, &inputs(), &Said::new());
    assert_eq!(outcome, Outcome::Waits(vec!["form.income".into()]));
}

#[test]
fn an_amount_names_what_it_was_computed_from() {
    let outcome = compute(
        "form.people * 500",
        Expects::Fen,
        &inputs(),
        &said(&[("form.people", "3")]),
    );
    let from = vec![("form.people".to_string(), "3".to_string())];
    assert_eq!(
        outcome,
        Outcome::Known {
            came: Came::Fen(1_500),
            from
        }
    );
}

#[test]
fn what_fails_for_somebody_is_told_and_is_no_answer() {
    for (text, pairs) in [
        ("100 / form.people > 1", &[("form.people", "0")][..]),
        ("form.people * 5", &[("form.people", "1")]),
    ] {
        let outcome = compute(text, Expects::Truth, &inputs(), &said(pairs));
        assert!(matches!(outcome, Outcome::Failed(_)), "{text}: {outcome:?}");
    }
}

#[test]
fn a_sound_rule_may_be_published() {
    for (text, expects) in [
        ("situation.mass == 'over'", Expects::Truth),
        (
            "form.exempt || form.people > 0 && form.income / form.people < 2000",
            Expects::Truth,
        ),
        ("has(form.seats) ? form.seats * 100 : 0", Expects::Fen),
        ("situation.mass == 'over' ? 2000 : 0", Expects::Fen),
        ("has(situation.bought) && situation.bought == 'no'", Expects::Truth),
    ] {
        assert_eq!(judge(&rule(text), expects, &inputs()), [], "{text}");
    }
}

#[test]
fn what_could_fail_at_the_window_is_found_before() {
    for (text, expects, said) in [
        ("form.income <", Expects::Truth, "cannot be read"),
        ("", Expects::Truth, "empty"),
        ("form.weight > 3", Expects::Truth, "no input “form.weight”"),
        ("income > 3", Expects::Truth, "“income” is no input"),
        ("form.income", Expects::Truth, "must be true or false"),
        ("form.exempt", Expects::Fen, "must be whole fen"),
        ("form.people - 5", Expects::Fen, "(form.people=0)"),
        ("form.income / form.people < 3", Expects::Truth, "form.people=0"),
        ("form.seats > 50", Expects::Truth, "(—)"),
        (
            "form.income * form.income * form.income",
            Expects::Fen,
            "form.income=9999999",
        ),
        ("form.income == 'much'", Expects::Fen, "whole fen"),
        ("situation.mass > 3", Expects::Truth, "it fails"),
        ("[1, 2].all(x, x > form.income)", Expects::Truth, "may not be used"),
        ("form['income'] > 3", Expects::Truth, "may not be used"),
        ("matches(form.birthday, 'a')", Expects::Truth, "may not be used"),
        ("((((((((((((((true))))))))))))))", Expects::Truth, "too deep"),
    ] {
        let found = judge(&rule(text), expects, &inputs());
        assert!(found.iter().any(|words| words.en.contains(said)), "{text}: {found:?}");
        assert!(found.iter().all(|words| !words.zh.is_empty()), "{text}");
    }
    let long = format!("form.income > {}", "1 + ".repeat(300) + "1");
    assert!(!judge(&rule(&long), Expects::Truth, &inputs()).is_empty());
}

#[test]
fn an_example_that_does_not_come_out_is_named_with_both_results() {
    let with = |given: &[(&str, &str)], expected: &str| Expression {
        text: "form.people * 500".into(),
        examples: vec![Example {
            given: said(given),
            expected: expected.into(),
        }],
    };
    let found = |rule: Expression| judge(&rule, Expects::Fen, &inputs());
    assert_eq!(found(with(&[("form.people", "2")], "1000")), []);
    assert_eq!(
        found(with(&[("form.people", "2")], "900"))[0].en,
        "the example (form.people=2) should give 900 and gives 1000"
    );
    assert!(found(with(&[], "0"))[0].en.contains("does not say form.people"));
    assert!(found(with(&[("form.cats", "1")], "0"))[0].en.contains("form.cats"));
}

#[test]
fn a_hundred_nested_negations_and_conditionals_end_in_words() {
    for text in [
        format!("{}form.exempt", "!".repeat(199)),
        format!("{}1", "-".repeat(199)),
        format!("{}false", "form.exempt ? true : ".repeat(45)),
        format!("form.exempt{}", " || form.exempt".repeat(60)),
    ] {
        let outcome = compute(&text, Expects::Truth, &inputs(), &said(&[("form.exempt", "yes")]));
        assert!(!matches!(outcome, Outcome::Waits(_)), "{text}");
    }
}

/// Pieces out of which something like an expression is made.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "form.income",
        "form.people",
        "situation.mass",
        "has(form.seats)",
        "applicant.kind",
        "'over'",
        "1",
        "0",
        "-1",
        "9223372036854775807",
        "1.5",
        "true",
        "false",
        "null",
        " + ",
        " - ",
        " * ",
        " / ",
        " % ",
        " && ",
        " || ",
        " == ",
        " < ",
        " in ",
        "!",
        "-",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "?",
        ":",
        ",",
        ".",
        "size(",
        "字",
        "\"",
        "\\",
        "b'x'",
        "form",
        "x",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_expression_ends_the_program(text in pieces()) {
        let _ = judge(&rule(&text), Expects::Truth, &inputs());
        let _ = judge(&rule(&text), Expects::Fen, &inputs());
    }

    #[test]
    fn no_text_at_all_ends_the_program(text in "\\PC{0,120}") {
        let _ = judge(&rule(&text), Expects::Truth, &inputs());
    }

    #[test]
    fn a_published_rule_never_fails_for_anybody(
        text in pieces(), mass in 0usize..2, income in 0u32..9_999_999, people in 0u32..99, seats in proptest::option::of(0u32..9_999)
    ) {
        if judge(&rule(&text), Expects::Truth, &inputs()).is_empty() {
            let mut told = said(&[("situation.mass", ["over", "light"][mass]), ("applicant.kind", "person")]);
            told.insert("form.income".into(), income.to_string());
            told.insert("form.people".into(), people.to_string());
            if let Some(seats) = seats {
                told.insert("form.seats".into(), seats.to_string());
            }
            let outcome = compute(&text, Expects::Truth, &inputs(), &told);
            let known = matches!(outcome, Outcome::Known { .. });
            prop_assert!(known, "{}: {:?}", text, outcome);
        }
    }
}
