//! The rules of intake.

use crate::calendar::Day;
use crate::cases::decide::{
    Context, Decided, check_length, check_materials, check_requests, for_the_ledger, need_status, need_text,
    wrong_state,
};
use crate::cases::event::{CorrectionRequest, DocumentKind, HandedIn, What};
use crate::cases::{Case, State, Status};
use crate::clocks::{Clock, ClockKind};
use crate::words::{Fault, Refusal, RefusalKind};

use super::{Happened, Order, PreExamination};

/// Longest name of whoever confirmed, characters.
const LONGEST_NAME: usize = 50;

/// Decides an order of this area.
pub(in crate::cases) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let happened = match order {
        Order::CorrectOnSpot {
            materials,
            commitment,
            confirmed_by,
        } => correct(case, context, materials, commitment, confirmed_by)?,
        Order::PreExamine { advice } => pre_examine(case, context, advice)?,
        Order::Amend { materials, commitment } => {
            need_status(case, &[Status::Received], "amend")?;
            if !is_advised(case) {
                return Err(nothing_advised());
            }
            need_something(context, &materials, commitment.as_ref())?;
            Happened::Amended {
                day,
                materials: for_the_ledger(context, materials),
                commitment,
                document: Some(context.document(DocumentKind::LaterReceipt)),
            }
        }
        Order::VerifyOriginals { materials } => verify(case, day, materials)?,
        Order::Remind => remind(case, context)?,
        Order::Lapse => {
            let Some((asked, last, clock)) = lapsed(case, context) else {
                return Err(wrong_state(case, "lapse"));
            };
            Happened::Lapsed {
                day,
                asked,
                last,
                source: clock.source.clone(),
                document: context.document(DocumentKind::Termination),
            }
        }
        Order::NoteRefusedNotice { materials } => note_refused(case, context, materials)?,
    };
    Ok(vec![What::Intake(happened)])
}

fn correct(
    case: &Case,
    context: &Context<'_>,
    materials: Vec<HandedIn>,
    commitment: Option<String>,
    confirmed_by: String,
) -> Result<Happened, Refusal> {
    need_status(case, &[Status::Received], "correct_on_spot")?;
    need_something(context, &materials, commitment.as_ref())?;
    let name = confirmed_by.trim().to_string();
    need_text("confirmed_by", &name, true)?;
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Refusal::invalid(vec![Fault::new(
            "confirmed_by",
            "确认人的姓名请写成一行，不超过 50 个字。",
            "Give the name of whoever confirmed in one line of at most 50 characters.",
        )]));
    }
    Ok(Happened::Corrected {
        day: context.today,
        materials: for_the_ledger(context, materials),
        before: commitment.is_some().then(|| case.intake.commitment.clone()),
        commitment,
        confirmed_by: name,
    })
}

fn need_something(context: &Context<'_>, materials: &[HandedIn], commitment: Option<&String>) -> Result<(), Refusal> {
    check_materials(context.item, materials)?;
    if materials.is_empty() && commitment.is_none() {
        return Err(Refusal::invalid(vec![Fault::new(
            "materials",
            "请更正表单，或提交更正后的材料。",
            "Correct the form, or hand in what was put right.",
        )]));
    }
    Ok(())
}

fn pre_examine(case: &Case, context: &Context<'_>, advice: Vec<CorrectionRequest>) -> Result<Happened, Refusal> {
    need_status(case, &[Status::Received], "pre_examine")?;
    if !is_waiting(case) {
        return Err(no_pre_examination());
    }
    if !advice.is_empty() {
        check_requests(context.item, &advice)?;
    }
    Ok(Happened::PreExamined {
        day: context.today,
        advice,
        document: context.document(DocumentKind::PreExamination),
    })
}

/// It waits for its pre-examination.
pub(in crate::cases) fn is_waiting(case: &Case) -> bool {
    case.status() == Status::Received && case.intake.pre_examination == Some(PreExamination::Waiting)
}

/// The applicant was advised to change something.
pub(in crate::cases) fn is_advised(case: &Case) -> bool {
    case.status() == Status::Received && matches!(case.intake.pre_examination, Some(PreExamination::Advised(_)))
}

/// Materials whose originals nobody has compared yet.
pub fn to_compare(case: &Case) -> impl Iterator<Item = &HandedIn> {
    let open = !case.status().is_closed();
    case.materials
        .iter()
        .filter(move |handed| open && !case.intake.compared.contains_key(&handed.material))
}

