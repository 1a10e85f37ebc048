//! What was filled in (填报内容), right or wrong: a tree, since a form has repeated groups and files.

use std::collections::BTreeMap;

use crate::cases::event::FileMark;

/// What was filled in, by field code. A field without an entry was left empty.
pub type Answers = BTreeMap<String, Answer>;

/// The answer to one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// As it was typed: text, numbers, days, the code of a choice, `yes` or `no`, yuan.
    Text(String),
    /// The codes of several choices.
    Many(Vec<String>),
    /// The rows of a repeated group.
    Rows(Vec<Answers>),
    /// Files, uploaded before.
    Files(Vec<FileMark>),
}

impl Answer {
    /// The text without blanks around it; empty where the answer is none.
    pub fn text(&self) -> &str {
        match self {
            Answer::Text(text) => text.trim(),
            _ => "",
        }
    }

    /// The chosen codes: of several choices all, of one choice that one.
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Answer::Many(codes) => codes.iter().map(String::as_str).collect(),
            Answer::Text(text) if !text.trim().is_empty() => vec![text.trim()],
            _ => Vec::new(),
        }
    }

    /// The rows; none where the answer has none.
    pub fn rows(&self) -> &[Answers] {
        match self {
            Answer::Rows(rows) => rows,
            _ => &[],
        }
    }

    /// The files; none where the answer has none.
    pub fn files(&self) -> &[FileMark] {
        match self {
            Answer::Files(files) => files,
            _ => &[],
        }
    }

    /// Nothing was filled in.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Text(text) => text.trim().is_empty(),
            Answer::Many(codes) => codes.is_empty(),
            Answer::Rows(rows) => rows.is_empty(),
            Answer::Files(files) => files.is_empty(),
        }
    }
}

impl Default for Answer {
    fn default() -> Self {
        Answer::Text(String::new())
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Answer::Text(text.to_string())
    }
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Answer::Text(text)
    }
}

/// The text answered to a field; empty where nothing was.
pub fn text_of<'a>(answers: &'a Answers, code: &str) -> &'a str {
    answers.get(code).map_or("", Answer::text)
}

/// Without blanks around texts, empty answers and rows in which nothing was filled in.
pub fn tidy(answers: Answers) -> Answers {
    let tidied = |answer: Answer| match answer {
        Answer::Text(text) => Answer::Text(text.trim().to_string()),
        Answer::Rows(rows) => Answer::Rows(rows.into_iter().map(tidy).filter(|row| !row.is_empty()).collect()),
        other => other,
    };
    answers
        .into_iter()
        .map(|(code, answer)| (code, tidied(answer)))
        .filter(|(_, answer)| !answer.is_empty())
        .collect()
}
