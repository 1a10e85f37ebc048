//! Letters of supervision (督办函、监察建议书、告诫、责令整改): sent, answered within their limit, found sufficient or sent back.

use super::record::{self, Answer, Step};
use super::rule::Addressee;
use crate::calendar::{CHINA, Calendar, Day};
use crate::cases::event::Event;
use crate::clocks::Evidence;
use crate::organisation::AccountId;
use crate::words::Words;

/// What sort of letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 督办函: it asks for an answer.
    Urging,
    /// 监察建议书.
    Advice,
    /// 告诫.
    Admonition,
    /// 责令整改: it asks for proof that it was put right.
    Rectification,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Urging, Kind::Advice, Kind::Admonition, Kind::Rectification];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Urging => "urging",
            Kind::Advice => "advice",
            Kind::Admonition => "admonition",
            Kind::Rectification => "rectification",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Urging => ("督办函", "Supervision letter"),
            Kind::Advice => ("监察建议书", "Advice of supervision"),
            Kind::Admonition => ("告诫", "Admonition"),
            Kind::Rectification => ("责令整改通知", "Order to put right"),
        }
    }

    /// The article on which it rests.
    pub fn source(self) -> &'static str {
        match self {
            Kind::Rectification => "行政许可法 第七十二条",
            _ => "行政许可法 第六十条",
        }
    }
}

/// A letter (监察文书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// 1, 2, 3, … within the case.
    pub no: u32,
    /// Which sort.
    pub kind: Kind,
    /// Sent on.
    pub day: Day,
    /// The cards that it is about.
    pub cards: Vec<u32>,
    /// The body that it goes to.
    pub body: String,
    /// Who there has to see to it.
    pub to: Addressee,
    /// What it asks for.
    pub asks: String,
    /// Working days for the answer.
    pub days: u32,
}

/// What happened to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 发出.
    Sent(Box<Letter>),
    /// 催办: its limit was over without an answer.
    Overdue {
        /// Number.
        no: u32,
    },
    /// 回复.
    Answered {
        /// Number.
        no: u32,
        /// On.
        day: Day,
        /// In their words.
        words: String,
        /// The paper behind it.
        evidence: Option<Evidence>,
    },
    /// 退回重办.
    SentBack {
        /// Number.
        no: u32,
        /// On.
        day: Day,
        /// What is missing.
        reason: String,
        /// Working days for the next answer.
        days: u32,
    },
    /// 办结.
    Closed {
        /// Number.
        no: u32,
        /// On.
        day: Day,
        /// What came of it.
        words: String,
    },
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Sent(_) => "supervision_letter_sent",
            Happened::Overdue { .. } => "supervision_letter_overdue",
            Happened::Answered { .. } => "supervision_letter_answered",
            Happened::SentBack { .. } => "supervision_letter_sent_back",
            Happened::Closed { .. } => "supervision_letter_closed",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Sent(letter) => letter.kind.words(),
            Happened::Overdue { .. } => ("监察文书逾期未回复", "Letter not answered in time"),
            Happened::Answered { .. } => ("回复监察文书", "Letter answered"),
            Happened::SentBack { .. } => ("监察文书退回重办", "Answer sent back"),
            Happened::Closed { .. } => ("监察文书办结", "Letter closed"),
        }
    }

    pub(super) fn says(&self) -> Words {
        let own = match self {
            Happened::Sent(letter) => &letter.asks,
            Happened::Answered { words, .. } | Happened::Closed { words, .. } => words,
            Happened::SentBack { reason, .. } => reason,
            Happened::Overdue { .. } => return Words::default(),
        };
        Words::new(own.clone(), "")
    }

    pub(super) fn evidence(&self) -> Option<&Evidence> {
        match self {
            Happened::Answered { evidence, .. } => evidence.as_ref(),
            _ => None,
        }
    }
}

/// A letter with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The letter.
    pub letter: Letter,
    /// Who sent it.
    pub by: Option<AccountId>,
    /// Since when an answer is waited for, and how many working days.
    pub waits: (Day, u32),
    /// The limit was over before the answer came.
    pub overdue: bool,
    /// Every answer.
    pub answers: Vec<Answer>,
    /// An answer lies there that nobody has looked at.
    pub is_answered: bool,
    /// Closed on.
    pub closed: Option<Day>,
}

impl Sent {
    /// It waits for an answer.
    pub fn is_open(&self) -> bool {
        self.closed.is_none() && !self.is_answered
    }

    /// The last day for the answer.
    pub fn last_day(&self, calendar: &Calendar) -> Option<Day> {
        calendar.add(self.waits.0, self.waits.1).ok().map(|due| due.day)
    }
}

/// The letters of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letters {
    /// In the order in which they were sent.
    pub sent: Vec<Sent>,
}

impl Letters {
    /// The letter with this number.
    pub fn get(&self, no: u32) -> Option<&Sent> {
        self.sent.iter().find(|sent| sent.letter.no == no)
    }

    /// The number of the next letter.
    pub fn next_no(&self) -> u32 {
        self.sent.last().map_or(1, |sent| sent.letter.no + 1)
    }

    /// Letters whose limit runs out.
    pub(super) fn steps(&self, calendar: &Calendar) -> Vec<Step> {
        let open = self.sent.iter().filter(|sent| sent.is_open() && !sent.overdue);
        open.filter_map(|sent| {
            let last = sent.last_day(calendar)?;
            Some(Step {
                at: calendar.end_of(last, CHINA),
                happens: record::Happened::Letter(Happened::Overdue { no: sent.letter.no }),
            })
        })
        .collect()
    }

    pub(super) fn apply(&mut self, happened: &Happened, event: &Event) -> Result<(), &'static str> {
        const STRAY: &str = "this act on a supervision letter cannot follow the acts before it";
        let by = event.actor.account;
        match happened {
            Happened::Sent(letter) => {
                if letter.no != self.next_no() {
                    return Err(STRAY);
                }
                self.sent.push(Sent {
                    letter: (**letter).clone(),
                    by,
                    waits: (letter.day, letter.days),
                    overdue: false,
                    answers: Vec::new(),
                    is_answered: false,
                    closed: None,
                });
            }
            Happened::Overdue { no } => {
                let sent = self.open_mut(*no).filter(|sent| sent.is_open() && !sent.overdue);
                sent.ok_or(STRAY)?.overdue = true;
            }
            Happened::Answered { no, day, words, .. } => {
                let sent = self.open_mut(*no).filter(|sent| sent.is_open()).ok_or(STRAY)?;
                sent.is_answered = true;
                sent.answers.push(Answer {
                    day: *day,
                    by,
                    words: words.clone(),
                });
            }
            Happened::SentBack { no, day, days, .. } => {
                let sent = self.open_mut(*no).filter(|sent| sent.is_answered).ok_or(STRAY)?;
                sent.is_answered = false;
                sent.overdue = false;
                sent.waits = (*day, *days);
            }
            Happened::Closed { no, day, .. } => {
                let sent = self.open_mut(*no).filter(|sent| sent.is_answered).ok_or(STRAY)?;
                sent.closed = Some(*day);
            }
        }
        Ok(())
    }

    fn open_mut(&mut self, no: u32) -> Option<&mut Sent> {
        let mut sent = self.sent.iter_mut();
        sent.find(|sent| sent.letter.no == no && sent.closed.is_none())
    }
}
