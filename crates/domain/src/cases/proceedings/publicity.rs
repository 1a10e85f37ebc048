//! Publicity period (公示): what is to be decided is shown to the public for some working days, anybody may say what they think of it, and each view is
//! answered before the decision (许可法 art. 5, 7). Who sent a view, and what it says, is kept beside the ledger.

use crate::calendar::Day;
use crate::identifiers::CitizenId;
use crate::organisation::Capacity;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, LONGEST_TITLE, forbidden, need_text, text_fault};
use super::super::event::Event;
use super::{Closed, LONGEST_LIMIT, Matter, Proceeding, happened, invalid, opened};

/// Most views that one period takes.
pub const MOST_VIEWS: u32 = 500;
/// A period begins at most so many days ahead.
pub const FARTHEST: i32 = 60;

const HEARD: &str = "行政许可法 第七条";
const PROCEDURE: &str = "行政许可法 第三十七条";

/// A publicity period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicity {
    /// What it is about, in a line.
    pub subject: String,
    /// What the public is shown; no personal data.
    pub content: String,
    /// Working days.
    pub days: u32,
    /// First day, which is not counted.
    pub from: Day,
    /// Last day, as it was announced.
    pub until: Day,
    /// Where views are sent besides the page: address, telephone of the office.
    pub contact: String,
    /// What came in.
    pub views: Vec<View>,
}

/// A view that came in (意见): what it says is kept beside the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// 1, 2, 3, … within the period.
    pub no: u32,
    /// Came on.
    pub day: Day,
    /// Hash of what it says.
    pub commitment: String,
    /// What was answered.
    pub answer: Option<Answer>,
}

/// What was answered to a view (意见答复).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// On.
    pub day: Day,
    /// Taken up.
    pub accepted: bool,
    /// How, or why not.
    pub words: String,
}

impl Publicity {
    /// Views without an answer.
    pub fn unanswered(&self) -> impl Iterator<Item = &View> {
        self.views.iter().filter(|view| view.answer.is_none())
    }

    /// Views are taken on that day.
    pub fn takes_views(&self, today: Day) -> bool {
        self.from <= today && today <= self.until
    }

