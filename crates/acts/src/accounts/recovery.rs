//! Recovery at the desk (窗口找回账号): somebody who has neither password nor telephone any more, or lost the second factor, shows who they
//! are. One person checks the document, another approves, and the first hands over a code of one use with which a new password is chosen.

use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::identifiers::{CitizenId, CreditCode};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor, password};
use yimen_domain::words::Refusal;
use yimen_store::ledger::Hash;
use yimen_store::tables::accounts::{self, AccountRow, close_other_sessions, end_tokens, forget_devices, set_password};
use yimen_store::tables::recoveries::{self, RecoveryRow};
use yimen_store::tables::{identities, phones, quotas};
use yimen_store::{Built, CommitError, Write};

use super::add::hash_password;
use super::attempts::{Buckets, Source, bucket};
use super::password::readable;
use super::security::{What, noted};
use super::{Signed, disbelieve_all, factor, hash_secret, phone, profile};
use crate::{ActError, Centre};

mod words;

/// How long a recovery waits, and how long its code is good, hours.
pub const HOURS: i64 = 24;
/// For how many accounts somebody asks on a day at most.
pub const MOST_A_DAY: i64 = 30;
/// How often somebody looks for accounts on a day at most.
pub const MOST_LOOKS_A_DAY: i64 = 100;
const HOUR_MICROS: i64 = 3_600 * 1_000_000;
/// Accounts of one person that are shown.
const MOST_ACCOUNTS: u32 = 20;
/// Recoveries that are shown.
const MOST_OPEN: u32 = 100;
/// Accounts whose document is made findable at once.
const BATCH: u32 = 200;
/// Batches before somebody looks.
const BATCHES_AT_A_LOOK: usize = 5;

/// The document that was shown (出示的证件).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// 居民身份证.
    IdentityCard,
    /// 临时居民身份证.
    TemporaryCard,
    /// 护照.
    Passport,
    /// 营业执照和经办人身份证.
    Licence,
    /// 其他有效身份证件.
    Other,
}

impl Document {
    /// Every document.
    pub const ALL: [Document; 5] = [
        Document::IdentityCard,
        Document::TemporaryCard,
        Document::Passport,
        Document::Licence,
        Document::Other,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Document::IdentityCard => "identity_card",
            Document::TemporaryCard => "temporary_card",
            Document::Passport => "passport",
            Document::Licence => "licence",
            Document::Other => "other",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Document> {
        Document::ALL.into_iter().find(|document| document.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Document::IdentityCard => ("居民身份证", "resident identity card"),
            Document::TemporaryCard => ("临时居民身份证", "temporary identity card"),
            Document::Passport => ("护照", "passport"),
            Document::Licence => (
                "营业执照和经办人身份证",
                "business licence and identity card of who acts for it",
            ),
            Document::Other => ("其他有效身份证件", "another valid document"),
        }
    }
}

/// What somebody says of what they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The document; none where it was not said.
    pub document: Option<Document>,
    /// The person is the one of the document and of the account.
    pub same_person: bool,
    /// The person has the telephone of the account no more.
    pub phone_lost: bool,
    /// The person has the second factor no more.
    pub second_lost: bool,
}

/// An account that somebody at the desk may have lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The account.
    pub signed: Signed,
    /// Number of the document, masked; empty for staff.
    pub number: String,
    /// Telephone, masked; empty for staff.
    pub phone: String,
    /// When the account was made.
    pub since: Instant,
}

/// How far a recovery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 待复核.
    Waiting,
    /// 已复核，待出具找回码.
    Approved,
    /// 已出具找回码.
    Given,
}

/// A recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// What is kept of it.
    pub row: RecoveryRow,
    /// The account.
    pub lost: Lost,
}

impl Recovery {
    /// How far it has come.
    pub fn stage(&self) -> Stage {
        match (self.row.approver_name.is_empty(), self.row.given) {
            (true, _) => Stage::Waiting,
            (false, false) => Stage::Approved,
            (false, true) => Stage::Given,
        }
    }

    /// This person may approve it or refuse: another than who checked, and for the accounts of staff a security administrator.
    pub fn is_for(&self, actor: &Actor) -> bool {
        let permission = if self.lost.signed.is_staff() {
            Permission::KeepAccounts
        } else {
            Permission::ApproveRecovery
        };
        actor.may(permission, About::CENTRE) && !self.was_checked_by(actor) && actor.account != Some(self.row.account)
    }

