//! Signing in and out (登录、退出), with a session that ends by itself.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::ledger::hex;
use yimen_store::tables::accounts::{self, AccountRow};

use crate::{ActError, Centre};

use super::{SESSION_BELIEVED_MICROS, Signed, believe, believed, by_login, disbelieve, hash_secret};

/// How long a session lasts, microseconds: one working day.
pub const SESSION_MICROS: i64 = 12 * 3_600 * 1_000_000;

/// Takes as long as a real check, so that an unknown name cannot be told from a wrong password by the time it takes.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$F9rTsdnE4jBtPQ5FpbZr4Cn8KJ0Gx6Ckx1lzTnJ0LtM";

/// Opens a session; the secret goes into a cookie and is stored only as a hash.
///
/// # Errors
/// Name and password do not fit together; which of the two is wrong is not told.
pub async fn sign_in(centre: &Centre, login: &str, password: &str) -> Result<(String, Signed), ActError> {
    let account = if login.chars().count() <= 64 {
        by_login(centre, login.trim()).await?
    } else {
        None
    };
    let stored = account
        .as_ref()
        .and_then(|account| account.password.clone())
        .unwrap_or_else(|| NOBODY.to_string());
    let typed: String = password.chars().take(256).collect();
    let fits = tokio::task::spawn_blocking(move || fits(&stored, &typed))
        .await
        .unwrap_or(false);
    let account = account
        .filter(|account| fits && account.password.is_some())
        .ok_or_else(wrong)?;
    let secret = hex(&centre.random::<32>());
    let now = centre.now().0;
    let hash = hash_secret(&secret);
    centre
        .put(vec![
            accounts::sweep_sessions(centre.div(), now),
            accounts::open_session(centre.div(), hash, account.id, now, now + SESSION_MICROS),
        ])
        .await?;
    Ok((secret, Signed::of(account)))
}

fn fits(stored: &str, typed: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
}

fn wrong() -> Refusal {
    Refusal::new(
        "wrong_password",
        RefusalKind::Invalid,
        "",
        ("用户名或密码不正确。", "The name or the password is wrong."),
        (
            "请核对后重新输入。忘记密码请到服务大厅咨询台办理。",
            "Check both and try again. If you forgot the password, ask at the service desk in the hall.",
        ),
    )
}

/// Whose session this is; nobody's when it has ended.
///
/// # Errors
/// The database does not answer.
pub async fn by_session(centre: &Centre, secret: &str) -> Result<Option<Arc<Signed>>, ActError> {
    let hash = hash_secret(secret);
    if let Some(signed) = believed(centre, &hash) {
        return Ok(Some(signed));
    }
    let params = vec![centre.div().into(), hash.into(), centre.now().0.into()];
    let rows = centre.store().query(&accounts::BY_SESSION, params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let signed = Arc::new(Signed::of(AccountRow::read(row)?));
    believe(centre, hash, &signed, SESSION_BELIEVED_MICROS);
    Ok(Some(signed))
}

/// Ends a session. Other processes of the centre believe in it two seconds longer at most.
///
/// # Errors
/// The database does not answer.
pub async fn sign_out(centre: &Centre, secret: &str) -> Result<(), ActError> {
    let hash = hash_secret(secret);
    disbelieve(centre, &hash);
    centre.put(vec![accounts::close_session(centre.div(), hash)]).await
}
