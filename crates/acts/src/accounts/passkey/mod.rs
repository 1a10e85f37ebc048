//! Passkeys (通行密钥) as second factor: the device proves by a signature that its owner signs in, to no other site than this one.

mod ceremony;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use yimen_domain::calendar::Instant;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::Write;
use yimen_store::ledger::{hex, unhex};
use yimen_store::tables::accounts::{self, AccountRow};
use yimen_store::tables::factors;
use yimen_store::tables::passkeys::{self, PasskeyRow};

use super::attempts::{Buckets, Source};
use super::factor::{self, prove_self};
use super::security::{What, noted};
use super::sign_in::{Opened, opened};
use super::{Signed, disbelieve_all, hash_secret};
use crate::{ActError, Centre};

use ceremony::{Known, NotGood, Party};

/// Most passkeys of an account.
pub const MOST: usize = 10;
/// Longest name of a passkey, characters.
pub const LONGEST_NAME: u32 = 40;

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Id of the credential, hex.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub since: Instant,
    /// When it was last used; none if never.
    pub used: Option<Instant>,
}

/// What the browser is asked, and what comes back with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Options for `navigator.credentials`, JSON.
    pub options: String,
    /// The challenge, sealed for this session.
    pub sealed: String,
}

/// Whether the centre has a name for which browsers keep passkeys.
pub fn offered(centre: &Centre) -> bool {
    party(centre).is_some()
}

fn party(centre: &Centre) -> Option<Party> {
    Party::of(&centre.settings().base_url)
}

/// One's own passkeys, the oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre, signed: &Signed) -> Result<Vec<Passkey>, ActError> {
    let rows = of(centre, signed).await?;
    Ok(rows
        .into_iter()
        .map(|row| Passkey {
            id: hex(&row.id),
            name: row.name,
            since: Instant(row.made_at),
            used: (row.used_at > row.made_at).then_some(Instant(row.used_at)),
        })
        .collect())
}

/// Asks the browser for a new passkey. Nothing is written before [`add`].
///
/// # Errors
/// There are too many, or the centre has no name for which browsers keep passkeys.
pub async fn begin(centre: &Centre, signed: &Signed, session: &str) -> Result<Asked, ActError> {
    let party = party(centre).ok_or_else(not_offered)?;
    let known = of(centre, signed).await?;
    if known.len() >= MOST {
        return Err(too_many().into());
    }
    let asked = party
        .begin(signed.id.0.into_bytes(), &signed.login, &as_known(&known))
        .map_err(broken)?;
    sealed(centre, &place(signed, session), asked)
}

/// Adds the passkey that the browser made. Answers recovery codes, shown once, when it is the first second factor. Every other session ends.
///
/// # Errors
/// The present password is not right, the name is missing, or the answer does not fit what was asked.
pub async fn add(
    centre: &Centre,
    signed: &Signed,
    (asked, answer, name, password): (&str, &str, &str, &str),
    session: &str,
    source: &Source,
) -> Result<Option<Vec<String>>, ActError> {
    let party = party(centre).ok_or_else(not_offered)?;
    let name = checked_name(name)?;
    prove_self(centre, signed, password, session, source).await?;
    let state = unsealed(centre, &place(signed, session), asked)?;
    let made = party.finish(&state, answer).map_err(|why| refused(&why))?;
    if of(centre, signed).await?.len() >= MOST {
        return Err(too_many().into());
    }
    let (div, id, now) = (centre.div(), signed.id, centre.now().0);
    let row = PasskeyRow {
        name,
        transports: i64::from(made.transports),
        id: made.id,
        fixed: made.fixed,
        state: made.state,
        made_at: now,
        used_at: now,
    };
    let mut writes = vec![
        row.add(div, id),
        accounts::set_second(div, id, true),
        accounts::close_other_sessions(div, id, hash_secret(session)),
        noted(centre, What::PasskeyAdded, &signed.login, "", source),
    ];
    let codes = (!signed.second).then(|| factor::new_codes(centre));
    if let Some(codes) = &codes {
        writes.extend(factors::remove(div, id));
        writes.extend(factor::kept_codes(centre, id, codes));
    }
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(codes)
}

/// Takes one of one's own passkeys away; the last thing that can be shown besides the password goes with what belongs to it.
///
/// # Errors
/// There is no such passkey, the password is not right, or the work needs a second factor and this is the last.
pub async fn remove(
    centre: &Centre,
    signed: &Signed,
    (id, password): (&str, &str),
    session: &str,
    source: &Source,
) -> Result<(), ActError> {
    let missing = || Refusal::missing("这个通行密钥", "this passkey");
    let id = unhex(id).ok_or_else(missing)?;
    let known = of(centre, signed).await?;
    if !known.iter().any(|row| row.id == id) {
        return Err(missing().into());
    }
    let is_last = known.len() == 1 && !factor::has_app(centre, signed).await?;
    if is_last {
        return factor::remove(centre, signed, (password, session), source).await;
    }
    prove_self(centre, signed, password, session, source).await?;
    let writes = vec![
        passkeys::remove(centre.div(), signed.id, &id),
        noted(centre, What::PasskeyRemoved, &signed.login, "", source),
    ];
    centre.put(writes).await
}

/// Asks the browser of whoever entered the password for a passkey; nothing where the account has none.
///
/// # Errors
/// The database does not answer, or too long has passed since the password.
pub async fn ask(centre: &Centre, waiting: &str) -> Result<Option<Asked>, ActError> {
    let Some(party) = party(centre) else { return Ok(None) };
    let Some(account) = factor::waiting(centre, waiting).await? else {
        return Ok(None);
    };
    let signed = Signed::of(account);
    let known = of(centre, &signed).await?;
    if known.is_empty() {
        return Ok(None);
    }
    let asked = party.ask(&as_known(&known)).map_err(broken)?;
    sealed(centre, &place(&signed, waiting), asked).map(Some)
}

