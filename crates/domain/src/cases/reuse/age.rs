//! How recent a material must be (出具时间要求), where the words of the item can be read as a length of time.

use crate::calendar::Day;

/// How recent, as far as it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recency {
    /// Nothing is said.
    Any,
    /// So many months back at most.
    Months(u32),
    /// So many days back at most.
    Days(u32),
    /// Something is said that only people can judge.
    Words,
}

impl Recency {
    /// Reads the Chinese words of an item, as “近三个月内”, “30日内”, “半年内出具”.
    pub fn read(words: &str) -> Recency {
        let words = words.trim();
        if words.is_empty() || matches!(words, "无" | "不限" | "无要求" | "无时间要求") {
            return Recency::Any;
        }
        if words.contains("半年") && !words.contains("年半") {
            return Recency::Months(6);
        }
        let signs: Vec<char> = words.chars().collect();
        let mut found = None;
        let mut at = 0;
        while at < signs.len() {
            let end = signs[at..].iter().take_while(|sign| is_digit(**sign)).count() + at;
            if end == at {
                at += 1;
                continue;
            }
            let rest: String = signs[end..].iter().collect();
            let rest = rest.trim_start().trim_start_matches('个');
            let number = number(&signs[at..end]);
            let read = match number {
                Some(count) if rest.starts_with("月") => Some(Recency::Months(count)),
                Some(count) if rest.starts_with('年') => Some(Recency::Months(count.saturating_mul(12))),
                Some(count) if rest.starts_with('周') => Some(Recency::Days(count.saturating_mul(7))),
                // Working days are counted as days: rather too few than too many.
                Some(count) if ["日", "天", "工作日"].iter().any(|unit| rest.starts_with(unit)) => {
                    Some(Recency::Days(count))
                }
                _ => None,
            };
            match (found, read) {
                // Two lengths of time are for people to judge.
                (Some(_), Some(_)) => return Recency::Words,
                (None, Some(_)) => found = read,
                _ => {}
            }
            at = end;
        }
        found.unwrap_or(Recency::Words)
    }

    /// Whether something that was there on a day is recent enough today; what only people can judge is not refused here.
    pub fn holds(self, day: Day, today: Day) -> bool {
        match self {
            Recency::Any | Recency::Words => true,
            Recency::Days(days) => i64::from(today.days()) - i64::from(day.days()) <= i64::from(days),
            Recency::Months(months) => {
                // 30 days a month, so that it is rather asked for again than used too late.
                let days = i64::from(months) * 30;
                i64::from(today.days()) - i64::from(day.days()) <= days
            }
        }
    }
}

fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit() || "一二两三四五六七八九十".contains(sign)
}

fn number(signs: &[char]) -> Option<u32> {
    let text: String = signs.iter().collect();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |sign: char| "零一二三四五六七八九".chars().position(|known| known == sign);
    let digit = |sign: char| if sign == '两' { Some(2) } else { digit(sign) };
    let number = match signs {
        ['十'] => 10,
        ['十', ones] => 10 + digit(*ones)?,
        [tens, '十'] => digit(*tens)? * 10,
        [tens, '十', ones] => digit(*tens)? * 10 + digit(*ones)?,
        [ones] => digit(*ones)?,
        _ => return None,
    };
    u32::try_from(number).ok()
}
