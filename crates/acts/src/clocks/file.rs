//! Rules of clocks as files (时限规则文件).

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Region;
use yimen_domain::clocks::{Budget, ClockKind, Rule, Scope, Unit, Warning};
use yimen_domain::words::{Fault, Refusal};

use crate::ActError;

/// Largest file, bytes.
const LARGEST: usize = 1024 * 1024;
/// Most rules of a file.
const MOST: usize = 1_000;
/// Most faults that are named at once.
const MOST_FAULTS: usize = 50;

/// One rule of a change: put in force, or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The rule; of a withdrawn one its kind and scope count.
    pub rule: Rule,
    /// It holds no longer.
    pub withdrawn: bool,
}

/// What somebody wants to put in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Number or title of the notice behind it.
    pub notice: String,
    /// The rules.
    pub entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDoc {
    notice: String,
    rules: Vec<RuleDoc>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RuleDoc {
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    working_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calendar_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    office_minutes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    warn_days_left: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    warn_percent_used: Option<u32>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

/// Reads a file of rules.
///
/// # Errors
/// Everything that is wrong, each with the number of its rule (from 0) and its field.
pub fn read(bytes: &[u8]) -> Result<Incoming, ActError> {
    let wrong = |zh: String, en: String| ActError::from(Refusal::invalid(vec![Fault::new("file", zh, en)]));
    if bytes.len() > LARGEST {
        return Err(wrong(
            "文件不能超过 1 MB。".into(),
            "The file must not be larger than 1 MB.".into(),
        ));
    }
    let doc: FileDoc = serde_json::from_slice(bytes).map_err(|error| {
        wrong(
            format!("不是时限规则文件：{error}。"),
            format!("This is not a file of clock rules: {error}."),
        )
    })?;
    let mut faults = Vec::new();
    let notice = doc.notice.trim();
    if notice.is_empty() || notice.chars().count() > 300 || notice.chars().any(char::is_control) {
        faults.push(Fault::new(
            "notice",
            "请写明依据的通知，1 至 300 个字。",
            "Name the notice behind it, in 1 to 300 characters.",
        ));
    }
    if doc.rules.is_empty() || doc.rules.len() > MOST {
        faults.push(Fault::new(
            "rules",
            format!("请写 1 至 {MOST} 条规则。"),
            format!("Give 1 to {MOST} rules."),
        ));
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (at, rule) in doc.rules.into_iter().take(MOST).enumerate() {
        match entry(rule) {
            Ok(entry) if entries.iter().any(|known| same_place(known, &entry)) => faults.push(Fault::new(
                format!("rules.{at}"),
                "同一范围的同一时限写了两次。",
                "The same clock is given twice for the same scope.",
            )),
            Ok(entry) => entries.push(entry),
            Err(more) => faults.extend(more.into_iter().map(|fault| Fault {
                field: format!("rules.{at}.{}", fault.field),
                ..fault
            })),
        }
    }
    if !faults.is_empty() {
        faults.truncate(MOST_FAULTS);
        return Err(Refusal::invalid(faults).into());
    }
    Ok(Incoming {
        notice: notice.to_string(),
        entries,
    })
}

fn same_place(left: &Entry, right: &Entry) -> bool {
    left.rule.kind == right.rule.kind && left.rule.scope == right.rule.scope
}

fn entry(doc: RuleDoc) -> Result<Entry, Vec<Fault>> {
    let withdrawn = doc.withdrawn;
    let rule = rule(doc)?;
    let errors = if withdrawn { Vec::new() } else { rule.faults() };
    if errors.is_empty() {
        return Ok(Entry { rule, withdrawn });
    }
    let fault = |error: &yimen_domain::clocks::RuleError| {
        let words = error.words();
        Fault::new(error.field(), words.zh, words.en)
    };
    Err(errors.iter().map(fault).collect())
}

/// The rule that a document says, whether it may be in force or not.
fn rule(doc: RuleDoc) -> Result<Rule, Vec<Fault>> {
    let mut faults = Vec::new();
    let kind = ClockKind::parse(&doc.kind);
    if kind.is_none() {
        let known: Vec<&str> = ClockKind::all().map(ClockKind::code).collect();
        faults.push(Fault::new(
            "kind",
            format!("没有“{}”这种时限，应为：{}。", doc.kind, known.join("、")),
            format!("There is no clock “{}”. There are: {}.", doc.kind, known.join(", ")),
        ));
    }
    let scope = scope(&doc, &mut faults);
    let amounts = [
        (doc.working_days, Unit::WorkingDays),
        (doc.calendar_days, Unit::CalendarDays),
        (doc.office_minutes, Unit::OfficeMinutes),
    ];
    let given: Vec<(u32, Unit)> = amounts
        .into_iter()
        .filter_map(|(amount, unit)| Some((amount?, unit)))
        .collect();
    if given.len() > 1 || (doc.warn_days_left.is_some() && doc.warn_percent_used.is_some()) {
        faults.push(Fault::new(
            "working_days",
            "时限只能用一种单位，预警只能有一种。",
            "Give the limit in one unit, and one warning.",
        ));
    }
    let budget = given.first().map(|&(amount, unit)| Budget {
        amount,
        unit,
        source: doc.source.unwrap_or_default().trim().to_string(),
    });
    let warning = match (doc.warn_days_left, doc.warn_percent_used) {
        (Some(left), _) => Some(Warning::DaysLeft(left)),
        (None, Some(percent)) => Some(Warning::PercentUsed(percent)),
        (None, None) => None,
    };
    match (kind, scope) {
        (Some(kind), Some(scope)) if faults.is_empty() => Ok(Rule {
            kind,
            scope,
            budget,
            warning,
        }),
        _ => Err(faults),
    }
}

fn scope(doc: &RuleDoc, faults: &mut Vec<Fault>) -> Option<Scope> {
    match (&doc.region, &doc.item) {
        (Some(_), Some(_)) => {
            faults.push(Fault::new(
                "item",
                "一条规则只适用于一个地区或者一个事项。",
                "A rule holds for one region or for one item.",
            ));
            None
        }
        (Some(code), None) => match Region::parse(code.trim()) {
            Ok(region) => Some(Scope::Region(region)),
            Err(error) => {
                let words = error.words();
                faults.push(Fault::new("region", words.zh, words.en));
                None
            }
        },
        (None, Some(code)) => Some(Scope::Item(code.trim().to_string())),
        (None, None) => Some(Scope::Nation),
    }
}

/// The rules of a change as they are kept.
pub(super) fn write(entries: &[Entry]) -> String {
    let docs: Vec<RuleDoc> = entries.iter().map(doc).collect();
    serde_json::to_string(&docs).unwrap_or_default()
}

fn doc(entry: &Entry) -> RuleDoc {
    let rule = &entry.rule;
    let (region, item) = match &rule.scope {
        Scope::Nation => (None, None),
        Scope::Region(region) => (Some(region.code().to_string()), None),
        Scope::Item(code) => (None, Some(code.clone())),
    };
    let amount = |unit| {
        let budget = rule.budget.as_ref().filter(|budget| budget.unit == unit);
        budget.map(|budget| budget.amount)
    };
    let (warn_days_left, warn_percent_used) = match rule.warning {
        Some(Warning::DaysLeft(left)) => (Some(left), None),
        Some(Warning::PercentUsed(percent)) => (None, Some(percent)),
        Some(Warning::Usual) | None => (None, None),
    };
    RuleDoc {
        kind: rule.kind.code().to_string(),
        region,
        item,
        working_days: amount(Unit::WorkingDays),
        calendar_days: amount(Unit::CalendarDays),
        office_minutes: amount(Unit::OfficeMinutes),
        source: rule.budget.as_ref().map(|budget| budget.source.clone()),
        warn_days_left,
        warn_percent_used,
        withdrawn: entry.withdrawn,
    }
}

/// The rules of a change that was kept.
pub(super) fn kept(text: &str) -> Result<Vec<Entry>, ActError> {
    let broken = |why: String| ActError::Broken(format!("a version of the clock rules cannot be read: {why}"));
    let docs: Vec<RuleDoc> = serde_json::from_str(text).map_err(|error| broken(error.to_string()))?;
    docs.into_iter()
        .map(|doc| {
            let withdrawn = doc.withdrawn;
            let rule = rule(doc).map_err(|faults| broken(format!("{faults:?}")))?;
            Ok(Entry { rule, withdrawn })
        })
        .collect()
}
