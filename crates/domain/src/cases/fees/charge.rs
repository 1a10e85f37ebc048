//! What is charged, line by line (收费项目), as the item's standard says it for the answers of a case.

use crate::items::situation::applying;
use crate::items::{Chosen, FeeLine, Item};

/// One line of a payment order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What is charged for.
    pub name: String,
    /// Fen.
    pub amount_fen: i64,
    /// The document that sets it, and by whom (收费依据).
    pub basis: String,
    /// The standard in words (收费标准).
    pub standard: String,
}

/// The lines of a fee that was computed when the case was filed; they sum up to it. What a rule computed stands in the case as a part of the
/// sum alone, so the lines with rules share one amount.
pub fn charges(item: &Item, situation: &Chosen, fee_fen: i64) -> Vec<Charge> {
    let Some(fee) = &item.fee else { return Vec::new() };
    let whole = |amount_fen| Charge {
        name: item.name.zh.clone(),
        amount_fen,
        basis: fee.basis.clone(),
        standard: fee.standard.zh.clone(),
    };
    if !fee.is_itemised() {
        return vec![whole(fee_fen)];
    }
    let lines = applies(item, situation);
    let of = |line: &FeeLine, amount_fen| Charge {
        name: line.name.zh.clone(),
        amount_fen,
        basis: first(&line.basis, &fee.basis),
        standard: first(&line.standard.zh, &fee.standard.zh),
    };
    let mut charges: Vec<Charge> = lines
        .iter()
        .filter(|line| line.rule.is_none())
        .filter_map(|line| Some(of(line, line.amount_fen.filter(|fen| *fen > 0)?)))
        .collect();
    let rest = fee_fen - charges.iter().map(|charge| charge.amount_fen).sum::<i64>();
    let ruled: Vec<&FeeLine> = lines.into_iter().filter(|line| line.rule.is_some()).collect();
    match ruled.as_slice() {
        _ if rest == 0 => {}
        // A sum that its lines do not explain is shown whole rather than wrongly.
        [] => charges = vec![whole(fee_fen)],
        [line] => charges.push(of(line, rest)),
        [line, ..] => {
            let names: Vec<&str> = ruled.iter().map(|line| line.name.zh.as_str()).collect();
            charges.push(Charge {
                name: names.join("、"),
                ..of(line, rest)
            });
        }
    }
    if charges.iter().any(|charge| charge.amount_fen < 0) {
        return vec![whole(fee_fen)];
    }
    charges
}

/// How much of a fee may be taken off (允许减免): every charge that the standard calls reducible; all of a fee that is one charge.
pub fn reducible_fen(item: &Item, situation: &Chosen, fee_fen: i64) -> i64 {
    let Some(fee) = &item.fee else { return 0 };
    if !fee.is_itemised() {
        return fee_fen;
    }
    let lines = applies(item, situation);
    let (yes, no): (Vec<&FeeLine>, Vec<&FeeLine>) = lines.into_iter().partition(|line| line.reducible);
    let fixed = |lines: &[&FeeLine]| -> i64 {
        let fixed = lines.iter().filter(|line| line.rule.is_none());
        fixed.filter_map(|line| line.amount_fen).sum()
    };
    if no.iter().any(|line| line.rule.is_some()) {
        return fixed(&yes).min(fee_fen);
    }
    (fee_fen - fixed(&no)).max(0)
}

fn applies<'a>(item: &'a Item, situation: &Chosen) -> Vec<&'a FeeLine> {
    let told = applying(item, situation).fees;
    told.into_iter()
        .filter(|told| told.standing.holds())
        .map(|told| told.what)
        .collect()
}

fn first(own: &str, whole: &str) -> String {
    if own.is_empty() { whole.into() } else { own.into() }
}
