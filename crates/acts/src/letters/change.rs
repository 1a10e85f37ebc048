//! Drafting, signing in and taking back a letter of authority (起草、签发、收回).

use std::collections::HashSet;

use uuid::Uuid;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::letter::{Holder, LONGEST_WORDS, Letter, Over, Revocation, Signature, State};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::letters::LetterRow;
use yimen_store::{Built, CommitError, Write};

use super::{Register, Registered, may_change, no_letter, refresh, wire};
use crate::{ActError, Centre};

/// How often somebody else may be faster before the person is told.
const TRIES: u32 = 8;

/// Enters a letter to be signed. `id` is drawn by the caller, so that the same letter sent twice is entered once.
///
/// # Errors
/// Not for them to do, something is wrong with it, or its number is taken.
pub async fn draft(centre: &Centre, actor: &Actor, id: Uuid, letter: Letter) -> Result<(), ActError> {
    let letter = Letter {
        state: State::Drafted,
        ..letter
    };
    if !may_change(actor, &letter.body) {
        return Err(not_yours().into());
    }
    change(centre, actor, id, "drafted", |before| {
        if let Some(known) = before {
            return if known.letter == letter {
                Ok(None)
            } else {
                Err(number_taken().into())
            };
        }
        let mut faults = letter.faults();
        faults.extend(faults_here(centre, &letter));
        if faults.is_empty() {
            Ok(Some(letter.clone()))
        } else {
            Err(Refusal::invalid(faults).into())
        }
    })
    .await
}

/// Throws a letter away that was not signed.
///
/// # Errors
/// Not for them to do, or it was signed.
pub async fn discard(centre: &Centre, actor: &Actor, id: Uuid) -> Result<(), ActError> {
    change(centre, actor, id, "discarded", |before| {
        let known = own(actor, before)?;
        match known.letter.state {
            State::Drafted if known.is_discarded() => Ok(None),
            State::Drafted => Ok(Some(known.letter.clone())),
            _ => Err(signed_already().into()),
        }
    })
    .await
}

/// Enters that the head of the body has signed.
///
/// # Errors
/// Not for them to do, it was signed or thrown away before, or something is wrong with it.
pub async fn sign(centre: &Centre, actor: &Actor, id: Uuid, signature: Signature) -> Result<(), ActError> {
    change(centre, actor, id, "signed", |before| {
        let known = own(actor, before)?;
        if matches!(&known.letter.state, State::Signed(known) if *known == signature) {
            return Ok(None);
        }
        if known.is_discarded() {
            return Err(no_letter().into());
        }
        if signature.on > centre.today() {
            let fault = Fault::new(
                "on",
                "签发日期不能晚于今天。",
                "The day of the signature cannot lie ahead.",
            );
            return Err(Refusal::invalid(vec![fault]).into());
        }
        Ok(Some(known.letter.clone().sign(signature.clone())?))
    })
    .await
}

/// Takes a letter back from a day on. What was decided under it stays decided.
///
/// # Errors
/// Not for them to do, it is not in force, the reason is missing, or the day has passed.
pub async fn revoke(centre: &Centre, actor: &Actor, id: Uuid, revocation: Revocation) -> Result<(), ActError> {
    change(centre, actor, id, "revoked", |before| {
        let known = own(actor, before)?;
        if matches!(&known.letter.state, State::Revoked { revocation: known, .. } if *known == revocation) {
            return Ok(None);
        }
        Ok(Some(known.letter.clone().revoke(centre.today(), revocation.clone())?))
    })
    .await
}

fn own<'a>(actor: &Actor, before: Option<&'a Registered>) -> Result<&'a Registered, ActError> {
    match before {
        Some(known) if may_change(actor, &known.letter.body) => Ok(known),
        Some(known) if super::may_read(actor, &known.letter.body) => Err(not_yours().into()),
        _ => Err(no_letter().into()),
    }
}

