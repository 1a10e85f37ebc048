//! Corrections of the form (补正表单): checked like the first filing, sealed beside it, committed to in the ledger.

use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::HandedIn;
use yimen_domain::items::form::{self, Answers};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_store::ledger::hex;

use crate::vault::Secret;
use crate::{ActError, Centre};

use super::command::{Reach, item_of, with_secret};
use super::view::secret_of;
use super::{Done, load};

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
    let case = load(centre, number).await?.case;
    let is_owner = actor.account.is_some() && actor.account == case.applicant.account;
    if !is_owner && !actor.may_read(&case.body) {
        return Err(super::no_case());
    }
    let faults = form::check(&item_of(centre, &case)?.form, &answers);
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let before = secret_of(centre, case.id).await?.unwrap_or_default();
    let form = answers
        .into_iter()
        .map(|(code, text)| (code, text.trim().to_string()))
        .collect();
    let secret = Secret {
        applicant: before.applicant,
        form,
        salt: hex(&centre.random::<16>()),
    };
    let order = Command::Supplement {
        materials,
        commitment: Some(secret.commitment(centre.hash())),
    };
    with_secret(centre, actor, number, reach, order, Some(secret)).await
}
