//! How a published item stands (事项状态): in force, suspended for some days, or withdrawn.

use super::{Step, Why, refusals};
use crate::calendar::Day;
use crate::organisation::Actor;
use crate::organisation::permission::{About, Permission};
use crate::words::Refusal;

/// A time in which nobody can apply (暂停).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// First day.
    pub from: Day,
    /// First day on which people can apply again; none while nobody knows.
    pub until: Option<Day>,
    /// Why.
    pub why: Why,
}

/// The end of an item (取消).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// First day on which it is none any more.
    pub from: Day,
    /// Why.
    pub why: Why,
    /// Codes of the items that people apply for instead.
    pub successors: Vec<String>,
}

/// What was registered about a published item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Suspensions, oldest first.
    pub suspensions: Vec<Suspension>,
    /// The end, where it was registered.
    pub withdrawal: Option<Withdrawal>,
}

/// How an item stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status<'a> {
    /// 有效: people can apply.
    InForce,
    /// 暂停.
    Suspended(&'a Suspension),
    /// 取消.
    Withdrawn(&'a Withdrawal),
}

impl Status<'_> {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Status::InForce => "in_force",
            Status::Suspended(_) => "suspended",
            Status::Withdrawn(_) => "withdrawn",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Status::InForce => ("有效", "in force"),
            Status::Suspended(_) => ("暂停办理", "suspended"),
            Status::Withdrawn(_) => ("已取消", "withdrawn"),
        }
    }
}

/// What the centre registers about a published item (登记).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// 暂停.
    Suspend {
        /// First day.
        from: Day,
        /// First day on which people can apply again.
        until: Option<Day>,
        /// Why.
        why: Why,
    },
    /// 恢复.
    Resume {
        /// First day on which people can apply again.
        from: Day,
        /// Why.
        why: Why,
    },
    /// 取消.
    Withdraw {
        /// First day on which it is none any more.
        from: Day,
        /// Why.
        why: Why,
        /// Codes of the items that people apply for instead.
        successors: Vec<String>,
    },
}

impl Standing {
    /// Takes in a step; those of drafts before they are published change nothing.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Suspended { from, until, why } => self.suspensions.push(Suspension {
                from: *from,
                until: *until,
                why: why.clone(),
            }),
            Step::Resumed { from, .. } => {
                if let Some(last) = self.suspensions.last_mut() {
                    last.until = Some(*from);
                }
            }
            // An item whose import was undone may be brought in again; nothing else is published after its withdrawal.
            Step::Published { .. } => self.withdrawal = None,
            Step::Withdrawn { from, why, successors } => {
                self.withdrawal = Some(Withdrawal {
                    from: *from,
                    why: why.clone(),
                    successors: successors.clone(),
                });
            }
            _ => {}
        }
    }

    /// How the item stands on a day.
    pub fn on(&self, day: Day) -> Status<'_> {
        if let Some(end) = self.withdrawal.as_ref().filter(|end| end.from <= day) {
            return Status::Withdrawn(end);
        }
        let holds = |one: &&Suspension| one.from <= day && one.until.is_none_or(|until| day < until);
        self.suspensions
            .iter()
            .rev()
            .find(holds)
            .map_or(Status::InForce, Status::Suspended)
    }

    /// The first day after `day` on which it begins to stand otherwise.
    pub fn next_turn(&self, day: Day) -> Option<Day> {
        let turns = self
            .suspensions
            .iter()
            .flat_map(|one| [Some(one.from), one.until])
            .chain([self.withdrawal.as_ref().map(|end| end.from)]);
        turns.flatten().filter(|turn| *turn > day).min()
    }

    /// People can apply on a day.
    ///
    /// # Errors
    /// It is suspended or withdrawn, with the reason and what can be done.
    pub fn may_file(&self, day: Day) -> Result<(), Refusal> {
        match self.on(day) {
            Status::InForce => Ok(()),
            Status::Suspended(one) => Err(refusals::is_suspended(
                one.from,
                one.until,
                &one.why.reason,
                &one.why.basis,
            )),
            Status::Withdrawn(end) => Err(refusals::is_withdrawn(end.from, &end.why.reason, &end.successors)),
        }
    }

    /// A suspension that holds on a day or is still to come.
    pub fn suspended(&self, day: Day) -> Option<&Suspension> {
        let last = self.suspensions.last();
        last.filter(|one| one.until.is_none_or(|until| day < until))
    }

    /// The item can still be changed.
    ///
    /// # Errors
    /// Its end was registered.
    pub fn lives(&self) -> Result<(), Refusal> {
        let end = self.withdrawal.as_ref();
        end.map_or(Ok(()), |end| Err(refusals::withdrawn_already(end.from)))
    }

    /// Decides about a registration.
    ///
    /// # Errors
    /// It is not the centre that registers; the item stands otherwise; a reason or basis is missing; a day lies behind.
    pub fn decide(&self, actor: &Actor, today: Day, order: Registration) -> Result<Step, Refusal> {
        if !actor.may(Permission::RegisterItem, About::CENTRE) {
            return Err(refusals::not_the_centre());
        }
        self.lives()?;
        let (Registration::Suspend { from, .. }
        | Registration::Resume { from, .. }
        | Registration::Withdraw { from, .. }) = &order;
        if *from < today {
            return Err(refusals::day_behind(today));
        }
        match order {
            Registration::Suspend { from, until, why } => {
                if let Some(known) = self.suspended(today) {
                    return Err(refusals::suspended_already(known.from));
                }
                if until.is_some_and(|until| until <= from) {
                    return Err(refusals::span_reversed());
                }
                let why = why.told()?;
                Ok(Step::Suspended { from, until, why })
            }
            Registration::Resume { from, why } => {
                self.suspended(today).ok_or_else(refusals::not_suspended)?;
                let why = why.told()?;
                Ok(Step::Resumed { from, why })
            }
            Registration::Withdraw { from, why, successors } => Ok(Step::Withdrawn {
                from,
                why: why.told()?,
                successors,
            }),
        }
    }
}
