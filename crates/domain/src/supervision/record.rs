//! The life of a card (监察牌的流转): given, explained, put right, appealed against, upheld or withdrawn. What is withdrawn stays visible as withdrawn.

use super::card::{Card, Occasion};
use super::letter::{self, Letters};
use super::rule::{Addressee, RuleCode, Score};
use crate::calendar::{CHINA, Calendar, Day, Instant};
use crate::cases::Case;
use crate::cases::event::{Event, FileMark};
use crate::clocks::{Clock, ClockKind, Evidence};
use crate::organisation::AccountId;
use crate::words::Words;

/// What happened to the cards of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 发牌.
    Given(Box<Card>),
    /// 升级告知: it went further up.
    Escalated {
        /// Number of the card.
        no: u32,
        /// To whom.
        to: Addressee,
    },
    /// 说明.
    Explained {
        /// Number of the card.
        no: u32,
        /// On.
        day: Day,
        /// In their words.
        words: String,
        /// The paper behind it.
        evidence: Option<Evidence>,
    },
    /// 整改.
    Corrected {
        /// Number of the card.
        no: u32,
        /// On.
        day: Day,
        /// What was done.
        words: String,
        /// The paper that shows it.
        evidence: Option<Evidence>,
    },
    /// 申诉.
    Appealed {
        /// Number of the card.
        no: u32,
        /// On.
        day: Day,
        /// Grounds.
        grounds: String,
        /// The paper behind it.
        evidence: Option<Evidence>,
    },
    /// 申诉处理.
    Judged {
        /// Number of the card.
        no: u32,
        /// On.
        day: Day,
        /// It stands; otherwise it is withdrawn.
        upheld: bool,
        /// Reasons.
        reasons: String,
    },
    /// 督办、建议、告诫、责令整改.
    Letter(letter::Happened),
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Given(_) => "card_given",
            Happened::Escalated { .. } => "card_escalated",
            Happened::Explained { .. } => "card_explained",
            Happened::Corrected { .. } => "card_corrected",
            Happened::Appealed { .. } => "card_appealed",
            Happened::Judged { .. } => "card_judged",
            Happened::Letter(happened) => happened.code(),
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Given(card) => card.colour.words(),
            Happened::Escalated { .. } => ("监察升级告知", "Card brought further up"),
            Happened::Explained { .. } => ("对监察牌作出说明", "Card explained"),
            Happened::Corrected { .. } => ("已按监察牌整改", "Put right after a card"),
            Happened::Appealed { .. } => ("对监察牌提出申诉", "Appeal against a card"),
            Happened::Judged { upheld: true, .. } => ("申诉处理：维持监察牌", "Appeal decided: the card stands"),
            Happened::Judged { .. } => ("申诉处理：撤销监察牌", "Appeal decided: the card is withdrawn"),
            Happened::Letter(happened) => happened.words(),
        }
    }

    /// What a timeline says of it; people's own words are in their own language.
    pub fn says(&self) -> Words {
        let own = |words: &String| Words::new(words.clone(), "");
        match self {
            Happened::Given(card) => card.reason.clone(),
            Happened::Escalated { to, .. } => Words::new(to.words().0, to.words().1),
            Happened::Explained { words, .. } | Happened::Corrected { words, .. } => own(words),
            Happened::Appealed { grounds, .. } => own(grounds),
            Happened::Judged { reasons, .. } => own(reasons),
            Happened::Letter(happened) => happened.says(),
        }
    }

    /// The files that it brought.
    pub fn files(&self) -> Vec<&FileMark> {
        let evidence = match self {
            Happened::Explained { evidence, .. }
            | Happened::Corrected { evidence, .. }
            | Happened::Appealed { evidence, .. } => evidence.as_ref(),
            Happened::Letter(happened) => happened.evidence(),
            _ => None,
        };
        evidence
            .and_then(|evidence| evidence.file.as_ref())
            .into_iter()
            .collect()
    }
}

/// How a card stands (监察牌状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// 待说明.
    Open,
    /// 已说明.
    Explained,
    /// 已整改.
    Corrected,
    /// 申诉中.
    Appealed,
    /// 申诉后维持.
    Upheld,
    /// 已撤销.
    Withdrawn,
}

