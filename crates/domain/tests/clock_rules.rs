//! Rules of clocks: which one counts, what may not be loosened, when to warn; and clocks in minutes or up to a fixed day.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant, OfficeHours, Region};
use yimen_domain::clocks::{
    Bound, Budget, Clock, ClockKind, ClockState, Measure, Rule, RuleError, Rules, Scope, StepKind, Unit, Warning,
};

const ITEM: &str = "511A0001";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn rule(kind: ClockKind, scope: Scope, days: u32) -> Rule {
    Rule {
        kind,
        scope,
        budget: Some(Budget {
            amount: days,
            unit: kind.unit(),
            source: "本地规定".into(),
        }),
        warning: None,
    }
}

fn in_county(kind: ClockKind, days: u32) -> Rule {
    rule(kind, Scope::Region(region("511603")), days)
}

mod the_nearest {
    use super::*;

    #[test]
    fn rule_counts_from_item_to_county_prefecture_province_and_nation() {
        let kind = ClockKind::Delivery;
        let ladder = [
            rule(kind, Scope::Region(region("51")), 9),
            rule(kind, Scope::Region(region("5116")), 8),
            rule(kind, Scope::Region(region("511603")), 7),
            rule(kind, Scope::Item(ITEM.into()), 6),
        ];
        for (given, expected) in [10, 9, 8, 7, 6].into_iter().enumerate() {
            let own = Some(region("511603000000"));
            let mut some = ladder[..given].to_vec();
            some.reverse();
            let rules = Rules::new(own, some);
            assert_eq!(rules.budget(kind, ITEM).unwrap().amount, expected, "{given}");
        }
    }

    #[test]
    fn rule_of_another_region_or_item_does_not_count() {
        let kind = ClockKind::Delivery;
        let others = vec![
            rule(kind, Scope::Region(region("511602")), 3),
            rule(kind, Scope::Region(region("511603001")), 2),
            rule(kind, Scope::Item("other".into()), 1),
        ];
        let rules = Rules::new(Some(region("511603")), others);
        let budget = rules.budget(kind, ITEM).unwrap();
        assert_eq!((budget.amount, budget.source.as_str()), (10, "行政许可法 第四十四条"));
        assert_eq!(rules.budget(ClockKind::Consultation, ITEM), None);
    }

    #[test]
    fn rule_with_a_warning_alone_leaves_the_limit_of_the_one_behind_it() {
        let kind = ClockKind::Delivery;
        let warning = Rule {
            budget: None,
            warning: Some(Warning::PercentUsed(50)),
            ..rule(kind, Scope::Item(ITEM.into()), 1)
        };
        let rules = Rules::new(Some(region("511603")), vec![in_county(kind, 7), warning]);
        assert_eq!(rules.budget(kind, ITEM).unwrap().amount, 7);
        assert_eq!(rules.warning(kind, ITEM), Warning::PercentUsed(50));
        assert_eq!(rules.warning(kind, "other"), Warning::Usual);
    }
}

mod the_law {
    use super::*;

    #[test]
    fn may_be_tightened_and_never_loosened() {
        for (kind, days, right) in [
            (ClockKind::SupplementNotice, 5, true),
            (ClockKind::SupplementNotice, 1, true),
            (ClockKind::SupplementNotice, 6, false),
            (ClockKind::Delivery, 10, true),
            (ClockKind::Delivery, 11, false),
            (ClockKind::HearingOrganise, 20, true),
            (ClockKind::HearingOrganise, 21, false),
            (ClockKind::HearingRequest, 5, true),
            (ClockKind::HearingRequest, 6, true),
            (ClockKind::HearingRequest, 4, false),
            (ClockKind::HearingNotice, 6, false),
            (ClockKind::Renewal, 30, true),
            (ClockKind::Renewal, 31, false),
            (ClockKind::Step(StepKind::Review), 300, true),
            (ClockKind::Complaint, 60, true),
        ] {
            let faults = in_county(kind, days).faults();
            assert_eq!(faults.is_empty(), right, "{} {days}: {faults:?}", kind.code());
            if let Some(fault) = faults.first() {
                assert!(
                    fault.words().zh.contains(kind.source()),
                    "the article is named: {fault}"
                );
            }
        }
    }

