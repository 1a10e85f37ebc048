//! The rules: a state, a context and a command in; events or a reasoned refusal out.

use crate::calendar::{Calendar, Day, Instant};
use crate::clocks::{
    Clock, ClockKind, Evidence, Measure, Rules, StepKind, SuspensionKind, deemed_renewal, renewal_deadline,
};
use crate::items::fee::Computed;
use crate::items::{Chosen, Handling, Item, ItemKind, situation};
use crate::organisation::letter::{self, Letter, Matter};
use crate::organisation::permission::{About, Permission};
use crate::organisation::section::Sections;
use crate::organisation::{Actor, Capacity};
use crate::ratings::order as ratings;
use crate::supervision::order::{self as supervision, Watched};
use crate::words::{Fault, Refusal, RefusalKind};

use super::additions;
use super::appeals;
use super::command::Command;
use super::delivery;
use super::drafting;
use super::event::{
    Accepted, CorrectionRequest, Delivery, DocumentKind, DocumentMark, Filed, Handed, HandedIn, LimitMark,
    NonAcceptance, Opinion, Outcome, Renews, StepMark, What,
};
use super::extension::{self, Approved};
use super::fees;
use super::handler;
use super::intake;
use super::numbers;
use super::proceedings;
use super::reuse;
use super::simulated;
use super::slips;
use super::{ApplicantMark, Case, Channel, Examination, Payment, State, Status, beyond};

/// Working days in which everything to correct must be told (许可法 art. 32).
pub const NOTICE_DAYS: u32 = 5;
/// Working days in which a granted permit must be delivered (许可法 art. 44).
pub const DELIVERY_DAYS: u32 = 10;
/// Longest free text in a command, characters.
pub const LONGEST_WORDS: usize = 2_000;
/// Longest number and title of a document, characters.
pub const LONGEST_TITLE: usize = 200;
/// Longest number of a licence, characters.
const LONGEST_NUMBER: usize = 100;
/// Days ahead that the expiry of a licence may lie.
const LONGEST_VALIDITY: i32 = 36_525;
/// Most entries of a list in a command.
pub const MOST_ENTRIES: usize = 100;

/// Everything from outside that a rule may need.
pub struct Context<'a> {
    /// Now.
    pub now: Instant,
    /// Today in the centre's zone.
    pub today: Day,
    /// The region's calendar.
    pub calendar: &'a Calendar,
    /// The item in the version under which the case is handled.
    pub item: &'a Item,
    /// The rules of clocks in force.
    pub rules: &'a Rules,
    /// Who asks.
    pub actor: &'a Actor,
    /// The letters of authority of the item's body.
    pub letters: &'a [Letter],
    /// The sections of the case's body today, where the matter is one of them.
    pub sections: &'a Sections,
    /// What supervision knows beside the case.
    pub watched: Watched<'a>,
    /// A token for a document, should one be made: 32 hex digits that nobody can guess.
    pub token: String,
}

/// What a filing says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Way in.
    pub channel: Channel,
    /// Who applied, masked.
    pub applicant: ApplicantMark,
    /// Salted commitment to the words in the vault.
    pub commitment: String,
    /// What was handed in.
    pub materials: Vec<HandedIn>,
    /// The licence of which renewal is asked.
    pub renews: Option<Renewal>,
    /// The licence on record that it is about; the act has seen that it is the applicant's own and valid.
    pub licence: Option<beyond::licence::Named>,
    /// Answers to the item's questions.
    pub situation: Chosen,
    /// Charges that a rule computed, in fen, by their place among the lines of the fee.
    pub computed: Computed,
    /// Names of conditions and charges whose rule could not be computed, for the window to look at.
    pub to_check: Vec<String>,
}

/// A licence of which renewal is asked (申请延续的许可证件), as the applicant names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// Its number.
    pub licence: String,
    /// Its last day.
    pub expiry: Day,
}

pub(super) type Decided = Result<Vec<What>, Refusal>;

/// What a decision stands on.
pub(super) enum Basis {
    /// The law itself decides: its article.
    Law(String),
    /// Somebody decides under a letter of authority: its number.
    Letter(String),
    /// A body or court decided instead.
    Remedy,
}

/// Files a new case. The number and the receipt's serial are drawn when the change is committed.
///
/// # Errors
/// The item does not serve such applicants, a material is unknown, or the actor may not file by this way.
pub fn file(context: &Context<'_>, filing: Filing) -> Decided {
    let item = context.item;
    let permission = match filing.channel {
        Channel::Window => Permission::FileAtWindow,
        _ if context.actor.is_staff() => Permission::FileAtWindow,
        _ if context.actor.agency().is_some() => Permission::FileForAnother,
        _ => Permission::FileForOneself,
    };
    let about = About {
        body: Some(&item.body),
        owner: filing.applicant.account,
        item: Some(&item.code),
        filed: None,
    };
    permission.of_agent(context.actor, about)?;
    if !context.actor.may(permission, about) {
        return Err(forbidden(
            "替他人录入申请，须由服务该部门的窗口人员办理。",
            "Only a window clerk who serves this body may enter an application for somebody.",
        ));
    }
    if !item.audience.contains(&filing.applicant.kind) {
        return Err(Refusal::new(
            "wrong_applicant",
            RefusalKind::Invalid,
            "",
            (
                "这个事项不面向这类申请人。",
                "This item is not open to this kind of applicant.",
            ),
            (
                "请核对申请人类型，或查找适合的事项。",
                "Check the kind of applicant, or look for another item.",
            ),
        ));
    }
    let situation = situation::settle(&item.situations, &filing.situation).map_err(Refusal::invalid)?;
    check_materials(item, &filing.materials)?;
    check_applies(item, &situation, &filing.materials)?;
    let over_the_net = filing.channel == Channel::Web;
    let pre_examination = context.rules.budget(ClockKind::PreExamination, &item.code);
    let renews = filing.renews.map(|renewal| renews(context, renewal)).transpose()?;
    Ok(vec![What::Filed(Box::new(Filed {
        number: String::new(),
        item: item.code.clone(),
        item_version: item.version,
        body: item.body.clone(),
        channel: filing.channel,
        applicant: filing.applicant,
        commitment: filing.commitment,
        materials: for_the_ledger(context, filing.materials),
        fee_fen: item.fee_fen(&situation, &filing.computed),
        received: context.today,
        notice: context
            .rules
            .budget(ClockKind::SupplementNotice, &item.code)
            .map(LimitMark::from),
        pre_examination: pre_examination.filter(|_| over_the_net).map(LimitMark::from),
        steps: steps(context, &situation),
        renews,
        licence: filing.licence,
        situation,
        to_check: filing.to_check,
        simulated: None,
        document: context.document(DocumentKind::Receipt),
    }))])
}

