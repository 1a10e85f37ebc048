//! Hearing (听证): by the authority itself with an announcement, or asked for by those who were told of their right (许可法 art. 46 to 48).

use crate::calendar::{Calendar, Day};
use crate::clocks::ClockKind;
use crate::identifiers::mask_person;
use crate::organisation::AccountId;
use crate::organisation::posts::Person;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, LONGEST_TITLE, forbidden, need_text};
use super::super::event::{DocumentKind, DocumentMark, Event, FileMark, LimitMark};
use super::{Closed, MOST_PEOPLE, Matter, Meeting, Proceeding, Proceedings, happened, invalid, opened, plain};

/// Working days in which those who were told may ask (许可法 art. 47).
pub const ASK_DAYS: u32 = 5;
/// Working days in which a hearing is held that was asked for (许可法 art. 47).
pub const HOLD_DAYS: u32 = 20;
/// Days before the hearing on which time and place are told (许可法 art. 48).
pub const NOTICE_DAYS: u32 = 7;

/// Why a hearing is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A law, regulation or rule says so (许可法 art. 46).
    ByLaw,
    /// A major matter of public interest, as the authority finds (许可法 art. 46).
    PublicInterest,
    /// A major interest between the applicant and others (许可法 art. 47): on request.
    MajorInterest,
}

impl Ground {
    /// Those of the authority itself.
    pub const EX_OFFICIO: [Ground; 2] = [Ground::ByLaw, Ground::PublicInterest];
    const ALL: [Ground; 3] = [Ground::ByLaw, Ground::PublicInterest, Ground::MajorInterest];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Ground::ByLaw => "by_law",
            Ground::PublicInterest => "public_interest",
            Ground::MajorInterest => "major_interest",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Ground::ByLaw => ("法律、法规、规章规定应当听证", "A law, regulation or rule asks for it"),
            Ground::PublicInterest => ("涉及公共利益的重大行政许可事项", "A major matter of public interest"),
            Ground::MajorInterest => (
                "直接涉及申请人与他人之间重大利益关系",
                "A major interest between the applicant and others",
            ),
        }
    }

    /// Article behind it.
    pub fn article(self) -> &'static str {
        match self {
            Ground::ByLaw | Ground::PublicInterest => "行政许可法 第四十六条",
            Ground::MajorInterest => "行政许可法 第四十七条",
        }
    }
}

/// Who may ask for a hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    /// 申请人.
    Applicant,
    /// 利害关系人, by the number of the proceeding in which they were told.
    Party(u32),
}

/// How a hearing was set (听证安排).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// When and where.
    pub meeting: Meeting,
    /// Who chairs it: nobody who examines the application.
    pub chair: Person,
    /// Told to applicant and parties on.
    pub told: Day,
    /// Announced to the public.
    pub announced: bool,
    /// What the announcement says of attending.
    pub attending: Option<Attending>,
}

/// What the announcement of a hearing says to whoever wants to attend (旁听).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attending {
    /// Announced on.
    pub announced: Day,
    /// Last day to say that one comes.
    pub until: Day,
    /// How: where to call or to go.
    pub how: String,
}

/// Somebody asked that the chair withdraws (申请回避).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// Who asked.
    pub by: Asker,
    /// Why.
    pub reason: String,
    /// What was answered: whether another chair was named, and why.
    pub answer: Option<(bool, String)>,
}

/// Somebody who took part (听证参加人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Name: of a private person masked.
    pub name: String,
    /// As what: applicant, examining officer, witness …
    pub part: String,
    /// Signed or sealed the record.
    pub signed: bool,
}

/// The record (听证笔录), on which the decision must rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Held on.
    pub day: Day,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// What was brought forward, in words.
    pub words: String,
    /// Why somebody did not sign; empty where all did.
    pub unsigned: String,
    /// The signed record and evidence.
    pub files: Vec<FileMark>,
    /// 听证笔录.
    pub document: DocumentMark,
}