fn verify(case: &Case, day: Day, mut materials: Vec<String>) -> Result<Happened, Refusal> {
    if case.status().is_closed() {
        return Err(wrong_state(case, "verify_originals"));
    }
    check_length(&materials, "materials")?;
    materials.sort_unstable();
    materials.dedup();
    let mut faults = Vec::new();
    if materials.is_empty() {
        faults.push(Fault::new(
            "materials",
            "请勾选已核验原件的材料。",
            "Tick the materials whose originals you compared.",
        ));
    }
    for code in &materials {
        if !case.materials.iter().any(|handed| handed.material == *code) {
            faults.push(Fault::new(
                "materials",
                format!("编码为“{code}”的材料没有提交，不能核验。"),
                format!("Material “{code}” was not handed in, so there is nothing to compare."),
            ));
        } else if case.intake.compared.contains_key(code) {
            faults.push(Fault::new(
                "materials",
                format!("编码为“{code}”的材料已经核验过原件。"),
                format!("The original of material “{code}” was compared already."),
            ));
        }
    }
    if faults.is_empty() {
        Ok(Happened::OriginalsVerified { day, materials })
    } else {
        Err(Refusal::invalid(faults))
    }
}

/// While the applicant is asked for corrections: when they were asked, the last day, and its clock. Nothing without a rule, or where the days
/// cannot be counted for sure.
fn asked_until<'a>(case: &'a Case, context: &Context<'_>) -> Option<(Day, Day, &'a Clock)> {
    let State::AwaitingCorrection { asked } = case.state else {
        return None;
    };
    let clock = case
        .clock(ClockKind::Correction)
        .filter(|clock| clock.stopped.is_none())?;
    let due = clock.due(context.calendar).ok().filter(|due| !due.provisional)?;
    Some((asked, due.day, clock))
}

/// The time for corrections is over.
fn lapsed<'a>(case: &'a Case, context: &Context<'_>) -> Option<(Day, Day, &'a Clock)> {
    asked_until(case, context).filter(|(_, last, _)| context.today > *last)
}

/// What comes after the last day comes too late, where a rule says so.
pub(in crate::cases) fn need_in_time(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let Some((_, last, clock)) = lapsed(case, context) else {
        return Ok(());
    };
    let source = &clock.source;
    Err(Refusal::new(
        "correction_lapsed",
        RefusalKind::State,
        "",
        (
            &format!("补正期限已于{last}届满，依照{source}，视为撤回申请，不能再补正。"),
            &format!(
                "The time for corrections ended on {last}; by the rule ({source}) the application counts as withdrawn."
            ),
        ),
        (
            "可以重新提出申请，不影响您的其他权利。",
            "You may apply again at any time; no other right of yours is touched.",
        ),
    ))
}

fn remind(case: &Case, context: &Context<'_>) -> Result<Happened, Refusal> {
    let due = asked_until(case, context).filter(|(_, last, clock)| {
        let warning = context.rules.warning(ClockKind::Correction, &context.item.code);
        let from = warning.from(clock, context.calendar, context.today);
        context.today <= *last && from.is_some_and(|from| from <= context.today)
    });
    match due {
        Some((asked, last, _)) if !case.intake.reminded && asked < context.today => Ok(Happened::Reminded {
            day: context.today,
            last,
        }),
        _ => Err(wrong_state(case, "remind")),
    }
}

/// What was told before and not handed in again since.
pub(in crate::cases) fn told_before<'a>(
    case: &'a Case,
    materials: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let asked = !case.asked.is_empty();
    materials
        .enumerate()
        .filter(move |(_, code)| asked && !case.supplemented.contains(*code))
}

fn note_refused(case: &Case, context: &Context<'_>, materials: Vec<String>) -> Result<Happened, Refusal> {
    need_status(case, &[Status::Received], "note_refused_notice")?;
    check_length(&materials, "materials")?;
    let mut materials: Vec<String> = told_before(case, materials.iter().map(String::as_str))
        .map(|(_, code)| code.to_string())
        .filter(|code| matches!(code.as_str(), "form" | "other") || context.item.material(code).is_some())
        .collect();
    materials.sort_unstable();
    materials.dedup();
    let attempt = (context.actor.account, context.today, materials);
    // One who tries the same again on the same day is noted once.
    if attempt.2.is_empty() || case.intake.last_refused.as_ref() == Some(&attempt) {
        return Err(wrong_state(case, "note_refused_notice"));
    }
    Ok(Happened::NoticeRefused {
        day: attempt.1,
        materials: attempt.2,
    })
}

fn no_pre_examination() -> Refusal {
    Refusal::new(
        "no_pre_examination",
        RefusalKind::State,
        "",
        (
            "这个办件没有待办的预审。",
            "No pre-examination of this case is waiting.",
        ),
        (
            "可以直接受理，或一次告知补正。",
            "Accept the case, or ask once for everything to correct.",
        ),
    )
}

fn nothing_advised() -> Refusal {
    Refusal::new(
        "nothing_advised",
        RefusalKind::State,
        "",
        (
            "没有收到预审的修改建议，无需修改。",
            "No change was advised, so there is nothing to change.",
        ),
        (
            "请等待受理；需要修改的，请联系受理窗口。",
            "Wait for the answer on acceptance, or ask the window if something must be changed.",
        ),
    )
}
