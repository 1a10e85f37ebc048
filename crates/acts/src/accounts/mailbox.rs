//! The e-mail address of an account (电子邮箱): given by its owner, proven with a code that was sent to it, used for notices and for nothing else.

use std::collections::BTreeMap;

use ctutils::CtEq as _;
use serde::{Deserialize, Serialize};
use yimen_domain::identifiers::mask_mail;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::ledger::{hex, unhex};
use yimen_store::tables::mailboxes::{self as table, MailCodeRow, NEVER_AT};
use yimen_store::tables::quotas;
use yimen_store::{Built, CommitError, Write};

use super::Signed;
use super::attempts::{Source, bucket, network};
use super::security::{What, noted};
use crate::mail::{self, Courier, Letter};
use crate::notices::out::{self, Came, Choice, Tongue};
use crate::notices::wording::{Pair, filled};
use crate::{ActError, Centre};

/// How long a code is good, minutes: mail may be kept back on its way.
pub const CODE_MINUTES: i64 = 30;
/// How often a code may be tried.
pub const MOST_TRIES: i64 = 5;
/// Codes that an account asks for on a day, and that one address gets.
pub const DAY_MOST: i64 = 10;
/// Codes at the asking of one network in an hour: a hall stands behind one.
const NETWORK_MOST: i64 = 60;
const MINUTE_MICROS: i64 = 60 * 1_000_000;
/// When a code is tried again, and how long a worker may take over one.
const AGAIN_MICROS: i64 = MINUTE_MICROS;

/// What lies sealed with a code.
#[derive(Serialize, Deserialize)]
struct Asked {
    address: String,
    code: String,
}

/// The address of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Masked; none where none is proven.
    pub shown: Option<String>,
    /// The address to which a code was sent that is good yet.
    pub asked: Option<Waiting>,
    /// By which ways its owner wants to be told.
    pub choice: Choice,
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Masked address.
    pub shown: String,
    /// A server has taken it.
    pub sent: bool,
    /// What the server answered last.
    pub answer: String,
}

/// Whether mail goes out here.
pub fn is_offered(centre: &Centre) -> bool {
    centre.settings().mail.is_some()
}

/// One's own address and choices.
///
/// # Errors
/// The database does not answer.
pub async fn own(centre: &Centre, signed: &Signed) -> Result<Own, ActError> {
    let asked = match code_of(centre, signed.id).await? {
        Some((row, asked)) => Some(Waiting {
            shown: mask_mail(&asked.address),
            sent: row.next_at == NEVER_AT,
            answer: row.answer,
        }),
        None => None,
    };
    Ok(Own {
        shown: address(centre, signed.id).await?.map(|address| mask_mail(&address)),
        asked,
        choice: out::choice(centre, signed.id).await?,
    })
}

