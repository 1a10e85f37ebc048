//! What rules of a draft can ask for, also while the draft is incomplete: its questions, its form, who may apply; and what stands
//! at a place of it, tried out.

use serde::de::DeserializeOwned;
use serde_json::Value;
use yimen_domain::items::form::{Field, FormTest};
use yimen_domain::items::{Audience, Expression, Situation};
pub use yimen_rules::{Came, DAY, Expects, Fault, Input, Inputs, Kind, Looked, Said, Tried};
use yimen_rules::{look, names};

use super::wire::{ExpressionWire, FieldWire, FormTestWire, SituationWire};

/// The parts of a draft that rules and test cases ask for; rows that cannot be read yet are left out.
#[derive(Debug, Clone, Default)]
pub struct Drafted {
    /// Questions about the situation.
    pub situations: Vec<Situation>,
    /// Fields of the form.
    pub form: Vec<Field>,
    /// Who may apply.
    pub audience: Vec<Audience>,
}

impl Drafted {
    /// Of a draft's document.
    pub fn of(document: &Value) -> Drafted {
        let audience = document.get("audience").and_then(Value::as_array).into_iter().flatten();
        Drafted {
            situations: rows::<SituationWire>(document, "situations")
                .map(Situation::from)
                .collect(),
            form: rows::<FieldWire>(document, "form").map(Field::from).collect(),
            audience: audience.filter_map(|code| Audience::parse(code.as_str()?)).collect(),
        }
    }

    /// The inputs of its rules.
    pub fn inputs(&self) -> Inputs {
        Inputs::of_parts(&self.situations, &self.form, &self.audience)
    }
}

fn rows<'d, T: DeserializeOwned>(document: &'d Value, list: &str) -> impl Iterator<Item = T> + 'd {
    let rows = document.get(list).and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(|row| serde_json::from_value(row.clone()).ok())
}

/// What stands at a place such as `conditions.0.rule`.
pub fn at<'d>(document: &'d Value, place: &str) -> Option<&'d Value> {
    place.split('.').try_fold(document, |here, key| match here {
        Value::Array(rows) => rows.get(key.parse::<usize>().ok()?),
        other => other.get(key),
    })
}

/// What the rule at this place must come to: a condition a truth, a charge fen.
pub fn expects(place: &str) -> Expects {
    if place.starts_with("conditions.") {
        Expects::Truth
    } else {
        Expects::Fen
    }
}

/// The rule at this place, with what is found in it; none where there is no rule.
pub fn rule(document: &Value, place: &str, inputs: &Inputs) -> Option<(Expression, Looked)> {
    let rule: Expression = serde_json::from_value::<ExpressionWire>(at(document, place)?.clone())
        .ok()?
        .into();
    let looked = look(&rule, expects(place), inputs);
    Some((rule, looked))
}

/// The inputs that the rule at this place asks for, by name; none where there is no rule or it cannot be read.
pub fn asks(document: &Value, place: &str) -> Vec<String> {
    let text = at(document, place).and_then(|rule| rule.get("cel")?.as_str());
    text.map_or_else(Vec::new, |text| names(text).into_iter().collect())
}

/// The test case of the form at this place.
pub fn form_test(document: &Value, place: &str) -> Option<FormTest> {
    let wire: FormTestWire = serde_json::from_value(at(document, place)?.clone()).ok()?;
    Some(wire.into())
}
