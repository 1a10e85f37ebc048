//! Sums by day and body (按日按部门汇总), and the tables that keep them in lanes: each process adds in a lane of its own and
//! waits for no other.

use std::collections::BTreeMap;

use crate::{Row, Stmt, StoreError, Value, Write};

/// A table with one row for each day, body and lane, and its columns of sums.
#[derive(Debug)]
pub struct Table<const N: usize> {
    /// Its name.
    pub name: &'static str,
    /// The columns of sums, in the order of its statements.
    pub columns: [&'static str; N],
    /// Adds to a row: `div, day, body, lane` and the sums.
    pub add: &'static Stmt,
    /// What was added up, and what comes of adding up the rows of cases, at one moment: `div`. Columns: body, day, the sums that
    /// were added up, then those of the cases.
    pub compared: &'static Stmt,
}

/// Sums by day and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByDay<const N: usize> {
    sums: BTreeMap<(i64, String), [i64; N]>,
}

impl<const N: usize> Default for ByDay<N> {
    fn default() -> Self {
        ByDay { sums: BTreeMap::new() }
    }
}

impl<const N: usize> ByDay<N> {
    /// Adds to the sums of a day and body.
    pub fn put(&mut self, day: i64, body: &str, more: [i64; N]) {
        let sums = self.sums.entry((day, body.to_string())).or_insert([0; N]);
        for (sum, more) in sums.iter_mut().zip(more) {
            *sum += more;
        }
    }

    /// Adds others.
    pub fn join(&mut self, other: &ByDay<N>) {
        for (day, body, sums) in other.iter() {
            self.put(day, body, sums);
        }
    }

    /// Takes others away.
    pub fn take(&mut self, other: &ByDay<N>) {
        for (day, body, sums) in other.iter() {
            self.put(day, body, sums.map(|sum| -sum));
        }
    }

    /// The sums of a day and body.
    pub fn of(&self, day: i64, body: &str) -> [i64; N] {
        self.sums.get(&(day, body.to_string())).copied().unwrap_or([0; N])
    }

    /// Every day and body of which some sum is not zero.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &str, [i64; N])> {
        let all = self.sums.iter().map(|((day, body), sums)| (*day, body.as_str(), *sums));
        all.filter(|(.., sums)| *sums != [0; N])
    }

    /// What adds it up in a lane; nothing where nothing changed.
    pub fn writes(self, table: &'static Table<N>, div: &str, lane: i64) -> impl Iterator<Item = Write> {
        let changed = self.sums.into_iter().filter(|(_, sums)| *sums != [0; N]);
        changed.map(move |((day, body), sums)| {
            let mut params: Vec<Value> = Vec::with_capacity(4 + N);
            params.extend([div.into(), day.into(), body.into(), lane.into()]);
            params.extend(sums.map(Into::into));
            Write {
                stmt: table.add,
                params,
                expect: Some(1),
            }
        })
    }
}

/// Sums from a column on.
///
/// # Errors
/// A column has another shape than expected.
pub fn read<const N: usize>(row: &Row, from: usize) -> Result<[i64; N], StoreError> {
    let mut sums = [0; N];
    for (at, sum) in sums.iter_mut().enumerate() {
        *sum = row.int(from + at)?;
    }
    Ok(sums)
}
