//! Which event went into the tree of which day (日根归属), and what waits.
//!
//! Usually an event goes into the tree of its own day. One that came late went into a later one, and only the signed root
//! tells that. So what is unusual is right if the roots of its days come of it; otherwise it is right as usual if the roots
//! come of that.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use yimen_domain::calendar::CHINA;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_store::ledger::tree::Growing;
use yimen_store::ledger::{Hash, hex, wire};
use yimen_store::tables::events::{self, EventRow};
use yimen_store::tables::sealed::{self, DayRow};
use yimen_store::{CommitError, Row, Value, Write};

use super::{Desk, Difference, Mode, Report, fault};
use crate::ledger::days::on_day;
use crate::ledger::record::{Entry, Record as _};
use crate::{ActError, Centre};

/// Rows that are read together.
const PAGE: i64 = 500;

/// The days of the ledger, each with what was signed of it; nothing of a day that is open.
pub(super) struct Days(BTreeMap<i64, Option<Signed>>);

/// The signed root of a day.
#[derive(Default)]
struct Signed {
    leaves: u64,
    root: String,
}

impl Signed {
    /// An entry that cannot be read has a root that comes of nothing.
    fn read(entry: &str) -> Signed {
        Entry::read(entry).map_or_else(
            |_| Signed::default(),
            |entry| Signed {
                leaves: entry.leaves,
                root: entry.root,
            },
        )
    }
}

impl Days {
    pub(super) async fn load(centre: &Centre) -> Result<Days, ActError> {
        let mut days = BTreeMap::new();
        let mut after = i64::MIN;
        loop {
            let params = vec![centre.div().into(), after.into(), PAGE.into()];
            let rows = centre.store().query(&sealed::DAYS, params).await?;
            for row in &rows {
                let row = DayRow::read(row)?;
                after = row.day;
                days.insert(row.day, row.seal.map(|seal| Signed::read(&seal.entry)));
            }
            if (rows.len() as i64) < PAGE {
                return Ok(Days(days));
            }
        }
    }

    pub(super) fn count(&self) -> i64 {
        self.0.len() as i64
    }

    fn is_open(&self, day: i64) -> bool {
        matches!(self.0.get(&day), Some(None))
    }

    fn signed(&self, day: i64) -> Option<&Signed> {
        self.0.get(&day)?.as_ref()
    }

    /// The day whose tree takes each event when none is late; nothing for those that wait.
    fn usual(&self, own: &[i64]) -> Vec<Option<i64>> {
        let mut before = Some(i64::MIN);
        own.iter()
            .map(|day| {
                before = before.and_then(|before| self.0.range(before.max(*day)..).next().map(|(day, _)| *day));
                before
            })
            .collect()
    }
}

/// The leaves of one case as they are stored: first and last event, and day.
type Tile = Vec<(i64, i64, i64)>;

/// The day of each event by the stored leaves; nothing when they are no row of events without a gap.
fn by_tile(tile: &Tile, events: usize) -> Option<Vec<Option<i64>>> {
    let mut found = Vec::with_capacity(events);
    let mut before = i64::MIN;
    for (first, last, day) in tile {
        let is_next = *first == found.len() as i64 + 1 && last >= first && *day > before && *last <= events as i64;
        if !is_next {
            return None;
        }
        before = *day;
        found.extend((*first..=*last).map(|_| Some(*day)));
    }
    found.resize(events, None);
    Some(found)
}

/// Leaves by the day of each event.
fn tile_of(days: &[Option<i64>]) -> Tile {
    let mut tile = Tile::new();
    for (seq, day) in (1..).zip(days) {
        let Some(day) = day else { break };
        match tile.last_mut() {
            Some((_, last, same)) if same == day => *last = seq,
            _ => tile.push((seq, seq, *day)),
        }
    }
    tile
}

fn own_days(events: &[Event]) -> Vec<i64> {
    events
        .iter()
        .map(|event| i64::from(event.at.day(CHINA).days()))
        .collect()
}

fn tile_read(rows: &[Vec<Value>]) -> Tile {
    let int = |value: Option<&Value>| match value {
        Some(Value::Int(number)) => *number,
        _ => i64::MIN,
    };
    rows.iter()
        .map(|row| (int(row.first()), int(row.get(1)), int(row.get(2))))
        .collect()
}

