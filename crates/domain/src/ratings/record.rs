//! How a bad rating is put right (差评核实整改工单): contacted, verified, put right, answered, visited back; or appealed against as false.

use crate::calendar::{CHINA, Calendar, Day};
use crate::cases::event::{Event, What};
use crate::items::coded::coded;
use crate::organisation::AccountId;

use super::{Level, Rating, Terms};

coded! {
    /// What is said against a rating (申诉理由).
    Ground {
        False = "false", "", "内容不实", "what it says is not true";
        Malicious = "malicious", "", "恶意评价", "it was made to do harm";
        Mistaken = "mistaken", "", "误评：明显点错或者评错了对象", "it was a slip, or meant somebody else";
    }
}

coded! {
    /// What the work on a bad rating waits for (差评办理环节).
    Waits {
        Contact = "contact", "", "待联系", "somebody speaks to the person";
        Verify = "verify", "", "待核实", "what happened is verified";
        Mend = "mend", "", "待整改", "it is put right";
        Answer = "answer", "", "待答复", "an answer";
        Visit = "visit", "", "待回访", "a visit back";
        Judge = "judge", "", "申诉待复核", "an appeal is decided";
        Done = "done", "", "已办结", "nothing: it is done";
        TakenBack = "taken_back", "", "评价人已撤回", "nothing: the person took it back";
        SetAside = "set_aside", "", "复核后不计入", "nothing: it was set aside and counts no more";
    }
}

/// A better level in place of a bad one (改评).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// How satisfied now.
    pub level: Level,
    /// Reasons of that level.
    pub options: Vec<u16>,
    /// Free words.
    pub words: String,
}

/// What happened to a rating after it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 改评.
    Amended {
        /// On.
        day: Day,
        /// What it says now.
        to: Amendment,
    },
    /// 撤回评价.
    TakenBack {
        /// On.
        day: Day,
    },
    /// 联系.
    Contacted {
        /// On.
        day: Day,
        /// Somebody was reached.
        reached: bool,
        /// How, and what was said.
        words: String,
    },
    /// 核实.
    Verified {
        /// On.
        day: Day,
        /// What the rating says is so.
        found: bool,
        /// What was found.
        words: String,
    },
    /// 整改.
    Mended {
        /// On.
        day: Day,
        /// What was done.
        words: String,
    },
    /// 答复.
    Answered {
        /// On.
        day: Day,
        /// The answer, as it is published.
        words: String,
    },
    /// 回访.
    VisitedBack {
        /// On.
        day: Day,
        /// The person is content with what was done.
        content: bool,
        /// What the person said.
        words: String,
    },
    /// 申诉.
    Appealed {
        /// On.
        day: Day,
        /// What is said against it.
        ground: Ground,
        /// In words.
        words: String,
    },
    /// 复核.
    Judged {
        /// On.
        day: Day,
        /// It counts no more.
        set_aside: bool,
        /// Why.
        reasons: String,
    },
}

impl Happened {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Amended { .. } => "rating_amended",
            Happened::TakenBack { .. } => "rating_taken_back",
            Happened::Contacted { .. } => "rating_contacted",
            Happened::Verified { .. } => "rating_verified",
            Happened::Mended { .. } => "rating_mended",
            Happened::Answered { .. } => "rating_answered",
            Happened::VisitedBack { .. } => "rating_visited_back",
            Happened::Appealed { .. } => "rating_appealed",
            Happened::Judged { .. } => "rating_judged",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Amended { .. } => ("评价已更改", "Rating amended"),
            Happened::TakenBack { .. } => ("评价已撤回", "Rating taken back"),
            Happened::Contacted { .. } => ("差评已联系", "Contact about a bad rating"),
            Happened::Verified { .. } => ("差评已核实", "Bad rating verified"),
            Happened::Mended { .. } => ("差评已整改", "Put right after a bad rating"),
            Happened::Answered { .. } => ("差评已答复", "Bad rating answered"),
            Happened::VisitedBack { .. } => ("差评已回访", "Visited back after a bad rating"),
            Happened::Appealed { .. } => ("对差评提出申诉", "Appeal against a rating"),
            Happened::Judged { set_aside: true, .. } => ("差评复核后不计入", "Rating set aside after review"),
            Happened::Judged { .. } => ("差评复核后维持", "Rating upheld after review"),
        }
    }

    /// What it says, in the words of whoever said it.
    pub fn says(&self) -> &str {
        match self {
            Happened::Amended { to, .. } => &to.words,
            Happened::TakenBack { .. } => "",
            Happened::Contacted { words, .. }
            | Happened::Verified { words, .. }
            | Happened::Mended { words, .. }
            | Happened::Answered { words, .. }
            | Happened::VisitedBack { words, .. }
            | Happened::Appealed { words, .. } => words,
            Happened::Judged { reasons, .. } => reasons,
        }
    }

    /// A working paper: whoever rated is shown the answer and what they did themselves, and that a rating counts no more.
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            Happened::Contacted { .. }
                | Happened::Verified { .. }
                | Happened::VisitedBack { .. }
                | Happened::Appealed { .. }
                | Happened::Judged { set_aside: false, .. }
        )
    }
}

