//! The live board: one look at the database a second for everybody who watches, none when nobody does.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt, stream};
use tokio::sync::watch;
use yimen_acts::Centre;
use yimen_acts::cases::lists;
use yimen_domain::organisation::Actor;

use crate::app::{App, Staff};

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// After this a browser must ask again, and is asked who it is.
const LONGEST: Duration = Duration::from_secs(600);

/// How the ledger stood at a look: today, last change, its case.
type Mark = (i32, i64, String);

/// Everybody who watches.
#[derive(Default)]
pub(crate) struct Live {
    sender: Mutex<Option<watch::Sender<Mark>>>,
}

impl Live {
    fn sender(&self) -> MutexGuard<'_, Option<watch::Sender<Mark>>> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins those who watch; the first one starts the looking.
    fn watch(self: &Arc<Self>, centre: &Centre, actor: Actor) -> watch::Receiver<Mark> {
        let mut sender = self.sender();
        if let Some(sender) = sender.as_ref() {
            return sender.subscribe();
        }
        let (new, receiver) = watch::channel(Mark::default());
        *sender = Some(new);
        tokio::spawn(look(Arc::clone(self), centre.clone(), actor));
        receiver
    }

    /// Tells everybody; false when nobody watches any more, and then the looking has ended.
    fn tell(&self, mark: Option<Mark>) -> bool {
        let mut sender = self.sender();
        let watched = sender.as_ref().is_some_and(|sender| sender.receiver_count() > 0);
        if !watched {
            *sender = None;
        } else if let (Some(sender), Some(mark)) = (sender.as_ref(), mark) {
            sender.send_if_modified(|known| {
                let changed = *known != mark;
                *known = mark;
                changed
            });
        }
        watched
    }
}

async fn look(live: Arc<Live>, centre: Centre, actor: Actor) {
    loop {
        let mark = mark(&centre, &actor).await;
        if !live.tell(mark) {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// None when the database does not answer: the next look may.
async fn mark(centre: &Centre, actor: &Actor) -> Option<Mark> {
    let latest = lists::recent(centre, actor, None, 1).await.ok()?;
    let line = latest.lines.into_iter().next();
    let (at, number) = line.map_or((0, String::new()), |line| (line.row.changed_at, line.row.number));
    Some((centre.today().days(), at, number))
}

/// `GET /inspector/live`: an event whenever something changed.
pub(crate) async fn stream(
    State(app): State<App>,
    Extension(live): Extension<Arc<Live>>,
    Staff(signed): Staff,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = live.watch(&app.centre, signed.actor());
    let events = stream::unfold(receiver, async |mut receiver| {
        receiver.changed().await.ok()?;
        let at = receiver.borrow_and_update().1;
        Some((Ok(Event::default().event("changed").data(at.to_string())), receiver))
    });
    Sse::new(events.take_until(tokio::time::sleep(LONGEST))).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(at: i64) -> Option<Mark> {
        Some((1, at, String::new()))
    }

    #[test]
    fn watchers_hear_of_a_change_once_and_looking_ends_with_the_last() {
        let live = Live::default();
        let (sender, mut first) = watch::channel(Mark::default());
        *live.sender() = Some(sender);
        assert!(live.tell(mark(5)));
        assert!(first.has_changed().unwrap());
        first.mark_unchanged();
        assert!(live.tell(mark(5)) && live.tell(None));
        assert!(!first.has_changed().unwrap(), "nothing new, nothing told");
        drop(first);
        assert!(!live.tell(mark(6)));
        assert!(live.sender().is_none(), "the next watcher starts anew");
    }
}
