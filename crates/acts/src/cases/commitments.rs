//! Commitments that are to be checked: their rows, and the list of those who check.

use yimen_domain::cases::Case;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::commitment;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{Actor, Capacity};
use yimen_domain::words::Refusal;
use yimen_store::Write;
use yimen_store::tables::commitments::{self as table, CommitmentRow};

use crate::{ActError, Centre};

/// The row of a case, while something is to be done about its commitment.
pub(crate) fn row(case: &Case) -> Option<CommitmentRow> {
    let (stage, due) = commitment::due(case)?;
    Some(CommitmentRow {
        case: case.id,
        number: case.number.clone(),
        item: case.item.clone(),
        body: case.body.clone(),
        shown: case.applicant.shown.clone(),
        stage,
        due_day: i64::from(due.days()),
    })
}

/// What a change of a case does to its row.
pub(super) fn writes(before: &Case, after: &Case, div: &str) -> Option<Write> {
    match (row(before), row(after)) {
        (known, row) if known == row => None,
        (_, Some(row)) => Some(row.put(div)),
        (_, None) => Some(table::remove(div, after.id)),
    }
}

/// A place in the list: the day and the case of the last line.
pub type Place = (i64, CaseId);

/// What is to be checked of the bodies that somebody serves, due first, and where the next page begins.
///
/// # Errors
/// This is not for them, or the database does not answer.
pub async fn list(
    centre: &Centre,
    actor: &Actor,
    after: Option<Place>,
    limit: u32,
) -> Result<(Vec<CommitmentRow>, Option<Place>), ActError> {
    if !actor.could(Permission::SeeLicences) {
        return Err(Refusal::missing("承诺核查列表", "the list of commitments").into());
    }
    let may = |body: &str| actor.may(Permission::SeeLicences, About::body(body));
    let (day, case) = after.map_or((i64::MIN, [0; 16]), |(day, case)| (day, case.0.into_bytes()));
    let limit = limit.min(200);
    let own = match &actor.capacity {
        Capacity::Staff { body: Some(body), .. } if !may("") => Some(body.as_str()),
        _ => None,
    };
    let mut params = vec![centre.div().into()];
    params.extend(own.map(Into::into));
    params.extend([day.into(), case.into(), i64::from(limit).into()]);
    let stmt = if own.is_some() { &table::OF_BODY } else { &table::LIST };
    let rows = centre.store().query(stmt, params).await?;
    let rows: Vec<CommitmentRow> = rows.iter().map(CommitmentRow::read).collect::<Result<_, _>>()?;
    let full = u32::try_from(rows.len()).is_ok_and(|found| found == limit);
    let next = rows.last().filter(|_| full).map(|row| (row.due_day, row.case));
    Ok((rows.into_iter().filter(|row| may(&row.body)).collect(), next))
}
