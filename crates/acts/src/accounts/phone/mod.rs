//! Telephone codes (短信验证码): six digits, sent to a number, by which its owner signs in, makes an account, chooses a new password, or
//! gives the account another number. Nobody learns from the answer whether a number is known; only its owner does, after the code.

mod limits;
mod own;
mod words;

use ctutils::CtEq as _;
use yimen_domain::identifiers::mask_number;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::ledger::{Hash, hex};
use yimen_store::tables::accounts::{self, AccountRow};
use yimen_store::tables::phones::{self, CodeRow, owner};
use yimen_store::{Built, CommitError, Write};

use super::add::person_row;
use super::attempts::{Buckets, Source};
use super::security::{What, noted};
use super::sign_in::{Opened, SignIn, opened, session};
use super::{factor, hash_secret};
use crate::texts::{self, Gateway, Text};
use crate::vault::Applicant;
use crate::{ActError, Centre};

pub use limits::{ADDRESS_MOST, NUMBER_MOST, WAIT_SECONDS};
pub(crate) use own::of_account;
pub(super) use own::told_of_recovery;
pub use own::{Own, ask_for_own, bind, own, set_password};

/// How long a code is good, minutes.
pub const CODE_MINUTES: i64 = 5;
/// How often a code may be tried.
pub const MOST_TRIES: i64 = 5;
const MINUTE_MICROS: i64 = 60 * 1_000_000;
/// How long somebody may take over the form for a new account, minutes.
const FORM_MINUTES: i64 = 15;

/// What a code is for; one is not good for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// 登录或者注册.
    SignIn,
    /// 重新设置密码.
    Password,
    /// 绑定手机号.
    Own(AccountId),
}

impl Purpose {
    fn text(self) -> String {
        match self {
            Purpose::SignIn => "sign_in".into(),
            Purpose::Password => "password".into(),
            Purpose::Own(account) => format!("own/{}", account.0),
        }
    }
}

/// What came of a code to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// There is an account with this number.
    Known(Box<SignIn>),
    /// There is none: one can be made now, with [`sign_up`].
    New,
}

/// A code that was entered rightly.
pub(super) struct Entered {
    row: CodeRow,
    number: String,
    account: Option<AccountRow>,
    buckets: Buckets,
}

/// Sends a code. Answers the secret of the browser that asked, with which alone the code is good.
///
/// # Errors
/// Codes are not offered here, the number is none that gets short messages, or too many were sent.
pub async fn ask(centre: &Centre, number: &str, purpose: Purpose, source: &Source) -> Result<String, ActError> {
    let gateway = gateway(centre)?;
    let number = mobile(number)?;
    let lookup = lookup(centre, &number)?;
    let account = account_of(centre, &lookup).await?;
    let uses = limits::Uses::of(centre, gateway, &lookup, account.as_ref(), source).await?;
    let secret = hex(&centre.random::<32>());
    let code = format!("{:06}", u64::from_be_bytes(centre.random::<8>()) % 1_000_000);
    let (div, now) = (centre.div(), centre.now().0);
    let ends_at = now + CODE_MINUTES * MINUTE_MICROS;
    let challenge = hash_secret(&secret);
    let row = CodeRow {
        challenge,
        purpose: purpose.text(),
        lookup,
        sealed: seal(centre, &challenge, &number)?,
        code: hash_code(centre, &challenge, &code)?,
        ends_at,
        tries: 0,
        proven: false,
    };
    let login = account.map_or_else(String::new, |account| account.login);
    let mut writes = uses.spent(centre);
    writes.extend([
        phones::sweep(div, now),
        row.insert(div),
        texts::send(centre, &text(centre, purpose, &number, &code), ends_at)?,
        noted(centre, What::CodeSent, &login, "", source),
    ]);
    match committed(centre, writes).await {
        Ok(()) => Ok(secret),
        Err(CommitError::Conflict) => Err(uses.refusal(centre).await?.into()),
        Err(error) => Err(error.into()),
    }
}

/// The number to which the code was sent, masked, and whether it was entered rightly; none when it is good no more.
///
/// # Errors
/// The database does not answer.
pub async fn asked(centre: &Centre, secret: &str) -> Result<Option<(String, bool)>, ActError> {
    let Some(row) = code(centre, secret).await? else {
        return Ok(None);
    };
    Ok(Some((mask_number(&unseal(centre, &row)?), row.proven)))
}

