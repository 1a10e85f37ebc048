//! Changes that concern several items at once (动态管理): merging, splitting, delegating down, taking over, and clearing
//! up prerequisites.

use super::{Why, refusals};
use crate::calendar::Day;
use crate::items::coded::coded;
use crate::organisation::Actor;
use crate::organisation::permission::{About, Permission};
use crate::words::{Fault, Refusal};

coded! {
    /// What sort of change it is (调整类型).
    ChangeKind {
        Merge = "merge", "4", "合并", "merged";
        Split = "split", "5", "拆分", "split";
        Delegate = "delegate", "6", "下放", "delegated down";
        TakeOver = "take_over", "7", "承接", "taken over";
        Prerequisites = "prerequisites", "8", "清理前置条件", "prerequisites cleared up";
    }
}

impl ChangeKind {
    /// The items before end with it, and those after stand in their place.
    pub fn replaces(self) -> bool {
        self != ChangeKind::Prerequisites
    }

    /// How many items there are before and after it, at least and at most.
    fn numbers(self) -> [(usize, usize); 2] {
        const MANY: usize = 50;
        match self {
            ChangeKind::Merge => [(2, MANY), (1, 1)],
            ChangeKind::Split => [(1, 1), (2, MANY)],
            ChangeKind::Delegate | ChangeKind::TakeOver => [(1, MANY), (1, MANY)],
            ChangeKind::Prerequisites => [(1, MANY), (0, 0)],
        }
    }
}

/// A change of several items, as it is registered (事项调整登记).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rearrangement {
    /// What sort.
    pub kind: ChangeKind,
    /// Codes of the items before it.
    pub from: Vec<String>,
    /// Codes of the items after it.
    pub to: Vec<String>,
    /// First day on which those before are none any more.
    pub day: Day,
    /// Why, with the number of the approval.
    pub why: Why,
}

impl Rearrangement {
    /// The same with its texts tidied, if it can be registered.
    ///
    /// # Errors
    /// It is not the centre that registers; too few or too many items for its kind; reason, basis or approval are missing;
    /// the day lies behind.
    pub fn told(self, actor: &Actor, today: Day) -> Result<Rearrangement, Refusal> {
        if !actor.may(Permission::RegisterItem, About::CENTRE) {
            return Err(refusals::not_the_centre());
        }
        let [before, after] = self.kind.numbers();
        let counted = [
            ("from_items", self.from.len(), before),
            ("to_items", self.to.len(), after),
        ];
        let mut faults: Vec<Fault> = counted
            .into_iter()
            .filter(|(_, count, (least, most))| !(*least..=*most).contains(count))
            .map(|(field, _, (least, most))| refusals::wrong_number(field, self.kind, least, most))
            .collect();
        if self.why.approval.trim().is_empty() {
            faults.push(refusals::untold("approval"));
        }
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        if self.day < today {
            return Err(refusals::day_behind(today));
        }
        let why = self.why.told()?;
        Ok(Rearrangement { why, ..self })
    }

    /// Items that end with it.
    pub fn ending(&self) -> impl Iterator<Item = &String> {
        let replaces = self.kind.replaces();
        self.from.iter().filter(move |code| replaces && !self.to.contains(code))
    }
}
