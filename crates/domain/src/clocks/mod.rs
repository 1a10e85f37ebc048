//! Clocks (时限): when something is due, how much is left, and the proof, day by day.
//!
//! A clock is a pure function of its start, its budget in working days, its suspensions, its extension and a
//! calendar. The rule for parts of days, with worked examples, is written down in `docs/rules/clocks.md`:
//! the day of the start is not counted; a working day is left out only when a suspension covers it wholly.

mod deemed;
mod kind;
mod moved;
mod proof;
mod reach;
mod rules;
mod split;

use std::fmt;

pub use deemed::{deemed_acceptance, deemed_renewal, hearing_notice_deadline, renewal_deadline, renewal_warning};
pub use kind::{ClockKind, Owner, StepKind, SuspensionKind};
pub use moved::{Moved, moved};
pub use proof::{ProofLine, ProofReason};
pub use reach::Reached;
pub use rules::{Bound, Budget, Rule, RuleError, Rules, Scope, Unit, Warning};
pub use split::{Share, Split, split};

use crate::calendar::{CHINA, Calendar, CalendarError, Day, Due, Instant, OfficeHours};
use crate::cases::event::FileMark;
use crate::words::Words;

/// The written document that proves that a clock had to stand still, or that the reason is gone (依据材料): the notice,
/// the commission, the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its number and title.
    pub words: String,
    /// The document itself, if it was uploaded.
    pub file: Option<FileMark>,
}

/// A stretch of time that is not counted (行政许可法 art. 45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// What suspends the clock.
    pub kind: SuspensionKind,
    /// The rule or document that requires it.
    pub basis: String,
    /// The document of this case that proves it; events of earlier versions name none.
    pub evidence: Option<Evidence>,
    /// The day on which the clock was stopped; it is counted.
    pub from: Day,
    /// The day on which it went on, which is counted; nothing while it stands.
    pub to: Option<Day>,
    /// The document that proves the end, where there is one.
    pub end_evidence: Option<Evidence>,
}

/// More days, given once (行政许可法 art. 42).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Working days on top of the budget.
    pub days: u32,
    /// Who approved it.
    pub approver: String,
    /// The reason told to the applicant.
    pub reason: String,
    /// The day of the approval.
    pub on: Day,
}

/// In what a clock is measured (计量方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Working days: its budget and its extension.
    WorkingDays,
    /// Minutes of office time from a moment on; where no office hours are set, working days have 24 hours.
    OfficeMinutes {
        /// Since when.
        from: Instant,
        /// How many.
        minutes: u32,
    },
    /// Up to and with a day that stands fast, whatever the calendar says (行政许可法 art. 50: before expiry).
    Until(Day),
}

/// One clock of one case (时限).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// What it measures.
    pub kind: ClockKind,
    /// The article or rule that sets the budget.
    pub source: String,
    /// The day of the start, which is not counted (民法典 art. 201).
    pub start: Day,
    /// Working days, where it is measured in them.
    pub budget: u32,
    /// In what it is measured.
    pub measure: Measure,
    /// Stretches that are not counted; they may overlap.
    pub suspensions: Vec<Suspension>,
    /// The extension, if one was given.
    pub extension: Option<Extension>,
    /// The day on which what was to be done was done.
    pub stopped: Option<Day>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockState {
    /// It runs and is not over.
    Running,
    /// It is suspended and was not over before.
    Suspended,
    /// What was to be done was done.
    Stopped {
        /// On the due day or before.
        in_time: bool,
    },
    /// It is over.
    Overdue,
}

impl ClockState {
    /// Stable code, snake case.
    pub fn code(self) -> &'static str {
        match self {
            ClockState::Running => "running",
            ClockState::Suspended => "suspended",
            ClockState::Stopped { in_time: true } => "done_in_time",
            ClockState::Stopped { in_time: false } => "done_late",
            ClockState::Overdue => "overdue",
        }
    }

    /// The state, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            ClockState::Running => ("计时中", "Running"),
            ClockState::Suspended => ("已暂停计时", "Suspended"),
            ClockState::Stopped { in_time: true } => ("按时完成", "Done in time"),
            ClockState::Stopped { in_time: false } => ("超期完成", "Done late"),
            ClockState::Overdue => ("已超期", "Overdue"),
        }
    }
}

