//! What an applicant is told of remedies against the decision of their case.

use yimen_domain::cases::appeals::{Entered, Finding, Happened, Kind, Settled, Side};
use yimen_domain::words::Words;

/// In words; nothing about what needs none.
pub(super) fn told(happened: &Happened) -> Option<Words> {
    match happened {
        Happened::Entered(entered) => Some(of_entry(entered)),
        Happened::Replied { .. } => None,
        Happened::Settled(settled) => Some(of_outcome(settled)),
    }
}

fn of_entry(entered: &Entered) -> Words {
    let (zh, en) = entered.entry.kind.words();
    let day = entered.entry.day;
    match (&entered.entry.side, entered.entry.kind) {
        (Side::Applicant, Kind::Objection) if entered.inaction.is_some() => Words::new(
            "您对逾期未作决定的异议已登记，答复期限见办件页面。",
            "Your objection to the delay was entered; the page of your case shows by when it is answered.",
        ),
        (Side::Applicant, Kind::Objection) if entered.entry.ending.is_some() => Words::new(
            "您对终止许可的异议已登记，由作出该决定以外的人员答复，期限见办件页面。",
            "Your objection to the end of the licence was entered. Somebody who did not decide it will answer; the page of your case shows by when.",
        ),
        (Side::Applicant, Kind::Objection) => Words::new(
            "您对决定的异议已登记，由作出决定以外的人员答复，期限见办件页面。",
            "Your objection was entered. Somebody who did not decide will answer it; the page of your case shows by when.",
        ),
        (Side::Applicant, _) => Words::new(
            format!("您于 {day} 提出的{zh}已登记到办件。"),
            format!("{en} of {day}: it was entered in your case."),
        ),
        (Side::Party { .. }, _) => Words::new(
            format!("利害关系人于 {day} 对您办件的决定提出{zh}。有结果后会告知您。"),
            format!(
                "{en}: an interested party sought it on {day} against the decision of your case. You will be told of the outcome."
            ),
        ),
    }
}

fn of_outcome(settled: &Settled) -> Words {
    let result = &settled.result;
    let (zh, en) = result.kind.words();
    let (found_zh, found_en) = settled.words();
    let undone = settled.ending.is_some() && result.finding.sets_aside();
    let (next_zh, next_en) = match (result.finding, settled.until) {
        _ if undone => (
            "终止许可的决定不再有效，许可恢复到终止以前的状态。".to_string(),
            "The end of the licence does not stand: the licence is as it was before.".to_string(),
        ),
        (Finding::Changed, _) => (
            "新的决定书将另行送达。".to_string(),
            "The new decision will be delivered to you.".to_string(),
        ),
        (_, Some(until)) if settled.inaction => (
            format!("最迟于 {until} 作出决定。"),
            format!("It is decided by {until} at the latest."),
        ),
        (_, None) if settled.inaction => (String::new(), String::new()),
        (_, Some(until)) => (
            format!("原决定不再有效，最迟于 {until} 重新作出决定。"),
            format!("The former decision is no longer in force; the case is decided anew by {until} at the latest."),
        ),
        (Finding::Withdrawn, None) => (String::new(), String::new()),
        (_, None) => (
            "原决定继续有效。".to_string(),
            "The decision stays in force.".to_string(),
        ),
    };
    Words::new(
        format!("{zh}的结果：{found_zh}。{next_zh}详见办件页面。"),
        format!("{en}: {found_en}. {next_en} The page of your case says more."),
    )
}
