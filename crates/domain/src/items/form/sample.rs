//! A form filled in with made-up answers that its checks take (样例): for previews, tests and demonstrations.

use super::check::prune;
use super::{Answer, Answers, Check, Field, FieldType, FileKind};
use crate::calendar::Day;
use crate::cases::event::FileMark;

/// Answers to every field that is asked. Files are named and not there.
pub fn sample(fields: &[Field], today: Day) -> Answers {
    let filled = fields
        .iter()
        .map(|field| (field.code.clone(), of(field, today)))
        .collect();
    prune(fields, filled)
}

/// A made-up answer to one field.
pub fn of(field: &Field, today: Day) -> Answer {
    let first = || {
        field
            .choices()
            .first()
            .map(|choice| choice.code.clone())
            .unwrap_or_default()
    };
    match &field.kind {
        FieldType::Text | FieldType::LongText => text(field).into(),
        FieldType::Address => "前锋区样例路 1 号".into(),
        FieldType::Phone => "0826-0000456".into(),
        FieldType::Integer | FieldType::Decimal(_) => within(field, 3).to_string().into(),
        FieldType::Money => (within(field, 300) / 100).max(1).to_string().into(),
        FieldType::Date => today.to_string().into(),
        FieldType::Choice(_) => first().into(),
        FieldType::Choices(choices) => {
            let least = field.least_entries().max(1);
            Answer::Many(choices.iter().take(least).map(|choice| choice.code.clone()).collect())
        }
        FieldType::YesNo => "yes".into(),
        FieldType::File(rule) => Answer::Files(vec![file(rule.accept.first().copied())]),
        FieldType::Group(inner) => {
            let rows = field.least_entries().max(1);
            Answer::Rows(vec![sample(inner, today); rows])
        }
    }
}

fn text(field: &Field) -> String {
    let text = field.check.map_or("示例", Check::example);
    text.chars().take(field.max.max(1)).collect()
}

fn within(field: &Field, wished: i64) -> i64 {
    wished.max(field.least.unwrap_or(0)).min(field.most.unwrap_or(i64::MAX))
}

fn file(kind: Option<FileKind>) -> FileMark {
    let (name, media) = match kind {
        Some(FileKind::Image) => ("示例.png", "image/png"),
        Some(FileKind::Word) => ("示例.docx", FileKind::Word.media()[0]),
        Some(FileKind::Sheet) => ("示例.xlsx", FileKind::Sheet.media()[0]),
        Some(FileKind::Ofd) => ("示例.ofd", "application/ofd"),
        Some(FileKind::Pdf) | None => ("示例.pdf", "application/pdf"),
    };
    FileMark {
        hash: "0".repeat(64),
        name: name.to_string(),
        size: 1024,
        media: media.to_string(),
    }
}