    #[test]
    fn sets_limits_in_its_own_unit_and_decisions_by_the_item() {
        let with = |kind: ClockKind, unit| Rule {
            budget: Some(Budget {
                amount: 2,
                unit,
                source: "本地规定".into(),
            }),
            ..in_county(kind, 2)
        };
        let first = |rule: Rule| rule.faults().into_iter().next();
        let kind = ClockKind::Delivery;
        assert_eq!(first(with(kind, Unit::OfficeMinutes)), Some(RuleError::Unit { kind }));
        let renewal = ClockKind::Renewal;
        assert_eq!(
            first(with(renewal, Unit::WorkingDays)),
            Some(RuleError::Unit { kind: renewal })
        );
        assert_eq!(
            first(with(ClockKind::Step(StepKind::Accept), Unit::OfficeMinutes)),
            None
        );
        for kind in [ClockKind::DecisionStatutory, ClockKind::DecisionPromised] {
            assert_eq!(first(in_county(kind, 2)), Some(RuleError::SetByItem { kind }));
            let warning = Rule {
                budget: None,
                warning: Some(Warning::DaysLeft(3)),
                ..in_county(kind, 2)
            };
            assert_eq!(warning.faults(), []);
        }
    }

    #[test]
    fn is_not_changed_by_a_rule_that_says_nothing_or_too_much() {
        let kind = ClockKind::Complaint;
        let right = in_county(kind, 5);
        let budget = |amount, source: &str| {
            Some(Budget {
                amount,
                unit: Unit::WorkingDays,
                source: source.into(),
            })
        };
        for (rule, expected) in [
            (
                Rule {
                    budget: None,
                    ..right.clone()
                },
                RuleError::Empty,
            ),
            (
                Rule {
                    budget: budget(0, "规"),
                    ..right.clone()
                },
                RuleError::Amount,
            ),
            (
                Rule {
                    budget: budget(3_651, "规"),
                    ..right.clone()
                },
                RuleError::Amount,
            ),
            (
                Rule {
                    budget: budget(5, " "),
                    ..right.clone()
                },
                RuleError::NoSource,
            ),
            (
                Rule {
                    budget: budget(5, "一\n二"),
                    ..right.clone()
                },
                RuleError::NoSource,
            ),
            (
                Rule {
                    warning: Some(Warning::PercentUsed(0)),
                    ..right.clone()
                },
                RuleError::Warning,
            ),
            (
                Rule {
                    warning: Some(Warning::PercentUsed(101)),
                    ..right.clone()
                },
                RuleError::Warning,
            ),
            (
                Rule {
                    warning: Some(Warning::DaysLeft(4_000)),
                    ..right.clone()
                },
                RuleError::Warning,
            ),
            (
                Rule {
                    scope: Scope::Nation,
                    ..right.clone()
                },
                RuleError::Nation,
            ),
        ] {
            assert_eq!(rule.faults(), std::slice::from_ref(&expected));
            assert!(!expected.words().en.is_empty() && !expected.field().is_empty());
        }
    }

    proptest! {
        #[test]
        fn stands_whatever_valid_rules_there_are(
            days in prop::collection::vec((0usize..19, 1u32..60, 0usize..4), 0..20)
        ) {
            let kinds: Vec<ClockKind> = ClockKind::all().collect();
            let scopes = [
                Scope::Region(region("51")),
                Scope::Region(region("5116")),
                Scope::Region(region("511603")),
                Scope::Item(ITEM.into()),
            ];
            let rules: Vec<Rule> = days
                .into_iter()
                .map(|(kind, days, scope)| rule(kinds[kind], scopes[scope].clone(), days))
                .filter(|rule| rule.faults().is_empty())
                .collect();
            let rules = Rules::new(Some(region("511603")), rules);
            for kind in kinds {
                let (found, law) = (rules.budget(kind, ITEM), kind.default_budget());
                if let (Some(found), Some(law)) = (found, law) {
                    match kind.bound() {
                        Bound::AtMost => prop_assert!(found.amount <= law),
                        Bound::AtLeast => prop_assert!(found.amount >= law),
                    }
                }
            }
        }
    }
}

mod a_warning {
    use super::*;

    fn warned(budget: u32, warning: Warning) -> Option<Day> {
        let clock = Clock::new(ClockKind::DecisionPromised, "", day("2026-03-02"), budget);
        warning.from(&clock, Calendar::national(), day("2026-03-02"))
    }

    #[test]
    fn begins_on_its_working_day() {
        for (budget, warning, from) in [
            (10, Warning::DaysLeft(1), "2026-03-13"),
            (10, Warning::DaysLeft(0), "2026-03-16"),
            (10, Warning::DaysLeft(3), "2026-03-11"),
            (10, Warning::DaysLeft(10), "2026-03-02"),
            (10, Warning::DaysLeft(99), "2026-03-02"),
            (10, Warning::PercentUsed(90), "2026-03-13"),
            (10, Warning::PercentUsed(85), "2026-03-13"),
            (10, Warning::PercentUsed(100), "2026-03-16"),
            (10, Warning::Usual, "2026-03-12"),
            (3, Warning::Usual, "2026-03-04"),
            (1, Warning::Usual, "2026-03-02"),
        ] {
            assert_eq!(warned(budget, warning), Some(day(from)), "{budget} {warning:?}");
        }
    }

