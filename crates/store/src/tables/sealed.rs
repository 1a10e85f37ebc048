//! The days of the ledger (台账日根): which events wait for a day's tree, which went into which, and each day's root.
//!
//! An event is written together with a row of `unsealed`. Closing a day moves such rows into `leaves` under the day's
//! open row, whose counter every move raises and whose root is set only if the counter is what was counted. A day whose
//! root is set takes nothing more: see docs/adr/0004.

use uuid::Uuid;
use yimen_domain::cases::CaseId;

use super::events::EventRow;
use crate::{Row, Stmt, StoreError, Write};

static WAIT: Stmt = Stmt::write(
    "unsealed.insert",
    "INSERT INTO unsealed (div, day, case_id, seq) VALUES ($1, $2, $3, $4)",
);
static LEAVE: Stmt = Stmt::write(
    "unsealed.delete",
    "DELETE FROM unsealed WHERE div = $1 AND day = $2 AND case_id = $3 AND seq = $4",
);
static ENTER: Stmt = Stmt::write(
    "leaves.enter",
    "INSERT INTO leaves (div, day, case_id, first, last) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (div, day, case_id) DO UPDATE SET last = excluded.last WHERE leaves.last = excluded.first - 1",
);
static OPEN: Stmt = Stmt::write(
    "ledger_days.open",
    "INSERT INTO ledger_days (div, day, leaves) VALUES ($1, $2, 0) ON CONFLICT (div, day) DO NOTHING",
);
static GROW: Stmt = Stmt::write(
    "ledger_days.grow",
    "UPDATE ledger_days SET leaves = leaves + $1 WHERE div = $2 AND day = $3 AND entry IS NULL",
);
static SEAL: Stmt = Stmt::write(
    "ledger_days.seal",
    "UPDATE ledger_days SET entry = $1, head = $2, signature = $3, figures = $4 \
     WHERE div = $5 AND day = $6 AND entry IS NULL AND leaves = $7",
);
static KEEP_KEY: Stmt = Stmt::write(
    "ledger_keys.insert",
    "INSERT INTO ledger_keys (div, number, text, signature) VALUES ($1, $2, $3, $4) ON CONFLICT (div, number) DO NOTHING",
);

