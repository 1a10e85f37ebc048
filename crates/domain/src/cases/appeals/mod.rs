//! Remedies against a decision (救济): an objection within the centre (异议、申诉), reconsideration (行政复议), a suit (行政诉讼). Each is tied to the
//! case, has the clock that the law gives the authority, and its outcome is carried out on the case.

mod decide;
mod kinds;
mod of_ending;

pub use kinds::{Finding, Kind, Side};
pub use of_ending::endings;

use crate::calendar::{Calendar, Day};
use crate::clocks::{Clock, ClockKind, ClockState, Evidence, Measure, StepKind};
use crate::organisation::permission::Permission;
use crate::organisation::section::Sections;
use crate::organisation::{AccountId, Actor};

use super::beyond::Happened as Beyond;
use super::beyond::licence::{self, Standing};
use super::command::Command;
use super::decide::{Context, Decided};
use super::event::{Event, FileMark, LimitMark, Outcome, What};
use super::{Case, Examination, State, Status};

/// Working days in which an objection is answered where no rule of the region says otherwise.
pub const OBJECTION_DAYS: u32 = 15;
/// Days in which a suit can be brought against what reconsideration decided (行政诉讼法 art. 45).
pub const SUIT_AFTER_RECONSIDERATION: i32 = 15;
/// Longest name of a body or court, number of a paper, characters.
pub(super) const LONGEST_NAME: usize = 100;
/// Longest grounds, characters.
pub(super) const LONGEST_GROUNDS: usize = 500;

/// Why a remedy that comes late is taken all the same (耽误期限的正当理由).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// What kept them: force majeure, not told of the right, told by the body or court itself.
    pub reason: String,
    /// The paper that proves it.
    pub evidence: Evidence,
}

/// What is entered of a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which remedy.
    pub kind: Kind,
    /// Who sought it.
    pub side: Side,
    /// On that day: of reconsideration and suits the day on which it was asked for.
    pub day: Day,
    /// The day on which the authority got the copy, from which it has to answer; an objection is there on its own day.
    pub served: Day,
    /// Before which body or court; of an objection, within the centre.
    pub before: String,
    /// Number of its paper there.
    pub number: String,
    /// Grounds in short.
    pub grounds: String,
    /// Why it is taken though it is late.
    pub late: Option<Late>,
    /// Against the end of the licence: how the licence stands through it. None where it is against the decision, or the delay.
    pub ending: Option<Standing>,
}

/// The outcome of a remedy as it is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Result {
    /// Of which kind of remedy.
    pub kind: Kind,
    /// The day on which it was decided.
    pub day: Day,
    /// How.
    pub finding: Finding,
    /// The paper: number and title.
    pub evidence: Evidence,
    /// What it says, for the applicant.
    pub words: String,
    /// Days in which the case is to be decided anew, from the day on which the outcome is entered.
    pub days: Option<u32>,
    /// It was set aside for breach of procedure: then the same may be decided anew (行政复议法 art. 64).
    pub on_procedure: bool,
    /// What is decided instead, where it was changed; the decision that follows says it, and the event does not say it twice.
    pub instead: Option<Outcome>,
}

/// Something to be done about remedies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 提出异议, by the applicant, or by a clerk for whoever objects.
    Object {
        /// Who.
        side: Side,
        /// Grounds in short.
        grounds: String,
        /// Why it is late.
        late: Option<Late>,
        /// Against the end of the licence.
        ending: Option<Standing>,
    },
    /// 登记行政复议、行政诉讼.
    Enter(Box<Entry>),
    /// 提交书面答复、答辩状.
    Reply {
        /// In which.
        kind: Kind,
        /// What was sent.
        evidence: Evidence,
    },
    /// 答复异议.
    Answer {
        /// How.
        finding: Finding,
        /// Answer with its reasons.
        words: String,
        /// Days in which it is decided anew.
        days: Option<u32>,
    },
    /// 登记救济结果.
    Settle(Box<Result>),
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Object { .. } => "object",
            Order::Enter(_) => "enter_remedy",
            Order::Reply { .. } => "reply_remedy",
            Order::Answer { .. } => "answer_objection",
            Order::Settle(_) => "settle_remedy",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Object { .. } => Permission::ObjectToDecision,
            Order::Enter(_) | Order::Reply { .. } => Permission::EnterRemedy,
            Order::Answer { .. } => Permission::AnswerObjection,
            Order::Settle(_) => Permission::SettleRemedy,
        }
    }
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Appeals(order)
    }
}

