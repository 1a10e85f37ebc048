//! What a document may hold, read from its JSON Schema: the shape that screens, forms and lists of changes follow.

use serde_json::{Map, Value};

/// One element of a document (要素): what it holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One text in Chinese and English.
    Words,
    /// One text.
    Line,
    /// A day, 2026-05-01.
    Day,
    /// A whole number from 0.
    Number,
    /// Money in fen.
    Money,
    /// Yes or no; nothing is no.
    Flag,
    /// Yes, no or not said.
    Maybe,
    /// One of a list of codes.
    One(Vec<Code>),
    /// Several of a list of codes.
    Many(Vec<Code>),
    /// Several texts in one language.
    Lines,
    /// Values under names that the document itself gives (examples of a rule).
    Pairs,
    /// Rows of one shape, in an order that means something.
    Rows(Box<Shape>),
    /// Elements that belong together.
    Group(Group),
    /// On which answers the thing depends (适用情形): pairs of a question and the answers that count.
    When(Dependence),
    /// Something that screens cannot show; it stays as it is.
    Other,
}

/// Elements that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The elements.
    pub members: Vec<Member>,
    /// The whole group may be missing, which means something (a free item has no fee).
    pub optional: bool,
    /// It is itself a text in Chinese and English, with more beside it (a condition with its rule).
    pub is_words: bool,
}

/// An element under its field.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The field.
    pub key: String,
    /// A document without it is not whole.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
}

/// A value of a fixed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What is stored.
    pub code: String,
    /// Chinese name; empty where the schema gives none.
    pub zh: String,
    /// English name.
    pub en: String,
}

/// What a dependence names: questions about the situation, or fields of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependence {
    /// Entries name a `question` of `situations`.
    Situations,
    /// Entries name a `field` of `form`.
    Form,
}

impl Dependence {
    /// The key that names the question or field in an entry.
    pub fn key(self) -> &'static str {
        match self {
            Dependence::Situations => "question",
            Dependence::Form => "field",
        }
    }

    /// The list in the same document whose rows are named.
    pub fn list(self) -> &'static str {
        match self {
            Dependence::Situations => "situations",
            Dependence::Form => "form",
        }
    }
}

/// The shape of a document, from its JSON Schema (2020-12).
pub fn of_schema(schema: &Value) -> Group {
    let none = Map::new();
    let reader = Reader {
        definitions: schema.get("$defs").and_then(Value::as_object).unwrap_or(&none),
    };
    reader.group(schema, false, &[])
}

/// The languages of a text, by their field.
pub(crate) const LANGUAGES: [&str; 2] = ["zh", "en"];

/// How often a definition may stand within itself: rows of a group have fields, which are no groups again.
const WITHIN_ITSELF: usize = 2;

struct Reader<'s> {
    definitions: &'s Map<String, Value>,
}

