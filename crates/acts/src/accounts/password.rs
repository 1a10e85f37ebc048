//! Changing one's password, and giving somebody a new one (修改密码、重置密码).

use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::password::faults;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::ledger::hex;
use yimen_store::tables::accounts::{close_other_sessions, end_tokens, forget_devices, set_password};
use yimen_store::tables::identities;

use super::add::hash_password;
use super::attempts::Source;
use super::factor::prove_self;
use super::security::{What, noted};
use super::{Signed, by_login, disbelieve_all, hash_secret};
use crate::{ActError, Centre};

/// Changes one's own password, or chooses the first one. Every other session ends, and every device is a strange one again.
///
/// # Errors
/// The present password is not right, the new one cannot be taken, or there were too many attempts.
pub async fn change(
    centre: &Centre,
    signed: &Signed,
    (present, new): (&str, &str),
    secret: &str,
    source: &Source,
) -> Result<(), ActError> {
    prove_self(centre, signed, present, secret, source).await?;
    let mut faults = faults(new, &[&signed.login, &signed.shown, "yimen", "政务服务"]);
    if present == new {
        faults.push(Fault::new(
            "password",
            "新密码不能与现在的密码相同。",
            "The new password must differ from the present one.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let hash = hash_password(centre, new).await?;
    let writes = vec![
        set_password(centre.div(), signed.id, &hash, false),
        close_other_sessions(centre.div(), signed.id, hash_secret(secret)),
        forget_devices(centre.div(), signed.id),
        noted(centre, What::PasswordChanged, &signed.login, "", source),
    ];
    centre.put(writes).await?;
    disbelieve_all(centre, signed.id);
    Ok(())
}

/// Gives an account a password that it must change at the first sign-in, and ends all its sessions; the password is shown once.
///
/// # Errors
/// There is no such account.
pub async fn reset(centre: &Centre, by: &str, login: &str) -> Result<String, ActError> {
    let account = by_login(centre, login)
        .await?
        .ok_or_else(|| Refusal::missing("这个账号", "this account"))?;
    given(centre, by, (account.id, &account.login), &Source::default()).await
}

/// A new password that somebody else chose. Identities that were linked before open the account no more: whoever took it over may have linked theirs.
pub(super) async fn given(
    centre: &Centre,
    by: &str,
    (id, login): (AccountId, &str),
    source: &Source,
) -> Result<String, ActError> {
    let password = readable(&centre.random::<10>());
    let hash = hash_password(centre, &password).await?;
    let nobody = [0; 32];
    let writes = vec![
        set_password(centre.div(), id, &hash, true),
        close_other_sessions(centre.div(), id, nobody),
        forget_devices(centre.div(), id),
        end_tokens(centre.div(), id),
        identities::unlink_all(centre.div(), id),
        noted(centre, What::PasswordReset, login, by, source),
    ];
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(password)
}

/// Random bits in groups of four digits, as one reads them out.
pub(super) fn readable(random: &[u8]) -> String {
    let digits = hex(random);
    let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
    groups.join("-")
}