/// What a command is called in the middle of a sentence.
pub(super) fn command_words(command: &str) -> Option<(&'static str, &'static str)> {
    Some(match command {
        "object" => ("提出异议", "object to the decision"),
        "enter_remedy" => ("登记行政复议或者行政诉讼", "enter a reconsideration or a suit"),
        "reply_remedy" => ("登记已提交答复或者答辩", "enter that the reply was sent"),
        "answer_objection" => ("答复异议", "answer the objection"),
        "settle_remedy" => ("登记救济结果", "enter the outcome of a remedy"),
        _ => return None,
    })
}

/// A remedy that was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Entered on.
    pub day: Day,
    /// What was entered.
    pub entry: Entry,
    /// The last day on which it could be sought; none where the decision was not served.
    pub last: Option<Day>,
    /// The authority's time to answer.
    pub limit: LimitMark,
    /// Up to that day, where the law counts calendar days.
    pub until: Option<Day>,
    /// Against failure to decide (不作为): the last day on which the law wanted the decision.
    pub inaction: Option<Day>,
}

/// How a remedy ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Entered on.
    pub day: Day,
    /// The outcome.
    pub result: Result,
    /// The last day of the ordered limit, where the case is decided anew.
    pub until: Option<Day>,
    /// The time to answer on acceptance, where an application that was not accepted is taken up again.
    pub notice: Option<LimitMark>,
    /// The paper of the decision that is set aside: its token.
    pub set_aside: Option<String>,
    /// It was about failure to decide.
    pub inaction: bool,
    /// It was about the end of the licence.
    pub ending: Option<Standing>,
}

impl Settled {
    /// How it ended, in Chinese and English.
    pub fn words(&self) -> (&'static str, &'static str) {
        self.result.finding.words_about(self.inaction)
    }

    /// The rule or paper on which clocks that begin with it rest.
    pub fn source(&self) -> String {
        let (zh, _) = self.result.kind.words();
        format!("{zh} {}", self.result.evidence.words.trim()).trim().to_string()
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 提出异议、登记复议诉讼.
    Entered(Box<Entered>),
    /// 提交答复、答辩.
    Replied {
        /// On.
        day: Day,
        /// In which.
        kind: Kind,
        /// What was sent.
        evidence: Evidence,
    },
    /// 救济结果.
    Settled(Box<Settled>),
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Entered(_) => "remedy_entered",
            Happened::Replied { .. } => "remedy_replied",
            Happened::Settled(_) => "remedy_settled",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Entered(entered) if entered.inaction.is_some() => match entered.entry.kind {
                Kind::Objection => ("对逾期未作决定提出异议", "Objection to the delay"),
                Kind::Reconsideration => (
                    "就逾期未作决定申请行政复议",
                    "Reconsideration asked for against the delay",
                ),
                Kind::Suit => ("就逾期未作决定提起行政诉讼", "Suit brought against the delay"),
            },
            Happened::Entered(entered) if entered.entry.ending.is_some() => match entered.entry.kind {
                Kind::Objection => ("对终止许可提出异议", "Objection to the end of the licence"),
                Kind::Reconsideration => (
                    "就终止许可申请行政复议",
                    "Reconsideration asked for against the end of the licence",
                ),
                Kind::Suit => ("就终止许可提起行政诉讼", "Suit brought against the end of the licence"),
            },
            Happened::Entered(entered) => match entered.entry.kind {
                Kind::Objection => ("提出异议", "Objection made"),
                Kind::Reconsideration => ("申请行政复议", "Reconsideration asked for"),
                Kind::Suit => ("提起行政诉讼", "Suit brought"),
            },
            Happened::Replied { kind: Kind::Suit, .. } => ("已提交答辩状和证据", "Defence and evidence sent"),
            Happened::Replied { .. } => ("已提交书面答复和证据", "Reply and evidence sent"),
            Happened::Settled(settled) if settled.inaction => {
                settled.result.finding.heading_of_inaction(settled.result.kind)
            }
            Happened::Settled(settled) if settled.ending.is_some() => {
                settled.result.finding.heading_of_ending(settled.result.kind)
            }
            Happened::Settled(settled) => settled.result.finding.heading(settled.result.kind),
        }
    }

    /// The files that it brought.
    pub fn files(&self) -> Vec<&FileMark> {
        let evidence = match self {
            Happened::Entered(entered) => entered.entry.late.as_ref().map(|late| &late.evidence),
            Happened::Replied { evidence, .. } => Some(evidence),
            Happened::Settled(settled) => Some(&settled.result.evidence),
        };
        evidence
            .and_then(|evidence| evidence.file.as_ref())
            .into_iter()
            .collect()
    }

    /// The decision does not stand any more.
    pub fn sets_aside(&self) -> bool {
        matches!(self, Happened::Settled(settled) if settled.set_aside.is_some())
    }
}

