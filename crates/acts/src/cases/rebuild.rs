//! Rebuilding of the projections (投影重建): every row that follows from the events is computed anew and compared with what
//! is stored: cases, clocks, documents, movements of money, notices and what waits to be told, what waits for the tree of its day, figures of
//! days and number series. The centre may go on working meanwhile. Which tables are truths: docs/operate/backup.md.

mod leaves;
mod performance;
mod sums;
mod supervised;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Calendar};
use yimen_domain::cases::event::{Event, What};
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::organisation::AccountId;
use yimen_store::ledger::{hex, wire};
use yimen_store::tables::events::EventRow;
use yimen_store::tables::{
    cards, cases, clocks, commitments, counters, documents, events, licences, money, notices, outbox,
    performance_facts, publicity, queue_places, ratings, reuses, sealed, slips, supervision_due, supervision_letters,
    tasks,
};
use yimen_store::{Built, CommitError, Row, Stmt, Value, Write};

use self::sums::Owed;
use super::tasks::rows as rows_of_tasks;
use super::verify::{Fault, Wrong, check_chain, fault, unreadable_event};
use super::{beyond, document_series, project, queue, reuse, slips as papers};
use crate::chores::side_by_side;
use crate::{ActError, Centre, notices as act, supervision};

/// Cases that are looked at together.
const PAGE: i64 = 200;
/// How often a case that people are working on is taken again.
const TRIES: u32 = 20;
/// Series of the days of the ledger.
const LEDGER_DAYS: &str = "ledger/day";
/// Differences that are named one by one; all are counted.
const NAMED: usize = 10_000;

/// Whether the rows that differ are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Only look.
    Check,
    /// Write what the events say.
    Write,
}

/// One column that is not what the events say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Case number; empty for what is not of one case.
    pub number: String,
    /// Table.
    pub table: &'static str,
    /// Which row of the case: the clock's kind, the document's token, the number of the event, the name of the series;
    /// empty for the case itself.
    pub row: String,
    /// Column; empty where the whole row is missing or should not be there.
    pub column: &'static str,
    /// What is stored; nothing where the row is missing.
    pub stored: Option<String>,
    /// What the events say; nothing where there should be no row.
    pub rebuilt: Option<String>,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Cases that were computed anew.
    pub cases: u64,
    /// Differences found.
    pub different: u64,
    /// The first of them by name.
    pub differences: Vec<Difference>,
    /// Differences that were mended.
    pub mended: u64,
    /// Cases whose events do not hold or whose rows could not be written: their rows were left as they are.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Nothing differs any more.
    pub fn is_sound(&self) -> bool {
        self.different == self.mended && self.faults.is_empty()
    }

    fn note(&mut self, found: Vec<Difference>, mode: Mode) {
        let count = found.len() as u64;
        self.different += count;
        self.mended += if mode == Mode::Write { count } else { 0 };
        let room = NAMED.saturating_sub(self.differences.len());
        self.differences.extend(found.into_iter().take(room));
    }
}

/// Computes every projection anew. A case whose events do not hold is named and left alone: that is mended from a backup.
/// Cut off and begun again, it writes only what still differs.
///
/// # Errors
/// The database does not answer; what was written stays written.
pub async fn rebuild(centre: &Centre, mode: Mode, mut progress: impl FnMut(u64)) -> Result<Report, ActError> {
    let mut work = Work::begin(centre, mode).await?;
    let mut after = [0u8; 16];
    loop {
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let ids = centre.store().query(&events::CASES, params).await?;
        let full = ids.len() as i64 == PAGE;
        let last = ids.last().filter(|_| full).map(|row| row.id(0)).transpose()?;
        let up_to = last.unwrap_or([0xff; 16]);
        work.page(after, up_to).await?;
        progress(work.report.cases);
        if !full {
            break;
        }
        after = up_to;
    }
    work.end().await
}

/// The rebuilding of one centre.
struct Work<'a> {
    centre: &'a Centre,
    mode: Mode,
    ground: Ground,
    report: Report,
    series: Series,
    /// What the mended rows of cases would add to the figures.
    owed: Owed,
    /// Cases whose leaves are not as usual.
    odd: BTreeSet<CaseId>,
}

