//! Random samples (随机抽查): announced with the list that is drawn from, drawn by the root of the ledger's log on the next day that is closed.

use std::collections::BTreeSet;

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::inspection::note::Outcome;
use yimen_domain::inspection::sample::{About, Candidate, Terms, draw as drawn_by};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::ledger::{HashKind, hex};
use yimen_store::tables::samples::{self as table, SampleRow};
use yimen_store::tables::sealed::{self, DayRow};
use yimen_store::{Built, CommitError, Row, StoreError};

use super::{Asked, MOST, add, need, notes, rounds};
use crate::ledger::days::{self, on_day};
use crate::ledger::record::{Head, Record};
use crate::{ActError, Centre};

/// Cases that are read at once.
const PAGE: i64 = 1_000;
/// Most cases that a list has.
pub const MOST_CASES: usize = 50_000;

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The row.
    pub row: SampleRow,
    /// What is drawn from, and how many.
    pub terms: Terms,
}

/// What came of the cases that were drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Drawn.
    pub drawn: usize,
    /// Of these, in order.
    pub in_order: usize,
    /// Of these, something is wrong.
    pub faults: usize,
}

impl Sample {
    /// The first day whose root may be the seed.
    pub fn seed_day(&self) -> Day {
        on_day(self.row.seed_day)
    }

    /// Whether it has been drawn.
    pub fn is_drawn(&self) -> bool {
        self.row.drawn_at != 0
    }

    /// Numbers of the cases that were drawn, in the order of their hashes.
    pub fn drawn(&self) -> impl Iterator<Item = &str> {
        self.row.drawn.lines()
    }

    fn of(row: SampleRow) -> Result<Sample, ActError> {
        let about = About::parse(&row.about)
            .ok_or_else(|| ActError::Broken(format!("sample {} is about {:?}", row.number, row.about)))?;
        let terms = Terms {
            from: on_day(row.from_day),
            to: on_day(row.to_day),
            body: Some(row.body.clone()).filter(|body| !body.is_empty()),
            about,
            size: row.size,
        };
        Ok(Sample { row, terms })
    }
}

/// SHA-256 of a text, lowercase hex: what ranks the tickets, and what a list is published by.
pub fn digest(text: &str) -> String {
    hex(&HashKind::Sha256.digest(text.as_bytes()))
}

/// Announces a sample: its list is fixed, its seed not known yet. Answers its number.
///
/// # Errors
/// Who asks is no inspector, the terms are wrong, there is nothing to draw from or too much, or somebody announced one at the same moment. Nothing was
/// changed then.
pub async fn announce(centre: &Centre, by: &Actor, key: &str, terms: &Terms) -> Result<u32, ActError> {
    need(by)?;
    terms.check(closed(centre).await?)?;
    if let Some(code) = terms
        .body
        .as_ref()
        .filter(|code| centre.organisation().body(code).is_none())
    {
        return Err(Refusal::invalid(vec![rounds::no_body(code)]).into());
    }
    let numbers = candidates(centre, terms).await?;
    if numbers.is_empty() {
        return Err(nothing_there().into());
    }
    let list = numbers.into_iter().collect::<Vec<_>>();
    let text = list.join("\n");
    let row = SampleRow {
        number: latest(centre, None)
            .await?
            .0
            .first()
            .map_or(1, |sample| sample.row.number + 1),
        announced_at: centre.now().0,
        announced_by: by.name.clone(),
        from_day: i64::from(terms.from.days()),
        to_day: i64::from(terms.to.days()),
        body: terms.body.clone().unwrap_or_default(),
        about: terms.about.code().to_string(),
        size: terms.size,
        seed_day: i64::from(centre.today().days()),
        cases: u32::try_from(list.len()).unwrap_or(u32::MAX),
        digest: digest(&text),
        list: text,
        seed: String::new(),
        drawn_at: 0,
        drawn: String::new(),
    };
    let asked = Asked {
        by,
        key,
        target: "sample",
        told: format!("{terms:?}"),
    };
    add(centre, asked, row.number, row.insert(centre.div())).await
}

/// Draws a sample whose seed is known by now. Drawn before, it stays as it is.
///
/// # Errors
/// Who asks is no inspector, there is no such sample, or its seed is not known yet.
pub async fn draw(centre: &Centre, by: &Actor, number: u32) -> Result<Sample, ActError> {
    need(by)?;
    let mut sample = read(centre, number).await?;
    if sample.is_drawn() {
        return Ok(sample);
    }
    let seed = seed(centre, sample.seed_day())
        .await?
        .ok_or_else(|| no_seed(sample.seed_day()))?;
    let numbers: Vec<String> = sample.row.list.lines().map(str::to_string).collect();
    sample.row.drawn = drawn_by(&seed, &numbers, sample.terms.size, digest).join("\n");
    sample.row.seed = seed;
    sample.row.drawn_at = centre.now().0;
    let write = sample.row.draw(centre.div());
    let built = move |_| Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(sample),
        Err(CommitError::Conflict) => read(centre, number).await,
        Err(error) => Err(error.into()),
    }
}

/// A sample with its list.
///
/// # Errors
/// Who asks is no inspector, or there is no such sample.
pub async fn one(centre: &Centre, by: &Actor, number: u32) -> Result<Sample, ActError> {
    need(by)?;
    read(centre, number).await
}

/// Whether the seed of a sample is known by now.
///
/// # Errors
/// The database does not answer.
pub async fn may_be_drawn(centre: &Centre, sample: &Sample) -> Result<bool, ActError> {
    Ok(!sample.is_drawn() && seed(centre, sample.seed_day()).await?.is_some())
}

