//! Proceedings within an examination (程序事项): inspection on site, tasks, hearing, interested parties, review by others, collective discussion. Each is opened by somebody on a basis, may have a
//! limit of its own, and is closed with what came of it. One file a kind; this one says what they have in common.
//!
//! No proceeding stops a clock by itself: [`Order::Rest`] does what a special procedure does (许可法 art. 45), names the proceeding for which it is, and
//! is over with it.

pub mod discussion;
pub mod expert;
pub mod hearing;
pub mod inspection;
pub mod lower;
pub mod party;
pub mod publicity;
pub mod task;
mod ways;

use crate::calendar::{Calendar, Day, Due};
use crate::clocks::{Evidence, SuspensionKind};
use crate::items::Item;
use crate::organisation::permission::{About, Permission};
use crate::organisation::posts::Person;
use crate::organisation::section::Sections;
use crate::organisation::{Actor, Capacity};
use crate::words::{Fault, Refusal, RefusalKind};

use super::command::Command;
use super::decide::{Context, Decided, need_text, suspend, wrong_state};
use super::event::{DocumentMark, Event, FileMark, LimitMark, Outcome, What};
use super::handler;
use super::{Case, State, Status};

pub(super) use lower::need_not_asked_again;
pub use ways::WAYS;

/// Most people who are named in one order.
pub const MOST_PEOPLE: usize = 50;
/// Longest limit that an officer sets, working days.
pub const LONGEST_LIMIT: u32 = 60;

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Of an inspection on site.
    Inspection(inspection::Order),
    /// Of a task.
    Task(task::Order),
    /// Of a hearing.
    Hearing(hearing::Order),
    /// Of an interested party.
    Party(party::Order),
    /// Of a review by others.
    Expert(expert::Order),
    /// Of a collective discussion.
    Discussion(discussion::Order),
    /// Of a publicity period.
    Publicity(publicity::Order),
    /// Of a first examination by a lower authority.
    Lower(lower::Order),
    /// The clock rests for a proceeding (特别程序，暂停计时), only by a kind that the item allows.
    Rest {
        /// For which.
        no: u32,
        /// Needed working days, told to the applicant.
        told_days: u32,
        /// The written notice or commission.
        evidence: Evidence,
    },
    /// Called off (撤销), or not waited for any more.
    Drop {
        /// Which.
        no: u32,
        /// Why.
        reason: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// To an inspection on site.
    Inspection(inspection::Happened),
    /// To a task.
    Task(task::Happened),
    /// To a hearing.
    Hearing(hearing::Happened),
    /// To an interested party.
    Party(party::Happened),
    /// To a review by others.
    Expert(expert::Happened),
    /// To a collective discussion.
    Discussion(discussion::Happened),
    /// To a publicity period.
    Publicity(publicity::Happened),
    /// To a first examination by a lower authority.
    Lower(lower::Happened),
    /// The clock that just stopped rests for this proceeding.
    Rested {
        /// For which.
        no: u32,
    },
    /// 撤销.
    Dropped {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Why.
        reason: String,
    },
}

/// Kinds of proceedings (程序事项种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 现场核查.
    Inspection,
    /// 审查任务.
    Task,
    /// 听证.
    Hearing,
    /// 利害关系人.
    Party,
    /// 专家评审、技术审查.
    Expert,
    /// 集体讨论.
    Discussion,
    /// 公示.
    Publicity,
    /// 下级机关初审.
    Lower,
}

impl Kind {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Inspection => "inspection",
            Kind::Task => "task",
            Kind::Hearing => "hearing",
            Kind::Party => "party",
            Kind::Expert => "expert_review",
            Kind::Discussion => "discussion",
            Kind::Publicity => "publicity",
            Kind::Lower => "lower_examination",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Inspection => ("现场核查", "Inspection on site"),
            Kind::Task => ("审查任务", "Task"),
            Kind::Hearing => ("听证", "Hearing"),
            Kind::Party => ("利害关系人", "Interested party"),
            Kind::Expert => ("专家评审、技术审查", "Review by others"),
            Kind::Discussion => ("集体讨论", "Collective discussion"),
            Kind::Publicity => ("公示", "Publicity period"),
            Kind::Lower => ("下级机关初审", "First examination by a lower authority"),
        }
    }
}

