//! Values as people read and type them.

use serde_json::Value;

/// The text of a value; nothing where there is none.
pub fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_string()
}

/// The texts of a list.
pub fn texts(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array);
    let texts = values.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_string).collect()
}

/// Fen as yuan: 1250 is 12.50.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

/// Yuan as fen; none where it is no amount of money with at most two decimals.
pub fn fen(typed: &str) -> Option<i64> {
    let typed = half_width(typed);
    let typed = typed
        .trim_start_matches(['¥', '￥'])
        .trim_end_matches('元')
        .replace(',', "");
    let (yuan, cents) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || cents.len() > 2 || !digits(yuan) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// A whole number from 0 as it may be typed, also in full width.
pub fn number(typed: &str) -> Option<u32> {
    half_width(typed).parse().ok()
}

/// A day as it may be typed: 2026-05-01, 2026/5/1, 2026年5月1日.
pub fn day(typed: &str) -> Option<String> {
    let typed = half_width(typed).replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = typed.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(date.to_string())
}

fn half_width(typed: &str) -> String {
    let half = |letter: char| match letter {
        '０'..='９' => char::from_u32(letter as u32 - '０' as u32 + '0' as u32).unwrap_or(letter),
        '．' | '。' => '.',
        '－' => '-',
        '／' => '/',
        '，' => ',',
        _ => letter,
    };
    typed.trim().chars().map(half).collect()
}

/// Values under names: a text as it is, anything else (and a text that looks so) as JSON.
pub fn pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let shown = |value: &Value| match value {
        Value::String(text) if !is_encoded(text) => text.clone(),
        value => value.to_string(),
    };
    let fields = value.and_then(Value::as_object);
    let pair = |(name, value): (&String, &Value)| (name.clone(), shown(value));
    fields.into_iter().flatten().map(pair).collect()
}

/// Names and values, one pair a line.
pub fn pairs_text(pairs: &[(String, String)]) -> String {
    let lines: Vec<String> = pairs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    lines.join("\n")
}

/// Lines of names and values as an object; a line without a name is left out.
pub(crate) fn read_pairs(typed: &str) -> Value {
    let value = |text: &str| {
        let decoded = is_encoded(text).then(|| serde_json::from_str(text).ok()).flatten();
        decoded.unwrap_or_else(|| Value::from(text))
    };
    let pair = |line: &str| {
        let (name, text) = line.split_once(['=', '＝'])?;
        (!name.trim().is_empty()).then(|| (name.trim().to_string(), value(text.trim())))
    };
    Value::Object(typed.lines().filter_map(pair).collect())
}

fn is_encoded(text: &str) -> bool {
    text.starts_with(['[', '{', '"']) || text.contains('\n') || text.trim() != text
}

/// Yes, no or not said, as it is sent.
pub fn said(said: Option<bool>) -> &'static str {
    match said {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    }
}

/// A text as browsers give it back: lines end in one way.
pub(crate) fn lines_ended(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Nothing is said by it: absent, null, an empty text, an empty list, or a group of such.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Fields by which a row is called, the most telling first.
const TITLES: [&str; 6] = ["name", "label", "question", "title", "item", "code"];

/// What a row is called, Chinese and English.
pub fn title(row: &Value) -> (String, String) {
    let called = |value: &Value| match value {
        Value::String(text) => (text.clone(), String::new()),
        Value::Object(_) => (text(value.get("zh")), text(value.get("en"))),
        _ => Default::default(),
    };
    let own = called(row);
    let mut titles = TITLES.iter().filter_map(|key| row.get(*key)).map(called);
    if own.0.is_empty() {
        titles.find(|title| !title.0.is_empty()).unwrap_or_default()
    } else {
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_typed_and_fen_are_kept() {
        for (typed, kept) in [
            ("12.50", 1250),
            ("0", 0),
            ("７", 700),
            ("1,200.5", 120_050),
            ("￥10元", 1000),
        ] {
            assert_eq!(fen(typed), Some(kept), "{typed}");
        }
        for wrong in ["", "ten", "1.234", "-5", "1.2.3", "99999999999999999999"] {
            assert_eq!(fen(wrong), None, "{wrong}");
        }
        assert_eq!((yuan(1250), yuan(5)), ("12.50".into(), "0.05".into()));
    }

    #[test]
    fn pairs_come_back_as_they_were_whatever_they_hold() {
        let value = serde_json::json!({
            "situation.cooks": "yes", "list": ["a", "b"], "odd": "[1]", "lines": "a\nb", "number": { "n": 1 }, "empty": "",
        });
        assert_eq!(read_pairs(&pairs_text(&pairs(Some(&value)))), value);
    }

    #[test]
    fn a_day_is_taken_in_the_ways_in_which_it_is_written_and_must_exist() {
        for typed in ["2026-05-01", "2026/5/1", "2026年5月1日", "２０２６．５．１"] {
            assert_eq!(day(typed).as_deref(), Some("2026-05-01"), "{typed}");
        }
        for wrong in ["2026-02-30", "26-05-01", "May", "2026-05"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
