//! The rules of simulated approval: opening, examining, concluding, and adopting its opinion on the formal case.

use crate::cases::beyond::deferral;
use crate::cases::decide::{
    Context, Decided, Filing, LONGEST_WORDS, check_length, check_materials, file, for_the_ledger, missing_materials,
    need_status, text_fault,
};
use crate::cases::event::{DocumentKind, Opinion, What};
use crate::cases::{Case, Status, proceedings};
use crate::items::{Coded, Handling, Item};
use crate::organisation::permission::Permission;
use crate::words::{Fault, Language, Refusal, RefusalKind};

use super::{Change, Concluded, Happened, Lack, Met, NO_DECISION, ONCE, Of, Opened, Order, SOURCE, Said, Verdict, Why};

/// Most working days that may be promised.
pub const LONGEST_PROMISE: u32 = 60;

/// Opens a simulated case. The number and the receipt's serial are drawn when the change is committed.
///
/// # Errors
/// What [`file`] refuses; nothing is missing, a staff member's promise by somebody else, or the item or the matter cannot be simulated.
pub fn open(context: &Context<'_>, filing: Filing, opened: Opened) -> Decided {
    if context.item.handling == Handling::Instant || filing.renews.is_some() || filing.licence.is_some() {
        return Err(not_simulated());
    }
    let mut faults = words_faults("lacks", &opened.lacks)?;
    if opened.lacks.is_empty() {
        faults.push(Fault::new(
            "lacks",
            "请写明尚不具备的前置条件；条件都已具备的，请直接正式申请。",
            "Say what is not there yet. Where nothing is missing, apply formally.",
        ));
    }
    if let Some(days) = opened.promised_days {
        if !context.actor.is_staff() {
            faults.push(Fault::new(
                "promised_days",
                "出具意见的时间由部门承诺，申请人不用填写。",
                "The authority promises the time; applicants leave it out.",
            ));
        } else if !(1..=LONGEST_PROMISE).contains(&days) {
            faults.push(Fault::new(
                "promised_days",
                "请填写 1 至 60 个工作日。",
                "Give 1 to 60 working days.",
            ));
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let mut whats = file(context, filing)?;
    if let Some(What::Filed(filed)) = whats.first_mut() {
        super::without_law(filed, opened);
    }
    Ok(whats)
}

/// Every order with what it takes, and whether the case stands where it may be given.
pub(in crate::cases) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let status = case.status();
    let simulating = status == Status::Simulating;
    let standing = &case.simulated;
    let turnable = standing.concluded.is_some() && standing.turned.is_none() && case.words_deleted.is_none();
    let adoptable = status == Status::Accepted && case.simulated.taken.is_some();
    vec![
        ("examine_simulated", Permission::ReviewCase, simulating),
        ("amend_simulated", Permission::Supplement, simulating),
        ("conclude_simulated", Permission::ConcludeSimulated, simulating),
        ("turn_formal", Permission::Supplement, turnable),
        ("adopt_simulated", Permission::ReviewCase, adoptable),
    ]
}

/// Decides an order.
pub(in crate::cases) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let allowed = match order {
        Order::TurnFormal { .. } => Status::Simulated,
        Order::Adopt { .. } => Status::Accepted,
        _ => Status::Simulating,
    };
    need_status(case, &[allowed], order.name())?;
    let happened = match order {
        Order::Examine { said } => {
            check_said(case, &said)?;
            Happened::Examined { day, said }
        }
        Order::Amend { materials, commitment } => {
            check_materials(context.item, &materials)?;
            if materials.is_empty() && commitment.is_none() {
                return Err(Refusal::invalid(vec![Fault::new(
                    "materials",
                    "请提交材料或者修改后的表单。",
                    "Hand in materials or the changed form.",
                )]));
            }
            Happened::Amended {
                day,
                materials: for_the_ledger(context, materials),
                commitment,
            }
        }
        Order::Conclude { verdict, words } => conclude(case, context, verdict, words)?,
        Order::TurnFormal { met } => {
            need_turnable(case)?;
            need_met(case, &met)?;
            Happened::TurnedFormal {
                day,
                number: String::new(),
            }
        }
        Order::Adopt { anew } => return adopt(case, context, anew),
    };
    Ok(vec![happened.into()])
}

