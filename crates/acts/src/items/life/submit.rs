//! Sending a draft for review (送审).

use uuid::Uuid;
use yimen_domain::items::life::{Order, Why};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal};

use super::Opened;
use super::step::{Done, give};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Sends a draft to the body's legal section, with the reason and the basis of the change.
///
/// # Errors
/// Not a drafter of the body; the document is incomplete or contradicts itself, with every fault; the item has another
/// version meanwhile.
pub async fn submit(centre: &Centre, actor: &Actor, id: Uuid, reach: Reach<'_>, why: Why) -> Result<Done, ActError> {
    let told = format!("submit {why:?}");
    let order = |opened: &Opened| {
        is_complete(centre, opened)?;
        Ok(Order::Submit(why.clone()))
    };
    give(centre, actor, id, reach, order, &told).await
}

/// The document is one that could be published.
pub(super) fn is_complete(centre: &Centre, opened: &Opened) -> Result<(), ActError> {
    super::rebase::is_on_newest(centre, opened)?;
    let mut faults = opened.faults(centre);
    if opened.code.is_empty() {
        faults.truncate(0);
        faults.push(yimen_domain::words::Words::new("没有事项编码", "the code is missing"));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let fault = |words: yimen_domain::words::Words| Fault {
        field: "doc".into(),
        words,
    };
    Err(Refusal::invalid(faults.into_iter().map(fault).collect()).into())
}
