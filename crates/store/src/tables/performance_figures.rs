//! Figures of performance (绩效汇总): by body, item and member of staff, for each day, month and year, in lanes as [`super::day_figures`]. A year
//! over millions of cases is read from as many rows as there are units.

use std::collections::BTreeMap;

use yimen_domain::calendar::Day;
use yimen_domain::performance::Sums;
use yimen_domain::performance::sums::MEASURES;

use super::performance_facts::FactRow;
use crate::{Row, Stmt, StoreError, Value, Write};

/// By what is added up (维度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// 部门.
    Body,
    /// 事项.
    Item,
    /// 人员.
    Staff,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Dimension; 3] = [Dimension::Body, Dimension::Item, Dimension::Staff];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Dimension::Body => "body",
            Dimension::Item => "item",
            Dimension::Staff => "staff",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Dimension> {
        Dimension::ALL.into_iter().find(|dimension| dimension.code() == code)
    }
}

/// Over which time is added up (周期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// 日.
    Day,
    /// 月.
    Month,
    /// 年.
    Year,
}

impl Grain {
    /// Every grain.
    pub const ALL: [Grain; 3] = [Grain::Day, Grain::Month, Grain::Year];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Grain::Day => "d",
            Grain::Month => "m",
            Grain::Year => "y",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Grain> {
        Grain::ALL.into_iter().find(|grain| grain.code() == code)
    }

    /// The first day of the day, month or year in which a day lies, as its row names it.
    pub fn begins(self, day: Day) -> Day {
        match self {
            Grain::Day => day,
            Grain::Month => Day::new(day.year(), day.month(), 1).unwrap_or(day),
            Grain::Year => Day::new(day.year(), 1, 1).unwrap_or(day),
        }
    }

    /// The last day of it.
    pub fn ends(self, day: Day) -> Day {
        let begins = self.begins(day);
        let next = match self {
            Grain::Day => begins.plus(1),
            Grain::Month => Grain::Month.begins(begins.plus(31)),
            Grain::Year => Grain::Year.begins(begins.plus(366)),
        };
        next.plus(-1)
    }
}

