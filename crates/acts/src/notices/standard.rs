//! The occasions (告知事由) on which an applicant is told something, and what is said as long as the centre says nothing else.

use yimen_domain::cases::delivery::{Happened, Parcel};
use yimen_domain::cases::event::{Event, What};
use yimen_domain::cases::simulated::Entry;
use yimen_domain::organisation::Role;
use yimen_domain::organisation::mandate::Kind;
use yimen_domain::words::Words;

use super::wording::{Pair, Texts};
use crate::cases::{intake, proceedings, reuse, simulated};
use crate::payments;

/// An occasion on which the applicant is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    /// Stable code: that of the event, or of one way in which it comes about.
    pub code: &'static str,
    /// Chinese and English name.
    pub name: (&'static str, &'static str),
    /// What the inbox on the net says.
    pub inbox: (&'static str, &'static str),
    /// Goes out as a short message as well, unless the centre says otherwise: there is something to do, or to know at once.
    pub by_text: bool,
}

const fn of(
    code: &'static str,
    name: (&'static str, &'static str),
    inbox: (&'static str, &'static str),
    by_text: bool,
) -> Occasion {
    Occasion {
        code,
        name,
        inbox,
        by_text,
    }
}

/// Every occasion, in the order of a case's life.
pub const OCCASIONS: &[Occasion] = &[
    of(
        "filed",
        ("已收到申请", "application received"),
        (
            "我们已收到您的申请，五个工作日内答复是否受理。",
            "We have received your application and will answer within five working days.",
        ),
        false,
    ),
    of(
        "filed_by_agent",
        ("代理人已提交申请", "your agent filed an application"),
        (
            "您的代理人已为您提交申请，五个工作日内答复是否受理。",
            "Your agent has filed an application for you; it will be answered within five working days.",
        ),
        false,
    ),
    of(
        "correction_requested",
        ("需要补正", "corrections needed"),
        (
            "您的申请需要补正，请查看补正告知书，补齐后提交。",
            "Your application needs corrections. Please read the notice and hand in what it asks for.",
        ),
        true,
    ),
    of(
        "correction_requested_within",
        ("需要在期限内补正", "corrections needed by a day"),
        (
            "您的申请需要补正，请查看补正告知书，在告知书写明的期限内补齐；逾期未补齐的，视为撤回申请。",
            "Your application needs corrections. Please read the notice and hand in what it asks for by the day that it \
             names; otherwise the application counts as withdrawn.",
        ),
        true,
    ),
    of(
        "intake",
        ("收件办理有进展", "news of your application"),
        ("{内容}", "{内容}"),
        true,
    ),
    of(
        "simulated",
        ("模拟审批有进展", "news of your simulated application"),
        ("{内容}", "{内容}"),
        true,
    ),
    of(
        "supplemented_by_agent",
        ("代理人已补正", "your agent handed in corrections"),
        (
            "您的代理人已为您补正材料。",
            "Your agent has handed in what was asked for.",
        ),
        false,
    ),
    of(
        "accepted",
        ("已受理", "accepted"),
        (
            "您的申请已受理，办理时限和到期日见受理通知书。",
            "Your application has been accepted. The certificate shows the limits and due dates.",
        ),
        true,
    ),
    of(
        "not_accepted",
        ("未受理", "not accepted"),
        (
            "您的申请未被受理，理由和救济途径见决定书。",
            "Your application was not accepted. The decision gives the reasons and what you can do.",
        ),
        true,
    ),
    of(
        "suspended",
        ("进入特别程序", "special procedure begun"),
        (
            "您的办件进入特别程序，办理时限暂停。",
            "A special procedure has begun for your case, and the clock has stopped.",
        ),
        true,
    ),
    of(
        "suspended_in_writing",
        ("进入特别程序", "special procedure begun"),
        (
            "您的办件进入特别程序，办理时限暂停，所需时间见特别程序所需时间告知书。",
            "A special procedure has begun for your case, and the clock has stopped. The notice says how long it takes.",
        ),
        true,
    ),
    of(
        "resumed",
        ("特别程序结束", "special procedure ended"),
        (
            "特别程序已结束，办理时限恢复计算。",
            "The special procedure has ended, and the clock is running again.",
        ),
        false,
    ),
    of(
        "extended",
        ("办理期限延长", "limit extended"),
        (
            "办理期限已延长，理由见办件详情。",
            "The limit was extended; your case page gives the reason.",
        ),
        true,
    ),
    of(
        "extended_in_writing",
        ("办理期限延长", "limit extended"),
        (
            "办理期限已延长，理由和延长后的期限见延长期限告知书。",
            "The limit was extended. The notice gives the reason and the new due day.",
        ),
        true,
    ),
    of(
        "proceedings",
        ("办理程序有进展", "news of how your case is handled"),
        ("{内容}", "{内容}"),
        true,
    ),
    of(
        "decided",
        ("已作出决定", "decided"),
        (
            "您的办件已作出决定，可以查看决定书。",
            "Your case has been decided, and you can read the decision.",
        ),
        true,
    ),
    of(
        "decided_by_law",
        ("依法视为准予延续", "renewed by operation of law"),
        (
            "许可有效期届满前没有作出决定，依法视为准予延续，可以查看决定书。",
            "No decision was made before your licence expired, so by law it has been renewed. You can read the document.",
        ),
        true,
    ),
    of(
        "licence",
        (
            "容缺、终止或者许可证件有变动",
            "news of what you promised, or of your licence",
        ),
        ("{内容}", "{内容}"),
        true,
    ),
    of(
        "remedies",
        (
            "异议、复议或者诉讼有进展",
            "news of an objection, reconsideration or suit",
        ),
        ("{内容}", "{内容}"),
        true,
    ),
    of("fees", ("缴费有进展", "news of your fee"), ("{内容}", "{内容}"), true),
    of(
        "paid",
        ("已缴费", "fee paid"),
        (
            "您的缴费已登记，收据号见办件详情。",
            "Your payment has been registered; your case page shows the number of the receipt.",
        ),
        false,
    ),
    of(
        "reminded",
        ("结果等您领取", "your result is ready"),
        (
            "您的办件结果已经作出，还没有领取。请携带身份证件到服务大厅窗口领取，也可以联系窗口邮寄。",
            "The result of your case is ready and nobody has come for it. Please collect it at the hall with your identity document, or ask the window to post it.",
        ),
        true,
    ),
    of(
        "parcel_returned",
        ("邮件被退回", "letter came back"),
        (
            "寄给您的办理结果被退回。请联系窗口核对地址重新寄出，或者携带身份证件到窗口领取。",
            "The letter with your result came back. Please ask the window to send it again, or collect it with your identity document.",
        ),
        true,
    ),
    of(
        "posted_again",
        ("已重新寄出", "sent again"),
        (
            "您的办理结果已重新寄出，邮件号见办件详情。",
            "Your result was sent by post again; your case page shows the tracking number.",
        ),
        false,
    ),
    of(
        "collected",
        ("已在窗口领取", "collected at the window"),
        (
            "您的办理结果已在窗口领取。如果不是您本人或者您委托的人领取，请立即联系服务大厅。",
            "Your result was collected at the window. If that was neither you nor somebody you sent, please call the hall at once.",
        ),
        false,
    ),
    of(
        "issued",
        ("已办结", "closed"),
        (
            "您的办件已办结，欢迎评价本次服务。",
            "Your case is closed. You are welcome to rate the service.",
        ),
        true,
    ),
    of(
        "ratings",
        ("评价有答复", "news of your rating"),
        ("{内容}", "{内容}"),
        false,
    ),
    of(
        "withdrawn_by_agent",
        ("代理人已撤回申请", "your agent withdrew the application"),
        (
            "您的代理人已为您撤回这件申请。",
            "Your agent has withdrawn this application for you.",
        ),
        false,
    ),
    of(
        "withdrawn_at_window",
        ("已登记撤回申请", "withdrawal entered"),
        (
            "窗口已按您的要求登记撤回这件申请，办理到此结束。如果不是您本人要求的，请立即联系本中心。",
            "The window entered, as you asked, that this application is withdrawn, and the case has ended. If you did not ask for it, contact us at once.",
        ),
        false,
    ),
    of(
        "calendar_changed",
        ("到期日有变化", "due day changed"),
        (
            "国家节假日安排有调整，您的办件{时限}的到期日由 {原到期日} 改为 {到期日}。",
            "The holidays were changed. {时限}: due on {到期日} instead of {原到期日}.",
        ),
        false,
    ),
    of(
        "calendar_same",
        ("到期日不变", "due day as before"),
        (
            "国家节假日安排有调整，您的办件到期日不变。",
            "The national holidays were changed; your case is due on the same day as before.",
        ),
        false,
    ),
    of(
        "words_deleted",
        ("个人信息已删除", "personal information deleted"),
        (
            "您在这个办件中填写的个人信息已依法删除。",
            "What you told about yourself in this case was deleted by law.",
        ),
        false,
    ),
];

