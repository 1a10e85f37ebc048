//! A document as the parts of a form, in the order in which they are drawn.

use serde_json::Value;

use crate::outline::Outline;
use crate::plain::{self, text};
use crate::read::{Fault, Wanted};
use crate::shape::{Code, Dependence, Group, Shape, under};

/// Ends the name of the field that carries the order of a list: `materials.@`.
pub const ORDER: &str = "@";
/// Ends the name of the box that says whether an optional group is there: `fee.@on`.
pub const ON: &str = "@on";

/// One part of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A group begins.
    Group(Head),
    /// It ends.
    EndGroup,
    /// A list begins.
    List(ListHead),
    /// A row of it begins.
    Row(RowHead),
    /// The row ends.
    EndRow,
    /// The list ends; a row can be added here.
    EndList(ListHead),
    /// The less usual elements of the row or group begin.
    More,
    /// They end.
    EndMore,
    /// One element to fill in.
    Field(Box<Field>),
}

/// The head of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Path of the element, for its words.
    pub path: String,
    /// Name of what is sent below it.
    pub name: String,
    /// For an optional group: whether it is there.
    pub on: Option<bool>,
}

/// The head and the end of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHead {
    /// Path of the element.
    pub path: String,
    /// Name of what is sent below it.
    pub name: String,
    /// How many rows there are.
    pub rows: usize,
}

/// The head of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowHead {
    /// Path of the list.
    pub path: String,
    /// Name of the list.
    pub list: String,
    /// Name of the row: `materials.3`.
    pub name: String,
    /// Which row of the document it is.
    pub key: String,
    /// Its number, from 1.
    pub number: usize,
    /// It is the last one.
    pub last: bool,
    /// What the row is called, Chinese and English, so that it can be folded.
    pub title: (String, String),
    /// A row of one element only, which needs no fold.
    pub simple: bool,
    /// A row that is itself a text, with more beside it.
    pub is_words: bool,
}

/// One element to fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Path of the element, for its words.
    pub path: String,
    /// Name that is sent.
    pub name: String,
    /// It must be there in the end.
    pub required: bool,
    /// How it is filled in, and what is there.
    pub input: Input,
    /// What was typed cannot be taken.
    pub fault: Option<Fault>,
}

/// How an element is filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Chinese and English side by side.
    Words {
        /// Chinese.
        zh: String,
        /// English.
        en: String,
    },
    /// One text.
    Line(String),
    /// A day.
    Day(String),
    /// A whole number.
    Number(String),
    /// Yuan, with two decimals.
    Money(String),
    /// A box to tick.
    Flag(bool),
    /// Yes, no or not said.
    Maybe(Option<bool>),
    /// One of a list.
    One(Vec<Code>, String),
    /// Several of a list.
    Many(Vec<Code>, Vec<String>),
    /// Texts, one a line.
    Lines(Vec<String>),
    /// Names with their values, one a line.
    Pairs(Vec<(String, String)>),
    /// Answers on which it depends, of questions or of fields.
    When(Dependence, Vec<Asked>),
}

/// A question or field whose answers may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its code.
    pub code: String,
    /// What it asks, Chinese and English; empty where it is no longer there.
    pub words: (String, String),
    /// Its answers: code, Chinese, English, and whether it counts.
    pub answers: Vec<(Code, bool)>,
    /// The document has an entry without answers.
    pub bare: bool,
}

/// The parts of some elements of a document. What could not be taken is shown again as it was typed.
pub fn parts(outline: &Outline, group: &Group, elements: &[&str], document: &Value, faults: &[Fault]) -> Vec<Part> {
    let mut drawing = Drawing {
        outline,
        document,
        faults,
        parts: Vec::new(),
    };
    for key in elements {
        if let Some(member) = group.member(key) {
            drawing.draw(&member.shape, key, key, member.required, document.get(*key));
        }
    }
    drawing.parts
}

/// What a browser sends of the parts when nothing is touched.
pub fn sent(parts: &[Part]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for part in parts {
        match part {
            Part::Group(head) if head.on == Some(true) => pairs.push((under(&head.name, ON), "yes".into())),
            Part::Row(row) => pairs.push((under(&row.list, ORDER), row.key.clone())),
            Part::Field(field) => field.sent(&mut pairs),
            _ => {}
        }
    }
    pairs
}

