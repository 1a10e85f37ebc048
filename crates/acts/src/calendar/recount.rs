//! Brings the rows of running clocks to another calendar (到期时间重算), many with one statement, so that lists and
//! warnings are right within seconds of a change. The events of the cases that moved follow, case by case.
//!
//! When nothing suspended a clock, its due moment is a matter of its start and its days alone. There are few different
//! pairs of these, so each is computed once, kept, and looked up by the database itself.

use std::collections::HashSet;

use yimen_domain::calendar::{CHINA, Calendar, Day};
use yimen_store::tables::clocks::{self, NEVER, NOT_PLAIN, Place, RUNNING};
use yimen_store::{Built, Row, StoreError, Write};

use crate::{ActError, Centre};

/// Clocks of one batch.
const BATCH: i64 = 5_000;

/// Brings every running clock whose days nothing suspended to a calendar; answers how many were looked at. It can be cut
/// off and begun again: what is done is passed over.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn recount(centre: &Centre, calendar: &Calendar) -> Result<u64, ActError> {
    let version = calendar.version().number;
    let mut kept = HashSet::new();
    let mut before = Place::from(NEVER);
    let mut looked = 0;
    loop {
        let mut params = vec![centre.div().into()];
        params.extend(before.params());
        params.push(BATCH.into());
        let rows = centre.store().query(&RUNNING, params).await?;
        let (Some(latest), Some(earliest)) = (rows.first(), rows.last()) else {
            break;
        };
        let (first, last) = (Place::read(earliest)?, Place::read(latest)?);
        let mut writes = new_pairs(centre.div(), calendar, &rows, &mut kept)?;
        if behind(&rows, version)? {
            writes.push(clocks::recount(centre.div(), version, &first, &last));
            commit(centre, writes).await?;
        }
        looked += rows.len() as u64;
        before = first;
        if (rows.len() as i64) < BATCH {
            break;
        }
    }
    commit(centre, vec![clocks::forget_due(centre.div(), version)]).await?;
    Ok(looked)
}

/// Some of them were computed by a version before this one.
fn behind(rows: &[Row], version: u32) -> Result<bool, StoreError> {
    rows.iter()
        .try_fold(false, |behind, row| Ok(behind || row.int(5)? < i64::from(version)))
}

/// What is to be kept for pairs of start and days that were not met before.
fn new_pairs(
    div: &str,
    calendar: &Calendar,
    rows: &[Row],
    kept: &mut HashSet<(i64, i64)>,
) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    for row in rows {
        let pair = (row.int(3)?, row.int(4)?);
        if pair.1 != NOT_PLAIN && kept.insert(pair) {
            writes.extend(ends(calendar, pair).map(|end| clocks::keep_due(div, calendar.version().number, pair, end)));
        }
    }
    Ok(writes)
}

/// When a limit ends, and whether that is provisional.
fn ends(calendar: &Calendar, (start_day, allowed): (i64, i64)) -> Option<(i64, bool)> {
    let start = Day::from_days(i32::try_from(start_day).ok()?);
    let due = calendar.add(start, u32::try_from(allowed).ok()?).ok()?;
    Some((calendar.end_of(due.day, CHINA).0, due.provisional))
}

async fn commit(centre: &Centre, writes: Vec<Write>) -> Result<(), ActError> {
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    centre.commit(None, None, built).await?;
    Ok(())
}