/// The occasion that an event is; none where the applicant did it themselves or need not know.
pub fn occasion_of(event: &Event) -> Option<&'static Occasion> {
    let by_agent = event.actor.role == Kind::Agent.code();
    let code = match &event.what {
        What::Filed(filed) if matches!(filed.simulated, Some(Entry::Opened(_))) => "simulated",
        What::Filed(_) if by_agent => "filed_by_agent",
        What::Supplemented { .. } if by_agent => "supplemented_by_agent",
        What::Withdrawn { .. } if by_agent => "withdrawn_by_agent",
        What::Withdrawn { .. } if Role::parse(&event.actor.role).is_some() => "withdrawn_at_window",
        What::Decided { by_law: Some(_), .. } => "decided_by_law",
        What::Suspended { document: Some(_), .. } => "suspended_in_writing",
        What::Extended { document: Some(_), .. } => "extended_in_writing",
        What::CorrectionRequested { limit: Some(_), .. } => "correction_requested_within",
        What::Delivery(Happened::ParcelTracked {
            parcel: Parcel::Returned,
            ..
        }) => "parcel_returned",
        What::CalendarChanged(change) if change.moved.is_empty() => "calendar_same",
        what if content(what, by_agent).is_some() => area(what),
        // Who handles it, who looked, what was proposed, and what the applicant did: no words are listed for these.
        what => what.code(),
    };
    occasion(code)
}

