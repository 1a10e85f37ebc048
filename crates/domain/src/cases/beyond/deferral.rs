//! Materials that follow on the applicant's written promise (容缺受理): what is secondary may be missing when a case is accepted, for so long.

use crate::calendar::Day;
use crate::clocks::ClockKind;
use crate::items::{Handling, Item, Material};
use crate::organisation::Capacity;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::decide::{self, Context, Decided};
use super::super::event::{DocumentKind, HandedIn, LimitMark, What};
use super::super::{Case, State, Status};
use super::{Happened, bars};

/// Working days where no rule of the region says otherwise.
pub const DEFERRED_DAYS: u32 = 5;

/// A promise (容缺承诺).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Made on.
    pub day: Day,
    /// Codes of the materials that follow.
    pub materials: Vec<String>,
    /// How long there is for them.
    pub limit: LimitMark,
    /// Who promised; a person's name is masked.
    pub promised_by: String,
}

/// A promise and how it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferral {
    /// What was promised.
    pub promise: Promise,
    /// When all of it was there.
    pub supplied: Option<Day>,
}

/// Required materials that may follow and are not here.
fn deferrable<'a>(case: &Case, item: &'a Item, seen: &[String]) -> Vec<&'a Material> {
    let mut missing = decide::missing_materials(case, item, seen);
    missing.retain(|material| material.deferrable);
    missing
}

/// Something that may follow is missing.
pub(super) fn is_ready(case: &Case, item: &Item) -> bool {
    !deferrable(case, item, &[]).is_empty()
}

/// Something that was promised is still to come.
pub fn is_awaited(case: &Case) -> bool {
    let deferral = case.beyond.deferral.as_ref();
    deferral.is_some_and(|deferral| deferral.supplied.is_none())
        && match &case.state {
            State::Examining(_) => true,
            State::Decided(_, decision) => decision.outcome.grants(),
            _ => false,
        }
}

/// Codes of what was promised and is not here.
pub fn awaited(case: &Case) -> Vec<&str> {
    let promised = case.beyond.deferral.iter().filter(|_| is_awaited(case));
    promised
        .flat_map(|deferral| &deferral.promise.materials)
        .filter(|code| !case.materials.iter().any(|handed| handed.material == **code))
        .map(String::as_str)
        .collect()
}

pub(in crate::cases) fn close_if_complete(case: &mut Case, day: Day) {
    if !awaited(case).is_empty() {
        return;
    }
    case.stop_clock(ClockKind::DeferredMaterial, day);
    if let Some(deferral) = &mut case.beyond.deferral {
        deferral.supplied = Some(day);
    }
}

pub(super) fn accept(case: &Case, context: &Context<'_>, seen: Vec<String>, promised_by: String) -> Decided {
    if context.actor.capacity == Capacity::System || context.item.handling == Handling::Instant {
        return Err(decide::wrong_state(case, "accept_deferring"));
    }
    decide::need_status(case, &[Status::Received], "accept_deferring")?;
    decide::check_length(&seen, "seen")?;
    let materials: Vec<String> = deferrable(case, context.item, &seen)
        .iter()
        .map(|material| material.code.clone())
        .collect();
    if materials.is_empty() {
        return Err(nothing_deferred());
    }
    decide::need_text("promised_by", &promised_by, true)?;
    if promised_by.chars().count() > 100 {
        let (zh, en) = ("不能超过 100 个字。", "Use at most 100 characters.");
        return Err(Refusal::invalid(vec![Fault::new("promised_by", zh, en)]));
    }
    let rule = context.rules.budget(ClockKind::DeferredMaterial, &context.item.code);
    let limit = rule.map_or_else(
        || LimitMark::days(DEFERRED_DAYS, ClockKind::DeferredMaterial.source()),
        LimitMark::from,
    );
    let accepted = decide::acceptance(case, context, seen, &materials)?;
    let promise = Promise {
        day: context.today,
        materials,
        limit,
        promised_by: promised_by.trim().to_string(),
    };
    Ok(vec![
        Happened::Deferred(promise).into(),
        What::Accepted(Box::new(accepted)),
    ])
}

