//! Rules as data: what is refused, how versions follow each other, and the sets of real places.

use yimen_domain::calendar::{Day, Region};
use yimen_domain::clocks::ClockKind;
use yimen_domain::items::ItemKind;
use yimen_domain::supervision::Pattern;
use yimen_domain::supervision::book::Book;
use yimen_domain::supervision::rule::{
    Addressee, Colour, Limits, Place, Rule, RuleCode, Scope, Score, Threshold, Told, Watch,
};
use yimen_domain::supervision::sets::{set, sets};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn yellow() -> Rule {
    set("yulin").unwrap().rules(day("2026-12-01")).unwrap().remove(0)
}

#[test]
fn every_rule_of_every_set_stands_with_its_source() {
    let mut codes = Vec::new();
    for set in sets() {
        let rules = set.rules(day("2026-12-01")).unwrap();
        assert!(!rules.is_empty() && Book::new(rules.clone()).is_ok(), "{}", set.code);
        for rule in rules {
            assert!(!rule.source.says.is_empty() && !rule.name.en.is_empty());
            codes.push(rule.mark.code);
        }
    }
    let count = codes.len();
    codes.sort();
    codes.dedup();
    assert_eq!((codes.len(), sets().len()), (count, 7), "no code stands in two sets");
}

#[test]
fn the_sets_say_what_their_sources_say() {
    let promised = |at| Watch::Clock {
        kind: ClockKind::DecisionPromised,
        at,
    };
    let statutory = |at| Watch::Clock {
        kind: ClockKind::DecisionStatutory,
        at,
    };
    for (code, nth, watch, colour, open) in [
        ("yulin", 0, promised(Threshold::Used(90)), Colour::Yellow, false),
        ("yulin", 1, promised(Threshold::Over(0)), Colour::Red, false),
        ("day_before", 0, promised(Threshold::Left(1)), Colour::Notice, false),
        ("chengdu", 1, promised(Threshold::Over(0)), Colour::Red, true),
        ("guangdong", 1, statutory(Threshold::Over(0)), Colour::Yellow, true),
        ("usual", 0, promised(Threshold::Used(80)), Colour::Notice, true),
        (
            "usual",
            3,
            Watch::Uncured {
                colour: Colour::Yellow,
                days: 5,
            },
            Colour::Red,
            true,
        ),
    ] {
        let rule = set(code).unwrap().rules(day("2026-12-01")).unwrap().remove(nth);
        assert_eq!((&rule.watch, rule.colour), (&watch, colour), "{code} {nth}");
        assert_eq!(!rule.source.assumed.is_empty(), open, "{code} {nth}");
    }
    let eight = set("eight_causes").unwrap().rules(day("2026-12-01")).unwrap();
    for (from, to) in (1..=8).map(|nth| (format!("EC-{nth}"), nth)) {
        assert!(
            eight.iter().any(|rule| rule.mark.code.as_str().starts_with(&from)),
            "{to}"
        );
    }
}

#[test]
fn a_rule_without_source_is_refused_before_anything_else() {
    let mut rule = yellow();
    rule.source.cite = "  ".into();
    rule.limits.answer = 0;
    let refusal = rule.check().unwrap_err();
    assert_eq!(refusal.code, "supervision_rule_without_source");
    let fields: Vec<&str> = refusal.faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["source.cite", "limits.answer"]);
    assert!(!refusal.why.zh.is_empty() && !refusal.remedy.en.is_empty());
}

#[test]
fn each_fault_names_its_field() {
    let told =
        |steps: &[(Addressee, u32)]| -> Vec<Told> { steps.iter().map(|&(to, after)| Told { to, after }).collect() };
    let clock = |kind, at| Watch::Clock { kind, at };
    let pattern = |pattern, count| Watch::Pattern {
        pattern,
        parameters: yimen_domain::supervision::Parameters::default(),
        count,
    };
    type Change = Box<dyn Fn(&mut Rule)>;
    let table: Vec<(&str, Change)> = vec![
        ("name.zh", Box::new(|rule| rule.name.zh.clear())),
        ("version", Box::new(|rule| rule.mark.version = 0)),
        ("until", Box::new(|rule| rule.until = Some(rule.from.plus(-1)))),
        ("scope.item", Box::new(|rule| rule.scope.item = Some(String::new()))),
        ("source.says", Box::new(|rule| rule.source.says.clear())),
        (
            "limits.judge",
            Box::new(|rule| {
                rule.limits = Limits {
                    judge: 251,
                    ..rule.limits
                }
            }),
        ),
        (
            "score",
            Box::new(|rule| rule.score = Some(Score { tenths: 50, every: 0 })),
        ),
        ("told", Box::new(|rule| rule.told.clear())),
        (
            "told",
            Box::new(move |rule| rule.told = told(&[(Addressee::Handler, 1)])),
        ),
        (
            "told",
            Box::new(move |rule| rule.told = told(&[(Addressee::Leader, 0), (Addressee::Handler, 1)])),
        ),
        (
            "told",
            Box::new(move |rule| {
                rule.told = told(&[
                    (Addressee::Handler, 0),
                    (Addressee::Leader, 3),
                    (Addressee::Inspector, 1),
                ])
            }),
        ),
        (
            "watch.amount",
            Box::new(move |rule| rule.watch = clock(ClockKind::DecisionPromised, Threshold::Used(101))),
        ),
        (
            "watch.amount",
            Box::new(move |rule| rule.watch = clock(ClockKind::DecisionPromised, Threshold::Over(251))),
        ),
        (
            "colour",
            Box::new(move |rule| rule.watch = clock(ClockKind::Correction, Threshold::Over(0))),
        ),
        (
            "watch.pattern",
            Box::new(move |rule| rule.watch = pattern(Pattern::LateData, 1)),
        ),
        (
            "watch.count",
            Box::new(move |rule| rule.watch = pattern(Pattern::Pauses, 0)),
        ),
        (
            "colour",
            Box::new(|rule| {
                rule.watch = Watch::Uncured {
                    colour: Colour::Yellow,
                    days: 5,
                };
            }),
        ),
    ];
    assert_eq!(yellow().check(), Ok(()));
    for (field, change) in table {
        let mut rule = yellow();
        change(&mut rule);
        let faults = rule.check().unwrap_err().faults;
        assert!(faults.iter().any(|fault| fault.field == field), "{field}: {faults:?}");
        assert!(
            faults
                .iter()
                .all(|fault| !fault.words.zh.is_empty() && !fault.words.en.is_empty())
        );
    }
    for code in ["", "a b", "规则", "a-code-of-21-letters-"] {
        assert!(RuleCode::parse(code).is_err(), "{code}");
    }
}

