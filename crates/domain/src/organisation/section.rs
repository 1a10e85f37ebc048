//! The sections of a body as of a day (科室): who serves there, and who heads them (科室负责人).
//!
//! Heading a section is a duty of a post, not a role: whoever serves a post that heads its section leads it on that day, B while standing in for A too.

use super::AccountId;
use super::posts::Person;

/// A section (科室).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its code.
    pub code: String,
    /// Who heads it that day; nobody while the head is away and nobody stands in.
    pub heads: Vec<Person>,
    /// Whose posts there are theirs that day: the As, also on leave, and the Bs who stand in.
    pub serving: Vec<AccountId>,
    /// Everybody who holds a post there, as A or B.
    pub people: Vec<Person>,
}

impl Section {
    fn is_headed_by(&self, who: Option<AccountId>) -> bool {
        self.heads.iter().any(|head| Some(head.account) == who)
    }

    /// They hold a post there.
    pub fn has(&self, who: AccountId) -> bool {
        self.people.iter().any(|person| person.account == who)
    }
}

/// The sections of a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sections {
    /// In order of code.
    pub all: Vec<Section>,
}

impl Sections {
    /// Of which nothing is known, or none are needed.
    pub const NONE: &'static Sections = &Sections { all: Vec::new() };

    /// Those that somebody heads.
    pub fn headed_by(&self, who: Option<AccountId>) -> impl Iterator<Item = &Section> {
        self.all.iter().filter(move |section| section.is_headed_by(who))
    }

    /// Those in which somebody holds a post.
    pub fn of(&self, who: AccountId) -> impl Iterator<Item = &Section> {
        self.all.iter().filter(move |section| section.has(who))
    }

    /// They head this section.
    pub fn heads(&self, who: Option<AccountId>, code: &str) -> bool {
        self.headed_by(who).any(|section| section.code == code)
    }

    /// They head a section in which somebody else holds a post, or they themselves.
    pub fn heads_person(&self, who: Option<AccountId>, other: AccountId) -> bool {
        self.headed_by(who).any(|section| section.has(other))
    }

    /// Who heads the sections in which somebody works that day; never they themselves.
    pub fn heads_over(&self, who: AccountId) -> Vec<&Person> {
        let theirs = self.all.iter().filter(|section| section.serving.contains(&who));
        theirs
            .flat_map(|section| &section.heads)
            .filter(|head| head.account != who)
            .collect()
    }
}
