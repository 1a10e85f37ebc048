//! What of an item is not in English yet (未译部分).

use super::Item;
use super::check::element_words;
use crate::words::Words;

/// How far an item is translated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Translated {
    /// Texts that people read.
    pub texts: usize,
    /// Of these in Chinese alone: the element and the text.
    pub missing: Vec<(&'static str, String)>,
}

impl Translated {
    /// Share of the texts that are in English too, in whole percent, cut; an item without texts is whole.
    pub fn percent(&self) -> usize {
        let done = self.texts - self.missing.len();
        (done * 100).checked_div(self.texts).unwrap_or(100)
    }

    fn look(&mut self, element: &'static str, words: &Words) {
        if words.zh.is_empty() {
            return;
        }
        self.texts += 1;
        if words.en.is_empty() {
            self.missing.push((element, words.zh.clone()));
        }
    }
}

/// The texts of an item that people read, and which of them are in Chinese alone. Titles of laws and official quotations
/// stay in Chinese and are not counted.
pub fn of_item(item: &Item) -> Translated {
    let mut found = Translated::default();
    found.look("name", &item.name);
    found.look("summary", &item.summary);
    for condition in &item.conditions {
        found.look("conditions", &condition.words);
    }
    for material in &item.materials {
        for words in [
            &material.name,
            &material.note,
            &material.place,
            &material.how,
            &material.standard,
        ] {
            found.look("materials", words);
        }
    }
    for step in &item.procedure {
        found.look("procedure", &step.name);
        found.look("procedure", &step.who);
    }
    found.look("statutory_source", &item.statutory.source);
    if let Some(fee) = &item.fee {
        found.look("fee", &fee.standard);
    }
    found.look("result", &item.result.name);
    found.look("result", &item.result.validity);
    found.look("hours", &item.service.hours);
    found.look("visit_reason", &item.service.visit_reason);
    for asked in &item.questions {
        found.look("questions", &asked.question);
        found.look("questions", &asked.answer);
    }
    for field in &item.form {
        found.look("form", &field.label);
        found.look("form", &field.hint);
    }
    found
}

/// The name of an element, for people.
pub fn element(name: &str) -> (&'static str, &'static str) {
    element_words(name).unwrap_or_default()
}
