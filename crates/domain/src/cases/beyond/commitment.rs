//! Notice and commitment (告知承诺制): who is told what must be met and promises in writing to meet it is granted without the materials that would prove it;
//! whether it is met is checked afterwards (事中事后核查).
//!
//! The rule at hand is that of Anyang (安阳市政务服务条例 art. 25 to 27, 29); the frame is 优化营商环境条例.

use crate::calendar::Day;
use crate::items::{CommitmentTerms, Handling, Item, Material};
use crate::organisation::Capacity;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Language, Refusal, RefusalKind};

use super::super::decide::{self, Context, Decided};
use super::super::event::{DocumentKind, DocumentMark};
use super::super::{Case, State, Status};
use super::{Happened as Beyond, bars, months_later};

/// Where the choice, the form and the decision on the spot are ruled.
pub const SOURCE: &str = "安阳市政务服务条例 第二十六条";
/// Where the check and the revocation are ruled.
pub const CHECK: &str = "安阳市政务服务条例 第二十七条";
/// Days to put something right at most.
const LONGEST_RIGHTING: u32 = 180;

/// Something to be done about a commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 选择告知承诺方式并作出承诺.
    Commit {
        /// Who promised in writing, as the ledger may say it.
        promised_by: String,
    },
    /// 撤回承诺申请, before the decision.
    Withdraw,
    /// 核查承诺的履行情况.
    Check {
        /// What was found.
        finding: Finding,
        /// The facts.
        facts: String,
        /// Days within which it is to be put right.
        days: Option<u32>,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Commit { .. } => "commit",
            Order::Withdraw => "withdraw_commitment",
            Order::Check { .. } => "check_commitment",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Commit { .. } | Order::Withdraw => Permission::Supplement,
            Order::Check { .. } => Permission::ReviewCase,
        }
    }
}

/// What a check found (核查结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// 符合承诺.
    Met,
    /// 与承诺不符，责令限期整改.
    ToRight,
    /// 未履行承诺或者整改后仍不符合，依法撤销.
    Broken,
}

impl Finding {
    /// Every finding.
    pub const ALL: [Finding; 3] = [Finding::Met, Finding::ToRight, Finding::Broken];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Finding::Met => "met",
            Finding::ToRight => "to_right",
            Finding::Broken => "broken",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Finding> {
        Finding::ALL.into_iter().find(|finding| finding.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Finding::Met => ("符合承诺", "As promised"),
            Finding::ToRight => ("与承诺不符，责令限期整改", "Not as promised: to be put right"),
            Finding::Broken => (
                "承诺不实或者未履行，依法撤销",
                "The promise was false or not kept: to be annulled",
            ),
        }
    }
}

/// A commitment (承诺).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Made on.
    pub day: Day,
    /// What was told that must be met.
    pub conditions: String,
    /// Codes of the materials that it stands for.
    pub materials: Vec<String>,
    /// Who promised; a person's name is masked.
    pub promised_by: String,
    /// Months after the decision within which it is checked.
    pub check_months: u32,
    /// 告知承诺书.
    pub document: DocumentMark,
}

/// A check (核查).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// On.
    pub day: Day,
    /// What was found.
    pub finding: Finding,
    /// The facts.
    pub facts: String,
    /// Up to and with that day it is to be put right.
    pub until: Option<Day>,
}

