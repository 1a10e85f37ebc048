//! Fields, groups and files of an item's form as a page draws them: see `templates/components/item_form.html`.

use std::collections::BTreeMap;

use yimen_domain::items::Coded as _;
use yimen_domain::items::form::{Answer, Answers, Field as FormField, FieldType, FileKind, LONGEST, text_of};
use yimen_domain::items::sheet::asked_when;
use yimen_domain::words::Fault as Found;

use super::filled::rows_shown;
use crate::portal::words;
use crate::shell::Page;
use crate::shell::components::{Choice, Fault, Field, FieldKind, KeptFile};

/// Entries under one heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// Heading; empty where the form has none.
    pub heading: String,
    /// Fields and groups.
    pub entries: Vec<Entry>,
}

/// A field, or a group of fields that is filled in row by row.
#[derive(Debug, Clone)]
pub enum Entry {
    /// One field.
    One(Box<Field>),
    /// A repeated group.
    Rows(Box<Group>),
}

/// A repeated group.
#[derive(Debug, Clone)]
pub struct Group {
    /// Name and anchor, such as `form.partners`.
    pub name: String,
    /// What it is.
    pub label: String,
    /// What helps.
    pub hint: String,
    /// What is wrong with the whole; empty if nothing.
    pub error: String,
    /// When it is asked, in words; empty if always.
    pub when: String,
    /// The same for the script: names and answers.
    pub condition: String,
    /// Rows.
    pub rows: Vec<Row>,
    /// An empty row for the script, numbered `@`.
    pub blank: Row,
    /// Another row may be added.
    pub more: bool,
    /// Most rows.
    pub most: usize,
    /// Fewest rows.
    pub least: usize,
}

/// A row of a group.
#[derive(Debug, Clone)]
pub struct Row {
    /// Name and anchor, such as `form.partners[0]`.
    pub name: String,
    /// Number that people read, from 1.
    pub number: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// What a form is drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// What was filled in.
    pub answers: &'a Answers,
    /// What is wrong.
    pub faults: &'a [Found],
    /// Where values were taken from, by path; the value as it was taken, and the words.
    pub known: &'a BTreeMap<String, (String, String)>,
    /// The person fills in their own data: the browser may remember.
    pub own: bool,
}

/// A form as a page draws it, and what is wrong with it in the order of the page.
pub fn sections(page: &Page, fields: &[FormField], look: Look<'_>) -> (Vec<Section>, Vec<Fault>) {
    let mut sections: Vec<Section> = Vec::new();
    for field in fields {
        let entry = match &field.kind {
            FieldType::Group(inner) => Entry::Rows(Box::new(group(page, fields, field, inner, look))),
            _ => Entry::One(Box::new(one(page, "form.", fields, field, look.answers, look))),
        };
        let heading = words::say(page, &field.group);
        match sections.last_mut() {
            Some(section) if section.heading == heading || heading.is_empty() => section.entries.push(entry),
            _ => sections.push(Section {
                heading,
                entries: vec![entry],
            }),
        }
    }
    let faults = faults(page, &sections, look.faults);
    (sections, faults)
}

/// The names of everything on the page that can be at fault.
pub fn names(sections: &[Section]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for entry in sections.iter().flat_map(|section| &section.entries) {
        match entry {
            Entry::One(field) => names.push(&field.name),
            Entry::Rows(group) => {
                names.push(&group.name);
                names.extend(
                    group
                        .rows
                        .iter()
                        .flat_map(|row| row.fields.iter().map(|field| field.name.as_str())),
                );
            }
        }
    }
    names
}

/// In the order of the page; what has no place on it stands at the end.
fn faults(page: &Page, sections: &[Section], found: &[Found]) -> Vec<Fault> {
    let names = names(sections);
    let mut listed: Vec<(usize, Fault)> = found
        .iter()
        .map(|fault| {
            let at = names.iter().position(|name| *name == fault.field);
            let field = at.map_or_else(String::new, |_| fault.field.clone());
            let words = words::say(page, &fault.words);
            (at.unwrap_or(usize::MAX), Fault { field, words })
        })
        .collect();
    listed.sort_by_key(|(at, _)| *at);
    listed.into_iter().map(|(_, fault)| fault).collect()
}

fn error_at(page: &Page, look: Look<'_>, name: &str) -> String {
    let found = look.faults.iter().find(|fault| fault.field == name);
    found.map_or_else(String::new, |fault| words::say(page, &fault.words))
}

fn group(page: &Page, beside: &[FormField], field: &FormField, inner: &[FormField], look: Look<'_>) -> Group {
    let name = format!("form.{}", field.code);
    let answer = look.answers.get(&field.code);
    let number = rows_shown(field, answer);
    let empty = Answers::new();
    let row = |at: String, number: String, answers: &Answers| {
        let name = format!("{name}[{at}]");
        let before = format!("{name}.");
        let fields = inner
            .iter()
            .map(|field| one(page, &before, inner, field, answers, look));
        Row {
            fields: fields.collect(),
            name,
            number,
        }
    };
    let rows = (0..number).map(|at| {
        let answers = answer.and_then(|answer| answer.rows().get(at)).unwrap_or(&empty);
        row(at.to_string(), (at + 1).to_string(), answers)
    });
    Group {
        label: words::say(page, &field.label),
        hint: words::say(page, &field.hint),
        error: error_at(page, look, &name),
        when: when_words(page, beside, field),
        condition: condition("form.", field),
        rows: rows.collect(),
        blank: row("@".into(), "@".into(), &empty),
        more: number < field.most_entries(),
        most: field.most_entries(),
        least: field.least_entries(),
        name,
    }
}

