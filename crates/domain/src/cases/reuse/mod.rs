//! Use of what was handed in or issued before (材料复用, 免提交): nobody brings twice what is here already, and nothing is used for another purpose than
//! the one for which it was handed in unless its owner agrees to it anew, for this case (个人信息保护法 art. 14), and may take that back (art. 15).

pub mod age;
pub mod offers;

use crate::calendar::Day;
use crate::items::coded::coded;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal, RefusalKind};

use super::command::Command;
use super::decide::{Context, Decided, check_materials, for_the_ledger, need_status, wrong_state};
use super::event::{Event, Handed, HandedIn, What};
use super::intake::Reused;
use super::{Case, State, Status};

/// Longest name of whoever consented, characters.
const LONGEST_NAME: usize = 50;
/// The law behind the consent.
pub const CONSENT: &str = "个人信息保护法 第十四条";
/// The law behind taking it back.
pub const WITHDRAWAL: &str = "个人信息保护法 第十五条";

coded! {
    /// By what means somebody agreed (同意方式).
    Means {
        Online = "online", "", "本人在网上同意", "agreed online";
        Present = "present", "", "本人在窗口当面同意", "agreed at the window, in person";
        Signed = "signed", "", "书面签字同意", "agreed in writing, signed";
    }
}

/// Consent that a clerk records for somebody at the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Who agreed, masked before it gets here.
    pub by: String,
    /// By what means.
    pub means: Means,
}

/// Something to be done about what was handed in before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 复用材料. The act has seen that each was offered to this applicant.
    Use {
        /// What is used again, each with the case from which it comes.
        materials: Vec<HandedIn>,
        /// Who agreed at the window; nothing where the applicant does it themselves.
        consent: Option<Consent>,
    },
    /// 撤回同意: takes out again what was used, before acceptance.
    Withdraw {
        /// Codes of materials; all of them where it is empty.
        materials: Vec<String>,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Use { .. } => "reuse_materials",
            Order::Withdraw { .. } => "withdraw_consent",
        }
    }

    /// What giving it takes: whoever may hand something in.
    pub fn permission(&self) -> Permission {
        Permission::Supplement
    }
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Reuse(order)
    }
}

/// What an order of this area is called in the middle of a sentence.
pub fn order_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "reuse_materials" => ("复用以前提交的材料", "use what was handed in before"),
        "withdraw_consent" => ("撤回复用同意", "take back the consent"),
        _ => return None,
    })
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 复用了以前提交的材料: who agreed and by what means stands with each.
    Used {
        /// On.
        day: Day,
        /// What.
        materials: Vec<HandedIn>,
    },
    /// 撤回了同意.
    Withdrawn {
        /// On.
        day: Day,
        /// Codes of what was taken out.
        materials: Vec<String>,
    },
}

impl Happened {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Used { .. } => "materials_reused",
            Happened::Withdrawn { .. } => "consent_withdrawn",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Used { .. } => (
                "经同意复用以前提交的材料",
                "Used what was handed in before, with consent",
            ),
            Happened::Withdrawn { .. } => ("撤回复用同意", "Consent taken back: no longer used here"),
        }
    }

    /// What was used.
    pub fn materials(&self) -> &[HandedIn] {
        match self {
            Happened::Used { materials, .. } => materials,
            Happened::Withdrawn { .. } => &[],
        }
    }
}

/// What of a case came from earlier ones.
pub fn used(case: &Case) -> impl Iterator<Item = (&HandedIn, &Reused)> {
    let of = |handed: &HandedIn| handed.origin.reused.is_some();
    case.materials
        .iter()
        .filter(move |handed| of(handed))
        .filter_map(|handed| handed.origin.reused.as_ref().map(|reused| (handed, reused)))
}

/// Every order with what it takes, and whether the case stands where it may be given.
pub(super) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let status = case.status();
    let back = BEFORE_ACCEPTANCE.contains(&status) && used(case).next().is_some();
    vec![
        ("reuse_materials", Permission::Supplement, status == Status::Received),
        ("withdraw_consent", Permission::Supplement, back),
    ]
}

/// Where consent can be taken back.
pub const BEFORE_ACCEPTANCE: &[Status] = &[Status::Received, Status::AwaitingCorrection];

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let happened = match order {
        Order::Use { materials, consent } => take(case, context, materials, consent)?,
        Order::Withdraw { materials } => withdraw(case, context, materials)?,
    };
    Ok(vec![What::Reuse(happened)])
}

