//! A form that was sent, put onto the document from which it was drawn.
//!
//! What was not touched stays exactly as it was written, also elements that no screen knows. What cannot be taken
//! (a number that is none) leaves the old value and is named.

use serde_json::{Map, Value, json};

use crate::parts::{ON, ORDER};
use crate::plain::{self, is_blank, lines_ended};
use crate::shape::{Dependence, Group, LANGUAGES, Shape, under};

/// What was typed into one field and cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Name of the field in a form of the new document.
    pub name: String,
    /// What was typed.
    pub typed: String,
    /// What it should have been.
    pub wanted: Wanted,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A whole number from 0.
    Number,
    /// An amount in yuan.
    Money,
    /// A day that exists.
    Day,
}

impl Wanted {
    /// How such a value is shown in its field.
    pub(crate) fn shown(self, value: Option<&Value>) -> String {
        match self {
            Wanted::Number => value
                .and_then(Value::as_u64)
                .map_or(String::new(), |number| number.to_string()),
            Wanted::Money => value.and_then(Value::as_i64).map_or(String::new(), plain::yuan),
            Wanted::Day => plain::text(value),
        }
    }
}

/// What a form says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The document with everything that could be taken.
    pub document: Value,
    /// What could not.
    pub faults: Vec<Fault>,
    /// Rows by their name in the form, with their name in the new document.
    pub places: Vec<(String, String)>,
}

/// Reads the elements that a form showed.
pub fn read(group: &Group, elements: &[&str], document: &Value, sent: &[(String, String)]) -> Reading {
    let mut reader = Reader {
        sent,
        faults: Vec::new(),
        places: Vec::new(),
    };
    let mut fields = document.as_object().cloned().unwrap_or_default();
    for key in elements {
        if let Some(member) = group.member(key) {
            let at = At {
                name: key.to_string(),
                place: key.to_string(),
            };
            let value = reader.value(&member.shape, &at, document.get(*key), member.required);
            put(&mut fields, key, value);
        }
    }
    Reading {
        document: Value::Object(fields),
        faults: reader.faults,
        places: reader.places,
    }
}

impl Reading {
    /// The name that something in the form has in the new document.
    pub fn place(&self, name: &str) -> String {
        let begins = |from: &str| name == from || name.starts_with(&format!("{from}."));
        let longest = self
            .places
            .iter()
            .filter(|(from, _)| begins(from))
            .max_by_key(|(from, _)| from.len());
        longest.map_or_else(|| name.to_string(), |(from, to)| format!("{to}{}", &name[from.len()..]))
    }
}

fn put(fields: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            fields.insert(key.to_string(), value);
        }
        None => {
            fields.remove(key);
        }
    }
}

/// The name of an element in the form that was sent, and in the document that comes of it.
struct At {
    name: String,
    place: String,
}

impl At {
    fn under(&self, key: &str) -> At {
        At {
            name: under(&self.name, key),
            place: under(&self.place, key),
        }
    }
}

struct Reader<'s> {
    sent: &'s [(String, String)],
    faults: Vec<Fault>,
    places: Vec<(String, String)>,
}