/// What a proceeding is about, with the facts true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// 现场核查.
    Inspection(inspection::Inspection),
    /// 审查任务.
    Task(task::Task),
    /// 听证.
    Hearing(hearing::Hearing),
    /// 利害关系人.
    Party(party::Party),
    /// 专家评审、技术审查.
    Expert(expert::Review),
    /// 集体讨论.
    Discussion(discussion::Discussion),
    /// 公示.
    Publicity(publicity::Publicity),
    /// 下级机关初审.
    Lower(lower::Lower),
}

/// How a proceeding was closed (办结).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// On.
    pub day: Day,
    /// It was called off.
    pub dropped: bool,
    /// What came of it, or why it was called off.
    pub words: String,
}

/// One proceeding (程序事项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proceeding {
    /// 1, 2, 3, … within the case.
    pub no: u32,
    /// Opened on.
    pub opened: Day,
    /// Name of who opened it.
    pub by: String,
    /// Article or rule behind it.
    pub basis: String,
    /// Its own limit.
    pub limit: Option<LimitMark>,
    /// The day from which the limit runs; it is not counted itself.
    pub from: Day,
    /// What it is about.
    pub matter: Matter,
    /// How it was closed.
    pub closed: Option<Closed>,
}

impl Proceeding {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self.matter {
            Matter::Inspection(_) => Kind::Inspection,
            Matter::Task(_) => Kind::Task,
            Matter::Hearing(_) => Kind::Hearing,
            Matter::Party(_) => Kind::Party,
            Matter::Expert(_) => Kind::Expert,
            Matter::Discussion(_) => Kind::Discussion,
            Matter::Publicity(_) => Kind::Publicity,
            Matter::Lower(_) => Kind::Lower,
        }
    }

    /// Nothing more is to be done.
    pub fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    /// The last day of its limit.
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        // What was announced to the public holds, whatever becomes of the calendar.
        if let Matter::Publicity(publicity) = &self.matter {
            return Some(Due {
                day: publicity.until,
                provisional: false,
            });
        }
        let limit = self.limit.as_ref().filter(|limit| limit.days > 0)?;
        calendar.add(self.from, limit.days).ok()
    }

    /// By which kind of special procedure the clock may rest for it (许可法 art. 45); none where it may not.
    pub fn rests_by(&self) -> Option<SuspensionKind> {
        match &self.matter {
            Matter::Inspection(inspection) => Some(inspection.kind),
            Matter::Hearing(_) => Some(SuspensionKind::Hearing),
            Matter::Expert(review) => Some(review.kind),
            Matter::Publicity(_) => Some(SuspensionKind::PublicNotice),
            Matter::Task(_) | Matter::Party(_) | Matter::Discussion(_) | Matter::Lower(_) => None,
        }
    }

    /// Its files: name and address.
    pub fn files(&self) -> Vec<&FileMark> {
        match &self.matter {
            Matter::Inspection(inspection) => inspection.report.iter().flat_map(|report| &report.files).collect(),
            Matter::Task(task) => task.opinion.iter().flat_map(|opinion| &opinion.files).collect(),
            Matter::Hearing(hearing) => hearing.record.iter().flat_map(|record| &record.files).collect(),
            Matter::Party(party) => party.statement.iter().flat_map(|statement| &statement.files).collect(),
            Matter::Expert(review) => review.report.iter().flat_map(|report| &report.files).collect(),
            Matter::Discussion(discussion) => discussion.files.iter().collect(),
            Matter::Publicity(_) => Vec::new(),
            Matter::Lower(lower) => lower.opinion.iter().flat_map(|opinion| &opinion.files).collect(),
        }
    }
}

/// The proceedings of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proceedings {
    /// In the order in which they were opened.
    pub all: Vec<Proceeding>,
    /// The one for which the clock rests, while it does.
    resting: Option<u32>,
}

impl Proceedings {
    /// One by its number.
    pub fn get(&self, no: u32) -> Option<&Proceeding> {
        self.all.iter().find(|one| one.no == no)
    }

    /// Those that are not closed.
    pub fn open(&self) -> impl Iterator<Item = &Proceeding> {
        self.all.iter().filter(|one| !one.is_closed())
    }

    /// Those told of as interested parties, with their names.
    pub fn parties(&self) -> impl Iterator<Item = (u32, &party::Party)> {
        self.all.iter().filter_map(|one| match &one.matter {
            Matter::Party(party) => Some((one.no, party)),
            _ => None,
        })
    }

