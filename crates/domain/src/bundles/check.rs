//! What is wrong with a bundle (一件事体检): rules by name, as those of items, over the items as they stand on a day.

use std::collections::BTreeSet;

use super::plan::Plan;
use super::{Bundle, Member};
use crate::items::check::Severity;
use crate::items::situation::ways;
use crate::items::{Completeness, Item};
use crate::words::{Language, Words};

/// How the item of a member stands on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands<'a> {
    /// 有效.
    InForce(&'a Item),
    /// 暂停办理.
    Suspended(&'a Item),
    /// 已取消.
    Withdrawn(&'a Item),
    /// It holds only from a later day.
    NotYet(&'a Item),
    /// 上级事项: it is not applied for here.
    Above(&'a Item),
    /// The library has none of this code.
    Missing,
}

impl<'a> Stands<'a> {
    /// The item, as far as the library has it.
    pub fn item(self) -> Option<&'a Item> {
        match self {
            Stands::InForce(item)
            | Stands::Suspended(item)
            | Stands::Withdrawn(item)
            | Stands::NotYet(item)
            | Stands::Above(item) => Some(item),
            Stands::Missing => None,
        }
    }

    /// The item, where people can be told to apply for it.
    pub fn usable(self) -> Option<&'a Item> {
        match self {
            Stands::InForce(item) | Stands::Suspended(item) => Some(item),
            _ => None,
        }
    }
}

/// A rule about bundles.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable code.
    pub code: &'static str,
    /// How serious: an error forbids to publish.
    pub severity: Severity,
    /// Name.
    pub title: (&'static str, &'static str),
    /// Why it matters.
    pub why: (&'static str, &'static str),
    /// How to mend it.
    pub mend: (&'static str, &'static str),
}

/// Every rule, in order.
pub static RULES: [Rule; 12] = [
    Rule {
        code: "bundle_item_missing",
        severity: Severity::Error,
        title: ("包含的事项不在库中", "An item is not in the library"),
        why: (
            "群众点开后找不到这个事项。",
            "People who follow the guide find nothing there.",
        ),
        mend: (
            "更正事项编码，或移除这个事项。",
            "Correct the code, or take the item out.",
        ),
    },
    Rule {
        code: "bundle_item_withdrawn",
        severity: Severity::Error,
        title: ("包含的事项已取消", "An item was withdrawn"),
        why: ("已取消的事项不能再申请。", "Nobody can apply for it any more."),
        mend: (
            "移除这个事项，或换成承接它的事项。",
            "Take it out, or put the item that follows it in its place.",
        ),
    },
    Rule {
        code: "bundle_item_not_in_force",
        severity: Severity::Error,
        title: ("包含的事项到生效日还未施行", "An item does not hold yet on the day"),
        why: (
            "一件事公布之日，这个事项还不能申请。",
            "On the day of the bundle nobody can apply for it yet.",
        ),
        mend: (
            "推迟一件事的生效日期，或先移除这个事项。",
            "Let the bundle hold later, or take the item out for now.",
        ),
    },
    Rule {
        code: "bundle_item_of_above",
        severity: Severity::Error,
        title: ("包含的是上级事项", "An item belongs to a higher level"),
        why: ("上级事项不在本中心受理。", "It is not applied for at this centre."),
        mend: (
            "换成引用它的本级事项。",
            "Put the item here that cites it in its place.",
        ),
    },
    Rule {
        code: "bundle_item_suspended",
        severity: Severity::Warning,
        title: ("包含的事项暂停办理", "An item is suspended"),
        why: (
            "暂停期间这件事办不完。",
            "While it is suspended the whole cannot be finished.",
        ),
        mend: (
            "核实恢复日期，或在说明中写明。",
            "Find out when it resumes, or say so in the note.",
        ),
    },
    Rule {
        code: "bundle_circle",
        severity: Severity::Error,
        title: ("事项互为前置", "Items wait for each other"),
        why: ("按这个顺序谁也办不了第一步。", "Nobody could take the first step."),
        mend: (
            "去掉其中一个“先办好”，或清理前置条件。",
            "Remove one of the “first” entries, or clean up the prerequisites.",
        ),
    },
    Rule {
        code: "bundle_item_twice",
        severity: Severity::Error,
        title: ("同一事项列了两次", "An item stands there twice"),
        why: ("群众不知道要不要办两次。", "People cannot tell whether to apply twice."),
        mend: (
            "只留一处，用情形区分。",
            "Keep one and tell the cases apart by a question.",
        ),
    },
    Rule {
        code: "bundle_when_unknown",
        severity: Severity::Error,
        title: (
            "适用情形或先后顺序所指不存在",
            "A condition or an order names what is not there",
        ),
        why: (
            "系统无法判断谁需要办这个事项。",
            "It cannot be told who needs the item.",
        ),
        mend: (
            "重新勾选适用情形和“先办好”的事项。",
            "Tick the answers and the items before it again.",
        ),
    },
    Rule {
        code: "bundle_item_never",
        severity: Severity::Warning,
        title: ("没有人会需要这个事项", "Nobody can ever need an item"),
        why: (
            "各项情形互相矛盾，这个事项永远不会出现。",
            "Its conditions contradict each other, so it is never shown.",
        ),
        mend: ("放宽或更正适用情形。", "Relax or correct its conditions."),
    },
    Rule {
        code: "bundle_too_few_items",
        severity: Severity::Warning,
        title: ("只有一个事项", "There is one item only"),
        why: (
            "一件事一次办是把多个事项合成一件事。",
            "A bundle brings several items together.",
        ),
        mend: (
            "补充相关事项，或直接使用该事项的办事指南。",
            "Add the others, or use the guide of the item itself.",
        ),
    },
    Rule {
        code: "bundle_lead_missing",
        severity: Severity::Error,
        title: ("没有牵头部门", "There is no leading body"),
        why: (
            "没有牵头部门，出了问题无人协调。",
            "Without one nobody settles what falls between bodies.",
        ),
        mend: ("选定牵头部门。", "Choose the body that leads."),
    },
    Rule {
        code: "bundle_item_bare",
        severity: Severity::Notice,
        title: ("包含的事项要素不全", "An item has the catalogue's line only"),
        why: (
            "材料、时限未公布，合并清单不完整。",
            "Its materials and limits are not published, so the lists are not whole.",
        ),
        mend: (
            "请该事项的实施主体补全实施清单。",
            "Ask its body to complete the specification.",
        ),
    },
];

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// In what.
    pub what: Words,
}

