//! What an applicant takes home (凭证): the proof that a filing with this content at this time is in the ledger. It is
//! checked without the centre; before its day is closed it holds a signed promise and is completed later.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::CHINA;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::organisation::Actor;
use yimen_store::ledger::{Hash, ORIGIN, hex, tree};
use yimen_store::tables::events::{BY_NUMBER, EventRow};
use yimen_store::tables::sealed;

use crate::cases::view::{secret_at, view};
use crate::{ActError, Centre};

use super::days;
use super::keys::{self, Published};
use super::record::{Promise, Record, VERSION, hexes};

/// A signed text: signature in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Signature of `text`, hex.
    pub signature: String,
    /// Canonical text.
    pub text: String,
}

/// The way from an event to a signed root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Text of the day whose tree the event is in.
    pub entry: String,
    /// The signed log whose last day it is.
    pub head: Signed,
    /// Place of the event among the leaves of the day, from 0.
    pub index: u64,
    /// Hashes beside the way from the day to the root of the log.
    pub log_path: Vec<String>,
    /// Hashes beside the way from the event to the root of the day.
    pub path: Vec<String>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Hash of the chain with the event: the leaf.
    pub chain: String,
    /// Division.
    pub div: String,
    /// The event as it was hashed.
    pub event: String,
    /// Hash function.
    pub hash: String,
    /// The keys.
    pub keys: Vec<Published>,
    /// Always `receipt`.
    pub kind: String,
    /// Case number.
    pub number: String,
    /// The applicant's own words with their salt, as they were hashed into the event's commitment; absent for others, and
    /// when they were deleted by law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<String>,
    /// Hash of the chain before the event.
    pub previous: String,
    /// The promise, while the day is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Signed>,
    /// The proof, once the day is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Sequence number of the event.
    pub seq: u32,
    /// Version of the record.
    pub v: u32,
}

/// The receipt of a case for its applicant or those who handle it, with the applicant's own words.
///
/// # Errors
/// There is no such case for this person; or the key or the database cannot be used.
pub async fn of_case(centre: &Centre, actor: &Actor, number: &str) -> Result<Receipt, ActError> {
    let seen = view(centre, actor, number).await?;
    let opening = match seen.secret {
        Some(_) => secret_at(centre, seen.case.id, 1).await?,
        None => None,
    };
    of_event(centre, &seen.case.number, 1, opening).await
}

/// The receipt of a case for whoever runs the centre's program, with the applicant's own words.
///
/// # Errors
/// There is no such case; or the key or the database cannot be used.
pub async fn by_operator(centre: &Centre, number: &str) -> Result<Receipt, ActError> {
    let case = crate::cases::load(centre, number).await?.case;
    let opening = secret_at(centre, case.id, 1).await?;
    of_event(centre, &case.number, 1, opening).await
}

/// The hash of the chain with the event that made a document: what its QR code holds.
///
/// # Errors
/// There is no such event, or the database does not answer.
pub async fn leaf_of(centre: &Centre, number: &str, seq: u32) -> Result<Hash, ActError> {
    Ok(event_of(centre, number, seq).await?.1.hash)
}

async fn event_of(centre: &Centre, number: &str, seq: u32) -> Result<(Hash, EventRow), ActError> {
    let params = vec![centre.div().into(), number.into()];
    let rows = centre.store().query(&BY_NUMBER, params).await?;
    let mut before = ORIGIN;
    for row in &rows {
        let row = EventRow::read(row, 0)?;
        if row.seq == seq {
            return Ok((before, row));
        }
        before = row.hash;
    }
    Err(crate::cases::no_case())
}

