//! Rules over the whole library (全库规则): names, codes, citation, prerequisites, main and sub items.

use super::{Around, Findings, Rule, Severity, when};
use crate::items::code::{self, CodeFault};
use crate::items::life::citation::loosened;
use crate::items::{Item, Position};
use crate::words::Words;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "same_name_in_body",
        severity: Severity::Warning,
        title: ("同一部门有重名事项", "Two items of one body with the same name"),
        elements: &["name", "body"],
        source: "",
        why: (
            "群众分不清该办哪一个，也可能是重复事项。",
            "People cannot tell which is theirs, and it may be one item twice.",
        ),
        mend: (
            "在名称里写明区别，重复的合并。",
            "Say in the name how they differ, or merge them.",
        ),
        look: same_name_in_body,
    },
    Rule {
        code: "code_used_twice",
        severity: Severity::Error,
        title: ("两个事项用同一编码", "Two items with one code"),
        elements: &["codes"],
        source: "GB/T 39554.1-2020",
        why: (
            "上报和共享时两个事项会被当成一个。",
            "When they are reported, two items are taken for one.",
        ),
        mend: (
            "核对后更正其中一个的编码。",
            "Find out whose it is and correct the other.",
        ),
        look: code_used_twice,
    },
    Rule {
        code: "parent_missing",
        severity: Severity::Error,
        title: ("上级事项不存在或不是主项", "The item above is missing or no main item"),
        elements: &["position", "parent"],
        source: "GB/T 39554.1-2020",
        why: (
            "子项和业务办理项挂不到正确的事项下，目录里会丢失。",
            "Sub-items and business-handling items fall out of the catalogue.",
        ),
        mend: (
            "更正上级事项编码，或先建立主项。",
            "Correct the code of the item above, or bring that in first.",
        ),
        look: parent_missing,
    },
    Rule {
        code: "code_not_of_parent",
        severity: Severity::Warning,
        title: ("编码与上级事项不相承接", "The code is not of the item above"),
        elements: &["code", "codes", "parent"],
        source: "GB/T 39554.1-2020",
        why: (
            "子项与主项前九位应相同，业务办理项应以实施编码开头。",
            "A sub-item shares nine digits with its main item; a business-handling item begins with the implementation code.",
        ),
        mend: ("更正编码，或更正上级事项。", "Correct the code, or the item above."),
        look: code_not_of_parent,
    },
    Rule {
        code: "prerequisite_in_circle",
        severity: Severity::Error,
        title: ("前置条件互为前提", "Prerequisites in a circle"),
        elements: &["prerequisites"],
        source: "优化营商环境条例 第四十条",
        why: (
            "办这个要先办那个，办那个又要先办这个，谁也办不成。",
            "Each needs the other first, so that nobody can get either.",
        ),
        mend: ("取消其中一个前置条件。", "Drop one of the prerequisites."),
        look: prerequisite_in_circle,
    },
    Rule {
        code: "prerequisite_missing",
        severity: Severity::Warning,
        title: ("前置事项不在库中", "A prerequisite that is not in the library"),
        elements: &["prerequisites"],
        source: "",
        why: (
            "该事项可能已取消，不应再作前置；群众也查不到怎么办。",
            "It may have been cancelled, and people cannot find how to get it.",
        ),
        mend: (
            "更正编码；事项已取消的，取消前置。",
            "Correct the code; where the item is cancelled, drop the prerequisite.",
        ),
        look: prerequisite_missing,
    },
    Rule {
        code: "cited_item_missing",
        severity: Severity::Error,
        title: ("引用的事项不在库中", "Cites an item that is not there"),
        elements: &["cites"],
        source: "",
        why: (
            "上级事项变化时得不到提醒。",
            "Nobody is told when the item above changes.",
        ),
        mend: (
            "更正引用的编码，或导入上级事项。",
            "Correct the code cited, or bring the item above in.",
        ),
        look: cited_item_missing,
    },
    Rule {
        code: "looser_than_cited",
        severity: Severity::Error,
        title: ("比引用的上级事项更宽", "Looser than the item it cites"),
        elements: &[
            "cites",
            "statutory_days",
            "promised_days",
            "materials",
            "conditions",
            "procedure",
            "visits",
            "fee",
        ],
        source: "优化营商环境条例 第三十六条",
        why: (
            "引用上级事项只能更快、更少，不能更慢、更多、收费。",
            "Who cites an item from above may be quicker and ask for less, never slower, for more or for money.",
        ),
        mend: (
            "缩短时限、减少材料、取消收费，或改为引用别的版本。",
            "Take fewer days, fewer materials and no fee, or cite another version.",
        ),
        look: looser_than_cited,
    },
    Rule {
        code: "cited_item_changed",
        severity: Severity::Warning,
        title: ("引用的上级事项已更新", "The item cited has changed"),
        elements: &["cites"],
        source: "",
        why: (
            "仍按旧版办理，可能多要材料或适用了废止的规定。",
            "It still follows the old version, and may ask for what is no longer needed.",
        ),
        mend: (
            "对照差异后采用新版。",
            "Look at the difference and take the new version over.",
        ),
        look: cited_item_changed,
    },
];

