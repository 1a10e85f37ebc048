//! The working-day calendar (工作日历): national arrangements, a region's own days over them, and counting.
//!
//! Time limits of authorities count in working days without statutory holidays (行政许可法 art. 82), and the
//! day of the start is not counted (民法典 art. 201). Counting does not walk from day to day: the number of
//! working days up to a day (rank) and the n-th working day (select) are tables, so any count costs the same.

mod arrangement;
mod day;
mod hours;
mod national;
mod ranks;
mod reason;
mod region;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

pub use arrangement::{Arrangement, ArrangementError, RegionDays};
pub use day::{CHINA, Day, DayError, Instant};
pub use hours::{HoursError, OfficeHours};
pub use reason::DayReason;
pub use region::Region;

use crate::words::Words;
use national::Notice;
use ranks::Ranks;

/// Most working days that can be counted at once, about four hundred years.
pub const MOST_DAYS: u32 = 100_000;

/// First and last year in which is counted: the years inside 1900 to 9999 that have a year on both sides.
const FIRST_YEAR: i32 = 1901;
const LAST_YEAR: i32 = 9998;
/// 1901-01-01 and 9998-12-31 in days since 1970-01-01.
const FIRST_DAY: i32 = -25_202;
const LAST_DAY: i32 = 2_932_531;

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Due {
    /// The last day; it ends at 24:00, or at close of business where there are business hours (民法典 art. 203).
    pub day: Day,
    /// A day that was counted lies in a year whose holidays are not published: the date may still move.
    pub provisional: bool,
}

/// Why a count of working days cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarError {
    /// No day was to be counted.
    NoDays,
    /// More than [`MOST_DAYS`].
    TooManyDays {
        /// How many were asked for.
        days: u64,
    },
    /// The start, or the end, lies in a year in which is not counted.
    Year {
        /// The year.
        year: i32,
    },
}

impl CalendarError {
    /// What is wrong and what would be right.
    pub fn words(&self) -> Words {
        match self {
            CalendarError::NoDays => {
                Words::new("工作日天数至少为 1。", "The number of working days must be at least 1.")
            }
            CalendarError::TooManyDays { days } => Words::new(
                format!("{days} 个工作日超出范围，最多为 {MOST_DAYS} 个工作日。"),
                format!("{days} working days are too many; the most is {MOST_DAYS}."),
            ),
            CalendarError::Year { year } => Words::new(
                format!("{year} 年超出计算范围（{FIRST_YEAR} 年至 {LAST_YEAR} 年）。"),
                format!("The year {year} is out of range; days are counted from {FIRST_YEAR} to {LAST_YEAR}."),
            ),
        }
    }
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for CalendarError {}

/// Who put a version of a calendar in force, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The person, as the records name them.
    pub by: String,
    /// The moment.
    pub at: Instant,
}

/// Which calendar it is: enough to repeat a computation with the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarVersion {
    /// Division code of the region; empty for the national calendar.
    pub region: String,
    /// Number of the version, 1 for the national calendar that comes with the product.
    pub number: u32,
    /// The notice that made this version.
    pub notice: String,
    /// Who applied it; nobody for the one that comes with the product.
    pub applied: Option<Applied>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    name: String,
    off: bool,
}

/// A working-day calendar of one region in one version. It never changes; a change makes another.
#[derive(Debug, Clone)]
pub struct Calendar {
    version: CalendarVersion,
    years: BTreeMap<i32, Arrangement>,
    region: Option<RegionDays>,
    national: BTreeMap<Day, Mark>,
    local: BTreeMap<Day, Mark>,
    ranks: Ranks,
    hours: Option<OfficeHours>,
}

