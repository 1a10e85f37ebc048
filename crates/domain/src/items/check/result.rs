//! What people get (审批结果), and whether the item is in the hall (进驻).

use super::{Around, Findings, Rule, Severity, blank, when, whole};
use crate::items::residency::Sphere;
use crate::items::{Item, ItemKind, ResultKind};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "no_result",
        severity: Severity::Warning,
        title: ("没有写明办理结果", "What one gets is not said"),
        elements: &["result"],
        source: "国务院关于在线政务服务的若干规定 第六条",
        why: (
            "群众不知道办完拿到什么。",
            "People do not know what they will hold in hand.",
        ),
        mend: (
            "写明结果名称和类型；没有结果文书的选择“无”。",
            "Name the result and its sort; choose “none” where there is no document.",
        ),
        look: no_result,
    },
    Rule {
        code: "result_kind_by_name",
        severity: Severity::Error,
        title: ("结果名称与类型不符", "Name and sort of the result disagree"),
        elements: &["result"],
        source: "实施清单要素校验规则（GB/T 39554.2-2020）",
        why: (
            "名称以“证”“文”“批复”结尾的，类型应为出证、出文、批复，否则上报被退回。",
            "A name that ends in 证, 文 or 批复 is a certificate, a document or an approval; otherwise the national platform sends it back.",
        ),
        mend: ("按结果名称更正类型。", "Correct the sort by the name."),
        look: result_kind_by_name,
    },
    Rule {
        code: "certificate_without_validity",
        severity: Severity::Notice,
        title: ("证照没有有效期", "A certificate without its validity"),
        elements: &["result", "kind"],
        source: "行政许可法 第五十条",
        why: (
            "不知道何时到期，就会错过延续申请（届满三十日前）。",
            "Who does not know when it ends misses the renewal, due thirty days before.",
        ),
        mend: (
            "写明有效期限；长期有效的写“长期”。",
            "Say how long it holds, also where it has no expiry.",
        ),
        look: certificate_without_validity,
    },
    Rule {
        code: "out_of_hall_without_approval",
        severity: Severity::Error,
        title: ("不进驻大厅却没有批准", "Not in the hall, and nobody approved it"),
        elements: &["residency"],
        source: "优化营商环境条例 第三十六条",
        why: (
            "事项应当集中办理；因涉密、场地等不进驻的，要有理由并经批准。",
            "Items are handled in one place; an exception for secrecy or premises needs a reason and an approval.",
        ),
        mend: (
            "写明不进驻的理由和批准文件，或安排进驻。",
            "Give reason and approval, or bring it into the hall.",
        ),
        look: out_of_hall_without_approval,
    },
    Rule {
        code: "off_net_without_approval",
        severity: Severity::Warning,
        title: ("不能网上办理却没有批准", "Not on the net, and nobody approved it"),
        elements: &["access", "depth"],
        source: "优化营商环境条例 第三十七条",
        why: (
            "除法律、法规另有规定或者涉及国家秘密外，事项应当纳入一体化平台网上办理。",
            "Except for secrecy and where the law says otherwise, items are handled on the net.",
        ),
        mend: (
            "开通网上办理，或在进驻登记簿中申请例外并经批准。",
            "Open it on the net, or have an exception approved in the register.",
        ),
        look: off_net_without_approval,
    },
];

fn no_result(item: &Item, _: &Around) -> Findings {
    when(
        item.result.name.zh.trim().is_empty() && item.result.kind != Some(ResultKind::Nothing),
        "没有结果名称",
        "the result has no name",
    )
}

fn result_kind_by_name(item: &Item, _: &Around) -> Findings {
    let name = item.result.name.zh.trim();
    let expected = [
        ("批复", ResultKind::Approval),
        ("证", ResultKind::Certificate),
        ("文", ResultKind::Document),
    ];
    let expected = expected
        .into_iter()
        .find(|(end, _)| name.ends_with(end))
        .map(|(_, kind)| kind);
    let wrong = expected.filter(|expected| item.result.kind != Some(*expected));
    let words = wrong.map(crate::items::Coded::words).unwrap_or_default();
    when(
        wrong.is_some(),
        format!("“{name}”的类型应为{}", words.0),
        format!("“{name}” is of the sort “{}”", words.1),
    )
}

fn certificate_without_validity(item: &Item, _: &Around) -> Findings {
    let certificate = item.result.kind == Some(ResultKind::Certificate);
    when(
        whole(item) && item.kind == ItemKind::Permit && certificate && blank(&item.result.validity),
        "没有写明有效期",
        "how long it holds is not said",
    )
}

fn off_net_without_approval(item: &Item, around: &Around) -> Findings {
    when(
        whole(item)
            && !item.service.access.channels.is_empty()
            && !item.service.is_online()
            && !around.is_excepted(&item.code, Sphere::Net),
        "不能网上办理，进驻登记簿中没有批准的例外",
        "not done on the net, and the register holds no approved exception",
    )
}

fn out_of_hall_without_approval(item: &Item, around: &Around) -> Findings {
    let residency = &item.residency;
    let explained = !blank(&residency.reason) && !residency.approval.trim().is_empty();
    when(
        residency.in_hall == Some(false) && !explained && !around.is_excepted(&item.code, Sphere::Hall),
        "不进驻大厅，缺少理由或批准文件",
        "not in the hall, without reason or approval",
    )
}
