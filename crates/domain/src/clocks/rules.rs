//! Rules of clocks (时限规则): what a limit is, where it holds, on what it rests, and when to warn.
//!
//! The nation's rules are those of [`ClockKind`]. A region or an item may give the applicant more than the law does,
//! never less: a shorter limit of the authority, a longer one of the applicant.

use std::fmt;

use super::{Clock, ClockKind};
use crate::calendar::{Calendar, Day, Region};
use crate::words::Words;

/// Longest limit, working days.
const MOST_DAYS: u32 = 3_650;
/// Longest limit, minutes of office time.
const MOST_MINUTES: u32 = 600_000;

/// In what a limit is counted (时限单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 工作日.
    WorkingDays,
    /// 办公分钟: minutes of office hours.
    OfficeMinutes,
    /// 自然日: of the applicant, where the law does not say working days.
    CalendarDays,
}

impl Unit {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Unit::WorkingDays => "working_days",
            Unit::OfficeMinutes => "office_minutes",
            Unit::CalendarDays => "calendar_days",
        }
    }

    /// Name, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Unit::WorkingDays => ("个工作日", "working days"),
            Unit::OfficeMinutes => ("分钟（办公时间）", "minutes of office time"),
            Unit::CalendarDays => ("个自然日", "calendar days"),
        }
    }
}

/// A limit with what it rests on (时限).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// The article or the local rule.
    pub source: String,
}

/// From when a clock is shown as due soon (预警).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Warning {
    /// When so many working days or fewer are left.
    DaysLeft(u32),
    #[default]
    /// As usual: when one working day or a fifth of the limit is left, whichever is more.
    Usual,
    /// When so many percent of the limit are used.
    PercentUsed(u32),
}

impl Warning {
    /// The working day of a limit of `allowed` days from which it is shown as due soon, counted as the clock counts.
    fn begins(self, allowed: u32) -> u32 {
        match self {
            Warning::DaysLeft(left) => allowed.saturating_sub(left),
            Warning::Usual => allowed.saturating_sub((allowed / 5).max(1)),
            Warning::PercentUsed(percent) => {
                let used = (u64::from(allowed) * u64::from(percent)).div_ceil(100);
                u32::try_from(used).unwrap_or(allowed).min(allowed)
            }
        }
    }

    /// The warning in words.
    pub fn words(self) -> Words {
        match self {
            Warning::DaysLeft(left) => Words::new(
                format!("剩余 {left} 个工作日时预警"),
                format!("warned with {left} working days left"),
            ),
            Warning::Usual => Words::new(
                "剩余 1 个工作日或五分之一时预警",
                "warned with one working day or a fifth left",
            ),
            Warning::PercentUsed(percent) => Words::new(
                format!("用去 {percent}% 时预警"),
                format!("warned when {percent}% are used"),
            ),
        }
    }

    /// The day from which a clock is shown as due soon; nothing once it is stopped, or where its days cannot be
    /// counted. A suspension that stands is taken as ending today.
    pub fn from(self, clock: &Clock, calendar: &Calendar, today: Day) -> Option<Day> {
        if clock.stopped.is_some() {
            return None;
        }
        let begins = self.begins(clock.allowed(calendar));
        if begins == 0 {
            return Some(clock.start);
        }
        clock
            .proof(calendar, today)
            .iter()
            .find(|line| line.counted == Some(begins))
            .map(|line| line.day)
    }
}

/// Where a rule holds (适用范围).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere: what law sets.
    Nation,
    /// In a region and what lies in it.
    Region(Region),
    /// For one item, by its code.
    Item(String),
}

impl Scope {
    fn covers(&self, item: &str, own: Option<&Region>) -> bool {
        match self {
            Scope::Nation => true,
            Scope::Region(region) => own.is_some_and(|own| region.covers(own)),
            Scope::Item(code) => code == item,
        }
    }

    /// The nearer of two that cover a case has more.
    fn nearness(&self) -> usize {
        match self {
            Scope::Nation => 0,
            Scope::Region(region) => region.depth(),
            Scope::Item(_) => usize::MAX,
        }
    }
}

/// One rule (时限规则). It may set the limit, the warning, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which clock.
    pub kind: ClockKind,
    /// Where.
    pub scope: Scope,
    /// The limit.
    pub budget: Option<Budget>,
    /// The warning.
    pub warning: Option<Warning>,
}

