//! A document that is being written (事项草稿), from the first word to its publication.

use super::refusals;
use super::{LONGEST, Mark, Stage, Step, Why};
use crate::calendar::Day;
use crate::organisation::permission::{About, Permission};
use crate::organisation::{AccountId, Actor};
use crate::words::{Fault, Refusal};

/// Where a draft stands. Each variant carries what is true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 起草中.
    Drafting {
        /// Who gave it back last, and why.
        returned: Option<Returned>,
    },
    /// 法制审核中.
    InReview {
        /// Who sent it.
        submitted: Mark,
        /// Why the item is changed.
        why: Why,
    },
    /// 中心审核中.
    InCheck {
        /// Who reviewed it.
        reviewed: Mark,
        /// Why the item is changed.
        why: Why,
    },
    /// 待发布.
    Approved {
        /// Who checked it.
        checked: Mark,
        /// Day from which it is to hold.
        from: Day,
        /// Rules whose warnings were seen and taken.
        acknowledged: Vec<String>,
        /// Why the item is changed.
        why: Why,
    },
    /// 已发布.
    Published {
        /// Who published it.
        published: Mark,
        /// Number of the version that it became.
        version: u32,
        /// Day from which that holds.
        from: Day,
    },
    /// 已放弃.
    Abandoned {
        /// Who.
        abandoned: Mark,
        /// Why.
        reason: String,
    },
}

/// Given back to the drafter (退回).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Where.
    pub from: Stage,
    /// By whom.
    pub by: Mark,
    /// Why.
    pub reasons: String,
}

/// A draft as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Code of the body whose item it is.
    pub body: String,
    /// Everybody who has written in it.
    pub drafters: Vec<AccountId>,
    /// Where it stands.
    pub state: State,
}

/// What can be done with a draft (草稿操作).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// 保存.
    Save,
    /// 采纳上级变化.
    Accept,
    /// 送审.
    Submit,
    /// 法制审核.
    Review,
    /// 中心审核.
    Check,
    /// 发布.
    Publish,
    /// 放弃.
    Abandon,
}

impl Act {
    /// Every act, in the order of a life.
    pub const ALL: [Act; 7] = [
        Act::Save,
        Act::Accept,
        Act::Submit,
        Act::Review,
        Act::Check,
        Act::Publish,
        Act::Abandon,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Act::Save => "save",
            Act::Accept => "accept",
            Act::Submit => "submit",
            Act::Review => "review",
            Act::Check => "check",
            Act::Publish => "publish",
            Act::Abandon => "abandon",
        }
    }

    /// What doing it takes.
    pub fn permission(self) -> Permission {
        match self {
            Act::Save | Act::Submit | Act::Abandon => Permission::WriteDraft,
            Act::Accept => Permission::AcceptCitation,
            Act::Review => Permission::ReviewDraft,
            Act::Check => Permission::CheckDraft,
            Act::Publish => Permission::PublishDraft,
        }
    }
}

/// The ways of a draft: state, act, state after it. What is not here is refused.
pub const WAYS: [(&str, &str, &str); 11] = [
    ("drafting", "save", "drafting"),
    ("drafting", "accept", "in_check"),
    ("drafting", "accept", "approved"),
    ("drafting", "submit", "in_review"),
    ("drafting", "abandon", "abandoned"),
    ("in_review", "review", "in_check"),
    ("in_review", "review", "drafting"),
    ("in_check", "check", "approved"),
    ("in_check", "check", "drafting"),
    ("approved", "publish", "published"),
    ("approved", "check", "drafting"),
];

