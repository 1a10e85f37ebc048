//! What happened to a case as the patterns see it (办理轨迹), whatever system it happened in.

use crate::calendar::{Day, Instant};
use crate::cases::event::{Event, Outcome, What};
use crate::cases::{Case, Payment};
use crate::clocks::SuspensionKind;
use crate::items::{Handling, Item};
use crate::ratings::Rating;

/// A case, from its first step to the last that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Its number.
    pub number: String,
    /// Its item.
    pub item: String,
    /// Who applied, as one word that is the same for the same person; none where that is not known.
    pub applicant: Option<String>,
    /// It may be decided on the spot.
    pub instant: bool,
    /// Promised working days; none where nothing is promised.
    pub promised: Option<u32>,
    /// Working days of the law; none where it sets none.
    pub statutory: Option<u32>,
    /// The item has a limit of quantity, so that the order of acceptance decides.
    pub limited: bool,
    /// The fee of the published standard, fen; none where it is not known.
    pub fee: Option<i64>,
    /// What happened, oldest first.
    pub marks: Vec<Mark>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its place in the case.
    pub seq: u32,
    /// When it was recorded.
    pub at: Instant,
    /// The day that it names for itself.
    pub day: Day,
    /// Who did it; none for what the system did.
    pub who: Option<String>,
    /// What it was.
    pub act: Act,
}

/// What may happen, as far as a pattern asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// 收件.
    Filed,
    /// 一次告知补正.
    Asked,
    /// 补正.
    Supplemented,
    /// 受理.
    Accepted {
        /// By the law, because nobody answered.
        by_law: bool,
    },
    /// 特别程序开始.
    Suspended {
        /// Sort of procedure, where it is one that the law knows.
        kind: Option<SuspensionKind>,
        /// A written document was named.
        written: bool,
    },
    /// 特别程序结束.
    Resumed,
    /// 延长.
    Extended {
        /// Somebody who may approved it.
        approved: bool,
    },
    /// 审查.
    Reviewed,
    /// 决定.
    Decided {
        /// Granted.
        granted: bool,
        /// How many reasons a refusal gives.
        reasons: usize,
    },
    /// 缴费, fen.
    Paid(i64),
    /// 送达.
    Issued,
    /// 撤回、作废.
    Ended,
    /// 评价, 5 is best.
    Rated(u8),
    /// 评价, 5 is best, on the device of a window.
    RatedOn(u8, String),
    /// Anything else.
    Other,
}

impl Trace {
    /// Of a case of ours.
    pub fn of(case: &Case, item: &Item, events: &[Event]) -> Trace {
        // What is simulated is no application: nothing in it has a limit or an order that somebody could escape.
        let simulated = case.is_simulated();
        let days = |days: u32| (days > 0 && !simulated).then_some(days);
        let mut marks: Vec<Mark> = events.iter().map(mark).collect();
        if simulated {
            marks.iter_mut().for_each(|mark| mark.act = Act::Other);
        }
        Trace {
            number: case.number.clone(),
            item: case.item.clone(),
            applicant: case.applicant.account.map(|account| account.0.to_string()),
            instant: item.handling == Handling::Instant,
            promised: days(item.promised.days),
            statutory: days(item.statutory.days),
            limited: item.quantity_limit.is_some() && !simulated,
            fee: match case.payment {
                Payment::Free => Some(0),
                _ => None,
            },
            marks,
        }
    }

    /// The first mark of this act.
    pub(super) fn first(&self, is: impl Fn(&Act) -> bool) -> Option<&Mark> {
        self.marks.iter().find(|mark| is(&mark.act))
    }

    /// Every mark of this act.
    pub(super) fn all(&self, is: impl Fn(&Act) -> bool) -> Vec<&Mark> {
        self.marks.iter().filter(|mark| is(&mark.act)).collect()
    }
}

/// Something happened to the case itself: a card is no step of the case that it is about.
pub(super) fn is_step(event: &Event) -> bool {
    !matches!(event.what, What::Supervision(_) | What::Ratings(_))
}

fn mark(event: &Event) -> Mark {
    let day = event.at.day(crate::calendar::CHINA);
    Mark {
        seq: event.seq,
        at: event.at,
        day: day_of(&event.what).unwrap_or(day),
        who: (event.actor.role != "system").then(|| event.actor.name.clone()),
        act: act(&event.what),
    }
}

fn day_of(what: &What) -> Option<Day> {
    match what {
        What::Filed(filed) => Some(filed.received),
        What::CorrectionRequested { day, .. }
        | What::Supplemented { day, .. }
        | What::NotAccepted { day, .. }
        | What::Suspended { day, .. }
        | What::Resumed { day, .. }
        | What::Extended { day, .. }
        | What::Paid { day, .. }
        | What::Issued { day, .. }
        | What::Withdrawn { day, .. } => Some(*day),
        What::Reviewed(opinion) => Some(opinion.day),
        // What the law does counts from an earlier day, and nobody entered it late.
        What::Decided { day, by_law: None, .. } => Some(*day),
        What::Accepted(accepted) => Some(accepted.noticed),
        _ => None,
    }
}

fn act(what: &What) -> Act {
    match what {
        What::Filed(_) => Act::Filed,
        What::CorrectionRequested { .. } => Act::Asked,
        What::Supplemented { .. } => Act::Supplemented,
        What::Accepted(accepted) => Act::Accepted {
            by_law: accepted.deemed,
        },
        What::Suspended { kind, evidence, .. } => Act::Suspended {
            kind: Some(*kind),
            written: evidence.is_some(),
        },
        What::Resumed { .. } => Act::Resumed,
        What::Extended { approver, .. } => Act::Extended {
            approved: !approver.is_empty(),
        },
        What::Reviewed(_) => Act::Reviewed,
        What::Decided { outcome, .. } => match outcome {
            Outcome::Refuse { reasons } => Act::Decided {
                granted: false,
                reasons: reasons.iter().filter(|reason| !reason.trim().is_empty()).count(),
            },
            Outcome::Grant { .. } | Outcome::Partial(_) => Act::Decided {
                granted: true,
                reasons: 0,
            },
        },
        What::Paid { amount_fen, .. } => Act::Paid(*amount_fen),
        What::Issued { .. } => Act::Issued,
        What::Withdrawn { .. } => Act::Ended,
        What::Rated(Rating {
            level,
            device: Some(device),
            ..
        }) => Act::RatedOn(level.value(), device.clone()),
        What::Rated(rating) => Act::Rated(rating.level.value()),
        _ => Act::Other,
    }
}