/// The limits of the steps: by a rule for the item, else by its specification, else by a rule of the region.
fn steps(context: &Context<'_>, situation: &Chosen) -> Vec<StepMark> {
    let item = context.item;
    let of_item = |step: StepKind| {
        let days = item.days_for(step, situation).filter(|days| *days > 0);
        days.map(|days| LimitMark::days(days, ClockKind::Step(step).source()))
    };
    let limit = |step: StepKind| {
        let kind = ClockKind::Step(step);
        let rule = context.rules.budget_of_item(kind, &item.code).map(LimitMark::from);
        rule.or_else(|| of_item(step))
            .or_else(|| context.rules.budget(kind, &item.code).map(LimitMark::from))
    };
    StepKind::ALL
        .into_iter()
        .filter_map(|step| limit(step).map(|limit| StepMark { step, limit }))
        .collect()
}

/// Renewal (许可法 art. 50) is asked of permits, while they are valid.
fn renews(context: &Context<'_>, renewal: Renewal) -> Result<Renews, Refusal> {
    let mut faults = Vec::new();
    if context.item.kind != ItemKind::Permit {
        faults.push(Fault::new(
            "renews",
            "只有行政许可可以申请延续（行政许可法第五十条）。",
            "Only a permit can be renewed (Administrative Licensing Law, art. 50).",
        ));
    }
    let licence = renewal.licence.trim().to_string();
    if licence.is_empty() || licence.chars().count() > LONGEST_NUMBER || licence.chars().any(char::is_control) {
        faults.push(Fault::new(
            "renews.licence",
            "请填写许可证件的编号，1 至 100 个字。",
            "Give the number of the licence, in 1 to 100 characters.",
        ));
    }
    if renewal.expiry < context.today {
        faults.push(Fault::new(
            "renews.expiry",
            "许可的有效期已经届满，不能延续，请重新申请。",
            "The licence has expired and cannot be renewed: please apply for a new one.",
        ));
    } else if renewal.expiry > context.today.plus(LONGEST_VALIDITY) {
        faults.push(Fault::new(
            "renews.expiry",
            "请核对有效期届满日：距今超过一百年。",
            "Check the last day of the licence: it lies more than a hundred years ahead.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let rule = context.rules.budget(ClockKind::Renewal, &context.item.code);
    Ok(Renews {
        licence,
        expiry: renewal.expiry,
        ask_by: renewal_deadline(renewal.expiry, rule.as_ref().map(|rule| rule.amount)),
        source: rule.map_or_else(|| ClockKind::Renewal.source().into(), |rule| rule.source),
    })
}

/// Decides what a command does to a case.
///
/// # Errors
/// A refusal with the rule behind it. Nothing has happened then.
pub fn decide(case: &Case, context: &Context<'_>, command: Command) -> Decided {
    let permission = command.permission(beyond::commitment::handling(case, context.item));
    context.need(permission, case)?;
    if !proceedings::leads_past_handler(case, context, &command) {
        handler::need(case, context.actor, permission)?;
    }
    match command {
        Command::Accept { seen } => accept(case, context, seen),
        Command::RequestCorrection { requests } => request_correction(case, context, requests),
        Command::Supplement { materials, commitment } => supplement(case, context, materials, commitment),
        Command::RefuseAcceptance { ground, reason } => refuse_acceptance(case, context, ground, reason),
        Command::Review { approve, words } => review(case, context, approve, words),
        Command::Suspend {
            kind,
            told_days,
            evidence,
        } => suspend(case, context, kind, told_days, evidence),
        Command::Resume { result, evidence } => resume(case, context, result, evidence),
        Command::Extend { days, reason, approved } => extend(case, context, days, reason, approved),
        Command::Decide { outcome, hand_over } => conclude(case, context, outcome, hand_over),
        Command::Pay { amount_fen, receipt } => pay(case, context, amount_fen, receipt),
        Command::Issue { delivery } => issue(case, context, delivery),
        Command::Rate(rating) => ratings::rate(case, context, rating),
        Command::Withdraw { reason } => withdraw(case, context, reason),
        Command::Proceeding(order) => proceedings::decide(case, context, *order),
        Command::ShowNumbers { purpose } => numbers::show(case, context, purpose),
        Command::Intake(order) => intake::decide::decide(case, context, order),
        Command::Additions(order) => additions::decide(case, context, order),
        Command::Beyond(order) => beyond::decide(case, context, order),
        Command::Delivery(order) => delivery::decide(case, context, order),
        Command::Drafting(order) => drafting::decide(case, context, order),
        Command::Appeals(order) => appeals::decide(case, context, order),
        Command::Reuse(order) => reuse::decide(case, context, order),
        Command::Simulated(order) => simulated::decide::decide(case, context, order),
        Command::Slips(order) => slips::decide(case, context, order),
        Command::Ratings(order) => ratings::decide(case, context, order),
        Command::Supervision(order) => supervision::command(case, context, *order),
        Command::Take | Command::PutBack { .. } | Command::HandOver { .. } => handler::change(case, context, command),
        Command::Fees(order) => fees::decide::decide(case, context, order),
    }
}

/// The commands that this actor could give now, by name, for the buttons of a page. Whoever gives one is checked again. `late`: the time to
/// decide is over without a decision ([`appeals::inaction`]).
pub fn open_commands(
    case: &Case,
    item: &Item,
    (actor, sections): (&Actor, &Sections),
    late: bool,
) -> Vec<&'static str> {
    let given = |permission| {
        actor.capacity != Capacity::System
            && actor.may(permission, About::from(case))
            && handler::need(case, actor, permission).is_ok()
    };
    let late = late && matches!(case.state, State::Examining(_));
    ways(case, item)
        .into_iter()
        .filter(|(name, permission, stands)| {
            let stands = *stands || late && appeals::AGAINST_INACTION.contains(name);
            let who = (actor, sections);
            stands && given(*permission) && drafting::is_for(case, who, name) && appeals::is_for(case, who, name)
        })
        .map(|(name, ..)| name)
        .collect()
}

/// Every command with what it takes, and whether the case stands where it may be given.
pub(super) fn ways(case: &Case, item: &Item) -> Vec<(&'static str, Permission, bool)> {
    let status = case.status();
    let received = status == Status::Received;
    let examining = matches!(status, Status::Accepted | Status::Reviewed);
    let instant = item.handling == Handling::Instant;
    let handling = beyond::commitment::handling(case, item);
    let at_once = handling == Handling::Instant && (received || status == Status::Accepted);
    let is_due = matches!(case.payment, Payment::Due(_)) && status == Status::Granted;
    let may_be_extended = examining && has_limit(case) && !extended(case);
    let decided = matches!(status, Status::Granted | Status::Refused);
    let is_open = !status.is_closed();
    let may_be_rated = ratings::may_be_rated(status) && case.rating.is_none();
    let mut ways = vec![
        ("accept", Permission::AcceptCase, received && !instant),
        ("request_correction", Permission::AskToCorrect, received),
        ("refuse_acceptance", Permission::RefuseToAccept, received),
        (
            "supplement",
            Permission::Supplement,
            status == Status::AwaitingCorrection,
        ),
        ("review", Permission::ReviewCase, examining),
        (
            "suspend",
            Permission::SuspendCase,
            examining && !item.special.is_empty(),
        ),
        ("resume", Permission::ResumeCase, status == Status::Suspended),
        ("extend", Permission::ExtendCase, may_be_extended),
        ("decide", deciding(handling), status == Status::Reviewed || at_once),
        ("pay", Permission::TakePayment, is_due),
        ("issue", Permission::HandOverResult, decided),
        ("rate", Permission::RateCase, may_be_rated),
        ("withdraw", Permission::WithdrawCase, may_be_withdrawn(status)),
        ("take", Permission::TakeCase, is_open && case.handler.is_none()),
        ("put_back", Permission::PutBackCase, is_open && case.handler.is_some()),
        ("hand_over", Permission::HandOverCase, is_open),
        ("show_numbers", Permission::SeeNumbers, case.words_deleted.is_none()),
        ("correct_on_spot", Permission::CorrectOnSpot, received),
        ("pre_examine", Permission::PreExamine, intake::decide::is_waiting(case)),
        ("amend", Permission::Supplement, intake::decide::is_advised(case)),
        (
            "verify_originals",
            Permission::VerifyOriginals,
            intake::decide::to_compare(case).next().is_some(),
        ),
        (
            "hand_in_more",
            Permission::Supplement,
            additions::EXAMINED.contains(&status),
        ),
    ];
    ways.extend(fees::decide::ways(case));
    ways.extend(beyond::ways(case, item));
    ways.extend(delivery::ways(case));
    ways.extend(drafting::ways(case, item));
    ways.extend(appeals::ways(case));
    ways.extend(reuse::ways(case));
    ways.extend(simulated::decide::ways(case));
    ways.extend(slips::ways(case));
    ways.extend(supervision::ways(case));
    ways.extend(ratings::ways(case));
    ways
}

fn accept(case: &Case, context: &Context<'_>, seen: Vec<String>) -> Decided {
    // When nobody answered in time the law itself accepts, by the hand of the system.
    if context.actor.capacity == Capacity::System && !is_overdue_notice(case, context) {
        return Err(refused(Permission::AcceptCase));
    }
    need_status(case, &[Status::Received], "accept")?;
    check_length(&seen, "seen")?;
    Ok(vec![What::Accepted(Box::new(acceptance(case, context, seen, &[])?))])
}

/// What was promised to follow need not be here.
pub(super) fn acceptance(
    case: &Case,
    context: &Context<'_>,
    seen: Vec<String>,
    promised: &[String],
) -> Result<Accepted, Refusal> {
    let unknown: Vec<Fault> = seen
        .iter()
        .filter(|code| context.item.material(code).is_none())
        .map(|code| {
            Fault::new(
                "seen",
                format!("这个事项没有编码为“{code}”的材料。"),
                format!("This item has no material “{code}”."),
            )
        })
        .collect();
    if !unknown.is_empty() {
        return Err(Refusal::invalid(unknown));
    }
    let mut missing = missing_materials(case, context.item, &seen);
    missing.retain(|material| !promised.contains(&material.code));
    let deemed = is_overdue_notice(case, context);
    if !missing.is_empty() && !deemed {
        return Err(materials_missing(&missing));
    }
    let instant = context.item.handling == Handling::Instant;
    Ok(Accepted {
        day: acceptance_day(case, context, deemed),
        noticed: context.today,
        deemed,
        seen,
        statutory: mark(&context.item.statutory),
        promised: mark(&context.item.promised),
        calendar: context.calendar.version().number.to_string(),
        document: (!instant).then(|| context.document(DocumentKind::Acceptance)),
    })
}

/// After a supplement: the day on which all of it was handed in. Deemed: the day of receipt. Otherwise: today.
fn acceptance_day(case: &Case, context: &Context<'_>, deemed: bool) -> Day {
    if !case.asked.is_empty() {
        case.last_handed_in
    } else if deemed {
        case.received
    } else {
        context.today
    }
}

/// Nobody answered within five working days of the receipt, or of the receipt of what was asked for (许可法 art. 32 (4), (5)): what came then
/// are materials of the application like those before, and who is silent about them has accepted them. A local rule that gives the
/// authority fewer days does not bring forward what the law does.
fn is_overdue_notice(case: &Case, context: &Context<'_>) -> bool {
    let of_law = |clock: &Clock| Clock {
        budget: NOTICE_DAYS,
        ..clock.clone()
    };
    case.clock(ClockKind::SupplementNotice)
        .filter(|clock| clock.stopped.is_none())
        .is_some_and(|clock| of_law(clock).remaining(context.calendar, context.today) < 0)
}

/// The licence expired without a decision on its renewal, which was asked for in time and completely (许可法 art. 50).
/// While the applicant is asked for corrections the authority is not silent.
fn renewed_by_law(case: &Case, today: Day) -> Option<&Renews> {
    let waits = matches!(case.state, State::Received | State::Examining(_));
    case.renews.as_ref().filter(|renews| {
        let is_over = today > renews.expiry && case.last_handed_in <= renews.expiry;
        waits && is_over && deemed_renewal(case.received, renews.ask_by, renews.expiry, None)
    })
}

fn need_not_renewed(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    if renewed_by_law(case, context.today).is_none() {
        return Ok(());
    }
    Err(Refusal::new(
        "renewed_by_law",
        RefusalKind::State,
        ClockKind::Renewal.source(),
        (
            "许可有效期届满前没有作出决定，依法视为准予延续，不能再作其他决定。",
            "No decision was made before the licence expired: by law it has been renewed, and nothing else can be \
             decided any more.",
        ),
        (
            "系统会自动记录，请稍后刷新并办理送达。",
            "The system records it by itself: reload the page in a moment and deliver the result.",
        ),
    ))
}

/// What the law does when an authority is silent until a licence expires (许可法 art. 50), retroactive to that day.
fn renew_by_law(case: &Case, context: &Context<'_>, renews: &Renews) -> Decided {
    let mut events = Vec::with_capacity(2);
    match &case.state {
        State::Received => events.push(What::Accepted(Box::new(Accepted {
            day: case.last_handed_in,
            noticed: renews.expiry,
            deemed: true,
            seen: Vec::new(),
            statutory: mark(&context.item.statutory),
            promised: mark(&context.item.promised),
            calendar: context.calendar.version().number.to_string(),
            document: None,
        }))),
        State::Examining(Examination {
            suspended: Some((_, since)),
            ..
        }) => events.push(What::Resumed {
            day: renews.expiry.max(*since),
            result: "许可有效期届满，依法视为准予延续".into(),
            evidence: None,
        }),
        _ => {}
    }
    let outcome = Outcome::Grant {
        conditions: Vec::new(),
        validity: String::new(),
    };
    let basis = Basis::Law(ClockKind::Renewal.source().to_string());
    events.push(context.decided(case, renews.expiry, outcome, basis));
    Ok(events)
}

pub(super) fn missing_materials<'a>(case: &Case, item: &'a Item, seen: &[String]) -> Vec<&'a crate::items::Material> {
    item.materials_for(&case.situation)
        .filter(|material| material.required)
        .filter(|material| {
            !seen.contains(&material.code) && !case.materials.iter().any(|known| known.material == material.code)
        })
        .filter(|material| !beyond::commitment::replaces(case, &material.code))
        .collect()
}

