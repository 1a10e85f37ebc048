//! The rules of remedies: in time or with a reason, one way at a time, answered by other eyes, and carried out on the case.

use crate::calendar::Day;
use crate::clocks::Evidence;
use crate::organisation::Actor;
use crate::organisation::permission::{About, Permission};
use crate::organisation::section::Sections;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::beyond::licence::{self, Standing};
use super::super::beyond::{self, bars};
use super::super::decide::{self, Basis, Context, Decided};
use super::super::event::{LimitMark, Outcome, What};
use super::super::remedies::last_days;
use super::super::{Case, State, Status};
use super::{
    DECIDED, Entered, Entry, Finding, Happened, Kind, LONGEST_GROUNDS, LONGEST_NAME, OBJECTION_DAYS, Order, Result,
    SUIT_AFTER_RECONSIDERATION, Settled, Side, of_ending,
};

/// Longest limit that a body or court orders, days.
const MOST_ORDERED: u32 = 365;

pub(super) fn order(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    match order {
        Order::Object {
            side,
            grounds,
            late,
            ending,
        } => {
            need_ground(case, context, "object", ending)?;
            let today = context.today;
            enter(
                case,
                context,
                Entry {
                    kind: Kind::Objection,
                    // Whoever is no member of staff objects for themselves.
                    side: if context.actor.is_staff() {
                        side
                    } else {
                        Side::Applicant
                    },
                    day: today,
                    served: today,
                    before: String::new(),
                    number: String::new(),
                    grounds,
                    late,
                    ending,
                },
            )
        }
        Order::Enter(entry) => {
            need_ground(case, context, "enter_remedy", entry.ending)?;
            if entry.kind == Kind::Objection {
                return Err(Refusal::invalid(vec![Fault::new(
                    "kind",
                    "请选择行政复议或者行政诉讼；向中心提出的异议请用“提出异议”登记。",
                    "Choose reconsideration or suit; an objection within the centre has a form of its own.",
                )]));
            }
            enter(case, context, *entry)
        }
        Order::Reply { kind, evidence } => reply(case, context, kind, evidence),
        Order::Answer { finding, words, days } => answer(case, context, finding, words, days),
        Order::Settle(result) => {
            if result.kind == Kind::Objection || case.appeals.open(result.kind).is_none() {
                return Err(no_such_remedy());
            }
            check_paper(&result.evidence, "evidence")?;
            settle(case, context, *result)
        }
    }
}

/// A remedy is given against a decision, against the end of the licence, or once the time to decide is over without a decision.
fn need_ground(
    case: &Case,
    context: &Context<'_>,
    command: &'static str,
    ending: Option<Standing>,
) -> std::result::Result<(), Refusal> {
    if let Some(ending) = ending {
        decide::need_status(case, &DECIDED, command)?;
        return of_ending::named(case, ending).map(|_| ());
    }
    if inaction(case, context).is_some() {
        return Ok(());
    }
    decide::need_status(case, &DECIDED, command)
}

fn inaction(case: &Case, context: &Context<'_>) -> Option<Day> {
    super::inaction(case, context.calendar, context.today)
}

/// The day from which the time for remedies runs: the service of the decision, the end of the licence, or the last day of the time to decide; none before.
fn known(case: &Case, context: &Context<'_>, ending: Option<Standing>) -> Option<Day> {
    if let Some(ending) = ending {
        return of_ending::named(case, ending).ok().map(|ended| ended.day);
    }
    match &case.state {
        State::Examining(_) => inaction(case, context),
        State::NotAccepted { day } => Some(*day),
        State::Issued { delivered, .. } => Some(*delivered),
        _ => None,
    }
}

/// The last day on which a remedy can be sought against the decision that stands.
fn last_day(case: &Case, context: &Context<'_>, kind: Kind, ending: Option<Standing>) -> Option<Day> {
    let known = known(case, context, ending)?;
    let reconsidered = of_ending::reconsidered(case, ending, known);
    let last = last_days(context.calendar, known);
    Some(match (kind, reconsidered) {
        (Kind::Suit, Some(day)) => context.calendar.next_working(day.plus(SUIT_AFTER_RECONSIDERATION)),
        (Kind::Suit, None) => last.suit,
        _ => last.reconsideration,
    })
}