/// Why a rule cannot be put in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleError {
    /// It gives the applicant less than the law does.
    Loosens {
        /// Which clock.
        kind: ClockKind,
        /// Days of the rule.
        days: u32,
        /// Days of the law.
        law: u32,
    },
    /// The item's specification sets this limit, with both the law's and the promised days.
    SetByItem {
        /// Which clock.
        kind: ClockKind,
    },
    /// The law counts this limit in other days.
    Unit {
        /// Which clock.
        kind: ClockKind,
    },
    /// Nought, or too long.
    Amount,
    /// Neither a limit nor a warning.
    Empty,
    /// Nothing is named on which the limit rests.
    NoSource,
    /// A warning outside of 0 to 3650 days or 1 to 100 percent.
    Warning,
    /// What law sets is not for a centre to change.
    Nation,
}

impl RuleError {
    /// The field of the file that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            RuleError::Loosens { .. } | RuleError::SetByItem { .. } | RuleError::Amount | RuleError::Empty => {
                "working_days"
            }
            RuleError::Unit { .. } => "working_days",
            RuleError::NoSource => "source",
            RuleError::Warning => "warn",
            RuleError::Nation => "region",
        }
    }

    /// What is wrong and what would be right.
    pub fn words(&self) -> Words {
        match self {
            RuleError::Loosens { kind, days, law } => {
                let ((zh, en), article) = (kind.words(), kind.source());
                let (bound_zh, bound_en) = match kind.bound() {
                    Bound::AtMost => ("不得长于", "may not be longer than the"),
                    Bound::AtLeast => ("不得短于", "may not be shorter than the"),
                };
                let (unit_zh, unit_en) = kind.unit().words();
                Words::new(
                    format!("{zh}：{days} {unit_zh}{bound_zh}法律规定的 {law} {unit_zh}（{article}）。"),
                    format!("{en}: {days} {unit_en} {bound_en} {law} of the law ({article})."),
                )
            }
            RuleError::SetByItem { kind } => {
                let (zh, en) = kind.words();
                Words::new(
                    format!("{zh}由事项实施清单规定，请修改事项；这里只能规定预警。"),
                    format!("{en}: the item's specification sets it. Change the item; here only the warning is set."),
                )
            }
            RuleError::Unit { kind } => {
                let ((zh, en), (unit_zh, unit_en)) = (kind.words(), kind.unit().words());
                let (article, code) = (kind.source(), kind.unit().code());
                Words::new(
                    format!("{zh}依法以{unit_zh}计算（{article}），请填写 {code}。"),
                    format!("{en}: the law counts it in {unit_en} ({article}); give {code}."),
                )
            }
            RuleError::Amount => Words::new(
                format!("时限应为 1 至 {MOST_DAYS} 个工作日，或 1 至 {MOST_MINUTES} 分钟。"),
                format!("A limit is 1 to {MOST_DAYS} working days, or 1 to {MOST_MINUTES} minutes."),
            ),
            RuleError::Empty => Words::new(
                "请填写时限（working_days 或 office_minutes）或者预警。",
                "Give a limit (working_days or office_minutes) or a warning.",
            ),
            RuleError::NoSource => Words::new(
                "请在 source 中写明依据的条款或本地规定，1 至 300 个字。",
                "Name the article or the local rule behind it in source, in 1 to 300 characters.",
            ),
            RuleError::Warning => Words::new(
                "预警应为剩余 0 至 3650 个工作日，或用去 1 至 100 个百分点。",
                "Warn with 0 to 3650 working days left, or when 1 to 100 percent are used.",
            ),
            RuleError::Nation => Words::new(
                "请用 region 或 item 写明适用的地区或事项；全国的规定由法律设定。",
                "Name the region or the item for which it holds; what holds for the nation is set by law.",
            ),
        }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for RuleError {}

/// In which direction a rule may depart from the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The authority's time: as long or shorter.
    AtMost,
    /// The applicant's time: as long or longer.
    AtLeast,
}

impl ClockKind {
    /// In what the law counts this limit (行政许可法 art. 82).
    pub fn unit(self) -> Unit {
        match self {
            ClockKind::Renewal | ClockKind::SuitDefence => Unit::CalendarDays,
            _ => Unit::WorkingDays,
        }
    }

    /// In which direction a rule may depart from what law sets, so that the applicant never has less.
    pub fn bound(self) -> Bound {
        match self {
            ClockKind::HearingRequest | ClockKind::HearingNotice => Bound::AtLeast,
            _ => Bound::AtMost,
        }
    }
}

