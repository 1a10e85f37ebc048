//! Rates and scores by numbers reckoned by hand (绩效公式).
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use yimen_domain::performance::rate::{of_item, on_time_of_due, percent, share};
use yimen_domain::performance::score::{Bonus, Ground, Part, Weights, mean, points, score};
use yimen_domain::performance::sums::MEASURES;
use yimen_domain::performance::{Formula, Kind, Measure, Sums, Zero, protect};
use yimen_domain::words::Words;

/// One case of 20 days by law and 10 promised that took 2; one of 4 and 4 that took 4; one of 5 and 3 that took 7.
fn three() -> Sums {
    Sums::of(&[
        (Measure::Accepted, 4),
        (Measure::Decided, 3),
        (Measure::OnTime, 2),
        (Measure::Early, 1),
        (Measure::Limited, 3),
        (Measure::StatutoryDays, 29),
        (Measure::PromisedDays, 17),
        (Measure::ActualDays, 13),
        (Measure::HandlingPpm, 900_000 - 400_000),
        (Measure::PromisedPpm, 500_000 + 400_000),
        (Measure::Corrections, 1),
        (Measure::Rated, 3),
        (Measure::Dissatisfied, 1),
        (Measure::Incomplete, 1),
    ])
}

#[test]
fn every_formula_under_its_own_name() {
    for (formula, expected) in [
        // (29 − 17) ÷ 29 = 0.413793…
        (Formula::PromisedBySums, 4_137),
        // (50 % + 0 % + 40 %) ÷ 3
        (Formula::PromisedByMean, 3_000),
        // (90 % + 0 % − 40 %) ÷ 3 = 16.6666…
        (Formula::HandlingByMean, 1_666),
        // (29 − 13) ÷ 29 = 0.551724…
        (Formula::HandlingBySums, 5_517),
        // (17 − 13) ÷ 17 = 0.235294…
        (Formula::AgainstPromise, 2_352),
        (Formula::EarlyOfAccepted, 2_500),
        (Formula::DecidedOfAccepted, 7_500),
        (Formula::OnTime, 6_666),
        (Formula::Corrections, 2_500),
        (Formula::Satisfied, 6_666),
        (Formula::Incomplete, 3_333),
    ] {
        assert_eq!(formula.of(&three(), Zero::NoFigure), Some(expected), "{formula:?}");
    }
    assert_eq!(on_time_of_due(&three(), 1), Some(5_000), "one open past its promise");
    assert_eq!(of_item(20, 4), Some(8_000));
    assert_eq!(of_item(0, 0), None);
    assert_eq!(
        [4_137, 9_280, -5, 0].map(percent),
        ["41.37%", "92.80%", "-0.05%", "0.00%"]
    );
}

#[test]
fn nothing_divided_by_nothing_is_no_figure_unless_the_other_guard_is_asked_for() {
    for formula in Formula::ALL {
        assert_eq!(formula.of(&Sums::default(), Zero::NoFigure), None, "{formula:?}");
        assert_eq!(formula.of(&Sums::default(), Zero::AsNought), Some(0), "{formula:?}");
    }
}

#[test]
fn a_quotient_is_cut_and_never_rounded_on_both_sides_of_nought() {
    assert_eq!(share(2, 3), Some(6_666));
    assert_eq!(share(-2, 3), Some(-6_666), "cut towards nought");
    assert_eq!(share(999_999, 1_000_000), Some(9_999));
    assert_eq!(share(1, 0), None);
    assert_eq!(share(i64::MAX, i64::MAX), Some(10_000));
}

#[test]
fn names_codes_and_formulas_are_each_their_own() {
    let mut all: Vec<&str> = Formula::ALL.iter().map(|formula| formula.words().0).collect();
    all.extend(Formula::ALL.iter().map(|formula| formula.printed().0));
    all.extend(Measure::ALL.iter().map(|measure| measure.words().0));
    all.sort_unstable();
    let known = all.len();
    all.dedup();
    // A rate and a number that it is made of may not be mistaken for one another either.
    assert_eq!(all.len(), known);
    for (at, measure) in Measure::ALL.into_iter().enumerate() {
        assert_eq!(measure as usize, at, "{measure:?}");
        assert_eq!(Measure::parse(measure.code()), Some(measure));
        assert!(Kind::ALL.contains(&Kind::behind(measure)));
    }
    for formula in Formula::ALL {
        assert_eq!(Formula::parse(formula.code()), Some(formula));
    }
}

fn month(some: &[(Measure, i64)]) -> Ground {
    Ground {
        sums: Sums::of(some),
        ..Ground::default()
    }
}

fn left(ground: &Ground, part: Part) -> i64 {
    let score = score(ground, &Weights::standard());
    score.parts.iter().find(|(known, _)| *known == part).unwrap().1
}

#[test]
fn a_month_without_anything_has_a_hundred_points() {
    let score = score(&Ground::default(), &Weights::standard());
    assert_eq!((score.total, score.bonus), (1_000, 0));
    assert_eq!(score.lines, []);
    assert_eq!(Part::ALL.len(), score.parts.len());
}

