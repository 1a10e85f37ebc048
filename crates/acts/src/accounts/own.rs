//! What is kept of a person (本人信息): a copy of all of it (个人信息保护法 art. 45), and the closing of the account (注销账号,
//! art. 47 and 网络数据安全管理条例 art. 25).

use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::event::FileMark;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::Write;
use yimen_store::tables::accounts;
use yimen_store::tables::{drafts as drafts_table, factors, identities, mailboxes, phones, recoveries};
use zip::write::SimpleFileOptions;

use crate::cases::lists;
use crate::cases::looks::{self, Look};
use crate::cases::view::{self, CaseView};
use crate::drafts::{self, Draft};
use crate::notices::out::{self, Choice};
use crate::notices::{self, Notice};
use crate::vault::Applicant;
use crate::{ActError, Centre, documents, files, mandates};

use super::attempts::Source;
use super::factor::prove_self;
use super::security::{self, Event, What, noted};
use super::sessions::{self, Session};
use super::{Signed, disbelieve_all, profile};
use super::{identity, mailbox, passkey, phone};

/// Most cases in one copy.
pub const MOST_CASES: usize = 2_000;
/// Most bytes of files and papers in one copy.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Copies that are put together at the same moment: each may hold many papers.
static MAKING: Semaphore = Semaphore::const_new(2);

/// Everything that is kept of a person.
#[derive(Debug, Clone)]
pub struct Own {
    /// When the copy was made.
    pub at: Instant,
    /// Name to sign in with.
    pub login: String,
    /// What they told when they registered.
    pub applicant: Applicant,
    /// They have proven their telephone, and can sign in with it.
    pub phone_proven: bool,
    /// Their proven e-mail address.
    pub mail: Option<String>,
    /// By which ways they want to be told.
    pub choice: Choice,
    /// Passkeys by their names, and since when.
    pub passkeys: Vec<(String, Instant)>,
    /// Identity platforms that open the account, and since when.
    pub identities: Vec<(String, Instant)>,
    /// What happened to their account, latest first.
    pub happened: Vec<Event>,
    /// Where they are signed in.
    pub sessions: Vec<Session>,
    /// Their cases, latest first.
    pub cases: Vec<OwnCase>,
    /// There are more cases than the copy holds.
    pub has_more: bool,
    /// What they have not sent yet.
    pub drafts: Vec<Draft>,
    /// What they were told.
    pub notices: Vec<Notice>,
    /// Who looked.
    pub looks: Vec<Look>,
    /// For whom they act and who acts for them.
    pub mandates: mandates::Mine,
    /// Files and papers, by their name in the copy.
    pub files: Vec<(String, Vec<u8>)>,
}

/// One case of the person.
#[derive(Debug, Clone)]
pub struct OwnCase {
    /// The case as its applicant sees it.
    pub view: CaseView,
    /// The texts of its events, as they stand in the ledger.
    pub events: Vec<String>,
    /// Papers and files by what they are called.
    pub papers: Vec<OwnFile>,
}

/// A paper or file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Number of the paper, or the name under which the file was handed in.
    pub name: String,
    /// Its name in the copy; none where it was left out for its size, or was deleted by law.
    pub place: Option<String>,
}

/// Puts a copy together of everything that is kept of a person. The password is asked for again (without one, they signed in
/// just now), and the copy is noted in the log of security events.
///
/// # Errors
/// The password is not right, or they signed in too long ago; or the database or the disk fails.
pub async fn copy(
    centre: &Centre,
    signed: &Signed,
    password: &str,
    session: &str,
    source: &Source,
) -> Result<Own, ActError> {
    prove_self(centre, signed, password, session, source).await?;
    Box::pin(made(centre, signed, session, source)).await
}