impl From<Happened> for What {
    fn from(happened: Happened) -> What {
        What::Appeals(happened)
    }
}

/// One remedy of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// As entered.
    pub entered: Entered,
    /// The reply was sent on.
    pub replied: Option<Day>,
    /// How it ended.
    pub settled: Option<Settled>,
}

/// A decision that does not stand any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Since that day.
    pub day: Day,
    /// Token of its paper.
    pub paper: String,
    /// What it was; nothing where an application was not accepted.
    pub outcome: Option<Outcome>,
    /// By what.
    pub kind: Kind,
    /// It was set aside for breach of procedure.
    pub on_procedure: bool,
    /// Something else was decided instead in the same paper.
    pub changed: bool,
    /// It was the end of the licence, and how the licence stood through it.
    pub ending: Option<Standing>,
}

/// The paper of the decision that stands, and who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Token.
    pub token: String,
    /// Who decided.
    pub by: Option<AccountId>,
}

/// What a case knows of its remedies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appeals {
    /// Every remedy, in the order in which they were entered.
    pub remedies: Vec<Remedy>,
    /// Decisions that do not stand any more.
    pub set_aside: Vec<SetAside>,
    /// The paper of the last decision.
    pub paper: Option<Paper>,
    /// Whose opinion it rests on.
    pub examined_by: Option<AccountId>,
    /// Who ended the licence, and how it stood then.
    pub ended_by: Vec<(Standing, Option<AccountId>)>,
}

impl Appeals {
    /// The remedy of this kind that is open.
    pub fn open(&self, kind: Kind) -> Option<&Remedy> {
        self.remedies
            .iter()
            .find(|remedy| remedy.entered.entry.kind == kind && remedy.settled.is_none())
    }

    /// Any remedy that is open.
    pub fn is_any_open(&self) -> bool {
        Kind::ALL.into_iter().any(|kind| self.open(kind).is_some())
    }

    /// How a paper was set aside, if it was.
    pub fn of_paper(&self, token: &str) -> Option<&SetAside> {
        self.set_aside.iter().find(|one| one.paper == token)
    }

    /// Notes whose decision stands.
    pub(super) fn follow(&mut self, event: &Event) {
        let document = match &event.what {
            What::Decided { document, .. } | What::NotAccepted { document, .. } => document,
            What::Reviewed(_) => {
                self.examined_by = event.actor.account;
                return;
            }
            What::Beyond(Beyond::LicenceEnded(ended)) => {
                self.ended_by.push((ended.how.standing(), event.actor.account));
                return;
            }
            _ => return,
        };
        self.paper = Some(Paper {
            token: document.token.clone(),
            by: event.actor.account,
        });
    }
}

/// Where there is a decision against which a remedy is given.
pub(super) const DECIDED: [Status; 4] = [Status::NotAccepted, Status::Granted, Status::Refused, Status::Issued];

/// The last day on which the decision was due, where it was not made by then (逾期未作决定; 行政复议法 art. 11 item 3, 行政诉讼法 art. 12 item 3).
pub fn inaction(case: &Case, calendar: &Calendar, today: Day) -> Option<Day> {
    let clock = case.clock(ClockKind::DecisionStatutory)?;
    let is_late = matches!(case.state, State::Examining(_)) && clock.state(calendar, today) == ClockState::Overdue;
    is_late.then(|| clock.due_at(calendar, today).ok())?.map(|due| due.day)
}

/// What can be given against failure to decide as well.
pub(super) const AGAINST_INACTION: [&str; 2] = ["object", "enter_remedy"];

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    decide::order(case, context, order)
}

pub(super) use decide::{need_other_than_decider, need_other_than_set_aside};

/// Every command with what it takes, and whether the case stands where it may be given.
pub(super) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let decided = DECIDED.contains(&case.status());
    let open = |kind| case.appeals.open(kind);
    let outside = [Kind::Reconsideration, Kind::Suit];
    let unanswered = |kind| open(kind).is_some_and(|remedy| remedy.replied.is_none());
    vec![
        ("object", Permission::ObjectToDecision, decided),
        ("enter_remedy", Permission::EnterRemedy, decided),
        (
            "reply_remedy",
            Permission::EnterRemedy,
            outside.into_iter().any(unanswered),
        ),
        (
            "answer_objection",
            Permission::AnswerObjection,
            open(Kind::Objection).is_some(),
        ),
        (
            "settle_remedy",
            Permission::SettleRemedy,
            outside.into_iter().any(|kind| open(kind).is_some()),
        ),
    ]
}

