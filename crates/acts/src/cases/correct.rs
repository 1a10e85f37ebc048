//! Corrections of the form (补正表单): checked like the first filing, sealed beside it, committed to in the ledger.

use std::sync::Arc;
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::permission::{About, Permission};

use yimen_domain::cases::Case;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::items::Item;
use yimen_domain::items::form::{self, Answers};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_store::ledger::hex;

use crate::vault::Secret;
use crate::{ActError, Centre};

use super::command::{Reach, item_of, with_secret};
use super::submit::files_of_form;
use super::view::secret_of;
use super::{Done, load};

/// The item of a case, in the case's version, for who may correct its form.
///
/// # Errors
/// The case is not there for this actor.
pub async fn item_to_correct(centre: &Centre, actor: &Actor, number: &str) -> Result<Arc<Item>, ActError> {
    Ok(readable(centre, actor, number).await?.1)
}

async fn readable(centre: &Centre, actor: &Actor, number: &str) -> Result<(Case, Arc<Item>), ActError> {
    let case = load(centre, number).await?.case;
    if !actor.may(Permission::SeeCase, About::from(&case)) {
        return Err(super::no_case());
    }
    let item = item_of(centre, &case)?;
    Ok((case, item))
}

/// The files of a corrected form that the case does not have as they are.
pub fn new_files(case: &Case, answers: &Answers) -> Vec<HandedIn> {
    let kept = |handed: &HandedIn| case.materials.iter().any(|known| same_files(known, handed));
    let mut handed = files_of_form(answers);
    handed.retain(|handed| !kept(handed));
    handed
}

fn same_files(known: &HandedIn, handed: &HandedIn) -> bool {
    let hashes = |handed: &HandedIn| match &handed.handed {
        Handed::Files(files) => files.iter().map(|file| file.hash.clone()).collect::<Vec<_>>(),
        Handed::Paper => Vec::new(),
    };
    known.material == handed.material && hashes(known) == hashes(handed)
}

/// Hands in corrections with a corrected form.
///
/// # Errors
/// Every field that is wrong; or as [`super::command::command`].
pub async fn correct(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    materials: Vec<HandedIn>,
    answers: Answers,
) -> Result<Done, ActError> {
    let order = |materials, commitment| Command::Supplement { materials, commitment };
    with_form(centre, actor, number, reach, (materials, answers), order).await
}

/// Gives a command that brings materials and a changed form, as [`correct`] does.
///
/// # Errors
/// As [`correct`].
pub async fn with_form(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    (materials, answers): (Vec<HandedIn>, Answers),
    order: impl FnOnce(Vec<HandedIn>, Option<String>) -> Command,
) -> Result<Done, ActError> {
    let (case, item) = readable(centre, actor, number).await?;
    let form = form::tidy(answers);
    let faults = centre.check_form(&item, &form);
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let mut materials = materials;
    materials.extend(new_files(&case, &form));
    let before = secret_of(centre, case.id).await?.unwrap_or_default();
    let secret = Secret {
        applicant: before.applicant,
        form,
        salt: hex(&centre.random::<16>()),
    };
    let order = order(materials, Some(secret.commitment(centre.hash())));
    with_secret(centre, actor, number, reach, order, Some(secret)).await
}
