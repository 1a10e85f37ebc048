//! Work in the background (后台作业): what must follow a change and need not hold up its answer.

mod schedule;

use std::time::Duration;

use tokio::sync::watch;
use yimen_acts::notices::out;
use yimen_acts::payments::reconcile;
use yimen_acts::{ActError, Centre, matters, notices, payments, supervision, texts};

/// How long the worker rests when nothing waits.
const REST: Duration = Duration::from_millis(500);

/// Works until `stop` says so. A trouble is logged and tried again; nothing is lost by it.
pub async fn run(centre: Centre, stop: watch::Receiver<bool>) {
    tokio::join!(
        deliver(&centre, stop.clone()),
        send(&centre, stop.clone()),
        post(&centre, stop.clone()),
        pay(&centre, stop.clone()),
        supervise(&centre, stop.clone()),
        schedule::run(&centre, stop)
    );
}

/// Delivers notices.
async fn deliver(centre: &Centre, mut stop: watch::Receiver<bool>) {
    loop {
        let rest = rest_after("notices", notices::deliver(centre, 100).await);
        if is_over(&mut stop, rest).await {
            return;
        }
    }
}

/// Sends short messages.
async fn send(centre: &Centre, mut stop: watch::Receiver<bool>) {
    loop {
        let codes = rest_after("short messages", texts::deliver(centre, 20).await);
        let notices = rest_after("short messages", out::deliver_texts(centre, 20).await);
        if is_over(&mut stop, codes.min(notices)).await {
            return;
        }
    }
}

/// Sends mails.
async fn post(centre: &Centre, mut stop: watch::Receiver<bool>) {
    loop {
        let rest = rest_after("mails", out::deliver_mails(centre, 20).await);
        if is_over(&mut stop, rest).await {
            return;
        }
    }
}

/// Issues payment orders, asks after payments, pays refunds, and compares the statements of days.
async fn pay(centre: &Centre, mut stop: watch::Receiver<bool>) {
    loop {
        let rest = rest_after("payments", payments::work::work(centre, 20).await);
        match reconcile::due(centre).await {
            Ok(days) => days
                .iter()
                .for_each(|day| tracing::info!(%day, "the payments of a day are compared")),
            Err(error) => tracing::warn!(%error, "the statements of days wait"),
        }
        if is_over(&mut stop, rest).await {
            return;
        }
    }
}

/// Gives the cards that fall due.
async fn supervise(centre: &Centre, mut stop: watch::Receiver<bool>) {
    loop {
        let rest = rest_after("cards", supervision::work::give_due(centre, 200).await);
        let noted = rest_after("matters", matters::note_overdue(centre, 50).await);
        let rest = rest.min(noted);
        if is_over(&mut stop, rest).await {
            return;
        }
    }
}

/// No rest while there is more to do.
fn rest_after(what: &str, done: Result<usize, ActError>) -> Duration {
    match done {
        Ok(0) => REST,
        Ok(_) => Duration::ZERO,
        Err(error) => {
            tracing::warn!(%error, "{what} wait");
            REST * 10
        }
    }
}

/// Rests; answers whether it is time to end.
async fn is_over(stop: &mut watch::Receiver<bool>, rest: Duration) -> bool {
    tokio::select! {
        changed = stop.changed() => changed.is_err() || *stop.borrow(),
        () = tokio::time::sleep(rest) => false,
    }
}
