//! What follows when somebody asks something of a matter: events, or a reasoned no.

use super::clock::{end_of_returning, last_day};
use super::{Event, Kind, Matter, Order, Person, Rules, Status, Submission, Way, What, machine, refusals};
use crate::calendar::{CHINA, Calendar, Day, Instant};
use crate::organisation::Actor;
use crate::organisation::permission::{About, Permission};
use crate::words::{Fault, Refusal};

/// What a decision is made from.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// They have proved that they brought it: by their account, or by its code.
    pub is_owner: bool,
    /// Now.
    pub now: Instant,
    /// The calendar in force.
    pub calendar: &'a Calendar,
    /// They say something with it.
    pub has_words: bool,
}

impl Context<'_> {
    fn today(&self) -> Day {
        self.now.day(CHINA)
    }

    fn needs(&self, permission: Permission, body: Option<&str>) -> Result<(), Refusal> {
        let about = body.map_or(About::CENTRE, About::body);
        if self.actor.may(permission, about) {
            Ok(())
        } else {
            Err(refusals::not_yours(permission))
        }
    }

    fn event(&self, what: What) -> Event {
        Event { at: self.now, what }
    }
}

impl Submission {
    /// What follows when it is brought.
    ///
    /// # Errors
    /// It is not for this person to bring it, or the days that were set are not to be counted.
    pub fn decide(&self, context: &Context<'_>, rules: &Rules) -> Result<Event, Refusal> {
        let person = Person::of(context.actor);
        if self.way == Way::Net {
            context.needs(Permission::BringMatter, None)?;
            if self.kind == Kind::Problem {
                return Err(refusals::not_a_problem());
            }
        } else {
            context.needs(Permission::RecordMatter, self.body.as_deref())?;
        }
        let mut faults = Vec::new();
        if !context.has_words {
            faults.push(refusals::no_words());
        }
        if (self.kind == Kind::Problem) != (self.way == Way::Inside && self.origin.is_some()) {
            faults.push(Fault::new(
                "origin",
                "问题应当说明来源，其他诉求没有来源。",
                "A problem says where it was found; other matters do not.",
            ));
        }
        if self.days.is_some_and(|days| !(1..=60).contains(&days)) {
            faults.push(Fault::new(
                "days",
                "时限应为 1 至 60 个工作日。",
                "The limit has 1 to 60 working days.",
            ));
        }
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        let today = context.today();
        let last = |days| last_day(context.calendar, today, days);
        let due = match self.kind {
            Kind::Consultation => Some(last(rules.consultation.0)?),
            Kind::Problem => Some(last(self.days.unwrap_or(rules.answer.0))?),
            _ => None,
        };
        Ok(context.event(What::Submitted {
            kind: self.kind,
            way: self.way,
            origin: self.origin.clone(),
            body: self.body.clone(),
            case: self.case.clone(),
            against: self.against.clone(),
            owner: self.owner,
            agreed: self.agreed,
            rules: rules.code.to_string(),
            accept_by: last(rules.accept.0)?,
            due,
            first_asked: person.filter(|_| self.way != Way::Net),
        }))
    }
}

/// What follows when an order is given.
///
/// # Errors
/// Why it is refused.
pub fn decide(context: &Context<'_>, matter: &Matter, order: &Order) -> Result<Vec<Event>, Refusal> {
    let way = machine::of(order.code());
    if context.actor.is_staff() && !context.is_owner && matter.is_about(context.actor.account) {
        return Err(refusals::about_you());
    }
    may(context, matter, order)?;
    if way.is_none_or(|way| !way.from.contains(&matter.stage())) {
        return Err(refusals::not_now(matter.stage().words(), way));
    }
    if order.needs_words() && !context.has_words {
        let fault = match order {
            Order::Refuse { reason } if reason.names_another_way() => refusals::no_way_named(*reason),
            _ => refusals::no_words(),
        };
        return Err(Refusal::invalid(vec![fault]));
    }
    let whats = follows(context, matter, order)?;
    Ok(whats.into_iter().map(|what| context.event(what)).collect())
}