/// What every case is compared by.
struct Ground {
    days: leaves::Days,
    /// Events before this moment were taken over without telling anybody, UTC microseconds.
    told_from: i64,
    /// What notices say.
    wordings: act::wording::Wordings,
    /// Every open case stands by the rules of supervision in force.
    is_recounted: bool,
}

impl<'a> Work<'a> {
    async fn begin(centre: &'a Centre, mode: Mode) -> Result<Work<'a>, ActError> {
        let told_from = centre.setting(act::TOLD_FROM).await?;
        let ground = Ground {
            days: leaves::Days::load(centre).await?,
            told_from: told_from.and_then(|at| at.parse().ok()).unwrap_or(i64::MIN),
            wordings: act::wording::Wordings::load(centre).await?,
            is_recounted: supervision::work::is_recounted(centre).await?,
        };
        let mut series = Series::new();
        if ground.days.count() > 0 {
            series.insert((LEDGER_DAYS.into(), 0), ground.days.count());
        }
        Ok(Work {
            centre,
            mode,
            ground,
            report: Report::default(),
            series,
            owed: Owed::default(),
            odd: BTreeSet::new(),
        })
    }

    /// The cases after one and up to another.
    async fn page(&mut self, after: [u8; 16], up_to: [u8; 16]) -> Result<(), ActError> {
        let found = stored(self.centre, (after, up_to), false).await?;
        let mut differing = Vec::new();
        for (id, stored) in &found {
            self.report.cases += u64::from(!stored.events.is_empty());
            match compare(self.centre, *id, stored, &self.ground) {
                Ok(compared) => {
                    note_series(&mut self.series, &compared);
                    if compared.is_odd {
                        self.odd.insert(*id);
                    }
                    if !compared.differences.is_empty() {
                        differing.push(*id);
                    }
                }
                Err(_) => differing.push(*id),
            }
        }
        self.settle(differing).await
    }

    async fn settle(&mut self, differing: Vec<CaseId>) -> Result<(), ActError> {
        let (centre, mode, ground) = (self.centre, self.mode, &self.ground);
        let settling = differing.into_iter().map(|id| settle(centre, id, mode, ground));
        for settled in side_by_side(settling).await {
            match settled? {
                Ok(settled) => {
                    self.report.note(settled.differences, mode);
                    self.owed.join(settled.owed);
                    self.odd.extend(settled.odd);
                }
                Err(fault) => self.report.faults.push(fault),
            }
        }
        Ok(())
    }

    /// What is not of one case comes last, when the rows of cases are right.
    async fn end(mut self) -> Result<Report, ActError> {
        let known: BTreeSet<String> = self
            .report
            .differences
            .iter()
            .map(|found| found.number.clone())
            .collect();
        let mut strays = Vec::new();
        for id in leaves::strays(self.centre).await? {
            let is_known = match crate::cases::load_by_id(self.centre, id).await {
                Ok(loaded) => known.contains(&loaded.case.number),
                Err(ActError::Busy(why)) => return Err(ActError::Busy(why)),
                Err(_) => false,
            };
            if !is_known {
                strays.push(id);
            }
        }
        self.settle(strays).await?;
        let mut unsettled = leaves::settle(self.centre, self.mode, self.odd, &mut self.report).await?;
        if self.mode == Mode::Write {
            unsettled.clear();
        }
        leaves::counts(self.centre, self.mode, &unsettled, &mut self.report).await?;
        told::strangers(self.centre, self.mode, &mut self.report).await?;
        // A case whose events do not hold cannot be counted by them.
        if self.report.faults.is_empty() {
            sums::compare(self.centre, self.mode, self.owed, &mut self.report).await?;
        }
        check_series(self.centre, self.mode, &self.series, &mut self.report).await?;
        Ok(self.report)
    }
}

/// All that is stored of a case.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stored {
    case: Option<Vec<Value>>,
    events: Vec<Row>,
    clocks: Vec<Vec<Value>>,
    documents: Vec<Vec<Value>>,
    licence: Option<Vec<Value>>,
    place: Option<Vec<Value>>,
    commitment: Option<Vec<Value>>,
    money: Vec<Vec<Value>>,
    tasks: Vec<Vec<Value>>,
    publicity: Vec<Vec<Value>>,
    reuses: Vec<Vec<Value>>,
    slips: Vec<Vec<Value>>,
    cards: Vec<Vec<Value>>,
    rating: Option<Vec<Value>>,
    letters: Vec<Vec<Value>>,
    facts: Vec<Row>,
    due: Option<Vec<Value>>,
    notices: Vec<Vec<Value>>,
    outbox: Vec<Vec<Value>>,
    leaves: Vec<Vec<Value>>,
    waiting: Vec<Vec<Value>>,
}

