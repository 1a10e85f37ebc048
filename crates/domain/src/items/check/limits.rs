//! Limits (时限).

use super::{Around, Findings, Rule, Severity, when, whole};
use crate::items::{Handling, Item, ItemKind, Limit, LimitUnit};

const ORDER: &str = "优化营商环境条例 第三十六条";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "promise_over_law",
        severity: Severity::Error,
        title: ("承诺时限长于法定时限", "Promise longer than the law"),
        elements: &["promised_days", "statutory_days"],
        source: ORDER,
        why: (
            "承诺只能比法定更快；照此办理会违法超期。",
            "A promise may only be quicker than the law; who keeps to this one breaks it.",
        ),
        mend: (
            "把承诺时限改为不超过法定时限，或更正法定时限。",
            "Promise no more days than the law gives, or correct the law's limit.",
        ),
        look: promise_over_law,
    },
    Rule {
        code: "instant_means_zero",
        severity: Severity::Error,
        title: ("即办件与承诺时限不一致", "Instant and the promise disagree"),
        elements: &["handling", "promised_days"],
        source: "GB/T 39046-2020 A.6",
        why: (
            "即办件当场办结，承诺时限应为 0；承诺件应大于 0。",
            "An instant item is done at once and promises 0 days; any other promises more than 0.",
        ),
        mend: (
            "更正办件类型或承诺时限。",
            "Correct how it is handled, or the promised limit.",
        ),
        look: instant_means_zero,
    },
    Rule {
        code: "limit_unpublished",
        severity: Severity::Warning,
        title: ("没有公布办理时限", "No limit published"),
        elements: &["catalogue_only", "statutory_days", "statutory_source"],
        source: "行政许可法 第三十条；优化营商环境条例 第三十六条",
        why: (
            "群众不知道要等多久，也无从监督超期。",
            "People do not know how long it takes, and nobody can see that it is late.",
        ),
        mend: (
            "请实施主体公布法定时限、依据和承诺时限。",
            "Let the body publish the law's limit with its source, and its promise.",
        ),
        look: limit_unpublished,
    },
    Rule {
        code: "no_time_saved",
        severity: Severity::Notice,
        title: ("承诺时限没有压缩", "Nothing saved on the law's limit"),
        elements: &["promised_days", "statutory_days"],
        source: ORDER,
        why: (
            "承诺与法定时限相同，“减时限”没有落实。",
            "The promise is the law's limit itself; no time was cut.",
        ),
        mend: (
            "核对实际办理用时，能快的缩短承诺时限。",
            "Look at how long cases really take, and promise less where it is quicker.",
        ),
        look: no_time_saved,
    },
    Rule {
        code: "long_limit_without_law",
        severity: Severity::Warning,
        title: (
            "许可超过二十日而未注明依据",
            "A permit of more than twenty days without a law",
        ),
        elements: &["kind", "statutory_days", "statutory_source"],
        source: "行政许可法 第四十二条",
        why: (
            "许可应在二十日内决定，更长须法律、法规另有规定。",
            "A permit is decided within twenty days unless a law or regulation says otherwise.",
        ),
        mend: (
            "写明规定更长期限的法律条文，没有的改为二十日以内。",
            "Name the article that gives more days, or bring it within twenty.",
        ),
        look: long_limit_without_law,
    },
    Rule {
        code: "stated_limit_differs",
        severity: Severity::Error,
        title: (
            "时限表述与工作日数矛盾",
            "The stated limit contradicts the working days",
        ),
        elements: &["statutory_days", "statutory_stated", "promised_days", "promised_stated"],
        source: "",
        why: (
            "同一时限出现两个说法，群众按短的理解，系统按长的计算。",
            "One limit is told twice; people trust the shorter, the clock counts the longer.",
        ),
        mend: (
            "按法律原文核对，统一两处。",
            "Compare with the words of the law and make both say the same.",
        ),
        look: stated_limit_differs,
    },
];

fn promise_over_law(item: &Item, _: &Around) -> Findings {
    let (promised, law) = (item.promised.days, item.statutory.days);
    when(
        promised > law,
        format!("承诺 {promised} 个工作日，法定 {law} 个工作日"),
        format!("{promised} working days promised, {law} by law"),
    )
}

fn instant_means_zero(item: &Item, _: &Around) -> Findings {
    let days = item.promised.days;
    match (item.handling, days) {
        (Handling::Instant, 1..) => when(
            true,
            format!("即办件却承诺 {days} 个工作日"),
            format!("an instant item that promises {days} working days"),
        ),
        (Handling::Promised, 0) => when(true, "承诺件却承诺 0 日", "not an instant item, yet it promises 0 days"),
        _ => Vec::new(),
    }
}

fn limit_unpublished(item: &Item, _: &Around) -> Findings {
    let unsaid = item.statutory.source.zh.trim().is_empty();
    when(
        !whole(item) || unsaid,
        "部门没有公布办理时限或其依据",
        "the body has not published the limit or its source",
    )
}

fn no_time_saved(item: &Item, _: &Around) -> Findings {
    let days = item.statutory.days;
    when(
        whole(item) && item.promised.days == days && days > 1,
        format!("承诺与法定都是 {days} 个工作日"),
        format!("both are {days} working days"),
    )
}

fn long_limit_without_law(item: &Item, _: &Around) -> Findings {
    let days = item.statutory.days;
    let cites = item.statutory.source.zh.contains('条');
    when(
        item.kind == ItemKind::Permit && days > 20 && !cites,
        format!("法定时限 {days} 个工作日，没有写明条文"),
        format!("{days} working days by law, and no article named"),
    )
}

fn stated_limit_differs(item: &Item, _: &Around) -> Findings {
    let law = stated_differs(&item.statutory, "法定时限", "the law's limit");
    law.into_iter()
        .chain(stated_differs(&item.promised, "承诺时限", "the promised limit"))
        .collect()
}

fn stated_differs(limit: &Limit, zh: &str, en: &str) -> Findings {
    let Some(stated) = limit.stated else {
        return Vec::new();
    };
    let (amount, days) = (stated.amount, limit.days);
    let contradicts = match stated.unit {
        LimitUnit::WorkingDays => amount != days,
        LimitUnit::CalendarDays => days > amount,
        LimitUnit::Hours => days > amount.div_ceil(7),
        LimitUnit::Weeks => days > amount.saturating_mul(7),
        LimitUnit::Months => days > amount.saturating_mul(23),
        LimitUnit::Years => days > amount.saturating_mul(262),
    };
    let unit = crate::items::Coded::words(stated.unit);
    when(
        contradicts,
        format!("{zh}写作 {amount} {}，又写作 {days} 个工作日", unit.0),
        format!("{en} is told as {amount} {} and as {days} working days", unit.1),
    )
}
