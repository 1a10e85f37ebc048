//! Evaluating an expression for somebody.

use std::collections::{BTreeSet, HashMap};

use cel::{Context, Value};
use yimen_domain::words::Words;

use crate::inputs::{Inputs, Kind, Said};
use crate::read::{GROUPS, Read, read};

/// What must come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    /// Whether a condition is met.
    Truth,
    /// An amount in whole fen (分), not negative.
    Fen,
}

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Whether a condition is met.
    Truth(bool),
    /// An amount in fen.
    Fen(i64),
}

/// What an expression says about somebody (计算结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was computed from these inputs: their names and what was said.
    Known {
        /// What came out.
        came: Came,
        /// From what.
        from: Vec<(String, String)>,
    },
    /// It waits for these inputs, by name.
    Waits(Vec<String>),
    /// It could not be computed: the window looks at it.
    Failed(Words),
}

/// Largest amount that a rule may come to, fen.
const MOST_FEN: i64 = 1_000_000_000_000;
/// Stack for reading and evaluating, bytes. Only what is used is taken.
const STACK: usize = 64 << 20;

/// Does something where there is stack enough, so that no expression ends the program; none when it panicked.
pub(crate) fn apart<T: Send>(what: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let made = std::thread::Builder::new()
            .name("rules".into())
            .stack_size(STACK)
            .spawn_scoped(scope, what);
        made.ok()?.join().ok()
    })
}

/// Evaluates an expression with what somebody said.
pub fn compute(text: &str, expects: Expects, inputs: &Inputs, said: &Said) -> Outcome {
    let done = apart(|| match read(text) {
        Ok(read) => evaluate(&read, expects, inputs, said),
        Err(why) => Outcome::Failed(why),
    });
    done.unwrap_or_else(|| Outcome::Failed(broken()))
}

/// The inputs that an expression names; none where it cannot be read.
pub fn names(text: &str) -> BTreeSet<String> {
    let read = apart(|| read(text).map(|read| read.names));
    read.and_then(Result::ok).unwrap_or_default()
}

fn broken() -> Words {
    Words::new("规则无法计算", "the rule could not be computed")
}

/// Evaluates what was read.
pub(crate) fn evaluate(read: &Read, expects: Expects, inputs: &Inputs, said: &Said) -> Outcome {
    let absent: Vec<String> = read
        .names
        .iter()
        .filter(|name| !said.contains_key(*name))
        .cloned()
        .collect();
    match value(read, inputs, said).and_then(|value| expected(value, expects)) {
        Ok(came) => Outcome::Known {
            came,
            from: read
                .names
                .iter()
                .filter_map(|name| Some((name.clone(), said.get(name)?.clone())))
                .collect(),
        },
        Err(_) if !absent.is_empty() => Outcome::Waits(absent),
        Err(why) => Outcome::Failed(why),
    }
}

/// The value, whatever was absent.
pub(crate) fn value(read: &Read, inputs: &Inputs, said: &Said) -> Result<Value, Words> {
    let mut context = Context::default();
    for group in GROUPS {
        let values: HashMap<String, Value> = said
            .iter()
            .filter_map(|(name, text)| {
                let code = name.strip_prefix(group)?.strip_prefix('.')?;
                let kind = &inputs.get(name)?.kind;
                Some((code.to_string(), typed(kind, text)?))
            })
            .collect();
        context.add_variable_from_value(group, values);
    }
    context
        .resolve(&read.expression)
        .map_err(|error| Words::new(format!("计算时出错：{error}"), format!("it fails: {error}")))
}

/// What was said, in the sort of its input.
fn typed(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Whole(_) => text.parse().ok().map(Value::Int),
        Kind::Truth => match text {
            "yes" | "true" => Some(Value::Bool(true)),
            "no" | "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::Code(_) | Kind::Day | Kind::Text => Some(Value::from(text)),
    }
}

/// The value as what is expected of it.
pub(crate) fn expected(value: Value, expects: Expects) -> Result<Came, Words> {
    match (expects, value) {
        (Expects::Truth, Value::Bool(truth)) => Ok(Came::Truth(truth)),
        (Expects::Fen, Value::Int(fen)) if (0..=MOST_FEN).contains(&fen) => Ok(Came::Fen(fen)),
        (Expects::Fen, Value::Int(fen)) => Err(Words::new(
            format!("金额 {fen} 分超出范围"),
            format!("{fen} fen is out of range"),
        )),
        (Expects::Truth, other) => Err(Words::new(
            format!("结果应为真或假，实际是 {}", sort(&other).0),
            format!("it must be true or false and is {}", sort(&other).1),
        )),
        (Expects::Fen, other) => Err(Words::new(
            format!("结果应为以分计的整数，实际是 {}", sort(&other).0),
            format!("it must be whole fen and is {}", sort(&other).1),
        )),
    }
}

fn sort(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Bool(_) => ("真假值", "a truth"),
        Value::Int(_) | Value::UInt(_) => ("整数", "a whole number"),
        Value::Float(_) => ("小数", "a fraction"),
        Value::String(_) => ("文字", "a text"),
        Value::List(_) => ("列表", "a list"),
        _ => ("其他", "something else"),
    }
}
