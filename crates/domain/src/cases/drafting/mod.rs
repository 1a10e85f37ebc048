//! Decisions on their way to the signature (拟稿、核稿、签发): an examiner writes what is to be decided, somebody else checks it, the chief approver signs it
//! or sends it back. Signing is deciding with exactly the words of the draft (党政机关公文处理工作条例 art. 18 to 22).
//!
//! Nobody must draft: without a draft it is decided at once. While one stands, nothing else can be decided, so that nobody signs past it.

mod decide;

use crate::calendar::Day;
use crate::organisation::AccountId;
use crate::organisation::permission::Permission;

use super::event::{Event, Outcome};

pub use decide::command_words;
pub(super) use decide::{decide, is_for, need_as_drafted, need_checker, need_other_than_writer, ways};

/// Most drafts of a case: whoever needs more talks to each other.
pub const MOST_DRAFTS: usize = 50;

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 拟稿.
    Draft {
        /// What is to be decided.
        outcome: Outcome,
    },
    /// 核稿同意.
    Check {
        /// Which draft.
        no: u32,
        /// A note; may be empty.
        note: String,
    },
    /// 退回重拟.
    SendBack {
        /// Which draft.
        no: u32,
        /// Why.
        reason: String,
    },
    /// 撤回拟稿, by whoever wrote it.
    Withdraw {
        /// Which draft.
        no: u32,
        /// Why; may be empty.
        reason: String,
    },
    /// 签发.
    Sign {
        /// Which draft.
        no: u32,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Draft { .. } => "draft_decision",
            Order::Check { .. } => "check_decision",
            Order::SendBack { .. } => "send_draft_back",
            Order::Withdraw { .. } => "withdraw_draft",
            Order::Sign { .. } => "sign_decision",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Draft { .. } | Order::Withdraw { .. } => Permission::DraftDecision,
            Order::Check { .. } | Order::SendBack { .. } => Permission::CheckDecision,
            Order::Sign { .. } => Permission::DecideCase,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 拟稿.
    Drafted {
        /// On.
        day: Day,
        /// 1, 2, 3, … within the case.
        no: u32,
        /// What is to be decided.
        outcome: Outcome,
    },
    /// 核稿同意.
    Checked {
        /// On.
        day: Day,
        /// Which draft.
        no: u32,
        /// A note; may be empty.
        note: String,
    },
    /// 退回重拟.
    SentBack {
        /// On.
        day: Day,
        /// Which draft.
        no: u32,
        /// Why.
        reason: String,
    },
    /// 撤回拟稿.
    Withdrawn {
        /// On.
        day: Day,
        /// Which draft.
        no: u32,
        /// Why; may be empty.
        reason: String,
    },
}

impl Happened {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Drafted { .. } => "decision_drafted",
            Happened::Checked { .. } => "decision_checked",
            Happened::SentBack { .. } => "decision_sent_back",
            Happened::Withdrawn { .. } => "decision_draft_withdrawn",
        }
    }

    /// Heading of the event in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Drafted { .. } => ("决定拟稿", "Decision drafted"),
            Happened::Checked { .. } => ("决定核稿同意", "Draft of the decision checked"),
            Happened::SentBack { .. } => ("决定拟稿退回", "Draft of the decision sent back"),
            Happened::Withdrawn { .. } => ("决定拟稿撤回", "Draft of the decision withdrawn"),
        }
    }
}

/// Who did something to a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Account.
    pub account: Option<AccountId>,
    /// Name.
    pub name: String,
    /// On.
    pub day: Day,
}

/// How a draft stands (拟稿状态).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// 待核稿.
    Written,
    /// 待签发.
    Checked {
        /// Who checked it.
        by: By,
        /// A note; may be empty.
        note: String,
    },
    /// 已退回.
    SentBack {
        /// Who sent it back.
        by: By,
        /// Why.
        reason: String,
    },
    /// 已撤回 by whoever wrote it.
    Withdrawn {
        /// On.
        day: Day,
        /// Why; may be empty.
        reason: String,
    },
    /// 已失效: the case was examined anew, or decided otherwise by law.
    Lapsed,
    /// 已签发.
    Signed {
        /// On.
        day: Day,
    },
}

