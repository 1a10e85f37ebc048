//! Which fields are asked, and what is wrong with what was filled in. Paths look like `form.partners[2].id_number`,
//! rows counted from 0.

use std::collections::BTreeSet;

use super::answer::{Answer, Answers, text_of};
use super::rule::{self, Rule};
use super::written::is_day;
use super::{Field, FieldType, FieldWhen, LONGEST};
use crate::calendar::Day;
use crate::identifiers::Phone;
use crate::words::Fault;

/// Something that is wrong: where, by which rule, and the field if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// Path, beginning with `form.`.
    pub path: String,
    /// Broken rule.
    pub rule: Rule,
    /// The field; none where the form has no such field.
    pub field: Option<&'a Field>,
}

impl Found<'_> {
    /// As a fault with words for people.
    pub fn fault(&self) -> Fault {
        Fault {
            field: self.path.clone(),
            words: self
                .field
                .map_or_else(rule::unknown, |field| rule::words(field, self.rule)),
        }
    }
}

/// Checks every answer; an empty list means that all is well.
pub fn check(fields: &[Field], answers: &Answers) -> Vec<Fault> {
    find(fields, answers).iter().map(Found::fault).collect()
}

/// Everything that is wrong, at most one thing for each path.
pub fn find<'a>(fields: &'a [Field], answers: &Answers) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    level("form.", fields, answers, &mut found);
    found
}

fn level<'a>(before: &str, fields: &'a [Field], answers: &Answers, found: &mut Vec<Found<'a>>) {
    let unknown = answers
        .keys()
        .filter(|code| !fields.iter().any(|field| &field.code == *code));
    found.extend(unknown.map(|code| Found {
        path: format!("{before}{code}"),
        rule: Rule::Unknown,
        field: None,
    }));
    let asked = asked(fields, answers);
    for field in fields {
        let path = format!("{before}{}", field.code);
        let answer = answers.get(&field.code).filter(|answer| !answer.is_empty());
        let broken = match answer {
            Some(_) if !asked.contains(field.code.as_str()) => Some(Rule::NotAsked),
            None if !asked.contains(field.code.as_str()) => None,
            None => field.must_be_there().then_some(Rule::Required),
            Some(answer) => one(field, answer, answers),
        };
        if let Some(rule) = broken {
            found.push(Found {
                path,
                rule,
                field: Some(field),
            });
        } else if let (FieldType::Group(inner), Some(answer)) = (&field.kind, answer) {
            for (at, row) in answer.rows().iter().enumerate() {
                level(&format!("{path}[{at}]."), inner, row, found);
            }
        }
    }
}

/// The codes of the fields that are asked, given the answers: a field whose condition names one that is not asked is
/// not asked either.
pub fn asked<'a>(fields: &'a [Field], answers: &Answers) -> BTreeSet<&'a str> {
    let mut asked = BTreeSet::new();
    for field in fields {
        let holds = |when: &FieldWhen| {
            let codes = answers.get(&when.field).map(Answer::codes).unwrap_or_default();
            asked.contains(when.field.as_str())
                && codes.iter().any(|code| when.answers.iter().any(|known| known == code))
        };
        if field.when.iter().all(holds) {
            asked.insert(field.code.as_str());
        }
    }
    asked
}

/// Without the answers to fields that are not asked, in rows as well.
pub fn prune(fields: &[Field], answers: Answers) -> Answers {
    let mut kept = answers;
    let asked: BTreeSet<String> = asked(fields, &kept).into_iter().map(str::to_string).collect();
    for field in fields {
        if !asked.contains(&field.code) {
            kept.remove(&field.code);
        } else if let (FieldType::Group(inner), Some(Answer::Rows(rows))) = (&field.kind, kept.get_mut(&field.code)) {
            for row in rows {
                *row = prune(inner, std::mem::take(row));
            }
        }
    }
    kept
}

fn one(field: &Field, answer: &Answer, beside: &Answers) -> Option<Rule> {
    match (&field.kind, answer) {
        (FieldType::Group(_), Answer::Rows(rows)) => entries(field, rows.len()),
        (FieldType::Choices(known), Answer::Many(codes)) => several(field, known, codes),
        (FieldType::File(_), Answer::Files(_)) => files(field, answer),
        (FieldType::Group(_) | FieldType::Choices(_) | FieldType::File(_), _) => Some(Rule::Kind),
        (_, Answer::Text(text)) => typed(field, text.trim(), beside),
        _ => Some(Rule::Kind),
    }
}

