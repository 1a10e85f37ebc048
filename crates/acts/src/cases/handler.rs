//! Who handles cases (经办人): handing one over, and all open ones of somebody who goes to another post (工作交接).

use yimen_domain::cases::Case;
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::cases::{self, CaseRow};

use super::command::{Reach, command};
use super::{load, no_case};
use crate::accounts::{self, Signed};
use crate::organisation::change::member;
use crate::{ActError, Centre};

/// Cases that are handed over in one stretch.
const STRETCH: u32 = 100;

/// Somebody to whom a case can be handed over.
///
/// # Errors
/// There is no such case or person, or they may not handle it.
pub async fn successor(centre: &Centre, actor: &Actor, number: &str, to: AccountId) -> Result<Person, ActError> {
    let case = load(centre, number).await?.case;
    if !actor.may(Permission::SeeCase, About::from(&case)) {
        return Err(no_case());
    }
    let to = member(centre, to).await.ok().filter(|member| may_handle(member, &case));
    let to = to.ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "to",
            "请选择能够办理这个办件的人员。",
            "Choose somebody who may handle this case.",
        )])
    })?;
    Ok(Person {
        account: to.id,
        name: to.shown,
    })
}

fn may_handle(member: &Signed, case: &Case) -> bool {
    !member.closed && member.actor().may(Permission::HandleCases, About::from(case))
}

/// Who could handle cases of a body besides one, in order of name; clerks who serve every body are not listed for it.
///
/// # Errors
/// The database does not answer.
pub async fn colleagues(centre: &Centre, body: &str, besides: Option<AccountId>) -> Result<Vec<Signed>, ActError> {
    let mut found = accounts::staff_of(centre, body).await?;
    found.retain(|one| {
        !one.closed && Some(one.id) != besides && one.actor().may(Permission::HandleCases, About::body(body))
    });
    found.sort_by(|one, other| one.shown.cmp(&other.shown));
    Ok(found)
}

/// How many open cases somebody handles.
///
/// # Errors
/// The database does not answer.
pub async fn count(centre: &Centre, who: AccountId) -> Result<u64, ActError> {
    let params = vec![centre.div().into(), who.0.into_bytes().into()];
    let rows = centre.store().query(&cases::COUNT_HANDLED_BY, params).await?;
    Ok(rows.first().map_or(Ok(0), |row| row.int(0))? as u64)
}

/// Hands every open case that somebody may not handle any more, as they now are, to a successor who may; the rest waits for somebody to take
/// it. Done again it goes on where it was cut off.
///
/// # Errors
/// The database does not answer; what was handed over stays so.
pub(crate) async fn release(
    centre: &Centre,
    who: &Actor,
    successor: Option<&Signed>,
    reason: &str,
) -> Result<usize, ActError> {
    let Some(account) = who.account else { return Ok(0) };
    let (mut released, mut after) = (0, (i64::MIN, uuid::Uuid::nil()));
    loop {
        let params = vec![
            centre.div().into(),
            account.0.into_bytes().into(),
            after.0.into(),
            after.1.into_bytes().into(),
            STRETCH.into(),
        ];
        let rows = centre.store().query(&cases::HANDLED_BY, params).await?;
        for row in &rows {
            let row = CaseRow::read(row)?;
            after = (row.due_day, row.id.0);
            if who.may(Permission::HandleCases, About::body(&row.body)) {
                continue;
            }
            let order = match successor.filter(|one| one.actor().may(Permission::HandleCases, About::body(&row.body))) {
                Some(one) => Command::HandOver {
                    to: Person {
                        account: one.id,
                        name: one.shown.clone(),
                    },
                    reason: reason.into(),
                },
                None => Command::PutBack { reason: reason.into() },
            };
            match command(centre, &Actor::system(), &row.number, Reach::default(), order).await {
                Ok(_) => released += 1,
                // Somebody was faster: then there is nothing left to hand over.
                Err(ActError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        if (rows.len() as u32) < STRETCH {
            return Ok(released);
        }
    }
}
