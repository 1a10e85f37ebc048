//! Closing the days of the ledger (台账日结): when a day is over, its events enter its tree, and the root is signed.
//!
//! Any number of processes may do this at once, and any may be killed at any moment: docs/adr/0004 says why nothing is
//! lost, written twice or changed afterwards.

use std::collections::HashMap;

use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Day as OnDay, Instant};
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_store::ledger::tree::Growing;
use yimen_store::ledger::{Hash, ORIGIN, hex, wire};
use yimen_store::tables::sealed::{self, DayRow, Seal, Waiting};
use yimen_store::{Built, CommitError, Row, Series, Write};

use crate::{ActError, Centre};

use super::figures::{DayFigures, RULES};
use super::keys;
use super::record::{Entry, Head, KeyRecord, Record, VERSION};
use super::sign::Signer;

/// How long after its end a day is closed: those who were filing at midnight have been answered by then.
pub const GRACE_MICROS: i64 = 10 * 60 * 1_000_000;
/// Events that enter a tree in one change.
const BATCH: usize = 500;
/// Cases that are read at once.
const CASES: usize = 500;
/// Days that are read at once.
const PAGE: i64 = 500;

/// A closed day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: OnDay,
    /// Its texts.
    pub seal: Seal,
}

/// The log so far.
struct Log {
    tree: Growing,
    /// Hash of the last text.
    previous: Hash,
    last: Option<OnDay>,
    /// A day that was begun and has no root yet.
    open: Option<DayRow>,
}

/// What came of a step.
enum Step<T> {
    Done(T),
    /// Another process is doing the same: look again.
    Again,
}

/// Closes every day that is over and out of its grace; answers those that were closed. Without a key nothing is closed.
///
/// # Errors
/// The key or the database cannot be used. What was closed stays closed.
pub async fn close_due(centre: &Centre) -> Result<Vec<Entry>, ActError> {
    let until = centre.now().plus_micros(-GRACE_MICROS).day(CHINA).plus(-1);
    if nothing_due(centre, until).await? {
        return Ok(Vec::new());
    }
    match keys::in_use(centre).await? {
        Some(key) => close(centre, until, &key).await,
        None if centre.settings().demonstration => {
            keys::new(centre, Default::default()).await?;
            match keys::in_use(centre).await? {
                Some(key) => close(centre, until, &key).await,
                None => Ok(Vec::new()),
            }
        }
        None => Ok(Vec::new()),
    }
}

/// Closes every day up to yesterday, without waiting for the grace.
///
/// # Errors
/// There is no key, or as [`close_due`].
pub async fn close_by_hand(centre: &Centre) -> Result<Vec<Entry>, ActError> {
    let key = keys::in_use(centre).await?.ok_or_else(keys::no_key)?;
    close(centre, centre.today().plus(-1), &key).await
}

/// The closed days of a period, oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn between(centre: &Centre, from: Option<OnDay>, to: Option<OnDay>) -> Result<Vec<Day>, ActError> {
    let mut after = from.map_or(i64::MIN, |from| i64::from(from.days()) - 1);
    let last = to.map_or(i64::MAX, |to| i64::from(to.days()));
    let mut found = Vec::new();
    loop {
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&sealed::DAYS, params).await?;
        for row in &rows {
            let row = DayRow::read(row)?;
            after = row.day;
            match row.seal {
                Some(seal) if row.day <= last => found.push(Day {
                    day: on_day(row.day),
                    seal,
                }),
                _ => return Ok(found),
            }
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

/// One closed day.
///
/// # Errors
/// The database does not answer.
pub async fn one(centre: &Centre, day: OnDay) -> Result<Option<Day>, ActError> {
    let params = vec![centre.div().into(), i64::from(day.days()).into()];
    let rows = centre.store().query(&sealed::DAY, params).await?;
    let row = rows.first().map(DayRow::read).transpose()?;
    Ok(row.and_then(|row| row.seal).map(|seal| Day { day, seal }))
}

/// A day by its number.
pub fn on_day(days: i64) -> OnDay {
    OnDay::from_days(i32::try_from(days).unwrap_or(i32::MAX))
}

/// The usual case, found with two reads.
async fn nothing_due(centre: &Centre, until: OnDay) -> Result<bool, ActError> {
    let until = i64::from(until.days());
    let last = centre
        .store()
        .query(&sealed::LAST_DAY, vec![centre.div().into()])
        .await?;
    if let Some(last) = last.first() {
        let last = DayRow::read(last)?;
        return Ok(last.seal.is_some() && last.day >= until);
    }
    let first = centre
        .store()
        .query(&sealed::FIRST_WAITING, vec![centre.div().into()])
        .await?;
    Ok(first
        .first()
        .map(|row| row.int(0))
        .transpose()?
        .is_none_or(|first| first > until))
}

async fn close(centre: &Centre, until: OnDay, key: &(KeyRecord, Signer)) -> Result<Vec<Entry>, ActError> {
    const TRIES: u32 = 5;
    let mut closed = Vec::new();
    let mut tries = 0;
    let mut log = load(centre).await?;
    while let Some(day) = next(centre, &log).await?.filter(|day| *day <= until) {
        match close_one(centre, &mut log, day, key).await? {
            Step::Done(entry) => {
                tries = 0;
                closed.push(entry);
            }
            Step::Again if tries < TRIES => {
                tries += 1;
                log = load(centre).await?;
            }
            Step::Again => break,
        }
    }
    Ok(closed)
}

async fn load(centre: &Centre) -> Result<Log, ActError> {
    let mut log = Log {
        tree: Growing::new(centre.hash()),
        previous: ORIGIN,
        last: None,
        open: None,
    };
    let mut after = i64::MIN;
    loop {
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&sealed::DAYS, params).await?;
        for row in &rows {
            let row = DayRow::read(row)?;
            after = row.day;
            match &row.seal {
                Some(seal) => log.take(centre, on_day(row.day), &seal.entry),
                None => log.open = Some(row),
            }
        }
        if (rows.len() as i64) < PAGE {
            return Ok(log);
        }
    }
}