impl Desk<'_> {
    /// Every event that is in no tree waits under its day. False when the leaves are not as usual: then the roots decide.
    pub(super) fn waiting(
        &mut self,
        leaves: &[Vec<Value>],
        waiting: &[Vec<Value>],
        events: &[Event],
        days: &Days,
    ) -> bool {
        let own = own_days(events);
        let Some(entered) = by_tile(&tile_read(leaves), events.len()) else {
            return false;
        };
        let fits = |(entered, usual): (&Option<i64>, &Option<i64>)| {
            entered == usual || entered.is_none() && usual.is_some_and(|day| days.is_open(day))
        };
        if !entered.iter().zip(&days.usual(&own)).all(fits) {
            return false;
        }
        self.waits_for_days(waiting, &entered, &own);
        true
    }

    fn waits_for_days(&mut self, waiting: &[Vec<Value>], entered: &[Option<i64>], own: &[i64]) {
        let before = self.differences.len();
        let mut due: BTreeMap<i64, i64> = BTreeMap::new();
        for ((seq, entered), own) in (1..).zip(entered).zip(own) {
            if entered.is_none() {
                due.insert(seq, *own);
            }
        }
        let mut left = due.clone();
        for row in waiting {
            let (Some(Value::Int(seq)), Some(day)) = (row.first(), row.get(1)) else {
                continue;
            };
            match left.remove(seq) {
                Some(own) if *day == own.into() => {}
                Some(own) => self.differs("unsealed", &seq.to_string(), "day", (Some(day), Some(&own.into()))),
                None => self.differs("unsealed", &seq.to_string(), "", (Some(day), None)),
            }
        }
        for (seq, own) in left {
            self.differs("unsealed", &seq.to_string(), "", (None, Some(&own.into())));
        }
        if self.differences.len() > before {
            self.writes
                .push(sealed::clear_waiting(self.div, self.of.id, waiting.len()));
            let wait =
                |(seq, day): (&i64, &i64)| sealed::wait(self.div, self.of.id, u32::try_from(*seq).unwrap_or(0), *day);
            self.writes.extend(due.iter().map(wait));
        }
    }
}

/// A case whose leaves are not as usual.
struct Odd {
    id: CaseId,
    number: String,
    hashes: Vec<Hash>,
    own: Vec<i64>,
    stored: Tile,
    usual: Tile,
    /// Sequence number and day of what waits.
    waiting: Vec<Vec<Value>>,
}

impl Odd {
    async fn read(centre: &Centre, id: CaseId, days: &Days) -> Result<Option<Odd>, ActError> {
        let key = || vec![centre.div().into(), id.0.into_bytes().into()];
        let rows = centre.store().query(&events::OF_CASE, key()).await?;
        let mut hashes = Vec::with_capacity(rows.len());
        let mut told = Vec::with_capacity(rows.len());
        for row in &rows {
            let row = EventRow::read(row, 0)?;
            let Ok((_, event)) = wire::read(&row.text) else {
                return Ok(None);
            };
            hashes.push(row.hash);
            told.push(event);
        }
        let found = super::stored(centre, super::only(id), true).await?.remove(&id);
        let Some(found) = found.filter(|found| found.events.len() == rows.len()) else {
            return Ok(None);
        };
        let own = own_days(&told);
        let number = match told.first().map(|event| &event.what) {
            Some(yimen_domain::cases::event::What::Filed(filed)) => filed.number.clone(),
            _ => String::new(),
        };
        Ok(Some(Odd {
            id,
            number,
            hashes,
            stored: tile_read(&found.leaves),
            usual: tile_of(&days.usual(&own)),
            own,
            waiting: found.waiting,
        }))
    }

    /// Closed days that its leaves touch, as they are stored or as usual.
    fn days<'a>(&'a self, days: &'a Days) -> impl Iterator<Item = i64> + 'a {
        let touched = self.stored.iter().chain(&self.usual).map(|(_, _, day)| *day);
        touched.filter(|day| days.signed(*day).is_some())
    }

