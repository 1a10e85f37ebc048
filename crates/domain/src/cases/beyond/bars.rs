//! Who may not apply again, and until when (再次申请限制): one year after false materials, three years after fraud, where the item directly
//! concerns public safety, health, life or property (许可法 art. 78, 79); and who broke a promise (容缺承诺), until that is repaired.

use crate::calendar::Day;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::decide::{self, Context, Decided};
use super::super::event::Outcome;
use super::super::{Case, Status};
use super::{Happened, licence, months_later};

/// For what somebody is barred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// 隐瞒有关情况或者提供虚假材料 (art. 78).
    FalseMaterials,
    /// 以欺骗、贿赂等不正当手段取得许可 (art. 79).
    Fraud,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Ground; 2] = [Ground::FalseMaterials, Ground::Fraud];

    /// The kind of entry that it makes.
    pub fn kind(self) -> Kind {
        match self {
            Ground::FalseMaterials => Kind::FalseMaterials,
            Ground::Fraud => Kind::Fraud,
        }
    }

    /// Years for which it holds.
    pub fn years(self) -> u32 {
        match self {
            Ground::FalseMaterials => 1,
            Ground::Fraud => 3,
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|ground| ground.kind().code() == code)
    }
}

/// Kinds of entries in the list (限制种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 提供虚假材料，一年.
    FalseMaterials,
    /// 以不正当手段取得许可，三年.
    Fraud,
    /// 未履行承诺，信用修复前.
    BrokenPromise,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::FalseMaterials, Kind::Fraud, Kind::BrokenPromise];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::FalseMaterials => "false_materials",
            Kind::Fraud => "fraud",
            Kind::BrokenPromise => "broken_promise",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::FalseMaterials => (
                "隐瞒有关情况或者提供虚假材料，一年内不得再次申请",
                "Hid facts or gave false materials: no new application for one year",
            ),
            Kind::Fraud => (
                "以欺骗、贿赂等不正当手段取得许可，三年内不得再次申请",
                "Obtained the permit by fraud or bribery: no new application for three years",
            ),
            Kind::BrokenPromise => (
                "没有履行承诺，信用修复前不适用容缺受理和告知承诺",
                "Did not keep a promise: until this is repaired, materials may not follow and no commitment is taken",
            ),
        }
    }

    /// The article behind it.
    pub fn source(self) -> &'static str {
        match self {
            Kind::FalseMaterials => "行政许可法 第七十八条",
            Kind::Fraud => "行政许可法 第七十九条",
            Kind::BrokenPromise => "安阳市政务服务条例 第二十九条",
        }
    }
}

/// A bar as its case knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Kind.
    pub kind: Kind,
    /// From that day.
    pub from: Day,
    /// Up to and with that day; a broken promise stands until it is repaired.
    pub until: Option<Day>,
    /// Lifted on.
    pub lifted: Option<Day>,
}

impl Bar {
    pub(super) fn broken_promise(from: Day) -> Bar {
        Bar {
            kind: Kind::BrokenPromise,
            from,
            until: None,
            lifted: None,
        }
    }
}

/// A bar that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// Set on.
    pub day: Day,
    /// For what.
    pub ground: Ground,
    /// From the day of the decision behind it.
    pub from: Day,
    /// Up to and with that day.
    pub until: Day,
    /// Why the item concerns public safety.
    pub concerns: String,
    /// What was found.
    pub facts: String,
    /// Number of the letter of authority under which it was decided.
    pub letter: Option<String>,
}

impl Barred {
    pub(super) fn bar(&self) -> Bar {
        Bar {
            kind: self.ground.kind(),
            from: self.from,
            until: Some(self.until),
            lifted: None,
        }
    }
}

/// A bar of somebody who applies, as the list knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Kind.
    pub kind: Kind,
    /// Code of the item for which it holds.
    pub item: String,
    /// Number of the case in which it was set.
    pub number: String,
    /// Up to and with that day.
    pub until: Option<Day>,
}

/// What the case gives ground to bar its applicant for, and since when; nothing once that is done.
pub(super) fn ground_of(case: &Case) -> Option<(Ground, Day)> {
    let refused = match case.status() {
        Status::NotAccepted => Some(case.closed_on()),
        _ => case.decision().and_then(|decision| match decision.outcome {
            Outcome::Refuse { .. } => Some(decision.day),
            Outcome::Grant { .. } | Outcome::Partial(_) => None,
        }),
    };
    let annulled = case
        .beyond
        .licence
        .as_ref()
        .and_then(licence::Licence::annulled_for_fraud);
    let found = match (refused, annulled) {
        (Some(day), _) => (Ground::FalseMaterials, day),
        (None, Some(day)) => (Ground::Fraud, day),
        (None, None) => return None,
    };
    let before = case.beyond.bars.iter().any(|bar| bar.kind == found.0.kind());
    (!before).then_some(found)
}

