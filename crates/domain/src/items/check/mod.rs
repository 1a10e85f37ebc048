//! The check-up of the library (事项体检): contradictions and gaps, each found by a rule with a name.
//!
//! A rule is one small function and one entry of data beside it. Rules read one item and what stands around it in the library.

mod around;
mod basis;
mod contact;
mod cost;
mod element;
mod expressions;
mod form;
mod library;
mod limits;
mod materials;
mod procedure;
mod result;
mod situations;
mod visits;

pub use around::Around;
pub use element::element_words;
pub use expressions::EXPRESSION_FAILS;

use super::Item;
use super::coded::coded;
use crate::words::{Refusal, RefusalKind, Words};

coded! {
    /// How much a finding matters (问题等级).
    Severity {
        Error = "error", "1", "严重", "serious";
        Warning = "warning", "2", "一般", "to be mended";
        Notice = "notice", "3", "提示", "worth a look";
    }
}

/// What a rule finds in one item: what is wrong, once for each place.
type Findings = Vec<Words>;

/// A rule of the check-up (体检规则).
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable name, snake case.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is called, Chinese and English.
    pub title: (&'static str, &'static str),
    /// Elements that it reads, by their field in the item's document.
    pub elements: &'static [&'static str],
    /// Law or standard behind it; empty where plain sense is.
    pub source: &'static str,
    /// Why it matters.
    pub why: (&'static str, &'static str),
    /// How to mend it.
    pub mend: (&'static str, &'static str),
    look: fn(&Item, &Around) -> Findings,
}

/// One thing that was found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// By which rule.
    pub rule: &'static Rule,
    /// What is wrong.
    pub what: Words,
}

/// Every rule, in the order in which people read them.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        limits::RULES,
        procedure::RULES,
        cost::RULES,
        materials::RULES,
        form::RULES,
        situations::RULES,
        expressions::RULES,
        visits::RULES,
        contact::RULES,
        result::RULES,
        basis::RULES,
        library::RULES,
    ]
    .into_iter()
    .flatten()
}

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

/// Everything that is wrong with an item, as it stands in its library.
pub fn check(item: &Item, around: &Around) -> Vec<Finding> {
    rules()
        .flat_map(|rule| {
            (rule.look)(item, around)
                .into_iter()
                .map(move |what| Finding { rule, what })
        })
        .collect()
}

/// Rules that an item must hold to before it is brought in at all: without them a case could not be computed.
const HARD: [&str; 6] = [
    "promise_over_law",
    "instant_means_zero",
    "fee_without_basis",
    "code_twice",
    "when_names_unknown",
    "situation_unsound",
];

/// The first contradiction that keeps an item out of the library.
pub(super) fn hard(item: &Item) -> Option<Refusal> {
    let alone = Around::default();
    let first = |rule: &'static Rule| (rule.look)(item, &alone).into_iter().next().map(|what| (rule, what));
    let (rule, what) = HARD.iter().filter_map(|code| rule(code)).find_map(first)?;
    Some(Refusal {
        why: what,
        ..Refusal::new(rule.code, RefusalKind::Invalid, rule.source, rule.why, rule.mend)
    })
}

/// One finding where something holds, none where it does not.
fn when(holds: bool, zh: impl Into<String>, en: impl Into<String>) -> Findings {
    if holds { vec![Words::new(zh, en)] } else { Vec::new() }
}

/// Nothing is written there.
fn blank(words: &Words) -> bool {
    words.zh.trim().is_empty() && words.en.trim().is_empty()
}

/// The whole implementation spec is there, so that what is missing is missing.
fn whole(item: &Item) -> bool {
    item.completeness == super::Completeness::Full
}
