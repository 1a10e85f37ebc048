//! Statements and the changes that are made of them (语句与变更).

use crate::Value;

/// One SQL statement with one text for both engines (语句).
///
/// The text keeps to what both databases share. Its parameters are `$1` to `$n`, numbered in the
/// order of their first use; its types are text, bigint and bytes.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Stmt {
    /// The name in messages and reports, such as `cases.load`.
    pub name: &'static str,
    /// The SQL text.
    pub sql: &'static str,
    /// Whether the statement changes rows.
    pub writes: bool,
}

impl Stmt {
    /// A statement that only reads.
    pub const fn read(name: &'static str, sql: &'static str) -> Self {
        Self {
            name,
            sql,
            writes: false,
        }
    }

    /// A statement that changes rows.
    pub const fn write(name: &'static str, sql: &'static str) -> Self {
        Self {
            name,
            sql,
            writes: true,
        }
    }
}

/// One execution of a writing statement (写入).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The statement.
    pub stmt: &'static Stmt,
    /// Its parameters, `$1` first.
    pub params: Vec<Value>,
    /// How many rows it must affect; otherwise the whole change fails with a conflict.
    pub expect: Option<u64>,
}

/// Makes a repeated request harmless (幂等键): the same division, actor and key are done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Who asks.
    pub actor: String,
    /// The key that the actor chose for this request.
    pub key: String,
    /// A digest of the request: the same key with another digest is refused.
    pub fingerprint: [u8; 32],
    /// When the request was made, in UTC microseconds.
    pub at: i64,
}

/// A gapless series of numbers (编号序列), counted from 1 within a division and a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Series {
    /// What is counted, such as the code of an item.
    pub name: String,
    /// The day as a number, or 0 for a series that never starts again.
    pub day: i64,
}

/// What a change writes and what its author is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The writes, in order.
    pub writes: Vec<Write>,
    /// The answer, stored with the key and given again to a repeated request.
    pub answer: String,
}

/// The numbers that a change got, in the order of its series (取得的编号).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers(pub Vec<u64>);

impl Numbers {
    /// The number of the first series; 0 without a series.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.at(0)
    }

    /// The number of the series at this place; 0 where there is none.
    #[must_use]
    pub fn at(&self, place: usize) -> u64 {
        self.0.get(place).copied().unwrap_or(0)
    }
}

/// Makes the writes of a change from the numbers that its series gave.
/// It may be called more than once, with other numbers, when the work must be repeated.
pub type Build = Box<dyn Fn(Numbers) -> Built + Send + Sync>;

/// One change (变更): all of it becomes durable, or nothing of it.
pub struct Change {
    /// The division that owns all the rows (行政区划代码).
    pub div: String,
    /// The key that makes a repeat harmless.
    pub once: Option<Once>,
    /// The series from which the change takes a number each; one that is named twice gives two.
    pub series: Vec<Series>,
    /// The version-checked update that comes first.
    pub guard: Option<Write>,
    /// Makes the other writes.
    pub build: Build,
}

/// What became of a change (结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The answer of the change.
    pub answer: String,
    /// Whether the change had been made before and nothing was done now.
    pub repeated: bool,
}