impl Calendar {
    /// The national calendar of 2004 to 2026 that comes with the product.
    pub fn national() -> &'static Calendar {
        static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| {
            let version = CalendarVersion {
                region: String::new(),
                number: 1,
                notice: national::NOTICES.last().map_or_else(String::new, notice_name),
                applied: None,
            };
            let years = national::NOTICES
                .iter()
                .map(|notice| (notice.year, arrangement_of(notice)))
                .collect();
            Calendar::build(version, years, None, None)
        });
        &NATIONAL
    }

    /// A calendar of these years' arrangements, as the first version of a centre's own records.
    ///
    /// # Errors
    /// Everything that is malformed in one of them, or contradicts another.
    pub fn of_years(years: impl IntoIterator<Item = Arrangement>) -> Result<Calendar, Vec<ArrangementError>> {
        let years: BTreeMap<i32, Arrangement> = years.into_iter().map(|year| (year.year, year)).collect();
        let faults: Vec<ArrangementError> = years
            .values()
            .flat_map(|year| year.faults().into_iter().chain(contradictions(year, years.values())))
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let version = CalendarVersion {
            region: String::new(),
            number: 1,
            notice: years
                .values()
                .last()
                .map_or_else(String::new, |year| year.papers.join(" ")),
            applied: None,
        };
        Ok(Calendar::build(version, years, None, None))
    }

    /// A calendar without any arrangement: every year plain weekends and provisional.
    pub fn plain() -> Calendar {
        let version = CalendarVersion {
            region: String::new(),
            number: 0,
            notice: String::new(),
            applied: None,
        };
        Calendar::build(version, BTreeMap::new(), None, None)
    }

    /// Whether the day is a working day.
    pub fn is_working(&self, day: Day) -> bool {
        self.ranks.is_working(day.days())
    }

    /// Whether the arrangement of the day's year is published.
    pub fn known(&self, day: Day) -> bool {
        self.ranks.is_known(day.days(), day.days())
    }

    /// Whether the arrangement of every year from the first day to the last is published.
    pub fn known_between(&self, first: Day, last: Day) -> bool {
        self.ranks.is_known(first.days(), last.days())
    }

    /// The years whose arrangement is known.
    pub fn known_years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// Why the day is worked or not.
    pub fn why(&self, day: Day) -> DayReason {
        let weekend = day.weekday() > 5;
        if let Some(mark) = self.local.get(&day) {
            let name = mark.name.clone();
            return if mark.off {
                DayReason::LocalOff { name }
            } else {
                DayReason::LocalWork { name }
            };
        }
        match self.national.get(&day) {
            Some(mark) if mark.off => DayReason::Holiday {
                name: mark.name.clone(),
            },
            Some(mark) if weekend => DayReason::MakeUp {
                name: mark.name.clone(),
            },
            None if !self.known(day) => DayReason::Unpublished,
            _ if weekend => DayReason::Weekend,
            _ => DayReason::Weekday,
        }
    }

    /// The n-th working day after `start`. The start is not counted (民法典 art. 201), days off are not
    /// counted (行政许可法 art. 82), so that the last day is always a working day (民法典 art. 203).
    ///
    /// # Errors
    /// `n` is 0 or more than [`MOST_DAYS`], or a day lies outside the years 1901 to 9998.
    pub fn add(&self, start: Day, n: u32) -> Result<Due, CalendarError> {
        check_days(n)?;
        in_range(start)?;
        let day = self.ranks.select(self.ranks.rank(start.days()) + i64::from(n));
        if day > LAST_DAY {
            return Err(CalendarError::Year { year: LAST_YEAR + 1 });
        }
        Ok(Due {
            day: Day::from_days(day),
            provisional: !self.ranks.is_known(start.days() + 1, day),
        })
    }

    /// Working days left from `today` to a due day: 0 on that day, negative from the next calendar day on, and then
    /// at least one even while nobody works.
    pub fn left(&self, today: Day, due: Day) -> i64 {
        let left = self.count(today, due);
        if due < today { left.min(-1) } else { left }
    }

    /// Working days after the first day up to and with the second; negative when the second is earlier.
    pub fn count(&self, after: Day, upto: Day) -> i64 {
        self.ranks.rank(upto.days()) - self.ranks.rank(after.days())
    }

    /// The latest working day from which there are `n` working days up to and with `end`: the last day to do what
    /// must be done n days before.
    ///
    /// # Errors
    /// As [`Calendar::add`].
    pub fn back(&self, end: Day, n: u32) -> Result<Day, CalendarError> {
        check_days(n)?;
        in_range(end)?;
        let day = self.ranks.select(self.ranks.rank(end.days()) - i64::from(n));
        if day < FIRST_DAY {
            Err(CalendarError::Year { year: FIRST_YEAR - 1 })
        } else {
            Ok(Day::from_days(day))
        }
    }

    /// The first working day on or after `day`.
    pub fn next_working(&self, day: Day) -> Day {
        if self.is_working(day) {
            return day;
        }
        Day::from_days(self.ranks.select(self.ranks.rank(day.days()) + 1))
    }

    /// Region, number and notice of this calendar.
    pub fn version(&self) -> &CalendarVersion {
        &self.version
    }

    /// The arrangement of a year, if it is known.
    pub fn arrangement(&self, year: i32) -> Option<&Arrangement> {
        self.years.get(&year)
    }

    /// The region's own days, if it has any.
    pub fn region_days(&self) -> Option<&RegionDays> {
        self.region.as_ref()
    }

    /// Notices behind the region's own days, where it has any in a year.
    pub fn local_papers(&self, year: i32) -> &[String] {
        let own = self.region_days();
        let in_year = own.filter(|own| own.days.iter().any(|(_, day, _)| day.year() == year));
        in_year.map_or(&[], |own| &own.papers)
    }

    /// The national arrangement of a year as it was first published, for the years that were changed
    /// afterwards (2015, 2019, 2020); for repeating what was computed before the change.
    pub fn first_published(year: i32) -> Option<Arrangement> {
        national::FIRST_PUBLISHED
            .iter()
            .find(|notice| notice.year == year)
            .map(arrangement_of)
    }

    /// The next version, with the arrangement of a year put in or in place of the one before.
    ///
    /// # Errors
    /// Everything that is malformed in it, or contradicts another year.
    pub fn with_year(&self, arrangement: Arrangement) -> Result<Calendar, Vec<ArrangementError>> {
        let mut faults = arrangement.faults();
        faults.extend(contradictions(&arrangement, self.years.values()));
        if !faults.is_empty() {
            return Err(faults);
        }
        let version = self.next_version(self.version.region.clone(), arrangement.papers.join(" "));
        let mut years = self.years.clone();
        years.insert(arrangement.year, arrangement);
        Ok(Calendar::build(version, years, self.region.clone(), self.hours.clone()))
    }

    /// The next version, with a region's own days laid over the national ones, in place of those before.
    ///
    /// # Errors
    /// Everything that is malformed in them.
    pub fn with_region(&self, days: RegionDays) -> Result<Calendar, Vec<ArrangementError>> {
        let faults = days.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let version = self.next_version(days.region.clone(), days.papers.join(" "));
        Ok(Calendar::build(
            version,
            self.years.clone(),
            Some(days),
            self.hours.clone(),
        ))
    }

    /// The next version, with the office hours of the region's halls in place of those before.
    #[must_use]
    pub fn with_hours(&self, hours: OfficeHours, notice: String) -> Calendar {
        Calendar {
            version: self.next_version(self.version.region.clone(), notice),
            hours: Some(hours),
            ..self.clone()
        }
    }

    /// Office hours of the region's halls, where they are set.
    pub fn hours(&self) -> Option<&OfficeHours> {
        self.hours.as_ref()
    }

    /// The moment at which a limit with this last day ends: at close of business where there are office hours,
    /// otherwise at 24:00 (民法典 art. 203).
    pub fn end_of(&self, day: Day, zone_offset_secs: i32) -> Instant {
        match &self.hours {
            Some(hours) => hours.close_of(day, zone_offset_secs),
            None => Instant::end_of(day, zone_offset_secs),
        }
    }

    /// The same calendar with the name of who put it in force, and with its number in their records.
    #[must_use]
    pub fn applied(mut self, number: u32, applied: Applied) -> Calendar {
        self.version.number = number;
        self.version.applied = Some(applied);
        self
    }

    fn next_version(&self, region: String, notice: String) -> CalendarVersion {
        CalendarVersion {
            region,
            number: self.version.number.saturating_add(1),
            notice,
            applied: None,
        }
    }

    fn build(
        version: CalendarVersion,
        years: BTreeMap<i32, Arrangement>,
        region: Option<RegionDays>,
        hours: Option<OfficeHours>,
    ) -> Calendar {
        let national = marks(years.values().flat_map(|arrangement| &arrangement.days));
        let local = marks(region.iter().flat_map(|region| &region.days));
        let marked = national
            .iter()
            .chain(&local)
            .map(|(day, mark)| (day.days(), !mark.off))
            .collect();
        let ranks = Ranks::new(&years.keys().copied().collect::<Vec<_>>(), &marked);
        Calendar {
            version,
            years,
            region,
            national,
            local,
            ranks,
            hours,
        }
    }
}

