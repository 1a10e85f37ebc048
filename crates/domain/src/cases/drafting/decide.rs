//! What may be done with a draft of a decision, by whom.

use crate::items::{Handling, Item};
use crate::organisation::Actor;
use crate::organisation::permission::{About, Permission};
use crate::organisation::section::Sections;
use crate::words::{Refusal, RefusalKind};

use super::{Draft, Happened, MOST_DRAFTS, Order, Standing};
use crate::cases::decide::{Context, Decided, check_outcome, conclude, need_status, need_text};
use crate::cases::event::{Outcome, What};
use crate::cases::{Case, Status};

/// Drafting, checking and signing as three steps.
const PROCEDURE: &str = "党政机关公文处理工作条例 第十八条";
/// Whoever checks sends back with the reasons; who drafted drafts anew.
const SENT_BACK: &str = "党政机关公文处理工作条例 第二十一条";
/// A draft is checked before it is signed.
const CHECKED: &str = "党政机关公文处理工作条例 第二十条";

/// What an order is called in the middle of a sentence.
pub fn command_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "draft_decision" => ("拟写决定", "draft the decision"),
        "check_decision" => ("核稿", "check the draft"),
        "send_draft_back" => ("退回拟稿", "send the draft back"),
        "withdraw_draft" => ("撤回拟稿", "withdraw the draft"),
        "sign_decision" => ("签发决定", "sign the decision"),
        _ => return None,
    })
}

/// Every order with what it takes, for the list of ways.
pub(in crate::cases) fn ways(case: &Case, item: &Item) -> Vec<(&'static str, Permission, bool)> {
    let waits = case.status() == Status::Reviewed && item.handling != Handling::Instant;
    let standing = case.drafts.standing().filter(|_| waits);
    let written = standing.is_some_and(|draft| draft.standing == Standing::Written);
    vec![
        ("draft_decision", Permission::DraftDecision, waits && standing.is_none()),
        ("check_decision", Permission::CheckDecision, written),
        ("send_draft_back", Permission::CheckDecision, standing.is_some()),
        ("withdraw_draft", Permission::DraftDecision, standing.is_some()),
        (
            "sign_decision",
            Permission::DecideCase,
            waits && case.drafts.to_sign().is_some(),
        ),
    ]
}

/// Whether an order of this name is for this person: who wrote a draft withdraws it, everybody else checks, sends back or signs.
pub(in crate::cases) fn is_for(case: &Case, (actor, sections): (&Actor, &Sections), name: &str) -> bool {
    let Some(draft) = case.drafts.standing() else {
        return true;
    };
    let own = draft.by.account == actor.account;
    match name {
        "withdraw_draft" => own,
        "check_decision" => !own && need_the_head(draft, actor, sections).is_ok(),
        "send_draft_back" => !own && need_head_or_chief(case, draft, actor, sections).is_ok(),
        "sign_decision" => !own,
        _ => true,
    }
}

/// Decides an order.
pub(in crate::cases) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    need_status(case, &[Status::Reviewed], order.name())?;
    if context.item.handling == Handling::Instant {
        return Err(at_once());
    }
    let day = context.today;
    let happened = match order {
        Order::Draft { outcome } => {
            check_outcome(&outcome)?;
            if case.drafts.standing().is_some() {
                return Err(stands_already());
            }
            if case.drafts.all.len() >= MOST_DRAFTS {
                return Err(too_many());
            }
            let no = case.drafts.all.len() as u32 + 1;
            Happened::Drafted { day, no, outcome }
        }
        Order::Check { no, note } => {
            let draft = standing(case, no)?;
            if draft.standing != Standing::Written {
                return Err(checked_before());
            }
            need_other_than_drafter(draft, context.actor, "check")?;
            need_the_head(draft, context.actor, context.sections)?;
            need_text("note", &note, false)?;
            Happened::Checked { day, no, note }
        }
        Order::SendBack { no, reason } => {
            let draft = standing(case, no)?;
            need_other_than_drafter(draft, context.actor, "send_back")?;
            need_head_or_chief(case, draft, context.actor, context.sections)?;
            need_text("reason", &reason, true)?;
            Happened::SentBack { day, no, reason }
        }
        Order::Withdraw { no, reason } => {
            let draft = standing(case, no)?;
            if draft.by.account != context.actor.account {
                return Err(drafted_by_another(draft));
            }
            need_text("reason", &reason, false)?;
            Happened::Withdrawn { day, no, reason }
        }
        Order::Sign { no } => {
            let outcome = standing(case, no)?.outcome.clone();
            return conclude(case, context, outcome, None);
        }
    };
    Ok(vec![What::Drafting(happened)])
}

