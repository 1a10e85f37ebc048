//! Finding an item (事项查找): the library as documents of `yimen_find`, kept up to date item by item.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use yimen_domain::items::{Completeness, Item};
use yimen_find::{Document, Index, Saying, Words};

pub use yimen_find::{Explanation, Group, Narrow, Question, Reason, Way, life_events, people};

/// Items that are put into the index before others may read it again.
const STEP: usize = 200;

/// The index of the latest versions. A library that is loaded again takes it over, and only what changed is put in anew.
#[derive(Debug, Clone, Default)]
pub(super) struct Finder(Arc<RwLock<Held>>);

#[derive(Debug, Default)]
struct Held {
    index: Index,
    items: HashMap<String, Arc<Item>>,
    /// Number of the last change of the place's own words that was learnt.
    learnt: u32,
}

impl Finder {
    /// Number of the last change of the place's own words that was learnt.
    pub(super) fn learnt(&self) -> u32 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).learnt
    }

    /// Learns the words of the place as they are after a change.
    pub(super) fn learn(&self, sayings: &[Saying], change: u32) {
        let words = Words::with(sayings);
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        held.index.learn(&words);
        held.learnt = change;
    }

    /// Brings the index to these items; answers how many were put in or taken out.
    pub(super) fn follow(&self, latest: &BTreeMap<String, Arc<Item>>) -> usize {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Held { index, items, .. } = &mut *held;
        let gone: Vec<String> = items
            .keys()
            .filter(|code| !latest.contains_key(*code))
            .cloned()
            .collect();
        for code in &gone {
            index.remove(code);
            items.remove(code);
        }
        let new: Vec<(&String, &Arc<Item>)> = latest
            .iter()
            .filter(|(code, item)| !items.get(*code).is_some_and(|known| is_same(known, item)))
            .collect();
        drop(held);
        // People who look for something wait for one step at most, not for a whole list.
        for some in new.chunks(STEP) {
            let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
            for (code, item) in some {
                held.index.put(&document(item));
                held.items.insert((*code).clone(), Arc::clone(item));
            }
        }
        gone.len() + new.len()
    }

    pub(super) fn index(&self) -> Reading<'_> {
        Reading(self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The index, while nobody changes it.
pub(super) struct Reading<'a>(RwLockReadGuard<'a, Held>);

impl std::ops::Deref for Reading<'_> {
    type Target = Index;

    fn deref(&self) -> &Index {
        &self.0.index
    }
}

/// A version never changes, but the name of its body may.
fn is_same(known: &Item, item: &Item) -> bool {
    known.version == item.version && known.body_name == item.body_name
}

fn document(item: &Item) -> Document {
    Document {
        key: item.code.clone(),
        name: item.name.zh.clone(),
        name_en: item.name.en.clone(),
        keywords: item.keywords.clone(),
        group: item.group.clone(),
        summary: item.summary.zh.clone(),
        summary_en: item.summary.en.clone(),
        body: item.body.clone(),
        body_name: item.body_name.zh.clone(),
        body_name_en: item.body_name.en.clone(),
        kind: item.kind.code().into(),
        audience: item
            .audience
            .iter()
            .map(|audience| audience.code().to_string())
            .collect(),
        complete: item.completeness == Completeness::Full,
    }
}

/// A part of what was looked for.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Items, best first; without words in order of code.
    pub items: Vec<Arc<Item>>,
    /// How many fit in all.
    pub total: usize,
}

/// A place in the ranking, with its reasons.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The item.
    pub item: Arc<Item>,
    /// Its place, from 1; absent where it is not among the answers.
    pub place: Option<usize>,
    /// Why it stands there.
    pub why: Explanation,
}

/// A group of items with their number.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// Life event or kind of people.
    pub group: &'static Group,
    /// Items that belong to it.
    pub items: usize,
}

pub(super) fn counted(groups: &'static [Group], counts: Vec<usize>) -> Vec<Counted> {
    groups
        .iter()
        .zip(counts)
        .map(|(group, items)| Counted { group, items })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use yimen_domain::items::Item;

    use super::{Finder, Question};
    use crate::items::wire::ItemWire;
    use crate::organisation::Organisation;

    fn library(items: &[(&str, u32, &str)]) -> BTreeMap<String, Arc<Item>> {
        let passport = include_str!("../../../../demo/items/ordinary-passport.json");
        let item = |&(code, version, name): &(&str, u32, &str)| {
            let mut wire: ItemWire = serde_json::from_str(passport).unwrap();
            (wire.code, wire.name.zh, wire.keywords) = (code.into(), name.into(), Vec::new());
            let item = wire.item(version, &Organisation::default());
            (code.to_string(), Arc::new(item))
        };
        items.iter().map(item).collect()
    }

    #[test]
    fn only_items_that_changed_are_put_into_the_index_again() {
        let finder = Finder::default();
        assert_eq!(
            finder.follow(&library(&[("a-01", 1, "养蜂证申领"), ("b-01", 1, "犬类准养证核发")])),
            2
        );
        assert_eq!(
            finder.follow(&library(&[("a-01", 1, "养蜂证申领"), ("b-01", 1, "犬类准养证核发")])),
            0
        );
        let next = library(&[
            ("a-01", 2, "养蚕证申领"),
            ("b-01", 1, "犬类准养证核发"),
            ("c-01", 1, "居住证办理"),
        ]);
        assert_eq!(finder.follow(&next), 2);
        let total = |words: &str| finder.index().find(&Question::new(words)).total;
        assert_eq!((total("蜂"), total("养蚕"), total("犬类"), total("居住")), (0, 1, 1, 1));
        assert_eq!(finder.follow(&library(&[("c-01", 1, "居住证办理")])), 2);
        assert_eq!((total("养蚕"), total("居住")), (0, 1));
    }
}
