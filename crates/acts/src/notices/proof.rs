//! Who was told what, when, by which way, and what was answered (告知记录): for people to look at, and as a signed record that is
//! checked without the centre.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Instant;
use yimen_domain::cases::event::Event;
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Refusal, Words};
use yimen_store::ledger::hex;
use yimen_store::tables::events::{BY_NUMBER, EventRow};
use yimen_store::tables::notices as inbox_table;
use yimen_store::tables::tellings::{OF_CASE, TellingRow};

use super::out::{Message, Tongue, Way};
use super::standard::{Occasion, occasion_of};
use super::wording::Pair;
use crate::cases::ratings::without_token;
use crate::cases::{load, view};
use crate::ledger::keys::{self, Published};
use crate::ledger::receipt::Signed;
use crate::ledger::record::VERSION;
use crate::mail::message_id;
use crate::{ActError, Centre};

/// Most tellings of a case that are read.
const MOST: i64 = 2_000;

/// How a telling stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// In the inbox, not read yet.
    There,
    /// In the inbox, read.
    Read,
    /// It waits to be sent, or to be tried again.
    Waits,
    /// The other side has taken it.
    Sent,
    /// The other side refused it, or did not take it for four days.
    Failed,
    /// It was not sent: the reader wanted it no more, or had no address any more.
    Dropped,
}

impl Stand {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stand::There => "there",
            Stand::Read => "read",
            Stand::Waits => "waits",
            Stand::Sent => "sent",
            Stand::Failed => "failed",
            Stand::Dropped => "dropped",
        }
    }

    fn of(state: &str) -> Stand {
        match state {
            "sent" => Stand::Sent,
            "failed" => Stand::Failed,
            "dropped" => Stand::Dropped,
            _ => Stand::Waits,
        }
    }
}

/// One telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// About which event.
    pub seq: u32,
    /// On which occasion; none for one of a later version.
    pub occasion: Option<&'static Occasion>,
    /// By which way; none is the inbox on the net.
    pub way: Option<Way>,
    /// Since when it was there, or waited.
    pub at: Instant,
    /// How it stands.
    pub stand: Stand,
    /// When it was read, handed over, or given up.
    pub done_at: Option<Instant>,
    /// When it is tried next.
    pub next_at: Option<Instant>,
    /// How often it was tried.
    pub tries: i64,
    /// To which address or number, masked.
    pub receiver: String,
    /// What the other side answered last.
    pub answer: String,
    /// Subject of a mail.
    pub subject: Words,
    /// The words.
    pub words: Words,
    /// In which language it was sent.
    pub tongue: Option<Tongue>,
    /// By which name two copies of one mail are known as one.
    pub message_id: String,
}

/// Everything that was told about a case, in the order of its events. For whoever may see the case.
///
/// # Errors
/// There is no such case for this person, or the database does not answer.
pub async fn of_case(centre: &Centre, actor: &Actor, number: &str) -> Result<Vec<Told>, ActError> {
    let seen = view::view(centre, actor, number).await?;
    if !seen.in_full {
        return Err(Refusal::missing("这个办件", "this case").into());
    }
    of(centre, &seen.case, &seen.events).await
}

/// The same of a case that was looked at already.
///
/// # Errors
/// The database does not answer.
pub async fn of(centre: &Centre, case: &yimen_domain::cases::Case, events: &[Event]) -> Result<Vec<Told>, ActError> {
    let occasion = |seq: u32| {
        let event = events.iter().find(|event| event.seq == seq);
        event.and_then(occasion_of)
    };
    let mut found = Vec::new();
    if let Some(account) = case.applicant.account {
        let params = vec![
            centre.div().into(),
            account.0.into_bytes().into(),
            case.id.0.into_bytes().into(),
        ];
        for row in centre.store().query(&inbox_table::READ_OF_CASE, params).await? {
            let seq = u32::try_from(row.int(0)?).unwrap_or(0);
            let read_at = row.opt_int(4)?.map(Instant);
            found.push(Told {
                seq,
                occasion: occasion(seq),
                way: None,
                at: Instant(row.int(1)?),
                stand: if read_at.is_some() { Stand::Read } else { Stand::There },
                done_at: read_at,
                next_at: None,
                tries: 0,
                receiver: String::new(),
                answer: String::new(),
                subject: Words::new("", ""),
                words: Words::new(row.text(2)?, row.text(3)?),
                tongue: None,
                message_id: String::new(),
            });
        }
    }
    let params = vec![centre.div().into(), case.id.0.into_bytes().into(), MOST.into()];
    for row in centre.store().query(&OF_CASE, params).await? {
        let row = TellingRow::read(&row)?;
        found.push(told(centre, &row, occasion(row.seq))?);
    }
    found.sort_by_key(|told| (told.seq, told.way.is_some()));
    Ok(found)
}

