//! What stands around an item: the other items of its library and what is known of the centre.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::items::Item;
use crate::items::code::Profile;
use crate::items::residency::Sphere;

/// The library around an item, looked up by code, by name and by what must be done before.
#[derive(Debug, Default)]
pub struct Around<'a> {
    profile: Option<Profile>,
    items: HashMap<&'a str, &'a Item>,
    names: HashMap<(&'a str, &'a str), Vec<&'a str>>,
    codes: HashMap<&'a str, BTreeSet<&'a str>>,
    circles: HashMap<&'a str, Vec<&'a str>>,
    excepted: HashSet<(String, Sphere)>,
}

impl<'a> Around<'a> {
    /// The library of a region; of each item one version.
    pub fn of(profile: Profile, items: impl IntoIterator<Item = &'a Item>) -> Around<'a> {
        let mut around = Around {
            profile: Some(profile),
            ..Around::default()
        };
        for item in items {
            around.items.insert(&item.code, item);
            around
                .names
                .entry((&item.body, &item.name.zh))
                .or_default()
                .push(&item.code);
            let other = &item.codes;
            for code in [&other.implementation, &other.handling, &other.local] {
                if !code.is_empty() {
                    around.codes.entry(code).or_default().insert(&item.code);
                }
            }
        }
        around.circles = circles(&around.items);
        around
    }

    /// Beside approved exceptions from the hall and the net that hold, by item.
    #[must_use]
    pub fn with_exceptions(mut self, excepted: HashSet<(String, Sphere)>) -> Around<'a> {
        self.excepted = excepted;
        self
    }

    /// An exception of the item was approved and holds.
    pub(super) fn is_excepted(&self, code: &str, sphere: Sphere) -> bool {
        self.excepted.contains(&(code.to_string(), sphere))
    }

    /// The profile by which codes are checked; none where the library is not known.
    pub(super) fn profile(&self) -> Option<Profile> {
        self.profile
    }

    /// The item of a code.
    pub(super) fn item(&self, code: &str) -> Option<&'a Item> {
        self.items.get(code).copied()
    }

    /// Other items of the same body with the same name.
    pub(super) fn namesakes(&self, item: &Item) -> Vec<&'a str> {
        let same = self.names.get(&(item.body.as_str(), item.name.zh.as_str()));
        same.into_iter()
            .flatten()
            .copied()
            .filter(|code| *code != item.code)
            .collect()
    }

    /// Other items that carry the same code in another system.
    pub(super) fn sharers(&self, code: &str, own: &str) -> Vec<&'a str> {
        let same = self.codes.get(code);
        same.into_iter()
            .flatten()
            .copied()
            .filter(|other| *other != own)
            .collect()
    }

    /// The circle of prerequisites in which an item stands, beginning after it and ending with it.
    pub(super) fn circle(&self, code: &str) -> Option<&[&'a str]> {
        self.circles.get(code).map(Vec::as_slice)
    }
}

/// For every item that must be done before itself, the shortest way round.
fn circles<'a>(items: &HashMap<&'a str, &'a Item>) -> HashMap<&'a str, Vec<&'a str>> {
    let next = |code: &str| -> Vec<&'a str> {
        let before = items.get(code).map_or(&[][..], |item| item.prerequisites.as_slice());
        before
            .iter()
            .map(|one| one.item.as_str())
            .filter(|code| items.contains_key(code))
            .collect()
    };
    let having = items.iter().filter(|(_, item)| !item.prerequisites.is_empty());
    having
        .filter_map(|(code, _)| Some((*code, way_back(code, &next)?)))
        .collect()
}

/// The shortest way from an item over its prerequisites back to it.
fn way_back<'a>(start: &'a str, next: &impl Fn(&str) -> Vec<&'a str>) -> Option<Vec<&'a str>> {
    let mut ways: Vec<Vec<&'a str>> = next(start).into_iter().map(|code| vec![code]).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = *way.last()?;
            if last == start {
                return Some(way);
            }
            if !seen.insert(last) {
                continue;
            }
            longer.extend(next(last).into_iter().map(|code| [way.as_slice(), &[code]].concat()));
        }
        ways = longer;
    }
    None
}