/// Signs in with a code. A second factor is asked for as after a password.
///
/// # Errors
/// The code is not right, was tried too often, or is good no more; or the account is closed.
pub async fn sign_in(centre: &Centre, secret: &str, code: &str, source: &Source) -> Result<Came, ActError> {
    let entered = entered(centre, secret, Purpose::SignIn, code, source).await?;
    let (div, now) = (centre.div(), centre.now().0);
    let Some(account) = entered.account else {
        let until = now + FORM_MINUTES * MINUTE_MICROS;
        commit_once(centre, vec![entered.row.prove(div, until)]).await?;
        return Ok(Came::New);
    };
    if account.closed {
        return Err(words::closed().into());
    }
    let mut writes = vec![
        entered.row.spend(div),
        phones::seen(div, account.id, entered.row.lookup, now),
    ];
    let came = if account.second {
        let (secret, session) = session(centre, source);
        let session = factor::waits(session, now);
        writes.push(accounts::open_session(div, account.id, &session));
        SignIn::NeedsCode(secret)
    } else {
        SignIn::Done(opened(centre, &account, &entered.buckets, source, &mut writes))
    };
    commit_once(centre, writes).await?;
    Ok(Came::Known(Box::new(came)))
}

/// Makes an account for whoever proved a number that has none, and signs in. It has no password before one is chosen.
///
/// # Errors
/// A field is wrong, or too long has passed since the code.
pub async fn sign_up(centre: &Centre, secret: &str, applicant: Applicant, source: &Source) -> Result<Opened, ActError> {
    let row = code(centre, secret)
        .await?
        .filter(|row| row.proven && row.purpose == Purpose::SignIn.text());
    let row = row.ok_or_else(words::gone)?;
    if account_of(centre, &row.lookup).await?.is_some() {
        return Err(words::gone().into());
    }
    let applicant = Applicant {
        phone: unseal(centre, &row)?,
        ..applicant
    };
    let (applicant, _) = applicant.checked().map_err(Refusal::invalid)?;
    let login = format!("m{}", hex(&centre.random::<6>()));
    let account = person_row(centre, &login, None, &applicant, false)?;
    let buckets = Buckets::of_challenge(centre, row.challenge, Some(account.id), source).await?;
    let div = centre.div();
    let mut writes = vec![row.spend(div), account.insert(div)];
    writes.extend(phones::put(div, account.id, row.lookup, centre.now().0));
    let answer = opened(centre, &account, &buckets, source, &mut writes);
    commit_once(centre, writes).await?;
    Ok(answer)
}

