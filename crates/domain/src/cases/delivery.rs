//! How a result reaches its applicant (送达): who took it at the window, where a letter is on its way, whether it was read on the net, and
//! reminding those who do not come for it (许可法 art. 44: within ten days of the decision).

use crate::calendar::Day;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal, RefusalKind};

use super::decide::{Context, Decided, need_text, wrong_state};
use super::event::{Delivery, What};
use super::{Case, State, Status};

/// How often a reminder is sent at most: whoever did not come after three is spoken to by people.
pub const MOST_REMINDERS: u32 = 3;
/// Longest remark, characters.
const LONGEST_NOTE: usize = 200;

/// By what somebody at a window showed who they are (领取人证件).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// 居民身份证.
    IdCard,
    /// 护照.
    Passport,
    /// 港澳居民来往内地通行证、台湾居民来往大陆通行证.
    TravelPermit,
    /// 外国人永久居留身份证.
    ResidencePermit,
    /// 单位介绍信和经办人身份证.
    CompanyLetter,
}

impl Shown {
    /// Every kind.
    pub const ALL: [Shown; 5] = [
        Shown::IdCard,
        Shown::Passport,
        Shown::TravelPermit,
        Shown::ResidencePermit,
        Shown::CompanyLetter,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Shown::IdCard => "id_card",
            Shown::Passport => "passport",
            Shown::TravelPermit => "travel_permit",
            Shown::ResidencePermit => "residence_permit",
            Shown::CompanyLetter => "company_letter",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Shown> {
        Shown::ALL.into_iter().find(|shown| shown.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Shown::IdCard => ("居民身份证", "Identity card"),
            Shown::Passport => ("护照", "Passport"),
            Shown::TravelPermit => (
                "港澳居民来往内地通行证或者台湾居民来往大陆通行证",
                "Travel permit of a resident of Hong Kong, Macao or Taiwan",
            ),
            Shown::ResidencePermit => ("外国人永久居留身份证", "Residence permit of a foreigner"),
            Shown::CompanyLetter => (
                "单位介绍信和经办人身份证",
                "Letter of the company, with an identity card",
            ),
        }
    }
}

/// Where a letter is (邮件状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parcel {
    /// 运输中.
    OnTheWay,
    /// 已妥投.
    Delivered,
    /// 被退回.
    Returned,
}

impl Parcel {
    /// Every state.
    pub const ALL: [Parcel; 3] = [Parcel::OnTheWay, Parcel::Delivered, Parcel::Returned];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Parcel::OnTheWay => "on_the_way",
            Parcel::Delivered => "delivered",
            Parcel::Returned => "returned",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Parcel> {
        Parcel::ALL.into_iter().find(|parcel| parcel.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Parcel::OnTheWay => ("运输中", "On the way"),
            Parcel::Delivered => ("已妥投", "Delivered"),
            Parcel::Returned => ("被退回", "Returned"),
        }
    }
}

/// What is asked to be done about the delivery of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 核验领取人身份, before the result is handed over.
    CheckReceiver {
        /// What they showed.
        shown: Shown,
        /// The last four characters of its number: as much as tells two apart.
        tail: String,
    },
    /// 登记邮件状态.
    TrackParcel {
        /// Where it is.
        parcel: Parcel,
        /// What the carrier says; may be empty.
        note: String,
    },
    /// 被退回后重新寄出.
    PostAgain {
        /// The new tracking number.
        tracking: String,
    },
    /// 被退回后到窗口领取.
    Collect {
        /// Who took it, masked.
        receiver: String,
    },
    /// 申请人首次下载结果.
    Download,
    /// 催领.
    Remind,
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::CheckReceiver { .. } => "check_receiver",
            Order::TrackParcel { .. } => "track_parcel",
            Order::PostAgain { .. } => "post_again",
            Order::Collect { .. } => "collect",
            Order::Download => "download",
            Order::Remind => "remind",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Download => Permission::TakeResult,
            Order::Remind => Permission::ChaseResult,
            _ => Permission::HandOverResult,
        }
    }
}

