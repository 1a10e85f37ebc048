//! What changes a calendar: a year's arrangement, a region's own days, and what is wrong with either.

use std::collections::BTreeMap;
use std::fmt;

use super::Day;
use crate::words::Words;

/// First year that an arrangement may be about: weekends have had two days since May 1995 (国务院令第174号).
const FIRST_YEAR: i32 = 1995;
/// Last year that an arrangement may be about.
const LAST_YEAR: i32 = 2199;
/// No arrangement ever gave so many days off in a row; more is a slip.
const LONGEST_HOLIDAY: i32 = 31;
const LONGEST_NAME: usize = 60;

/// The arrangement of one year's holidays (节假日安排), as a notice publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrangement {
    /// The year that it arranges. Its days may reach into December before and January after.
    pub year: i32,
    /// Numbers and addresses of the notices.
    pub papers: Vec<String>,
    /// Name of the holiday, day, and whether it is off (`true`) or worked (`false`).
    pub days: Vec<(String, Day, bool)>,
}

/// A region's own days (地方假日), laid over the national ones (放假办法 art. 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionDays {
    /// Division code (行政区划代码), figures only.
    pub region: String,
    /// Numbers and addresses of the region's notices.
    pub papers: Vec<String>,
    /// Name of the holiday, day, and whether it is off (`true`) or worked (`false`).
    pub days: Vec<(String, Day, bool)>,
}

/// What is wrong with an arrangement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArrangementError {
    /// The year is not one that can be arranged.
    Year {
        /// The year.
        year: i32,
    },
    /// It holds no day: the year is not published yet.
    Empty,
    /// It makes days worked but gives none off.
    NoDayOff,
    /// A day has no name, or one that is too long.
    Name {
        /// The day.
        day: Day,
    },
    /// A day is both off and worked.
    Contradiction {
        /// The day.
        day: Day,
    },
    /// A day lies outside the year and the months beside it.
    Outside {
        /// The day.
        day: Day,
    },
    /// Another year's arrangement says the opposite of the same day.
    OtherYear {
        /// The day.
        day: Day,
        /// The other year.
        year: i32,
    },
    /// More than a month without a working day.
    TooLong {
        /// First day off.
        from: Day,
        /// Days in a row.
        days: i32,
    },
    /// The region's code is not made of figures.
    Region {
        /// What was given, shortened.
        region: String,
    },
}

impl ArrangementError {
    /// What is wrong and what would be right.
    pub fn words(&self) -> Words {
        match self {
            ArrangementError::Year { year } => Words::new(
                format!("年份 {year} 不在可安排的范围（{FIRST_YEAR} 年至 {LAST_YEAR} 年）内。"),
                format!("The year {year} cannot be arranged; it must lie between {FIRST_YEAR} and {LAST_YEAR}."),
            ),
            ArrangementError::Empty => Words::new(
                "安排中没有任何日期，该年度的放假安排尚未公布。",
                "The arrangement holds no day: the holidays of that year are not published yet.",
            ),
            ArrangementError::NoDayOff => Words::new(
                "安排中只有上班日，没有放假日，请核对。",
                "The arrangement names days to be worked but no day off. Please check it.",
            ),
            ArrangementError::Name { day } => Words::new(
                format!("{day} 没有节日名称，或者名称超过 {LONGEST_NAME} 个字。"),
                format!("{day} has no name of a holiday, or one longer than {LONGEST_NAME} characters."),
            ),
            ArrangementError::Contradiction { day } => Words::new(
                format!("{day} 既列为放假又列为上班，前后矛盾。"),
                format!("{day} is given both as a day off and as a working day."),
            ),
            ArrangementError::Outside { day } => Words::new(
                format!("{day} 不在该年度及其前一个月、后一个月之内。"),
                format!("{day} lies outside the year and the months next to it."),
            ),
            ArrangementError::OtherYear { day, year } => Words::new(
                format!("{day} 与 {year} 年度的安排相反，请先更正 {year} 年度的安排。"),
                format!("For {day} the arrangement of {year} says the opposite. Please correct that one first."),
            ),
            ArrangementError::TooLong { from, days } => Words::new(
                format!("自 {from} 起连续 {days} 天没有工作日，请核对。"),
                format!("From {from} there would be {days} days in a row without a working day. Please check it."),
            ),
            ArrangementError::Region { region } => Words::new(
                format!("“{region}”不是行政区划代码，代码由 2 至 12 位数字组成。"),
                format!("“{region}” is not a division code, which is made of 2 to 12 figures."),
            ),
        }
    }
}

impl fmt::Display for ArrangementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for ArrangementError {}

impl Arrangement {
    /// Everything that is wrong with the arrangement by itself; empty when it is sound.
    pub fn faults(&self) -> Vec<ArrangementError> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&self.year) {
            return vec![ArrangementError::Year { year: self.year }];
        }
        let mut faults = faults_of_days(&self.days);
        if self.days.is_empty() {
            faults.push(ArrangementError::Empty);
        } else if self.days.iter().all(|(_, _, off)| !off) {
            faults.push(ArrangementError::NoDayOff);
        }
        let outside = self
            .days
            .iter()
            .map(|(_, day, _)| *day)
            .filter(|day| !is_near(*day, self.year));
        faults.extend(outside.map(|day| ArrangementError::Outside { day }));
        faults
    }
}

impl RegionDays {
    /// Everything that is wrong with the region's days by themselves; empty when they are sound.
    pub fn faults(&self) -> Vec<ArrangementError> {
        let mut faults = faults_of_days(&self.days);
        let figures = self.region.bytes().all(|byte| byte.is_ascii_digit());
        if !figures || !(2..=12).contains(&self.region.len()) {
            faults.push(ArrangementError::Region {
                region: self.region.chars().take(24).collect(),
            });
        }
        let strange = self
            .days
            .iter()
            .map(|(_, day, _)| day.year())
            .filter(|year| !(FIRST_YEAR..=LAST_YEAR).contains(year));
        faults.extend(strange.map(|year| ArrangementError::Year { year }));
        faults
    }
}

fn is_near(day: Day, year: i32) -> bool {
    day.year() == year || (day.year() == year - 1 && day.month() == 12) || (day.year() == year + 1 && day.month() == 1)
}

fn faults_of_days(days: &[(String, Day, bool)]) -> Vec<ArrangementError> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for (name, day, off) in days {
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
            faults.push(ArrangementError::Name { day: *day });
        }
        if seen.insert(*day, *off).is_some_and(|before| before != *off) {
            faults.push(ArrangementError::Contradiction { day: *day });
        }
    }
    let mut off = seen.into_iter().filter(|(_, off)| *off).map(|(day, _)| day).peekable();
    while let Some(from) = off.next() {
        let mut to = from;
        while let Some(next) = off.next_if_eq(&to.plus(1)) {
            to = next;
        }
        let days = to.days() - from.days() + 1;
        if days > LONGEST_HOLIDAY {
            faults.push(ArrangementError::TooLong { from, days });
        }
    }
    faults
}