fn nothing_deferred() -> Refusal {
    Refusal::new(
        "nothing_deferred",
        RefusalKind::State,
        "",
        (
            "没有可以容缺的材料需要补交。",
            "No material that may follow is missing.",
        ),
        (
            "材料齐全的请直接受理；缺少其他材料的请一次性告知补正。",
            "Accept the case if it is complete; otherwise ask once for everything that is missing.",
        ),
    )
}

pub(super) fn hand_in(case: &Case, context: &Context<'_>, materials: Vec<HandedIn>) -> Decided {
    const MAY: [Status; 4] = [Status::Accepted, Status::Suspended, Status::Reviewed, Status::Granted];
    decide::need_status(case, &MAY, "hand_in_deferred")?;
    if !is_awaited(case) {
        return Err(nothing_deferred());
    }
    decide::check_materials(context.item, &materials)?;
    let awaited = awaited(case);
    let mut faults: Vec<Fault> = materials
        .iter()
        .enumerate()
        .filter(|(_, handed)| !awaited.contains(&handed.material.as_str()))
        .map(|(at, _)| {
            Fault::new(
                format!("materials.{at}.code"),
                "这份材料不在承诺补交的清单里。",
                "This material is not among those that were promised.",
            )
        })
        .collect();
    if materials.is_empty() {
        faults.push(Fault::new(
            "materials",
            "请提交承诺补交的材料。",
            "Hand in what was promised.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok(vec![
        Happened::HandedIn {
            day: context.today,
            materials: decide::for_the_ledger(context, materials),
            document: Some(context.document(DocumentKind::LaterReceipt)),
        }
        .into(),
    ])
}

/// The promise was not kept: its last day is over and something is still missing.
pub fn is_late(case: &Case, context: &Context<'_>) -> bool {
    let late = |clock: &crate::clocks::Clock| clock.remaining(context.calendar, context.today) < 0;
    is_awaited(case) && case.clock(ClockKind::DeferredMaterial).is_some_and(late)
}

/// Nothing is granted and handed over before what was promised is here.
pub(in crate::cases) fn need_supplied(case: &Case, item: &Item) -> Result<(), Refusal> {
    let awaited = awaited(case);
    if awaited.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "deferred_missing",
        RefusalKind::State,
        "安阳市政务服务条例 第二十四条",
        (
            "申请人承诺补交的材料还没有收齐，不能准予，也不能发放结果。",
            "What the applicant promised to hand in is not complete, so nothing can be granted or handed over yet.",
        ),
        (
            "收到材料后请先登记补交；逾期未补交的，系统自动视为撤回申请。",
            "Enter the materials when they come. If they do not come in time, the application is taken as withdrawn.",
        ),
    );
    let name = |code: &str| {
        item.material(code)
            .map(|material| material.name.clone())
            .unwrap_or_default()
    };
    refusal.faults = awaited
        .iter()
        .map(|code| {
            let name = name(code);
            Fault::new(
                format!("materials.{code}"),
                format!("“{}”待补交。", name.zh),
                format!("“{}” is to follow.", name.get(crate::words::Language::En)),
            )
        })
        .collect();
    Err(refusal)
}

/// Whoever broke such a promise may not use it until that is repaired (安阳 art. 29 for promises of this kind).
///
/// # Errors
/// A broken promise stands.
pub fn need_credit(bars: &[bars::Standing]) -> Result<(), Refusal> {
    let Some(broken) = bars.iter().find(|bar| bar.kind == bars::Kind::BrokenPromise) else {
        return Ok(());
    };
    Err(Refusal::new(
        "promise_broken",
        RefusalKind::State,
        "安阳市政务服务条例 第二十九条",
        (
            &format!(
                "申请人在办件 {} 中没有履行承诺，信用修复前不适用容缺受理。",
                broken.number
            ),
            &format!(
                "The applicant did not keep the promise in case {}: until that is repaired, materials may not follow.",
                broken.number
            ),
        ),
        (
            "请一次性告知申请人补正；信用修复由该部门首席审批员在限制名单中登记。",
            "Ask once for everything that is missing. The body's chief approver enters the repair in the list of bars.",
        ),
    ))
}
