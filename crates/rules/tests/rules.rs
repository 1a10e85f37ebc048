//! What a rule may be, what it says, and what keeps it from being published.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use yimen_domain::items::Expression;
use yimen_domain::items::condition::Example;
use yimen_domain::words::Words;
use yimen_rules::{Came, Expects, Input, Inputs, Kind, Outcome, Said, compute, judge, look};

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
        input("form.income", Kind::digits(7), false),
        input("form.people", Kind::digits(2), false),
        input("form.seats", Kind::digits(4), true),
        input("form.exempt", Kind::Truth, false),
        input("form.birthday", Kind::Day, false),
        input("applicant.kind", codes(&["person", "company"]), false),
        input("application.day", Kind::Day, false),
        input(
            "form.price",
            Kind::Money {
                least: 0,
                most: 10_000_000,
            },
            false,
        ),
        input(
            "form.area",
            Kind::Decimal {
                places: 2,
                least: 0,
                most: 99_999,
            },
            false,
        ),
        input("form.ways", several(&["eat_in", "online"], 2), true),
        input("form.photo", several(&["pdf", "image"], 3), true),
        input("form.partners", partners(), true),
    ])
}

fn several(codes: &[&str], most: usize) -> Kind {
    Kind::Several {
        codes: codes.iter().map(|code| (*code).to_string()).collect(),
        most,
    }
}

fn partners() -> Kind {
    let share = Kind::Decimal {
        places: 1,
        least: 0,
        most: 100,
    };
    Kind::Rows {
        fields: vec![
            input("share", share, false),
            input("born", Kind::Day, false),
            input(
                "paid",
                Kind::Money {
                    least: 0,
                    most: 100_000,
                },
                true,
            ),
            input("trained", Kind::Truth, false),
        ],
        least: 0,
        most: 5,
    }
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
fn days_money_decimals_groups_and_files_are_computed_exactly() {
    let two = &[
        ("form.partners[0].share", "33.3"),
        ("form.partners[0].born", "2008-02-29"),
        ("form.partners[0].trained", "yes"),
        ("form.partners[1].share", "66.7"),
        ("form.partners[1].born", "1990-06-30"),
        ("form.partners[1].trained", "no"),
        ("form.partners[1].paid", "12.50"),
    ][..];
    let on = |birthday, day| [("form.birthday", birthday), ("application.day", day)];
    for (text, pairs, expected) in [
        (
            "years(form.birthday, application.day) >= 18",
            &on("2008-11-22", "2026-11-22")[..],
            true,
        ),
        (
            "years(form.birthday, application.day) >= 18",
            &on("2008-11-23", "2026-11-22"),
            false,
        ),
        (
            "years(form.birthday, application.day) >= 18",
            &on("2008-02-29", "2026-02-28"),
            false,
        ),
        (
            "years(form.birthday, application.day) >= 18",
            &on("2008-02-29", "2026-03-01"),
            true,
        ),
        (
            "years(application.day, form.birthday) == -18",
            &on("2008-02-29", "2026-03-01"),
            true,
        ),
        (
            "months(form.birthday, application.day) == 1",
            &on("2026-01-31", "2026-03-01"),
            true,
        ),
        (
            "days(form.birthday, application.day) == 2",
            &on("2026-02-27", "2026-03-01"),
            true,
        ),
        ("form.price == yuan(0.3)", &[("form.price", "0.3")], true),
        ("form.price * 3 == 90", &[("form.price", "0.30")], true),
        ("form.area * 3 == 0.3", &[("form.area", "0.1")], true),
        ("form.area + 0.2 == 0.3", &[("form.area", "0.1")], true),
        ("form.area > 85", &[("form.area", "85.01")], true),
        ("round(form.area) == 86", &[("form.area", "85.5")], true),
        (
            "floor(form.area) == 85 && ceil(form.area) == 86",
            &[("form.area", "85.5")],
            true,
        ),
        (
            "min(form.area, 10) == 10 && max(form.area, 10) == 85.5",
            &[("form.area", "85.5")],
            true,
        ),
        ("size(form.partners) == 2", two, true),
        ("sum(form.partners.map(p, p.share)) == 100", two, true),
        ("form.partners.all(p, years(p.born, '2026-11-22') >= 18)", two, true),
        ("form.partners.exists(p, p.trained)", two, true),
        ("form.partners.all(p, p.trained)", two, false),
        ("form.partners.exists_one(p, has(p.paid) && p.paid == 1250)", two, true),
        ("size(form.partners.filter(p, !p.trained)) == 1", two, true),
        ("size(form.partners) == 0", &[], true),
        ("'online' in form.ways", &[("form.ways", "eat_in,online")], true),
        (
            "size(form.photo) >= 2 && 'pdf' in form.photo",
            &[("form.photo", "image,pdf")],
            true,
        ),
        ("size(form.photo) > 0", &[], false),
        (
            "form.photo.all(kind, kind == 'image')",
            &[("form.photo", "image,pdf")],
            false,
        ),
    ] {
        assert_eq!(truth(text, pairs), Some(expected), "{text} {pairs:?}");
    }
}

#[test]
fn a_charge_by_decimals_comes_to_whole_fen() {
    let fen = |text: &str, pairs: &[(&str, &str)]| match compute(text, Expects::Fen, &inputs(), &said(pairs)) {
        Outcome::Known {
            came: Came::Fen(fen), ..
        } => Some(fen),
        _ => None,
    };
    let area = &[("form.area", "10.05")][..];
    assert_eq!(fen("round(form.area * 150)", area), Some(1_508));
    assert_eq!(fen("form.price * 3 / 100", &[("form.price", "19.99")]), Some(59));
    assert_eq!(
        fen("yuan(12.5) + form.people * 500", &[("form.people", "2")]),
        Some(2_250)
    );
    assert_eq!(fen("form.area * 150.5", area), None);
}

#[test]
fn a_sound_rule_over_days_groups_and_files_may_be_published() {
    for (text, expects) in [
        ("years(form.birthday, application.day) >= 60", Expects::Truth),
        (
            "form.partners.all(p, p.trained && years(p.born, application.day) >= 18)",
            Expects::Truth,
        ),
        ("sum(form.partners.map(p, p.share)) <= 100", Expects::Truth),
        ("size(form.photo) > 0 && 'image' in form.photo", Expects::Truth),
        ("round(form.area * 150) + form.price / 100", Expects::Fen),
        ("min(yuan(200), size(form.partners) * yuan(12.5))", Expects::Fen),
        ("sum(form.partners.map(p, has(p.paid) ? p.paid : 0))", Expects::Fen),
    ] {
        assert_eq!(judge(&rule(text), expects, &inputs()), [], "{text}");
    }
}

#[test]
fn a_fault_names_the_line_and_the_characters_where_it_is() {
    for (text, at, words) in [
        ("situation.mass == 'over' &&\n  form.weight > 3", (2, 3), "form.weight"),
        ("form.exempt ||\nform.income ＞ 3", (2, 13), "＞"),
        ("size('字字') == 2 || form.cats > 1", (1, 20), "form.cats"),
        ("form.exempt || form.income > '3'", (1, 28), ">"),
    ] {
        let found = look(&rule(text), Expects::Truth, &inputs()).faults;
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            (found[0].line(text), found[0].words_at(text)),
            (Some(at), words.to_string()),
            "{text}"
        );
    }
}

