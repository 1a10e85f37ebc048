//! What an item costs (收费).

use crate::words::Words;

/// One line of a fee (收费项目).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeeLine {
    /// Name.
    pub name: Words,
    /// The standard in words (收费标准).
    pub standard: Words,
    /// Legal basis (收费依据).
    pub basis: String,
    /// May be reduced or waived (允许减免).
    pub reducible: bool,
    /// On what ground (减免依据).
    pub reduction: Words,
}

/// A fee (收费): without a legal basis there is none (许可法 art. 58, 59).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fee {
    /// Amount in fen (分).
    pub amount_fen: i64,
    /// Per what.
    pub unit: Words,
    /// Legal basis.
    pub basis: String,
    /// The standard in words.
    pub standard: Words,
    /// What it is made of, where there is more than one charge.
    pub lines: Vec<FeeLine>,
}