fn enter(case: &Case, context: &Context<'_>, entry: Entry) -> Decided {
    let kind = entry.kind;
    need_one_way(case, kind)?;
    let mut faults: Vec<Fault> = short_fault("grounds", &entry.grounds, LONGEST_GROUNDS, true)
        .into_iter()
        .collect();
    if kind != Kind::Objection {
        faults.extend(short_fault("before", &entry.before, LONGEST_NAME, true));
        faults.extend(short_fault("number", &entry.number, LONGEST_NAME, true));
    }
    if let Side::Party { name, .. } = &entry.side {
        faults.extend(short_fault("party", name, LONGEST_NAME, true));
    }
    faults.extend(day_fault(case, context, &entry));
    if entry.served > context.today || entry.served < entry.day {
        faults.push(Fault::new(
            "served",
            "收到副本的日期应在提出之日和今天之间。",
            "The copy came between the day on which it was asked for and today.",
        ));
    }
    if let Some(late) = &entry.late {
        faults.extend(decide::text_fault("late.reason", &late.reason, true));
        if late.evidence.words.trim().is_empty() {
            faults.push(Fault::new(
                "late.evidence",
                "请写明证明材料的文号和名称。",
                "Name the paper that proves it, by number and title.",
            ));
        }
        faults.extend(decide::evidence_fault(&late.evidence));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let last = last_day(case, context, kind, entry.ending);
    if let Some(last) = last.filter(|last| entry.day > *last && entry.late.is_none()) {
        return Err(too_late(kind, last));
    }
    let (limit, until) = time_to_answer(context, kind, entry.served);
    Ok(vec![
        Happened::Entered(Box::new(Entered {
            day: context.today,
            entry: Entry {
                late: entry.late.filter(|_| last.is_some_and(|last| entry.day > last)),
                side: entry.side.for_the_ledger(),
                ..entry
            },
            last,
            limit,
            until,
            inaction: inaction(case, context).filter(|_| entry.ending.is_none()),
        }))
        .into(),
    ])
}

/// A remedy is not sought before there is something against which it is given.
fn day_fault(case: &Case, context: &Context<'_>, entry: &Entry) -> Option<Fault> {
    let (today, day) = (context.today, entry.day);
    if let Some(ended) = entry.ending.and_then(|ending| known(case, context, Some(ending))) {
        return (day > today || day < ended).then(|| {
            Fault::new(
                "day",
                format!("日期应在终止许可之日（{ended}）和今天之间。"),
                format!("The day lies between the end of the licence ({ended}) and today."),
            )
        });
    }
    if let Some(due) = inaction(case, context) {
        return (day > today || day <= due).then(|| {
            Fault::new(
                "day",
                format!("日期应在办理期限届满（{due}）之后、今天以前。"),
                format!("The day comes after the last day of the time to decide ({due}), and not after today."),
            )
        });
    }
    let decided = match &case.state {
        State::NotAccepted { day } => *day,
        _ => case.decision().map_or(case.received, |decision| decision.day),
    };
    (day > today || day < decided).then(|| {
        Fault::new(
            "day",
            format!("日期应在作出决定之日（{decided}）和今天之间。"),
            format!("The day lies between the decision ({decided}) and today."),
        )
    })
}

/// While reconsideration is under way no suit is brought, and who has sued does not ask for reconsideration (行政复议法 art. 29).
fn need_one_way(case: &Case, kind: Kind) -> std::result::Result<(), Refusal> {
    let other = match kind {
        Kind::Reconsideration => Kind::Suit,
        Kind::Suit => Kind::Reconsideration,
        Kind::Objection => Kind::Objection,
    };
    if case.appeals.open(kind).is_some() {
        let (zh, en) = kind.words();
        return Err(Refusal::new(
            "remedy_open",
            RefusalKind::State,
            kind.source(),
            (
                &format!("{zh}已经登记，还没有结果。"),
                &format!("{en}: one has been entered and is not over."),
            ),
            (
                "请先登记它的结果；补充的理由请并入原来的程序。",
                "Enter its outcome first; further grounds belong to the one that is open.",
            ),
        ));
    }
    if kind != other && case.appeals.open(other).is_some() {
        return Err(Refusal::new(
            "one_way_at_a_time",
            RefusalKind::State,
            "行政复议法 第二十九条",
            (
                "行政复议期间不得提起行政诉讼；人民法院已经受理的，不得申请行政复议。",
                "No suit is brought while reconsideration is under way, and no reconsideration asked for once a court has taken the suit.",
            ),
            (
                "请先登记正在进行的程序的结果。",
                "Enter the outcome of the one that is open first.",
            ),
        ));
    }
    Ok(())
}

/// The authority's time: working days where the law or a rule counts those, else up to a day.
fn time_to_answer(context: &Context<'_>, kind: Kind, served: Day) -> (LimitMark, Option<Day>) {
    let clock = kind.clock();
    let rule = context.rules.budget(clock, &context.item.code);
    match (kind, rule) {
        (Kind::Suit, Some(rule)) => {
            let days = i32::try_from(rule.amount).unwrap_or(0);
            let until = context.calendar.next_working(served.plus(days));
            (LimitMark::days(0, rule.source), Some(until))
        }
        (_, Some(rule)) => (LimitMark::from(rule), None),
        (_, None) => (LimitMark::days(OBJECTION_DAYS, clock.source()), None),
    }
}

fn reply(case: &Case, context: &Context<'_>, kind: Kind, evidence: Evidence) -> Decided {
    let waits = |remedy: &&super::Remedy| kind != Kind::Objection && remedy.replied.is_none();
    if case.appeals.open(kind).filter(waits).is_none() {
        return Err(no_such_remedy());
    }
    check_paper(&evidence, "evidence")?;
    Ok(vec![
        Happened::Replied {
            day: context.today,
            kind,
            evidence,
        }
        .into(),
    ])
}

fn answer(case: &Case, context: &Context<'_>, finding: Finding, words: String, days: Option<u32>) -> Decided {
    if case.appeals.open(Kind::Objection).is_none() {
        return Err(no_such_remedy());
    }
    if !Finding::OF_OBJECTION.contains(&finding) {
        return Err(Refusal::invalid(vec![Fault::new(
            "finding",
            "异议的答复只有维持、重新作出决定和撤回三种。",
            "An objection is answered by letting the decision stand, by deciding anew, or is withdrawn.",
        )]));
    }
    need_to_answer(case, context.actor, context.sections)?;
    if finding != Finding::Withdrawn {
        need_other_than_decider(case, context)?;
    }
    // What benefits its holder is taken away by the ways of the law alone, with a hearing of its holder.
    let of_ending = open_ending(case, Kind::Objection).is_some();
    if finding == Finding::Ordered
        && !of_ending
        && case
            .beyond
            .licence
            .as_ref()
            .is_some_and(|licence| licence.ended.is_empty())
    {
        return Err(Refusal::new(
            "licence_stands",
            RefusalKind::State,
            "行政许可法 第八条、第六十九条",
            (
                "已经颁发的许可，不能因内部异议直接推翻。",
                "A licence that was granted is not undone by an objection within the centre.",
            ),
            (
                "许可确有违法情形的，请听取持证人意见后办理“撤销行政许可”。",
                "Where it is defective, hear its holder and annul it by the way of the law.",
            ),
        ));
    }
    let result = Result {
        kind: Kind::Objection,
        day: context.today,
        finding,
        evidence: Evidence {
            words: String::new(),
            file: None,
        },
        words,
        days,
        on_procedure: false,
        instead: None,
    };
    settle(case, context, result)
}

/// A chief approver answers, or the head of a section who did not examine the case: a body with one chief approver would have nobody else.
pub(super) fn need_to_answer(case: &Case, actor: &Actor, sections: &Sections) -> std::result::Result<(), Refusal> {
    let heads = sections.headed_by(actor.account).next().is_some();
    let examined = actor.account.is_some() && case.appeals.examined_by == actor.account;
    if actor.may(Permission::DecideCase, About::from(case)) || heads && !examined {
        return Ok(());
    }
    Err(Refusal::new(
        "answered_by_head",
        RefusalKind::Forbidden,
        "行政许可法 第七条",
        (
            "异议由没有办理过这个案件的首席审批员或者科室负责人答复。",
            "An objection is answered by a chief approver or the head of a section who had no part in the case.",
        ),
        (
            "请交本部门另一位首席审批员或者科室负责人答复。",
            "Leave it to another chief approver of the body or the head of a section.",
        ),
    ))
}

/// Who decided does not judge their own decision.
pub(in crate::cases) fn need_other_than_decider(
    case: &Case,
    context: &Context<'_>,
) -> std::result::Result<(), Refusal> {
    let against = case.appeals.open(Kind::Objection);
    let decider = match against.and_then(|open| open.entered.entry.ending) {
        Some(ending) => of_ending::decider(case, ending),
        None => case.appeals.paper.as_ref().and_then(|paper| paper.by),
    };
    if decider.is_none() || decider != context.actor.account {
        return Ok(());
    }
    Err(Refusal::new(
        "decided_by_oneself",
        RefusalKind::Forbidden,
        "行政许可法 第七条",
        (
            "这个决定由您作出，不能再由您答复对它的异议。",
            "You made this decision, so you cannot answer the objection to it.",
        ),
        (
            "请由本部门另一位首席审批员或者科室负责人答复。",
            "Have another chief approver of the body or the head of a section answer it.",
        ),
    ))
}

fn settle(case: &Case, context: &Context<'_>, result: Result) -> Decided {
    let mut faults: Vec<Fault> = decide::text_fault("words", &result.words, true).into_iter().collect();
    let entered = case
        .appeals
        .open(result.kind)
        .map_or(case.received, |open| open.entered.entry.day);
    if result.day > context.today || result.day < entered {
        faults.push(Fault::new(
            "day",
            format!("日期应在提出之日（{entered}）和今天之间。"),
            format!("The day lies between the day on which it was sought ({entered}) and today."),
        ));
    }
    if result.days.is_some_and(|days| days == 0 || days > MOST_ORDERED) {
        faults.push(Fault::new("days", "请填写 1 至 365 日。", "Give 1 to 365 days."));
    }
    if result.finding == Finding::Ordered && result.days.is_none() {
        faults.push(Fault::new(
            "days",
            "请填写重新作出决定或者履行的期限。",
            "Give the days in which it is to be decided anew or acted on.",
        ));
    }
    let changes = result.finding == Finding::Changed;
    if changes != result.instead.is_some() {
        faults.push(Fault::new(
            "instead",
            "变更原决定的，请填写变更后的决定；其他结果不填。",
            "Say what is decided instead where the decision is changed, and only there.",
        ));
    }
    if changes && case.status() == Status::NotAccepted {
        faults.push(Fault::new(
            "finding",
            "不予受理的办件没有可以变更的决定；责令受理的，请选“责令限期重新作出决定或者履行”。",
            "Nothing was decided that could be changed: where it is to be accepted, choose that it is to be acted on within a limit.",
        ));
    }
    let ending = open_ending(case, result.kind);
    if ending.is_some() {
        faults.extend(of_ending::finding_fault(result.finding));
    }
    let of_inaction = open_of_inaction(case, result.kind);
    if of_inaction && !Finding::OF_INACTION.contains(&result.finding) {
        faults.push(Fault::new(
            "finding",
            "针对逾期未作决定的，结果只有驳回、责令限期作出决定、确认违法和终止四种。",
            "A remedy against delay ends dismissed, with a limit to decide, with the delay found unlawful, or given up.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    if !result.finding.sets_aside() {
        return Ok(vec![settled(case, context, result, None, None, None)]);
    }
    if let Some(ending) = ending {
        let mut events = of_ending::settle(case, context, &result, ending)?;
        let until = (result.finding == Finding::Ordered).then(|| last_of_order(context, &result));
        events.push(settled(case, context, result, until, None, None));
        return Ok(events);
    }
    if of_inaction {
        if !matches!(case.state, State::Examining(_)) {
            return Err(decided_since());
        }
        let until = last_of_order(context, &result);
        return Ok(vec![settled(case, context, result, Some(until), None, None)]);
    }
    let paper = case.appeals.paper.as_ref().filter(|_| DECIDED.contains(&case.status()));
    let Some(paper) = paper.map(|paper| paper.token.clone()) else {
        return Err(set_aside_before());
    };
    let until = last_of_order(context, &result);
    let mut events = lifted_bars(case, context, &result);
    if case.status() == Status::NotAccepted {
        let days = u32::try_from(context.calendar.count(context.today, until)).unwrap_or(1);
        let article = format!("{} {}", result.kind.words().0, result.evidence.words.trim());
        let notice = LimitMark::days(days.clamp(1, decide::NOTICE_DAYS), article.trim());
        events.push(settled(case, context, result, Some(until), Some(notice), Some(paper)));
        return Ok(events);
    }
    events.extend(ended_licence(case, context, &result));
    let instead = result.instead.clone();
    events.push(settled(case, context, result, Some(until), None, Some(paper)));
    if let Some(outcome) = instead {
        decide::check_outcome(&outcome)?;
        events.push(context.decided(case, context.today, outcome, Basis::Remedy));
    }
    Ok(events)
}

fn open_of_inaction(case: &Case, kind: Kind) -> bool {
    let open = case.appeals.open(kind);
    open.is_some_and(|remedy| remedy.entered.inaction.is_some())
}

/// The end of the licence that the open remedy attacks.
fn open_ending(case: &Case, kind: Kind) -> Option<Standing> {
    let open = case.appeals.open(kind);
    open.and_then(|remedy| remedy.entered.entry.ending)
}

fn settled(
    case: &Case,
    context: &Context<'_>,
    result: Result,
    until: Option<Day>,
    notice: Option<LimitMark>,
    set_aside: Option<String>,
) -> What {
    Happened::Settled(Box::new(Settled {
        day: context.today,
        inaction: open_of_inaction(case, result.kind),
        ending: open_ending(case, result.kind),
        result: Result {
            instead: None,
            ..result
        },
        until,
        notice,
        set_aside,
    }))
    .into()
}

/// The last day on which it is to be decided anew. Where nothing was ordered, the time of the item begins anew.
fn last_of_order(context: &Context<'_>, result: &Result) -> Day {
    match result.days {
        // Within the centre its own days are working days; those of a body or court are days.
        Some(days) if result.kind == Kind::Objection => working(context, days),
        Some(days) => {
            let days = i32::try_from(days).unwrap_or(0);
            context.calendar.next_working(context.today.plus(days))
        }
        None => working(context, context.item.statutory.days.max(1)),
    }
}

fn working(context: &Context<'_>, days: u32) -> Day {
    let due = context.calendar.add(context.today, days);
    due.map_or(context.today, |due| due.day)
}

/// Who was barred on the ground of a decision that does not stand is barred no more.
fn lifted_bars(case: &Case, context: &Context<'_>, result: &Result) -> Vec<What> {
    let rests_on_it = |bar: &&bars::Bar| bar.kind == bars::Kind::FalseMaterials && bar.lifted.is_none();
    let lifted = |bar: &bars::Bar| {
        let (zh, _) = result.kind.words();
        let happened = beyond::Happened::BarLifted {
            day: context.today,
            of: bar.kind,
            reason: format!("{zh}：{}", result.finding.words().0),
            letter: None,
        };
        happened.into()
    };
    case.beyond.bars.iter().filter(rests_on_it).map(lifted).collect()
}

/// A licence that the case granted ends with the decision; one that it only changed or renewed goes on as it was.
fn ended_licence(case: &Case, context: &Context<'_>, result: &Result) -> Vec<What> {
    let alive = case.beyond.licence.as_ref().filter(|licence| licence.ended.is_empty());
    if alive.is_none() || case.beyond.named.is_some() {
        return Vec::new();
    }
    let (zh, _) = result.kind.words();
    let ended = licence::Ended {
        day: context.today,
        how: licence::Ending::Annulled {
            ground: licence::Annulment::Other,
            damages: String::new(),
        },
        reason: format!("{zh}：{}", result.finding.words().0),
        statement: result.evidence.words.clone(),
        letter: None,
        document: None,
    };
    vec![beyond::Happened::LicenceEnded(Box::new(ended)).into()]
}

/// What was set aside is not decided again on the same grounds (行政诉讼法 art. 71, 行政复议法 art. 64).
pub(in crate::cases) fn need_other_than_set_aside(case: &Case, outcome: &Outcome) -> std::result::Result<(), Refusal> {
    let Some(last) = case
        .appeals
        .set_aside
        .last()
        .filter(|last| !last.on_procedure && last.ending.is_none())
    else {
        return Ok(());
    };
    let (Some(Outcome::Refuse { reasons: before }), Outcome::Refuse { reasons }) = (&last.outcome, outcome) else {
        return Ok(());
    };
    let plain = |reasons: &[String]| {
        let mut plain: Vec<String> = reasons
            .iter()
            .map(|reason| reason.chars().filter(|c| c.is_alphanumeric()).collect())
            .collect();
        plain.sort_unstable();
        plain
    };
    if plain(before) != plain(reasons) {
        return Ok(());
    }
    Err(Refusal::new(
        "same_decision_again",
        RefusalKind::State,
        match last.kind {
            Kind::Suit => "行政诉讼法 第七十一条",
            Kind::Reconsideration => "行政复议法 第六十四条第二款",
            Kind::Objection => "行政许可法 第七条",
        },
        (
            "原决定已被撤销或者责令重新作出，不得以同一事实和理由作出相同的决定。",
            "The former decision was set aside: the same is not decided again on the same facts and grounds.",
        ),
        (
            "请依据新查明的事实和理由作出决定。",
            "Decide on what has been found since, and give those reasons.",
        ),
    ))
}

fn check_paper(evidence: &Evidence, field: &str) -> std::result::Result<(), Refusal> {
    let mut faults = Vec::new();
    if evidence.words.trim().is_empty() {
        faults.push(Fault::new(
            field,
            "请填写文书的文号和名称。",
            "Name the paper by number and title.",
        ));
    }
    faults.extend(decide::evidence_fault(evidence));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn short_fault(field: &str, text: &str, most: usize, required: bool) -> Option<Fault> {
    if text.chars().count() > most {
        return Some(Fault::new(
            field,
            format!("不能超过 {most} 个字。"),
            format!("Use at most {most} characters."),
        ));
    }
    decide::text_fault(field, text, required)
}

fn too_late(kind: Kind, last: Day) -> Refusal {
    let (zh, en) = kind.words();
    Refusal::new(
        "remedy_too_late",
        RefusalKind::State,
        kind.source(),
        (
            &format!("{zh}的期限已于 {last} 届满（含当日）。"),
            &format!("{en}: the last day was {last}."),
        ),
        (
            "因不可抗力或者其他正当理由耽误期限的，请写明理由并附证明材料。",
            "Where force majeure or another good reason kept you, give the reason and the paper that proves it.",
        ),
    )
}

fn no_such_remedy() -> Refusal {
    Refusal::new(
        "no_such_remedy",
        RefusalKind::State,
        "",
        ("没有这样的救济程序正在等待。", "No such remedy is waiting for this."),
        (
            "请刷新页面，查看正在进行的异议、行政复议和行政诉讼。",
            "Reload the page to see which objection, reconsideration or suit is open.",
        ),
    )
}

fn decided_since() -> Refusal {
    Refusal::new(
        "decided_since",
        RefusalKind::State,
        "行政诉讼法 第七十四条第二款",
        (
            "决定已经作出，不再需要责令限期作出。",
            "The decision has been made since, so no limit to make it is left to order.",
        ),
        (
            "确认违法的，请选“确认违法”；撤回的，请选“申请人撤回，程序终止”。对决定不服的，可以另行寻求救济。",
            "Enter that the delay was found unlawful, or that it was given up; the decision has remedies of its own.",
        ),
    )
}

fn set_aside_before() -> Refusal {
    Refusal::new(
        "set_aside_before",
        RefusalKind::State,
        "",
        (
            "原决定已经不再有效，案件正在重新办理。",
            "The decision does not stand any more, and the case is being decided anew.",
        ),
        (
            "请按程序终止登记这个结果；对新的决定可以另行寻求救济。",
            "Enter that this one ended; the new decision has remedies of its own.",
        ),
    )
}
