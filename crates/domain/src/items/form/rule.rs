//! What may be wrong with an answer, and the words for it: the same on the server, in the schema and in the browser.

use super::{Field, FieldType, LONGEST};
use crate::words::{Language, Words};

/// A rule that an answer broke (校验规则).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The form has no such field.
    Unknown,
    /// The field is not asked, by what was answered before it.
    NotAsked,
    /// It must be filled in.
    Required,
    /// It is not of the field's kind.
    Kind,
    /// The text is too long.
    TooLong,
    /// It contains characters that cannot be shown, or is not written as its check wants it.
    Pattern,
    /// The number is too small.
    TooSmall,
    /// The number is too large.
    TooLarge,
    /// Too few rows or choices.
    TooFew,
    /// Too many rows, choices or files.
    TooMany,
    /// The same choice twice.
    Twice,
    /// The check character or the date within a number is wrong; no schema says so.
    CheckDigit,
    /// It lies before another day of the form; no schema says so.
    Order,
    /// A file is larger than the field takes; no schema says so.
    FileSize,
    /// A file is of a kind that the field does not take; no schema says so.
    FileKind,
}

impl Rule {
    /// Every rule, the one that is said first before the others.
    pub const ALL: [Rule; 15] = [
        Rule::Unknown,
        Rule::NotAsked,
        Rule::Required,
        Rule::Kind,
        Rule::TooLong,
        Rule::Pattern,
        Rule::TooSmall,
        Rule::TooLarge,
        Rule::TooFew,
        Rule::TooMany,
        Rule::Twice,
        Rule::CheckDigit,
        Rule::Order,
        Rule::FileSize,
        Rule::FileKind,
    ];

    /// The keywords of JSON Schema that stand for it; none where no schema can say it.
    pub fn keywords(self) -> &'static [&'static str] {
        match self {
            Rule::Unknown => &["additionalProperties"],
            Rule::NotAsked => &["not"],
            Rule::Required => &["required"],
            Rule::Kind => &["type", "enum", "format"],
            Rule::TooLong => &["maxLength"],
            Rule::Pattern => &["pattern"],
            Rule::TooSmall => &["minimum"],
            Rule::TooLarge => &["maximum"],
            Rule::TooFew => &["minItems"],
            Rule::TooMany => &["maxItems"],
            Rule::Twice => &["uniqueItems"],
            Rule::CheckDigit | Rule::Order | Rule::FileSize | Rule::FileKind => &[],
        }
    }

    /// The rule behind a keyword of JSON Schema.
    pub fn of_keyword(keyword: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.keywords().contains(&keyword))
    }
}

/// What is wrong and what would be right, for a field whose answer broke a rule.
pub fn words(field: &Field, rule: Rule) -> Words {
    let said = |zh: &str, en: &str| Words::new(zh, en);
    match rule {
        Rule::Unknown => unknown(),
        Rule::NotAsked => said(
            "按前面填写的情况，这一项不需要填写。",
            "By what you answered before, this entry is not needed.",
        ),
        Rule::Required => required(field),
        Rule::Kind => kind(field),
        Rule::TooLong => {
            let max = field.max.clamp(1, LONGEST);
            Words::new(
                format!("不能超过 {max} 个字。"),
                format!("Use at most {max} characters."),
            )
        }
        Rule::Pattern | Rule::CheckDigit => match field.check {
            Some(check) => check.words(),
            None if field.kind == FieldType::Phone => kind(field),
            None => said("含有不能显示的字符。", "It contains characters that cannot be shown."),
        },
        Rule::TooSmall => bound(field, field.least, "不能小于", "Enter at least"),
        Rule::TooLarge => bound(field, field.most, "不能大于", "Enter at most"),
        Rule::TooFew => few(field),
        Rule::TooMany => many(field),
        Rule::Twice => said("同一个选项只能选一次。", "Choose each answer only once."),
        Rule::Order => said(
            "结束日期不能早于开始日期。",
            "The end must not lie before the beginning.",
        ),
        Rule::FileSize => {
            let most = field.file().map_or(0, |file| file.max_kb).div_ceil(1024);
            Words::new(
                format!("每个文件不能超过 {most} MB。"),
                format!("Each file may have at most {most} MB."),
            )
        }
        Rule::FileKind => file_kinds(field),
    }
}