    /// The record on which the decision must rest (许可法 art. 48): the last hearing that was held.
    pub fn hearing_record(&self) -> Option<&hearing::Record> {
        self.all.iter().rev().find_map(|one| match &one.matter {
            Matter::Hearing(hearing) => hearing.record.as_ref(),
            _ => None,
        })
    }

    /// The clock stopped anew: for which proceeding, if for one, is said by the next event.
    pub(super) fn stopped(&mut self) {
        self.resting = None;
    }

    fn next(&self) -> u32 {
        self.all.len() as u32 + 1
    }

    /// Opens one; its number is the next.
    fn begin(
        &mut self,
        event: &Event,
        no: u32,
        day: Day,
        basis: &str,
        limit: Option<&LimitMark>,
        matter: Matter,
    ) -> Result<(), &'static str> {
        if no != self.next() {
            return Err("proceedings are missing or repeated");
        }
        self.all.push(Proceeding {
            no,
            opened: day,
            by: event.actor.name.clone(),
            basis: basis.into(),
            limit: limit.cloned(),
            from: day,
            matter,
            closed: None,
        });
        Ok(())
    }

    fn open_mut(&mut self, no: u32) -> Result<&mut Proceeding, &'static str> {
        let found = self.all.iter_mut().find(|one| one.no == no && !one.is_closed());
        found.ok_or("no such proceeding is open")
    }
}

impl Case {
    /// The proceeding for which the clock rests now.
    pub fn resting(&self) -> Option<u32> {
        self.proceedings.resting.filter(|_| self.status() == Status::Suspended)
    }
}

impl Order {
    /// Every name that the API knows.
    pub const NAMES: &'static [&'static str] = &[
        "order_inspection",
        "record_inspection",
        "sign_inspection",
        "give_task",
        "take_task",
        "return_task",
        "reassign_task",
        "finish_task",
        "tell_hearing_right",
        "open_hearing",
        "ask_hearing",
        "waive_hearing",
        "set_hearing",
        "announce_hearing",
        "ask_recusal",
        "answer_recusal",
        "record_hearing",
        "tell_party",
        "hear_party",
        "waive_party",
        "tell_party_decision",
        "commission_review",
        "recuse_expert",
        "report_review",
        "record_discussion",
        "depart_from_majority",
        "open_publicity",
        "send_view",
        "answer_view",
        "close_publicity",
        "ask_lower_body",
        "report_lower_body",
        "rest_clock",
        "drop_proceeding",
    ];

    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Inspection(order) => order.name(),
            Order::Task(order) => order.name(),
            Order::Hearing(order) => order.name(),
            Order::Party(order) => order.name(),
            Order::Expert(order) => order.name(),
            Order::Discussion(order) => order.name(),
            Order::Publicity(order) => order.name(),
            Order::Lower(order) => order.name(),
            Order::Rest { .. } => "rest_clock",
            Order::Drop { .. } => "drop_proceeding",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        permission_of(self.name())
    }

    /// As the ledger may keep it: names of private persons masked, names of files plain.
    #[must_use]
    pub fn for_the_ledger(self) -> Order {
        match self {
            Order::Inspection(order) => Order::Inspection(order.for_the_ledger()),
            Order::Task(order) => Order::Task(order.for_the_ledger()),
            Order::Hearing(order) => Order::Hearing(order.for_the_ledger()),
            Order::Party(order) => Order::Party(order.for_the_ledger()),
            Order::Expert(order) => Order::Expert(order.for_the_ledger()),
            Order::Discussion(order) => Order::Discussion(order.for_the_ledger()),
            Order::Lower(order) => Order::Lower(order.for_the_ledger()),
            order => order,
        }
    }
}

