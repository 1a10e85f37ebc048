//! Situations, conditions and expressions, as JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::items::condition::Example;
use yimen_domain::items::situation::Answer;
use yimen_domain::items::{Condition, Expression, Situation, When};
use yimen_domain::words::Words;

use super::is_default;
use crate::organisation::Text;

/// A question about the person's situation (情形问题), whose answers select materials, charges and steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Situation")]
pub struct SituationWire {
    /// Small letters, digits and underscores, unique in the item.
    #[schemars(pattern(r"^[a-z][a-z0-9_]{0,39}$"))]
    pub code: String,
    /// 问题.
    pub question: Text,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hint: Text,
    /// 选项.
    #[schemars(length(min = 2, max = 40))]
    pub options: Vec<AnswerWire>,
    /// Asked only when all of these hold; they name earlier questions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Vec<WhenWire>,
}

/// One answer of a question (情形选项).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Answer")]
pub struct AnswerWire {
    /// Unique in the question.
    #[schemars(pattern(r"^[a-z][a-z0-9_]{0,39}$"))]
    pub code: String,
    /// What people read.
    pub label: Text,
    /// What helps to choose it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hint: Text,
}

/// It holds when the question was answered by one of these (适用情形).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "When")]
pub struct WhenWire {
    /// Code of a question.
    pub question: String,
    /// Codes of its answers.
    #[schemars(length(min = 1))]
    pub answers: Vec<String>,
}

/// A condition (受理条件): its words, and where it can be computed a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Condition")]
pub struct ConditionWire {
    /// Chinese.
    #[serde(default)]
    pub zh: String,
    /// English; may be empty.
    #[serde(default)]
    pub en: String,
    /// Computes whether it is met.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rule: Option<ExpressionWire>,
    /// What is said when it is met.
    #[serde(default, skip_serializing_if = "is_default")]
    pub met: Text,
    /// What is said when it is not met.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unmet: Text,
}

/// An expression in CEL (规则表达式) over `situation.<code>`, `form.<code>` and `applicant.kind`, with examples.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Expression")]
pub struct ExpressionWire {
    /// The expression.
    #[schemars(length(min = 1, max = 1000))]
    pub cel: String,
    /// Inputs and what must come out of them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub examples: Vec<ExampleWire>,
}

/// An example beside an expression (示例).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Example")]
pub struct ExampleWire {
    /// Inputs by name: `situation.size`, `form.seats`, `applicant.kind`.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
    /// `true`, `false`, or whole fen.
    pub expected: String,
}

impl From<SituationWire> for Situation {
    fn from(wire: SituationWire) -> Situation {
        Situation {
            code: wire.code,
            question: wire.question.into(),
            hint: wire.hint.into(),
            options: wire.options.into_iter().map(Answer::from).collect(),
            when: whens(wire.when),
        }
    }
}

impl From<AnswerWire> for Answer {
    fn from(wire: AnswerWire) -> Answer {
        Answer {
            code: wire.code,
            label: wire.label.into(),
            hint: wire.hint.into(),
        }
    }
}

/// Entries of `when`.
pub(super) fn whens(wires: Vec<WhenWire>) -> Vec<When> {
    let when = |wire: WhenWire| When {
        question: wire.question,
        answers: wire.answers,
    };
    wires.into_iter().map(when).collect()
}

impl From<ConditionWire> for Condition {
    fn from(wire: ConditionWire) -> Condition {
        Condition {
            words: Words::new(wire.zh, wire.en),
            rule: wire.rule.map(Expression::from),
            met: wire.met.into(),
            unmet: wire.unmet.into(),
        }
    }
}

impl From<ExpressionWire> for Expression {
    fn from(wire: ExpressionWire) -> Expression {
        let example = |wire: ExampleWire| Example {
            given: wire.given,
            expected: wire.expected,
        };
        Expression {
            text: wire.cel,
            examples: wire.examples.into_iter().map(example).collect(),
        }
    }
}