impl Log {
    fn take(&mut self, centre: &Centre, day: OnDay, entry: &str) {
        self.tree.push(entry.as_bytes());
        self.previous = centre.hash().digest(entry.as_bytes());
        self.last = Some(day);
        self.open = None;
    }
}

/// The day to be closed next: the one that is open, the one after the last, or the first of which an event waits.
async fn next(centre: &Centre, log: &Log) -> Result<Option<OnDay>, ActError> {
    if let Some(open) = &log.open {
        return Ok(Some(on_day(open.day)));
    }
    if let Some(last) = log.last {
        return Ok(Some(last.plus(1)));
    }
    let rows = centre
        .store()
        .query(&sealed::FIRST_WAITING, vec![centre.div().into()])
        .await?;
    Ok(rows.first().map(|row| row.int(0)).transpose()?.map(on_day))
}

async fn close_one(
    centre: &Centre,
    log: &mut Log,
    day: OnDay,
    (record, signer): &(KeyRecord, Signer),
) -> Result<Step<Entry>, ActError> {
    if log.open.is_none()
        && let Step::Again = open(centre, log.tree.leaves() + 1, day).await?
    {
        return Ok(Step::Again);
    }
    if let Step::Again = collect(centre, day).await? {
        return Ok(Step::Again);
    }
    let counted = count(centre, day).await?;
    let entry = Entry {
        calendar: centre.book().at(Instant::end_of(day, CHINA)).version().number,
        day: day.to_string(),
        div: centre.div().into(),
        figures: hex(&centre.hash().digest(counted.figures.text().as_bytes())),
        hash: centre.hash().code().into(),
        kind: Entry::KIND.into(),
        leaves: counted.tree.leaves(),
        previous: hex(&log.previous),
        root: hex(&counted.tree.root()),
        rules: RULES,
        v: VERSION,
    };
    let text = entry.text();
    let mut tree = log.tree.clone();
    tree.push(text.as_bytes());
    let head = Head {
        at: centre.now().0,
        day: day.to_string(),
        div: centre.div().into(),
        hash: centre.hash().code().into(),
        key: record.fingerprint.clone(),
        kind: Head::KIND.into(),
        log: hex(&tree.root()),
        size: tree.leaves(),
        v: VERSION,
    };
    let seal = Seal {
        signature: hex(&signer.sign(&head.text())),
        head: head.text(),
        figures: counted.figures.text(),
        entry: text,
    };
    let row = DayRow {
        day: i64::from(day.days()),
        leaves: i64::try_from(entry.leaves).unwrap_or(i64::MAX),
        seal: None,
    };
    Ok(match put(centre, vec![row.seal(centre.div(), &seal)]).await? {
        Step::Again => Step::Again,
        Step::Done(()) => {
            log.take(centre, day, &seal.entry);
            Step::Done(entry)
        }
    })
}

/// Opens a day as the `number`-th of the ledger. The number comes from a counter whose row is locked until the commit,
/// so that of several processes one opens the next day and the others find that their number is not the next.
async fn open(centre: &Centre, number: u64, day: OnDay) -> Result<Step<()>, ActError> {
    let series = Series {
        name: "ledger/day".into(),
        day: 0,
    };
    let (div, day) = (centre.div().to_string(), i64::from(day.days()));
    let opened = centre.commit(None, Some(series), move |next| {
        let write = if next == number {
            sealed::open(&div, day)
        } else {
            // The day is not there, so this conflicts and nothing is changed.
            sealed::grow(&div, i64::MIN, 0)
        };
        Built {
            writes: vec![write],
            answer: String::new(),
        }
    });
    settled(opened.await.map(|_| ()))
}

