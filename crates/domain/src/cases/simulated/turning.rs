//! Turning formal (转为正式审批): the formal case takes over what the simulated one has, by reference, and names what has changed.

use crate::cases::decide::{Context, Decided, Filing, file};
use crate::cases::event::{HandedIn, What};
use crate::cases::intake::{Origin, Reused};
use crate::cases::reuse::Means;
use crate::cases::{Case, Channel};
use crate::items::fee::Computed;
use crate::items::{Chosen, Item, situation};
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal};

use super::decide::{need_met, need_turnable};
use super::{Change, ComparedBefore, Entry, Met, Of, TakenOver, Verdict, Why};

/// What a turning says. What is not said here is taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turning {
    /// Way in of the formal application.
    pub channel: Channel,
    /// What shows that the missing conditions are there.
    pub met: Vec<Met>,
    /// What is handed in anew or besides.
    pub materials: Vec<HandedIn>,
    /// Answers to the item's questions, where they changed.
    pub situation: Option<Chosen>,
    /// The form was changed.
    pub form_changed: bool,
    /// Salted commitment to the words of the formal case in the vault, taken over or changed.
    pub commitment: String,
    /// Charges that a rule computed.
    pub computed: Computed,
    /// Names of conditions and charges whose rule could not be computed.
    pub to_check: Vec<String>,
}

/// Files the formal case: it goes into the same change as the event on the simulated one. `context.item` is the version in force, `former` the one under
/// which the case was simulated. Its clocks are those of any application: the law's begin when it is accepted.
///
/// # Errors
/// The simulated case is somebody else's, has no opinion yet or was turned before, a missing condition is not shown to be there, or [`file`] refuses.
pub fn file_formal(context: &Context<'_>, simulated: &Case, former: &Item, turning: Turning) -> Decided {
    // Whoever may file at all may file for themselves: that the simulated case is theirs is asked here.
    context.need(Permission::Supplement, simulated)?;
    need_turnable(simulated)?;
    need_met(simulated, &turning.met)?;
    if context.item.code != simulated.item {
        let (zh, en) = (
            "只能转为同一事项的正式审批。",
            "It is turned formal for the same item only.",
        );
        return Err(Refusal::invalid(vec![Fault::new("item", zh, en)]));
    }
    let situation = turning.situation.clone().unwrap_or_else(|| simulated.situation.clone());
    let (taken, kept) = taken_over(context, simulated, former, &turning, &situation);
    let filing = Filing {
        channel: turning.channel,
        applicant: simulated.applicant.clone(),
        commitment: turning.commitment,
        materials: kept.into_iter().chain(turning.materials).collect(),
        renews: None,
        licence: None,
        situation,
        computed: turning.computed,
        to_check: turning.to_check,
    };
    let mut whats = file(context, filing)?;
    if let Some(What::Filed(filed)) = whats.first_mut() {
        filed.simulated = Some(Entry::TakenOver(Box::new(taken)));
    }
    Ok(whats)
}

/// What is taken over, and the materials among it.
fn taken_over(
    context: &Context<'_>,
    simulated: &Case,
    former: &Item,
    turning: &Turning,
    situation: &Chosen,
) -> (TakenOver, Vec<HandedIn>) {
    let item = context.item;
    let standing = &simulated.simulated;
    let mut changes = Vec::new();
    let mut kept = Vec::new();
    for handed in &simulated.materials {
        let code = &handed.material;
        let of = Of::Material(code.clone());
        if turning.materials.iter().any(|new| new.material == *code) {
            changes.push(Change { of, why: Why::Replaced });
        } else if is_wanted(item, situation, code) {
            let changed = former.material(code) != item.material(code);
            changes.extend(why(simulated, &of, changed).map(|why| Change { of, why }));
            kept.push(by_reference(context, simulated, handed));
        } else {
            changes.push(Change { of, why: Why::NoLonger });
        }
    }
    let is_new = |new: &&HandedIn| !simulated.materials.iter().any(|known| known.material == new.material);
    changes.extend(turning.materials.iter().filter(is_new).map(|new| Change {
        of: Of::Material(new.material.clone()),
        why: Why::Added,
    }));
    let other_answers = *situation != simulated.situation;
    let form = if turning.form_changed || other_answers {
        Some(Why::Replaced)
    } else {
        let asks_otherwise = former.form != item.form || former.situations != item.situations;
        why(simulated, &Of::Form, asks_otherwise)
    };
    changes.extend(form.map(|why| Change { of: Of::Form, why }));
    // Nobody need have spoken of the conditions apart from the materials.
    let wanting = standing.on(&Of::Conditions).is_some_and(|point| !point.said.conforms);
    if former.conditions != item.conditions {
        changes.push(Change {
            of: Of::Conditions,
            why: Why::Requirement,
        });
    } else if wanting {
        changes.push(Change {
            of: Of::Conditions,
            why: Why::NotConforming,
        });
    }
    changes.extend(turning.met.iter().map(|met| Change {
        of: Of::Lack(met.kind),
        why: Why::Met,
    }));
    changes.sort();
    let is_kept = |code: &String| kept.iter().any(|handed: &HandedIn| handed.material == *code);
    let compared = simulated.intake.compared.iter().filter(|(code, _)| is_kept(code));
    let stands = |of: &Of| !changes.iter().any(|change| change.of == *of);
    let taken = TakenOver {
        from: simulated.number.clone(),
        item_version: simulated.item_version,
        verdict: standing.concluded.as_ref().map_or(Verdict::NotReady, |one| one.verdict),
        points: standing
            .points
            .iter()
            .filter(|point| stands(&point.said.of))
            .cloned()
            .collect(),
        compared: compared
            .map(|(material, compared)| ComparedBefore {
                material: material.clone(),
                compared: compared.clone(),
            })
            .collect(),
        met: turning.met.clone(),
        changes,
    };
    (taken, kept)
}

/// The item asks for it now, with these answers.
fn is_wanted(item: &Item, chosen: &Chosen, code: &str) -> bool {
    let spared = || {
        let told = situation::applying(item, chosen).materials;
        told.iter().any(|told| told.what.code == code && !told.standing.holds())
    };
    let unlisted = code == "other" && item.materials.is_empty();
    unlisted || item.takes(code) && !spared()
}

/// Why something that was not touched is examined anew; nothing where the opinion on it stands.
fn why(simulated: &Case, of: &Of, asks_otherwise: bool) -> Option<Why> {
    match simulated.simulated.on(of) {
        None => Some(Why::Unexamined),
        Some(point) if !point.said.conforms => Some(Why::NotConforming),
        Some(_) if asks_otherwise => Some(Why::Requirement),
        Some(_) => None,
    }
}

/// A material by reference, with the level of trust that it has. Whoever turns the case formal agrees to its use for what it was handed in for.
fn by_reference(context: &Context<'_>, simulated: &Case, handed: &HandedIn) -> HandedIn {
    let (consent, means) = if context.actor.is_staff() {
        (simulated.applicant.shown.clone(), Means::Present)
    } else {
        (context.actor.name.clone(), Means::Online)
    };
    let reused = Reused {
        number: simulated.number.clone(),
        consent,
        means: Some(means),
        came: Some(simulated.simulated.came(&handed.material).unwrap_or(simulated.received)),
    };
    HandedIn {
        origin: Origin {
            trust: handed.origin.trust,
            reused: Some(reused),
        },
        ..handed.clone()
    }
}
