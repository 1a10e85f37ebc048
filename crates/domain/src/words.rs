//! Words for people, in Chinese and in English, and refusals made of them.

use std::fmt;

/// The two languages that the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Chinese (中文), the first language of every text.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh-CN",
            Language::En => "en",
        }
    }
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English; empty when nobody has translated it yet.
    pub en: String,
}

impl Words {
    /// Both texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Words {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The text in `language`; Chinese where the English is missing.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En if !self.en.is_empty() => &self.en,
            _ => &self.zh,
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh, self.en)
    }
}

/// What sort of "no" it is; the ways in choose their status from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// The request itself is wrong: a field, a code, a length.
    Invalid,
    /// The person may not do this.
    Forbidden,
    /// The matter stands elsewhere: wrong state, done already, changed meanwhile.
    State,
    /// There is no such thing.
    Missing,
    /// Too much was asked for; the same may be asked again after a while.
    Later,
}

/// One field that is wrong: which, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path of the field, as the caller named it (`form.shop_name`).
    pub field: String,
    /// What is wrong and what would be right.
    pub words: Words,
}

impl Fault {
    /// A fault of `field`.
    pub fn new(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Fault {
            field: field.into(),
            words: Words::new(zh, en),
        }
    }
}

/// A reasoned "no": a stable code, the rule behind it, why, and what can be done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable, snake case; part of the API.
    pub code: &'static str,
    /// Sort of refusal.
    pub kind: RefusalKind,
    /// The article or rule, in Chinese citation form; empty where none is needed.
    pub rule: &'static str,
    /// Why.
    pub why: Words,
    /// What can be done.
    pub remedy: Words,
    /// The fields at fault, if fields are.
    pub faults: Vec<Fault>,
}

impl Refusal {
    /// A refusal without fields.
    pub fn new(
        code: &'static str,
        kind: RefusalKind,
        rule: &'static str,
        why: (&str, &str),
        remedy: (&str, &str),
    ) -> Self {
        Refusal {
            code,
            kind,
            rule,
            why: Words::new(why.0, why.1),
            remedy: Words::new(remedy.0, remedy.1),
            faults: Vec::new(),
        }
    }

    /// A refusal that names the fields at fault.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        let mut refusal = Refusal::new(
            "invalid_fields",
            RefusalKind::Invalid,
            "",
            ("有内容需要更正。", "Some entries need to be corrected."),
            (
                "请按每一项的提示更正后再提交，已填写的内容都已保留。",
                "Correct each entry as shown beside it and send it again; what you typed is kept.",
            ),
        );
        refusal.faults = faults;
        refusal
    }

    /// There is no such thing, or this person may not know of it.
    pub fn missing(zh: &str, en: &str) -> Self {
        Refusal::new(
            "not_found",
            RefusalKind::Missing,
            "",
            (&format!("没有找到{zh}。"), &format!("We could not find {en}.")),
            (
                "请核对编号后再查，或到服务大厅咨询台询问。",
                "Check the number and try again, or ask at the service desk in the hall.",
            ),
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.why)?;
        for fault in &self.faults {
            write!(f, "; {}: {}", fault.field, fault.words)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
