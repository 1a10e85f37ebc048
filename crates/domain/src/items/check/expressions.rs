//! Rules that compute (规则表达式). That one can be evaluated at all is found where expressions are read; here is what needs no reading.

use super::{Around, Findings, Rule, Severity};
use crate::items::{Expression, Item};
use crate::words::{Language, Words};

/// Code of the rule under which an expression that cannot be used is found.
pub const EXPRESSION_FAILS: &str = "expression_fails";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: EXPRESSION_FAILS,
        severity: Severity::Error,
        title: ("规则表达式不能用", "A rule that cannot be used"),
        elements: &["conditions", "fee", "situations", "form"],
        source: "",
        why: (
            "到了窗口才发现算不出来，群众得不到答复。",
            "It would fail at the window, in front of the person.",
        ),
        mend: (
            "按提示改正表达式；可能没有填写的输入先用 has(…) 判断；示例的结果与表达式一致。",
            "Mend it as told; ask has(…) before an input that may be absent; let the examples come out.",
        ),
        look: expression_fails,
    },
    Rule {
        code: "rule_without_example",
        severity: Severity::Warning,
        title: ("规则没有示例", "A rule without an example"),
        elements: &["conditions", "fee"],
        source: "",
        why: (
            "没有示例，改错了也没有人发现。",
            "Without an example nobody notices when it is changed wrongly.",
        ),
        mend: (
            "写至少一个示例：输入和应得的结果。",
            "Write at least one example: inputs and what must come out.",
        ),
        look: rule_without_example,
    },
];

/// Every expression of an item with the name of what it belongs to.
fn expressions(item: &Item) -> impl Iterator<Item = (&Words, &Expression)> {
    let conditions = item.conditions.iter();
    let lines = item.fee.iter().flat_map(|fee| &fee.lines);
    conditions
        .filter_map(|condition| Some((&condition.words, condition.rule.as_ref()?)))
        .chain(lines.filter_map(|line| Some((&line.name, line.rule.as_ref()?))))
}

fn each(item: &Item, bad: impl Fn(&Expression) -> bool, zh: &str, en: &str) -> Findings {
    let bad = expressions(item).filter(|(_, rule)| bad(rule));
    bad.map(|(name, _)| {
        Words::new(
            format!("“{}”{zh}", name.zh),
            format!("“{}” {en}", name.get(Language::En)),
        )
    })
    .collect()
}

fn expression_fails(item: &Item, _: &Around) -> Findings {
    each(
        item,
        |rule| rule.text.trim().is_empty(),
        "的规则是空的",
        "has an empty rule",
    )
}

fn rule_without_example(item: &Item, _: &Around) -> Findings {
    let bare = |rule: &Expression| !rule.text.trim().is_empty() && rule.examples.is_empty();
    each(item, bare, "的规则没有示例", "has a rule without an example")
}