impl From<Happened> for What {
    fn from(happened: Happened) -> What {
        What::Ratings(happened)
    }
}

/// A step of the work, and who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// On.
    pub day: Day,
    /// Account.
    pub by: Option<AccountId>,
    /// Name, of staff only.
    pub name: String,
    /// What was said.
    pub words: String,
}

/// An appeal against a rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Who brought it, when and why.
    pub brought: Done,
    /// What is said against the rating.
    pub ground: Ground,
    /// Whether the rating was set aside, and the reasons.
    pub judged: Option<(bool, Done)>,
}

/// The work that a bad rating makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Care {
    /// Day of the rating: the limits run from the next day.
    pub opened: Day,
    /// The limits.
    pub terms: Terms,
    /// The person may be called back.
    pub named: bool,
    /// The level as it was given.
    pub level: Level,
    /// Times that somebody tried to speak to the person, and whether they did.
    pub contacts: Vec<(bool, Done)>,
    /// Whether what was said is so.
    pub verified: Option<(bool, Done)>,
    /// What was put right.
    pub mended: Option<Done>,
    /// The answer.
    pub answered: Option<Done>,
    /// Whether the person is content.
    pub visited: Option<(bool, Done)>,
    /// The appeal.
    pub appeal: Option<Appeal>,
}

impl Care {
    /// What it waits for. `taken_back`: the person took the rating back.
    fn waits(&self, taken_back: bool) -> Waits {
        match &self.appeal {
            Some(appeal) if matches!(appeal.judged, Some((true, _))) => return Waits::SetAside,
            Some(appeal) if appeal.judged.is_none() && !taken_back => return Waits::Judge,
            _ => {}
        }
        if taken_back {
            return Waits::TakenBack;
        }
        let must_mend = self.verified.as_ref().is_none_or(|(found, _)| *found);
        if self.named && self.contacts.is_empty() {
            Waits::Contact
        } else if self.verified.is_none() {
            Waits::Verify
        } else if must_mend && self.mended.is_none() {
            Waits::Mend
        } else if self.answered.is_none() {
            Waits::Answer
        } else if self.named && self.visited.is_none() {
            Waits::Visit
        } else {
            Waits::Done
        }
    }

    /// The last day for what it waits for, by the calendar of working days; nothing where it waits for nothing.
    fn last_day(&self, waits: Waits, calendar: &Calendar) -> Option<Day> {
        let (from, days) = match waits {
            Waits::Contact => (self.opened, self.terms.contact),
            Waits::Verify | Waits::Mend | Waits::Answer => (self.opened, self.terms.mend),
            Waits::Visit => (self.answered.as_ref()?.day, self.terms.visit),
            Waits::Judge => (self.appeal.as_ref()?.brought.day, self.terms.judge),
            Waits::Done | Waits::TakenBack | Waits::SetAside => return None,
        };
        calendar.add(from, days).ok().map(|due| due.day)
    }

    /// Whether it was put right and answered within its limit; nothing as long as that is open and can still be.
    pub fn in_time(&self, today: Day, calendar: &Calendar) -> Option<bool> {
        let last = self.last_day(Waits::Mend, calendar)?;
        match &self.answered {
            Some(answered) => Some(answered.day <= last),
            None => (today > last).then_some(false),
        }
    }