/// Why a clock has no due day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockError {
    /// It stands suspended: the due day depends on when it goes on.
    Suspended {
        /// Since when.
        since: Day,
    },
    /// The days cannot be counted.
    Calendar(CalendarError),
}

impl ClockError {
    /// What is wrong, in both languages.
    pub fn words(&self) -> Words {
        match self {
            ClockError::Suspended { since } => Words::new(
                format!("自 {since} 起暂停计时，恢复计时后才能确定到期日。"),
                format!("The clock has been suspended since {since}; the due day is known once it goes on."),
            ),
            ClockError::Calendar(error) => error.words(),
        }
    }
}

impl From<CalendarError> for ClockError {
    fn from(error: CalendarError) -> Self {
        ClockError::Calendar(error)
    }
}

impl fmt::Display for ClockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for ClockError {}

/// Days that a suspension covers wholly, first and last.
type Gap = (Day, Day);

impl Clock {
    /// A running clock of a kind with a budget in working days, set by `source`.
    pub fn new(kind: ClockKind, source: impl Into<String>, start: Day, budget: u32) -> Clock {
        Clock {
            kind,
            source: source.into(),
            start,
            budget,
            measure: Measure::WorkingDays,
            suspensions: Vec::new(),
            extension: None,
            stopped: None,
        }
    }

    /// A running clock that is measured otherwise than in working days.
    pub fn measured(kind: ClockKind, source: impl Into<String>, start: Day, measure: Measure) -> Clock {
        Clock {
            measure,
            ..Clock::new(kind, source, start, 0)
        }
    }

    /// Working days from the start to the last day: of the budget and the extension together, or of what stands for them.
    pub fn allowed(&self, calendar: &Calendar) -> u32 {
        let days = |last: Day| u32::try_from(calendar.count(self.start, last)).unwrap_or(0);
        match self.measure {
            Measure::WorkingDays => self
                .budget
                .saturating_add(self.extension.as_ref().map_or(0, |extension| extension.days)),
            Measure::OfficeMinutes { from, minutes } => {
                office_end(calendar, from, minutes).map_or(0, |end| days(last_day(end)))
            }
            Measure::Until(last) => days(last),
        }
    }

    /// The moment at which a limit with this last day is over.
    pub fn end_of(&self, last: Day, calendar: &Calendar) -> Instant {
        match self.measure {
            Measure::OfficeMinutes { from, minutes } => match office_end(calendar, from, minutes) {
                Ok(end) => {
                    let within = end.0 - Instant::start_of(last_day(end), CHINA).0;
                    Instant::start_of(last, CHINA).plus_micros(within)
                }
                Err(_) => calendar.end_of(last, CHINA),
            },
            // A licence runs to the end of its last day.
            Measure::Until(last) => Instant::end_of(last, CHINA),
            Measure::WorkingDays => calendar.end_of(last, CHINA),
        }
    }

    /// The due day.
    ///
    /// # Errors
    /// The clock stands suspended (see [`Clock::due_at`]), or the days cannot be counted.
    pub fn due(&self, calendar: &Calendar) -> Result<Due, ClockError> {
        match self.open_suspension() {
            Some(open) => Err(ClockError::Suspended { since: open.from }),
            None => self.due_with(calendar, &self.gaps(self.start)),
        }
    }

    /// The due day, taking a suspension that stands as ending today.
    ///
    /// # Errors
    /// The days cannot be counted.
    pub fn due_at(&self, calendar: &Calendar, today: Day) -> Result<Due, ClockError> {
        self.due_with(calendar, &self.gaps(today))
    }

    /// Working days used up to and with today, or the day it was stopped. While the clock stands suspended, those
    /// up to the day of the suspension.
    pub fn used(&self, calendar: &Calendar, today: Day) -> i64 {
        let mut upto = self.stopped.map_or(today, |stopped| stopped.min(today));
        if let Some(open) = self.open_suspension() {
            upto = upto.min(open.from);
        }
        counted(calendar, self.start, upto.max(self.start), &self.gaps(upto))
    }

    /// Working days left after today: 0 on the due day, negative when over. The due day ends at 24:00, so on a day off
    /// after it the clock is over by one already.
    pub fn remaining(&self, calendar: &Calendar, today: Day) -> i64 {
        let left = i64::from(self.allowed(calendar)) - self.used(calendar, today);
        let upto = self.stopped.map_or(today, |stopped| stopped.min(today));
        let is_past = || self.due_at(calendar, upto).is_ok_and(|due| due.day < upto);
        if left == 0 && self.open_suspension().is_none() && is_past() {
            -1
        } else {
            left
        }
    }

