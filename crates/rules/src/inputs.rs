//! What an expression may ask for: the situation, the form, the applicant, the day of application.

use std::collections::BTreeMap;

use yimen_domain::items::form::{Answer, Answers, Field, FieldType, FileKind};
use yimen_domain::items::{Audience, Coded, Item, Situation};
use yimen_domain::words::Words;

/// What sort of value an input has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One of these codes, as a text.
    Code(Vec<String>),
    /// Several of these codes, as a list of texts: several answers, or the kinds of files that were handed in.
    Several {
        /// The codes.
        codes: Vec<String>,
        /// Most of them.
        most: usize,
    },
    /// A whole number (整数) between these.
    Whole {
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// An exact number with decimal places (小数), between these whole numbers.
    Decimal {
        /// Decimal places.
        places: u8,
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// Money (金额): typed in yuan, a whole number of fen (分) in a rule, between these fen.
    Money {
        /// Smallest, fen.
        least: i64,
        /// Largest, fen.
        most: i64,
    },
    /// `true` or `false`.
    Truth,
    /// A day, as the text 2026-11-22: later days compare as greater.
    Day,
    /// Any text.
    Text,
    /// The rows of a repeated group (重复填写组): a list of what each row says.
    Rows {
        /// What a row says; names are the codes of the fields.
        fields: Vec<Input>,
        /// Fewest rows.
        least: usize,
        /// Most rows.
        most: usize,
    },
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// `situation.size`, `form.seats`, `applicant.kind`; in a row the code of the field.
    pub name: String,
    /// What people call it.
    pub label: Words,
    /// Its sort.
    pub kind: Kind,
    /// It may be absent, so that an expression asks `has(…)` first; a list that may be absent is empty then.
    pub optional: bool,
}

/// The inputs that an item offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs(Vec<Input>);

/// What somebody said, by name of the input; what is absent is not there. Several codes stand with commas between them, what a
/// row says under `form.partners[0].name`.
pub type Said = BTreeMap<String, String>;

/// Name of the input for the day of application (申请日期).
pub const DAY: &str = "application.day";
/// Largest whole number in a form: fifteen digits.
const MOST: i64 = 999_999_999_999_999;
/// Largest decimal in a form: twelve digits.
const MOST_DECIMAL: i64 = 999_999_999_999;
/// Largest amount in a form, fen: twelve digits of yuan.
const MOST_MONEY: i64 = 99_999_999_999_999;

impl Inputs {
    /// Those of an item.
    pub fn of(item: &Item) -> Inputs {
        Inputs::of_parts(&item.situations, &item.form, &item.audience)
    }

    /// Those of an item that may still be incomplete: its questions, its form, who may apply.
    pub fn of_parts(situations: &[Situation], form: &[Field], audience: &[Audience]) -> Inputs {
        let situations = situations.iter().map(|question| Input {
            name: format!("situation.{}", question.code),
            label: question.question.clone(),
            kind: Kind::Code(question.options.iter().map(|answer| answer.code.clone()).collect()),
            optional: !question.when.is_empty(),
        });
        let form = form.iter().map(|field| of_field(field, "form."));
        let kinds = audience.iter().map(|audience| audience.code().to_string());
        let fixed = |name: &str, zh: &str, en: &str, kind| Input {
            name: name.into(),
            label: Words::new(zh, en),
            kind,
            optional: false,
        };
        let applicant = fixed(
            "applicant.kind",
            "申请人类型",
            "kind of applicant",
            Kind::Code(kinds.collect()),
        );
        let day = fixed(DAY, "申请日期", "day of application", Kind::Day);
        Inputs(situations.chain(form).chain([applicant, day]).collect())
    }

    /// The input of this name.
    pub fn get(&self, name: &str) -> Option<&Input> {
        self.0.iter().find(|input| input.name == name)
    }

    /// All of them.
    pub fn all(&self) -> &[Input] {
        &self.0
    }

    /// The input that an entry of what somebody said belongs to: of `form.partners[0].name` the field in the row.
    pub fn entry(&self, name: &str) -> Option<&Input> {
        let Some((rows, within)) = name.split_once('[') else {
            return self.get(name).filter(|input| !matches!(input.kind, Kind::Rows { .. }));
        };
        let (at, field) = within.split_once("].")?;
        at.parse::<usize>().ok()?;
        match &self.get(rows)?.kind {
            Kind::Rows { fields, .. } => fields.iter().find(|known| known.name == field),
            _ => None,
        }
    }
}

impl From<Vec<Input>> for Inputs {
    fn from(inputs: Vec<Input>) -> Inputs {
        Inputs(inputs)
    }
}

/// What was filled into a form, as inputs of rules; files by their kind.
pub fn said_in(answers: &Answers) -> Said {
    let mut said = Said::new();
    collect("form.", answers, &mut said);
    said
}

fn collect(before: &str, answers: &Answers, said: &mut Said) {
    for (code, answer) in answers {
        let name = format!("{before}{code}");
        let text = match answer {
            Answer::Text(text) => text.trim().to_string(),
            Answer::Many(codes) => codes.join(","),
            Answer::Files(files) => {
                let kinds = files.iter().map(|file| kind_of_file(&file.media));
                kinds.collect::<Vec<_>>().join(",")
            }
            Answer::Rows(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    collect(&format!("{name}[{at}]."), row, said);
                }
                continue;
            }
        };
        if !text.is_empty() {
            said.insert(name, text);
        }
    }
}