/// A hearing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// Why.
    pub ground: Ground,
    /// Who was told of the right; nobody where the authority holds it by itself.
    pub told: Vec<Asker>,
    /// Who asked for it, and when.
    pub asked: Vec<(Asker, Day)>,
    /// Who waived it, or took the request back.
    pub waived: Vec<Asker>,
    /// Time, place and chair.
    pub setting: Option<Setting>,
    /// Whether somebody asked that a chair withdraws; the last.
    pub recusal: Option<Recusal>,
    /// What came of it.
    pub record: Option<Record>,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 告知听证权利.
    Tell {
        /// What interests are touched.
        reason: String,
    },
    /// 决定举行听证, by the authority itself.
    Open {
        /// One of [`Ground::EX_OFFICIO`].
        ground: Ground,
        /// Why.
        reason: String,
    },
    /// 要求听证.
    Ask {
        /// Which.
        no: u32,
        /// Who asks.
        by: Asker,
    },
    /// 放弃听证 or 撤回听证申请.
    Waive {
        /// Which.
        no: u32,
        /// Who waives it.
        by: Asker,
    },
    /// 确定时间、地点和主持人.
    Set {
        /// Which.
        no: u32,
        /// When and where.
        meeting: Meeting,
        /// Who chairs it; the act has seen that they work for the body.
        chair: Person,
    },
    /// 公告.
    Announce {
        /// Which.
        no: u32,
        /// Last day to say that one comes.
        until: Day,
        /// How whoever wants to attend says so.
        how: String,
    },
    /// 申请主持人回避.
    AskRecusal {
        /// Which.
        no: u32,
        /// Who asks.
        by: Asker,
        /// Why.
        reason: String,
    },
    /// 决定是否回避.
    AnswerRecusal {
        /// Which.
        no: u32,
        /// The new chair; none where the old one stays.
        chair: Option<Person>,
        /// Why.
        reason: String,
    },
    /// 听证笔录.
    Hold {
        /// Which.
        no: u32,
        /// Who took part.
        participants: Vec<Participant>,
        /// What was brought forward.
        words: String,
        /// Why somebody did not sign.
        unsigned: String,
        /// The signed record and evidence.
        files: Vec<FileMark>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 告知听证权利.
    Told {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// What interests are touched.
        reason: String,
        /// Who.
        told: Vec<Asker>,
        /// Time to ask.
        limit: LimitMark,
        /// 听证告知书.
        document: DocumentMark,
    },
    /// 决定举行听证.
    Opened {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Why.
        ground: Ground,
        /// In words.
        reason: String,
    },
    /// 要求听证.
    Asked {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Who.
        by: Asker,
        /// Time to hold it.
        limit: LimitMark,
    },
    /// 放弃听证.
    Waived {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Who.
        by: Asker,
    },
    /// 确定时间、地点和主持人.
    Set {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// When and where.
        meeting: Meeting,
        /// Who chairs it.
        chair: Person,
        /// 听证通知书.
        document: DocumentMark,
    },
    /// 公告.
    Announced {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Last day to say that one comes, and how; not said by old announcements.
        attending: Option<(Day, String)>,
        /// 听证公告.
        document: DocumentMark,
    },
    /// 申请回避.
    RecusalAsked {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Who.
        by: Asker,
        /// Why.
        reason: String,
    },
    /// 决定是否回避.
    RecusalAnswered {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// The new chair; none where the old one stays.
        chair: Option<Person>,
        /// Why.
        reason: String,
    },
    /// 举行听证.
    Held {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Who took part.
        participants: Vec<Participant>,
        /// What was brought forward.
        words: String,
        /// Why somebody did not sign.
        unsigned: String,
        /// The signed record and evidence.
        files: Vec<FileMark>,
        /// 听证笔录.
        document: DocumentMark,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Tell { .. } => "tell_hearing_right",
            Order::Open { .. } => "open_hearing",
            Order::Ask { .. } => "ask_hearing",
            Order::Waive { .. } => "waive_hearing",
            Order::Set { .. } => "set_hearing",
            Order::Announce { .. } => "announce_hearing",
            Order::AskRecusal { .. } => "ask_recusal",
            Order::AnswerRecusal { .. } => "answer_recusal",
            Order::Hold { .. } => "record_hearing",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        if let Order::Hold {
            participants, files, ..
        } = &mut self
        {
            *files = plain(std::mem::take(files), "hearing");
            for one in participants {
                one.name = mask_person(one.name.trim());
            }
        }
        self
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Told { .. } => "hearing_told",
            Happened::Opened { .. } => "hearing_opened",
            Happened::Asked { .. } => "hearing_asked",
            Happened::Waived { .. } => "hearing_waived",
            Happened::Set { .. } => "hearing_set",
            Happened::Announced { .. } => "hearing_announced",
            Happened::RecusalAsked { .. } => "recusal_asked",
            Happened::RecusalAnswered { .. } => "recusal_answered",
            Happened::Held { .. } => "hearing_held",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Told { .. } => ("告知听证权利", "Told of the right to a hearing"),
            Happened::Opened { .. } => ("决定举行听证", "A hearing is to be held"),
            Happened::Asked { .. } => ("要求听证", "A hearing was asked for"),
            Happened::Waived { .. } => ("放弃听证", "A hearing was waived"),
            Happened::Set { .. } => (
                "听证通知：时间、地点和主持人",
                "Notice of the hearing: time, place and chair",
            ),
            Happened::Announced { .. } => ("听证公告", "Hearing announced to the public"),
            Happened::RecusalAsked { .. } => ("申请主持人回避", "The chair was asked to withdraw"),
            Happened::RecusalAnswered { .. } => ("回避申请的决定", "Answer on whether the chair withdraws"),
            Happened::Held { .. } => ("举行听证，制作笔录", "Hearing held, with its record"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Told { no, .. }
            | Happened::Opened { no, .. }
            | Happened::Asked { no, .. }
            | Happened::Waived { no, .. }
            | Happened::Set { no, .. }
            | Happened::Announced { no, .. }
            | Happened::RecusalAsked { no, .. }
            | Happened::RecusalAnswered { no, .. }
            | Happened::Held { no, .. } => *no,
        }
    }

    pub(super) fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::Told { document, .. }
            | Happened::Set { document, .. }
            | Happened::Announced { document, .. }
            | Happened::Held { document, .. } => Some(document),
            _ => None,
        }
    }

    pub(super) fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::Told { document, .. }
            | Happened::Set { document, .. }
            | Happened::Announced { document, .. }
            | Happened::Held { document, .. } => Some(document),
            _ => None,
        }
    }
}