impl State {
    /// Codes of every state, in the order of a life.
    pub const CODES: [&'static str; 6] = [
        "drafting",
        "in_review",
        "in_check",
        "approved",
        "published",
        "abandoned",
    ];

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            State::Drafting { .. } => "drafting",
            State::InReview { .. } => "in_review",
            State::InCheck { .. } => "in_check",
            State::Approved { .. } => "approved",
            State::Published { .. } => "published",
            State::Abandoned { .. } => "abandoned",
        }
    }

    /// Chinese and English name of a state's code.
    pub fn words_of(code: &str) -> (&'static str, &'static str) {
        match code {
            "drafting" => ("起草中", "being drafted"),
            "in_review" => ("待法制审核", "waiting for the legal review"),
            "in_check" => ("待中心审核", "waiting for the centre's check"),
            "approved" => ("待发布", "approved, to be published"),
            "published" => ("已发布", "published"),
            _ => ("已放弃", "abandoned"),
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        State::words_of(self.code())
    }

    /// Somebody still has to do something.
    pub fn is_open(&self) -> bool {
        !matches!(self, State::Published { .. } | State::Abandoned { .. })
    }

    /// The state before anything happened.
    pub fn begin() -> State {
        State::Drafting { returned: None }
    }

    /// The state after a step; none where the step does not belong there.
    pub fn after(self, by: Mark, step: &Step) -> Option<State> {
        Some(match (self, step) {
            (State::Drafting { returned }, Step::Started { .. } | Step::Rebased { .. }) => State::Drafting { returned },
            (State::Drafting { .. }, Step::Submitted(why)) => State::InReview {
                submitted: by,
                why: why.clone(),
            },
            (
                State::Drafting { .. },
                Step::Accepted {
                    source,
                    version,
                    from,
                    kept,
                },
            ) => accepted(by, source, *version, *from, kept),
            (State::Drafting { .. }, Step::Abandoned { reason }) => State::Abandoned {
                abandoned: by,
                reason: reason.clone(),
            },
            (State::InReview { why, .. }, Step::Reviewed { .. }) => State::InCheck { reviewed: by, why },
            (State::InCheck { why, .. }, Step::Checked { from, acknowledged, .. }) => State::Approved {
                checked: by,
                from: *from,
                acknowledged: acknowledged.clone(),
                why,
            },
            (
                State::InReview { .. },
                Step::Returned {
                    from: Stage::Review,
                    reasons,
                },
            ) => given_back(by, Stage::Review, reasons),
            (
                State::InCheck { .. } | State::Approved { .. },
                Step::Returned {
                    from: Stage::Check,
                    reasons,
                },
            ) => given_back(by, Stage::Check, reasons),
            (State::Approved { .. }, Step::Published { version, from, .. }) => State::Published {
                published: by,
                version: *version,
                from: *from,
            },
            _ => return None,
        })
    }
}

/// The body's own word stands where nothing but the source's changes are taken over; otherwise the centre checks it.
fn accepted(by: Mark, source: &str, version: u32, from: Day, kept: &[String]) -> State {
    let why = Why::accepted(source, version);
    if kept.is_empty() {
        State::Approved {
            checked: by,
            from,
            acknowledged: Vec::new(),
            why,
        }
    } else {
        State::InCheck { reviewed: by, why }
    }
}

fn given_back(by: Mark, from: Stage, reasons: &str) -> State {
    State::Drafting {
        returned: Some(Returned {
            from,
            by,
            reasons: reasons.to_string(),
        }),
    }
}

/// What somebody orders (指令).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Lets it stand on another version.
    Rebase {
        /// The newest version.
        base: u32,
    },
    /// Takes over what changed in the item that is cited.
    Accept {
        /// Code of that item.
        source: String,
        /// Its version.
        version: u32,
        /// Elements in which the own ones are kept.
        kept: Vec<String>,
    },
    /// Sends it for review.
    Submit(Why),
    /// Says yes for the body's legal section.
    PassReview {
        /// A remark.
        note: String,
    },
    /// Says yes for the centre.
    PassCheck {
        /// Day from which it is to hold.
        from: Day,
        /// Rules whose warnings are taken.
        acknowledged: Vec<String>,
        /// A remark.
        note: String,
    },
    /// Gives it back.
    GiveBack {
        /// At which stage.
        from: Stage,
        /// Why.
        reasons: String,
    },
    /// Publishes what was approved.
    Publish {
        /// Number of the new version.
        version: u32,
    },
    /// Gives it up.
    Abandon {
        /// Why.
        reason: String,
    },
}

impl Order {
    /// What is done by it.
    pub fn act(&self) -> Act {
        match self {
            Order::Rebase { .. } => Act::Save,
            Order::Accept { .. } => Act::Accept,
            Order::Submit(_) => Act::Submit,
            Order::PassReview { .. }
            | Order::GiveBack {
                from: Stage::Review, ..
            } => Act::Review,
            Order::PassCheck { .. } | Order::GiveBack { from: Stage::Check, .. } => Act::Check,
            Order::Publish { .. } => Act::Publish,
            Order::Abandon { .. } => Act::Abandon,
        }
    }
}