    pub(super) fn open_orders(&self) -> Vec<&'static str> {
        match self.unanswered().next() {
            Some(_) => vec!["answer_view"],
            None => vec!["close_publicity"],
        }
    }
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 开始公示.
    Open {
        /// What it is about, in a line.
        subject: String,
        /// What the public is shown.
        content: String,
        /// Law, regulation or rule by which it is shown.
        basis: String,
        /// Working days.
        days: u32,
        /// First day.
        from: Day,
        /// Where views are sent besides the page.
        contact: String,
    },
    /// 收到意见, by the hand of the system for whoever sent it.
    Receive {
        /// Which.
        no: u32,
        /// Hash of what it says.
        commitment: String,
    },
    /// 答复意见.
    Answer {
        /// Which.
        no: u32,
        /// Which view.
        view: u32,
        /// Taken up.
        accepted: bool,
        /// How, or why not.
        words: String,
    },
    /// 结束公示.
    Close {
        /// Which.
        no: u32,
        /// What came of it.
        words: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 开始公示.
    Opened {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// What it is about, in a line.
        subject: String,
        /// What the public is shown.
        content: String,
        /// Law, regulation or rule by which it is shown.
        basis: String,
        /// Working days.
        days: u32,
        /// First day.
        from: Day,
        /// Last day.
        until: Day,
        /// Where views are sent besides the page.
        contact: String,
    },
    /// 收到意见.
    ViewReceived {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Which view.
        view: u32,
        /// Hash of what it says.
        commitment: String,
    },
    /// 答复意见.
    ViewAnswered {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Which view.
        view: u32,
        /// Taken up.
        accepted: bool,
        /// How, or why not.
        words: String,
    },
    /// 结束公示.
    Closed {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// What came of it.
        words: String,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Open { .. } => "open_publicity",
            Order::Receive { .. } => "send_view",
            Order::Answer { .. } => "answer_view",
            Order::Close { .. } => "close_publicity",
        }
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Opened { .. } => "publicity_opened",
            Happened::ViewReceived { .. } => "publicity_view_received",
            Happened::ViewAnswered { .. } => "publicity_view_answered",
            Happened::Closed { .. } => "publicity_closed",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Opened { .. } => ("向社会公示", "Shown to the public"),
            Happened::ViewReceived { .. } => ("收到公示意见", "A view came in"),
            Happened::ViewAnswered { .. } => ("答复公示意见", "A view was answered"),
            Happened::Closed { .. } => ("公示结束", "Publicity period closed"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Opened { no, .. }
            | Happened::ViewReceived { no, .. }
            | Happened::ViewAnswered { no, .. }
            | Happened::Closed { no, .. } => *no,
        }
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Open {
            subject,
            content,
            basis,
            days,
            from,
            contact,
        } => {
            need_openable(&subject, &content, &basis, &contact)?;
            let until = need_days(context, days, from)?;
            Happened::Opened {
                no: case.proceedings.next(),
                day,
                subject,
                content,
                basis,
                days,
                from,
                until,
                contact,
            }
        }
        Order::Receive { no, commitment } => {
            if context.actor.capacity != Capacity::System {
                return Err(forbidden(
                    "公示意见由提出人在公示页面提交。",
                    "Views are sent by whoever has them, on the page of the publicity period.",
                ));
            }
            let view = need_room(case, context, no)?;
            Happened::ViewReceived {
                no,
                day,
                view,
                commitment,
            }
        }
        Order::Answer {
            no,
            view,
            accepted,
            words,
        } => {
            let (_, publicity) = publicity(case, no)?;
            if !publicity.unanswered().any(|one| one.no == view) {
                return Err(Refusal::missing("待答复的意见", "a view that waits for an answer"));
            }
            need_text("words", &words, true)?;
            invalid(private_fault("words", &words).into_iter().collect())?;
            Happened::ViewAnswered {
                no,
                day,
                view,
                accepted,
                words,
            }
        }
        Order::Close { no, words } => {
            let (_, publicity) = publicity(case, no)?;
            if day <= publicity.until {
                return Err(running(publicity));
            }
            need_answered(publicity)?;
            need_text("words", &words, true)?;
            invalid(private_fault("words", &words).into_iter().collect())?;
            Happened::Closed { no, day, words }
        }
    };
    Ok(vec![happened(super::Happened::Publicity(what))])
}

fn need_openable(subject: &str, content: &str, basis: &str, contact: &str) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    let line = |text: &str| {
        !text.trim().is_empty() && text.chars().count() <= LONGEST_TITLE && !text.chars().any(char::is_control)
    };
    let mut need_line = |field: &str, text: &str, zh: &str, en: &str| {
        if !line(text) {
            faults.push(Fault::new(field, zh, en));
        }
    };
    need_line(
        "subject",
        subject,
        "请用一行写明公示什么。",
        "Say in one line what is shown.",
    );
    need_line(
        "basis",
        basis,
        "请写明公示所依据的法律、法规、规章或者文件及条款。",
        "Name the law, regulation or rule, with its article, by which it is shown.",
    );
    need_line(
        "contact",
        contact,
        "请写明收取意见的地址和办公电话。",
        "Say where views may be sent: address and telephone of the office.",
    );
    faults.extend(text_fault("words", content, true));
    faults.extend(private_fault("subject", subject));
    faults.extend(private_fault("words", content));
    invalid(faults)
}

