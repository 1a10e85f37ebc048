//! The proof that nothing was altered (台账校验): every chain is computed again from its first event.

use std::collections::HashMap;

use serde::Serialize;
use yimen_domain::cases::{Case, CaseId};
use yimen_store::ledger::{Hash, ORIGIN, hex, link, wire};
use yimen_store::tables::cases::{ALL_BY_ID, CaseRow};
use yimen_store::tables::events::{EventRow, OF_CASE};

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
    /// SM3 over the last hash of every case in order, hex: one figure for the whole ledger.
    pub summary: String,
}

impl Verdict {
    /// Everything fits.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks every case of the division: the chain, the fold, the projection, and that no number is missing.
///
/// # Errors
/// The database does not answer.
pub async fn verify(centre: &Centre, mut progress: impl FnMut(u64)) -> Result<Verdict, ActError> {
    const PAGE: i64 = 500;
    let mut verdict = Verdict::default();
    let mut summary = ORIGIN;
    let mut after = vec![0u8; 16];
    let mut serials: HashMap<(String, String), Vec<u64>> = HashMap::new();
    loop {
        let rows = centre
            .store()
            .query(&ALL_BY_ID, vec![centre.div().into(), after.clone().into(), PAGE.into()])
            .await?;
        for row in &rows {
            let row = CaseRow::read(row)?;
            after = row.id.0.as_bytes().to_vec();
            verdict.cases += 1;
            let (events, fault) = check_case(centre, &row).await?;
            verdict.events += events;
            verdict.faults.extend(fault);
            summary = link(&summary, &hex(&row.last_hash));
            note_serial(&mut serials, &row);
        }
        progress(verdict.cases);
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    verdict.faults.extend(orphans(centre).await?);
    verdict.faults.extend(gaps(serials));
    verdict.summary = hex(&summary);
    Ok(verdict)
}

async fn check_case(centre: &Centre, row: &CaseRow) -> Result<(u64, Option<Fault>), ActError> {
    let stored = centre
        .store()
        .query(&OF_CASE, vec![centre.div().into(), row.id.0.into_bytes().into()])
        .await?;
    let events = stored
        .iter()
        .map(|stored| EventRow::read(stored, 0))
        .collect::<Result<Vec<_>, _>>()?;
    let fault = check_chain(row.id, &events).and_then(|(case, last)| check_projection(centre, row, &case, last));
    let named = |(seq, zh, en): (u32, String, String)| Fault {
        number: row.number.clone(),
        case: row.id.0.to_string(),
        seq,
        zh,
        en,
    };
    Ok((events.len() as u64, fault.err().map(named)))
}

type Wrong = (u32, String, String);

fn check_chain(id: CaseId, events: &[EventRow]) -> Result<(Case, Hash), Wrong> {
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
        hash = link(&hash, &stored.text);
        if hash != stored.hash {
            return Err((
                expected,
                format!("第 {expected} 个事件被改动过"),
                format!("event {expected} was altered"),
            ));
        }
        let (case, event) = wire::read(&stored.text).map_err(|error| {
            (
                expected,
                format!("第 {expected} 个事件无法读取"),
                format!("event {expected} cannot be read: {}", error.why),
            )
        })?;
        if case != id || event.seq != expected {
            return Err((
                expected,
                format!("第 {expected} 个事件属于别的办件"),
                format!("event {expected} belongs to another case"),
            ));
        }
        read.push(event);
    }
    Case::fold(id, &read).map(|case| (case, hash)).map_err(|wrong| {
        (
            wrong.seq,
            format!("第 {} 个事件与之前的事件不符", wrong.seq),
            format!("event {} does not follow: {}", wrong.seq, wrong.what),
        )
    })
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
    let expected = project::row(case, &centre.calendar(), last);
    if *row != expected {
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
            let case = uuid::Uuid::from_bytes(row.id(0)?).to_string();
            let (zh, en) = ("有事件但没有办件记录".into(), "there are events but no case".into());
            Ok(Fault {
                number: String::new(),
                case,
                seq: 0,
                zh,
                en,
            })
        })
        .collect()
}

fn note_serial(serials: &mut HashMap<(String, String), Vec<u64>>, row: &CaseRow) {
    let Some(rest) = row.number.strip_prefix(&row.item) else {
        return;
    };
    if let Some((day, serial)) = rest.split_at_checked(8)
        && let Ok(serial) = serial.parse()
    {
        serials
            .entry((row.item.clone(), day.to_string()))
            .or_default()
            .push(serial);
    }
}

/// Numbers are drawn without gaps, so a number that is missing in the middle is a case that was removed.
fn gaps(serials: HashMap<(String, String), Vec<u64>>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for ((item, day), mut numbers) in serials {
        numbers.sort_unstable();
        for (expected, found) in (1u64..).zip(&numbers) {
            if expected != *found {
                let number = format!("{item}{day}{expected:04}");
                faults.push(Fault {
                    number,
                    case: String::new(),
                    seq: 0,
                    zh: "这个编号的办件不见了".into(),
                    en: "the case with this number is gone".into(),
                });
                break;
            }
        }
    }
    faults.sort_by(|left, right| left.number.cmp(&right.number));
    faults
}
