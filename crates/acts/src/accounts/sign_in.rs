//! Signing in and out (登录、退出), with a session that ends by itself.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::Write;
use yimen_store::ledger::hex;
use yimen_store::tables::accounts::{self, AccountRow, SessionRow};

use crate::{ActError, Centre};

use super::add::HASHING;
use super::attempts::{Buckets, Source};
use super::security::{What, noted};
use super::{SESSION_BELIEVED_MICROS, Signed, believe, believed, by_login, disbelieve, hash_secret};
use super::{factor, phone};

/// How long a session lasts, microseconds: one working day.
pub const SESSION_MICROS: i64 = 12 * 3_600 * 1_000_000;

/// Takes as long as a real check, so that an unknown name cannot be told from a wrong password by the time it takes.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$F9rTsdnE4jBtPQ5FpbZr4Cn8KJ0Gx6Ckx1lzTnJ0LtM";

/// How long a session stays open while nobody does anything, microseconds: two hours (GB/T 22239-2019, 8.1.4.1 b).
const IDLE_MICROS: i64 = 2 * 3_600 * 1_000_000;

/// How exactly it is known when a session was last seen, microseconds.
const SEEN_MICROS: i64 = 10 * 60 * 1_000_000;
/// Longest words about a browser that are kept, characters.
const LONGEST_AGENT: usize = 300;

/// What came of name and password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// They are enough.
    Done(Opened),
    /// The second factor is still to come: the secret of the session that waits for it, for [`factor::sign_in`].
    NeedsCode(String),
}

impl SignIn {
    /// The session; none where a code is still to come.
    pub fn done(self) -> Option<Opened> {
        match self {
            SignIn::Done(opened) => Some(opened),
            SignIn::NeedsCode(_) => None,
        }
    }
}

/// A session that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Secret of the session.
    pub secret: String,
    /// Secret by which the device is known from now on; none if it was known before.
    pub device: Option<String>,
    /// Who it is.
    pub signed: Signed,
}

/// Opens a session; its secret goes into a cookie and is stored only as a hash.
///
/// # Errors
/// Name and password do not fit together; which of the two is wrong is not told. Or there were too many attempts.
pub async fn sign_in(centre: &Centre, login: &str, password: &str, source: &Source) -> Result<SignIn, ActError> {
    let login: String = login.trim().chars().take(64).collect();
    let account = match by_login(centre, &login).await? {
        Some(account) => Some(account),
        None => phone::by_number(centre, &login).await?,
    };
    // Whoever types a password in the place of the name must not find it in a log.
    let known = account
        .as_ref()
        .map_or_else(String::new, |account| account.login.clone());
    // Name and number of one account count as one.
    let tried = if known.is_empty() { &login } else { &known };
    let buckets = Buckets::of(centre, tried, account.as_ref().map(|account| account.id), source).await?;
    buckets.begin_noted(centre, &known, source).await?;
    let stored = account.as_ref().and_then(|account| account.password.clone());
    let fits = fits(stored.as_deref(), password).await;
    let Some(account) = account.filter(|account| fits && !account.closed) else {
        let mut writes = buckets.failed(centre);
        writes.push(noted(centre, What::SignInFailed, &known, "", source));
        centre.put(writes).await?;
        return Err(wrong().into());
    };
    if account.second {
        let (secret, session) = session(centre, source);
        let session = factor::waits(session, centre.now().0);
        let write = accounts::open_session(centre.div(), account.id, &session);
        centre.put(vec![write]).await?;
        return Ok(SignIn::NeedsCode(secret));
    }
    let mut writes = Vec::new();
    let answer = opened(centre, &account, &buckets, source, &mut writes);
    centre.put(writes).await?;
    Ok(SignIn::Done(answer))
}

/// A session of an account that has shown all it must; what opens it is added to `writes`.
pub(super) fn opened(
    centre: &Centre,
    account: &AccountRow,
    buckets: &Buckets,
    source: &Source,
    writes: &mut Vec<Write>,
) -> Opened {
    let (div, now) = (centre.div(), centre.now().0);
    writes.extend(buckets.succeeded(centre));
    let device = (!buckets.known_device).then(|| hex(&centre.random::<32>()));
    if let Some(secret) = &device {
        writes.push(accounts::add_device(div, hash_secret(secret), account.id, now));
    }
    let (secret, session) = session(centre, source);
    writes.extend([
        noted(centre, What::SignedIn, &account.login, "", source),
        accounts::sweep_sessions(div, now),
        accounts::open_session(div, account.id, &session),
    ]);
    Opened {
        secret,
        device,
        signed: Signed::of(account.clone()),
    }
}

pub(super) fn session(centre: &Centre, source: &Source) -> (String, SessionRow) {
    let secret = hex(&centre.random::<32>());
    let now = centre.now().0;
    let session = SessionRow {
        hash: hash_secret(&secret),
        made_at: now,
        ends_at: now + SESSION_MICROS,
        seen_at: now,
        agent: source.agent.chars().take(LONGEST_AGENT).collect(),
        address: source.address.clone(),
        waiting: false,
    };
    (secret, session)
}

/// Whether a password is the one that is stored; nothing stored takes as long as a wrong one.
pub(super) async fn fits(stored: Option<&str>, password: &str) -> bool {
    let known = stored.is_some();
    let stored = stored.unwrap_or(NOBODY).to_string();
    let typed: String = password.chars().take(256).collect();
    let Ok(_turn) = HASHING.acquire().await else {
        return false;
    };
    let verified = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&stored).is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
    })
    .await;
    known && verified.unwrap_or(false)
}

fn wrong() -> Refusal {
    Refusal::new(
        "wrong_password",
        RefusalKind::Invalid,
        "",
        ("用户名或密码不正确。", "The name or the password is wrong."),
        (
            "请核对后重新输入。忘记密码的，可以凭绑定的手机号重新设置，或者到服务大厅办理。",
            "Check both and try again. If you forgot the password, choose a new one with the telephone of your account, or ask in the hall.",
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
    let now = centre.now().0;
    let idle = now - IDLE_MICROS;
    let params = vec![centre.div().into(), hash.into(), now.into(), idle.into()];
    let rows = centre.store().query(&accounts::BY_SESSION, params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let mut signed = Signed::of(AccountRow::read(row)?);
    signed.must_set_second = signed.needs_second(centre);
    let signed = Arc::new(signed);
    if row.int(accounts::SEEN_AT)? < now - SEEN_MICROS {
        centre.put(vec![accounts::seen(centre.div(), hash, now)]).await?;
    }
    believe(centre, hash, &signed, SESSION_BELIEVED_MICROS);
    Ok(Some(signed))
}

/// Ends a session. Other processes of the centre believe in it two seconds longer at most.
///
/// # Errors
/// The database does not answer.
pub async fn sign_out(centre: &Centre, secret: &str, source: &Source) -> Result<(), ActError> {
    let hash = hash_secret(secret);
    let mut writes = vec![accounts::close_session(centre.div(), hash)];
    if let Some(signed) = by_session(centre, secret).await? {
        writes.push(noted(centre, What::SignedOut, &signed.login, "", source));
    }
    disbelieve(centre, &hash);
    centre.put(writes).await
}
