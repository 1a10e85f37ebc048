//! Documents around the decision (决定): what stops the clock, what makes the limit longer, and how the result was served.

use yimen_domain::cases::Case;
use yimen_domain::cases::event::{Delivery, DocumentKind, Event, What};
use yimen_domain::cases::extension::Approval;
use yimen_domain::clocks::{Evidence, SuspensionKind};
use yimen_domain::items::{Item, ItemKind};
use yimen_paper::{Block, CaseFacts, Filling, Fillings};

use crate::cases::document_number;

use super::places::facts;

/// 特别程序所需时间告知书 (许可法 art. 45).
pub(super) const SPECIAL_PROCEDURE: &str = "\
你（单位）于{收件日期}向本机关提出的“{事项}”申请[，本机关于{受理日期}受理]。
办理该申请需要进行{特别程序}。[依照{告知依据}的规定，]现将所需时间书面告知如下：{特别程序信息}
{不计入说明}
特别程序结束后，办理期限继续计算。";

/// 延长期限告知书 (许可法 art. 42).
pub(super) const EXTENSION: &str = "\
你（单位）于{收件日期}向本机关提出的“{事项}”申请[，本机关于{受理日期}受理]。
本机关不能在规定期限内作出决定，理由是：{理由}
[依照{延长依据}的规定，]经{批准人}批准，办理期限延长{延长天数}个工作日，现将理由和延长后的期限告知你（单位）。
{延长信息}
{暂定说明}";

/// 送达回证: signed by whoever took the result.
pub(super) const SERVICE_RETURN: &str = "\
{送达信息}
{签收栏}
注：领取人的身份已经核验；签名以纸质回证为准。代收的，注明与受送达人的关系；拒绝签收的，由送达人注明情况和日期。";

/// A special procedure: which, how long, and by which rule.
pub(super) fn special_procedure(
    item: &Item,
    (kind, days): (SuspensionKind, u32),
    basis: &str,
    statutory: bool,
    evidence: Option<&Evidence>,
) -> Fillings {
    let article = if statutory && item.kind == ItemKind::Permit {
        "《中华人民共和国行政许可法》第四十五条"
    } else {
        basis
    };
    let effect = if statutory {
        "上述时间不计算在办理期限内。"
    } else {
        "上述时间不计算在承诺办理期限内，法定办理期限继续计算。"
    };
    let mut facts = vec![
        fact("特别程序", kind.words().0),
        fact("所需时间", format!("{days} 个工作日")),
    ];
    facts.extend((!basis.is_empty()).then(|| fact("依据", basis)));
    facts.extend(evidence.map(|evidence| fact("书面材料", &evidence.words)));
    Fillings::from([
        ("特别程序", kind.words().0.into()),
        ("所需天数", days.to_string().into()),
        ("告知依据", article.into()),
        ("不计入说明", effect.into()),
        ("特别程序信息", Filling::Block(Block::Facts(facts))),
    ])
}

/// An extension: why, how long, until when, and who approved it.
pub(super) fn extension(
    known: &CaseFacts,
    item: &Item,
    (days, reason): (u32, &str),
    approver: &str,
    approval: Option<&Approval>,
) -> Fillings {
    let permit = item.kind == ItemKind::Permit;
    let article = approval.map_or("第四十二条", Approval::article);
    let mut rows = vec![fact("延长时间", format!("{days} 个工作日"))];
    let due = [
        ("延长后的法定届满日", &known.statutory_due),
        ("延长后的承诺届满日", &known.promised_due),
    ];
    rows.extend(
        due.into_iter()
            .filter_map(|(label, due)| Some(fact(label, due.as_ref()?))),
    );
    rows.push(fact("批准人", approver));
    rows.extend(match approval {
        Some(Approval::Letter(number)) => Some(fact("授权委托书", number)),
        Some(Approval::Head(evidence) | Approval::Government(evidence)) => Some(fact("批准文件", &evidence.words)),
        None => None,
    });
    let reason = format!("{}。", reason.trim().trim_end_matches(['。', '.', '；', ';']));
    Fillings::from([
        ("理由", reason.into()),
        ("延长天数", days.to_string().into()),
        (
            "批准人",
            approval
                .map_or("本行政机关负责人", |approval| approval.words().0)
                .into(),
        ),
        (
            "延长依据",
            if permit {
                format!("《中华人民共和国行政许可法》{article}").into()
            } else {
                "".into()
            },
        ),
        ("延长信息", Filling::Block(Block::Facts(rows))),
    ])
}

