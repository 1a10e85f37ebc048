//! Statements that were compared with the ledger (日对账), and what differed.

use crate::{Row, Stmt, StoreError, Write};

/// A statement of a day and what came of comparing it; sums in fen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatementRow {
    /// Day.
    pub day: i64,
    /// Whose: `provider` or `counter`.
    pub source: String,
    /// Compared at, UTC microseconds.
    pub compared_at: i64,
    /// By whom; empty for the system.
    pub by: String,
    /// Payments in the statement: how many, and their sum.
    pub their_payments: (i64, i64),
    /// Refunds in the statement.
    pub their_refunds: (i64, i64),
    /// Payments in the ledger.
    pub our_payments: (i64, i64),
    /// Refunds in the ledger.
    pub our_refunds: (i64, i64),
    /// Movements that are the same in both, and their sum without sign.
    pub matched: (i64, i64),
}

/// Something that differed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceRow {
    /// Made of what it is about: the same difference has the same id whenever it is found.
    pub id: [u8; 16],
    /// Day of the statement.
    pub day: i64,
    /// Whose statement.
    pub source: String,
    /// Sort of difference.
    pub kind: String,
    /// `payment` or `refund`.
    pub movement: String,
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
    /// Nobody has settled it.
    pub open: bool,
    /// Settled at, UTC microseconds; 0 before.
    pub settled_at: i64,
    /// By whom; empty before.
    pub settled_by: String,
    /// Why it is as it is.
    pub reason: String,
}

static PUT: Stmt = Stmt::write(
    "statements.put",
    "INSERT INTO statements (div, day, source, compared_at, by_whom, their_payments, their_payments_fen, their_refunds, \
     their_refunds_fen, our_payments, our_payments_fen, our_refunds, our_refunds_fen, matched, matched_fen) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (div, day, source) DO UPDATE SET \
     compared_at = excluded.compared_at, by_whom = excluded.by_whom, their_payments = excluded.their_payments, \
     their_payments_fen = excluded.their_payments_fen, their_refunds = excluded.their_refunds, \
     their_refunds_fen = excluded.their_refunds_fen, our_payments = excluded.our_payments, \
     our_payments_fen = excluded.our_payments_fen, our_refunds = excluded.our_refunds, our_refunds_fen = excluded.our_refunds_fen, \
     matched = excluded.matched, matched_fen = excluded.matched_fen",
);

/// The latest: `div, limit`.
pub static LATEST: Stmt = Stmt::read(
    "statements.latest",
    "SELECT day, source, compared_at, by_whom, their_payments, their_payments_fen, their_refunds, their_refunds_fen, our_payments, \
     our_payments_fen, our_refunds, our_refunds_fen, matched, matched_fen FROM statements WHERE div = $1 ORDER BY day DESC, source LIMIT $2",
);
/// One: `div, day, source`.
pub static ONE: Stmt = Stmt::read(
    "statements.one",
    "SELECT day, source, compared_at, by_whom, their_payments, their_payments_fen, their_refunds, their_refunds_fen, our_payments, \
     our_payments_fen, our_refunds, our_refunds_fen, matched, matched_fen FROM statements WHERE div = $1 AND day = $2 AND source = $3",
);

static FOUND: Stmt = Stmt::write(
    "statement_differences.found",
    "INSERT INTO statement_differences (div, id, day, source, kind, movement, number, trade, case_number, our_fen, their_fen, open, \
     settled_at, settled_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 0, '', '') ON CONFLICT (div, id) DO NOTHING",
);
static SETTLE: Stmt = Stmt::write(
    "statement_differences.settle",
    "UPDATE statement_differences SET open = 0, settled_at = $1, settled_by = $2, reason = $3 WHERE div = $4 AND id = $5 AND open = 1",
);

