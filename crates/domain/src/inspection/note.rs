//! An inspector's note on a case (监察备注): what was seen, and whether it was in order. Only inspectors read it; it is no event of the case and changes nothing.

use crate::words::{Fault, Refusal};

/// Longest words, characters.
pub const LONGEST: usize = 2_000;

/// What the inspector found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// 未发现问题.
    InOrder,
    /// 发现问题.
    Fault,
    /// 仅作备注: a remark.
    Remark,
}

impl Outcome {
    /// Every one.
    pub const ALL: [Outcome; 3] = [Outcome::InOrder, Outcome::Fault, Outcome::Remark];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::InOrder => "in_order",
            Outcome::Fault => "fault",
            Outcome::Remark => "remark",
        }
    }

    /// From [`Outcome::code`].
    pub fn parse(code: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Outcome::InOrder => ("未发现问题", "In order"),
            Outcome::Fault => ("发现问题", "Something is wrong"),
            Outcome::Remark => ("仅作备注", "A remark"),
        }
    }
}

/// Whether a note can be kept. A case that was drawn is found in order or not; that something is wrong needs words.
///
/// # Errors
/// Faults at `outcome` and `words`.
pub fn check(outcome: Outcome, words: &str, drawn: bool) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if drawn && outcome == Outcome::Remark {
        faults.push(Fault::new(
            "outcome",
            "抽中的办件请写明检查结果：未发现问题或者发现问题。",
            "Say of a case that was drawn whether it is in order or something is wrong.",
        ));
    }
    let length = words.trim().chars().count();
    let needed = outcome != Outcome::InOrder;
    if (needed && length == 0) || length > LONGEST {
        faults.push(Fault::new(
            "words",
            format!("请写明所见情况，最多 {LONGEST} 个字。"),
            format!("Say what you saw, in at most {LONGEST} characters."),
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}