/// What happened to a commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 作出承诺.
    Committed(Box<Committed>),
    /// 撤回承诺申请.
    Withdrawn {
        /// On.
        day: Day,
    },
    /// 核查.
    Checked(Box<Checked>),
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Committed(_) => "committed",
            Happened::Withdrawn { .. } => "commitment_withdrawn",
            Happened::Checked(_) => "commitment_checked",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Committed(_) => ("选择告知承诺方式，作出承诺", "Notice read, commitment made"),
            Happened::Withdrawn { .. } => ("撤回承诺申请", "Commitment withdrawn"),
            Happened::Checked(checked) => match checked.finding {
                Finding::Met => ("承诺核查：符合承诺", "Commitment checked: as promised"),
                Finding::ToRight => ("承诺核查：责令限期整改", "Commitment checked: to be put right"),
                Finding::Broken => ("承诺核查：承诺不实或者未履行", "Commitment checked: not kept"),
            },
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::Committed(given) => Some(&given.document),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::Committed(given) => Some(&mut given.document),
            _ => None,
        }
    }

    /// What it puts into the list of bars.
    pub fn bar(&self) -> Option<bars::Bar> {
        match self {
            Happened::Checked(checked) if checked.finding == Finding::Broken => {
                Some(bars::Bar::broken_promise(checked.day))
            }
            _ => None,
        }
    }
}

impl From<Order> for super::super::command::Command {
    fn from(order: Order) -> Self {
        super::Order::Commitment(order).into()
    }
}

/// A commitment and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// As it was given.
    pub given: Committed,
    /// Withdrawn on; and whether the case was accepted by then.
    pub withdrawn: Option<(Day, bool)>,
    /// Checks, the first first.
    pub checked: Vec<Checked>,
}

/// Where a commitment stands that is to be checked (核查阶段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 待核查.
    ToCheck,
    /// 整改中.
    ToRight,
    /// 待撤销.
    ToAnnul,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 3] = [Stage::ToCheck, Stage::ToRight, Stage::ToAnnul];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stage::ToCheck => "to_check",
            Stage::ToRight => "to_right",
            Stage::ToAnnul => "to_annul",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Stage::ToCheck => ("待核查", "To be checked"),
            Stage::ToRight => ("整改中", "To be put right"),
            Stage::ToAnnul => ("待撤销", "To be annulled"),
        }
    }
}

/// The commitment that stands for materials of a case.
pub fn standing(case: &Case) -> Option<&Commitment> {
    let commitment = case.beyond.commitment.as_ref();
    commitment.filter(|commitment| commitment.withdrawn.is_none())
}

/// A commitment stands for this material.
pub(in crate::cases) fn replaces(case: &Case, code: &str) -> bool {
    standing(case).is_some_and(|commitment| commitment.given.materials.iter().any(|known| known == code))
}

/// How a case is handled: what stands on a commitment is decided on the spot (安阳 art. 26), unless somebody has begun to examine it.
pub fn handling(case: &Case, item: &Item) -> Handling {
    let early = matches!(case.status(), Status::Received | Status::Accepted);
    if early && standing(case).is_some() {
        Handling::Instant
    } else {
        item.handling
    }
}

/// Materials that a commitment could stand for and that are not here.
pub fn replaceable<'a>(case: &Case, item: &'a Item) -> Vec<&'a Material> {
    let mut missing = decide::missing_materials(case, item, &[]);
    missing.retain(|material| material.replaceable);
    missing
}

/// What the applicant may choose now.
pub fn offered<'a>(case: &Case, item: &'a Item) -> Option<&'a CommitmentTerms> {
    let open = case.status() == Status::Received && standing(case).is_none();
    let terms = item.commitment.as_ref().filter(|_| open)?;
    (!replaceable(case, item).is_empty()).then_some(terms)
}

/// Where the check stands and until when it is due; nothing where there is nothing to check.
pub fn due(case: &Case) -> Option<(Stage, Day)> {
    let commitment = standing(case)?;
    let decision = case.decision().filter(|decision| decision.outcome.grants())?;
    let licence = case.beyond.licence.as_ref();
    if licence.is_some_and(|licence| !licence.ended.is_empty()) {
        return None;
    }
    let check_by = months_later(decision.day, commitment.given.check_months);
    match commitment.checked.last() {
        None => Some((Stage::ToCheck, check_by)),
        Some(checked) => match checked.finding {
            Finding::Met => None,
            Finding::ToRight => Some((Stage::ToRight, checked.until.unwrap_or(check_by))),
            Finding::Broken => licence.map(|_| (Stage::ToAnnul, checked.day)),
        },
    }
}

