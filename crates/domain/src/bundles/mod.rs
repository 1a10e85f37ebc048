//! Bundles (一件事一次办): several items that people need for one thing in life, told as one guide.
//!
//! Where things are:
//!
//! | room | what |
//! |---|---|
//! | [`questions`] | one list of questions, each asked once, and the answers back to each item |
//! | [`guide`] | what applies to somebody: items, materials, data, costs |
//! | [`plan`] | what is done before what, in stages, and how long the whole takes |
//! | [`check`] | what is wrong with a bundle |
//!
//! A bundle is a document of the library with versions, as an item is. It holds no rules of its own about limits, materials or
//! fees: those are the items' and change with them.

pub mod check;
pub mod guide;
pub mod plan;
pub mod questions;

pub use guide::{Guide, guide};
pub use plan::Plan;

use crate::calendar::Day;
use crate::items::{LegalBasis, Situation, When};
use crate::words::Words;

/// Most items of a bundle.
pub const MOST_MEMBERS: usize = 40;

/// One thing in life that takes several items (一件事).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// Small letters, digits and hyphens.
    pub code: String,
    /// 1, 2, 3, …
    pub version: u32,
    /// Name, such as 开办餐饮店一件事.
    pub name: Words,
    /// A sentence for people.
    pub summary: Words,
    /// Code of the event of life to which it belongs (主题).
    pub life_event: String,
    /// Code of the body that leads (牵头部门).
    pub lead: String,
    /// Where people ask and hand in (综窗).
    pub office: Office,
    /// What orders it: the national or provincial list.
    pub basis: Vec<LegalBasis>,
    /// Questions whose answers select items.
    pub situations: Vec<Situation>,
    /// The items, in the order in which they are told.
    pub members: Vec<Member>,
    /// Elements that are demonstration data.
    pub assumed: Vec<String>,
}

/// Where a bundle is asked about (受理窗口).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Office {
    /// Name of the window.
    pub window: Words,
    /// Where it is.
    pub place: Words,
    /// When it is open.
    pub hours: Words,
    /// Telephone.
    pub phone: String,
}

/// One item of a bundle (联办事项).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Member {
    /// Code of the item.
    pub item: String,
    /// It is needed only when these hold.
    pub when: Vec<When>,
    /// Codes of items of the bundle that come before it here, beside the prerequisites that the items name themselves.
    pub after: Vec<String>,
    /// What people should know of it here.
    pub note: Words,
}

impl Bundle {
    /// The place of an item in the bundle.
    pub fn place(&self, item: &str) -> Option<usize> {
        self.members.iter().position(|member| member.item == item)
    }
}

/// When a version of a bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// First day on which it holds no more; none while nothing follows it.
    pub until: Option<Day>,
}

/// The days of versions, given the first day of each and the day on which it was ended, in order of version. A later version
/// stands over those before it from its day on; one that is overtaken before its day never holds.
pub fn spans(held: &[(Day, Option<Day>)]) -> Vec<Span> {
    let span = |(at, (from, ended)): (usize, &(Day, Option<Day>))| {
        let later = held[at + 1..].iter().map(|(from, _)| *from);
        Span {
            from: *from,
            until: later.chain(*ended).min(),
        }
    };
    held.iter().enumerate().map(span).collect()
}

impl Span {
    /// It holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
