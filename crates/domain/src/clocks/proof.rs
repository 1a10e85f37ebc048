//! The proof of a clock: a line for each day, counted or not, and why.

use super::{Clock, Gap, Suspension, SuspensionKind};
use crate::calendar::{Calendar, Day, DayReason};

/// One day of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofLine {
    /// The day.
    pub day: Day,
    /// The how-manieth working day of the clock it is; nothing when it is not counted.
    pub counted: Option<u32>,
    /// Why it is counted or not.
    pub why: ProofReason,
}

/// Why a day of a clock is counted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofReason {
    /// The day of the start (民法典 art. 201).
    Start,
    /// What the calendar says of the day.
    Day(DayReason),
    /// A working day that a suspension covers wholly (行政许可法 art. 45).
    Suspended {
        /// What suspended the clock.
        kind: SuspensionKind,
        /// Number and title of the document that proves it; empty where none was named.
        evidence: String,
    },
}

impl ProofReason {
    /// The reason, Chinese and English.
    pub fn words(&self) -> (String, String) {
        match self {
            ProofReason::Start => ("开始的当日，不计入".into(), "Day of the start, not counted".into()),
            ProofReason::Day(reason) => reason.words(),
            ProofReason::Suspended { kind, evidence } => {
                let (zh, en) = kind.words();
                let (of_zh, of_en) = if evidence.is_empty() {
                    (String::new(), String::new())
                } else {
                    (format!("（{evidence}）"), format!(" ({evidence})"))
                };
                (
                    format!("{zh}期间，不计入{of_zh}"),
                    format!("Not counted: {}{of_en}", en.to_lowercase()),
                )
            }
        }
    }
}

/// The lines from the start to `last`.
pub(super) fn lines(clock: &Clock, calendar: &Calendar, last: Day, gaps: &[Gap]) -> Vec<ProofLine> {
    let mut lines = vec![ProofLine {
        day: clock.start,
        counted: None,
        why: ProofReason::Start,
    }];
    let mut ordinal = 0;
    let mut gaps = gaps.iter().peekable();
    for days in clock.start.days() + 1..=last.days() {
        let day = Day::from_days(days);
        while gaps.next_if(|gap| gap.1 < day).is_some() {}
        let covered = gaps.peek().is_some_and(|gap| gap.0 <= day);
        lines.push(line(clock, calendar, day, covered, &mut ordinal));
    }
    lines
}

fn line(clock: &Clock, calendar: &Calendar, day: Day, covered: bool, ordinal: &mut u32) -> ProofLine {
    if !calendar.is_working(day) {
        return ProofLine {
            day,
            counted: None,
            why: ProofReason::Day(calendar.why(day)),
        };
    }
    match suspension_over(clock, day) {
        Some(suspension) if covered => ProofLine {
            day,
            counted: None,
            why: ProofReason::Suspended {
                kind: suspension.kind,
                evidence: suspension
                    .evidence
                    .as_ref()
                    .map_or_else(String::new, |evidence| evidence.words.clone()),
            },
        },
        _ => {
            *ordinal += 1;
            ProofLine {
                day,
                counted: Some(*ordinal),
                why: ProofReason::Day(calendar.why(day)),
            }
        }
    }
}

/// The suspension over a day, the first recorded if there are several.
fn suspension_over(clock: &Clock, day: Day) -> Option<&Suspension> {
    let over = |suspension: &&Suspension| suspension.from < day && suspension.to.is_none_or(|to| day < to);
    clock.suspensions.iter().find(over)
}