/// Lets every event that waits, up to a day, enter the day's tree. Those of a case enter in their order: one whose
/// predecessor is of a later day by another machine's clock waits with it.
async fn collect(centre: &Centre, day: OnDay) -> Result<Step<()>, ActError> {
    loop {
        let mut entered = 0;
        let mut after = (i64::MIN, CaseId(Uuid::nil()), 0);
        loop {
            let waiting = waiting(centre, day, after).await?;
            let Some(last) = waiting.last() else { break };
            after = (last.day, last.case, last.seq);
            let (writes, count) = entering(centre.div(), i64::from(day.days()), &waiting);
            if count > 0
                && let Step::Again = put(centre, writes).await?
            {
                return Ok(Step::Again);
            }
            entered += count;
            if waiting.len() < BATCH {
                break;
            }
        }
        if entered == 0 {
            return Ok(Step::Done(()));
        }
    }
}

async fn waiting(centre: &Centre, day: OnDay, after: (i64, CaseId, u32)) -> Result<Vec<Waiting>, ActError> {
    let params = vec![
        centre.div().into(),
        i64::from(day.days()).into(),
        after.0.into(),
        after.1.0.into_bytes().into(),
        after.2.into(),
        (BATCH as i64).into(),
    ];
    let rows = centre.store().query(&sealed::WAITING, params).await?;
    Ok(rows.iter().map(Waiting::read).collect::<Result<_, _>>()?)
}

fn entering(div: &str, day: i64, waiting: &[Waiting]) -> (Vec<Write>, usize) {
    let mut ranges: HashMap<CaseId, (u32, u32)> = HashMap::new();
    let mut order = Vec::new();
    let mut left = Vec::new();
    for one in waiting {
        let range = ranges.entry(one.case).or_insert_with(|| {
            order.push(one.case);
            (one.sealed + 1, one.sealed)
        });
        if one.seq == range.1 + 1 {
            range.1 = one.seq;
            left.push(one.leave(div));
        }
    }
    let count = left.len();
    let mut writes = vec![sealed::grow(div, day, i64::try_from(count).unwrap_or(i64::MAX))];
    for case in order {
        if let Some((first, last)) = ranges.get(&case)
            && first <= last
        {
            writes.push(sealed::enter(div, day, case, *first, *last));
        }
    }
    writes.extend(left);
    (writes, count)
}

/// The tree and the figures of a day.
struct Counted {
    tree: Growing,
    figures: DayFigures,
}

async fn count(centre: &Centre, day: OnDay) -> Result<Counted, ActError> {
    let mut counted = Counted {
        tree: Growing::new(centre.hash()),
        figures: DayFigures::new(centre.div(), day),
    };
    let mut after: Vec<u8> = Vec::new();
    loop {
        let params = vec![
            centre.div().into(),
            i64::from(day.days()).into(),
            after.into(),
            (CASES as i64).into(),
        ];
        let rows = centre.store().query(&sealed::CASES_OF_DAY, params).await?;
        let Some(last) = rows.last() else { return Ok(counted) };
        after = last.id(0)?.to_vec();
        let same = |left: &Row, right: &Row| left.bytes(0).ok() == right.bytes(0).ok();
        for case in rows.chunk_by(same) {
            counted.take(centre, case)?;
        }
    }
}

impl Counted {
    fn take(&mut self, centre: &Centre, rows: &[Row]) -> Result<(), ActError> {
        let Some(row) = rows.first() else { return Ok(()) };
        let (id, first) = (CaseId(Uuid::from_bytes(row.id(0)?)), row.int(4)?);
        for row in rows {
            if row.int(1)? >= first {
                self.tree.push(row.bytes(3)?);
            }
        }
        let texts = rows.iter().map(|row| row.text(2)).collect::<Result<Vec<_>, _>>()?;
        let events: Result<Vec<Event>, String> = texts
            .into_iter()
            .map(|text| {
                wire::read(text)
                    .map(|(_, event)| event)
                    .map_err(|error| error.to_string())
            })
            .collect();
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        let noted = events.and_then(|events| self.figures.note(id, &events, first, &centre.book()));
        if let Err(why) = noted {
            // The tree keeps what is stored; `yimen verify` names what is wrong with it.
            tracing::error!(case = %id.0, why, "a damaged case is not counted in the figures of its day");
        }
        Ok(())
    }
}

async fn put(centre: &Centre, writes: Vec<Write>) -> Result<Step<()>, ActError> {
    let done = centre.commit(None, None, move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    });
    settled(done.await.map(|_| ()))
}

fn settled(done: Result<(), CommitError>) -> Result<Step<()>, ActError> {
    match done {
        Ok(()) => Ok(Step::Done(())),
        Err(CommitError::Conflict) => Ok(Step::Again),
        Err(error) => Err(error.into()),
    }
}
