//! Entering changes (登记变更): one action is one entry of the record; accounts follow the posts that their people serve.

use std::collections::HashMap;

use yimen_domain::calendar::Day;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::posts::{Person, Post, Roster, Seat, Step};
use yimen_domain::organisation::{AccountId, Actor, Role};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::accounts::{self, AccountRow};
use yimen_store::{Built, CommitError, Write};

use super::record::{self, Did, Entry, Handed, Register, UnitStep};
use crate::accounts::Signed;
use crate::cases::handler;
use crate::{ActError, Centre};

/// How often somebody else may be faster before the person is told.
const TRIES: u32 = 8;
/// Longest reason or basis, characters.
const LONGEST: usize = 500;

/// Who changes something, why, and on what paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    /// Account; absent for commands of the operator.
    pub account: Option<AccountId>,
    /// Name.
    pub by: String,
    /// Why (理由).
    pub reason: String,
    /// Law, notice or paper (依据).
    pub basis: String,
}

impl Ground {
    /// Of somebody who acts.
    pub fn of(actor: &Actor, reason: &str, basis: &str) -> Ground {
        Ground {
            account: actor.account,
            by: actor.name.clone(),
            reason: reason.trim().to_string(),
            basis: basis.trim().to_string(),
        }
    }

    /// What is wrong with it; nothing is all right.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !(1..=LONGEST).contains(&self.reason.chars().count()) {
            faults.push(Fault::new(
                "reason",
                "请写明理由，不超过 500 个字。",
                "Say why, in at most 500 characters.",
            ));
        }
        if self.basis.chars().count() > LONGEST {
            faults.push(Fault::new(
                "basis",
                "依据不超过 500 个字。",
                "Use at most 500 characters for the paper.",
            ));
        }
        faults
    }
}

/// Who may change posts and people: the manager of the centre and the system administrator.
pub fn may_change(actor: &Actor) -> bool {
    actor.may(Permission::ChangeOrganisation, About::CENTRE)
}

pub(super) fn allowed(actor: &Actor) -> Result<(), ActError> {
    if may_change(actor) {
        return Ok(());
    }
    Err(Refusal::new(
        "not_your_organisation",
        RefusalKind::Forbidden,
        "",
        (
            "岗位和人员由中心负责人或系统管理员登记。",
            "Posts and people are entered by the centre manager or the administrator.",
        ),
        ("请联系他们办理。", "Ask one of them to do it."),
    )
    .into())
}

/// What an action comes to.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) steps: Vec<Step>,
    pub(super) units: Vec<UnitStep>,
    pub(super) handed: Vec<Handed>,
    /// Rows of other tables that change with it.
    pub(super) writes: Vec<Write>,
}

impl Outcome {
    pub(super) fn of(step: Step) -> Outcome {
        Outcome {
            steps: vec![step],
            ..Outcome::default()
        }
    }
}

