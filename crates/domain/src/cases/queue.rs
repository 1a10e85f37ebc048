//! The order of acceptance where only so many can be granted (有数量限制的行政许可，许可法 第五十七条).
//!
//! Every accepted application for a first licence has its place from the moment of its acceptance and keeps it while it is examined, also in a special
//! procedure, whose time is the authority's own. It gives its place up when it is refused, withdrawn or ended. Changes and renewals of a licence take no
//! place. What was granted counts in the period of its decision; a decision that was set aside or a licence that was annulled (撤销) counts no more.

use crate::calendar::{CHINA, Day, Instant};
use crate::items::quantity::{Period, QuantityLimit};
use crate::words::{Refusal, RefusalKind, Words};

use super::beyond::licence::Standing as Licensed;
use super::event::{Event, What};
use super::{Case, State};

/// The article behind the order.
pub const SOURCE: &str = "行政许可法 第五十七条";
/// How many of the cases before are named in a refusal.
pub const NAMED: usize = 10;

/// Since when a case stands in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When everything that was asked for was handed in: its acceptance goes back to that.
    handed_at: Instant,
    /// It was asked for something and handed that in.
    supplemented: bool,
    /// The moment of its acceptance.
    accepted_at: Option<Instant>,
}

impl Standing {
    /// From the filing.
    pub(super) fn begin(filed: &Event) -> Standing {
        Standing {
            handed_at: filed.at,
            supplemented: false,
            accepted_at: None,
        }
    }

    /// Takes what happened.
    pub(super) fn follow(&mut self, event: &Event) {
        match &event.what {
            What::Supplemented { .. } => {
                self.handed_at = event.at;
                self.supplemented = true;
            }
            What::Accepted(accepted) => {
                let on_that_day = event.at.day(CHINA) == accepted.day && !self.supplemented;
                self.accepted_at = Some(if on_that_day { event.at } else { self.handed_at });
            }
            _ => {}
        }
    }
}

/// How a case stands in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Accepted and not decided.
    Waits,
    /// Granted on that day.
    Granted(Day),
}

impl Case {
    /// Its place in the order, and the moment of acceptance that gives it; none where it has none, or gave it up.
    pub fn place(&self) -> Option<(Instant, Place)> {
        if self.is_of_a_licence() {
            return None;
        }
        let at = self.queue.accepted_at?;
        let place = match &self.state {
            State::Examining(_) => Place::Waits,
            State::Decided(_, decision) | State::Issued { decision, .. } if decision.outcome.grants() => {
                Place::Granted(decision.day)
            }
            _ => return None,
        };
        let licence = self.beyond.licence.as_ref();
        let annulled = licence.is_some_and(|licence| {
            let mut endings = licence.ended.iter().map(|ended| ended.how.standing());
            endings.any(|standing| standing == Licensed::Annulled)
        });
        (place == Place::Waits || !annulled).then_some((at, place))
    }

    /// It asks for the change or the renewal of a licence, which takes no further place.
    pub fn is_of_a_licence(&self) -> bool {
        self.renews.is_some() || self.beyond.named.is_some()
    }
}

/// How the places of an item stand for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// How many can be granted.
    pub limit: QuantityLimit,
    /// In which days.
    pub period: Period,
    /// Granted in them.
    pub taken: u32,
    /// Accepted before the case and undecided.
    pub before: u32,
    /// Numbers of the first of those.
    pub first: Vec<String>,
}

impl Queue {
    /// Places that are left.
    pub fn left(&self) -> u32 {
        self.limit.number.saturating_sub(self.taken)
    }

    /// Whether the case may be granted as things stand.
    ///
    /// # Errors
    /// No place is left, or those that are left belong to cases accepted before.
    pub fn need_place(&self) -> Result<(), Refusal> {
        let left = self.left();
        if left == 0 {
            return Err(self.used_up());
        }
        if self.before < left {
            Ok(())
        } else {
            Err(self.others_first())
        }
    }

    fn used_up(&self) -> Refusal {
        let words = self.limit.words();
        let next = match self.period.until {
            Some(until) => Words::new(
                format!("{until} 之后的名额从下一期算起"),
                format!("Places of the time after {until} are counted anew"),
            ),
            None => Words::new("名额没有下一期", "There is no further period"),
        };
        Refusal::new(
            "places_used_up",
            RefusalKind::State,
            SOURCE,
            (
                &format!(
                    "这个事项有数量限制（{}），本期 {} 个名额已全部准予，不能再准予。",
                    words.zh, self.taken
                ),
                &format!(
                    "This item is limited in number ({}): all {} places are taken.",
                    words.en, self.taken
                ),
            ),
            (
                &format!("请依法作出不予许可的决定并说明理由；{}。", next.zh),
                &format!("Refuse it by law and give the reason. {}.", next.en),
            ),
        )
    }

    fn others_first(&self) -> Refusal {
        let (left, before) = (self.left(), self.before);
        let named = self.first.join("、");
        let all_named = usize::try_from(before).is_ok_and(|before| before <= self.first.len());
        let (more_zh, more_en) = if all_named { ("", "") } else { ("等", " and others") };
        Refusal::new(
            "accepted_before",
            RefusalKind::State,
            SOURCE,
            (
                &format!(
                    "这个事项有数量限制，还剩 {left} 个名额，先受理的 {before} 个办件尚未决定，应当先决定：{named}{more_zh}。"
                ),
                &format!(
                    "This item is limited in number: {left} left, and {before} accepted before this one are undecided and go \
                     first: {named}{more_en}."
                ),
            ),
            (
                "请先对先受理的办件作出决定；不符合条件的，依法不予许可后名额顺延。",
                "Decide those first. Where one does not meet the conditions and is refused, its place goes to the next.",
            ),
        )
    }
}
