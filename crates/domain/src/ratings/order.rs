//! What people do about a rating (评价、改评、差评办理), and the rules of it.

use std::collections::BTreeSet;

use crate::calendar::CHINA;
use crate::cases::command::Command;
use crate::cases::decide::{Context, text_fault};
use crate::cases::event::What;
use crate::cases::{Case, Status};
use crate::items::Coded;
use crate::organisation::AccountId;
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal, RefusalKind};

use super::record::{Amendment, Care, Ground, Happened, Waits};
use super::{Level, Rating, SOURCE, Terms, Way, last_day, moderated, options};

/// Longest words of a rating, characters.
pub const LONGEST: usize = 500;

/// What the person does who was served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Own {
    /// 评价.
    Rate(Rating),
    /// 改评.
    Amend(Amendment),
    /// 撤回评价.
    TakeBack,
}

/// Something to be done about a rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 持评价链接办理: by whoever holds the signed link of the service; the system gives it.
    ByLink(Own),
    /// 改评: a bad one upward, once.
    Amend(Amendment),
    /// 撤回评价: a bad one.
    TakeBack,
    /// 联系.
    Contact {
        /// Somebody was reached.
        reached: bool,
        /// How, and what was said.
        words: String,
    },
    /// 核实.
    Verify {
        /// What the rating says is so.
        found: bool,
        /// What was found.
        words: String,
    },
    /// 整改.
    Mend {
        /// What was done.
        words: String,
    },
    /// 答复.
    Answer {
        /// The answer, as it is published.
        words: String,
    },
    /// 回访.
    VisitBack {
        /// The person is content.
        content: bool,
        /// What the person said.
        words: String,
    },
    /// 申诉.
    Appeal {
        /// What is said against the rating.
        ground: Ground,
        /// In words.
        words: String,
    },
    /// 复核.
    Judge {
        /// It counts no more.
        set_aside: bool,
        /// Why.
        reasons: String,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::ByLink(_) => "rate_by_link",
            Order::Amend(_) => "amend_rating",
            Order::TakeBack => "take_back_rating",
            Order::Contact { .. } => "contact_rater",
            Order::Verify { .. } => "verify_rating",
            Order::Mend { .. } => "mend_rating",
            Order::Answer { .. } => "answer_rating",
            Order::VisitBack { .. } => "visit_back_rater",
            Order::Appeal { .. } => "appeal_rating",
            Order::Judge { .. } => "judge_rating",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::ByLink(_) => Permission::RateByLink,
            Order::Amend(_) | Order::TakeBack => Permission::RateCase,
            Order::VisitBack { .. } | Order::Judge { .. } => Permission::JudgeRatings,
            _ => Permission::AnswerRatings,
        }
    }
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Ratings(order)
    }
}

/// What an order of this area is called in the middle of a sentence.
pub fn order_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "rate_by_link" => ("评价", "rate the service"),
        "amend_rating" => ("更改评价", "amend the rating"),
        "take_back_rating" => ("撤回评价", "take the rating back"),
        "contact_rater" => ("登记联系情况", "record a contact about a bad rating"),
        "verify_rating" => ("核实差评", "verify a bad rating"),
        "mend_rating" => ("登记整改", "record what was put right"),
        "answer_rating" => ("答复差评", "answer a bad rating"),
        "visit_back_rater" => ("登记回访", "record a visit back"),
        "appeal_rating" => ("对差评提出申诉", "appeal against a rating"),
        "judge_rating" => ("复核差评", "decide the appeal against a rating"),
        _ => return None,
    })
}

/// Every order with what it takes, and whether the case stands where it may be given.
pub(crate) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let waits = case.ratings.waits();
    let is = |wanted: &[Waits]| waits.is_some_and(|waits| wanted.contains(&waits));
    let own = can_change(case);
    let answer = |name, stands| (name, Permission::AnswerRatings, stands);
    let judge = |name, stands| (name, Permission::JudgeRatings, stands);
    vec![
        (
            "amend_rating",
            Permission::RateCase,
            own && case.ratings.amended.is_none(),
        ),
        ("take_back_rating", Permission::RateCase, own),
        answer(
            "contact_rater",
            is(&[Waits::Contact, Waits::Verify, Waits::Mend]) && is_named(case),
        ),
        answer("verify_rating", is(&[Waits::Verify])),
        answer("mend_rating", is(&[Waits::Mend])),
        answer("answer_rating", is(&[Waits::Answer])),
        judge("visit_back_rater", is(&[Waits::Visit])),
        answer("appeal_rating", may_appeal(case)),
        judge("judge_rating", is(&[Waits::Judge])),
    ]
}

fn is_named(case: &Case) -> bool {
    case.ratings.care.as_ref().is_some_and(|care| care.named)
}

fn may_appeal(case: &Case) -> bool {
    let open = case.ratings.taken_back.is_none();
    open && case.ratings.care.as_ref().is_some_and(|care| care.appeal.is_none())
}