/// Days of which another year's arrangement says the opposite.
fn contradictions<'a>(
    arrangement: &'a Arrangement,
    years: impl Iterator<Item = &'a Arrangement> + Clone,
) -> Vec<ArrangementError> {
    let mut faults = Vec::new();
    for (_, day, off) in &arrangement.days {
        let opposite = |other: &&Arrangement| other.days.iter().any(|(_, theirs, so)| theirs == day && so != off);
        let others = years.clone().filter(|other| other.year != arrangement.year);
        faults.extend(others.filter(opposite).map(|other| ArrangementError::OtherYear {
            day: *day,
            year: other.year,
        }));
    }
    faults
}

fn marks<'a>(days: impl Iterator<Item = &'a (String, Day, bool)>) -> BTreeMap<Day, Mark> {
    days.map(|(name, day, off)| {
        (
            *day,
            Mark {
                name: name.clone(),
                off: *off,
            },
        )
    })
    .collect()
}

fn check_days(n: u32) -> Result<(), CalendarError> {
    match n {
        0 => Err(CalendarError::NoDays),
        1..=MOST_DAYS => Ok(()),
        _ => Err(CalendarError::TooManyDays { days: n.into() }),
    }
}

fn in_range(day: Day) -> Result<(), CalendarError> {
    if (FIRST_DAY..=LAST_DAY).contains(&day.days()) {
        Ok(())
    } else {
        Err(CalendarError::Year { year: day.year() })
    }
}

fn notice_name(notice: &Notice) -> String {
    notice
        .numbers
        .iter()
        .chain(notice.papers)
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

fn arrangement_of(notice: &Notice) -> Arrangement {
    let days = notice.runs.iter().flat_map(|&(name, first, days, off)| {
        let first = day_of_figures(first);
        (0..days).map(move |n| (name.to_owned(), first.plus(n), off))
    });
    let papers = notice
        .numbers
        .iter()
        .chain(notice.papers)
        .map(|&paper| paper.to_owned())
        .collect();
    Arrangement {
        year: notice.year,
        papers,
        days: days.collect(),
    }
}

/// The day of a number such as 2026_0101 in the table; a test reads every one of them.
fn day_of_figures(figures: i32) -> Day {
    let (year, rest) = (figures / 10_000, (figures % 10_000).unsigned_abs());
    Day::new(year, rest / 100, rest % 100).unwrap_or(Day::from_days(0))
}
