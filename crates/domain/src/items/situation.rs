//! Situations (情形): questions whose answers select what applies to a person, and why.
//!
//! A material, a fee line, a step and a later question may carry `when` entries. All of them must hold; none at all
//! means that it always applies. A question depends on earlier ones only, so there are no circles.

use std::collections::{BTreeMap, BTreeSet};

use super::fee::{Computed, Fee, FeeLine};
use super::{Item, Material, Step};
use crate::words::{Fault, Language, Words};

/// Most questions of an item.
pub const MOST_QUESTIONS: usize = 40;
/// Most answers of a question.
pub const MOST_ANSWERS: usize = 40;

/// A question about the person's situation (情形问题).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Situation {
    /// Snake case, unique in the item.
    pub code: String,
    /// What is asked.
    pub question: Words,
    /// What helps to answer.
    pub hint: Words,
    /// What can be answered.
    pub options: Vec<Answer>,
    /// It is asked only when these hold.
    pub when: Vec<When>,
}

/// One answer of a question (情形选项).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Unique in the question.
    pub code: String,
    /// What people read.
    pub label: Words,
    /// What helps to choose it.
    pub hint: Words,
}

/// One condition on an answer (适用条件): it holds when the question was answered by one of these.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When {
    /// Code of the question.
    pub question: String,
    /// Codes of its answers.
    pub answers: Vec<String>,
}

/// What somebody answered, by code of the question.
pub type Chosen = BTreeMap<String, String>;

/// An answer that decided something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason<'a> {
    /// The question.
    pub question: &'a Situation,
    /// What was answered.
    pub answer: &'a Answer,
}

/// How something stands with the answers given (是否适用).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It applies to everybody.
    Always,
    /// It applies because of these answers.
    Applies(Vec<Reason<'a>>),
    /// It does not apply because of this answer.
    Not(Reason<'a>),
    /// It waits for the answer to this question.
    Open(&'a Situation),
}

/// Something of an item, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a, T> {
    /// What it is.
    pub what: &'a T,
    /// Whether it applies, and why.
    pub standing: Standing<'a>,
}

/// What of an item applies to somebody (适用内容), by their answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applying<'a> {
    /// The answers that count: to questions that are asked, of the answers they have.
    pub chosen: Chosen,
    /// The questions.
    pub questions: Vec<Told<'a, Situation>>,
    /// The materials.
    pub materials: Vec<Told<'a, Material>>,
    /// The lines of the fee.
    pub fees: Vec<Told<'a, FeeLine>>,
    /// The steps.
    pub steps: Vec<Told<'a, Step>>,
}

impl Applying<'_> {
    /// Every question that is asked was answered.
    pub fn is_settled(&self) -> bool {
        let answered = |asked: &Told<'_, Situation>| match asked.standing {
            Standing::Not(_) => true,
            Standing::Open(_) => false,
            Standing::Always | Standing::Applies(_) => self.chosen.contains_key(&asked.what.code),
        };
        self.questions.iter().all(answered)
    }
}

impl Situation {
    /// The answer of this code.
    pub fn answer(&self, code: &str) -> Option<&Answer> {
        self.options.iter().find(|answer| answer.code == code)
    }
}

impl Reason<'_> {
    /// “you answered … to …”, to stand after “because”.
    pub fn words(&self) -> Words {
        let (question, answer) = (&self.question.question, &self.answer.label);
        Words::new(
            format!("“{}”您选择了“{}”", question.zh, answer.zh),
            format!(
                "you answered “{}” to “{}”",
                answer.get(Language::En),
                question.get(Language::En)
            ),
        )
    }
}

impl Standing<'_> {
    /// It applies.
    pub fn holds(&self) -> bool {
        matches!(self, Standing::Always | Standing::Applies(_))
    }

    /// It applies, or may yet.
    pub fn may_hold(&self) -> bool {
        !matches!(self, Standing::Not(_))
    }

    /// Stable code: `always`, `applies`, `not`, `open`.
    pub fn code(&self) -> &'static str {
        match self {
            Standing::Always => "always",
            Standing::Applies(_) => "applies",
            Standing::Not(_) => "not",
            Standing::Open(_) => "open",
        }
    }

    /// Why, in words; nothing where it applies to everybody.
    pub fn why(&self) -> Words {
        match self {
            Standing::Always => Words::default(),
            Standing::Applies(reasons) => {
                let said: Vec<Words> = reasons.iter().map(Reason::words).collect();
                let join =
                    |text: fn(&Words) -> &str, between: &str| said.iter().map(text).collect::<Vec<_>>().join(between);
                Words::new(
                    format!("需要，因为{}", join(|words| &words.zh, "，")),
                    format!("needed because {}", join(|words| &words.en, " and ")),
                )
            }
            Standing::Not(reason) => {
                let words = reason.words();
                Words::new(
                    format!("不需要，因为{}", words.zh),
                    format!("not needed because {}", words.en),
                )
            }
            Standing::Open(question) => Words::new(
                format!("视“{}”的回答而定", question.question.zh),
                format!("depends on “{}”", question.question.get(Language::En)),
            ),
        }
    }
}