async fn made(centre: &Centre, signed: &Signed, session: &str, source: &Source) -> Result<Own, ActError> {
    let _turn = MAKING
        .acquire()
        .await
        .map_err(|error| ActError::Broken(error.to_string()))?;
    centre
        .put(vec![noted(centre, What::DataCopied, &signed.login, "", source)])
        .await?;
    let mut own = Own {
        at: centre.now(),
        login: signed.login.clone(),
        applicant: profile(centre, signed.id).await?,
        phone_proven: phone::own(centre, signed).await?.proven,
        mail: mailbox::address(centre, signed.id).await?,
        choice: out::choice(centre, signed.id).await?,
        passkeys: passkeys_of(centre, signed).await?,
        identities: identities_of(centre, signed).await?,
        happened: happened(centre, signed).await?,
        sessions: sessions::list(centre, signed, session).await?,
        cases: Vec::new(),
        has_more: false,
        drafts: drafts::list(centre, signed.id).await?,
        notices: notices_of(centre, signed).await?,
        looks: looks_of(centre, signed).await?,
        mandates: mandates::of(centre, signed.id).await?,
        files: Vec::new(),
    };
    own.drafts.extend(mandates::drafts_for(centre, signed.id).await?);
    let mut left = MOST_BYTES;
    let mut after = None;
    loop {
        let page = lists::mine(centre, signed.id, after.as_deref(), lists::MOST).await?;
        for line in &page.lines {
            let case = case(centre, signed, &line.row.number, &mut left, &mut own.files).await?;
            own.cases.push(case);
        }
        after = page.next;
        own.has_more = after.is_some();
        if after.is_none() || own.cases.len() >= MOST_CASES {
            return Ok(own);
        }
    }
}