fn kind_of_file(media: &str) -> &'static str {
    let kind = FileKind::ALL.iter().find(|kind| kind.media().contains(&media));
    kind.map_or("other", |kind| kind.code())
}

fn of_field(field: &Field, before: &str) -> Input {
    Input {
        name: format!("{before}{}", field.code),
        label: field.label.clone(),
        kind: kind_of(field),
        optional: !field.required || !field.when.is_empty(),
    }
}

fn kind_of(field: &Field) -> Kind {
    let codes = || field.choices().iter().map(|choice| choice.code.clone()).collect();
    let least = field.least.unwrap_or(0);
    let most = |usual: i64| field.most.unwrap_or(usual).min(usual);
    match &field.kind {
        FieldType::Integer => Kind::Whole {
            least,
            most: most(largest(field.max)),
        },
        FieldType::Decimal(places) => Kind::Decimal {
            places: *places,
            least,
            most: most(MOST_DECIMAL),
        },
        FieldType::Money => Kind::Money {
            least,
            most: most(MOST_MONEY),
        },
        FieldType::Date => Kind::Day,
        FieldType::YesNo => Kind::Truth,
        FieldType::Choice(_) => Kind::Code(codes()),
        FieldType::Text | FieldType::LongText | FieldType::Phone | FieldType::Address => Kind::Text,
        FieldType::Choices(_) => Kind::Several {
            codes: codes(),
            most: field.most_entries(),
        },
        FieldType::File(rule) => {
            let kinds = if rule.accept.is_empty() {
                FileKind::ALL
            } else {
                &rule.accept
            };
            Kind::Several {
                codes: kinds.iter().map(|kind| kind.code().to_string()).collect(),
                most: field.most_entries(),
            }
        }
        FieldType::Group(fields) => Kind::Rows {
            fields: fields.iter().map(|field| of_field(field, "")).collect(),
            least: field.least_entries(),
            most: field.most_entries(),
        },
    }
}

/// The largest number of so many digits.
fn largest(digits: usize) -> i64 {
    let digits = u32::try_from(digits).unwrap_or(u32::MAX);
    10_i64
        .checked_pow(digits.max(1))
        .map_or(MOST, |number| number - 1)
        .min(MOST)
}