// A day, its month and its year at once: `div, dimension, unit, lane, year`, the sums, `month, day`: parameters stand in the order in which they
// come. The year comes first: whoever has its row waits for nobody else of the unit, and two that add on several days never wait for each other.
static ADD: Stmt = Stmt::write(
    "performance_figures.add",
    "INSERT INTO performance_figures (div, dimension, unit, lane, grain, day, \
         filed, accepted, decided, delivered, on_time, early, limited, statutory_days, promised_days, \
         actual_days, handling_ppm, promised_ppm, same_day, corrections, waited_days, rated, rating_sum, \
         dissatisfied, notices, yellow_cards, red_cards, cards_withdrawn, incomplete) \
     VALUES ($1, $2, $3, $4, 'y', $5, \
         $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
         $27, $28), \
     ($1, $2, $3, $4, 'm', $29, \
         $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
         $27, $28), \
     ($1, $2, $3, $4, 'd', $30, \
         $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
         $27, $28) \
     ON CONFLICT (div, dimension, grain, day, unit, lane) DO UPDATE SET \
         filed = performance_figures.filed + excluded.filed, \
         accepted = performance_figures.accepted + excluded.accepted, \
         decided = performance_figures.decided + excluded.decided, \
         delivered = performance_figures.delivered + excluded.delivered, \
         on_time = performance_figures.on_time + excluded.on_time, \
         early = performance_figures.early + excluded.early, \
         limited = performance_figures.limited + excluded.limited, \
         statutory_days = performance_figures.statutory_days + excluded.statutory_days, \
         promised_days = performance_figures.promised_days + excluded.promised_days, \
         actual_days = performance_figures.actual_days + excluded.actual_days, \
         handling_ppm = performance_figures.handling_ppm + excluded.handling_ppm, \
         promised_ppm = performance_figures.promised_ppm + excluded.promised_ppm, \
         same_day = performance_figures.same_day + excluded.same_day, \
         corrections = performance_figures.corrections + excluded.corrections, \
         waited_days = performance_figures.waited_days + excluded.waited_days, \
         rated = performance_figures.rated + excluded.rated, \
         rating_sum = performance_figures.rating_sum + excluded.rating_sum, \
         dissatisfied = performance_figures.dissatisfied + excluded.dissatisfied, \
         notices = performance_figures.notices + excluded.notices, \
         yellow_cards = performance_figures.yellow_cards + excluded.yellow_cards, \
         red_cards = performance_figures.red_cards + excluded.red_cards, \
         cards_withdrawn = performance_figures.cards_withdrawn + excluded.cards_withdrawn, \
         incomplete = performance_figures.incomplete + excluded.incomplete",
);
// One row alone: `div, dimension, unit, lane, grain, day` and the sums.
static MEND: Stmt = Stmt::write(
    "performance_figures.mend",
    "INSERT INTO performance_figures (div, dimension, unit, lane, grain, day, \
         filed, accepted, decided, delivered, on_time, early, limited, statutory_days, promised_days, \
         actual_days, handling_ppm, promised_ppm, same_day, corrections, waited_days, rated, rating_sum, \
         dissatisfied, notices, yellow_cards, red_cards, cards_withdrawn, incomplete) \
     VALUES ($1, $2, $3, $4, $5, $6, \
         $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, \
         $28, $29) \
     ON CONFLICT (div, dimension, grain, day, unit, lane) DO UPDATE SET \
         filed = performance_figures.filed + excluded.filed, \
         accepted = performance_figures.accepted + excluded.accepted, \
         decided = performance_figures.decided + excluded.decided, \
         delivered = performance_figures.delivered + excluded.delivered, \
         on_time = performance_figures.on_time + excluded.on_time, \
         early = performance_figures.early + excluded.early, \
         limited = performance_figures.limited + excluded.limited, \
         statutory_days = performance_figures.statutory_days + excluded.statutory_days, \
         promised_days = performance_figures.promised_days + excluded.promised_days, \
         actual_days = performance_figures.actual_days + excluded.actual_days, \
         handling_ppm = performance_figures.handling_ppm + excluded.handling_ppm, \
         promised_ppm = performance_figures.promised_ppm + excluded.promised_ppm, \
         same_day = performance_figures.same_day + excluded.same_day, \
         corrections = performance_figures.corrections + excluded.corrections, \
         waited_days = performance_figures.waited_days + excluded.waited_days, \
         rated = performance_figures.rated + excluded.rated, \
         rating_sum = performance_figures.rating_sum + excluded.rating_sum, \
         dissatisfied = performance_figures.dissatisfied + excluded.dissatisfied, \
         notices = performance_figures.notices + excluded.notices, \
         yellow_cards = performance_figures.yellow_cards + excluded.yellow_cards, \
         red_cards = performance_figures.red_cards + excluded.red_cards, \
         cards_withdrawn = performance_figures.cards_withdrawn + excluded.cards_withdrawn, \
         incomplete = performance_figures.incomplete + excluded.incomplete",
);
/// What was added up, and what comes of adding up the facts of cases by day, at one moment: `div`. Columns: 0 for what was added up and 1 for the
/// facts; dimension, grain, unit, day, sums.
pub static COMPARED: Stmt = Stmt::read(
    "performance_figures.compared",
    "SELECT CAST(0 AS BIGINT), dimension, grain, unit, day, \
         CAST(SUM(filed) AS BIGINT), CAST(SUM(accepted) AS BIGINT), CAST(SUM(decided) AS BIGINT), \
         CAST(SUM(delivered) AS BIGINT), CAST(SUM(on_time) AS BIGINT), CAST(SUM(early) AS BIGINT), \
         CAST(SUM(limited) AS BIGINT), CAST(SUM(statutory_days) AS BIGINT), CAST(SUM(promised_days) AS BIGINT), \
         CAST(SUM(actual_days) AS BIGINT), CAST(SUM(handling_ppm) AS BIGINT), \
         CAST(SUM(promised_ppm) AS BIGINT), CAST(SUM(same_day) AS BIGINT), CAST(SUM(corrections) AS BIGINT), \
         CAST(SUM(waited_days) AS BIGINT), CAST(SUM(rated) AS BIGINT), CAST(SUM(rating_sum) AS BIGINT), \
         CAST(SUM(dissatisfied) AS BIGINT), CAST(SUM(notices) AS BIGINT), CAST(SUM(yellow_cards) AS BIGINT), \
         CAST(SUM(red_cards) AS BIGINT), CAST(SUM(cards_withdrawn) AS BIGINT), CAST(SUM(incomplete) AS BIGINT) \
     FROM performance_figures WHERE div = $1 GROUP BY dimension, grain, unit, day UNION ALL \
     SELECT CAST(1 AS BIGINT), 'body', 'd', body, day, \
         CAST(COALESCE(SUM(filed), 0) AS BIGINT), CAST(COALESCE(SUM(accepted), 0) AS BIGINT), \
         CAST(COALESCE(SUM(decided), 0) AS BIGINT), CAST(COALESCE(SUM(delivered), 0) AS BIGINT), \
         CAST(COALESCE(SUM(on_time), 0) AS BIGINT), CAST(COALESCE(SUM(early), 0) AS BIGINT), \
         CAST(COALESCE(SUM(limited), 0) AS BIGINT), CAST(COALESCE(SUM(statutory_days), 0) AS BIGINT), \
         CAST(COALESCE(SUM(promised_days), 0) AS BIGINT), CAST(COALESCE(SUM(actual_days), 0) AS BIGINT), \
         CAST(COALESCE(SUM(handling_ppm), 0) AS BIGINT), CAST(COALESCE(SUM(promised_ppm), 0) AS BIGINT), \
         CAST(COALESCE(SUM(same_day), 0) AS BIGINT), CAST(COALESCE(SUM(corrections), 0) AS BIGINT), \
         CAST(COALESCE(SUM(waited_days), 0) AS BIGINT), CAST(COALESCE(SUM(rated), 0) AS BIGINT), \
         CAST(COALESCE(SUM(rating_sum), 0) AS BIGINT), CAST(COALESCE(SUM(dissatisfied), 0) AS BIGINT), \
         CAST(COALESCE(SUM(notices), 0) AS BIGINT), CAST(COALESCE(SUM(yellow_cards), 0) AS BIGINT), \
         CAST(COALESCE(SUM(red_cards), 0) AS BIGINT), CAST(COALESCE(SUM(cards_withdrawn), 0) AS BIGINT), \
         CAST(COALESCE(SUM(incomplete), 0) AS BIGINT) \
     FROM performance_facts WHERE div = $1 GROUP BY body, day UNION ALL \
     SELECT CAST(1 AS BIGINT), 'item', 'd', item, day, \
         CAST(COALESCE(SUM(filed), 0) AS BIGINT), CAST(COALESCE(SUM(accepted), 0) AS BIGINT), \
         CAST(COALESCE(SUM(decided), 0) AS BIGINT), CAST(COALESCE(SUM(delivered), 0) AS BIGINT), \
         CAST(COALESCE(SUM(on_time), 0) AS BIGINT), CAST(COALESCE(SUM(early), 0) AS BIGINT), \
         CAST(COALESCE(SUM(limited), 0) AS BIGINT), CAST(COALESCE(SUM(statutory_days), 0) AS BIGINT), \
         CAST(COALESCE(SUM(promised_days), 0) AS BIGINT), CAST(COALESCE(SUM(actual_days), 0) AS BIGINT), \
         CAST(COALESCE(SUM(handling_ppm), 0) AS BIGINT), CAST(COALESCE(SUM(promised_ppm), 0) AS BIGINT), \
         CAST(COALESCE(SUM(same_day), 0) AS BIGINT), CAST(COALESCE(SUM(corrections), 0) AS BIGINT), \
         CAST(COALESCE(SUM(waited_days), 0) AS BIGINT), CAST(COALESCE(SUM(rated), 0) AS BIGINT), \
         CAST(COALESCE(SUM(rating_sum), 0) AS BIGINT), CAST(COALESCE(SUM(dissatisfied), 0) AS BIGINT), \
         CAST(COALESCE(SUM(notices), 0) AS BIGINT), CAST(COALESCE(SUM(yellow_cards), 0) AS BIGINT), \
         CAST(COALESCE(SUM(red_cards), 0) AS BIGINT), CAST(COALESCE(SUM(cards_withdrawn), 0) AS BIGINT), \
         CAST(COALESCE(SUM(incomplete), 0) AS BIGINT) \
     FROM performance_facts WHERE div = $1 GROUP BY item, day UNION ALL \
     SELECT CAST(1 AS BIGINT), 'staff', 'd', staff, day, \
         CAST(COALESCE(SUM(filed), 0) AS BIGINT), CAST(COALESCE(SUM(accepted), 0) AS BIGINT), \
         CAST(COALESCE(SUM(decided), 0) AS BIGINT), CAST(COALESCE(SUM(delivered), 0) AS BIGINT), \
         CAST(COALESCE(SUM(on_time), 0) AS BIGINT), CAST(COALESCE(SUM(early), 0) AS BIGINT), \
         CAST(COALESCE(SUM(limited), 0) AS BIGINT), CAST(COALESCE(SUM(statutory_days), 0) AS BIGINT), \
         CAST(COALESCE(SUM(promised_days), 0) AS BIGINT), CAST(COALESCE(SUM(actual_days), 0) AS BIGINT), \
         CAST(COALESCE(SUM(handling_ppm), 0) AS BIGINT), CAST(COALESCE(SUM(promised_ppm), 0) AS BIGINT), \
         CAST(COALESCE(SUM(same_day), 0) AS BIGINT), CAST(COALESCE(SUM(corrections), 0) AS BIGINT), \
         CAST(COALESCE(SUM(waited_days), 0) AS BIGINT), CAST(COALESCE(SUM(rated), 0) AS BIGINT), \
         CAST(COALESCE(SUM(rating_sum), 0) AS BIGINT), CAST(COALESCE(SUM(dissatisfied), 0) AS BIGINT), \
         CAST(COALESCE(SUM(notices), 0) AS BIGINT), CAST(COALESCE(SUM(yellow_cards), 0) AS BIGINT), \
         CAST(COALESCE(SUM(red_cards), 0) AS BIGINT), CAST(COALESCE(SUM(cards_withdrawn), 0) AS BIGINT), \
         CAST(COALESCE(SUM(incomplete), 0) AS BIGINT) \
     FROM performance_facts WHERE div = $1 AND staff <> '' GROUP BY staff, day",
);
/// Of one day, month or year, unit by unit: `div, dimension, grain, first day, after unit, limit`. Columns: unit, sums.
pub static OF_PERIOD: Stmt = Stmt::read(
    "performance_figures.of_period",
    "SELECT unit, \
         CAST(SUM(filed) AS BIGINT), CAST(SUM(accepted) AS BIGINT), CAST(SUM(decided) AS BIGINT), \
         CAST(SUM(delivered) AS BIGINT), CAST(SUM(on_time) AS BIGINT), CAST(SUM(early) AS BIGINT), \
         CAST(SUM(limited) AS BIGINT), CAST(SUM(statutory_days) AS BIGINT), CAST(SUM(promised_days) AS BIGINT), \
         CAST(SUM(actual_days) AS BIGINT), CAST(SUM(handling_ppm) AS BIGINT), \
         CAST(SUM(promised_ppm) AS BIGINT), CAST(SUM(same_day) AS BIGINT), CAST(SUM(corrections) AS BIGINT), \
         CAST(SUM(waited_days) AS BIGINT), CAST(SUM(rated) AS BIGINT), CAST(SUM(rating_sum) AS BIGINT), \
         CAST(SUM(dissatisfied) AS BIGINT), CAST(SUM(notices) AS BIGINT), CAST(SUM(yellow_cards) AS BIGINT), \
         CAST(SUM(red_cards) AS BIGINT), CAST(SUM(cards_withdrawn) AS BIGINT), CAST(SUM(incomplete) AS BIGINT) \
     FROM performance_figures WHERE div = $1 AND dimension = $2 AND grain = $3 AND day = $4 AND unit > $5 \
     GROUP BY unit ORDER BY unit LIMIT $6",
);
/// Of all units together, period by period: `div, dimension, grain, from, to, limit`. Columns: first day, sums.
pub static TREND: Stmt = Stmt::read(
    "performance_figures.trend",
    "SELECT day, \
         CAST(SUM(filed) AS BIGINT), CAST(SUM(accepted) AS BIGINT), CAST(SUM(decided) AS BIGINT), \
         CAST(SUM(delivered) AS BIGINT), CAST(SUM(on_time) AS BIGINT), CAST(SUM(early) AS BIGINT), \
         CAST(SUM(limited) AS BIGINT), CAST(SUM(statutory_days) AS BIGINT), CAST(SUM(promised_days) AS BIGINT), \
         CAST(SUM(actual_days) AS BIGINT), CAST(SUM(handling_ppm) AS BIGINT), \
         CAST(SUM(promised_ppm) AS BIGINT), CAST(SUM(same_day) AS BIGINT), CAST(SUM(corrections) AS BIGINT), \
         CAST(SUM(waited_days) AS BIGINT), CAST(SUM(rated) AS BIGINT), CAST(SUM(rating_sum) AS BIGINT), \
         CAST(SUM(dissatisfied) AS BIGINT), CAST(SUM(notices) AS BIGINT), CAST(SUM(yellow_cards) AS BIGINT), \
         CAST(SUM(red_cards) AS BIGINT), CAST(SUM(cards_withdrawn) AS BIGINT), CAST(SUM(incomplete) AS BIGINT) \
     FROM performance_figures WHERE div = $1 AND dimension = $2 AND grain = $3 AND day >= $4 AND day <= $5 \
     GROUP BY day ORDER BY day LIMIT $6",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&ADD, &MEND, &COMPARED, &OF_PERIOD, &TREND];

