//! The figures of days, of open cases and of what is due (每日汇总、在办统计、到期统计), against the rows of cases.

use std::collections::BTreeMap;

use yimen_domain::calendar::Day;
use yimen_store::Value;
use yimen_store::tables::by_day::{self, ByDay, Table};
use yimen_store::tables::cases::{CaseRow, StoredRow};
use yimen_store::tables::{day_figures, due_figures, open_figures, performance_figures};

use super::{Difference, Mode, Report};
use crate::{ActError, Centre};

/// What the rows of cases will say once they are mended, beyond what they say now.
#[derive(Default)]
pub(super) struct Owed {
    days: day_figures::Tally,
    due: due_figures::Tally,
    pub(super) performance: performance_figures::Tally,
    /// By body and status.
    open: BTreeMap<(String, String), i64>,
}

impl Owed {
    /// A case that should stand as in this row.
    pub(super) fn add(&mut self, row: &CaseRow) {
        self.days.add(row);
        self.due.add(row);
        self.open(&row.values(), 1);
    }

    /// A case that should not stand as in the stored values of its row.
    pub(super) fn take_stored(&mut self, values: &[Value]) {
        self.days.take_stored(values);
        self.due.take_stored(values);
        self.open(values, -1);
    }

    pub(super) fn join(&mut self, other: Owed) {
        self.days.sums.join(&other.days.sums);
        self.due.sums.join(&other.due.sums);
        self.performance.join(&other.performance);
        for (key, cases) in other.open {
            *self.open.entry(key).or_default() += cases;
        }
    }

    fn open(&mut self, values: &[Value], one: i64) {
        let row = StoredRow(values);
        if let (Some(body), Some(status), Some(1)) = (row.text("body"), row.text("status"), row.int("is_open")) {
            *self.open.entry((body.to_string(), status.to_string())).or_default() += one;
        }
    }
}

/// Compares what was added up with what comes of adding up the rows of cases, both as of one moment. What is missing is
/// added, so that nobody who adds at the same time is disturbed.
pub(super) async fn compare(centre: &Centre, mode: Mode, owed: Owed, report: &mut Report) -> Result<(), ActError> {
    by_day(centre, mode, (&day_figures::TABLE, &owed.days.sums), |day| day, report).await?;
    open(centre, mode, &owed.open, report).await?;
    super::performance::compare(centre, mode, &owed.performance, report).await?;
    let today = i64::from(centre.today().days());
    // Some days before today were put together, and which makes no difference to anybody.
    let place = |day| if day < today { due_figures::PAST } else { day };
    by_day(centre, mode, (&due_figures::TABLE, &owed.due.sums), place, report).await
}

async fn open(
    centre: &Centre,
    mode: Mode,
    owed: &BTreeMap<(String, String), i64>,
    report: &mut Report,
) -> Result<(), ActError> {
    let rows = centre
        .store()
        .query(&open_figures::COMPARED, vec![centre.div().into()])
        .await?;
    let mut writes = Vec::new();
    for row in &rows {
        let key = (row.text(0)?.to_string(), row.text(1)?.to_string());
        let (stored, counted) = (row.int(2)?, row.int(3)? + owed.get(&key).copied().unwrap_or_default());
        if stored == counted {
            continue;
        }
        writes.push(open_figures::add(
            centre.div(),
            (&key.0, &key.1),
            centre.lane(),
            counted - stored,
        ));
        let difference = Difference {
            number: String::new(),
            table: "open_figures",
            row: format!("{} {}", key.0, key.1),
            column: "cases",
            stored: Some(stored.to_string()),
            rebuilt: Some(counted.to_string()),
        };
        report.note(vec![difference], mode);
    }
    if mode == Mode::Write && !writes.is_empty() {
        centre.put(writes).await?;
    }
    Ok(())
}

async fn by_day<const N: usize>(
    centre: &Centre,
    mode: Mode,
    (table, owed): (&'static Table<N>, &ByDay<N>),
    place: impl Fn(i64) -> i64,
    report: &mut Report,
) -> Result<(), ActError> {
    let (mut stored, mut counted) = (ByDay::default(), ByDay::default());
    for row in &centre.store().query(table.compared, vec![centre.div().into()]).await? {
        let (body, day) = (row.text(0)?, place(row.int(1)?));
        stored.put(day, body, by_day::read(row, 2)?);
        counted.put(day, body, by_day::read(row, 2 + N)?);
    }
    for (day, body, sums) in owed.iter() {
        counted.put(place(day), body, sums);
    }
    let mut missing = counted.clone();
    missing.take(&stored);
    for (day, body, _) in missing.iter() {
        let sums = (stored.of(day, body), counted.of(day, body));
        report.note(differences(table, &format!("{} {body}", shown(day)), sums), mode);
    }
    let writes: Vec<_> = missing.writes(table, centre.div(), centre.lane()).collect();
    if mode == Mode::Write && !writes.is_empty() {
        centre.put(writes).await?;
    }
    Ok(())
}

fn shown(day: i64) -> String {
    match i32::try_from(day) {
        Ok(_) if day == due_figures::PAST => "past".into(),
        Ok(day) => Day::from_days(day).to_string(),
        Err(_) => day.to_string(),
    }
}

fn differences<const N: usize>(
    table: &Table<N>,
    row: &str,
    (stored, counted): ([i64; N], [i64; N]),
) -> Vec<Difference> {
    let numbers = stored.into_iter().zip(counted);
    table
        .columns
        .into_iter()
        .zip(numbers)
        .filter(|(_, (stored, counted))| stored != counted)
        .map(|(column, (stored, counted))| Difference {
            number: String::new(),
            table: table.name,
            row: row.into(),
            column,
            stored: Some(stored.to_string()),
            rebuilt: Some(counted.to_string()),
        })
        .collect()
}