/// What only the centre around it can say of a letter.
fn faults_here(centre: &Centre, letter: &Letter) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (organisation, library, register) = (centre.organisation(), centre.library(), centre.letters());
    if !organisation.bodies.contains_key(&letter.body) {
        faults.push(Fault::new(
            "body",
            "请选择授权的部门。",
            "Choose the body that gives the power.",
        ));
    }
    let strange = letter.grants.iter().find_map(|grant| match &grant.over {
        Over::Item(code) if library.latest(code).is_none_or(|item| item.body != letter.body) => Some(code),
        _ => None,
    });
    if let Some(code) = strange {
        faults.push(Fault::new(
            "grants",
            format!("编码为“{code}”的事项不是这个部门的事项。"),
            format!("The item with the code “{code}” is none of this body's."),
        ));
    }
    if letter.holder == Holder::Windows && letter.grants.iter().any(|grant| grant.over != Over::Instant) {
        faults.push(Fault::new(
            "grants",
            "授予窗口的只能是即办件的决定权，其他事项须授予具名的首席审批员。",
            "The windows can only be given instant items; for others, name a chief approver.",
        ));
    }
    let live = register.all().filter(|known| !known.is_discarded());
    if live
        .map(|known| &known.letter.number)
        .any(|number| *number == letter.number)
    {
        faults.push(Fault::new(
            "number",
            "这个文号已经登记过。",
            "A letter with this number is registered already.",
        ));
    }
    if letter.seal.words.chars().count() > LONGEST_WORDS {
        faults.push(Fault::new(
            "seal_words",
            "不能超过 500 个字。",
            "Use at most 500 characters.",
        ));
    }
    faults
}

async fn change(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    step: &'static str,
    next: impl Fn(Option<&Registered>) -> Result<Option<Letter>, ActError>,
) -> Result<(), ActError> {
    write(centre, &actor.name, |register| {
        let letter = next(register.get(id))?;
        Ok(letter.into_iter().map(|letter| (id, step, letter)).collect())
    })
    .await
}

/// Enters letters that were signed before the register was kept here; those whose number is known are left out.
///
/// # Errors
/// Something is wrong with one of them; nothing was entered then.
pub async fn take_over(centre: &Centre, by: &str, signed: Vec<(Letter, Signature)>) -> Result<(), ActError> {
    write(centre, by, |register| {
        let known: HashSet<&str> = register.all().map(|known| known.letter.number.as_str()).collect();
        let new = signed
            .iter()
            .filter(|(letter, _)| !known.contains(letter.number.as_str()));
        let entered = new.map(|(letter, signature)| {
            let letter = letter.clone().sign(signature.clone())?;
            Ok((centre.new_id(), "signed", letter))
        });
        entered.collect()
    })
    .await
}

/// What writes steps after the last one of the register.
pub(super) fn rows(
    centre: &Centre,
    register: &Register,
    by: &str,
    steps: Vec<(Uuid, &'static str, Letter)>,
) -> Vec<Write> {
    let rows = steps.into_iter().zip(register.last + 1..);
    rows.map(|((letter, step, doc), number)| LetterRow {
        number,
        letter,
        step: step.to_string(),
        doc: wire::write(&doc),
        changed_at: centre.now().0,
        changed_by: by.to_string(),
    })
    .map(|row| row.insert(centre.div()))
    .collect()
}

/// Adds what follows from the register as it is; once more if somebody else was faster.
async fn write(
    centre: &Centre,
    by: &str,
    next: impl Fn(&Register) -> Result<Vec<(Uuid, &'static str, Letter)>, ActError>,
) -> Result<(), ActError> {
    for _ in 0..TRIES {
        refresh(centre).await?;
        let register = centre.letters();
        let writes = rows(centre, &register, by, next(&register)?);
        if writes.is_empty() {
            return Ok(());
        }
        let built = move |_| Built {
            writes: writes.clone(),
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => {
                refresh(centre).await?;
                return Ok(());
            }
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActError::Busy("the register of letters is being changed".into()))
}

fn not_yours() -> Refusal {
    Refusal::new(
        "not_your_letters",
        RefusalKind::Forbidden,
        "",
        (
            "授权委托书由本部门法制审核员或中心负责人登记。",
            "Letters of authority are entered by the body's legal reviewer or the centre manager.",
        ),
        ("请联系他们办理。", "Ask one of them to do it."),
    )
}

fn number_taken() -> Refusal {
    Refusal::new(
        "letter_entered_before",
        RefusalKind::State,
        "",
        (
            "这份授权委托书已经登记过。",
            "This letter of authority was entered before.",
        ),
        ("请在登记簿中查看。", "Look at it in the register."),
    )
}

fn signed_already() -> Refusal {
    Refusal::new(
        "letter_signed_before",
        RefusalKind::State,
        "",
        (
            "这份授权委托书已经签发，不能作废。",
            "This letter is signed and cannot be thrown away.",
        ),
        ("需要终止时，请收回授权。", "To end it, take the power back."),
    )
}
