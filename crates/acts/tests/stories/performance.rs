//! Figures kept by the events against a full recount, after histories that nobody planned.

use std::collections::BTreeMap;

use yimen_acts::cases::rebuild::{Mode, Report, rebuild};
use yimen_acts::demonstration::{Many, load_many};
use yimen_acts::performance::figures::{self, Asked, Behind, By, Figures};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::clocks::SuspensionKind;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::performance::{Formula, Measure, Sums, Zero, facts};
use yimen_store::tables::performance_figures::Grain;
use yimen_testkit::{Town, items, refusal};

async fn looks(town: &Town) -> Report {
    rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap()
}

async fn is_sound(town: &Town) {
    let report = looks(town).await;
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

async fn figures(town: &Town, by: By, grain: Grain, day: Day) -> Figures {
    let asked = Asked { by, grain, day };
    let actor = town.inspector().actor();
    figures::of_period(&town.centre, &actor, asked).await.unwrap()
}

fn by_unit(figures: Figures) -> BTreeMap<String, Sums> {
    figures.units.into_iter().map(|unit| (unit.code, unit.sums)).collect()
}

/// Numbers without a plan that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// People do what comes to their mind, and what the rules refuse did not happen.
async fn lives(town: &Town, seed: u64, steps: u32) -> Vec<String> {
    let (mut dice, mut numbers) = (Dice(seed), Vec::<String>::new());
    let all = [
        (items::LEGAL_AID, "justice"),
        (items::PASSPORT, "police"),
        (items::DISABILITY, "disabled"),
    ];
    for _ in 0..steps {
        town.seconds_later(60);
        if dice.below(5) == 0 {
            town.days_later(i32::try_from(dice.below(9)).unwrap());
        }
        if numbers.is_empty() || dice.below(4) == 0 {
            let (item, _) = all[usize::try_from(dice.below(3)).unwrap()];
            if let Ok(done) = town.citizen("citizen1").files(item).await {
                numbers.push(done.number);
            }
            continue;
        }
        let number = numbers[usize::try_from(dice.below(numbers.len() as u64)).unwrap()].clone();
        let view = town.inspector().looks_at(&number).await.unwrap();
        let body = view.case.body.clone();
        let (clerk, examiner, chief) = (town.clerk(), town.examiner(&body), town.chief(&body));
        let citizen = town.citizen("citizen1");
        // Half of the time somebody does what comes next.
        let next = match view.case.status() {
            Status::Received => 2,
            Status::AwaitingCorrection => 1,
            Status::Accepted => 5,
            Status::Reviewed => 7,
            Status::Granted | Status::Refused => 10,
            _ => 11,
        };
        let step = if dice.below(2) == 0 { next } else { dice.below(12) };
        let done = match step {
            0 => clerk.asks_for_correction(&number, "m2").await,
            1 => citizen.supplements(&number, "m2").await,
            2 | 3 => clerk.accepts(&number).await,
            4 => clerk.refuses_acceptance(&number).await,
            5 | 6 => examiner.reviews(&number).await,
            7 => chief.decides(&number).await,
            8 => chief.refuses(&number).await,
            9 => match examiner.suspends(&number, SuspensionKind::Appraisal).await {
                Ok(_) => {
                    town.days_later(3);
                    examiner.resumes(&number).await
                }
                refused => refused,
            },
            10 => clerk.issues(&number).await,
            _ => match dice.below(3) {
                0 => citizen.withdraws(&number).await,
                level => citizen.rates(&number, level * 2).await,
            },
        };
        drop(done);
    }
    numbers
}

/// Every case folded anew, and its facts added up.
async fn recounted(
    town: &Town,
    numbers: &[String],
    of: impl Fn(&str, &str, Option<String>) -> Option<String>,
) -> BTreeMap<String, Sums> {
    let mut units: BTreeMap<String, Sums> = BTreeMap::new();
    for number in numbers {
        let case = town.inspector().looks_at(number).await.unwrap().case;
        for fact in facts(&case, &town.centre.book().of(&case)) {
            let staff = fact.staff.map(|account| account.0.to_string());
            if let Some(unit) = of(&case.body, &case.item, staff) {
                units.entry(unit).or_default().add(&fact.sums);
            }
        }
    }
    units
}

pub async fn what_the_events_added_up_is_what_a_full_recount_gives(town: &Town) {
    for seed in [7, 42] {
        let first = town.today();
        Box::pin(lives(town, seed, 60)).await;
        assert!(town.today() >= first);
        is_sound(town).await;
    }
}

pub async fn a_year_says_what_its_cases_say_by_every_dimension(town: &Town) {
    let numbers = Box::pin(lives(town, 5, 120)).await;
    let (year, day) = (Grain::Year, town.today());
    let bodies = figures(town, By::Body, year, day).await;
    let total = bodies.total;
    assert!(
        total.get(Measure::Decided) > 3 && total.get(Measure::Corrections) > 0,
        "{total:?}"
    );
    assert_eq!(
        by_unit(bodies),
        recounted(town, &numbers, |body, _, _| Some(body.into())).await
    );
    let items = by_unit(figures(town, By::Item, year, day).await);
    assert_eq!(items, recounted(town, &numbers, |_, item, _| Some(item.into())).await);
    let staff = by_unit(figures(town, By::Staff, year, day).await);
    assert_eq!(staff, recounted(town, &numbers, |_, _, staff| staff).await);
    // Of sections, halls and levels each is the sum of its people or bodies.
    for by in [By::Hall, By::Level] {
        let all: Sums = figures(town, by, year, day)
            .await
            .units
            .iter()
            .map(|unit| unit.sums)
            .sum();
        assert_eq!(all, total, "{by:?}");
    }
    let sections: Sums = by_unit(figures(town, By::Section, year, day).await).into_values().sum();
    assert_eq!(sections, staff.into_values().sum());
    // The months of the year add up to it, and the days of a month to the month.
    let months = figures::trend(&town.centre, day, 24).await.unwrap();
    assert_eq!(months.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
    let (month, sums) = months[0];
    let mut days = Sums::default();
    let mut at = month;
    while at <= Grain::Month.ends(month) {
        days.add(&figures(town, By::Body, Grain::Day, at).await.total);
        at = at.plus(1);
    }
    assert_eq!(days, sums);
}

pub async fn every_figure_opens_to_its_cases(town: &Town) {
    Box::pin(lives(town, 11, 120)).await;
    let (grain, day, actor) = (Grain::Year, town.today(), town.inspector().actor());
    let counts = [
        Measure::Filed,
        Measure::Accepted,
        Measure::Decided,
        Measure::Delivered,
        Measure::OnTime,
        Measure::Early,
        Measure::Limited,
        Measure::SameDay,
        Measure::Corrections,
        Measure::Rated,
        Measure::Dissatisfied,
        Measure::YellowCards,
        Measure::Incomplete,
    ];
    for by in [By::Body, By::Item, By::Staff] {
        for unit in figures(town, by, grain, day).await.units {
            for measure in counts {
                let (mut found, mut after) = (0, None);
                let behind = |late| Behind {
                    by,
                    unit: unit.code.clone(),
                    grain,
                    day,
                    measure,
                    late,
                };
                loop {
                    let (page, next) = figures::cases(&town.centre, &actor, &behind(false), after)
                        .await
                        .unwrap();
                    found += page.len() as i64;
                    after = next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(found, unit.sums.get(measure), "{by:?} {} {measure:?}", unit.code);
                if measure == Measure::Decided {
                    let (late, _) = figures::cases(&town.centre, &actor, &behind(true), None).await.unwrap();
                    let expected = unit.sums.get(Measure::Decided) - unit.sums.get(Measure::OnTime);
                    assert_eq!(late.len() as i64, expected);
                }
            }
        }
    }
}

pub async fn a_rate_and_a_score_follow_from_the_figures(town: &Town) {
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.days_later(1);
    town.examiner("police").reviews(&number).await.unwrap();
    town.chief("police").decides(&number).await.unwrap();
    let month = figures(town, By::Body, Grain::Month, town.today()).await;
    let [police] = month.units.as_slice() else {
        panic!("{month:?}")
    };
    let item = town.item(items::PASSPORT);
    let law = i64::from(item.statutory.days);
    let expected = (law - 1) * 10_000 / law;
    for formula in [Formula::HandlingBySums, Formula::HandlingByMean] {
        assert_eq!(formula.of(&police.sums, Zero::NoFigure), Some(expected));
    }
    let score = police.score.as_ref().unwrap();
    // Every case of the month came early.
    assert!(score.total >= 1_000 + 100, "{score:?}");
    assert_eq!(month.rests.calendar, town.centre.calendar().version().number);
    assert_eq!(month.rests.root, None, "no day is closed");
}

pub async fn whoever_may_not_see_the_board_sees_no_figures(town: &Town) {
    let asked = Asked {
        by: By::Staff,
        grain: Grain::Year,
        day: town.today(),
    };
    for actor in [
        town.clerk().actor(),
        town.citizen("citizen1").actor(),
        town.chief("police").actor(),
    ] {
        assert!(!actor.could(Permission::SeeBoard));
        let refused = figures::of_period(&town.centre, &actor, asked).await.unwrap_err();
        assert_eq!(refusal(refused).code, "not_found");
    }
}

pub async fn altered_lost_and_invented_figures_are_named_and_mended(town: &Town) {
    Box::pin(lives(town, 3, 40)).await;
    let one = "(SELECT MIN(day) FROM performance_figures WHERE dimension = 'body' AND grain = 'm')";
    for (sql, table, column) in [
        (
            format!("UPDATE performance_figures SET filed = filed + 1 WHERE dimension = 'body' AND grain = 'm' AND day = {one} AND \
                     unit = (SELECT MIN(unit) FROM performance_figures WHERE dimension = 'body' AND grain = 'm' AND day = {one})"),
            "performance_figures",
            "filed",
        ),
        (
            "UPDATE performance_facts SET corrections = 7 WHERE kind = 'filed' AND number = (SELECT MIN(number) FROM performance_facts)".into(),
            "performance_facts",
            "corrections",
        ),
        (
            "DELETE FROM performance_facts WHERE kind = 'filed' AND number = (SELECT MIN(number) FROM performance_facts)".into(),
            "performance_facts",
            "",
        ),
        (
            "UPDATE performance_facts SET kind = 'rated', no = 9 WHERE kind = 'filed' AND number = (SELECT MIN(number) FROM performance_facts)".into(),
            "performance_facts",
            "",
        ),
    ] {
        town.db_tamper(1, &sql, Vec::new()).await;
        let report = looks(town).await;
        assert!(!report.is_sound());
        assert!(
            report.differences.iter().all(|found| found.table == table && found.column == column),
            "{sql}: {report:?}"
        );
        let mended = rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
        assert_eq!(mended.mended, report.different);
        is_sound(town).await;
    }
}

pub async fn a_long_history_made_at_once_is_counted_as_well(town: &Town) {
    let many = Many { cases: 600, seed: 8 };
    load_many(&town.centre, many, &|_, _, _, _| {}).await.unwrap();
    is_sound(town).await;
    let months = figures::trend(&town.centre, town.today(), 240).await.unwrap();
    let filed: i64 = months.iter().map(|(_, sums)| sums.get(Measure::Filed)).sum();
    assert_eq!(filed, 600);
}