impl Field {
    fn sent(&self, pairs: &mut Vec<(String, String)>) {
        let name = self.name.clone();
        let in_lines = |text: &str| text.replace('\n', "\r\n");
        match &self.input {
            Input::Words { zh, en } => {
                pairs.push((under(&name, "zh"), in_lines(zh)));
                pairs.push((under(&name, "en"), in_lines(en)));
            }
            Input::Line(text) | Input::Day(text) | Input::Number(text) | Input::Money(text) => {
                pairs.push((name, in_lines(text)));
            }
            Input::One(_, text) => pairs.push((name, text.clone())),
            Input::Flag(yes) => pairs.extend(yes.then(|| (name, "yes".into()))),
            Input::Maybe(said) => pairs.push((name, plain::said(*said).into())),
            Input::Many(_, chosen) => pairs.extend(chosen.iter().map(|code| (name.clone(), code.clone()))),
            Input::Lines(lines) => pairs.push((name, in_lines(&lines.join("\n")))),
            Input::Pairs(entries) => pairs.push((name, in_lines(&plain::pairs_text(entries)))),
            Input::When(_, asked) => {
                for one in asked {
                    let name = under(&name, &one.code);
                    pairs.extend(one.bare.then(|| (name.clone(), String::new())));
                    let counts = one.answers.iter().filter(|(_, counts)| *counts);
                    pairs.extend(counts.map(|(code, _)| (name.clone(), code.code.clone())));
                }
            }
        }
    }
}

struct Drawing<'d> {
    outline: &'d Outline,
    document: &'d Value,
    faults: &'d [Fault],
    parts: Vec<Part>,
}

impl Drawing<'_> {
    fn draw(&mut self, shape: &Shape, path: &str, name: &str, required: bool, value: Option<&Value>) {
        match shape {
            Shape::Other => {}
            Shape::Group(group) => self.group(group, path, name, value),
            Shape::Rows(row) => self.rows(row, path, name, value),
            _ => self.field(shape, path, name, required, value),
        }
    }

    fn group(&mut self, group: &Group, path: &str, name: &str, value: Option<&Value>) {
        let there = value.is_some_and(|value| !value.is_null());
        self.parts.push(Part::Group(Head {
            path: path.to_string(),
            name: name.to_string(),
            on: group.optional.then_some(there),
        }));
        self.members(group, path, name, value);
        self.parts.push(Part::EndGroup);
    }

    /// The elements of a group in their order, the less usual ones folded.
    fn members(&mut self, group: &Group, path: &str, name: &str, value: Option<&Value>) {
        if group.is_words {
            self.field(&Shape::Words, path, name, true, value);
        }
        let (usual, more) = self.outline.members(group, path);
        for (at, members) in [usual, more].into_iter().enumerate() {
            let folded = at == 1 && !members.is_empty();
            self.parts.extend(folded.then_some(Part::More));
            for member in members {
                let inner = value.and_then(|value| value.get(&member.key));
                let (path, name) = (under(path, &member.key), under(name, &member.key));
                self.draw(&member.shape, &path, &name, member.required, inner);
            }
            self.parts.extend(folded.then_some(Part::EndMore));
        }
    }

    fn rows(&mut self, row: &Shape, path: &str, name: &str, value: Option<&Value>) {
        let rows = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let head = ListHead {
            path: path.to_string(),
            name: name.to_string(),
            rows: rows.len(),
        };
        self.parts.push(Part::List(head.clone()));
        for (at, value) in rows.iter().enumerate() {
            let key = at.to_string();
            let row_name = under(name, &key);
            self.parts.push(Part::Row(RowHead {
                path: path.to_string(),
                list: name.to_string(),
                name: row_name.clone(),
                key,
                number: at + 1,
                last: at + 1 == rows.len(),
                title: plain::title(value),
                simple: !matches!(row, Shape::Group(_)),
                is_words: matches!(row, Shape::Group(group) if group.is_words),
            }));
            match row {
                Shape::Group(group) => self.members(group, path, &row_name, Some(value)),
                shape => self.field(shape, path, &row_name, false, Some(value)),
            }
            self.parts.push(Part::EndRow);
        }
        self.parts.push(Part::EndList(head));
    }

    fn field(&mut self, shape: &Shape, path: &str, name: &str, required: bool, value: Option<&Value>) {
        let fault = self.faults.iter().find(|fault| fault.name == name).cloned();
        let mut input = self.input(shape, value);
        if let (Some(fault), Input::Day(typed) | Input::Number(typed) | Input::Money(typed)) = (&fault, &mut input) {
            typed.clone_from(&fault.typed);
        }
        self.parts.push(Part::Field(Box::new(Field {
            path: path.to_string(),
            name: name.to_string(),
            required,
            input,
            fault,
        })));
    }

    fn input(&self, shape: &Shape, value: Option<&Value>) -> Input {
        match shape {
            Shape::Words => Input::Words {
                zh: text(value.and_then(|value| value.get("zh"))),
                en: text(value.and_then(|value| value.get("en"))),
            },
            Shape::Day => Input::Day(Wanted::Day.shown(value)),
            Shape::Number => Input::Number(Wanted::Number.shown(value)),
            Shape::Money => Input::Money(Wanted::Money.shown(value)),
            Shape::Flag => Input::Flag(value.and_then(Value::as_bool).unwrap_or(false)),
            Shape::Maybe => Input::Maybe(value.and_then(Value::as_bool)),
            Shape::One(codes) => {
                let chosen = text(value);
                Input::One(with_unknown(codes, std::slice::from_ref(&chosen)), chosen)
            }
            Shape::Many(codes) => {
                let chosen = plain::texts(value);
                Input::Many(with_unknown(codes, &chosen), chosen)
            }
            Shape::Lines => Input::Lines(plain::texts(value)),
            Shape::Pairs => Input::Pairs(plain::pairs(value)),
            Shape::When(on) => Input::When(*on, asked(*on, self.document, value)),
            Shape::Line | Shape::Rows(_) | Shape::Group(_) | Shape::Other => Input::Line(text(value)),
        }
    }
}

