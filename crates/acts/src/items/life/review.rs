//! The legal review (法制审核) by the body itself.

use uuid::Uuid;
use yimen_domain::items::life::{Order, Stage};
use yimen_domain::organisation::Actor;

use super::step::{Done, give};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Passes the legal review.
///
/// # Errors
/// Not a legal reviewer of the body, or one's own work.
pub async fn review(centre: &Centre, actor: &Actor, id: Uuid, reach: Reach<'_>, note: &str) -> Result<Done, ActError> {
    let order = |_: &super::Opened| Ok(Order::PassReview { note: note.to_string() });
    give(centre, actor, id, reach, order, &format!("review {note}")).await
}

/// Gives a draft back from the legal review.
///
/// # Errors
/// As [`review`]; or no reasons are given.
pub async fn give_back_review(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    reach: Reach<'_>,
    reasons: &str,
) -> Result<Done, ActError> {
    let order = |_: &super::Opened| {
        Ok(Order::GiveBack {
            from: Stage::Review,
            reasons: reasons.to_string(),
        })
    };
    give(centre, actor, id, reach, order, &format!("give back review {reasons}")).await
}