/// The words for an entry that the form does not have.
pub fn unknown() -> Words {
    Words::new("这个事项的表单没有这一项。", "This item's form has no such entry.")
}

fn required(field: &Field) -> Words {
    let (zh, en) = (&field.label.zh, field.label.get(Language::En));
    match &field.kind {
        FieldType::File(_) => Words::new(format!("请上传“{zh}”。"), format!("Upload “{en}”.")),
        FieldType::Group(_) => few(field),
        FieldType::Choice(_) | FieldType::Choices(_) | FieldType::YesNo => {
            Words::new(format!("请选择“{zh}”。"), format!("Choose “{en}”."))
        }
        _ => Words::new(format!("请填写“{zh}”。"), format!("Enter “{en}”.")),
    }
}

fn kind(field: &Field) -> Words {
    let (zh, en) = match &field.kind {
        FieldType::Integer => ("请填写整数，例如 3。", "Enter a whole number, such as 3."),
        FieldType::Decimal(places) => {
            return Words::new(
                format!("请填写数字，最多 {places} 位小数。"),
                format!("Enter a number with at most {places} decimal places."),
            );
        }
        FieldType::Money => (
            "请填写金额（元），最多两位小数，例如 1200.50。",
            "Enter an amount in yuan with at most two decimal places, such as 1200.50.",
        ),
        FieldType::Date => (
            "请按 2026-11-22 的格式填写日期。",
            "Enter a date in the form 2026-11-22.",
        ),
        FieldType::Choice(_) | FieldType::Choices(_) => ("请从列出的选项中选择。", "Choose one of the answers shown."),
        FieldType::YesNo => ("请选择“是”或“否”。", "Choose yes or no."),
        FieldType::Phone => (
            "请填写电话号码，例如 13800001234。",
            "Enter a telephone number, such as 13800001234.",
        ),
        FieldType::File(_) => ("请上传文件。", "Upload a file."),
        FieldType::Group(_) => ("请逐行填写。", "Fill in row by row."),
        FieldType::Text | FieldType::LongText | FieldType::Address => ("请填写文字。", "Enter text."),
    };
    Words::new(zh, en)
}

fn bound(field: &Field, bound: Option<i64>, zh: &str, en: &str) -> Words {
    let number = bound.unwrap_or_default();
    let number = match field.kind {
        FieldType::Money if number % 100 == 0 => (number / 100).to_string(),
        FieldType::Money => format!("{}.{:02}", number / 100, number % 100),
        _ => number.to_string(),
    };
    let unit = field.unit_shown();
    let spaced = if unit.en.is_empty() {
        String::new()
    } else {
        format!(" {}", unit.en)
    };
    Words::new(format!("{zh} {number}{}。", unit.zh), format!("{en} {number}{spaced}."))
}

fn few(field: &Field) -> Words {
    let least = field.least.unwrap_or(1).max(1);
    let (zh, en) = (&field.label.zh, field.label.get(Language::En));
    match &field.kind {
        FieldType::Group(_) => Words::new(
            format!("“{zh}”至少填写 {least} 条。"),
            format!("Fill in at least {least} of “{en}”."),
        ),
        _ => Words::new(format!("至少选择 {least} 项。"), format!("Choose at least {least}.")),
    }
}

fn many(field: &Field) -> Words {
    let most = field.most_entries();
    match &field.kind {
        FieldType::Group(_) => Words::new(
            format!("“{}”最多填写 {most} 条。", field.label.zh),
            format!("Fill in at most {most} of “{}”.", field.label.get(Language::En)),
        ),
        FieldType::File(_) => Words::new(
            format!("最多上传 {most} 个文件。"),
            format!("Upload at most {most} files."),
        ),
        _ => Words::new(format!("最多选择 {most} 项。"), format!("Choose at most {most}.")),
    }
}

fn file_kinds(field: &Field) -> Words {
    use crate::items::Coded as _;
    let kinds = field.file().map(|file| file.accept.as_slice()).unwrap_or_default();
    let joined = |words: fn((&'static str, &'static str)) -> &'static str, with: &str| {
        kinds
            .iter()
            .map(|kind| words(kind.words()))
            .collect::<Vec<_>>()
            .join(with)
    };
    Words::new(
        format!("这里只接收{}。", joined(|words| words.0, "、")),
        format!("Only these are taken here: {}.", joined(|words| words.1, ", ")),
    )
}