/// A bad rating that nobody took back or set aside.
fn can_change(case: &Case) -> bool {
    case.rating.as_ref().is_some_and(|rating| rating.level.is_bad()) && case.ratings.counts()
}

/// A service that has ended can be rated: with its result handed over, or with the answer that it is not accepted.
pub(crate) fn may_be_rated(status: Status) -> bool {
    matches!(status, Status::Issued | Status::NotAccepted)
}

/// Gives a rating.
pub(crate) fn rate(case: &Case, context: &Context<'_>, mut rating: Rating) -> Result<Vec<What>, Refusal> {
    if case.rating.is_some() {
        return Err(Refusal::new(
            "rated_before",
            RefusalKind::State,
            SOURCE,
            (
                "这次服务已经评价过，每次服务评价一次。",
                "You have rated this service already; each service is rated once.",
            ),
            (
                "如需补充意见，请通过投诉建议渠道反映。",
                "If you have more to say, please send a complaint or suggestion.",
            ),
        ));
    }
    if !may_be_rated(case.status()) {
        return Err(crate::cases::decide::wrong_state(case, "rate"));
    }
    let terms = rating.terms.unwrap_or_default();
    in_window(case, context, terms)?;
    check(rating.level, &mut rating.options, &rating.words)?;
    if rating.device.as_ref().is_some_and(|device| device.chars().count() > 60) {
        rating.device = None;
    }
    rating.words = moderated(&rating.words);
    rating.terms = rating.level.is_bad().then_some(terms);
    rating.way.get_or_insert(Way::Net);
    Ok(vec![What::Rated(rating)])
}

/// Options belong to the level, each once; words are at most 500 characters.
fn check(level: Level, chosen: &mut Vec<u16>, words: &str) -> Result<(), Refusal> {
    chosen.sort_unstable();
    chosen.dedup();
    let belongs = |code: &u16| options::get(*code).is_some_and(|choice| choice.level() == Some(level));
    let mut faults = Vec::new();
    if !chosen.iter().all(belongs) {
        faults.push(Fault::new(
            "options",
            "所选的评价理由不属于这个满意程度，请重新选择。",
            "A reason that you chose does not belong to this level. Please choose again.",
        ));
    }
    if words.chars().count() > LONGEST {
        faults.push(Fault::new(
            "words",
            "不能超过 500 个字。",
            "Use at most 500 characters.",
        ));
    }
    faults.extend(text_fault("words", words, false));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn in_window(case: &Case, context: &Context<'_>, terms: Terms) -> Result<(), Refusal> {
    let Some(ended) = case.closed_at.map(|at| at.day(CHINA)) else {
        return Ok(());
    };
    let last = last_day(ended, terms);
    if context.today <= last {
        return Ok(());
    }
    Err(Refusal::new(
        "rating_too_late",
        RefusalKind::State,
        SOURCE,
        (
            &format!("评价期到 {last} 为止，已经过了。"),
            &format!("This service could be rated until {last}; that is past."),
        ),
        (
            "仍可以通过投诉建议渠道反映意见。",
            "You can still send a complaint or suggestion.",
        ),
    ))
}

/// Decides an order of this area.
pub(crate) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Result<Vec<What>, Refusal> {
    let day = context.today;
    let happened = match order {
        Order::ByLink(Own::Rate(rating)) => return rate(case, context, rating),
        Order::Amend(to) | Order::ByLink(Own::Amend(to)) => amend(case, context, to)?,
        Order::TakeBack | Order::ByLink(Own::TakeBack) => {
            own(case, context)?;
            Happened::TakenBack { day }
        }
        Order::Contact { reached, words } => {
            let care = need(case, &[Waits::Contact, Waits::Verify, Waits::Mend])?;
            if !care.named {
                return Err(anonymous());
            }
            let words = said("words", &words)?;
            Happened::Contacted { day, reached, words }
        }
        Order::Verify { found, words } => {
            need(case, &[Waits::Verify])?;
            let words = said("words", &words)?;
            Happened::Verified { day, found, words }
        }
        Order::Mend { words } => {
            need(case, &[Waits::Mend])?;
            let words = said("words", &words)?;
            Happened::Mended { day, words }
        }
        Order::Answer { words } => {
            need(case, &[Waits::Answer])?;
            let words = said("words", &words)?;
            Happened::Answered { day, words }
        }
        Order::VisitBack { content, words } => {
            let care = need(case, &[Waits::Visit])?;
            other_eyes(case, context, care)?;
            let words = said("words", &words)?;
            Happened::VisitedBack { day, content, words }
        }
        Order::Appeal { ground, words } => {
            let care = care(case)?;
            if !may_appeal(case) {
                return Err(state(case));
            }
            let words = said("words", &words)?;
            appeal_in_time(care, context)?;
            Happened::Appealed { day, ground, words }
        }
        Order::Judge { set_aside, reasons } => {
            let care = need(case, &[Waits::Judge])?;
            other_eyes(case, context, care)?;
            let reasons = said("reasons", &reasons)?;
            Happened::Judged {
                day,
                set_aside,
                reasons,
            }
        }
    };
    Ok(vec![happened.into()])
}

fn amend(case: &Case, context: &Context<'_>, mut to: Amendment) -> Result<Happened, Refusal> {
    let rating = own(case, context)?;
    if case.ratings.amended.is_some() {
        return Err(state(case));
    }
    if to.level <= rating.level {
        return Err(Refusal::invalid(vec![Fault::new(
            "level",
            "只能改为更高的满意程度。",
            "A rating is amended upward only.",
        )]));
    }
    check(to.level, &mut to.options, &to.words)?;
    to.words = moderated(&to.words);
    Ok(Happened::Amended { day: context.today, to })
}

/// The rating, where its giver may still change it.
fn own<'a>(case: &'a Case, context: &Context<'_>) -> Result<&'a Rating, Refusal> {
    let rating = case.rating.as_ref().ok_or_else(missing)?;
    if !can_change(case) {
        return Err(state(case));
    }
    let terms = case.ratings.care.as_ref().map(|care| care.terms);
    in_window(case, context, terms.unwrap_or_default())?;
    Ok(rating)
}

fn care(case: &Case) -> Result<&Care, Refusal> {
    case.ratings.care.as_ref().ok_or_else(missing)
}

fn need<'a>(case: &'a Case, wanted: &[Waits]) -> Result<&'a Care, Refusal> {
    let care = care(case)?;
    if case.ratings.waits().is_some_and(|waits| wanted.contains(&waits)) {
        Ok(care)
    } else {
        Err(state(case))
    }
}