/// Enters what follows from the register as it is; once more if somebody else was faster. Nothing is entered where nothing follows.
pub(super) async fn write(
    centre: &Centre,
    ground: &Ground,
    (did, about): (Did, Option<AccountId>),
    next: impl Fn(&Register) -> Result<Option<Outcome>, ActError>,
) -> Result<Option<u32>, ActError> {
    for _ in 0..TRIES {
        record::refresh(centre).await?;
        let register = centre.posts();
        let Some(outcome) = next(&register)? else {
            return Ok(None);
        };
        let mut entry = Entry {
            seq: 0,
            at: centre.now(),
            account: ground.account,
            by: ground.by.clone(),
            did,
            about,
            reason: ground.reason.clone(),
            basis: ground.basis.clone(),
            steps: outcome.steps,
            units: outcome.units,
            handed: outcome.handed,
        };
        let mut writes = vec![record::add(centre, &register, &mut entry)?];
        writes.extend(outcome.writes);
        let built = move |_| Built {
            writes: writes.clone(),
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => {
                record::refresh(centre).await?;
                settle(centre).await?;
                return Ok(Some(entry.seq));
            }
            // The letters may have moved as well: a hand-over writes to both.
            Err(CommitError::Conflict) => {
                crate::letters::refresh(centre).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActError::Busy("the record of the organisation is being changed".into()))
}

/// What an account has by its person's posts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Place {
    roles: Vec<Role>,
    body: Option<String>,
    place: Option<String>,
}

/// Accounts as they were last settled by this process.
pub(crate) type Settled = HashMap<AccountId, Place>;

/// Gives every account the roles, the body and the place of the posts that its person serves today: after each change, and when a
/// day has begun. Accounts of people who never had a post stay as they are. Answers how many changed.
///
/// # Errors
/// The database does not answer.
pub async fn settle(centre: &Centre) -> Result<usize, ActError> {
    let today = centre.today();
    let (register, organisation) = (centre.posts(), centre.organisation());
    let begun = register.roster.terms().iter().filter(|term| term.from <= today);
    let mut people: Vec<AccountId> = begun.map(|term| term.person.account).collect();
    people.sort_unstable();
    people.dedup();
    let mut changed = 0;
    for person in people {
        let place = place_on(&register.roster, &organisation, person, today);
        if centre.is_settled(person, &place) {
            continue;
        }
        let row = account(centre, person).await?;
        if let Some(row) = &row {
            release_cases(centre, row, &place).await?;
        }
        if let Some(row) = row.filter(|row| !has(row, &place)) {
            let write = accounts::place(
                centre.div(),
                row.id,
                &place.roles,
                place.body.as_deref(),
                place.place.as_deref(),
            );
            centre.put(vec![write]).await?;
            changed += 1;
        }
        centre.set_settled(person, place);
    }
    Ok(changed)
}

/// What somebody may do on a day, for whom and where, by the posts that they hold then.
pub(super) fn place_on(roster: &Roster, organisation: &super::Organisation, person: AccountId, on: Day) -> Place {
    roster.duties(person, on).map_or_else(Place::default, |duties| Place {
        roles: duties.roles,
        body: duties.reach.map(str::to_string),
        place: place_of(duties.post, organisation),
    })
}

impl Place {
    /// Somebody as they are at this place.
    pub(super) fn holds(&self, mut person: Signed) -> Signed {
        person.roles.clone_from(&self.roles);
        person.body.clone_from(&self.body);
        person.place.clone_from(&self.place);
        person
    }
}

/// Open cases go with the post to whom the move named, or back to where somebody takes them.
async fn release_cases(centre: &Centre, row: &AccountRow, place: &Place) -> Result<(), ActError> {
    if handler::count(centre, row.id).await? == 0 {
        return Ok(());
    }
    let person = place.holds(Signed::of(row.clone()));
    let register = centre.posts();
    let about = register.entries().rev().filter(|entry| entry.about == Some(row.id));
    let named = about.into_iter().find_map(|entry| {
        let cases = entry.handed.iter().find_map(|handed| match handed {
            Handed::Cases { account, .. } => Some(*account),
            _ => None,
        });
        cases.map(|account| (account, entry.reason.clone()))
    });
    let (successor, reason) = named.unwrap_or_else(|| (None, "岗位变动".into()));
    let successor = match successor {
        Some(id) => member(centre, AccountId(id)).await.ok(),
        None => None,
    };
    handler::release(centre, &person.actor(), successor.as_ref(), &reason).await?;
    Ok(())
}

fn has(row: &AccountRow, place: &Place) -> bool {
    let mut roles = row.roles.clone();
    roles.sort_unstable();
    roles == place.roles && row.body == place.body && row.place == place.place
}

fn place_of(post: &Post, organisation: &super::Organisation) -> Option<String> {
    let window = post.window.as_ref();
    let number = window.map(|code| {
        organisation
            .windows
            .get(code)
            .map_or_else(|| code.clone(), |window| window.number.clone())
    });
    number.or_else(|| post.section.clone())
}

/// An account of a member of staff.
///
/// # Errors
/// The database does not answer.
pub(super) async fn account(centre: &Centre, id: AccountId) -> Result<Option<AccountRow>, ActError> {
    let params = vec![centre.div().into(), id.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::BY_ID, params).await?;
    let row = rows.first().map(AccountRow::read).transpose()?;
    Ok(row.filter(|row| row.kind == "staff"))
}

/// A member of staff, as the register names them.
///
/// # Errors
/// There is no such account of staff.
pub async fn person(centre: &Centre, id: AccountId) -> Result<Person, ActError> {
    let row = account(centre, id).await?.ok_or_else(no_person)?;
    Ok(Person {
        account: row.id,
        name: row.shown,
    })
}

/// A member of staff with login, roles, body and place as they are today.
///
/// # Errors
/// There is no such account of staff.
pub async fn member(centre: &Centre, id: AccountId) -> Result<Signed, ActError> {
    let row = account(centre, id).await?.ok_or_else(no_person)?;
    Ok(Signed::of(row))
}

pub(super) fn no_person() -> Refusal {
    Refusal::missing("这名工作人员", "this member of staff")
}

/// Somebody takes up a post (上岗), beside those that they hold.
///
/// # Errors
/// Not for them to do, the reason is missing, or the domain refuses.
pub async fn appoint(
    centre: &Centre,
    actor: &Actor,
    who: AccountId,
    seat: Seat,
    (from, until): (Day, Option<Day>),
    ground: &Ground,
) -> Result<(), ActError> {
    allowed(actor)?;
    sound(ground)?;
    let person = person(centre, who).await?;
    write(centre, ground, (Did::Appointed, Some(who)), |register| {
        let same = |term: &&yimen_domain::organisation::posts::Term| {
            term.person.account == who
                && (&term.post, term.side, term.standing) == (&seat.post, seat.side, seat.standing)
                && (term.from, term.until) == (from, until)
        };
        if register.roster.terms().iter().any(|term| same(&term)) {
            return Ok(None);
        }
        let step = register.roster.appoint(person.clone(), seat.clone(), from, until)?;
        Ok(Some(Outcome::of(step)))
    })
    .await
    .map(|_| ())
}

/// Enters posts and people as they were when the register began; posts and people that are known are left out.
///
/// # Errors
/// The domain refuses one of them; nothing was entered then.
pub async fn take_over(
    centre: &Centre,
    ground: &Ground,
    posts: Vec<Post>,
    people: Vec<(Person, Seat)>,
    from: Day,
) -> Result<(), ActError> {
    write(centre, ground, (Did::TakenOver, None), |register| {
        let mut roster = register.roster.clone();
        let mut steps = Vec::new();
        for post in posts
            .iter()
            .filter(|post| register.roster.post(&post.code, from).is_none())
        {
            let step = roster.set_post(post.clone(), from)?;
            roster.apply(&step);
            steps.push(step);
        }
        for (person, seat) in &people {
            if roster.holder(&seat.post, seat.side, from).is_none() {
                let step = roster.appoint(person.clone(), seat.clone(), from, None)?;
                roster.apply(&step);
                steps.push(step);
            }
        }
        let outcome = Outcome {
            steps,
            ..Outcome::default()
        };
        Ok((!outcome.steps.is_empty()).then_some(outcome))
    })
    .await
    .map(|_| ())
}

pub(super) fn sound(ground: &Ground) -> Result<(), ActError> {
    let faults = ground.faults();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults).into())
    }
}
