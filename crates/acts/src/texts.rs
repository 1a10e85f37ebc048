//! Short messages (短信): written with the change that they belong to, and sent by the worker through a gateway. The protocol is in
//! docs/sms-gateway.md.

use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use yimen_store::ledger::hex;
use yimen_store::tables::texts::{self, TextRow};
use yimen_store::{Built, CommitError, Write};

use crate::notices::out::Came;
use crate::outward::{Secret, client};
use crate::{ActError, Centre};

/// How long a worker may take over one message, and after which one that was not taken is tried again, microseconds.
const LEASE_MICROS: i64 = 15 * 1_000_000;

/// The gateway of short messages (短信网关).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Where messages are sent to.
    pub url: String,
    /// Name by which the gateway knows the centre.
    pub key: String,
    /// What requests are signed with.
    pub secret: Secret,
    /// How many are sent on one day at most.
    pub most_a_day: i64,
}

/// A message as the gateway gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The same message has the same id, however often it is sent.
    pub id: Uuid,
    /// Number with its country.
    pub to: String,
    /// Which of the templates that the gateway knows.
    pub template: String,
    /// What is filled into it.
    pub params: std::collections::BTreeMap<String, String>,
    /// The words in full, for gateways without templates.
    pub text: String,
}

/// The signature of a request, hex: HMAC-SHA256 over the moment in seconds, a dot, and the body.
///
/// # Errors
/// None in practice: every key has a length that the algorithm takes.
pub fn signature(secret: &str, seconds: i64, body: &[u8]) -> Result<String, ActError> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| ActError::Broken(error.to_string()))?;
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Ok(hex(&mac.finalize().into_bytes()))
}

/// What lets a message wait; it is of use until `ends_at`.
pub(crate) fn send(centre: &Centre, text: &Text, ends_at: i64) -> Result<Write, ActError> {
    let plain = serde_json::to_vec(text).map_err(|error| ActError::Broken(error.to_string()))?;
    let sealed = centre
        .shared
        .vault
        .seal(centre.random::<12>(), &place(text.id), &plain)?;
    let row = TextRow {
        id: text.id,
        ends_at,
        sealed,
    };
    Ok(row.insert(centre.div()))
}

/// Sends what waits, at most `limit` messages; answers how many are done with. A message may be sent twice where the gateway's answer
/// was lost: it knows it by its id.
///
/// # Errors
/// The database does not answer; what was not sent waits on.
pub async fn deliver(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let Some(gateway) = &centre.settings().sms else {
        return Ok(0);
    };
    let now = centre.now().0;
    let params = vec![centre.div().into(), now.into(), limit.into()];
    let rows = centre.store().query(&texts::WAITING, params).await?;
    let mut done = 0;
    for row in &rows {
        let row = TextRow::read(row)?;
        if !leased(centre, &row).await? {
            continue;
        }
        let is_over = row.ends_at <= now;
        if is_over || is_done(centre, gateway, &row).await {
            centre.put(vec![row.done(centre.div())]).await?;
            done += 1;
        }
    }
    Ok(done)
}

async fn leased(centre: &Centre, row: &TextRow) -> Result<bool, ActError> {
    let now = centre.now().0;
    let lease = row.lease(centre.div(), now, now + LEASE_MICROS);
    let built = move |_| Built {
        writes: vec![lease.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether nothing more is to be done with a message: it was sent, or never can be. No number goes into a log.
async fn is_done(centre: &Centre, gateway: &Gateway, row: &TextRow) -> bool {
    match sent(centre, gateway, row).await {
        Ok(status) if status.is_success() => true,
        Ok(status) if is_for_now(status) => {
            tracing::warn!(%status, text = %row.id, "the gateway does not take a short message now");
            false
        }
        Ok(status) => {
            tracing::error!(%status, text = %row.id, "the gateway refuses a short message");
            true
        }
        Err(error) => {
            tracing::warn!(%error, text = %row.id, "a short message waits");
            false
        }
    }
}

fn is_for_now(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// Hands a notice over to the gateway; what the gateway answered is kept with the notice.
pub(crate) async fn handed_over(centre: &Centre, gateway: &Gateway, text: &Text) -> Came {
    let sent = match serde_json::to_vec(text) {
        Ok(body) => posted(centre, gateway, body).await,
        Err(error) => Err(ActError::Broken(error.to_string())),
    };
    match sent {
        Ok(status) if status.is_success() => Came::Taken(status.to_string()),
        Ok(status) if is_for_now(status) => Came::Later(status.to_string()),
        Ok(status) => Came::Refused(status.to_string()),
        Err(error) => Came::Later(error.to_string()),
    }
}

async fn sent(centre: &Centre, gateway: &Gateway, row: &TextRow) -> Result<StatusCode, ActError> {
    let body = centre.shared.vault.open_sealed(&place(row.id), &row.sealed)?;
    posted(centre, gateway, body).await
}

async fn posted(centre: &Centre, gateway: &Gateway, body: Vec<u8>) -> Result<StatusCode, ActError> {
    let seconds = centre.now().0 / 1_000_000;
    let signature = signature(gateway.secret.reveal(), seconds, &body)?;
    let request = client()?
        .post(&gateway.url)
        .header("content-type", "application/json")
        .header("x-sms-key", &gateway.key)
        .header("x-sms-timestamp", seconds)
        .header("x-sms-signature", signature)
        .body(body);
    let answer = request.send().await;
    Ok(answer
        .map_err(|error| ActError::Busy(error.without_url().to_string()))?
        .status())
}

fn place(id: Uuid) -> Vec<u8> {
    [id.as_bytes().as_slice(), b"/text"].concat()
}
