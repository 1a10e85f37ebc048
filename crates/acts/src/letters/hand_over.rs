//! What becomes of letters and seals when somebody goes (授权和印章的交接).

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::organisation::letter::{Holder, Letter, Revocation, State};
use yimen_domain::organisation::posts::Person;
use yimen_store::Write;

use super::change::rows;
use super::{Phase, Registered};
use crate::organisation::record::Handed;
use crate::{ActError, Centre};

/// Who goes, from when, and who follows.
pub(crate) struct Handing<'a> {
    pub(crate) person: &'a Person,
    pub(crate) from: Day,
    pub(crate) successor: Option<&'a Person>,
    /// The body for which the successor may hold letters.
    pub(crate) chief_of: Option<String>,
    /// Who enters it.
    pub(crate) by: &'a str,
    /// Makes the numbers of new drafts their own.
    pub(crate) mark: u32,
}

/// What follows for letters and seals.
pub(crate) struct Following {
    pub(crate) writes: Vec<Write>,
    pub(crate) handed: Vec<Handed>,
    /// Letters and seals that hang on the person.
    pub(crate) open: usize,
    /// Letters that end without another one that waits to be signed.
    pub(crate) unsigned: usize,
}

/// Letters to the person end with the day before; where the successor may hold them, another one waits for the head's signature. Seals
/// that the person keeps are kept by the successor. A signed letter says who holds it: it does not go over by itself.
pub(crate) fn hand_over(centre: &Centre, handing: &Handing<'_>) -> Result<Following, ActError> {
    let register = centre.letters();
    let today = centre.today();
    let from = handing.from.max(today);
    let mut steps: Vec<(Uuid, &'static str, Letter)> = Vec::new();
    let mut following = Following {
        writes: Vec::new(),
        handed: Vec::new(),
        open: 0,
        unsigned: 0,
    };
    for known in register.all().filter(|known| is_alive(known, from)) {
        let letter = &known.letter;
        let theirs = matches!(&letter.holder, Holder::Person { account, .. } if *account == handing.person.account);
        if theirs {
            following.open += 1;
            steps.push((known.id, ended_as(letter), ended(letter, today, from, handing)?));
            following.handed.push(Handed::LetterEnds {
                letter: letter.number.clone(),
            });
            match next_letter(letter, handing, from) {
                Some((draft, to)) => {
                    following.handed.push(Handed::LetterDrafted {
                        letter: draft.number.clone(),
                        to,
                    });
                    steps.push((centre.new_id(), "drafted", draft));
                }
                None => following.unsigned += 1,
            }
        } else if letter.seal.keeper == handing.person.name {
            following.open += 1;
            if let Some(successor) = handing.successor {
                let mut letter = letter.clone();
                if from > today {
                    let (day, before) = (from, &handing.person.name);
                    letter.seal.words.push_str(&format!("（{day} 前由 {before} 保管）"));
                }
                letter.seal.keeper.clone_from(&successor.name);
                following.handed.push(Handed::Seal {
                    letter: letter.number.clone(),
                    to: successor.name.clone(),
                });
                steps.push((known.id, "seal_handed", letter));
            }
        }
    }
    following.writes = rows(centre, &register, handing.by, steps);
    Ok(following)
}

fn is_alive(known: &Registered, from: Day) -> bool {
    match &known.letter.state {
        // One that was taken back from a later day on ends with that day.
        State::Revoked { .. } => false,
        _ => matches!(known.phase(from), Phase::InForce | Phase::Coming | Phase::Drafted),
    }
}

fn ended_as(letter: &Letter) -> &'static str {
    match letter.state {
        State::Drafted => "discarded",
        _ => "revoked",
    }
}

fn ended(letter: &Letter, today: Day, from: Day, handing: &Handing<'_>) -> Result<Letter, ActError> {
    if letter.state == State::Drafted {
        return Ok(letter.clone());
    }
    let revocation = Revocation {
        from,
        reason: format!("{} 调岗或离岗", handing.person.name),
    };
    Ok(letter.clone().revoke(today, revocation)?)
}

/// The same powers for what is left of the term, to be signed for the successor.
fn next_letter(letter: &Letter, handing: &Handing<'_>, from: Day) -> Option<(Letter, String)> {
    let successor = handing.successor?;
    handing.chief_of.as_ref().filter(|body| **body == letter.body)?;
    let mut seal = letter.seal.clone();
    if seal.keeper == handing.person.name {
        seal.keeper.clone_from(&successor.name);
    }
    let kept: String = letter.number.chars().take(80).collect();
    let draft = Letter {
        number: format!("{kept}-续{}", handing.mark),
        holder: Holder::Person {
            account: successor.account,
            name: successor.name.clone(),
        },
        from: from.max(letter.from),
        seal,
        state: State::Drafted,
        ..letter.clone()
    };
    Some((draft, successor.name.clone()))
}
