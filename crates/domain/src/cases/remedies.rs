//! Remedies against a decision (救济途径): the last days to ask for reconsideration and to bring a suit, from the day of service.
//!
//! Before it is served nobody knows these days: the decision itself prints the rule.

use crate::calendar::{Calendar, Day};

/// Days in which reconsideration can be asked for (行政复议法 art. 20).
pub const RECONSIDERATION_DAYS: i32 = 60;
/// Months in which a suit can be brought (行政诉讼法 art. 46).
pub const SUIT_MONTHS: u32 = 6;

/// The last days (届满日).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDays {
    /// Of the sixty days for reconsideration.
    pub reconsideration: Day,
    /// Of the six months for a suit.
    pub suit: Day,
    /// One of them lies in a year whose holidays are not published.
    pub provisional: bool,
}

/// The last days, counted from the day on which the decision was known. That day is not counted (民法典 art. 201), months end with the same day of the
/// month or the month's last (art. 202), and a period that would end on a holiday ends with the next working day (art. 203).
pub fn last_days(calendar: &Calendar, known: Day) -> LastDays {
    let (sixtieth, half_a_year) = (known.plus(RECONSIDERATION_DAYS), months_later(known, SUIT_MONTHS));
    LastDays {
        reconsideration: calendar.next_working(sixtieth),
        suit: calendar.next_working(half_a_year),
        provisional: !calendar.known(sixtieth) || !calendar.known(half_a_year),
    }
}

fn months_later(day: Day, months: u32) -> Day {
    let count = day.month() - 1 + months;
    let year = day.year() + i32::try_from(count / 12).unwrap_or(0);
    let month = count % 12 + 1;
    // Every month has a 28th.
    (28..=day.day().max(28))
        .rev()
        .map(|last| last.min(day.day()))
        .find_map(|of_month| Day::new(year, month, of_month).ok())
        .unwrap_or(day)
}