/// Decides an order of this area.
pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let happened = match order {
        Order::Commit { promised_by } => commit(case, context, &promised_by)?,
        Order::Withdraw => {
            const MAY: [Status; 4] = [Status::Received, Status::Accepted, Status::Suspended, Status::Reviewed];
            decide::need_status(case, &MAY, "withdraw_commitment")?;
            standing(case).ok_or_else(none)?;
            Happened::Withdrawn { day: context.today }
        }
        Order::Check { finding, facts, days } => check(case, context, finding, facts, days)?,
    };
    Ok(vec![Beyond::Commitment(happened).into()])
}

fn commit(case: &Case, context: &Context<'_>, promised_by: &str) -> Result<Happened, Refusal> {
    decide::need_status(case, &[Status::Received], "commit")?;
    let Some(terms) = offered(case, context.item).filter(|_| context.actor.capacity != Capacity::System) else {
        return Err(not_offered());
    };
    let promised_by = promised_by.trim();
    decide::need_text("promised_by", promised_by, true)?;
    if promised_by.chars().count() > 100 {
        let (zh, en) = ("不能超过 100 个字。", "Use at most 100 characters.");
        return Err(Refusal::invalid(vec![Fault::new("promised_by", zh, en)]));
    }
    Ok(Happened::Committed(Box::new(Committed {
        day: context.today,
        conditions: terms.conditions.zh.clone(),
        materials: replaceable(case, context.item)
            .into_iter()
            .map(|one| one.code.clone())
            .collect(),
        promised_by: promised_by.to_string(),
        check_months: terms.check_months,
        document: context.document(DocumentKind::Commitment),
    })))
}

fn check(
    case: &Case,
    context: &Context<'_>,
    finding: Finding,
    facts: String,
    days: Option<u32>,
) -> Result<Happened, Refusal> {
    decide::need_status(case, &[Status::Granted, Status::Issued], "check_commitment")?;
    let stage = match due(case) {
        Some((stage, _)) if stage != Stage::ToAnnul => stage,
        _ => return Err(none()),
    };
    if stage == Stage::ToRight && finding == Finding::ToRight {
        return Err(righted_once());
    }
    let mut faults: Vec<Fault> = decide::text_fault("facts", &facts, true).into_iter().collect();
    let days = days.filter(|_| finding == Finding::ToRight);
    if finding == Finding::ToRight && !days.is_some_and(|days| (1..=LONGEST_RIGHTING).contains(&days)) {
        faults.push(Fault::new(
            "days",
            "请填写整改期限，1 至 180 日。",
            "Give 1 to 180 days to put it right.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok(Happened::Checked(Box::new(Checked {
        day: context.today,
        finding,
        facts,
        until: days
            .and_then(|days| i32::try_from(days).ok())
            .map(|days| context.today.plus(days)),
    })))
}

/// Every order with what it takes, and whether the case stands where it may be given.
pub(super) fn ways(case: &Case, item: &Item) -> Vec<(&'static str, Permission, bool)> {
    let undecided = case.status() == Status::Received || matches!(case.state, State::Examining(_));
    let to_check = due(case).is_some_and(|(stage, _)| stage != Stage::ToAnnul);
    vec![
        ("commit", Permission::Supplement, offered(case, item).is_some()),
        (
            "withdraw_commitment",
            Permission::Supplement,
            undecided && standing(case).is_some(),
        ),
        ("check_commitment", Permission::ReviewCase, to_check),
    ]
}

