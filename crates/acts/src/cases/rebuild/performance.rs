//! Facts and figures of performance (计量事实与绩效汇总), as the events say: a full recount, by day, month and year.

use std::collections::BTreeMap;

use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::performance::{Measure, Sums};
use yimen_store::tables::performance_facts::{self, FactRow};
use yimen_store::tables::performance_figures::{self as figures, Dimension, Grain, Tally};
use yimen_store::{Row, Value};

use super::sums::Owed;
use super::{Desk, Difference, Mode, Report, shown};
use crate::performance::rows;
use crate::{ActError, Centre};

impl Desk<'_> {
    pub(super) fn performance(&mut self, stored: &[Row], calendar: &Calendar, owed: &mut Owed) {
        let rebuilt = rows::of_case(self.of, calendar);
        let named = |row: &Row, fact: &FactRow| {
            let values = row.values();
            values.get(1) == Some(&Value::from(fact.kind.as_str())) && values.get(2) == Some(&Value::from(fact.no))
        };
        for fact in &rebuilt {
            let known = stored.iter().find(|row| named(row, fact));
            let values = known.and_then(|row| row.values().get(1..));
            let place = ("performance_facts", format!("{} {}", fact.kind, fact.no));
            if !self.is_same((place.0, &place.1), &performance_facts::COLUMNS, values, &fact.values()) {
                self.writes.push(fact.put(self.div));
                owed.performance.add(fact);
                take(owed, known);
            }
        }
        for row in stored {
            if rebuilt.iter().any(|fact| named(row, fact)) {
                continue;
            }
            let [_, kind, no, ..] = row.values() else { continue };
            let name = format!("{} {}", shown(kind), shown(no));
            self.differs("performance_facts", &name, "", (Some(kind), None));
            let removed = performance_facts::remove(self.div, self.of.id, kind.clone(), no.clone());
            self.writes.push(removed);
            take(owed, Some(row));
        }
    }
}

/// What is stored will not count any more, whatever it says.
fn take(owed: &mut Owed, stored: Option<&Row>) {
    if let Some(Ok(fact)) = stored.map(FactRow::read) {
        owed.performance.take(&fact);
    }
}

type Key = (Dimension, String, Grain, i64);

/// Compares what was added up with what comes of adding up the facts, both as of one moment. What is missing is added.
pub(super) async fn compare(centre: &Centre, mode: Mode, owed: &Tally, report: &mut Report) -> Result<(), ActError> {
    let (mut stored, mut counted) = (BTreeMap::<Key, Sums>::new(), BTreeMap::<Key, Sums>::new());
    let mut count = |dimension, unit: &str, day: i64, sums: &Sums| {
        let date = Day::from_days(i32::try_from(day).unwrap_or(0));
        for grain in Grain::ALL {
            let key = (dimension, unit.to_string(), grain, i64::from(grain.begins(date).days()));
            counted.entry(key).or_default().add(sums);
        }
    };
    let params = vec![centre.div().into()];
    for row in &centre.store().query(&figures::COMPARED, params).await? {
        let (unit, day, sums) = (row.text(3)?, row.int(4)?, figures::read(row, 5)?);
        let names = (Dimension::parse(row.text(1)?), Grain::parse(row.text(2)?));
        let (Some(dimension), Some(grain)) = names else {
            return Err(ActError::Broken("a figure of performance of an unknown sort".into()));
        };
        if row.int(0)? == 0 {
            let key = (dimension, unit.to_string(), grain, day);
            stored.entry(key).or_default().add(&sums);
        } else {
            count(dimension, unit, day, &sums);
        }
    }
    for (dimension, unit, day, sums) in owed.iter() {
        count(dimension, unit, day, sums);
    }
    for key in stored.keys() {
        counted.entry(key.clone()).or_default();
    }
    let mut writes = Vec::new();
    for (key, sums) in &counted {
        let known = stored.get(key).copied().unwrap_or_default();
        if known == *sums {
            continue;
        }
        report.note(differences(key, &known, sums), mode);
        let mut lacks = *sums;
        lacks.take(&known);
        let (dimension, unit, grain, day) = key;
        let (of, when) = ((*dimension, unit.as_str()), (*grain, *day));
        writes.push(figures::mend(centre.div(), of, when, centre.lane(), &lacks));
    }
    if mode == Mode::Write {
        for some in writes.chunks(500) {
            centre.put(some.to_vec()).await?;
        }
    }
    Ok(())
}

fn differences((dimension, unit, grain, day): &Key, known: &Sums, sums: &Sums) -> Vec<Difference> {
    let date = Day::from_days(i32::try_from(*day).unwrap_or(0));
    let row = format!("{} {date} {} {unit}", grain.code(), dimension.code());
    let differ = Measure::ALL
        .into_iter()
        .filter(|measure| known.get(*measure) != sums.get(*measure));
    differ
        .map(|measure| Difference {
            number: String::new(),
            table: "performance_figures",
            row: row.clone(),
            column: measure.code(),
            stored: Some(known.get(measure).to_string()),
            rebuilt: Some(sums.get(measure).to_string()),
        })
        .collect()
}
