//! Situations (情形) on pages: questions as fields, answers out of an address or a form.

use yimen_domain::items::situation::{Applying, Situation, Standing, Told};
use yimen_domain::items::{Chosen, Item};
use yimen_domain::words::Words;

use crate::app::in_query;
use crate::portal::words::tell;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind, SummaryRow};

/// Beginning of the name of a question's field; its code follows.
pub const PREFIX: &str = "situation.";
/// Longest answer that is looked at, characters.
const LONGEST: usize = 40;
/// Most answers that are looked at.
const MOST: usize = yimen_domain::items::situation::MOST_QUESTIONS;

/// The answers among names and values; what is no answer is passed over.
pub fn chosen<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> Chosen {
    let answer = |(name, value): (&'a String, &'a String)| {
        let code = name.strip_prefix(PREFIX)?;
        let short = code.len() <= LONGEST && value.len() <= LONGEST && !value.is_empty();
        short.then(|| (code.to_string(), value.clone()))
    };
    pairs.filter_map(answer).take(MOST).collect()
}

/// The answers as the end of an address: `?situation.cooks=yes`; nothing where there are none.
pub fn query(chosen: &Chosen) -> String {
    let pairs: Vec<String> = chosen
        .iter()
        .map(|(code, answer)| format!("{PREFIX}{}={}", in_query(code), in_query(answer)))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// The questions that are asked now, as fields with the answers given.
pub fn fields(page: &Page, applying: &Applying<'_>) -> Vec<Field> {
    asked(page, &applying.questions, &applying.chosen)
}

/// The questions among these that are asked now, as fields with the answers given.
pub fn asked(page: &Page, questions: &[Told<'_, Situation>], chosen: &Chosen) -> Vec<Field> {
    let asked = questions.iter().filter(|asked| asked.standing.holds());
    asked.map(|asked| field(page, asked, chosen)).collect()
}

fn field(page: &Page, asked: &Told<'_, Situation>, chosen: &Chosen) -> Field {
    let question = asked.what;
    let mut field = Field::new(
        FieldKind::Choice,
        format!("{PREFIX}{}", question.code),
        marked(page, &question.question),
    );
    for answer in &question.options {
        let hint = say(page, &answer.hint);
        let words = if hint.is_empty() {
            marked(page, &answer.label)
        } else {
            page.t2("situation.answer_and_hint", marked(page, &answer.label), hint)
        };
        field = field.choice(&answer.code, words);
    }
    let why = match &asked.standing {
        Standing::Applies(_) => page.t1("situation.asked_because", because(page, &asked.standing)),
        _ => String::new(),
    };
    let hint = [say(page, &question.hint), why];
    let hint: Vec<String> = hint.into_iter().filter(|text| !text.is_empty()).collect();
    field
        .hint(hint.join(" "))
        .value(chosen.get(&question.code).cloned().unwrap_or_default())
}

/// The answers behind something that applies, in words.
fn because(page: &Page, standing: &Standing<'_>) -> String {
    let Standing::Applies(reasons) = standing else {
        return String::new();
    };
    let said: Vec<String> = reasons.iter().map(|reason| say(page, &reason.words())).collect();
    said.join(page.pick("，", " and "))
}

/// Why something applies or not, in words.
pub fn why(page: &Page, standing: &Standing<'_>) -> String {
    say(page, &standing.why())
}

/// What was answered, as rows; each leads to where it is changed.
pub fn rows(page: &Page, item: &Item, chosen: &Chosen, change: Option<(&str, &str)>) -> Vec<SummaryRow> {
    let row = |reason: yimen_domain::items::situation::Reason<'_>| {
        let row = SummaryRow::new(say(page, &reason.question.question), say(page, &reason.answer.label));
        match change {
            Some((href, words)) => row.change(format!("{href}#{PREFIX}{}", reason.question.code), words),
            None => row,
        }
    };
    item.answered(chosen).map(row).collect()
}

/// Words with the mark of what is in the other language alone, where a label can hold text only.
fn marked(page: &Page, words: &Words) -> String {
    let told = tell(page, words);
    if told.mark.is_empty() {
        told.text
    } else {
        format!("{} {}", told.text, told.mark)
    }
}

fn say(page: &Page, words: &Words) -> String {
    page.pick(&words.zh, &words.en).to_string()
}
