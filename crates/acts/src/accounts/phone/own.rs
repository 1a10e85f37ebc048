//! The telephone of one's own account (绑定手机号), and a new password with its help (凭手机找回密码).

use std::collections::BTreeMap;

use yimen_domain::organisation::{AccountId, password};
use yimen_domain::words::Refusal;
use yimen_store::Write;
use yimen_store::tables::accounts;
use yimen_store::tables::phones;

use super::super::add::hash_password;
use super::super::attempts::Source;
use super::super::security::{What, noted};
use super::super::{Signed, disbelieve_all, factor, hash_secret, profile};
use super::{Purpose, ask, commit_once, entered, lookup, words};
use crate::texts::{self, Text};
use crate::{ActError, Centre};

/// The telephone of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Own {
    /// Masked; empty where none was told.
    pub shown: String,
    /// Its owner has proven it: one can sign in with it.
    pub proven: bool,
}

/// One's own telephone.
///
/// # Errors
/// The database does not answer.
pub async fn own(centre: &Centre, signed: &Signed) -> Result<Own, ActError> {
    Ok(of_account(centre, signed.id).await?.0)
}

/// The telephone of an account: as it is shown, and the number where its owner has proven it.
pub(crate) async fn of_account(centre: &Centre, account: AccountId) -> Result<(Own, Option<String>), ActError> {
    let told = profile(centre, account).await?;
    let params = vec![centre.div().into(), account.0.into_bytes().into()];
    let rows = centre.store().query(&phones::OF_ACCOUNT, params).await?;
    let hash = rows.first().map(|row| row.hash(0)).transpose()?;
    let proven = hash == Some(lookup(centre, &told.phone)?);
    let shown = told.masked_phone();
    Ok((Own { shown, proven }, proven.then_some(told.phone)))
}

/// Sends a code to a number that is to become one's own. Asks for the password before.
///
/// # Errors
/// The password is not right, or as [`ask`].
pub async fn ask_for_own(
    centre: &Centre,
    signed: &Signed,
    (number, present): (&str, &str),
    session: &str,
    source: &Source,
) -> Result<String, ActError> {
    if signed.is_staff() {
        return Err(words::not_offered().into());
    }
    factor::prove_self(centre, signed, present, session, source).await?;
    ask(centre, number, Purpose::Own(signed.id), source).await
}

/// Gives one's account the number to which the code was sent. An account that had it before has it no more; other sessions end.
///
/// # Errors
/// The code is not right, was tried too often, or is good no more.
pub async fn bind(
    centre: &Centre,
    signed: &Signed,
    (secret, code): (&str, &str),
    session: &str,
    source: &Source,
) -> Result<(), ActError> {
    let entered = entered(centre, secret, Purpose::Own(signed.id), code, source).await?;
    let mut told = profile(centre, signed.id).await?;
    told.phone.clone_from(&entered.number);
    let plain = serde_json::to_vec(&told).map_err(|error| ActError::Broken(error.to_string()))?;
    let place = signed.id.0.as_bytes();
    let sealed = centre.shared.vault.seal(centre.random::<12>(), place, &plain)?;
    let div = centre.div();
    let mut writes = vec![
        entered.row.spend(div),
        accounts::set_profile(div, signed.id, sealed),
        accounts::close_other_sessions(div, signed.id, hash_secret(session)),
        noted(centre, What::PhoneSet, &signed.login, "", source),
    ];
    writes.extend(phones::put(div, signed.id, entered.row.lookup, centre.now().0));
    writes.extend(entered.buckets.succeeded(centre));
    let before = entered.account.filter(|account| account.id != signed.id);
    if let Some(before) = &before {
        writes.push(noted(centre, What::PhoneRemoved, &before.login, "", source));
    }
    commit_once(centre, writes).await?;
    disbelieve_all(centre, signed.id);
    Ok(())
}

/// Chooses a new password with a code. Every session, device and token of the account ends; a second factor stays.
///
/// # Errors
/// The password cannot be taken, the code is not right or good no more, or the number has no account.
pub async fn set_password(
    centre: &Centre,
    secret: &str,
    (code, new): (&str, &str),
    source: &Source,
) -> Result<(), ActError> {
    let check = |login: &str, shown: &str| match password::faults(new, &[login, shown, "yimen", "政务服务"]) {
        faults if faults.is_empty() => Ok(()),
        faults => Err(Refusal::invalid(faults)),
    };
    // Before the code is looked at, which counts as a try.
    check("", "")?;
    let entered = entered(centre, secret, Purpose::Password, code, source).await?;
    let div = centre.div();
    let Some(account) = entered.account.filter(|account| !account.closed) else {
        commit_once(centre, vec![entered.row.spend(div)]).await?;
        return Err(words::no_account().into());
    };
    check(&account.login, &account.shown)?;
    let hash = hash_password(centre, new).await?;
    let nobody = [0; 32];
    let mut writes = vec![
        entered.row.spend(div),
        accounts::set_password(div, account.id, &hash, false),
        accounts::close_other_sessions(div, account.id, nobody),
        accounts::forget_devices(div, account.id),
        accounts::end_tokens(div, account.id),
        phones::seen(div, account.id, entered.row.lookup, centre.now().0),
        noted(centre, What::PasswordReset, &account.login, "", source),
    ];
    writes.extend(entered.buckets.succeeded(centre));
    commit_once(centre, writes).await?;
    disbelieve_all(centre, account.id);
    Ok(())
}

/// Lets a message wait for whoever has the telephone of an account that somebody at a desk asks for: it may not be they. None where no
/// number is proven.
pub(in super::super) async fn told_of_recovery(
    centre: &Centre,
    signed: &Signed,
    ends_at: i64,
) -> Result<Option<Write>, ActError> {
    if centre.settings().sms.is_none() || signed.is_staff() || !own(centre, signed).await?.proven {
        return Ok(None);
    }
    let number = profile(centre, signed.id).await?.phone;
    let text = Text {
        id: centre.new_id(),
        to: format!("+86{number}"),
        template: "recovery".into(),
        params: BTreeMap::new(),
        text: "有人正在服务大厅窗口申请找回您的账号。如果不是您本人，请立即联系服务大厅。".into(),
    };
    texts::send(centre, &text, ends_at).map(Some)
}
