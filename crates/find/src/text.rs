//! Writing and reading: one form for all ways of writing, pinyin, initials.

use std::sync::LazyLock;

use pinyin::ToPinyin;
use rustc_hash::{FxHashMap, FxHashSet};

/// Small letters, half-width, with blanks for everything that is neither letter nor digit.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        };
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.trim().to_string()
}

/// The text without what stands in brackets, and without quotation marks of titles.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0u32;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            '《' | '》' | '“' | '”' => {}
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Chinese, not letters or digits of other scripts.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Runs of one script, in order.
pub(crate) fn runs(folded: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        let mut start = 0;
        let mut before = None;
        for (at, c) in word.char_indices() {
            let han = is_han(c);
            if before.is_some_and(|before| before != han) {
                runs.push(&word[start..at]);
                start = at;
            }
            before = Some(han);
        }
        runs.push(&word[start..]);
    }
    runs
}

static READINGS: LazyLock<FxHashMap<&str, Vec<String>>> = LazyLock::new(|| {
    let lines = include_str!("../data/readings.tsv").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, reading)| (word, reading.split(' ').map(str::to_string).collect()))
        .collect()
});

/// The syllables of a Chinese text; other letters as they are.
pub(crate) fn syllables(text: &str) -> Vec<String> {
    let readings = &*READINGS;
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut spelled = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let pair: String = chars[at..chars.len().min(at + 2)].iter().collect();
        if let Some(reading) = readings.get(pair.as_str()) {
            spelled.extend(reading.iter().cloned());
            at += 2;
            continue;
        }
        let one = chars[at].to_string();
        match (readings.get(one.as_str()), chars[at].to_pinyin()) {
            (Some(reading), _) => spelled.extend(reading.iter().cloned()),
            (None, Some(syllable)) => spelled.push(syllable.plain().replace('ü', "v")),
            (None, None) => spelled.push(one.to_lowercase()),
        }
        at += 1;
    }
    spelled
}

/// First letters of syllables.
pub(crate) fn initials(syllables: &[String]) -> String {
    syllables
        .iter()
        .filter_map(|syllable| syllable.chars().next())
        .collect()
}

/// Pinyin as it sounds in much of the country, where z and zh, n and ng, n and l are one.
pub(crate) fn blurred(spelled: &str) -> String {
    let mut blurred = String::with_capacity(spelled.len());
    let mut letters = spelled.chars().peekable();
    while let Some(c) = letters.next() {
        match (c, letters.peek()) {
            ('z' | 'c' | 's', Some('h')) | ('n', Some('g')) => {
                blurred.push(c);
                letters.next();
            }
            ('l', _) => blurred.push('n'),
            ('v', _) => blurred.push('u'),
            _ => blurred.push(c),
        }
    }
    blurred
}

static SYLLABLES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    ('\u{4e00}'..='\u{9fa5}')
        .filter_map(|c| c.to_pinyin())
        .map(|syllable| syllable.plain().replace('ü', "v"))
        .collect()
});

/// One syllable of pinyin.
pub(crate) fn is_syllable(letters: &str) -> bool {
    SYLLABLES.contains(letters)
}

/// Whether letters can be read as pinyin; the last syllable may be unfinished.
pub(crate) fn is_pinyin(letters: &str) -> bool {
    if !letters.is_ascii() {
        return false;
    }
    let mut reached = vec![false; letters.len() + 1];
    reached[0] = true;
    for start in 0..letters.len() {
        if !reached[start] {
            continue;
        }
        for end in start + 1..=letters.len().min(start + 6) {
            reached[end] |= SYLLABLES.contains(&letters[start..end]);
        }
    }
    let unfinished = |start: usize| {
        let rest = &letters[start..];
        reached[start] && start > 0 && rest.len() < 6 && SYLLABLES.iter().any(|syllable| syllable.starts_with(rest))
    };
    reached[letters.len()] || (1..letters.len()).any(unfinished)
}

#[cfg(test)]
mod tests {
    use super::{blurred, fold, initials, is_pinyin, runs, syllables, without_brackets};

    #[test]
    fn all_ways_of_writing_become_one() {
        assert_eq!(fold("食品（含保健食品）ＫＴＶ！"), "食品 含保健食品 ktv");
        assert_eq!(without_brackets("食品(含保健食品)经营许可"), "食品经营许可");
        assert_eq!(runs("开ktv 场所"), ["开", "ktv", "场所"]);
    }

    #[test]
    fn characters_are_read_as_in_their_word() {
        assert_eq!(syllables("会计").concat(), "kuaiji");
        assert_eq!(syllables("会议").concat(), "huiyi");
        assert_eq!(initials(&syllables("食品经营许可")), "spjyxk");
    }

    #[test]
    fn sounds_that_many_do_not_tell_apart_are_one() {
        assert_eq!(blurred("zhengshu"), blurred("zenshu"));
        assert_eq!(blurred("lvxing"), blurred("nuxin"));
        assert_ne!(blurred("huzhao"), blurred("hukou"));
    }

    #[test]
    fn pinyin_is_told_from_english() {
        assert!(is_pinyin("jiehunz") && is_pinyin("shipinjingying") && is_pinyin("xian"));
        assert!(!is_pinyin("passport") && !is_pinyin("spjyxk") && !is_pinyin("zz"));
    }
}