/// An identity number or a mobile number in a text that everybody reads (个人信息保护法 art. 25).
fn private_fault(field: &str, text: &str) -> Option<Fault> {
    let mobile = |run: &str| {
        let third = run.as_bytes().get(1).is_some_and(|digit| (b'3'..=b'9').contains(digit));
        run.len() == 11 && run.starts_with('1') && third && run.bytes().all(|digit| digit.is_ascii_digit())
    };
    let found = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|run| mobile(run) || CitizenId::parse(run).is_some());
    found.then(|| {
        Fault::new(
            field,
            "含有身份证件号码或者手机号码。所有人都能看到这段内容，请删去个人信息。",
            "It has an identity or mobile number in it. Everybody can read this: please take personal data out.",
        )
    })
}

/// The last day: the first is not counted.
fn need_days(context: &Context<'_>, days: u32, from: Day) -> Result<Day, Refusal> {
    let mut faults = Vec::new();
    if days == 0 || days > LONGEST_LIMIT {
        faults.push(Fault::new(
            "days",
            format!("请填写公示时间，1 至 {LONGEST_LIMIT} 个工作日。"),
            format!("Give the length of the period, 1 to {LONGEST_LIMIT} working days."),
        ));
    }
    if from < context.today || from > context.today.plus(FARTHEST) {
        faults.push(Fault::new(
            "day",
            format!("公示从今天或者以后 {FARTHEST} 日内的一天开始。"),
            format!("It begins today, or within the next {FARTHEST} days."),
        ));
    }
    invalid(faults)?;
    let until = context.calendar.add(from, days).map(|due| due.day);
    until.map_err(|_| {
        Refusal::invalid(vec![Fault::new(
            "days",
            "日期超出可以计算的范围。",
            "The day lies beyond what can be counted.",
        )])
    })
}

fn publicity(case: &Case, no: u32) -> Result<(&Proceeding, &Publicity), Refusal> {
    let one = opened(case, no)?;
    match &one.matter {
        Matter::Publicity(publicity) => Ok((one, publicity)),
        _ => Err(Refusal::missing("这次公示", "this publicity period")),
    }
}

/// The number of the next view; refused where none is taken any more.
fn need_room(case: &Case, context: &Context<'_>, no: u32) -> Result<u32, Refusal> {
    let shown = case.proceedings.get(no).map(|one| &one.matter);
    let Some(Matter::Publicity(shown)) = shown else {
        return Err(Refusal::missing("这次公示", "this publicity period"));
    };
    if context.today < shown.from {
        return Err(Refusal::new(
            "publicity_not_begun",
            RefusalKind::State,
            PROCEDURE,
            ("公示还没有开始。", "The publicity period has not begun yet."),
            ("请在公示期内提出。", "Send your view once it has begun."),
        ));
    }
    if context.today > shown.until {
        let until = shown.until;
        return Err(Refusal::new(
            "publicity_over",
            RefusalKind::State,
            PROCEDURE,
            (
                &format!("公示已于 {until} 结束，不再在网上收取意见。"),
                &format!("The publicity period ended on {until}; views are no longer taken here."),
            ),
            (
                "仍可以向公示页面写明的单位反映。",
                "You may still turn to the office named on the page.",
            ),
        ));
    }
    let (_, shown) = publicity(case, no).map_err(|_| ended())?;
    let view = shown.views.len() as u32 + 1;
    if view > MOST_VIEWS {
        return Err(Refusal::new(
            "views_full",
            RefusalKind::State,
            "",
            (
                "网上提交的意见已经达到可以接收的数量。",
                "As many views as can be taken here have come in.",
            ),
            (
                "请按公示页面写明的地址、电话提出。",
                "Please use the address or telephone on the page.",
            ),
        ));
    }
    Ok(view)
}

/// Whoever sends a view finds the case over.
pub(super) fn ended() -> Refusal {
    Refusal::new(
        "publicity_ended",
        RefusalKind::State,
        PROCEDURE,
        (
            "这次公示已经结束或者撤销，不再收取意见。",
            "This publicity period was closed or called off; views are no longer taken.",
        ),
        (
            "仍可以向公示页面写明的单位反映。",
            "You may still turn to the office named on the page.",
        ),
    )
}