pub(super) fn bar(case: &Case, context: &Context<'_>, ground: Ground, concerns: String, facts: String) -> Decided {
    const MAY: [Status; 4] = [Status::NotAccepted, Status::Granted, Status::Refused, Status::Issued];
    decide::need_status(case, &MAY, "bar")?;
    let from = match ground_of(case) {
        Some((found, day)) if found == ground => day,
        _ => return Err(no_ground(case, ground)),
    };
    let mut faults: Vec<Fault> = decide::text_fault("concerns", &concerns, true).into_iter().collect();
    faults.extend(decide::text_fault("facts", &facts, true));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let letter = Some(context.authority()?);
    Ok(vec![
        Happened::Barred(Box::new(Barred {
            day: context.today,
            ground,
            from,
            until: months_later(from, 12 * ground.years()),
            concerns,
            facts,
            letter,
        }))
        .into(),
    ])
}

fn no_ground(case: &Case, ground: Ground) -> Refusal {
    let before = case.beyond.bars.iter().any(|bar| bar.kind == ground.kind());
    let (zh, en) = match (before, ground) {
        (true, _) => ("已经因此限制过。", "The applicant has been barred for this already."),
        (false, Ground::FalseMaterials) => (
            "只有不予受理或者不予许可的办件，才能以提供虚假材料限制再次申请。",
            "Only where an application was not accepted or refused can its applicant be barred for false materials.",
        ),
        (false, Ground::Fraud) => (
            "只有因欺骗、贿赂等被撤销的许可，才能以此限制再次申请。",
            "Only where a permit was annulled for fraud or bribery can its holder be barred for that.",
        ),
    };
    Refusal::new(
        "no_ground",
        RefusalKind::State,
        ground.kind().source(),
        (zh, en),
        (
            "请先依法作出不予受理、不予许可或者撤销的决定。",
            "First decide by law not to accept, to refuse, or to annul.",
        ),
    )
}

/// The case stands where a bar of it can be dealt with.
pub(super) fn may_be_lifted(status: Status) -> bool {
    matches!(
        status,
        Status::NotAccepted | Status::Granted | Status::Refused | Status::Issued | Status::Withdrawn
    )
}

pub(super) fn lift(case: &Case, context: &Context<'_>, of: Kind, reason: String) -> Decided {
    if !may_be_lifted(case.status()) {
        return Err(decide::wrong_state(case, "lift_bar"));
    }
    if !case
        .beyond
        .bars
        .iter()
        .any(|bar| bar.kind == of && bar.lifted.is_none())
    {
        return Err(Refusal::new(
            "not_barred",
            RefusalKind::State,
            "",
            (
                "没有这项限制，或者已经解除。",
                "There is no such bar, or it was lifted.",
            ),
            ("请在限制名单中核对。", "Look it up in the list of bars."),
        ));
    }
    decide::need_text("reason", &reason, true)?;
    Ok(vec![
        Happened::BarLifted {
            day: context.today,
            of,
            reason,
            letter: Some(context.authority()?),
        }
        .into(),
    ])
}

/// Whether somebody with these bars may apply for an item.
///
/// # Errors
/// A bar holds: its article and its last day.
pub fn need_free(bars: &[Standing], item: &str, today: Day) -> Result<(), Refusal> {
    let holds = |bar: &&Standing| bar.item == item && bar.until.is_some_and(|until| today <= until);
    let barred = bars.iter().filter(holds).max_by_key(|bar| bar.until);
    let Some((barred, until)) = barred.and_then(|bar| Some((bar, bar.until?))) else {
        return Ok(());
    };
    let (zh, en) = barred.kind.words();
    Err(Refusal::new(
        "barred",
        RefusalKind::State,
        barred.kind.source(),
        (
            &format!("{zh}。限制到 {until}（含当日）为止，这个事项不能再次申请。"),
            &format!("{en}. This item cannot be applied for up to and including {until}."),
        ),
        (
            "期满后可以重新申请；对限制有异议的，可以依法申请行政复议或者提起行政诉讼。",
            "You may apply again after that day. If you disagree, you can ask for reconsideration or bring a suit.",
        ),
    ))
}
