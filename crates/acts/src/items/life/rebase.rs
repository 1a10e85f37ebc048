//! Bringing a draft onto the newest version (改按最新版本修改), when an item got another one meanwhile.

use uuid::Uuid;
use yimen_domain::items::life::Order;
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Refusal, RefusalKind};

use super::Opened;
use super::step::{Done, give};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Lets a draft stand on the newest version. Its document stays as it is; the difference is shown against that version.
///
/// # Errors
/// Not a drafter of the body, or it is not being written.
pub async fn rebase(centre: &Centre, actor: &Actor, id: Uuid, reach: Reach<'_>) -> Result<Done, ActError> {
    let order = |opened: &Opened| {
        let base = centre.library().newest(&opened.code).unwrap_or(0);
        Ok(Order::Rebase { base })
    };
    give(centre, actor, id, reach, order, "rebase").await
}

/// The draft stands on the newest version of its item.
pub(super) fn is_on_newest(centre: &Centre, opened: &Opened) -> Result<(), Refusal> {
    let newest = centre.library().newest(&opened.code).unwrap_or(0);
    if newest == opened.base {
        return Ok(());
    }
    Err(Refusal::new(
        "base_moved",
        RefusalKind::State,
        "",
        (
            &format!("起草以后，这个事项发布了第 {newest} 版。"),
            &format!("Version {newest} of this item was published after the draft was begun."),
        ),
        (
            "请由起草人改按最新版本修改，核对差异后再送审。",
            "Let the drafter bring the draft onto the newest version, look at the difference, and send it again.",
        ),
    ))
}