fn when_words(page: &Page, beside: &[FormField], field: &FormField) -> String {
    if field.when.is_empty() {
        String::new()
    } else {
        words::say(page, &asked_when(beside, field))
    }
}

/// Names and answers of a condition, for the script.
fn condition(before: &str, field: &FormField) -> String {
    if field.when.is_empty() {
        return String::new();
    }
    let named: Vec<(String, &Vec<String>)> = field
        .when
        .iter()
        .map(|when| (format!("{before}{}", when.field), &when.answers))
        .collect();
    serde_json::to_string(&named).unwrap_or_default()
}

fn one(page: &Page, before: &str, beside: &[FormField], field: &FormField, answers: &Answers, look: Look<'_>) -> Field {
    let name = format!("{before}{}", field.code);
    let mut shown = Field::new(kind(field), name, words::say(page, &field.label));
    shown.hint = words::say(page, &field.hint);
    shown.error = error_at(page, look, &shown.name);
    shown.value = match answers.get(&field.code) {
        Some(Answer::Many(codes)) => codes.join(","),
        _ => text_of(answers, &field.code).to_string(),
    };
    shown.optional = !field.required;
    shown.unit = words::say(page, &field.unit_shown());
    shown.when = when_words(page, beside, field);
    shown.condition = condition(before, field);
    shown.choices = choices(page, field);
    shown.autocomplete = autocomplete(field, look.own);
    if let Some((value, from)) = look.known.get(&shown.name)
        && *value == shown.value
    {
        shown.known_from.clone_from(from);
    }
    if let Some(rule) = field.file() {
        shown.accept = accept(&rule.accept);
        shown.multiple = field.most_entries() > 1;
        shown.full = answers.get(&field.code).map_or(0, |answer| answer.files().len()) >= field.most_entries();
        shown.kept = answers
            .get(&field.code)
            .map(Answer::files)
            .unwrap_or_default()
            .iter()
            .map(kept)
            .collect();
        if shown.hint.is_empty() {
            shown.hint = limits(page, field, rule);
        }
    } else if is_text(field) {
        shown.max_length = u32::try_from(field.max.clamp(1, LONGEST)).ok();
    }
    shown
}

fn kind(field: &FormField) -> FieldKind {
    match &field.kind {
        FieldType::Text | FieldType::Group(_) => FieldKind::Text,
        FieldType::LongText => FieldKind::LongText,
        FieldType::Integer => FieldKind::Integer,
        FieldType::Decimal(_) | FieldType::Money => FieldKind::Decimal,
        FieldType::Date => FieldKind::Date,
        FieldType::Choice(_) => FieldKind::Choice,
        FieldType::Choices(_) => FieldKind::Choices,
        FieldType::YesNo => FieldKind::YesNo,
        FieldType::Phone => FieldKind::Phone,
        FieldType::Address => FieldKind::Address,
        FieldType::File(_) => FieldKind::File,
    }
}

fn is_text(field: &FormField) -> bool {
    matches!(
        field.kind,
        FieldType::Text | FieldType::LongText | FieldType::Address | FieldType::Phone
    )
}

fn choices(page: &Page, field: &FormField) -> Vec<Choice> {
    let choice = |choice: &yimen_domain::items::form::Choice| Choice {
        value: choice.code.clone(),
        words: words::say(page, &choice.label),
    };
    field.choices().iter().map(choice).collect()
}

fn autocomplete(field: &FormField, own: bool) -> &'static str {
    match field.element {
        Some(element) if own && element.origin.is_some() => element.autocomplete,
        _ if own => "",
        _ => "off",
    }
}

fn accept(kinds: &[FileKind]) -> String {
    let endings = |kind: &FileKind| match kind {
        FileKind::Pdf => "application/pdf",
        FileKind::Image => "image/*",
        FileKind::Word => ".docx",
        FileKind::Sheet => ".xlsx",
        FileKind::Ofd => ".ofd",
    };
    let all = if kinds.is_empty() { FileKind::ALL } else { kinds };
    all.iter().map(endings).collect::<Vec<_>>().join(",")
}

fn limits(page: &Page, field: &FormField, rule: &yimen_domain::items::form::FileRule) -> String {
    let all = if rule.accept.is_empty() {
        FileKind::ALL
    } else {
        &rule.accept
    };
    let kinds: Vec<String> = all.iter().map(|kind| words::pick(page, kind.words())).collect();
    let most = field.most_entries().to_string();
    page.text_with(
        "form.file_limits",
        &[&words::joined(page, &kinds), &words::size(rule.max_kb * 1024), &most],
    )
}

fn kept(file: &yimen_domain::cases::event::FileMark) -> KeptFile {
    KeptFile {
        hash: file.hash.clone(),
        name: file.name.clone(),
        size: words::size(file.size),
    }
}
