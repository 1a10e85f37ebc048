//! Why something is not done with a matter (不予办理的理由).

use super::NotAccepted;
use super::machine::Way;
use crate::calendar::Day;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal, RefusalKind, Words};

pub(super) fn not_now(stage: (&str, &str), way: Option<&Way>) -> Refusal {
    let mut refusal = Refusal::new(
        "matter_elsewhere",
        RefusalKind::State,
        way.map_or("", |way| way.basis),
        ("", ""),
        (
            "请刷新页面，按页面上列出的操作办理。",
            "Load the page again and choose from what it offers now.",
        ),
    );
    refusal.why = Words::new(
        format!("这件诉求现在是“{}”，不能进行这项操作。", stage.0),
        format!("The matter is at “{}” now, where this cannot be done.", stage.1),
    );
    refusal
}

pub(super) fn not_yours(permission: Permission) -> Refusal {
    let (zh, en) = permission.roles();
    let mut refusal = Refusal::new(
        "not_your_step",
        RefusalKind::Forbidden,
        permission.rule().basis,
        ("", ""),
        (
            "请由有相应职责的人员登录后办理。",
            "Ask somebody whose task it is to sign in and do it.",
        ),
    );
    refusal.why = Words::new(
        format!("这项操作由负责该单位的{zh}办理。"),
        format!("This is done by the {en} in charge."),
    );
    refusal
}

pub(super) fn only_its_owner() -> Refusal {
    Refusal::new(
        "not_its_owner",
        RefusalKind::Forbidden,
        "潍坊市12345政务服务便民热线条例 第十四条",
        (
            "只有提出这件诉求的人可以这样做。",
            "Only whoever brought the matter can do this.",
        ),
        (
            "请用提出时的账号登录，或者用编号和查询码打开。",
            "Sign in with the account with which it was brought, or open it with its number and code.",
        ),
    )
}

pub(super) fn about_you() -> Refusal {
    Refusal::new(
        "matter_about_you",
        RefusalKind::Forbidden,
        "公务员法 第七十六条",
        (
            "这件诉求涉及您本人，您应当回避。",
            "The matter is about you, so you have no part in it.",
        ),
        (
            "由其他人员办理；您的说明可以交给承办人。",
            "Somebody else deals with it; what you have to say goes to them.",
        ),
    )
}

pub(super) fn given_to_whom_it_is_about() -> Refusal {
    Refusal::new(
        "handed_to_whom_it_is_about",
        RefusalKind::Invalid,
        "公务员法 第七十六条",
        (
            "不能移交给诉求所涉及的人员。",
            "It cannot be handed over to somebody whom it is about.",
        ),
        ("请选择其他人员。", "Choose somebody else."),
    )
}

pub(super) fn held_by(name: Option<&str>) -> Refusal {
    let mut refusal = Refusal::new(
        "matter_held",
        RefusalKind::State,
        "首问负责制",
        ("", ""),
        (
            "请由其办理，或者办理移交并接手后再办理。",
            "They deal with it, or hand it over; once you have taken it over, you do.",
        ),
    );
    refusal.why = match name {
        Some(name) => Words::new(
            format!("这件诉求由{name}负责，移交接手之前由其负责到底。"),
            format!("{name} is responsible for the matter until it is handed over and taken over."),
        ),
        None => Words::new("还没有人接手这件诉求。", "Nobody has taken the matter over yet."),
    };
    refusal
}

pub(super) fn not_handed_to_you() -> Refusal {
    Refusal::new(
        "not_handed_to_you",
        RefusalKind::State,
        "首问负责制",
        (
            "这件诉求没有移交给您，也没有等待您的单位接手。",
            "The matter was not handed over to you, nor does it wait for your unit to take it.",
        ),
        (
            "请由目前负责的人先办理移交。",
            "Whoever is responsible for it now hands it over first.",
        ),
    )
}

pub(super) fn holds_already() -> Refusal {
    Refusal::new(
        "matter_yours_already",
        RefusalKind::State,
        "首问负责制",
        (
            "这件诉求已经由此人负责。",
            "This person is responsible for the matter already.",
        ),
        ("无需再次移交、接手。", "There is nothing to hand over or take over."),
    )
}

pub(super) fn decided_ownership() -> Refusal {
    Refusal::new(
        "ownership_decided",
        RefusalKind::State,
        "潍坊市12345政务服务便民热线条例 第二十二条",
        (
            "承办单位已经研究确定，不得退回。",
            "Whose matter it is has been decided, so it cannot be sent back.",
        ),
        (
            "请办理；确需其他单位配合的，请受理席位确定协办单位。",
            "Deal with it; where others are needed, ask the desk to name units that assist.",
        ),
    )
}

