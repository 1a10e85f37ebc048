//! Which documents hold a piece of text, and in which fields.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::document::Field;

/// A piece of text: one or two characters, letters of pinyin or initials, or a word of the Latin script.
pub(crate) type Gram = u64;

const ONE: u64 = 1 << 60;
const TWO: u64 = 2 << 60;
const SPELLED: u64 = 3 << 60;
const INITIALS: u64 = 4 << 60;
const WORD: u64 = 5 << 60;
const GROUP: u64 = 6 << 60;

/// Letters of pinyin that make one gram.
const LETTERS: usize = 4;
/// Initials that make one gram.
const HEADS: usize = 3;

/// A document and the fields, in one number: documents in order, fields in the low byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Posting(u32);

impl Posting {
    pub(crate) fn new(slot: u32, fields: u8) -> Posting {
        Posting(slot << 8 | u32::from(fields))
    }

    pub(crate) fn slot(self) -> u32 {
        self.0 >> 8
    }

    pub(crate) fn fields(self) -> u8 {
        (self.0 & 0xff) as u8
    }

    /// The same with its weightiest field alone.
    pub(crate) fn in_its_best_field(self) -> Posting {
        Posting::new(self.slot(), Field::best_of(self.fields()).map_or(0, Field::bit))
    }
}

pub(crate) fn one(c: char) -> Gram {
    ONE | u64::from(u32::from(c))
}

fn two(first: char, second: char) -> Gram {
    TWO | u64::from(u32::from(first)) << 21 | u64::from(u32::from(second))
}

/// Pairs of neighbours; a single character for itself.
pub(crate) fn pairs(text: &str) -> Vec<Gram> {
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        [single] => vec![one(*single)],
        chars => chars.windows(2).map(|pair| two(pair[0], pair[1])).collect(),
    }
}

fn windows(class: u64, size: usize, letters: &str) -> Vec<Gram> {
    let pack = |letters: &[u8]| {
        letters
            .iter()
            .fold(0, |number, &letter| number << 8 | u64::from(letter))
    };
    letters
        .as_bytes()
        .windows(size)
        .map(|letters| class | pack(letters))
        .collect()
}

/// All documents of a kind of people.
pub(crate) fn group(number: usize) -> Gram {
    GROUP | number as u64
}

/// Grams of blurred pinyin.
pub(crate) fn spelled(letters: &str) -> Vec<Gram> {
    windows(SPELLED, LETTERS, letters)
}

/// Grams of initials; two initials are one gram of their own.
pub(crate) fn heads(letters: &str, every: bool) -> Vec<Gram> {
    let mut grams = windows(INITIALS, HEADS, letters);
    if every || letters.len() < HEADS {
        grams.extend(windows(INITIALS, HEADS - 1, letters));
    }
    grams
}

/// What is where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    lists: FxHashMap<Gram, Vec<Posting>>,
    words: BTreeMap<Box<str>, u32>,
    /// Number for the next new word.
    next: u32,
}

impl Postings {
    /// Notes a gram of a document; documents come in order.
    pub(crate) fn add(&mut self, gram: Gram, slot: u32, field: u8) {
        let list = self.lists.entry(gram).or_default();
        match list.last_mut() {
            Some(last) if last.slot() == slot => *last = Posting::new(slot, last.fields() | field),
            _ => list.push(Posting::new(slot, field)),
        }
    }

    pub(crate) fn add_word(&mut self, word: &str, slot: u32, field: u8) {
        let number = match self.words.get(word) {
            Some(&number) => number,
            None => {
                self.next += 1;
                *self.words.entry(word.into()).or_insert(self.next)
            }
        };
        self.add(WORD | u64::from(number), slot, field);
    }

    pub(crate) fn list(&self, gram: Gram) -> &[Posting] {
        self.lists.get(&gram).map_or(&[], Vec::as_slice)
    }

    /// Documents that hold every gram in one field at least.
    pub(crate) fn all(&self, grams: &[Gram]) -> Vec<Posting> {
        let mut lists: Vec<&[Posting]> = grams.iter().map(|&gram| self.list(gram)).collect();
        lists.sort_by_key(|list| list.len());
        let Some((shortest, others)) = lists.split_first() else {
            return Vec::new();
        };
        let mut found = shortest.to_vec();
        for list in others {
            found = meet(&found, list, |left, right| left & right);
        }
        found
    }