impl Reader<'_> {
    fn group(&self, schema: &Value, optional: bool, above: &[&str]) -> Group {
        let required: Vec<&str> = strings(schema.get("required"));
        let member = |(key, schema): (&String, &Value)| {
            Some(Member {
                key: key.clone(),
                required: required.contains(&key.as_str()),
                shape: self.shape(key, schema, above)?,
            })
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut members: Vec<Member> = properties.into_iter().flatten().filter_map(member).collect();
        let is_language = |member: &Member| LANGUAGES.contains(&member.key.as_str()) && member.shape == Shape::Line;
        let is_words = members.iter().filter(|member| is_language(member)).count() == LANGUAGES.len();
        if is_words {
            members.retain(|member| !is_language(member));
        }
        Group {
            members,
            optional,
            is_words,
        }
    }

    /// Nothing where the definition stands within itself too often.
    fn shape(&self, key: &str, schema: &Value, above: &[&str]) -> Option<Shape> {
        let has_default = schema.get("default").is_some_and(|default| !default.is_null());
        let (schema, name, nullable) = self.resolved(schema);
        if name == Some("Text") {
            return Some(Shape::Words);
        }
        if let Some(known) = schema.get("enum") {
            return Some(Shape::One(codes(known, schema.get("x-names"))));
        }
        let within = [above, name.as_slice()].concat();
        if name.is_some_and(|name| within.iter().filter(|above| **above == name).count() > WITHIN_ITSELF) {
            return None;
        }
        let (kind, null) = kind_of(schema);
        let nullable = nullable || null;
        Some(match kind {
            "string" if schema.get("format").and_then(Value::as_str) == Some("date") => Shape::Day,
            "string" => Shape::Line,
            "integer" if key.ends_with("_fen") => Shape::Money,
            "integer" => Shape::Number,
            "boolean" if nullable => Shape::Maybe,
            "boolean" => Shape::Flag,
            "array" => return self.list(key, schema, &within),
            "object" if schema.get("properties").is_some() => {
                Shape::Group(self.group(schema, nullable && !has_default, &within))
            }
            "object" if schema.get("additionalProperties").is_some() => Shape::Pairs,
            _ => Shape::Other,
        })
    }

    fn list(&self, key: &str, schema: &Value, above: &[&str]) -> Option<Shape> {
        let Some(items) = schema.get("items") else {
            return Some(Shape::Other);
        };
        Some(match self.shape(key, items, above)? {
            Shape::One(codes) => Shape::Many(codes),
            Shape::Line => Shape::Lines,
            Shape::Other => Shape::Other,
            Shape::Group(group) => match dependence(&group) {
                Some(on) => Shape::When(on),
                None => Shape::Rows(Box::new(Shape::Group(group))),
            },
            row => Shape::Rows(Box::new(row)),
        })
    }

    /// Follows references and leaves out null: the schema, its name, and whether it may be null.
    fn resolved<'a>(&'a self, schema: &'a Value) -> (&'a Value, Option<&'a str>, bool) {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap_or_default();
            return (self.definitions.get(name).unwrap_or(schema), Some(name), false);
        }
        let Some(choices) = schema.get("anyOf").and_then(Value::as_array) else {
            return (schema, None, false);
        };
        let is_null = |choice: &Value| choice.get("type").and_then(Value::as_str) == Some("null");
        let null = choices.iter().any(is_null);
        match choices.iter().find(|choice| !is_null(choice)) {
            Some(choice) => {
                let (schema, name, _) = self.resolved(choice);
                (schema, name, null)
            }
            None => (schema, None, null),
        }
    }
}

/// `when: [{question, answers: [..]}]`.
fn dependence(group: &Group) -> Option<Dependence> {
    let keys: Vec<&str> = group.members.iter().map(|member| member.key.as_str()).collect();
    [Dependence::Situations, Dependence::Form]
        .into_iter()
        .find(|on| keys.len() == 2 && keys.contains(&"answers") && keys.contains(&on.key()))
}

fn kind_of(schema: &Value) -> (&str, bool) {
    match schema.get("type") {
        Some(Value::String(kind)) => (kind, false),
        Some(kinds @ Value::Array(_)) => {
            let kinds = strings(Some(kinds));
            let null = kinds.contains(&"null");
            (kinds.into_iter().find(|kind| *kind != "null").unwrap_or_default(), null)
        }
        _ => ("", false),
    }
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    let values = value.and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn codes(known: &Value, names: Option<&Value>) -> Vec<Code> {
    let name = |code: &str, place: usize| {
        let pair = names.and_then(|names| names.get(code));
        let name = pair.and_then(|pair| pair.get(place)).and_then(Value::as_str);
        name.unwrap_or_default().to_string()
    };
    strings(Some(known))
        .into_iter()
        .filter(|code| !code.is_empty())
        .map(|code| Code {
            code: code.to_string(),
            zh: name(code, 0),
            en: name(code, 1),
        })
        .collect()
}

impl Group {
    /// The element of a field.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.key == key)
    }

    /// What stands at a path.
    pub fn at(&self, path: &str) -> Option<&Shape> {
        let (key, rest) = path
            .split_once('.')
            .map_or((path, None), |(key, rest)| (key, Some(rest)));
        let shape = &self.member(key)?.shape;
        let inner = match shape {
            Shape::Rows(row) => row,
            shape => shape,
        };
        match (rest, inner) {
            (None, _) => Some(shape),
            (Some(rest), Shape::Group(group)) => group.at(rest),
            _ => None,
        }
    }

    /// Every element with its path, parents first: `materials`, `materials.name`.
    pub fn paths(&self) -> Vec<(String, &Shape)> {
        let mut found = Vec::new();
        collect(self, "", &mut found);
        found
    }
}

fn collect<'s>(group: &'s Group, above: &str, found: &mut Vec<(String, &'s Shape)>) {
    for member in &group.members {
        let path = under(above, &member.key);
        found.push((path.clone(), &member.shape));
        let inner = match &member.shape {
            Shape::Rows(row) => row,
            shape => shape,
        };
        if let Shape::Group(group) = inner {
            collect(group, &path, found);
        }
    }
}

/// A key below a path.
pub(crate) fn under(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_string()
    } else {
        format!("{path}.{key}")
    }
}