fn said(field: &str, words: &str) -> Result<String, Refusal> {
    match text_fault(field, words, true) {
        Some(fault) => Err(Refusal::invalid(vec![fault])),
        None => Ok(moderated(words.trim())),
    }
}

fn missing() -> Refusal {
    Refusal::missing("需要办理的评价", "a rating that this could be done to")
}

fn state(case: &Case) -> Refusal {
    let (zh, en) = case
        .ratings
        .waits()
        .map_or(("不是差评", "it was not a bad one"), Waits::words);
    Refusal::new(
        "rating_state",
        RefusalKind::State,
        SOURCE,
        (
            &format!("这条评价现在的环节是“{zh}”，不能这样办理。"),
            &format!("This rating waits for “{en}”; this cannot be done to it."),
        ),
        (
            "请刷新后按现在的环节办理：联系、核实、整改、答复、回访；评价人可以改评一次，申诉一次为限。",
            "Load it again and do what is next: contact, verify, put right, answer, visit back. A rating is amended once and appealed against once.",
        ),
    )
}

fn anonymous() -> Refusal {
    Refusal::new(
        "rating_anonymous",
        RefusalKind::Forbidden,
        SOURCE,
        (
            "评价人选择了匿名，不得联系或者追问是谁作出的。",
            "The person rated without a name: nobody may look for them or call them.",
        ),
        ("请直接核实所反映的问题。", "Verify what was said."),
    )
}

/// An appeal is brought while there is time to put right what the rating says.
fn appeal_in_time(care: &Care, context: &Context<'_>) -> Result<(), Refusal> {
    let Ok(due) = context.calendar.add(care.opened, care.terms.mend) else {
        return Ok(());
    };
    if context.today <= due.day {
        return Ok(());
    }
    Err(Refusal::new(
        "rating_appeal_too_late",
        RefusalKind::State,
        SOURCE,
        (
            &format!("申诉期限到 {} 为止，已经过了。", due.day),
            &format!("An appeal could be brought until {}; that is past.", due.day),
        ),
        (
            "请按差评继续办理，并在答复中说明情况。",
            "Go on with the work, and say in the answer what happened.",
        ),
    ))
}

/// Whoever handled the case or worked on the rating neither visits back nor decides.
fn other_eyes(case: &Case, context: &Context<'_>, care: &Care) -> Result<(), Refusal> {
    let mut involved: BTreeSet<AccountId> = care.involved().collect();
    involved.extend(case.handler.as_ref().map(|person| person.account));
    let before = context.watched.events.iter();
    let steps = before.filter(|event| !matches!(event.what, What::Ratings(_) | What::Supervision(_)));
    involved.extend(steps.filter_map(|event| event.actor.account));
    match context.actor.account {
        Some(who) if !involved.contains(&who) => Ok(()),
        _ => Err(Refusal::new(
            "rating_own_matter",
            RefusalKind::Forbidden,
            SOURCE,
            (
                "经办该件、办理这条差评或者提出申诉的人，不能回访和复核。",
                "Whoever handled the case, worked on the rating or appealed against it neither visits back nor decides.",
            ),
            (
                "请由没有参与的监督人员办理。",
                "Let somebody do it who had no part in it.",
            ),
        )),
    }
}
