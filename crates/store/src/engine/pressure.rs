//! Back-pressure (背压): a change is refused at once when those before it would take too long.
//!
//! A batch takes a fixed time, mostly the disk's, and a time for each of its changes. Both are learnt from the batches as
//! they are made, so the number of changes that may wait follows the machine: see docs/adr/0005.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::{CommitError, Options};

/// So many may always wait: people at their windows are not refused because one batch was slow.
const ALWAYS: usize = 128;

/// What is known of the pace of the writer.
pub(crate) struct Pressure {
    limit: Duration,
    most: u64,
    waiting: AtomicUsize,
    origin: Instant,
    /// When the running batch began, in nanoseconds after `origin`; 0 when none runs.
    begun: AtomicU64,
    fixed: AtomicU64,
    each: AtomicU64,
}

/// A place among the changes that wait; leaving it makes room.
pub(crate) struct Place(Arc<Pressure>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pressure {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            limit: options.wait,
            most: options.batch.max(1) as u64,
            waiting: AtomicUsize::new(0),
            origin: Instant::now(),
            begun: AtomicU64::new(0),
            fixed: AtomicU64::new(0),
            each: AtomicU64::new(0),
        }
    }

    /// A place for one more change, or a refusal.
    pub(crate) fn admit(self: &Arc<Self>) -> Result<Place, CommitError> {
        let place = self.enter();
        let before = self.waiting.load(Ordering::Relaxed).saturating_sub(1);
        if before >= ALWAYS && self.expected(before as u64, self.age()) > self.limit {
            return Err(CommitError::Busy);
        }
        Ok(place)
    }

    /// A place that is never refused.
    pub(crate) fn enter(self: &Arc<Self>) -> Place {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Place(Arc::clone(self))
    }

    /// How long those before take. A batch that already takes longer than was expected says more than the past.
    fn expected(&self, before: u64, age: Duration) -> Duration {
        let fixed = self.fixed.load(Ordering::Relaxed);
        let each = self.each.load(Ordering::Relaxed);
        let batches = before.div_ceil(self.most);
        let nanos = batches
            .saturating_mul(fixed)
            .saturating_add(before.saturating_mul(each));
        Duration::from_nanos(nanos).max(age)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.origin.elapsed().as_nanos())
            .unwrap_or(u64::MAX)
            .max(1)
    }

    fn age(&self) -> Duration {
        match self.begun.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            begun => Duration::from_nanos(self.now().saturating_sub(begun)),
        }
    }

    /// The writer begins a batch.
    pub(crate) fn begin(&self) {
        self.begun.store(self.now(), Ordering::Relaxed);
    }

    /// The batch is answered; it had so many changes.
    pub(crate) fn end(&self, changes: usize) {
        let took = self.age();
        self.begun.store(0, Ordering::Relaxed);
        if changes > 0 {
            self.learn(changes as u64, u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
        }
    }

    /// The fixed time is that of the quickest batch of late; what a batch takes beyond it is shared by its changes.
    fn learn(&self, changes: u64, took: u64) {
        let fixed = match self.fixed.load(Ordering::Relaxed) {
            0 => took,
            known => took.min(known.saturating_add(known / 4).saturating_add(1)),
        };
        let share = (took - fixed) / changes;
        let each = self.each.load(Ordering::Relaxed);
        self.fixed.store(fixed, Ordering::Relaxed);
        self.each.store(each - each / 4 + share / 4, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLI: u64 = 1_000_000;

    /// How many changes may wait after batches of so many changes that took so many milliseconds each.
    fn room(batches: &[(u64, u64)]) -> u64 {
        let pressure = Pressure::new(&Options::default());
        for (changes, millis) in batches {
            pressure.learn(*changes, millis * MILLI);
        }
        let fits = |before: &u64| pressure.expected(*before, Duration::ZERO) <= pressure.limit;
        (0..=4096).rev().find(fits).unwrap_or(0)
    }

    #[test]
    fn a_quick_disk_leaves_the_whole_queue() {
        assert_eq!(room(&[]), 4096);
        assert_eq!(room(&[(1, 2), (40, 5), (512, 70), (512, 72)]), 4096);
    }

    #[test]
    fn a_slow_disk_leaves_what_it_makes_in_a_second() {
        // 512 changes in 400 ms, again and again: two such batches fit into a second.
        assert_eq!(room(&[(512, 400); 30]), 1024);
        // Each change takes 10 ms: about a hundred of them do.
        let slow = [(1, 12), (20, 202), (100, 1002), (100, 1002), (100, 1002), (100, 1002)].repeat(8);
        assert!((60..=200).contains(&room(&slow)), "{}", room(&slow));
    }

    #[test]
    fn a_slow_fsync_with_cheap_changes_fills_the_batches() {
        assert_eq!(room(&[(1, 90), (5, 90), (300, 92)]), 4096);
    }

    #[test]
    fn a_disk_that_is_quick_again_is_believed() {
        let mut batches = vec![(100, 1500); 20];
        batches.extend([(100, 10); 20]);
        assert_eq!(room(&batches), 4096);
    }

    #[test]
    fn a_batch_that_hangs_refuses_all_but_a_few() {
        let pressure = Arc::new(Pressure::new(&Options::default()));
        assert!(pressure.expected(1, Duration::from_secs(2)) > pressure.limit);
        let places = (0..ALWAYS).map(|_| pressure.admit().unwrap()).collect::<Vec<_>>();
        pressure.learn(1, 10_000 * MILLI);
        assert_eq!(pressure.admit().err(), Some(CommitError::Busy));
        drop(places);
        assert!(pressure.admit().is_ok(), "those who leave make room");
    }
}
