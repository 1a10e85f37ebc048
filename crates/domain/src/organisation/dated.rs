//! What holds from a day on, so that any day can be asked (历史沿革).

use crate::calendar::Day;

/// A thing as it was entered over time: each entry holds from its day until the next; an empty one ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    entries: Vec<(Day, Option<T>)>,
}

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Dated { entries: Vec::new() }
    }
}

impl<T> Dated<T> {
    /// Enters what holds from a day on; nothing means that it is no more. Of two entries for one day the later one counts.
    pub fn enter(&mut self, from: Day, value: Option<T>) {
        self.entries.push((from, value));
    }

    /// As it was on a day; nothing where it was not there yet or no more.
    pub fn on(&self, day: Day) -> Option<&T> {
        let held = self.entries.iter().enumerate().filter(|(_, (from, _))| *from <= day);
        let (_, (_, value)) = held.max_by_key(|(at, (from, _))| (*from, *at))?;
        value.as_ref()
    }

    /// It is there on every day from `first` to `last`; without a last day, for good.
    pub fn lasts(&self, first: Day, last: Option<Day>) -> bool {
        let ends = self.entries.iter().map(|(from, _)| *from);
        let mut days = ends.filter(|from| *from > first && last.is_none_or(|last| *from <= last));
        self.on(first).is_some() && days.all(|day| self.on(day).is_some())
    }

    /// Every entry in the order in which it was made.
    pub fn entries(&self) -> impl Iterator<Item = (Day, Option<&T>)> {
        self.entries.iter().map(|(from, value)| (*from, value.as_ref()))
    }
}