/// What differed on a day: `div, day, source, after id, limit`.
pub static OF_DAY: Stmt = Stmt::read(
    "statement_differences.of_day",
    "SELECT id, day, source, kind, movement, number, trade, case_number, our_fen, their_fen, open, settled_at, settled_by, reason \
     FROM statement_differences WHERE div = $1 AND day = $2 AND source = $3 AND id > $4 ORDER BY id LIMIT $5",
);
/// What nobody settled, the oldest first: `div, limit`.
pub static OPEN: Stmt = Stmt::read(
    "statement_differences.open",
    "SELECT id, day, source, kind, movement, number, trade, case_number, our_fen, their_fen, open, settled_at, settled_by, reason \
     FROM statement_differences WHERE div = $1 AND open = 1 ORDER BY day, id LIMIT $2",
);
/// One: `div, id`.
pub static DIFFERENCE: Stmt = Stmt::read(
    "statement_differences.one",
    "SELECT id, day, source, kind, movement, number, trade, case_number, our_fen, their_fen, open, settled_at, settled_by, reason \
     FROM statement_differences WHERE div = $1 AND id = $2",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[&PUT, &LATEST, &ONE, &FOUND, &SETTLE, &OF_DAY, &OPEN, &DIFFERENCE];

impl StatementRow {
    /// Writes it, in place of an earlier comparison of the same day.
    pub fn put(&self, div: &str) -> Write {
        let pairs = [
            self.their_payments,
            self.their_refunds,
            self.our_payments,
            self.our_refunds,
            self.matched,
        ];
        let mut params = vec![
            div.into(),
            self.day.into(),
            self.source.as_str().into(),
            self.compared_at.into(),
            self.by.as_str().into(),
        ];
        params.extend(pairs.into_iter().flat_map(|(count, fen)| [count.into(), fen.into()]));
        Write {
            stmt: &PUT,
            params,
            expect: Some(1),
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<StatementRow, StoreError> {
        let pair = |at: usize| -> Result<(i64, i64), StoreError> { Ok((row.int(at)?, row.int(at + 1)?)) };
        Ok(StatementRow {
            day: row.int(0)?,
            source: row.text(1)?.to_string(),
            compared_at: row.int(2)?,
            by: row.text(3)?.to_string(),
            their_payments: pair(4)?,
            their_refunds: pair(6)?,
            our_payments: pair(8)?,
            our_refunds: pair(10)?,
            matched: pair(12)?,
        })
    }
}

impl DifferenceRow {
    /// Writes it, unless it was found before.
    pub fn found(&self, div: &str) -> Write {
        Write {
            stmt: &FOUND,
            params: vec![
                div.into(),
                self.id.into(),
                self.day.into(),
                self.source.as_str().into(),
                self.kind.as_str().into(),
                self.movement.as_str().into(),
                self.number.as_str().into(),
                self.trade.as_str().into(),
                self.case_number.as_str().into(),
                self.our_fen.into(),
                self.their_fen.into(),
            ],
            expect: None,
        }
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<DifferenceRow, StoreError> {
        Ok(DifferenceRow {
            id: row.id(0)?,
            day: row.int(1)?,
            source: row.text(2)?.to_string(),
            kind: row.text(3)?.to_string(),
            movement: row.text(4)?.to_string(),
            number: row.text(5)?.to_string(),
            trade: row.text(6)?.to_string(),
            case_number: row.text(7)?.to_string(),
            our_fen: row.int(8)?,
            their_fen: row.int(9)?,
            open: row.int(10)? != 0,
            settled_at: row.int(11)?,
            settled_by: row.text(12)?.to_string(),
            reason: row.text(13)?.to_string(),
        })
    }
}

/// Settles a difference; conflicts when somebody did before.
pub fn settle(div: &str, id: [u8; 16], now: i64, by: &str, reason: &str) -> Write {
    Write {
        stmt: &SETTLE,
        params: vec![now.into(), by.into(), reason.into(), div.into(), id.into()],
        expect: Some(1),
    }
}
