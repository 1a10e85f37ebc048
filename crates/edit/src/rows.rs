//! What can be done with the rows of a list by a button: add, remove, move, copy.

use serde_json::{Value, json};

use crate::read::row_code;
use crate::shape::{Group, Shape};

/// One press of a button beside a row or under a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// What is done.
    pub act: Act,
    /// Name of the row (`materials.3`); for [`Act::Add`] of the list.
    pub name: String,
}

/// What a button does with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Adds an empty row at the end.
    Add,
    /// Puts a copy below it.
    Copy,
    /// Takes it away.
    Remove,
    /// Moves it up by one.
    Up,
    /// Moves it down by one.
    Down,
}

impl Press {
    /// From what the button sends: `up:materials.3`.
    pub fn parse(sent: &str) -> Option<Press> {
        let (act, name) = sent.split_once(':')?;
        let act = match act {
            "add" => Act::Add,
            "copy" => Act::Copy,
            "remove" => Act::Remove,
            "up" => Act::Up,
            "down" => Act::Down,
            _ => return None,
        };
        Some(Press {
            act,
            name: name.to_string(),
        })
    }
}

/// Does it to the document; answers the name of the row to look at next. `fresh` makes the code of a new row its own.
pub fn press(group: &Group, document: &mut Value, press: &Press, fresh: &str) -> Option<String> {
    let (list, at) = match press.act {
        Act::Add => (press.name.as_str(), None),
        _ => {
            let (list, at) = press.name.rsplit_once('.')?;
            (list, Some(at.parse::<usize>().ok()?))
        }
    };
    let shape = row_shape(group, list)?;
    let rows = list_in(document, list)?;
    let at = match at {
        Some(at) if at >= rows.len() => return None,
        at => at.unwrap_or(rows.len()),
    };
    let next = match press.act {
        Act::Add => {
            let code = row_code(&format!("{list}.{at}"), fresh, rows);
            rows.push(empty(shape, code));
            at
        }
        Act::Copy => {
            let mut copy = rows[at].clone();
            if let Some(code) = copy.get_mut("code") {
                *code = row_code(&press.name, fresh, rows).into();
            }
            rows.insert(at + 1, copy);
            at + 1
        }
        Act::Remove => {
            rows.remove(at);
            at.min(rows.len().saturating_sub(1))
        }
        Act::Up => {
            let to = at.saturating_sub(1);
            rows.swap(at, to);
            to
        }
        Act::Down => {
            let to = (at + 1).min(rows.len() - 1);
            rows.swap(at, to);
            to
        }
    };
    Some(if rows.is_empty() {
        list.to_string()
    } else {
        format!("{list}.{next}")
    })
}

fn empty(shape: &Shape, code: String) -> Value {
    match shape {
        Shape::Group(group) => {
            let field = |member: &crate::shape::Member| {
                let blank = match &member.shape {
                    _ if member.key == "code" => code.as_str().into(),
                    Shape::Words => json!({ "zh": "", "en": "" }),
                    Shape::Line | Shape::One(_) => "".into(),
                    Shape::Flag => false.into(),
                    Shape::Rows(_) | Shape::Lines | Shape::Many(_) | Shape::When(_) => json!([]),
                    _ => return None,
                };
                member.required.then(|| (member.key.clone(), blank))
            };
            Value::Object(group.members.iter().filter_map(field).collect())
        }
        _ => json!({ "zh": "", "en": "" }),
    }
}

/// The shape of the rows of a list by its name, in which numbers stand for rows.
fn row_shape<'g>(group: &'g Group, name: &str) -> Option<&'g Shape> {
    let mut group = group;
    let mut keys = name.split('.').filter(|key| key.parse::<usize>().is_err()).peekable();
    loop {
        let shape = &group.member(keys.next()?)?.shape;
        let inner = match shape {
            Shape::Rows(row) if keys.peek().is_none() => return Some(row),
            Shape::Rows(row) => row,
            shape => shape,
        };
        let Shape::Group(next) = inner else { return None };
        group = next;
    }
}

/// The rows of a list; it begins here where it is not there yet.
fn list_in<'d>(document: &'d mut Value, name: &str) -> Option<&'d mut Vec<Value>> {
    let mut value = document;
    for key in name.split('.') {
        value = match value {
            Value::Array(rows) => rows.get_mut(key.parse::<usize>().ok()?)?,
            Value::Object(fields) => fields.entry(key).or_insert(Value::Null),
            _ => return None,
        };
        if value.is_null() {
            *value = json!({});
        }
    }
    if value.as_object().is_some_and(serde_json::Map::is_empty) {
        *value = json!([]);
    }
    value.as_array_mut()
}
