//! Figures of what was done (公开数据), counted day by day from the events that entered the ledger on that day, so that
//! anybody can count them again from an export.
//!
//! A day's figures add up: those of a period are the sums of its days. Rates are cut, not rounded, to hundredths of a
//! percent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::cases::event::{Event, What};
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::clocks::ClockKind;
use yimen_domain::words::Refusal;

use crate::calendar::Book;
use crate::{ActError, Centre};

use super::days::{self, Day as SealedDay};
use super::keys::Published as Key;
use super::receipt::Signed;
use super::record::{Entry, Record, VERSION};

/// Version of the rules by which is counted; see docs/rules/figures.md.
pub const RULES: u32 = 1;

/// Numbers of one body, or of all (办件统计).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Cases accepted (受理).
    pub accepted: i64,
    /// Working days that the decisions with a statutory limit took.
    pub actual_days: i64,
    /// Cases whose result was delivered (办结).
    pub closed: i64,
    /// Cases decided.
    pub decided: i64,
    /// Decided before the last day of the promised limit (提前办结).
    pub early: i64,
    /// Cases filed (收件).
    pub filed: i64,
    /// Decided in the applicant's favour (准予).
    pub granted: i64,
    /// Decisions with a statutory limit, over which the rates go.
    pub limited: i64,
    /// Decided within the promised limit, or with none (按时办结).
    pub on_time: i64,
    /// Promised working days of the decisions with a statutory limit.
    pub promised_days: i64,
    /// Sum over those of (statutory − actual) / statutory, each cut to millionths.
    pub rates_ppm: i64,
    /// Statutory working days of those.
    pub statutory_days: i64,
}

/// Names of the numbers, in the order of the record.
pub const NAMES: [&str; 12] = [
    "accepted",
    "actual_days",
    "closed",
    "decided",
    "early",
    "filed",
    "granted",
    "limited",
    "on_time",
    "promised_days",
    "rates_ppm",
    "statutory_days",
];

impl Counts {
    /// The numbers in the order of [`NAMES`].
    pub fn values(&self) -> [i64; 12] {
        [
            self.accepted,
            self.actual_days,
            self.closed,
            self.decided,
            self.early,
            self.filed,
            self.granted,
            self.limited,
            self.on_time,
            self.promised_days,
            self.rates_ppm,
            self.statutory_days,
        ]
    }

    fn all(&mut self) -> [&mut i64; 12] {
        [
            &mut self.accepted,
            &mut self.actual_days,
            &mut self.closed,
            &mut self.decided,
            &mut self.early,
            &mut self.filed,
            &mut self.granted,
            &mut self.limited,
            &mut self.on_time,
            &mut self.promised_days,
            &mut self.rates_ppm,
            &mut self.statutory_days,
        ]
    }

    fn add(&mut self, other: &Counts) {
        for (sum, part) in self.all().into_iter().zip(other.values()) {
            *sum = sum.saturating_add(part);
        }
    }

    /// The rates that follow from the numbers.
    pub fn rates(&self) -> Rates {
        let mean = self.rates_ppm.checked_div(self.limited).map(|ppm| ppm / 100);
        Rates {
            early: share(self.early, self.accepted),
            handling_speed_up: share(self.statutory_days - self.actual_days, self.statutory_days),
            handling_speed_up_mean: mean,
            on_time: share(self.on_time, self.decided),
            promised_speed_up: share(self.statutory_days - self.promised_days, self.statutory_days),
        }
    }
}

/// Hundredths of a percent, cut; nothing of nothing.
fn share(part: i64, whole: i64) -> Option<i64> {
    part.checked_mul(10_000)?.checked_div(whole)
}

/// Rates in hundredths of a percent; each names its formula in docs/rules/figures.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// 提前办结率: early ÷ accepted.
    pub early: Option<i64>,
    /// 办理提速率: (Σ statutory − Σ actual) ÷ Σ statutory.
    pub handling_speed_up: Option<i64>,
    /// 平均办理提速率: the mean over cases of (statutory − actual) ÷ statutory.
    pub handling_speed_up_mean: Option<i64>,
    /// 按时办结率: on time ÷ decided.
    pub on_time: Option<i64>,
    /// 承诺提速率: (Σ statutory − Σ promised) ÷ Σ statutory.
    pub promised_speed_up: Option<i64>,
}

