//! The figures of days and of open cases (每日汇总、在办统计), against the rows of cases.

use std::collections::BTreeMap;

use yimen_domain::calendar::Day;
use yimen_store::Value;
use yimen_store::tables::cases::{self, CaseRow};
use yimen_store::tables::day_figures::{COLUMNS, COMPARED, Compared, Sums, Tally};
use yimen_store::tables::open_figures;

use super::{Difference, Mode, Report};
use crate::{ActError, Centre};

/// What the rows of cases will say once they are mended, beyond what they say now.
#[derive(Default)]
pub(super) struct Owed {
    days: Tally,
    /// By body and status.
    open: BTreeMap<(String, String), i64>,
}

impl Owed {
    /// A case that should stand as in this row.
    pub(super) fn add(&mut self, row: &CaseRow) {
        self.days.add(row);
        self.open(&row.values(), 1);
    }

    /// A case that should not stand as in the stored values of its row.
    pub(super) fn take_stored(&mut self, values: &[Value]) {
        self.days.take_stored(values);
        self.open(values, -1);
    }

    pub(super) fn join(&mut self, other: Owed) {
        self.days.join(other.days);
        for (key, cases) in other.open {
            *self.open.entry(key).or_default() += cases;
        }
    }

    fn open(&mut self, values: &[Value], one: i64) {
        let value = |name: &str| values.get(cases::COLUMNS.iter().position(|column| *column == name)?);
        if let (Some(Value::Text(body)), Some(Value::Text(status)), Some(Value::Int(1))) =
            (value("body"), value("status"), value("is_open"))
        {
            *self.open.entry((body.to_string(), status.to_string())).or_default() += one;
        }
    }
}

/// Compares what was added up with what comes of adding up the rows of cases, both as of one moment. What is missing is
/// added, so that nobody who adds at the same time is disturbed.
pub(super) async fn compare(centre: &Centre, mode: Mode, owed: Owed, report: &mut Report) -> Result<(), ActError> {
    days(centre, mode, &owed.days, report).await?;
    open(centre, mode, &owed.open, report).await
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

async fn days(centre: &Centre, mode: Mode, owed: &Tally, report: &mut Report) -> Result<(), ActError> {
    let rows = centre.store().query(&COMPARED, vec![centre.div().into()]).await?;
    let mut missing = Tally::default();
    for row in &rows {
        let compared = Compared::read(row)?;
        let counted = sum(compared.counted, owed.of(compared.day, &compared.body), 1);
        missing.put(compared.day, &compared.body, sum(counted, compared.stored, -1));
        report.note(differences(&compared, &counted), mode);
    }
    if mode == Mode::Write {
        let writes: Vec<_> = missing.writes(centre.div(), centre.lane()).collect();
        if !writes.is_empty() {
            centre.put(writes).await?;
        }
    }
    Ok(())
}

fn sum(mut sums: Sums, more: Sums, sign: i64) -> Sums {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += sign * more;
    }
    sums
}

fn differences(compared: &Compared, counted: &Sums) -> Vec<Difference> {
    let day =
        i32::try_from(compared.day).map_or_else(|_| compared.day.to_string(), |day| Day::from_days(day).to_string());
    let numbers = compared.stored.iter().zip(counted);
    COLUMNS
        .into_iter()
        .zip(numbers)
        .filter(|(_, (stored, counted))| stored != counted)
        .map(|(column, (stored, counted))| Difference {
            number: String::new(),
            table: "day_figures",
            row: format!("{day} {}", compared.body),
            column,
            stored: Some(stored.to_string()),
            rebuilt: Some(counted.to_string()),
        })
        .collect()
}
