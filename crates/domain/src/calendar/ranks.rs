//! Rank and select over working days, in constant time.

use std::collections::BTreeMap;

use super::Day;

/// How many working days there are up to a day, and which day is the n-th.
///
/// A window of days around the known years has one entry a day; outside of it every week has five working
/// days and arithmetic is enough. Ranks count from an arbitrary Monday; only their differences mean something.
#[derive(Debug, Clone)]
pub(super) struct Ranks {
    /// First day of the window.
    start: i32,
    /// Rank of the day before the window.
    before: i64,
    /// Working days of the window up to and with each of its days.
    counts: Vec<u32>,
    /// The working days of the window in order.
    working: Vec<i32>,
    /// What ranks after the window have more than plain weeks would give.
    surplus: i64,
    /// Spans of days in years that are known, first and last day of each.
    known: Vec<(i32, i32)>,
}

impl Ranks {
    /// Tables for known years (ascending) and days that are worked (`true`) or off whatever the week says.
    pub(super) fn new(years: &[i32], marked: &BTreeMap<i32, bool>) -> Ranks {
        let known = spans(years);
        let firsts = known
            .first()
            .map(|span| span.0)
            .into_iter()
            .chain(marked.keys().next().copied());
        let lasts = known
            .last()
            .map(|span| span.1)
            .into_iter()
            .chain(marked.keys().next_back().copied());
        let start = firsts.min().unwrap_or(0);
        let end = lasts.max().unwrap_or(start - 1);
        let is_working = |day: &i32| marked.get(day).copied().unwrap_or_else(|| is_weekday(*day));
        let working: Vec<i32> = (start..=end).filter(is_working).collect();
        let mut counts = Vec::new();
        let mut count = 0;
        for day in start..=end {
            count += u32::from(is_working(&day));
            counts.push(count);
        }
        let before = weekdays_upto(start - 1);
        let surplus = before + i64::from(count) - weekdays_upto(end);
        Ranks {
            start,
            before,
            counts,
            working,
            surplus,
            known,
        }
    }

    /// Working days up to and with a day.
    pub(super) fn rank(&self, day: i32) -> i64 {
        match usize::try_from(day - self.start).map(|at| self.counts.get(at)) {
            Ok(Some(count)) => self.before + i64::from(*count),
            Ok(None) => weekdays_upto(day) + self.surplus,
            Err(_) => weekdays_upto(day),
        }
    }

    /// The working day that has a rank.
    pub(super) fn select(&self, rank: i64) -> i32 {
        match usize::try_from(rank - self.before - 1).map(|at| self.working.get(at)) {
            Ok(Some(day)) => *day,
            Ok(None) => weekday_of(rank - self.surplus),
            Err(_) => weekday_of(rank),
        }
    }

    /// Whether a day is a working day.
    pub(super) fn is_working(&self, day: i32) -> bool {
        self.rank(day) > self.rank(day - 1)
    }

    /// Whether all days from the first to the last lie in known years.
    pub(super) fn is_known(&self, first: i32, last: i32) -> bool {
        self.known.iter().any(|&(from, to)| from <= first && last <= to)
    }
}

/// Known years, grown together where they follow each other.
fn spans(years: &[i32]) -> Vec<(i32, i32)> {
    let mut spans: Vec<(i32, i32)> = Vec::new();
    for &year in years {
        let (Ok(first), Ok(last)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else {
            continue;
        };
        match spans.last_mut() {
            Some(span) if span.1 + 1 == first.days() => span.1 = last.days(),
            _ => spans.push((first.days(), last.days())),
        }
    }
    spans
}

/// 1969-12-29, a Monday.
const MONDAY: i32 = -3;

fn is_weekday(day: i32) -> bool {
    (day - MONDAY).rem_euclid(7) < 5
}

/// Mondays to Fridays up to and with a day.
fn weekdays_upto(day: i32) -> i64 {
    let days = i64::from(day - MONDAY);
    days.div_euclid(7) * 5 + (days.rem_euclid(7) + 1).min(5)
}

/// The Monday to Friday that has a rank among plain weeks; beyond all days when the rank is.
fn weekday_of(rank: i64) -> i32 {
    let day = (rank - 1).div_euclid(5) * 7 + (rank - 1).rem_euclid(5);
    i32::try_from(day).unwrap_or(i32::MAX - 3) + MONDAY
}