/// Whether a decision is what stands drafted, checked, and written by somebody else. Where nothing was drafted, anything may be decided.
///
/// # Errors
/// What is in the way.
pub(in crate::cases) fn need_as_drafted(case: &Case, actor: &Actor, outcome: &Outcome) -> Result<(), Refusal> {
    let Some(draft) = case.drafts.standing() else {
        return Ok(());
    };
    if draft.outcome != *outcome {
        return Err(differs());
    }
    if draft.standing == Standing::Written {
        return Err(not_checked());
    }
    need_other_than_drafter(draft, actor, "sign")
}

fn standing(case: &Case, no: u32) -> Result<&Draft, Refusal> {
    let Some(draft) = case.drafts.standing() else {
        return Err(none_stands());
    };
    if draft.no != no {
        return Err(drafted_anew());
    }
    Ok(draft)
}

/// Where the section of the writer has a head who is there, the head checks the draft: nobody else does it instead.
fn need_the_head(draft: &Draft, actor: &Actor, sections: &Sections) -> Result<(), Refusal> {
    let heads = draft
        .by
        .account
        .map_or_else(Vec::new, |writer| sections.heads_over(writer));
    if heads.is_empty() || heads.iter().any(|head| Some(head.account) == actor.account) {
        return Ok(());
    }
    let names: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    Err(Refusal::new(
        "checked_by_the_head",
        RefusalKind::Forbidden,
        CHECKED,
        (
            &format!("拟稿人所在科室由{zh}负责，这份拟稿由{zh}核稿。"),
            &format!("{en} heads the section of whoever drafted this, and checks the draft."),
        ),
        (
            "请科室负责人核稿。负责人不在岗时由顶岗人员核稿；无人顶岗的，由本部门其他审查人员或者首席审批员核稿。",
            "Let the head check it. While the head is away, whoever stands in does; where nobody stands in, any other examiner or the chief approver.",
        ),
    ))
}

/// Whoever signs may send back what the head checked.
fn need_head_or_chief(case: &Case, draft: &Draft, actor: &Actor, sections: &Sections) -> Result<(), Refusal> {
    if actor.may(Permission::DecideCase, About::from(case)) {
        return Ok(());
    }
    need_the_head(draft, actor, sections)
}

/// Whether whoever asks is the one who checks the draft that stands, if one does: the head of the writer's section, or whoever signs.
///
/// # Errors
/// The head of the section checks it.
pub(in crate::cases) fn need_checker(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let standing = case.drafts.standing();
    standing.map_or(Ok(()), |draft| need_the_head(draft, context.actor, context.sections))
}

/// Whether somebody else wrote the draft that stands, if one does.
///
/// # Errors
/// The actor wrote it.
pub(in crate::cases) fn need_other_than_writer(case: &Case, actor: &Actor) -> Result<(), Refusal> {
    let standing = case.drafts.standing();
    standing.map_or(Ok(()), |draft| need_other_than_drafter(draft, actor, "sign"))
}

/// Two pairs of eyes: who wrote a draft neither checks nor signs it.
fn need_other_than_drafter(draft: &Draft, actor: &Actor, what: &str) -> Result<(), Refusal> {
    if draft.by.account.is_none() || draft.by.account != actor.account {
        return Ok(());
    }
    let (zh, en) = match what {
        "check" => ("核稿", "check it"),
        "send_back" => ("退回", "send it back"),
        _ => ("签发", "sign it"),
    };
    Err(Refusal::new(
        "drafted_by_oneself",
        RefusalKind::Forbidden,
        PROCEDURE,
        (
            &format!("这份决定由您拟稿，不能再由您{zh}。"),
            &format!("You drafted this decision, so you cannot {en} too."),
        ),
        (
            "请由本部门其他人员核稿、签发；需要修改的，请撤回后重新拟稿。",
            "Let somebody else of the body check and sign it; to change it, withdraw it and draft it anew.",
        ),
    ))
}

