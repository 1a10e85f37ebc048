//! Tokens (访问令牌) for other programs: shown once, stored as a hash.

use std::sync::Arc;

use yimen_domain::words::Refusal;
use yimen_store::ledger::hex;
use yimen_store::tables::accounts::{self, AccountRow};

use crate::{ActError, Centre};

use super::{Signed, TOKEN_BELIEVED_MICROS, believe, believed, by_login, hash_secret};

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
    centre.put(vec![write]).await?;
    Ok(token)
}

/// Whose token this is.
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
    let signed = Arc::new(Signed::of(AccountRow::read(row)?));
    believe(centre, hash, &signed, TOKEN_BELIEVED_MICROS);
    Ok(Some(signed))
}
