//! What the rules of an item's life answer when they say no.

use super::change::ChangeKind;
use super::draft::State;
use crate::calendar::Day;
use crate::items::Coded;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal, RefusalKind};

/// Where the separation of drafting, review and check is written.
const SEPARATION: &str = "事项编制与审核分离（本中心制度，演示）";

pub(super) fn not_yours(permission: Permission) -> Refusal {
    let (zh, en) = permission.roles();
    Refusal::new(
        "not_your_step",
        RefusalKind::Forbidden,
        "",
        (
            &format!("这一步由本事项实施主体的{zh}（中心环节由中心负责人）办理。"),
            &format!(
                "This step belongs to the {en} of the item's own body (the centre's steps to the centre manager)."
            ),
        ),
        (
            "请由相应岗位的人员登录后办理。",
            "Ask somebody in that role to sign in and do it.",
        ),
    )
}

pub(super) fn own_work() -> Refusal {
    Refusal::new(
        "own_work",
        RefusalKind::Forbidden,
        SEPARATION,
        (
            "起草过这份文本的人员不能审核或发布它。",
            "Whoever wrote in this draft may neither review, check nor publish it.",
        ),
        (
            "请由没有参与起草的人员审核。",
            "Ask somebody who has not written in it.",
        ),
    )
}

pub(super) fn stands_elsewhere(state: &State) -> Refusal {
    let (zh, en) = state.words();
    Refusal::new(
        "draft_stands_elsewhere",
        RefusalKind::State,
        "",
        (
            &format!("这份草稿目前是“{zh}”，不能进行这一步。"),
            &format!("This draft is {en}, so this step cannot be done now."),
        ),
        ("请刷新页面，查看办理经过。", "Reload the page and look at its history."),
    )
}

pub(super) fn day_behind(today: Day) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "from",
        format!("日期不能早于今天（{today}）。"),
        format!("The day cannot be before today ({today})."),
    )])
}

pub(super) fn untold(field: &'static str) -> Fault {
    match field {
        "basis" => Fault::new(
            field,
            "请写明依据（法规、决定或通知）。",
            "Name the law, decision or notice behind it.",
        ),
        "reasons" => Fault::new(
            field,
            "请写明退回的理由和修改意见。",
            "Say why it is given back and what is to be changed.",
        ),
        "approval" => Fault::new(field, "请填写批准文件编号。", "Enter the number of the approval."),
        _ => Fault::new(field, "请写明理由。", "Give the reason."),
    }
}

pub(super) fn wrong_number(field: &'static str, kind: ChangeKind, least: usize, most: usize) -> Fault {
    let (zh, en) = kind.words();
    let (span_zh, span_en) = match (least, most) {
        (0, 0) => ("不填".to_string(), "none".to_string()),
        (least, most) if least == most => (format!("{least} 个"), format!("exactly {least}")),
        (least, most) => (format!("{least} 至 {most} 个"), format!("{least} to {most}")),
    };
    Fault::new(
        field,
        format!("“{zh}”在这里应填写的事项：{span_zh}。"),
        format!("Items to name here when {en}: {span_en}."),
    )
}

pub(super) fn too_long(field: &'static str) -> Fault {
    Fault::new(field, "请不超过 2000 个字。", "Use at most 2,000 characters.")
}

pub(super) fn not_the_centre() -> Refusal {
    Refusal::new(
        "not_your_step",
        RefusalKind::Forbidden,
        "",
        (
            "暂停、恢复、取消事项由中心负责人登记。",
            "Suspending, resuming and withdrawing items is registered by the centre manager.",
        ),
        (
            "请把理由、依据和批准文件交中心负责人登记。",
            "Give reason, basis and approval to the centre manager.",
        ),
    )
}

pub(super) fn span_reversed() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "until",
        "恢复办理的日期应晚于暂停的日期。",
        "The day of resumption must be after the first day of the suspension.",
    )])
}

pub(super) fn not_suspended() -> Refusal {
    Refusal::new(
        "not_suspended",
        RefusalKind::State,
        "",
        ("这个事项没有暂停。", "This item is not suspended."),
        ("请刷新页面后再看。", "Reload the page and look again."),
    )
}

pub(super) fn suspended_already(from: Day) -> Refusal {
    Refusal::new(
        "suspended_already",
        RefusalKind::State,
        "",
        (
            &format!("这个事项已经登记自 {from} 起暂停。"),
            &format!("This item is registered as suspended from {from}."),
        ),
        (
            "需要改变期限的，请先恢复办理，再登记新的暂停。",
            "To change the days, resume it first and suspend it anew.",
        ),
    )
}

pub(super) fn withdrawn_already(from: Day) -> Refusal {
    Refusal::new(
        "withdrawn_already",
        RefusalKind::State,
        "",
        (
            &format!("这个事项已经登记自 {from} 起取消。"),
            &format!("This item is registered as withdrawn from {from}."),
        ),
        (
            "取消后不能再改；确需恢复的，请按新增事项办理。",
            "That cannot be changed any more; draft it as a new item if it is to come back.",
        ),
    )
}

pub(super) fn is_suspended(from: Day, until: Option<Day>, reason: &str, basis: &str) -> Refusal {
    let (till_zh, till_en) = until.map_or_else(
        || {
            (
                "恢复时间另行公布".to_string(),
                "the day of resumption will be announced".to_string(),
            )
        },
        |day| (format!("{day} 起恢复办理"), format!("it is resumed on {day}")),
    );
    Refusal::new(
        "item_suspended",
        RefusalKind::State,
        "",
        (
            &format!("这个事项自 {from} 起暂停办理（{till_zh}）。原因：{reason}（依据：{basis}）。"),
            &format!("This item is suspended from {from} ({till_en}). Reason: {reason} (basis: {basis})."),
        ),
        (
            "已填写的内容可以存为草稿，恢复办理后再提交；已受理的办件照常办理。急需办理的，请到服务大厅咨询台说明。",
            "Keep what you filled in as a draft and send it when the item is resumed. Cases that were accepted go on. If it is urgent, ask at the service desk in the hall.",
        ),
    )
}

pub(super) fn is_withdrawn(from: Day, reason: &str, successors: &[String]) -> Refusal {
    let (zh, en) = if successors.is_empty() {
        (
            "不需要再申请；有疑问请到服务大厅咨询台询问。".to_string(),
            "You need not apply for it any more; ask at the service desk in the hall if in doubt.".to_string(),
        )
    } else {
        let codes = successors.join("、");
        (
            format!("请改为申请：{codes}。"),
            format!("Apply for this instead: {}.", successors.join(", ")),
        )
    };
    Refusal::new(
        "item_withdrawn",
        RefusalKind::State,
        "",
        (
            &format!("这个事项自 {from} 起取消。原因：{reason}。"),
            &format!("This item was withdrawn from {from}. Reason: {reason}."),
        ),
        (&zh, &en),
    )
}