    /// This person checked the document.
    pub fn was_checked_by(&self, actor: &Actor) -> bool {
        actor.account == Some(self.row.checker)
    }
}

/// Accounts of the holder of a document, or the one with a name to sign in with.
///
/// # Errors
/// Whoever asks may not, or did so too often today.
pub async fn find(centre: &Centre, actor: &Actor, words: &str) -> Result<Vec<Lost>, ActError> {
    allow(actor, Permission::CheckIdentity)?;
    spent(centre, look(centre, actor), words::enough_looks).await?;
    let words = words.trim();
    let known = CitizenId::parse(words).map(|id| id.as_str().to_string());
    let number = known.or_else(|| CreditCode::parse(words).map(|code| code.as_str().to_string()));
    let mut found = Vec::new();
    if let Some(number) = number {
        for _ in 0..BATCHES_AT_A_LOOK {
            if make_findable(centre).await? < BATCH as usize {
                break;
            }
        }
        let params = vec![
            centre.div().into(),
            lookup(centre, &number)?.into(),
            MOST_ACCOUNTS.into(),
        ];
        for row in centre.store().query(&recoveries::WITH_NUMBER, params).await? {
            found.extend(lost(centre, AccountId(Uuid::from_bytes(row.id(0)?))).await?);
        }
    } else if let Some(account) = super::by_login(centre, words).await? {
        found.extend(lost(centre, account.id).await?);
    }
    Ok(found)
}

/// One account, before somebody asks for it.
///
/// # Errors
/// Whoever asks may not, or there is no such account.
pub async fn account(centre: &Centre, actor: &Actor, id: AccountId) -> Result<Lost, ActError> {
    allow(actor, Permission::CheckIdentity)?;
    let found = lost(centre, id).await?;
    found.ok_or_else(|| Refusal::missing("这个账号", "this account").into())
}

/// Asks for an account whose holder stands at the desk. Whoever has the telephone of the account is told. Answers which recovery it is.
///
/// # Errors
/// Whoever asks may not, it is their own, they asked too often today, or what was seen is not enough.
pub async fn ask(
    centre: &Centre,
    actor: &Actor,
    (id, seen): (AccountId, Seen),
    source: &Source,
) -> Result<Uuid, ActError> {
    let lost = account(centre, actor, id).await?;
    let checker = actor.account.filter(|own| *own != id).ok_or_else(words::own)?;
    let document = words::checked(seen)?;
    let (div, now) = (centre.div(), centre.now().0);
    let row = RecoveryRow {
        id: centre.new_id(),
        account: id,
        asked_at: now,
        ends_at: now + HOURS * HOUR_MICROS,
        document: document.code().to_string(),
        phone: seen.phone_lost,
        second: seen.second_lost && lost.signed.second,
        checker,
        checker_name: actor.name.clone(),
        approver_name: String::new(),
        given: false,
    };
    let mut writes = vec![
        quotas::spend(div, bucket("recovery", checker.0.as_bytes()), day(now), MOST_A_DAY),
        recoveries::sweep(div, now),
        note(centre, What::RecoveryAsked, (&lost, actor), document, source),
    ];
    writes.extend(row.put(div));
    writes.extend(phone::told_of_recovery(centre, &lost.signed, row.ends_at).await?);
    spent(centre, writes, words::enough).await?;
    Ok(row.id)
}

/// Recoveries that are good and concern somebody: those that they asked for, and those that they may approve.
///
/// # Errors
/// The database does not answer.
pub async fn open(centre: &Centre, actor: &Actor) -> Result<Vec<Recovery>, ActError> {
    let params = vec![centre.div().into(), centre.now().0.into(), MOST_OPEN.into()];
    let rows = centre.store().query(&recoveries::OPEN, params).await?;
    let mut found = Vec::new();
    for row in &rows {
        let recovery = whole(centre, RecoveryRow::read(row)?).await?;
        let concerns = |recovery: &Recovery| recovery.was_checked_by(actor) || recovery.is_for(actor);
        found.extend(recovery.filter(concerns));
    }
    Ok(found)
}

/// One recovery that concerns somebody.
///
/// # Errors
/// There is none, it is over, or it concerns others.
pub async fn one(centre: &Centre, actor: &Actor, id: Uuid) -> Result<Recovery, ActError> {
    let params = vec![centre.div().into(), id.into_bytes().into(), centre.now().0.into()];
    let rows = centre.store().query(&recoveries::ONE, params).await?;
    let row = rows.first().map(RecoveryRow::read).transpose()?;
    let found = match row {
        Some(row) => whole(centre, row).await?,
        None => None,
    };
    let found = found.filter(|recovery| recovery.was_checked_by(actor) || recovery.is_for(actor));
    found.ok_or_else(|| words::over().into())
}

