//! What inspectors do besides rules (监察巡查): samples, notes, rounds. Nothing here changes a case.

use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::tables::NEVER;
use yimen_store::{Built, CommitError, Write};

use crate::cases::command::once_of;
use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

pub mod notes;
pub mod rounds;
pub mod samples;

/// Most rows of a page.
pub const MOST: u32 = 50;

/// Only inspectors do.
///
/// # Errors
/// Who asks is none.
pub(crate) fn need(actor: &Actor) -> Result<(), Refusal> {
    if actor.may(Permission::Inspect, About::CENTRE) {
        return Ok(());
    }
    Err(Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (
            "抽查、巡查和监察备注由监察人员办理和查看。",
            "Samples, rounds and notes are made and seen by inspectors.",
        ),
        (
            "如需了解抽查情况，请查看公开的抽查结果。",
            "See what is published about samples.",
        ),
    ))
}

fn days(day: Option<yimen_domain::calendar::Day>) -> i64 {
    day.map_or(NEVER, |day| i64::from(day.days()))
}

/// One request of an inspector: its key, what it is about, what it says. The same request does nothing twice.
struct Asked<'a> {
    by: &'a Actor,
    key: &'a str,
    target: &'static str,
    told: String,
}

/// Adds a row under the number that it was given; answers the number, or that of the first time.
async fn add(centre: &Centre, asked: Asked<'_>, number: u32, write: Write) -> Result<u32, ActError> {
    let once = once_of(centre, asked.by, asked.key, asked.target, asked.told.as_bytes());
    let built = move |_| Built {
        writes: vec![write.clone()],
        answer: number.to_string(),
    };
    match centre.commit(Some(once), None, built).await {
        Ok(outcome) => Ok(outcome.answer.parse().unwrap_or(number)),
        Err(CommitError::Conflict) => Err(changed_meanwhile().into()),
        Err(error) => Err(error.into()),
    }
}
