//! What a change of the calendar does to open cases (重算), done in bounded batches that go on where they were cut off. A case's row keeps the version by which its days were computed, so that what is left to do
//! is always known and nothing is done twice.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::Calendar;
use yimen_domain::cases::Case;
use yimen_domain::cases::event::{ActorMark, CalendarChange, Event, What};
use yimen_domain::clocks::{Moved, moved};
use yimen_domain::organisation::Actor;
use yimen_store::ledger::HashKind;
use yimen_store::tables::cases::{COUNT_BEFORE_CALENDAR, CaseRow, EVENTS_OF_CALENDAR, OF_CALENDAR};
use yimen_store::tables::outbox::OutboxRow;
use yimen_store::{Built, CommitError, Row};

use crate::cases::command::item_of;
use crate::cases::{Loaded, append, fold, load, project, tasks};
use crate::chores::side_by_side;
use crate::performance::rows as performance;
use crate::supervision::watch::Watch;
use crate::{ActError, Centre};

/// Cases of one batch.
const BATCH: usize = 200;
/// Passes over what is left, when people change cases meanwhile.
const PASSES: u32 = 10;
/// Setting that says how far a recomputation is.
const PROGRESS: &str = "calendar.recompute";

/// How far a recomputation is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Version to which the cases are brought.
    pub version: u32,
    /// Open cases that were to be computed when it began.
    pub total: u64,
    /// Those that are done.
    pub done: u64,
    /// Those that moved.
    pub moved: u64,
    /// Every one is done.
    pub finished: bool,
}

/// Brings every open case to the calendar in force, and tells how far it is after each batch. It goes on where an
/// earlier run was cut off; when there is nothing to do it does nothing.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn resume(centre: &Centre, mut tell: impl FnMut(&Progress)) -> Result<Progress, ActError> {
    let calendar = centre.calendar();
    let version = calendar.version().number;
    let mut left = left(centre, version).await?;
    let mut progress = progress(centre)
        .await?
        .filter(|known| known.version == version)
        .unwrap_or(Progress {
            version,
            total: left,
            ..Progress::default()
        });
    if left == 0 && (progress.finished || progress.total == 0) {
        return Ok(Progress {
            finished: true,
            ..progress
        });
    }
    progress.finished = false;
    super::recount::recount(centre, &calendar).await?;
    for _ in 0..PASSES {
        for from in centre.book().numbers().take_while(|from| *from < version) {
            let mut after = Some(vec![0u8; 16]);
            while let Some(start) = after {
                let batch = batch(centre, from, &start).await?;
                let changes = batch.cases.into_iter();
                let changes = changes.map(|(_, loaded)| one(centre, &calendar, from, loaded));
                for fate in side_by_side(changes).await {
                    let fate = fate?;
                    progress.moved += u64::from(fate == Fate::Moved);
                    left = left.saturating_sub(u64::from(fate != Fate::Later));
                }
                after = batch.last;
                if after.is_some() {
                    note(centre, &mut progress, left).await?;
                    tell(&progress);
                }
            }
        }
        left = self::left(centre, version).await?;
        if left == 0 {
            break;
        }
    }
    progress.finished = left == 0;
    note(centre, &mut progress, left).await?;
    tell(&progress);
    Ok(progress)
}

