//! What was filled in as the instance that a form's schema describes: numbers as numbers, yes and no as truth values,
//! money as fen, files as hashes. What is not written as its kind wants it stays text, so that the schema says so.

use serde_json::{Map, Value, json};
use yimen_domain::items::form::check::{fen, scaled, whole};
use yimen_domain::items::form::{Answer, Answers, Field, FieldType};

/// Answers as the form's schema describes them.
pub fn instance(fields: &[Field], answers: &Answers) -> Value {
    let entry = |(code, answer): (&String, &Answer)| {
        let field = fields.iter().find(|field| &field.code == code);
        (code.clone(), one(field, answer))
    };
    let filled = answers.iter().filter(|(_, answer)| !answer.is_empty());
    Value::Object(filled.map(entry).collect::<Map<_, _>>())
}

fn one(field: Option<&Field>, answer: &Answer) -> Value {
    match answer {
        Answer::Text(text) => typed(field, text.trim()),
        Answer::Many(codes) => json!(codes),
        Answer::Rows(rows) => {
            let fields = field.map(Field::fields).unwrap_or_default();
            Value::Array(rows.iter().map(|row| instance(fields, row)).collect())
        }
        Answer::Files(files) => Value::Array(files.iter().map(|file| json!(file.hash)).collect()),
    }
}

fn typed(field: Option<&Field>, text: &str) -> Value {
    let value = match field.map(|field| &field.kind) {
        Some(FieldType::Integer) => whole(text).map(|number| json!(number)),
        Some(FieldType::Money) => fen(text).map(|number| json!(number)),
        Some(FieldType::Decimal(places)) => scaled(text, *places)
            .and_then(|_| text.parse::<f64>().ok())
            .map(|number| json!(number)),
        Some(FieldType::YesNo) => match text {
            "yes" => Some(Value::Bool(true)),
            "no" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    value.unwrap_or_else(|| Value::String(text.to_string()))
}
