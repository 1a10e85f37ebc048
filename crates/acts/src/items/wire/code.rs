//! Values of a fixed list, as JSON: their stable code.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use yimen_domain::clocks::{StepKind, SuspensionKind};
use yimen_domain::items::{Audience, Coded, ItemKind};

/// One value of a list that the domain knows; any other code is refused where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code<T>(pub T);

impl<T: Coded> Serialize for Code<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, T: Coded> Deserialize<'de> for Code<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        T::parse(&text).map(Code).ok_or_else(|| unknown::<T, D::Error>(&text))
    }
}

fn unknown<T: Coded, E: Error>(text: &str) -> E {
    E::custom(format!("“{text}” is none of {}", codes::<T>().join(", ")))
}

fn codes<T: Coded>() -> Vec<&'static str> {
    T::ALL.iter().map(|value| value.code()).collect()
}

/// For the schema: what each code is called, Chinese and English (`x-names`), for screens that offer them.
fn names<T: Coded>() -> Value {
    called(T::ALL.iter().map(|value| (value.code(), value.words())))
}

/// For the schema: codes with what they are called.
fn called<'a>(names: impl Iterator<Item = (&'a str, (&'a str, &'a str))>) -> Value {
    let name = |(code, (zh, en)): (&str, (&str, &str))| (code.to_string(), json!([zh, en]));
    Value::Object(names.map(name).collect())
}

impl<T: Coded> JsonSchema for Code<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        codes::<T>().join("_or_").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": codes::<T>(), "x-names": names::<T>() })
    }
}

/// A code; nothing, null and an empty text are none.
pub(super) fn or_none<'de, D: Deserializer<'de>, T: Coded>(deserializer: D) -> Result<Option<Code<T>>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        Some(text) if !text.is_empty() => match T::parse(&text) {
            Some(value) => Ok(Some(Code(value))),
            None => Err(unknown::<T, D::Error>(&text)),
        },
        _ => Ok(None),
    }
}

/// For the schema: a code, an empty text or null.
pub(super) fn optional<T: Coded>(_: &mut SchemaGenerator) -> Schema {
    let mut known: Vec<Option<&str>> = codes::<T>().into_iter().map(Some).collect();
    known.extend([Some(""), None]);
    json_schema!({ "enum": known, "x-names": names::<T>() })
}

/// The value behind an optional code.
pub(super) fn value<T: Coded>(code: Option<Code<T>>) -> Option<T> {
    code.map(|code| code.0)
}

/// The values behind codes.
pub(super) fn values<T: Coded>(codes: Vec<Code<T>>) -> Vec<T> {
    codes.into_iter().map(|code| code.0).collect()
}

/// For the schema: the kinds of items.
pub(super) fn kinds(_: &mut SchemaGenerator) -> Schema {
    let names = called(ItemKind::ALL.into_iter().map(|kind| (kind.code(), kind.words())));
    json_schema!({ "type": "string", "enum": ItemKind::ALL.map(ItemKind::code), "x-names": names })
}

/// For the schema: how an item is handled.
pub(super) fn handlings(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["instant", "promised"] })
}

/// For the schema: who may apply.
pub(super) fn audiences(_: &mut SchemaGenerator) -> Schema {
    let all = [Audience::Person, Audience::Company];
    let (codes, names) = (
        all.map(Audience::code),
        called(all.into_iter().map(|one| (one.code(), one.words()))),
    );
    json_schema!({ "type": "array", "minItems": 1, "items": { "type": "string", "enum": codes, "x-names": names } })
}

/// For the schema: the types of form fields.
pub(super) fn field_types(_: &mut SchemaGenerator) -> Schema {
    let mut known = vec![""];
    known.extend(super::form::TYPES);
    json_schema!({ "type": "string", "enum": known })
}

/// For the schema: the data elements.
pub(super) fn elements(_: &mut SchemaGenerator) -> Schema {
    let mut known = vec![""];
    let elements = yimen_domain::items::form::ELEMENTS;
    known.extend(elements.iter().map(|element| element.code));
    let names = called(elements.iter().map(|element| (element.code, element.name)));
    json_schema!({ "type": "string", "enum": known, "x-names": names })
}

/// For the schema: where an item stands among others.
pub(super) fn positions(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["", "independent", "parent", "child", "handling"] })
}

/// For the schema: the special procedures.
pub(super) fn specials(_: &mut SchemaGenerator) -> Schema {
    let codes: Vec<&str> = SuspensionKind::all().map(SuspensionKind::code).collect();
    let names = called(SuspensionKind::all().map(|kind| (kind.code(), kind.words())));
    json_schema!({ "type": "string", "enum": codes, "x-names": names })
}

/// For the schema: the steps of the procedure.
pub(super) fn steps(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": StepKind::ALL.map(StepKind::code) })
}
