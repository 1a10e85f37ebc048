//! When made-up cases are filed: through the year with its festivals, through the week, and through the day with two peaks.

use std::collections::BTreeMap;

use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};

use super::plan::Dice;

/// Cases a calendar day when it is free to choose: about what a district's centre takes in.
const A_DAY: usize = 1_500;
/// Shortest and longest history, days.
const SPAN: (usize, usize) = (130, 1_095);
/// The weight of a usual working day.
const USUAL: u64 = 1_000;

/// A case that will be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    /// When it is filed.
    pub(super) at: Instant,
    /// Place of its item among the items.
    pub(super) item: usize,
    /// Serial among the cases of the item on the day.
    pub(super) serial: u64,
    /// It comes in online, because nobody is at the window.
    pub(super) online: bool,
    /// Seed of its dice.
    pub(super) seed: u64,
}

/// The filings of a history in the order of time.
pub(super) struct Arrivals {
    dice: Dice,
    now: Instant,
    days: std::vec::IntoIter<(Day, bool, usize)>,
    /// Weights of the items, added up.
    items: Vec<u64>,
}

impl Arrivals {
    /// So many filings up to now, over as many days as suit their number.
    pub(super) fn new(calendar: &Calendar, now: Instant, cases: usize, items: usize, seed: u64) -> Arrivals {
        let mut dice = Dice::new(seed);
        let today = now.day(CHINA);
        let span = (cases / A_DAY).clamp(SPAN.0, SPAN.1) as i32;
        let days: Vec<Day> = (1 - span..=0).map(|back| today.plus(back)).collect();
        let mut weights: Vec<u64> = days.iter().map(|day| weight(calendar, *day)).collect();
        if let Some(last) = weights.last_mut() {
            *last = *last * passed(today, now) / USUAL;
        }
        let shares = shares(&weights, cases);
        let days: Vec<_> = days
            .into_iter()
            .zip(shares)
            .map(|(day, share)| (day, calendar.is_working(day), share))
            .collect();
        Arrivals {
            items: item_weights(&mut dice, items),
            dice,
            now,
            days: days.into_iter(),
        }
    }

    fn item(&mut self) -> usize {
        let all = self.items.last().copied().unwrap_or(1).max(1);
        let thrown = self.dice.below(all as usize) as u64;
        self.items.partition_point(|upto| *upto <= thrown)
    }

    fn moment(&mut self, day: Day, working: bool) -> (Instant, bool) {
        let dice = &mut self.dice;
        let minute = match (working, dice.below(100)) {
            (true, 0..=46) => 9 * 60 + dice.below(60) + dice.below(60) + dice.below(60),
            (true, 47..=86) => 13 * 60 + 30 + dice.below(70) + dice.below(70) + dice.below(70),
            (true, 87..=90) => 12 * 60 + dice.below(90),
            (true, 91..=97) => 17 * 60 + dice.below(3 * 60) + dice.below(3 * 60),
            (true, _) => dice.below(9 * 60),
            (false, 0..=92) => 8 * 60 + dice.below(7 * 60) + dice.below(7 * 60),
            (false, _) => dice.below(8 * 60),
        };
        let online = !working || !matches!(minute, 540..=719 | 810..=1_019);
        let from = Instant::start_of(day, CHINA);
        let within = (minute * 60 + dice.below(60)) as i64 * 1_000_000 + dice.below(1_000_000) as i64;
        (from.plus_micros(within.min(86_399_999_999)), online)
    }
}

impl Iterator for Arrivals {
    type Item = Vec<Arrival>;

    /// The filings of the next day that has any.
    fn next(&mut self) -> Option<Vec<Arrival>> {
        let (day, working, share) = self.days.find(|(_, _, share)| *share > 0)?;
        let now = self.now;
        let mut moments: Vec<(Instant, bool)> = (0..share)
            .map(|_| {
                let (at, online) = self.moment(day, working);
                let begun = Instant::start_of(day, CHINA).0;
                let whole = Instant::end_of(day, CHINA).0 - begun;
                // What is still to come today is filed before now instead.
                let squeezed = i128::from(at.0 - begun) * i128::from(now.0 - begun) / i128::from(whole.max(1));
                let squeezed = i64::try_from(squeezed).unwrap_or(0);
                (if at > now { Instant(begun + squeezed) } else { at }, online)
            })
            .collect();
        moments.sort_by_key(|(at, _)| at.0);
        let mut serials: BTreeMap<usize, u64> = BTreeMap::new();
        let arrivals = moments.into_iter().map(|(at, online)| {
            let item = self.item();
            let serial = serials.entry(item).or_default();
            *serial += 1;
            Arrival {
                at,
                item,
                serial: *serial,
                online,
                seed: self.dice.seed(),
            }
        });
        Some(arrivals.collect())
    }
}

