//! Answers that come in as JSON from other systems, read by what each field is.

use std::collections::BTreeMap;

use serde_json::Value;
use yimen_domain::cases::event::FileMark;
use yimen_domain::items::form::{Answer, Answers, Field, FieldType, Rule, rule};
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Fault, Refusal};

use super::json;
use crate::{ActError, Centre, files};

/// Files that the caller brought before, by hash.
pub type Brought = BTreeMap<String, FileMark>;

/// Reads answers, with the particulars of the caller's own uploads.
///
/// # Errors
/// An answer has not the shape of its field, or a file was not brought by this account.
pub async fn read(
    centre: &Centre,
    account: AccountId,
    fields: &[Field],
    body: BTreeMap<String, Value>,
) -> Result<Answers, ActError> {
    let mut brought = Brought::new();
    let mut wrong = Vec::new();
    for (path, hash) in hashes("form.", fields, &body) {
        match files::brought(centre, account, &hash).await {
            Ok(mark) => {
                brought.insert(hash, mark);
            }
            Err(ActError::Refused(refusal)) => wrong.extend(refusal.faults.into_iter().map(|fault| Fault {
                field: path.clone(),
                words: fault.words,
            })),
            Err(error) => return Err(error),
        }
    }
    let answers = object("form.", fields, body, &brought, &mut wrong);
    if wrong.is_empty() {
        Ok(answers)
    } else {
        Err(Refusal::invalid(wrong).into())
    }
}

fn hash_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["hash"].as_str())
}

fn hashes(before: &str, fields: &[Field], body: &BTreeMap<String, Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for field in fields {
        let path = format!("{before}{}", field.code);
        let entries = body.get(&field.code).and_then(Value::as_array);
        for (at, entry) in entries.into_iter().flatten().enumerate() {
            match (&field.kind, entry) {
                (FieldType::File(_), entry) => {
                    found.extend(hash_of(entry).map(|hash| (path.clone(), hash.to_string())));
                }
                (FieldType::Group(inner), Value::Object(row)) => {
                    let row: BTreeMap<String, Value> = row.clone().into_iter().collect();
                    found.extend(hashes(&format!("{path}[{at}]."), inner, &row));
                }
                _ => {}
            }
        }
    }
    found
}

fn object(
    before: &str,
    fields: &[Field],
    body: BTreeMap<String, Value>,
    brought: &Brought,
    wrong: &mut Vec<Fault>,
) -> Answers {
    let mut answers = Answers::new();
    for (code, value) in body {
        let path = format!("{before}{code}");
        let field = fields.iter().find(|field| field.code == code);
        let read = match field {
            Some(field) => one(&path, field, value, brought, wrong),
            None => json::answer(value),
        };
        match read {
            Some(answer) => {
                answers.insert(code, answer);
            }
            None => wrong.push(Fault {
                field: path,
                words: field.map_or_else(rule::unknown, |field| rule::words(field, Rule::Kind)),
            }),
        }
    }
    answers
}

fn one(path: &str, field: &Field, value: Value, brought: &Brought, wrong: &mut Vec<Fault>) -> Option<Answer> {
    match (&field.kind, value) {
        (_, Value::Null) => Some(Answer::default()),
        (FieldType::Group(inner), Value::Array(rows)) => {
            let mut read = Vec::with_capacity(rows.len());
            for (at, row) in rows.into_iter().enumerate() {
                let Value::Object(row) = row else { return None };
                let before = format!("{path}[{at}].");
                read.push(object(&before, inner, row.into_iter().collect(), brought, wrong));
            }
            Some(Answer::Rows(read))
        }
        (FieldType::File(_), Value::Array(entries)) => {
            let marks = entries.iter().filter_map(hash_of).filter_map(|hash| brought.get(hash));
            Some(Answer::Files(marks.cloned().collect()))
        }
        (FieldType::Choices(_), Value::Array(codes)) => {
            let codes = codes.into_iter().map(|code| code.as_str().map(str::to_string));
            codes.collect::<Option<_>>().map(Answer::Many)
        }
        (FieldType::Group(_) | FieldType::File(_) | FieldType::Choices(_), _) => None,
        (FieldType::Money, Value::Number(fen)) => match fen.as_i64() {
            Some(fen) if fen >= 0 => Some(Answer::Text(format!("{}.{:02}", fen / 100, fen % 100))),
            _ => Some(Answer::Text(fen.to_string())),
        },
        (_, Value::Array(_) | Value::Object(_)) => None,
        (_, other) => json::answer(other),
    }
}