/// The words that an area of the procedure has for its own event: they fill the place `内容`.
pub(super) fn content(what: &What, by_agent: bool) -> Option<Words> {
    match what {
        What::Intake(happened) => intake::notice(happened, by_agent),
        What::Reuse(happened) => Some(reuse::notice(happened)),
        What::Fees(happened) => payments::words_of(happened),
        What::Proceeding(happened) => proceedings::told(happened),
        What::Beyond(happened) => super::told::of(happened),
        What::Appeals(happened) => super::remedies::told(happened),
        What::Ratings(happened) => super::told::of_rating(happened),
        What::Simulated(happened) => simulated::notice(happened, by_agent),
        filed => simulated::filed_notice(filed),
    }
}

/// The occasion of an area.
fn area(what: &What) -> &'static str {
    match what {
        What::Intake(_) | What::Reuse(_) => "intake",
        What::Fees(_) => "fees",
        What::Proceeding(_) => "proceedings",
        What::Beyond(_) => "licence",
        What::Appeals(_) => "remedies",
        What::Ratings(_) => "ratings",
        What::Simulated(_) | What::Filed(_) => "simulated",
        what => what.code(),
    }
}

/// Of such events nobody was told by earlier versions of the program: that there is no notice of one is no fault.
pub fn is_told_lately(event: &Event) -> bool {
    matches!(event.what, What::Paid { .. })
}

/// The occasion with this code.
pub fn occasion(code: &str) -> Option<&'static Occasion> {
    OCCASIONS.iter().find(|occasion| occasion.code == code)
}

impl Occasion {
    /// What is said as long as the centre says nothing else.
    pub fn standard(&self) -> Texts {
        let pair = |zh: &str, en: &str| Pair {
            zh: zh.into(),
            en: en.into(),
        };
        Texts {
            inbox: pair(self.inbox.0, self.inbox.1),
            subject: pair("办件 {办件编号}：{通知}", "Case {办件编号}: {通知}"),
            body: pair(
                "{正文}\n事项：{事项}\n办件编号：{办件编号}\n到期日：{到期日}\n查看办件：{链接}\n评价服务：{评价链接}",
                "{正文}\nItem: {事项}\nCase number: {办件编号}\nDue on: {到期日}\nSee your case: {链接}\nRate the service: {评价链接}",
            ),
            text: match self.by_text {
                true => pair("办件{办件编号}：{正文}", "Case {办件编号}: {正文}"),
                false => Pair::default(),
            },
        }
    }
}
