//! Visits, network depth and ways to apply (到现场次数、网办深度、办理形式).

use super::{Around, Findings, Rule, Severity, blank, when, whole};
use crate::items::service::{Channel, ServiceObject};
use crate::items::{Audience, Delivery, Item};

const ONLINE: &str = "实施清单要素校验规则（GB/T 39554.2-2020）";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "visits_need_reason",
        severity: Severity::Error,
        title: ("要跑现场却没有原因", "Visits without a reason"),
        elements: &["visits", "visit_reason"],
        source: ONLINE,
        why: (
            "到现场次数大于 0 的，须写明必须现场办理的原因。",
            "Whoever makes people come has to say why.",
        ),
        mend: (
            "写明必须到现场的原因；没有的改为 0 次。",
            "Say why one must come; where there is no reason, ask for no visit.",
        ),
        look: visits_need_reason,
    },
    Rule {
        code: "reason_without_visits",
        severity: Severity::Error,
        title: ("不跑现场却写了原因", "A reason for visits that nobody makes"),
        elements: &["visits", "visit_reason"],
        source: ONLINE,
        why: (
            "0 次与必须到现场的原因自相矛盾。",
            "No visits and a reason for them contradict each other.",
        ),
        mend: (
            "删去原因，或更正到现场次数。",
            "Delete the reason, or correct the number of visits.",
        ),
        look: reason_without_visits,
    },
    Rule {
        code: "no_visit_needs_post",
        severity: Severity::Error,
        title: (
            "不跑现场又不能网办，却没有邮寄申请",
            "No visit, not on the net, and no post",
        ),
        elements: &["visits", "depth", "access"],
        source: ONLINE,
        why: (
            "不用到现场、又不能网上办，就必须能邮寄申请，否则无法提交。",
            "Who need not come and cannot apply on the net must be able to write, or there is no way in.",
        ),
        mend: (
            "开通邮寄申请，或更正到现场次数、网办深度。",
            "Take applications by post, or correct visits or network depth.",
        ),
        look: no_visit_needs_post,
    },
    Rule {
        code: "full_depth_means_no_visit",
        severity: Severity::Error,
        title: ("全程网办却要跑现场", "Wholly on the net, yet one must come"),
        elements: &["depth", "visits"],
        source: ONLINE,
        why: (
            "网办深度Ⅳ级即全程网办，到现场次数应为 0。",
            "Depth 4 is wholly on the net: no visits.",
        ),
        mend: (
            "把到现场次数改为 0，或降低网办深度。",
            "Ask for no visit, or give a lower depth.",
        ),
        look: full_depth_means_no_visit,
    },
    Rule {
        code: "depth_and_channels_disagree",
        severity: Severity::Warning,
        title: ("网办深度与办理形式矛盾", "Network depth and ways to apply disagree"),
        elements: &["depth", "access"],
        source: "GB/T 39046-2020 A.5",
        why: (
            "指南说能网上办，办理形式里却没有；群众不知道信哪个。",
            "The guide says that it is done on the net, the list of ways does not; people cannot tell which holds.",
        ),
        mend: (
            "核对后统一网办深度与办理形式。",
            "Find out which is right and make both say it.",
        ),
        look: depth_and_channels_disagree,
    },
    Rule {
        code: "depth_unknown",
        severity: Severity::Warning,
        title: ("网办深度没有填写或超出范围", "Network depth missing or out of range"),
        elements: &["depth"],
        source: ONLINE,
        why: (
            "应为Ⅰ至Ⅳ级；不填就不知道能不能网上办。",
            "It is 1 to 4; without it nobody knows whether it can be done on the net.",
        ),
        mend: ("填写 1 至 4。", "Give 1 to 4."),
        look: depth_unknown,
    },
    Rule {
        code: "no_visit_but_collect",
        severity: Severity::Warning,
        title: (
            "不跑现场却只能到窗口取件",
            "No visit, yet the result is collected in person",
        ),
        elements: &["visits", "delivery"],
        source: "",
        why: ("取件也是跑一趟。", "Collecting is a visit too."),
        mend: (
            "增加邮寄或电子送达，或把到现场次数改为 1。",
            "Offer post or electronic delivery, or count one visit.",
        ),
        look: no_visit_but_collect,
    },
    Rule {
        code: "no_delivery",
        severity: Severity::Warning,
        title: ("没有写明怎样拿到结果", "How the result is handed over is not said"),
        elements: &["delivery"],
        source: "行政许可法 第四十四条",
        why: (
            "群众不知道结果寄来还是要去取。",
            "People do not know whether it is sent or collected.",
        ),
        mend: (
            "选择窗口领取、邮寄或电子送达。",
            "Choose window, post or electronic delivery.",
        ),
        look: no_delivery,
    },
    Rule {
        code: "objects_disagree",
        severity: Severity::Warning,
        title: ("服务对象前后不一", "Whom it serves is told in two ways"),
        elements: &["audience", "access"],
        source: "GB/T 39046-2020 A.4",
        why: (
            "该能办的人会被挡在门外，或者看到办不了的事项。",
            "People who may apply are kept out, or find what is not for them.",
        ),
        mend: ("统一服务对象与可申请人。", "Make both lists say the same."),
        look: objects_disagree,
    },
];