/// What giving an order of this name takes.
pub fn permission_of(name: &str) -> Permission {
    match name {
        "record_inspection" | "sign_inspection" | "take_task" | "return_task" | "finish_task" | "record_hearing" => {
            Permission::ServeInProceedings
        }
        "ask_hearing" | "waive_hearing" | "ask_recusal" => Permission::AskForHearing,
        "rest_clock" => Permission::SuspendCase,
        "send_view" => Permission::SendView,
        _ => Permission::ConductProceedings,
    }
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Inspection(happened) => happened.code(),
            Happened::Task(happened) => happened.code(),
            Happened::Hearing(happened) => happened.code(),
            Happened::Party(happened) => happened.code(),
            Happened::Expert(happened) => happened.code(),
            Happened::Discussion(happened) => happened.code(),
            Happened::Publicity(happened) => happened.code(),
            Happened::Lower(happened) => happened.code(),
            Happened::Rested { .. } => "clock_rested",
            Happened::Dropped { .. } => "proceeding_dropped",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Inspection(happened) => happened.words(),
            Happened::Task(happened) => happened.words(),
            Happened::Hearing(happened) => happened.words(),
            Happened::Party(happened) => happened.words(),
            Happened::Expert(happened) => happened.words(),
            Happened::Discussion(happened) => happened.words(),
            Happened::Publicity(happened) => happened.words(),
            Happened::Lower(happened) => happened.words(),
            Happened::Rested { .. } => ("时限暂停所因的程序事项", "The proceeding for which the clock rests"),
            Happened::Dropped { .. } => ("撤销程序事项", "Proceeding called off"),
        }
    }

    /// Which proceeding it is about.
    pub fn no(&self) -> u32 {
        match self {
            Happened::Inspection(happened) => happened.no(),
            Happened::Task(happened) => happened.no(),
            Happened::Hearing(happened) => happened.no(),
            Happened::Party(happened) => happened.no(),
            Happened::Expert(happened) => happened.no(),
            Happened::Discussion(happened) => happened.no(),
            Happened::Publicity(happened) => happened.no(),
            Happened::Lower(happened) => happened.no(),
            Happened::Rested { no } | Happened::Dropped { no, .. } => *no,
        }
    }

    /// The files that it brought.
    pub fn files(&self) -> Vec<&FileMark> {
        match self {
            Happened::Inspection(inspection::Happened::Recorded { files, .. })
            | Happened::Task(task::Happened::Finished { files, .. })
            | Happened::Hearing(hearing::Happened::Held { files, .. })
            | Happened::Party(party::Happened::Heard { files, .. })
            | Happened::Expert(expert::Happened::Reported { files, .. })
            | Happened::Discussion(discussion::Happened::Recorded { files, .. })
            | Happened::Lower(lower::Happened::Reported { files, .. }) => files.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::Hearing(happened) => happened.document(),
            Happened::Party(party::Happened::Told { document, .. }) => Some(document),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::Hearing(happened) => happened.document_mut(),
            Happened::Party(party::Happened::Told { document, .. }) => Some(document),
            _ => None,
        }
    }

    /// A working paper of the authority, which the applicant is not shown before the decision gives its reasons.
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            Happened::Task(_)
                | Happened::Discussion(_)
                | Happened::Publicity(
                    publicity::Happened::ViewReceived { .. } | publicity::Happened::ViewAnswered { .. }
                )
                | Happened::Party(party::Happened::DecisionTold { .. })
        )
    }

    /// Changes nothing on which somebody else decides: a view that came in does not make a page stale.
    pub(super) fn disturbs(&self) -> bool {
        !matches!(self, Happened::Publicity(publicity::Happened::ViewReceived { .. }))
    }

    /// What is done about it after the decision too.
    pub(super) fn follows_decision(&self) -> bool {
        matches!(self, Happened::Party(party::Happened::DecisionTold { .. }))
    }
}

/// Decides what an order does.
pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    match (&order, &case.state) {
        (Order::Party(party::Order::TellDecision { .. }), _) | (_, State::Examining(_)) => {}
        (Order::Publicity(publicity::Order::Receive { .. }), _) => return Err(publicity::ended()),
        _ => return Err(wrong_state(case, order.name())),
    }
    let mut whats = match order.for_the_ledger() {
        Order::Inspection(order) => inspection::decide(case, context, order)?,
        Order::Task(order) => task::decide(case, context, order)?,
        Order::Hearing(order) => hearing::decide(case, context, order)?,
        Order::Party(order) => party::decide(case, context, order)?,
        Order::Expert(order) => expert::decide(case, context, order)?,
        Order::Discussion(order) => discussion::decide(case, context, order)?,
        Order::Publicity(order) => publicity::decide(case, context, order)?,
        Order::Lower(order) => lower::decide(case, context, order)?,
        Order::Rest {
            no,
            told_days,
            evidence,
        } => rest(case, context, no, told_days, evidence)?,
        Order::Drop { no, reason } => vec![drop(case, context, no, reason)?],
    };
    // With the proceeding for which the clock rested the special procedure is over (许可法 art. 45).
    let over = case.resting().is_some_and(|resting| {
        let closes = |what: &What| matches!(what, What::Proceeding(happened) if happened.no() == resting);
        let mut after = case.clone();
        whats.iter().any(closes) && closes_with(&mut after, context, &whats, resting)
    });
    if over {
        whats.push(What::Resumed {
            day: context.today,
            result: "程序事项已办结".into(),
            evidence: None,
        });
    }
    Ok(whats)
}

