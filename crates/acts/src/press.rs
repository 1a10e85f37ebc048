//! The press (印制): where documents become PDFs, a few at the same moment, because each takes a processor for a while.

use tokio::sync::Semaphore;
use yimen_paper::Document;

use crate::{ActError, Centre};

/// How many are made at the same moment.
const AT_ONCE: usize = 4;
/// How many may be made or wait for it.
const WAITING: usize = 64;

static PRESSES: Semaphore = Semaphore::const_new(AT_ONCE);
static ROOM: Semaphore = Semaphore::const_new(WAITING);

/// The PDF of a document, made beside the other work.
///
/// # Errors
/// The fonts are missing, or too many wait: then the same may be asked for again in a moment.
pub(crate) async fn print(centre: &Centre, document: Document) -> Result<Vec<u8>, ActError> {
    let fonts = centre.fonts()?;
    let work = move || yimen_paper::render(&document, &fonts).map_err(|error| error.to_string());
    in_turn(&PRESSES, &ROOM, work).await
}

/// Other work that takes a processor for a while, in turn with the documents.
///
/// # Errors
/// Too many wait, or it goes wrong.
pub(crate) async fn do_in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, ActError> {
    in_turn(&PRESSES, &ROOM, work).await
}

async fn in_turn<T: Send + 'static>(
    presses: &'static Semaphore,
    room: &Semaphore,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, ActError> {
    let _place = room
        .try_acquire()
        .map_err(|_| ActError::Busy("too many documents are being made".into()))?;
    let press = presses
        .acquire()
        .await
        .map_err(|error| ActError::Broken(error.to_string()))?;
    let made = tokio::task::spawn_blocking(move || {
        // Who asked may leave; the press is free when the work is done, and not before.
        let _press = press;
        work()
    });
    made.await
        .map_err(|error| ActError::Broken(error.to_string()))?
        .map_err(ActError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_comes_when_too_many_wait_for_the_press_is_asked_to_come_again() {
        static PRESS: Semaphore = Semaphore::const_new(0);
        let room = Semaphore::new(1);
        let mut waiting = Box::pin(in_turn(&PRESS, &room, || Ok("printed")));
        assert!(futures::poll!(waiting.as_mut()).is_pending(), "the only press is taken");
        let refused = in_turn(&PRESS, &room, || Ok("printed")).await;
        assert!(matches!(refused, Err(ActError::Busy(_))), "{refused:?}");
        PRESS.add_permits(1);
        assert_eq!(waiting.await.unwrap(), "printed");
    }
}