fn entries(field: &Field, number: usize) -> Option<Rule> {
    if number < field.least_entries() {
        Some(Rule::TooFew)
    } else {
        (number > field.most_entries()).then_some(Rule::TooMany)
    }
}

fn several(field: &Field, known: &[super::Choice], codes: &[String]) -> Option<Rule> {
    if !codes.iter().all(|code| known.iter().any(|choice| &choice.code == code)) {
        return Some(Rule::Kind);
    }
    let different: BTreeSet<&String> = codes.iter().collect();
    entries(field, codes.len()).or((different.len() < codes.len()).then_some(Rule::Twice))
}

fn files(field: &Field, answer: &Answer) -> Option<Rule> {
    let rule = field.file()?;
    let files = answer.files();
    if files.len() > field.most_entries() {
        return Some(Rule::TooMany);
    }
    if files.iter().any(|file| file.size > rule.max_kb.saturating_mul(1024)) {
        return Some(Rule::FileSize);
    }
    let taken = |media: &str| rule.accept.iter().any(|kind| kind.media().contains(&media));
    (!rule.accept.is_empty() && !files.iter().all(|file| taken(&file.media))).then_some(Rule::FileKind)
}

/// Characters that cannot be shown; line breaks and tabs can.
pub const SHOWN: &str = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";

fn cannot_be_shown(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn typed(field: &Field, text: &str, beside: &Answers) -> Option<Rule> {
    match &field.kind {
        FieldType::Text | FieldType::LongText | FieldType::Address | FieldType::Phone => written(field, text),
        FieldType::Integer => match whole(text) {
            Some(number) => bounds(field, number, 1),
            None => Some(Rule::Kind),
        },
        FieldType::Decimal(places) => match scaled(text, *places) {
            Some(number) => bounds(field, number, 10_i64.pow(u32::from(*places))),
            None => Some(Rule::Kind),
        },
        FieldType::Money => match fen(text) {
            Some(number) => bounds(field, number, 1),
            None => Some(Rule::Kind),
        },
        FieldType::Date => {
            if !is_day(text) {
                return Some(Rule::Kind);
            }
            before(field, text, beside).then_some(Rule::Order)
        }
        FieldType::Choice(choices) => {
            let known = choices.iter().any(|choice| choice.code == text);
            (!known).then_some(Rule::Kind)
        }
        FieldType::YesNo => (!matches!(text, "yes" | "no")).then_some(Rule::Kind),
        FieldType::Choices(_) | FieldType::File(_) | FieldType::Group(_) => Some(Rule::Kind),
    }
}

fn written(field: &Field, text: &str) -> Option<Rule> {
    if text.chars().count() > field.max.clamp(1, LONGEST) {
        return Some(Rule::TooLong);
    }
    match field.check {
        Some(check) if !check.shaped(text) => Some(Rule::Pattern),
        Some(check) => (!check.holds(text)).then_some(Rule::CheckDigit),
        None if field.kind == FieldType::Phone => Phone::parse(text).is_none().then_some(Rule::Pattern),
        None => cannot_be_shown(text).then_some(Rule::Pattern),
    }
}

fn before(field: &Field, text: &str, beside: &Answers) -> bool {
    let Some(start) = &field.not_before else { return false };
    matches!((Day::parse(text_of(beside, start)), Day::parse(text)), (Ok(start), Ok(end)) if end < start)
}

fn bounds(field: &Field, number: i64, scale: i64) -> Option<Rule> {
    if field.least.is_some_and(|least| number < least.saturating_mul(scale)) {
        return Some(Rule::TooSmall);
    }
    field
        .most
        .is_some_and(|most| number > most.saturating_mul(scale))
        .then_some(Rule::TooLarge)
}

/// A whole number of at most 15 digits, not negative.
pub fn whole(text: &str) -> Option<i64> {
    let right = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

/// A number of at most 12 digits before the point and `places` after it, times ten to the power of `places`.
pub fn scaled(text: &str, places: u8) -> Option<i64> {
    let places = usize::from(places);
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let right = whole.len() <= 12 && digits(whole) && digits(rest) && (rest.len() <= places || !text.contains('.'));
    if !right {
        return None;
    }
    let rest = if text.contains('.') { rest } else { "" };
    format!("{whole}{rest:0<places$}").parse().ok()
}

/// Yuan with at most two decimal places, as fen.
pub fn fen(text: &str) -> Option<i64> {
    scaled(text, 2)
}