impl Reader<'_> {
    fn find(&self, name: &str) -> Option<&str> {
        let found = self.sent.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.as_str())
    }

    fn all(&self, name: &str) -> Vec<String> {
        let same = self.sent.iter().filter(|(known, _)| known == name);
        same.map(|(_, text)| text.clone()).collect()
    }

    /// The new value of an element; the old one exactly where it says the same.
    fn value(&mut self, shape: &Shape, at: &At, old: Option<&Value>, required: bool) -> Option<Value> {
        match shape {
            Shape::Other => old.cloned(),
            Shape::Group(group) => self.group(group, at, old),
            Shape::Rows(row) => self.rows(row, at, old, required),
            Shape::Words => self.words(at, old, required),
            _ => {
                let new = self.simple(shape, at, old);
                settled(old, new, required.then(|| blank_of(shape)).flatten())
            }
        }
    }

    fn words(&mut self, at: &At, old: Option<&Value>, required: bool) -> Option<Value> {
        let mut fields = old.and_then(Value::as_object).cloned().unwrap_or_default();
        for language in LANGUAGES {
            let typed = self.find(&under(&at.name, language)).map(lines_ended);
            let known = plain::text(fields.get(language));
            if let Some(typed) = typed
                && typed != lines_ended(&known)
            {
                fields.insert(language.into(), Value::String(typed.trim().into()));
            }
        }
        let changed = old.and_then(Value::as_object) != Some(&fields);
        match old {
            Some(old) if !changed || (old.is_null() && fields.is_empty()) => Some(old.clone()),
            _ if is_blank(&Value::Object(fields.clone())) && !required => None,
            _ => {
                for language in LANGUAGES {
                    fields.entry(language).or_insert_with(|| "".into());
                }
                Some(Value::Object(fields))
            }
        }
    }

    fn simple(&mut self, shape: &Shape, at: &At, old: Option<&Value>) -> Value {
        let typed = self.find(&at.name).map(lines_ended);
        let shown = || typed.clone().unwrap_or_default();
        let as_was = || old.cloned().unwrap_or(Value::Null);
        match shape {
            Shape::Flag if typed.is_none() && old.is_none_or(Value::is_null) => as_was(),
            Shape::Flag => Value::Bool(typed.is_some()),
            Shape::Many(_) => chosen(self.all(&at.name), old),
            Shape::When(on) => self.dependence(*on, at, old),
            _ if typed.is_none() => as_was(),
            Shape::Maybe if shown() == plain::said(old.and_then(Value::as_bool)) => as_was(),
            Shape::Maybe => match shown().as_str() {
                "yes" => Value::Bool(true),
                "no" => Value::Bool(false),
                _ => Value::Null,
            },
            Shape::Lines => {
                let typed = self
                    .all(&at.name)
                    .iter()
                    .map(|text| lines_ended(text))
                    .collect::<Vec<_>>()
                    .join("\n");
                if plain::texts(old).join("\n") == typed {
                    return as_was();
                }
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                let lines: Vec<Value> = lines.map(Value::from).collect();
                let is_the_same = old.and_then(Value::as_array).is_some_and(|old| {
                    old.len() == lines.len() && old.iter().all(|line| lines.contains(line)) && typed.starts_with('\n')
                });
                if is_the_same { as_was() } else { Value::Array(lines) }
            }
            Shape::Pairs if plain::pairs_text(&plain::pairs(old)) == shown() => as_was(),
            Shape::Pairs => plain::read_pairs(&shown()),
            Shape::Number => self.taken(at, &shown(), old, Wanted::Number, |typed| {
                plain::number(typed).map(Value::from)
            }),
            Shape::Money => self.taken(at, &shown(), old, Wanted::Money, |typed| {
                plain::fen(typed).map(Value::from)
            }),
            Shape::Day => self.taken(at, &shown(), old, Wanted::Day, |typed| {
                plain::day(typed).map(Value::from)
            }),
            _ if shown() == lines_ended(&plain::text(old)) => as_was(),
            _ => Value::String(shown().trim().to_string()),
        }
    }

    fn taken(
        &mut self,
        at: &At,
        typed: &str,
        old: Option<&Value>,
        wanted: Wanted,
        read: fn(&str) -> Option<Value>,
    ) -> Value {
        let as_was = || old.cloned().unwrap_or(Value::Null);
        if typed == wanted.shown(old) {
            return as_was();
        }
        if typed.trim().is_empty() {
            return Value::Null;
        }
        read(typed).unwrap_or_else(|| {
            self.faults.push(Fault {
                name: at.place.clone(),
                typed: typed.to_string(),
                wanted,
            });
            as_was()
        })
    }

    fn dependence(&self, on: Dependence, at: &At, old: Option<&Value>) -> Value {
        let beginning = format!("{}.", at.name);
        let mut entries: Vec<(String, Vec<String>)> = Vec::new();
        for (name, answer) in self.sent {
            let Some(asked) = name.strip_prefix(&beginning) else {
                continue;
            };
            let known = entries.iter().position(|(code, _)| code == asked).unwrap_or_else(|| {
                entries.push((asked.to_string(), Vec::new()));
                entries.len() - 1
            });
            if !answer.is_empty() {
                entries[known].1.push(answer.clone());
            }
        }
        let before = old.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let place = |code: &str| before.iter().position(|entry| plain::text(entry.get(on.key())) == code);
        entries.sort_by_key(|(code, _)| place(code).unwrap_or(usize::MAX));
        let entry = |(code, answers): (String, Vec<String>)| {
            let old = place(&code).map(|at| &before[at]);
            let mut fields = old.and_then(Value::as_object).cloned().unwrap_or_default();
            let answers = chosen(answers, fields.get("answers"));
            fields.insert("answers".into(), answers);
            fields.insert(on.key().into(), code.into());
            Value::Object(fields)
        };
        Value::Array(entries.into_iter().map(entry).collect())
    }

    fn group(&mut self, group: &Group, at: &At, old: Option<&Value>) -> Option<Value> {
        let before = old.filter(|old| !old.is_null());
        let on = self.find(&under(&at.name, ON)).is_some();
        if group.optional && !on && before.is_some() {
            return None;
        }
        let fields = self.members(group, at, before);
        let empty = is_blank(&Value::Object(fields.clone())) || !on && says_nothing(&fields);
        if before.is_none() && empty && !(group.optional && on) {
            return old.cloned();
        }
        Some(Value::Object(fields))
    }

    fn members(&mut self, group: &Group, at: &At, old: Option<&Value>) -> Map<String, Value> {
        let mut fields = old.and_then(Value::as_object).cloned().unwrap_or_default();
        if group.is_words {
            let words = self.words(at, old, true);
            fields = words.and_then(|words| words.as_object().cloned()).unwrap_or_default();
        }
        for member in &group.members {
            let inner = old.and_then(|old| old.get(&member.key));
            let value = self.value(&member.shape, &at.under(&member.key), inner, member.required);
            put(&mut fields, &member.key, value);
        }
        fields
    }

    fn rows(&mut self, row: &Shape, at: &At, old: Option<&Value>, required: bool) -> Option<Value> {
        let before = old.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut rows: Vec<Value> = Vec::new();
        for key in self.all(&under(&at.name, ORDER)) {
            let known = key.parse::<usize>().ok().and_then(|place| before.get(place));
            let row_at = At {
                name: under(&at.name, &key),
                place: under(&at.place, &rows.len().to_string()),
            };
            let code = row_code(&row_at.place, &key, before);
            let value = self.row(row, &row_at, known, code);
            if known.is_some() || !says_nothing_in(&value) {
                rows.push(value);
                self.places.push((row_at.name, row_at.place));
            }
        }
        if rows == before {
            return old.cloned().or_else(|| required.then(|| json!([])));
        }
        if rows.is_empty() {
            return required.then(|| json!([]));
        }
        Some(Value::Array(rows))
    }

    fn row(&mut self, shape: &Shape, at: &At, old: Option<&Value>, code: String) -> Value {
        let Shape::Group(group) = shape else {
            return self.value(shape, at, old, true).unwrap_or(Value::Null);
        };
        let mut fields = self.members(group, at, old);
        let unnamed = group.member("code").is_some() && plain::text(fields.get("code")).is_empty();
        if unnamed && !says_nothing(&fields) {
            fields.insert("code".into(), code.into());
        }
        Value::Object(fields)
    }
}