/// Ends signing in with a passkey. `waiting` is the secret of the session that waits for it.
///
/// # Errors
/// The answer is not of a passkey of this account for what was asked, or too long has passed since the password; or there were too many attempts.
pub async fn sign_in(
    centre: &Centre,
    waiting: &str,
    (asked, answer): (&str, &str),
    source: &Source,
) -> Result<Opened, ActError> {
    let party = party(centre).ok_or_else(not_offered)?;
    let account = factor::waiting(centre, waiting).await?.ok_or_else(factor::too_late)?;
    let buckets = Buckets::of(centre, &account.login, Some(account.id), source).await?;
    buckets.begin_noted(centre, &account.login, source).await?;
    let signed = Signed::of(account.clone());
    let state = unsealed(centre, &place(&signed, waiting), asked)?;
    let rows = of(centre, &signed).await?;
    let answered = party.answered(account.id.0.into_bytes(), &as_known(&rows), (&state, answer));
    let used = match &answered {
        Ok(known) => rows.iter().find(|row| row.id == known.id).map(|row| (row, known)),
        Err(why) => {
            tracing::info!(why = why.0, "a passkey was refused");
            None
        }
    };
    let Some((row, known)) = used else {
        return Err(failed(centre, &account, &buckets, source).await);
    };
    let mut writes = vec![
        row.used(centre.div(), known.state.clone(), centre.now().0),
        accounts::close_session(centre.div(), hash_secret(waiting)),
    ];
    let answer = opened(centre, &account, &buckets, source, &mut writes);
    centre.put(writes).await?;
    Ok(answer)
}

async fn failed(centre: &Centre, account: &AccountRow, buckets: &Buckets, source: &Source) -> ActError {
    let mut writes = buckets.failed(centre);
    writes.push(noted(centre, What::CodeFailed, &account.login, "", source));
    match centre.put(writes).await {
        Ok(()) => refused(&NotGood(String::new())),
        Err(error) => error,
    }
}

async fn of(centre: &Centre, signed: &Signed) -> Result<Vec<PasskeyRow>, ActError> {
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let params = vec![centre.div().into(), signed.id.0.into_bytes().into(), most.into()];
    let rows = centre.store().query(&passkeys::OF_ACCOUNT, params).await?;
    rows.iter().map(|row| Ok(PasskeyRow::read(row)?)).collect()
}

fn as_known(rows: &[PasskeyRow]) -> Vec<Known> {
    rows.iter()
        .map(|row| Known {
            id: row.id.clone(),
            transports: u8::try_from(row.transports).unwrap_or_default(),
            fixed: row.fixed.clone(),
            state: row.state.clone(),
        })
        .collect()
}

/// A challenge belongs to an account and a session: it is worth nothing in the next one, so that no answer counts twice.
fn place(signed: &Signed, session: &str) -> Vec<u8> {
    let session = hash_secret(session);
    [signed.id.0.as_bytes().as_slice(), session.as_slice(), b"/passkey"].concat()
}

fn sealed(centre: &Centre, place: &[u8], asked: ceremony::Asked) -> Result<Asked, ActError> {
    let sealed = centre.shared.vault.seal(centre.random::<12>(), place, &asked.state)?;
    Ok(Asked {
        options: asked.options,
        sealed: URL_SAFE_NO_PAD.encode(sealed),
    })
}

fn unsealed(centre: &Centre, place: &[u8], asked: &str) -> Result<Vec<u8>, ActError> {
    let bytes = URL_SAFE_NO_PAD.decode(asked).map_err(|_| factor::too_late())?;
    let opened = centre.shared.vault.open_sealed(place, &bytes);
    opened.map_err(|_| factor::too_late().into())
}

fn checked_name(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    let length = name.chars().count();
    if (1..=LONGEST_NAME as usize).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(name.to_string());
    }
    Err(Refusal::invalid(vec![Fault::new(
        "name",
        "请给这个通行密钥起一个 1 至 40 个字的名称，如“我的手机”。",
        "Give the passkey a name of 1 to 40 characters, such as “my phone”.",
    )]))
}

fn refused(why: &NotGood) -> ActError {
    if !why.0.is_empty() {
        tracing::info!(why = why.0, "a passkey was refused");
    }
    Refusal::invalid(vec![Fault::new(
        "answer",
        "没有收到设备的有效确认。请重试，或者使用验证码。",
        "Your device did not confirm it. Try again, or use a code.",
    )])
    .into()
}

fn broken(why: NotGood) -> ActError {
    ActError::Broken(why.0)
}

fn too_many() -> Refusal {
    Refusal::new(
        "too_many_passkeys",
        RefusalKind::State,
        "",
        (
            "一个账号最多保存 10 个通行密钥。",
            "An account keeps ten passkeys at most.",
        ),
        (
            "请先删除不再使用的通行密钥。",
            "Remove one that you no longer use first.",
        ),
    )
}

fn not_offered() -> Refusal {
    Refusal::new(
        "no_passkeys_here",
        RefusalKind::State,
        "",
        (
            "通行密钥只能在本中心的正式网址（https）上使用。",
            "Passkeys work at the centre’s own https address only.",
        ),
        ("请使用手机验证器的验证码。", "Use the codes of an authenticator app."),
    )
}

/// What takes every passkey of an account away.
pub(super) fn all_removed(centre: &Centre, signed: &Signed) -> Write {
    passkeys::remove_all(centre.div(), signed.id)
}
