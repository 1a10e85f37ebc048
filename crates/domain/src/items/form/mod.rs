//! Forms (表单): fields from one dictionary of data elements, and the check of what was filled in.
//!
//! | room | |
//! |---|---|
//! | [`element`], [`dictionary`], [`lists`] | the dictionary of data elements and its code lists |
//! | [`written`] | how numbers and names are written |
//! | [`answer`] | what was filled in: a tree |
//! | [`check`](mod@check) | which fields are asked, and what is wrong |
//! | [`sample`](mod@sample) | made-up answers that the checks take |
//! | [`rule`] | the rules and the words for each |

pub mod answer;
pub mod check;
pub mod dictionary;
pub mod element;
pub mod lists;
pub mod rule;
pub mod sample;
pub mod written;

pub use answer::{Answer, Answers, text_of, tidy};
pub use check::{Found, asked, check, find, prune};
pub use dictionary::{ELEMENTS, element};
pub use element::{Element, Origin, Told};
pub use rule::Rule;
pub use sample::sample;
pub use written::Check;

use crate::items::coded::coded;
use crate::words::Words;

/// Longest text of any field, in characters.
pub const LONGEST: usize = 4_000;

/// Most rows of any repeated group.
pub const MOST_ROWS: usize = 50;

/// Most files of any field.
pub const MOST_FILES: usize = 20;

/// Largest file of any field, kilobytes.
pub const LARGEST_KB: u64 = 10 * 1024;

/// What may be filled into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number, not negative.
    Integer,
    /// A number with at most so many decimal places (1 to 3), not negative.
    Decimal(u8),
    /// Yuan with at most two decimal places; bounds are fen.
    Money,
    /// A day, 2026-11-22.
    Date,
    /// One of several answers.
    Choice(Vec<Choice>),
    /// Several of several answers.
    Choices(Vec<Choice>),
    /// `yes` or `no`.
    YesNo,
    /// A telephone number.
    Phone,
    /// A postal address, one line.
    Address,
    /// Files.
    File(FileRule),
    /// Fields that are filled in row by row (重复填写组).
    Group(Vec<Field>),
}

impl FieldType {
    /// Stable code, as documents of items carry it.
    pub fn code(&self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::LongText => "long_text",
            FieldType::Integer => "integer",
            FieldType::Decimal(_) => "decimal",
            FieldType::Money => "money",
            FieldType::Date => "date",
            FieldType::Choice(_) => "choice",
            FieldType::Choices(_) => "choices",
            FieldType::YesNo => "yes_no",
            FieldType::Phone => "phone",
            FieldType::Address => "address",
            FieldType::File(_) => "file",
            FieldType::Group(_) => "group",
        }
    }

    /// What people read about it.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            FieldType::Text => ("单行文字", "one line of text"),
            FieldType::LongText => ("多行文字", "several lines of text"),
            FieldType::Integer => ("整数", "whole number"),
            FieldType::Decimal(_) => ("小数", "decimal number"),
            FieldType::Money => ("金额", "amount of money"),
            FieldType::Date => ("日期", "day"),
            FieldType::Choice(_) => ("单选", "one of several"),
            FieldType::Choices(_) => ("多选", "several of several"),
            FieldType::YesNo => ("是或否", "yes or no"),
            FieldType::Phone => ("电话号码", "telephone number"),
            FieldType::Address => ("地址", "address"),
            FieldType::File(_) => ("上传文件", "files"),
            FieldType::Group(_) => ("重复填写组", "repeated group"),
        }
    }
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is kept.
    pub code: String,
    /// What people read.
    pub label: Words,
}

coded! {
    /// Kinds of files that a field takes (文件类型).
    FileKind {
        Pdf = "pdf", "", "PDF", "PDF";
        Image = "image", "", "图片（JPG、PNG、WebP）", "images (JPG, PNG, WebP)";
        Word = "word", "", "Word（docx）", "Word (docx)";
        Sheet = "sheet", "", "Excel（xlsx）", "Excel (xlsx)";
        Ofd = "ofd", "", "OFD", "OFD";
    }
}

impl FileKind {
    /// Media types, recognised by content.
    pub fn media(self) -> &'static [&'static str] {
        match self {
            FileKind::Pdf => &["application/pdf"],
            FileKind::Image => &["image/jpeg", "image/png", "image/webp"],
            FileKind::Word => &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
            FileKind::Sheet => &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
            FileKind::Ofd => &["application/ofd"],
        }
    }
}

/// What a file field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRule {
    /// Kinds; empty takes every kind that the centre takes.
    pub accept: Vec<FileKind>,
    /// Largest file, kilobytes.
    pub max_kb: u64,
}

impl Default for FileRule {
    fn default() -> Self {
        FileRule {
            accept: Vec::new(),
            max_kb: LARGEST_KB,
        }
    }
}