    #[test]
    fn is_over_once_the_clock_is_stopped() {
        let clock = Clock {
            stopped: Some(day("2026-03-03")),
            ..Clock::new(ClockKind::Delivery, "", day("2026-03-02"), 10)
        };
        assert_eq!(
            Warning::Usual.from(&clock, Calendar::national(), day("2026-03-12")),
            None
        );
    }
}

mod a_clock_in_minutes {
    use super::*;

    fn at(text: &str, hour: i64) -> Instant {
        Instant::start_of(day(text), CHINA).plus_micros(hour * 3_600_000_000)
    }

    fn clock(text: &str, hour: i64, minutes: u32) -> Clock {
        let from = at(text, hour);
        Clock::measured(
            ClockKind::Step(StepKind::Accept),
            "",
            day(text),
            Measure::OfficeMinutes { from, minutes },
        )
    }

    fn office() -> Calendar {
        let hours = OfficeHours::parse("09:00-12:00,13:00-17:00").unwrap();
        Calendar::national().with_hours(hours, String::new())
    }

    #[test]
    fn counts_office_hours_alone() {
        for (start, hour, minutes, due, due_hour) in [
            ("2026-03-02", 9, 60, "2026-03-02", 10),
            ("2026-03-02", 11, 120, "2026-03-02", 14),
            ("2026-03-02", 16, 60, "2026-03-02", 17),
            ("2026-03-02", 16, 120, "2026-03-03", 10),
            ("2026-03-06", 16, 120, "2026-03-09", 10),
            ("2026-03-07", 10, 60, "2026-03-09", 10),
        ] {
            let clock = clock(start, hour, minutes);
            let found = clock.due(&office()).unwrap().day;
            assert_eq!(
                (found, clock.end_of(found, &office())),
                (day(due), at(due, due_hour)),
                "{start} {hour}"
            );
        }
    }

    #[test]
    fn counts_whole_working_days_where_no_hours_are_set() {
        let clock = clock("2026-03-06", 12, 24 * 60);
        let due = clock.due(Calendar::national()).unwrap().day;
        assert_eq!(
            (due, clock.end_of(due, Calendar::national())),
            (day("2026-03-09"), at("2026-03-09", 12))
        );
    }

    #[test]
    fn is_overdue_on_the_day_after_its_last() {
        let clock = clock("2026-03-02", 9, 60);
        assert_eq!(clock.state(&office(), day("2026-03-02")), ClockState::Running);
        assert_eq!(clock.state(&office(), day("2026-03-03")), ClockState::Overdue);
    }
}

mod a_clock_up_to_a_day {
    use super::*;

    fn renewal() -> Clock {
        // A Sunday: the day stands fast all the same.
        Clock::measured(
            ClockKind::Renewal,
            "行政许可法 第五十条",
            day("2026-03-02"),
            Measure::Until(day("2026-04-12")),
        )
    }

    #[test]
    fn ends_with_that_day_whatever_the_calendar_says() {
        let end = Instant::end_of(day("2026-04-12"), CHINA);
        for calendar in [Calendar::national(), &Calendar::plain()] {
            let due = renewal().due(calendar).unwrap();
            assert_eq!((due.day, due.provisional), (day("2026-04-12"), false));
            assert_eq!(renewal().end_of(due.day, calendar), end);
        }
    }

    #[test]
    fn is_overdue_from_the_next_day_on() {
        let state = |text| renewal().state(Calendar::national(), day(text));
        assert_eq!(state("2026-04-12"), ClockState::Running);
        assert_eq!(state("2026-04-13"), ClockState::Overdue);
        assert_eq!(renewal().remaining(Calendar::national(), day("2026-04-09")), 1);
    }

    #[test]
    fn proves_its_working_days() {
        let (clock, calendar) = (renewal(), Calendar::national());
        let proof = clock.proof(calendar, day("2026-03-02"));
        let counted = proof.iter().filter(|line| line.counted.is_some()).count();
        assert_eq!(u32::try_from(counted).unwrap(), clock.allowed(calendar));
        assert_eq!(proof.last().unwrap().day, day("2026-04-12"));
    }
}
