//! How long a licence holds (有效期), as the decision says it in words.

use crate::calendar::Day;

use super::months_later;

/// The last day of a licence that begins on a day; none where it has no end, or where the words say none that could be understood.
///
/// Years and months end on the corresponding day (民法典 第二百零二条).
pub fn last_day(validity: &str, from: Day) -> Option<Day> {
    let words: String = validity.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(day) = written(&words) {
        return Some(day);
    }
    let at = words.find(|c: char| c.is_ascii_digit() || numeral(c).is_some())?;
    let (count, unit) = number(&words[at..])?;
    if unit.starts_with('年') {
        Some(months_later(from, count.checked_mul(12)?))
    } else if unit.starts_with("个月") || unit.starts_with('月') {
        Some(months_later(from, count))
    } else if unit.starts_with('天') || unit.starts_with('日') {
        Some(from.plus(i32::try_from(count).ok()?))
    } else {
        None
    }
}

/// A day in words or figures: 2031-03-02, 2031年3月2日, the last where there are two.
fn written(words: &str) -> Option<Day> {
    let figures: String = words
        .chars()
        .map(|c| if c.is_ascii_digit() { c } else { ' ' })
        .collect();
    let parts: Vec<&str> = figures.split_whitespace().collect();
    let [.., year, month, day] = parts.as_slice() else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

/// A count up to ninety-nine in characters, or up to four figures, and what follows it.
fn number(words: &str) -> Option<(u32, &str)> {
    let end = words
        .find(|c: char| !c.is_ascii_digit() && numeral(c).is_none())
        .unwrap_or(words.len());
    let (count, rest) = words.split_at(end);
    if count.bytes().all(|byte| byte.is_ascii_digit()) {
        let count = count.parse().ok().filter(|count| (1..=9_999).contains(count))?;
        return Some((count, rest));
    }
    let digits: Option<Vec<u32>> = count.chars().map(numeral).collect();
    let count = match digits?.as_slice() {
        [10] => 10,
        [10, ones] if *ones < 10 => 10 + ones,
        [ones] => *ones,
        [tens, 10] if *tens < 10 => tens * 10,
        [tens, 10, ones] if *tens < 10 && *ones < 10 => tens * 10 + ones,
        _ => return None,
    };
    Some((count, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_decision_give_the_last_day() {
        let from = Day::parse("2026-03-02").unwrap();
        for (words, expected) in [
            ("五年", Some("2031-03-02")),
            ("5年", Some("2031-03-02")),
            ("有效期 5 年", Some("2031-03-02")),
            ("自发证之日起三年", Some("2029-03-02")),
            ("十二个月", Some("2027-03-02")),
            ("二十年", Some("2046-03-02")),
            ("6个月", Some("2026-09-02")),
            ("90天", Some("2026-05-31")),
            ("至2030年12月31日", Some("2030-12-31")),
            ("2026-03-02至2031-03-01", Some("2031-03-01")),
            ("长期", None),
            ("", None),
            ("以证件为准", None),
        ] {
            let expected = expected.map(|day| Day::parse(day).unwrap());
            assert_eq!(last_day(words, from), expected, "{words}");
        }
        let leap = Day::parse("2028-02-29").unwrap();
        assert_eq!(last_day("一年", leap), Day::parse("2029-02-28").ok());
        assert_eq!(
            last_day("1个月", Day::parse("2026-01-31").unwrap()),
            Day::parse("2026-02-28").ok()
        );
    }
}
