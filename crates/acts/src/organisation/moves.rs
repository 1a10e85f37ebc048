//! Moving and leaving with the hand-over of open work in one action (调岗、离岗和工作交接).

use yimen_domain::calendar::Day;
use yimen_domain::organisation::posts::{Gap, Moving, Roster, Seat, Side, Step};
use yimen_domain::organisation::{AccountId, Actor, Role};

use super::change::{Ground, Outcome, account, allowed, no_person, person, sound, write};
use super::record::{Did, Handed, Register};
use crate::cases::handler;
use crate::letters::{self, Handing};
use crate::{ActError, Centre};

/// Who goes where, from when, and who gets what they leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub person: AccountId,
    /// First day on the new post, or the first no longer here.
    pub from: Day,
    /// Where to; absent for who leaves.
    pub to: Option<Seat>,
    /// Who gets the open work; absent for the B of the post.
    pub successor: Option<AccountId>,
    /// The successor takes the posts too that are left as A, acting.
    pub takes_posts: bool,
}

/// What a move comes to, before or after it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What changes among posts, terms and leave.
    pub steps: Vec<Step>,
    /// What goes to whom.
    pub handed: Vec<Handed>,
    /// Name of who gets the open work; absent where there is nobody, and nothing to get.
    pub successor: Option<String>,
    /// The letters that end and for which none waits to be signed: the successor is no chief approver of the body.
    pub unsigned: usize,
    /// Posts that have no A, no B or nobody who stands in on the day of the move, and had before: name in both languages, what is missing.
    pub gaps: Vec<(yimen_domain::words::Words, Missing)>,
    /// The register as it would be.
    after: Roster,
}

/// What a post is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// 无 A 岗.
    A,
    /// 无 B 岗.
    B,
    /// 无人顶岗.
    Cover,
}

impl Missing {
    /// Of a gap.
    pub fn of(gap: &Gap<'_>) -> Missing {
        match gap {
            Gap::NoA(_) => Missing::A,
            Gap::NoB(_) => Missing::B,
            Gap::Uncovered { .. } => Missing::Cover,
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Missing::A => ("缺 A 岗", "no A"),
            Missing::B => ("缺 B 岗", "no B"),
            Missing::Cover => ("A 岗请假、无人顶岗", "A is on leave and nobody stands in"),
        }
    }
}

impl Plan {
    /// The posts that somebody holds on a day by it.
    pub fn posts_of(&self, person: AccountId, on: Day) -> Vec<String> {
        self.after.held(person, on).map(|term| term.post.clone()).collect()
    }
}

/// What a move would come to. Nothing is changed.
///
/// # Errors
/// Not for them to do, or the domain refuses.
pub async fn look(centre: &Centre, actor: &Actor, wanted: &Move) -> Result<Plan, ActError> {
    allowed(actor)?;
    letters::refresh(centre).await?;
    super::record::refresh(centre).await?;
    let moving = moving(centre, wanted).await?;
    let (_, plan) = Handover::of(centre, &moving, &Ground::of(actor, "", ""))
        .await?
        .plan(&centre.posts())?;
    Ok(plan)
}

/// Moves somebody, or lets them leave, and hands over what is open with the same action. The same move again changes nothing.
///
/// # Errors
/// Not for them to do, the reason is missing, or the domain refuses.
pub async fn make(centre: &Centre, actor: &Actor, wanted: &Move, ground: &Ground) -> Result<(), ActError> {
    allowed(actor)?;
    sound(ground)?;
    let did = if wanted.to.is_some() { Did::Moved } else { Did::Left };
    super::record::refresh(centre).await?;
    let moving = moving(centre, wanted).await?;
    let handover = Handover::of(centre, &moving, ground).await?;
    letters::refresh(centre).await?;
    write(centre, ground, (did, Some(wanted.person)), |register| {
        if was_made(register, &moving, did) {
            return Ok(None);
        }
        let (outcome, _) = handover.plan(register)?;
        Ok(Some(outcome))
    })
    .await?;
    letters::refresh(centre).await?;
    Ok(())
}

