//! What an expression may ask for: the situation, the form, the applicant.

use std::collections::BTreeMap;

use yimen_domain::items::Item;
use yimen_domain::items::form::{Field, FieldType};
use yimen_domain::words::Words;

/// What sort of value an input has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One of these codes, as a text.
    Code(Vec<String>),
    /// A whole number, not negative, of at most so many digits.
    Whole(u32),
    /// `true` or `false`.
    Truth,
    /// A day, as the text 2026-11-22: later days compare as greater.
    Day,
    /// Any text.
    Text,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// `situation.size`, `form.seats`, `applicant.kind`.
    pub name: String,
    /// What people call it.
    pub label: Words,
    /// Its sort.
    pub kind: Kind,
    /// It may be absent, so that an expression asks `has(…)` first.
    pub optional: bool,
}

/// The inputs that an item offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs(Vec<Input>);

/// What somebody said, by name of the input; what is absent is not there.
pub type Said = BTreeMap<String, String>;

/// Most digits of a whole number in a form.
const DIGITS: u32 = 15;

impl Inputs {
    /// Those of an item.
    pub fn of(item: &Item) -> Inputs {
        let situations = item.situations.iter().map(|question| Input {
            name: format!("situation.{}", question.code),
            label: question.question.clone(),
            kind: Kind::Code(question.options.iter().map(|answer| answer.code.clone()).collect()),
            optional: !question.when.is_empty(),
        });
        let form = item.form.iter().filter_map(|field| {
            Some(Input {
                name: format!("form.{}", field.code),
                label: field.label.clone(),
                kind: kind_of(field)?,
                optional: !field.required || !field.when.is_empty(),
            })
        });
        let kinds = item.audience.iter().map(|audience| audience.code().to_string());
        let applicant = Input {
            name: "applicant.kind".into(),
            label: Words::new("申请人类型", "kind of applicant"),
            kind: Kind::Code(kinds.collect()),
            optional: false,
        };
        Inputs(situations.chain(form).chain([applicant]).collect())
    }

    /// The input of this name.
    pub fn get(&self, name: &str) -> Option<&Input> {
        self.0.iter().find(|input| input.name == name)
    }

    /// All of them.
    pub fn all(&self) -> &[Input] {
        &self.0
    }
}

impl From<Vec<Input>> for Inputs {
    fn from(inputs: Vec<Input>) -> Inputs {
        Inputs(inputs)
    }
}

/// The sort of a field; none of those that hold several values, fractions or files.
fn kind_of(field: &Field) -> Option<Kind> {
    match &field.kind {
        FieldType::Integer => Some(Kind::Whole(u32::try_from(field.max).unwrap_or(DIGITS).clamp(1, DIGITS))),
        FieldType::Date => Some(Kind::Day),
        FieldType::YesNo => Some(Kind::Truth),
        FieldType::Choice(choices) => Some(Kind::Code(choices.iter().map(|choice| choice.code.clone()).collect())),
        FieldType::Text | FieldType::LongText | FieldType::Phone | FieldType::Address => Some(Kind::Text),
        FieldType::Decimal(_) | FieldType::Money | FieldType::Choices(_) | FieldType::File(_) | FieldType::Group(_) => {
            None
        }
    }
}

impl Kind {
    /// Values at the borders of what may be said.
    pub(crate) fn made(&self) -> Vec<String> {
        match self {
            Kind::Code(codes) => codes.clone(),
            Kind::Whole(digits) => vec!["0".into(), "1".into(), "9".repeat(*digits as usize)],
            Kind::Truth => vec!["yes".into(), "no".into()],
            Kind::Day => vec!["1900-01-01".into(), "2999-12-31".into()],
            Kind::Text => vec!["字".into(), "字".repeat(200)],
        }
    }
}
