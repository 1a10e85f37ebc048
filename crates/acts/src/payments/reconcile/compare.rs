//! A statement against the ledger (对账): what is the same, what is missing on which side, what came twice, what has another amount.

use std::collections::{BTreeMap, BTreeSet};

use crate::payments::protocol::{Line, Movement};

/// A movement of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// Which way.
    pub movement: Movement,
    /// Number of the order, the refund or the receipt.
    pub number: String,
    /// Number of the transaction.
    pub trade: String,
    /// Fen.
    pub amount_fen: i64,
    /// Number of the case.
    pub case_number: String,
    /// It came although the fee was paid before.
    pub surplus: bool,
}

/// Sorts of differences (差异种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 账上没有: in the statement alone.
    MissingHere,
    /// 对方没有: in the ledger alone.
    MissingThere,
    /// 重复缴费: paid twice, or listed twice.
    Double,
    /// 金额不符.
    Amount,
    /// 退费不符: on one side alone, or another amount.
    Refund,
}

impl Kind {
    /// Every sort.
    pub const ALL: [Kind; 5] = [
        Kind::MissingHere,
        Kind::MissingThere,
        Kind::Double,
        Kind::Amount,
        Kind::Refund,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::MissingHere => "missing_here",
            Kind::MissingThere => "missing_there",
            Kind::Double => "double",
            Kind::Amount => "amount_differs",
            Kind::Refund => "refund_differs",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::MissingHere => ("账上没有", "Missing here"),
            Kind::MissingThere => ("对账单没有", "Missing in the statement"),
            Kind::Double => ("重复缴费", "Paid twice"),
            Kind::Amount => ("金额不符", "Another amount"),
            Kind::Refund => ("退费不符", "Refund differs"),
        }
    }
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Sort.
    pub kind: Kind,
    /// Which way the money went.
    pub movement: Movement,
    /// Number of the order, the refund or the receipt.
    pub number: String,
    /// Number of the transaction.
    pub trade: String,
    /// Number of the case; empty where none is known.
    pub case_number: String,
    /// In the ledger, fen; 0 where it is not there.
    pub our_fen: i64,
    /// In the statement, fen; 0 where it is not there.
    pub their_fen: i64,
}

/// How many and how much.
pub type Sum = (i64, i64);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compared {
    /// Payments and refunds of the statement.
    pub theirs: (Sum, Sum),
    /// Payments and refunds of the ledger.
    pub ours: (Sum, Sum),
    /// Movements that are the same in both.
    pub matched: Sum,
    /// Everything else.
    pub differences: Vec<Difference>,
}

/// Compares. `by_number`: a movement without the number of a transaction is found by its own number, as receipts of a counter are.
pub fn compare(ours: &[Ours], theirs: &[Line], by_number: bool) -> Compared {
    let mut taken = vec![false; ours.len()];
    let mut by_trade: BTreeMap<(Movement, &str), Vec<usize>> = BTreeMap::new();
    let mut by_own: BTreeMap<(Movement, &str), Vec<usize>> = BTreeMap::new();
    for (at, one) in ours.iter().enumerate() {
        if !one.trade.is_empty() {
            by_trade.entry((one.movement, &one.trade)).or_default().push(at);
        }
        by_own.entry((one.movement, &one.number)).or_default().push(at);
    }
    let mut compared = Compared {
        theirs: sums(theirs.iter().map(|line| (line.movement, line.amount_fen))),
        ours: sums(ours.iter().map(|one| (one.movement, one.amount_fen))),
        ..Compared::default()
    };
    let mut seen = BTreeSet::new();
    for line in theirs {
        let again = !seen.insert((
            line.movement,
            if line.trade.is_empty() {
                &line.number
            } else {
                &line.trade
            },
        ));
        let free = |found: Option<&Vec<usize>>, taken: &[bool]| found?.iter().copied().find(|at| !taken[*at]);
        let at = free(by_trade.get(&(line.movement, line.trade.as_str())), &taken).or_else(|| {
            let own = by_number.then(|| by_own.get(&(line.movement, line.number.as_str())));
            free(own.flatten(), &taken)
        });
        let Some(at) = at else {
            compared.differences.push(missing_here(line, again, ours));
            continue;
        };
        taken[at] = true;
        let one = &ours[at];
        if one.amount_fen != line.amount_fen {
            let kind = match line.movement {
                Movement::Payment => Kind::Amount,
                Movement::Refund => Kind::Refund,
            };
            compared.differences.push(differs(kind, one, line.amount_fen));
            continue;
        }
        compared.matched.0 += 1;
        compared.matched.1 += line.amount_fen;
        if one.surplus {
            compared.differences.push(differs(Kind::Double, one, line.amount_fen));
        }
    }
    let left = ours.iter().zip(&taken).filter(|(_, taken)| !**taken);
    compared.differences.extend(left.map(|(one, _)| {
        let kind = match one.movement {
            Movement::Payment => Kind::MissingThere,
            Movement::Refund => Kind::Refund,
        };
        differs(kind, one, 0)
    }));
    compared
}