impl Hearing {
    /// It is to be held: asked for and not taken back by all who asked, or by the authority itself.
    pub fn is_to_be_held(&self) -> bool {
        self.ground != Ground::MajorInterest || self.asked.iter().any(|(by, _)| !self.waived.contains(by))
    }

    /// Those who were told and have said neither yes nor no.
    pub fn silent(&self) -> impl Iterator<Item = Asker> + '_ {
        let said = |by: &Asker| self.waived.contains(by) || self.asked.iter().any(|(asked, _)| asked == by);
        self.told.iter().copied().filter(move |by| !said(by))
    }

    /// Somebody who was told may still ask today.
    pub fn may_be_asked(&self, one: &Proceeding, calendar: &Calendar, today: Day) -> bool {
        let within = one.due(calendar).is_some_and(|due| today <= due.day);
        one.closed.is_none() && within && self.asked.is_empty() && self.silent().next().is_some()
    }

    pub(super) fn may_be_dropped(&self) -> bool {
        self.ground == Ground::PublicInterest && self.setting.is_none()
    }

    pub(super) fn open_orders(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        if self.asked.is_empty() && self.silent().next().is_some() {
            names.push("ask_hearing");
        }
        if self.told.iter().any(|by| !self.waived.contains(by)) {
            names.push("waive_hearing");
        }
        if self.is_to_be_held() {
            names.push("set_hearing");
        }
        if let Some(setting) = &self.setting {
            if !setting.announced {
                names.push("announce_hearing");
            }
            let asked = self.recusal.as_ref().is_some_and(|recusal| recusal.answer.is_none());
            names.push(if asked { "answer_recusal" } else { "ask_recusal" });
            names.insert(0, "record_hearing");
        }
        names
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Tell { reason } => {
            need_none(case)?;
            need_text("reason", &reason, true)?;
            let parties = case.proceedings.parties().map(|(no, _)| Asker::Party(no));
            Happened::Told {
                no: case.proceedings.next(),
                day,
                reason,
                told: std::iter::once(Asker::Applicant).chain(parties).collect(),
                limit: limit(context, ClockKind::HearingRequest, ASK_DAYS),
                document: context.document(DocumentKind::HearingRight),
            }
        }
        Order::Open { ground, reason } => {
            need_none(case)?;
            need_text("reason", &reason, true)?;
            if !Ground::EX_OFFICIO.contains(&ground) {
                return Err(Refusal::invalid(vec![Fault::new(
                    "ground",
                    "涉及申请人与他人重大利益的，请先告知听证权利。",
                    "Where the interests of others are touched, tell them of their right first.",
                )]));
            }
            let no = case.proceedings.next();
            Happened::Opened {
                no,
                day,
                ground,
                reason,
            }
        }
        Order::Ask { no, by } => ask(case, context, no, by)?,
        Order::Waive { no, by } => {
            let (_, hearing) = hearing(case, no)?;
            need_own(context, by)?;
            if !hearing.told.contains(&by) || hearing.waived.contains(&by) {
                return Err(not_told());
            }
            Happened::Waived { no, day, by }
        }
        Order::Set { no, meeting, chair } => set(case, context, no, meeting, chair)?,
        Order::Announce { no, until, how } => {
            let (_, hearing) = hearing(case, no)?;
            let setting = need_setting(hearing)?;
            need_attending(context, setting, until, &how)?;
            Happened::Announced {
                no,
                day,
                attending: Some((until, how)),
                document: context.document(DocumentKind::HearingAnnouncement),
            }
        }
        Order::AskRecusal { no, by, reason } => {
            let (_, hearing) = hearing(case, no)?;
            need_own(context, by)?;
            need_setting(hearing)?;
            need_text("reason", &reason, true)?;
            Happened::RecusalAsked { no, day, by, reason }
        }
        Order::AnswerRecusal { no, chair, reason } => {
            let (_, hearing) = hearing(case, no)?;
            if hearing.recusal.as_ref().is_none_or(|recusal| recusal.answer.is_some()) {
                return Err(Refusal::missing(
                    "待答复的回避申请",
                    "a request that the chair withdraws",
                ));
            }
            if let Some(chair) = &chair {
                need_outsider(case, chair)?;
            }
            need_text("reason", &reason, true)?;
            Happened::RecusalAnswered { no, day, chair, reason }
        }
        Order::Hold {
            no,
            participants,
            words,
            unsigned,
            files,
        } => {
            need_holdable(case, context, no)?;
            need_record(&participants, &words, &unsigned)?;
            Happened::Held {
                no,
                day,
                participants,
                words,
                unsigned,
                files,
                document: context.document(DocumentKind::HearingRecord),
            }
        }
    };
    Ok(vec![happened(super::Happened::Hearing(what))])
}