/// The cases after one and up to another.
type Range = ([u8; 16], [u8; 16]);

/// One case alone.
fn only(id: CaseId) -> Range {
    let before = id.0.as_u128().saturating_sub(1).to_be_bytes();
    (before, id.0.into_bytes())
}

/// Everything of the cases of a range; `exactly` also what their rows would not lead to. The reads need not see the same
/// moment: a case that seems to differ is looked at again by itself.
async fn stored(centre: &Centre, range: Range, exactly: bool) -> Result<BTreeMap<CaseId, Stored>, ActError> {
    let mut found: BTreeMap<CaseId, Stored> = BTreeMap::new();
    let of = |row: &Row| row.id(0).map(|id| CaseId(Uuid::from_bytes(id)));
    let rest = |row: &Row| row.values()[1..].to_vec();
    let read = async |stmt: &'static Stmt| {
        let params = vec![centre.div().into(), range.0.into(), range.1.into()];
        centre.store().query(stmt, params).await
    };
    for row in read(&cases::STORED).await? {
        found.entry(of(&row)?).or_default().case = Some(row.values().to_vec());
    }
    for row in read(&events::OF_RANGE).await? {
        found.entry(of(&row)?).or_default().events.push(row);
    }
    for row in read(&clocks::STORED).await? {
        found.entry(of(&row)?).or_default().clocks.push(rest(&row));
    }
    for row in read(&documents::STORED).await? {
        found.entry(of(&row)?).or_default().documents.push(rest(&row));
    }
    for row in read(&licences::STORED).await? {
        found.entry(of(&row)?).or_default().licence = Some(rest(&row));
    }
    for row in read(&queue_places::STORED).await? {
        found.entry(of(&row)?).or_default().place = Some(rest(&row));
    }
    for row in read(&slips::STORED).await? {
        found.entry(of(&row)?).or_default().slips.push(rest(&row));
    }
    for row in read(&ratings::STORED).await? {
        found.entry(of(&row)?).or_default().rating = Some(rest(&row));
    }
    for row in read(&cards::STORED).await? {
        found.entry(of(&row)?).or_default().cards.push(rest(&row));
    }
    for row in read(&supervision_letters::STORED).await? {
        found.entry(of(&row)?).or_default().letters.push(rest(&row));
    }
    for row in read(&performance_facts::STORED).await? {
        found.entry(of(&row)?).or_default().facts.push(row);
    }
    for row in read(&supervision_due::STORED).await? {
        found.entry(of(&row)?).or_default().due = Some(rest(&row));
    }
    for row in read(&reuses::STORED).await? {
        found.entry(of(&row)?).or_default().reuses.push(rest(&row));
    }
    for row in read(&commitments::STORED).await? {
        found.entry(of(&row)?).or_default().commitment = Some(rest(&row));
    }
    for row in read(&money::STORED).await? {
        found.entry(of(&row)?).or_default().money.push(rest(&row));
    }
    for row in read(&tasks::STORED).await? {
        found.entry(of(&row)?).or_default().tasks.push(rest(&row));
    }
    for row in read(&publicity::STORED).await? {
        found.entry(of(&row)?).or_default().publicity.push(rest(&row));
    }
    for row in read(&outbox::STORED).await? {
        found.entry(of(&row)?).or_default().outbox.push(rest(&row));
    }
    for row in read(&sealed::STORED_LEAVES).await? {
        found.entry(of(&row)?).or_default().leaves.push(rest(&row));
    }
    let days = if exactly { (i64::MIN, i64::MAX) } else { days_of(&found) };
    let params = vec![
        centre.div().into(),
        days.0.into(),
        days.1.into(),
        range.0.into(),
        range.1.into(),
    ];
    for row in centre.store().query(&sealed::STORED_WAITING, params).await? {
        found.entry(of(&row)?).or_default().waiting.push(rest(&row));
    }
    if !exactly {
        for row in read(&notices::STORED).await? {
            found.entry(of(&row)?).or_default().notices.push(rest(&row));
        }
        return Ok(found);
    }
    for (id, stored) in &mut found {
        let Some(account) = stored.account() else { continue };
        let params = vec![
            centre.div().into(),
            account.0.into_bytes().into(),
            id.0.into_bytes().into(),
        ];
        let rows = centre.store().query(&notices::OF_CASE, params).await?;
        stored.notices = rows.iter().map(rest).collect();
    }
    Ok(found)
}

