//! What a change of the calendar does to clocks that run.

use super::{Clock, ClockKind};
use crate::calendar::{Calendar, Day};

/// A clock whose due day is another under another calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Which clock.
    pub kind: ClockKind,
    /// The due day before.
    pub from: Day,
    /// The due day now.
    pub to: Day,
}

impl Moved {
    /// By how many days: later is positive.
    pub fn days(&self) -> i32 {
        self.to.days() - self.from.days()
    }
}

/// The clocks that fall due on another day under the second calendar. One that was stopped keeps its day; one that
/// stands suspended has none.
pub fn moved(clocks: &[Clock], before: &Calendar, after: &Calendar) -> Vec<Moved> {
    clocks
        .iter()
        .filter(|clock| clock.stopped.is_none())
        .filter_map(|clock| {
            let (from, to) = (clock.due(before).ok()?.day, clock.due(after).ok()?.day);
            (from != to).then_some(Moved {
                kind: clock.kind,
                from,
                to,
            })
        })
        .collect()
}