fn limit(context: &Context<'_>, kind: ClockKind, of_law: u32) -> LimitMark {
    let rule = context.rules.budget(kind, &context.item.code).map(LimitMark::from);
    rule.filter(|limit| limit.days > 0)
        .unwrap_or_else(|| LimitMark::days(of_law, kind.source()))
}

fn hearing(case: &Case, no: u32) -> Result<(&Proceeding, &Hearing), Refusal> {
    let one = opened(case, no)?;
    match &one.matter {
        Matter::Hearing(hearing) => Ok((one, hearing)),
        _ => Err(Refusal::missing("这次听证", "this hearing")),
    }
}

/// One hearing is held of a case.
fn need_none(case: &Case) -> Result<(), Refusal> {
    let there = case.proceedings.all.iter().any(|one| {
        matches!(one.matter, Matter::Hearing(_)) && !one.closed.as_ref().is_some_and(|closed| closed.dropped)
    });
    if !there {
        return Ok(());
    }
    Err(Refusal::new(
        "hearing_there_already",
        RefusalKind::State,
        "行政许可法 第四十七条",
        (
            "这个办件已经告知听证权利，或者已经决定听证。",
            "The right to a hearing has been told of already, or a hearing is to be held.",
        ),
        ("请在已有的听证事项中办理。", "Go on with the hearing that is there."),
    ))
}

