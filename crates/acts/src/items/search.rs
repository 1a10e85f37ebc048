//! Finding an item (事项查找) by words of daily speech, by name, by pinyin and by its initials.
//!
//! Chinese is cut into pairs of characters, so no dictionary is needed and two-character words are found.

use std::sync::Arc;

use pinyin::ToPinyin;
use yimen_domain::items::Item;

/// What is searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    code: String,
    name: String,
    words: String,
    spelled: String,
    initials: String,
    complete: bool,
}

/// Longest question that is looked at, in characters.
const LONGEST: usize = 60;

impl Index {
    /// An index of these items.
    pub fn of<'a>(items: impl Iterator<Item = &'a Arc<Item>>) -> Index {
        Index {
            entries: items.map(|item| Entry::of(item)).collect(),
        }
    }

    /// Codes of the items that answer, best first.
    pub fn find(&self, question: &str) -> Vec<&str> {
        let question: String = fold(question).chars().take(LONGEST).collect();
        let parts: Vec<&str> = question.split_whitespace().collect();
        if parts.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let scores: Option<Vec<u32>> = parts.iter().map(|part| entry.score(part)).collect();
                scores.map(|scores| (scores.iter().sum::<u32>() * 4 + u32::from(entry.complete), entry))
            })
            .collect();
        found.sort_by(|(left, a), (right, b)| {
            right
                .cmp(left)
                .then_with(|| a.name.chars().count().cmp(&b.name.chars().count()))
                .then_with(|| a.code.cmp(&b.code))
        });
        found.into_iter().map(|(_, entry)| entry.code.as_str()).collect()
    }
}

impl Entry {
    fn of(item: &Item) -> Entry {
        let syllables: Vec<&str> = item
            .name
            .zh
            .as_str()
            .to_pinyin()
            .flatten()
            .map(|syllable| syllable.plain())
            .collect();
        Entry {
            code: item.code.clone(),
            name: fold(&item.name.zh),
            words: fold(&format!(
                "{} {} {} {} {}",
                item.name.en,
                item.keywords.join(" "),
                item.group,
                item.body_name.zh,
                item.summary.zh
            )),
            initials: syllables
                .iter()
                .filter_map(|syllable| syllable.chars().next())
                .collect(),
            spelled: syllables.concat(),
            complete: item.completeness == yimen_domain::items::Completeness::Full,
        }
    }

    /// How well one part of the question fits; nothing if it does not.
    fn score(&self, part: &str) -> Option<u32> {
        if self.name == part || self.code.eq_ignore_ascii_case(part) {
            return Some(100);
        }
        if self.name.contains(part) {
            return Some(80);
        }
        if self.words.contains(part) {
            return Some(70);
        }
        if part.is_ascii() {
            return self.spelled_score(part);
        }
        let pairs = pairs(part);
        let total = u32::try_from(pairs.len()).unwrap_or(1).max(1);
        let hits =
            |text: &str| u32::try_from(pairs.iter().filter(|pair| text.contains(pair.as_str())).count()).unwrap_or(0);
        let share = (hits(&self.name) * 60 + hits(&self.words) * 40) / total;
        (share >= 30).then_some(share.min(65))
    }

    fn spelled_score(&self, part: &str) -> Option<u32> {
        if part.len() < 2 {
            return None;
        }
        if self.initials.starts_with(part) || self.spelled.starts_with(part) {
            Some(60)
        } else if self.initials.contains(part) && part.len() >= 3 || self.spelled.contains(part) && part.len() >= 4 {
            Some(45)
        } else {
            None
        }
    }
}

fn fold(text: &str) -> String {
    text.chars()
        .map(|c| {
            if matches!(
                c,
                '（' | '）' | '(' | ')' | '，' | '、' | '《' | '》' | '“' | '”' | '　' | '？' | '。'
            ) {
                ' '
            } else {
                c
            }
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn pairs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 2 {
        return vec![text.to_string()];
    }
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}
