//! The register of letters of authority (授权委托书登记簿): kept in memory by body, with every change that was made.

mod change;
mod hand_over;
pub mod paper;
mod wire;

use std::collections::{BTreeMap, HashMap};

pub use change::{discard, draft, revoke, sign, take_over};
pub(crate) use hand_over::{Handing, hand_over};
use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::letter::{Letter, State};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::Refusal;
use yimen_store::tables::letters::{self, LetterRow};

use crate::{ActError, Centre};

/// Most changes that are read at once.
const PAGE: i64 = 500;

/// What was done with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `drafted`, `discarded`, `signed`, `seal_handed` or `revoked`.
    pub step: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

impl Change {
    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self.step.as_str() {
            "drafted" => ("起草", "drafted"),
            "discarded" => ("作废草稿", "draft discarded"),
            "signed" => ("签发", "signed"),
            "seal_handed" => ("印章移交保管", "seal handed over"),
            _ => ("收回", "taken back"),
        }
    }
}

/// A letter in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Which.
    pub id: Uuid,
    /// As it stands.
    pub letter: Letter,
    /// What was done with it, oldest first.
    pub changes: Vec<Change>,
}

impl Registered {
    /// The draft was thrown away.
    pub fn is_discarded(&self) -> bool {
        self.changes.last().is_some_and(|change| change.step == "discarded")
    }

    /// How it stands on a day.
    pub fn phase(&self, on: Day) -> Phase {
        let letter = &self.letter;
        match &letter.state {
            State::Drafted if self.is_discarded() => Phase::Discarded,
            State::Drafted => Phase::Drafted,
            State::Revoked { revocation, .. } if on >= revocation.from => Phase::Revoked,
            _ if on < letter.from => Phase::Coming,
            _ if on > letter.until => Phase::Ended,
            _ => Phase::InForce,
        }
    }
}

/// How a letter stands on a day (授权状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// 有效.
    InForce,
    /// 待生效.
    Coming,
    /// 待签发.
    Drafted,
    /// 已到期.
    Ended,
    /// 已收回.
    Revoked,
    /// 草稿已作废.
    Discarded,
}

impl Phase {
    /// Every phase, in the order of lists.
    pub const ALL: [Phase; 6] = [
        Phase::InForce,
        Phase::Coming,
        Phase::Drafted,
        Phase::Ended,
        Phase::Revoked,
        Phase::Discarded,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Phase::InForce => "in_force",
            Phase::Coming => "coming",
            Phase::Drafted => "drafted",
            Phase::Ended => "ended",
            Phase::Revoked => "revoked",
            Phase::Discarded => "discarded",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Phase::InForce => ("有效", "in force"),
            Phase::Coming => ("待生效", "not yet in force"),
            Phase::Drafted => ("待签发", "waiting for the signature"),
            Phase::Ended => ("已到期", "ended"),
            Phase::Revoked => ("已收回", "taken back"),
            Phase::Discarded => ("草稿已作废", "draft discarded"),
        }
    }
}

/// The register as it was last read.
#[derive(Debug, Clone, Default)]
pub struct Register {
    letters: BTreeMap<Uuid, Registered>,
    /// Signed letters by the code of their body.
    signed: HashMap<String, Vec<Letter>>,
    last: i64,
}

impl Register {
    fn of(letters: BTreeMap<Uuid, Registered>, last: i64) -> Register {
        let mut signed: HashMap<String, Vec<Letter>> = HashMap::new();
        for known in letters.values().filter(|known| known.letter.state != State::Drafted) {
            signed
                .entry(known.letter.body.clone())
                .or_default()
                .push(known.letter.clone());
        }
        Register { letters, signed, last }
    }

    /// The signed letters of a body, whether in force or not.
    pub fn signed_of(&self, body: &str) -> &[Letter] {
        self.signed.get(body).map_or(&[], Vec::as_slice)
    }

    /// Every letter, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Registered> {
        self.letters.values()
    }

    /// One letter.
    pub fn get(&self, id: Uuid) -> Option<&Registered> {
        self.letters.get(&id)
    }
}

/// Who may look at the letters of a body: its own staff, those who lead and those who watch.
pub fn may_read(actor: &Actor, body: &str) -> bool {
    actor.may(Permission::SeeLetters, About::body(body))
}

/// Who may draft, sign in and take back letters of a body: the manager, and the body's own legal section.
pub fn may_change(actor: &Actor, body: &str) -> bool {
    actor.may(Permission::ChangeLetters, About::body(body))
}

/// One letter for somebody who may look at it.
///
/// # Errors
/// There is no such letter, or it is not for them to see.
pub fn letter(centre: &Centre, actor: &Actor, id: Uuid) -> Result<Registered, ActError> {
    let register = centre.letters();
    let known = register.get(id).filter(|known| may_read(actor, &known.letter.body));
    known.cloned().ok_or_else(|| no_letter().into())
}

fn no_letter() -> Refusal {
    Refusal::missing("这份授权委托书", "this letter of authority")
}

/// Takes in what another process changed; answers whether there was anything.
///
/// # Errors
/// The database does not answer, or a row cannot be read.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let register = centre.letters();
    let rows = after(centre, register.last).await?;
    let Some(last) = rows.last().map(|row| row.number) else {
        return Ok(false);
    };
    let mut letters = register.letters.clone();
    for row in rows {
        let letter = wire::read(&row.doc)?;
        let change = Change {
            step: row.step,
            at: Instant(row.changed_at),
            by: row.changed_by,
        };
        let known = letters.entry(row.letter).or_insert_with(|| Registered {
            id: row.letter,
            letter: letter.clone(),
            changes: Vec::new(),
        });
        known.letter = letter;
        known.changes.push(change);
    }
    centre.set_letters(Register::of(letters, last));
    Ok(true)
}

async fn after(centre: &Centre, number: i64) -> Result<Vec<LetterRow>, ActError> {
    let mut found: Vec<LetterRow> = Vec::new();
    loop {
        let from = found.last().map_or(number, |row| row.number);
        let params = vec![centre.div().into(), from.into(), PAGE.into()];
        let rows = centre.store().query(&letters::AFTER, params).await?;
        let read: Vec<LetterRow> = rows.iter().map(LetterRow::read).collect::<Result<_, _>>()?;
        found.extend(read);
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}