/// Applicants speak for themselves only; what a party wants is recorded by staff.
fn need_own(context: &Context<'_>, by: Asker) -> Result<(), Refusal> {
    if context.actor.is_staff() || by == Asker::Applicant {
        return Ok(());
    }
    Err(forbidden("只能代表自己提出。", "You can only speak for yourself."))
}

fn not_told() -> Refusal {
    Refusal::new(
        "not_told_of_hearing",
        RefusalKind::State,
        "行政许可法 第四十七条",
        (
            "没有告知过其听证权利，或者已经登记放弃。",
            "They were not told of the right to a hearing, or have waived it.",
        ),
        ("请核对告知对象。", "Check who was told."),
    )
}

fn ask(case: &Case, context: &Context<'_>, no: u32, by: Asker) -> Result<Happened, Refusal> {
    let (one, hearing) = hearing(case, no)?;
    need_own(context, by)?;
    if !hearing.told.contains(&by) || hearing.waived.contains(&by) {
        return Err(not_told());
    }
    if hearing.asked.iter().any(|(asked, _)| *asked == by) {
        return Err(Refusal::new(
            "hearing_asked_already",
            RefusalKind::State,
            "行政许可法 第四十七条",
            ("已经要求过听证。", "The hearing has been asked for already."),
            ("请等待听证通知。", "Please wait for the notice of the hearing."),
        ));
    }
    if let Some(due) = one.due(context.calendar).filter(|due| context.today > due.day) {
        return Err(Refusal::new(
            "hearing_asked_too_late",
            RefusalKind::State,
            "行政许可法 第四十七条",
            (
                &format!("要求听证应当在被告知之日起 {} 前提出，已经过期。", due.day),
                &format!("A hearing could be asked for until {}; that day has passed.", due.day),
            ),
            (
                "仍可以提交书面陈述和申辩意见。",
                "You can still hand in what you want to say in writing.",
            ),
        ));
    }
    Ok(Happened::Asked {
        no,
        day: context.today,
        by,
        limit: limit(context, ClockKind::HearingOrganise, HOLD_DAYS),
    })
}

fn set(case: &Case, context: &Context<'_>, no: u32, meeting: Meeting, chair: Person) -> Result<Happened, Refusal> {
    let (_, hearing) = hearing(case, no)?;
    if !hearing.is_to_be_held() {
        return Err(Refusal::new(
            "hearing_not_asked",
            RefusalKind::State,
            "行政许可法 第四十七条",
            ("还没有人要求听证。", "Nobody has asked for a hearing yet."),
            (
                "要求听证后再安排时间和地点。",
                "Set time and place once it is asked for.",
            ),
        ));
    }
    invalid(meeting.faults(context.today))?;
    need_outsider(case, &chair)?;
    let days = limit(context, ClockKind::HearingNotice, NOTICE_DAYS).days;
    let earliest = context.calendar.add(context.today, days).map(|due| due.day);
    let Ok(earliest) = earliest else {
        return Err(beyond("day"));
    };
    if meeting.day < earliest {
        return Err(late_notice(days, earliest));
    }
    let until = case
        .clock(ClockKind::HearingOrganise)
        .and_then(|clock| clock.due(context.calendar).ok());
    if let Some(until) = until
        .map(|due| due.day.max(earliest))
        .filter(|until| meeting.day > *until)
    {
        return Err(held_too_late(until));
    }
    Ok(Happened::Set {
        no,
        day: context.today,
        meeting,
        chair,
        document: context.document(DocumentKind::HearingNotice),
    })
}

