//! Looking at an expression before it is published: nothing that fails reaches the window.

use yimen_domain::items::condition::Example;
use yimen_domain::items::{Expression, Item};
use yimen_domain::words::{Language, Words};

use crate::inputs::{Input, Inputs, Kind, Said};
use crate::read::{Read, read};
use crate::run::{Came, Expects, Outcome, apart, evaluate, expected, value};

/// Most made-up inputs that are tried in every combination; beyond that each is varied by itself.
const MOST_TRIED: usize = 2_048;
/// Most examples beside an expression.
const MOST_EXAMPLES: usize = 50;

/// Where an expression stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// The condition of this place in the list.
    Condition(usize),
    /// The charge of this place among the lines of the fee.
    Charge(usize),
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Which expression.
    pub place: Where,
    /// What is wrong, with the input that shows it.
    pub what: Words,
}

/// Every expression of an item, judged.
pub fn of_item(item: &Item) -> Vec<Trouble> {
    let inputs = Inputs::of(item);
    let conditions = item.conditions.iter().enumerate().filter_map(|(at, condition)| {
        let rule = condition.rule.as_ref()?;
        Some((Where::Condition(at), &condition.words, rule, Expects::Truth))
    });
    let lines = item.fee.iter().flat_map(|fee| fee.lines.iter().enumerate());
    let charges = lines.filter_map(|(at, line)| {
        let rule = line.rule.as_ref()?;
        Some((Where::Charge(at), &line.name, rule, Expects::Fen))
    });
    let all: Vec<_> = conditions.chain(charges).collect();
    all.into_iter()
        .flat_map(|(place, name, rule, expects)| {
            let named = move |what: Words| Trouble {
                place: place.clone(),
                what: Words::new(
                    format!("“{}”的规则：{}", name.zh, what.zh),
                    format!("the rule of “{}”: {}", name.get(Language::En), what.en),
                ),
            };
            judge(rule, expects, &inputs).into_iter().map(named).collect::<Vec<_>>()
        })
        .collect()
}

/// What is wrong with one expression; nothing when it may be published.
pub fn judge(rule: &Expression, expects: Expects, inputs: &Inputs) -> Vec<Words> {
    let done = apart(|| match read(&rule.text) {
        Ok(read) => judged(&read, rule, expects, inputs),
        Err(why) => vec![why],
    });
    done.unwrap_or_else(|| vec![Words::new("规则无法计算", "the rule could not be computed")])
}

fn judged(read: &Read, rule: &Expression, expects: Expects, inputs: &Inputs) -> Vec<Words> {
    let unknown: Vec<Words> = read
        .names
        .iter()
        .filter(|name| inputs.get(name).is_none())
        .map(|name| {
            Words::new(
                format!("本事项没有“{name}”这个输入"),
                format!("this item has no input “{name}”"),
            )
        })
        .collect();
    if !unknown.is_empty() {
        return unknown;
    }
    let mut found = Vec::new();
    if rule.examples.len() > MOST_EXAMPLES {
        found.push(Words::new("示例超过五十个", "it has more than fifty examples"));
    }
    found.extend(
        rule.examples
            .iter()
            .filter_map(|example| tried(read, example, expects, inputs)),
    );
    found.extend(on_made_inputs(read, expects, inputs));
    found
}

fn tried(read: &Read, example: &Example, expects: Expects, inputs: &Inputs) -> Option<Words> {
    let shown = shown(&example.given);
    if let Some(name) = example.given.keys().find(|name| inputs.get(name).is_none()) {
        return Some(Words::new(
            format!("示例（{shown}）里的“{name}”不是本事项的输入"),
            format!("the example ({shown}) names “{name}”, which is no input of this item"),
        ));
    }
    let got = match evaluate(read, expects, inputs, &example.given) {
        Outcome::Known {
            came: Came::Truth(truth),
            ..
        } => truth.to_string(),
        Outcome::Known {
            came: Came::Fen(fen), ..
        } => fen.to_string(),
        Outcome::Waits(names) => {
            let names = names.join(", ");
            return Some(Words::new(
                format!("示例（{shown}）缺少 {names}"),
                format!("the example ({shown}) does not say {names}"),
            ));
        }
        Outcome::Failed(why) => {
            return Some(Words::new(
                format!("示例（{shown}）{}", why.zh),
                format!("with the example ({shown}) {}", why.en),
            ));
        }
    };
    (got != example.expected.trim()).then(|| {
        Words::new(
            format!("示例（{shown}）应得 {}，实际得 {got}", example.expected),
            format!("the example ({shown}) should give {} and gives {got}", example.expected),
        )
    })
}

/// The first made-up input on which the expression fails.
fn on_made_inputs(read: &Read, expects: Expects, inputs: &Inputs) -> Option<Words> {
    let named: Vec<&Input> = inputs
        .all()
        .iter()
        .filter(|input| read.names.contains(&input.name))
        .collect();
    made(&named).into_iter().find_map(|said| {
        let why = value(read, inputs, &said)
            .and_then(|value| expected(value, expects))
            .err()?;
        let shown = shown(&said);
        Some(Words::new(
            format!("输入为（{shown}）时{}", why.zh),
            format!("with the input ({shown}) {}", why.en),
        ))
    })
}

/// What may be said to one input; nothing is one of them where it may be absent.
fn choices(input: &Input) -> Vec<Option<String>> {
    let made = input.kind.made().into_iter().map(Some);
    made.chain(input.optional.then_some(None)).collect()
}

/// Made-up inputs: every combination where that is few, else each input by itself over the smallest and the largest of all others.
fn made(named: &[&Input]) -> Vec<Said> {
    let all: Vec<Vec<Option<String>>> = named.iter().map(|input| choices(input)).collect();
    let said = |picked: &[Option<String>]| -> Said {
        let pairs = named.iter().zip(picked);
        pairs
            .filter_map(|(input, text)| Some((input.name.clone(), text.clone()?)))
            .collect()
    };
    let combinations = all.iter().map(Vec::len).try_fold(1usize, usize::checked_mul);
    if combinations.is_some_and(|count| count <= MOST_TRIED) {
        let mut rows: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for choices in &all {
            rows = rows
                .into_iter()
                .flat_map(|row| {
                    choices.iter().map(move |choice| {
                        let mut longer = row.clone();
                        longer.push(choice.clone());
                        longer
                    })
                })
                .collect();
        }
        return rows.iter().map(|row| said(row)).collect();
    }
    let first: Vec<_> = all.iter().map(|choices| choices.first().cloned().flatten()).collect();
    let last: Vec<_> = all.iter().map(|choices| choices.last().cloned().flatten()).collect();
    let largest: Vec<_> = named
        .iter()
        .map(|input| match input.kind {
            Kind::Whole(_) => input.kind.made().pop(),
            _ => input.kind.made().into_iter().next(),
        })
        .collect();
    let mut rows = Vec::new();
    for base in [first, last, largest] {
        rows.push(said(&base));
        for (at, choices) in all.iter().enumerate() {
            for choice in choices {
                let mut row = base.clone();
                row[at].clone_from(choice);
                rows.push(said(&row));
            }
        }
    }
    rows
}

fn shown(said: &Said) -> String {
    const SHORT: usize = 20;
    let short = |text: &str| -> String { text.chars().take(SHORT).collect() };
    let pairs: Vec<String> = said
        .iter()
        .map(|(name, text)| format!("{name}={}", short(text)))
        .collect();
    if pairs.is_empty() {
        "—".into()
    } else {
        pairs.join(", ")
    }
}
