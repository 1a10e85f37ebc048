//! The register as of a day (某日的岗位和人员).

use std::collections::{BTreeMap, BTreeSet};

use super::{AccountId, Leave, Post, Roster, Side, Term};
use crate::calendar::Day;
use crate::organisation::Role;
use crate::organisation::section::{Section, Sections};

/// Who does the work of a post on a day (当日在岗).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serving<'a> {
    /// A is there.
    A(&'a Term),
    /// A is away and B stands in (顶岗).
    StandsIn {
        /// B.
        b: &'a Term,
        /// A.
        a: &'a Term,
        /// Why A is away.
        leave: &'a Leave,
    },
    /// A is away and nobody stands in.
    Uncovered {
        /// A.
        a: &'a Term,
        /// Why A is away.
        leave: &'a Leave,
    },
    /// There is no A (空岗).
    Vacant,
}

/// What is missing on a day (缺口).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap<'a> {
    /// 无 A 岗.
    NoA(&'a Post),
    /// 无 B 岗.
    NoB(&'a Post),
    /// A is away and nobody stands in (无人顶岗).
    Uncovered {
        /// Where.
        post: &'a Post,
        /// Who is away.
        a: &'a Term,
    },
}

impl<'a> Gap<'a> {
    /// Where.
    pub fn post(&self) -> &'a Post {
        match self {
            Gap::NoA(post) | Gap::NoB(post) | Gap::Uncovered { post, .. } => post,
        }
    }
}

/// What somebody may do on a day, by all posts that they serve then (当日职责).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duties<'a> {
    /// Roles of all these posts, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
    /// Code of the body for which they act; absent for every body.
    pub reach: Option<&'a str>,
    /// The post by whose place they are called: the first that they hold as A.
    pub post: &'a Post,
}

impl Roster {
    /// A post as it is on a day.
    pub fn post(&self, code: &str, on: Day) -> Option<&Post> {
        self.posts.get(code)?.on(on)
    }

    /// Every post of a day, in order of code.
    pub fn posts(&self, on: Day) -> impl Iterator<Item = &Post> {
        self.posts.values().filter_map(move |post| post.on(on))
    }

    /// Who holds a side of a post on a day.
    pub fn holder(&self, post: &str, side: Side, on: Day) -> Option<&Term> {
        self.terms
            .iter()
            .find(|term| term.post == post && term.side == side && term.runs(on))
    }

    /// The terms of somebody that run on a day.
    pub fn held(&self, person: AccountId, on: Day) -> impl Iterator<Item = &Term> {
        self.terms
            .iter()
            .filter(move |term| term.person.account == person && term.runs(on))
    }

    /// The leave that keeps somebody away on a day.
    pub fn away(&self, person: AccountId, on: Day) -> Option<&Leave> {
        self.leaves
            .iter()
            .find(|leave| leave.person.account == person && leave.holds(on))
    }

    /// Who does the work of a post on a day.
    pub fn serving(&self, post: &str, on: Day) -> Serving<'_> {
        let Some(a) = self.holder(post, Side::A, on) else {
            return Serving::Vacant;
        };
        let Some(leave) = self.away(a.person.account, on) else {
            return Serving::A(a);
        };
        match self.holder(post, Side::B, on) {
            Some(b) if self.away(b.person.account, on).is_none() => Serving::StandsIn { b, a, leave },
            _ => Serving::Uncovered { a, leave },
        }
    }

    /// What is missing on a day, in order of post.
    pub fn gaps(&self, on: Day) -> Vec<Gap<'_>> {
        let mut gaps = Vec::new();
        for post in self.posts(on) {
            let without_b = post.paired && self.holder(&post.code, Side::B, on).is_none();
            match self.serving(&post.code, on) {
                Serving::Vacant => gaps.push(Gap::NoA(post)),
                Serving::Uncovered { a, .. } if post.paired => gaps.push(Gap::Uncovered { post, a }),
                _ => {}
            }
            if without_b {
                gaps.push(Gap::NoB(post));
            }
        }
        gaps
    }

    /// What somebody may do on a day: the posts that they hold as A, and those at which they stand in then. B has no power while A is
    /// there. Nothing for who has no post.
    pub fn duties(&self, person: AccountId, on: Day) -> Option<Duties<'_>> {
        let mut served: Vec<(&Term, &Post)> = self
            .held(person, on)
            .filter(|term| self.serves(term, on))
            .filter_map(|term| Some((term, self.post(&term.post, on)?)))
            .collect();
        served.sort_by_key(|(term, _)| (term.side, term.number));
        let (_, first) = served.first()?;
        let roles: BTreeSet<Role> = served.iter().flat_map(|(_, post)| post.roles.iter().copied()).collect();
        Some(Duties {
            roles: Role::ALL.into_iter().filter(|role| roles.contains(role)).collect(),
            reach: first.reach.as_deref(),
            post: first,
        })
    }

    /// The sections of a body on a day, in order of code; those without a post are left out.
    pub fn sections(&self, body: &str, on: Day) -> Sections {
        let mut found: BTreeMap<&str, Section> = BTreeMap::new();
        for term in self.terms.iter().filter(|term| term.runs(on)) {
            let post = self.post(&term.post, on).filter(|post| post.body == body);
            let Some((post, code)) = post.and_then(|post| Some((post, post.section.as_deref()?))) else {
                continue;
            };
            let section = found.entry(code).or_insert_with(|| Section {
                code: code.to_string(),
                ..Section::default()
            });
            let person = &term.person;
            if !section.has(person.account) {
                section.people.push(person.clone());
            }
            if self.serves(term, on) {
                section.serving.push(person.account);
                if post.heads && self.away(person.account, on).is_none() {
                    section.heads.push(person.clone());
                }
            }
        }
        Sections {
            all: found.into_values().collect(),
        }
    }

    fn serves(&self, term: &Term, on: Day) -> bool {
        match term.side {
            Side::A => true,
            Side::B => matches!(self.serving(&term.post, on), Serving::StandsIn { b, .. } if b.number == term.number),
        }
    }

    /// Somebody has or had a post at some time.
    pub fn knows(&self, person: AccountId) -> bool {
        self.terms.iter().any(|term| term.person.account == person)
    }
}