/// Whether it is for this person at all.
fn may(context: &Context<'_>, matter: &Matter, order: &Order) -> Result<(), Refusal> {
    let owner = || {
        if context.is_owner {
            Ok(())
        } else {
            Err(refusals::only_its_owner())
        }
    };
    match order {
        Order::Accept { .. }
        | Order::Refuse { .. }
        | Order::Assign { .. }
        | Order::Close
        | Order::Visit { .. }
        | Order::Release { .. } => context.needs(Permission::DeskMatters, None),
        Order::SendBack => context.needs(Permission::HandleMatters, matter.unit()),
        Order::Extend { .. } => context.needs(Permission::ExtendMatters, matter.unit()),
        Order::Press => context.needs(Permission::PressMatters, None),
        Order::Rate { .. } | Order::Withdraw => owner(),
        Order::NoteOverdue if *context.actor == Actor::system() => Ok(()),
        Order::NoteOverdue => Err(refusals::not_overdue()),
        Order::Answer if matter.unit().is_some() => context.needs(Permission::HandleMatters, matter.unit()),
        Order::Answer | Order::HandOver { .. } | Order::TakeOver => {
            context.needs(Permission::RecordMatter, matter.unit())
        }
    }
}

fn follows(context: &Context<'_>, matter: &Matter, order: &Order) -> Result<Vec<What>, Refusal> {
    let rules = Rules::parse(&matter.rules).unwrap_or(Rules::standard());
    let holds = matter.holder().map(|held| held.account) == context.actor.account && context.actor.account.is_some();
    Ok(match order {
        Order::Accept { urgent } => vec![What::Accepted {
            urgent: *urgent,
            due: accepted_due(context, matter, rules, *urgent)?,
            person: Person::of(context.actor),
        }],
        Order::Refuse { reason } => vec![What::Refused { reason: *reason }],
        Order::Assign {
            body,
            assisting,
            decided,
        } => vec![assigned(context, matter, rules, body, assisting, *decided)?],
        Order::SendBack => vec![sent_back(context, matter, rules)?],
        Order::Extend { days } => vec![extended(context, matter, rules, *days)?],
        Order::HandOver { to } => {
            let heads = matter
                .unit()
                .is_some_and(|body| context.needs(Permission::ExtendMatters, Some(body)).is_ok());
            if !holds && !heads {
                return Err(refusals::held_by(matter.holder().map(|held| held.name.as_str())));
            }
            if matter.is_about(Some(to.account)) {
                return Err(refusals::given_to_whom_it_is_about());
            }
            if matter.holder().map(|held| held.account) == Some(to.account) {
                return Err(refusals::holds_already());
            }
            vec![What::HandedOver { to: to.clone() }]
        }
        Order::TakeOver => vec![taken_over(context, matter, holds)?],
        Order::Answer => {
            let at_once = matter.unit().is_none();
            if at_once && matter.kind != Kind::Consultation {
                return Err(refusals::not_now(matter.stage().words(), machine::of("answer")));
            }
            let untouched = at_once && matter.holder().is_none();
            if !holds && !untouched {
                return Err(refusals::held_by(matter.holder().map(|held| held.name.as_str())));
            }
            let person = Person::of(context.actor).filter(|_| untouched);
            let mut whats: Vec<What> = person.map(|person| What::TakenOver { person }).into_iter().collect();
            whats.push(What::Answered {
                by: context.actor.account,
            });
            whats
        }
        Order::Close => vec![What::Closed],
        Order::Visit {
            reached,
            satisfied,
            again,
        } => visited(context, matter, rules, *reached, *satisfied, *again)?,
        Order::Rate { satisfied, again } => {
            if matter.satisfied.is_some() {
                return Err(refusals::rated_already());
            }
            again_or(
                context,
                matter,
                rules,
                What::Rated { satisfied: *satisfied },
                Some(*satisfied),
                *again,
            )?
        }
        Order::Press => vec![What::Pressed],
        Order::Withdraw => vec![What::Withdrawn],
        Order::NoteOverdue => {
            let day = matter.waits_until().filter(|day| *day < context.today());
            let day = day.filter(|day| matter.overdue != Some(*day));
            vec![What::FellOverdue {
                day: day.ok_or_else(refusals::not_overdue)?,
            }]
        }
        Order::Release { shown } => {
            if *shown && !matter.agreed {
                return Err(refusals::not_agreed());
            }
            vec![What::Released { shown: *shown }]
        }
    })
}

fn accepted_due(context: &Context<'_>, matter: &Matter, rules: &Rules, urgent: bool) -> Result<Option<Day>, Refusal> {
    Ok(match (urgent, matter.due) {
        (true, _) => Some(context.today()),
        (false, Some(due)) => Some(due),
        (false, None) => Some(last_day(context.calendar, context.today(), rules.answer.0)?),
    })
}