/// Whether a proceeding is closed once these events have happened.
fn closes_with(case: &mut Case, context: &Context<'_>, whats: &[What], no: u32) -> bool {
    for what in whats {
        let event = Event {
            seq: case.events + 1,
            at: context.now,
            actor: super::event::ActorMark::of(context.actor, None),
            what: what.clone(),
        };
        if case.apply(&event).is_err() {
            return false;
        }
    }
    case.proceedings.get(no).is_some_and(Proceeding::is_closed)
}

fn rest(case: &Case, context: &Context<'_>, no: u32, told_days: u32, evidence: Evidence) -> Decided {
    let one = opened(case, no)?;
    let kind = one.rests_by().ok_or_else(|| {
        Refusal::new(
            "does_not_rest",
            RefusalKind::State,
            "行政许可法 第四十五条",
            (
                "这类程序事项所需时间依法计入办理期限，不能暂停计时。",
                "By law the time that this takes counts: the clock may not rest for it.",
            ),
            ("请在时限内办完。", "Finish it within the limit."),
        )
    })?;
    let mut whats = suspend(case, context, kind, told_days, evidence)?;
    whats.push(happened(Happened::Rested { no }));
    Ok(whats)
}

fn drop(case: &Case, context: &Context<'_>, no: u32, reason: String) -> Result<What, Refusal> {
    let one = opened(case, no)?;
    let may = match &one.matter {
        Matter::Inspection(_) | Matter::Task(_) | Matter::Expert(_) | Matter::Lower(_) => true,
        Matter::Publicity(publicity) => {
            publicity::need_droppable(publicity)?;
            true
        }
        Matter::Hearing(hearing) => hearing.may_be_dropped(),
        Matter::Party(_) | Matter::Discussion(_) => false,
    };
    if !may {
        return Err(Refusal::new(
            "cannot_be_dropped",
            RefusalKind::State,
            "行政许可法 第三十六条、第四十七条",
            (
                "已经告知他人权利的，不能由本机关撤销。",
                "Somebody has been told of a right: the authority cannot call this off.",
            ),
            (
                "请听取意见或者举行听证；本人放弃的，登记放弃。",
                "Hear them, or hold the hearing; if they waive it, record that.",
            ),
        ));
    }
    need_text("reason", &reason, true)?;
    let day = context.today;
    Ok(happened(Happened::Dropped { no, day, reason }))
}