/// How busy a day is.
fn weight(calendar: &Calendar, day: Day) -> u64 {
    if !calendar.is_working(day) {
        let before_and_after_work = calendar.is_working(day.plus(-1)) || calendar.is_working(day.plus(1));
        return if before_and_after_work { 55 } else { 20 };
    }
    let week = match day.weekday() {
        1 => 1_180,
        2 | 3 => 1_050,
        4 => 960,
        _ => 840,
    };
    let year = match day.month() {
        3 | 6 | 11 => 1_120,
        1 | 2 => 820,
        8 | 10 => 930,
        _ => 1_000,
    };
    // Near a long festival few come.
    let off = (-6..=6).filter(|near| !calendar.is_working(day.plus(*near))).count() as u64;
    let festival = if off > 5 { 700 } else { 1_000 };
    week * year / USUAL * festival / USUAL
}

/// How much of a day's work is done by now, in thousandths.
fn passed(today: Day, now: Instant) -> u64 {
    let minute = (now.0 - Instant::start_of(today, CHINA).0) / 60_000_000;
    let opened = (minute - 9 * 60).clamp(0, 8 * 60) as u64;
    (opened * USUAL / (8 * 60)).max(20)
}

/// Shares of a number by weight that add up to it.
fn shares(weights: &[u64], number: usize) -> Vec<usize> {
    let all = u128::from(weights.iter().sum::<u64>().max(1));
    let mut upto = 0u128;
    let mut given = 0;
    weights
        .iter()
        .map(|weight| {
            upto += u128::from(*weight);
            let due = usize::try_from(number as u128 * upto / all).unwrap_or(number);
            let share = due - given;
            given = due;
            share
        })
        .collect()
}

/// A few items are asked for all the time, most of them seldom.
fn item_weights(dice: &mut Dice, items: usize) -> Vec<u64> {
    let mut upto = 0;
    let ranks = (0..items).map(|at| if at < 12 { at } else { 12 + dice.below(items) });
    ranks
        .map(|rank| {
            upto += 100_000 / (rank as u64 + 4);
            upto
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrivals(cases: usize) -> Vec<Arrival> {
        let now = Instant::start_of(Day::new(2026, 11, 20).unwrap(), CHINA).plus_micros(15 * 3_600_000_000);
        Arrivals::new(Calendar::national(), now, cases, 300, 7)
            .flatten()
            .collect()
    }

    #[test]
    fn as_many_as_asked_come_in_the_order_of_time_with_no_number_missing() {
        let all = arrivals(20_000);
        assert_eq!(all.len(), 20_000);
        assert!(all.windows(2).all(|pair| pair[0].at.0 <= pair[1].at.0));
        let mut last: BTreeMap<(usize, Day), u64> = BTreeMap::new();
        for arrival in &all {
            let serial = last.entry((arrival.item, arrival.at.day(CHINA))).or_default();
            *serial += 1;
            assert_eq!(arrival.serial, *serial);
        }
        assert_eq!(arrivals(20_000), all, "the same seed gives the same history");
    }

    #[test]
    fn mornings_and_afternoons_are_busy_and_festivals_and_nights_are_quiet() {
        let all = arrivals(20_000);
        let hour = |arrival: &Arrival| arrival.at.civil(CHINA).1;
        let at = |from: u32, upto: u32| all.iter().filter(|one| (from..upto).contains(&hour(one))).count();
        assert!(at(10, 11) > 3 * at(12, 13), "lunch");
        assert!(at(14, 15) > 3 * at(12, 13), "lunch");
        assert!(at(0, 6) * 20 < at(9, 12), "night");
        let festival = |arrival: &&Arrival| {
            let day = arrival.at.day(CHINA);
            day >= Day::new(2026, 10, 1).unwrap() && day <= Day::new(2026, 10, 7).unwrap()
        };
        assert!(all.iter().filter(festival).count() < 20_000 / 100);
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(shares(&[1, 2, 3], 7).iter().sum::<usize>(), 7);
        assert_eq!(shares(&[0, 5], 3), [0, 3]);
    }
}