/// The codes of the list, and those that the document has beside it.
fn with_unknown(codes: &[Code], chosen: &[String]) -> Vec<Code> {
    let mut all = codes.to_vec();
    for code in chosen.iter().filter(|code| !code.is_empty()) {
        if !all.iter().any(|known| known.code == **code) {
            all.push(bare_code(code));
        }
    }
    all
}

fn bare_code(code: &str) -> Code {
    Code {
        code: code.to_string(),
        zh: code.to_string(),
        en: code.to_string(),
    }
}

/// Every question of the document with its answers, and what a dependence names beside them.
fn asked(on: Dependence, document: &Value, value: Option<&Value>) -> Vec<Asked> {
    let entries = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let entry = |code: &str| entries.iter().find(|entry| text(entry.get(on.key())) == code);
    let listed = document.get(on.list()).and_then(Value::as_array);
    let mut found: Vec<Asked> = listed
        .into_iter()
        .flatten()
        .filter_map(|row| {
            let code = text(row.get("code"));
            let known = answers_of(row);
            let given = entry(&code).is_some();
            (!code.is_empty() && (given || !known.is_empty()))
                .then(|| one_asked(&code, plain::title(row), known, entry(&code)))
        })
        .collect();
    for entry in entries {
        let code = text(entry.get(on.key()));
        if !found.iter().any(|one| one.code == code) {
            found.push(one_asked(&code, Default::default(), Vec::new(), Some(entry)));
        }
    }
    found
}

fn one_asked(code: &str, words: (String, String), known: Vec<Code>, entry: Option<&Value>) -> Asked {
    let counting = plain::texts(entry.and_then(|entry| entry.get("answers")));
    let answers = with_unknown(&known, &counting);
    Asked {
        code: code.to_string(),
        words,
        bare: entry.is_some() && counting.is_empty(),
        answers: answers
            .into_iter()
            .map(|code| {
                let counts = counting.contains(&code.code);
                (code, counts)
            })
            .collect(),
    }
}

/// The answers that a question or field offers; yes and no where it asks that.
fn answers_of(row: &Value) -> Vec<Code> {
    if text(row.get("type")) == "yes_no" {
        let code = |code: &str, zh: &str, en: &str| Code {
            code: code.into(),
            zh: zh.into(),
            en: en.into(),
        };
        return vec![code("yes", "是", "yes"), code("no", "否", "no")];
    }
    let options = row.get("options").and_then(Value::as_array);
    options
        .into_iter()
        .flatten()
        .map(|option| {
            let (zh, en) = plain::title(option);
            Code {
                code: text(option.get("code")),
                zh,
                en,
            }
        })
        .filter(|code| !code.code.is_empty())
        .collect()
}