#[test]
fn cards_cost_their_points_and_no_part_falls_below_nought() {
    for (notices, yellow, red, time) in [
        (2, 0, 0, 140),
        (3, 0, 0, 110),
        (7, 0, 0, 80),
        (0, 1, 0, 90),
        (0, 0, 1, 40),
        (3, 1, 0, 60),
        (0, 1, 1, 0),
        (0, 9, 9, 0),
    ] {
        let cards = month(&[
            (Measure::Notices, notices),
            (Measure::YellowCards, yellow),
            (Measure::RedCards, red),
        ]);
        assert_eq!(left(&cards, Part::Time), time, "{notices} {yellow} {red}");
        let whole = score(&cards, &Weights::standard());
        assert_eq!(whole.total, 860 + time);
        assert_eq!(whole.lines.is_empty(), time == 140);
    }
    let withdrawn = month(&[(Measure::CardsWithdrawn, 5)]);
    assert_eq!(left(&withdrawn, Part::Time), 140);
}

#[test]
fn early_closing_and_short_promises_add_points_step_by_step() {
    for (early, decided, bonus) in [
        (0, 100, 0),
        (9, 100, 0),
        (10, 100, 10),
        (19, 100, 10),
        (20, 100, 20),
        (100, 100, 100),
    ] {
        let month = month(&[(Measure::Early, early), (Measure::Decided, decided)]);
        assert_eq!(score(&month, &Weights::standard()).bonus, bonus, "{early} of {decided}");
    }
    for (least, bonus) in [(2_999, 0), (3_000, 30), (3_999, 30), (4_000, 40), (8_000, 80)] {
        let ground = Ground {
            least_promise: Some(least),
            ..Ground::default()
        };
        assert_eq!(score(&ground, &Weights::standard()).bonus, bonus, "{least}");
    }
}

#[test]
fn incomplete_data_cost_a_point_for_each_percent_and_at_most_five() {
    for (incomplete, procedure) in [(0, 140), (9, 140), (10, 130), (49, 100), (50, 90), (900, 90)] {
        let ground = month(&[(Measure::Incomplete, incomplete), (Measure::Decided, 1_000)]);
        assert_eq!(left(&ground, Part::Procedure), procedure, "{incomplete}");
    }
}

#[test]
fn satisfaction_follows_its_rate_and_people_take_off_with_a_reason() {
    let mut ground = month(&[(Measure::Rated, 4), (Measure::Dissatisfied, 1)]);
    assert_eq!(left(&ground, Part::Satisfaction), 75);
    ground.by_hand.push((
        Part::Manner,
        25,
        Words::new("电话无人接听", "nobody took the telephone"),
    ));
    let score = score(&ground, &Weights::standard());
    assert_eq!(score.total, 1_000 - 25 - 25);
    let by_hand = score.lines.iter().find(|line| line.part == Some(Part::Manner)).unwrap();
    assert_eq!((by_hand.tenths, by_hand.why.zh.as_str()), (-25, "电话无人接听"));
}

#[test]
fn weights_of_the_centre_are_used_as_they_are() {
    let mut weights = Weights::standard();
    weights.deductions[1].tenths = 20;
    weights.early = Bonus {
        begins: 5_000,
        tenths: 5,
        every: 0,
        more: 10,
    };
    weights.workload_ppm = 1_100_000;
    let ground = month(&[(Measure::YellowCards, 1), (Measure::Early, 1), (Measure::Decided, 2)]);
    let score = score(&ground, &weights);
    assert_eq!(score.total, (1_000 - 20 + 5) * 11 / 10);
    assert_eq!(points(score.total), "108.3");
}

#[test]
fn a_year_is_the_mean_of_its_months() {
    assert_eq!(mean(&[1_000, 995, 900]), Some(965));
    assert_eq!(mean(&[]), None);
    assert_eq!([1_000, 965, 5, -25].map(points), ["100", "96.5", "0.5", "-2.5"]);
}

#[test]
fn small_numbers_are_hidden_and_cannot_be_reckoned_from_the_total() {
    let hidden = None;
    assert_eq!(protect::protected(&[0, 5, 80]), [Some(0), Some(5), Some(80)]);
    assert_eq!(
        protect::protected(&[3, 7, 80]),
        [hidden, hidden, Some(80)],
        "80 + 10: which is 3?"
    );
    assert_eq!(
        protect::protected(&[1, 1, 80, 9]),
        [hidden, hidden, Some(80), hidden],
        "two that sum to 2 are one each"
    );
    assert_eq!(protect::protected(&[2]), [hidden]);
    assert_eq!(protect::total(&[2]), None);
    assert_eq!(protect::total(&[2, 90]), Some(92));
    assert_eq!(protect::total(&[0, 0]), Some(0));
    assert_eq!(protect::total(&[4, 4, 0]), None, "both are four");
}