async fn case(
    centre: &Centre,
    signed: &Signed,
    number: &str,
    left: &mut usize,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<OwnCase, ActError> {
    let actor = signed.actor();
    let view = view::view(centre, &actor, number).await?;
    let events = view::ledger(centre, &actor, number).await?;
    let mut papers = Vec::new();
    let is_deleted = view.case.words_deleted.is_some();
    for document in &view.documents {
        let bytes = match *left {
            0 => None,
            _ if is_deleted => None,
            _ => Some(documents::pdf(centre, &actor, &document.token).await?.1),
        };
        let name = document.number.clone();
        papers.push(kept(number, name, "pdf", bytes, left, files));
    }
    let handed: Vec<&FileMark> = view.events.iter().flat_map(|event| event.what.materials()).collect();
    for (mark, at) in handed.into_iter().zip(1..) {
        let bytes = if is_deleted || mark.size > *left as u64 {
            None
        } else {
            files::bytes(centre, &mark.hash).await.ok()
        };
        let place = kept(number, format!("{at}-{}", mark.name), "", bytes, left, files).place;
        papers.push(OwnFile {
            name: mark.name.clone(),
            place,
        });
    }
    Ok(OwnCase {
        events: events.into_iter().filter_map(|(text, _)| text).collect(),
        papers,
        view,
    })
}

fn kept(
    number: &str,
    name: String,
    ending: &str,
    bytes: Option<Vec<u8>>,
    left: &mut usize,
    files: &mut Vec<(String, Vec<u8>)>,
) -> OwnFile {
    let dot = if ending.is_empty() { "" } else { "." };
    let place = bytes.filter(|bytes| bytes.len() <= *left).map(|bytes| {
        *left -= bytes.len();
        let plain: String = name
            .chars()
            .map(|sign| if matches!(sign, '/' | '\\' | ':') { '-' } else { sign })
            .collect();
        let place = format!("files/{number}/{plain}{dot}{ending}");
        files.push((place.clone(), bytes));
        place
    });
    OwnFile { name, place }
}

async fn notices_of(centre: &Centre, signed: &Signed) -> Result<Vec<Notice>, ActError> {
    const PAGE: u32 = 100;
    let mut found: Vec<Notice> = Vec::new();
    loop {
        let before = found.last().map(|last| last.id);
        let more = notices::inbox(centre, signed.id, before, PAGE).await?;
        let is_last = more.len() < PAGE as usize;
        found.extend(more);
        if is_last || found.len() >= MOST_CASES * 10 {
            return Ok(found);
        }
    }
}

async fn happened(centre: &Centre, signed: &Signed) -> Result<Vec<Event>, ActError> {
    let mut found: Vec<Event> = Vec::new();
    loop {
        let before = found.last().map(|last| (last.at, last.id));
        let more = security::own(centre, signed, before).await?;
        let is_last = more.len() < security::MOST_OWN as usize;
        found.extend(more);
        if is_last || found.len() >= MOST_CASES * 10 {
            return Ok(found);
        }
    }
}

async fn passkeys_of(centre: &Centre, signed: &Signed) -> Result<Vec<(String, Instant)>, ActError> {
    let own = passkey::list(centre, signed).await?;
    Ok(own.into_iter().map(|one| (one.name, one.since)).collect())
}

async fn identities_of(centre: &Centre, signed: &Signed) -> Result<Vec<(String, Instant)>, ActError> {
    let own = identity::own(centre, signed).await?;
    let linked = own
        .into_iter()
        .filter_map(|one| one.since.map(|since| (one.provider.code, since)));
    Ok(linked.collect())
}

async fn looks_of(centre: &Centre, signed: &Signed) -> Result<Vec<Look>, ActError> {
    let mut found: Vec<Look> = Vec::new();
    loop {
        let before = found.last().map(|last| last.at);
        let more = looks::at_mine(centre, signed.id, before).await?;
        let is_last = more.len() < looks::PAGE as usize;
        found.extend(more);
        if is_last || found.len() >= MOST_CASES * 10 {
            return Ok(found);
        }
    }
}

impl Own {
    /// Everything for a program to read.
    pub fn json(&self) -> Value {
        let case = |case: &OwnCase| {
            let secret = case.view.secret.as_ref();
            json!({
                "number": case.view.case.number,
                "item": case.view.case.item,
                "item_name": { "zh": case.view.item.name.zh, "en": case.view.item.name.en },
                "status": case.view.case.status().code(),
                "applicant": secret.map(|secret| &secret.applicant),
                "form": secret.map(|secret| crate::items::form::json::value(&secret.form)),
                "events": case.events.iter().map(|text| event(text)).collect::<Vec<_>>(),
                "papers": case.papers.iter().map(|paper| json!({ "name": paper.name, "file": paper.place })).collect::<Vec<_>>(),
            })
        };
        let way = |(name, since): &(String, Instant)| json!({ "name": name, "since": moment(*since) });
        let session = |session: &Session| json!({ "since": moment(session.since), "seen": moment(session.seen), "browser": session.agent, "address": session.address });
        let happened = |event: &Event| json!({ "at": moment(event.at), "what": event.what.map(What::code), "browser": event.agent, "address": event.address });
        let look = |look: &Look| {
            json!({
                "case": look.number, "at": moment(look.at), "name": look.name, "body": look.body,
                "part": look.part.words().1, "purpose": look.purpose.map(|purpose| purpose.code()),
            })
        };
        let notice = |notice: &Notice| json!({ "case": notice.number(), "at": moment(notice.at), "zh": notice.words.zh, "en": notice.words.en });
        let draft = |draft: &Draft| json!({ "item": draft.item, "changed_at": moment(Instant(draft.changed_at)), "content": draft.content });
        let mandate = |shown: &mandates::Shown| {
            let mandate = &shown.mandate;
            json!({
                "principal": shown.principal, "agent": shown.agent,
                "powers": mandate.powers.iter().map(|power| power.code()).collect::<Vec<_>>(), "items": mandate.items,
                "earlier_cases": mandate.earlier, "kind": mandate.kind.code(), "from": mandate.from.to_string(), "until": mandate.until.map(|day| day.to_string()),
                "given_at": moment(mandate.given), "accepted_at": mandate.accepted.map(moment),
                "ended_at": mandate.ended.map(|(at, _)| moment(at)), "ended": mandate.ended.map(|(_, how)| how.code()),
                "used_at": shown.used.map(moment),
            })
        };
        json!({
            "made_at": moment(self.at),
            "account": { "login": self.login, "applicant": self.applicant, "phone_proven": self.phone_proven, "mail": self.mail },
            "told_by": { "mail": self.choice.by_mail, "text": self.choice.by_text, "language": self.choice.tongue.code() },
            "passkeys": self.passkeys.iter().map(way).collect::<Vec<_>>(),
            "identities": self.identities.iter().map(way).collect::<Vec<_>>(),
            "happened": self.happened.iter().map(happened).collect::<Vec<_>>(),
            "sessions": self.sessions.iter().map(session).collect::<Vec<_>>(),
            "cases": self.cases.iter().map(case).collect::<Vec<_>>(),
            "has_more_cases": self.has_more,
            "drafts": self.drafts.iter().map(draft).collect::<Vec<_>>(),
            "notices": self.notices.iter().map(notice).collect::<Vec<_>>(),
            "looks": self.looks.iter().map(look).collect::<Vec<_>>(),
            "mandates_given": self.mandates.given.iter().map(mandate).collect::<Vec<_>>(),
            "mandates_received": self.mandates.received.iter().map(mandate).collect::<Vec<_>>(),
        })
    }

    /// One file with everything: `data.json`, the page to be read by people, and the files.
    ///
    /// # Errors
    /// It cannot be put together.
    pub fn archive(&self, page: &str) -> Result<Vec<u8>, ActError> {
        let broken = |error: &dyn std::fmt::Display| ActError::Broken(format!("the copy: {error}"));
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let text = serde_json::to_vec_pretty(&self.json()).map_err(|error| broken(&error))?;
        let parts = [("data.json", text.as_slice()), ("index.html", page.as_bytes())];
        let files = self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        for (name, bytes) in parts.into_iter().chain(files) {
            archive
                .start_file(name, SimpleFileOptions::default())
                .map_err(|error| broken(&error))?;
            archive.write_all(bytes).map_err(|error| broken(&error))?;
        }
        Ok(archive.finish().map_err(|error| broken(&error))?.into_inner())
    }
}

fn event(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_string()))
}

