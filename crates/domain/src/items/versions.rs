//! From when and until when each version of an item holds (版本有效期).

use crate::calendar::Day;

/// A version and the days on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Number of the version.
    pub version: u32,
    /// From the start of this day.
    pub from: Day,
    /// Until the start of this day; none while it is the latest. The same as `from` where another came on the same day.
    pub until: Option<Day>,
}

impl Held {
    /// The days of each version, oldest first, from the days from which they were to hold. A higher number stands over a
    /// lower one: a version that is overtaken before its day never holds.
    pub fn spans(versions: impl IntoIterator<Item = (u32, Day)>) -> Vec<Held> {
        let mut spans: Vec<Held> = Vec::new();
        for (version, from) in versions {
            for known in spans.iter_mut() {
                let until = known.until.map_or(from, |until| until.min(from));
                known.until = Some(until.max(known.from));
            }
            spans.push(Held {
                version,
                from,
                until: None,
            });
        }
        spans
    }
}

/// The version that holds on a day; none before there was any.
pub fn on(spans: &[Held], day: Day) -> Option<&Held> {
    spans.iter().rev().find(|held| held.from <= day)
}
