//! Who had a case for how long.

use super::Owner;
use crate::calendar::{Calendar, Instant};

/// What one owner had of a case's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Microseconds.
    pub micros: i64,
    /// Working days: those at whose end this owner had the case. The first day of the case is not counted.
    pub working_days: i64,
}

/// A case's time, by owner. The shares add up to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    shares: [Share; 5],
}

impl Split {
    /// The share of one owner.
    pub fn of(&self, owner: Owner) -> Share {
        self.shares[owner as usize]
    }

    /// Every owner with a share of time, in the order of [`Owner::all`].
    pub fn shares(&self) -> impl Iterator<Item = (Owner, Share)> + '_ {
        self.all().filter(|(_, share)| *share != Share::default())
    }

    /// Every owner, those without a share of time too.
    pub fn all(&self) -> impl Iterator<Item = (Owner, Share)> + '_ {
        Owner::all().map(|owner| (owner, self.of(owner)))
    }

    /// All shares together.
    pub fn total(&self) -> Share {
        self.shares.iter().fold(Share::default(), |sum, share| Share {
            micros: sum.micros + share.micros,
            working_days: sum.working_days + share.working_days,
        })
    }
}

/// Splits the time from the first hand-over to `end` among those who had the case. Each hand-over names who has it
/// from then on. A working day belongs to whoever has the case when that day ends, so no day is counted twice.
pub fn split(hand_overs: &[(Instant, Owner)], end: Instant, calendar: &Calendar, zone_offset_secs: i32) -> Split {
    let mut held: Vec<(Instant, Owner)> = hand_overs.iter().copied().filter(|(at, _)| *at <= end).collect();
    held.sort_by_key(|(at, _)| *at);
    let mut split = Split::default();
    let Some(&(begin, _)) = held.first() else {
        return split;
    };
    let first_day = begin.day(zone_offset_secs);
    for (n, &(from, owner)) in held.iter().enumerate() {
        let next = held.get(n + 1).map(|(at, _)| *at);
        let last = next.map_or(end.day(zone_offset_secs), |next| next.day(zone_offset_secs).plus(-1));
        let before = from.day(zone_offset_secs).plus(-1).max(first_day);
        let share = &mut split.shares[owner as usize];
        share.micros += next.unwrap_or(end).0 - from.0;
        share.working_days += calendar.count(before, last.max(before));
    }
    split
}