/// What is to be added (待汇总), by dimension, unit and day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    sums: BTreeMap<(Dimension, String, i64), Sums>,
}

impl Tally {
    /// A fact that holds now.
    pub fn add(&mut self, fact: &FactRow) {
        self.each(fact, Sums::add);
    }

    /// A fact that holds no longer.
    pub fn take(&mut self, fact: &FactRow) {
        self.each(fact, Sums::take);
    }

    /// Adds others.
    pub fn join(&mut self, other: &Tally) {
        for ((dimension, unit, day), sums) in &other.sums {
            self.sums.entry((*dimension, unit.clone(), *day)).or_default().add(sums);
        }
    }

    /// Every sum that is not nought.
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, &str, i64, &Sums)> {
        let all = self.sums.iter().filter(|(_, sums)| !sums.is_nothing());
        all.map(|((dimension, unit, day), sums)| (*dimension, unit.as_str(), *day, sums))
    }

    fn each(&mut self, fact: &FactRow, change: fn(&mut Sums, &Sums)) {
        let units = [
            (Dimension::Body, &fact.body),
            (Dimension::Item, &fact.item),
            (Dimension::Staff, &fact.staff),
        ];
        for (dimension, unit) in units.into_iter().filter(|(_, unit)| !unit.is_empty()) {
            let sums = self.sums.entry((dimension, unit.clone(), fact.day)).or_default();
            change(sums, &fact.sums);
        }
    }

    /// What adds it up in a lane; nothing where nothing changed.
    pub fn writes(&self, div: &str, lane: i64) -> Vec<Write> {
        let write = |(dimension, unit, day, sums): (Dimension, &str, i64, &Sums)| {
            let date = Day::from_days(i32::try_from(day).unwrap_or(0));
            let begins = |grain: Grain| Value::from(i64::from(grain.begins(date).days()));
            let mut params: Vec<Value> = vec![div.into(), dimension.code().into(), unit.into(), lane.into()];
            params.push(begins(Grain::Year));
            params.extend(sums.values().map(Value::from));
            params.extend([begins(Grain::Month), day.into()]);
            Write {
                stmt: &ADD,
                params,
                expect: Some(3),
            }
        };
        self.iter().map(write).collect()
    }
}