impl Rule {
    /// What the law sets for a kind of clock.
    pub fn of_law(kind: ClockKind) -> Option<Rule> {
        let amount = kind.default_budget()?;
        Some(Rule {
            kind,
            scope: Scope::Nation,
            budget: Some(Budget {
                amount,
                unit: kind.unit(),
                source: kind.source().into(),
            }),
            warning: None,
        })
    }

    /// Everything that forbids putting the rule in force.
    pub fn faults(&self) -> Vec<RuleError> {
        let mut faults = Vec::new();
        if self.scope == Scope::Nation {
            faults.push(RuleError::Nation);
        }
        if self.budget.is_none() && self.warning.is_none() {
            faults.push(RuleError::Empty);
        }
        faults.extend(self.budget.iter().flat_map(|budget| self.faults_of(budget)));
        let right = match self.warning {
            Some(Warning::DaysLeft(left)) => left <= MOST_DAYS,
            Some(Warning::PercentUsed(percent)) => (1..=100).contains(&percent),
            Some(Warning::Usual) | None => true,
        };
        if !right {
            faults.push(RuleError::Warning);
        }
        faults
    }

    fn faults_of(&self, budget: &Budget) -> Vec<RuleError> {
        let (kind, law) = (self.kind, self.kind.default_budget());
        let most = match budget.unit {
            Unit::WorkingDays | Unit::CalendarDays => MOST_DAYS,
            Unit::OfficeMinutes => MOST_MINUTES,
        };
        let mut faults = Vec::new();
        let is_of_intake = matches!(kind, ClockKind::Correction | ClockKind::PreExamination);
        if is_of_intake && budget.unit == Unit::CalendarDays {
            faults.push(RuleError::Unit { kind });
        }
        if matches!(kind, ClockKind::DecisionStatutory | ClockKind::DecisionPromised) {
            faults.push(RuleError::SetByItem { kind });
        } else if budget.amount == 0 || budget.amount > most {
            faults.push(RuleError::Amount);
        } else if let Some(law) = law {
            let days = budget.amount;
            let loosens = match kind.bound() {
                Bound::AtMost => days > law,
                Bound::AtLeast => days < law,
            };
            if budget.unit != kind.unit() {
                faults.push(RuleError::Unit { kind });
            } else if loosens {
                faults.push(RuleError::Loosens { kind, days, law });
            }
        }
        let source = budget.source.trim();
        if source.is_empty() || source.chars().count() > 300 || source.chars().any(char::is_control) {
            faults.push(RuleError::NoSource);
        }
        faults
    }
}

/// The rules in force in a centre (时限规则表). It never changes; a change makes the next table.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    own: Option<Region>,
    rules: Vec<Rule>,
}

impl Rules {
    /// The rules of a centre in its own region; of the law alone, without any.
    pub fn new(own: Option<Region>, rules: Vec<Rule>) -> Rules {
        Rules { own, rules }
    }

    /// The limit of a kind of clock for an item: of the item, else of the nearest region, else of the law.
    pub fn budget(&self, kind: ClockKind, item: &str) -> Option<Budget> {
        self.rule_with(kind, item, |rule| rule.budget.is_some())
            .and_then(|rule| rule.budget)
    }

    /// The limit that a rule of the item itself sets.
    pub fn budget_of_item(&self, kind: ClockKind, item: &str) -> Option<Budget> {
        self.rule_with(kind, item, |rule| rule.budget.is_some())
            .filter(|rule| matches!(rule.scope, Scope::Item(_)))
            .and_then(|rule| rule.budget)
    }

    /// When a clock of this kind is shown as due soon.
    pub fn warning(&self, kind: ClockKind, item: &str) -> Warning {
        self.rule_with(kind, item, |rule| rule.warning.is_some())
            .and_then(|rule| rule.warning)
            .unwrap_or_default()
    }

    /// The nearest rule that says something of a kind of clock for an item.
    pub fn rule_with(&self, kind: ClockKind, item: &str, says: impl Fn(&Rule) -> bool) -> Option<Rule> {
        let own = self.own.as_ref();
        let nearest = self
            .rules
            .iter()
            .filter(|rule| rule.kind == kind && rule.scope.covers(item, own) && says(rule))
            .max_by_key(|rule| rule.scope.nearness());
        nearest
            .cloned()
            .or_else(|| Rule::of_law(kind).filter(|rule| says(rule)))
    }

    /// The rules of regions and items.
    pub fn local(&self) -> &[Rule] {
        &self.rules
    }
}