fn materials_missing(missing: &[&crate::items::Material]) -> Refusal {
    let mut refusal = Refusal::new(
        "materials_missing",
        RefusalKind::State,
        "行政许可法 第三十二条",
        (
            "必需的材料还没有收齐，不能受理。",
            "Required materials have not been handed in, so the case cannot be accepted yet.",
        ),
        (
            "请一次性告知申请人补正；已在窗口核对过纸质原件的，请在材料清单中勾选；只缺可以容缺的材料且申请人书面承诺的，请办理容缺受理。",
            "Ask the applicant once for everything that is missing, or tick the paper originals that you have seen. Where only \
             materials are missing that may follow and the applicant promises them in writing, accept it with materials to follow.",
        ),
    );
    refusal.faults = missing
        .iter()
        .map(|material| {
            Fault::new(
                format!("materials.{}", material.code),
                format!("缺少“{}”。", material.name.zh),
                format!("“{}” is missing.", material.name.get(crate::words::Language::En)),
            )
        })
        .collect();
    refusal
}

fn mark(limit: &crate::items::Limit) -> LimitMark {
    LimitMark::days(limit.days, &limit.source.zh)
}

/// Whoever wants to answer after the law has accepted is told why it is too late.
fn need_not_accepted_by_law(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Examining(exam) if exam.acceptance.deemed => Err(Refusal::new(
            "accepted_by_law",
            RefusalKind::State,
            "行政许可法 第三十二条第一款第四项",
            (
                "收到材料后五个工作日内没有告知，依法已视为受理，不能再要求补正或不予受理。",
                "Nobody answered within five working days of receipt, so by law the case has been accepted. Corrections can no \
                 longer be asked for, nor acceptance refused.",
            ),
            (
                "请在期限内审查并作出决定；申请人可以自行补充材料。不符合条件或者不属于本机关职权的，依法作出不予许可的决定并说明理由。",
                "Examine it and decide within the limit; the applicant may hand in more of their own accord. What does not meet \
                 the conditions, or is another authority’s matter, is refused with the reasons.",
            ),
        )),
        _ => Ok(()),
    }
}