fn assigned(
    context: &Context<'_>,
    matter: &Matter,
    rules: &Rules,
    body: &str,
    assisting: &[String],
    decided: bool,
) -> Result<What, Refusal> {
    let mut others: Vec<String> = assisting.to_vec();
    others.sort();
    others.dedup();
    if body.is_empty() || others.iter().any(|other| other == body) {
        return Err(Refusal::invalid(vec![refusals::no_unit()]));
    }
    let keeps = matter.urgent || matches!(matter.kind, Kind::Consultation | Kind::Problem);
    let due = match matter.due.filter(|_| keeps) {
        Some(due) => due,
        None => last_day(context.calendar, context.today(), answer_days(matter, rules))?,
    };
    let return_until = if decided {
        None
    } else {
        Some(end_of_returning(context.calendar, rules, context.now)?)
    };
    Ok(What::Assigned {
        body: body.to_string(),
        assisting: others,
        return_until,
        due,
    })
}

fn sent_back(context: &Context<'_>, matter: &Matter, rules: &Rules) -> Result<What, Refusal> {
    let Status::Assigned { body, return_until, .. } = &matter.status else {
        return Err(refusals::not_now(matter.stage().words(), machine::of("send_back")));
    };
    let until = return_until.ok_or_else(refusals::decided_ownership)?;
    if context.now >= until {
        return Err(refusals::too_late_to_send_back(match rules.returning.1 {
            super::Source::Rule(rule) => rule,
            super::Source::Assumed => "",
        }));
    }
    Ok(What::SentBack { body: body.clone() })
}

fn extended(context: &Context<'_>, matter: &Matter, rules: &Rules, days: u32) -> Result<What, Refusal> {
    if matter.urgent {
        return Err(refusals::urgent());
    }
    if matter.extended {
        return Err(refusals::extended_already());
    }
    let rule = match rules.extension.1 {
        super::Source::Rule(rule) => rule,
        super::Source::Assumed => rules.words.0,
    };
    if !(1..=rules.extension.0).contains(&days) {
        return Err(refusals::not_extended(rule, rules.extension.0));
    }
    let due = matter.due.unwrap_or(context.today());
    if due < context.today() {
        return Err(refusals::over(due));
    }
    Ok(What::Extended {
        days,
        due: last_day(context.calendar, due, days)?,
    })
}

fn taken_over(context: &Context<'_>, matter: &Matter, holds: bool) -> Result<What, Refusal> {
    if holds {
        return Err(refusals::holds_already());
    }
    let named = matter.handed_to.as_ref().map(|to| to.account) == context.actor.account;
    let waits = match &matter.status {
        Status::Assigned { body, taken: false, .. } => {
            context.needs(Permission::HandleMatters, Some(body)).is_ok() && matter.handed_to.is_none()
        }
        _ => false,
    };
    let person = Person::of(context.actor).filter(|_| named || waits);
    person
        .map(|person| What::TakenOver { person })
        .ok_or_else(refusals::not_handed_to_you)
}

fn visited(
    context: &Context<'_>,
    matter: &Matter,
    rules: &Rules,
    reached: bool,
    satisfied: Option<bool>,
    again: bool,
) -> Result<Vec<What>, Refusal> {
    let answered = match &matter.status {
        Status::Closed { by } => *by,
        _ => None,
    };
    if answered.is_some() && answered == context.actor.account {
        return Err(refusals::own_answer());
    }
    let satisfied = satisfied.filter(|_| reached);
    if satisfied.is_some() && matter.satisfied.is_some() {
        return Err(refusals::rated_already());
    }
    again_or(
        context,
        matter,
        rules,
        What::Visited { reached, satisfied },
        satisfied,
        again,
    )
}

fn again_or(
    context: &Context<'_>,
    matter: &Matter,
    rules: &Rules,
    what: What,
    satisfied: Option<bool>,
    again: bool,
) -> Result<Vec<What>, Refusal> {
    if !again {
        return Ok(vec![what]);
    }
    if satisfied != Some(false) {
        return Err(refusals::only_unsatisfied());
    }
    if matter.reopened {
        return Err(refusals::reopened_already());
    }
    let due = last_day(context.calendar, context.today(), answer_days(matter, rules))?;
    Ok(vec![what, What::Reopened { due }])
}

/// Working days for the answer.
fn answer_days(matter: &Matter, rules: &Rules) -> u32 {
    match matter.kind {
        Kind::Consultation => rules.consultation.0,
        _ => rules.answer.0,
    }
}
