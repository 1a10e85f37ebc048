//! The record of matters (诉求台账): every event of every matter in one chain, and the rows of lists that follow from it.

use std::collections::BTreeMap;

use uuid::Uuid;
use yimen_domain::matters::{Event, Matter, Stage};
use yimen_domain::organisation::permission::Permission;
use yimen_domain::organisation::{Actor, Capacity};
use yimen_store::Write;
use yimen_store::ledger::{Hash, ORIGIN};
use yimen_store::tables::NEVER;
use yimen_store::tables::matters::{self, MatterRow};

use super::wire::{self, ByDoc, EntryDoc};
use crate::chain::{self, End, Verdict};
use crate::{ActError, Centre};

/// Most entries that are read at once.
const PAGE: i64 = 500;

/// One entry as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the record.
    pub seq: u32,
    /// Name of who did it: of staff in full, of a person masked, empty where they gave none.
    pub by: String,
    /// `applicant`, `system`, or the code of a role.
    pub role: String,
    /// Hash of the words that came with it.
    pub told: Option<String>,
    /// What happened.
    pub event: Event,
}

pub(super) fn by(actor: &Actor) -> ByDoc {
    let role = match &actor.capacity {
        Capacity::System => "system".to_string(),
        Capacity::Staff { .. } => Permission::RecordMatter
            .role_of(actor, yimen_domain::organisation::permission::About::CENTRE)
            .map_or("staff", |role| role.code())
            .to_string(),
        _ => "applicant".to_string(),
    };
    ByDoc {
        account: actor.account.map(|account| account.0),
        name: actor.name.clone(),
        role,
    }
}

pub(super) async fn end(centre: &Centre) -> Result<End, ActError> {
    let rows = centre.store().query(&matters::LAST, vec![centre.div().into()]).await?;
    let Some(row) = rows.first() else {
        return Ok((0, ORIGIN));
    };
    let seq = u32::try_from(row.int(0)?).map_err(|_| ActError::Broken("matter_record.seq is out of range".into()))?;
    Ok((seq, row.hash(1)?))
}

/// What writes an entry after the last one.
pub(super) fn add(
    div: &str,
    hash: yimen_store::ledger::HashKind,
    end: &mut End,
    entry: &mut EntryDoc,
) -> Result<Write, ActError> {
    entry.seq = end.0 + 1;
    let text = chain::add(hash, end, entry)?;
    Ok(matters::add(div, entry.seq, entry.matter, entry.at, text, end.1))
}

fn read(text: &str) -> Result<(Uuid, String, Entry), ActError> {
    let doc: EntryDoc = serde_json::from_str(text).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok((
        doc.matter,
        doc.number,
        Entry {
            seq: doc.seq,
            by: doc.by.name,
            role: doc.by.role,
            told: doc.told,
            event: wire::event(doc.at, doc.what)?,
        },
    ))
}

/// The entries about a matter, oldest first.
pub(super) async fn of(centre: &Centre, id: Uuid) -> Result<Vec<Entry>, ActError> {
    let params = vec![centre.div().into(), id.into_bytes().into(), PAGE.into()];
    let rows = centre.store().query(&matters::OF_MATTER, params).await?;
    rows.iter().map(|row| Ok(read(row.text(0)?)?.2)).collect()
}

async fn all(centre: &Centre) -> Result<Vec<(String, Hash)>, ActError> {
    let mut found: Vec<(String, Hash)> = Vec::new();
    loop {
        let from = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let rows = centre
            .store()
            .query(&matters::AFTER, vec![centre.div().into(), from.into(), PAGE.into()])
            .await?;
        for row in &rows {
            found.push((row.text(0)?.to_string(), row.hash(1)?));
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

/// The row that follows from a matter.
pub(super) fn row(id: Uuid, number: &str, matter: &Matter, steps: u32) -> MatterRow {
    let waits = matter.waits_until();
    MatterRow {
        id,
        number: number.to_string(),
        kind: matter.kind.code().into(),
        stage: matter.stage().code().into(),
        body: matter.unit().unwrap_or_default().to_string(),
        holder: matter.holder().map(|held| held.account),
        handed: matter
            .handed_to
            .as_ref()
            .map(|to| to.account)
            .filter(|_| !matter.stage().is_over()),
        owner: matter.owner,
        is_open: !matter.stage().is_over(),
        last_day: waits.map_or(NEVER, |day| i64::from(day.days())),
        is_overdue: waits.is_some() && matter.overdue == waits,
        steps,
    }
}

async fn stored(centre: &Centre) -> Result<BTreeMap<Uuid, MatterRow>, ActError> {
    let mut found = BTreeMap::new();
    let mut after = [0u8; 16];
    loop {
        let rows = centre
            .store()
            .query(&matters::ALL_ROWS, vec![centre.div().into(), after.into(), PAGE.into()])
            .await?;
        for row in &rows {
            let row = MatterRow::read(row)?;
            after = row.id.into_bytes();
            found.insert(row.id, row);
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

fn folded(entries: &[(String, Hash)]) -> Result<BTreeMap<Uuid, MatterRow>, ActError> {
    let mut events: BTreeMap<Uuid, (String, Vec<Event>)> = BTreeMap::new();
    for (text, _) in entries {
        let (id, number, entry) = read(text)?;
        let known = events.entry(id).or_insert_with(|| (number, Vec::new()));
        known.1.push(entry.event);
    }
    let mut rows = BTreeMap::new();
    for (id, (number, events)) in events {
        let matter =
            Matter::of(&events).ok_or_else(|| ActError::Broken(format!("matter {number} has no beginning")))?;
        let steps = u32::try_from(events.len()).unwrap_or(u32::MAX);
        rows.insert(id, row(id, &number, &matter, steps));
    }
    Ok(rows)
}

/// Checks the chain entry by entry, and that the rows of lists are those that follow from it.
///
/// # Errors
/// The database does not answer.
pub async fn verify(centre: &Centre) -> Result<Verdict, ActError> {
    let entries = all(centre).await?;
    let mut verdict = chain::check(centre.hash(), entries.clone(), "matters");
    if verdict.faults.is_empty() {
        let (follows, stored) = (folded(&entries)?, stored(centre).await?);
        let mut differ: Vec<_> = follows.iter().filter(|(id, row)| stored.get(id) != Some(row)).collect();
        differ.extend(stored.iter().filter(|(id, _)| !follows.contains_key(id)));
        for (_, row) in differ {
            verdict.faults.push(format!(
                "the row of matter {} does not follow from the record",
                row.number
            ));
        }
    }
    Ok(verdict)
}

/// Makes the rows of lists anew from the record; answers how many differed.
///
/// # Errors
/// The database does not answer, or an entry cannot be read.
pub async fn rebuild(centre: &Centre) -> Result<u64, ActError> {
    let (follows, stored) = (folded(&all(centre).await?)?, stored(centre).await?);
    let mut mended = 0;
    for (id, row) in &follows {
        if stored.get(id) != Some(row) {
            mended += 1;
            centre
                .put(vec![matters::remove(centre.div(), *id), row.insert(centre.div())])
                .await?;
        }
    }
    for id in stored.keys().filter(|id| !follows.contains_key(id)) {
        mended += 1;
        centre.put(vec![matters::remove(centre.div(), *id)]).await?;
    }
    Ok(mended)
}

/// The stage of a row.
pub(super) fn stage_of(code: &str) -> Stage {
    Stage::ALL
        .into_iter()
        .find(|stage| stage.code() == code)
        .unwrap_or(Stage::Submitted)
}
