//! Evaluating an expression for somebody.

use std::collections::{BTreeSet, HashMap};

use cel::{Context, ExecutionError, Value};
use yimen_domain::calendar::Day;
use yimen_domain::items::form::MOST_ROWS;
use yimen_domain::words::Words;

use crate::exact::{self, BY_ZERO, TOO_LARGE, WRONG_KIND};
use crate::inputs::{Input, Inputs, Kind, Said};
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
    let done = apart(|| match read(text, Some(inputs)) {
        Ok(read) => evaluate(&read, expects, inputs, said),
        Err(why) => Outcome::Failed(why.what),
    });
    done.unwrap_or_else(|| Outcome::Failed(broken()))
}

/// The inputs that an expression names; none where it cannot be read.
pub fn names(text: &str) -> BTreeSet<String> {
    let read = apart(|| read(text, None).map(|read| read.names));
    read.and_then(Result::ok).unwrap_or_default()
}

pub(crate) fn broken() -> Words {
    Words::new("规则无法计算", "the rule could not be computed")
}

/// Evaluates what was read.
pub(crate) fn evaluate(read: &Read, expects: Expects, inputs: &Inputs, said: &Said) -> Outcome {
    let absent: Vec<String> = read
        .names
        .iter()
        .filter(|name| shown_of(name, said).is_none())
        .cloned()
        .collect();
    match value(read, inputs, said).and_then(|value| expected(value, expects)) {
        Ok(came) => Outcome::Known {
            came,
            from: read
                .names
                .iter()
                .filter_map(|name| Some((name.clone(), shown_of(name, said)?)))
                .collect(),
        },
        Err(_) if !absent.is_empty() => Outcome::Waits(absent),
        Err(why) => Outcome::Failed(why),
    }
}

/// What was said to an input; of a repeated group how many rows there are.
fn shown_of(name: &str, said: &Said) -> Option<String> {
    said.get(name).cloned().or_else(|| {
        Some(rows_said(name, said))
            .filter(|rows| *rows > 0)
            .map(|rows| rows.to_string())
    })
}

fn rows_said(name: &str, said: &Said) -> usize {
    let before = format!("{name}[");
    let number = |entry: &String| entry.strip_prefix(&before)?.split(']').next()?.parse::<usize>().ok();
    let numbers = said.keys().filter_map(number);
    numbers.max().map_or(0, |last| (last + 1).min(MOST_ROWS))
}

/// The value, whatever was absent.
pub(crate) fn value(read: &Read, inputs: &Inputs, said: &Said) -> Result<Value, Words> {
    let mut context = Context::default();
    exact::add_to(&mut context).map_err(|_| broken())?;
    for group in GROUPS {
        let values: HashMap<String, Value> = inputs
            .all()
            .iter()
            .filter_map(|input| {
                let code = input.name.strip_prefix(group)?.strip_prefix('.')?;
                Some((code.to_string(), value_of(input, &input.name, said)?))
            })
            .collect();
        context.add_variable_from_value(group, values);
    }
    context.resolve(&read.expression).map_err(|error| failed(&error))
}

/// Why it could not be computed, in words.
fn failed(error: &ExecutionError) -> Words {
    let said = error.to_string();
    let (zh, en) = match error {
        _ if said.contains(BY_ZERO) => (
            "除数为零；先判断不为零再除".to_string(),
            "it divides by zero: ask first whether the number is zero".to_string(),
        ),
        _ if said.contains(TOO_LARGE) => (
            "结果太大；给表单项写上最大值，或者用 min(…) 限制".to_string(),
            "what comes out is too large: give the field a largest value, or use min(…)".to_string(),
        ),
        _ if said.contains(WRONG_KIND) => (
            "数、日期和文字混在一起，计算不了".to_string(),
            "numbers, days and texts cannot be computed with each other".to_string(),
        ),
        ExecutionError::NoSuchKey(name) => (
            format!("“{name}”可能没有填写；先用 has(…) 判断"),
            format!("“{name}” may be absent: ask has(…) first"),
        ),
        _ => (format!("计算时出错：{said}"), format!("it fails: {said}")),
    };
    Words::new(zh, en)
}

/// What was said to an input, in its sort. A list that may be absent is empty.
fn value_of(input: &Input, name: &str, said: &Said) -> Option<Value> {
    let text = said.get(name).map(String::as_str);
    match &input.kind {
        Kind::Several { .. } => {
            let codes = text.map(|text| text.split(',').map(|code| Value::from(code.trim())).collect::<Vec<_>>());
            codes.or_else(|| input.optional.then(Vec::new)).map(Value::from)
        }
        Kind::Rows { fields, .. } => {
            let row = |at: usize| {
                let value = |field: &Input| {
                    let value = value_of(field, &format!("{name}[{at}].{}", field.name), said)?;
                    Some((field.name.clone(), value))
                };
                Value::from(fields.iter().filter_map(value).collect::<HashMap<String, Value>>())
            };
            let rows: Vec<Value> = (0..rows_said(name, said)).map(row).collect();
            (input.optional || !rows.is_empty()).then(|| Value::from(rows))
        }
        kind => typed(kind, text?),
    }
}

/// A text in the sort of its input.
fn typed(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Whole { .. } => text.parse().ok().map(Value::Int),
        Kind::Decimal { .. } => exact::decimal(text),
        Kind::Money { .. } => fen(text).map(Value::Int),
        Kind::Truth => match text {
            "yes" | "true" => Some(Value::Bool(true)),
            "no" | "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::Day => Day::parse(text).is_ok().then(|| Value::from(text)),
        Kind::Code(_) | Kind::Text => Some(Value::from(text)),
        Kind::Several { .. } | Kind::Rows { .. } => None,
    }
}

/// Yuan with at most two decimals as fen.
fn fen(text: &str) -> Option<i64> {
    let (yuan, cents) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || cents.len() > 2 || !digits(yuan) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// The value as what is expected of it.
pub(crate) fn expected(value: Value, expects: Expects) -> Result<Came, Words> {
    match (expects, &value) {
        (Expects::Truth, Value::Bool(truth)) => Ok(Came::Truth(*truth)),
        (Expects::Truth, other) => Err(wants(expects, sort(other))),
        (Expects::Fen, value) => match exact::whole(value) {
            Some(fen) if (0..=MOST_FEN).contains(&fen) => Ok(Came::Fen(fen)),
            Some(fen) => Err(Words::new(
                format!("金额 {fen} 分超出范围"),
                format!("{fen} fen is out of range"),
            )),
            None => Err(wants(expects, sort(value))),
        },
    }
}

/// That what comes out is of the wrong sort.
pub(crate) fn wants(expects: Expects, (zh, en): (&str, &str)) -> Words {
    match expects {
        Expects::Truth => Words::new(
            format!("结果应为真或假，实际是{zh}"),
            format!("it must be true or false and is {en}"),
        ),
        Expects::Fen => Words::new(
            format!("结果应为以分计的整数，实际是{zh}"),
            format!("it must be whole fen and is {en}"),
        ),
    }
}

fn sort(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Bool(_) => ("真假值", "a truth"),
        Value::Int(_) | Value::UInt(_) => ("整数", "a whole number"),
        value if exact::is_decimal(value) => ("小数", "a decimal number"),
        Value::String(_) => ("文字", "a text"),
        Value::List(_) => ("列表", "a list"),
        _ => ("其他", "something else"),
    }
}
