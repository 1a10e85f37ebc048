//! Office hours (办公时间): when a limit ends on its last day, and limits that are counted in hours.

use std::fmt;

use super::{Calendar, CalendarError, Day, Instant};
use crate::words::Words;

const MICROS_PER_MINUTE: i64 = 60_000_000;
const MINUTES_PER_DAY: u32 = 24 * 60;
/// Most sessions of a day.
const MOST_SESSIONS: usize = 4;

/// The hours of a hall on a working day (办公时间), one session or several, in the hall's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHours {
    /// First and last minute of each session, counted from 00:00, in order.
    sessions: Vec<(u32, u32)>,
}

/// Why something is not office hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursError {
    /// What was given, shortened.
    pub text: String,
}

impl HoursError {
    /// What is wrong and what would be right.
    pub fn words(&self) -> Words {
        let text = &self.text;
        Words::new(
            format!("“{text}”不是办公时间，请按“09:00-12:00,13:00-17:00”的格式填写，时段先后相接、互不重叠。"),
            format!(
                "“{text}” are not office hours. Please write them like 09:00-12:00,13:00-17:00, in order and without overlap."
            ),
        )
    }
}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for HoursError {}

impl OfficeHours {
    /// Reads `09:00-12:00,13:00-17:00`.
    ///
    /// # Errors
    /// Another form, a session that ends before it begins, or sessions that overlap.
    pub fn parse(text: &str) -> Result<OfficeHours, HoursError> {
        let wrong = || HoursError {
            text: text.chars().take(60).collect(),
        };
        let session = |part: &str| {
            let (from, to) = part.trim().split_once('-')?;
            Some((minute(from)?, minute(to)?))
        };
        let sessions: Vec<(u32, u32)> = text.split(',').map(session).collect::<Option<_>>().ok_or_else(wrong)?;
        let ordered =
            sessions.iter().all(|(from, to)| from < to) && sessions.windows(2).all(|two| two[0].1 <= two[1].0);
        if ordered && sessions.len() <= MOST_SESSIONS {
            Ok(OfficeHours { sessions })
        } else {
            Err(wrong())
        }
    }

    /// Working days without any hours set: from 0:00 to 24:00.
    pub fn whole_day() -> OfficeHours {
        OfficeHours {
            sessions: vec![(0, MINUTES_PER_DAY)],
        }
    }

    /// The moment at which business closes on a day; a limit whose last day it is ends then (民法典 art. 203).
    pub fn close_of(&self, day: Day, zone_offset_secs: i32) -> Instant {
        let last = self.sessions.last().map_or(MINUTES_PER_DAY, |session| session.1);
        at(day, last, zone_offset_secs)
    }

    /// When business closes, as in 17:00.
    pub fn closes(&self) -> String {
        clock(self.sessions.last().map_or(MINUTES_PER_DAY, |session| session.1))
    }

    /// The moment at which so many minutes of office time have passed since `start`: for limits counted in hours. Time
    /// outside of office hours and on days off does not count.
    ///
    /// # Errors
    /// No minute was to be counted, or the days cannot be counted.
    pub fn add(
        &self,
        calendar: &Calendar,
        start: Instant,
        minutes: u32,
        zone_offset_secs: i32,
    ) -> Result<Instant, CalendarError> {
        if minutes == 0 {
            return Err(CalendarError::NoDays);
        }
        let length = self.length();
        let (day, hour, minute, _) = start.civil(zone_offset_secs);
        let passed = if calendar.is_working(day) {
            self.passed(hour * 60 + minute)
        } else {
            length
        };
        // A limit that is used up exactly at close of business ends on that day, not on the next morning.
        let total = u64::from(passed) + u64::from(minutes);
        let whole = (total - 1) / u64::from(length);
        let rest = u32::try_from(total - whole * u64::from(length)).unwrap_or(length);
        let day = match u32::try_from(whole) {
            Ok(0) => day,
            Ok(days) => calendar.add(day, days)?.day,
            Err(_) => return Err(CalendarError::TooManyDays { days: whole }),
        };
        Ok(at(day, self.minute_after(rest), zone_offset_secs))
    }

    /// Minutes of office time of a day from one moment to another; none on a day off.
    pub fn between(&self, calendar: &Calendar, day: Day, (from, to): (Instant, Instant), zone_offset_secs: i32) -> u32 {
        if !calendar.is_working(day) {
            return 0;
        }
        let begin = Instant::start_of(day, zone_offset_secs).0;
        let minute = |moment: Instant| {
            let minute = (moment.0 - begin).div_euclid(MICROS_PER_MINUTE);
            u32::try_from(minute.clamp(0, i64::from(MINUTES_PER_DAY))).unwrap_or(0)
        };
        self.passed(minute(to)).saturating_sub(self.passed(minute(from)))
    }

    /// Minutes of office time in a day.
    fn length(&self) -> u32 {
        self.sessions.iter().map(|(from, to)| to - from).sum()
    }

    /// Minutes of office time before a minute of the day.
    fn passed(&self, minute: u32) -> u32 {
        self.sessions
            .iter()
            .map(|&(from, to)| minute.clamp(from, to) - from)
            .sum()
    }

    /// The minute of the day at which so much office time has passed.
    fn minute_after(&self, mut minutes: u32) -> u32 {
        for &(from, to) in &self.sessions {
            if minutes <= to - from {
                return from + minutes;
            }
            minutes -= to - from;
        }
        MINUTES_PER_DAY
    }
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (from, to)) in self.sessions.iter().enumerate() {
            let comma = if n > 0 { "," } else { "" };
            write!(f, "{comma}{}-{}", clock(*from), clock(*to))?;
        }
        Ok(())
    }
}

fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let two_figures = |part: &str| (part.len() == 2).then(|| part.parse::<u32>().ok()).flatten();
    let (hour, minute) = (two_figures(hour)?, two_figures(minute)?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= MINUTES_PER_DAY).then_some(at)
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn at(day: Day, minute: u32, zone_offset_secs: i32) -> Instant {
    Instant::start_of(day, zone_offset_secs).plus_micros(i64::from(minute) * MICROS_PER_MINUTE)
}