async fn of_event(centre: &Centre, number: &str, seq: u32, opening: Option<String>) -> Result<Receipt, ActError> {
    let (previous, row) = event_of(centre, number, seq).await?;
    let (case, event) =
        yimen_store::ledger::wire::read(&row.text).map_err(|error| ActError::Broken(error.to_string()))?;
    let proof = proof_of(centre, case, seq).await?;
    let promise = match proof {
        Some(_) => None,
        None => promise_of(centre, case, number, &event, &row.hash).await?,
    };
    Ok(Receipt {
        chain: hex(&row.hash),
        div: centre.div().into(),
        event: row.text,
        hash: centre.hash().code().into(),
        keys: keys::list(centre).await?,
        kind: "receipt".into(),
        number: number.into(),
        opening,
        previous: hex(&previous),
        promise,
        proof,
        seq,
        v: VERSION,
    })
}

/// A promise needs the key on this machine; without one the receipt is completed when the day is closed.
async fn promise_of(
    centre: &Centre,
    case: CaseId,
    number: &str,
    event: &Event,
    chain: &Hash,
) -> Result<Option<Signed>, ActError> {
    let key = match keys::in_use(centre).await {
        Ok(key) => key,
        Err(error) => {
            tracing::warn!(%error, "a receipt is given without a promise");
            None
        }
    };
    let Some((record, signer)) = key else { return Ok(None) };
    let promise = Promise {
        at: centre.now().0,
        case: case.0.to_string(),
        chain: hex(chain),
        day: event.at.day(CHINA).to_string(),
        div: centre.div().into(),
        hash: centre.hash().code().into(),
        key: record.fingerprint,
        kind: Promise::KIND.into(),
        number: number.into(),
        seq: event.seq,
        v: VERSION,
    };
    let text = promise.text();
    Ok(Some(Signed {
        signature: hex(&signer.sign(&text)),
        text,
    }))
}

async fn proof_of(centre: &Centre, case: CaseId, seq: u32) -> Result<Option<Proof>, ActError> {
    let params = vec![centre.div().into(), case.0.into_bytes().into(), seq.into()];
    let rows = centre.store().query(&sealed::DAY_OF_EVENT, params).await?;
    let Some(day) = rows.first().map(|row| row.int(0)).transpose()? else {
        return Ok(None);
    };
    let day = days::on_day(day);
    let Some(closed) = days::one(centre, day).await? else {
        return Ok(None);
    };
    let leaves = leaves_of(centre, day).await?;
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf.2).collect();
    let index = leaves
        .iter()
        .position(|leaf| leaf.0 == case && leaf.1 == seq)
        .ok_or_else(|| ActError::Broken(format!("event {seq} of case {} is not in its day", case.0)))?;
    let entries: Vec<String> = days::between(centre, None, Some(day))
        .await?
        .into_iter()
        .map(|day| day.seal.entry)
        .collect();
    let paths = (
        tree::inclusion(centre.hash(), &hashes, index),
        tree::inclusion(centre.hash(), &entries, entries.len().saturating_sub(1)),
    );
    let (Some(path), Some(log_path)) = paths else {
        return Ok(None);
    };
    Ok(Some(Proof {
        entry: closed.seal.entry,
        head: Signed {
            signature: closed.seal.signature,
            text: closed.seal.head,
        },
        index: index as u64,
        log_path: hexes(&log_path),
        path: hexes(&path),
    }))
}

/// The leaves of a day in their order.
async fn leaves_of(centre: &Centre, day: yimen_domain::calendar::Day) -> Result<Vec<(CaseId, u32, Hash)>, ActError> {
    const CASES: i64 = 2_000;
    let mut found = Vec::new();
    let mut after: Vec<u8> = Vec::new();
    loop {
        let params = vec![
            centre.div().into(),
            i64::from(day.days()).into(),
            after.into(),
            CASES.into(),
        ];
        let rows = centre.store().query(&sealed::HASHES_OF_DAY, params).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id(0)?.to_vec();
        for row in &rows {
            let hash = row.bytes(2)?.try_into();
            let hash = hash.map_err(|_| ActError::Broken("a hash of the ledger is not 32 bytes".into()))?;
            let seq = u32::try_from(row.int(1)?).unwrap_or(0);
            found.push((CaseId(Uuid::from_bytes(row.id(0)?)), seq, hash));
        }
    }
}