fn request_correction(case: &Case, context: &Context<'_>, requests: Vec<CorrectionRequest>) -> Decided {
    proceedings::need_not_asked_again(case)?;
    need_not_accepted_by_law(case)?;
    need_status(case, &[Status::Received], "request_correction")?;
    check_requests(context.item, &requests)?;
    need_not_renewed(case, context)?;
    if is_overdue_notice(case, context) {
        return Err(notice_too_late());
    }
    if !case.asked.is_empty() {
        let codes = requests.iter().map(|request| request.material.as_str());
        let old: Vec<Fault> = intake::decide::told_before(case, codes)
            .map(|(at, _)| {
                Fault::new(
                    format!("requests.{at}"),
                    "上次告知后没有重新提交过，不能再次要求补正。",
                    "This was not handed in again since the first notice, so it may not be asked for a second time.",
                )
            })
            .collect();
        if !old.is_empty() {
            let mut refusal = Refusal::new(
                "asked_before",
                RefusalKind::State,
                "行政许可法 第三十二条第一款第四项",
                (
                    "补正内容应当一次性告知，已告知过一次。",
                    "Everything to correct must be told at once, and that has been done already.",
                ),
                (
                    "只能就新提交的材料再次告知；其余请受理或依法作出决定。",
                    "You may ask again only about what was handed in since; otherwise accept the case or decide by law.",
                ),
            );
            refusal.faults = old;
            return Err(refusal);
        }
    }
    let document = context.document(DocumentKind::CorrectionNotice);
    Ok(vec![What::CorrectionRequested {
        day: context.today,
        requests,
        limit: context
            .rules
            .budget(ClockKind::Correction, &context.item.code)
            .map(LimitMark::from),
        document,
    }])
}

