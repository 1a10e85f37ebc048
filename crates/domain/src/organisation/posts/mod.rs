//! Posts (岗位) and who holds them over time; A and B of a post (A/B 岗); leave (请假).
//!
//! A register of steps that is only added to: every view is of a day, today's as well as any other.

mod rules;
mod view;

use std::collections::BTreeMap;

pub use rules::{LONGEST_LEAVE, Moving, Seat};
pub use view::{Duties, Gap, Serving};

use super::dated::Dated;
use super::{AccountId, Role};
use crate::calendar::Day;
use crate::words::Words;

/// A post (岗位): what there is to do at a place, whoever does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Code, once in the centre.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Code of the body whose post it is.
    pub body: String,
    /// Code of its section (科室).
    pub section: Option<String>,
    /// Code of its window.
    pub window: Option<String>,
    /// What its holder may do.
    pub roles: Vec<Role>,
    /// Code of the body for which its holder acts; absent where they act for every body.
    pub reach: Option<String>,
    /// Has an A and a B (实行 A/B 岗): its A goes on leave only when the B is there.
    pub paired: bool,
    /// Whoever serves it heads its section (科室负责人).
    pub heads: bool,
}

/// A or B of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// A 岗: does the work.
    A,
    /// B 岗: does it while A is away.
    B,
}

impl Side {
    /// Both, A first.
    pub const ALL: [Side; 2] = [Side::A, Side::B];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Side::A => "a",
            Side::B => "b",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Side> {
        Side::ALL.into_iter().find(|side| side.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Side::A => ("A 岗", "A"),
            Side::B => ("B 岗", "B"),
        }
    }
}

/// How somebody holds a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// 任职.
    Main,
    /// 代理: until somebody is appointed.
    Acting,
}

impl Standing {
    /// Both.
    pub const ALL: [Standing; 2] = [Standing::Main, Standing::Acting];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Main => "main",
            Standing::Acting => "acting",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Standing::Main => ("任职", "appointed"),
            Standing::Acting => ("代理", "acting"),
        }
    }
}

/// A member of staff, by account and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Account.
    pub account: AccountId,
    /// Name, as it was when it was entered.
    pub name: String,
}

/// Somebody on a post from a day to a day (任期).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// 1, 2, 3, … within the register.
    pub number: u32,
    /// Who.
    pub person: Person,
    /// Code of the post.
    pub post: String,
    /// A or B.
    pub side: Side,
    /// Appointed or acting.
    pub standing: Standing,
    /// First day.
    pub from: Day,
    /// Last day; absent where none is set.
    pub until: Option<Day>,
}

impl Term {
    /// It runs on this day.
    pub fn runs(&self, on: Day) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }

    /// It runs on any day from `first` to `last`.
    pub fn meets(&self, first: Day, last: Option<Day>) -> bool {
        let begun = last.is_none_or(|last| self.from <= last);
        let ended = self.until.is_some_and(|until| until < first || until < self.from);
        begun && !ended
    }
}

/// Where a leave stands. Each variant carries what is true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 待批.
    Asked,
    /// 已准.
    Granted,
    /// 未准.
    Refused {
        /// Why.
        reason: String,
    },
}

/// A leave (请假).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// 1, 2, 3, … within the register.
    pub number: u32,
    /// Who.
    pub person: Person,
    /// First day away.
    pub from: Day,
    /// Last day away; before the first where it was taken back.
    pub until: Day,
    /// What for.
    pub reason: String,
    /// Where it stands.
    pub answer: Answer,
}

impl Leave {
    /// The person is away on this day.
    pub fn holds(&self, on: Day) -> bool {
        self.answer == Answer::Granted && self.from <= on && on <= self.until
    }

    /// It was taken back before it began.
    pub fn is_taken_back(&self) -> bool {
        self.until < self.from
    }
}

/// One step of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A post is as described from a day on (设岗、调整).
    PostSet {
        /// The post.
        post: Post,
        /// First day.
        from: Day,
    },
    /// A post ends (撤岗).
    PostClosed {
        /// Code.
        code: String,
        /// Last day.
        last: Day,
    },
    /// Somebody takes up a post (上岗).
    Begun(Term),
    /// Somebody gives up a post (离岗).
    Ended {
        /// Number of the term.
        term: u32,
        /// Last day; before the first of a term that never comes.
        last: Day,
    },
    /// A leave is asked for (请假).
    LeaveAsked(Leave),
    /// It is granted (准假).
    LeaveGranted {
        /// Number of the leave.
        leave: u32,
    },
    /// It is refused (不准).
    LeaveRefused {
        /// Number of the leave.
        leave: u32,
        /// Why.
        reason: String,
    },
    /// It ends earlier, or is taken back (销假).
    LeaveEnded {
        /// Number of the leave.
        leave: u32,
        /// Last day away.
        last: Day,
    },
}

/// The register: posts, terms and leaves, as all steps so far left them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    posts: BTreeMap<String, Dated<Post>>,
    terms: Vec<Term>,
    leaves: Vec<Leave>,
}

impl Roster {
    /// Takes a step in.
    pub fn apply(&mut self, step: &Step) {
        match step {
            Step::PostSet { post, from } => {
                let known = self.posts.entry(post.code.clone()).or_default();
                known.enter(*from, Some(post.clone()));
            }
            Step::PostClosed { code, last } => {
                self.posts.entry(code.clone()).or_default().enter(last.plus(1), None);
            }
            Step::Begun(term) => self.terms.push(term.clone()),
            Step::Ended { term, last } => {
                if let Some(known) = self.terms.iter_mut().find(|known| known.number == *term) {
                    known.until = Some(*last);
                }
            }
            Step::LeaveAsked(leave) => self.leaves.push(leave.clone()),
            Step::LeaveGranted { leave } => self.answer(*leave, Answer::Granted),
            Step::LeaveRefused { leave, reason } => {
                let reason = reason.clone();
                self.answer(*leave, Answer::Refused { reason });
            }
            Step::LeaveEnded { leave, last } => {
                if let Some(known) = self.leaves.iter_mut().find(|known| known.number == *leave) {
                    known.until = *last;
                }
            }
        }
    }

    fn answer(&mut self, number: u32, answer: Answer) {
        if let Some(known) = self.leaves.iter_mut().find(|known| known.number == number) {
            known.answer = answer;
        }
    }

    /// Every term, in the order in which it was entered.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Every leave, in the order in which it was asked for.
    pub fn leaves(&self) -> &[Leave] {
        &self.leaves
    }

    /// The number of the next term.
    pub fn next_term(&self) -> u32 {
        u32::try_from(self.terms.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The number of the next leave.
    pub fn next_leave(&self) -> u32 {
        u32::try_from(self.leaves.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}