/// Whether an order of this name is for this person: of the examiners only the head of a section answers an objection.
pub(super) fn is_for(case: &Case, (actor, sections): (&Actor, &Sections), name: &str) -> bool {
    name != "answer_objection" || decide::need_to_answer(case, actor, sections).is_ok()
}

/// Takes what happened into a case.
///
/// # Errors
/// It cannot follow what was before.
pub(super) fn apply(case: &mut Case, happened: &Happened, event: &Event) -> std::result::Result<(), &'static str> {
    const STRAY: &str = "this remedy cannot follow the acts before it";
    match happened {
        Happened::Entered(entered) => {
            let kind = entered.entry.kind;
            let stands = match entered.inaction {
                Some(_) => matches!(case.state, State::Examining(_)),
                None => DECIDED.contains(&case.status()),
            };
            if !stands || case.appeals.open(kind).is_some() {
                return Err(STRAY);
            }
            let (clock, from) = (kind.clock(), entered.entry.served);
            let begun = match entered.until {
                Some(until) => Some(Clock::measured(
                    clock,
                    &entered.limit.source,
                    from,
                    Measure::Until(until),
                )),
                None => entered.limit.clock(clock, from, event.at),
            };
            case.begin_clock(begun);
            case.appeals.remedies.push(Remedy {
                entered: (**entered).clone(),
                replied: None,
                settled: None,
            });
        }
        Happened::Replied { day, kind, .. } => {
            open_mut(case, *kind).ok_or(STRAY)?.replied = Some(*day);
            case.stop_clock(kind.clock(), *day);
        }
        Happened::Settled(settled) => {
            let kind = settled.result.kind;
            open_mut(case, kind).ok_or(STRAY)?.settled = Some((**settled).clone());
            case.stop_clock(kind.clock(), settled.day);
            if let Some(ending) = settled.ending {
                if settled.result.finding.sets_aside() {
                    of_ending::undo(case, settled, ending).ok_or(STRAY)?;
                }
            } else if settled.set_aside.is_some() {
                set_aside(case, settled, event).ok_or(STRAY)?;
            } else if let Some(until) = settled.until {
                begin_ordered(case, settled, until);
            }
        }
    }
    Ok(())
}

fn open_mut(case: &mut Case, kind: Kind) -> Option<&mut Remedy> {
    let mut remedies = case.appeals.remedies.iter_mut();
    remedies.find(|remedy| remedy.entered.entry.kind == kind && remedy.settled.is_none())
}

/// The time that was ordered takes the place of the item's.
fn begin_ordered(case: &mut Case, settled: &Settled, until: Day) {
    for kind in [ClockKind::DecisionStatutory, ClockKind::DecisionPromised] {
        case.begin_clock(Some(Clock::measured(
            kind,
            settled.source(),
            settled.day,
            Measure::Until(until),
        )));
    }
}

/// The decision does not stand: the case goes back to where it is examined, or, if it was not accepted, to the window.
fn set_aside(case: &mut Case, settled: &Settled, event: &Event) -> Option<()> {
    let day = settled.day;
    let paper = case.appeals.paper.take()?;
    let outcome = case.decision().map(|decision| decision.outcome.clone());
    match &case.state {
        State::NotAccepted { .. } => {
            let notice = settled.notice.as_ref()?;
            case.last_handed_in = day;
            case.begin_clock(notice.clock(ClockKind::SupplementNotice, day, event.at));
            case.begin_step(StepKind::Accept, day, event.at);
            case.state = State::Received;
        }
        State::Decided(exam, _) | State::Issued { exam, .. } => {
            let exam = Examination {
                suspended: None,
                review: None,
                ..exam.clone()
            };
            for kind in [ClockKind::Delivery, ClockKind::Step(StepKind::Deliver)] {
                case.stop_clock(kind, day);
            }
            begin_ordered(case, settled, settled.until?);
            case.begin_step(StepKind::Review, day, event.at);
            case.state = State::Examining(exam);
        }
        _ => return None,
    }
    case.appeals.set_aside.push(SetAside {
        day,
        paper: paper.token,
        outcome,
        kind: settled.result.kind,
        on_procedure: settled.result.on_procedure,
        changed: settled.result.finding == Finding::Changed,
        ending: None,
    });
    // A licence that was only changed or renewed by it is again as it was before.
    if let (Some(licence), Some(named)) = (&mut case.beyond.licence, &case.beyond.named) {
        licence::restore(licence, named);
    }
    case.delivery = super::delivery::Record::default();
    case.closed_at = None;
    Some(())
}
