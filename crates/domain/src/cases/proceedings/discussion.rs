//! Collective decision (集体讨论): who of the members was there, how they voted, and the minutes; a decision against the majority says why.

use crate::calendar::Day;
use crate::organisation::posts::Person;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, need_text};
use super::super::event::{Event, FileMark, Outcome};
use super::{Closed, MOST_PEOPLE, Matter, Proceedings, happened, invalid, plain};

const BASIS: &str = "行政许可法 第三十七条；重大行政许可集体讨论制度";

/// A collective discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// How many members the meeting has.
    pub members: u32,
    /// Who was there.
    pub present: Vec<Person>,
    /// Votes for granting.
    pub agree: u32,
    /// Votes against it.
    pub against: u32,
    /// Who gave no vote.
    pub abstain: u32,
    /// The minutes.
    pub files: Vec<FileMark>,
    /// Why the decision may differ from the majority.
    pub departs: Option<String>,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 会议记录.
    Record {
        /// How many members the meeting has.
        members: u32,
        /// Who was there; the act has seen that they work for the body.
        present: Vec<Person>,
        /// Votes for granting.
        agree: u32,
        /// Votes against it.
        against: u32,
        /// Who gave no vote.
        abstain: u32,
        /// What was discussed.
        words: String,
        /// The minutes.
        files: Vec<FileMark>,
    },
    /// 说明与多数意见不一致的理由.
    Depart {
        /// Which.
        no: u32,
        /// Why.
        reason: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 会议记录.
    Recorded {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// How many members the meeting has.
        members: u32,
        /// Who was there.
        present: Vec<Person>,
        /// Votes for granting.
        agree: u32,
        /// Votes against it.
        against: u32,
        /// Who gave no vote.
        abstain: u32,
        /// What was discussed.
        words: String,
        /// The minutes.
        files: Vec<FileMark>,
    },
    /// 说明与多数意见不一致的理由.
    Departed {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Why.
        reason: String,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Record { .. } => "record_discussion",
            Order::Depart { .. } => "depart_from_majority",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        if let Order::Record { files, .. } = &mut self {
            *files = plain(std::mem::take(files), "minutes");
        }
        self
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Recorded { .. } => "discussion_recorded",
            Happened::Departed { .. } => "discussion_departed",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Recorded { .. } => ("集体讨论", "Discussed and voted on together"),
            Happened::Departed { .. } => (
                "说明与多数意见不一致的理由",
                "Why the decision differs from the majority",
            ),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Recorded { no, .. } | Happened::Departed { no, .. } => *no,
        }
    }
}

impl Discussion {
    /// More than half of those who were there want it granted, or refused; neither where there is no majority.
    pub fn majority(&self) -> Option<bool> {
        let half = self.present.len() as u32;
        match (self.agree * 2 > half, self.against * 2 > half) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Record {
            members,
            present,
            agree,
            against,
            abstain,
            words,
            files,
        } => {
            need_votes(&present, [agree, against, abstain])?;
            need_quorum(members, present.len() as u32)?;
            need_text("words", &words, true)?;
            Happened::Recorded {
                no: case.proceedings.next(),
                day,
                members,
                present,
                agree,
                against,
                abstain,
                words,
                files,
            }
        }
        Order::Depart { no, reason } => {
            let found = case.proceedings.get(no).map(|one| &one.matter);
            if !matches!(found, Some(Matter::Discussion(_))) {
                return Err(Refusal::missing("这次集体讨论", "this discussion"));
            }
            need_text("reason", &reason, true)?;
            Happened::Departed { no, day, reason }
        }
    };
    Ok(vec![happened(super::Happened::Discussion(what))])
}

fn need_votes(present: &[Person], votes: [u32; 3]) -> Result<(), Refusal> {
    let mut people: Vec<_> = present.iter().map(|person| person.account).collect();
    people.sort_unstable();
    people.dedup();
    let mut faults = Vec::new();
    if people.is_empty() || people.len() != present.len() || people.len() > MOST_PEOPLE {
        faults.push(Fault::new("officers", "请选择出席人员。", "Choose who was there."));
    }
    let sum = votes.iter().try_fold(0_u32, |sum, votes| sum.checked_add(*votes));
    if sum != Some(present.len() as u32) {
        faults.push(Fault::new(
            "agree",
            "同意、反对和弃权的票数之和应当等于出席人数。",
            "Votes for, against and withheld must add up to those who were there.",
        ));
    }
    invalid(faults)
}

/// More than half of the members.
fn need_quorum(members: u32, present: u32) -> Result<(), Refusal> {
    if present <= members && present.saturating_mul(2) > members {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "no_quorum",
        RefusalKind::Invalid,
        BASIS,
        (
            "集体讨论应当有半数以上的成员出席。",
            "More than half of the members must be there.",
        ),
        (
            "请核对成员人数和出席人员。",
            "Check the number of members and who was there.",
        ),
    );
    refusal.faults = vec![Fault::new(
        "members",
        format!("出席 {present} 人，成员应当少于 {} 人，且不少于出席人数。", present * 2),
        format!(
            "{present} were there: the members are fewer than {}, and at least as many.",
            present * 2
        ),
    )];
    Err(refusal)
}

/// Whether a decision is what the majority wanted, or says why not.
pub(super) fn need_majority(case: &Case, outcome: &Outcome) -> Result<(), Refusal> {
    let last = case.proceedings.all.iter().rev().find_map(|one| match &one.matter {
        Matter::Discussion(discussion) => Some(discussion),
        _ => None,
    });
    let Some(discussion) = last.filter(|last| last.departs.is_none()) else {
        return Ok(());
    };
    if discussion.majority() == Some(outcome.grants()) {
        return Ok(());
    }
    Err(Refusal::new(
        "against_majority",
        RefusalKind::State,
        BASIS,
        (
            "决定与集体讨论的多数意见不一致。",
            "The decision is not what the majority wanted.",
        ),
        (
            "请按多数意见决定；确需作出不同决定的，先在集体讨论中说明理由。",
            "Decide as the majority wanted, or first give the reason with the discussion.",
        ),
    ))
}

pub(super) fn apply(proceedings: &mut Proceedings, event: &Event, what: &Happened) -> Result<(), &'static str> {
    match what {
        Happened::Recorded {
            no,
            day,
            members,
            present,
            agree,
            against,
            abstain,
            words,
            files,
        } => {
            let discussion = Discussion {
                members: *members,
                present: present.clone(),
                agree: *agree,
                against: *against,
                abstain: *abstain,
                files: files.clone(),
                departs: None,
            };
            proceedings.begin(event, *no, *day, BASIS, None, Matter::Discussion(discussion))?;
            proceedings.open_mut(*no)?.closed = Some(Closed {
                day: *day,
                dropped: false,
                words: words.clone(),
            });
            Ok(())
        }
        Happened::Departed { no, reason, .. } => {
            let one = proceedings.all.iter_mut().find(|one| one.no == *no);
            match one.map(|one| &mut one.matter) {
                Some(Matter::Discussion(discussion)) => {
                    discussion.departs = Some(reason.clone());
                    Ok(())
                }
                _ => Err("no such discussion"),
            }
        }
    }
}