/// What happened to a result on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 核验了领取人的身份.
    ReceiverChecked {
        /// On.
        day: Day,
        /// What they showed.
        shown: Shown,
        /// The last four characters of its number.
        tail: String,
    },
    /// 邮件状态.
    ParcelTracked {
        /// On.
        day: Day,
        /// Where it is.
        parcel: Parcel,
        /// What the carrier says; may be empty.
        note: String,
    },
    /// 重新寄出.
    PostedAgain {
        /// On.
        day: Day,
        /// The new tracking number.
        tracking: String,
    },
    /// 退回后在窗口领取.
    Collected {
        /// On.
        day: Day,
        /// Who took it, masked.
        receiver: String,
    },
    /// 首次下载.
    Downloaded {
        /// On.
        day: Day,
    },
    /// 催领.
    Reminded {
        /// On.
        day: Day,
        /// Which time it was, from 1.
        time: u32,
    },
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::ReceiverChecked { .. } => "receiver_checked",
            Happened::ParcelTracked { .. } => "parcel_tracked",
            Happened::PostedAgain { .. } => "posted_again",
            Happened::Collected { .. } => "collected",
            Happened::Downloaded { .. } => "downloaded",
            Happened::Reminded { .. } => "reminded",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::ReceiverChecked { .. } => ("核验领取人身份", "Identity of the receiver checked"),
            Happened::ParcelTracked { parcel, .. } => match parcel {
                Parcel::OnTheWay => ("邮件运输中", "The letter is on its way"),
                Parcel::Delivered => ("邮件已妥投", "The letter was delivered"),
                Parcel::Returned => ("邮件被退回", "The letter came back"),
            },
            Happened::PostedAgain { .. } => ("重新寄出", "Sent by post again"),
            Happened::Collected { .. } => ("退回后在窗口领取", "Collected at the window after it came back"),
            Happened::Downloaded { .. } => ("申请人下载了结果", "Downloaded by the applicant"),
            Happened::Reminded { .. } => ("提醒领取结果", "Reminded that the result is ready"),
        }
    }
}

/// What is known of a result on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Whose identity was checked last, and by what.
    pub checked: Option<(Day, Shown)>,
    /// Where the letter is, and since when that is known.
    pub parcel: Option<(Parcel, Day)>,
    /// Tracking number of the letter that was sent again.
    pub tracking: Option<String>,
    /// Collected at the window after it came back.
    pub collected: Option<Day>,
    /// First downloaded.
    pub downloaded: Option<Day>,
    /// Days on which the applicant was reminded.
    pub reminded: Vec<Day>,
}

impl Record {
    /// Takes what happened; answers whether it could follow.
    pub(super) fn apply(&mut self, happened: &Happened, state: &State) -> bool {
        let waits = matches!(state, State::Decided(..));
        let posted = matches!(
            state,
            State::Issued {
                delivery: Delivery::Post { .. },
                ..
            }
        );
        match happened {
            Happened::ReceiverChecked { day, shown, .. } if waits || self.is_back() => {
                self.checked = Some((*day, *shown))
            }
            Happened::ParcelTracked { day, parcel, .. } if posted && self.collected.is_none() => {
                self.parcel = Some((*parcel, *day));
            }
            Happened::PostedAgain { tracking, .. } if posted && self.is_back() => {
                self.tracking = Some(tracking.clone());
                self.parcel = None;
            }
            Happened::Collected { day, .. } if posted && self.is_back() => self.collected = Some(*day),
            Happened::Downloaded { day }
                if self.downloaded.is_none() && (waits || matches!(state, State::Issued { .. })) =>
            {
                self.downloaded = Some(*day);
            }
            Happened::Reminded { day, .. } if waits => self.reminded.push(*day),
            _ => return false,
        }
        true
    }

    /// The letter came back and nobody has the result yet.
    pub fn is_back(&self) -> bool {
        self.collected.is_none() && matches!(self.parcel, Some((Parcel::Returned, _)))
    }
}

/// Whether the case stands where an order of this name may be given.
pub(super) fn stands(case: &Case, name: &str) -> bool {
    let waits = matches!(case.status(), Status::Granted | Status::Refused);
    let record = &case.delivery;
    let posted = matches!(
        &case.state,
        State::Issued {
            delivery: Delivery::Post { .. },
            ..
        }
    );
    let is_there = record.collected.is_some() || matches!(record.parcel, Some((Parcel::Delivered, _)));
    match name {
        "check_receiver" => waits || (posted && record.is_back()),
        "track_parcel" => posted && !is_there,
        "post_again" | "collect" => posted && record.is_back(),
        "download" => record.downloaded.is_none() && (waits || case.status() == Status::Issued),
        "remind" => waits && record.reminded.len() < MOST_REMINDERS as usize,
        _ => false,
    }
}

