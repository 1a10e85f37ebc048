//! Looking at an expression before it is published: nothing that fails reaches the window.

use yimen_domain::items::condition::Example;
use yimen_domain::items::{Expression, Item};
use yimen_domain::words::{Language, Words};

use crate::fault::Fault;
use crate::inputs::{Input, Inputs, Kind, Said, rows};
use crate::kinds::Type;
use crate::read::{Read, read};
use crate::run::{Came, Expects, Outcome, apart, broken, evaluate, expected, value, wants};

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
    let looked = look(rule, expects, inputs);
    let examples = looked.examples.into_iter().filter_map(|tried| tried.wrong);
    let faults = looked.faults.into_iter().map(|fault| {
        if fault.hint == Words::default() {
            fault.what
        } else {
            Words::new(
                format!("{}。{}", fault.what.zh, fault.hint.zh),
                format!("{}: {}", fault.what.en, fault.hint.en),
            )
        }
    });
    examples.chain(faults).collect()
}

/// An expression as its editor sees it (试算).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Looked {
    /// Inputs that it asks for, in the order of the item; empty where it cannot be read.
    pub asks: Vec<Input>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Its examples.
    pub examples: Vec<Tried>,
}

/// An example, tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What came out; none where nothing did.
    pub came: Option<Came>,
    /// What is wrong with it; none where it holds.
    pub wrong: Option<Words>,
}

/// Looks at an expression: what it asks for, what is wrong, what its examples come to.
pub fn look(rule: &Expression, expects: Expects, inputs: &Inputs) -> Looked {
    let done = apart(|| match read(&rule.text, Some(inputs)) {
        Ok(read) => looked(&read, rule, expects, inputs),
        Err(fault) => Looked {
            faults: vec![fault],
            ..Looked::default()
        },
    });
    done.unwrap_or_else(|| Looked {
        faults: vec![Fault::of(broken())],
        ..Looked::default()
    })
}

fn looked(read: &Read, rule: &Expression, expects: Expects, inputs: &Inputs) -> Looked {
    let asks = inputs.all().iter().filter(|input| read.names.contains(&input.name));
    let mut faults = Vec::new();
    if rule.examples.len() > MOST_EXAMPLES {
        faults.push(Fault::of(Words::new(
            "示例超过五十个",
            "it has more than fifty examples",
        )));
    }
    match unfit(read, expects) {
        Some(fault) => faults.push(fault),
        None => faults.extend(on_made_inputs(read, expects, inputs)),
    }
    let examples = rule.examples.iter().take(MOST_EXAMPLES);
    Looked {
        asks: asks.cloned().collect(),
        faults,
        examples: examples.map(|example| tried(read, example, expects, inputs)).collect(),
    }
}

/// What comes out can never be what is expected.
fn unfit(read: &Read, expects: Expects) -> Option<Fault> {
    let fault = || Fault::of(wants(expects, read.comes_to.words()));
    match (expects, &read.comes_to) {
        (Expects::Truth, Type::Truth) | (Expects::Fen, Type::Whole) => None,
        (_, kind) if !kind.is_known() => None,
        (Expects::Fen, Type::Decimal) => Some(fault().hint(
            "用 round(…)、floor(…) 或 ceil(…) 取整",
            "make it whole with round(…), floor(…) or ceil(…)",
        )),
        (Expects::Truth, _) => Some(fault().hint(
            "写成比较，例如 form.seats > 50",
            "make it a comparison, such as form.seats > 50",
        )),
        (Expects::Fen, _) => Some(fault()),
    }
}

fn tried(read: &Read, example: &Example, expects: Expects, inputs: &Inputs) -> Tried {
    let shown = shown(&example.given);
    let wrong = |zh: String, en: String| Tried {
        came: None,
        wrong: Some(Words::new(zh, en)),
    };
    if let Some(name) = example.given.keys().find(|name| inputs.entry(name).is_none()) {
        return wrong(
            format!("示例（{shown}）里的“{name}”不是本事项的输入"),
            format!("the example ({shown}) names “{name}”, which is no input of this item"),
        );
    }
    let came = match evaluate(read, expects, inputs, &example.given) {
        Outcome::Known { came, .. } => came,
        Outcome::Waits(names) => {
            let names = names.join(", ");
            return wrong(
                format!("示例（{shown}）缺少 {names}"),
                format!("the example ({shown}) does not say {names}"),
            );
        }
        Outcome::Failed(why) => {
            return wrong(
                format!("示例（{shown}）：{}", why.zh),
                format!("with the example ({shown}) {}", why.en),
            );
        }
    };
    let got = match came {
        Came::Truth(truth) => truth.to_string(),
        Came::Fen(fen) => fen.to_string(),
    };
    let differs = got != example.expected.trim();
    Tried {
        came: Some(came),
        wrong: differs.then(|| {
            Words::new(
                format!("示例（{shown}）应得 {}，实际得 {got}", example.expected),
                format!("the example ({shown}) should give {} and gives {got}", example.expected),
            )
        }),
    }
}

