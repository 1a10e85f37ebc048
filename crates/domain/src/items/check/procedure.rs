//! The way an application goes (办理流程、特别程序).

use super::{Around, Findings, Rule, Severity, blank, when, whole};
use crate::clocks::{StepKind, SuspensionKind};
use crate::items::{Handling, Item, ItemKind};
use crate::words::Words;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "no_procedure",
        severity: Severity::Warning,
        title: ("没有办理流程", "No procedure"),
        elements: &["procedure"],
        source: "行政许可法 第三十条",
        why: (
            "程序应当公示；群众不知道办到哪一步、由谁办。",
            "The procedure has to be shown; people cannot tell which step comes next and who takes it.",
        ),
        mend: (
            "按受理、审查、决定、送达写明各环节、承办人和时限。",
            "Write down acceptance, review, decision and delivery, with who does each and for how long.",
        ),
        look: no_procedure,
    },
    Rule {
        code: "review_before_decision",
        severity: Severity::Error,
        title: ("承诺件没有先审后批", "No review before the decision"),
        elements: &["handling", "procedure"],
        source: "行政许可法 第三十四条",
        why: (
            "不是当场办结的，应当先审查、后决定。",
            "What is not decided at once is first reviewed, then decided.",
        ),
        mend: (
            "补上审查和决定环节并排好先后，或改为即办件。",
            "Add review and decision in this order, or make it an instant item.",
        ),
        look: review_before_decision,
    },
    Rule {
        code: "steps_over_promise",
        severity: Severity::Error,
        title: ("环节时限之和超过承诺", "The steps take longer than the promise"),
        elements: &["procedure", "promised_days"],
        source: "",
        why: (
            "按流程走完必然超出承诺时限。",
            "Whoever follows the procedure is late by the promise.",
        ),
        mend: (
            "缩短审查、决定环节的时限，或更正承诺时限。",
            "Give review and decision fewer days, or correct the promise.",
        ),
        look: steps_over_promise,
    },
    Rule {
        code: "acceptance_over_five_days",
        severity: Severity::Error,
        title: ("受理超过五日", "Acceptance takes more than five days"),
        elements: &["procedure"],
        source: "行政许可法 第三十二条",
        why: (
            "材料不全的须在五日内一次告知，逾期即视为受理。",
            "What is missing is told at once within five days; after that the application counts as accepted.",
        ),
        mend: (
            "把受理环节改为五个工作日以内。",
            "Bring acceptance within five working days.",
        ),
        look: acceptance_over_five_days,
    },
    Rule {
        code: "delivery_over_ten_days",
        severity: Severity::Error,
        title: ("许可证件送达超过十日", "Delivery takes more than ten days"),
        elements: &["kind", "procedure"],
        source: "行政许可法 第四十四条",
        why: (
            "准予许可的，应在决定之日起十日内颁发、送达。",
            "A granted permit is handed over within ten days of the decision.",
        ),
        mend: (
            "把送达环节改为十个工作日以内。",
            "Bring delivery within ten working days.",
        ),
        look: delivery_over_ten_days,
    },
    Rule {
        code: "special_stops_law",
        severity: Severity::Error,
        title: (
            "法定以外的特别程序停止了法定时限",
            "A procedure outside the law stops the law's clock",
        ),
        elements: &["special_procedures"],
        source: "行政许可法 第四十五条",
        why: (
            "只有听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审不计入法定期限。",
            "Only hearing, tender, auction, inspection, testing, quarantine, appraisal and expert review are left out of the law's limit.",
        ),
        mend: (
            "现场勘验、公示等只能停止承诺时限，不能停止法定时限。",
            "Let site visits, public notices and the like stop the promised clock only.",
        ),
        look: special_stops_law,
    },
    Rule {
        code: "special_without_limit",
        severity: Severity::Warning,
        title: ("特别程序没有最长时间", "A special procedure without an end"),
        elements: &["special_procedures"],
        source: "行政许可法 第四十五条",
        why: (
            "所需时间应当书面告知申请人，没有上限就无从告知。",
            "The time it takes has to be told in writing; without a limit nobody can.",
        ),
        mend: (
            "写明该程序最长用多少个工作日及其依据。",
            "Say how many working days it takes at most, and by what rule.",
        ),
        look: special_without_limit,
    },
    Rule {
        code: "no_decider",
        severity: Severity::Warning,
        title: ("没有明确由谁决定", "Nobody is authorised to decide"),
        elements: &["authority", "procedure"],
        source: "行政许可法 第三十条",
        why: (
            "没有授权的决定人，审批无法在大厅办结，责任也落不到人。",
            "Without an authorised decider nothing can be finished in the hall, and nobody answers for it.",
        ),
        mend: (
            "写明审批决定授权人（如首席审批员），或在决定环节写明承办人。",
            "Name who decides by the body's authorisation, or who takes the deciding step.",
        ),
        look: no_decider,
    },
];

