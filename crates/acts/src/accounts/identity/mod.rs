//! Coming in by a provider of identities (统一身份认证): the national and provincial platforms for people, the province's directory for staff.
//!
//! Who somebody is at the provider is kept as a keyed hash only. A second factor of the account is asked for as after a password.

mod provider;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::identifiers::{CitizenId, CreditCode};
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::Write;
use yimen_store::ledger::{Hash, hex};
use yimen_store::tables::accounts::{self, AccountRow};
use yimen_store::tables::{identities, phones};

use super::add::person_row;
use super::attempts::{Buckets, Source};
use super::factor::{self, prove_self};
use super::security::{What, noted};
use super::sign_in::{Opened, SignIn, opened, session};
use super::{Signed, by_login};
use crate::vault::Applicant;
use crate::{ActError, Centre};

use provider::{Errand, Failed, Told};

pub(crate) use provider::Known;
pub use provider::{Provider, Whom};

/// How long somebody may stay at the provider, minutes.
const AWAY_MINUTES: i64 = 15;
/// How long somebody may take over the form for a new account, minutes.
const FORM_MINUTES: i64 = 30;
/// For what the words that a browser keeps meanwhile are sealed.
const PLACE: &[u8] = b"identity/errand";

/// Where to send somebody, and what their browser keeps until they come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Address at the provider.
    pub address: String,
    /// For [`finish`].
    pub kept: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// The identity opens an account.
    Known(Box<SignIn>),
    /// It opens none: one can be made now, with [`sign_up`], from what the provider told.
    New {
        /// For [`sign_up`].
        kept: String,
        /// What the provider told.
        told: Box<Applicant>,
    },
    /// From now on it opens the account of whoever was signed in.
    Linked,
}

/// A provider as the owner of an account sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Which.
    pub provider: Provider,
    /// Since when it opens the account; none if it does not.
    pub since: Option<Instant>,
}

/// Sealed words that lie in the browser.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    provider: String,
    until: i64,
    account: Option<Uuid>,
    what: T,
}

/// Providers of the centre.
pub fn offered(centre: &Centre) -> &[Provider] {
    &centre.settings().identities
}

/// Sends somebody to a provider to sign in.
///
/// # Errors
/// There is no such provider, or it does not answer.
pub async fn begin(centre: &Centre, code: &str) -> Result<Begun, ActError> {
    sent(centre, named(centre, code)?, None).await
}

/// Sends whoever is signed in to a provider, so that it opens their account from now on. It asks for the password: whoever
/// found somebody's screen open does not make a way in of their own.
///
/// # Errors
/// The provider is not for them, the password is not right, or the provider does not answer.
pub async fn begin_link(
    centre: &Centre,
    code: &str,
    signed: &Signed,
    (password, session): (&str, &str),
    source: &Source,
) -> Result<Begun, ActError> {
    let provider = named(centre, code)?;
    if !is_for(provider, &signed.kind) {
        return Err(not_yours(provider).into());
    }
    prove_self(centre, signed, password, session, source).await?;
    sent(centre, provider, Some(signed)).await
}

async fn sent(centre: &Centre, provider: &Provider, signed: Option<&Signed>) -> Result<Begun, ActError> {
    let (address, errand) = provider.begin(centre).await.map_err(|why| away(provider, &why))?;
    let kept = seal(
        centre,
        &Kept {
            provider: provider.code.clone(),
            until: later(centre, AWAY_MINUTES),
            account: signed.map(|signed| signed.id.0),
            what: errand,
        },
    )?;
    Ok(Begun { address, kept })
}

/// Somebody comes back from a provider, with its answer.
///
/// # Errors
/// It is no answer to what this browser asked, the provider does not confirm it, or it is none of whom the provider is for.
pub async fn finish(
    centre: &Centre,
    code: &str,
    (kept, state, answer): (&str, &str, &str),
    signed: Option<&Signed>,
    source: &Source,
) -> Result<Came, ActError> {
    let provider = named(centre, code)?;
    let kept: Kept<Errand> = unseal(centre, kept)?;
    let is_ours = kept.provider == provider.code && kept.what.state == state && !answer.is_empty();
    if !is_ours || kept.account != signed.map(|signed| signed.id.0) {
        return Err(gone().into());
    }
    let told = provider
        .finish(centre, kept.what, answer)
        .await
        .map_err(|why| away(provider, &why))?;
    let lookup = lookup(centre, provider, &told)?;
    match signed {
        Some(signed) => linked(centre, provider, signed, lookup, source).await,
        None => entered(centre, provider, told, lookup, source).await,
    }
}