/// The first made-up input on which the expression fails.
fn on_made_inputs(read: &Read, expects: Expects, inputs: &Inputs) -> Option<Fault> {
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
        Some(Fault::of(Words::new(
            format!("输入为（{shown}）时{}", why.zh),
            format!("with the input ({shown}) {}", why.en),
        )))
    })
}

/// What may be said to one input, as entries by name; no entry is one of them where it may be absent.
fn choices(input: &Input) -> Vec<Said> {
    let absent = input.optional.then(Said::new);
    let made: Vec<Said> = match &input.kind {
        Kind::Rows { fields, least, most } => {
            let named = |rows: Vec<Said>| -> Said {
                let entries = rows.into_iter().enumerate().flat_map(|(at, row)| {
                    row.into_iter()
                        .map(move |(field, text)| (format!("{}[{at}].{field}", input.name), text))
                });
                entries.collect()
            };
            rows(fields, *least, *most).into_iter().map(named).collect()
        }
        kind => {
            let one = |text: String| Said::from([(input.name.clone(), text)]);
            kind.made().into_iter().map(one).collect()
        }
    };
    made.into_iter().chain(absent).collect()
}

/// Made-up inputs: every combination where that is few, else each input by itself over the smallest and the largest of all others.
fn made(named: &[&Input]) -> Vec<Said> {
    let all: Vec<Vec<Said>> = named.iter().map(|input| choices(input)).collect();
    let said = |picked: &[&Said]| -> Said {
        let entries = picked.iter().flat_map(|said| said.iter());
        entries.map(|(name, text)| (name.clone(), text.clone())).collect()
    };
    let combinations = all.iter().map(Vec::len).try_fold(1usize, usize::checked_mul);
    if combinations.is_some_and(|count| count <= MOST_TRIED) {
        let mut rows: Vec<Vec<&Said>> = vec![Vec::new()];
        for choices in &all {
            let mut longer = Vec::with_capacity(rows.len() * choices.len());
            for row in &rows {
                longer.extend(
                    choices
                        .iter()
                        .map(|choice| row.iter().copied().chain([choice]).collect::<Vec<_>>()),
                );
            }
            rows = longer;
        }
        return rows.iter().map(|row| said(row)).collect();
    }
    let nothing = Said::new();
    let first: Vec<&Said> = all.iter().map(|choices| choices.first().unwrap_or(&nothing)).collect();
    let last: Vec<&Said> = all.iter().map(|choices| choices.last().unwrap_or(&nothing)).collect();
    let largest: Vec<&Said> = named
        .iter()
        .zip(&all)
        .map(|(input, all)| largest(input, all).unwrap_or(&nothing))
        .collect();
    let mut rows = Vec::new();
    for base in [first, last, largest] {
        rows.push(said(&base));
        for (at, choices) in all.iter().enumerate() {
            for choice in choices {
                let mut row = base.clone();
                row[at] = choice;
                rows.push(said(&row));
            }
        }
    }
    rows
}

/// The largest number, the most rows; of anything else the first.
fn largest<'s>(input: &Input, all: &'s [Said]) -> Option<&'s Said> {
    let there = || all.iter().filter(|said| !said.is_empty());
    match input.kind {
        Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Money { .. } | Kind::Rows { .. } => there().next_back(),
        _ => there().next(),
    }
}

fn shown(said: &Said) -> String {
    const SHORT: usize = 20;
    const MOST_SHOWN: usize = 8;
    let short = |text: &str| -> String { text.chars().take(SHORT).collect() };
    let pairs: Vec<String> = said
        .iter()
        .take(MOST_SHOWN)
        .map(|(name, text)| format!("{name}={}", short(text)))
        .collect();
    if pairs.is_empty() {
        "—".into()
    } else {
        pairs.join(", ")
    }
}