/// Whether nothing more is to be waited for before the examiner's opinion.
///
/// # Errors
/// A task is open.
pub(super) fn need_tasks_done(case: &Case) -> Result<(), Refusal> {
    let open: Vec<Fault> = case
        .proceedings
        .open()
        .filter_map(|one| match &one.matter {
            Matter::Task(task) => Some(Fault::new(
                format!("proceedings.{}", one.no),
                format!("{}的“{}”还没有意见。", task.to.name(), task.what),
                format!("“{}”, given to {}, has no opinion yet.", task.what, task.to.name()),
            )),
            _ => None,
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "tasks_open",
        RefusalKind::State,
        "行政许可法 第三十四条",
        (
            "还有审查任务没有办完，不能提交审查意见。",
            "Tasks of this case are still open, so no opinion can be given.",
        ),
        (
            "请等待任务意见；不再等待的，说明理由后撤销该任务。",
            "Wait for them, or call a task off and say why it is not waited for.",
        ),
    );
    refusal.faults = open;
    Err(refusal)
}

/// Whether the decision may be made: what the law wants heard has been heard, and nothing that was begun is open.
///
/// # Errors
/// The first proceeding in the way.
pub(super) fn need_done(case: &Case, context: &Context<'_>, outcome: &Outcome) -> Result<(), Refusal> {
    discussion::need_majority(case, outcome)?;
    for one in &case.proceedings.all {
        match &one.matter {
            Matter::Hearing(hearing) => hearing::need_done(one, hearing, context)?,
            Matter::Party(_) if !one.is_closed() => return Err(party::not_heard(one, context)),
            Matter::Publicity(publicity) => publicity::need_done(one, publicity, context)?,
            Matter::Lower(lower) if !one.is_closed() => return Err(lower::not_reported(lower)),
            Matter::Inspection(_) | Matter::Task(_) | Matter::Expert(_) if !one.is_closed() => {
                return Err(still_open(one));
            }
            _ => {}
        }
    }
    Ok(())
}

fn still_open(one: &Proceeding) -> Refusal {
    let (zh, en) = one.kind().words();
    Refusal::new(
        "proceeding_open",
        RefusalKind::State,
        "行政许可法 第三十七条",
        (
            &format!("第 {} 项程序“{zh}”还没有办完，不能作出决定。", one.no),
            &format!(
                "Proceeding {}, “{en}”, is still open: nothing can be decided yet.",
                one.no
            ),
        ),
        (
            "请先办完；不再需要的，说明理由后撤销。",
            "Finish it first, or call it off with a reason.",
        ),
    )
}

/// Takes the next event.
pub(super) fn apply(case: &mut Case, event: &Event, happened: &Happened) -> Result<(), &'static str> {
    match happened {
        Happened::Inspection(happened) => inspection::apply(&mut case.proceedings, event, happened),
        Happened::Task(happened) => task::apply(&mut case.proceedings, event, happened),
        Happened::Hearing(happened) => hearing::apply(case, event, happened),
        Happened::Party(happened) => party::apply(&mut case.proceedings, event, happened),
        Happened::Expert(happened) => expert::apply(&mut case.proceedings, event, happened),
        Happened::Discussion(happened) => discussion::apply(&mut case.proceedings, event, happened),
        Happened::Publicity(happened) => publicity::apply(case, event, happened),
        Happened::Lower(happened) => lower::apply(&mut case.proceedings, event, happened),
        Happened::Rested { no } => {
            case.proceedings.open_mut(*no)?;
            case.proceedings.resting = Some(*no);
            Ok(())
        }
        Happened::Dropped { no, day, reason } => {
            case.proceedings.open_mut(*no)?.closed = Some(Closed {
                day: *day,
                dropped: true,
                words: reason.clone(),
            });
            Ok(())
        }
    }
}

/// Whether a section head gives or passes on a task of the own section, whoever there handles the case.
pub(super) fn leads_past_handler(case: &Case, context: &Context<'_>, command: &Command) -> bool {
    let Command::Proceeding(order) = command else {
        return false;
    };
    matches!(&**order, Order::Task(order) if task::leads(case, (context.actor, context.sections), order))
}