#[test]
fn a_change_makes_the_next_version_and_ends_the_one_before() {
    let first = Book::new(vec![yellow()]).unwrap();
    let code = yellow().mark.code;
    let later = |from: &str| Rule {
        from: day(from),
        watch: Watch::Clock {
            kind: ClockKind::DecisionPromised,
            at: Threshold::Used(80),
        },
        ..yellow()
    };
    let second = first.enact(later("2027-01-01"), day("2026-12-15")).unwrap();
    let held: Vec<(u32, Day, Option<Day>)> = second
        .versions(&code)
        .iter()
        .map(|rule| (rule.mark.version, rule.from, rule.until))
        .collect();
    assert_eq!(
        held,
        [
            (1, day("2026-12-01"), Some(day("2026-12-31"))),
            (2, day("2027-01-01"), None)
        ]
    );
    assert_eq!(first.rules().len(), 1, "a book never changes");
    for (on, version) in [("2026-12-31", 1), ("2027-01-01", 2)] {
        let in_force: Vec<u32> = second.in_force(day(on)).map(|rule| rule.mark.version).collect();
        assert_eq!(in_force, [version]);
    }
    let refused = |result: Result<Book, yimen_domain::words::Refusal>| result.unwrap_err().code;
    assert_eq!(
        refused(first.enact(later("2026-12-14"), day("2026-12-15"))),
        "supervision_rule_backdated"
    );
    assert_eq!(
        refused(second.enact(later("2027-01-01"), day("2026-12-15"))),
        "invalid_fields"
    );
    let ended = second.end(&code, day("2027-01-31"), day("2027-01-10")).unwrap();
    assert_eq!(ended.in_force(day("2027-02-01")).count(), 0);
    assert_eq!(
        refused(ended.end(&code, day("2027-03-01"), day("2027-02-01"))),
        "not_found"
    );
    assert_eq!(
        refused(second.end(&code, day("2027-01-01"), day("2027-01-10"))),
        "supervision_rule_backdated"
    );
    let again = ended.enact(later("2027-03-01"), day("2027-02-01")).unwrap();
    assert_eq!(
        again.versions(&code)[1].until,
        Some(day("2027-01-31")),
        "what ended earlier stays ended"
    );
}

#[test]
fn versions_that_overlap_are_no_book() {
    let mut second = yellow();
    second.mark.version = 2;
    second.from = day("2027-01-01");
    let mut first = yellow();
    for until in [None, Some("2027-01-01")] {
        first.until = until.map(day);
        let refusal = Book::new(vec![first.clone(), second.clone()]).unwrap_err();
        assert_eq!(refusal.code, "supervision_versions_overlap");
    }
    first.until = Some(day("2026-12-31"));
    assert!(Book::new(vec![second.clone(), first.clone()]).is_ok());
    second.mark.version = 3;
    assert_eq!(
        Book::new(vec![second, first]).unwrap_err().code,
        "supervision_versions_overlap"
    );
}

#[test]
fn a_scope_holds_where_all_that_it_names_is_so() {
    let county = Region::parse("511603").unwrap();
    let place = Place {
        region: Some(&county),
        body: "approval",
        item: "1",
        kind: ItemKind::Permit,
    };
    let city = Region::parse("511600").unwrap();
    for (scope, covers) in [
        (Scope::default(), true),
        (
            Scope {
                region: Some(city.clone()),
                ..Scope::default()
            },
            true,
        ),
        (
            Scope {
                region: Some(Region::parse("511700").unwrap()),
                ..Scope::default()
            },
            false,
        ),
        (
            Scope {
                body: Some("police".into()),
                ..Scope::default()
            },
            false,
        ),
        (
            Scope {
                kind: Some(ItemKind::Payment),
                ..Scope::default()
            },
            false,
        ),
        (
            Scope {
                region: Some(city),
                body: Some("approval".into()),
                item: Some("1".into()),
                kind: Some(ItemKind::Permit),
            },
            true,
        ),
    ] {
        assert_eq!(scope.covers(place), covers, "{scope:?}");
        let nowhere = Place { region: None, ..place };
        assert_eq!(scope.covers(nowhere), covers && scope.region.is_none());
    }
}