/// Events that wait, until a day, in order: `div, last day, after day, after case_id, after seq, limit`. Columns: day,
/// case_id, seq, and the last event of the case that is in a tree.
pub static WAITING: Stmt = Stmt::read(
    "unsealed.waiting",
    "SELECT u.day, u.case_id, u.seq, (SELECT MAX(l.last) FROM leaves l WHERE l.div = u.div AND l.case_id = u.case_id) \
     FROM unsealed u WHERE u.div = $1 AND u.day <= $2 AND (u.day, u.case_id, u.seq) > ($3, $4, $5) \
     ORDER BY u.day, u.case_id, u.seq LIMIT $6",
);
/// The first day of which an event waits: `div`.
pub static FIRST_WAITING: Stmt = Stmt::read(
    "unsealed.first",
    "SELECT day FROM unsealed WHERE div = $1 ORDER BY day LIMIT 1",
);
/// How many events wait: `div`.
pub static COUNT_WAITING: Stmt = Stmt::read("unsealed.count", "SELECT COUNT(*) FROM unsealed WHERE div = $1");
/// Cases with leaves in a day and all their events up to the last leaf: `div, day, after case_id, cases`. Columns:
/// case_id, seq, text, hash, and the case's first leaf in the day.
pub static CASES_OF_DAY: Stmt = Stmt::read(
    "leaves.cases_of_day",
    "SELECT e.case_id, e.seq, e.text, e.hash, l.first FROM (SELECT div, case_id, first, last FROM leaves \
     WHERE div = $1 AND day = $2 AND case_id > $3 ORDER BY case_id LIMIT $4) l \
     JOIN events e ON e.div = l.div AND e.case_id = l.case_id AND e.seq <= l.last ORDER BY e.case_id, e.seq",
);
/// The leaves of a day in their order: `div, day, after case_id, cases`. Columns: case_id, seq, hash.
pub static HASHES_OF_DAY: Stmt = Stmt::read(
    "leaves.hashes_of_day",
    "SELECT e.case_id, e.seq, e.hash FROM (SELECT div, case_id, first, last FROM leaves \
     WHERE div = $1 AND day = $2 AND case_id > $3 ORDER BY case_id LIMIT $4) l \
     JOIN events e ON e.div = l.div AND e.case_id = l.case_id AND e.seq BETWEEN l.first AND l.last \
     ORDER BY e.case_id, e.seq",
);
/// The leaves of a case in their order: `div, case_id`. Columns: day, first, last.
pub static OF_CASE: Stmt = Stmt::read(
    "leaves.of_case",
    "SELECT day, first, last FROM leaves WHERE div = $1 AND case_id = $2 ORDER BY first",
);
/// The day whose tree an event is in: `div, case_id, seq, seq`.
pub static DAY_OF_EVENT: Stmt = Stmt::read(
    "leaves.day_of_event",
    "SELECT day FROM leaves WHERE div = $1 AND case_id = $2 AND first <= $3 AND last >= $3",
);
/// Leaves of events that are not there: `div`. Columns: case_id, day.
pub static LOST: Stmt = Stmt::read(
    "leaves.lost",
    "SELECT l.case_id, l.day FROM leaves l LEFT JOIN events e ON e.div = l.div AND e.case_id = l.case_id AND e.seq = l.last \
     WHERE l.div = $1 AND e.seq IS NULL ORDER BY l.case_id LIMIT 1000",
);
/// Every day after one, oldest first: `div, after day, limit`.
pub static DAYS: Stmt = Stmt::read(
    "ledger_days.after",
    "SELECT day, leaves, entry, head, signature, figures FROM ledger_days WHERE div = $1 AND day > $2 ORDER BY day LIMIT $3",
);
/// One day: `div, day`.
pub static DAY: Stmt = Stmt::read(
    "ledger_days.one",
    "SELECT day, leaves, entry, head, signature, figures FROM ledger_days WHERE div = $1 AND day = $2",
);
/// The latest day: `div`.
pub static LAST_DAY: Stmt = Stmt::read(
    "ledger_days.last",
    "SELECT day, leaves, entry, head, signature, figures FROM ledger_days WHERE div = $1 ORDER BY day DESC LIMIT 1",
);
/// Every key, oldest first: `div`. Columns: number, text, signature.
pub static KEYS: Stmt = Stmt::read(
    "ledger_keys.all",
    "SELECT number, text, signature FROM ledger_keys WHERE div = $1 ORDER BY number LIMIT 1000",
);
/// Every event after one, in order: `div, after case_id, after seq, limit`. Columns: case_id, seq, text, hash, and the day
/// whose tree it is in.
pub static EVENTS_AFTER: Stmt = Stmt::read(
    "leaves.events_after",
    "SELECT e.case_id, e.seq, e.text, e.hash, l.day FROM events e \
     LEFT JOIN leaves l ON l.div = e.div AND l.case_id = e.case_id AND e.seq BETWEEN l.first AND l.last \
     WHERE e.div = $1 AND (e.case_id, e.seq) > ($2, $3) ORDER BY e.case_id, e.seq LIMIT $4",
);

static CLEAR_WAITING: Stmt = Stmt::write("unsealed.clear", "DELETE FROM unsealed WHERE div = $1 AND case_id = $2");
static CLEAR_LEAVES: Stmt = Stmt::write("leaves.clear", "DELETE FROM leaves WHERE div = $1 AND case_id = $2");
static COUNT_AGAIN: Stmt = Stmt::write(
    "ledger_days.count_again",
    "UPDATE ledger_days SET leaves = $1 WHERE div = $2 AND day = $3 AND leaves = $4",
);

