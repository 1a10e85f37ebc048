//! The second factor (第二因素): a code that changes every thirty seconds (RFC 6238), and recovery codes for the day the phone is lost.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use totp_rs::{Builder, Secret, Totp};
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::accounts::{self, AccountRow, SessionRow};
use yimen_store::tables::factors;
use yimen_store::{Built, CommitError, Write};

use super::attempts::{Buckets, Source};
use super::password::readable;
use super::security::{What, noted};
use super::sign_in::{Opened, fits, opened};
use super::{Signed, by_login, disbelieve_all, hash_secret, passkey};
use crate::{ActError, Centre};

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// Bytes of a secret, as long as the hash (RFC 4226 section 4).
const SECRET_BYTES: usize = 20;

/// A secret that is shown to be taken into the phone, before a code of it confirms that it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// For typing in, in base 32.
    pub secret: String,
    /// For the picture that the phone takes.
    pub address: String,
    /// The secret sealed for this account; comes back with the first code.
    pub sealed: String,
}

/// How the second factor of an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// It is set up.
    pub is_set: bool,
    /// An authenticator app gives codes.
    pub has_app: bool,
    /// It cannot be taken away, only replaced.
    pub is_needed: bool,
    /// There is a password to ask for.
    pub has_password: bool,
    /// Recovery codes that were not used.
    pub codes_left: i64,
}

/// How one's own second factor stands.
///
/// # Errors
/// The database does not answer.
pub async fn standing(centre: &Centre, signed: &Signed) -> Result<Standing, ActError> {
    let rows = centre.store().query(&factors::CODES_LEFT, of(centre, signed)).await?;
    Ok(Standing {
        is_set: signed.second,
        has_app: has_app(centre, signed).await?,
        is_needed: centre.settings().second_factor.is_needed(&signed.roles),
        has_password: has_password(centre, signed).await?,
        codes_left: rows.first().map_or(Ok(0), |row| row.int(0))?,
    })
}

/// Whether an authenticator app gives codes for the account.
pub(super) async fn has_app(centre: &Centre, signed: &Signed) -> Result<bool, ActError> {
    Ok(!centre
        .store()
        .query(&factors::ONE, of(centre, signed))
        .await?
        .is_empty())
}

/// A new secret to take into the phone. Nothing is written before [`confirm`].
///
/// # Errors
/// The key of the centre cannot be used.
pub fn begin(centre: &Centre, signed: &Signed) -> Result<Begun, ActError> {
    begun(centre, signed, centre.random::<SECRET_BYTES>().to_vec())
}

/// The same secret again, after a code that was not right.
///
/// # Errors
/// It was not sealed for this account.
pub fn again(centre: &Centre, signed: &Signed, sealed: &str) -> Result<Begun, ActError> {
    begun(centre, signed, unsealed(centre, signed, sealed)?)
}

fn begun(centre: &Centre, signed: &Signed, secret: Vec<u8>) -> Result<Begun, ActError> {
    let sealed = centre
        .shared
        .vault
        .seal(centre.random::<12>(), &place(signed), &secret)?;
    let secret = Secret::from(secret).to_base32();
    Ok(Begun {
        address: format!("otpauth://totp/Yimen:{}?secret={secret}&issuer=Yimen", signed.login),
        secret,
        sealed: URL_SAFE_NO_PAD.encode(sealed),
    })
}

/// Sets the secret up as the second factor, in place of the one before. Answers new recovery codes, shown once. Every other session
/// ends.
///
/// # Errors
/// The present password is not right, or the code is not one of this secret.
pub async fn confirm(
    centre: &Centre,
    signed: &Signed,
    (sealed, code, password): (&str, &str, &str),
    session: &str,
    source: &Source,
) -> Result<Vec<String>, ActError> {
    let secret = unsealed(centre, signed, sealed)?;
    prove_self(centre, signed, password, session, source).await?;
    let Some(step) = step_of(centre, &secret, code)? else {
        return Err(Refusal::invalid(vec![wrong_code("code")]).into());
    };
    let codes = new_codes(centre);
    let (div, id) = (centre.div(), signed.id);
    let sealed = decoded(sealed)?;
    let mut writes: Vec<Write> = factors::remove(div, id).into();
    writes.push(factors::put(div, id, sealed, centre.now().0));
    writes.push(factors::use_step(div, id, step));
    writes.extend(kept_codes(centre, id, &codes));
    writes.extend([
        accounts::set_second(div, id, true),
        accounts::close_other_sessions(div, id, hash_secret(session)),
        noted(centre, What::FactorSet, &signed.login, "", source),
    ]);
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(codes)
}

/// Recovery codes that nobody knows yet.
pub(super) fn new_codes(centre: &Centre) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| readable(&centre.random::<14>())).collect()
}

