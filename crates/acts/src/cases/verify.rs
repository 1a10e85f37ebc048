//! The proof that nothing was altered (台账校验): every chain is computed again from its first event.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::cases::event::What;
use yimen_domain::cases::{Case, CaseId};
use yimen_store::ledger::{Hash, HashKind, ORIGIN, hex, wire};
use yimen_store::tables::cases::{ALL_BY_ID, BY_ID, CaseRow};
use yimen_store::tables::counters;
use yimen_store::tables::events::{EventRow, OF_CASE};
use yimen_store::tables::{sealed, vault};
use yimen_store::{Row, StoreError};

use crate::ledger::check::Checker;
use crate::ledger::export;
use crate::{ActError, Centre};

use super::project;

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Case number, as far as it is known.
    pub number: String,
    /// Case id.
    pub case: String,
    /// First event that does not fit; 0 when the case as a whole does not.
    pub seq: u32,
    /// What does not fit, Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verdict {
    /// Cases checked.
    pub cases: u64,
    /// Events checked.
    pub events: u64,
    /// What does not fit, in the order of the cases' ids; the first is the oldest case.
    pub faults: Vec<Fault>,
    /// Hash over the last hash of every case in order, hex: one figure for the whole ledger.
    pub summary: String,
    /// Closed days whose root was computed again.
    pub days: u64,
    /// The last of them.
    pub last_day: Option<String>,
    /// Events that wait for the tree of their day.
    pub waiting: u64,
    /// Events that entered the tree of a later day than their own.
    pub late: u64,
    /// Events that say that somebody's words were deleted by law.
    pub forgotten: u64,
}

