//! Tokens (访问令牌) for other programs: shown once, stored as a hash.

use std::sync::Arc;

use yimen_domain::words::Refusal;
use yimen_store::ledger::hex;
use yimen_store::tables::accounts::{self, AccountRow};

use crate::{ActError, Centre};

use super::attempts::Source;
use super::security::{What, noted};
use super::{Signed, TOKEN_BELIEVED_MICROS, believe, believed, by_login, disbelieve_all, hash_secret};

/// Makes a token for the account with this login.
///
/// # Errors
/// There is no such account.
pub async fn create(centre: &Centre, login: &str, label: &str) -> Result<String, ActError> {
    let account = by_login(centre, login)
        .await?
        .ok_or_else(|| Refusal::missing("这个账号", "this account"))?;
    let token = format!("ym_{}", hex(&centre.random::<32>()));
    let label = if label.is_empty() { "token" } else { label };
    let write = accounts::add_token(centre.div(), hash_secret(&token), account.id, label, centre.now().0);
    let note = noted(centre, What::TokenMade, &account.login, label, &Source::default());
    centre.put(vec![write, note]).await?;
    Ok(token)
}

/// Ends every token of the account with this login.
///
/// # Errors
/// There is no such account.
pub async fn end(centre: &Centre, login: &str) -> Result<(), ActError> {
    let account = by_login(centre, login)
        .await?
        .ok_or_else(|| Refusal::missing("这个账号", "this account"))?;
    let note = noted(centre, What::TokensEnded, &account.login, "", &Source::default());
    centre
        .put(vec![accounts::end_tokens(centre.div(), account.id), note])
        .await?;
    disbelieve_all(centre, account.id);
    Ok(())
}

/// Whose token this is; nobody's while the account has a password of another's choice, or lacks the second factor that it needs.
///
/// # Errors
/// The database does not answer.
pub async fn by_token(centre: &Centre, token: &str) -> Result<Option<Arc<Signed>>, ActError> {
    if !token.starts_with("ym_") || token.len() != 67 {
        return Ok(None);
    }
    let hash = hash_secret(token);
    if let Some(signed) = believed(centre, &hash) {
        return Ok(Some(signed));
    }
    let rows = centre
        .store()
        .query(&accounts::BY_TOKEN, vec![centre.div().into(), hash.into()])
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let row = AccountRow::read(row)?;
    let has_password = row.password.is_some();
    let signed = Arc::new(Signed::of(row));
    // A program's account has no password and so nothing to change or to add to it.
    if signed.must_change || (has_password && signed.needs_second(centre)) {
        return Ok(None);
    }
    believe(centre, hash, &signed, TOKEN_BELIEVED_MICROS);
    Ok(Some(signed))
}