/// Takes what happened into a case; answers whether it could follow.
pub(super) fn apply(case: &mut Case, happened: &Happened) -> bool {
    let accepted = matches!(case.state, State::Examining(_));
    match happened {
        Happened::Committed(given) => {
            if case.state != State::Received || standing(case).is_some() {
                return false;
            }
            case.beyond.commitment = Some(Commitment {
                given: (**given).clone(),
                withdrawn: None,
                checked: Vec::new(),
            });
        }
        Happened::Withdrawn { day } => {
            let may = accepted || case.state == State::Received;
            match case
                .beyond
                .commitment
                .as_mut()
                .filter(|known| may && known.withdrawn.is_none())
            {
                Some(commitment) => commitment.withdrawn = Some((*day, accepted)),
                None => return false,
            }
        }
        Happened::Checked(checked) => {
            if due(case).is_none() {
                return false;
            }
            if let Some(commitment) = &mut case.beyond.commitment {
                commitment.checked.push((**checked).clone());
            }
            case.beyond.bars.extend(happened.bar());
        }
    }
    true
}

/// Where a commitment was withdrawn after acceptance, what it stood for must be here before anything is granted.
pub(in crate::cases) fn need_supplied(case: &Case, item: &Item) -> Result<(), Refusal> {
    let withdrawn = case
        .beyond
        .commitment
        .as_ref()
        .filter(|known| matches!(known.withdrawn, Some((_, true))));
    let codes = withdrawn.into_iter().flat_map(|commitment| &commitment.given.materials);
    let missing = codes.filter(|code| !case.materials.iter().any(|handed| handed.material == **code));
    let faults: Vec<Fault> = missing
        .map(|code| {
            let name = item
                .material(code)
                .map(|material| material.name.clone())
                .unwrap_or_default();
            Fault::new(
                format!("materials.{code}"),
                format!("缺少“{}”。", name.zh),
                format!("“{}” is missing.", name.get(Language::En)),
            )
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "commitment_missing",
        RefusalKind::State,
        SOURCE,
        (
            "申请人撤回了承诺，原来由承诺代替的材料还没有收到，不能准予。",
            "The commitment was withdrawn, and the materials that it stood for are not here: nothing can be granted yet.",
        ),
        (
            "请告知申请人补充材料，收到后再作决定。",
            "Tell the applicant to hand them in, and decide when they are here.",
        ),
    );
    refusal.faults = faults;
    Err(refusal)
}

/// Whoever made a false promise or broke one is not offered this way until that is repaired (安阳 art. 29).
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
        bars::Kind::BrokenPromise.source(),
        (
            &format!(
                "申请人在办件 {} 中没有履行承诺，信用修复前不适用告知承诺制。",
                broken.number
            ),
            &format!(
                "The applicant did not keep the promise in case {}: until that is repaired, no commitment is taken.",
                broken.number
            ),
        ),
        (
            "请按一般程序提交材料；信用修复由该部门首席审批员在限制名单中登记。",
            "Hand in the materials as usual. The body's chief approver enters the repair in the list of bars.",
        ),
    ))
}

fn not_offered() -> Refusal {
    Refusal::new(
        "no_commitment",
        RefusalKind::State,
        SOURCE,
        (
            "这个办件现在不能选择告知承诺方式：事项没有实行告知承诺制，材料已经齐全，或者已经作出承诺。",
            "No commitment can be made now: the item does not offer it, nothing is missing that it could stand for, or it was made already.",
        ),
        ("请按一般程序办理。", "Go on in the usual way."),
    )
}

fn none() -> Refusal {
    Refusal::new(
        "no_commitment",
        RefusalKind::State,
        CHECK,
        (
            "这个办件没有需要办理的承诺。",
            "There is no commitment to deal with in this case.",
        ),
        (
            "请刷新页面核对承诺和核查情况。",
            "Reload the page and look at the commitment and its checks.",
        ),
    )
}

fn righted_once() -> Refusal {
    Refusal::new(
        "righted_once",
        RefusalKind::State,
        CHECK,
        (
            "已经责令整改过一次；整改后仍不符合的，依法撤销，不再责令整改。",
            "It was to be put right once already: what still does not meet the conditions is annulled.",
        ),
        (
            "请登记“符合承诺”或者“承诺不实或者未履行”。",
            "Enter that it is as promised, or that the promise was not kept.",
        ),
    )
}