fn no_procedure(item: &Item, _: &Around) -> Findings {
    when(item.procedure.is_empty(), "没有写明办理环节", "no step is given")
}

fn review_before_decision(item: &Item, _: &Around) -> Findings {
    if item.handling == Handling::Instant || item.procedure.is_empty() {
        return Vec::new();
    }
    let at = |kind: StepKind| item.procedure.iter().position(|step| step.step == kind.code());
    let right = matches!((at(StepKind::Review), at(StepKind::Decide)), (Some(review), Some(decide)) if review < decide);
    when(
        !right,
        "流程中没有先审查、后决定",
        "review and decision are not there in this order",
    )
}

fn steps_over_promise(item: &Item, _: &Around) -> Findings {
    let days: u32 = [StepKind::Review, StepKind::Decide]
        .into_iter()
        .filter_map(|step| item.days_of(step))
        .fold(0, u32::saturating_add);
    let promised = item.promised.days;
    when(
        item.handling == Handling::Promised && days > promised,
        format!("审查和决定共 {days} 个工作日，承诺 {promised} 个"),
        format!("review and decision take {days} working days, {promised} are promised"),
    )
}

fn acceptance_over_five_days(item: &Item, _: &Around) -> Findings {
    let days = item.days_of(StepKind::Accept).unwrap_or(0);
    when(
        days > 5,
        format!("受理环节 {days} 个工作日"),
        format!("acceptance takes {days} working days"),
    )
}

fn delivery_over_ten_days(item: &Item, _: &Around) -> Findings {
    let days = item.days_of(StepKind::Deliver).unwrap_or(0);
    when(
        item.kind == ItemKind::Permit && days > 10,
        format!("送达环节 {days} 个工作日"),
        format!("delivery takes {days} working days"),
    )
}

fn special_stops_law(item: &Item, _: &Around) -> Findings {
    let special = item.special.iter().filter(|special| special.stops_statutory);
    special
        .filter_map(|special| SuspensionKind::parse(&special.kind))
        .filter(|kind| !kind.is_national())
        .map(|kind| {
            let (zh, en) = kind.words();
            Words::new(format!("“{zh}”停止了法定时限"), format!("“{en}” stops the law's clock"))
        })
        .collect()
}

fn special_without_limit(item: &Item, _: &Around) -> Findings {
    let endless = item
        .special
        .iter()
        .filter(|special| special.max_days.is_none_or(|days| days == 0));
    endless
        .filter_map(|special| SuspensionKind::parse(&special.kind))
        .map(|kind| {
            let (zh, en) = kind.words();
            Words::new(format!("“{zh}”没有写明最长时间"), format!("“{en}” has no longest time"))
        })
        .collect()
}

fn no_decider(item: &Item, _: &Around) -> Findings {
    let deciding = item
        .procedure
        .iter()
        .filter(|step| step.step == StepKind::Decide.code());
    let named = !blank(&item.authority.decider) || deciding.into_iter().any(|step| !blank(&step.who));
    when(
        whole(item) && item.handling == Handling::Promised && !named,
        "没有写明审批决定授权人",
        "who decides is not said",
    )
}