async fn entered(
    centre: &Centre,
    provider: &Provider,
    told: Told,
    lookup: Hash,
    source: &Source,
) -> Result<Came, ActError> {
    let known = owner(centre, lookup).await?;
    let mut writes = Vec::new();
    let account = match (known, provider.whom) {
        (Some(account), _) => account,
        (None, Whom::Applicants) => return new(centre, provider, told),
        (None, Whom::Staff) => {
            let account = by_login(centre, &told.login).await?;
            let account = account.filter(|account| !told.login.is_empty() && account.kind == "staff");
            let account = account.ok_or_else(|| nobody(provider))?;
            if has_another(centre, provider, account.id).await? {
                return Err(nobody(provider).into());
            }
            writes.push(link(centre, provider, account.id, lookup));
            writes.push(noted(centre, What::IdentityLinked, &account.login, "", source));
            account
        }
    };
    if account.closed || !is_for(provider, &account.kind) {
        return Err(nobody(provider).into());
    }
    let buckets = Buckets::of_challenge(centre, lookup, Some(account.id), source).await?;
    buckets.begin_noted(centre, &account.login, source).await?;
    let came = come_in(centre, &account, &buckets, source, &mut writes);
    centre.put(writes).await?;
    Ok(Came::Known(Box::new(came)))
}

fn come_in(
    centre: &Centre,
    account: &AccountRow,
    buckets: &Buckets,
    source: &Source,
    writes: &mut Vec<Write>,
) -> SignIn {
    if !account.second {
        return SignIn::Done(opened(centre, account, buckets, source, writes));
    }
    let (secret, session) = session(centre, source);
    let session = factor::waits(session, centre.now().0);
    writes.push(accounts::open_session(centre.div(), account.id, &session));
    SignIn::NeedsCode(secret)
}

fn new(centre: &Centre, provider: &Provider, told: Told) -> Result<Came, ActError> {
    let applicant = as_applicant(&told);
    let kept = seal(
        centre,
        &Kept {
            provider: provider.code.clone(),
            until: later(centre, FORM_MINUTES),
            account: None,
            what: told,
        },
    )?;
    Ok(Came::New {
        kept,
        told: Box::new(applicant),
    })
}

/// What the provider told somebody who has no account yet, for the form; none when it is good no more.
pub fn told(centre: &Centre, kept: &str) -> Option<Applicant> {
    let kept: Kept<Told> = unseal(centre, kept).ok()?;
    Some(as_applicant(&kept.what))
}

fn as_applicant(told: &Told) -> Applicant {
    let company = told.kind == "company";
    let kind = if company { "company" } else { "person" };
    let is_name = told.name.chars().count() <= 100 && !told.name.chars().any(char::is_control);
    let is_number = if company {
        CreditCode::parse(&told.number).is_some()
    } else {
        CitizenId::parse(&told.number).is_some()
    };
    // What is not right is not taken over: the person is asked for it instead of being stuck with it.
    let if_right = |right: bool, text: &str| if right { text.to_string() } else { String::new() };
    Applicant {
        kind: kind.into(),
        name: if_right(is_name, &told.name),
        id_number: if_right(is_number, &told.number),
        id_type: if company { "credit_code" } else { "citizen_id" }.into(),
        phone: told.phone.clone(),
        contact: String::new(),
    }
}

/// Makes an account for whoever came by a provider, and signs in. What the provider told of name and number counts, not what was typed.
///
/// # Errors
/// A field is wrong, or too long has passed.
pub async fn sign_up(centre: &Centre, kept: &str, applicant: Applicant, source: &Source) -> Result<Opened, ActError> {
    let kept: Kept<Told> = unseal(centre, kept)?;
    let provider = named(centre, &kept.provider)?;
    let lookup = lookup(centre, provider, &kept.what)?;
    if owner(centre, lookup).await?.is_some() {
        return Err(gone().into());
    }
    let told = as_applicant(&kept.what);
    let or = |told: String, typed: String| if told.is_empty() { typed } else { told };
    let applicant = Applicant {
        kind: told.kind,
        name: or(told.name, applicant.name),
        id_type: if told.id_number.is_empty() {
            applicant.id_type
        } else {
            told.id_type
        },
        id_number: or(told.id_number, applicant.id_number),
        phone: applicant.phone,
        contact: applicant.contact,
    };
    let (applicant, _) = applicant.checked().map_err(Refusal::invalid)?;
    let login = format!("i{}", hex(&centre.random::<6>()));
    let account = person_row(centre, &login, None, &applicant, false)?;
    let buckets = Buckets::of_challenge(centre, lookup, Some(account.id), source).await?;
    let mut writes = vec![
        account.insert(centre.div()),
        link(centre, provider, account.id, lookup),
        noted(centre, What::IdentityLinked, &account.login, "", source),
    ];
    let answer = opened(centre, &account, &buckets, source, &mut writes);
    centre.put(writes).await?;
    Ok(answer)
}

