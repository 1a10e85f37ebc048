//! What people are told about recovery at the desk.

use yimen_domain::words::{Fault, Refusal, RefusalKind};

use super::{Document, Seen};

type Pair = (&'static str, &'static str);

fn refusal(code: &'static str, kind: RefusalKind, why: Pair, remedy: Pair) -> Refusal {
    Refusal::new(code, kind, "", why, remedy)
}

pub(super) fn checked(seen: Seen) -> Result<Document, Refusal> {
    let mut faults = Vec::new();
    if seen.document.is_none() {
        faults.push(Fault::new(
            "document",
            "请选择出示的证件。",
            "Say which document you saw.",
        ));
    }
    if !seen.same_person {
        faults.push(Fault::new(
            "same_person",
            "须核对本人与证件、账号信息一致后才能办理。",
            "Go on only after the person, the document and the account agree.",
        ));
    }
    match seen.document {
        Some(document) if faults.is_empty() => Ok(document),
        _ => Err(Refusal::invalid(faults)),
    }
}

pub(super) fn not_at_the_desk() -> Refusal {
    refusal(
        "not_at_the_desk",
        RefusalKind::Forbidden,
        (
            "找回账号由窗口人员当面核验身份后办理。",
            "Accounts are recovered by a clerk at a window, face to face.",
        ),
        ("请到服务大厅窗口办理。", "Go to a window in the hall."),
    )
}

pub(super) fn own() -> Refusal {
    refusal(
        "own_account",
        RefusalKind::Forbidden,
        (
            "不能为自己的账号核验身份。",
            "Nobody checks the document for an account of their own.",
        ),
        ("请由其他窗口人员办理。", "Ask another clerk."),
    )
}

pub(super) fn by_another() -> Refusal {
    refusal(
        "approved_by_another",
        RefusalKind::Forbidden,
        (
            "核验身份和复核由两个人办理；工作人员的账号由安全管理员复核。",
            "One person checks the document and another approves; for accounts of staff a security administrator does.",
        ),
        ("请由另一人复核。", "Let another person approve it."),
    )
}

pub(super) fn not_approved() -> Refusal {
    refusal(
        "recovery_not_approved",
        RefusalKind::State,
        (
            "找回码在复核通过后由核验身份的人出具，只出具一次。",
            "The code is given once, after approval, by whoever checked the document.",
        ),
        (
            "请等待复核；找回码遗失的，重新申请。",
            "Wait for the approval. If the code is lost, ask anew.",
        ),
    )
}

pub(super) fn over() -> Refusal {
    refusal(
        "recovery_over",
        RefusalKind::State,
        (
            "这项申请已经办结、撤回或者超过 24 小时。",
            "This recovery is done, was taken back, or is older than 24 hours.",
        ),
        ("请重新核验身份后申请。", "Check the document again and ask anew."),
    )
}

pub(super) fn wrong_code() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "code",
        "找回码不正确，或者已经用过、超过 24 小时。请核对窗口出具的找回码。",
        "The code is wrong, was used, or is older than 24 hours. Check the code that you got at the window.",
    )])
}

pub(super) fn enough() -> Refusal {
    refusal(
        "recoveries_of_day_used",
        RefusalKind::Later,
        (
            "您今天申请找回的账号已达 30 个。",
            "You have asked for thirty accounts today.",
        ),
        ("请由其他窗口人员办理。", "Ask another clerk."),
    )
}

pub(super) fn enough_looks() -> Refusal {
    refusal(
        "looks_for_accounts_used",
        RefusalKind::Later,
        (
            "您今天查找账号已达 100 次。",
            "You have looked for accounts a hundred times today.",
        ),
        ("请由其他窗口人员办理。", "Ask another clerk."),
    )
}