/// A line that the ledger does not have: another payment of an order that it has is one too many.
fn missing_here(line: &Line, again: bool, ours: &[Ours]) -> Difference {
    let known = ours
        .iter()
        .find(|one| one.movement == line.movement && one.number == line.number);
    let kind = match line.movement {
        Movement::Refund => Kind::Refund,
        Movement::Payment if again || known.is_some() => Kind::Double,
        Movement::Payment => Kind::MissingHere,
    };
    Difference {
        kind,
        movement: line.movement,
        number: line.number.clone(),
        trade: line.trade.clone(),
        case_number: known.map_or_else(String::new, |one| one.case_number.clone()),
        our_fen: 0,
        their_fen: line.amount_fen,
    }
}

fn differs(kind: Kind, one: &Ours, their_fen: i64) -> Difference {
    Difference {
        kind,
        movement: one.movement,
        number: one.number.clone(),
        trade: one.trade.clone(),
        case_number: one.case_number.clone(),
        our_fen: one.amount_fen,
        their_fen,
    }
}

fn sums(movements: impl Iterator<Item = (Movement, i64)>) -> (Sum, Sum) {
    movements.fold(((0, 0), (0, 0)), |(mut payments, mut refunds), (movement, fen)| {
        let sum = match movement {
            Movement::Payment => &mut payments,
            Movement::Refund => &mut refunds,
        };
        *sum = (sum.0 + 1, sum.1 + fen);
        (payments, refunds)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(movement: Movement, number: &str, trade: &str, amount_fen: i64) -> Ours {
        Ours {
            movement,
            number: number.into(),
            trade: trade.into(),
            amount_fen,
            case_number: "C".into(),
            surplus: false,
        }
    }

    fn line(movement: Movement, number: &str, trade: &str, amount_fen: i64) -> Line {
        Line {
            movement,
            number: number.into(),
            trade: trade.into(),
            amount_fen,
            at: 0,
        }
    }

    fn found(compared: &Compared) -> Vec<(Kind, &str, i64, i64)> {
        let differences = compared.differences.iter();
        let one = |one: &'_ Difference| (one.kind, one.our_fen, one.their_fen);
        differences
            .map(|difference| {
                let (kind, our, their) = one(difference);
                (kind, difference.trade.as_str(), our, their)
            })
            .collect()
    }

    use Movement::{Payment, Refund};

    #[test]
    fn what_is_the_same_is_matched_and_everything_else_is_named() {
        let here = [
            ours(Payment, "1", "T1", 100),
            ours(Payment, "2", "T2", 200),
            ours(Payment, "3", "T3", 300),
            ours(Refund, "1-R1", "R1", 50),
            ours(Refund, "2-R1", "R2", 60),
        ];
        let there = [
            line(Payment, "1", "T1", 100),
            line(Payment, "2", "T2", 201),
            line(Payment, "4", "T4", 400),
            line(Refund, "1-R1", "R1", 50),
            line(Refund, "9-R1", "R9", 70),
        ];
        let compared = compare(&here, &there, false);
        assert_eq!(compared.matched, (2, 150));
        assert_eq!(compared.ours, ((3, 600), (2, 110)));
        assert_eq!(compared.theirs, ((3, 701), (2, 120)));
        assert_eq!(
            found(&compared),
            [
                (Kind::Amount, "T2", 200, 201),
                (Kind::MissingHere, "T4", 0, 400),
                (Kind::Refund, "R9", 0, 70),
                (Kind::MissingThere, "T3", 300, 0),
                (Kind::Refund, "R2", 60, 0),
            ]
        );
    }

    #[test]
    fn a_double_payment_is_found_whether_it_is_known_here_or_not() {
        let mut second = ours(Payment, "1", "T2", 100);
        second.surplus = true;
        let there = [line(Payment, "1", "T1", 100), line(Payment, "1", "T2", 100)];
        let known = compare(&[ours(Payment, "1", "T1", 100), second], &there, false);
        assert_eq!(known.matched, (2, 200), "it is there on both sides");
        assert_eq!(found(&known), [(Kind::Double, "T2", 100, 100)]);
        let unknown = compare(&[ours(Payment, "1", "T1", 100)], &there, false);
        assert_eq!(found(&unknown), [(Kind::Double, "T2", 0, 100)]);
        assert_eq!(unknown.differences[0].case_number, "C");
        let listed = [there[0].clone(), there[0].clone()];
        let listed = compare(&[ours(Payment, "1", "T1", 100)], &listed, false);
        assert_eq!(found(&listed), [(Kind::Double, "T1", 0, 100)]);
    }

    #[test]
    fn every_fen_is_accounted_for() {
        let here = [ours(Payment, "1", "T1", 100), ours(Payment, "2", "T2", 70)];
        let there = [line(Payment, "1", "T1", 90), line(Payment, "3", "T3", 40)];
        let compared = compare(&here, &there, false);
        let apart: i64 = compared.differences.iter().map(|one| one.their_fen - one.our_fen).sum();
        assert_eq!(compared.theirs.0.1 - compared.ours.0.1, apart);
    }

    #[test]
    fn receipts_of_a_counter_are_found_by_their_numbers() {
        let here = [ours(Payment, "票1", "", 100), ours(Payment, "票2", "POS9", 200)];
        let there = [line(Payment, "票1", "", 100), line(Payment, "", "POS9", 200)];
        assert_eq!(compare(&here, &there, true).matched, (2, 300));
        assert_eq!(compare(&here, &there, false).matched, (1, 200));
    }
}
