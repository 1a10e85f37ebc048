//! The way an application goes and how long it may take (办理流程、办结时限、特别程序).

use super::coded::coded;
use super::situation::When;
use crate::words::Words;

/// One step of the procedure (办理流程).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// `accept`, `review`, `special`, `decide`, `deliver`.
    pub step: String,
    /// Name.
    pub name: Words,
    /// Who does it.
    pub who: Words,
    /// Working days; absent when not fixed.
    pub days: Option<u32>,
    /// It is taken only when these hold (适用情形).
    pub when: Vec<When>,
}

/// A special procedure that the item allows (特别程序): only these stop the clock (许可法 art. 45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialProcedure {
    /// Code of [`crate::clocks::SuspensionKind`].
    pub kind: String,
    /// Legal basis.
    pub basis: String,
    /// Longest time, working days.
    pub max_days: Option<u32>,
    /// Stops the law's clock too. Only the kinds of 许可法 art. 45 may; a local one stops the promised clock alone.
    pub stops_statutory: bool,
}

coded! {
    /// Unit in which a law or a list states a limit (时限单位).
    LimitUnit {
        WorkingDays = "working_days", "", "个工作日", "working days";
        CalendarDays = "calendar_days", "", "个自然日", "calendar days";
        Hours = "hours", "", "小时", "hours";
        Weeks = "weeks", "", "周", "weeks";
        Months = "months", "", "个月", "months";
        Years = "years", "", "年", "years";
    }
}

/// A limit as the law or the list states it, where that is not in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedLimit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

/// A limit in working days, with its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limit {
    /// Working days; 0 is at once.
    pub days: u32,
    /// Law, promise or setting behind it.
    pub source: Words,
    /// As it is stated there; none where that is the working days.
    pub stated: Option<StatedLimit>,
    /// What is to be said beside it (时限说明).
    pub explanation: Words,
}