impl Standing {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Standing::Written => "written",
            Standing::Checked { .. } => "checked",
            Standing::SentBack { .. } => "sent_back",
            Standing::Withdrawn { .. } => "withdrawn",
            Standing::Lapsed => "lapsed",
            Standing::Signed { .. } => "signed",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Standing::Written => ("待核稿", "Waiting to be checked"),
            Standing::Checked { .. } => ("待签发", "Waiting for the signature"),
            Standing::SentBack { .. } => ("已退回", "Sent back"),
            Standing::Withdrawn { .. } => ("已撤回", "Withdrawn"),
            Standing::Lapsed => ("已失效", "Lapsed"),
            Standing::Signed { .. } => ("已签发", "Signed"),
        }
    }

    /// Something is still to be done with it.
    pub fn is_open(&self) -> bool {
        matches!(self, Standing::Written | Standing::Checked { .. })
    }
}

/// A draft of the decision (决定拟稿).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// 1, 2, 3, … within the case.
    pub no: u32,
    /// What is to be decided.
    pub outcome: Outcome,
    /// Who wrote it, and when.
    pub by: By,
    /// How it stands.
    pub standing: Standing,
}

/// The drafts of a case's decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drafts {
    /// In the order in which they were written.
    pub all: Vec<Draft>,
}

impl Drafts {
    /// The one that stands: at most one does.
    pub fn standing(&self) -> Option<&Draft> {
        self.all.last().filter(|last| last.standing.is_open())
    }

    /// The one that only lacks the signature.
    pub fn to_sign(&self) -> Option<&Draft> {
        self.standing()
            .filter(|draft| matches!(draft.standing, Standing::Checked { .. }))
    }

    /// The case was examined anew: what was drafted before rests on what is not so any more.
    pub(super) fn lapse(&mut self) {
        if let Some(open) = self.open_mut() {
            open.standing = Standing::Lapsed;
        }
    }

    /// It was decided: by the draft that stood, or by the law itself.
    pub(super) fn decided(&mut self, day: Day, outcome: &Outcome, by_law: bool) {
        if let Some(open) = self.open_mut() {
            let checked = matches!(open.standing, Standing::Checked { .. });
            let signed = !by_law && checked && open.outcome == *outcome;
            open.standing = match signed {
                true => Standing::Signed { day },
                false => Standing::Lapsed,
            };
        }
    }

    fn open_mut(&mut self) -> Option<&mut Draft> {
        self.all.last_mut().filter(|last| last.standing.is_open())
    }

    fn open_of(&mut self, no: u32) -> Result<&mut Draft, &'static str> {
        let open = self.open_mut().filter(|open| open.no == no);
        open.ok_or("no such draft stands")
    }

    /// Takes what happened.
    pub(super) fn apply(&mut self, happened: &Happened, event: &Event) -> Result<(), &'static str> {
        let by = |day: Day| By {
            account: event.actor.account,
            name: event.actor.name.clone(),
            day,
        };
        match happened {
            Happened::Drafted { day, no, outcome } => {
                if self.standing().is_some() || *no != self.all.len() as u32 + 1 {
                    return Err("a draft stands already, or one is missing");
                }
                self.all.push(Draft {
                    no: *no,
                    outcome: outcome.clone(),
                    by: by(*day),
                    standing: Standing::Written,
                });
            }
            Happened::Checked { day, no, note } => {
                let open = self.open_of(*no)?;
                if open.standing != Standing::Written {
                    return Err("this draft was checked before");
                }
                open.standing = Standing::Checked {
                    by: by(*day),
                    note: note.clone(),
                };
            }
            Happened::SentBack { day, no, reason } => {
                self.open_of(*no)?.standing = Standing::SentBack {
                    by: by(*day),
                    reason: reason.clone(),
                };
            }
            Happened::Withdrawn { day, no, reason } => {
                self.open_of(*no)?.standing = Standing::Withdrawn {
                    day: *day,
                    reason: reason.clone(),
                };
            }
        }
        Ok(())
    }
}