impl Verdict {
    /// Everything fits.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks every case of the division: the chain, the fold, the projection, and that no number is missing. The centre
/// may go on working meanwhile.
///
/// # Errors
/// The database does not answer.
pub async fn verify(centre: &Centre, mut progress: impl FnMut(u64)) -> Result<Verdict, ActError> {
    const PAGE: i64 = 500;
    let mut verdict = Verdict::default();
    let mut summary = ORIGIN;
    let mut after = vec![0u8; 16];
    let drawn_before = drawn(centre).await?;
    let mut found = Serials::new();
    loop {
        let rows = centre
            .store()
            .query(&ALL_BY_ID, vec![centre.div().into(), after.clone().into(), PAGE.into()])
            .await?;
        let first = after.clone();
        let mut told = BTreeMap::new();
        for stored in &rows {
            after = stored.id(0)?.to_vec();
            verdict.cases += 1;
            match CaseRow::read(stored) {
                Ok(row) => {
                    let (events, checked) = check_case(centre, &row).await?;
                    verdict.events += events;
                    match checked {
                        Ok(case_told) => {
                            told.insert(row.id.0.into_bytes(), (row.number.clone(), case_told));
                        }
                        Err(fault) => verdict.faults.push(fault),
                    }
                    summary = centre.hash().link(&summary, &hex(&row.last_hash));
                    note_serial(&mut found, &row);
                }
                Err(error) => verdict.faults.push(unreadable(stored, &error)?),
            }
        }
        verdict
            .faults
            .extend(check_words(centre, (&first, &after), &told).await?);
        progress(verdict.cases);
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    verdict.faults.extend(orphans(centre).await?);
    verdict
        .faults
        .extend(missing(&drawn_before, &drawn(centre).await?, &found));
    verdict.summary = hex(&summary);
    days(centre, &mut verdict).await?;
    Ok(verdict)
}

/// Checks the days as an outsider checks an export: their trees, figures, signatures and how they follow each other.
async fn days(centre: &Centre, verdict: &mut Verdict) -> Result<(), ActError> {
    let div = || vec![centre.div().into()];
    let before = centre.store().query(&sealed::LAST_DAY, div()).await?;
    let mut checker = Checker::new();
    export::each(centre, |line| {
        checker.line(line);
        Ok(())
    })
    .await?;
    let checked = checker.end().checked;
    let counted = centre.store().query(&sealed::COUNT_WAITING, div()).await?;
    let counted = counted.first().map_or(Ok(0), |row| row.int(0))?;
    let lost = centre.store().query(&sealed::LOST, div()).await?;
    let still = centre.store().query(&sealed::LAST_DAY, div()).await? == before;
    let damaged: BTreeSet<String> = verdict.faults.iter().map(|fault| fault.case.clone()).collect();
    let is_new = |found: &Fault| found.case.is_empty() || !damaged.contains(&found.case);
    let news = checked.faults.into_iter().filter(is_new);
    verdict.faults.extend(news);
    if still && i64::try_from(checked.waiting).is_ok_and(|waiting| waiting > counted) {
        let wrong = (
            0,
            "有事件不会进入任何日根".into(),
            "there are events that will enter no day's tree".into(),
        );
        verdict.faults.push(fault("", String::new(), wrong));
    }
    for row in &lost {
        let case = Uuid::from_bytes(row.id(0)?).to_string();
        if !damaged.contains(&case) {
            let wrong = (
                0,
                "日根中的事件不见了".into(),
                "an event that is in a day's tree is gone".into(),
            );
            verdict.faults.push(fault("", case, wrong));
        }
    }
    (verdict.days, verdict.last_day) = (checked.days, checked.last_day);
    (verdict.waiting, verdict.late, verdict.forgotten) = (checked.waiting, checked.late, checked.forgotten);
    Ok(())
}

/// Somebody may be working on the case: what does not fit counts only if the row is still the same.
async fn check_case(centre: &Centre, row: &CaseRow) -> Result<(u64, Result<Told, Fault>), ActError> {
    let mut row = row.clone();
    loop {
        let (events, checked) = check_once(centre, &row).await?;
        let (seq, zh, en) = match checked {
            Ok(told) => return Ok((events, Ok(told))),
            Err(wrong) => wrong,
        };
        let params = vec![centre.div().into(), row.id.0.into_bytes().into()];
        let again = centre.store().query(&BY_ID, params).await?;
        match again.first().map(CaseRow::read) {
            Some(Ok(newer)) if newer.events > row.events => row = newer,
            _ => return Ok((events, Err(fault(&row.number, row.id.0.to_string(), (seq, zh, en))))),
        }
    }
}

async fn check_once(centre: &Centre, row: &CaseRow) -> Result<(u64, Result<Told, Wrong>), ActError> {
    let params = vec![centre.div().into(), row.id.0.into_bytes().into()];
    let stored = centre.store().query(&OF_CASE, params).await?;
    let read: Result<Vec<EventRow>, Wrong> = stored
        .iter()
        .zip(1u32..)
        .map(|(stored, expected)| {
            EventRow::read(stored, 0).map_err(|error| unreadable_event(expected, &error.to_string()))
        })
        .collect();
    let checked = read.and_then(|events| check_chain(centre.hash(), row.id, &events));
    let checked = checked.and_then(|(case, last, told)| check_projection(centre, row, &case, last).map(|()| told));
    Ok((stored.len() as u64, checked))
}

/// What a case's events say about the words that were sealed with them.
#[derive(Default)]
pub(super) struct Told {
    /// Commitments by the number of their event; none once the words were deleted by law.
    commitments: BTreeMap<u32, String>,
}

/// Compares the sealed words of a page of cases with what the events say about them.
async fn check_words(
    centre: &Centre,
    (after, last): (&[u8], &[u8]),
    told: &BTreeMap<[u8; 16], (String, Told)>,
) -> Result<Vec<Fault>, ActError> {
    let params = vec![centre.div().into(), after.to_vec().into(), last.to_vec().into()];
    let rows = centre.store().query(&vault::BETWEEN, params).await?;
    let mut kept: BTreeMap<([u8; 16], u32), &[u8]> = BTreeMap::new();
    for row in &rows {
        kept.insert((row.id(0)?, u32::try_from(row.int(1)?).unwrap_or(0)), row.bytes(2)?);
    }
    let mut faults = Vec::new();
    for (id, (number, told)) in told {
        let there = kept.range((*id, 0)..=(*id, u32::MAX)).map(|((_, seq), _)| *seq);
        let wrong = told.commitments.iter().find_map(|(seq, commitment)| {
            let sealed = kept.get(&(*id, *seq));
            words_fault(centre, id, *seq, commitment, sealed.copied())
        });
        let extra = || {
            there
                .into_iter()
                .find(|seq| !told.commitments.contains_key(seq))
                .map(left_over)
        };
        if let Some(wrong) = wrong.or_else(extra)
            && !is_changing(centre, *id, told).await?
        {
            faults.push(fault(number, Uuid::from_bytes(*id).to_string(), wrong));
        }
    }
    Ok(faults)
}

fn words_fault(centre: &Centre, id: &[u8; 16], seq: u32, commitment: &str, sealed: Option<&[u8]>) -> Option<Wrong> {
    let Some(sealed) = sealed else {
        return Some((
            seq,
            format!("第 {seq} 个事件的保密内容不见了，台账没有记载依法删除"),
            format!("the sealed words of event {seq} are gone, and no event says that they were deleted by law"),
        ));
    };
    let plain = centre.shared.vault.open_sealed(id, sealed);
    let holds = plain.is_ok_and(|plain| hex(&centre.hash().digest(&plain)) == commitment);
    (!holds).then(|| {
        (
            seq,
            format!("第 {seq} 个事件的保密内容与台账不符，或不能用现在的密钥打开"),
            format!("the sealed words of event {seq} are not those of the ledger, or cannot be opened with this key"),
        )
    })
}

fn left_over(seq: u32) -> Wrong {
    (
        seq,
        format!("第 {seq} 个事件有台账没有记载或已依法删除的保密内容"),
        format!("there are sealed words of event {seq} that the ledger does not know or says were deleted"),
    )
}

/// Whether somebody changed the words of a case between the reading of its events and of its words.
async fn is_changing(centre: &Centre, id: [u8; 16], told: &Told) -> Result<bool, ActError> {
    let params = vec![centre.div().into(), id.into()];
    let rows = centre.store().query(&BY_ID, params).await?;
    let Some(Ok(row)) = rows.first().map(CaseRow::read) else {
        return Ok(true);
    };
    let (_, checked) = check_once(centre, &row).await?;
    Ok(!checked.is_ok_and(|now| now.commitments == told.commitments))
}

pub(super) fn fault(number: &str, case: String, (seq, zh, en): Wrong) -> Fault {
    Fault {
        number: number.to_string(),
        case,
        seq,
        zh,
        en,
    }
}

fn unreadable(stored: &Row, error: &StoreError) -> Result<Fault, ActError> {
    let wrong = (
        0,
        "办件投影无法读取".into(),
        format!("the projection cannot be read: {error}"),
    );
    Ok(fault(
        stored.text(1)?,
        Uuid::from_bytes(stored.id(0)?).to_string(),
        wrong,
    ))
}

pub(super) fn unreadable_event(seq: u32, why: &str) -> Wrong {
    (
        seq,
        format!("第 {seq} 个事件无法读取"),
        format!("event {seq} cannot be read: {why}"),
    )
}

/// First event that does not fit, and what is wrong, in Chinese and English.
pub(super) type Wrong = (u32, String, String);

pub(super) fn check_chain(kind: HashKind, id: CaseId, events: &[EventRow]) -> Result<(Case, Hash, Told), Wrong> {
    let mut hash = ORIGIN;
    let mut read = Vec::with_capacity(events.len());
    for (stored, expected) in events.iter().zip(1u32..) {
        if stored.seq != expected {
            return Err((
                expected,
                format!("缺少第 {expected} 个事件"),
                format!("event {expected} is missing"),
            ));
        }
        hash = kind.link(&hash, &stored.text);
        if hash != stored.hash {
            return Err((
                expected,
                format!("第 {expected} 个事件被改动过"),
                format!("event {expected} was altered"),
            ));
        }
        let (case, event) = wire::read(&stored.text).map_err(|error| unreadable_event(expected, &error.why))?;
        if case != id || event.seq != expected {
            return Err((
                expected,
                format!("第 {expected} 个事件属于别的办件"),
                format!("event {expected} belongs to another case"),
            ));
        }
        read.push(event);
    }
    let case = Case::fold(id, &read).map_err(|wrong| {
        (
            wrong.seq,
            format!("第 {} 个事件与之前的事件不符", wrong.seq),
            format!("event {} does not follow: {}", wrong.seq, wrong.what),
        )
    })?;
    let mut told = Told::default();
    if case.words_deleted.is_none() {
        let commitments = read
            .iter()
            .filter_map(|event| Some((event.seq, commitment(&event.what)?)));
        told.commitments = commitments.collect();
    }
    Ok((case, hash, told))
}

fn commitment(what: &What) -> Option<String> {
    match what {
        What::Filed(filed) => Some(filed.commitment.clone()),
        What::Supplemented { commitment, .. } => commitment.clone(),
        What::Intake(happened) => happened.commitment().cloned(),
        What::Simulated(happened) => happened.commitment().cloned(),
        _ => None,
    }
}

fn check_projection(centre: &Centre, row: &CaseRow, case: &Case, last: Hash) -> Result<(), Wrong> {
    if last != row.last_hash || row.events != case.events {
        let seq = case.events + 1;
        return Err((
            seq,
            format!("第 {seq} 个及以后的事件被删除，或最后的哈希被改动"),
            format!("events from {seq} on were removed, or the last hash was altered"),
        ));
    }
    let calendar = centre.book().version(row.calendar);
    let expected = calendar.map(|calendar| project::row(case, &calendar, last));
    if expected.as_ref() != Some(row) {
        return Err((
            0,
            "办件投影与事件不符".into(),
            "the projection differs from the events".into(),
        ));
    }
    Ok(())
}

/// Events whose case has no row: the case was removed from the lists.
async fn orphans(centre: &Centre) -> Result<Vec<Fault>, ActError> {
    let rows = centre
        .store()
        .query(&yimen_store::tables::events::ORPHANS, vec![centre.div().into()])
        .await?;
    rows.iter()
        .map(|row| {
            let case = Uuid::from_bytes(row.id(0)?).to_string();
            let wrong = (0, "有事件但没有办件记录".into(), "there are events but no case".into());
            Ok(fault("", case, wrong))
        })
        .collect()
}

/// Numbers by item and day.
type Serials = BTreeMap<(String, String), BTreeSet<u64>>;

/// The last number that each series has given, by item and day.
async fn drawn(centre: &Centre) -> Result<BTreeMap<(String, String), u64>, ActError> {
    let rows = centre
        .store()
        .query(&counters::OF_CASES, vec![centre.div().into()])
        .await?;
    rows.iter()
        .map(|row| {
            let item = row.text(0)?.trim_start_matches("case/").to_string();
            let day = Day::from_days(i32::try_from(row.int(1)?).unwrap_or(0)).compact();
            Ok(((item, day), u64::try_from(row.int(2)?).unwrap_or(0)))
        })
        .collect()
}

fn note_serial(found: &mut Serials, row: &CaseRow) {
    let rest = row
        .number
        .strip_prefix(&row.item)
        .and_then(|rest| rest.split_at_checked(8));
    if let Some((day, serial)) = rest
        && let Ok(serial) = serial.parse()
    {
        found
            .entry((row.item.clone(), day.to_string()))
            .or_default()
            .insert(serial);
    }
}

/// Numbers are drawn without gaps: one that was drawn before we looked and is not there is a case that was removed.
/// A number above what was drawn when we had looked means that the counter was set back to hide one.
fn missing(
    before: &BTreeMap<(String, String), u64>,
    after: &BTreeMap<(String, String), u64>,
    found: &Serials,
) -> Vec<Fault> {
    let none = BTreeSet::new();
    let named = |item: &str, day: &str, serial: u64, zh: &str, en: &str| {
        fault(
            &format!("{item}{day}{serial:04}"),
            String::new(),
            (0, zh.into(), en.into()),
        )
    };
    let gone = before.iter().filter_map(|(series, last)| {
        let there = found.get(series).unwrap_or(&none);
        let first = (1..=*last).find(|serial| !there.contains(serial))?;
        Some(named(
            &series.0,
            &series.1,
            first,
            "这个编号的办件不见了",
            "the case with this number is gone",
        ))
    });
    let set_back = found.iter().filter_map(|(series, numbers)| {
        let last = numbers
            .last()
            .filter(|last| **last > after.get(series).copied().unwrap_or(0))?;
        Some(named(
            &series.0,
            &series.1,
            *last,
            "编号计数被改动过",
            "the counter of these numbers was altered",
        ))
    });
    let mut faults: Vec<Fault> = gone.chain(set_back).collect();
    faults.sort_by(|left, right| left.number.cmp(&right.number));
    faults
}
