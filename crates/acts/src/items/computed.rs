//! What an item's rules say about somebody (自测): which conditions are met, what it costs, and from what that follows.

use std::collections::BTreeSet;

use yimen_domain::calendar::Day;
use yimen_domain::items::fee::Computed;
use yimen_domain::items::form::{Answers, Field, FieldType, FileKind};
use yimen_domain::items::situation::{Standing, applying};
use yimen_domain::items::{Audience, Chosen, Coded as _, Condition, Expression, FeeLine, Item};
use yimen_domain::words::{Language, Words};
use yimen_rules::{Came, DAY, Expects, Inputs, Outcome, Said, compute, said_in};

/// Whether a condition is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It carries no rule: the person judges.
    Unruled,
    /// It waits for what was not said yet, in words.
    Waits(Vec<Words>),
    /// It could not be computed: the window looks at it.
    Window,
}

/// A condition and what its rule says.
#[derive(Debug, Clone)]
pub struct ConditionTold<'a> {
    /// The condition.
    pub condition: &'a Condition,
    /// Whether it is met.
    pub met: Met,
    /// From what it was computed: what people call it, and what was said.
    pub from: Vec<(Words, Words)>,
}

/// A charge and what its rule says.
#[derive(Debug, Clone)]
pub struct ChargeTold<'a> {
    /// The charge.
    pub line: &'a FeeLine,
    /// Whether it applies, and why.
    pub standing: Standing<'a>,
    /// What it comes to, fen; none where that waits, or is left to the window.
    pub amount_fen: Option<i64>,
    /// It could not be computed: the window looks at it.
    pub window: bool,
    /// From what it was computed.
    pub from: Vec<(Words, Words)>,
}

/// Everything that an item's rules say about somebody.
#[derive(Debug, Clone)]
pub struct Looked<'a> {
    /// The conditions, in their order.
    pub conditions: Vec<ConditionTold<'a>>,
    /// The charges, in their order; none where the fee has no lines.
    pub charges: Vec<ChargeTold<'a>>,
    /// What was computed, for the sum.
    pub computed: Computed,
}

impl Looked<'_> {
    /// Names of the conditions and charges that the window has to look at.
    pub fn for_the_window(&self) -> Vec<String> {
        let conditions = self.conditions.iter().filter(|told| told.met == Met::Window);
        let charges = self.charges.iter().filter(|told| told.window);
        conditions
            .map(|told| told.condition.words.zh.clone())
            .chain(charges.map(|told| told.line.name.zh.clone()))
            .collect()
    }

    /// Every charge that applies has its amount.
    pub fn is_priced(&self) -> bool {
        self.charges
            .iter()
            .all(|told| !told.standing.may_hold() || (told.standing.holds() && told.amount_fen.is_some()))
    }
}

/// Evaluates an item's rules for somebody of this kind who applies on this day (申请日期), with these answers.
pub fn look<'a>(item: &'a Item, (kind, day): (Option<Audience>, Day), given: &Chosen, form: &Answers) -> Looked<'a> {
    let told = applying(item, given);
    let inputs = Inputs::of(item);
    let said = said(&inputs, (kind, day), &told.chosen, form);
    let ask = |text: &str, expects| compute(text, expects, &inputs, &said);
    let from = |names: Vec<(String, String)>| -> Vec<(Words, Words)> {
        names
            .iter()
            .map(|(name, value)| in_words(item, &inputs, name, value))
            .collect()
    };
    let conditions = item.conditions.iter().map(|condition| {
        let outcome = condition.rule.as_ref().map(|rule| ask(&rule.text, Expects::Truth));
        let (met, from) = match outcome {
            None => (Met::Unruled, Vec::new()),
            Some(Outcome::Known {
                came: Came::Truth(true),
                from: names,
            }) => (Met::Yes, from(names)),
            Some(Outcome::Known { from: names, .. }) => (Met::No, from(names)),
            Some(Outcome::Waits(names)) => (Met::Waits(labels(&inputs, &names)), Vec::new()),
            Some(Outcome::Failed(why)) => (failed(item, &condition.words, &why), Vec::new()),
        };
        ConditionTold { condition, met, from }
    });
    let conditions = conditions.collect();
    let mut computed = Computed::new();
    let charges = told.fees.into_iter().enumerate().map(|(at, told)| {
        let mut charge = ChargeTold {
            line: told.what,
            amount_fen: told.what.amount_fen,
            window: false,
            from: Vec::new(),
            standing: told.standing,
        };
        let Some(rule) = told.what.rule.as_ref().filter(|_| charge.standing.holds()) else {
            return charge;
        };
        charge.amount_fen = None;
        match ask(&rule.text, Expects::Fen) {
            Outcome::Known {
                came: Came::Fen(fen),
                from: names,
            } => {
                computed.insert(at, fen);
                charge.amount_fen = Some(fen);
                charge.from = from(names);
            }
            Outcome::Known { .. } | Outcome::Waits(_) => {}
            Outcome::Failed(why) => charge.window = failed(item, &told.what.name, &why) == Met::Window,
        }
        charge
    });
    let charges = charges.collect();
    Looked {
        conditions,
        charges,
        computed,
    }
}

