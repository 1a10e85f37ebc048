//! The form of an item as JSON: fields, conditions, test cases.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::items::form::{
    Answers, Choice, Element, Field, FieldType, FieldWhen, FileKind, FileRule, FormTest, LARGEST_KB, element,
};
use yimen_domain::words::Words;

use super::code::Code;
use super::{Text, code, is_default, or_default};
use crate::items::form::json;

/// A form field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Field")]
pub struct FieldWire {
    /// Code: small letters, digits and underscores, unique in the form or the group.
    pub code: String,
    /// 数据元: code of the dictionary's element; label, type, check, unit and hint come from it.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "code::elements")]
    pub element: String,
    /// Label; the element's if empty.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[schemars(with = "Option<Text>")]
    pub label: Text,
    /// Type; the element's if empty.
    #[serde(rename = "type", default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "code::field_types")]
    pub kind: String,
    /// Required.
    #[serde(default)]
    pub required: bool,
    /// Longest text; never longer than the element's.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<usize>")]
    pub max: usize,
    /// Smallest number (money: fen); fewest rows or choices.
    #[serde(default, skip_serializing_if = "is_default")]
    pub least: Option<i64>,
    /// Largest number (money: fen); most rows, choices or files.
    #[serde(default, skip_serializing_if = "is_default")]
    pub most: Option<i64>,
    /// Decimal places of a `decimal`, 1 to 3; 2 if not given.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(min = 1, max = 3))]
    pub places: Option<u8>,
    /// Unit of a number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Text,
    /// Options of a choice; with an element, some of its own.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Vec<OptionWire>>")]
    pub options: Vec<OptionWire>,
    /// Kinds of files that are taken; every kind that the centre takes if empty.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accept: Vec<Code<FileKind>>,
    /// Largest file in kilobytes; 10240 if not given.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(min = 1, max = 10240))]
    pub max_kb: Option<u64>,
    /// Fields of a `group`, filled in row by row.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fields: Vec<FieldWire>,
    /// Code of the field with the day before which this one must not lie.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_before: Option<String>,
    /// When it is asked: all must hold; always if there is none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Vec<FieldWhenWire>,
    /// Hint.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub hint: Text,
    /// Heading.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub group: Text,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Option")]
pub struct OptionWire {
    /// Code.
    pub code: String,
    /// Label; the element's if empty.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub label: Text,
}

/// When a field is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FieldWhen")]
pub struct FieldWhenWire {
    /// Code of a field before it: a choice, several choices, or yes or no.
    pub field: String,
    /// One of these was answered; `yes` or `no` where that is asked.
    #[schemars(length(min = 1))]
    pub answers: Vec<String>,
}

/// A test case beside the form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FormTest")]
pub struct FormTestWire {
    /// What it shows.
    pub name: Text,
    /// What is filled in: texts by field code, lists of codes, rows of a group, files.
    #[serde(default, with = "json")]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub answers: Answers,
    /// Paths at which a fault is expected, such as `form.partners[0].id_number`.
    #[serde(default)]
    pub expect: Vec<String>,
}

impl From<FormTestWire> for FormTest {
    fn from(wire: FormTestWire) -> FormTest {
        FormTest {
            name: wire.name.into(),
            answers: wire.answers,
            expect: wire.expect,
        }
    }
}

/// Types of fields.
pub(super) const TYPES: [&str; 13] = [
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "date",
    "choice",
    "choices",
    "yes_no",
    "phone",
    "address",
    "file",
    "group",
];

impl From<FieldWire> for Field {
    fn from(wire: FieldWire) -> Field {
        let element = element(&wire.element);
        let kind = kind(&wire, element);
        let label = first(wire.label.into(), element.map(|element| element.name));
        let hint = first(wire.hint.into(), element.map(|element| element.hint));
        let unit = first(wire.unit.into(), element.map(|element| element.unit));
        let longest = element.map_or(if wire.max == 0 { 200 } else { wire.max }, |element| element.max);
        Field {
            code: wire.code,
            label,
            kind,
            required: wire.required,
            max: if wire.max == 0 { longest } else { wire.max.min(longest) },
            check: element.and_then(|element| element.check),
            least: narrower(wire.least, element.and_then(|element| element.least), i64::max),
            most: narrower(wire.most, element.and_then(|element| element.most), i64::min),
            unit,
            not_before: wire.not_before,
            when: wire.when.into_iter().map(when).collect(),
            hint,
            group: wire.group.into(),
            element,
        }
    }
}

fn first(own: Words, inherited: Option<(&str, &str)>) -> Words {
    match inherited {
        Some((zh, en)) if own.zh.trim().is_empty() => Words::new(zh, en),
        _ => own,
    }
}

fn narrower(own: Option<i64>, inherited: Option<i64>, choose: fn(i64, i64) -> i64) -> Option<i64> {
    match (own, inherited) {
        (Some(own), Some(inherited)) => Some(choose(own, inherited)),
        (own, inherited) => own.or(inherited),
    }
}

fn when(wire: FieldWhenWire) -> FieldWhen {
    FieldWhen {
        field: wire.field,
        answers: wire.answers,
    }
}

fn kind(wire: &FieldWire, element: Option<&'static Element>) -> FieldType {
    let own = || {
        let label = |option: &OptionWire| Choice {
            code: option.code.clone(),
            label: option.label.clone().into(),
        };
        wire.options.iter().map(label).collect::<Vec<_>>()
    };
    if let Some(element) = element {
        return match element.field_type() {
            FieldType::Choice(known) => FieldType::Choice(narrowed(known, own())),
            kind => kind,
        };
    }
    match wire.kind.as_str() {
        "long_text" => FieldType::LongText,
        "integer" => FieldType::Integer,
        "decimal" => FieldType::Decimal(wire.places.unwrap_or(2).clamp(1, 3)),
        "money" => FieldType::Money,
        "date" => FieldType::Date,
        "choice" => FieldType::Choice(own()),
        "choices" => FieldType::Choices(own()),
        "yes_no" => FieldType::YesNo,
        "phone" => FieldType::Phone,
        "address" => FieldType::Address,
        "file" => FieldType::File(FileRule {
            accept: wire.accept.iter().map(|kind| kind.0).collect(),
            max_kb: wire.max_kb.unwrap_or(LARGEST_KB).clamp(1, LARGEST_KB),
        }),
        "group" => FieldType::Group(wire.fields.iter().cloned().map(Field::from).collect()),
        _ => FieldType::Text,
    }
}

/// Of the element's choices those that the field names, in its order; all if it names none.
fn narrowed(known: Vec<Choice>, own: Vec<Choice>) -> Vec<Choice> {
    if own.is_empty() {
        return known;
    }
    let own = own.into_iter().filter_map(|choice| {
        let inherited = known.iter().find(|known| known.code == choice.code)?;
        let label = if choice.label.zh.trim().is_empty() {
            inherited.label.clone()
        } else {
            choice.label
        };
        Some(Choice { label, ..choice })
    });
    own.collect()
}

/// What keeps a form from being taken.
pub(super) fn faults(fields: &[FieldWire]) -> Vec<Words> {
    let mut found = Vec::new();
    for (at, wire) in fields.iter().enumerate() {
        own_faults(wire, &mut found);
        found.extend(condition_faults(&fields[..at], wire));
        for inner in &wire.fields {
            if inner.kind == "group" {
                found.push(said(
                    inner,
                    "重复填写组中不能再有重复填写组",
                    "a group cannot hold a group",
                ));
            }
        }
        found.extend(faults(&wire.fields));
    }
    found
}

fn said(wire: &FieldWire, zh: &str, en: &str) -> Words {
    Words::new(
        format!("表单项“{}”：{zh}", wire.code),
        format!("form field “{}”: {en}", wire.code),
    )
}

fn own_faults(wire: &FieldWire, found: &mut Vec<Words>) {
    let mut need = |holds: bool, zh: &str, en: &str| {
        if !holds {
            found.push(said(wire, zh, en));
        }
    };
    let plain = !wire.code.is_empty()
        && wire.code.len() <= 60
        && wire
            .code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    need(
        plain,
        "编码应为 1 至 60 位字母、数字或下划线",
        "the code must be 1 to 60 letters, digits or underscores",
    );
    let known = element(&wire.element);
    need(
        wire.element.is_empty() || known.is_some(),
        &format!("数据元目录中没有“{}”", wire.element),
        &format!("the dictionary has no element “{}”", wire.element),
    );
    let of_element = known.map_or("", |element| element.field_type().code());
    let right = match known {
        Some(_) => wire.kind.is_empty() || wire.kind == of_element,
        None => TYPES.contains(&wire.kind.as_str()) || !wire.element.is_empty(),
    };
    need(
        right,
        &format!("类型“{}”无法识别", wire.kind),
        &format!("it has an unknown type “{}”", wire.kind),
    );
    let labelled = known.is_some() || !wire.label.zh.trim().is_empty() || !wire.element.is_empty();
    need(labelled, "没有名称", "it has no label");
    let field = Field::from(wire.clone());
    match &field.kind {
        FieldType::Choice(choices) | FieldType::Choices(choices) => {
            need(!choices.is_empty(), "没有选项", "it has no options");
            let of_element = known.is_none() || wire.options.is_empty() || choices.len() == wire.options.len();
            need(
                of_element,
                "选项不在数据元的代码集中",
                "an option is not in the element's list",
            );
        }
        FieldType::Group(fields) => need(!fields.is_empty(), "组中没有表单项", "the group has no fields"),
        _ => {}
    }
    let ordered = match (field.least, field.most) {
        (Some(least), Some(most)) => least <= most,
        _ => true,
    };
    need(
        ordered && field.least.is_none_or(|least| least >= 0),
        "最小值与最大值不相符",
        "the smallest and the largest value do not go together",
    );
}

fn condition_faults(before: &[FieldWire], wire: &FieldWire) -> Vec<Words> {
    let mut found = Vec::new();
    for when in &wire.when {
        let Some(asked) = before.iter().find(|known| known.code == when.field) else {
            found.push(said(
                wire,
                &format!("填写条件中的“{}”不在它前面", when.field),
                &format!("its condition names “{}”, which does not stand before it", when.field),
            ));
            continue;
        };
        let field = Field::from(asked.clone());
        let known: Vec<&str> = match field.kind {
            FieldType::YesNo => vec!["yes", "no"],
            _ => field.choices().iter().map(|choice| choice.code.as_str()).collect(),
        };
        if when.answers.is_empty() || !when.answers.iter().all(|code| known.contains(&code.as_str())) {
            found.push(said(
                wire,
                &format!("填写条件中“{}”的答案不在选项中", when.field),
                &format!("its condition names an answer that “{}” does not have", when.field),
            ));
        }
    }
    if let Some(start) = &wire.not_before
        && !before
            .iter()
            .any(|known| &known.code == start && matches!(Field::from(known.clone()).kind, FieldType::Date))
    {
        found.push(said(
            wire,
            &format!("“{start}”不是它前面的日期"),
            &format!("“{start}” is not a day before it"),
        ));
    }
    found
}