impl Stored {
    /// Whose case it is, by its first event.
    fn account(&self) -> Option<AccountId> {
        let text = self.events.first()?.text(2).ok()?;
        match wire::read(text).ok()?.1.what {
            What::Filed(filed) => filed.applicant.account,
            _ => None,
        }
    }
}

/// The days on which something happened to these cases, by their rows.
fn days_of(found: &BTreeMap<CaseId, Stored>) -> (i64, i64) {
    let moments = |name: &str| {
        let at = cases::COLUMNS.iter().position(|column| *column == name);
        let rows = found.values().filter_map(|stored| stored.case.as_ref());
        let moments = rows.filter_map(move |row| match at.and_then(|at| row.get(at)) {
            Some(Value::Int(at)) => Some(i64::from(yimen_domain::calendar::Instant(*at).day(CHINA).days())),
            _ => None,
        });
        moments.collect::<Vec<_>>()
    };
    let first = moments("filed_at").into_iter().min();
    let last = moments("changed_at").into_iter().max();
    (first.unwrap_or(i64::MIN), last.unwrap_or(i64::MAX))
}

/// A case computed anew, and how the stored rows differ.
struct Compared {
    case: Case,
    events: Vec<Event>,
    differences: Vec<Difference>,
    writes: Vec<Write>,
    /// What the figures lack as long as the row of the case is not mended.
    owed: Owed,
    /// The leaves are not as usual: the signed roots decide.
    is_odd: bool,
}

