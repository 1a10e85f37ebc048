//! Exact numbers, and the functions of rules. Nothing here is a binary fraction: a number is whole, or a decimal.

use std::cmp::Ordering;
use std::sync::Arc;

use cel::objects::Opaque;
use cel::{Context, DeclarationError, ExecutionError, Value};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use yimen_domain::calendar::Day;

/// A number with decimal places, as a value of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Exact(Decimal);

impl Opaque for Exact {
    fn runtime_type_name(&self) -> &str {
        "yimen.decimal"
    }
}

/// A decimal as a value.
pub(crate) fn decimal(text: &str) -> Option<Value> {
    Some(value_of(Decimal::from_str_exact(text).ok()?))
}

fn value_of(number: Decimal) -> Value {
    Value::Opaque(Arc::new(Exact(number.normalize())))
}

/// Whole or not, a number is a number.
#[derive(Clone, Copy)]
enum Number {
    Whole(i64),
    Exact(Decimal),
}

impl Number {
    fn of(value: &Value) -> Option<Number> {
        match value {
            Value::Int(whole) => Some(Number::Whole(*whole)),
            Value::Opaque(opaque) => opaque.downcast_ref::<Exact>().map(|exact| Number::Exact(exact.0)),
            _ => None,
        }
    }

    fn exact(self) -> Decimal {
        match self {
            Number::Whole(whole) => Decimal::from(whole),
            Number::Exact(exact) => exact,
        }
    }
}

/// The whole number that a value is, if it is one.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match Number::of(value)? {
        Number::Whole(whole) => Some(whole),
        Number::Exact(exact) if exact.fract().is_zero() => exact.to_i64(),
        Number::Exact(_) => None,
    }
}

/// The value is a number with decimal places.
pub(crate) fn is_decimal(value: &Value) -> bool {
    matches!(Number::of(value), Some(Number::Exact(_)))
}

type Came = Result<Value, ExecutionError>;

/// Why a computation fails; [`super::run`] has the words.
pub(crate) const BY_ZERO: &str = "divided by zero";
pub(crate) const TOO_LARGE: &str = "too large";
pub(crate) const WRONG_KIND: &str = "wrong kind";

fn fails(why: &str) -> ExecutionError {
    ExecutionError::function_error("rule", why)
}

type OfWhole = fn(i64, i64) -> Option<i64>;
type OfExact = fn(Decimal, Decimal) -> Option<Decimal>;

fn arithmetic(a: &Value, b: &Value, of_whole: OfWhole, of_exact: OfExact) -> Came {
    let (Some(a), Some(b)) = (Number::of(a), Number::of(b)) else {
        return Err(fails(WRONG_KIND));
    };
    let came = match (a, b) {
        (Number::Whole(a), Number::Whole(b)) => of_whole(a, b).map(Value::Int),
        (a, b) => of_exact(a.exact(), b.exact()).map(value_of),
    };
    came.ok_or_else(|| fails(TOO_LARGE))
}

fn add(a: Value, b: Value) -> Came {
    match (&a, &b) {
        (Value::String(a), Value::String(b)) => Ok(Value::from(format!("{a}{b}"))),
        (Value::List(a), Value::List(b)) => Ok(Value::from([a.as_slice(), b.as_slice()].concat())),
        _ => arithmetic(&a, &b, i64::checked_add, Decimal::checked_add),
    }
}

fn divide(a: &Value, b: &Value, of_whole: OfWhole, of_exact: OfExact) -> Came {
    match Number::of(b) {
        Some(number) if number.exact().is_zero() => Err(fails(BY_ZERO)),
        _ => arithmetic(a, b, of_whole, of_exact),
    }
}

fn compared(a: &Value, b: &Value) -> Result<Ordering, ExecutionError> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Ok(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Ok(a.cmp(b)),
        _ => match (Number::of(a), Number::of(b)) {
            (Some(Number::Whole(a)), Some(Number::Whole(b))) => Ok(a.cmp(&b)),
            (Some(a), Some(b)) => Ok(a.exact().cmp(&b.exact())),
            _ => Err(fails(WRONG_KIND)),
        },
    }
}

fn same(a: &Value, b: &Value) -> bool {
    compared(a, b).map_or_else(|_| a == b, |ordering| ordering == Ordering::Equal)
}

fn day(value: &Value) -> Result<Day, ExecutionError> {
    match value {
        Value::String(text) => Day::parse(text).map_err(|_| fails(WRONG_KIND)),
        _ => Err(fails(WRONG_KIND)),
    }
}

/// Whole months from one day to another: a month is full on the same day of a later month, or on the first day of the next one
/// where that month is shorter.
fn months(from: Day, to: Day) -> i64 {
    if to < from {
        return -months(to, from);
    }
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    months - i64::from(to.day() < from.day())
}

fn rounded(value: &Value, how: RoundingStrategy) -> Came {
    let number = Number::of(value).ok_or_else(|| fails(WRONG_KIND))?;
    let whole = number.exact().round_dp_with_strategy(0, how).to_i64();
    whole.map(Value::Int).ok_or_else(|| fails(TOO_LARGE))
}

