//! Leave (请假): asked for by oneself or entered by the manager, granted while B is there, refused with a reason, ended early.

use yimen_domain::calendar::Day;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::posts::Answer;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal};

use super::change::{Ground, Outcome, allowed, may_change, person, write};
use super::record::Did;
use crate::{ActError, Centre};

/// Who may ask for a leave of somebody, see its reason and take it back: they themselves, and who enters posts and people.
pub fn may_ask(actor: &Actor, who: AccountId) -> bool {
    actor.is_staff() && actor.may(Permission::AskLeave, About::person(who))
}

/// Asks for leave from a day to a day. The same days asked for again are asked for once.
///
/// # Errors
/// Not for them to do; the days lie behind; or the domain refuses, for instance because B is not there on all of these days.
pub async fn ask(
    centre: &Centre,
    actor: &Actor,
    who: AccountId,
    (from, until): (Day, Day),
    reason: &str,
) -> Result<(), ActError> {
    if !may_ask(actor, who) {
        allowed(actor)?;
    }
    if from < centre.today() && !may_change(actor) {
        let fault = Fault::new(
            "from",
            "请假不能早于今天；补登请联系中心负责人。",
            "Leave begins today or later; ask the centre manager to enter an earlier one.",
        );
        return Err(Refusal::invalid(vec![fault]).into());
    }
    let person = person(centre, who).await?;
    let ground = Ground::of(actor, reason, "");
    write(centre, &ground, (Did::LeaveAsked, Some(who)), |register| {
        let mut theirs = register
            .roster
            .leaves()
            .iter()
            .filter(|leave| leave.person.account == who);
        let same = theirs
            .any(|leave| (leave.from, leave.until) == (from, until) && !matches!(leave.answer, Answer::Refused { .. }));
        if same {
            return Ok(None);
        }
        let step = register.roster.ask_leave(person.clone(), from, until, reason)?;
        Ok(Some(Outcome::of(step)))
    })
    .await
    .map(|_| ())
}

/// Whose leave a number is.
fn whose(centre: &Centre, number: u32) -> Result<AccountId, ActError> {
    let register = centre.posts();
    let leave = register.roster.leaves().iter().find(|leave| leave.number == number);
    Ok(leave
        .map(|leave| leave.person.account)
        .ok_or_else(|| Refusal::missing("这次请假", "this leave"))?)
}

/// Grants a leave.
///
/// # Errors
/// Not for them to do; it does not wait; or B is not there any more on all of its days.
pub async fn grant(centre: &Centre, actor: &Actor, number: u32) -> Result<(), ActError> {
    allowed(actor)?;
    super::record::refresh(centre).await?;
    let who = whose(centre, number)?;
    let ground = Ground::of(actor, "", "");
    write(centre, &ground, (Did::LeaveGranted, Some(who)), |register| {
        let known = register.roster.leaves().iter().find(|leave| leave.number == number);
        if known.is_some_and(|leave| leave.answer == Answer::Granted) {
            return Ok(None);
        }
        Ok(Some(Outcome::of(register.roster.grant_leave(number)?)))
    })
    .await
    .map(|_| ())
}

/// Refuses a leave.
///
/// # Errors
/// Not for them to do; it does not wait; the reason is missing.
pub async fn refuse(centre: &Centre, actor: &Actor, number: u32, reason: &str) -> Result<(), ActError> {
    allowed(actor)?;
    super::record::refresh(centre).await?;
    let who = whose(centre, number)?;
    let ground = Ground::of(actor, reason, "");
    write(centre, &ground, (Did::LeaveRefused, Some(who)), |register| {
        let refused = Answer::Refused {
            reason: reason.trim().to_string(),
        };
        let known = register.roster.leaves().iter().find(|leave| leave.number == number);
        if known.is_some_and(|leave| leave.answer == refused) {
            return Ok(None);
        }
        Ok(Some(Outcome::of(register.roster.refuse_leave(number, reason)?)))
    })
    .await
    .map(|_| ())
}

/// Ends a leave with today, or takes it back where it has not begun: they are back tomorrow, or were never away.
///
/// # Errors
/// Not for them to do; it was refused, or is over.
pub async fn end(centre: &Centre, actor: &Actor, number: u32) -> Result<(), ActError> {
    super::record::refresh(centre).await?;
    let who = whose(centre, number)?;
    if !may_ask(actor, who) {
        allowed(actor)?;
    }
    let today = centre.today();
    let ground = Ground::of(actor, "", "");
    write(centre, &ground, (Did::LeaveEnded, Some(who)), |register| {
        let known = register.roster.leaves().iter().find(|leave| leave.number == number);
        if known.is_some_and(|leave| leave.is_taken_back() || leave.until == today) {
            return Ok(None);
        }
        Ok(Some(Outcome::of(register.roster.end_leave(number, today)?)))
    })
    .await
    .map(|_| ())
}