/// A moment of the centre's zone (ISO 8601).
fn moment(at: Instant) -> String {
    let (day, hour, minute, second) = at.civil(CHINA);
    format!("{day}T{hour:02}:{minute:02}:{second:02}+08:00")
}

/// Numbers of the cases that keep an account from being closed, at most a page of them.
///
/// # Errors
/// The database does not answer.
pub async fn open_cases(centre: &Centre, signed: &Signed) -> Result<Vec<String>, ActError> {
    let mut after = None;
    let mut open = Vec::new();
    loop {
        let page = lists::mine(centre, signed.id, after.as_deref(), lists::MOST).await?;
        let lines = page.lines.iter().filter(|line| !line.row.status.is_closed());
        open.extend(lines.map(|line| line.row.number.clone()));
        after = page.next;
        if after.is_none() || open.len() >= lists::MOST as usize {
            return Ok(open);
        }
    }
}

/// Closes one's own account for good: nobody signs in with it again, and what is not kept by law goes at once: the profile,
/// drafts, sessions, devices, tokens, the telephone and the second factor. Cases stay as their archive rules say.
///
/// # Errors
/// The password is not right, they signed in too long ago, a case is open, or who asks works here.
pub async fn close(
    centre: &Centre,
    signed: &Signed,
    (password, session): (&str, &str),
    source: &Source,
) -> Result<(), ActError> {
    if signed.is_staff() {
        return Err(of_staff().into());
    }
    if !open_cases(centre, signed).await?.is_empty() {
        return Err(still_open().into());
    }
    prove_self(centre, signed, password, session, source).await?;
    let (div, id) = (centre.div(), signed.id);
    let mut writes: Vec<Write> = factors::remove(div, id).into();
    writes.push(passkey::all_removed(centre, signed));
    writes.push(identities::unlink_all(div, id));
    writes.extend(accounts::leave(div, id));
    writes.push(drafts_table::delete_of(div, id));
    writes.push(phones::remove(div, id));
    writes.extend(mailboxes::remove(div, id));
    writes.extend(mandates::left(centre, id).await?);
    writes.push(recoveries::forget(div, id));
    writes.push(noted(centre, What::AccountLeft, &signed.login, "", source));
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(())
}

fn still_open() -> Refusal {
    Refusal::new(
        "cases_are_open",
        RefusalKind::State,
        "网络数据安全管理条例 第二十五条",
        (
            "您还有没有办结的办件，注销后就收不到它的通知和结果了。",
            "You have cases that are not closed: without the account, no notice or result of them would reach you.",
        ),
        (
            "请等办件办结，或者先撤回申请，再注销账号。",
            "Wait until they are closed, or withdraw them, then close the account.",
        ),
    )
}

fn of_staff() -> Refusal {
    Refusal::new(
        "staff_do_not_leave",
        RefusalKind::Forbidden,
        "",
        (
            "工作人员账号由安全管理员停用。",
            "Accounts of staff are closed by the security administrator.",
        ),
        ("请联系安全管理员。", "Ask the security administrator."),
    )
}