fn take(
    case: &Case,
    context: &Context<'_>,
    materials: Vec<HandedIn>,
    consent: Option<Consent>,
) -> Result<Happened, Refusal> {
    need_status(case, &[Status::Received], "reuse_materials")?;
    // Whoever agrees online does it by their own account: nobody can say so for them.
    let consent = if context.actor.is_staff() {
        at_the_window(consent)?
    } else {
        Consent {
            by: context.actor.name.clone(),
            means: Means::Online,
        }
    };
    check_materials(context.item, &materials)?;
    let mut faults = Vec::new();
    if materials.is_empty() {
        faults.push(Fault::new(
            "materials",
            "请勾选要复用的材料。",
            "Tick what is to be used.",
        ));
    }
    for (at, handed) in materials.iter().enumerate() {
        if case.materials.iter().any(|known| known.material == handed.material) {
            return Err(handed_in_already());
        }
        if handed.origin.reused.is_none() || handed.handed == Handed::Paper {
            faults.push(Fault::new(
                format!("materials.{at}.from"),
                "请注明材料来自哪个办件。",
                "Say from which case it comes.",
            ));
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let agreed = |mut handed: HandedIn| {
        if let Some(reused) = &mut handed.origin.reused {
            reused.consent.clone_from(&consent.by);
            reused.means = Some(consent.means);
        }
        handed
    };
    let materials = materials.into_iter().map(agreed).collect();
    Ok(Happened::Used {
        day: context.today,
        materials: for_the_ledger(context, materials),
    })
}

fn at_the_window(consent: Option<Consent>) -> Result<Consent, Refusal> {
    let fault = |field: &str, zh: &str, en: &str| Refusal::invalid(vec![Fault::new(field, zh, en)]);
    let Some(consent) = consent else {
        return Err(no_consent());
    };
    if consent.means == Means::Online {
        return Err(fault(
            "means",
            "网上同意只能由申请人用自己的账号作出。",
            "Only applicants can agree online, by their own account.",
        ));
    }
    let by = consent.by.trim().to_string();
    if by.is_empty() || by.chars().count() > LONGEST_NAME || by.chars().any(char::is_control) {
        return Err(fault(
            "consent",
            "请填写同意人的姓名，1 至 50 个字。",
            "Give the name of whoever agreed, in 1 to 50 characters.",
        ));
    }
    Ok(Consent { by, ..consent })
}

fn withdraw(case: &Case, context: &Context<'_>, mut materials: Vec<String>) -> Result<Happened, Refusal> {
    let known: Vec<&str> = used(case).map(|(handed, _)| handed.material.as_str()).collect();
    if !BEFORE_ACCEPTANCE.contains(&case.status()) {
        return Err(if known.is_empty() {
            wrong_state(case, "withdraw_consent")
        } else {
            relied_on()
        });
    }
    if known.is_empty() {
        return Err(nothing_reused());
    }
    materials.sort_unstable();
    materials.dedup();
    if let Some(other) = materials.iter().find(|code| !known.contains(&code.as_str())) {
        return Err(Refusal::invalid(vec![Fault::new(
            "materials",
            format!("编码为“{other}”的材料不是复用的。"),
            format!("Material “{other}” was not used from before."),
        )]));
    }
    if materials.is_empty() {
        materials = known.into_iter().map(str::to_string).collect();
    }
    Ok(Happened::Withdrawn {
        day: context.today,
        materials,
    })
}

/// Takes what happened.
pub(super) fn apply(case: &mut Case, happened: &Happened, event: &Event) -> Result<(), &'static str> {
    match (happened, &case.state) {
        (Happened::Used { day, materials }, State::Received) => {
            case.hand_in(materials);
            if !case.asked.is_empty() {
                case.last_handed_in = *day;
                let codes = materials.iter().map(|material| material.material.clone());
                case.supplemented.extend(codes);
            }
            case.intake.handed_in(event, *day, materials, None);
        }
        (Happened::Withdrawn { materials, .. }, State::Received | State::AwaitingCorrection { .. }) => {
            for code in materials {
                let is_it = |known: &HandedIn| known.material == *code && known.origin.reused.is_some();
                if !case.materials.iter().any(is_it) {
                    return Err("consent is taken back only for what was used");
                }
                case.materials.retain(|known| !is_it(known));
                case.intake.compared.remove(code);
                case.supplemented.remove(code);
            }
        }
        _ => return Err("what was handed in before is used before acceptance only"),
    }
    Ok(())
}

fn no_consent() -> Refusal {
    Refusal::new(
        "no_consent",
        RefusalKind::Invalid,
        CONSENT,
        (
            "没有登记申请人的同意，不能复用以前提交的材料。",
            "Without the applicant’s consent on record, nothing handed in before can be used.",
        ),
        (
            "请向申请人说明要复用的材料和用途，登记谁以什么方式同意；不同意的，请申请人重新提交。",
            "Tell the applicant what would be used and for what, and record who agreed and how; if they do not agree, they hand it in anew.",
        ),
    )
}

fn handed_in_already() -> Refusal {
    Refusal::new(
        "handed_in_already",
        RefusalKind::State,
        "",
        (
            "这份材料已经提交，不需要复用。",
            "This material was handed in already: nothing need be used in its place.",
        ),
        (
            "要更换的，请按补正或者当场更正办理。",
            "If it is to be replaced, correct it.",
        ),
    )
}

fn nothing_reused() -> Refusal {
    Refusal::new(
        "nothing_reused",
        RefusalKind::State,
        WITHDRAWAL,
        (
            "这个办件没有复用以前提交的材料。",
            "Nothing handed in before is used in this case.",
        ),
        ("无需撤回。", "There is nothing to take back."),
    )
}

fn relied_on() -> Refusal {
    Refusal::new(
        "consent_relied_on",
        RefusalKind::State,
        "个人信息保护法 第十五条第二款",
        (
            "办件已经受理，此前基于同意使用材料的效力不受撤回影响。",
            "The case was accepted: taking back the consent does not undo what was done on it before.",
        ),
        (
            "不想继续办理的，可以撤回申请。",
            "If you do not want it to go on, withdraw the application.",
        ),
    )
}

/// What somebody asked to use is not offered to them: it may be somebody else’s, too old, deleted, or of another kind. Which of these is not said.
pub fn not_offered(at: usize) -> Fault {
    Fault::new(
        format!("materials.{at}.from"),
        "这份材料不能复用：没有查到申请人名下可以复用的同类材料。请重新提交。",
        "This cannot be used: the applicant has nothing of this kind on record that may be used. Please hand it in.",
    )
}
