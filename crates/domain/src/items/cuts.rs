//! The five cuts (五减: 减事项、减环节、减材料、减时限、减费用): what each item and each body saved between two days.
//!
//! | cut | figure of an item |
//! |---|---|
//! | items 事项 | 1 where it was in force on the day |
//! | steps 环节 | entries of the procedure |
//! | materials 材料 | required materials that are not the government's own |
//! | time 时限 | promised working days |
//! | fees 费用 | fen |
//!
//! An item that came or went counts for the first cut alone: what a new item asks for is no increase of an old one. A figure
//! that the body had published on one of the days only is not compared either.

use std::collections::{BTreeMap, BTreeSet};

use super::{Completeness, Item};

/// One of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// 减事项.
    Items,
    /// 减环节.
    Steps,
    /// 减材料.
    Materials,
    /// 减时限.
    Time,
    /// 减费用.
    Fees,
}

impl Cut {
    /// In the usual order.
    pub const ALL: [Cut; 5] = [Cut::Items, Cut::Steps, Cut::Materials, Cut::Time, Cut::Fees];

    /// Chinese and English name, with the unit.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Cut::Items => ("事项（项）", "Items"),
            Cut::Steps => ("环节（个）", "Steps"),
            Cut::Materials => ("材料（份）", "Materials"),
            Cut::Time => ("承诺时限（工作日）", "Promised working days"),
            Cut::Fees => ("费用（元）", "Fees (yuan)"),
        }
    }

    /// How the figure of an item is counted, in both languages.
    pub fn formula(self) -> (&'static str, &'static str) {
        match self {
            Cut::Items => ("当日有效的事项数", "items in force on the day"),
            Cut::Steps => (
                "办理流程中的环节数；只比较两日都公布了流程的事项",
                "entries of the procedure, of items that had published one on both days",
            ),
            Cut::Materials => (
                "必需材料数，不含政府部门核发、可共享取得的材料；只比较两日都公布了清单的事项",
                "required materials, without those that the government issues itself, of items published in full on both days",
            ),
            Cut::Time => (
                "承诺办结时限（工作日）；只比较两日都公布了时限的事项",
                "the promised working days, of items published in full on both days",
            ),
            Cut::Fees => (
                "收费金额，不收费为 0；只比较两日都公布了清单的事项",
                "the fee, 0 where there is none, of items published in full on both days",
            ),
        }
    }
}

/// A figure on two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair {
    /// On the earlier day.
    pub before: i64,
    /// On the later day.
    pub after: i64,
}

impl Pair {
    /// What was saved; below zero what was added.
    pub fn saved(self) -> i64 {
        self.before - self.after
    }

    fn add(&mut self, other: Pair) {
        self.before += other.before;
        self.after += other.after;
    }
}

/// An item on two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemCuts {
    /// Code.
    pub code: String,
    /// Versions on the two days.
    pub versions: (Option<u32>, Option<u32>),
    /// Body, on the later day where it is there.
    pub body: String,
    /// The figures, of what can be compared.
    pub figures: BTreeMap<Cut, Pair>,
}

impl ItemCuts {
    /// Something is not as it was.
    pub fn differs(&self) -> bool {
        self.figures.values().any(|pair| pair.saved() != 0)
    }
}

/// A body, or all of them, on two days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sum {
    /// The figures.
    pub figures: BTreeMap<Cut, Pair>,
    /// Items that differ.
    pub differ: usize,
}

/// One item in its versions of two days; nothing where it was there on neither.
pub fn of_item(before: Option<&Item>, after: Option<&Item>) -> Option<ItemCuts> {
    let either = after.or(before)?;
    let mut figures = BTreeMap::new();
    let there = Pair {
        before: i64::from(before.is_some()),
        after: i64::from(after.is_some()),
    };
    figures.insert(Cut::Items, there);
    if let (Some(before), Some(after)) = (before, after) {
        for cut in [Cut::Steps, Cut::Materials, Cut::Time, Cut::Fees] {
            if let (Some(before), Some(after)) = (figure(before, cut), figure(after, cut)) {
                figures.insert(cut, Pair { before, after });
            }
        }
    }
    Some(ItemCuts {
        code: either.code.clone(),
        versions: (before.map(|item| item.version), after.map(|item| item.version)),
        body: either.body.clone(),
        figures,
    })
}

/// What an item asks of people; none where its body has not published it.
fn figure(item: &Item, cut: Cut) -> Option<i64> {
    if item.completeness == Completeness::Catalogue {
        return None;
    }
    match cut {
        Cut::Items => Some(1),
        Cut::Steps => Some(item.procedure.len() as i64).filter(|steps| *steps > 0),
        Cut::Materials => {
            let asked = item
                .materials
                .iter()
                .filter(|material| material.required && !material.is_governments_own());
            Some(asked.count() as i64)
        }
        Cut::Time => Some(i64::from(item.promised.days)),
        Cut::Fees => Some(item.fee.as_ref().map_or(0, |fee| fee.amount_fen)),
    }
}

/// All items together.
pub fn total<'a>(items: impl IntoIterator<Item = &'a ItemCuts>) -> Sum {
    let mut sum = Sum::default();
    for item in items {
        for (cut, pair) in &item.figures {
            sum.figures.entry(*cut).or_default().add(*pair);
        }
        sum.differ += usize::from(item.differs());
    }
    sum
}

/// Each body, in order of code.
pub fn by_body(items: &[ItemCuts]) -> BTreeMap<String, Sum> {
    let bodies: BTreeSet<&str> = items.iter().map(|item| item.body.as_str()).collect();
    let of = |body: &&str| {
        let theirs = items.iter().filter(|item| item.body == **body);
        (body.to_string(), total(theirs))
    };
    bodies.iter().map(of).collect()
}
