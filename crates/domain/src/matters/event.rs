//! What happened to a matter (诉求事件).

use super::{Kind, NotAccepted, Origin, Person, Way};
use crate::calendar::{Day, Instant};
use crate::organisation::AccountId;

/// One event of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What happened. Words of people are sealed beside the record, never here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// 提出.
    Submitted {
        /// What sort.
        kind: Kind,
        /// How it came.
        way: Way,
        /// From what a problem came, and its number.
        origin: Option<(Origin, String)>,
        /// The body that it is about.
        body: Option<String>,
        /// Number of the case that it is about.
        case: Option<String>,
        /// Members of staff that it is about.
        against: Vec<AccountId>,
        /// Account of whoever brought it.
        owner: Option<AccountId>,
        /// They would let it be shown to the public.
        agreed: bool,
        /// Code of the rules by which its clocks run.
        rules: String,
        /// Last day on which it is accepted or refused.
        accept_by: Day,
        /// Last day for the answer, where it runs from now.
        due: Option<Day>,
        /// Who was asked, where somebody here was (首问).
        first_asked: Option<Person>,
    },
    /// 受理.
    Accepted {
        /// Has to be dealt with the same day.
        urgent: bool,
        /// Last day for the answer, where that is known now.
        due: Option<Day>,
        /// Who accepted it: whoever was asked first where nobody was before.
        person: Option<Person>,
    },
    /// 不予受理.
    Refused {
        /// Why.
        reason: NotAccepted,
    },
    /// 派单.
    Assigned {
        /// Main unit.
        body: String,
        /// Units that assist.
        assisting: Vec<String>,
        /// Until when it may be sent back; never where its ownership was decided.
        return_until: Option<Instant>,
        /// Last day for the answer.
        due: Day,
    },
    /// 退回派单.
    SentBack {
        /// The body that said it is not theirs.
        body: String,
    },
    /// 延期.
    Extended {
        /// Working days.
        days: u32,
        /// New last day.
        due: Day,
    },
    /// 移交.
    HandedOver {
        /// To whom.
        to: Person,
    },
    /// 接手.
    TakenOver {
        /// Who.
        person: Person,
    },
    /// 答复.
    Answered {
        /// Who.
        by: Option<AccountId>,
    },
    /// 办结.
    Closed,
    /// 回访.
    Visited {
        /// They were reached.
        reached: bool,
        /// They are satisfied.
        satisfied: Option<bool>,
    },
    /// 评价.
    Rated {
        /// They are satisfied.
        satisfied: bool,
    },
    /// 重新办理.
    Reopened {
        /// Last day for the next answer.
        due: Day,
    },
    /// 督办.
    Pressed,
    /// 撤回.
    Withdrawn,
    /// 逾期.
    FellOverdue {
        /// The last day that is over.
        day: Day,
    },
    /// 公开、取消公开.
    Released {
        /// Shown from now on; or no more.
        shown: bool,
    },
}

impl What {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            What::Submitted { .. } => "submitted",
            What::Accepted { .. } => "accepted",
            What::Refused { .. } => "refused",
            What::Assigned { .. } => "assigned",
            What::SentBack { .. } => "sent_back",
            What::Extended { .. } => "extended",
            What::HandedOver { .. } => "handed_over",
            What::TakenOver { .. } => "taken_over",
            What::Answered { .. } => "answered",
            What::Closed => "closed",
            What::Visited { .. } => "visited",
            What::Rated { .. } => "rated",
            What::Reopened { .. } => "reopened",
            What::Pressed => "pressed",
            What::Withdrawn => "withdrawn",
            What::FellOverdue { .. } => "fell_overdue",
            What::Released { .. } => "released",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            What::Submitted { .. } => ("提出", "Brought"),
            What::Accepted { .. } => ("受理", "Accepted"),
            What::Refused { .. } => ("不予受理", "Not accepted"),
            What::Assigned { .. } => ("派单", "Assigned"),
            What::SentBack { .. } => ("退回派单", "Assignment sent back"),
            What::Extended { .. } => ("延期", "Extended"),
            What::HandedOver { .. } => ("移交", "To be handed over"),
            What::TakenOver { .. } => ("接手", "Taken over"),
            What::Answered { .. } => ("答复", "Answered"),
            What::Closed => ("办结", "Closed"),
            What::Visited { .. } => ("回访", "Called back"),
            What::Rated { .. } => ("评价", "Rated"),
            What::Reopened { .. } => ("重新办理", "Reopened"),
            What::Pressed => ("督办", "Pressed"),
            What::Withdrawn => ("撤回", "Withdrawn"),
            What::FellOverdue { .. } => ("逾期", "Overdue"),
            What::Released { shown: true } => ("公开", "Shown to the public"),
            What::Released { shown: false } => ("取消公开", "No longer shown"),
        }
    }

    /// Whoever brought the matter reads it, with its words; the rest is between people who work here.
    pub fn is_for_owner(&self) -> bool {
        !matches!(
            self,
            What::HandedOver { .. } | What::TakenOver { .. } | What::SentBack { .. } | What::Pressed
        )
    }
}
