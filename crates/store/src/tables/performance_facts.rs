//! What counts of each case (计量事实), projected from its events: the figures are their sums, and every figure opens to its cases here.
//! A measure of nought is kept as nothing.

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::performance::{Fact, Kind, Sums};

use crate::{Row, Stmt, StoreError, Value, Write};

/// A fact of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// Its case.
    pub case: CaseId,
    /// Code of its kind.
    pub kind: String,
    /// Which of its kind.
    pub no: u32,
    /// On which day.
    pub day: i64,
    /// Number of the case.
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// Body in charge.
    pub body: String,
    /// Account of who did it; empty for nobody.
    pub staff: String,
    /// What it adds.
    pub sums: Sums,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT \
             case_id, kind, no, day, number, item, body, staff, filed, accepted, decided, delivered, on_time, \
             early, limited, statutory_days, promised_days, actual_days, handling_ppm, promised_ppm, same_day, \
             corrections, waited_days, rated, rating_sum, dissatisfied, notices, yellow_cards, red_cards, \
             cards_withdrawn, incomplete \
             FROM performance_facts WHERE div = $1 AND ",
            $rest
        )
    };
}

macro_rules! insert {
    ($rest:literal) => {
        concat!(
            "INSERT INTO performance_facts (div, case_id, kind, no, day, number, item, body, staff, \
             filed, accepted, decided, delivered, on_time, early, limited, statutory_days, promised_days, \
             actual_days, handling_ppm, promised_ppm, same_day, corrections, waited_days, rated, rating_sum, \
             dissatisfied, notices, yellow_cards, red_cards, cards_withdrawn, incomplete) \
             VALUES (\
             $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
             $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)",
            $rest
        )
    };
}

static INSERT: Stmt = Stmt::write("performance_facts.insert", insert!(""));
static PUT: Stmt = Stmt::write(
    "performance_facts.put",
    insert!(
        " ON CONFLICT (div, case_id, kind, no) DO UPDATE SET \
         day = excluded.day, number = excluded.number, item = excluded.item, body = excluded.body, \
         staff = excluded.staff, filed = excluded.filed, accepted = excluded.accepted, \
         decided = excluded.decided, delivered = excluded.delivered, on_time = excluded.on_time, \
         early = excluded.early, limited = excluded.limited, statutory_days = excluded.statutory_days, \
         promised_days = excluded.promised_days, actual_days = excluded.actual_days, \
         handling_ppm = excluded.handling_ppm, promised_ppm = excluded.promised_ppm, \
         same_day = excluded.same_day, corrections = excluded.corrections, waited_days = excluded.waited_days, \
         rated = excluded.rated, rating_sum = excluded.rating_sum, dissatisfied = excluded.dissatisfied, \
         notices = excluded.notices, yellow_cards = excluded.yellow_cards, red_cards = excluded.red_cards, \
         cards_withdrawn = excluded.cards_withdrawn, incomplete = excluded.incomplete"
    ),
);
static REMOVE: Stmt = Stmt::write(
    "performance_facts.remove",
    "DELETE FROM performance_facts WHERE div = $1 AND case_id = $2 AND kind = $3 AND no = $4",
);

/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "performance_facts.stored",
    select!("case_id > $2 AND case_id <= $3 ORDER BY case_id, kind, no"),
);
/// Those of a body between two days, in order: `div, kind, body, to, after (day, case, no), item or empty, which, limit`; see [`WHICH`].
pub static OF_BODY: Stmt = Stmt::read(
    "performance_facts.of_body",
    select!(
        "kind = $2 AND body = $3 AND day <= $4 AND (day, case_id, no) > ($5, $6, $7) AND ($8 = '' OR item = $8) AND \
         CASE $9 WHEN 'on_time' THEN COALESCE(on_time, 0) WHEN 'late' THEN 1 - COALESCE(on_time, 0) \
         WHEN 'early' THEN COALESCE(early, 0) WHEN 'limited' THEN COALESCE(limited, 0) WHEN 'same_day' THEN COALESCE(same_day, 0) \
         WHEN 'incomplete' THEN COALESCE(incomplete, 0) WHEN 'dissatisfied' THEN COALESCE(dissatisfied, 0) \
         WHEN 'notices' THEN COALESCE(notices, 0) WHEN 'yellow_cards' THEN COALESCE(yellow_cards, 0) \
         WHEN 'red_cards' THEN COALESCE(red_cards, 0) WHEN 'cards_withdrawn' THEN COALESCE(cards_withdrawn, 0) ELSE 1 END > 0 \
         ORDER BY day, case_id, no LIMIT $10"
    ),
);
/// Those of a member of staff: as [`OF_BODY`], by account.
pub static OF_STAFF: Stmt = Stmt::read(
    "performance_facts.of_staff",
    select!(
        "kind = $2 AND staff = $3 AND staff <> '' AND day <= $4 AND (day, case_id, no) > ($5, $6, $7) AND ($8 = '' OR item = $8) AND \
         CASE $9 WHEN 'on_time' THEN COALESCE(on_time, 0) WHEN 'late' THEN 1 - COALESCE(on_time, 0) \
         WHEN 'early' THEN COALESCE(early, 0) WHEN 'limited' THEN COALESCE(limited, 0) WHEN 'same_day' THEN COALESCE(same_day, 0) \
         WHEN 'incomplete' THEN COALESCE(incomplete, 0) WHEN 'dissatisfied' THEN COALESCE(dissatisfied, 0) \
         WHEN 'notices' THEN COALESCE(notices, 0) WHEN 'yellow_cards' THEN COALESCE(yellow_cards, 0) \
         WHEN 'red_cards' THEN COALESCE(red_cards, 0) WHEN 'cards_withdrawn' THEN COALESCE(cards_withdrawn, 0) ELSE 1 END > 0 \
         ORDER BY day, case_id, no LIMIT $10"
    ),
);