async fn linked(
    centre: &Centre,
    provider: &Provider,
    signed: &Signed,
    lookup: Hash,
    source: &Source,
) -> Result<Came, ActError> {
    match owner(centre, lookup).await? {
        Some(account) if account.id == signed.id => return Ok(Came::Linked),
        Some(_) => return Err(taken(provider).into()),
        None if has_another(centre, provider, signed.id).await? => return Err(linked_already(provider).into()),
        None => {}
    }
    let writes = vec![
        link(centre, provider, signed.id, lookup),
        noted(centre, What::IdentityLinked, &signed.login, "", source),
    ];
    centre.put(writes).await?;
    Ok(Came::Linked)
}

/// The providers that may open one's own account, and whether they do.
///
/// # Errors
/// The database does not answer.
pub async fn own(centre: &Centre, signed: &Signed) -> Result<Vec<Own>, ActError> {
    let since = links(centre, signed.id).await?;
    let providers = offered(centre).iter().filter(|provider| is_for(provider, &signed.kind));
    Ok(providers
        .map(|provider| Own {
            since: since.iter().find(|(code, _)| *code == provider.code).map(|(_, at)| *at),
            provider: provider.clone(),
        })
        .collect())
}

/// Most providers that open one account.
const MOST: u32 = 50;

/// Providers that open an account, by their codes, and since when.
async fn links(centre: &Centre, account: AccountId) -> Result<Vec<(String, Instant)>, ActError> {
    let params = vec![centre.div().into(), account.0.into_bytes().into(), MOST.into()];
    let rows = centre.store().query(&identities::OF_ACCOUNT, params).await?;
    let read = |row: &yimen_store::Row| Ok((row.text(0)?.to_string(), Instant(row.int(1)?)));
    rows.iter().map(read).collect()
}

/// Somebody else of this provider opens the account already: a name that was given away again opens nothing.
async fn has_another(centre: &Centre, provider: &Provider, account: AccountId) -> Result<bool, ActError> {
    let links = links(centre, account).await?;
    Ok(links.iter().any(|(code, _)| *code == provider.code))
}

/// From now on the provider does not open one's own account.
///
/// # Errors
/// It does not, the password is not right, or there would be no way in any more.
pub async fn unlink(
    centre: &Centre,
    signed: &Signed,
    (code, password): (&str, &str),
    session: &str,
    source: &Source,
) -> Result<(), ActError> {
    let provider = named(centre, code)?;
    let own = own(centre, signed).await?;
    let linked = own.iter().filter(|one| one.since.is_some());
    if !linked.clone().any(|one| one.provider.code == provider.code) {
        return Err(gone().into());
    }
    let others = linked.filter(|one| one.provider.code != provider.code).count();
    let params = vec![centre.div().into(), signed.id.0.into_bytes().into()];
    let by_phone = !centre.store().query(&phones::OF_ACCOUNT, params).await?.is_empty();
    if others == 0 && !by_phone && !factor::has_password(centre, signed).await? {
        return Err(no_way_in().into());
    }
    prove_self(centre, signed, password, session, source).await?;
    let writes = vec![
        identities::unlink(centre.div(), signed.id, &provider.code),
        noted(centre, What::IdentityUnlinked, &signed.login, "", source),
    ];
    centre.put(writes).await
}

async fn owner(centre: &Centre, lookup: Hash) -> Result<Option<AccountRow>, ActError> {
    let params = vec![centre.div().into(), lookup.into()];
    let rows = centre.store().query(&identities::OWNER, params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let params = vec![centre.div().into(), identities::owner(row)?.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::BY_ID, params).await?;
    Ok(rows.first().map(AccountRow::read).transpose()?)
}

fn link(centre: &Centre, provider: &Provider, account: AccountId, lookup: Hash) -> Write {
    identities::link(centre.div(), lookup, account, &provider.code, centre.now().0)
}

/// A subject is unique at its issuer only (OpenID Connect Core 1.0, 5.7).
fn lookup(centre: &Centre, provider: &Provider, told: &Told) -> Result<Hash, ActError> {
    let text = [provider.issuer.as_bytes(), told.subject.as_bytes()].join(&0);
    centre.shared.lookup.of("identity", &text)
}

fn named<'a>(centre: &'a Centre, code: &str) -> Result<&'a Provider, Refusal> {
    let found = offered(centre).iter().find(|provider| provider.code == code);
    found.ok_or_else(|| Refusal::missing("这种登录方式", "this way of signing in"))
}

