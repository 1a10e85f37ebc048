//! Civil days and instants: numbers that cannot be wrong once made.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, Unit};

use crate::words::Words;

/// Offset of the time of China (北京时间), in seconds east of UTC.
pub const CHINA: i32 = 8 * 3600;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
const FIRST: i32 = -25_567;
const LAST: i32 = 2_932_896;

/// A civil day (日期), counted in days since 1970-01-01. Written `2026-11-22`.
///
/// Days that are read or made from parts lie in the years 1900 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Why something is not a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayError {
    /// The text is not of the form 2026-11-22.
    Form {
        /// What was given, shortened.
        text: String,
    },
    /// The month or the day is not in the calendar, as in 2026-02-31.
    NoSuchDay {
        /// What was given.
        text: String,
    },
    /// The year lies outside 1900 to 9999.
    Year {
        /// The year that was given.
        year: i32,
    },
}

impl DayError {
    /// What is wrong and what would be right.
    pub fn words(&self) -> Words {
        match self {
            DayError::Form { text } => Words::new(
                format!("“{text}”不是日期，请按“2026-11-22”的格式填写。"),
                format!("“{text}” is not a date. Please write it like 2026-11-22."),
            ),
            DayError::NoSuchDay { text } => Words::new(
                format!("没有“{text}”这一天，请核对月份和日期。"),
                format!("There is no such day as {text}. Please check the month and the day."),
            ),
            DayError::Year { year } => Words::new(
                format!("年份 {year} 超出范围，请填写 1900 年至 9999 年之间的日期。"),
                format!("The year {year} is out of range. Please give a date between the years 1900 and 9999."),
            ),
        }
    }
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for DayError {}

impl Day {
    /// The day of a year (1900 to 9999), a month and a day of the month.
    ///
    /// # Errors
    /// The year is out of range, or the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Day, DayError> {
        if !(1900..=9999).contains(&year) {
            return Err(DayError::Year { year });
        }
        let no_such_day = || DayError::NoSuchDay {
            text: format!("{year:04}-{month:02}-{day:02}"),
        };
        let part = |n: u32| i8::try_from(n).map_err(|_| no_such_day());
        let year = i16::try_from(year).map_err(|_| DayError::Year { year })?;
        let date = Date::new(year, part(month)?, part(day)?).map_err(|_| no_such_day())?;
        Ok(Day(days_of(date)))
    }

    /// Reads `2026-11-22`, and nothing else.
    ///
    /// # Errors
    /// Another form, a day that is not in the calendar, or a year outside 1900 to 9999.
    pub fn parse(text: &str) -> Result<Day, DayError> {
        let form = || DayError::Form {
            text: text.chars().take(24).collect(),
        };
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
        let well_formed =
            bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && digits(0..4) && digits(5..7) && digits(8..10);
        if !well_formed {
            return Err(form());
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().map_err(|_| form());
        let year = i32::try_from(number(0..4)?).map_err(|_| form())?;
        Day::new(year, number(5..7)?, number(8..10)?)
    }

    /// The day that lies `days` after 1970-01-01; kept within the years 1900 to 9999.
    pub fn from_days(days: i32) -> Day {
        Day(days.clamp(FIRST, LAST))
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Year, as in 2026.
    pub fn year(self) -> i32 {
        i32::from(self.date().year())
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u32 {
        self.date().month().unsigned_abs().into()
    }

    /// Day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.date().day().unsigned_abs().into()
    }

    /// Day of the week, Monday 1 to Sunday 7.
    pub fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7).unsigned_abs() + 1
    }

    /// The day `days` later (earlier when negative); kept within the years 1900 to 9999.
    pub fn plus(self, days: i32) -> Day {
        Day::from_days(self.0.saturating_add(days))
    }

    /// The day in eight figures, as in numbers of cases: `20261122`.
    pub fn compact(self) -> String {
        let date = self.date();
        format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
    }

    fn date(self) -> Date {
        // Every `Day` lies in the years 1900 to 9999, so the addition cannot fail.
        Date::constant(1970, 1, 1).saturating_add(Span::new().days(self.0))
    }
}

fn days_of(date: Date) -> i32 {
    let span = Date::constant(1970, 1, 1).until((Unit::Day, date));
    span.map_or(0, |span| span.get_days())
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

/// A moment (时刻), in microseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The civil day at this moment in a zone, given as seconds east of UTC.
    pub fn day(self, zone_offset_secs: i32) -> Day {
        self.split(zone_offset_secs).0
    }

    /// The first moment of a day, 00:00.
    pub fn start_of(day: Day, zone_offset_secs: i32) -> Instant {
        Instant(i64::from(day.days()) * MICROS_PER_DAY - i64::from(zone_offset_secs) * MICROS_PER_SECOND)
    }

    /// The end of a day, 24:00, which is the first moment of the next (民法典 art. 203).
    pub fn end_of(day: Day, zone_offset_secs: i32) -> Instant {
        Instant(Instant::start_of(day, zone_offset_secs).0 + MICROS_PER_DAY)
    }

    /// Day, hour, minute and second on the wall clock of a zone.
    pub fn civil(self, zone_offset_secs: i32) -> (Day, u32, u32, u32) {
        let (day, micros) = self.split(zone_offset_secs);
        // Below 86,400, so it fits.
        let seconds = u32::try_from(micros / MICROS_PER_SECOND).unwrap_or(0);
        (day, seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// This moment and `micros` microseconds more.
    pub fn plus_micros(self, micros: i64) -> Instant {
        Instant(self.0.saturating_add(micros))
    }

    fn split(self, zone_offset_secs: i32) -> (Day, i64) {
        let local = self.0.saturating_add(i64::from(zone_offset_secs) * MICROS_PER_SECOND);
        let days = i32::try_from(local.div_euclid(MICROS_PER_DAY)).unwrap_or(if local < 0 { FIRST } else { LAST });
        (Day::from_days(days), local.rem_euclid(MICROS_PER_DAY))
    }
}