/// The law has accepted the case already: neither corrections nor a refusal to accept are possible any more.
fn notice_too_late() -> Refusal {
    Refusal::new(
        "notice_too_late",
        RefusalKind::State,
        "行政许可法 第三十二条第一款第四项",
        (
            "收到材料已超过五个工作日，依法自收到之日起即为受理，不能再要求补正或不予受理。",
            "More than five working days have passed since receipt: by law the case has been accepted from that day. \
             Corrections can no longer be asked for, nor acceptance refused.",
        ),
        (
            "请办理受理，受理日为收到材料之日。",
            "Accept the case; the day of acceptance is the day of receipt.",
        ),
    )
}

pub(super) fn check_requests(item: &Item, requests: &[CorrectionRequest]) -> Result<(), Refusal> {
    check_length(requests, "requests")?;
    if requests.is_empty() {
        return Err(Refusal::invalid(vec![Fault::new(
            "requests",
            "请至少写明一项需要补正的内容。",
            "Name at least one thing to correct.",
        )]));
    }
    let mut faults = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let known = matches!(request.material.as_str(), "form" | "other") || item.material(&request.material).is_some();
        if !known {
            faults.push(Fault::new(
                format!("requests.{at}.material"),
                "这个事项没有这份材料。",
                "This item has no such material.",
            ));
        }
        faults.extend(text_fault(&format!("requests.{at}.what"), &request.what, true));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn supplement(case: &Case, context: &Context<'_>, materials: Vec<HandedIn>, commitment: Option<String>) -> Decided {
    need_status(case, &[Status::AwaitingCorrection], "supplement")?;
    intake::decide::need_in_time(case, context)?;
    check_materials(context.item, &materials)?;
    if materials.is_empty() && commitment.is_none() {
        return Err(Refusal::invalid(vec![Fault::new(
            "materials",
            "请提交需要补正的材料或更正后的表单。",
            "Hand in the materials asked for, or the corrected form.",
        )]));
    }
    Ok(vec![What::Supplemented {
        day: context.today,
        materials: for_the_ledger(context, materials),
        commitment,
        notice: context
            .rules
            .budget(ClockKind::SupplementNotice, &context.item.code)
            .map(LimitMark::from),
        document: Some(context.document(DocumentKind::LaterReceipt)),
    }])
}

fn refuse_acceptance(case: &Case, context: &Context<'_>, ground: NonAcceptance, reason: String) -> Decided {
    need_not_accepted_by_law(case)?;
    need_status(case, &[Status::Received], "refuse_acceptance")?;
    need_not_renewed(case, context)?;
    if is_overdue_notice(case, context) {
        return Err(notice_too_late());
    }
    let mut faults: Vec<Fault> = text_fault("reason", &reason, true).into_iter().collect();
    if let NonAcceptance::NotOurs { authority } = &ground {
        if authority.trim().is_empty() {
            faults.push(Fault::new(
                "authority",
                "不属于本机关职权的，须写明应当向哪个机关申请（行政许可法第三十二条）。",
                "Name the right authority: the law requires it (Administrative Licensing Law, art. 32).",
            ));
        }
        faults.extend(text_fault("authority", authority, false));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let kind = match ground {
        NonAcceptance::NotNeeded => DocumentKind::NotNeeded,
        NonAcceptance::NotOurs { .. } | NonAcceptance::Barred => DocumentKind::NotAccepted,
    };
    let document = context.document(kind);
    Ok(vec![What::NotAccepted {
        day: context.today,
        ground,
        reason,
        document,
    }])
}

fn review(case: &Case, context: &Context<'_>, approve: bool, words: String) -> Decided {
    need_running(case, "review")?;
    proceedings::need_tasks_done(case)?;
    need_text("words", &words, true)?;
    let by = context.actor.account;
    Ok(vec![What::Reviewed(Opinion {
        approve,
        words,
        by,
        day: context.today,
    })])
}

pub(super) fn suspend(
    case: &Case,
    context: &Context<'_>,
    kind: SuspensionKind,
    told_days: u32,
    evidence: Evidence,
) -> Decided {
    need_running(case, "suspend")?;
    let Some(allowed) = context.item.allows(kind.code()) else {
        return Err(Refusal::new(
            "special_not_allowed",
            RefusalKind::State,
            "行政许可法 第四十五条",
            (
                "这个事项的实施清单没有规定这种特别程序，时限不能暂停。",
                "This item's specification does not provide for this procedure, so the clock may not stop.",
            ),
            ("请在时限内继续办理。", "Go on within the limit."),
        ));
    };
    let mut faults = Vec::new();
    let most = allowed.max_days.unwrap_or(365);
    if told_days == 0 || told_days > most {
        let zh = format!("请填写所需时间，1 至 {most} 个工作日，并书面告知申请人。");
        let en = format!("Enter the time needed, 1 to {most} working days; the applicant is told in writing.");
        faults.push(Fault::new("told_days", zh, en));
    }
    if evidence.words.trim().is_empty() {
        faults.push(Fault::new(
            "evidence",
            "请填写书面通知或委托书的文号和名称：没有书面依据，时限不能暂停。",
            "Name the written notice or commission by number and title: without one the clock may not stop.",
        ));
    }
    faults.extend(evidence_fault(&evidence));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok(vec![What::Suspended {
        day: context.today,
        kind,
        basis: allowed.basis.clone(),
        evidence: Some(evidence),
        told_days,
        statutory: allowed.stops_statutory,
        document: Some(context.document(DocumentKind::SpecialProcedure)),
    }])
}

fn resume(case: &Case, context: &Context<'_>, result: String, evidence: Option<Evidence>) -> Decided {
    need_status(case, &[Status::Suspended], "resume")?;
    let evidence = evidence.filter(|evidence| !evidence.words.trim().is_empty() || evidence.file.is_some());
    let mut faults: Vec<Fault> = text_fault("result", &result, true).into_iter().collect();
    faults.extend(evidence.as_ref().and_then(evidence_fault));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok(vec![What::Resumed {
        day: context.today,
        result,
        evidence,
    }])
}

/// Number and title of a document are one line.
pub(super) fn evidence_fault(evidence: &Evidence) -> Option<Fault> {
    let words = &evidence.words;
    let wrong = words.chars().count() > LONGEST_TITLE || words.chars().any(char::is_control);
    wrong.then(|| {
        Fault::new(
            "evidence",
            "文号和名称请写成一行，不超过 200 个字。",
            "Write number and title in one line of at most 200 characters.",
        )
    })
}

fn extend(case: &Case, context: &Context<'_>, days: u32, reason: String, approved: Option<Approved>) -> Decided {
    need_running(case, "extend")?;
    let (approval, mut faults) = extension::approval(context, approved)?;
    if !has_limit(case) {
        return Err(Refusal::new(
            "nothing_to_extend",
            RefusalKind::State,
            "",
            (
                "这个办件没有正在计算的办理期限，无需延长。",
                "No limit is running for this case, so there is nothing to extend.",
            ),
            ("请当场办理。", "Decide it on the spot."),
        ));
    }
    if extended(case) {
        return Err(Refusal::new(
            "extended_before",
            RefusalKind::State,
            "行政许可法 第四十二条",
            (
                "办理期限只能延长一次，已经延长过。",
                "A limit may be extended once, and it has been.",
            ),
            ("请在延长后的期限内作出决定。", "Decide within the extended limit."),
        ));
    }
    faults.extend(text_fault("reason", &reason, true));
    faults.extend(extension::days_fault(context.item, days));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let approver = approval.who(context.actor);
    Ok(vec![What::Extended {
        day: context.today,
        days,
        reason,
        approver,
        approval: Some(approval.into()),
        document: Some(context.document(DocumentKind::Extension)),
    }])
}

pub(super) fn conclude(case: &Case, context: &Context<'_>, outcome: Outcome, hand_over: Option<Delivery>) -> Decided {
    if let (Capacity::System, Some(renews)) = (&context.actor.capacity, renewed_by_law(case, context.today)) {
        return renew_by_law(case, context, renews);
    }
    if context.actor.capacity == Capacity::System {
        return Err(refused(deciding(context.item.handling)));
    }
    check_outcome(&outcome)?;
    appeals::need_other_than_set_aside(case, &outcome)?;
    if outcome.grants() {
        beyond::deferral::need_supplied(case, context.item)?;
        beyond::commitment::need_supplied(case, context.item)?;
    }
    if beyond::commitment::handling(case, context.item) != Handling::Instant {
        need_status(case, &[Status::Reviewed], "decide")?;
        if hand_over.is_some() {
            return Err(Refusal::invalid(vec![Fault::new(
                "hand_over",
                "只有即办件可以当场办结。",
                "Only instant items are handed over in the same step.",
            )]));
        }
        need_not_renewed(case, context)?;
        drafting::need_as_drafted(case, context.actor, &outcome)?;
        proceedings::need_done(case, context, &outcome)?;
        need_other_than_acceptor(case, context.actor)?;
        let basis = Basis::Letter(context.authority()?);
        return Ok(vec![context.decided(case, context.today, outcome, basis)]);
    }
    need_status(case, &[Status::Received, Status::Accepted, Status::Reviewed], "decide")?;
    need_not_renewed(case, context)?;
    proceedings::need_done(case, context, &outcome)?;
    let basis = Basis::Letter(context.authority()?);
    let mut events = Vec::with_capacity(3);
    if case.status() == Status::Received {
        // Who decides at once has the materials on the desk.
        let seen = missing_materials(case, context.item, &[])
            .iter()
            .map(|material| material.code.clone())
            .collect();
        events.push(What::Accepted(Box::new(acceptance(case, context, seen, &[])?)));
    }
    events.push(context.decided(case, context.today, outcome, basis));
    if let Some(delivery) = hand_over {
        let granted = matches!(events.last(), Some(What::Decided { outcome, .. }) if outcome.grants());
        need_paid(case, granted)?;
        check_delivery(&delivery)?;
        events.push(context.issued(delivery));
    }
    Ok(events)
}

pub(super) fn check_outcome(outcome: &Outcome) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    match outcome {
        Outcome::Grant { conditions, validity } => {
            faults.extend(list_faults("conditions", conditions)?);
            faults.extend(text_fault("validity", validity, false));
        }
        Outcome::Refuse { reasons } => faults.extend(reason_faults(reasons)?),
        Outcome::Partial(partial) => {
            faults.extend(partial.faults()?);
            faults.extend(reason_faults(&partial.reasons)?);
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

/// Texts of a list, none of them empty.
pub(super) fn list_faults(field: &str, texts: &[String]) -> Result<Vec<Fault>, Refusal> {
    check_length(texts, field)?;
    let wrong = |(at, text): (usize, &String)| text_fault(&format!("{field}.{at}"), text, true);
    Ok(texts.iter().enumerate().filter_map(wrong).collect())
}

fn reason_faults(reasons: &[String]) -> Result<Vec<Fault>, Refusal> {
    let mut faults = list_faults("reasons", reasons)?;
    if reasons.is_empty() {
        faults.push(Fault::new(
            "reasons",
            "不予许可须书面说明理由（行政许可法第三十八条）。",
            "A refusal must give its reasons in writing (Administrative Licensing Law, art. 38).",
        ));
    }
    Ok(faults)
}

fn pay(case: &Case, context: &Context<'_>, amount_fen: i64, receipt: String) -> Decided {
    let Payment::Due(due) = case.payment else {
        return Err(Refusal::new(
            "nothing_to_pay",
            RefusalKind::State,
            "行政许可法 第五十八条",
            ("这个办件没有待缴的费用。", "Nothing is to be paid for this case."),
            ("无需缴费。", "No payment is needed."),
        ));
    };
    need_status(case, &[Status::Granted], "pay")?;
    let mut faults: Vec<Fault> = text_fault("receipt", &receipt, true).into_iter().collect();
    if amount_fen != due {
        let yuan = format!("{}.{:02}", due / 100, due % 100);
        faults.push(Fault::new(
            "amount_fen",
            format!("应缴 {yuan} 元，金额不符。"),
            format!("{yuan} yuan is due; the amount differs."),
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok(vec![What::Paid {
        day: context.today,
        amount_fen,
        receipt,
    }])
}

fn issue(case: &Case, context: &Context<'_>, delivery: Delivery) -> Decided {
    need_status(case, &[Status::Granted, Status::Refused], "issue")?;
    check_delivery(&delivery)?;
    need_paid(case, case.status() == Status::Granted)?;
    beyond::deferral::need_supplied(case, context.item)?;
    Ok(vec![context.issued(delivery)])
}

fn need_paid(case: &Case, granted: bool) -> Result<(), Refusal> {
    if granted && matches!(case.payment, Payment::Due(_)) {
        return Err(Refusal::new(
            "fee_unpaid",
            RefusalKind::State,
            "",
            (
                "费用还没有缴纳，不能发放结果。",
                "The fee has not been paid, so the result cannot be handed over.",
            ),
            ("请先登记缴费。", "Record the payment first."),
        ));
    }
    Ok(())
}

fn check_delivery(delivery: &Delivery) -> Result<(), Refusal> {
    match delivery {
        Delivery::Window { receiver } => need_text("receiver", receiver, true),
        Delivery::Post { tracking } => need_text("tracking", tracking, true),
        Delivery::Electronic => Ok(()),
    }
}

fn withdraw(case: &Case, context: &Context<'_>, reason: String) -> Decided {
    if !may_be_withdrawn(case.status()) {
        return Err(wrong_state(case, "withdraw"));
    }
    need_text("reason", &reason, false)?;
    Ok(vec![What::Withdrawn {
        day: context.today,
        reason,
    }])
}

fn may_be_withdrawn(status: Status) -> bool {
    matches!(
        status,
        Status::Received
            | Status::AwaitingCorrection
            | Status::Accepted
            | Status::Suspended
            | Status::Reviewed
            | Status::Simulating
    )
}

/// What a body or court ordered stands fast: only limits of the law and of promises are extended.
fn has_limit(case: &Case) -> bool {
    decision_clocks(case).any(|clock| !matches!(clock.measure, Measure::Until(_)))
}

fn extended(case: &Case) -> bool {
    decision_clocks(case).any(|clock| clock.extension.is_some())
}

fn decision_clocks(case: &Case) -> impl Iterator<Item = &Clock> {
    [ClockKind::DecisionStatutory, ClockKind::DecisionPromised]
        .into_iter()
        .filter_map(|kind| case.clock(kind))
}

/// Who accepts a case does not decide it: two pairs of eyes (审管分离). Instant items are decided by whoever takes them in.
pub(super) fn need_other_than_acceptor(case: &Case, actor: &Actor) -> Result<(), Refusal> {
    let acceptor = case.acceptance().and_then(|acceptance| acceptance.by);
    if acceptor.is_none() || acceptor != actor.account {
        return Ok(());
    }
    Err(Refusal::new(
        "accepted_by_oneself",
        RefusalKind::Forbidden,
        "",
        (
            "这个办件由您受理，不能再由您作出决定。",
            "You accepted this case, so you cannot decide it too.",
        ),
        (
            "请由本部门另一位首席审批员作出决定。",
            "Have another chief approver of the body decide it.",
        ),
    ))
}

fn need_running<'a>(case: &'a Case, command: &str) -> Result<&'a Examination, Refusal> {
    match &case.state {
        State::Examining(exam) if exam.suspended.is_none() => Ok(exam),
        _ => Err(wrong_state(case, command)),
    }
}

pub(super) fn need_status(case: &Case, allowed: &[Status], command: &str) -> Result<(), Refusal> {
    if allowed.contains(&case.status()) {
        Ok(())
    } else {
        Err(wrong_state(case, command))
    }
}

pub(crate) fn wrong_state(case: &Case, command: &str) -> Refusal {
    let (zh, en) = case.status().words();
    let (act_zh, act_en) = command_words(command);
    Refusal::new(
        "wrong_state",
        RefusalKind::State,
        "",
        (
            &format!("办件现在的状态是“{zh}”，不能{act_zh}。"),
            &format!("The case stands at “{en}”; it is not possible to {act_en} now."),
        ),
        (
            "页面可能已过时，请刷新后查看最新状态。",
            "The page may be out of date: reload it to see how the case stands.",
        ),
    )
}

/// What a command is called in the middle of a sentence.
pub fn command_words(command: &str) -> (&'static str, &'static str) {
    match command {
        "accept" => ("受理", "accept it"),
        "take" => ("接手", "take it"),
        "put_back" => ("退回待办", "put it back"),
        "hand_over" => ("转交", "hand it over"),
        "show_numbers" => ("查看证件号码和联系电话", "see the applicant’s numbers"),
        "check_receiver" => ("核验领取人身份", "check who takes the result"),
        "track_parcel" => ("登记邮件状态", "record where the letter is"),
        "post_again" => ("重新寄出", "send it again"),
        "collect" => ("登记窗口领取", "record that it was collected"),
        "download" => ("下载结果", "download the result"),
        "remind" => ("催领", "remind the applicant"),
        "request_correction" => ("要求补正", "ask for corrections"),
        "supplement" => ("提交补正", "hand in corrections"),
        "refuse_acceptance" => ("不予受理", "refuse to accept it"),
        "review" => ("提交审查意见", "give an opinion"),
        "suspend" => ("启动特别程序", "begin a special procedure"),
        "resume" => ("结束特别程序", "end a special procedure"),
        "extend" => ("延长期限", "extend the limit"),
        "decide" => ("作出决定", "decide it"),
        "pay" => ("登记缴费", "record a payment"),
        "issue" => ("发放结果", "hand over the result"),
        "rate" => ("评价", "rate the service"),
        "withdraw" => ("撤回", "withdraw it"),
        "hand_in_more" => ("补充材料", "hand in more"),
        name => intake::order_words(name)
            .or_else(|| fees::order::words(name))
            .or_else(|| beyond::command_words(name))
            .or_else(|| drafting::command_words(name))
            .or_else(|| appeals::command_words(name))
            .or_else(|| reuse::order_words(name))
            .or_else(|| simulated::order_words(name))
            .or_else(|| slips::order_words(name))
            .or_else(|| supervision::order_words(name))
            .or_else(|| ratings::order_words(name))
            .unwrap_or(("办理", "do that")),
    }
}

pub(super) fn forbidden(zh: &str, en: &str) -> Refusal {
    Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (zh, en),
        (
            "如需办理，请联系有权限的工作人员。",
            "Ask a member of staff who may do this.",
        ),
    )
}

pub(super) fn for_the_ledger(context: &Context<'_>, materials: Vec<HandedIn>) -> Vec<HandedIn> {
    let levelled = |handed| intake::trust::at_first(context.item, context.actor, handed);
    materials
        .into_iter()
        .map(|handed| levelled(handed.for_the_ledger()))
        .collect()
}

pub(super) fn check_materials(item: &Item, materials: &[HandedIn]) -> Result<(), Refusal> {
    check_length(materials, "materials")?;
    let mut faults = Vec::new();
    for (at, material) in materials.iter().enumerate() {
        let known = item.takes(&material.material) || (material.material == "other" && item.materials.is_empty());
        if !known {
            faults.push(Fault::new(
                format!("materials.{at}.code"),
                "这个事项不需要这份材料。",
                "This item does not ask for such a material.",
            ));
        }
        if materials[..at]
            .iter()
            .any(|earlier| earlier.material == material.material)
        {
            faults.push(Fault::new(
                format!("materials.{at}.code"),
                "同一份材料列了两次。",
                "The same material is listed twice.",
            ));
        }
        if matches!(&material.handed, Handed::Files(files) if files.is_empty()) {
            faults.push(Fault::new(
                format!("materials.{at}.files"),
                "请上传文件，或注明已在窗口提交纸质材料。",
                "Upload a file, or say that it was handed in on paper.",
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

/// What a filing hands in must be needed by its answers: more is not asked for and not kept.
fn check_applies(item: &Item, situation: &Chosen, materials: &[HandedIn]) -> Result<(), Refusal> {
    let told = situation::applying(item, situation).materials;
    let faults: Vec<Fault> = materials
        .iter()
        .enumerate()
        .filter_map(|(at, handed)| {
            let told = told.iter().find(|told| told.what.code == handed.material)?;
            let spared = !told.standing.holds();
            spared.then(|| Fault {
                field: format!("materials.{at}.code"),
                words: told.standing.why(),
            })
        })
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

pub(super) fn check_length<T>(list: &[T], field: &str) -> Result<(), Refusal> {
    if list.len() > MOST_ENTRIES {
        return Err(Refusal::invalid(vec![Fault::new(
            field,
            "最多 100 项。",
            "At most 100 entries.",
        )]));
    }
    Ok(())
}

pub(super) fn need_text(field: &str, text: &str, required: bool) -> Result<(), Refusal> {
    text_fault(field, text, required).map_or(Ok(()), |fault| Err(Refusal::invalid(vec![fault])))
}

pub(crate) fn text_fault(field: &str, text: &str, required: bool) -> Option<Fault> {
    if required && text.trim().is_empty() {
        return Some(Fault::new(field, "请填写这一项。", "This must be filled in."));
    }
    if text.chars().count() > LONGEST_WORDS {
        return Some(Fault::new(
            field,
            "不能超过 2000 个字。",
            "Use at most 2,000 characters.",
        ));
    }
    let odd = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    odd.then(|| {
        Fault::new(
            field,
            "含有不能显示的字符。",
            "It contains characters that cannot be shown.",
        )
    })
}

/// The rule by which such an item is decided.
fn deciding(handling: Handling) -> Permission {
    match handling {
        Handling::Instant => Permission::DecideAtOnce,
        _ => Permission::DecideCase,
    }
}

fn refused(permission: Permission) -> Refusal {
    let (zh, en) = permission.roles();
    if zh.is_empty() {
        return forbidden("须由申请人本人办理。", "Only the applicant may do this.");
    }
    forbidden(
        &format!("须由该部门的{zh}办理。"),
        &format!("Only this body's {en} may do this."),
    )
}

impl Context<'_> {
    pub(super) fn need(&self, permission: Permission, case: &Case) -> Result<(), Refusal> {
        permission.of_agent(self.actor, About::from(case))?;
        let given = self.actor.may(permission, About::from(case));
        if given { Ok(()) } else { Err(refused(permission)) }
    }

    /// Number of the letter under which the actor decides.
    pub(super) fn authority(&self) -> Result<String, Refusal> {
        let matter = Matter::from(self.item);
        letter::authority(self.letters, self.actor, matter, self.today).map(|letter| letter.number.clone())
    }

    pub(super) fn decided(&self, case: &Case, day: Day, outcome: Outcome, basis: Basis) -> What {
        let licence = beyond::licence::mark(self, case, &outcome, day);
        let (kind, delivery) = match outcome {
            // What the law grants by itself says so in the wording that a grant has for it.
            Outcome::Grant { .. } if matches!(basis, Basis::Law(_)) => (DocumentKind::Grant, self.delivery_limit()),
            Outcome::Grant { .. } => (
                beyond::licence::document_of_grant(case, self.item.kind),
                self.delivery_limit(),
            ),
            Outcome::Partial(_) => (DocumentKind::PartialGrant, self.delivery_limit()),
            Outcome::Refuse { .. } => (DocumentKind::Refusal, None),
        };
        let (by_law, letter) = match basis {
            Basis::Law(article) => (Some(article), None),
            Basis::Letter(number) => (None, Some(number)),
            Basis::Remedy => (None, None),
        };
        What::Decided {
            day,
            outcome,
            delivery,
            by_law,
            letter,
            document: self.document(kind),
            licence,
        }
    }

    fn delivery_limit(&self) -> Option<LimitMark> {
        let budget = self.rules.budget(ClockKind::Delivery, &self.item.code);
        budget.map(LimitMark::from)
    }

    /// Handed over at the window it is proven by the hand of who took it (送达回证); the post and the portal have proofs of their own.
    fn issued(&self, delivery: Delivery) -> What {
        let at_window = matches!(delivery, Delivery::Window { .. });
        What::Issued {
            day: self.today,
            delivery,
            document: at_window.then(|| self.document(DocumentKind::ServiceReturn)),
        }
    }

    pub(super) fn document(&self, kind: DocumentKind) -> DocumentMark {
        DocumentMark {
            token: self.token.clone(),
            kind,
            year: self.today.year(),
            serial: 0,
        }
    }
}