/// Adds to one row what it lacks.
pub fn mend(
    div: &str,
    (dimension, unit): (Dimension, &str),
    (grain, day): (Grain, i64),
    lane: i64,
    lacks: &Sums,
) -> Write {
    let mut params: Vec<Value> = vec![div.into(), dimension.code().into(), unit.into(), lane.into()];
    params.extend([grain.code().into(), day.into()]);
    params.extend(lacks.values().map(Value::from));
    Write {
        stmt: &MEND,
        params,
        expect: Some(1),
    }
}

/// Sums from a column on.
///
/// # Errors
/// A column has another shape than expected.
pub fn read(row: &Row, from: usize) -> Result<Sums, StoreError> {
    let mut values = [0; MEASURES];
    for (at, value) in values.iter_mut().enumerate() {
        *value = row.opt_int(from + at)?.unwrap_or(0);
    }
    Ok(Sums::from_values(values))
}

#[cfg(test)]
mod tests {
    use yimen_domain::performance::Measure;

    use super::*;

    #[test]
    fn the_statements_name_the_measures_in_their_order() {
        let names = Measure::ALL.map(Measure::code).join(", ");
        for stmt in [&ADD, &MEND] {
            assert!(stmt.sql.contains(&names), "{}", stmt.name);
        }
        for stmt in [&OF_PERIOD, &TREND, &COMPARED] {
            let sums = Measure::ALL.map(|measure| format!("CAST(SUM({}) AS BIGINT)", measure.code()));
            assert!(stmt.sql.contains(&sums.join(", ")), "{}", stmt.name);
        }
        let counted = Measure::ALL.map(|measure| format!("CAST(COALESCE(SUM({}), 0) AS BIGINT)", measure.code()));
        assert_eq!(COMPARED.sql.matches(&counted.join(", ")).count(), 3);
    }

    #[test]
    fn months_and_years_begin_and_end() {
        let day = |text| Day::parse(text).unwrap_or(Day::from_days(0));
        for (grain, begins, ends) in [
            (Grain::Day, "2024-02-29", "2024-02-29"),
            (Grain::Month, "2024-02-01", "2024-02-29"),
            (Grain::Year, "2024-01-01", "2024-12-31"),
        ] {
            let leap = day("2024-02-29");
            assert_eq!((grain.begins(leap), grain.ends(leap)), (day(begins), day(ends)));
        }
        assert_eq!(Grain::Month.ends(day("2025-12-31")), day("2025-12-31"));
    }
}