impl Standing {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Explained => "explained",
            Standing::Corrected => "corrected",
            Standing::Appealed => "appealed",
            Standing::Upheld => "upheld",
            Standing::Withdrawn => "withdrawn",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Standing::Open => ("待说明", "To be answered"),
            Standing::Explained => ("已说明", "Explained"),
            Standing::Corrected => ("已整改", "Put right"),
            Standing::Appealed => ("申诉中", "Under appeal"),
            Standing::Upheld => ("申诉后维持", "Upheld on appeal"),
            Standing::Withdrawn => ("已撤销", "Withdrawn"),
        }
    }
}

/// An answer to a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// On.
    pub day: Day,
    /// By whom.
    pub by: Option<AccountId>,
    /// In their words.
    pub words: String,
}

/// An appeal against a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// As it was brought.
    pub brought: Answer,
    /// How it was decided: whether the card stands, with the reasons.
    pub judged: Option<(bool, Answer)>,
}

/// A card with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The card.
    pub card: Card,
    /// When it was given.
    pub at: Instant,
    /// Who gave it; nobody where the rule did.
    pub by: Option<AccountId>,
    /// Who was told after the first.
    pub escalated: Vec<Addressee>,
    /// The explanation.
    pub explained: Option<Answer>,
    /// How it was put right.
    pub corrected: Option<Answer>,
    /// The appeal.
    pub appeal: Option<Appeal>,
}

impl Given {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match &self.appeal {
            Some(Appeal { judged: None, .. }) => return Standing::Appealed,
            Some(Appeal {
                judged: Some((false, _)),
                ..
            }) => return Standing::Withdrawn,
            _ => {}
        }
        match (&self.corrected, &self.explained, &self.appeal) {
            (Some(_), ..) => Standing::Corrected,
            (None, _, Some(_)) => Standing::Upheld,
            (None, Some(_), None) => Standing::Explained,
            (None, None, None) => Standing::Open,
        }
    }

    /// The day on which it was given.
    pub fn day(&self) -> Day {
        self.at.day(CHINA)
    }

    /// Nobody has answered it, and no appeal stands in the way.
    pub fn is_unanswered(&self) -> bool {
        let answered = self.explained.is_some() || self.corrected.is_some();
        !answered && !matches!(self.standing(), Standing::Appealed | Standing::Withdrawn)
    }

    /// What it named is over: put right, withdrawn, or done at last; or it is not settled while an appeal is heard.
    pub fn is_cured(&self, case: &Case) -> bool {
        let done = match &self.card.occasion {
            Occasion::Clock { kind, start, .. } => {
                let clock = case.clock(*kind).filter(|clock| clock.start == *start);
                clock.is_none_or(|clock| clock.stopped.is_some())
            }
            _ => false,
        };
        done || matches!(
            self.standing(),
            Standing::Corrected | Standing::Appealed | Standing::Withdrawn
        )
    }

    /// The clock of the answer (黄红牌申诉时限).
    pub fn answer_clock(&self) -> Clock {
        let answered = [&self.corrected, &self.explained];
        let stopped = answered.into_iter().flatten().map(|answer| answer.day).min();
        Clock {
            stopped,
            ..Clock::new(
                ClockKind::CardAppeal,
                &self.card.source,
                self.day(),
                self.card.limits.answer,
            )
        }
    }

    /// The clock in which an appeal may be brought.
    pub fn appeal_clock(&self) -> Clock {
        Clock {
            stopped: self.appeal.as_ref().map(|appeal| appeal.brought.day),
            ..Clock::new(
                ClockKind::CardAppeal,
                &self.card.source,
                self.day(),
                self.card.limits.appeal,
            )
        }
    }

    /// The clock of the decision on the appeal (申诉时限).
    pub fn judge_clock(&self) -> Option<Clock> {
        let appeal = self.appeal.as_ref()?;
        Some(Clock {
            stopped: appeal.judged.as_ref().map(|(_, judged)| judged.day),
            ..Clock::new(
                ClockKind::Appeal,
                &self.card.source,
                appeal.brought.day,
                self.card.limits.judge,
            )
        })
    }
}

/// A step of a card or letter that falls due by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The moment.
    pub at: Instant,
    /// What is to happen.
    pub happens: Happened,
}

/// The cards and letters of a case (监察记录).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Every card, in the order in which they were given.
    pub cards: Vec<Given>,
    /// Every letter.
    pub letters: Letters,
}

impl Record {
    /// The card with this number.
    pub fn card(&self, no: u32) -> Option<&Given> {
        self.cards.iter().find(|given| given.card.no == no)
    }