/// The latest samples before a number, without their lists, and before which the next page goes on; they are public.
///
/// # Errors
/// The database does not answer.
pub async fn latest(centre: &Centre, before: Option<u32>) -> Result<(Vec<Sample>, Option<u32>), ActError> {
    let before = before.map_or(i64::MAX, i64::from);
    let params = vec![centre.div().into(), before.into(), (MOST + 1).into()];
    let rows = centre.store().query(&table::LATEST, params).await?;
    let mut samples: Vec<Sample> = rows
        .iter()
        .map(|row| Sample::of(SampleRow::read(row)?))
        .collect::<Result<_, ActError>>()?;
    let more = samples.len() > MOST as usize;
    samples.truncate(MOST as usize);
    let next = samples.last().filter(|_| more).map(|sample| sample.row.number);
    Ok((samples, next))
}

/// What came of a sample so far: the last note on each case that was drawn counts.
///
/// # Errors
/// The database does not answer.
pub async fn found(centre: &Centre, sample: &Sample) -> Result<Found, ActError> {
    let mut found = Found {
        drawn: sample.drawn().count(),
        ..Found::default()
    };
    if found.drawn == 0 {
        return Ok(found);
    }
    let rows = notes::rows_of_sample(centre, sample.row.number).await?;
    for case in rows.chunk_by(|left, right| left.case == right.case) {
        match case.last().and_then(|row| Outcome::parse(&row.outcome)) {
            Some(Outcome::InOrder) => found.in_order += 1,
            Some(Outcome::Fault) => found.faults += 1,
            Some(Outcome::Remark) | None => {}
        }
    }
    Ok(found)
}

/// The last day whose root is known.
///
/// # Errors
/// The database does not answer.
pub async fn closed(centre: &Centre) -> Result<Option<Day>, ActError> {
    let rows = centre
        .store()
        .query(&sealed::LAST_DAY, vec![centre.div().into()])
        .await?;
    let Some(row) = rows.first().map(DayRow::read).transpose()? else {
        return Ok(None);
    };
    // A day that is being closed has no root yet; then the one before is the last.
    Ok(Some(on_day(if row.seal.is_some() { row.day } else { row.day - 1 })))
}

/// The root of the log on the first day from `day` on that has one.
async fn seed(centre: &Centre, day: Day) -> Result<Option<String>, ActError> {
    let closed = days::between(centre, Some(day), None).await?;
    let Some(first) = closed.first() else { return Ok(None) };
    let head = Head::read(&first.seal.head).map_err(ActError::Broken)?;
    Ok(Some(head.log))
}

async fn candidates(centre: &Centre, terms: &Terms) -> Result<BTreeSet<String>, ActError> {
    let mut numbers = BTreeSet::new();
    for day in terms.from.days()..=terms.to.days() {
        let mut after = Uuid::nil();
        loop {
            let params = vec![
                centre.div().into(),
                i64::from(day).into(),
                after.into_bytes().into(),
                PAGE.into(),
            ];
            let rows = centre.store().query(&table::CASES_OF_DAY, params).await?;
            for row in &rows {
                after = Uuid::from_bytes(row.id(0)?);
                numbers.extend(candidate(row)?.filter(|case| terms.takes(case)).map(|case| case.number));
            }
            if numbers.len() > MOST_CASES {
                return Err(too_many().into());
            }
            if (rows.len() as i64) < PAGE {
                break;
            }
        }
    }
    Ok(numbers)
}

/// What is simulated is no application, so it is not drawn from.
fn candidate(row: &Row) -> Result<Option<Candidate>, StoreError> {
    let simulated = matches!(
        Status::parse(row.text(3)?),
        Some(Status::Simulating | Status::Simulated)
    );
    let day = |at: usize| Ok::<_, StoreError>(row.opt_int(at)?.map(on_day));
    Ok((!simulated).then_some(Candidate {
        number: row.text(1)?.to_string(),
        body: row.text(2)?.to_string(),
        accepted: day(4)?,
        decided: day(5)?,
        closed: day(6)?,
    }))
}

async fn read(centre: &Centre, number: u32) -> Result<Sample, ActError> {
    let rows = centre
        .store()
        .query(&table::ONE, vec![centre.div().into(), number.into()])
        .await?;
    let row = rows.first().map(SampleRow::read).transpose()?;
    Sample::of(row.ok_or_else(|| Refusal::missing("这次抽查", "this sample"))?)
}

fn nothing_there() -> Refusal {
    Refusal::new(
        "nothing_to_draw",
        RefusalKind::State,
        "",
        (
            "所选期间和范围内没有办件，无法抽查。",
            "There are no cases in this period and range to draw from.",
        ),
        ("请换一个期间、部门或者范围。", "Choose another period, body or range."),
    )
}

fn too_many() -> Refusal {
    Refusal::new(
        "too_many_to_draw",
        RefusalKind::State,
        "",
        (
            "所选范围超过 50000 件。",
            "There are more than 50,000 cases in this range.",
        ),
        (
            "请缩短期间，或者按部门分别抽查。",
            "Choose a shorter period, or draw body by body.",
        ),
    )
}

fn no_seed(day: Day) -> Refusal {
    Refusal::new(
        "seed_unknown",
        RefusalKind::State,
        "国办发〔2015〕58号",
        (
            &format!("随机数取自 {day} 起首个台账日根，目前还没有生成。"),
            &format!("The seed is the root of the first day of the ledger from {day} on; it is not known yet."),
        ),
        (
            "请在该日台账结转之后抽取。",
            "Draw the sample after that day of the ledger has been closed.",
        ),
    )
}
