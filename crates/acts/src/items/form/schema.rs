//! The schema of a form (表单数据结构), JSON Schema 2020-12: what the server and the browser check with.
//!
//! Beside the standard's keywords each field says what it is and in which words its faults are said: `x-kind`,
//! `x-places`, `x-words` by keyword, `x-element`.

use serde_json::{Map, Value, json};
use yimen_domain::items::form::rule::{self, words};
use yimen_domain::items::form::{Check, Field, FieldType, FieldWhen, LONGEST, Rule};
use yimen_domain::items::form::{check::SHOWN, rule::unknown};
use yimen_domain::words::Words;

/// How a telephone number is written: 5 to 15 digits, with blanks and hyphens where people like them.
const PHONE: &str = "^[ -]*[+]?[ -]*([0-9][ -]*){5,15}$";
/// From 1900 on; whether the day exists is asked by `format`.
const DAY: &str = "^(19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$";

/// The schema of a form.
pub fn schema(fields: &[Field]) -> Value {
    let mut schema = object(fields);
    if let Some(map) = schema.as_object_mut() {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("x-unknown".into(), both(&unknown()));
    }
    schema
}

fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.code.clone(), property(field)))
        .collect();
    let always = fields
        .iter()
        .filter(|field| field.when.is_empty() && field.must_be_there());
    let required: Vec<&str> = always.map(|field| field.code.as_str()).collect();
    let conditions: Vec<Value> = fields
        .iter()
        .filter(|field| !field.when.is_empty())
        .map(|field| condition(fields, field))
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !conditions.is_empty() {
        schema["allOf"] = Value::Array(conditions);
    }
    schema
}

fn condition(fields: &[Field], field: &Field) -> Value {
    let asked: Map<String, Value> = field
        .when
        .iter()
        .map(|when| (when.field.clone(), answered(fields, when)))
        .collect();
    let needed: Vec<&str> = field.when.iter().map(|when| when.field.as_str()).collect();
    let mut schema = json!({
        "if": { "properties": asked, "required": needed },
        "else": { "properties": { (field.code.as_str()): { "not": {} } } },
    });
    if field.must_be_there() {
        schema["then"] = json!({ "required": [field.code] });
    }
    schema
}

fn answered(fields: &[Field], when: &FieldWhen) -> Value {
    match fields
        .iter()
        .find(|known| known.code == when.field)
        .map(|known| &known.kind)
    {
        Some(FieldType::Choices(_)) => json!({ "type": "array", "contains": { "enum": when.answers } }),
        Some(FieldType::YesNo) => {
            let truths: Vec<bool> = when.answers.iter().map(|answer| answer == "yes").collect();
            json!({ "enum": truths })
        }
        _ => json!({ "enum": when.answers }),
    }
}

fn property(field: &Field) -> Value {
    let mut schema = shape(field);
    schema["title"] = Value::String(field.label.zh.clone());
    schema["x-kind"] = Value::String(field.kind.code().to_string());
    schema["x-label"] = both(&field.label);
    schema["x-words"] = said(field);
    if let Some(element) = field.element {
        schema["x-element"] = Value::String(element.code.to_string());
    }
    if !field.unit_shown().zh.is_empty() {
        schema["x-unit"] = both(&field.unit_shown());
    }
    schema
}

fn shape(field: &Field) -> Value {
    match &field.kind {
        FieldType::Text | FieldType::LongText | FieldType::Address | FieldType::Phone => text(field),
        FieldType::Integer | FieldType::Money => bounded(field, json!({ "type": "integer", "minimum": 0 })),
        FieldType::Decimal(places) => bounded(field, json!({ "type": "number", "minimum": 0, "x-places": places })),
        FieldType::Date => json!({ "type": "string", "format": "date", "pattern": DAY }),
        FieldType::Choice(choices) => {
            let codes: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
            json!({ "enum": codes })
        }
        FieldType::Choices(choices) => {
            let codes: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
            let mut schema = json!({
                "type": "array", "items": { "enum": codes }, "uniqueItems": true, "maxItems": field.most_entries(),
            });
            if field.least_entries() > 0 {
                schema["minItems"] = json!(field.least_entries());
            }
            schema
        }
        FieldType::YesNo => json!({ "type": "boolean" }),
        FieldType::File(_) => json!({
            "type": "array", "maxItems": field.most_entries(),
            "items": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of an uploaded file" },
        }),
        FieldType::Group(fields) => {
            let mut schema = json!({ "type": "array", "items": object(fields), "maxItems": field.most_entries() });
            if field.least_entries() > 0 {
                schema["minItems"] = json!(field.least_entries());
            }
            schema
        }
    }
}

fn text(field: &Field) -> Value {
    let pattern = match field.check {
        Some(check) => Check::pattern(check),
        None if field.kind == FieldType::Phone => PHONE,
        None => SHOWN,
    };
    json!({ "type": "string", "maxLength": field.max.clamp(1, LONGEST), "pattern": pattern })
}

fn bounded(field: &Field, mut schema: Value) -> Value {
    if let Some(least) = field.least {
        schema["minimum"] = json!(least);
    }
    if let Some(most) = field.most {
        schema["maximum"] = json!(most);
    }
    schema
}

/// The words of every fault that the schema can find, by keyword.
fn said(field: &Field) -> Value {
    let said: Map<String, Value> = Rule::ALL
        .into_iter()
        .filter(|rule| *rule != Rule::Unknown)
        .flat_map(|rule| rule.keywords().iter().map(move |keyword| (rule, *keyword)))
        .filter(|(_, keyword)| may_break(field, keyword))
        .map(|(rule, keyword)| (keyword.to_string(), both(&words(field, rule_of(field, rule)))))
        .collect();
    Value::Object(said)
}

fn may_break(field: &Field, keyword: &str) -> bool {
    let list = matches!(
        field.kind,
        FieldType::Group(_) | FieldType::Choices(_) | FieldType::File(_)
    );
    let number = matches!(
        field.kind,
        FieldType::Integer | FieldType::Decimal(_) | FieldType::Money
    );
    match keyword {
        "required" => field.must_be_there(),
        "not" => !field.when.is_empty(),
        "maxLength" => matches!(
            field.kind,
            FieldType::Text | FieldType::LongText | FieldType::Address | FieldType::Phone
        ),
        "minimum" | "maximum" => number,
        "minItems" | "maxItems" => list,
        "uniqueItems" => matches!(field.kind, FieldType::Choices(_)),
        "pattern" => {
            !number
                && !matches!(
                    field.kind,
                    FieldType::Choice(_) | FieldType::YesNo | FieldType::Group(_)
                )
        }
        "enum" => !field.choices().is_empty(),
        "format" => field.kind == FieldType::Date,
        _ => true,
    }
}

/// The rule that a keyword stands for in a field: a day that is not written as one is no day.
pub(super) fn rule_of(field: &Field, rule: Rule) -> Rule {
    match (rule, &field.kind) {
        (Rule::Pattern, FieldType::Date | FieldType::File(_)) => Rule::Kind,
        _ => rule,
    }
}

fn both(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.get(yimen_domain::words::Language::En) })
}

/// Words of a rule, for who checks with the schema alone.
pub(super) fn fault_words(field: Option<&Field>, rule: Rule) -> Words {
    field.map_or_else(rule::unknown, |field| words(field, rule))
}