/// What was served, to whom, by whom, and room to sign for it.
pub(super) fn service_return(
    known: &CaseFacts,
    case: &Case,
    events: &[Event],
    served: &Event,
    delivery: &Delivery,
) -> Fillings {
    let decision = events
        .iter()
        .rfind(|event| event.seq < served.seq && matches!(event.what, What::Decided { .. }));
    let paper = decision
        .and_then(|event| event.what.document())
        .map_or_else(String::new, |mark| {
            format!("{}（{}）", mark.kind.words().0, document_number(mark, &case.number))
        });
    let taker = match delivery {
        Delivery::Window { receiver } => receiver.as_str(),
        Delivery::Post { .. } | Delivery::Electronic => "",
    };
    let rows = vec![
        fact("受送达人", &known.applicant),
        fact("事项名称", &known.item_name),
        fact("送达文书", &paper),
        fact("送达日期", &known.issued_on),
        fact("送达方式", delivery.words().0),
        fact("送达地点", &known.division_name),
        fact("领取人", taker),
        fact("送达人", &served.actor.name),
    ];
    Fillings::from([
        ("送达文书", paper.into()),
        ("送达日期", known.issued_on.as_str().into()),
        ("领取人", taker.into()),
        ("送达信息", Filling::Block(Block::Facts(rows))),
        ("签收栏", Filling::Block(Block::Facts(room()))),
    ])
}

/// What a preview shows.
pub(super) fn sample(kind: DocumentKind, case: &CaseFacts) -> Fillings {
    match kind {
        DocumentKind::SpecialProcedure => Fillings::from([
            ("特别程序", "专家评审".into()),
            ("所需天数", "15".into()),
            ("告知依据", "《中华人民共和国行政许可法》第四十五条".into()),
            ("不计入说明", "上述时间不计算在办理期限内。".into()),
            (
                "特别程序信息",
                facts(&[
                    ("特别程序", "专家评审"),
                    ("所需时间", "15 个工作日"),
                    ("依据", "行政许可法 第四十五条"),
                    ("书面材料", "专家评审委托书"),
                ]),
            ),
        ]),
        DocumentKind::Extension => Fillings::from([
            ("理由", "需要征求有关部门意见，在规定期限内不能作出决定。".into()),
            ("延长天数", "10".into()),
            ("批准人", "本行政机关负责人".into()),
            ("延长依据", "《中华人民共和国行政许可法》第四十二条第一款".into()),
            (
                "延长信息",
                facts(&[
                    ("延长时间", "10 个工作日"),
                    ("延长后的法定届满日", case.statutory_due.as_deref().unwrap_or_default()),
                    ("批准人", "王示例"),
                ]),
            ),
        ]),
        _ => Fillings::from([
            ("送达文书", "准予行政许可决定书（政务准〔2026〕1号）".into()),
            ("送达日期", case.issued_on.as_str().into()),
            ("领取人", "李小华".into()),
            (
                "送达信息",
                facts(&[
                    ("受送达人", &case.applicant),
                    ("事项名称", &case.item_name),
                    ("送达文书", "准予行政许可决定书（政务准〔2026〕1号）"),
                    ("送达日期", &case.issued_on),
                    ("送达方式", "窗口领取"),
                    ("送达地点", &case.division_name),
                    ("领取人", "李小华"),
                    ("送达人", "王示例"),
                ]),
            ),
            ("签收栏", Filling::Block(Block::Facts(room()))),
        ]),
    }
}

/// Room for signatures.
fn room() -> Vec<(String, String)> {
    let room = "　\n　\n　　　　　　　　　　年　　　月　　　日";
    vec![
        fact("领取人签名或者盖章", room),
        fact("送达人签名", room),
        fact("备注", "　\n　"),
    ]
}

fn fact(label: &str, value: impl Into<String>) -> (String, String) {
    (label.to_string(), value.into())
}
