//! What is done before what in a bundle (办理顺序), and how long the whole takes.
//!
//! Items that do not wait for each other are handled side by side: the whole takes as long as its longest chain, not the sum.

use std::collections::BTreeSet;

/// One item in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its stage, from 0: behind everything that it waits for.
    pub stage: usize,
    /// Working days after the first filing at which it can begin.
    pub start: u32,
    /// Working days after the first filing at which it is promised to be done.
    pub finish: u32,
    /// It is on the longest chain: a day saved here is a day saved for the whole.
    pub is_critical: bool,
}

/// The plan of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// For each item its slot; none for those in a circle or behind one.
    pub slots: Vec<Option<Slot>>,
    /// What each waits for, as places among the items.
    pub waits: Vec<Vec<usize>>,
    /// Working days along the longest chain; none where there is a circle.
    pub total: Option<u32>,
    /// Working days if they were done one after another.
    pub one_by_one: u32,
    /// Places of items that wait for each other.
    pub circle: Vec<usize>,
}

impl Plan {
    /// Of items with their promised working days and what each waits for, as places among them.
    pub fn of(days: &[u32], waits: Vec<Vec<usize>>) -> Plan {
        let waits: Vec<Vec<usize>> = (0..days.len())
            .map(|at| {
                let before = waits.get(at).into_iter().flatten().copied();
                before
                    .filter(|other| *other < days.len())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect()
            })
            .collect();
        let mut slots: Vec<Option<Slot>> = vec![None; days.len()];
        loop {
            let ready: Vec<usize> = (0..days.len())
                .filter(|at| slots[*at].is_none() && waits[*at].iter().all(|before| slots[*before].is_some()))
                .collect();
            if ready.is_empty() {
                break;
            }
            for at in ready {
                slots[at] = Some(slot(days[at], waits[at].iter().filter_map(|before| slots[*before])));
            }
        }
        let circle = circle(&slots, &waits);
        let total = (slots.iter().all(Option::is_some)).then(|| finish(&slots));
        if let Some(total) = total {
            mark(&mut slots, &waits, total);
        }
        Plan {
            one_by_one: days.iter().copied().fold(0, u32::saturating_add),
            slots,
            waits,
            total,
            circle,
        }
    }

    /// The places of the items of each stage.
    pub fn stages(&self) -> Vec<Vec<usize>> {
        let last = self.slots.iter().flatten().map(|slot| slot.stage).max();
        let of = |stage: usize| {
            let at = |at: &usize| self.slots[*at].is_some_and(|slot| slot.stage == stage);
            (0..self.slots.len()).filter(at).collect()
        };
        (0..last.map_or(0, |last| last + 1)).map(of).collect()
    }
}

fn slot(days: u32, before: impl Iterator<Item = Slot>) -> Slot {
    let (stage, start) = before.fold((0, 0), |(stage, start), slot| {
        (stage.max(slot.stage + 1), start.max(slot.finish))
    });
    Slot {
        stage,
        start,
        finish: start.saturating_add(days),
        is_critical: false,
    }
}

fn finish(slots: &[Option<Slot>]) -> u32 {
    slots.iter().flatten().map(|slot| slot.finish).max().unwrap_or(0)
}

/// Marks what ends last and, from there back, what it waited for until it could begin.
fn mark(slots: &mut [Option<Slot>], waits: &[Vec<usize>], total: u32) {
    let ends = |slot: &Option<Slot>, at: u32| slot.is_some_and(|slot| slot.finish == at);
    let mut open: Vec<usize> = (0..slots.len()).filter(|at| ends(&slots[*at], total)).collect();
    while let Some(at) = open.pop() {
        let Some(slot) = &mut slots[at] else { continue };
        if std::mem::replace(&mut slot.is_critical, true) {
            continue;
        }
        let start = slot.start;
        open.extend(waits[at].iter().copied().filter(|before| ends(&slots[*before], start)));
    }
}

/// Items without a slot that can be reached from themselves.
fn circle(slots: &[Option<Slot>], waits: &[Vec<usize>]) -> Vec<usize> {
    let returns = |start: &usize| {
        let (mut seen, mut open) = (BTreeSet::new(), waits[*start].clone());
        while let Some(at) = open.pop() {
            if at == *start {
                return true;
            }
            if seen.insert(at) {
                open.extend(&waits[at]);
            }
        }
        false
    };
    (0..slots.len())
        .filter(|at| slots[*at].is_none())
        .filter(returns)
        .collect()
}