/// The figures of one day, by body (日统计).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayFigures {
    /// By code of the body; bodies to which nothing happened are left out.
    pub bodies: BTreeMap<String, Counts>,
    /// The day.
    pub day: String,
    /// Division.
    pub div: String,
    /// Always `figures`.
    pub kind: String,
    /// Version of the rules.
    pub rules: u32,
    /// Version of the record.
    pub v: u32,
}

impl Record for DayFigures {
    const KIND: &'static str = "figures";

    fn mark(&self) -> (&str, u32) {
        (&self.kind, self.v)
    }
}

impl DayFigures {
    /// Of a day on which nothing happened.
    pub fn new(div: &str, day: Day) -> DayFigures {
        DayFigures {
            bodies: BTreeMap::new(),
            day: day.to_string(),
            div: div.into(),
            kind: DayFigures::KIND.into(),
            rules: RULES,
            v: VERSION,
        }
    }

    /// Counts the events of a case from number `first` on; `events` are all of it, up to the last that counts.
    ///
    /// # Errors
    /// The events are not those of a case.
    pub fn note(&mut self, id: CaseId, events: &[Event], first: u32, book: &Book) -> Result<(), String> {
        let (Some(begun), from) = (events.first(), first.max(1)) else {
            return Ok(());
        };
        let wrong = |wrong: yimen_domain::cases::Inconsistency| format!("event {}: {}", wrong.seq, wrong.what);
        let mut case = Case::begin(id, begun).map_err(wrong)?;
        let mut counts = Counts::default();
        if from == 1 {
            counts.filed += 1;
        }
        for event in &events[1..] {
            case.apply(event).map_err(wrong)?;
            if event.seq >= from {
                count(&mut counts, &case, event, book);
            }
        }
        if counts != Counts::default() {
            self.bodies.entry(case.body).or_default().add(&counts);
        }
        Ok(())
    }
}

fn count(counts: &mut Counts, case: &Case, event: &Event, book: &Book) {
    match &event.what {
        What::Accepted(_) => counts.accepted += 1,
        What::Issued { .. } => counts.closed += 1,
        What::Decided { day, outcome, .. } => {
            counts.decided += 1;
            counts.granted += i64::from(outcome.grants());
            decided(counts, case, *day, &book.at(event.at));
        }
        _ => {}
    }
}

/// By the calendar that was in force when the decision was recorded.
fn decided(counts: &mut Counts, case: &Case, day: Day, calendar: &Calendar) {
    let promised = case.clock(ClockKind::DecisionPromised);
    let due = promised.and_then(|clock| clock.due_at(calendar, day).ok());
    counts.on_time += i64::from(due.as_ref().is_none_or(|due| day <= due.day));
    counts.early += i64::from(due.is_some_and(|due| day < due.day));
    let Some(statutory) = case.clock(ClockKind::DecisionStatutory) else {
        return;
    };
    let (limit, actual) = (i64::from(statutory.budget), statutory.used(calendar, day));
    if limit == 0 {
        return;
    }
    counts.limited += 1;
    counts.statutory_days += limit;
    counts.actual_days += actual;
    counts.promised_days += promised.map_or(limit, |clock| i64::from(clock.budget));
    counts.rates_ppm += (limit - actual) * 1_000_000 / limit;
}

/// Figures of a body in a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyFigures {
    /// Code of the body; empty for the sum of all.
    pub body: String,
    /// The numbers.
    pub counts: Counts,
    /// The rates.
    pub rates: Rates,
}

impl BodyFigures {
    fn of(body: &str, counts: Counts) -> BodyFigures {
        BodyFigures {
            body: body.into(),
            counts,
            rates: counts.rates(),
        }
    }
}

