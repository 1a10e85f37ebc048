//! The check-up of the whole library (事项体检): every rule over every item, counted by rule and by body.

use std::collections::BTreeMap;
use std::sync::Arc;

use yimen_domain::items::check::{Around, EXPRESSION_FAILS, Finding, Rule, Severity, check, rule, rules};
use yimen_domain::items::code::Profile;
use yimen_domain::items::{Completeness, Item};
use yimen_domain::words::Words;

use super::Library;
use crate::Centre;

/// What was found in one item.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The item, in its latest version.
    pub item: Arc<Item>,
    /// What was found; empty where all is well.
    pub findings: Vec<Finding>,
}

/// What was found in the library.
#[derive(Debug, Clone, Default)]
pub struct Checkup {
    /// Every item, in order of code.
    pub items: Vec<Checked>,
}

/// A rule and how much it found.
#[derive(Debug, Clone, Copy)]
pub struct ByRule {
    /// The rule.
    pub rule: &'static Rule,
    /// Findings.
    pub findings: usize,
    /// Items that have at least one.
    pub items: usize,
}

/// A body and what was found in its items.
#[derive(Debug, Clone)]
pub struct ByBody {
    /// Code of the body.
    pub body: String,
    /// Its name.
    pub name: Words,
    /// Its items.
    pub items: usize,
    /// Of these with a serious finding.
    pub serious: usize,
    /// Findings by severity, in the order of [`Severity`].
    pub findings: [usize; 3],
}

/// Checks every item of the library as it stands.
pub fn checkup(centre: &Centre) -> Checkup {
    of_library(centre, &centre.library())
}

/// What is found in one item, as it stands in the library.
pub fn of_item(centre: &Centre, item: &Item) -> Vec<Finding> {
    let library = centre.library();
    let around = around(centre, library.all().chain(library.above()).map(Arc::as_ref));
    looked(item, &around)
}

/// What would be found in an item if it stood in the library instead of the version that does.
pub fn of_item_instead(centre: &Centre, item: &Item) -> Vec<Finding> {
    let library = centre.library();
    let known = library.all().chain(library.above()).map(Arc::as_ref);
    let others = known.filter(|other| other.code != item.code);
    let around = around(centre, others.chain([item]));
    looked(item, &around)
}

/// What the rules find, and what is wrong with the item's own expressions.
fn looked(item: &Item, around: &Around<'_>) -> Vec<Finding> {
    let mut found = check(item, around);
    if let Some(rule) = rule(EXPRESSION_FAILS) {
        let troubles = yimen_rules::of_item(item).into_iter();
        found.extend(troubles.map(|trouble| Finding {
            rule,
            what: trouble.what,
        }));
    }
    found
}

fn around<'a>(centre: &Centre, items: impl IntoIterator<Item = &'a Item>) -> Around<'a> {
    let excepted = super::residency::granted(centre);
    Around::of(Profile::of_division(centre.div()), items).with_exceptions(excepted)
}

fn of_library(centre: &Centre, library: &Library) -> Checkup {
    let around = around(centre, library.all().chain(library.above()).map(Arc::as_ref));
    let checked = |item: &Arc<Item>| Checked {
        item: Arc::clone(item),
        findings: looked(item, &around),
    };
    Checkup {
        items: library.all().map(checked).collect(),
    }
}

impl Checked {
    /// It has a finding as serious as this, or more.
    pub fn has(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.rule.severity <= severity)
    }
}

impl Checkup {
    /// Only findings as serious as this, or more.
    #[must_use]
    pub fn at_least(mut self, severity: Severity) -> Checkup {
        for checked in &mut self.items {
            checked.findings.retain(|finding| finding.rule.severity <= severity);
        }
        self
    }

    /// Only findings of this rule.
    #[must_use]
    pub fn of_rule(mut self, code: &str) -> Checkup {
        for checked in &mut self.items {
            checked.findings.retain(|finding| finding.rule.code == code);
        }
        self
    }

    /// Only items of this body.
    #[must_use]
    pub fn of_body(mut self, body: &str) -> Checkup {
        self.items.retain(|checked| checked.item.body == body);
        self
    }

    /// How many findings there are.
    pub fn count(&self) -> usize {
        self.items.iter().map(|checked| checked.findings.len()).sum()
    }

    /// How many items have a finding as serious as this, or more.
    pub fn items_with(&self, severity: Severity) -> usize {
        self.items.iter().filter(|checked| checked.has(severity)).count()
    }

    /// How many items have their whole specification.
    pub fn whole(&self) -> usize {
        let whole = |checked: &&Checked| checked.item.completeness == Completeness::Full;
        self.items.iter().filter(whole).count()
    }

    /// Every rule with what it found, in the order of the rules.
    pub fn by_rule(&self) -> Vec<ByRule> {
        let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for checked in &self.items {
            let mut last = "";
            for finding in &checked.findings {
                let count = found.entry(finding.rule.code).or_default();
                count.0 += 1;
                count.1 += usize::from(finding.rule.code != last);
                last = finding.rule.code;
            }
        }
        let line = |rule: &'static Rule| {
            let (findings, items) = found.get(rule.code).copied().unwrap_or_default();
            ByRule { rule, findings, items }
        };
        rules().map(line).collect()
    }

    /// Every body with what was found in its items, the one with most serious findings first.
    pub fn by_body(&self) -> Vec<ByBody> {
        let mut bodies: BTreeMap<&str, ByBody> = BTreeMap::new();
        for checked in &self.items {
            let item = &checked.item;
            let line = bodies.entry(&item.body).or_insert_with(|| ByBody {
                body: item.body.clone(),
                name: item.body_name.clone(),
                items: 0,
                serious: 0,
                findings: [0; 3],
            });
            line.items += 1;
            line.serious += usize::from(checked.has(Severity::Error));
            for finding in &checked.findings {
                line.findings[finding.rule.severity as usize] += 1;
            }
        }
        let mut lines: Vec<ByBody> = bodies.into_values().collect();
        lines.sort_by_key(|line| std::cmp::Reverse((line.findings[0], line.findings[1], line.findings[2])));
        lines
    }
}