fn beyond(field: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        field,
        "日期超出可以计算的范围。",
        "The day lies beyond what can be counted.",
    )])
}

fn late_notice(days: u32, earliest: Day) -> Refusal {
    let mut refusal = Refusal::new(
        "hearing_notice_too_late",
        RefusalKind::Invalid,
        "行政许可法 第四十八条第一款第（一）项",
        (
            &format!("应当于举行听证的 {days} 日前通知时间、地点，最早可以定在 {earliest}。"),
            &format!("Time and place must be told {days} days before: the earliest possible day is {earliest}."),
        ),
        ("请改期。", "Choose a later day."),
    );
    refusal.faults = vec![Fault::new(
        "day",
        format!("请定在 {earliest} 或者以后。"),
        format!("Choose {earliest} or later."),
    )];
    refusal
}

fn held_too_late(until: Day) -> Refusal {
    let mut refusal = Refusal::new(
        "hearing_too_late",
        RefusalKind::Invalid,
        "行政许可法 第四十七条第一款",
        (
            &format!("听证应当在提出听证申请之日起二十日内组织，最晚 {until}。"),
            &format!("The hearing must be held within twenty days of the request: on {until} at the latest."),
        ),
        ("请提前。", "Choose an earlier day."),
    );
    refusal.faults = vec![Fault::new(
        "day",
        format!("请定在 {until} 或者以前。"),
        format!("Choose {until} or earlier."),
    )];
    refusal
}

/// Whoever examines an application: handles it, gave the opinion, inspects, or has a task.
fn examines(case: &Case, account: AccountId) -> bool {
    let handles = case.handler.as_ref().is_some_and(|handler| handler.account == account);
    let gave = case.review().is_some_and(|opinion| opinion.by == Some(account));
    let takes_part = case.proceedings.all.iter().any(|one| match &one.matter {
        Matter::Inspection(inspection) => inspection.is_officer(Some(account)),
        Matter::Task(task) => task.taken.as_ref().is_some_and(|taken| taken.account == account),
        _ => false,
    });
    handles || gave || takes_part
}

fn need_outsider(case: &Case, chair: &Person) -> Result<(), Refusal> {
    if !examines(case, chair.account) {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "chair_examines",
        RefusalKind::Invalid,
        "行政许可法 第四十八条第一款第（三）项",
        (
            &format!("{}是审查该申请的工作人员，不能主持听证。", chair.name),
            &format!(
                "{} examines this application and may not chair its hearing.",
                chair.name
            ),
        ),
        ("请指定其他人员主持。", "Name somebody else."),
    );
    refusal.faults = vec![Fault::new(
        "chair",
        "请指定审查该申请的工作人员以外的人员。",
        "Name somebody who does not examine this application.",
    )];
    Err(refusal)
}

fn need_setting(hearing: &Hearing) -> Result<&Setting, Refusal> {
    hearing.setting.as_ref().ok_or_else(|| {
        Refusal::new(
            "hearing_not_set",
            RefusalKind::State,
            "行政许可法 第四十八条",
            (
                "还没有确定听证的时间、地点和主持人。",
                "Time, place and chair of the hearing have not been set.",
            ),
            ("请先发出听证通知。", "Send the notice of the hearing first."),
        )
    })
}

/// The public can attend an open hearing (许可法 art. 48): until when and how one says that one comes.
fn need_attending(context: &Context<'_>, setting: &Setting, until: Day, how: &str) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    let last = setting.meeting.day;
    if until < context.today || until > last {
        faults.push(Fault::new(
            "until",
            format!("报名旁听截止日应当在今天和听证日（{last}）之间。"),
            format!("The last day lies between today and the day of the hearing, {last}."),
        ));
    }
    if how.trim().is_empty() || how.chars().count() > LONGEST_TITLE || how.chars().any(char::is_control) {
        faults.push(Fault::new(
            "contact",
            "请写明报名旁听的方式，如办公地址和电话。",
            "Say how one applies to attend: address and telephone of the office.",
        ));
    }
    invalid(faults)
}