/// The leaves of the cases after one and up to another: `div, after, up to`. Columns: case_id, first, last, day.
pub static STORED_LEAVES: Stmt = Stmt::read(
    "leaves.stored",
    "SELECT case_id, first, last, day FROM leaves WHERE div = $1 AND case_id > $2 AND case_id <= $3 \
     ORDER BY case_id, first, day",
);
/// What waits of the cases after one and up to another, of some days: `div, first day, last day, after, up to`. Columns:
/// case_id, seq, day.
pub static STORED_WAITING: Stmt = Stmt::read(
    "unsealed.stored",
    "SELECT case_id, seq, day FROM unsealed WHERE div = $1 AND day >= $2 AND day <= $3 AND case_id > $4 AND case_id <= $5 \
     ORDER BY case_id, seq, day",
);
/// Cases of which something waits for a day on which nothing happened to them: `div, limit`.
pub static STRAY_WAITING: Stmt = Stmt::read(
    "unsealed.stray",
    "SELECT u.case_id FROM unsealed u LEFT JOIN cases c ON c.div = u.div AND c.id = u.case_id \
     WHERE u.div = $1 AND (c.id IS NULL OR u.day < (c.filed_at + 28800000000) / 86400000000 \
     OR u.day > (c.changed_at + 28800000000) / 86400000000) ORDER BY u.case_id LIMIT $2",
);
/// Days whose number of leaves is not that of their leaves: `div, limit`. Columns: day, leaves, how many there are.
pub static MISCOUNTED: Stmt = Stmt::read(
    "ledger_days.miscounted",
    "SELECT d.day, d.leaves, CAST(COALESCE(SUM(l.last - l.first + 1), 0) AS BIGINT) FROM ledger_days d \
     LEFT JOIN leaves l ON l.div = d.div AND l.day = d.day WHERE d.div = $1 GROUP BY d.day, d.leaves \
     HAVING COALESCE(SUM(l.last - l.first + 1), 0) <> d.leaves ORDER BY d.day LIMIT $2",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &CLEAR_WAITING,
    &CLEAR_LEAVES,
    &COUNT_AGAIN,
    &STORED_LEAVES,
    &STORED_WAITING,
    &STRAY_WAITING,
    &MISCOUNTED,
    &WAIT,
    &LEAVE,
    &ENTER,
    &OPEN,
    &GROW,
    &SEAL,
    &KEEP_KEY,
    &WAITING,
    &FIRST_WAITING,
    &COUNT_WAITING,
    &CASES_OF_DAY,
    &HASHES_OF_DAY,
    &OF_CASE,
    &DAY_OF_EVENT,
    &LOST,
    &DAYS,
    &DAY,
    &LAST_DAY,
    &KEYS,
    &EVENTS_AFTER,
];

/// Appends an event to its case and lets it wait for the tree of its day: the only way in which an event is written.
pub fn append(div: &str, case: CaseId, row: EventRow, day: i64) -> [Write; 2] {
    let wait = wait(div, case, row.seq, day);
    [row.insert(div, case), wait]
}

/// Lets an event wait for the tree of its day.
pub fn wait(div: &str, case: CaseId, seq: u32, day: i64) -> Write {
    Write {
        stmt: &WAIT,
        params: vec![div.into(), day.into(), case.0.into_bytes().into(), seq.into()],
        expect: Some(1),
    }
}

/// Nothing of a case waits any more; conflicts when as much as was read does not wait.
pub fn clear_waiting(div: &str, case: CaseId, read: usize) -> Write {
    clear(&CLEAR_WAITING, div, case, read)
}

/// A case has no leaves any more; conflicts when it has not as many rows as were read.
pub fn clear_leaves(div: &str, case: CaseId, read: usize) -> Write {
    clear(&CLEAR_LEAVES, div, case, read)
}

fn clear(stmt: &'static Stmt, div: &str, case: CaseId, read: usize) -> Write {
    Write {
        stmt,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: Some(read as u64),
    }
}

/// Sets the number of leaves of a day; conflicts when it is not what was read.
pub fn count_again(div: &str, day: i64, (read, counted): (i64, i64)) -> Write {
    Write {
        stmt: &COUNT_AGAIN,
        params: vec![counted.into(), div.into(), day.into(), read.into()],
        expect: Some(1),
    }
}

