//! Answers as people read them (填报内容).

use yimen_domain::calendar::Day;
use yimen_domain::items::form::{Answer, Answers, Field, FieldType, asked};

use crate::portal::words;
use crate::shell::Page;
use crate::shell::components::SummaryRow;

/// A row for each field that is asked; a group gives a row for each entry of its own rows.
pub fn summary(page: &Page, fields: &[Field], answers: &Answers) -> Vec<(String, SummaryRow)> {
    let mut rows = Vec::new();
    let shown = asked(fields, answers);
    for field in fields.iter().filter(|field| shown.contains(field.code.as_str())) {
        let path = format!("form.{}", field.code);
        let label = words::say(page, &field.label);
        let answer = answers.get(&field.code);
        let FieldType::Group(inner) = &field.kind else {
            rows.push((path, SummaryRow::new(label, said(page, field, answer))));
            continue;
        };
        for (at, row) in answer.map(Answer::rows).unwrap_or_default().iter().enumerate() {
            let shown = asked(inner, row);
            for field in inner.iter().filter(|field| shown.contains(field.code.as_str())) {
                let within = words::say(page, &field.label);
                let label = page.t2("form.row_entry", format!("{label} {}", at + 1), within);
                let path = format!("{path}[{at}].{}", field.code);
                rows.push((path, SummaryRow::new(label, said(page, field, row.get(&field.code)))));
            }
        }
    }
    rows
}

/// One answer in words.
pub fn said(page: &Page, field: &Field, answer: Option<&Answer>) -> String {
    match answer {
        None => String::new(),
        Some(Answer::Files(files)) => {
            let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            words::joined(page, &names)
        }
        Some(Answer::Many(codes)) => {
            let codes: Vec<String> = codes.iter().map(|code| choice(page, field, code)).collect();
            words::joined(page, &codes)
        }
        Some(Answer::Rows(rows)) => rows.len().to_string(),
        Some(Answer::Text(text)) => typed(page, field, text),
    }
}

fn typed(page: &Page, field: &Field, text: &str) -> String {
    match (&field.kind, text) {
        (FieldType::YesNo, "yes") => page.t("form.yes").to_string(),
        (FieldType::YesNo, "no") => page.t("form.no").to_string(),
        (FieldType::Choice(_), code) => choice(page, field, code),
        (FieldType::Date, text) => Day::parse(text).map_or_else(|_| text.to_string(), |day| words::day(page, day)),
        (FieldType::Integer | FieldType::Decimal(_) | FieldType::Money, text) => {
            let unit = words::say(page, &field.unit_shown());
            if unit.is_empty() || text.is_empty() {
                text.to_string()
            } else {
                format!("{text} {unit}")
            }
        }
        (_, text) => text.to_string(),
    }
}

fn choice(page: &Page, field: &Field, code: &str) -> String {
    let known = field.choices().iter().find(|choice| choice.code == code);
    known.map_or_else(|| code.to_string(), |choice| words::say(page, &choice.label))
}