fn need_holdable(case: &Case, context: &Context<'_>, no: u32) -> Result<(), Refusal> {
    let (_, hearing) = hearing(case, no)?;
    let setting = need_setting(hearing)?;
    let (code, zh, en) = if context.today < setting.meeting.day {
        (
            "hearing_not_begun",
            "听证日还没有到。",
            "The day of the hearing has not come yet.",
        )
    } else if hearing.recusal.as_ref().is_some_and(|recusal| recusal.answer.is_none()) {
        (
            "recusal_unanswered",
            "回避申请还没有答复。",
            "It is not answered yet whether the chair withdraws.",
        )
    } else if hearing.ground != Ground::MajorInterest && !setting.announced {
        (
            "hearing_not_announced",
            "依职权举行的听证应当向社会公告，还没有公告。",
            "A hearing by the authority itself must be announced to the public, and has not been.",
        )
    } else {
        return need_outsider(case, &setting.chair);
    };
    Err(Refusal::new(
        code,
        RefusalKind::State,
        "行政许可法 第四十六条、第四十八条",
        (zh, en),
        ("请先办完再记录听证。", "Do that first; then record the hearing."),
    ))
}

fn need_record(participants: &[Participant], words: &str, unsigned: &str) -> Result<(), Refusal> {
    need_text("words", words, true)?;
    need_text("unsigned", unsigned, false)?;
    let mut faults = Vec::new();
    let blank = |text: &str| text.trim().is_empty() || text.chars().count() > 100 || text.chars().any(char::is_control);
    if participants.is_empty()
        || participants.len() > MOST_PEOPLE
        || participants.iter().any(|one| blank(&one.name) || blank(&one.part))
    {
        faults.push(Fault::new(
            "participants",
            "请写明听证参加人及其身份，每行一人，如“陈小明 申请人”。",
            "Name who took part and as what, one a line, for example “Chen applicant”.",
        ));
    } else if participants.iter().any(|one| !one.signed) && unsigned.trim().is_empty() {
        faults.push(Fault::new(
            "unsigned",
            "笔录应当由参加人确认无误后签字或者盖章；有人没有签字的，请写明原因。",
            "Those who took part sign or seal the record; say why somebody did not.",
        ));
    }
    invalid(faults)
}

/// Whether a hearing is in the way of a decision (许可法 art. 47, 48).
pub(super) fn need_done(one: &Proceeding, hearing: &Hearing, context: &Context<'_>) -> Result<(), Refusal> {
    if one.is_closed() {
        return Ok(());
    }
    let due = one.due(context.calendar).map(|due| due.day);
    if hearing.is_to_be_held() {
        return Err(Refusal::new(
            "hearing_not_held",
            RefusalKind::State,
            "行政许可法 第四十七条、第四十八条",
            (
                "已经要求或者决定听证，听证还没有举行，不能作出决定。",
                "A hearing has been asked for or decided on and was not held: nothing can be decided yet.",
            ),
            (
                "请举行听证并制作笔录，根据笔录作出决定。",
                "Hold it and keep the record; the decision rests on the record.",
            ),
        ));
    }
    if hearing.may_be_asked(one, context.calendar, context.today) {
        let until = due.map(|due| due.to_string()).unwrap_or_default();
        return Err(Refusal::new(
            "hearing_may_be_asked",
            RefusalKind::State,
            "行政许可法 第四十七条",
            (
                &format!("申请人或者利害关系人在 {until} 前可以要求听证，不能作出决定。"),
                &format!("Applicant or parties may ask for a hearing until {until}: nothing can be decided before."),
            ),
            (
                "请等待期限届满，或者由其书面放弃。",
                "Wait until then, or until they have waived it in writing.",
            ),
        ));
    }
    Ok(())
}