/// Looks at a code that somebody typed, and counts it as a try.
pub(super) async fn entered(
    centre: &Centre,
    secret: &str,
    purpose: Purpose,
    typed: &str,
    source: &Source,
) -> Result<Entered, ActError> {
    let row = code(centre, secret)
        .await?
        .filter(|row| !row.proven && row.purpose == purpose.text());
    let row = row.ok_or_else(words::gone)?;
    let account = account_of(centre, &row.lookup).await?;
    let login = account.as_ref().map_or("", |account| account.login.as_str());
    let id = account.as_ref().map(|account| account.id);
    let buckets = Buckets::of_challenge(centre, row.challenge, id, source).await?;
    buckets.begin_noted(centre, login, source).await?;
    match committed(centre, vec![row.attempt(centre.div(), MOST_TRIES)]).await {
        Ok(()) => {}
        Err(CommitError::Conflict) => return Err(words::gone().into()),
        Err(error) => return Err(error.into()),
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if hash_code(centre, &row.challenge, &digits)?.ct_eq(&row.code).to_bool() {
        return Ok(Entered {
            number: unseal(centre, &row)?,
            row,
            account,
            buckets,
        });
    }
    let mut writes = buckets.failed(centre);
    writes.push(noted(centre, What::CodeFailed, login, "", source));
    centre.put(writes).await?;
    Err(Refusal::invalid(vec![words::wrong_code()]).into())
}

/// The account that a number opens; staff come in with a password only.
pub(super) async fn by_number(centre: &Centre, typed: &str) -> Result<Option<AccountRow>, ActError> {
    match mobile(typed) {
        Ok(number) => account_of(centre, &lookup(centre, &number)?).await,
        Err(_) => Ok(None),
    }
}

/// Whether codes are sent here.
pub fn is_offered(centre: &Centre) -> bool {
    centre.settings().sms.is_some()
}

fn gateway(centre: &Centre) -> Result<&Gateway, ActError> {
    let gateway = centre.settings().sms.as_ref();
    gateway.ok_or_else(|| words::not_offered().into())
}

async fn account_of(centre: &Centre, lookup: &Hash) -> Result<Option<AccountRow>, ActError> {
    let params = vec![centre.div().into(), (*lookup).into()];
    let rows = centre.store().query(&phones::OWNER, params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let params = vec![centre.div().into(), owner(row)?.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::BY_ID, params).await?;
    let account = rows.first().map(AccountRow::read).transpose()?;
    Ok(account.filter(|account| account.kind != "staff"))
}

async fn code(centre: &Centre, secret: &str) -> Result<Option<CodeRow>, ActError> {
    let params = vec![centre.div().into(), hash_secret(secret).into(), centre.now().0.into()];
    let rows = centre.store().query(&phones::CODE, params).await?;
    Ok(rows.first().map(CodeRow::read).transpose()?)
}

/// Commits what uses a code up: whoever was slower with the same code is told that it is good no more.
async fn commit_once(centre: &Centre, writes: Vec<Write>) -> Result<(), ActError> {
    match committed(centre, writes).await {
        Ok(()) => Ok(()),
        Err(CommitError::Conflict) => Err(words::gone().into()),
        Err(error) => Err(error.into()),
    }
}

async fn committed(centre: &Centre, writes: Vec<Write>) -> Result<(), CommitError> {
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    centre.commit(None, None, built).await.map(|_| ())
}

/// A number of a mobile telephone of the mainland, eleven digits; nobody else gets short messages.
fn mobile(typed: &str) -> Result<String, ActError> {
    let plain: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .collect();
    let digits = ["+86", "0086"]
        .iter()
        .find_map(|country| plain.strip_prefix(country))
        .unwrap_or(&plain);
    let bytes = digits.as_bytes();
    let is_mobile = bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1]);
    if is_mobile {
        return Ok(digits.to_string());
    }
    let fault = Fault::new(
        "phone",
        "请填写 11 位手机号码，例如 13800001234。",
        "Enter a mobile number of eleven digits, such as 13800001234.",
    );
    Err(Refusal::invalid(vec![fault]).into())
}

fn lookup(centre: &Centre, number: &str) -> Result<Hash, ActError> {
    centre.shared.lookup.of("phone", number.as_bytes())
}

fn hash_code(centre: &Centre, challenge: &Hash, digits: &str) -> Result<Hash, ActError> {
    centre
        .shared
        .lookup
        .of("phone code", &[challenge.as_slice(), digits.as_bytes()].concat())
}

fn place(challenge: &Hash) -> Vec<u8> {
    [challenge.as_slice(), b"/number"].concat()
}

fn seal(centre: &Centre, challenge: &Hash, number: &str) -> Result<Vec<u8>, ActError> {
    let vault = &centre.shared.vault;
    vault.seal(centre.random::<12>(), &place(challenge), number.as_bytes())
}

fn unseal(centre: &Centre, row: &CodeRow) -> Result<String, ActError> {
    let plain = centre.shared.vault.open_sealed(&place(&row.challenge), &row.sealed)?;
    String::from_utf8(plain).map_err(|error| ActError::Broken(error.to_string()))
}

fn text(centre: &Centre, purpose: Purpose, number: &str, code: &str) -> Text {
    let (template, what) = match purpose {
        Purpose::SignIn => ("sign_in", "登录"),
        Purpose::Password => ("password", "重新设置密码"),
        Purpose::Own(_) => ("own", "绑定手机号"),
    };
    let params = [("code", code.to_string()), ("minutes", CODE_MINUTES.to_string())];
    Text {
        id: centre.new_id(),
        to: format!("+86{number}"),
        template: template.into(),
        params: params
            .into_iter()
            .map(|(name, value)| (name.to_string(), value))
            .collect(),
        text: format!(
            "验证码 {code}，用于{what}，{CODE_MINUTES} 分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。"
        ),
    }
}