    fn differences(&self) -> Vec<Difference> {
        let told =
            |tile: Option<&(i64, i64, i64)>| tile.map(|(first, last, day)| format!("{first}–{last} {}", on_day(*day)));
        let firsts: BTreeSet<i64> = self
            .stored
            .iter()
            .chain(&self.usual)
            .map(|(first, _, _)| *first)
            .collect();
        let of = |tile: &Tile, first: i64| tile.iter().find(|part| part.0 == first).copied();
        firsts
            .into_iter()
            .map(|first| (first, of(&self.stored, first), of(&self.usual, first)))
            .filter(|(_, stored, usual)| stored != usual)
            .map(|(first, stored, usual)| Difference {
                number: self.number.clone(),
                table: "leaves",
                row: first.to_string(),
                column: "",
                stored: told(stored.as_ref()),
                rebuilt: told(usual.as_ref()),
            })
            .collect()
    }

    fn writes(&self, div: &str) -> Vec<Write> {
        let number = |seq: i64| u32::try_from(seq).unwrap_or(0);
        let mut writes = vec![
            sealed::clear_leaves(div, self.id, self.stored.len()),
            sealed::clear_waiting(div, self.id, self.waiting.len()),
        ];
        for (first, last, day) in &self.usual {
            writes.push(sealed::enter(div, *day, self.id, number(*first), number(*last)));
        }
        let entered = self.usual.last().map_or(0, |(_, last, _)| *last);
        for (seq, day) in (1..).zip(&self.own).filter(|(seq, _)| *seq > entered) {
            writes.push(sealed::wait(div, self.id, number(seq), *day));
        }
        writes
    }
}

/// The leaves of a day as `(case, number of the event)`, with their hashes.
async fn leaves(centre: &Centre, day: i64) -> Result<BTreeMap<([u8; 16], i64), Vec<u8>>, ActError> {
    let mut found = BTreeMap::new();
    let mut after = Vec::new();
    loop {
        let params = vec![centre.div().into(), day.into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&sealed::HASHES_OF_DAY, params).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id(0)?.to_vec();
        for row in &rows {
            found.insert((row.id(0)?, row.int(1)?), row.bytes(2)?.to_vec());
        }
    }
}

/// Whether the root of a closed day comes of its leaves, with those of some cases as usual.
async fn holds(centre: &Centre, day: i64, signed: &Signed, as_usual: &[&Odd]) -> Result<bool, ActError> {
    let mut leaves = leaves(centre, day).await?;
    for odd in as_usual {
        let id = odd.id.0.into_bytes();
        leaves.retain(|(case, _), _| *case != id);
        for (first, last, _) in odd.usual.iter().filter(|(_, _, of)| *of == day) {
            for seq in *first..=*last {
                let hash = usize::try_from(seq - 1).ok().and_then(|at| odd.hashes.get(at));
                leaves.extend(hash.map(|hash| ((id, seq), hash.to_vec())));
            }
        }
    }
    let mut tree = Growing::new(centre.hash());
    leaves.values().for_each(|hash| tree.push(hash));
    Ok(tree.leaves() == signed.leaves && hex(&tree.root()) == signed.root)
}