/// Questions read together with the answers to them.
struct Reading<'a> {
    questions: &'a [Situation],
    chosen: Chosen,
    stands: Vec<Standing<'a>>,
}

impl<'a> Reading<'a> {
    fn new(questions: &'a [Situation], given: &Chosen) -> Reading<'a> {
        let mut reading = Reading {
            questions,
            chosen: Chosen::new(),
            stands: Vec::with_capacity(questions.len()),
        };
        for question in questions {
            let standing = reading.standing(&question.when);
            let known = given
                .get(&question.code)
                .filter(|code| standing.holds() && question.answer(code).is_some());
            if let Some(code) = known {
                reading.chosen.insert(question.code.clone(), code.clone());
            }
            reading.stands.push(standing);
        }
        reading
    }

    /// Entries that name nothing known are passed over: it is better to ask for too much than to let people come twice.
    fn standing(&self, when: &[When]) -> Standing<'a> {
        let (mut reasons, mut waits) = (Vec::new(), None);
        for entry in when {
            match self.entry(entry) {
                Standing::Not(reason) => return Standing::Not(reason),
                Standing::Applies(reason) => reasons.extend(reason),
                Standing::Open(question) => waits = waits.or(Some(question)),
                Standing::Always => {}
            }
        }
        match waits {
            Some(question) => Standing::Open(question),
            None if reasons.is_empty() => Standing::Always,
            None => Standing::Applies(reasons),
        }
    }

    fn entry(&self, entry: &When) -> Standing<'a> {
        let known = self.questions.iter().zip(&self.stands);
        let Some((question, asked)) = known.into_iter().find(|(question, _)| question.code == entry.question) else {
            return Standing::Always;
        };
        match asked {
            Standing::Not(_) | Standing::Open(_) => return asked.clone(),
            Standing::Always | Standing::Applies(_) => {}
        }
        let answer = self.chosen.get(&question.code).and_then(|code| question.answer(code));
        match answer {
            None => Standing::Open(question),
            Some(answer) if entry.answers.contains(&answer.code) => {
                Standing::Applies(vec![Reason { question, answer }])
            }
            Some(answer) => Standing::Not(Reason { question, answer }),
        }
    }

    fn told<T>(&self, all: &'a [T], when: impl Fn(&T) -> &[When]) -> Vec<Told<'a, T>> {
        let told = |what: &'a T| Told {
            what,
            standing: self.standing(when(what)),
        };
        all.iter().map(told).collect()
    }
}

/// What of an item applies by these answers, and why; answers that do not count are left out.
pub fn applying<'a>(item: &'a Item, given: &Chosen) -> Applying<'a> {
    let reading = Reading::new(&item.situations, given);
    let lines: &[FeeLine] = item.fee.as_ref().map_or(&[], |fee| &fee.lines);
    Applying {
        questions: reading.told(&item.situations, |question| &question.when),
        materials: reading.told(&item.materials, |material| &material.when),
        fees: reading.told(lines, |line| &line.when),
        steps: reading.told(&item.procedure, |step| &step.when),
        chosen: reading.chosen,
    }
}

/// Things that some questions select, and how each stands with the answers given; with the questions and the answers that count.
pub fn selected<'a, T>(
    questions: &'a [Situation],
    given: &Chosen,
    all: &'a [T],
    when: impl Fn(&T) -> &[When],
) -> (Vec<Told<'a, Situation>>, Vec<Told<'a, T>>, Chosen) {
    let reading = Reading::new(questions, given);
    let asked = reading.told(questions, |question| &question.when);
    (asked, reading.told(all, when), reading.chosen)
}

