//! How items hang together: main and sub items, prerequisites, citation (主项、子项、前置、引用).

use crate::words::Words;

/// Where an item stands among others (主项、子项、独立事项、业务办理项).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Position {
    /// 独立事项: it has no parts.
    #[default]
    Independent,
    /// 主项: a heading over its parts; nobody applies for it as such.
    Parent,
    /// 子项 of the item with this code.
    Child(String),
    /// 业务办理项 of the item with this code: one situation of it, as people apply for it.
    Handling(String),
}

impl Position {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Position::Independent => "independent",
            Position::Parent => "parent",
            Position::Child(_) => "child",
            Position::Handling(_) => "handling",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Position::Independent => ("独立事项", "independent item"),
            Position::Parent => ("主项", "main item"),
            Position::Child(_) => ("子项", "sub-item"),
            Position::Handling(_) => ("业务办理项", "business-handling item"),
        }
    }

    /// Code of the item above.
    pub fn above(&self) -> Option<&str> {
        match self {
            Position::Child(code) | Position::Handling(code) => Some(code),
            Position::Independent | Position::Parent => None,
        }
    }

    /// From a code and the code of the item above; none when the two do not go together.
    pub fn of(code: &str, above: &str) -> Option<Position> {
        match (code, above.is_empty()) {
            ("" | "independent", true) => Some(Position::Independent),
            ("parent", true) => Some(Position::Parent),
            ("child", false) => Some(Position::Child(above.to_string())),
            ("handling", false) => Some(Position::Handling(above.to_string())),
            _ => None,
        }
    }
}

/// Something that must be done before (前置条件、前置审批).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prerequisite {
    /// Code of the item that must be finished first; empty where it is none of the library.
    pub item: String,
    /// What it is called.
    pub name: Words,
    /// Law that demands it.
    pub basis: String,
}

/// The higher level's item that this one cites (引用), in the version that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Code of the item above.
    pub code: String,
    /// Its version when it was taken over.
    pub version: u32,
}
