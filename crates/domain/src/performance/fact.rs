//! What counts of a case (计量事实), each on the day on which it happened and with the one who did it.
//!
//! A fact has an effect on figures as long as the case says so: a card that is withdrawn no longer counts as one, and a decision that fell
//! away takes its days with it. What changes a figure is therefore the difference of the facts before and after.

use super::sums::{Measure, Sums};
use crate::calendar::{CHINA, Calendar, Day};
use crate::cases::event::{Event, What};
use crate::cases::{Case, State, Status};
use crate::clocks::ClockKind;
use crate::organisation::AccountId;
use crate::supervision::record::{Given, Standing};
use crate::supervision::rule::Colour;

/// What happened (事实种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 收件.
    Filed,
    /// 受理.
    Accepted,
    /// 补正告知.
    Corrected,
    /// 办结.
    Decided,
    /// 送达.
    Delivered,
    /// 评价.
    Rated,
    /// 发牌.
    Card,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 7] = [
        Kind::Filed,
        Kind::Accepted,
        Kind::Corrected,
        Kind::Decided,
        Kind::Delivered,
        Kind::Rated,
        Kind::Card,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Filed => "filed",
            Kind::Accepted => "accepted",
            Kind::Corrected => "corrected",
            Kind::Decided => "decided",
            Kind::Delivered => "delivered",
            Kind::Rated => "rated",
            Kind::Card => "card",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind of facts behind a number: its cases are those that have one.
    pub fn behind(measure: Measure) -> Kind {
        match measure {
            Measure::Filed => Kind::Filed,
            Measure::Accepted | Measure::WaitedDays => Kind::Accepted,
            Measure::Corrections => Kind::Corrected,
            Measure::Decided
            | Measure::OnTime
            | Measure::Early
            | Measure::Limited
            | Measure::StatutoryDays
            | Measure::PromisedDays
            | Measure::ActualDays
            | Measure::HandlingPpm
            | Measure::PromisedPpm
            | Measure::SameDay
            | Measure::Incomplete => Kind::Decided,
            Measure::Delivered => Kind::Delivered,
            Measure::Rated | Measure::RatingSum | Measure::Dissatisfied => Kind::Rated,
            Measure::Notices | Measure::YellowCards | Measure::RedCards | Measure::CardsWithdrawn => Kind::Card,
        }
    }
}

/// One thing that happened, and what it adds to the figures of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub kind: Kind,
    /// Which of its kind within the case: 1, 2, 3, …
    pub no: u32,
    /// On.
    pub day: Day,
    /// Who did it, or answers for it; nobody where the law or the applicant did.
    pub staff: Option<AccountId>,
    /// What it adds.
    pub sums: Sums,
}

/// What only events tell: when, and by whom (经过).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    accepted: Option<(Day, Option<AccountId>)>,
    corrected: Vec<(Day, Option<AccountId>)>,
    decided_by: Option<AccountId>,
    delivered_by: Option<AccountId>,
    rated: Option<Day>,
}

impl Trace {
    /// Takes in an event that has been folded; `handler` handles the case, and `is_rated` says that it has a rating now.
    pub fn follow(&mut self, event: &Event, handler: Option<AccountId>, is_rated: bool) {
        let by = event.actor.account;
        match &event.what {
            What::Accepted(accepted) => self.accepted = Some((accepted.day, by)),
            What::CorrectionRequested { day, .. } => self.corrected.push((*day, by)),
            What::Decided { .. } => self.decided_by = handler.or(by),
            What::Issued { .. } => self.delivered_by = by,
            _ => {}
        }
        if is_rated && self.rated.is_none() {
            self.rated = Some(event.at.day(CHINA));
        }
    }
}

