//! Laws, powers and codes (设定依据、权力来源、编码).

use super::{Around, Findings, Rule, Severity, blank, when};
use crate::identifiers::CreditCode;
use crate::items::authority::PowerSource;
use crate::items::code::{self, CodeFault};
use crate::items::{Item, ItemKind};
use crate::words::{Language, Words};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "no_basis",
        severity: Severity::Warning,
        title: ("没有设定依据", "No legal basis"),
        elements: &["legal_basis"],
        source: "行政许可法 第三十条",
        why: (
            "权力须有依据；没有依据的事项不得实施。",
            "A power needs a law; without one nothing may be demanded.",
        ),
        mend: (
            "写明法律、法规名称和条文；找不到的取消事项。",
            "Name law and article; where there is none, cancel the item.",
        ),
        look: no_basis,
    },
    Rule {
        code: "permit_by_lower_rule",
        severity: Severity::Error,
        title: ("许可由规范性文件设定", "A permit set up by a lower rule"),
        elements: &["kind", "legal_basis"],
        source: "行政许可法 第十四条、第十五条、第十七条",
        why: (
            "部门规章和规范性文件一律不得设定行政许可。",
            "Rules of ministries and normative documents may not set up a permit.",
        ),
        mend: (
            "补充上位法依据；没有的取消该许可。",
            "Name the law above, or cancel the permit.",
        ),
        look: permit_by_lower_rule,
    },
    Rule {
        code: "basis_without_article",
        severity: Severity::Warning,
        title: ("依据没有写到条", "A law without its article"),
        elements: &["legal_basis"],
        source: "",
        why: (
            "只写法名，无法核对是否真有规定。",
            "From the title alone nobody can see whether the law says so.",
        ),
        mend: ("写明第几条和条文内容。", "Give the article and its words."),
        look: basis_without_article,
    },
    Rule {
        code: "intermediary_without_basis",
        severity: Severity::Error,
        title: ("中介服务没有依据", "An intermediary service without a law"),
        elements: &["authority"],
        source: "优化营商环境条例 第四十三条",
        why: (
            "没有法律、法规或者国务院决定依据的中介服务，不得作为审批条件。",
            "Without a law, regulation or decision of the State Council no intermediary service may be a condition.",
        ),
        mend: ("写明依据；没有的取消。", "Name the basis, or drop it."),
        look: intermediary_without_basis,
    },
    Rule {
        code: "prerequisite_without_basis",
        severity: Severity::Warning,
        title: ("前置条件没有依据", "A prerequisite without a law"),
        elements: &["prerequisites"],
        source: "优化营商环境条例 第四十条",
        why: (
            "没有依据的前置条件应当清理。",
            "What no law demands before is to be cleaned up.",
        ),
        mend: (
            "写明依据；没有的取消前置。",
            "Name the basis, or drop the prerequisite.",
        ),
        look: prerequisite_without_basis,
    },
    Rule {
        code: "entrusted_by_nobody",
        severity: Severity::Error,
        title: ("委托行使却没有委托机关", "Entrusted, but by nobody"),
        elements: &["authority"],
        source: "行政许可法 第二十四条",
        why: (
            "委托须有委托机关，并公告受委托机关和内容；后果由委托机关承担。",
            "An entrusted power has an authority behind it, who answers for it and announces it.",
        ),
        mend: (
            "写明委托部门，或更正权力来源。",
            "Name who entrusted it, or correct where the power comes from.",
        ),
        look: entrusted_by_nobody,
    },
    Rule {
        code: "credit_code_wrong",
        severity: Severity::Warning,
        title: ("实施主体代码不是信用代码", "The body's credit code is none"),
        elements: &["authority"],
        source: "GB 32100-2015",
        why: (
            "代码错误，事项上报不到正确的单位。",
            "With a wrong code the item is not reported under the right body.",
        ),
        mend: (
            "按登记证书填写 18 位统一社会信用代码。",
            "Copy the 18 characters from the certificate of registration.",
        ),
        look: credit_code_wrong,
    },
    Rule {
        code: "code_wrong",
        severity: Severity::Warning,
        title: ("事项编码不合规则", "A code against its rules"),
        elements: &["code", "codes"],
        source: "GB/T 39554.1-2020；GB 32100-2015",
        why: (
            "编码错误的事项和办件上报会被退回。",
            "Items and cases with a wrong code are sent back when they are reported.",
        ),
        mend: (
            "按指出的那一段更正；多为实施主体信用代码的占位数字或旧机构代码。",
            "Correct the part named; most often it is a placeholder or an old code in the place of the body's credit code.",
        ),
        look: code_wrong,
    },
    Rule {
        code: "code_says_other_kind",
        severity: Severity::Warning,
        title: ("编码与事项类型不符", "The code says another kind"),
        elements: &["code", "codes", "kind"],
        source: "GB/T 39046-2020 A.1",
        why: (
            "类型不同，适用的时限和程序不同。",
            "Another kind has other limits and another procedure.",
        ),
        mend: (
            "核对权责清单，更正类型或编码。",
            "Compare with the list of powers, and correct kind or code.",
        ),
        look: code_says_other_kind,
    },
    Rule {
        code: "planned_days_reversed",
        severity: Severity::Error,
        title: ("取消日期早于生效日期", "It ends before it begins"),
        elements: &["planned"],
        source: "",
        why: ("这样的事项一天也不生效。", "Such an item holds on no day at all."),
        mend: ("更正计划生效或取消日期。", "Correct one of the planned days."),
        look: planned_days_reversed,
    },
];