prop_compose! {
    /// A case with a limit: by law, promised, used.
    fn a_case()(law in 1i64..60, share in 1i64..=100, used in 0i64..90) -> (i64, i64, i64) {
        (law, (law * share / 100).max(1), used)
    }
}

fn sums_of(cases: &[(i64, i64, i64)]) -> Sums {
    let one = |(law, promised, used): &(i64, i64, i64)| {
        Sums::of(&[
            (Measure::Accepted, 1),
            (Measure::Decided, 1),
            (Measure::Limited, 1),
            (Measure::OnTime, i64::from(used <= promised)),
            (Measure::Early, i64::from(used < promised)),
            (Measure::StatutoryDays, *law),
            (Measure::PromisedDays, *promised),
            (Measure::ActualDays, *used),
            (Measure::HandlingPpm, (law - used) * 1_000_000 / law),
            (Measure::PromisedPpm, (law - promised) * 1_000_000 / law),
        ])
    };
    cases.iter().map(one).sum()
}

proptest! {
    #[test]
    fn rates_keep_their_bounds(cases in prop::collection::vec(a_case(), 1..40)) {
        let sums = sums_of(&cases);
        for formula in Formula::ALL {
            if let Some(rate) = formula.of(&sums, Zero::NoFigure) {
                prop_assert!(rate <= 10_000, "{:?} {}", formula, rate);
            }
        }
        for formula in [Formula::OnTime, Formula::EarlyOfAccepted, Formula::PromisedBySums, Formula::PromisedByMean] {
            prop_assert!(formula.of(&sums, Zero::NoFigure).unwrap() >= 0);
        }
        // The mean lies between the best and the worst case; by sums as well.
        let each = cases.iter().map(|(law, _, used)| share(law - used, *law).unwrap());
        let (least, most) = (each.clone().min().unwrap(), each.max().unwrap());
        for formula in [Formula::HandlingByMean, Formula::HandlingBySums] {
            let rate = formula.of(&sums, Zero::NoFigure).unwrap();
            prop_assert!((least - 1..=most).contains(&rate), "{:?} {} {} {}", formula, least, rate, most);
        }
    }

    /// With one limit for all they say the same, but for the cut of each case.
    #[test]
    fn sum_and_mean_agree_where_every_case_has_the_same_limit(law in 1i64..60, used in prop::collection::vec(0i64..90, 1..40)) {
        let cases: Vec<_> = used.into_iter().map(|used| (law, law, used)).collect();
        let sums = sums_of(&cases);
        let of = |formula: Formula| formula.of(&sums, Zero::NoFigure).unwrap();
        prop_assert!((of(Formula::HandlingByMean) - of(Formula::HandlingBySums)).abs() <= 1);
    }

    /// Added up in any order and in any groups it is the same; what is taken away again leaves nothing.
    #[test]
    fn groups_add_up(cases in prop::collection::vec(a_case(), 2..40), cut in 0usize..40) {
        let (left, right) = cases.split_at(cut.min(cases.len()));
        let mut whole = sums_of(right);
        whole.add(&sums_of(left));
        prop_assert_eq!(whole, sums_of(&cases));
        whole.take(&sums_of(&cases));
        prop_assert!(whole.is_nothing());
    }

    #[test]
    fn no_part_falls_below_nought_nor_rises_above_its_points(values in prop::array::uniform23(0i64..5_000)) {
        let ground = Ground { sums: Sums::from_values(values), ..Ground::default() };
        let weights = Weights::standard();
        let score = score(&ground, &weights);
        for ((part, tenths), (_, full)) in score.parts.iter().zip(&weights.parts) {
            prop_assert!((0..=*full).contains(tenths), "{:?} {}", part, tenths);
        }
        prop_assert_eq!(values.len(), MEASURES);
    }

    /// Nothing that is shown is small, and what is hidden has company.
    #[test]
    fn what_is_published_gives_nobody_away(numbers in prop::collection::vec(prop_oneof![0i64..8, 0i64..200], 1..20)) {
        let shown = protect::protected(&numbers);
        for (number, shown) in numbers.iter().zip(&shown) {
            prop_assert!(shown.is_none() || (*shown == Some(*number) && (*number == 0 || *number >= protect::FEWEST)));
        }
        let hidden: Vec<i64> = numbers.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(number, _)| *number).collect();
        if protect::total(&numbers).is_some() && !hidden.is_empty() {
            prop_assert!(hidden.len() > 1 && hidden.iter().sum::<i64>() >= 2 * protect::FEWEST);
        }
    }
}

#[test]
fn a_long_case_weighs_much_in_the_sum_and_as_much_as_any_other_in_the_mean() {
    let sums = sums_of(&[(20, 10, 2), (4, 4, 4)]);
    assert_eq!(Formula::HandlingBySums.of(&sums, Zero::NoFigure), Some(7_500));
    assert_eq!(Formula::HandlingByMean.of(&sums, Zero::NoFigure), Some(4_500));
}