fn at_once() -> Refusal {
    Refusal::new(
        "decided_at_once",
        RefusalKind::State,
        "行政许可法 第三十四条第二款",
        (
            "即办件当场决定，不需要拟稿。",
            "This item is decided on the spot: nothing is drafted.",
        ),
        ("请直接作出决定。", "Decide it directly."),
    )
}

fn none_stands() -> Refusal {
    Refusal::new(
        "no_draft",
        RefusalKind::State,
        PROCEDURE,
        (
            "这个办件没有待核稿、待签发的决定。",
            "No draft of a decision stands in this case.",
        ),
        (
            "请审查人员先拟稿，或由首席审批员直接作出决定。",
            "Let an examiner draft one, or let the chief approver decide directly.",
        ),
    )
}

fn drafted_anew() -> Refusal {
    Refusal::new(
        "drafted_anew",
        RefusalKind::State,
        PROCEDURE,
        (
            "您看到的拟稿已被退回或撤回，现在是新的拟稿。",
            "The draft that you saw is gone; another one stands now.",
        ),
        ("请查看新的拟稿后再办理。", "Read the new one first."),
    )
}

fn stands_already() -> Refusal {
    Refusal::new(
        "draft_stands",
        RefusalKind::State,
        PROCEDURE,
        (
            "已有一份拟稿待核稿或者待签发。",
            "A draft stands already and waits to be checked or signed.",
        ),
        (
            "需要修改的，请先撤回，或由核稿人退回。",
            "To change it, withdraw it first, or have it sent back.",
        ),
    )
}

fn too_many() -> Refusal {
    Refusal::new(
        "too_many_drafts",
        RefusalKind::State,
        "",
        (
            &format!("这个办件已拟稿 {MOST_DRAFTS} 次。"),
            &format!("This decision was drafted {MOST_DRAFTS} times already."),
        ),
        (
            "请与首席审批员当面商定，由其直接作出决定。",
            "Settle it with the chief approver, who can decide directly.",
        ),
    )
}

fn checked_before() -> Refusal {
    Refusal::new(
        "draft_checked",
        RefusalKind::State,
        CHECKED,
        ("这份拟稿已经核稿。", "This draft was checked already."),
        ("请签发，或者退回重拟。", "Sign it, or send it back."),
    )
}

fn drafted_by_another(draft: &Draft) -> Refusal {
    let name = &draft.by.name;
    Refusal::new(
        "drafted_by_another",
        RefusalKind::Forbidden,
        PROCEDURE,
        (&format!("这份决定由{name}拟稿。"), &format!("{name} wrote this draft.")),
        (
            "请由其本人撤回，或由核稿人、首席审批员退回。",
            "Let them withdraw it, or have it sent back by whoever checks or signs.",
        ),
    )
}

fn differs() -> Refusal {
    Refusal::new(
        "draft_differs",
        RefusalKind::State,
        SENT_BACK,
        (
            "已有一份内容不同的拟稿，不能另作决定。",
            "A draft with another content stands: nothing else can be decided past it.",
        ),
        (
            "请先退回拟稿并说明理由，或由拟稿人撤回，再作决定。",
            "Send it back with the reasons first, or let its writer withdraw it; then decide.",
        ),
    )
}

fn not_checked() -> Refusal {
    Refusal::new(
        "draft_not_checked",
        RefusalKind::State,
        CHECKED,
        (
            "拟稿还没有核稿，不能签发。",
            "The draft has not been checked, so it cannot be signed.",
        ),
        (
            "请先核稿；内容不妥的，退回重拟。",
            "Check it first, or send it back if it is not right.",
        ),
    )
}