    /// Everybody who had a part in it.
    pub fn involved(&self) -> impl Iterator<Item = AccountId> {
        let of_pairs = |pair: &Option<(bool, Done)>| pair.as_ref().and_then(|(_, done)| done.by);
        let contacts = self.contacts.iter().filter_map(|(_, done)| done.by);
        let appeal = self.appeal.as_ref().and_then(|appeal| appeal.brought.by);
        let steps = [&self.mended, &self.answered];
        contacts
            .chain(of_pairs(&self.verified))
            .chain(steps.into_iter().flatten().filter_map(|done| done.by))
            .chain(appeal)
    }
}

/// What became of the rating of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The work that a bad one made.
    pub care: Option<Care>,
    /// When it was given.
    pub given: Option<Day>,
    /// When it was amended.
    pub amended: Option<Day>,
    /// When it was taken back.
    pub taken_back: Option<Day>,
}

impl Record {
    /// From the event of the rating.
    pub fn given(&mut self, rating: &Rating, event: &Event) {
        let day = event.at.day(CHINA);
        self.given = Some(day);
        self.care = rating.terms.filter(|_| rating.level.is_bad()).map(|terms| Care {
            opened: day,
            terms,
            named: !rating.anonymous,
            level: rating.level,
            contacts: Vec::new(),
            verified: None,
            mended: None,
            answered: None,
            visited: None,
            appeal: None,
        });
    }

    /// What the work waits for; nothing where the rating was not bad.
    pub fn waits(&self) -> Option<Waits> {
        let care = self.care.as_ref()?;
        Some(care.waits(self.taken_back.is_some()))
    }

    /// The last day for that.
    pub fn last_day(&self, calendar: &Calendar) -> Option<Day> {
        self.care.as_ref()?.last_day(self.waits()?, calendar)
    }

    /// It counts: nobody took it back, and it was not set aside.
    pub fn counts(&self) -> bool {
        let set_aside = self.waits() == Some(Waits::SetAside);
        self.taken_back.is_none() && !set_aside
    }

    /// Takes what happened; says what does not fit.
    pub(crate) fn apply(
        &mut self,
        rating: &mut Option<Rating>,
        happened: &Happened,
        event: &Event,
    ) -> Result<(), &'static str> {
        let rating = rating.as_mut().ok_or("what was not rated is not amended or answered")?;
        let waits = self.waits();
        let done = |day: &Day, words: &str| Done {
            day: *day,
            by: event.actor.account,
            name: event.actor.name.clone(),
            words: words.to_string(),
        };
        match happened {
            Happened::Amended { day, to } if self.amended.is_none() && self.taken_back.is_none() => {
                rating.level = to.level;
                rating.options.clone_from(&to.options);
                rating.words.clone_from(&to.words);
                self.amended = Some(*day);
                return Ok(());
            }
            Happened::TakenBack { day } if self.taken_back.is_none() => {
                self.taken_back = Some(*day);
                return Ok(());
            }
            Happened::Amended { .. } | Happened::TakenBack { .. } => {
                return Err("a rating is amended once, or taken back once");
            }
            _ => {}
        }
        let care = self.care.as_mut().ok_or("only a bad rating makes work")?;
        match (happened, waits) {
            (Happened::Contacted { day, reached, words }, Some(Waits::Contact | Waits::Verify | Waits::Mend)) => {
                care.contacts.push((*reached, done(day, words)));
            }
            (Happened::Verified { day, found, words }, Some(Waits::Verify)) => {
                care.verified = Some((*found, done(day, words)));
            }
            (Happened::Mended { day, words }, Some(Waits::Mend)) => care.mended = Some(done(day, words)),
            (Happened::Answered { day, words }, Some(Waits::Answer)) => care.answered = Some(done(day, words)),
            (Happened::VisitedBack { day, content, words }, Some(Waits::Visit)) => {
                care.visited = Some((*content, done(day, words)));
            }
            (Happened::Appealed { day, ground, words }, _) if care.appeal.is_none() => {
                care.appeal = Some(Appeal {
                    brought: done(day, words),
                    ground: *ground,
                    judged: None,
                });
            }
            (
                Happened::Judged {
                    day,
                    set_aside,
                    reasons,
                },
                Some(Waits::Judge),
            ) => {
                let appeal = care.appeal.as_mut().ok_or("what was appealed is decided")?;
                appeal.judged = Some((*set_aside, done(day, reasons)));
            }
            _ => return Err("the work on a bad rating goes step by step"),
        }
        Ok(())
    }
}
