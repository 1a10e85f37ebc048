//! Rounds and visits (值班巡查、明察暗访): noted, listed, closed when what was wrong has been put right.

use yimen_domain::inspection::round::{self, Round};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::rounds::{self as table, RoundRow};
use yimen_store::{Built, CommitError};

use super::{Asked, MOST, add, days, need};
use crate::{ActError, Centre};

/// Notes a round; answers its number.
///
/// # Errors
/// Who asks is no inspector, something in it is wrong, or somebody else noted one at the same moment. Nothing was changed then.
pub async fn note(centre: &Centre, by: &Actor, key: &str, round: &Round) -> Result<u32, ActError> {
    need(by)?;
    round.check(centre.today())?;
    if let Some(code) = round
        .body
        .as_ref()
        .filter(|code| centre.organisation().body(code).is_none())
    {
        return Err(Refusal::invalid(vec![no_body(code)]).into());
    }
    let (latest, _) = latest(centre, by, None).await?;
    let row = RoundRow {
        number: latest.first().map_or(1, |row| row.number + 1),
        noted_at: centre.now().0,
        noted_by: by.name.clone(),
        kind: round.kind.code().to_string(),
        day: i64::from(round.day.days()),
        minute: u32::from(round.minute),
        place: round.place.trim().to_string(),
        body: round.body.clone().unwrap_or_default(),
        seen: round.seen.trim().to_string(),
        until_day: days(round.until),
        done_at: 0,
        done_by: String::new(),
        done: String::new(),
    };
    let asked = Asked {
        by,
        key,
        target: "round",
        told: format!("{round:?}"),
    };
    add(centre, asked, row.number, row.insert(centre.div())).await
}

/// Closes a round after what was wrong has been put right and looked at.
///
/// # Errors
/// Who asks is no inspector, says nothing, or nothing is open there.
pub async fn finish(centre: &Centre, by: &Actor, number: u32, done: &str) -> Result<(), ActError> {
    need(by)?;
    if let Some(fault) = round::words("done", done) {
        return Err(Refusal::invalid(vec![fault]).into());
    }
    let write = table::finish(centre.div(), number, centre.now().0, &by.name, done.trim());
    let built = move |_| Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(()),
        Err(CommitError::Conflict) => Err(nothing_open().into()),
        Err(error) => Err(error.into()),
    }
}

/// The latest rounds before a number, and before which the next page goes on.
///
/// # Errors
/// Who asks is no inspector, or the database does not answer.
pub async fn latest(
    centre: &Centre,
    by: &Actor,
    before: Option<u32>,
) -> Result<(Vec<RoundRow>, Option<u32>), ActError> {
    need(by)?;
    let before = before.map_or(i64::MAX, i64::from);
    let params = vec![centre.div().into(), before.into(), (MOST + 1).into()];
    let mut rows = read(centre, &table::LATEST, params).await?;
    let more = rows.len() > MOST as usize;
    rows.truncate(MOST as usize);
    let next = rows.last().filter(|_| more).map(|row| row.number);
    Ok((rows, next))
}

/// What has to be put right, first what is due first.
///
/// # Errors
/// As [`latest`].
pub async fn open(centre: &Centre, by: &Actor) -> Result<Vec<RoundRow>, ActError> {
    need(by)?;
    read(centre, &table::OPEN, vec![centre.div().into(), MOST.into()]).await
}

async fn read(
    centre: &Centre,
    stmt: &'static yimen_store::Stmt,
    params: Vec<yimen_store::Value>,
) -> Result<Vec<RoundRow>, ActError> {
    let rows = centre.store().query(stmt, params).await?;
    Ok(rows.iter().map(RoundRow::read).collect::<Result<_, _>>()?)
}

pub(super) fn no_body(code: &str) -> Fault {
    Fault::new(
        "body",
        format!("没有编码为“{code}”的部门。"),
        format!("There is no body with the code “{code}”."),
    )
}

fn nothing_open() -> Refusal {
    Refusal::new(
        "nothing_to_put_right",
        RefusalKind::State,
        "",
        (
            "这条巡查记录没有待整改的问题，或者已经办结。",
            "There is nothing to put right in this round, or it is closed already.",
        ),
        ("请刷新后查看最新情况。", "Load the page again to see how it stands."),
    )
}