fn fen(value: &Value) -> Came {
    let number = Number::of(value).ok_or_else(|| fails(WRONG_KIND))?;
    let fen = number
        .exact()
        .checked_mul(Decimal::ONE_HUNDRED)
        .ok_or_else(|| fails(TOO_LARGE))?;
    whole(&value_of(fen)).map(Value::Int).ok_or_else(|| fails(TOO_LARGE))
}

fn sum(list: Value) -> Came {
    let Value::List(entries) = list else {
        return Err(fails(WRONG_KIND));
    };
    entries.iter().cloned().try_fold(Value::Int(0), add)
}

/// Functions of rules by the name that people write, and the name that they have inside.
pub(crate) const FUNCTIONS: [(&str, &str); 10] = [
    ("years", "rule.years"),
    ("months", "rule.months"),
    ("days", "rule.days"),
    ("sum", "rule.sum"),
    ("round", "rule.round"),
    ("floor", "rule.floor"),
    ("ceil", "rule.ceil"),
    ("yuan", "rule.yuan"),
    ("min", "rule.min"),
    ("max", "rule.max"),
];

/// The operators that have to be exact, and the name of the function that does it.
pub(crate) const OPERATORS: [(&str, &str); 12] = [
    ("_+_", "rule.add"),
    ("_-_", "rule.subtract"),
    ("_*_", "rule.multiply"),
    ("_/_", "rule.divide"),
    ("_%_", "rule.remainder"),
    ("-_", "rule.negate"),
    ("_==_", "rule.equal"),
    ("_!=_", "rule.unequal"),
    ("_<_", "rule.less"),
    ("_<=_", "rule.at_most"),
    ("_>_", "rule.more"),
    ("_>=_", "rule.at_least"),
];

/// Name of the function that makes a decimal of its digits.
pub(crate) const DECIMAL: &str = "rule.decimal";

/// Adds operators and functions to what an expression is evaluated in.
pub(crate) fn add_to(context: &mut Context) -> Result<(), DeclarationError> {
    type One = Value;
    context.add_function("rule.add", add)?;
    context.add_function("rule.subtract", |a: One, b: One| {
        arithmetic(&a, &b, i64::checked_sub, Decimal::checked_sub)
    })?;
    context.add_function("rule.multiply", |a: One, b: One| {
        arithmetic(&a, &b, i64::checked_mul, Decimal::checked_mul)
    })?;
    context.add_function("rule.divide", |a: One, b: One| {
        divide(&a, &b, i64::checked_div, Decimal::checked_div)
    })?;
    context.add_function("rule.remainder", |a: One, b: One| {
        divide(&a, &b, i64::checked_rem, Decimal::checked_rem)
    })?;
    context.add_function("rule.negate", |a: One| {
        arithmetic(&Value::Int(0), &a, i64::checked_sub, Decimal::checked_sub)
    })?;
    context.add_function("rule.equal", |a: One, b: One| same(&a, &b))?;
    context.add_function("rule.unequal", |a: One, b: One| !same(&a, &b))?;
    context.add_function("rule.less", |a: One, b: One| compared(&a, &b).map(Ordering::is_lt))?;
    context.add_function("rule.at_most", |a: One, b: One| compared(&a, &b).map(Ordering::is_le))?;
    context.add_function("rule.more", |a: One, b: One| compared(&a, &b).map(Ordering::is_gt))?;
    context.add_function("rule.at_least", |a: One, b: One| compared(&a, &b).map(Ordering::is_ge))?;
    context.add_function("rule.years", |from: One, to: One| -> Came {
        Ok(Value::Int(months(day(&from)?, day(&to)?) / 12))
    })?;
    context.add_function("rule.months", |from: One, to: One| -> Came {
        Ok(Value::Int(months(day(&from)?, day(&to)?)))
    })?;
    context.add_function("rule.days", |from: One, to: One| -> Came {
        Ok(Value::Int(i64::from(day(&to)?.days()) - i64::from(day(&from)?.days())))
    })?;
    context.add_function("rule.sum", sum)?;
    context.add_function("rule.round", |a: One| {
        rounded(&a, RoundingStrategy::MidpointAwayFromZero)
    })?;
    context.add_function("rule.floor", |a: One| rounded(&a, RoundingStrategy::ToNegativeInfinity))?;
    context.add_function("rule.ceil", |a: One| rounded(&a, RoundingStrategy::ToPositiveInfinity))?;
    context.add_function("rule.yuan", |a: One| fen(&a))?;
    context.add_function("rule.min", |a: One, b: One| -> Came {
        Ok(if compared(&a, &b)?.is_le() { a } else { b })
    })?;
    context.add_function("rule.max", |a: One, b: One| -> Came {
        Ok(if compared(&a, &b)?.is_ge() { a } else { b })
    })?;
    context.add_function(DECIMAL, |digits: Arc<String>| -> Came {
        decimal(&digits).ok_or_else(|| fails(TOO_LARGE))
    })?;
    Ok(())
}
