//! What changed from one state of a document to another, element by element.

use serde_json::{Map, Value};

use crate::align::align;
use crate::plain::{is_blank, title};
use crate::shape::under;

/// One element that says something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Path of the element, for its words.
    pub path: String,
    /// What the rows around it are called, outermost first, in the state after.
    pub rows: Vec<(String, String)>,
    /// What happened.
    pub what: What,
    /// Before; for a row that is new, nothing.
    pub before: Option<Value>,
    /// After; for a row that was taken away, nothing.
    pub after: Option<Value>,
}

/// What happened to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It says something else.
    Said,
    /// A row was added.
    Added,
    /// A row was taken away.
    Removed,
    /// The rows stand in another order.
    Moved,
}

/// What changed.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    differ("", &[], Some(before), Some(after), &mut found);
    found
}

type Rows = [(String, String)];

fn differ(path: &str, rows: &Rows, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Change>) {
    let blank = |value: Option<&Value>| value.is_none_or(is_blank);
    if before == after || blank(before) && blank(after) {
        return;
    }
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) if !is_words(before) && !is_words(after) => {
            let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                differ(&under(path, key), rows, before.get(key), after.get(key), found);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) if has_rows(before) || has_rows(after) => {
            lists(path, rows, before, after, found);
        }
        (None | Some(Value::Null), Some(Value::Array(after))) if has_rows(after) => {
            lists(path, rows, &[], after, found);
        }
        (Some(Value::Array(before)), None | Some(Value::Null)) if has_rows(before) => {
            lists(path, rows, before, &[], found);
        }
        _ => found.push(change(path, rows, What::Said, before, after)),
    }
}

fn lists(path: &str, rows: &Rows, before: &[Value], after: &[Value], found: &mut Vec<Change>) {
    let from = align(before, after);
    let within = |row: &Value| [rows, &[title(row)]].concat();
    for (place, old) in from.iter().enumerate() {
        let new = &after[place];
        match old {
            Some(old) => differ(path, &within(new), before.get(*old), Some(new), found),
            None => found.push(change(path, &within(new), What::Added, None, Some(new))),
        }
    }
    for (place, old) in before.iter().enumerate() {
        if !from.contains(&Some(place)) {
            found.push(change(path, &within(old), What::Removed, Some(old), None));
        }
    }
    let kept: Vec<usize> = from.into_iter().flatten().collect();
    if !kept.is_sorted() {
        let (before, after) = (Value::from(before), Value::from(after));
        found.push(change(path, rows, What::Moved, Some(&before), Some(&after)));
    }
}

fn change(path: &str, rows: &Rows, what: What, before: Option<&Value>, after: Option<&Value>) -> Change {
    Change {
        path: path.to_string(),
        rows: rows.to_vec(),
        what,
        before: before.cloned(),
        after: after.cloned(),
    }
}

fn is_words(fields: &Map<String, Value>) -> bool {
    !fields.is_empty() && fields.keys().all(|key| key == "zh" || key == "en")
}

fn has_rows(values: &[Value]) -> bool {
    values.iter().any(Value::is_object)
}

/// The top elements that say something else.
pub fn elements(before: &Value, after: &Value) -> Vec<String> {
    let mut found: Vec<String> = changes(before, after)
        .into_iter()
        .map(|change| change.path.split('.').next().unwrap_or_default().to_string())
        .collect();
    found.sort();
    found.dedup();
    found
}
