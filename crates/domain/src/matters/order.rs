//! What people may ask of a matter (诉求操作).

use super::{Kind, NotAccepted, Origin, Person, Way};
use crate::organisation::AccountId;

/// A matter that is brought (提出).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What sort.
    pub kind: Kind,
    /// How it came.
    pub way: Way,
    /// From what a problem came, and its number.
    pub origin: Option<(Origin, String)>,
    /// The body that it is about.
    pub body: Option<String>,
    /// Number of the case that it is about.
    pub case: Option<String>,
    /// Members of staff that it is about.
    pub against: Vec<AccountId>,
    /// Account of whoever brings it.
    pub owner: Option<AccountId>,
    /// They let it be shown to the public.
    pub agreed: bool,
    /// Working days that were set for a problem.
    pub days: Option<u32>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 受理.
    Accept {
        /// Has to be dealt with the same day.
        urgent: bool,
    },
    /// 不予受理.
    Refuse {
        /// Why.
        reason: NotAccepted,
    },
    /// 派单.
    Assign {
        /// Main unit.
        body: String,
        /// Units that assist.
        assisting: Vec<String>,
        /// Its ownership is decided, and it may not be sent back.
        decided: bool,
    },
    /// 退回派单.
    SendBack,
    /// 延期.
    Extend {
        /// Working days.
        days: u32,
    },
    /// 移交.
    HandOver {
        /// To whom.
        to: Person,
    },
    /// 接手.
    TakeOver,
    /// 答复.
    Answer,
    /// 办结.
    Close,
    /// 回访.
    Visit {
        /// They were reached.
        reached: bool,
        /// They are satisfied.
        satisfied: Option<bool>,
        /// They want it dealt with again.
        again: bool,
    },
    /// 评价.
    Rate {
        /// They are satisfied.
        satisfied: bool,
        /// They want it dealt with again.
        again: bool,
    },
    /// 督办.
    Press,
    /// 撤回.
    Withdraw,
    /// 逾期.
    NoteOverdue,
    /// 公开、取消公开.
    Release {
        /// Show it; or show it no more.
        shown: bool,
    },
}

impl Order {
    /// Every code, in the order of the variants.
    pub const NAMES: [&'static str; 15] = [
        "accept",
        "refuse",
        "assign",
        "send_back",
        "extend",
        "hand_over",
        "take_over",
        "answer",
        "close",
        "visit",
        "rate",
        "press",
        "withdraw",
        "note_overdue",
        "release",
    ];

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Order::Accept { .. } => "accept",
            Order::Refuse { .. } => "refuse",
            Order::Assign { .. } => "assign",
            Order::SendBack => "send_back",
            Order::Extend { .. } => "extend",
            Order::HandOver { .. } => "hand_over",
            Order::TakeOver => "take_over",
            Order::Answer => "answer",
            Order::Close => "close",
            Order::Visit { .. } => "visit",
            Order::Rate { .. } => "rate",
            Order::Press => "press",
            Order::Withdraw => "withdraw",
            Order::NoteOverdue => "note_overdue",
            Order::Release { .. } => "release",
        }
    }

    /// It cannot be asked without saying why, or what the answer is.
    pub fn needs_words(&self) -> bool {
        matches!(
            self,
            Order::Refuse { .. }
                | Order::SendBack
                | Order::Extend { .. }
                | Order::Answer
                | Order::Press
                | Order::Assign { decided: true, .. }
                | Order::HandOver { .. }
        )
    }
}
