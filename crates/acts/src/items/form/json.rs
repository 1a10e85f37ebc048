//! What was filled in, as JSON: a flat map of texts as it always was, with lists, rows and files where a form has them.
//!
//! For `#[serde(with = …)]`.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};
use yimen_domain::cases::event::FileMark;
use yimen_domain::items::form::{Answer, Answers};

/// Writes answers.
///
/// # Errors
/// As the serializer.
pub fn serialize<S: Serializer>(answers: &Answers, serializer: S) -> Result<S::Ok, S::Error> {
    value(answers).serialize(serializer)
}

/// Reads answers.
///
/// # Errors
/// They have another shape.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Answers, D::Error> {
    let map = BTreeMap::<String, Value>::deserialize(deserializer)?;
    map.into_iter()
        .map(|(code, value)| match answer(value) {
            Some(answer) => Ok((code, answer)),
            None => Err(D::Error::custom(format!("“{code}” is no answer to a form"))),
        })
        .collect()
}

/// Answers as JSON.
pub fn value(answers: &Answers) -> Value {
    let entry = |(code, answer): (&String, &Answer)| (code.clone(), one(answer));
    Value::Object(answers.iter().map(entry).collect::<Map<_, _>>())
}

fn one(answer: &Answer) -> Value {
    match answer {
        Answer::Text(text) => Value::String(text.clone()),
        Answer::Many(codes) => json!(codes),
        Answer::Rows(rows) => Value::Array(rows.iter().map(value).collect()),
        Answer::Files(files) => Value::Array(files.iter().map(file).collect()),
    }
}

fn file(file: &FileMark) -> Value {
    json!({ "hash": file.hash, "name": file.name, "size": file.size, "media": file.media })
}

/// One answer by its own shape; numbers and truth values are taken as text. Nothing for what no answer looks like.
pub fn answer(value: Value) -> Option<Answer> {
    match value {
        Value::Array(entries) => list(entries),
        other => plain(other).map(Answer::Text),
    }
}

fn plain(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if yes { "yes" } else { "no" }.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn list(entries: Vec<Value>) -> Option<Answer> {
    if !entries.is_empty() && entries.iter().all(is_file) {
        return entries.into_iter().map(mark).collect::<Option<_>>().map(Answer::Files);
    }
    if entries.iter().all(Value::is_object) && !entries.is_empty() {
        return entries.into_iter().map(row).collect::<Option<_>>().map(Answer::Rows);
    }
    entries.into_iter().map(plain).collect::<Option<_>>().map(Answer::Many)
}

/// A row never has a number as such: its answers are texts, lists and rows.
fn is_file(value: &Value) -> bool {
    value["hash"].is_string() && value["size"].is_u64()
}

fn mark(value: Value) -> Option<FileMark> {
    let text = |name: &str| Some(value[name].as_str()?.to_string());
    Some(FileMark {
        hash: text("hash")?,
        name: text("name")?,
        size: value["size"].as_u64()?,
        media: text("media")?,
    })
}

fn row(value: Value) -> Option<Answers> {
    let Value::Object(map) = value else { return None };
    map.into_iter()
        .map(|(code, value)| Some((code, answer(value)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Answers {
        deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap()
    }

    #[test]
    fn what_was_kept_before_groups_were_known_reads_and_writes_as_it_was() {
        let old = r#"{"a":"示例","b":"12"}"#;
        assert_eq!(value(&read(old)).to_string(), old);
    }

    #[test]
    fn rows_choices_and_files_come_back_as_they_were() {
        let file = FileMark {
            hash: "ab".into(),
            name: "照片.png".into(),
            size: 12,
            media: "image/png".into(),
        };
        let row = Answers::from([
            ("name".into(), "王小明".into()),
            ("copy".into(), Answer::Files(vec![file.clone()])),
        ]);
        let answers = Answers::from([
            ("kinds".into(), Answer::Many(vec!["a".into(), "b".into()])),
            ("partners".into(), Answer::Rows(vec![row])),
            ("photo".into(), Answer::Files(vec![file])),
        ]);
        assert_eq!(read(&value(&answers).to_string()), answers);
    }

    #[test]
    fn numbers_and_truth_values_are_texts_and_objects_are_refused() {
        let answers = read(r#"{"a":3,"b":true,"c":null}"#);
        let texts: Vec<&str> = answers.values().map(Answer::text).collect();
        assert_eq!(texts, ["3", "yes", ""]);
        assert!(
            serde_json::from_str::<Value>(r#"{"x":1}"#)
                .ok()
                .and_then(answer)
                .is_none()
        );
    }
}
