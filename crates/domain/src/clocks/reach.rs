//! When a clock gets somewhere (到达时点): a share of its limit used, so many days left, so many days over. Rules of supervision rest on these moments.

use super::{Clock, ClockError, Measure, counted, last_day, office_end};
use crate::calendar::{CHINA, Calendar, Day, Instant};

/// Microseconds of a day.
const DAY_MICROS: i64 = 86_400_000_000;

/// A moment that a clock gets to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// The moment itself.
    pub at: Instant,
    /// The day to which it belongs: the end of a day, 24:00, belongs to that day.
    pub day: Day,
    /// A year on the way has no published arrangement of holidays yet.
    pub provisional: bool,
}

impl Clock {
    /// The day on which the n-th working day of the limit is counted. It is known while the clock stands suspended, if it came before.
    ///
    /// # Errors
    /// The clock stands suspended before that day, or the days cannot be counted.
    pub fn counted_day(&self, calendar: &Calendar, n: u32) -> Result<Day, ClockError> {
        let open = self.open_suspension().map(|open| open.from);
        // Up to the day of a suspension that stands, nothing of it is left out yet.
        let gaps = self.gaps(open.unwrap_or(self.start));
        let day = self.walk(calendar, &gaps, n)?;
        match open {
            Some(since) if day > since => Err(ClockError::Suspended { since }),
            _ => Ok(day),
        }
    }

    /// The moment at which so many percent of the limit are used. A working day is used up evenly, over its office hours where there are any.
    ///
    /// # Errors
    /// The clock stands suspended before it, or the days cannot be counted.
    pub fn used_at(&self, calendar: &Calendar, percent: u32) -> Result<Reached, ClockError> {
        if percent >= 100 {
            return self.over_at(calendar, 0);
        }
        if let Measure::OfficeMinutes { from, minutes } = self.measure {
            return self.minutes_used_at(calendar, from, (minutes * percent).div_ceil(100).max(1));
        }
        let total = u64::from(self.allowed(calendar)) * u64::from(percent);
        let (whole, rest) = (total / 100, total % 100);
        let whole = u32::try_from(whole).unwrap_or(u32::MAX);
        let part = u32::try_from(rest).unwrap_or(0);
        if part == 0 {
            let day = self.counted_day(calendar, whole)?;
            return Ok(self.reached(calendar, calendar.end_of(day, CHINA), day));
        }
        let day = self.counted_day(calendar, whole.saturating_add(1))?;
        Ok(self.reached(calendar, part_of(calendar, day, part)?, day))
    }

    /// The beginning of the day on which so many working days are left after it; the day of the start where the limit is not longer.
    ///
    /// # Errors
    /// The clock stands suspended before it, or the days cannot be counted.
    pub fn left_at(&self, calendar: &Calendar, days: u32) -> Result<Reached, ClockError> {
        let day = match self.allowed(calendar).checked_sub(days) {
            Some(counted) if counted > 0 => self.counted_day(calendar, counted)?,
            _ => self.start,
        };
        Ok(self.reached(calendar, Instant::start_of(day, CHINA), day))
    }

    /// The moment at which the limit has been over for so many working days: with nought, the moment at which it is over.
    ///
    /// # Errors
    /// The clock stands suspended before its last day, or the days cannot be counted.
    pub fn over_at(&self, calendar: &Calendar, days: u32) -> Result<Reached, ClockError> {
        let last = match self.open_suspension() {
            Some(open) => {
                let last = self.due_with(calendar, &self.gaps(open.from))?.day;
                // On the day on which it is stopped a clock is not over yet.
                if last >= open.from {
                    return Err(ClockError::Suspended { since: open.from });
                }
                last
            }
            None => self.due(calendar)?.day,
        };
        if days == 0 {
            return Ok(self.reached(calendar, self.end_of(last, calendar), last));
        }
        let day = calendar.add(last, days)?.day;
        Ok(self.reached(calendar, calendar.end_of(day, CHINA), day))
    }

    fn minutes_used_at(&self, calendar: &Calendar, from: Instant, part: u32) -> Result<Reached, ClockError> {
        let end = office_end(calendar, from, part)?;
        let (unmoved, days) = (last_day(end), counted(calendar, self.start, last_day(end), &[]));
        let day = match u32::try_from(days) {
            Ok(days) if days > 0 => self.counted_day(calendar, days)?,
            _ => unmoved,
        };
        let within = end.0 - Instant::start_of(unmoved, CHINA).0;
        Ok(self.reached(calendar, Instant::start_of(day, CHINA).plus_micros(within), day))
    }

    fn reached(&self, calendar: &Calendar, at: Instant, day: Day) -> Reached {
        Reached {
            at,
            day,
            provisional: !calendar.known_between(self.start.plus(1).min(day), day),
        }
    }
}

/// The moment at which so many percent of a working day have passed.
fn part_of(calendar: &Calendar, day: Day, percent: u32) -> Result<Instant, ClockError> {
    let (begin, end) = (Instant::start_of(day, CHINA), Instant::end_of(day, CHINA));
    let Some(hours) = calendar.hours() else {
        return Ok(begin.plus_micros(DAY_MICROS / 100 * i64::from(percent)));
    };
    let length = hours.between(calendar, day, (begin, end), CHINA);
    let minutes = (length * percent).div_ceil(100).max(1);
    Ok(hours.add(calendar, begin, minutes, CHINA)?)
}
