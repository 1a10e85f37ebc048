//! Brings the rows of running clocks to another calendar (到期时间重算), many with one statement, so that lists and
//! warnings are right within seconds of a change. The events of the cases that moved follow, case by case.
//!
//! When nothing suspended a clock, its due moment is a matter of its start and its days alone. There are few different
//! pairs of these, so each is computed once, kept, and looked up by the database itself.

use std::collections::HashSet;

use yimen_domain::calendar::{CHINA, Calendar, Day};
use yimen_store::tables::cases::IDS_OF_CALENDAR;
use yimen_store::tables::clocks::{self, PAIRS};
use yimen_store::{Built, Write};

use crate::{ActError, Centre};

/// Cases of one batch.
const BATCH: i64 = 5_000;

/// Brings the running clocks of every open case to a calendar, as far as nothing suspended them; answers how many cases
/// were looked at. It can be cut off and begun again.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn recount(centre: &Centre, calendar: &Calendar) -> Result<u64, ActError> {
    let to = calendar.version().number;
    let mut kept = HashSet::new();
    let mut looked = 0;
    for from in centre.book().numbers().take_while(|number| *number < to) {
        let mut after = vec![0u8; 16];
        while let Some((last, cases)) = next(centre, from, &after).await? {
            let mut writes = new_pairs(centre, calendar, (from, &after, last), &mut kept).await?;
            writes.push(clocks::recount(centre.div(), (from, to), &after, last));
            commit(centre, writes).await?;
            looked += cases;
            after = last.to_vec();
        }
    }
    commit(centre, vec![clocks::forget_due(centre.div(), to)]).await?;
    Ok(looked)
}

/// The last of the next batch of open cases computed by a version, and how many there are.
async fn next(centre: &Centre, from: u32, after: &[u8]) -> Result<Option<([u8; 16], u64)>, ActError> {
    let params = vec![centre.div().into(), from.into(), after.to_vec().into(), BATCH.into()];
    let rows = centre.store().query(&IDS_OF_CALENDAR, params).await?;
    let last = rows.last().map(|row| row.id(0)).transpose()?;
    Ok(last.map(|last| (last, rows.len() as u64)))
}

/// What is to be kept for pairs of start and days that were not met before.
async fn new_pairs(
    centre: &Centre,
    calendar: &Calendar,
    (from, after, last): (u32, &[u8], [u8; 16]),
    kept: &mut HashSet<(i64, i64)>,
) -> Result<Vec<Write>, ActError> {
    let version = calendar.version().number;
    let div = centre.div();
    let params = vec![
        div.into(),
        from.into(),
        after.to_vec().into(),
        last.into(),
        version.into(),
    ];
    let mut writes = Vec::new();
    for row in centre.store().query(&PAIRS, params).await? {
        let pair = (row.int(0)?, row.int(1)?);
        if kept.insert(pair) {
            writes.extend(ends(calendar, pair).map(|end| clocks::keep_due(div, version, pair, end)));
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
