//! What is done at intervals: taking in changes of the calendar and of the items, closing the days of the ledger, and what the law does
//! when an authority is silent; and once a day, putting the sums of what is long past together and deleting
//! what was kept long enough.

use std::time::Duration;

use tokio::sync::watch;
use yimen_acts::accounts::recovery;
use yimen_acts::calendar::{recompute, refresh};
use yimen_acts::cases::{beyond, board, chase, deem};
use yimen_acts::ledger::days;
use yimen_acts::vault::reseal;
use yimen_acts::{ActError, Centre, clocks, items, letters, organisation, payments, retention, supervision};
use yimen_domain::calendar::Day;

/// How often is looked. Deemed acceptances are found by index, so that looking costs next to nothing.
const INTERVAL: Duration = Duration::from_secs(10);

/// Runs until `stop` says so.
pub async fn run(centre: &Centre, mut stop: watch::Receiver<bool>) {
    let mut put_together = None;
    loop {
        if let Err(error) = once(centre).await {
            tracing::warn!(%error, "scheduled work waits");
        }
        if let Err(error) = close_days(centre).await {
            tracing::warn!(%error, "the days of the ledger wait to be closed");
        }
        if let Err(error) = daily(centre, &mut put_together).await {
            tracing::warn!(%error, "the sums of days past wait to be put together");
        }
        if super::is_over(&mut stop, INTERVAL).await {
            return;
        }
    }
}

/// At the start, and when a day has begun.
async fn daily(centre: &Centre, last: &mut Option<Day>) -> Result<(), ActError> {
    let today = centre.today();
    if *last != Some(today) {
        let rows = board::put_past_together(centre).await?;
        let reminded = deem::remind(centre).await?;
        if !reminded.is_empty() {
            tracing::info!(count = reminded.len(), "reminded that the time for corrections ends");
        }
        payments::work::sweep(centre).await?;
        supervision::work::sweep(centre).await?;
        let cards = supervision::night::rounds(centre).await?;
        if cards > 0 {
            tracing::info!(cards, "cards were given for what several cases show together");
        }
        let deleted = retention::run(centre, false).await?;
        for done in &deleted.done {
            tracing::info!(
                kind = done.kind,
                count = done.count,
                "what was kept long enough is deleted"
            );
        }
        let reminded = beyond::remind(centre).await?;
        if reminded > 0 {
            tracing::info!(count = reminded, "reminded of what is due soon");
        }
        let reminded = chase::remind(centre).await?;
        if !reminded.is_empty() {
            tracing::info!(count = reminded.len(), "reminded that a result is ready");
        }
        *last = Some(today);
        tracing::debug!(rows, "the sums of days past are put together");
    }
    Ok(())
}

async fn close_days(centre: &Centre) -> Result<(), ActError> {
    for entry in days::close_due(centre).await? {
        tracing::info!(
            day = entry.day,
            events = entry.leaves,
            root = entry.root,
            "a day of the ledger is closed"
        );
    }
    Ok(())
}

async fn once(centre: &Centre) -> Result<(), ActError> {
    reseal::refresh(centre).await?;
    recovery::make_findable(centre).await?;
    refresh(centre).await?;
    clocks::refresh(centre).await?;
    supervision::refresh(centre).await?;
    items::refresh(centre).await?;
    items::sayings::refresh(centre).await?;
    letters::refresh(centre).await?;
    if organisation::record::refresh(centre).await? {
        organisation::load(centre).await?;
    }
    let placed = organisation::change::settle(centre).await?;
    if placed > 0 {
        tracing::info!(count = placed, "accounts follow the posts of their people");
    }
    let before = recompute::progress(centre).await?;
    let progress = recompute::resume(centre, |_| {}).await?;
    if before.is_none_or(|before| before != progress) && progress.total > 0 {
        tracing::info!(
            version = progress.version,
            moved = progress.moved,
            done = progress.done,
            "the open cases follow the calendar"
        );
    }
    let looked = supervision::work::recount(centre).await?;
    if looked > 0 {
        tracing::info!(count = looked, "the open cases follow the rules of supervision");
    }
    let renewed = deem::renewals(centre).await?;
    if !renewed.is_empty() {
        tracing::info!(
            count = renewed.len(),
            "renewed by law: nobody decided before the licence expired"
        );
    }
    let lapsed = deem::lapsed(centre).await?;
    if !lapsed.is_empty() {
        tracing::info!(
            count = lapsed.len(),
            "counted as withdrawn: the corrections did not come in time"
        );
    }
    let ended = deem::deferred(centre).await?;
    if !ended.is_empty() {
        tracing::info!(
            count = ended.len(),
            "taken as withdrawn: what was promised did not come in time"
        );
    }
    let accepted = deem::overdue(centre).await?;
    if !accepted.is_empty() {
        tracing::info!(
            count = accepted.len(),
            "accepted by law: nobody answered in five working days"
        );
    }
    Ok(())
}
