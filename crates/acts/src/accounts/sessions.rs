//! Where somebody is signed in (登录设备), and ending it there.

use yimen_domain::calendar::Instant;
use yimen_store::ledger::Hash;
use yimen_store::tables::accounts::{self, SessionRow};

use super::attempts::Source;
use super::security::{What, noted};
use super::{Signed, disbelieve, disbelieve_all, hash_secret};
use crate::{ActError, Centre};

/// Most sessions that are listed.
const MOST: u32 = 100;

/// A session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// By which the page names it; nobody can come in with it.
    pub hash: Hash,
    /// It is the one in which the owner looks.
    pub this: bool,
    /// Since when.
    pub since: Instant,
    /// Last seen, to ten minutes.
    pub seen: Instant,
    /// What the browser calls itself.
    pub agent: String,
    /// Address it was opened from.
    pub address: String,
}

/// The sessions of whoever is signed in with `secret`, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre, signed: &Signed, secret: &str) -> Result<Vec<Session>, ActError> {
    let own = hash_secret(secret);
    let params = vec![
        centre.div().into(),
        signed.id.0.into_bytes().into(),
        centre.now().0.into(),
        MOST.into(),
    ];
    let rows = centre.store().query(&accounts::SESSIONS_OF, params).await?;
    rows.iter()
        .map(|row| {
            let row = SessionRow::read(row)?;
            Ok(Session {
                this: row.hash == own,
                hash: row.hash,
                since: Instant(row.made_at),
                seen: Instant(row.seen_at),
                agent: row.agent,
                address: row.address,
            })
        })
        .collect()
}

/// Ends one session of one's own; one that has ended is no error.
///
/// # Errors
/// The database does not answer.
pub async fn end(centre: &Centre, signed: &Signed, session: Hash, source: &Source) -> Result<(), ActError> {
    disbelieve(centre, &session);
    let writes = vec![
        accounts::close_session_of(centre.div(), signed.id, session),
        noted(centre, What::SessionEnded, &signed.login, "", source),
    ];
    centre.put(writes).await
}

/// Ends every session of one's own but the one with `secret`, and forgets the devices.
///
/// # Errors
/// The database does not answer.
pub async fn end_others(centre: &Centre, signed: &Signed, secret: &str, source: &Source) -> Result<(), ActError> {
    let writes = vec![
        accounts::close_other_sessions(centre.div(), signed.id, hash_secret(secret)),
        accounts::forget_devices(centre.div(), signed.id),
        noted(centre, What::SessionEnded, &signed.login, "", source),
    ];
    centre.put(writes).await?;
    disbelieve_all(centre, signed.id);
    Ok(())
}
