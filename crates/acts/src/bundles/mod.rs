//! Bundles (一件事一次办) of the library: every version in memory, how its items stand on a day, and what is wrong with it.

mod publish;
mod record;
pub mod wire;

pub use publish::{Given, Taken, end, import, publish};
pub use record::verify;

use std::collections::BTreeMap;

use serde::Serialize;
use yimen_domain::bundles::check::{Finding, Stands, check};
use yimen_domain::bundles::{Bundle, Span, spans};
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::items::life::Status;
use yimen_domain::words::{Refusal, Words};

use crate::items::Library;
use crate::{ActError, Centre};
use wire::BundleWire;

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// What it says.
    pub bundle: Bundle,
    /// As it was written.
    pub doc: BundleWire,
    /// First day on which it holds.
    pub from: Day,
    /// When it was published.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// Why, and on what paper.
    pub why: (String, String),
    /// The bundle was ended from this day on, and why.
    pub ended: Option<(Day, String)>,
}

/// A bundle with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Versions, oldest first.
    pub editions: Vec<Edition>,
    /// Entries of the record about it.
    entries: u32,
}

impl Kept {
    /// The days of each version.
    pub fn spans(&self) -> Vec<Span> {
        let held = self.editions.iter();
        let held: Vec<_> = held
            .map(|edition| (edition.from, edition.ended.as_ref().map(|(day, _)| *day)))
            .collect();
        spans(&held)
    }

    /// The newest version, unless it was ended.
    pub fn newest(&self) -> Option<&Edition> {
        self.editions.last().filter(|edition| edition.ended.is_none())
    }

    /// The version that holds on a day, and from when until when.
    pub fn on(&self, day: Day) -> Option<(&Edition, Span)> {
        let held = self.editions.iter().zip(self.spans());
        held.rev().find(|(_, span)| span.holds(day))
    }
}

/// Every bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    kept: BTreeMap<String, Kept>,
    /// Number of the last entry of the record that was read.
    last: u32,
}

impl Shelf {
    /// A bundle with all its versions.
    pub fn kept(&self, code: &str) -> Option<&Kept> {
        self.kept.get(code)
    }

    /// Every bundle, in order of code.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Kept)> {
        self.kept.iter().map(|(code, kept)| (code.as_str(), kept))
    }

    /// The bundles that hold on a day, in order of code.
    pub fn on(&self, day: Day) -> impl Iterator<Item = &Edition> {
        self.kept.values().filter_map(move |kept| Some(kept.on(day)?.0))
    }

    /// The bundles that hold on a day and contain an item.
    pub fn with<'a>(&'a self, item: &'a str, day: Day) -> impl Iterator<Item = &'a Edition> {
        self.on(day).filter(move |edition| edition.bundle.place(item).is_some())
    }

    /// The number of the last entry of the record that was read.
    pub(crate) fn last(&self) -> u32 {
        self.last
    }
}

/// Reads every version.
///
/// # Errors
/// A stored bundle cannot be read.
pub(crate) async fn read(centre: &Centre) -> Result<Shelf, ActError> {
    let mut shelf = Shelf::default();
    for entry in record::all(centre).await? {
        shelf.last = entry.seq;
        let from = Day::parse(&entry.from).map_err(|_| ActError::Broken("a bundle has no first day".into()))?;
        let kept = shelf.kept.entry(entry.code.clone()).or_default();
        kept.entries += 1;
        match entry.doc {
            Some(doc) => {
                let version = u32::try_from(kept.editions.len()).unwrap_or(u32::MAX).saturating_add(1);
                kept.editions.push(Edition {
                    bundle: doc.clone().bundle(version),
                    doc,
                    from,
                    at: Instant(entry.at),
                    by: entry.name,
                    why: (entry.reason, entry.basis),
                    ended: None,
                });
            }
            None => {
                if let Some(newest) = kept.editions.last_mut() {
                    newest.ended = Some((from, entry.reason));
                }
            }
        }
    }
    Ok(shelf)
}

/// The number of the last entry of the record.
pub(crate) async fn last(centre: &Centre) -> Result<u32, ActError> {
    record::last(centre).await.map(|(seq, _)| seq)
}

/// The version of a bundle that holds on a day, and from when until when.
///
/// # Errors
/// There is no such bundle on that day.
pub fn on<'a>(library: &'a Library, code: &str, day: Day) -> Result<(&'a Edition, Span), ActError> {
    let missing = || Refusal::missing("这件“一件事”", "this bundle");
    let kept = library.bundles().kept(code).ok_or_else(missing)?;
    Ok(kept.on(day).ok_or_else(missing)?)
}

/// How the items of a bundle stand on a day, in its order.
pub fn stands<'a>(library: &'a Library, bundle: &Bundle, day: Day) -> Vec<Stands<'a>> {
    let of = |code: &str| {
        let Some(newest) = library.latest(code) else {
            return Stands::Missing;
        };
        if library.is_above(code) {
            return Stands::Above(newest);
        }
        let held = library.on(code, day);
        match (library.status(code, day), held) {
            (Status::Withdrawn(_), _) => Stands::Withdrawn(newest),
            (_, None) => Stands::NotYet(newest),
            (Status::Suspended(_), Some(item)) => Stands::Suspended(item),
            (Status::InForce, Some(item)) => Stands::InForce(item),
        }
    };
    bundle.members.iter().map(|member| of(&member.item)).collect()
}

/// What is wrong with a bundle that is to hold on a day.
pub fn findings(centre: &Centre, bundle: &Bundle, day: Day) -> Vec<Finding> {
    let library = centre.library();
    let lead = centre.organisation().bodies.contains_key(&bundle.lead);
    check(bundle, &stands(&library, bundle, day), lead)
}

/// What is wrong with the bundles that hold on a day, in order of code; those with nothing wrong, too.
pub fn check_all(centre: &Centre, day: Day) -> Vec<(String, Words, Vec<Finding>)> {
    let library = centre.library();
    let checked = |edition: &Edition| {
        let bundle = &edition.bundle;
        (bundle.code.clone(), bundle.name.clone(), findings(centre, bundle, day))
    };
    library.bundles().on(day).map(checked).collect()
}

/// The documents of the bundles that hold on a day, as they are brought in elsewhere.
///
/// # Errors
/// They cannot be written.
pub fn export(centre: &Centre, day: Day) -> Result<Vec<u8>, ActError> {
    let library = centre.library();
    let docs: Vec<&BundleWire> = library.bundles().on(day).map(|edition| &edition.doc).collect();
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::pretty(&mut bytes);
    docs.serialize(&mut writer)
        .map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(bytes)
}