fn no_basis(item: &Item, _: &Around) -> Findings {
    when(item.legal_basis.is_empty(), "没有写明设定依据", "no law is named")
}

fn permit_by_lower_rule(item: &Item, _: &Around) -> Findings {
    let ranks: Option<Vec<bool>> = item
        .legal_basis
        .iter()
        .map(|basis| basis.rank.map(|rank| rank.may_set_permit()))
        .collect();
    let none_may = ranks.is_some_and(|may| !may.is_empty() && !may.contains(&true));
    when(
        item.kind == ItemKind::Permit && none_may,
        "依据只有部门规章或规范性文件",
        "only rules of ministries or normative documents stand behind it",
    )
}

fn basis_without_article(item: &Item, _: &Around) -> Findings {
    let vague = item.legal_basis.iter().filter(|basis| basis.article.trim().is_empty());
    vague
        .map(|basis| {
            Words::new(
                format!("《{}》没有写到条", basis.title),
                format!("“{}” without an article", basis.title),
            )
        })
        .collect()
}

fn intermediary_without_basis(item: &Item, _: &Around) -> Findings {
    let services = item.authority.intermediaries.iter();
    services
        .filter(|service| service.basis.trim().is_empty())
        .map(|service| named(&service.name, "没有依据", "has no legal basis"))
        .collect()
}

fn prerequisite_without_basis(item: &Item, _: &Around) -> Findings {
    let before = item.prerequisites.iter();
    before
        .filter(|one| one.basis.trim().is_empty())
        .map(|one| named(&one.name, "没有依据", "has no legal basis"))
        .collect()
}

fn named(name: &Words, zh: &str, en: &str) -> Words {
    Words::new(
        format!("“{}”{zh}", name.zh),
        format!("“{}” {en}", name.get(Language::En)),
    )
}

fn entrusted_by_nobody(item: &Item, _: &Around) -> Findings {
    let entrusted = item.authority.source.is_some_and(PowerSource::is_entrusted);
    when(
        entrusted && blank(&item.authority.entrusted_by),
        "没有写明委托部门",
        "who entrusted it is not said",
    )
}

fn credit_code_wrong(item: &Item, _: &Around) -> Findings {
    let code = item.authority.credit_code.as_str();
    when(
        !code.is_empty() && CreditCode::parse(code).is_none(),
        format!("“{code}”不是有效的统一社会信用代码"),
        format!("“{code}” is not a valid unified social credit code"),
    )
}

/// The faults of an item's codes, those that compare it with other elements or items apart from the others.
fn code_faults(item: &Item, around: &Around) -> Vec<CodeFault> {
    let above = item.position.above().and_then(|code| around.item(code));
    around
        .profile()
        .map_or_else(Vec::new, |profile| code::check(profile, item, above))
}

fn code_wrong(item: &Item, around: &Around) -> Findings {
    let faults = code_faults(item, around).into_iter();
    faults
        .filter(|fault| !matches!(fault, CodeFault::Kind { .. } | CodeFault::NotOfParent))
        .map(|fault| fault.words())
        .collect()
}

fn code_says_other_kind(item: &Item, around: &Around) -> Findings {
    let faults = code_faults(item, around).into_iter();
    faults
        .filter(|fault| matches!(fault, CodeFault::Kind { .. }))
        .map(|fault| fault.words())
        .collect()
}

fn planned_days_reversed(item: &Item, _: &Around) -> Findings {
    let planned = item.planned;
    let reversed = matches!((planned.from, planned.until), (Some(from), Some(until)) if until <= from);
    when(
        reversed,
        "取消日期不晚于生效日期",
        "the last day is not after the first",
    )
}