fn is_for(provider: &Provider, kind: &str) -> bool {
    (provider.whom == Whom::Staff) == (kind == "staff")
}

fn later(centre: &Centre, minutes: i64) -> i64 {
    centre.now().0 + minutes * 60 * 1_000_000
}

fn seal<T: Serialize>(centre: &Centre, kept: &Kept<T>) -> Result<String, ActError> {
    let plain = serde_json::to_vec(kept).map_err(|error| ActError::Broken(error.to_string()))?;
    let sealed = centre.shared.vault.seal(centre.random::<12>(), PLACE, &plain)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn unseal<T: DeserializeOwned>(centre: &Centre, kept: &str) -> Result<Kept<T>, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(kept).ok();
    let plain = bytes.and_then(|bytes| centre.shared.vault.open_sealed(PLACE, &bytes).ok());
    let kept = plain.and_then(|plain| serde_json::from_slice::<Kept<T>>(&plain).ok());
    kept.filter(|kept| kept.until > centre.now().0).ok_or_else(gone)
}

fn away(provider: &Provider, why: &Failed) -> Refusal {
    tracing::warn!(provider = provider.code, why = why.0, "an identity was not confirmed");
    let (zh, en) = (&provider.name.zh, &provider.name.en);
    Refusal::new(
        "identity_not_confirmed",
        RefusalKind::State,
        "",
        (
            &format!("{zh}没有确认您的身份。"),
            &format!("{en} did not confirm who you are."),
        ),
        (
            "请稍后重试，或者用其他方式登录。",
            "Try again in a while, or sign in another way.",
        ),
    )
}

fn gone() -> Refusal {
    Refusal::new(
        "sign_in_again",
        RefusalKind::State,
        "",
        ("这次登录已经失效。", "This sign-in is good no more."),
        ("请重新登录。", "Sign in again."),
    )
}

fn nobody(provider: &Provider) -> Refusal {
    let (zh, en) = (&provider.name.zh, &provider.name.en);
    Refusal::new(
        "identity_not_known",
        RefusalKind::State,
        "",
        (
            &format!("您在{zh}的身份在本中心没有可用的账号。"),
            &format!("Your identity at {en} opens no account here."),
        ),
        (
            "工作人员请联系安全管理员，群众请到服务大厅咨询台办理。",
            "Staff ask the security administrator; everybody else asks at the service desk in the hall.",
        ),
    )
}

fn not_yours(provider: &Provider) -> Refusal {
    let (zh, en) = (&provider.name.zh, &provider.name.en);
    Refusal::new(
        "identity_not_for_you",
        RefusalKind::State,
        "",
        (
            &format!("{zh}不用于您这类账号。"),
            &format!("{en} is not for accounts such as yours."),
        ),
        ("请使用其他登录方式。", "Use another way of signing in."),
    )
}

fn taken(provider: &Provider) -> Refusal {
    let (zh, en) = (&provider.name.zh, &provider.name.en);
    Refusal::new(
        "identity_taken",
        RefusalKind::State,
        "",
        (
            &format!("您在{zh}的身份已经绑定了另一个账号。"),
            &format!("Your identity at {en} opens another account already."),
        ),
        (
            "请用那个账号登录，解除绑定后再试。",
            "Sign in to that account and take it away there first.",
        ),
    )
}

fn linked_already(provider: &Provider) -> Refusal {
    let (zh, en) = (&provider.name.zh, &provider.name.en);
    Refusal::new(
        "identity_linked_already",
        RefusalKind::State,
        "",
        (
            &format!("您的账号已经绑定了{zh}的另一个身份。"),
            &format!("Another identity at {en} opens your account already."),
        ),
        ("请先解除绑定，再重新绑定。", "Take that link away first."),
    )
}

fn no_way_in() -> Refusal {
    Refusal::new(
        "no_way_in",
        RefusalKind::State,
        "",
        (
            "解除后您将无法登录这个账号。",
            "Without it you could not come in any more.",
        ),
        (
            "请先设置密码或者绑定手机号。",
            "Choose a password or prove a telephone number first.",
        ),
    )
}