fn visits_need_reason(item: &Item, _: &Around) -> Findings {
    let visits = item.service.visits;
    when(
        visits > 0 && blank(&item.service.visit_reason),
        format!("要到现场 {visits} 次，没有写明原因"),
        format!("{visits} visits and no reason"),
    )
}

fn reason_without_visits(item: &Item, _: &Around) -> Findings {
    when(
        item.service.visits == 0 && !blank(&item.service.visit_reason),
        format!("到现场 0 次，原因却写着“{}”", item.service.visit_reason.zh),
        "no visits, and yet a reason for them",
    )
}

fn no_visit_needs_post(item: &Item, _: &Around) -> Findings {
    let service = &item.service;
    let by_post = service.access.channels.contains(&Channel::Post);
    when(
        whole(item) && service.visits == 0 && !service.is_online() && !by_post,
        "到现场 0 次，不能网办，也没有邮寄申请",
        "no visits, not on the net, and no application by post",
    )
}

fn full_depth_means_no_visit(item: &Item, _: &Around) -> Findings {
    let visits = item.service.visits;
    when(
        item.service.depth == 4 && visits > 0,
        format!("网办深度Ⅳ级，到现场 {visits} 次"),
        format!("depth 4 and {visits} visits"),
    )
}

fn depth_and_channels_disagree(item: &Item, _: &Around) -> Findings {
    let channels = &item.service.access.channels;
    let online = channels.iter().any(|channel| channel.is_online());
    let deep = item.service.depth >= 3;
    when(
        !channels.is_empty() && online != deep,
        format!(
            "网办深度 {}，办理形式{}网上办理",
            item.service.depth,
            if online { "有" } else { "没有" }
        ),
        format!(
            "depth {}, and the ways to apply {} the net",
            item.service.depth,
            if online { "name" } else { "leave out" }
        ),
    )
}

fn depth_unknown(item: &Item, _: &Around) -> Findings {
    let depth = item.service.depth;
    when(
        !(1..=4).contains(&depth),
        format!("网办深度为 {depth}"),
        format!("the network depth is {depth}"),
    )
}

fn no_visit_but_collect(item: &Item, _: &Around) -> Findings {
    when(
        whole(item) && item.service.visits == 0 && item.service.delivery == [Delivery::Window],
        "到现场 0 次，结果只能到窗口领取",
        "no visits, and the result is collected at the window only",
    )
}

fn no_delivery(item: &Item, _: &Around) -> Findings {
    when(
        item.service.delivery.is_empty(),
        "没有写明送达方式",
        "no way of delivery is given",
    )
}

fn objects_disagree(item: &Item, _: &Around) -> Findings {
    let objects = &item.service.access.objects;
    let people = objects.contains(&ServiceObject::NaturalPerson);
    let others = objects.iter().any(|object| *object != ServiceObject::NaturalPerson);
    let right =
        people == item.audience.contains(&Audience::Person) && others == item.audience.contains(&Audience::Company);
    when(
        !objects.is_empty() && !right,
        "六类服务对象与可申请人不一致",
        "the six sorts and those who may apply do not agree",
    )
}