/// Every order with what it takes, for the list of ways.
pub(super) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let of = |name, permission| (name, permission, stands(case, name));
    vec![
        of("check_receiver", Permission::HandOverResult),
        of("track_parcel", Permission::HandOverResult),
        of("post_again", Permission::HandOverResult),
        of("collect", Permission::HandOverResult),
        of("download", Permission::TakeResult),
        of("remind", Permission::ChaseResult),
    ]
}

/// Decides an order.
pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    if !stands(case, order.name()) {
        let is_posted = matches!(
            &case.state,
            State::Issued {
                delivery: Delivery::Post { .. },
                ..
            }
        );
        return Err(match order {
            Order::PostAgain { .. } | Order::Collect { .. } if is_posted => not_returned(),
            order => wrong_state(case, order.name()),
        });
    }
    let day = context.today;
    let happened = match order {
        Order::CheckReceiver { shown, tail } => {
            let tail = tail.trim().to_ascii_uppercase();
            let is_tail = (3..=4).contains(&tail.len()) && tail.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !is_tail {
                return Err(Refusal::invalid(vec![Fault::new(
                    "tail",
                    "请填写证件号码的后四位。",
                    "Enter the last four characters of the document’s number.",
                )]));
            }
            Happened::ReceiverChecked { day, shown, tail }
        }
        Order::TrackParcel { parcel, note } => {
            if note.chars().count() > LONGEST_NOTE {
                return Err(Refusal::invalid(vec![Fault::new(
                    "note",
                    "不能超过 200 个字。",
                    "Use at most 200 characters.",
                )]));
            }
            need_text("note", &note, false)?;
            if matches!(case.delivery.parcel, Some((known, _)) if known == parcel) {
                return Err(known_already());
            }
            Happened::ParcelTracked { day, parcel, note }
        }
        Order::PostAgain { tracking } => {
            need_text("tracking", &tracking, true)?;
            Happened::PostedAgain { day, tracking }
        }
        Order::Collect { receiver } => {
            need_text("receiver", &receiver, true)?;
            // The day of the check is the day of the collection: somebody else may stand there tomorrow.
            if case.delivery.checked.is_none_or(|(checked, _)| checked != day) {
                return Err(check_first());
            }
            Happened::Collected { day, receiver }
        }
        Order::Download => Happened::Downloaded { day },
        Order::Remind => Happened::Reminded {
            day,
            time: u32::try_from(case.delivery.reminded.len()).unwrap_or(MOST_REMINDERS) + 1,
        },
    };
    Ok(vec![What::Delivery(happened)])
}

fn known_already() -> Refusal {
    Refusal::new(
        "parcel_known",
        RefusalKind::State,
        "",
        ("邮件状态没有变化。", "The letter is where it was."),
        ("请登记新的状态。", "Record it when it has moved."),
    )
}

fn not_returned() -> Refusal {
    Refusal::new(
        "parcel_not_returned",
        RefusalKind::State,
        "",
        (
            "邮件没有被退回，不需要重新寄出或者到窗口领取。",
            "The letter did not come back: it need not be sent again or collected.",
        ),
        (
            "邮件被退回的，请先登记退回。",
            "If it did come back, record that first.",
        ),
    )
}

fn check_first() -> Refusal {
    Refusal::new(
        "receiver_not_checked",
        RefusalKind::State,
        "行政许可法 第四十四条",
        (
            "今天还没有核验领取人的身份。",
            "The identity of the receiver was not checked today.",
        ),
        (
            "请先查看领取人的证件并登记。",
            "Look at their document and record it first.",
        ),
    )
}

/// When a result that nobody has come for is chased (催领规则).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chase {
    /// Days after the decision until the first reminder, and between two.
    pub days: u32,
    /// How often.
    pub times: u32,
}

impl Default for Chase {
    fn default() -> Chase {
        Chase { days: 5, times: 3 }
    }
}

impl Chase {
    /// Whether the applicant is to be reminded today.
    pub fn is_due(&self, case: &Case, today: Day) -> bool {
        let Some(decision) = case.decision() else { return false };
        let since = case.delivery.reminded.last().copied().unwrap_or(decision.day);
        let days = i32::try_from(self.days).unwrap_or(i32::MAX);
        let reminded = u32::try_from(case.delivery.reminded.len()).unwrap_or(u32::MAX);
        stands(case, "remind") && reminded < self.times.min(MOST_REMINDERS) && since.plus(days) <= today
    }
}