/// The last that was done with the person is this very move.
fn was_made(register: &Register, moving: &Moving, did: Did) -> bool {
    let person = moving.person.account;
    let last = register.entries().rev().find(|entry| entry.about == Some(person));
    last.is_some_and(|entry| {
        let begins = entry.steps.iter().find_map(|step| match step {
            Step::Begun(term) if term.person.account == person => Some((term.post.as_str(), term.side, term.from)),
            _ => None,
        });
        let ends = entry
            .steps
            .iter()
            .any(|step| matches!(step, Step::Ended { last, .. } if *last == moving.from.plus(-1)));
        let wanted = moving
            .to
            .as_ref()
            .map(|seat| (seat.post.as_str(), seat.side, moving.from));
        entry.did == did && begins == wanted && (ends || wanted.is_some())
    })
}

async fn moving(centre: &Centre, wanted: &Move) -> Result<Moving, ActError> {
    let successor = match wanted.successor {
        Some(id) => Some(person(centre, id).await?),
        None => None,
    };
    Ok(Moving {
        person: person(centre, wanted.person).await?,
        from: wanted.from,
        to: wanted.to.clone(),
        successor,
        takes_posts: wanted.takes_posts,
    })
}

/// A move with all that must be known to plan it.
struct Handover<'a> {
    centre: &'a Centre,
    moving: &'a Moving,
    by: String,
    /// The body for which the successor is a chief approver already.
    chief_of: Option<String>,
    /// Open cases that the person handles.
    cases: u64,
}

impl<'a> Handover<'a> {
    async fn of(centre: &'a Centre, moving: &'a Moving, ground: &Ground) -> Result<Handover<'a>, ActError> {
        let successor = centre.posts().roster.successor(moving);
        let chief_of = match &successor {
            Some(successor) => {
                let row = account(centre, successor.account).await?.ok_or_else(no_person)?;
                row.body.filter(|_| row.roles.contains(&Role::Chief))
            }
            None => None,
        };
        Ok(Handover {
            centre,
            moving,
            by: ground.by.clone(),
            chief_of,
            cases: handler::count(centre, moving.person.account).await?,
        })
    }

    fn plan(&self, register: &Register) -> Result<(Outcome, Plan), ActError> {
        let (moving, roster) = (self.moving, &register.roster);
        let successor = roster.successor(moving);
        let mut letters = letters::hand_over(
            self.centre,
            &Handing {
                person: &moving.person,
                from: moving.from,
                successor: successor.as_ref(),
                chief_of: self.will_be_chief(roster),
                by: &self.by,
                mark: register.next(),
            },
        )?;
        if self.cases > 0 {
            letters.handed.push(Handed::Cases {
                count: self.cases,
                account: successor.as_ref().map(|successor| successor.account.0),
                to: successor
                    .as_ref()
                    .map_or_else(String::new, |successor| successor.name.clone()),
            });
        }
        let steps = roster.moves(moving, letters.open)?;
        let mut after = roster.clone();
        steps.iter().for_each(|step| after.apply(step));
        let named = |gap: &Gap<'_>| (gap.post().name.clone(), Missing::of(gap));
        let before: Vec<_> = roster.gaps(moving.from).iter().map(named).collect();
        let gaps = after
            .gaps(moving.from)
            .iter()
            .map(named)
            .filter(|gap| !before.contains(gap))
            .collect();
        let plan = Plan {
            steps: steps.clone(),
            handed: letters.handed.clone(),
            successor: successor.map(|successor| successor.name),
            unsigned: letters.unsigned,
            gaps,
            after,
        };
        let outcome = Outcome {
            steps,
            units: Vec::new(),
            handed: letters.handed,
            writes: letters.writes,
        };
        Ok((outcome, plan))
    }

    /// The body for which the successor is a chief approver from the day of the move on.
    fn will_be_chief(&self, roster: &Roster) -> Option<String> {
        let day = self.moving.from;
        let taken = roster
            .held(self.moving.person.account, day.plus(-1))
            .filter(|term| term.side == Side::A);
        let posts = taken.filter_map(|term| roster.post(&term.post, day));
        let by_post = posts
            .filter(|post| post.roles.contains(&Role::Chief))
            .find_map(|post| post.reach.clone());
        self.chief_of.clone().or(by_post.filter(|_| self.moving.takes_posts))
    }
}
