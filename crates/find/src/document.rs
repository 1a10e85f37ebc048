//! What is searched.

/// One thing to be found (事项), as the index needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Stable key; also looked for as a code.
    pub key: String,
    /// Chinese name.
    pub name: String,
    /// English name; may be empty.
    pub name_en: String,
    /// Words of daily speech that the editor gave.
    pub keywords: Vec<String>,
    /// Group in the catalogue (主项).
    pub group: String,
    /// What it is about, Chinese.
    pub summary: String,
    /// The same in English.
    pub summary_en: String,
    /// Code of the body in charge.
    pub body: String,
    /// Name of the body, Chinese.
    pub body_name: String,
    /// The same in English.
    pub body_name_en: String,
    /// Code of the kind of item.
    pub kind: String,
    /// Codes of those it serves (`person`, `company`).
    pub audience: Vec<String>,
    /// Everything that people are owed to know is there; such an item goes before one equal to it.
    pub complete: bool,
}

/// Where words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The Chinese name.
    Name,
    /// The editor's keywords.
    Keywords,
    /// The English name.
    NameEn,
    /// The code.
    Code,
    /// The group in the catalogue.
    Group,
    /// The summary, either language.
    Summary,
    /// The name of the body, either language.
    Body,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 7] = [
        Field::Name,
        Field::Keywords,
        Field::NameEn,
        Field::Code,
        Field::Group,
        Field::Summary,
        Field::Body,
    ];

    /// What a word counts that stands there.
    pub fn weight(self) -> f32 {
        match self {
            Field::Name | Field::NameEn | Field::Code => 1.0,
            Field::Keywords => 0.95,
            Field::Group => 0.75,
            Field::Summary => 0.5,
            Field::Body => 0.45,
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Field::Name => ("事项名称", "the name"),
            Field::Keywords => ("关键词", "the keywords"),
            Field::NameEn => ("英文名称", "the English name"),
            Field::Code => ("事项编码", "the code"),
            Field::Group => ("目录主项", "the catalogue group"),
            Field::Summary => ("事项简介", "the summary"),
            Field::Body => ("实施主体", "the body in charge"),
        }
    }

    pub(crate) fn bit(self) -> u8 {
        1 << (self as u8)
    }

    /// Of two fields, each a set of one, that which weighs less.
    pub(crate) fn lesser(left: u8, right: u8) -> u8 {
        let weight = |bits| Field::best_of(bits).map_or(0.0, Field::weight);
        if weight(left) <= weight(right) { left } else { right }
    }

    /// The weightiest field of a set.
    pub(crate) fn best_of(bits: u8) -> Option<Field> {
        Field::ALL
            .into_iter()
            .filter(|field| bits & field.bit() != 0)
            .max_by(|left, right| left.weight().total_cmp(&right.weight()).then(right.cmp(left)))
    }
}

/// Only what fits these; empty means any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Code of a body.
    pub body: String,
    /// Code of a kind.
    pub kind: String,
    /// Code of those served.
    pub audience: String,
    /// Code of a life event ([`crate::life_events`]).
    pub event: String,
    /// Code of a kind of people ([`crate::people`]).
    pub people: String,
}