/// Approves what another has checked.
///
/// # Errors
/// It is not theirs to approve, or was approved before.
pub async fn approve(centre: &Centre, actor: &Actor, id: Uuid, source: &Source) -> Result<(), ActError> {
    let recovery = to_decide(centre, actor, id).await?;
    let writes = vec![
        recovery.row.approve(centre.div(), &actor.name),
        noted(
            centre,
            What::RecoveryApproved,
            &recovery.lost.signed.login,
            &actor.name,
            source,
        ),
    ];
    spent(centre, writes, words::over).await
}

/// Ends a recovery: whoever is to approve it does not, or whoever asked for it takes it back.
///
/// # Errors
/// It is not theirs to end, or is over.
pub async fn refuse(centre: &Centre, actor: &Actor, id: Uuid, source: &Source) -> Result<(), ActError> {
    let recovery = one(centre, actor, id).await?;
    let writes = vec![
        recovery.row.end(centre.div()),
        noted(
            centre,
            What::RecoveryRefused,
            &recovery.lost.signed.login,
            &actor.name,
            source,
        ),
    ];
    spent(centre, writes, words::over).await
}

/// A code that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// To be handed over; shown once.
    pub code: String,
    /// Name of the holder of the account, as it may be shown.
    pub name: String,
    /// Until when it is good.
    pub ends_at: Instant,
}

/// Gives the code to whoever checked the document, to be handed over. It is shown once.
///
/// # Errors
/// Nobody approved it, somebody else checked the document, or it was given before.
pub async fn give(centre: &Centre, actor: &Actor, id: Uuid, source: &Source) -> Result<Given, ActError> {
    allow(actor, Permission::CheckIdentity)?;
    let recovery = one(centre, actor, id).await?;
    if !recovery.was_checked_by(actor) || recovery.stage() != Stage::Approved {
        return Err(words::not_approved().into());
    }
    let code = readable(&centre.random::<10>());
    let ends_at = centre.now().0 + HOURS * HOUR_MICROS;
    let writes = vec![
        recovery.row.give(centre.div(), hash_code(&code), ends_at),
        noted(
            centre,
            What::RecoveryGiven,
            &recovery.lost.signed.login,
            &actor.name,
            source,
        ),
    ];
    spent(centre, writes, words::over).await?;
    Ok(Given {
        code,
        name: recovery.lost.signed.shown,
        ends_at: Instant(ends_at),
    })
}

/// Chooses a new password with a code from the desk. Every session, device, token and linked identity of the account ends, and with them the telephone and
/// the second factor that were said to be lost. Answers the name to sign in with.
///
/// # Errors
/// The password cannot be taken, the code is not right or good no more, or there were too many attempts from here.
pub async fn set(centre: &Centre, (code, new): (&str, &str), source: &Source) -> Result<String, ActError> {
    let check = |login: &str, shown: &str| match password::faults(new, &[login, shown, "yimen", "政务服务"]) {
        faults if faults.is_empty() => Ok(()),
        faults => Err(Refusal::invalid(faults)),
    };
    check("", "")?;
    let hash = hash_code(code);
    let buckets = Buckets::of_challenge(centre, hash, None, source).await?;
    buckets.begin_noted(centre, "", source).await?;
    let Some(recovery) = with_code(centre, hash).await? else {
        let mut writes = buckets.failed(centre);
        writes.push(noted(centre, What::CodeFailed, "", "", source));
        centre.put(writes).await?;
        return Err(words::wrong_code().into());
    };
    let Lost { signed, .. } = recovery.lost;
    check(&signed.login, &signed.shown)?;
    let stored = hash_password(centre, new).await?;
    let (div, id) = (centre.div(), signed.id);
    let mut writes = vec![
        recovery.row.end(div),
        set_password(div, id, &stored, false),
        close_other_sessions(div, id, [0; 32]),
        forget_devices(div, id),
        end_tokens(div, id),
        identities::unlink_all(div, id),
        noted(centre, What::Recovered, &signed.login, "", source),
    ];
    writes.extend(buckets.succeeded(centre));
    if recovery.row.phone {
        writes.push(phones::remove(div, id));
    }
    if recovery.row.second {
        writes.extend(factor::taken_away(centre, &signed, "", source));
    }
    spent(centre, writes, words::wrong_code).await?;
    disbelieve_all(centre, id);
    Ok(signed.login)
}

