//! Clocks of matters (诉求时限): pure functions of the calendar and the rules.

use super::{Returning, Rules};
use crate::calendar::{CHINA, Calendar, Day, Instant};
use crate::words::{Fault, Refusal};

const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// The last of `days` working days, of which the first follows `from`.
///
/// # Errors
/// The calendar does not reach there.
pub fn last_day(calendar: &Calendar, from: Day, days: u32) -> Result<Day, Refusal> {
    let words = |error: crate::calendar::CalendarError| {
        let words = error.words();
        Refusal::invalid(vec![Fault::new("days", words.zh, words.en)])
    };
    Ok(calendar.add(from, days).map_err(words)?.day)
}

/// Until when an assignment made at `at` may be sent back.
///
/// # Errors
/// The calendar does not reach there.
pub fn end_of_returning(calendar: &Calendar, rules: &Rules, at: Instant) -> Result<Instant, Refusal> {
    Ok(match rules.returning.0 {
        Returning::Hours(hours) => at.plus_micros(i64::from(hours) * MICROS_PER_HOUR),
        Returning::WorkingDays(days) => Instant::end_of(last_day(calendar, at.day(CHINA), days)?, CHINA),
    })
}
