//! The end of a case without a decision (终止办理), in writing with its reason.

use crate::calendar::Day;
use crate::organisation::Capacity;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::decide::{self, Context, Decided};
use super::super::event::{DocumentKind, DocumentMark};
use super::super::{Case, Status};
use super::{Happened, deferral};

/// Why a case may be ended (终止事由).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// 申请人死亡、丧失行为能力或者依法终止.
    ApplicantGone,
    /// 申请事项的对象灭失，办理已无意义.
    SubjectGone,
    /// 申请人不履行配合义务，依照规定应当终止.
    Failure,
    /// 承诺补交的材料逾期未补交.
    DeferredLate,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Ground; 4] = [
        Ground::ApplicantGone,
        Ground::SubjectGone,
        Ground::Failure,
        Ground::DeferredLate,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Ground::ApplicantGone => "applicant_gone",
            Ground::SubjectGone => "subject_gone",
            Ground::Failure => "failure",
            Ground::DeferredLate => "deferred_late",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Ground::ApplicantGone => (
                "申请人死亡、丧失行为能力或者依法终止",
                "The applicant died, lost capacity or was dissolved",
            ),
            Ground::SubjectGone => (
                "申请事项的对象灭失，办理已无意义",
                "What the application is about is gone",
            ),
            Ground::Failure => (
                "申请人未按规定配合，依照规定应当终止",
                "The applicant failed to do what a rule asks, and the rule ends the case",
            ),
            Ground::DeferredLate => (
                "承诺补交的材料逾期未补交",
                "What was promised was not handed in in time",
            ),
        }
    }
}

/// How a case was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminated {
    /// On.
    pub day: Day,
    /// Why.
    pub ground: Ground,
    /// The rule behind it.
    pub basis: String,
    /// What happened.
    pub reason: String,
    /// Number of the letter of authority under which it was decided; none where the rule acts by itself.
    pub letter: Option<String>,
    /// Notice.
    pub document: DocumentMark,
}

pub(super) fn may_be_ended(status: Status) -> bool {
    matches!(
        status,
        Status::Received | Status::AwaitingCorrection | Status::Accepted | Status::Suspended | Status::Reviewed
    )
}

pub(super) fn terminate(case: &Case, context: &Context<'_>, ground: Ground, basis: String, reason: String) -> Decided {
    if !may_be_ended(case.status()) {
        return Err(decide::wrong_state(case, "terminate"));
    }
    let by_rule = ground == Ground::DeferredLate;
    if by_rule && !deferral::is_late(case, context) {
        return Err(not_late());
    }
    if context.actor.capacity == Capacity::System && !by_rule {
        return Err(decide::forbidden(
            "须由该部门的首席审批员办理。",
            "Only this body's chief approver may do this.",
        ));
    }
    // A rule that ends it by itself needs nobody's power.
    let letter = if by_rule { None } else { Some(context.authority()?) };
    let (basis, reason) = if by_rule {
        let promise = case.beyond.deferral.as_ref().map(|deferral| &deferral.promise);
        let source = promise.map_or_else(String::new, |promise| promise.limit.source.clone());
        let names = deferral::awaited(case)
            .iter()
            .filter_map(|code| context.item.material(code))
            .map(|material| material.name.zh.as_str())
            .collect::<Vec<_>>();
        (source, format!("承诺补交的材料未在期限内补交：{}", names.join("、")))
    } else {
        (basis, reason)
    };
    let mut faults: Vec<Fault> = decide::text_fault("reason", &reason, true).into_iter().collect();
    faults.extend(decide::text_fault("basis", &basis, true));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok(vec![
        Happened::Terminated(Box::new(Terminated {
            day: context.today,
            ground,
            basis,
            reason,
            letter,
            document: context.document(DocumentKind::Termination),
        }))
        .into(),
    ])
}

fn not_late() -> Refusal {
    Refusal::new(
        "deferral_not_over",
        RefusalKind::State,
        "安阳市政务服务条例 第二十四条",
        (
            "没有逾期未补交的容缺材料，不能以此终止。",
            "Nothing that was promised is overdue, so the case cannot be ended for that.",
        ),
        (
            "请等待补交期限届满，或者依据其他事由办理。",
            "Wait for the last day of the promise, or name another ground.",
        ),
    )
}
