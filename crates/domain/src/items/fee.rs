//! What an item costs (收费).

use super::condition::Expression;
use super::situation::When;
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
    /// Amount in fen (分); none where the standard only says it in words.
    pub amount_fen: Option<i64>,
    /// Computes the amount in fen, in place of a fixed one.
    pub rule: Option<Expression>,
    /// It is charged only when these hold (适用情形).
    pub when: Vec<When>,
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

impl Fee {
    /// The charges are counted one by one, so that the fee is their sum.
    pub fn is_itemised(&self) -> bool {
        self.lines
            .iter()
            .any(|line| line.amount_fen.is_some() || line.rule.is_some())
    }
}
