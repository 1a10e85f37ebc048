//! What falls due is given (到点发牌): cases whose next moment has come are found by its index, taken under a lease, and looked at; and when the rules
//! have changed, the moments of open cases are computed anew.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_store::tables::supervision_due::{self, DueRow};
use yimen_store::{Built, CommitError};

use crate::calendar::recompute;
use crate::cases::command::look;
use crate::cases::{load, load_by_id};
use crate::chores::side_by_side;
use crate::{ActError, Centre};

/// How long a worker may take over one case, microseconds.
const LEASE_MICROS: i64 = 60 * 1_000_000;
/// Cases of one batch of a recount.
const BATCH: i64 = 100;
/// Setting: the change of the rules to which every open case was brought.
const RECOUNTED: &str = "supervision.recounted";

/// Gives what has fallen due, in at most `limit` cases; answers how many were looked at. Two workers give each card once.
///
/// # Errors
/// The database does not answer; what was not given waits on.
pub async fn give_due(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let now = centre.now().0;
    let params = vec![centre.div().into(), now.into(), limit.into()];
    let rows = centre.store().query(&supervision_due::WAITING, params).await?;
    let rows: Vec<DueRow> = rows.iter().map(DueRow::read).collect::<Result<_, _>>()?;
    let mut looked = 0;
    for done in side_by_side(rows.into_iter().map(|row| one(centre, row, now))).await {
        looked += usize::from(done?);
    }
    Ok(looked)
}

async fn one(centre: &Centre, row: DueRow, now: i64) -> Result<bool, ActError> {
    let lease = row.lease(centre.div(), now, now + LEASE_MICROS);
    let built = move |_| Built {
        writes: vec![lease.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => {}
        Err(CommitError::Conflict) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let is_behind = row.calendar < centre.calendar().version().number;
    kept_going(Box::pin(again(centre, row.case, is_behind)).await, row.case)
}

/// A damaged case must not hold up the cards of others.
fn kept_going(done: Result<bool, ActError>, case: CaseId) -> Result<bool, ActError> {
    match done {
        Err(ActError::Busy(why)) => Err(ActError::Busy(why)),
        Err(error) => {
            tracing::error!(%error, case = %case.0, "what falls due in a case waits");
            Ok(false)
        }
        done => done,
    }
}

/// Looks at a case: gives what has fallen due, and keeps its next moment. Somebody who changes it at the same moment does the same.
async fn again(centre: &Centre, id: CaseId, behind: bool) -> Result<bool, ActError> {
    let mut loaded = load_by_id(centre, id).await?;
    if behind {
        loaded = load(centre, &loaded.case.number).await?;
        loaded = recompute::up_to_date(centre, loaded).await?;
    }
    look(centre, loaded).await
}

/// Computes the next moment of every open case whose moment was computed by older rules, or never; answers how many there were. It goes on where it was cut
/// off; when there is nothing to do it asks for one setting.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn recount(centre: &Centre) -> Result<u64, ActError> {
    let last = centre.supervision().last();
    let known = centre.setting(RECOUNTED).await?.and_then(|text| text.parse().ok());
    if last == 0 || known >= Some(last) {
        return Ok(0);
    }
    let done = sweep(centre).await?;
    centre.set_setting(RECOUNTED, &last.to_string()).await?;
    Ok(done)
}

/// As [`recount`], whatever was done before: what a process that did not know the rules yet has left behind is found too.
///
/// # Errors
/// As [`recount`].
pub async fn sweep(centre: &Centre) -> Result<u64, ActError> {
    let last = centre.supervision().last();
    if last == 0 {
        return Ok(0);
    }
    let mut done = 0;
    let mut after = [0u8; 16];
    loop {
        let params = vec![centre.div().into(), after.into(), BATCH.into()];
        let rows = centre.store().query(&supervision_due::MISSING, params).await?;
        let ids: Vec<[u8; 16]> = rows.iter().map(|row| row.id(0)).collect::<Result<_, _>>()?;
        done += all(centre, ids.iter().map(|id| CaseId(Uuid::from_bytes(*id))).collect()).await?;
        match ids.last() {
            Some(id) if ids.len() as i64 == BATCH => after = *id,
            _ => break,
        }
    }
    let mut place = (-1i64, [0u8; 16]);
    loop {
        let params = vec![
            centre.div().into(),
            last.into(),
            place.0.into(),
            place.1.into(),
            BATCH.into(),
        ];
        let rows = centre.store().query(&supervision_due::BEHIND, params).await?;
        let rows: Vec<DueRow> = rows.iter().map(DueRow::read).collect::<Result<_, _>>()?;
        done += all(centre, rows.iter().map(|row| row.case).collect()).await?;
        match rows.last() {
            Some(row) if rows.len() as i64 == BATCH => place = (row.rules.into(), row.case.0.into_bytes()),
            _ => return Ok(done),
        }
    }
}

async fn all(centre: &Centre, cases: Vec<CaseId>) -> Result<u64, ActError> {
    let looks = cases
        .into_iter()
        .map(async |id| kept_going(Box::pin(again(centre, id, false)).await, id));
    let mut done = 0;
    for looked in side_by_side(looks).await {
        done += u64::from(looked?);
    }
    Ok(done)
}

/// Whether every open case stands by the rules in force.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn is_recounted(centre: &Centre) -> Result<bool, ActError> {
    let last = centre.supervision().last();
    let known = centre.setting(RECOUNTED).await?.and_then(|text| text.parse().ok());
    Ok(last > 0 && known >= Some(last))
}