/// The answers that count. Paths of faults are `situation.<code>`.
///
/// # Errors
/// Every question that is asked and not answered, every answer that is none of its question's, every question that the
/// item does not have. An answer to a question that is not asked any more is left out.
pub fn settle(questions: &[Situation], given: &Chosen) -> Result<Chosen, Vec<Fault>> {
    let reading = Reading::new(questions, given);
    let unknown = given
        .keys()
        .filter(|code| !questions.iter().any(|question| &question.code == *code))
        .map(|code| {
            fault(
                code,
                "这个事项没有这个问题。",
                "This item does not ask such a question.",
            )
        });
    let asked = questions
        .iter()
        .zip(&reading.stands)
        .filter(|(_, stands)| stands.holds());
    let unanswered = asked
        .filter(|(question, _)| !reading.chosen.contains_key(&question.code))
        .map(|(question, _)| unanswered(question, given.get(&question.code)));
    let faults: Vec<Fault> = unknown.chain(unanswered).collect();
    if faults.is_empty() {
        Ok(reading.chosen)
    } else {
        Err(faults)
    }
}

fn unanswered(question: &Situation, given: Option<&String>) -> Fault {
    let (zh, en) = (&question.question.zh, question.question.get(Language::En));
    match given.filter(|code| !code.is_empty()) {
        Some(_) => fault(
            &question.code,
            format!("请从列出的选项中回答“{zh}”。"),
            format!("Choose one of the answers shown to “{en}”."),
        ),
        None => fault(
            &question.code,
            format!("请先回答“{zh}”。"),
            format!("Answer “{en}” first."),
        ),
    }
}

fn fault(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault::new(format!("situation.{code}"), zh, en)
}

/// Answers to every question that is asked, in their order, as somebody picks them.
pub fn walk(questions: &[Situation], mut pick: impl FnMut(&Situation) -> Option<String>) -> Chosen {
    let mut chosen = Chosen::new();
    for (at, question) in questions.iter().enumerate() {
        let asked = Reading::new(&questions[..at], &chosen).standing(&question.when).holds();
        if let Some(answer) = Some(question).filter(|_| asked).and_then(&mut pick) {
            chosen.insert(question.code.clone(), answer);
        }
    }
    chosen
}

/// The answers that make all entries hold, by code of the question; none where there are no such answers.
pub fn ways<'a>(questions: &'a [Situation], when: &[When]) -> Option<BTreeMap<&'a str, BTreeSet<&'a str>>> {
    let mut allowed = BTreeMap::new();
    let mut open: Vec<(usize, &[When])> = vec![(questions.len(), when)];
    while let Some((before, entries)) = open.pop() {
        for entry in entries {
            let at = questions[..before]
                .iter()
                .position(|known| known.code == entry.question)?;
            let question = &questions[at];
            if !allowed.contains_key(question.code.as_str()) {
                open.push((at, &question.when));
            }
            let all = || question.options.iter().map(|answer| answer.code.as_str()).collect();
            let left: &mut BTreeSet<&str> = allowed.entry(question.code.as_str()).or_insert_with(all);
            left.retain(|code| entry.answers.iter().any(|answer| answer == code));
            if left.is_empty() {
                return None;
            }
        }
    }
    Some(allowed)
}

impl Item {
    /// The materials that apply by these answers.
    pub fn materials_for<'a>(&'a self, chosen: &Chosen) -> impl Iterator<Item = &'a Material> {
        let told = applying(self, chosen).materials.into_iter();
        told.filter(|told| told.standing.holds()).map(|told| told.what)
    }

    /// The item as it applies to somebody with these answers: its materials, its steps, its fee. Materials that `keep`
    /// names by their code stay in any case.
    #[must_use]
    pub fn narrowed(&self, chosen: &Chosen, keep: impl Fn(&str) -> bool) -> Item {
        let told = applying(self, chosen);
        let materials = told.materials.into_iter();
        let lines = told.fees.into_iter().filter(|told| told.standing.holds());
        let fee = self.fee.as_ref().map(|fee| Fee {
            amount_fen: self.fee_fen(chosen, &Computed::new()),
            lines: lines.map(|told| told.what.clone()).collect(),
            ..fee.clone()
        });
        Item {
            materials: materials
                .filter(|told| told.standing.holds() || keep(&told.what.code))
                .map(|told| told.what.clone())
                .collect(),
            procedure: self.steps_for(chosen).cloned().collect(),
            fee,
            ..self.clone()
        }
    }

    /// The questions that were answered, with their answers.
    pub fn answered<'a>(&'a self, chosen: &'a Chosen) -> impl Iterator<Item = Reason<'a>> {
        let answered = |question: &'a Situation| {
            let answer = question.answer(chosen.get(&question.code)?)?;
            Some(Reason { question, answer })
        };
        self.situations.iter().filter_map(answered)
    }

    /// The steps that apply by these answers.
    pub fn steps_for<'a>(&'a self, chosen: &Chosen) -> impl Iterator<Item = &'a Step> {
        let told = applying(self, chosen).steps.into_iter();
        told.filter(|told| told.standing.holds()).map(|told| told.what)
    }
}