#[test]
fn an_editor_hears_what_a_rule_asks_for_and_what_its_examples_come_to() {
    let rule = Expression {
        text: "form.people * 500".into(),
        examples: vec![Example {
            given: said(&[("form.people", "2")]),
            expected: "900".into(),
        }],
    };
    let looked = look(&rule, Expects::Fen, &inputs());
    assert_eq!(looked.faults, []);
    assert_eq!(looked.asks[0].name, "form.people");
    assert_eq!(looked.examples[0].came, Some(Came::Fen(1_000)));
    assert!(looked.examples[0].wrong.is_some());
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
        ("form.income > 5", Expects::Fen, "whole fen"),
        ("situation.mass > 3", Expects::Truth, "does not fit here"),
        ("situation.mass == 'heavy'", Expects::Truth, "no answer “heavy”"),
        ("form.birthday < '2026-13-01'", Expects::Truth, "no day"),
        ("form.birthday < 2026", Expects::Truth, "cannot be compared"),
        ("form.people == '2'", Expects::Truth, "without quotation marks"),
        ("form.exempt == 'yes'", Expects::Truth, "written true or false"),
        ("form.area * 3", Expects::Fen, "round(…)"),
        (
            "years(form.people, application.day) > 3",
            Expects::Truth,
            "a day is wanted",
        ),
        ("sum(form.partners) > 3", Expects::Truth, "take the numbers out"),
        ("form.partners.all(p, p.age > 3)", Expects::Truth, "no “age”"),
        (
            "form.partners.all(p, p.paid > 3)",
            Expects::Truth,
            "“paid” may be absent",
        ),
        (
            "form.partners.all(p, form.partners.exists(q, q.trained))",
            Expects::Truth,
            "cannot stand within another",
        ),
        (
            "form.income / size(form.partners) > 3",
            Expects::Truth,
            "divides by zero",
        ),
        ("'word' in form.photo", Expects::Truth, "no answer “word”"),
        ("form.incme > 3", Expects::Truth, "did you mean “form.income”"),
        ("form.income ＞ 3", Expects::Truth, "full-width"),
        ("form.exempt and form.income > 3", Expects::Truth, "is written &&"),
        ("form.income = 3", Expects::Truth, "two signs"),
        ("(form.income > 3", Expects::Truth, "in pairs"),
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
        "years(",
        "sum(",
        "form.partners",
        "form.area",
        ".all(p, ",
        ".map(p, ",
        "p.share",
        "application.day",
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