fn check_said(case: &Case, said: &[Said]) -> Result<(), Refusal> {
    check_length(said, "said")?;
    let mut faults = said_faults("said", said);
    if said.is_empty() {
        faults.push(Fault::new(
            "said",
            "请至少对一项提出意见。",
            "Give an opinion on one thing at least.",
        ));
    }
    for (at, one) in said.iter().enumerate() {
        let is_here = match &one.of {
            Of::Form | Of::Conditions => true,
            Of::Material(code) => case.materials.iter().any(|handed| handed.material == *code),
            Of::Lack(_) => false,
        };
        if !is_here {
            faults.push(Fault::new(
                format!("said.{at}.of"),
                "只能对已提交的材料、申请表和办理条件提出意见；尚不具备的前置条件待转为正式审批时审查。",
                "Only what was handed in, the form and the conditions are examined; what is missing is examined when the case is turned formal.",
            ));
        }
    }
    refuse(faults)
}

/// What is wrong with opinions as such: said twice, or found wanting without a word.
fn said_faults(field: &str, said: &[Said]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, one) in said.iter().enumerate() {
        if said[..at].iter().any(|earlier| earlier.of == one.of) {
            faults.push(Fault::new(
                format!("{field}.{at}.of"),
                "同一项列了两次。",
                "The same thing is listed twice.",
            ));
        }
        faults.extend(text_fault(&format!("{field}.{at}.words"), &one.words, !one.conforms));
    }
    faults
}

fn words_faults(field: &str, lacks: &[Lack]) -> Result<Vec<Fault>, Refusal> {
    check_length(lacks, field)?;
    let mut faults = Vec::new();
    for (at, lack) in lacks.iter().enumerate() {
        if lacks[..at].iter().any(|earlier| earlier.kind == lack.kind) {
            faults.push(Fault::new(
                format!("{field}.{at}.kind"),
                "同一项列了两次。",
                "The same thing is listed twice.",
            ));
        }
        faults.extend(text_fault(&format!("{field}.{at}.words"), &lack.words, true));
    }
    Ok(faults)
}

fn refuse(faults: Vec<Fault>) -> Result<(), Refusal> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn conclude(case: &Case, context: &Context<'_>, verdict: Verdict, words: String) -> Result<Happened, Refusal> {
    refuse(text_fault("words", &words, true).into_iter().collect())?;
    let here = case
        .materials
        .iter()
        .map(|handed| Of::Material(handed.material.clone()));
    let unexamined: Vec<Fault> = here
        .chain([Of::Form])
        .filter(|of| case.simulated.on(of).is_none())
        .map(|of| missing_opinion(context.item, &of))
        .collect();
    if !unexamined.is_empty() {
        let mut refusal = Refusal::new(
            "simulated_unexamined",
            RefusalKind::State,
            SOURCE,
            (
                "还有材料或者申请表没有审查，不能出具模拟审批意见。",
                "Not everything that was handed in has been examined, so the simulated opinion cannot be given yet.",
            ),
            (
                "请先由审查人员逐项提出意见。",
                "Let the examiner give an opinion on each first.",
            ),
        );
        refusal.faults = unexamined;
        return Err(refusal);
    }
    if verdict == Verdict::Ready && case.simulated.points.iter().any(|point| !point.said.conforms) {
        return Err(Refusal::new(
            "opinion_contradicts",
            RefusalKind::State,
            SOURCE,
            (
                "逐项意见中有不符合要求的内容，结论不能是“符合要求”。",
                "Some of it was found wanting, so it cannot be said to be as required.",
            ),
            (
                "请等申请人修改后重新审查，或者出具“尚不符合要求”的意见。",
                "Wait for the changes and examine them, or conclude that it is not yet as required.",
            ),
        ));
    }
    Ok(Happened::Concluded(Concluded {
        day: context.today,
        verdict,
        words,
        document: context.document(DocumentKind::SimulatedOpinion),
    }))
}

