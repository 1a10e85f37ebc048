//! Which rules of clocks are in force, and from where.

use yimen_domain::calendar::{CHINA, Region};
use yimen_domain::clocks::{Budget, ClockKind, Rule, Scope, StepKind, Unit, Warning};
use yimen_domain::items::Item;
use yimen_domain::words::Words;

use crate::{ActError, Centre, items};

/// Where something in force comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `nation`, `region`, `item` or `specification`.
    pub level: &'static str,
    /// Code of the region or the item; empty for the nation.
    pub code: String,
    /// Version of the rules; none for the law and the item's specification.
    pub version: Option<u32>,
    /// Notice behind it.
    pub notice: String,
    /// Who applied it, and on which day.
    pub applied: Option<(String, String)>,
}

impl Origin {
    /// The level, Chinese and English.
    pub fn words(&self) -> Words {
        match self.level {
            "region" => Words::new(format!("地区 {}", self.code), format!("region {}", self.code)),
            "item" => Words::new(format!("事项 {}", self.code), format!("item {}", self.code)),
            "specification" => Words::new("事项实施清单", "the item's specification"),
            _ => Words::new("全国", "nation"),
        }
    }
}

/// What holds for one kind of clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub kind: ClockKind,
    /// The limit and where it comes from; none where nobody sets one.
    pub budget: Option<(Budget, Origin)>,
    /// The warning and where it comes from.
    pub warning: (Warning, Origin),
}

/// What is in force for an item, or in general, in a region (the centre's own, without one).
///
/// # Errors
/// There is no such item.
pub fn in_force(centre: &Centre, item: Option<&str>, region: Option<Region>) -> Result<Vec<Line>, ActError> {
    let item = item.map(|code| items::latest(centre, code)).transpose()?;
    let book = centre.rules();
    let rules = book.for_region(region.or_else(|| super::own(centre)));
    let code = item.as_ref().map_or("", |item| item.code.as_str());
    let origin = |rule: &Rule| {
        let change = book.origin(rule);
        let (level, code) = match &rule.scope {
            Scope::Nation => ("nation", String::new()),
            Scope::Region(region) => ("region", region.code().to_string()),
            Scope::Item(code) => ("item", code.clone()),
        };
        Origin {
            level,
            code,
            version: change.map(|change| change.number),
            notice: change.map_or_else(String::new, |change| change.notice.clone()),
            applied: change.map(|change| (change.by.clone(), change.at.day(CHINA).to_string())),
        }
    };
    let line = |kind: ClockKind| {
        let rule = rules.rule_with(kind, code, |rule| rule.budget.is_some());
        let own = rule.as_ref().is_some_and(|rule| matches!(rule.scope, Scope::Item(_)));
        let specified = item.as_ref().filter(|_| !own).and_then(|item| specified(kind, item));
        let budget = specified.or_else(|| rule.and_then(|rule| Some((rule.budget.clone()?, origin(&rule)))));
        let warned = rules.rule_with(kind, code, |rule| rule.warning.is_some());
        let warning = warned.and_then(|rule| Some((rule.warning?, origin(&rule))));
        Line {
            kind,
            budget,
            warning: warning.unwrap_or_else(|| (Warning::default(), of_nation())),
        }
    };
    Ok(ClockKind::all().map(line).collect())
}

fn of_nation() -> Origin {
    Origin {
        level: "nation",
        code: String::new(),
        version: None,
        notice: String::new(),
        applied: None,
    }
}

/// What the item's own specification sets.
fn specified(kind: ClockKind, item: &Item) -> Option<(Budget, Origin)> {
    let (amount, source) = match kind {
        ClockKind::DecisionStatutory => (item.statutory.days, item.statutory.source.zh.clone()),
        ClockKind::DecisionPromised => (item.promised.days, item.promised.source.zh.clone()),
        ClockKind::Step(step) => (days_of(item, step)?, kind.source().to_string()),
        _ => return None,
    };
    let budget = Budget {
        amount,
        unit: Unit::WorkingDays,
        source,
    };
    let origin = Origin {
        level: "specification",
        code: item.code.clone(),
        ..of_nation()
    };
    Some((budget, origin))
}

fn days_of(item: &Item, step: StepKind) -> Option<u32> {
    item.days_of(step).filter(|days| *days > 0)
}