pub(super) fn apply(case: &mut Case, event: &Event, what: &Happened) -> Result<(), &'static str> {
    match what {
        Happened::Told {
            no, day, told, limit, ..
        } => {
            let hearing = begun(Ground::MajorInterest, told.clone());
            return case
                .proceedings
                .begin(event, *no, *day, &limit.source, Some(limit), hearing);
        }
        Happened::Opened { no, day, ground, .. } => {
            let hearing = begun(*ground, Vec::new());
            return case
                .proceedings
                .begin(event, *no, *day, ground.article(), None, hearing);
        }
        Happened::Asked { day, limit, .. } if case.clock(ClockKind::HearingOrganise).is_none() => {
            case.clocks
                .extend(limit.clock(ClockKind::HearingOrganise, *day, event.at));
        }
        Happened::Held { day, .. } => case.stop_clock(ClockKind::HearingOrganise, *day),
        _ => {}
    }
    if change(&mut case.proceedings, what)? {
        case.stop_clock(ClockKind::HearingOrganise, event.at.day(crate::calendar::CHINA));
    }
    Ok(())
}

fn begun(ground: Ground, told: Vec<Asker>) -> Matter {
    Matter::Hearing(Hearing {
        ground,
        told,
        asked: Vec::new(),
        waived: Vec::new(),
        setting: None,
        recusal: None,
        record: None,
    })
}

/// Changes a hearing; whether nobody wants it any more.
fn change(proceedings: &mut Proceedings, what: &Happened) -> Result<bool, &'static str> {
    let one = proceedings.open_mut(what.no())?;
    let Matter::Hearing(hearing) = &mut one.matter else {
        return Err("not a hearing");
    };
    match what {
        Happened::Asked { day, by, .. } => hearing.asked.push((*by, *day)),
        Happened::Waived { day, by, .. } => {
            hearing.waived.push(*by);
            if hearing.told.iter().all(|told| hearing.waived.contains(told)) {
                one.closed = Some(closed(*day, "放弃听证"));
                return Ok(true);
            }
        }
        Happened::Set {
            day, meeting, chair, ..
        } => {
            hearing.setting = Some(Setting {
                meeting: meeting.clone(),
                chair: chair.clone(),
                told: *day,
                announced: false,
                // Whoever read the announcement is told of the change.
                attending: hearing.setting.take().and_then(|before| before.attending),
            });
        }
        Happened::Announced { day, attending, .. } => match &mut hearing.setting {
            Some(setting) => {
                setting.announced = true;
                setting.attending = attending.as_ref().map(|(until, how)| Attending {
                    announced: *day,
                    until: *until,
                    how: how.clone(),
                });
            }
            None => return Err("a hearing without time and place"),
        },
        Happened::RecusalAsked { by, reason, .. } => {
            hearing.recusal = Some(Recusal {
                by: *by,
                reason: reason.clone(),
                answer: None,
            });
        }
        Happened::RecusalAnswered { chair, reason, .. } => {
            if let (Some(chair), Some(setting)) = (chair, &mut hearing.setting) {
                setting.chair = chair.clone();
            }
            if let Some(recusal) = &mut hearing.recusal {
                recusal.answer = Some((chair.is_some(), reason.clone()));
            }
        }
        Happened::Held {
            day,
            participants,
            words,
            unsigned,
            files,
            document,
            ..
        } => {
            hearing.record = Some(Record {
                day: *day,
                participants: participants.clone(),
                words: words.clone(),
                unsigned: unsigned.clone(),
                files: files.clone(),
                document: document.clone(),
            });
            one.closed = Some(closed(*day, words));
        }
        Happened::Told { .. } | Happened::Opened { .. } => return Err("a hearing is opened once"),
    }
    Ok(false)
}

fn closed(day: Day, words: &str) -> Closed {
    Closed {
        day,
        dropped: false,
        words: words.into(),
    }
}
