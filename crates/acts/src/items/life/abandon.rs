//! Giving a draft up (放弃起草). What was written stays readable.

use uuid::Uuid;
use yimen_domain::items::life::Order;
use yimen_domain::organisation::Actor;

use super::step::{Done, give};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Gives a draft up.
///
/// # Errors
/// Not a drafter of the body; it is not being written; or no reason is given.
pub async fn abandon(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    reach: Reach<'_>,
    reason: &str,
) -> Result<Done, ActError> {
    let order = |_: &super::Opened| {
        Ok(Order::Abandon {
            reason: reason.to_string(),
        })
    };
    give(centre, actor, id, reach, order, &format!("abandon {reason}")).await
}