/// The item has rules that compute.
pub fn has_rules(item: &Item) -> bool {
    rules(item).next().is_some()
}

/// The fields of the form that the item's rules ask for, in the order of the form.
pub fn asked(item: &Item) -> Vec<&Field> {
    let names: BTreeSet<String> = rules(item).flat_map(|rule| yimen_rules::names(&rule.text)).collect();
    let asked = |field: &&Field| names.contains(&format!("form.{}", field.code));
    item.form.iter().filter(asked).collect()
}

fn rules(item: &Item) -> impl Iterator<Item = &Expression> {
    let lines = item.fee.iter().flat_map(|fee| &fee.lines);
    let conditions = item.conditions.iter().filter_map(|condition| condition.rule.as_ref());
    conditions.chain(lines.filter_map(|line| line.rule.as_ref()))
}

/// A rule that fails for somebody holds nobody up: it is noted for those who keep the library, and left to the window.
fn failed(item: &Item, name: &Words, why: &Words) -> Met {
    tracing::warn!(
        item = item.code,
        rule = name.zh,
        why = why.en,
        "a rule of an item could not be computed"
    );
    Met::Window
}

fn said(inputs: &Inputs, (kind, day): (Option<Audience>, Day), chosen: &Chosen, form: &Answers) -> Said {
    let kind = kind.map(|kind| ("applicant.kind".to_string(), kind.code().to_string()));
    let situation = chosen
        .iter()
        .map(|(code, answer)| (format!("situation.{code}"), answer.clone()));
    let day = (DAY.to_string(), day.to_string());
    let all = situation.chain(said_in(form)).chain(kind).chain([day]);
    all.filter(|(name, text)| !text.is_empty() && inputs.entry(name).is_some())
        .collect()
}

fn labels(inputs: &Inputs, names: &[String]) -> Vec<Words> {
    let known = names.iter().filter_map(|name| inputs.get(name));
    known.map(|input| input.label.clone()).collect()
}

/// An input and what was said, as people read them.
fn in_words(item: &Item, inputs: &Inputs, name: &str, value: &str) -> (Words, Words) {
    let label = inputs
        .get(name)
        .map_or_else(|| Words::new(name, name), |input| input.label.clone());
    let same = || Words::new(value, value);
    let shown = match name.split_once('.') {
        Some(("situation", code)) => {
            let question = item.situations.iter().find(|question| question.code == code);
            let answer = question.and_then(|question| question.answer(value));
            answer.map_or_else(same, |answer| answer.label.clone())
        }
        Some(("form", code)) => item
            .form
            .iter()
            .find(|field| field.code == code)
            .map_or_else(same, |field| field_in_words(field, value)),
        Some(("application", _)) => day_in_words(value),
        _ => Audience::parse(value).map_or_else(same, |kind| Words::new(kind.words().0, kind.words().1)),
    };
    (label, shown)
}

fn day_in_words(value: &str) -> Words {
    Day::parse(value).map_or_else(
        |_| Words::new(value, value),
        |day| Words::new(format!("{}年{}月{}日", day.year(), day.month(), day.day()), value),
    )
}

fn field_in_words(field: &Field, value: &str) -> Words {
    let choice = |code: &str| {
        let choice = field.choices().iter().find(|choice| choice.code == code);
        choice.map_or_else(|| Words::new(code, code), |choice| choice.label.clone())
    };
    let joined = |all: Vec<Words>| {
        let all_of = |get: fn(&Words) -> &str, between| all.iter().map(get).collect::<Vec<_>>().join(between);
        Words::new(all_of(|one| &one.zh, "、"), all_of(|one| one.get(Language::En), ", "))
    };
    match &field.kind {
        FieldType::Choice(_) | FieldType::Choices(_) => joined(value.split(',').map(choice).collect()),
        FieldType::File(_) => {
            let kind = |code: &str| {
                FileKind::parse(code).map_or_else(
                    || Words::new(code, code),
                    |kind| Words::new(kind.words().0, kind.words().1),
                )
            };
            joined(value.split(',').map(kind).collect())
        }
        FieldType::Group(_) => Words::new(format!("{value} 行"), format!("{value} rows")),
        FieldType::YesNo if value == "yes" => Words::new("是", "yes"),
        FieldType::YesNo => Words::new("否", "no"),
        FieldType::Date => day_in_words(value),
        FieldType::Money => Words::new(format!("{value} 元"), format!("{value} yuan")),
        _ => Words::new(value, value),
    }
}