/// Everything that is wrong with a bundle that is to hold on a day, given how its items stand then and whether the body that
/// leads is known. In the order of the rules.
pub fn check(bundle: &Bundle, stands: &[Stands<'_>], lead_is_known: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in &RULES {
        let what = match rule.code {
            "bundle_item_missing" => named(bundle, stands, |stands| stands == Stands::Missing),
            "bundle_item_withdrawn" => named(bundle, stands, |stands| matches!(stands, Stands::Withdrawn(_))),
            "bundle_item_not_in_force" => named(bundle, stands, |stands| matches!(stands, Stands::NotYet(_))),
            "bundle_item_of_above" => named(bundle, stands, |stands| matches!(stands, Stands::Above(_))),
            "bundle_item_suspended" => named(bundle, stands, |stands| matches!(stands, Stands::Suspended(_))),
            "bundle_item_bare" => named(bundle, stands, |stands| {
                stands
                    .usable()
                    .is_some_and(|item| item.completeness == Completeness::Catalogue)
            }),
            "bundle_circle" => circle(bundle, stands),
            "bundle_item_twice" => twice(bundle, stands),
            "bundle_when_unknown" => unknown(bundle, stands),
            "bundle_item_never" => never(bundle, stands),
            "bundle_too_few_items" if bundle.members.len() < 2 => vec![bundle.name.clone()],
            "bundle_lead_missing" if !lead_is_known => vec![bundle.name.clone()],
            _ => Vec::new(),
        };
        found.extend(what.into_iter().map(|what| Finding { rule, what }));
    }
    found
}

fn name(member: &Member, stands: Option<&Stands<'_>>) -> Words {
    let item = stands.and_then(|stands| stands.item());
    item.map_or_else(|| Words::new(&member.item, &member.item), |item| item.name.clone())
}

fn named(bundle: &Bundle, stands: &[Stands<'_>], is: impl Fn(Stands<'_>) -> bool) -> Vec<Words> {
    let pairs = bundle.members.iter().zip(stands);
    pairs
        .filter(|(_, stands)| is(**stands))
        .map(|(member, stands)| name(member, Some(stands)))
        .collect()
}

/// The order over all items of a bundle, whatever is answered.
pub fn whole_plan(bundle: &Bundle, stands: &[Stands<'_>]) -> Plan {
    let waits = bundle.members.iter().enumerate().map(|(at, member)| {
        let item = stands.get(at).and_then(|stands| stands.item());
        let needed = item.into_iter().flat_map(|item| &item.prerequisites);
        let codes = member.after.iter().chain(needed.map(|before| &before.item));
        codes.filter_map(|code| bundle.place(code)).collect()
    });
    Plan::of(&vec![0; bundle.members.len()], waits.collect())
}

fn circle(bundle: &Bundle, stands: &[Stands<'_>]) -> Vec<Words> {
    let plan = whole_plan(bundle, stands);
    if plan.circle.is_empty() {
        return Vec::new();
    }
    let names: Vec<Words> = plan
        .circle
        .iter()
        .map(|at| name(&bundle.members[*at], stands.get(*at)))
        .collect();
    let join = |language: Language, between: &str| {
        names
            .iter()
            .map(|name| name.get(language))
            .collect::<Vec<_>>()
            .join(between)
    };
    vec![Words::new(join(Language::Zh, "、"), join(Language::En, ", "))]
}

fn twice(bundle: &Bundle, stands: &[Stands<'_>]) -> Vec<Words> {
    let mut seen = BTreeSet::new();
    let pairs = bundle.members.iter().enumerate();
    pairs
        .filter(|(_, member)| !seen.insert(&member.item))
        .map(|(at, member)| name(member, stands.get(at)))
        .collect()
}

fn unknown(bundle: &Bundle, stands: &[Stands<'_>]) -> Vec<Words> {
    let answers = |when: &crate::items::When| {
        let question = bundle.situations.iter().find(|question| question.code == when.question);
        question.is_some_and(|question| {
            !when.answers.is_empty() && when.answers.iter().all(|code| question.answer(code).is_some())
        })
    };
    let orders = |code: &String, member: &Member| code != &member.item && bundle.place(code).is_some();
    let is_wrong =
        |member: &Member| !member.when.iter().all(answers) || !member.after.iter().all(|code| orders(code, member));
    let pairs = bundle.members.iter().enumerate();
    pairs
        .filter(|(_, member)| is_wrong(member))
        .map(|(at, member)| name(member, stands.get(at)))
        .collect()
}

fn never(bundle: &Bundle, stands: &[Stands<'_>]) -> Vec<Words> {
    let known = |member: &Member| {
        let asked = |code: &str| bundle.situations.iter().any(|question| question.code == code);
        member.when.iter().all(|when| asked(&when.question))
    };
    let pairs = bundle.members.iter().enumerate();
    pairs
        .filter(|(_, member)| known(member) && ways(&bundle.situations, &member.when).is_none())
        .map(|(at, member)| name(member, stands.get(at)))
        .collect()
}
