//! Form fields of an item (表单), and the check of what somebody typed into them.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::identifiers::Phone;
use crate::words::{Fault, Words};

/// Longest text of any field, in characters.
pub const LONGEST: usize = 4_000;

/// What may be typed into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number, not negative.
    Integer,
    /// A day, 2026-11-22.
    Date,
    /// One of several answers.
    Choice(Vec<Choice>),
    /// `yes` or `no`.
    YesNo,
    /// A telephone number.
    Phone,
    /// A postal address, one line.
    Address,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is kept.
    pub code: String,
    /// What people read.
    pub label: Words,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Snake case, unique in the form.
    pub code: String,
    /// What people read.
    pub label: Words,
    /// What may be typed.
    pub kind: FieldType,
    /// Must be filled.
    pub required: bool,
    /// Longest text, characters.
    pub max: usize,
    /// A hint beside the field.
    pub hint: Words,
    /// Heading under which the field stands.
    pub group: Words,
}

/// What somebody typed, by field code.
pub type Answers = BTreeMap<String, String>;

/// Checks every answer; an empty list means that all is well. Field paths are `form.<code>`.
pub fn check(fields: &[Field], answers: &Answers) -> Vec<Fault> {
    let unknown = answers
        .keys()
        .filter(|code| !fields.iter().any(|field| &field.code == *code))
        .map(|code| {
            Fault::new(
                format!("form.{code}"),
                "这个事项的表单没有这一项。",
                "This item's form has no such entry.",
            )
        });
    let wrong = fields.iter().filter_map(|field| {
        let answer = answers.get(&field.code).map_or("", |text| text.trim());
        check_one(field, answer).map(|words| Fault {
            field: format!("form.{}", field.code),
            words,
        })
    });
    unknown.chain(wrong).collect()
}

fn check_one(field: &Field, answer: &str) -> Option<Words> {
    if answer.is_empty() {
        return field.required.then(|| {
            Words::new(
                format!("请填写“{}”。", field.label.zh),
                format!("Enter “{}”.", field.label.get(crate::words::Language::En)),
            )
        });
    }
    let max = field.max.clamp(1, LONGEST);
    if answer.chars().count() > max {
        return Some(Words::new(
            format!("不能超过 {max} 个字。"),
            format!("Use at most {max} characters."),
        ));
    }
    if answer
        .chars()
        .any(|c| c.is_control() && !(c == '\n' || c == '\r' || c == '\t'))
    {
        return Some(Words::new(
            "含有不能显示的字符。",
            "It contains characters that cannot be shown.",
        ));
    }
    let right = match &field.kind {
        FieldType::Text | FieldType::LongText | FieldType::Address => return None,
        FieldType::Integer => (
            answer.len() <= 15 && answer.bytes().all(|byte| byte.is_ascii_digit()),
            "请填写整数，例如 3。",
            "Enter a whole number, such as 3.",
        ),
        FieldType::Date => (
            Day::parse(answer).is_ok(),
            "请按 2026-11-22 的格式填写日期。",
            "Enter a date in the form 2026-11-22.",
        ),
        FieldType::Choice(choices) => (
            choices.iter().any(|choice| choice.code == answer),
            "请从列出的选项中选择。",
            "Choose one of the answers shown.",
        ),
        FieldType::YesNo => (
            matches!(answer, "yes" | "no"),
            "请选择“是”或“否”。",
            "Choose yes or no.",
        ),
        FieldType::Phone => (
            Phone::parse(answer).is_some(),
            "请填写电话号码，例如 13800001234。",
            "Enter a telephone number, such as 13800001234.",
        ),
    };
    (!right.0).then(|| Words::new(right.1, right.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldType, required: bool) -> Field {
        Field {
            code: "f".into(),
            label: Words::new("经营面积", "Floor area"),
            kind,
            required,
            max: 5,
            hint: Words::default(),
            group: Words::default(),
        }
    }

    fn faults(kind: FieldType, required: bool, answer: &str) -> usize {
        check(
            &[field(kind, required)],
            &Answers::from([("f".to_string(), answer.to_string())]),
        )
        .len()
    }

    #[test]
    fn each_type_takes_what_it_should_and_nothing_else() {
        let choice = || {
            FieldType::Choice(vec![Choice {
                code: "a".into(),
                label: Words::default(),
            }])
        };
        for (kind, good, bad) in [
            (FieldType::Integer, "12", "-1"),
            (FieldType::Integer, "0", "1.5"),
            (FieldType::YesNo, "yes", "true"),
            (choice(), "a", "b"),
            (FieldType::Phone, "12345", "abc"),
            (FieldType::Text, "五个字以内", "一共有六个字"),
        ] {
            assert_eq!(faults(kind.clone(), true, good), 0, "{kind:?} {good}");
            assert_eq!(faults(kind.clone(), true, bad), 1, "{kind:?} {bad}");
        }
    }

    #[test]
    fn dates_must_exist() {
        let date = Field {
            max: 10,
            ..field(FieldType::Date, true)
        };
        let answer = |text: &str| check(std::slice::from_ref(&date), &Answers::from([("f".into(), text.into())])).len();
        assert_eq!(
            (answer("2026-02-28"), answer("2026-02-31"), answer("yesterday")),
            (0, 1, 1)
        );
    }

    #[test]
    fn an_empty_answer_is_a_fault_only_where_one_is_required() {
        assert_eq!(faults(FieldType::Text, true, " "), 1);
        assert_eq!(faults(FieldType::Text, false, ""), 0);
    }

    #[test]
    fn an_answer_to_no_question_is_a_fault() {
        let found = check(&[], &Answers::from([("x".into(), "1".into())]));
        assert_eq!(found[0].field, "form.x");
    }
}