/// How far the last recomputation is; nothing when there never was one.
///
/// # Errors
/// The database does not answer.
pub async fn progress(centre: &Centre) -> Result<Option<Progress>, ActError> {
    let text = centre.setting(PROGRESS).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// A case that is about to be changed is brought to the calendar in force first, so that its ledger tells the change of
/// the calendar before what comes after.
pub(crate) async fn up_to_date(centre: &Centre, loaded: Loaded) -> Result<Loaded, ActError> {
    // A case that is ahead was computed by a process that knew a newer calendar first.
    if loaded.calendar > Some(centre.calendar().version().number) {
        super::refresh(centre).await?;
    }
    let calendar = centre.calendar();
    let behind = loaded.calendar.filter(|version| *version < calendar.version().number);
    let Some(version) = behind.filter(|_| loaded.case.closed_at.is_none()) else {
        return Ok(loaded);
    };
    let number = loaded.case.number.clone();
    one(centre, &calendar, version, loaded).await?;
    load(centre, &number).await
}

async fn note(centre: &Centre, progress: &mut Progress, left: u64) -> Result<(), ActError> {
    progress.total = progress.total.max(left);
    progress.done = progress.total - left;
    let text = serde_json::to_string(progress).unwrap_or_default();
    centre.set_setting(PROGRESS, &text).await
}

async fn left(centre: &Centre, version: u32) -> Result<u64, ActError> {
    let rows = centre
        .store()
        .query(&COUNT_BEFORE_CALENDAR, vec![centre.div().into(), version.into()])
        .await?;
    Ok(rows
        .first()
        .map(|row| row.int(0))
        .transpose()?
        .unwrap_or(0)
        .unsigned_abs())
}

/// Open cases computed by a version of the calendar, by id.
pub(super) struct Batch {
    pub(super) cases: Vec<(CaseRow, Loaded)>,
    /// Id of the last case looked at, and whether there may be more after it.
    pub(super) last: Option<Vec<u8>>,
}

pub(super) async fn batch(centre: &Centre, version: u32, after: &[u8]) -> Result<Batch, ActError> {
    let params = || {
        vec![
            centre.div().into(),
            version.into(),
            after.to_vec().into(),
            (BATCH as i64).into(),
        ]
    };
    let rows = centre.store().query(&OF_CALENDAR, params()).await?;
    let events = centre.store().query(&EVENTS_OF_CALENDAR, params()).await?;
    let of_case = |row: &Row| row.id(0).map(Uuid::from_bytes).ok();
    let histories: HashMap<Option<Uuid>, &[Row]> = events
        .chunk_by(|left, right| of_case(left) == of_case(right))
        .map(|events| (events.first().and_then(of_case), events))
        .collect();
    let mut cases = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = CaseRow::read(row)?;
        let Some(events) = histories.get(&Some(row.id.0)) else {
            continue;
        };
        let loaded = fold(events, 1)?;
        // A case that was changed between the two reads is taken in the next pass.
        if loaded.case.events == row.events {
            cases.push((row, loaded));
        }
    }
    let last = rows
        .last()
        .filter(|_| rows.len() == BATCH)
        .map(|row| row.id(0))
        .transpose()?;
    Ok(Batch {
        cases,
        last: last.map(|id| id.to_vec()),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Moved,
    Same,
    /// Somebody changed the case meanwhile, or people filled the queue; it waits for the next pass.
    Later,
}

async fn one(centre: &Centre, calendar: &Arc<Calendar>, version: u32, loaded: Loaded) -> Result<Fate, ActError> {
    let before = centre
        .book()
        .version(version)
        .ok_or_else(|| ActError::Broken(format!("version {version} of the calendar is missing")))?;
    let moved = moved(&loaded.case.clocks, &before, calendar);
    let fate = if moved.is_empty() { Fate::Same } else { Fate::Moved };
    let event = (!moved.is_empty()).then(|| event(centre, &loaded.case, calendar, moved));
    let watch = Watch::of(centre, &item_of(centre, &loaded.case)?, calendar);
    let change = Recounted {
        div: centre.div().to_string(),
        hash: centre.hash(),
        outbox: centre.new_id(),
        calendar: Arc::clone(calendar),
        calendar_before: before,
        lane: centre.lane(),
        loaded,
        event,
        watch,
    };
    match centre.commit(None, None, move |_| change.build()).await {
        Ok(_) => Ok(fate),
        Err(CommitError::Conflict | CommitError::Busy) => Ok(Fate::Later),
        Err(error) => Err(error.into()),
    }
}

fn event(centre: &Centre, case: &Case, calendar: &Calendar, moved: Vec<Moved>) -> Event {
    let version = calendar.version();
    Event {
        seq: case.events + 1,
        at: centre.now(),
        actor: ActorMark::of(&Actor::system(), None),
        what: What::CalendarChanged(Box::new(CalendarChange {
            day: centre.today(),
            notice: version.notice.clone(),
            version: version.number.to_string(),
            moved,
        })),
    }
}

struct Recounted {
    div: String,
    hash: HashKind,
    outbox: Uuid,
    calendar: Arc<Calendar>,
    calendar_before: Arc<Calendar>,
    lane: i64,
    loaded: Loaded,
    event: Option<Event>,
    watch: Watch,
}

impl Recounted {
    fn build(&self) -> Built {
        let before = &self.loaded.case;
        let mut after = before.clone();
        let folded = self.event.iter().try_for_each(|event| after.apply(event));
        debug_assert_eq!(folded, Ok(()), "an open case takes a change of the calendar");
        let (appended, hash) = append(
            &self.div,
            self.hash,
            before.id,
            self.loaded.last_hash,
            self.event.as_slice(),
        );
        let row = project::row(&after, &self.calendar, hash);
        let row_before = project::row(before, &self.calendar_before, self.loaded.last_hash);
        let mut writes = vec![row.update(&self.div, before.events)];
        writes.extend(project::figure_writes(Some(&row_before), &row, &self.div, self.lane));
        let known = Some((before, &*self.calendar_before));
        writes.extend(performance::writes(
            known,
            (&after, &self.calendar),
            &self.div,
            self.lane,
        ));
        writes.extend(appended);
        writes.extend(project::recounted(&after, &self.calendar, &self.div));
        writes.extend(tasks::recounted(&after, &self.calendar, &self.div));
        let mut history = self.loaded.events.clone();
        history.extend(self.event.clone());
        writes.extend(self.watch.writes(None, &after, &history, None));
        if let (Some(event), true) = (&self.event, before.applicant.account.is_some()) {
            let row = OutboxRow {
                id: self.outbox,
                at: event.at.0,
                topic: "notice".into(),
                case: before.id,
                seq: event.seq,
                tries: 0,
            };
            writes.push(row.insert(&self.div));
        }
        Built {
            writes,
            answer: String::new(),
        }
    }
}
