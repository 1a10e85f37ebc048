//! Random sampling (随机抽查, 双随机): the cases to draw from are fixed before the seed is known, and the seed is the root of a day of the ledger that had not
//! ended then. Whoever has list and seed draws the same cases again.
//!
//! National rule for inspections: 国办发〔2015〕58号 (双随机、一公开): who is inspected is drawn at random, and the result is published.

use crate::calendar::Day;
use crate::words::{Fault, Refusal};

/// Longest period, days.
pub const LONGEST: i32 = 370;
/// Most cases that are drawn.
pub const MOST: u32 = 500;

/// Which cases of the period are drawn from (抽查范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// 有办理动作的: something happened to them.
    Moved,
    /// 受理的.
    Accepted,
    /// 作出决定的.
    Decided,
    /// 办结的.
    Closed,
}

impl About {
    /// Every one, widest first.
    pub const ALL: [About; 4] = [About::Moved, About::Accepted, About::Decided, About::Closed];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            About::Moved => "moved",
            About::Accepted => "accepted",
            About::Decided => "decided",
            About::Closed => "closed",
        }
    }

    /// From [`About::code`].
    pub fn parse(code: &str) -> Option<About> {
        About::ALL.into_iter().find(|about| about.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            About::Moved => ("期间有办理动作的办件", "Cases to which something happened"),
            About::Accepted => ("期间受理的办件", "Cases accepted"),
            About::Decided => ("期间作出决定的办件", "Cases decided"),
            About::Closed => ("期间办结的办件", "Cases closed"),
        }
    }
}

/// What is drawn from, and how many (抽查方案).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Of which body; all where none is named.
    pub body: Option<String>,
    /// Which cases.
    pub about: About,
    /// How many are drawn.
    pub size: u32,
}

impl Terms {
    /// Whether the terms can be announced while `closed` is the last day whose root is known.
    ///
    /// # Errors
    /// Faults at `from`, `to` and `size`.
    pub fn check(&self, closed: Option<Day>) -> Result<(), Refusal> {
        let mut faults = Vec::new();
        if self.to < self.from || self.to.days() - self.from.days() >= LONGEST {
            faults.push(Fault::new(
                "from",
                format!("起始日期应当不晚于截止日期，期间最长 {LONGEST} 天。"),
                format!("The first day must not be after the last one; the period has at most {LONGEST} days."),
            ));
        }
        if closed.is_none_or(|closed| self.to > closed) {
            faults.push(Fault::new(
                "to",
                match closed {
                    Some(day) => format!("截止日期最晚为 {day}：之后的台账还没有生成日根。"),
                    None => "台账还没有生成日根，请在首个日根生成之后抽查。".to_string(),
                },
                match closed {
                    Some(day) => {
                        format!("The last day is {day} at the latest: later days of the ledger have no root yet.")
                    }
                    None => "No day of the ledger has a root yet; draw a sample once the first one has.".to_string(),
                },
            ));
        }
        if !(1..=MOST).contains(&self.size) {
            faults.push(Fault::new(
                "size",
                format!("抽查件数应当为 1 至 {MOST}。"),
                format!("Draw 1 to {MOST} cases."),
            ));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid(faults))
        }
    }

    /// Whether a case to which something happened in the period is drawn from.
    pub fn takes(&self, case: &Candidate) -> bool {
        let within = |day: Option<Day>| day.is_some_and(|day| self.from <= day && day <= self.to);
        self.body.as_ref().is_none_or(|body| *body == case.body)
            && match self.about {
                About::Moved => true,
                About::Accepted => within(case.accepted),
                About::Decided => within(case.decided),
                About::Closed => within(case.closed),
            }
    }
}

/// A case to which something happened in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub number: String,
    /// Its body.
    pub body: String,
    /// Day of acceptance.
    pub accepted: Option<Day>,
    /// Day of the decision.
    pub decided: Option<Day>,
    /// Day on which it was closed.
    pub closed: Option<Day>,
}

/// What is hashed for a case: the seed, a line feed, its number.
pub fn ticket(seed: &str, number: &str) -> String {
    format!("{seed}\n{number}")
}

/// Draws: the `size` cases whose tickets have the smallest hashes, in the order of the hashes. With fewer cases than `size` all are drawn.
pub fn draw<K: Ord>(seed: &str, numbers: &[String], size: u32, hash: impl Fn(&str) -> K) -> Vec<String> {
    let mut tickets: Vec<(K, &String)> = numbers
        .iter()
        .map(|number| (hash(&ticket(seed, number)), number))
        .collect();
    tickets.sort();
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    tickets
        .into_iter()
        .take(size)
        .map(|(_, number)| number.clone())
        .collect()
}