impl Kind {
    /// A whole number of at most so many digits.
    pub fn digits(digits: usize) -> Kind {
        Kind::Whole {
            least: 0,
            most: largest(digits),
        }
    }

    /// It is a list, which is empty where nothing was said.
    pub fn is_list(&self) -> bool {
        matches!(self, Kind::Several { .. } | Kind::Rows { .. })
    }

    /// What people call the sort.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Kind::Code(_) => ("单选", "one of several"),
            Kind::Several { .. } => ("多项", "several of several"),
            Kind::Whole { .. } => ("整数", "whole number"),
            Kind::Decimal { .. } => ("小数", "decimal number"),
            Kind::Money { .. } => ("金额，按分计算", "money, counted in fen"),
            Kind::Truth => ("是或否", "yes or no"),
            Kind::Day => ("日期", "day"),
            Kind::Text => ("文字", "text"),
            Kind::Rows { .. } => ("重复填写组", "repeated group"),
        };
        Words::new(zh, en)
    }

    /// Values at the borders of what may be said; for rows see [`rows`].
    pub(crate) fn made(&self) -> Vec<String> {
        match self {
            Kind::Code(codes) => codes.clone(),
            Kind::Several { codes, most } => {
                let all = codes.iter().take((*most).max(1)).cloned().collect::<Vec<_>>().join(",");
                let mut made: Vec<String> = codes.clone();
                made.extend((!made.contains(&all)).then_some(all));
                made
            }
            Kind::Whole { least, most } => {
                let mut made = vec![*least, (*least).max(1).min(*most), *most];
                made.dedup();
                made.iter().map(i64::to_string).collect()
            }
            Kind::Decimal { places, least, most } => {
                let smallest = format!("{least}.{:0>1$}", 1, usize::from(*places));
                vec![least.to_string(), smallest, most.to_string()]
            }
            Kind::Money { least, most } => {
                let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
                let mut made = vec![yuan(*least), yuan((*least).max(1).min(*most)), yuan(*most)];
                made.dedup();
                made
            }
            Kind::Truth => vec!["yes".into(), "no".into()],
            Kind::Day => vec!["1900-01-01".into(), "2000-02-29".into(), "2999-12-31".into()],
            Kind::Text => vec!["字".into(), "字".repeat(200)],
            Kind::Rows { .. } => Vec::new(),
        }
    }
}

/// Rows at the borders of what may be said: as few as may be, each field of one row varied by itself, as many as may be.
pub(crate) fn rows(fields: &[Input], least: usize, most: usize) -> Vec<Vec<Said>> {
    let choices = |field: &Input| -> Vec<Option<String>> {
        let made = field.kind.made().into_iter().map(Some);
        made.chain(field.optional.then_some(None)).collect()
    };
    let row = |pick: fn(&[Option<String>]) -> Option<Option<String>>| -> Said {
        let pairs = fields.iter().filter_map(|field| {
            let text = pick(&choices(field)).flatten()?;
            Some((field.name.clone(), text))
        });
        pairs.collect()
    };
    let (first, last) = (row(|all| all.first().cloned()), row(|all| all.last().cloned()));
    let fewest = least.max(1);
    let filled = |row: &Said| vec![row.clone(); fewest];
    let mut made = vec![filled(&first), filled(&last)];
    made.extend((least == 0).then(Vec::new));
    for field in fields {
        for text in choices(field) {
            let mut varied = first.clone();
            match text {
                Some(text) => varied.insert(field.name.clone(), text),
                None => varied.remove(&field.name),
            };
            made.push(filled(&varied));
        }
    }
    let largest = fields.iter().filter_map(|field| {
        let text = match field.kind {
            Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Money { .. } => field.kind.made().pop(),
            _ => field.kind.made().into_iter().next(),
        };
        Some((field.name.clone(), text?))
    });
    made.push(vec![largest.collect(); most.max(1)]);
    made.dedup();
    made
}