    /// The number of the next card.
    pub fn next_no(&self) -> u32 {
        self.cards.last().map_or(1, |given| given.card.no + 1)
    }

    /// A rule has spoken about this already, in whatever version.
    pub fn knows(&self, code: &RuleCode, occasion: &Occasion) -> bool {
        self.cards
            .iter()
            .any(|given| given.card.rule.code == *code && given.card.occasion == *occasion)
    }

    /// What falls due of what was given, the earliest first: further up when nobody answers, and letters that nobody answered.
    pub fn steps(&self, calendar: &Calendar) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for given in self.cards.iter().filter(|given| given.is_unanswered()) {
            let later = given.card.told.iter().filter(|told| told.after > 0);
            for told in later.filter(|told| !given.escalated.contains(&told.to)) {
                let Ok(due) = calendar.add(given.day(), told.after) else {
                    continue;
                };
                steps.push(Step {
                    at: calendar.end_of(due.day, CHINA),
                    happens: Happened::Escalated {
                        no: given.card.no,
                        to: told.to,
                    },
                });
            }
        }
        steps.extend(self.letters.steps(calendar));
        steps.sort_by_key(|step| step.at);
        steps
    }

    /// Takes what happened in.
    ///
    /// # Errors
    /// It cannot follow what was before.
    pub fn apply(&mut self, happened: &Happened, event: &Event) -> Result<(), &'static str> {
        const STRAY: &str = "this act on a card cannot follow the acts before it";
        let by = event.actor.account;
        let answer = |day: &Day, words: &String| Answer {
            day: *day,
            by,
            words: words.clone(),
        };
        match happened {
            Happened::Given(card) => {
                let double = !matches!(card.occasion, Occasion::Finding { .. });
                if card.no != self.next_no() || (double && self.knows(&card.rule.code, &card.occasion)) {
                    return Err("this card was given before");
                }
                self.cards.push(Given {
                    card: (**card).clone(),
                    at: event.at,
                    by,
                    escalated: Vec::new(),
                    explained: None,
                    corrected: None,
                    appeal: None,
                });
            }
            Happened::Escalated { no, to } => {
                let given = self.open_mut(*no).ok_or(STRAY)?;
                if !given.is_unanswered() || given.escalated.contains(to) {
                    return Err(STRAY);
                }
                given.escalated.push(*to);
            }
            Happened::Explained { no, day, words, .. } => {
                let given = self.open_mut(*no).filter(|given| given.explained.is_none());
                given.ok_or(STRAY)?.explained = Some(answer(day, words));
            }
            Happened::Corrected { no, day, words, .. } => {
                let given = self.open_mut(*no).filter(|given| given.corrected.is_none());
                given.ok_or(STRAY)?.corrected = Some(answer(day, words));
            }
            Happened::Appealed { no, day, grounds, .. } => {
                let given = self.open_mut(*no).filter(|given| given.appeal.is_none());
                given.ok_or(STRAY)?.appeal = Some(Appeal {
                    brought: answer(day, grounds),
                    judged: None,
                });
            }
            Happened::Judged {
                no,
                day,
                upheld,
                reasons,
            } => {
                let appeal = self.open_mut(*no).and_then(|given| given.appeal.as_mut());
                let appeal = appeal.filter(|appeal| appeal.judged.is_none()).ok_or(STRAY)?;
                appeal.judged = Some((*upheld, answer(day, reasons)));
            }
            Happened::Letter(happened) => self.letters.apply(happened, event)?,
        }
        Ok(())
    }

    /// A card that was not withdrawn.
    fn open_mut(&mut self, no: u32) -> Option<&mut Given> {
        let mut cards = self.cards.iter_mut();
        cards.find(|given| given.card.no == no && given.standing() != Standing::Withdrawn)
    }
}

/// Tenths of points that cards cost together: of each rule so many for every so many cards that stand.
pub fn deducted<'a>(cards: impl IntoIterator<Item = &'a Given>) -> u32 {
    let mut by_rule: std::collections::BTreeMap<&RuleCode, (u32, Score)> = std::collections::BTreeMap::new();
    for given in cards {
        if let (Some(score), true) = (given.card.score, given.standing() != Standing::Withdrawn) {
            let entry = by_rule.entry(&given.card.rule.code).or_insert((0, score));
            *entry = (entry.0 + 1, score);
        }
    }
    let costs = by_rule.values();
    costs
        .map(|(count, score)| count / score.every.max(1) * score.tenths)
        .sum()
}
