//! What an applicant hands in while the case is examined, unasked (审查期间补充材料). They may state their case (行政许可法 art. 36), and whoever examines
//! looks at it. The authority cannot demand it (art. 32: everything is told once, within five days), and it moves no limit.

use crate::calendar::{Day, Instant};
use crate::clocks::StepKind;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal};

use super::beyond::deferral;
use super::decide::{Context, Decided, check_materials, for_the_ledger, need_status};
use super::event::{DocumentKind, DocumentMark, HandedIn, What};
use super::{Case, State, Status};

/// Where a case is examined.
pub const EXAMINED: &[Status] = &[Status::Accepted, Status::Suspended, Status::Reviewed];

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 补充材料.
    HandInMore {
        /// Materials of the item; they replace those of the same code.
        materials: Vec<HandedIn>,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::HandInMore { .. } => "hand_in_more",
        }
    }

    /// What giving it takes: whoever may hand in what was asked for may hand in what was not.
    pub fn permission(&self) -> Permission {
        match self {
            Order::HandInMore { .. } => Permission::Supplement,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 补充材料.
    HandedInMore {
        /// On.
        day: Day,
        /// What.
        materials: Vec<HandedIn>,
        /// Receipt; in events of earlier versions none.
        document: Option<DocumentMark>,
    },
}

impl Happened {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::HandedInMore { .. } => "handed_in_more",
        }
    }

    /// Heading of the event in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::HandedInMore { .. } => ("申请人补充材料", "The applicant handed in more"),
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::HandedInMore { document, .. } => document.as_ref(),
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::HandedInMore { document, .. } => document.as_mut(),
        }
    }

    /// What was handed in.
    pub fn materials(&self) -> &[HandedIn] {
        match self {
            Happened::HandedInMore { materials, .. } => materials,
        }
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let Order::HandInMore { materials } = order;
    need_status(case, EXAMINED, "hand_in_more")?;
    check_materials(context.item, &materials)?;
    if materials.is_empty() {
        return Err(Refusal::invalid(vec![Fault::new(
            "materials",
            "请至少提交一份材料。",
            "Hand in at least one material.",
        )]));
    }
    Ok(vec![What::Additions(Happened::HandedInMore {
        day: context.today,
        materials: for_the_ledger(context, materials),
        document: Some(context.document(DocumentKind::LaterReceipt)),
    })])
}

/// An opinion was given without what came after it: the case is examined again.
pub(super) fn apply(case: &mut Case, happened: &Happened, at: Instant) -> Result<(), &'static str> {
    let Happened::HandedInMore { day, materials, .. } = happened;
    let State::Examining(exam) = &mut case.state else {
        return Err("more is handed in only while a case is examined");
    };
    if exam.review.take().is_some() {
        case.drafts.lapse();
        case.end_step(StepKind::Decide, *day);
        case.begin_step(StepKind::Review, *day, at);
    }
    case.hand_in(materials);
    // What was promised on acceptance may come this way too.
    if deferral::is_awaited(case) {
        deferral::close_if_complete(case, *day);
    }
    Ok(())
}