impl Draft {
    /// Whether somebody may do this now.
    ///
    /// # Errors
    /// Another role's, another body's, or one's own work; or the draft stands elsewhere.
    pub fn may(&self, actor: &Actor, act: Act) -> Result<(), Refusal> {
        let permission = act.permission();
        if !actor.may(permission, About::body(&self.body)) {
            return Err(refusals::not_yours(permission));
        }
        let wrote = actor.account.is_some_and(|account| self.drafters.contains(&account));
        if wrote && matches!(act, Act::Review | Act::Check | Act::Publish) {
            return Err(refusals::own_work());
        }
        // Only what was begun for it, and nobody has written in.
        if act == Act::Accept && self.drafters.iter().any(|one| Some(*one) != actor.account) {
            return Err(refusals::not_yours(Permission::WriteDraft));
        }
        let stands = matches!(
            (act, &self.state),
            (
                Act::Save | Act::Accept | Act::Submit | Act::Abandon,
                State::Drafting { .. }
            ) | (Act::Review, State::InReview { .. })
                | (Act::Check, State::InCheck { .. } | State::Approved { .. })
                | (Act::Publish, State::Approved { .. })
        );
        if stands {
            Ok(())
        } else {
            Err(refusals::stands_elsewhere(&self.state))
        }
    }

    /// What somebody may do now.
    pub fn open_to(&self, actor: &Actor) -> Vec<Act> {
        let may = |act: &Act| self.may(actor, *act).is_ok();
        Act::ALL.into_iter().filter(may).collect()
    }

    /// Decides about an order.
    ///
    /// # Errors
    /// As [`Draft::may`]; or a reason is missing, or the day lies behind.
    pub fn decide(&self, actor: &Actor, today: Day, order: Order) -> Result<Step, Refusal> {
        self.may(actor, order.act())?;
        match order {
            Order::Rebase { base } => Ok(Step::Rebased { base }),
            Order::Accept { source, version, kept } => Ok(Step::Accepted {
                source,
                version,
                from: today,
                kept,
            }),
            Order::Submit(why) => Ok(Step::Submitted(why.told()?)),
            Order::PassReview { note } => Ok(Step::Reviewed {
                note: short(note, "note")?,
            }),
            Order::GiveBack { from, reasons } => Ok(Step::Returned {
                from,
                reasons: said(reasons, "reasons")?,
            }),
            Order::PassCheck {
                from,
                acknowledged,
                note,
            } => match self.state {
                State::Approved { .. } => Err(refusals::stands_elsewhere(&self.state)),
                _ if from < today => Err(refusals::day_behind(today)),
                _ => Ok(Step::Checked {
                    from,
                    acknowledged,
                    note: short(note, "note")?,
                }),
            },
            Order::Publish { version } => match &self.state {
                State::Approved { from, why, .. } => Ok(Step::Published {
                    version,
                    // Nothing holds before it was published: whoever looked at the guide then was told something else.
                    from: (*from).max(today),
                    why: why.clone(),
                }),
                other => Err(refusals::stands_elsewhere(other)),
            },
            Order::Abandon { reason } => Ok(Step::Abandoned {
                reason: said(reason, "reason")?,
            }),
        }
    }
}

impl Why {
    /// Why an item changes when the one that it cites has changed.
    pub fn accepted(source: &str, version: u32) -> Why {
        Why {
            reason: format!("采纳所引用事项第 {version} 版的变化"),
            basis: format!("{source} 第 {version} 版"),
            approval: String::new(),
        }
    }

    /// The same without blanks around it, if reason and basis are told.
    ///
    /// # Errors
    /// The fields that are missing or too long.
    pub fn told(self) -> Result<Why, Refusal> {
        let fields = [("reason", &self.reason), ("basis", &self.basis)];
        let mut faults: Vec<Fault> = fields
            .into_iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(field, _)| refusals::untold(field))
            .collect();
        let all = fields.into_iter().chain([("approval", &self.approval)]);
        faults.extend(
            all.filter(|(_, text)| is_long(text))
                .map(|(field, _)| refusals::too_long(field)),
        );
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        Ok(Why {
            reason: self.reason.trim().to_string(),
            basis: self.basis.trim().to_string(),
            approval: self.approval.trim().to_string(),
        })
    }
}

fn is_long(text: &str) -> bool {
    text.chars().count() > LONGEST
}

fn said(text: String, field: &'static str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid(vec![refusals::untold(field)]));
    }
    short(text, field)
}

fn short(text: String, field: &'static str) -> Result<String, Refusal> {
    if is_long(&text) {
        return Err(Refusal::invalid(vec![refusals::too_long(field)]));
    }
    Ok(text.trim().to_string())
}