fn compare(centre: &Centre, id: CaseId, stored: &Stored, ground: &Ground) -> Result<Compared, Wrong> {
    if stored.events.is_empty() {
        let (zh, en) = ("有办件记录但没有事件", "there are rows of a case without events");
        return Err((0, zh.into(), en.into()));
    }
    let unreadable = |seq: usize, why: String| unreadable_event(u32::try_from(seq + 1).unwrap_or(0), &why);
    let mut rows = Vec::with_capacity(stored.events.len());
    let mut events = Vec::with_capacity(stored.events.len());
    for (at, row) in stored.events.iter().enumerate() {
        let row = EventRow::read(row, 1).map_err(|error| unreadable(at, error.to_string()))?;
        let (_, event) = wire::read(&row.text).map_err(|error| unreadable(at, error.why))?;
        rows.push(row);
        events.push(event);
    }
    let (case, last, _) = check_chain(centre.hash(), id, &rows)?;
    let kept = |values: &[Value], columns: &[&str]| {
        let at = columns.iter().position(|column| *column == "calendar")?;
        match values.get(at) {
            Some(Value::Int(number)) => centre.book().version(u32::try_from(*number).ok()?),
            _ => None,
        }
    };
    let calendar = stored.case.as_deref().and_then(|row| kept(row, &cases::COLUMNS));
    let calendar = calendar.unwrap_or_else(|| centre.book().of(&case));
    let row = project::row(&case, &calendar, last);
    let mut desk = Desk::of(centre.div(), &case);
    desk.case(stored.case.as_deref(), &row.values());
    desk.clocks(&stored.clocks, &calendar, |row| kept(row, &clocks::COLUMNS));
    desk.documents(&stored.documents, &events);
    desk.licence(stored.licence.as_deref());
    desk.place(stored.place.as_deref());
    desk.commitment(stored.commitment.as_deref());
    desk.money(&stored.money, &events);
    desk.tasks(&stored.tasks, &calendar);
    desk.publicity(&stored.publicity);
    desk.reuses(&stored.reuses);
    desk.slips(&stored.slips);
    desk.rating(stored.rating.as_deref(), &calendar);
    desk.supervision(stored, &calendar);
    desk.due(centre, stored, &events, ground.is_recounted);
    let mut owed = Owed::default();
    desk.performance(&stored.facts, &calendar, &mut owed);
    let words = |event: &Event| act::inbox_words(centre, &ground.wordings, &case, &events, event);
    desk.told(stored, &events, ground.told_from, words);
    let is_odd = !desk.waiting(&stored.leaves, &stored.waiting, &events, &ground.days);
    let Desk {
        differences,
        mut writes,
        ..
    } = desk;
    if !differences.is_empty() {
        let at = cases::COLUMNS.iter().position(|column| *column == "events");
        let version = stored.case.as_ref().zip(at).and_then(|(row, at)| row.get(at));
        writes.insert(0, row.rebuild(centre.div(), version.cloned().unwrap_or(Value::Int(0))));
    }
    if stored.case.as_deref() != Some(row.values().as_slice()) {
        owed.add(&row);
        stored.case.iter().for_each(|values| owed.take_stored(values));
    }
    Ok(Compared {
        case,
        events,
        differences,
        writes,
        owed,
        is_odd,
    })
}

/// Where the rows of one case are compared.
struct Desk<'a> {
    div: &'a str,
    of: &'a Case,
    differences: Vec<Difference>,
    writes: Vec<Write>,
}