/// Figures of a period as they are published: with the root, the rules and the calendar on which they rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// By body.
    pub bodies: Vec<BodyFigures>,
    /// Version of the calendar in force on the last day.
    pub calendar: u32,
    /// Number of closed days that were counted.
    pub days: u32,
    /// Division.
    pub div: String,
    /// Text of the last day.
    pub entry: String,
    /// First day.
    pub from: String,
    /// The signed log up to the last day.
    pub head: Signed,
    /// The keys.
    pub keys: Vec<Key>,
    /// Always `publication`.
    pub kind: String,
    /// Root of the last day.
    pub root: String,
    /// Version of the rules.
    pub rules: u32,
    /// Last day.
    pub to: String,
    /// All bodies together.
    pub total: BodyFigures,
    /// Version of the record.
    pub v: u32,
}

impl Record for Publication {
    const KIND: &'static str = "publication";

    fn mark(&self) -> (&str, u32) {
        (&self.kind, self.v)
    }
}

/// Sums of days by body, and of all.
pub fn sums<'a>(days: impl IntoIterator<Item = &'a DayFigures>) -> (Vec<BodyFigures>, BodyFigures) {
    let mut bodies: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for (body, counts) in days.into_iter().flat_map(|day| &day.bodies) {
        bodies.entry(body).or_default().add(counts);
        total.add(counts);
    }
    let bodies = bodies
        .into_iter()
        .map(|(body, counts)| BodyFigures::of(body, counts))
        .collect();
    (bodies, BodyFigures::of("", total))
}

/// The figures of the closed days of a period; a day that is missing on either side takes the first or last closed one.
/// Nothing when no day of it is closed.
///
/// # Errors
/// The first day lies after the last; or the database does not answer.
pub async fn publish(centre: &Centre, from: Option<Day>, to: Option<Day>) -> Result<Option<Publication>, ActError> {
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Refusal::invalid(vec![yimen_domain::words::Fault::new(
            "from",
            "开始日期不能晚于结束日期。",
            "The first day must not lie after the last.",
        )])
        .into());
    }
    let days: Vec<SealedDay> = days::between(centre, from, to).await?;
    let Some(last) = days.last() else { return Ok(None) };
    let figures = days
        .iter()
        .map(|day| DayFigures::read(&day.seal.figures).map_err(|why| damaged(&day.seal.entry, &why)))
        .collect::<Result<Vec<_>, _>>()?;
    let entry = Entry::read(&last.seal.entry).map_err(|why| damaged(&last.seal.entry, &why))?;
    let (bodies, total) = sums(&figures);
    Ok(Some(Publication {
        bodies,
        calendar: entry.calendar,
        days: u32::try_from(days.len()).unwrap_or(u32::MAX),
        div: centre.div().into(),
        from: figures.first().map_or_else(String::new, |first| first.day.clone()),
        to: entry.day.clone(),
        root: entry.root,
        entry: last.seal.entry.clone(),
        head: Signed {
            signature: last.seal.signature.clone(),
            text: last.seal.head.clone(),
        },
        keys: super::keys::list(centre).await?,
        kind: Publication::KIND.into(),
        rules: RULES,
        total,
        v: VERSION,
    }))
}

fn damaged(entry: &str, why: &str) -> ActError {
    ActError::Broken(format!("the ledger's day {entry}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_days_and_the_mean_of_rates_differ() {
        // One case of 20 days done in 2, one of 4 done in 4.
        let counts = Counts {
            accepted: 3,
            decided: 2,
            early: 1,
            limited: 2,
            on_time: 2,
            statutory_days: 24,
            actual_days: 6,
            promised_days: 14,
            rates_ppm: 900_000,
            ..Counts::default()
        };
        let rates = counts.rates();
        assert_eq!(
            (rates.handling_speed_up, rates.handling_speed_up_mean),
            (Some(7_500), Some(4_500))
        );
        assert_eq!(
            (rates.promised_speed_up, rates.early),
            (Some(4_166), Some(3_333)),
            "cut, not rounded"
        );
        assert_eq!(rates.on_time, Some(10_000));
        assert_eq!(Counts::default().rates().on_time, None, "nothing of nothing");
    }

    #[test]
    fn the_names_stand_in_the_order_of_the_record() {
        let text = serde_json::to_string(&Counts::default()).unwrap();
        let named: Vec<String> = NAMES.iter().map(|name| format!("\"{name}\":0")).collect();
        assert_eq!(text, format!("{{{}}}", named.join(",")));
    }
}