/// What keeps them, by their hashes.
pub(super) fn kept_codes(centre: &Centre, account: AccountId, codes: &[String]) -> Vec<Write> {
    let kept = codes
        .iter()
        .map(|code| factors::add_code(centre.div(), account, hash_code(code)));
    kept.collect()
}

/// Takes one's own second factor away.
///
/// # Errors
/// The password is not right, or the work needs a second factor.
pub async fn remove(
    centre: &Centre,
    signed: &Signed,
    (password, session): (&str, &str),
    source: &Source,
) -> Result<(), ActError> {
    if centre.settings().second_factor.is_needed(&signed.roles) {
        return Err(needed().into());
    }
    prove_self(centre, signed, password, session, source).await?;
    centre.put(taken_away(centre, signed, "", source)).await?;
    disbelieve_all(centre, signed.id);
    Ok(())
}

/// What takes the second factor of an account away.
pub(super) fn taken_away(centre: &Centre, signed: &Signed, by: &str, source: &Source) -> Vec<Write> {
    let mut writes: Vec<Write> = factors::remove(centre.div(), signed.id).into();
    writes.push(passkey::all_removed(centre, signed));
    writes.push(accounts::set_second(centre.div(), signed.id, false));
    writes.push(noted(centre, What::FactorRemoved, &signed.login, by, source));
    writes
}

/// Ends signing in with a code of the phone, or a recovery code. `waiting` is the secret of the session that waits for it.
///
/// # Errors
/// The code is not right, was used before, or too long has passed since the password; or there were too many attempts.
pub async fn sign_in(centre: &Centre, waiting: &str, code: &str, source: &Source) -> Result<Opened, ActError> {
    let hash = hash_secret(waiting);
    let account = self::waiting(centre, waiting).await?.ok_or_else(too_late)?;
    let buckets = Buckets::of(centre, &account.login, Some(account.id), source).await?;
    buckets.begin_noted(centre, &account.login, source).await?;
    let Some(used) = used(centre, &account, code).await? else {
        return Err(failed(centre, &account, &buckets, source).await);
    };
    let mut writes = vec![used, accounts::close_session(centre.div(), hash)];
    let answer = opened(centre, &account, &buckets, source, &mut writes);
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(answer),
        // Somebody used the same code in the same moment.
        Err(CommitError::Conflict) => Err(failed(centre, &account, &buckets, source).await),
        Err(error) => Err(error.into()),
    }
}

/// Whose password was entered in a session that waits for more.
pub(super) async fn waiting(centre: &Centre, waiting: &str) -> Result<Option<AccountRow>, ActError> {
    let params = vec![centre.div().into(), hash_secret(waiting).into(), centre.now().0.into()];
    let rows = centre.store().query(&accounts::BY_WAITING, params).await?;
    Ok(rows.first().map(AccountRow::read).transpose()?)
}

async fn failed(centre: &Centre, account: &AccountRow, buckets: &Buckets, source: &Source) -> ActError {
    let mut writes = buckets.failed(centre);
    writes.push(noted(centre, What::CodeFailed, &account.login, "", source));
    match centre.put(writes).await {
        Ok(()) => Refusal::invalid(vec![wrong_code("code")]).into(),
        Err(error) => error,
    }
}

/// What uses up the code; none if it is not right.
async fn used(centre: &Centre, account: &AccountRow, code: &str) -> Result<Option<Write>, ActError> {
    let key = vec![centre.div().into(), account.id.0.into_bytes().into()];
    let rows = centre.store().query(&factors::ONE, key.clone()).await?;
    if let Some(row) = rows.first() {
        let signed = Signed::of(account.clone());
        let secret = centre.shared.vault.open_sealed(&place(&signed), row.bytes(0)?)?;
        if let Some(step) = step_of(centre, &secret, code)? {
            let is_new = step > row.int(2)?;
            return Ok(is_new.then(|| factors::use_step(centre.div(), account.id, step)));
        }
    }
    let hash = hash_code(code);
    let mut params = key;
    params.push(hash.into());
    let known = centre.store().query(&factors::CODE, params).await?;
    Ok((!known.is_empty()).then(|| factors::use_code(centre.div(), account.id, hash)))
}