/// The proven address of an account.
pub(crate) async fn address(centre: &Centre, account: AccountId) -> Result<Option<String>, ActError> {
    let params = vec![centre.div().into(), account.0.into_bytes().into()];
    let rows = centre.store().query(&table::OF_ACCOUNT, params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let plain = centre.shared.vault.open_sealed(&place(account), row.bytes(0)?)?;
    String::from_utf8(plain)
        .map(Some)
        .map_err(|error| ActError::Broken(error.to_string()))
}

/// Sends a code to an address that is to become one's own. An earlier code is good no more.
///
/// # Errors
/// Mail does not go out here, this is no address, or too many codes were sent.
pub async fn ask(centre: &Centre, signed: &Signed, typed: &str, source: &Source) -> Result<(), ActError> {
    if signed.is_staff() || !is_offered(centre) {
        return Err(not_offered().into());
    }
    let address = mail::address(typed).map_err(|fault| Refusal::invalid(vec![fault]))?;
    let (div, now) = (centre.div(), centre.now().0);
    let lookup = centre
        .shared
        .lookup
        .of("mail", address.to_ascii_lowercase().as_bytes())?;
    let network = network(&source.address).unwrap_or_default();
    let whose = signed.id.0.as_bytes().as_slice();
    let hour = 60 * MINUTE_MICROS;
    let uses = [
        (bucket("mail wait", whose), MINUTE_MICROS, 1),
        (bucket("mail account", whose), 24 * hour, DAY_MOST),
        (bucket("mail address", &lookup), 24 * hour, DAY_MOST),
        (bucket("mail network", network.as_bytes()), hour, NETWORK_MOST),
    ];
    let code = format!("{:06}", u64::from_be_bytes(centre.random::<8>()) % 1_000_000);
    let asked = Asked { address, code };
    let plain = serde_json::to_vec(&asked).map_err(|error| ActError::Broken(error.to_string()))?;
    let row = MailCodeRow {
        account: signed.id,
        id: centre.new_id(),
        sealed: centre
            .shared
            .vault
            .seal(centre.random::<12>(), &code_place(signed.id), &plain)?,
        ends_at: now + CODE_MINUTES * MINUTE_MICROS,
        tries: 0,
        next_at: now,
        answer: String::new(),
    };
    let mut writes = vec![quotas::sweep(div, now), table::sweep(div, now), row.insert(div)];
    writes.extend(uses.map(|(bucket, micros, most)| quotas::spend(div, bucket, (now, now + micros), most)));
    writes.push(noted(centre, What::MailAsked, &signed.login, "", source));
    match committed(centre, writes).await {
        Ok(()) => Ok(()),
        Err(CommitError::Conflict) => Err(too_many().into()),
        Err(error) => Err(error.into()),
    }
}

/// Gives one's account the address to which the code was sent. Notices go there from now on.
///
/// # Errors
/// The code is not right, was tried too often, or is good no more.
pub async fn confirm(centre: &Centre, signed: &Signed, typed: &str, source: &Source) -> Result<(), ActError> {
    let (row, asked) = code_of(centre, signed.id).await?.ok_or_else(gone)?;
    match committed(centre, vec![row.attempt(centre.div(), MOST_TRIES)]).await {
        Ok(()) => {}
        Err(CommitError::Conflict) => return Err(gone().into()),
        Err(error) => return Err(error.into()),
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if !digits.as_bytes().ct_eq(asked.code.as_bytes()).to_bool() {
        return Err(Refusal::invalid(vec![wrong_code()]).into());
    }
    let sealed = centre
        .shared
        .vault
        .seal(centre.random::<12>(), &place(signed.id), asked.address.as_bytes())?;
    let div = centre.div();
    let choice = Choice {
        by_mail: true,
        ..out::choice(centre, signed.id).await?
    };
    let writes = vec![
        row.spend(div),
        table::put(div, signed.id, sealed, centre.now().0),
        out::chosen(centre, signed.id, choice),
        noted(centre, What::MailSet, &signed.login, "", source),
    ];
    match committed(centre, writes).await {
        Ok(()) => Ok(()),
        Err(CommitError::Conflict) => Err(gone().into()),
        Err(error) => Err(error.into()),
    }
}

/// Takes one's address away, with a code on its way and the choices.
///
/// # Errors
/// The database does not answer.
pub async fn remove(centre: &Centre, signed: &Signed, source: &Source) -> Result<(), ActError> {
    let choice = out::choice(centre, signed.id).await?;
    let mut writes: Vec<Write> = table::remove(centre.div(), signed.id).into();
    writes.push(out::chosen(centre, signed.id, choice));
    writes.push(noted(centre, What::MailRemoved, &signed.login, "", source));
    centre.put(writes).await
}

/// Chooses by which ways one is told besides the inbox.
///
/// # Errors
/// The database does not answer.
pub async fn choose(centre: &Centre, signed: &Signed, choice: Choice) -> Result<(), ActError> {
    centre.put(vec![out::chosen(centre, signed.id, choice)]).await
}

/// Where the reader of a mail says that they want no more of them.
pub(crate) fn stop_link(centre: &Centre, account: AccountId) -> Result<String, ActError> {
    let token = stop_token(centre, account)?;
    Ok(format!("{}/mail/stop/{token}", centre.settings().base_url))
}

fn stop_token(centre: &Centre, account: AccountId) -> Result<String, ActError> {
    let mac = centre.shared.lookup.of("mail stop", account.0.as_bytes())?;
    Ok(format!("{}{}", account.0.simple(), hex(&mac[..16])))
}

/// Whose mail the holder of a link may stop; none where nobody was given this link.
pub fn stops(centre: &Centre, token: &str) -> Result<Option<AccountId>, ActError> {
    let account = token
        .get(..32)
        .and_then(|text| uuid::Uuid::try_parse(text).ok())
        .map(AccountId);
    let Some(account) = account.filter(|_| unhex(token).is_some()) else {
        return Ok(None);
    };
    let right = stop_token(centre, account)?;
    Ok(right.as_bytes().ct_eq(token.as_bytes()).to_bool().then_some(account))
}

/// No more mail for whoever got this link. What waits is dropped; the inbox on the net goes on.
///
/// # Errors
/// Nobody was given this link.
pub async fn stop(centre: &Centre, token: &str) -> Result<(), ActError> {
    let account = stops(centre, token)?.ok_or_else(|| Refusal::missing("这个链接", "this link"))?;
    let choice = Choice {
        by_mail: false,
        ..out::choice(centre, account).await?
    };
    centre.put(vec![out::chosen(centre, account, choice)]).await
}

/// Sends the codes that wait; answers how many a server took or refused for good.
pub(crate) async fn send_codes(centre: &Centre, courier: &Courier<'_>, limit: u32) -> Result<usize, ActError> {
    let now = centre.now().0;
    let params = vec![centre.div().into(), now.into(), limit.into()];
    let rows = centre.store().query(&table::WAITING, params).await?;
    let mut done = 0;
    for row in &rows {
        let row = MailCodeRow::read(row)?;
        let leased = MailCodeRow {
            next_at: now + AGAIN_MICROS,
            ..row.clone()
        };
        match committed(centre, vec![row.lease(centre.div(), leased.next_at, &row.answer)]).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => continue,
            Err(error) => return Err(error.into()),
        }
        let came = match row.ends_at > now {
            true => courier.send(centre, &letter(&row, &open(centre, &row)?)).await,
            false => Came::Dropped("over"),
        };
        let (next_at, answer) = match came {
            Came::Later(answer) => (leased.next_at, answer),
            Came::Taken(answer) | Came::Refused(answer) => (NEVER_AT, answer),
            Came::Dropped(why) => (NEVER_AT, why.to_string()),
        };
        done += usize::from(next_at == NEVER_AT);
        match committed(centre, vec![leased.lease(centre.div(), next_at, &answer)]).await {
            // It was used, or another was asked for, while the server thought.
            Ok(()) | Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(done)
}

fn letter(row: &MailCodeRow, asked: &Asked) -> Letter {
    let with = BTreeMap::from([("验证码", asked.code.clone()), ("分钟", CODE_MINUTES.to_string())]);
    Letter {
        id: row.id,
        to: asked.address.clone(),
        subject: Pair {
            zh: "电子邮箱验证码".into(),
            en: "Code for your e-mail address".into(),
        },
        body: Pair {
            zh: filled(
                "验证码：{验证码}\n请在绑定电子邮箱的页面填写，{分钟} 分钟内有效。如果不是您本人在操作，请不要理会这封邮件。",
                &with,
            ),
            en: filled(
                "Code: {验证码}\nEnter it on the page where you give your address, within {分钟} minutes. If that was not you, please ignore this mail.",
                &with,
            ),
        },
        tongue: Tongue::Both,
        stop: None,
    }
}

async fn code_of(centre: &Centre, account: AccountId) -> Result<Option<(MailCodeRow, Asked)>, ActError> {
    let params = vec![
        centre.div().into(),
        account.0.into_bytes().into(),
        centre.now().0.into(),
    ];
    let rows = centre.store().query(&table::CODE, params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let row = MailCodeRow::read(row)?;
    let asked = open(centre, &row)?;
    Ok(Some((row, asked)))
}

fn open(centre: &Centre, row: &MailCodeRow) -> Result<Asked, ActError> {
    let plain = centre.shared.vault.open_sealed(&code_place(row.account), &row.sealed)?;
    serde_json::from_slice(&plain).map_err(|error| ActError::Broken(error.to_string()))
}

fn place(account: AccountId) -> Vec<u8> {
    [account.0.as_bytes().as_slice(), b"/mailbox"].concat()
}

fn code_place(account: AccountId) -> Vec<u8> {
    [account.0.as_bytes().as_slice(), b"/mail code"].concat()
}

async fn committed(centre: &Centre, writes: Vec<Write>) -> Result<(), CommitError> {
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    centre.commit(None, None, built).await.map(|_| ())
}

fn not_offered() -> Refusal {
    Refusal::new(
        "mail_not_offered",
        RefusalKind::State,
        "",
        ("这里没有开通邮件通知。", "Notices by e-mail are not offered here."),
        ("请在网上查看通知。", "Please read your notices on the net."),
    )
}

fn too_many() -> Refusal {
    Refusal::new(
        "mail_codes_used",
        RefusalKind::Later,
        "",
        (
            "刚刚已经发送过验证邮件，或者今天发送的已经很多。",
            "A code was sent just now, or many were sent today.",
        ),
        (
            "请先查看邮箱，包括垃圾邮件；没有收到的，1 分钟后再获取，仍然不行的请明天再试。",
            "Look into your mailbox and its junk first. If nothing has come, ask again in a minute, or tomorrow.",
        ),
    )
}

fn gone() -> Refusal {
    Refusal::new(
        "code_gone",
        RefusalKind::State,
        "",
        (
            "验证码已经失效：超过 30 分钟、已经用过，或者输错次数过多。",
            "The code is no longer good: it is older than thirty minutes, was used, or was tried too often.",
        ),
        ("请重新获取验证码。", "Ask for a new code."),
    )
}

fn wrong_code() -> Fault {
    Fault::new(
        "code",
        "验证码不正确。请输入最近一封邮件中的 6 位数字；连续输错 5 次须重新获取。",
        "The code is wrong. Enter the six digits of the latest mail; after five wrong attempts ask for a new one.",
    )
}
