//! Work in the background (后台作业): what must follow a change and need not hold up its answer.

use std::time::Duration;

use tokio::sync::watch;
use yimen_acts::{Centre, notices};

/// How long the worker rests when nothing waits.
const REST: Duration = Duration::from_millis(500);

/// Delivers notices until `stop` says so. A trouble is logged and tried again; nothing is lost by it.
pub async fn run(centre: Centre, mut stop: watch::Receiver<bool>) {
    loop {
        let rest = match notices::deliver(&centre, 100).await {
            Ok(0) => REST,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "notices wait");
                REST * 10
            }
        };
        tokio::select! {
            changed = stop.changed() => if changed.is_err() || *stop.borrow() { return },
            () = tokio::time::sleep(rest) => {}
        }
    }
}