/// Makes the documents of accounts findable that are not yet, at most a batch; answers how many. The hash of a number says nothing
/// without the centre's key.
///
/// # Errors
/// The database does not answer.
pub async fn make_findable(centre: &Centre) -> Result<usize, ActError> {
    let params = vec![centre.div().into(), BATCH.into()];
    let rows = centre.store().query(&recoveries::UNNUMBERED, params).await?;
    let mut writes = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = AccountId(Uuid::from_bytes(row.id(0)?));
        let number = profile(centre, id).await?.id_number;
        writes.push(recoveries::set_number(centre.div(), id, lookup(centre, &number)?));
    }
    if !writes.is_empty() {
        centre.put(writes).await?;
    }
    Ok(rows.len())
}

async fn to_decide(centre: &Centre, actor: &Actor, id: Uuid) -> Result<Recovery, ActError> {
    let recovery = one(centre, actor, id).await?;
    if !recovery.is_for(actor) {
        return Err(words::by_another().into());
    }
    Ok(recovery)
}

async fn with_code(centre: &Centre, hash: Hash) -> Result<Option<Recovery>, ActError> {
    let params = vec![centre.div().into(), hash.into(), centre.now().0.into()];
    let rows = centre.store().query(&recoveries::WITH_CODE, params).await?;
    match rows.first().map(RecoveryRow::read).transpose()? {
        Some(row) => whole(centre, row).await,
        None => Ok(None),
    }
}

async fn whole(centre: &Centre, row: RecoveryRow) -> Result<Option<Recovery>, ActError> {
    Ok(lost(centre, row.account).await?.map(|lost| Recovery { row, lost }))
}

/// An account that is not closed.
async fn lost(centre: &Centre, id: AccountId) -> Result<Option<Lost>, ActError> {
    let params = vec![centre.div().into(), id.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::BY_ID, params).await?;
    let account = rows.first().map(AccountRow::read).transpose()?;
    let Some(account) = account.filter(|account| !account.closed) else {
        return Ok(None);
    };
    let since = Instant(account.made_at);
    let signed = Signed::of(account);
    let (number, phone) = if signed.is_staff() {
        (String::new(), String::new())
    } else {
        let told = profile(centre, id).await?;
        (told.masked_number(), told.masked_phone())
    };
    Ok(Some(Lost {
        signed,
        number,
        phone,
        since,
    }))
}

/// What the log says of a document that was seen.
fn note(centre: &Centre, what: What, (lost, actor): (&Lost, &Actor), document: Document, source: &Source) -> Write {
    let source = Source {
        agent: format!("{} · {}", document.words().0, source.agent),
        ..source.clone()
    };
    noted(centre, what, &lost.signed.login, &actor.name, &source)
}

fn look(centre: &Centre, actor: &Actor) -> Vec<Write> {
    let whose = actor
        .account
        .map_or_else(Vec::new, |account| account.0.as_bytes().to_vec());
    let day = day(centre.now().0);
    vec![quotas::spend(
        centre.div(),
        bucket("recovery look", &whose),
        day,
        MOST_LOOKS_A_DAY,
    )]
}

fn day(now: i64) -> (i64, i64) {
    (now, now + 24 * HOUR_MICROS)
}

/// Commits what can be done once or so often only.
async fn spent(centre: &Centre, writes: Vec<Write>, otherwise: fn() -> Refusal) -> Result<(), ActError> {
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(()),
        Err(CommitError::Conflict) => Err(otherwise().into()),
        Err(error) => Err(error.into()),
    }
}

fn lookup(centre: &Centre, number: &str) -> Result<Hash, ActError> {
    centre.shared.lookup.of("document", number.as_bytes())
}

fn allow(actor: &Actor, permission: Permission) -> Result<(), ActError> {
    if actor.may(permission, About::CENTRE) {
        return Ok(());
    }
    Err(words::not_at_the_desk().into())
}

/// Read off paper: case and everything between the digits do not count.
fn hash_code(code: &str) -> Hash {
    let digits: String = code.chars().filter(char::is_ascii_hexdigit).collect();
    hash_secret(&format!("recovery {}", digits.to_ascii_lowercase()))
}