    /// How the clock stands today.
    pub fn state(&self, calendar: &Calendar, today: Day) -> ClockState {
        let over = self.remaining(calendar, today) < 0;
        match self.stopped {
            Some(stopped) if stopped <= today => ClockState::Stopped { in_time: !over },
            _ if over => ClockState::Overdue,
            _ if self.open_suspension().is_some_and(|open| open.from <= today) => ClockState::Suspended,
            _ => ClockState::Running,
        }
    }

    /// The proof: one line for each day from the start to the due day (or today, when that is later).
    /// A suspension that stands is taken as ending today.
    pub fn proof(&self, calendar: &Calendar, today: Day) -> Vec<ProofLine> {
        let today = self.stopped.map_or(today, |stopped| stopped.min(today));
        let due = self.due_at(calendar, today).map_or(self.start, |due| due.day);
        proof::lines(self, calendar, due.max(today), &self.gaps(today))
    }

    /// The suspension that stands, the earliest if there are several. A stopped clock has none.
    pub fn open_suspension(&self) -> Option<&Suspension> {
        let open = self.suspensions.iter().filter(|suspension| suspension.to.is_none());
        if self.stopped.is_some() {
            None
        } else {
            open.min_by_key(|suspension| suspension.from)
        }
    }

    /// The days that are covered wholly, in order and without overlap; an open suspension ends when the clock was
    /// stopped, or on `now`.
    fn gaps(&self, now: Day) -> Vec<Gap> {
        let end = self.stopped.unwrap_or(now);
        let mut gaps: Vec<Gap> = self
            .suspensions
            .iter()
            .map(|suspension| {
                (
                    suspension.from.max(self.start).plus(1),
                    suspension.to.unwrap_or(end).plus(-1),
                )
            })
            .filter(|(first, last)| first <= last)
            .collect();
        gaps.sort_unstable();
        gaps.dedup_by(|next, kept| {
            let joins = next.0 <= kept.1.plus(1);
            if joins {
                kept.1 = kept.1.max(next.1);
            }
            joins
        });
        gaps
    }

    fn due_with(&self, calendar: &Calendar, gaps: &[Gap]) -> Result<Due, ClockError> {
        if let Measure::Until(day) = self.measure {
            return Ok(Due {
                day,
                provisional: false,
            });
        }
        let day = self.walk(calendar, gaps, self.allowed(calendar))?;
        Ok(Due {
            day,
            provisional: !calendar.known_between(self.start.plus(1), day),
        })
    }

    /// The day on which so many working days have been counted, leaving out the gaps.
    fn walk(&self, calendar: &Calendar, gaps: &[Gap], mut left: u32) -> Result<Day, ClockError> {
        let mut cursor = self.start;
        for &(first, last) in gaps {
            let before = u32::try_from(calendar.count(cursor, first.plus(-1))).unwrap_or(0);
            if before >= left {
                break;
            }
            left -= before;
            cursor = last;
        }
        // What is measured in minutes may end on the day of its start.
        let is_same_day = left == 0 && matches!(self.measure, Measure::OfficeMinutes { .. });
        if is_same_day {
            Ok(cursor)
        } else {
            Ok(calendar.add(cursor, left)?.day)
        }
    }
}

/// The moment at which so many minutes of office time have passed.
fn office_end(calendar: &Calendar, from: Instant, minutes: u32) -> Result<Instant, CalendarError> {
    let hours = calendar.hours().cloned().unwrap_or_else(OfficeHours::whole_day);
    hours.add(calendar, from, minutes, CHINA)
}

/// The last day of a limit that is over at a moment: midnight belongs to the day that it ends.
fn last_day(end: Instant) -> Day {
    end.plus_micros(-1).day(CHINA)
}

/// Working days after `start` up to and with `upto` that no gap covers.
fn counted(calendar: &Calendar, start: Day, upto: Day, gaps: &[Gap]) -> i64 {
    let covered: i64 = gaps
        .iter()
        .filter(|(first, _)| *first <= upto)
        .map(|&(first, last)| calendar.count(first.plus(-1), last.min(upto)))
        .sum();
    calendar.count(start, upto) - covered
}
