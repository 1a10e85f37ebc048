//! Rounds and visits (值班巡查、明察暗访): what was seen in the hall, and what has to be put right by when.

use crate::calendar::Day;
use crate::words::{Fault, Refusal};

/// Longest words, characters.
pub const LONGEST: usize = 2_000;
/// Longest name of a place, characters.
pub const LONGEST_PLACE: usize = 100;

/// What kind of look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 值班巡查: a round by whoever is on duty.
    Patrol,
    /// 明察: an announced visit.
    Visit,
    /// 暗访: a visit by somebody whom nobody knows.
    Mystery,
    /// 视频巡查: over the cameras.
    Video,
}

impl Kind {
    /// Every one.
    pub const ALL: [Kind; 4] = [Kind::Patrol, Kind::Visit, Kind::Mystery, Kind::Video];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Patrol => "patrol",
            Kind::Visit => "visit",
            Kind::Mystery => "mystery",
            Kind::Video => "video",
        }
    }

    /// From [`Kind::code`].
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Patrol => ("值班巡查", "Round on duty"),
            Kind::Visit => ("明察", "Announced visit"),
            Kind::Mystery => ("暗访", "Mystery visit"),
            Kind::Video => ("视频巡查", "Round by video"),
        }
    }
}

/// A round or a visit (巡查记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What kind.
    pub kind: Kind,
    /// On.
    pub day: Day,
    /// Minutes after midnight.
    pub minute: u16,
    /// Where: hall, zone, window.
    pub place: String,
    /// Which body serves there; none where it is no body's.
    pub body: Option<String>,
    /// What was seen.
    pub seen: String,
    /// By when what is wrong has to be put right; none where all was in order.
    pub until: Option<Day>,
}

impl Round {
    /// Whether it can be kept on a day.
    ///
    /// # Errors
    /// Faults at `day`, `place`, `seen` and `until`.
    pub fn check(&self, today: Day) -> Result<(), Refusal> {
        let mut faults = Vec::new();
        if self.day > today {
            faults.push(Fault::new(
                "day",
                "巡查日期不能晚于今天。",
                "The day of the round cannot be after today.",
            ));
        }
        let place = self.place.trim().chars().count();
        if place == 0 || place > LONGEST_PLACE {
            faults.push(Fault::new(
                "place",
                format!("请写明地点，最多 {LONGEST_PLACE} 个字。"),
                format!("Name the place, in at most {LONGEST_PLACE} characters."),
            ));
        }
        faults.extend(words("seen", &self.seen));
        if self.until.is_some_and(|until| until < self.day) {
            faults.push(Fault::new(
                "until",
                "整改期限不能早于巡查日期。",
                "The last day for putting it right cannot be before the round.",
            ));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid(faults))
        }
    }
}

/// What is wrong with words that have to be there.
pub fn words(field: &'static str, said: &str) -> Option<Fault> {
    let length = said.trim().chars().count();
    (length == 0 || length > LONGEST).then(|| {
        Fault::new(
            field,
            format!("请写明情况，最多 {LONGEST} 个字。"),
            format!("Say what it is, in at most {LONGEST} characters."),
        )
    })
}