impl<'a> Desk<'a> {
    fn of(div: &'a str, of: &'a Case) -> Desk<'a> {
        Desk {
            div,
            of,
            differences: Vec::new(),
            writes: Vec::new(),
        }
    }

    fn differs(
        &mut self,
        table: &'static str,
        row: &str,
        column: &'static str,
        values: (Option<&Value>, Option<&Value>),
    ) {
        self.differences.push(Difference {
            number: self.of.number.clone(),
            table,
            row: row.to_string(),
            column,
            stored: values.0.map(shown),
            rebuilt: values.1.map(shown),
        });
    }

    /// Whether a row is as it should be; names every column that is not.
    fn is_same(
        &mut self,
        (table, row): (&'static str, &str),
        columns: &[&'static str],
        stored: Option<&[Value]>,
        rebuilt: &[Value],
    ) -> bool {
        let Some(stored) = stored else {
            self.differs(table, row, "", (None, rebuilt.first()));
            return false;
        };
        let before = self.differences.len();
        for ((column, stored), rebuilt) in columns.iter().zip(stored).zip(rebuilt) {
            if stored != rebuilt {
                self.differs(table, row, column, (Some(stored), Some(rebuilt)));
            }
        }
        self.differences.len() == before
    }

    fn case(&mut self, stored: Option<&[Value]>, rebuilt: &[Value]) {
        self.is_same(("cases", ""), &cases::COLUMNS, stored, rebuilt);
    }

    /// Each row keeps the version of the calendar by which it was computed.
    fn clocks(
        &mut self,
        stored: &[Vec<Value>],
        usual: &Calendar,
        kept: impl Fn(&[Value]) -> Option<std::sync::Arc<Calendar>>,
    ) {
        for clock in &self.of.clocks {
            let code = clock.kind.code();
            let row = stored.iter().find(|row| row.first() == Some(&code.into()));
            let calendar = row.and_then(|row| kept(row));
            let rebuilt = project::clock_row(clock, calendar.as_deref().unwrap_or(usual));
            let row = row.map(Vec::as_slice);
            if !self.is_same(("clocks", code), &clocks::COLUMNS, row, &rebuilt.values()) {
                self.writes.push(rebuilt.put(self.div, self.of.id));
            }
        }
        let has = |kind: Option<&Value>| {
            self.of
                .clocks
                .iter()
                .any(|clock| kind == Some(&clock.kind.code().into()))
        };
        for row in stored.iter().filter(|row| !has(row.first())) {
            let Some(kind) = row.first() else { continue };
            self.differs("clocks", &shown(kind), "", (Some(kind), None));
            self.writes.push(clocks::remove(self.div, self.of.id, kind.clone()));
        }
    }

    fn licence(&mut self, stored: Option<&[Value]>) {
        match (beyond::licence_row(self.of), stored) {
            (Some(rebuilt), stored) => {
                if !self.is_same(("licences", ""), &licences::COLUMNS, stored, &rebuilt.values()) {
                    self.writes.push(rebuilt.rebuild(self.div));
                }
            }
            (None, Some(row)) => {
                self.differs("licences", "", "", (row.first(), None));
                self.writes.push(licences::remove(self.div, self.of.id));
            }
            (None, None) => {}
        }
    }

    fn place(&mut self, stored: Option<&[Value]>) {
        match (queue::row(self.of), stored) {
            (Some(rebuilt), stored) => {
                if !self.is_same(("queue_places", ""), &queue_places::COLUMNS, stored, &rebuilt.values()) {
                    self.writes.push(rebuilt.put(self.div));
                }
            }
            (None, Some(row)) => {
                self.differs("queue_places", "", "", (row.first(), None));
                self.writes.push(queue_places::remove(self.div, self.of.id));
            }
            (None, None) => {}
        }
    }

    fn slips(&mut self, stored: &[Vec<Value>]) {
        let rebuilt = papers::rows(self.of);
        for row in &rebuilt {
            let code = Value::from(row.code.as_str());
            let known = stored.iter().find(|row| row.first() == Some(&code));
            let known = known.map(Vec::as_slice);
            if !self.is_same(("slips", &row.code), &slips::COLUMNS, known, &row.values()) {
                self.writes.push(row.put(self.div));
            }
        }
        for row in stored {
            let Some(code) = row.first() else { continue };
            let is_there = |row: &slips::SlipRow| *code == Value::from(row.code.as_str());
            if !rebuilt.iter().any(is_there) {
                self.differs("slips", &shown(code), "", (Some(code), None));
                self.writes.push(slips::remove(self.div, self.of.id, code.clone()));
            }
        }
    }

    fn rating(&mut self, stored: Option<&[Value]>, calendar: &Calendar) {
        match (super::ratings::row(self.of, calendar), stored) {
            (Some(row), known) => {
                if !self.is_same(("ratings", ""), &ratings::COLUMNS, known, &row.values()) {
                    self.writes.push(row.put(self.div));
                }
            }
            (None, Some(known)) => {
                self.differs("ratings", "", "", (known.first(), None));
                self.writes.push(ratings::remove(self.div, self.of.id));
            }
            (None, None) => {}
        }
    }

    fn reuses(&mut self, stored: &[Vec<Value>]) {
        let rebuilt = reuse::rows(self.of);
        for row in &rebuilt {
            let material = Value::from(row.material.as_str());
            let known = stored.iter().find(|row| row.first() == Some(&material));
            if !self.is_same(
                ("reuses", &row.material),
                &reuses::COLUMNS,
                known.map(Vec::as_slice),
                &row.values(),
            ) {
                self.writes.push(row.put(self.div));
            }
        }
        for row in stored {
            let Some(material) = row.first() else { continue };
            let is_there = |row: &reuses::ReuseRow| *material == Value::from(row.material.as_str());
            if !rebuilt.iter().any(is_there) {
                self.differs("reuses", &shown(material), "", (Some(material), None));
                self.writes.push(reuses::remove(self.div, self.of.id, material.clone()));
            }
        }
    }

    fn commitment(&mut self, stored: Option<&[Value]>) {
        match (super::commitments::row(self.of), stored) {
            (Some(rebuilt), stored) => {
                if !self.is_same(("commitments", ""), &commitments::COLUMNS, stored, &rebuilt.values()) {
                    self.writes.push(rebuilt.put(self.div));
                }
            }
            (None, Some(row)) => {
                self.differs("commitments", "", "", (row.first(), None));
                self.writes.push(commitments::remove(self.div, self.of.id));
            }
            (None, None) => {}
        }
    }

    fn money(&mut self, stored: &[Vec<Value>], events: &[Event]) {
        let mut moved = BTreeSet::new();
        for rebuilt in events.iter().filter_map(|event| project::money(self.of, event)) {
            let seq = Value::from(rebuilt.seq);
            let row = stored.iter().find(|row| row.first() == Some(&seq)).map(Vec::as_slice);
            let name = rebuilt.seq.to_string();
            if !self.is_same(("money", &name), &money::COLUMNS, row, &rebuilt.values()) {
                self.writes.push(rebuilt.rebuild(self.div));
            }
            moved.insert(i64::from(rebuilt.seq));
        }
        for row in stored {
            let Some(seq) = row.first() else { continue };
            if !matches!(seq, Value::Int(seq) if moved.contains(seq)) {
                self.differs("money", &shown(seq), "", (Some(seq), None));
                self.writes.push(money::remove(self.div, self.of.id, seq.clone()));
            }
        }
    }

    fn tasks(&mut self, stored: &[Vec<Value>], calendar: &Calendar) {
        let mut given = BTreeSet::new();
        for rebuilt in rows_of_tasks(self.of, calendar) {
            let no = Value::from(rebuilt.no);
            let row = stored.iter().find(|row| row.first() == Some(&no)).map(Vec::as_slice);
            if !self.is_same(
                ("tasks", &rebuilt.no.to_string()),
                &tasks::COLUMNS,
                row,
                &rebuilt.values(),
            ) {
                self.writes.push(rebuilt.put(self.div));
            }
            given.insert(i64::from(rebuilt.no));
        }
        for row in stored {
            let Some(no) = row.first() else { continue };
            if !matches!(no, Value::Int(no) if given.contains(no)) {
                self.differs("tasks", &shown(no), "", (Some(no), None));
                self.writes.push(tasks::remove(self.div, self.of.id, no.clone()));
            }
        }
    }

    fn publicity(&mut self, stored: &[Vec<Value>]) {
        let mut shown = BTreeSet::new();
        for rebuilt in crate::publicity::rows(self.of) {
            let no = Value::from(i64::from(rebuilt.no));
            let row = stored.iter().find(|row| row.first() == Some(&no)).map(Vec::as_slice);
            if !self.is_same(
                ("publicity", &rebuilt.number),
                &publicity::COLUMNS,
                row,
                &rebuilt.values(),
            ) {
                self.writes.push(rebuilt.put(self.div));
            }
            shown.insert(i64::from(rebuilt.no));
        }
        for row in stored {
            let Some(no) = row.first() else { continue };
            if !matches!(no, Value::Int(no) if shown.contains(no)) {
                self.differs("publicity", &self::shown(no), "", (Some(no), None));
                self.writes.push(publicity::remove(self.div, self.of.id, no.clone()));
            }
        }
    }

    fn documents(&mut self, stored: &[Vec<Value>], events: &[Event]) {
        let mut made = BTreeSet::new();
        for rebuilt in events.iter().filter_map(|event| project::document(self.of, event)) {
            let token = Value::from(rebuilt.token.as_str());
            let row = stored.iter().find(|row| row.first() == Some(&token)).map(Vec::as_slice);
            if !self.is_same(
                ("documents", &rebuilt.token),
                &documents::COLUMNS,
                row,
                &rebuilt.values(),
            ) {
                self.writes.push(rebuilt.rebuild(self.div));
            }
            made.insert(rebuilt.token);
        }
        for row in stored {
            let Some(token) = row.first() else { continue };
            if !matches!(token, Value::Text(token) if made.contains(token.as_str())) {
                self.differs("documents", &shown(token), "", (Some(token), None));
                self.writes.push(documents::remove(self.div, self.of.id, token.clone()));
            }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "—".into(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => hex(bytes),
    }
}

/// What became of one case.
#[derive(Default)]
struct Settled {
    differences: Vec<Difference>,
    /// Empty once the rows are mended.
    owed: Owed,
    odd: Option<CaseId>,
}

/// Somebody changed the same rows meanwhile.
fn busy() -> Wrong {
    let en = "people were working on the case: run it again";
    (0, "办件正在办理，请再运行一次".into(), en.into())
}

/// Looks at one case until nobody changed it meanwhile, and writes its rows if that is asked for.
async fn settle(centre: &Centre, id: CaseId, mode: Mode, ground: &Ground) -> Result<Result<Settled, Fault>, ActError> {
    let mut why = busy();
    for _ in 0..TRIES {
        crate::calendar::refresh(centre).await?;
        let read = async || -> Result<Stored, ActError> {
            let mut found = stored(centre, only(id), true).await?;
            Ok(found.remove(&id).unwrap_or_default())
        };
        let first = read().await?;
        let compared = compare(centre, id, &first, ground);
        if let Ok(compared) = &compared
            && compared.differences.is_empty()
        {
            return Ok(Ok(Settled {
                odd: compared.is_odd.then_some(id),
                ..Settled::default()
            }));
        }
        if read().await? != first {
            continue;
        }
        let compared = match compared {
            Ok(compared) => compared,
            Err(wrong) => {
                why = wrong;
                break;
            }
        };
        let mut settled = Settled {
            differences: compared.differences,
            owed: compared.owed,
            odd: compared.is_odd.then_some(id),
        };
        if mode == Mode::Check {
            return Ok(Ok(settled));
        }
        match commit(centre, compared.writes).await {
            Ok(()) => {
                settled.owed = Owed::default();
                return Ok(Ok(settled));
            }
            Err(CommitError::Conflict | CommitError::Busy) => {}
            Err(CommitError::Broken(refused)) => {
                let en = format!("the rows cannot be written: {refused}");
                why = (0, "重建的记录无法写入".into(), en);
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Err(fault("", id.0.to_string(), why)))
}

async fn commit(centre: &Centre, writes: Vec<Write>) -> Result<(), CommitError> {
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    centre.commit(None, None, built).await.map(|_| ())
}

/// The highest number that each series must have given, by name and day.
type Series = BTreeMap<(String, i64), i64>;

fn note_series(series: &mut Series, compared: &Compared) {
    let mut note = |name: String, day: i64, serial: u64| {
        let last = series.entry((name, day)).or_default();
        *last = (*last).max(i64::try_from(serial).unwrap_or(i64::MAX));
    };
    let Compared { case, events, .. } = compared;
    for event in events {
        if let Some(mark) = event.what.document().filter(|mark| mark.serial > 0) {
            let series = document_series(mark);
            if event.seq > 1 {
                note(series.name, series.day, mark.serial);
            }
        }
        if let What::Filed(filed) = &event.what {
            let day = filed.received;
            let rest = case
                .number
                .strip_prefix(&case.item)
                .and_then(|rest| rest.strip_prefix(day.compact().as_str()));
            if let Some(serial) = rest.and_then(|serial| serial.parse().ok()) {
                note(format!("case/{}", case.item), i64::from(day.days()), serial);
            }
        }
    }
}

/// A series that gave less than is there would give a number twice.
async fn check_series(centre: &Centre, mode: Mode, series: &Series, report: &mut Report) -> Result<(), ActError> {
    for ((name, day), last) in series {
        let params = vec![centre.div().into(), name.as_str().into(), (*day).into()];
        let rows = centre.store().query(&counters::LAST, params).await?;
        let given = rows.first().map(|row| row.int(0)).transpose()?;
        if given >= Some(*last) {
            continue;
        }
        if mode == Mode::Write {
            commit(centre, vec![counters::raise(centre.div(), name, *day, *last)]).await?;
        }
        let difference = Difference {
            number: String::new(),
            table: "counters",
            row: name.clone(),
            column: "last",
            stored: given.map(|given| given.to_string()),
            rebuilt: Some(last.to_string()),
        };
        report.note(vec![difference], mode);
    }
    Ok(())
}