fn running(publicity: &Publicity) -> Refusal {
    let until = publicity.until;
    Refusal::new(
        "publicity_open",
        RefusalKind::State,
        PROCEDURE,
        (
            &format!("公示到 {until} 为止，公示期还没有满。"),
            &format!("It is shown to the public until {until}, and that day is not over."),
        ),
        (
            "请等公示期满；收到的意见先逐条答复。",
            "Wait until then; meanwhile answer each view that has come in.",
        ),
    )
}

fn need_answered(publicity: &Publicity) -> Result<(), Refusal> {
    let waiting: Vec<&View> = publicity.unanswered().collect();
    if waiting.is_empty() {
        return Ok(());
    }
    Err(unanswered(waiting.len()))
}

fn unanswered(count: usize) -> Refusal {
    Refusal::new(
        "view_unanswered",
        RefusalKind::State,
        HEARD,
        (
            &format!("公示期间收到的意见还有 {count} 条没有答复。"),
            &format!("Views that came in and were not answered: {count}."),
        ),
        (
            "请逐条答复是否采纳并说明理由。",
            "Say of each whether it is taken up, and why.",
        ),
    )
}

/// Whether a period may be called off: nobody who sent a view is left without an answer.
pub(super) fn need_droppable(publicity: &Publicity) -> Result<(), Refusal> {
    need_answered(publicity)
}

/// Whether a period is in the way of a decision.
pub(super) fn need_done(one: &Proceeding, publicity: &Publicity, context: &Context<'_>) -> Result<(), Refusal> {
    if one.is_closed() {
        return Ok(());
    }
    need_answered(publicity)?;
    if context.today <= publicity.until {
        return Err(running(publicity));
    }
    Err(Refusal::new(
        "publicity_not_closed",
        RefusalKind::State,
        PROCEDURE,
        (
            "公示期已满，还没有记录公示结果，不能作出决定。",
            "The publicity period is over, and what came of it is not recorded: nothing can be decided yet.",
        ),
        ("请先结束公示并写明结果。", "Close it first and say what came of it."),
    ))
}

pub(super) fn apply(case: &mut Case, event: &Event, what: &Happened) -> Result<(), &'static str> {
    if let Happened::Opened {
        no,
        day,
        subject,
        content,
        basis,
        days,
        from,
        until,
        contact,
    } = what
    {
        let publicity = Publicity {
            subject: subject.clone(),
            content: content.clone(),
            days: *days,
            from: *from,
            until: *until,
            contact: contact.clone(),
            views: Vec::new(),
        };
        return case
            .proceedings
            .begin(event, *no, *day, basis, None, Matter::Publicity(publicity));
    }
    let one = case.proceedings.open_mut(what.no())?;
    let Matter::Publicity(publicity) = &mut one.matter else {
        return Err("not a publicity period");
    };
    match what {
        Happened::ViewReceived {
            day, view, commitment, ..
        } => {
            if *view != publicity.views.len() as u32 + 1 {
                return Err("views are missing or repeated");
            }
            publicity.views.push(View {
                no: *view,
                day: *day,
                commitment: commitment.clone(),
                answer: None,
            });
        }
        Happened::ViewAnswered {
            day,
            view,
            accepted,
            words,
            ..
        } => {
            let found = publicity.views.iter_mut().find(|one| one.no == *view);
            found.ok_or("no such view")?.answer = Some(Answer {
                day: *day,
                accepted: *accepted,
                words: words.clone(),
            });
        }
        Happened::Closed { day, words, .. } => {
            one.closed = Some(Closed {
                day: *day,
                dropped: false,
                words: words.clone(),
            });
        }
        Happened::Opened { .. } => return Err("a period is opened once"),
    }
    Ok(())
}