/// Whether the closed days of these cases hold with the leaves of these cases as usual.
async fn all_hold(centre: &Centre, days: &Days, as_usual: &[&Odd]) -> Result<bool, ActError> {
    let touched: BTreeSet<i64> = as_usual.iter().flat_map(|odd| odd.days(days)).collect();
    for day in touched {
        if let Some(signed) = days.signed(day)
            && !holds(centre, day, signed, as_usual).await?
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Looks at the cases whose leaves are not as usual; answers the days that they touch.
pub(super) async fn settle(
    centre: &Centre,
    mode: Mode,
    cases: BTreeSet<CaseId>,
    report: &mut Report,
) -> Result<BTreeSet<i64>, ActError> {
    let days = Days::load(centre).await?;
    let mut wrong = Vec::new();
    let mut as_stored: BTreeMap<i64, bool> = BTreeMap::new();
    let mut touched = BTreeSet::new();
    for id in cases {
        let Some(odd) = Odd::read(centre, id, &days).await? else {
            continue;
        };
        let entered = by_tile(&odd.stored, odd.own.len());
        let mut is_right = entered.is_some();
        for day in odd.days(&days) {
            if let (None, Some(signed)) = (as_stored.get(&day), days.signed(day)) {
                as_stored.insert(day, holds(centre, day, signed, &[]).await?);
            }
            is_right &= as_stored.get(&day) == Some(&true);
        }
        match entered.filter(|_| is_right) {
            None if odd.stored == odd.usual => {}
            None => wrong.push(odd),
            Some(entered) => late(centre, mode, &odd, &entered, report).await?,
        }
    }
    let everybody: Vec<&Odd> = wrong.iter().collect();
    let together = all_hold(centre, &days, &everybody).await?;
    for odd in &wrong {
        touched.extend(odd.stored.iter().chain(&odd.usual).map(|(_, _, day)| *day));
        if together || all_hold(centre, &days, &[odd]).await? {
            mend(centre, mode, odd, odd.differences(), odd.writes(centre.div()), report).await?;
        } else {
            let en = "its leaves are not those of the signed roots, and not as usual: mend it from a backup";
            let why = (0, "归入各日根的事件与已签名的日根不符，须从备份恢复".into(), en.into());
            report.faults.push(fault(&odd.number, odd.id.0.to_string(), why));
        }
    }
    Ok(touched)
}

/// A case with an event that came late: the roots say that its leaves are right. What is in no tree must wait.
async fn late(
    centre: &Centre,
    mode: Mode,
    odd: &Odd,
    entered: &[Option<i64>],
    report: &mut Report,
) -> Result<(), ActError> {
    let key = vec![centre.div().into(), odd.id.0.into_bytes().into()];
    let rows = centre.store().query(&events::OF_CASE, key).await?;
    let case = crate::cases::fold(&rows, 0)?.case;
    let mut desk = Desk::of(centre.div(), &case);
    desk.waits_for_days(&odd.waiting, entered, &odd.own);
    let Desk {
        differences, writes, ..
    } = desk;
    mend(centre, mode, odd, differences, writes, report).await
}

async fn mend(
    centre: &Centre,
    mode: Mode,
    odd: &Odd,
    differences: Vec<Difference>,
    writes: Vec<Write>,
    report: &mut Report,
) -> Result<(), ActError> {
    if mode == Mode::Write && !differences.is_empty() {
        match super::commit(centre, writes).await {
            Ok(()) => {}
            Err(CommitError::Conflict | CommitError::Busy) => {
                report
                    .faults
                    .push(fault(&odd.number, odd.id.0.to_string(), super::busy()));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
    }
    report.note(differences, mode);
    Ok(())
}

/// Days whose number of leaves is not that of their rows, but for those whose rows are still to be mended.
pub(super) async fn counts(
    centre: &Centre,
    mode: Mode,
    unsettled: &BTreeSet<i64>,
    report: &mut Report,
) -> Result<(), ActError> {
    let params = vec![centre.div().into(), PAGE.into()];
    let rows = centre.store().query(&sealed::MISCOUNTED, params).await?;
    for row in &rows {
        let (day, stored, counted) = miscounted(row)?;
        if unsettled.contains(&day) {
            continue;
        }
        if mode == Mode::Write {
            let write = sealed::count_again(centre.div(), day, (stored, counted));
            match super::commit(centre, vec![write]).await {
                Ok(()) => {}
                Err(CommitError::Conflict) => continue,
                Err(error) => return Err(error.into()),
            }
        }
        let difference = Difference {
            number: String::new(),
            table: "ledger_days",
            row: on_day(day).to_string(),
            column: "leaves",
            stored: Some(stored.to_string()),
            rebuilt: Some(counted.to_string()),
        };
        report.note(vec![difference], mode);
    }
    Ok(())
}

fn miscounted(row: &Row) -> Result<(i64, i64, i64), ActError> {
    Ok((row.int(0)?, row.int(1)?, row.int(2)?))
}

/// Cases of which something waits for a day on which nothing happened to them.
pub(super) async fn strays(centre: &Centre) -> Result<BTreeSet<CaseId>, ActError> {
    let params = vec![centre.div().into(), PAGE.into()];
    let rows = centre.store().query(&sealed::STRAY_WAITING, params).await?;
    let ids = rows.iter().map(|row| Ok(CaseId(Uuid::from_bytes(row.id(0)?))));
    ids.collect()
}