/// A simulated case is turned formal once, and while its words are there.
pub(super) fn need_turnable(case: &Case) -> Result<(), Refusal> {
    need_status(case, &[Status::Simulated], "turn_formal")?;
    if let Some((_, number)) = &case.simulated.turned {
        return Err(Refusal::new(
            "turned_already",
            RefusalKind::State,
            ONCE,
            (
                &format!("这个模拟审批已经转为正式审批，办件编号 {number}。"),
                &format!("This was turned into the formal case {number} already."),
            ),
            ("请在正式办件中继续办理。", "Go on in the formal case."),
        ));
    }
    if case.simulated.concluded.is_none() {
        return Err(Refusal::new(
            "no_simulated_opinion",
            RefusalKind::State,
            SOURCE,
            (
                "这个模拟审批在出具意见前已经撤回，没有可以沿用的意见。",
                "This was withdrawn before an opinion was given: there is nothing to take over.",
            ),
            ("请直接提出正式申请。", "Please apply formally."),
        ));
    }
    if case.words_deleted.is_some() {
        return Err(Refusal::new(
            "words_deleted",
            RefusalKind::State,
            "个人信息保护法 第四十七条",
            (
                "申请人填写的信息已依法删除，没有可以沿用的内容。",
                "What the applicant told was deleted by law: nothing is left to take over.",
            ),
            ("请重新提出正式申请。", "Please apply formally anew."),
        ));
    }
    Ok(())
}