/// A field is asked only where another one was answered so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWhen {
    /// Code of a field before it, in the same form or the same row: a choice, several choices, or yes or no.
    pub field: String,
    /// One of these was answered.
    pub answers: Vec<String>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Snake case, unique in the form or the group.
    pub code: String,
    /// Data element of the dictionary that it asks for.
    pub element: Option<&'static Element>,
    /// What people read.
    pub label: Words,
    /// What may be filled in.
    pub kind: FieldType,
    /// Must be filled.
    pub required: bool,
    /// Longest text, characters.
    pub max: usize,
    /// How a text is written.
    pub check: Option<Check>,
    /// Smallest number (money: fen); fewest rows or choices.
    pub least: Option<i64>,
    /// Largest number (money: fen); most rows, choices or files.
    pub most: Option<i64>,
    /// Unit of a number.
    pub unit: Words,
    /// Code of the field with the day before which this one must not lie.
    pub not_before: Option<String>,
    /// When it is asked: all must hold; always if there is none.
    pub when: Vec<FieldWhen>,
    /// A hint beside the field.
    pub hint: Words,
    /// Heading under which the field stands.
    pub group: Words,
}

impl Default for Field {
    fn default() -> Self {
        Field {
            code: String::new(),
            element: None,
            label: Words::default(),
            kind: FieldType::Text,
            required: false,
            max: 200,
            check: None,
            least: None,
            most: None,
            unit: Words::default(),
            not_before: None,
            when: Vec::new(),
            hint: Words::default(),
            group: Words::default(),
        }
    }
}

impl Field {
    /// The choices, where it has some.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            FieldType::Choice(choices) | FieldType::Choices(choices) => choices,
            _ => &[],
        }
    }

    /// The fields of a group.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            FieldType::Group(fields) => fields,
            _ => &[],
        }
    }

    /// What a file field takes.
    pub fn file(&self) -> Option<&FileRule> {
        match &self.kind {
            FieldType::File(rule) => Some(rule),
            _ => None,
        }
    }

    /// Leaving it empty is a fault.
    pub fn must_be_there(&self) -> bool {
        self.required || (matches!(self.kind, FieldType::Group(_)) && self.least_entries() > 0)
    }

    /// Fewest rows or choices, once there are any.
    pub fn least_entries(&self) -> usize {
        let least = self.least.and_then(|least| usize::try_from(least).ok()).unwrap_or(0);
        if self.required { least.max(1) } else { least }
    }

    /// Most rows, choices or files.
    pub fn most_entries(&self) -> usize {
        let usual = match &self.kind {
            FieldType::File(_) => 1,
            FieldType::Choices(choices) => choices.len(),
            _ => MOST_ROWS,
        };
        let bound = match &self.kind {
            FieldType::File(_) => MOST_FILES,
            _ => MOST_ROWS.max(usual),
        };
        let most = self.most.and_then(|most| usize::try_from(most).ok());
        most.unwrap_or(usual).clamp(1, bound.max(1))
    }

    /// The unit as people read it: money is yuan.
    pub fn unit_shown(&self) -> Words {
        if self.kind == FieldType::Money {
            Words::new("元", "yuan")
        } else {
            self.unit.clone()
        }
    }
}

/// A test case beside a form (表单测试用例): what is filled in, and where faults are expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTest {
    /// What it shows.
    pub name: Words,
    /// What is filled in.
    pub answers: Answers,
    /// Paths of the faults, such as `form.partners[0].id_number`; none where all is well.
    pub expect: Vec<String>,
}

impl FormTest {
    /// Paths where faults were expected and none was found, and paths where one was found and none was expected.
    pub fn run(&self, fields: &[Field]) -> (Vec<String>, Vec<String>) {
        let found: Vec<String> = find(fields, &self.answers)
            .into_iter()
            .map(|found| found.path)
            .collect();
        let without = |all: &[String], others: &[String]| {
            let left = all.iter().filter(|path| !others.contains(path));
            left.cloned().collect::<Vec<String>>()
        };
        (without(&self.expect, &found), without(&found, &self.expect))
    }
}

/// Beginning of the code under which the files of a form's field are handed in among the materials.
pub const FILES_OF: &str = "form.";

/// The file field behind a material's code such as `form.photo` or `form.partners.id_copy`.
pub fn file_field<'a>(fields: &'a [Field], material: &str) -> Option<&'a Field> {
    let mut level = fields;
    let mut parts = material.strip_prefix(FILES_OF)?.split('.').peekable();
    while let Some(part) = parts.next() {
        let field = level.iter().find(|field| field.code == part)?;
        if parts.peek().is_none() {
            return field.file().map(|_| field);
        }
        level = field.fields();
    }
    None
}

/// Every file of the answers, with the code under which it is handed in.
pub fn files(answers: &Answers) -> Vec<(String, crate::cases::event::FileMark)> {
    let mut found = Vec::new();
    collect("form", answers, &mut found);
    found
}

fn collect(before: &str, answers: &Answers, found: &mut Vec<(String, crate::cases::event::FileMark)>) {
    for (code, answer) in answers {
        let code = format!("{before}.{code}");
        found.extend(answer.files().iter().map(|file| (code.clone(), file.clone())));
        for row in answer.rows() {
            collect(&code, row, found);
        }
    }
}
