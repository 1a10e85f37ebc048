//! The order of acceptance where an item is limited in number: looked up before something is granted, kept with its events, and shown.

use yimen_domain::calendar::Day;
use yimen_domain::cases::Case;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting;
use yimen_domain::cases::event::What;
use yimen_domain::cases::queue::{NAMED, Place, Queue};
use yimen_domain::items::QuantityLimit;
use yimen_domain::words::Refusal;
use yimen_store::tables::queue_places::{self as table, PlaceRow, count};
use yimen_store::{Value, Write};

use crate::{ActError, Centre};

/// What was seen before something is granted.
pub(super) struct Seen {
    queue: Queue,
    /// How often the item was granted then.
    turn: i64,
}

/// Looks up what a command that may grant needs to know; nothing where the item is not limited or the case takes no place.
pub(super) async fn look(centre: &Centre, case: &Case, order: &Command) -> Result<Option<Seen>, ActError> {
    let may_grant = match order {
        Command::Decide { outcome, .. } => outcome.grants(),
        Command::Drafting(drafting::Order::Sign { .. }) => true,
        _ => false,
    };
    if !may_grant || limit_of(centre, case).is_none() {
        return Ok(None);
    }
    // The turn first: whatever is granted after it makes the commit conflict.
    let params = vec![centre.div().into(), case.item.as_str().into()];
    let rows = centre.store().query(&table::TURN, params).await?;
    let turn = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(of_case(centre, case).await?.map(|queue| Seen { queue, turn }))
}

impl Seen {
    /// Whether what was decided may be.
    pub(super) fn need(&self, whats: &[What]) -> Result<(), Refusal> {
        if grants(whats) { self.queue.need_place() } else { Ok(()) }
    }

    /// Takes the turn of what was granted.
    pub(super) fn write(&self, centre: &Centre, case: &Case, whats: &[What]) -> Option<Write> {
        grants(whats).then(|| table::take_turn(centre.div(), &case.item, self.turn))
    }
}

/// What the law itself grants, and what a body or court decides instead, is not held up by a number.
fn grants(whats: &[What]) -> bool {
    whats
        .iter()
        .any(|what| matches!(what, What::Decided { outcome, by_law: None, .. } if outcome.grants()))
}

/// The limit that stands for the item of a case today: as it is in force, whatever version the case is handled under.
fn limit_of(centre: &Centre, case: &Case) -> Option<QuantityLimit> {
    let library = centre.library();
    let in_force = library.in_force(&case.item, centre.today());
    let item = in_force.or_else(|| library.version(&case.item, case.item_version))?;
    item.quantity_limit.filter(|_| !case.is_of_a_licence())
}

/// How the places stand for a case; none where its item is not limited today, or it takes no place.
///
/// # Errors
/// The store is not there.
pub async fn of_case(centre: &Centre, case: &Case) -> Result<Option<Queue>, ActError> {
    let Some(limit) = limit_of(centre, case) else {
        return Ok(None);
    };
    // What is not accepted yet comes after everything that is.
    let (at, id) = case
        .place()
        .map_or((i64::MAX, [u8::MAX; 16]), |(at, _)| (at.0, case.id.0.into_bytes()));
    of(centre, &case.item, limit, (at, id)).await
}

/// How the places of an item stand for whoever applies today; none where it is not limited.
///
/// # Errors
/// The store is not there.
pub async fn of_item(centre: &Centre, item: &str) -> Result<Option<Queue>, ActError> {
    let library = centre.library();
    let limit = library
        .in_force(item, centre.today())
        .and_then(|item| item.quantity_limit);
    let Some(limit) = limit else { return Ok(None) };
    of(centre, item, limit, (i64::MAX, [u8::MAX; 16])).await
}

async fn of(
    centre: &Centre,
    item: &str,
    limit: QuantityLimit,
    (at, id): (i64, [u8; 16]),
) -> Result<Option<Queue>, ActError> {
    let Some(period) = limit.period(centre.today()) else {
        return Ok(None);
    };
    let day = |day: Option<Day>, none: i64| day.map_or(none, |day| i64::from(day.days()));
    let head = || vec![Value::from(centre.div()), item.into()];
    let mut between = head();
    between.extend([day(period.from, i64::MIN).into(), day(period.until, i64::MAX).into()]);
    let mut ahead = head();
    ahead.extend([at.into(), id.into()]);
    let mut named = ahead.clone();
    named.push(i64::try_from(NAMED).unwrap_or(1).into());
    let store = centre.store();
    let taken = count(&store.query(&table::GRANTED, between).await?)?;
    let before = count(&store.query(&table::BEFORE, ahead).await?)?;
    let rows = store.query(&table::FIRST, named).await?;
    let first = rows.iter().map(|row| row.text(0).map(str::to_string));
    Ok(Some(Queue {
        limit,
        period,
        taken,
        before,
        first: first.collect::<Result<_, _>>()?,
    }))
}

/// The row of a case in the order.
pub(crate) fn row(case: &Case) -> Option<PlaceRow> {
    let (at, place) = case.place()?;
    Some(PlaceRow {
        case: case.id,
        item: case.item.clone(),
        number: case.number.clone(),
        accepted_at: at.0,
        granted_day: match place {
            Place::Waits => None,
            Place::Granted(day) => Some(i64::from(day.days())),
        },
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