/// By what the facts of a figure are narrowed; any other word leaves all of the kind.
pub const WHICH: [&str; 11] = [
    "on_time",
    "late",
    "early",
    "limited",
    "same_day",
    "incomplete",
    "dissatisfied",
    "notices",
    "yellow_cards",
    "red_cards",
    "cards_withdrawn",
];

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&INSERT, &PUT, &REMOVE, &STORED, &OF_BODY, &OF_STAFF];

/// Columns of [`STORED`] after the case, in the order of [`FactRow::values`].
pub const COLUMNS: [&str; 30] = [
    "kind",
    "no",
    "day",
    "number",
    "item",
    "body",
    "staff",
    "filed",
    "accepted",
    "decided",
    "delivered",
    "on_time",
    "early",
    "limited",
    "statutory_days",
    "promised_days",
    "actual_days",
    "handling_ppm",
    "promised_ppm",
    "same_day",
    "corrections",
    "waited_days",
    "rated",
    "rating_sum",
    "dissatisfied",
    "notices",
    "yellow_cards",
    "red_cards",
    "cards_withdrawn",
    "incomplete",
];

impl FactRow {
    /// The row of a fact.
    pub fn of(case: &Case, fact: &Fact) -> FactRow {
        FactRow {
            case: case.id,
            kind: fact.kind.code().to_string(),
            no: fact.no,
            day: i64::from(fact.day.days()),
            number: case.number.clone(),
            item: case.item.clone(),
            body: case.body.clone(),
            staff: fact.staff.map_or_else(String::new, |account| account.0.to_string()),
            sums: fact.sums,
        }
    }

    /// What names it within its case.
    pub fn key(&self) -> (&str, u32) {
        (&self.kind, self.no)
    }

    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        let mut values: Vec<Value> = vec![
            self.kind.as_str().into(),
            self.no.into(),
            self.day.into(),
            self.number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.staff.as_str().into(),
        ];
        let measures = self.sums.values();
        values.extend(measures.map(|number| if number == 0 { Value::Null } else { number.into() }));
        values
    }

    fn write(&self, stmt: &'static Stmt, div: &str) -> Write {
        let mut params = vec![div.into(), self.case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt,
            params,
            expect: Some(1),
        }
    }

    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        self.write(&INSERT, div)
    }

    /// Inserts or replaces the row.
    pub fn put(&self, div: &str) -> Write {
        self.write(&PUT, div)
    }

    /// From a row of any statement here.
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<FactRow, StoreError> {
        Ok(FactRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            kind: row.text(1)?.to_string(),
            no: u32::try_from(row.int(2)?).unwrap_or(0),
            day: row.int(3)?,
            number: row.text(4)?.to_string(),
            item: row.text(5)?.to_string(),
            body: row.text(6)?.to_string(),
            staff: row.text(7)?.to_string(),
            sums: super::performance_figures::read(row, 8)?,
        })
    }

    /// The day.
    pub fn on(&self) -> Day {
        Day::from_days(i32::try_from(self.day).unwrap_or(0))
    }

    /// What it is, if it is known.
    pub fn known(&self) -> Option<Kind> {
        Kind::parse(&self.kind)
    }
}

/// A case has no such fact.
pub fn remove(div: &str, case: CaseId, kind: Value, no: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), kind, no],
        expect: None,
    }
}