    /// The word itself.
    pub(crate) fn word(&self, word: &str) -> &[Posting] {
        self.words
            .get(word)
            .map_or(&[], |&number| self.list(WORD | u64::from(number)))
    }

    /// Words that begin so, `most` at the most.
    pub(crate) fn beginning<'a>(&'a self, start: &'a str, most: usize) -> impl Iterator<Item = &'a str> {
        self.words
            .range::<str, _>((std::ops::Bound::Included(start), std::ops::Bound::Unbounded))
            .map(|(word, _)| word.as_ref())
            .take_while(move |word| word.starts_with(start))
            .take(most)
    }

    /// Every word of the Latin script.
    pub(crate) fn every_word(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(AsRef::as_ref)
    }

    /// Gives documents new numbers, in the same order; those without one are forgotten.
    pub(crate) fn renumber(&mut self, places: &[Option<u32>]) {
        for list in self.lists.values_mut() {
            let moved = list
                .iter()
                .filter_map(|posting| places[posting.slot() as usize].map(|slot| Posting::new(slot, posting.fields())));
            *list = moved.collect();
        }
        self.lists.retain(|_, list| !list.is_empty());
        let lists = &self.lists;
        self.words
            .retain(|_, number| lists.contains_key(&(WORD | u64::from(*number))));
    }

    /// Bytes that the lists take, roughly.
    pub(crate) fn bytes(&self) -> usize {
        let lists: usize = self.lists.values().map(|list| list.capacity() * 4 + 40).sum();
        lists + self.words.keys().map(|word| word.len() + 40).sum::<usize>()
    }
}

/// What stands in both lists; fields by `join`, and only where it leaves one.
pub(crate) fn meet(left: &[Posting], right: &[Posting], join: fn(u8, u8) -> u8) -> Vec<Posting> {
    let mut found = Vec::with_capacity(left.len().min(right.len()));
    let mut rest = right;
    for posting in left {
        let ahead = gallop(rest, posting.slot());
        rest = &rest[ahead..];
        match rest.first() {
            None => break,
            Some(other) if other.slot() == posting.slot() => {
                let fields = join(posting.fields(), other.fields());
                if fields != 0 {
                    found.push(Posting::new(posting.slot(), fields));
                }
            }
            Some(_) => {}
        }
    }
    found
}

/// How many come before `slot`, looked for in growing steps.
fn gallop(list: &[Posting], slot: u32) -> usize {
    let mut step = 1;
    while step < list.len() && list[step].slot() < slot {
        step *= 2;
    }
    let from = step / 2;
    let to = list.len().min(step + 1);
    from.min(to) + list[from.min(to)..to].partition_point(|posting| posting.slot() < slot)
}

#[cfg(test)]
mod tests {
    use super::{Postings, heads, meet, pairs, spelled};

    #[test]
    fn a_text_is_found_where_all_its_pairs_stand_in_one_field() {
        let mut postings = Postings::default();
        for (slot, field, text) in [
            (0, 1, "食品经营"),
            (1, 1, "食品"),
            (1, 2, "品经营"),
            (4, 2, "食品经营许可"),
        ] {
            pairs(text).into_iter().for_each(|gram| postings.add(gram, slot, field));
        }
        let found: Vec<(u32, u8)> = postings
            .all(&pairs("食品经营"))
            .iter()
            .map(|one| (one.slot(), one.fields()))
            .collect();
        assert_eq!(found, [(0, 1), (4, 2)]);
    }

    #[test]
    fn letters_of_another_class_are_another_gram() {
        assert!(spelled("abcd").iter().all(|gram| !heads("abcd", true).contains(gram)));
        assert_eq!(heads("ab", false).len(), 1);
        assert_eq!(heads("abc", false).len(), 1);
    }

    #[test]
    fn long_and_short_lists_meet_like_sets() {
        let mut postings = Postings::default();
        (0..1000).for_each(|slot| postings.add(1, slot, 1));
        [3, 500, 999].into_iter().for_each(|slot| postings.add(2, slot, 1));
        let slots = |found: Vec<super::Posting>| found.iter().map(|one| one.slot()).collect::<Vec<_>>();
        assert_eq!(
            slots(meet(postings.list(2), postings.list(1), |a, b| a & b)),
            [3, 500, 999]
        );
        assert_eq!(
            slots(meet(postings.list(1), postings.list(2), |a, b| a & b)),
            [3, 500, 999]
        );
    }
}
