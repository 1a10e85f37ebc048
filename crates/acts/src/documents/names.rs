//! Names in full (文书上的姓名): a paper names in full whom it concerns, while the ledger holds the name of a private person masked.
//! They are sealed beside the event, and written into the paper when it is made.

use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::{self, Order as Beyond, commitment};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Delivery, Event, What};
use yimen_domain::cases::proceedings::{Happened, Order, hearing, party};
use yimen_domain::identifiers::mask_person;
use yimen_store::Write;
use yimen_store::tables::full_names as table;

use crate::{ActError, Centre};

/// The names that a command brings for its paper, as they were typed.
pub(crate) fn brought(command: &Command) -> Vec<String> {
    let name = match command {
        Command::Proceeding(order) => match order.as_ref() {
            Order::Party(party::Order::Tell { name, .. }) => name,
            Order::Hearing(hearing::Order::Hold { participants, .. }) => {
                return participants.iter().map(|one| one.name.trim().to_string()).collect();
            }
            _ => return Vec::new(),
        },
        Command::Issue {
            delivery: Delivery::Window { receiver },
        }
        | Command::Decide {
            hand_over: Some(Delivery::Window { receiver }),
            ..
        } => receiver,
        Command::Beyond(Beyond::Commitment(commitment::Order::Commit { promised_by })) => promised_by,
        _ => return Vec::new(),
    };
    vec![name.trim().to_string()]
}

/// Where an event holds the names of its paper.
fn places(what: &mut What) -> Vec<&mut String> {
    match what {
        What::Proceeding(happened) => match happened.as_mut() {
            Happened::Party(party::Happened::Told { name, .. }) => vec![name],
            Happened::Hearing(hearing::Happened::Held { participants, .. }) => {
                participants.iter_mut().map(|one| &mut one.name).collect()
            }
            _ => Vec::new(),
        },
        What::Issued {
            delivery: Delivery::Window { receiver },
            ..
        } => vec![receiver],
        What::Beyond(beyond::Happened::Commitment(commitment::Happened::Committed(given))) => {
            vec![&mut given.promised_by]
        }
        _ => Vec::new(),
    }
}

/// What seals the names beside the event that holds them masked; nothing where it holds them as they are.
pub(crate) fn kept(
    centre: &Centre,
    case: CaseId,
    events: &[Event],
    names: &[String],
) -> Result<Option<Write>, ActError> {
    let holds = |event: &&Event| !places(&mut event.what.clone()).is_empty();
    let Some(event) = events.iter().find(holds).filter(|_| !names.is_empty()) else {
        return Ok(None);
    };
    if written(event, names) == *event {
        return Ok(None);
    }
    let text = serde_json::to_vec(names).map_err(|error| ActError::Broken(error.to_string()))?;
    let sealed = centre.shared.vault.seal(centre.random::<12>(), &place(case), &text)?;
    Ok(Some(table::insert(centre.div(), case, event.seq, sealed)))
}

/// An event with the names in full, for its paper; as it is where none were kept, or they were deleted.
pub(super) async fn in_full(centre: &Centre, case: CaseId, event: &Event) -> Result<Event, ActError> {
    let params = vec![centre.div().into(), case.0.into_bytes().into(), event.seq.into()];
    let rows = centre.store().query(&table::OF_EVENT, params).await?;
    let Some(row) = rows.first() else {
        return Ok(event.clone());
    };
    let plain = centre.shared.vault.open_sealed(&place(case), row.bytes(0)?)?;
    let names: Vec<String> = serde_json::from_slice(&plain).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(written(event, &names))
}

fn written(event: &Event, names: &[String]) -> Event {
    let mut event = event.clone();
    for (place, name) in places(&mut event.what).into_iter().zip(names) {
        if mask_person(name) == *place {
            place.clone_from(name);
        }
    }
    event
}

fn place(case: CaseId) -> Vec<u8> {
    [case.0.as_bytes().as_slice(), b"/names"].concat()
}
