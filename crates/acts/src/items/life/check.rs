//! The centre's check (中心审核), which approves the day from which a version is to hold.

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::items::life::{Order, Stage};
use yimen_domain::organisation::Actor;

use super::Opened;
use super::publish::is_sound;
use super::step::{Done, give};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Passes the centre's check. `acknowledged` names the rules of the check-up whose warnings were seen and are taken.
///
/// # Errors
/// Not the manager, or one's own work; a serious finding, or a warning that was not acknowledged; the day lies behind.
pub async fn check(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    reach: Reach<'_>,
    (from, acknowledged, note): (Day, &[String], &str),
) -> Result<Done, ActError> {
    let order = |opened: &Opened| {
        opened.draft.may(actor, yimen_domain::items::life::draft::Act::Check)?;
        is_sound(centre, opened, acknowledged)?;
        Ok(Order::PassCheck {
            from,
            acknowledged: acknowledged.to_vec(),
            note: note.to_string(),
        })
    };
    let told = format!("check {from} {acknowledged:?} {note}");
    give(centre, actor, id, reach, order, &told).await
}

/// Gives a draft back from the centre's check, also one that was approved and is not published yet.
///
/// # Errors
/// As [`check`]; or no reasons are given.
pub async fn give_back_check(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    reach: Reach<'_>,
    reasons: &str,
) -> Result<Done, ActError> {
    let order = |_: &Opened| {
        Ok(Order::GiveBack {
            from: Stage::Check,
            reasons: reasons.to_string(),
        })
    };
    give(centre, actor, id, reach, order, &format!("give back check {reasons}")).await
}