/// The orders that this person could give now, with the number of the proceeding, 0 for a new one: for the forms of a page. Whoever gives one is checked
/// again.
pub fn open_orders(case: &Case, item: &Item, actor: &Actor, sections: &Sections) -> Vec<(&'static str, u32)> {
    if actor.capacity == Capacity::System {
        return Vec::new();
    }
    let may = |name: &str, no: u32| {
        let permission = permission_of(name);
        let handles = || handler::need(case, actor, permission).is_ok();
        actor.may(permission, About::from(case)) && (task::leads_to(case, (actor, sections), name, no) || handles())
    };
    if !matches!(case.state, State::Examining(_)) {
        let to_tell = party::to_tell(case).map(|(no, _)| ("tell_party_decision", no));
        return to_tell.filter(|(name, no)| may(name, *no)).collect();
    }
    let mut names: Vec<(&'static str, u32)> = [
        "order_inspection",
        "give_task",
        "tell_party",
        "commission_review",
        "record_discussion",
        "open_publicity",
    ]
    .map(|name| (name, 0))
    .to_vec();
    if !case.proceedings.all.iter().any(|one| one.kind() == Kind::Hearing) {
        names.extend([("tell_hearing_right", 0), ("open_hearing", 0)]);
    }
    if !case.proceedings.all.iter().any(|one| one.kind() == Kind::Lower) {
        names.push(("ask_lower_body", 0));
    }
    for one in &case.proceedings.all {
        let own: Vec<&'static str> = match &one.matter {
            Matter::Inspection(inspection) => inspection.open_orders(one, actor),
            Matter::Task(task) if !one.is_closed() => task.open_orders(actor),
            Matter::Hearing(hearing) if !one.is_closed() => hearing.open_orders(),
            Matter::Party(_) if !one.is_closed() => vec!["hear_party", "waive_party"],
            Matter::Expert(_) if !one.is_closed() => vec!["report_review", "recuse_expert"],
            Matter::Publicity(publicity) if !one.is_closed() => publicity.open_orders(),
            Matter::Lower(_) if !one.is_closed() => vec!["report_lower_body"],
            Matter::Discussion(discussion) if discussion.departs.is_none() => vec!["depart_from_majority"],
            _ => Vec::new(),
        };
        names.extend(own.into_iter().map(|name| (name, one.no)));
        let running = case.status() != Status::Suspended;
        let allowed = one.rests_by().is_some_and(|kind| item.allows(kind.code()).is_some());
        if !one.is_closed() && running && allowed {
            names.push(("rest_clock", one.no));
        }
        let may_drop = match &one.matter {
            Matter::Hearing(hearing) => hearing.may_be_dropped(),
            Matter::Publicity(publicity) => publicity.unanswered().next().is_none(),
            Matter::Party(_) | Matter::Discussion(_) => false,
            _ => true,
        };
        if !one.is_closed() && may_drop {
            names.push(("drop_proceeding", one.no));
        }
    }
    names.retain(|(name, no)| may(name, *no));
    names
}

/// Time and place of an appointment (时间、地点).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Day.
    pub day: Day,
    /// Time of day, `09:30`.
    pub time: String,
    /// Place.
    pub place: String,
}

impl Meeting {
    fn faults(&self, today: Day) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.day < today {
            faults.push(Fault::new("day", "日期不能早于今天。", "The day has passed already."));
        }
        let time = self.time.split_once(':').and_then(|(hours, minutes)| {
            let two = |text: &str| (text.len() == 2).then(|| text.parse::<u32>().ok()).flatten();
            Some((two(hours)?, two(minutes)?))
        });
        if !time.is_some_and(|(hours, minutes)| hours < 24 && minutes < 60) {
            faults.push(Fault::new(
                "time",
                "请填写时间，如 09:30。",
                "Give the time, for example 09:30.",
            ));
        }
        if self.place.trim().is_empty() || self.place.chars().count() > 200 {
            faults.push(Fault::new(
                "place",
                "请填写地点，1 至 200 个字。",
                "Give the place, in 1 to 200 characters.",
            ));
        }
        faults
    }
}

/// An open proceeding of a case.
fn opened(case: &Case, no: u32) -> Result<&Proceeding, Refusal> {
    let Some(found) = case.proceedings.get(no) else {
        return Err(Refusal::missing("这项程序", "this proceeding"));
    };
    if found.is_closed() {
        return Err(Refusal::new(
            "proceeding_closed",
            RefusalKind::State,
            "",
            ("这项程序已经办结。", "This proceeding is closed already."),
            ("无需再办。", "There is nothing left to do about it."),
        ));
    }
    Ok(found)
}

fn happened(happened: Happened) -> What {
    What::Proceeding(Box::new(happened))
}

/// Whoever acts, as somebody of staff.
fn oneself(context: &Context<'_>) -> Result<Person, Refusal> {
    let account = context.actor.account.filter(|_| context.actor.is_staff());
    let name = context.actor.name.clone();
    account
        .map(|account| Person { account, name })
        .ok_or_else(|| super::decide::forbidden("须由工作人员本人办理。", "Only a member of staff may do this."))
}

/// Names that people gave their files may say anything about anybody: the ledger calls them by what they are.
fn plain(files: Vec<FileMark>, stem: &str) -> Vec<FileMark> {
    (1..)
        .zip(files)
        .map(|(place, mut file)| {
            let ending = file.name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
            let plain = ending.len() <= 5 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let ending = if plain {
                ending.to_ascii_lowercase()
            } else {
                "bin".into()
            };
            file.name = format!("{stem}-{place}.{ending}");
            file
        })
        .collect()
}

fn invalid(faults: Vec<Fault>) -> Result<(), Refusal> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}
