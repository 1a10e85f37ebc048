//! What an item costs (收费).

use std::collections::BTreeMap;

use super::Item;
use super::condition::Expression;
use super::situation::{Chosen, When, applying};
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

/// Charges that a rule computed, in fen, by their place among the lines of the fee.
pub type Computed = BTreeMap<usize, i64>;

impl Item {
    /// What is to be paid with these answers, in fen (应缴金额): the sum of the charges that apply, or the amount of the
    /// fee where its charges carry none. A charge that could not be computed counts nothing until the window sets it.
    pub fn fee_fen(&self, chosen: &Chosen, computed: &Computed) -> i64 {
        let Some(fee) = &self.fee else { return 0 };
        if !fee.is_itemised() {
            return fee.amount_fen;
        }
        let told = applying(self, chosen).fees;
        let lines = told.iter().enumerate().filter(|(_, told)| told.standing.holds());
        let amount = |(at, line): (usize, &FeeLine)| computed.get(&at).copied().or(line.amount_fen).unwrap_or(0);
        lines
            .map(|(at, told)| amount((at, told.what)))
            .fold(0, i64::saturating_add)
    }
}