/// An event that waits for a day's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Day of the event.
    pub day: i64,
    /// Case.
    pub case: CaseId,
    /// Sequence number.
    pub seq: u32,
    /// Last event of the case that is in a tree; 0 for none.
    pub sealed: u32,
}

impl Waiting {
    /// From a row of [`WAITING`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<Waiting, StoreError> {
        Ok(Waiting {
            day: row.int(0)?,
            case: CaseId(Uuid::from_bytes(row.id(1)?)),
            seq: seq(row.int(2)?)?,
            sealed: row.opt_int(3)?.map_or(Ok(0), seq)?,
        })
    }

    /// It waits no more; conflicts when somebody else moved it.
    pub fn leave(&self, div: &str) -> Write {
        Write {
            stmt: &LEAVE,
            params: vec![
                div.into(),
                self.day.into(),
                self.case.0.into_bytes().into(),
                self.seq.into(),
            ],
            expect: Some(1),
        }
    }
}

fn seq(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| StoreError::Broken("a sequence number is out of range".into()))
}

/// Opens a day if it is not there yet.
pub fn open(div: &str, day: i64) -> Write {
    Write {
        stmt: &OPEN,
        params: vec![div.into(), day.into()],
        expect: None,
    }
}

/// Counts leaves that enter a day; conflicts when the day has its root.
pub fn grow(div: &str, day: i64, leaves: i64) -> Write {
    Write {
        stmt: &GROW,
        params: vec![leaves.into(), div.into(), day.into()],
        expect: Some(1),
    }
}

/// The events `first` to `last` of a case enter a day; conflicts when they do not follow those that are there.
pub fn enter(div: &str, day: i64, case: CaseId, first: u32, last: u32) -> Write {
    Write {
        stmt: &ENTER,
        params: vec![
            div.into(),
            day.into(),
            case.0.into_bytes().into(),
            first.into(),
            last.into(),
        ],
        expect: Some(1),
    }
}

/// A day of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Leaves.
    pub leaves: i64,
    /// What is sealed of it; nothing while it is open.
    pub seal: Option<Seal>,
}

/// What makes a day unalterable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Canonical text of the day: root, number of leaves, and the day before.
    pub entry: String,
    /// Canonical text of the log of all days up to this one.
    pub head: String,
    /// Signature of `head`, hex.
    pub signature: String,
    /// Canonical text of the day's figures.
    pub figures: String,
}

impl DayRow {
    /// From a row of [`DAYS`], [`DAY`] or [`LAST_DAY`].
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(row: &Row) -> Result<DayRow, StoreError> {
        let text = |at| row.opt_text(at).map(|text| text.map(str::to_string));
        let seal = match (text(2)?, text(3)?, text(4)?, text(5)?) {
            (Some(entry), Some(head), Some(signature), Some(figures)) => Some(Seal {
                entry,
                head,
                signature,
                figures,
            }),
            _ => None,
        };
        Ok(DayRow {
            day: row.int(0)?,
            leaves: row.int(1)?,
            seal,
        })
    }

    /// Sets the root; conflicts when it is set, or when leaves came after they were counted.
    pub fn seal(&self, div: &str, seal: &Seal) -> Write {
        Write {
            stmt: &SEAL,
            params: vec![
                seal.entry.clone().into(),
                seal.head.clone().into(),
                seal.signature.clone().into(),
                seal.figures.clone().into(),
                div.into(),
                self.day.into(),
                self.leaves.into(),
            ],
            expect: Some(1),
        }
    }
}

/// Keeps the public part of a key under the next number; conflicts when somebody else made that number.
pub fn keep_key(div: &str, number: u32, text: &str, signature: &str) -> Write {
    Write {
        stmt: &KEEP_KEY,
        params: vec![div.into(), number.into(), text.into(), signature.into()],
        expect: Some(1),
    }
}