/// What counts of a case, by a calendar. What is simulated is no application, and counts nothing.
pub fn facts(case: &Case, calendar: &Calendar) -> Vec<Fact> {
    if matches!(case.status(), Status::Simulating | Status::Simulated) {
        return Vec::new();
    }
    let trace = &case.performance;
    let fact = |kind, day, staff, some: &[(Measure, i64)]| Fact {
        kind,
        no: 1,
        day,
        staff,
        sums: Sums::of(some),
    };
    let filed = case.filed_at.day(CHINA);
    let mut facts = vec![fact(Kind::Filed, filed, None, &[(Measure::Filed, 1)])];
    if let Some((day, by)) = trace.accepted {
        let waited = i64::from((day.days() - filed.days()).max(0));
        let some = [(Measure::Accepted, 1), (Measure::WaitedDays, waited)];
        facts.push(fact(Kind::Accepted, day, by, &some));
    }
    for (no, (day, by)) in (1..).zip(&trace.corrected) {
        let corrected = fact(Kind::Corrected, *day, *by, &[(Measure::Corrections, 1)]);
        facts.push(Fact { no, ..corrected });
    }
    if let Some(decision) = case.decision() {
        let decided = Fact {
            sums: decided(case, decision.day, calendar),
            ..fact(Kind::Decided, decision.day, trace.decided_by, &[])
        };
        facts.push(decided);
    }
    if let State::Issued { delivered, .. } = &case.state {
        let some = [(Measure::Delivered, 1)];
        facts.push(fact(Kind::Delivered, *delivered, trace.delivered_by, &some));
    }
    if let (Some(rating), Some(day)) = (&case.rating, trace.rated) {
        let some = [
            (Measure::Rated, 1),
            (Measure::RatingSum, i64::from(rating.level.value())),
            (Measure::Dissatisfied, i64::from(rating.level.is_bad())),
        ];
        facts.push(fact(Kind::Rated, day, trace.decided_by, &some));
    }
    facts.extend(case.supervision.cards.iter().map(card));
    facts
}

fn card(given: &Given) -> Fact {
    let measure = match (given.standing(), given.card.colour) {
        (Standing::Withdrawn, _) => Measure::CardsWithdrawn,
        (_, Colour::Notice) => Measure::Notices,
        (_, Colour::Yellow) => Measure::YellowCards,
        (_, Colour::Red) => Measure::RedCards,
    };
    Fact {
        kind: Kind::Card,
        no: given.card.no,
        day: given.day(),
        staff: given.card.about.as_ref().map(|person| person.account),
        sums: Sums::of(&[(measure, 1)]),
    }
}

fn decided(case: &Case, day: Day, calendar: &Calendar) -> Sums {
    let promised = case.clock(ClockKind::DecisionPromised);
    let due = promised.and_then(|clock| clock.due_at(calendar, day).ok());
    let on_time = due.as_ref().is_none_or(|due| day <= due.day);
    let early = due.is_some_and(|due| day < due.day);
    let accepted = case.acceptance().map(|acceptance| acceptance.day);
    let mut sums = Sums::of(&[
        (Measure::Decided, 1),
        (Measure::OnTime, i64::from(on_time)),
        (Measure::Early, i64::from(early)),
        (Measure::SameDay, i64::from(accepted == Some(day))),
    ]);
    let statutory = case
        .clock(ClockKind::DecisionStatutory)
        .filter(|clock| clock.budget > 0);
    let is_complete = statutory.is_some() && case.performance.decided_by.is_some();
    sums.set(Measure::Incomplete, i64::from(!is_complete));
    if let Some(clock) = statutory {
        let limit = i64::from(clock.budget);
        let used = clock.used(calendar, day);
        let promise = promised.map_or(limit, |clock| i64::from(clock.budget));
        for (measure, number) in [
            (Measure::Limited, 1),
            (Measure::StatutoryDays, limit),
            (Measure::PromisedDays, promise),
            (Measure::ActualDays, used),
            (Measure::HandlingPpm, ppm(limit - used, limit)),
            (Measure::PromisedPpm, ppm(limit - promise, limit)),
        ] {
            sums.set(measure, number);
        }
    }
    sums
}

/// Millionths, cut towards nought; nought of nothing.
pub(super) fn ppm(part: i64, whole: i64) -> i64 {
    let share = (i128::from(part) * 1_000_000).checked_div(i128::from(whole));
    share.and_then(|share| i64::try_from(share).ok()).unwrap_or(0)
}