/// A code for a row that has none: the first letter of its list, and the key under which the form had it.
pub(crate) fn row_code(row: &str, key: &str, others: &[Value]) -> String {
    let list = row.rsplit('.').nth(1).unwrap_or("row");
    let letter = list.chars().next().unwrap_or('r');
    let rest = key.trim_start_matches('n').chars().filter(char::is_ascii_alphanumeric);
    let mut code: String = std::iter::once(letter).chain(rest).collect();
    while others.iter().any(|row| plain::text(row.get("code")) == code) {
        code.push('x');
    }
    code
}

/// Nothing that a person typed or ticked.
fn says_nothing(fields: &Map<String, Value>) -> bool {
    fields.values().all(says_nothing_in)
}

fn says_nothing_in(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => !yes,
        Value::Object(fields) => says_nothing(fields),
        value => is_blank(value),
    }
}

/// What was ticked, in the order of before.
fn chosen(ticked: Vec<String>, old: Option<&Value>) -> Value {
    let before = plain::texts(old);
    let kept = before.iter().filter(|code| ticked.contains(code)).cloned();
    let new = ticked.iter().filter(|code| !before.contains(code)).cloned();
    Value::Array(kept.chain(new).map(Value::String).collect())
}

/// The old value where the new one says the same; else the new one, left out where it says nothing.
fn settled(old: Option<&Value>, new: Value, blank: Option<Value>) -> Option<Value> {
    match old {
        Some(old) if *old == new => Some(new),
        Some(old) if is_blank(old) && is_blank(&new) => Some(old.clone()),
        _ if is_blank(&new) => blank,
        _ => Some(new),
    }
}

/// What stands where a required element is empty; a number has none.
fn blank_of(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Line | Shape::One(_) => Some("".into()),
        Shape::Many(_) | Shape::Lines | Shape::When(_) => Some(json!([])),
        Shape::Flag => Some(false.into()),
        _ => None,
    }
}