/// The step of thirty seconds whose code this is, the present one or one beside it.
fn step_of(centre: &Centre, secret: &[u8], code: &str) -> Result<Option<i64>, ActError> {
    let plain: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    let seconds = u64::try_from(centre.now().0 / 1_000_000).unwrap_or_default();
    let step = generator(secret)?.check(&plain, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn generator(secret: &[u8]) -> Result<Totp, ActError> {
    let built = Builder::new().with_secret(secret.to_vec()).build();
    built.map_err(|error| ActError::Broken(error.to_string()))
}

/// Asks for the password once more, as before anything by which somebody could take the account over.
pub(super) async fn prove(centre: &Centre, signed: &Signed, password: &str, source: &Source) -> Result<(), ActError> {
    let buckets = Buckets::of(centre, &signed.login, Some(signed.id), source).await?;
    buckets.begin_noted(centre, &signed.login, source).await?;
    let stored = by_login(centre, &signed.login)
        .await?
        .and_then(|account| account.password);
    if fits(stored.as_deref(), password).await {
        centre.put(buckets.succeeded(centre)).await?;
        return Ok(());
    }
    centre.put(buckets.failed(centre)).await?;
    let fault = Fault::new("present", "现在的密码不正确。", "The present password is wrong.");
    Err(Refusal::invalid(vec![fault]).into())
}

/// How long after signing in an account without a password may be changed, minutes.
const FRESH_MINUTES: i64 = 15;

/// [`prove`]; an account without a password was signed in to just now instead.
pub(super) async fn prove_self(
    centre: &Centre,
    signed: &Signed,
    password: &str,
    session: &str,
    source: &Source,
) -> Result<(), ActError> {
    if has_password(centre, signed).await? {
        return prove(centre, signed, password, source).await;
    }
    let hash = hash_secret(session);
    let params = vec![centre.div().into(), hash.into(), signed.id.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::SESSION_SINCE, params).await?;
    let since = rows.first().map(|row| row.int(0)).transpose()?;
    let fresh = centre.now().0 - FRESH_MINUTES * 60 * 1_000_000;
    if since.is_some_and(|since| since >= fresh) {
        return Ok(());
    }
    Err(sign_in_again().into())
}

/// Whether the account has a password.
///
/// # Errors
/// The database does not answer.
pub async fn has_password(centre: &Centre, signed: &Signed) -> Result<bool, ActError> {
    let rows = centre.store().query(&accounts::BY_ID, of(centre, signed)).await?;
    let account = rows.first().map(AccountRow::read).transpose()?;
    Ok(account.is_some_and(|account| account.password.is_some()))
}

fn sign_in_again() -> Refusal {
    Refusal::new(
        "sign_in_again",
        RefusalKind::State,
        "",
        (
            "为了账号安全，这项操作须在登录后 15 分钟内进行。",
            "To keep your account safe, this is done within fifteen minutes of signing in.",
        ),
        ("请退出后重新登录，再办理。", "Sign out, sign in again, and then do it."),
    )
}

fn of(centre: &Centre, signed: &Signed) -> Vec<yimen_store::Value> {
    vec![centre.div().into(), signed.id.0.into_bytes().into()]
}

fn place(signed: &Signed) -> Vec<u8> {
    [signed.id.0.as_bytes().as_slice(), b"/factor"].concat()
}

fn unsealed(centre: &Centre, signed: &Signed, sealed: &str) -> Result<Vec<u8>, ActError> {
    let opened = centre.shared.vault.open_sealed(&place(signed), &decoded(sealed)?);
    opened.map_err(|_| too_late().into())
}

fn decoded(sealed: &str) -> Result<Vec<u8>, ActError> {
    URL_SAFE_NO_PAD.decode(sealed).map_err(|_| too_late().into())
}

/// Recovery codes are read off paper: case and everything between the digits do not count.
fn hash_code(code: &str) -> [u8; 32] {
    let digits: String = code.chars().filter(char::is_ascii_hexdigit).collect();
    hash_secret(&digits.to_ascii_lowercase())
}

fn wrong_code(field: &str) -> Fault {
    Fault::new(
        field,
        "验证码不正确，或者已经用过。请输入手机上现在显示的 6 位数字，或者一个没有用过的恢复码。",
        "The code is wrong or was used before. Enter the six digits that your phone shows now, or a recovery code that was not used.",
    )
}

fn needed() -> Refusal {
    Refusal::new(
        "second_factor_needed",
        RefusalKind::State,
        "GB/T 22239-2019, 8.1.4.1 d)",
        (
            "您的岗位登录需要两步验证，不能停用。",
            "Your work needs a second factor to sign in; it cannot be taken away.",
        ),
        (
            "换手机时，请重新设置两步验证。",
            "If you have a new phone, set the second factor up again.",
        ),
    )
}

pub(super) fn too_late() -> Refusal {
    Refusal::new(
        "sign_in_again",
        RefusalKind::State,
        "",
        (
            "距离输入密码的时间太长，请重新登录。",
            "Too long has passed since you entered your password.",
        ),
        ("请重新输入用户名和密码。", "Sign in with name and password again."),
    )
}

/// The session that waits for a second factor, minutes.
pub(super) const WAITING_MINUTES: i64 = 10;

pub(super) fn waits(session: SessionRow, now: i64) -> SessionRow {
    SessionRow {
        ends_at: now + WAITING_MINUTES * 60 * 1_000_000,
        waiting: true,
        ..session
    }
}