pub(super) fn too_late_to_send_back(rule: &'static str) -> Refusal {
    Refusal::new(
        "too_late_to_send_back",
        RefusalKind::State,
        rule,
        (
            "退回派单的时限已过。",
            "The time in which an assignment can be sent back is over.",
        ),
        (
            "请继续办理；职责确有争议的，请受理席位研究确定。",
            "Go on dealing with it; where it is disputed whose it is, the desk decides.",
        ),
    )
}

pub(super) fn extended_already() -> Refusal {
    Refusal::new(
        "extended_already",
        RefusalKind::State,
        "安阳市政务服务条例 第五十条",
        ("这件诉求已经延期过一次。", "The matter has been extended once already."),
        (
            "请在现有时限内答复；暂时无法解决的，答复进度、措施和解决时限。",
            "Answer in time; where it cannot be solved yet, say how it stands, what is done and by when.",
        ),
    )
}

pub(super) fn not_extended(rule: &'static str, most: u32) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "days",
        format!("延期应为 1 至 {most} 个工作日（{rule}）。"),
        format!("An extension has 1 to {most} working days ({rule})."),
    )])
}

pub(super) fn over(day: Day) -> Refusal {
    let mut refusal = Refusal::new(
        "matter_overdue",
        RefusalKind::State,
        "安阳市政务服务条例 第五十条",
        ("", ""),
        ("请尽快答复。", "Answer as soon as you can."),
    );
    refusal.why = Words::new(
        format!("办理时限已于 {day} 届满，届满后不能延期。"),
        format!("The last day was {day}; after it there is no extension."),
    );
    refusal
}

pub(super) fn urgent() -> Refusal {
    Refusal::new(
        "matter_urgent",
        RefusalKind::State,
        "某局投诉处理办法，见 fsou.net 地方法规 172733",
        (
            "紧急诉求当日办理，不能延期。",
            "An urgent matter is dealt with the same day and cannot be extended.",
        ),
        ("请当日答复处理情况。", "Say today what was done."),
    )
}

pub(super) fn own_answer() -> Refusal {
    Refusal::new(
        "own_answer",
        RefusalKind::Forbidden,
        "潍坊市12345政务服务便民热线条例 第二十五条",
        (
            "回访由答复人以外的人员进行。",
            "Somebody other than whoever answered calls back.",
        ),
        ("请由其他人员回访。", "Ask a colleague to call back."),
    )
}

pub(super) fn rated_already() -> Refusal {
    Refusal::new(
        "rated_already",
        RefusalKind::State,
        "潍坊市12345政务服务便民热线条例 第十四条",
        ("已经评价过。", "It has been rated already."),
        (
            "如有新的情况，请另行提出。",
            "If there is something new, bring another matter.",
        ),
    )
}

pub(super) fn reopened_already() -> Refusal {
    Refusal::new(
        "reopened_already",
        RefusalKind::State,
        "",
        (
            "这件诉求已经重新办理过一次。",
            "The matter has been dealt with again once already.",
        ),
        (
            "可以只作评价；有新情况的，请另行提出，也可以通过行政复议、诉讼等途径解决。",
            "You can rate it alone; bring another matter if there is something new, or ask for a review or go to court.",
        ),
    )
}

pub(super) fn only_unsatisfied() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "again",
        "不满意时才能要求重新办理。",
        "It is dealt with again only where you are not satisfied.",
    )])
}

pub(super) fn not_agreed() -> Refusal {
    Refusal::new(
        "not_agreed_to_show",
        RefusalKind::State,
        "政府信息公开条例 第十五条",
        (
            "提出人没有同意公开。",
            "Whoever brought the matter has not agreed that it is shown.",
        ),
        ("请征得其同意后再公开。", "It can be shown only where they agree."),
    )
}

pub(super) fn not_overdue() -> Refusal {
    Refusal::new(
        "matter_not_overdue",
        RefusalKind::State,
        "",
        ("时限没有届满，或者已经记录。", "Nothing is overdue, or it was noted."),
        ("无需处理。", "There is nothing to do."),
    )
}

pub(super) fn not_a_problem() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "kind",
        "问题台账由工作人员登记。",
        "Problems are entered by people who work here.",
    )])
}

pub(super) fn no_way_named(reason: NotAccepted) -> Fault {
    let (zh, en) = reason.words();
    Fault::new(
        "words",
        format!("{zh}的，应当告知到哪里、怎样办理。"),
        format!("Where {en}, say where to go and how."),
    )
}

pub(super) fn no_words() -> Fault {
    Fault::new("words", "请填写内容或者理由。", "Say what the answer or the reason is.")
}

pub(super) fn no_unit() -> Fault {
    Fault::new(
        "body",
        "请选择主办单位，协办单位不能与其相同。",
        "Choose the main unit; those that assist are others.",
    )
}