fn told(centre: &Centre, row: &TellingRow, occasion: Option<&'static Occasion>) -> Result<Told, ActError> {
    let message = Message::read(&row.doc)?;
    let words = |pair: Pair| Words::new(without_token(&pair.zh), without_token(&pair.en));
    let way = Way::parse(&row.way);
    let stand = Stand::of(&row.state);
    Ok(Told {
        seq: row.seq,
        occasion,
        way,
        at: Instant(row.at),
        stand,
        done_at: row.done_at.map(Instant),
        next_at: (stand == Stand::Waits).then_some(Instant(row.next_at)),
        tries: row.tries,
        receiver: row.receiver.clone(),
        answer: row.answer.clone(),
        subject: words(message.subject),
        words: words(message.body),
        tongue: Some(message.tongue),
        message_id: match (way, &centre.settings().mail) {
            (Some(Way::Mail), Some(server)) => message_id(row.id, &server.domain()),
            _ => String::new(),
        },
    })
}

/// One telling in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What the other side answered last.
    pub answer: String,
    /// Since when it was there, or waited, UTC microseconds.
    pub at: i64,
    /// Hash of the chain with the event that it is about.
    pub chain: String,
    /// When it was read, handed over, or given up.
    pub done_at: Option<i64>,
    /// English words.
    pub en: String,
    /// Code of the event.
    pub event: String,
    /// By which name two copies of one mail are known as one.
    pub message_id: String,
    /// To which address or number, masked.
    pub receiver: String,
    /// Sequence number of the event.
    pub seq: u32,
    /// How it stands.
    pub state: String,
    /// How often it was tried.
    pub tries: i64,
    /// `inbox`, `mail` or `text`.
    pub way: String,
    /// Chinese words.
    pub zh: String,
}

/// What was told about a case (告知证明), as canonical JSON: what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// When it was made, UTC microseconds.
    pub at: i64,
    /// Division.
    pub div: String,
    /// Hash function of the chain.
    pub hash: String,
    /// Fingerprint of the key that signs; empty where the centre has none.
    pub key: String,
    /// Always `told`.
    pub kind: String,
    /// Case number.
    pub number: String,
    /// Everything that was told.
    pub told: Vec<Line>,
    /// Version of the record.
    pub v: u32,
}

/// A record with its signature and the keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The keys of the centre, oldest first.
    pub keys: Vec<Published>,
    /// Text and signature; the signature is empty where the centre has no key.
    pub signed: Signed,
}

/// The record of what was told about a case, for whoever may see the case.
///
/// # Errors
/// There is no such case for this person; or the key or the database cannot be used.
pub async fn proof(centre: &Centre, actor: &Actor, number: &str) -> Result<Proof, ActError> {
    let all = of_case(centre, actor, number).await?;
    let loaded = load(centre, number).await?;
    let params = vec![centre.div().into(), number.into()];
    let mut chain: HashMap<u32, String> = HashMap::new();
    for row in centre.store().query(&BY_NUMBER, params).await? {
        let row = EventRow::read(&row, 0)?;
        chain.insert(row.seq, hex(&row.hash));
    }
    let code = |seq: u32| {
        let event = loaded.events.iter().find(|event| event.seq == seq);
        event.map_or("", |event| event.what.code())
    };
    let line = |told: &Told| Line {
        answer: told.answer.clone(),
        at: told.at.0,
        chain: chain.get(&told.seq).cloned().unwrap_or_default(),
        done_at: told.done_at.map(|at| at.0),
        en: told.words.en.clone(),
        event: code(told.seq).into(),
        message_id: told.message_id.clone(),
        receiver: told.receiver.clone(),
        seq: told.seq,
        state: told.stand.code().into(),
        tries: told.tries,
        way: told.way.map_or("inbox", Way::code).into(),
        zh: told.words.zh.clone(),
    };
    let key = keys::in_use(centre).await?;
    let record = Record {
        at: centre.now().0,
        div: centre.div().into(),
        hash: centre.hash().code().into(),
        key: key
            .as_ref()
            .map_or_else(String::new, |(record, _)| record.fingerprint.clone()),
        kind: "told".into(),
        number: loaded.case.number.clone(),
        told: all.iter().map(line).collect(),
        v: VERSION,
    };
    let text = serde_json::to_string(&record).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(Proof {
        keys: keys::list(centre).await?,
        signed: Signed {
            signature: key.map_or_else(String::new, |(_, signer)| hex(&signer.sign(&text))),
            text,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_canonical() {
        let record = Record {
            at: 1,
            div: "511603000000".into(),
            hash: "sm3".into(),
            key: String::new(),
            kind: "told".into(),
            number: "n".into(),
            told: vec![Line {
                answer: "250 2.0.0 Ok: “queued”".into(),
                at: 2,
                chain: "00".into(),
                done_at: None,
                en: "e".into(),
                event: "accepted".into(),
                message_id: "<a@b>".into(),
                receiver: "z***@example.cn".into(),
                seq: 3,
                state: "sent".into(),
                tries: 1,
                way: "mail".into(),
                zh: "受理".into(),
            }],
            v: 1,
        };
        let text = serde_json::to_string(&record).unwrap();
        let independent = serde_json_canonicalizer::to_string(&record).unwrap();
        assert_eq!(text, independent);
    }
}