fn same_name_in_body(item: &Item, around: &Around) -> Findings {
    let others = around.namesakes(item);
    when(
        !others.is_empty(),
        format!("与 {} 同名", others.join("、")),
        format!("same name as {}", others.join(", ")),
    )
}

fn code_used_twice(item: &Item, around: &Around) -> Findings {
    let codes = [&item.codes.implementation, &item.codes.handling, &item.codes.local];
    let used = codes.into_iter().filter(|code| !code.is_empty());
    used.flat_map(|code| {
        around
            .sharers(code, &item.code)
            .into_iter()
            .map(move |other| (code, other))
    })
    .map(|(code, other)| {
        Words::new(
            format!("编码 {code} 也是事项 {other} 的"),
            format!("the code {code} is also that of {other}"),
        )
    })
    .collect()
}

fn parent_missing(item: &Item, around: &Around) -> Findings {
    let Some(code) = item.position.above() else {
        return Vec::new();
    };
    let right = around.item(code).is_some_and(|above| match item.position {
        Position::Child(_) => above.position == Position::Parent,
        _ => above.position != Position::Parent && above.code != item.code,
    });
    when(
        around.profile().is_some() && !right,
        format!("上级事项 {code} 不在库中，或层次不对"),
        format!("the item above, {code}, is missing or of the wrong place"),
    )
}

fn code_not_of_parent(item: &Item, around: &Around) -> Findings {
    let above = item.position.above().and_then(|code| around.item(code));
    let (Some(profile), Some(above)) = (around.profile(), above) else {
        return Vec::new();
    };
    let faults = code::check(profile, item, Some(above));
    when(
        faults.contains(&CodeFault::NotOfParent),
        format!("与上级事项 {} 的编码不相承接", above.code),
        format!("the code does not belong to that of {}", above.code),
    )
}

fn prerequisite_in_circle(item: &Item, around: &Around) -> Findings {
    let circle = around.circle(&item.code).unwrap_or_default();
    when(
        !circle.is_empty(),
        format!("前置成环：{} → {}", item.code, circle.join(" → ")),
        format!("a circle: {} → {}", item.code, circle.join(" → ")),
    )
}

fn prerequisite_missing(item: &Item, around: &Around) -> Findings {
    let known = |code: &str| code.is_empty() || around.profile().is_none() || around.item(code).is_some();
    let missing = item.prerequisites.iter().filter(|one| !known(&one.item));
    missing
        .map(|one| {
            Words::new(
                format!("前置事项 {} 不在库中", one.item),
                format!("the prerequisite {} is not in the library", one.item),
            )
        })
        .collect()
}

fn cited_item_missing(item: &Item, around: &Around) -> Findings {
    let missing = item.cites.as_ref().filter(|cited| around.item(&cited.code).is_none());
    let code = missing.map_or("", |cited| cited.code.as_str());
    when(
        around.profile().is_some() && missing.is_some(),
        format!("引用的事项 {code} 不在库中"),
        format!("the item cited, {code}, is not in the library"),
    )
}

fn looser_than_cited(item: &Item, around: &Around) -> Findings {
    let cited = item.cites.as_ref().and_then(|cited| around.item(&cited.code));
    cited.map_or_else(Vec::new, |above| {
        loosened(item, above).into_iter().map(|one| one.what).collect()
    })
}

fn cited_item_changed(item: &Item, around: &Around) -> Findings {
    let Some(cited) = &item.cites else {
        return Vec::new();
    };
    let latest = around.item(&cited.code).map_or(0, |above| above.version);
    when(
        latest > cited.version,
        format!("引用第 {} 版，已有第 {latest} 版", cited.version),
        format!("cites version {}, there is version {latest}", cited.version),
    )
}
