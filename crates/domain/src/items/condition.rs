//! Conditions to be met (受理条件), and expressions that compute (规则表达式).

use std::collections::BTreeMap;

use crate::words::Words;

/// A condition (受理条件): words for people, and where it can be computed a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// What people read.
    pub words: Words,
    /// Computes whether it is met: a truth.
    pub rule: Option<Expression>,
    /// What is said when it is met.
    pub met: Words,
    /// What is said when it is not.
    pub unmet: Words,
}

/// An expression in CEL over what the person said (规则表达式), with examples that it must hold to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expression {
    /// The expression.
    pub text: String,
    /// Inputs and what must come out.
    pub examples: Vec<Example>,
}

/// An example beside an expression (示例).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Example {
    /// Inputs, by name (`situation.size`, `form.seats`, `applicant.kind`).
    pub given: BTreeMap<String, String>,
    /// What must come out: `true`, `false`, or whole fen.
    pub expected: String,
}

impl From<Words> for Condition {
    fn from(words: Words) -> Condition {
        Condition {
            words,
            ..Condition::default()
        }
    }
}