/// Every condition that was missing is shown to be there.
pub(super) fn need_met(case: &Case, met: &[Met]) -> Result<(), Refusal> {
    let lacks = case.simulated.opened.as_ref().map_or(&[][..], |opened| &opened.lacks);
    let mut faults = words_faults("met", met)?;
    let unknown = |one: &Met| !lacks.iter().any(|lack| lack.kind == one.kind);
    for (at, _) in met.iter().enumerate().filter(|(_, one)| unknown(one)) {
        faults.push(Fault::new(
            format!("met.{at}.kind"),
            "模拟审批时没有登记缺少这项条件。",
            "This was not among what was missing.",
        ));
    }
    refuse(faults)?;
    let missing: Vec<Fault> = lacks
        .iter()
        .filter(|lack| !met.iter().any(|one| one.kind == lack.kind))
        .map(|lack| {
            let (zh, en) = lack.kind.words();
            Fault::new(
                format!("met.{}", lack.kind.code()),
                format!("尚未说明已具备：{zh}（{}）。", lack.words),
                format!("Not shown yet: {en}."),
            )
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "precondition_lacking",
        RefusalKind::State,
        NO_DECISION,
        (
            "前置条件还没有全部具备，不能转为正式审批。",
            "The missing conditions are not all there yet, so it cannot be turned into a formal application.",
        ),
        (
            "请逐项填写证明文件的文号和名称；文件本身作为材料提交。",
            "Name the paper that shows each by number and title, and hand the paper in as a material.",
        ),
    );
    refusal.faults = missing;
    Err(refusal)
}

/// What the examiner of a formal case that was simulated before has to look at; everything else stands.
pub fn to_examine(case: &Case, item: &Item) -> Vec<Change> {
    let Some(taken) = &case.simulated.taken else {
        return Vec::new();
    };
    let is_here = |of: &Of| match of {
        Of::Material(code) => case.materials.iter().any(|handed| handed.material == *code),
        _ => true,
    };
    let mut changes: Vec<Change> = taken
        .changes
        .iter()
        .filter(|change| change.why.is_examined())
        .cloned()
        .collect();
    changes.retain(|change| is_here(&change.of));
    let mut add = |of: Of, why: Why| {
        if !changes.iter().any(|known| known.of == of) {
            changes.push(Change { of, why });
        }
    };
    for handed in &case.materials {
        let from = handed.origin.reused.as_ref().map(|reused| &reused.number);
        if from != Some(&taken.from) {
            let of = Of::Material(handed.material.clone());
            let before = taken.points.iter().any(|point| point.said.of == of);
            add(of, if before { Why::Replaced } else { Why::Added });
        }
    }
    // What the window saw on paper, or took a promise for, nobody has examined.
    let awaited = deferral::awaited(case);
    for material in missing_materials(case, item, &[]) {
        if !awaited.contains(&material.code.as_str()) {
            add(Of::Material(material.code.clone()), Why::Added);
        }
    }
    if case.intake.commitment != case.simulated.filed_with {
        add(Of::Form, Why::Replaced);
    }
    changes
}

/// Adopts the simulated opinion: what changed is examined anew, and that together is the opinion of the formal examination.
fn adopt(case: &Case, context: &Context<'_>, anew: Vec<Said>) -> Decided {
    let Some(taken) = &case.simulated.taken else {
        return Err(nothing_taken_over());
    };
    proceedings::need_tasks_done(case)?;
    check_length(&anew, "anew")?;
    let changes = to_examine(case, context.item);
    let mut faults = said_faults("anew", &anew);
    for (at, one) in anew.iter().enumerate() {
        if !changes.iter().any(|change| change.of == one.of) {
            faults.push(Fault::new(
                format!("anew.{at}.of"),
                "这一项没有变化，模拟审批的意见继续有效，不用重新审查。",
                "This has not changed: the opinion on it stands and is not given twice.",
            ));
        }
    }
    refuse(faults)?;
    let missing: Vec<Fault> = changes
        .iter()
        .filter(|change| !anew.iter().any(|one| one.of == change.of))
        .map(|change| {
            let name = named(context.item, &change.of);
            let (zh, en) = change.why.words();
            Fault::new(
                format!("anew.{}", change.of.code()),
                format!("请审查“{}”：{zh}。", name.0),
                format!("Examine “{}”: {en}.", name.1),
            )
        })
        .collect();
    if !missing.is_empty() {
        return Err(changed_unexamined(missing));
    }
    let approve = anew.iter().all(|one| one.conforms);
    let names: Vec<String> = anew.iter().map(|one| named(context.item, &one.of).0).collect();
    let mut words = format!(
        "沿用模拟审批（办件 {}）的审查意见；重新审查：{}，{}。",
        taken.from,
        names.join("、"),
        if approve {
            "符合要求"
        } else {
            "有不符合要求的内容"
        }
    );
    if words.chars().count() > LONGEST_WORDS {
        words = format!("沿用模拟审批（办件 {}）的审查意见，变化部分已重新审查。", taken.from);
    }
    let opinion = Opinion {
        approve,
        words,
        by: context.actor.account,
        day: context.today,
    };
    let day = context.today;
    Ok(vec![Happened::Adopted { day, anew }.into(), What::Reviewed(opinion)])
}

/// What a thing is called, in Chinese and English.
pub fn named(item: &Item, of: &Of) -> (String, String) {
    match of {
        Of::Form => ("申请表".into(), "the form".into()),
        Of::Conditions => ("办理条件".into(), "the conditions".into()),
        Of::Material(code) => item.handed_name(code).map_or_else(
            || (code.clone(), code.clone()),
            |name| (name.zh.clone(), name.get(Language::En).to_string()),
        ),
        Of::Lack(kind) => {
            let (zh, en) = kind.words();
            (zh.into(), en.into())
        }
    }
}

fn missing_opinion(item: &Item, of: &Of) -> Fault {
    let (zh, en) = named(item, of);
    Fault::new(
        format!("said.{}", of.code()),
        format!("“{zh}”还没有审查。"),
        format!("“{en}” has not been examined."),
    )
}

fn changed_unexamined(faults: Vec<Fault>) -> Refusal {
    let mut refusal = Refusal::new(
        "changed_unexamined",
        RefusalKind::State,
        "行政许可法 第三十四条",
        (
            "模拟审批后有变化的内容还没有全部审查，不能沿用原来的意见。",
            "Not all of what has changed since was examined, so the former opinion cannot be adopted yet.",
        ),
        (
            "请对列出的每一项提出意见；没有变化的不用重新审查。",
            "Give an opinion on each that is listed. What has not changed is not examined again.",
        ),
    );
    refusal.faults = faults;
    refusal
}

fn not_simulated() -> Refusal {
    Refusal::new(
        "not_simulated",
        RefusalKind::State,
        SOURCE,
        (
            "即办件、延续和变更不办理模拟审批。",
            "Instant items, renewals and changes of a licence are not simulated.",
        ),
        ("请在条件具备后直接申请。", "Apply when the conditions are there."),
    )
}

fn nothing_taken_over() -> Refusal {
    Refusal::new(
        "nothing_taken_over",
        RefusalKind::State,
        ONCE,
        (
            "这个办件不是由模拟审批转来的，没有可以沿用的意见。",
            "This case was not simulated before: there is no opinion to adopt.",
        ),
        ("请按一般程序审查。", "Examine it in the usual way."),
    )
}
