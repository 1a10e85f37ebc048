//! The checks that need no centre (独立核验): of an export, a receipt, a consistency proof, and of published figures.
//!
//! What is read here comes from anybody: every text is checked before it is believed, and what is wrong is named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use yimen_domain::calendar::{CHINA, Day};
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::{Event, What};
use yimen_store::ledger::tree::{self, Growing};
use yimen_store::ledger::{Hash, HashKind, ORIGIN, hex, unhex, wire};
use yimen_store::tables::calendars::CalendarRow;

use crate::calendar::Book;
use crate::cases::verify::Fault;

use super::export::Line;
use super::figures::{DayFigures, NAMES, Publication, RULES, sums};
use super::keys::Published;
use super::receipt::{Receipt, Signed};
use super::record::{Entry, Head, Promise, Record, VERSION, hash_of, hashes_of};
use super::ring::Ring;
use super::roots::{Consistency, Roots};

/// Most faults that are listed one by one.
const MOST: usize = 1_000;

/// What came of checking an export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Checked {
    /// Cases.
    pub cases: u64,
    /// Events.
    pub events: u64,
    /// Events that wait for the tree of their day.
    pub waiting: u64,
    /// Events that entered the tree of a later day than their own.
    pub late: u64,
    /// Events that say that somebody's words were deleted by law.
    pub forgotten: u64,
    /// Closed days.
    pub days: u64,
    /// The last closed day.
    pub last_day: Option<String>,
    /// Fingerprints of the keys, oldest first: compare with those that are published.
    pub keys: Vec<String>,
    /// What does not fit.
    pub faults: Vec<Fault>,
}

impl Checked {
    /// Everything fits.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks an export line by line, keeping for each day no more than its root needs.
#[derive(Default)]
pub struct Checker {
    hash: HashKind,
    div: Option<String>,
    ring: Ring,
    calendars: Vec<CalendarRow>,
    book: Option<Arc<Book>>,
    case: Option<CurrentCase>,
    trees: BTreeMap<Day, Growing>,
    figures: BTreeMap<Day, DayFigures>,
    entries: BTreeMap<Day, String>,
    log: Option<Growing>,
    previous: Hash,
    last: Option<Day>,
    ended: bool,
    checked: Checked,
}

/// The case whose events come now.
struct CurrentCase {
    id: String,
    number: String,
    hash: Hash,
    seen: u32,
    events: Vec<(Event, Option<Day>)>,
    sound: bool,
}

impl Checker {
    /// Nothing was read yet.
    pub fn new() -> Checker {
        Checker::default()
    }

    /// Takes a line as it stands in the file.
    pub fn text(&mut self, line: &str) {
        match serde_json::from_str::<Line>(line) {
            Ok(line) => self.line(line),
            Err(error) => self.fault(
                ("", "", 0),
                "有一行无法读取",
                &format!("a line cannot be read: {error}"),
            ),
        }
    }

    /// Takes the next line.
    pub fn line(&mut self, line: Line) {
        if self.ended {
            return self.fault(("", "", 0), "结束行之后还有内容", "something follows the last line");
        }
        match line {
            Line::Export {
                div, hash, rules, v, ..
            } => self.begin(div, &hash, rules, v),
            _ if self.div.is_none() => {
                self.div = Some(String::new());
                self.fault(
                    ("", "", 0),
                    "缺少第一行",
                    "the first line does not say what is exported",
                );
            }
            Line::Key { signature, text } => self.key(&Published { signature, text }),
            Line::Calendar {
                applied_at,
                applied_by,
                doc,
                notice,
                number,
                region,
                year,
            } => self.calendars.push(CalendarRow {
                number,
                region,
                year,
                notice,
                applied_at,
                applied_by,
                doc,
            }),
            Line::Event {
                case,
                day,
                hash,
                seq,
                text,
            } => self.event(&case, day.as_deref(), &hash, seq, &text),
            Line::Day { entry, figures, head } => {
                self.end_case();
                if let Err(why) = self.day(&entry, &figures, &head) {
                    let day = Entry::read(&entry).map_or_else(|_| entry.chars().take(80).collect(), |entry| entry.day);
                    self.fault(
                        ("", "", 0),
                        &format!("{day} 的日根不成立"),
                        &format!("day {day}: {why}"),
                    );
                }
            }
            Line::End {
                calendars,
                days,
                events,
                keys,
            } => {
                self.end_case();
                self.ended = true;
                let found = (
                    self.calendars.len() as u64,
                    self.checked.days,
                    self.checked.events,
                    self.ring.fingerprints().count() as u64,
                );
                if found != (calendars, days, events, keys) {
                    self.fault(("", "", 0), "行数与结束行不符", "lines are missing or were added");
                }
            }
        }
    }

    /// Everything was read.
    pub fn end(mut self) -> Outcome {
        if !self.ended {
            self.end_case();
            self.fault(
                ("", "", 0),
                "缺少结束行，文件不完整",
                "the last line is missing: the file is not whole",
            );
        }
        let without_root: Vec<Day> = self
            .trees
            .keys()
            .filter(|day| !self.entries.contains_key(day))
            .copied()
            .collect();
        for day in without_root {
            self.fault(
                ("", "", 0),
                &format!("{day} 没有日根"),
                &format!("day {day} has events and no root"),
            );
        }
        self.checked.keys = self.ring.fingerprints().map(str::to_string).collect();
        self.checked.last_day = self.last.map(|day| day.to_string());
        Outcome {
            checked: self.checked,
            counted: self.figures,
            entries: self.entries,
        }
    }

    fn fault(&mut self, (number, case, seq): (&str, &str, u32), zh: &str, en: &str) {
        if self.checked.faults.len() < MOST {
            self.checked.faults.push(Fault {
                number: number.into(),
                case: case.into(),
                seq,
                zh: zh.into(),
                en: en.into(),
            });
        }
    }

    fn begin(&mut self, div: String, hash: &str, rules: u32, version: u32) {
        if self.div.is_some() {
            return self.fault(("", "", 0), "第一行出现了两次", "the first line comes twice");
        }
        match HashKind::parse(hash) {
            Some(kind) if version == VERSION && rules == RULES => self.hash = kind,
            _ => self.fault(
                ("", "", 0),
                "导出的格式或杂凑算法不认识",
                "the version of the format or the hash function is not known",
            ),
        }
        self.div = Some(div);
    }

    fn key(&mut self, key: &Published) {
        let div = self.div.clone().unwrap_or_default();
        if let Err(why) = self.ring.push(self.hash, &div, key) {
            self.fault(("", "", 0), "密钥不成立", &why);
        }
    }

    fn event(&mut self, case: &str, day: Option<&str>, hash: &str, seq: u32, text: &str) {
        if self.case.as_ref().is_none_or(|current| current.id != case) {
            let before = self.case.as_ref().map(|current| current.id.clone());
            self.end_case();
            if before.is_some_and(|before| before.as_str() >= case) {
                self.fault(("", case, seq), "办件没有按顺序排列", "the cases are not in order");
            }
            self.checked.cases += 1;
            self.case = Some(CurrentCase {
                id: case.into(),
                number: String::new(),
                hash: ORIGIN,
                seen: 0,
                events: Vec::new(),
                sound: true,
            });
        }
        self.checked.events += 1;
        let Some(mut current) = self.case.take() else { return };
        if let Err((zh, en)) = self.take_event(&mut current, day, hash, seq, text) {
            current.sound = false;
            self.fault((&current.number, case, seq), &zh, &en);
        }
        self.case = Some(current);
    }

    fn take_event(
        &mut self,
        current: &mut CurrentCase,
        day: Option<&str>,
        hash: &str,
        seq: u32,
        text: &str,
    ) -> Result<(), (String, String)> {
        let expected = current.seen + 1;
        current.seen = seq;
        let computed = self.hash.link(&current.hash, text);
        let stored = unhex(hash);
        let leaf = stored.unwrap_or(computed);
        current.hash = leaf;
        let day = match day.map(Day::parse).transpose() {
            Ok(day) => day,
            Err(_) => {
                return Err((
                    format!("第 {seq} 个事件的日期无法读取"),
                    format!("the day of event {seq} cannot be read"),
                ));
            }
        };
        match day {
            Some(day) => self
                .trees
                .entry(day)
                .or_insert_with(|| Growing::new(self.hash))
                .push(&leaf),
            None => self.checked.waiting += 1,
        }
        if seq != expected {
            return Err((
                format!("缺少第 {expected} 个事件"),
                format!("event {expected} is missing"),
            ));
        }
        if stored != Some(computed) {
            return Err((format!("第 {seq} 个事件被改动过"), format!("event {seq} was altered")));
        }
        let unreadable = |why: &str| {
            (
                format!("第 {seq} 个事件无法读取"),
                format!("event {seq} cannot be read: {why}"),
            )
        };
        let (case, event) = wire::read(text).map_err(|error| unreadable(&error.why))?;
        if case.0.to_string() != current.id || event.seq != seq {
            return Err((
                format!("第 {seq} 个事件属于别的办件"),
                format!("event {seq} belongs to another case"),
            ));
        }
        if let What::Filed(filed) = &event.what {
            current.number.clone_from(&filed.number);
        }
        self.checked.forgotten += u64::from(matches!(event.what, What::WordsDeleted { .. }));
        let own = event.at.day(CHINA);
        let before = current.events.last().map(|(_, day)| *day);
        let in_order = before.is_none_or(|before| match (before, day) {
            (Some(before), Some(day)) => before <= day,
            (None, Some(_)) => false,
            (_, None) => true,
        });
        if day.is_some_and(|day| day < own) || !in_order {
            return Err((
                format!("第 {seq} 个事件所在的日根早于它自己"),
                format!("event {seq} stands in the tree of a day before it"),
            ));
        }
        self.checked.late += u64::from(day.is_some_and(|day| day > own));
        current.events.push((event, day));
        Ok(())
    }

    /// A case whose chain does not hold proves nothing: it counts in no figure.
    fn end_case(&mut self) {
        let Some(current) = self.case.take().filter(|current| current.sound) else {
            return;
        };
        let days: BTreeSet<Day> = current.events.iter().filter_map(|(_, day)| *day).collect();
        let Some(id) = uuid::Uuid::parse_str(&current.id).ok().map(CaseId) else {
            return self.fault(
                ("", &current.id, 0),
                "办件编号无法读取",
                "the id of the case cannot be read",
            );
        };
        let div = self.div.clone().unwrap_or_default();
        for day in days {
            let events: Vec<Event> = current
                .events
                .iter()
                .filter(|(_, entered)| entered.is_some_and(|entered| entered <= day))
                .map(|(event, _)| event.clone())
                .collect();
            let first = current.events.iter().find(|(_, entered)| *entered == Some(day));
            let first = first.map_or(u32::MAX, |(event, _)| event.seq);
            let book = self.book();
            let figures = self.figures.entry(day).or_insert_with(|| DayFigures::new(&div, day));
            if let Err(why) = figures.note(id, &events, first, &book) {
                let seq = events.last().map_or(0, |event| event.seq);
                self.fault(
                    (&current.number, &current.id, seq),
                    "事件与之前的事件不符",
                    &format!("the events do not follow each other: {why}"),
                );
            }
        }
    }

    fn book(&mut self) -> Arc<Book> {
        if let Some(book) = &self.book {
            return Arc::clone(book);
        }
        let div = self.div.clone().unwrap_or_default();
        let book = Book::of_rows(&div, &self.calendars).unwrap_or_else(|error| {
            self.fault(
                ("", "", 0),
                "日历版本无法读取",
                &format!("the calendars cannot be read: {error}"),
            );
            Book::default()
        });
        Arc::clone(self.book.insert(Arc::new(book)))
    }

    fn day(&mut self, text: &str, figures: &str, head: &Signed) -> Result<(), String> {
        self.checked.days += 1;
        let entry = Entry::read(text)?;
        let day = entry.on()?;
        let previous = std::mem::replace(&mut self.previous, self.hash.digest(text.as_bytes()));
        let log = self.log.get_or_insert_with(|| Growing::new(self.hash));
        log.push(text.as_bytes());
        let (root, size) = (log.root(), log.leaves());
        let expected = self.last.map(|last| last.plus(1));
        self.last = Some(day);
        self.entries.insert(day, text.to_string());
        let div = self.div.clone().unwrap_or_default();
        if entry.div != div || entry.hash != self.hash.code() {
            return Err("it is of another ledger".into());
        }
        if expected.is_some_and(|expected| expected != day) {
            return Err("a day before it is missing".into());
        }
        if hash_of(&entry.previous, "previous")? != previous {
            return Err("it does not name the day before it".into());
        }
        check_head(&self.ring, &entry, head, (size, &root))?;
        let empty = Growing::new(self.hash);
        let tree = self.trees.get(&day).unwrap_or(&empty);
        if (tree.leaves(), tree.root()) != (entry.leaves, hash_of(&entry.root, "root")?) {
            return Err(format!(
                "its root is not that of its events: it has {}, and {} are here",
                entry.leaves,
                tree.leaves()
            ));
        }
        if hex(&self.hash.digest(figures.as_bytes())) != entry.figures {
            return Err("its figures were altered".into());
        }
        let told = DayFigures::read(figures).map_err(|why| format!("its figures: {why}"))?;
        let none = DayFigures::new(&div, day);
        let counted = self.figures.get(&day).unwrap_or(&none);
        match difference(counted, &told) {
            None => Ok(()),
            Some(difference) => Err(format!("its figures do not follow from its events: {difference}")),
        }
    }
}

/// The first number that differs.
fn difference(counted: &DayFigures, told: &DayFigures) -> Option<String> {
    let bodies: BTreeSet<&String> = counted.bodies.keys().chain(told.bodies.keys()).collect();
    for body in bodies {
        let of = |figures: &DayFigures| figures.bodies.get(body).copied().unwrap_or_default().values();
        for ((name, counted), told) in NAMES.iter().zip(of(counted)).zip(of(told)) {
            if counted != told {
                return Some(format!("{body}, {name}: {told} is told, {counted} is counted"));
            }
        }
    }
    None
}

/// Checks that a head is signed and is that of the log which ends with `entry`.
fn check_head(ring: &Ring, entry: &Entry, head: &Signed, (size, root): (u64, &Hash)) -> Result<(), String> {
    let told = read_head(ring, head)?;
    if told.div != entry.div || told.hash != entry.hash || told.day != entry.day {
        return Err("the signed log is that of another day".into());
    }
    if told.size != size || hash_of(&told.log, "log")? != *root {
        return Err("the signed log is not that of the days".into());
    }
    Ok(())
}

fn read_head(ring: &Ring, head: &Signed) -> Result<Head, String> {
    let told = Head::read(&head.text)?;
    ring.check(&told.key, told.at, head)?;
    Ok(told)
}

/// The verdict on an export, and what was counted from it.
pub struct Outcome {
    /// The verdict.
    pub checked: Checked,
    counted: BTreeMap<Day, DayFigures>,
    entries: BTreeMap<Day, String>,
}

/// One published number that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fallen {
    /// Code of the body; empty for all.
    pub body: String,
    /// Name of the number.
    pub figure: String,
    /// As published.
    pub published: Option<i64>,
    /// As counted from the events that hold.
    pub counted: Option<i64>,
}

/// Counts published figures again from the events of an export.
///
/// # Errors
/// The publication cannot be read or does not rest on this export, in English.
pub fn figures(text: &str, outcome: &Outcome) -> Result<Vec<Fallen>, String> {
    let told: Publication =
        serde_json::from_str(text).map_err(|error| format!("the figures cannot be read: {error}"))?;
    if told.kind != Publication::KIND || told.v != VERSION || told.rules != RULES {
        return Err("this is no publication of figures of a known version".into());
    }
    let day = |text: &str| Day::parse(text).map_err(|_| format!("{text} is not a day"));
    let (from, to) = (day(&told.from)?, day(&told.to)?);
    if from > to {
        return Err("the period ends before it begins".into());
    }
    let entry = Entry::read(&told.entry)?;
    let hash = entry.hash_kind()?;
    let ring = Ring::of(hash, &told.div, &told.keys)?;
    let head = read_head(&ring, &told.head)?;
    if head.day != told.to || entry.day != told.to || entry.root != told.root || entry.calendar != told.calendar {
        return Err("the figures do not name their own root and calendar".into());
    }
    if outcome.entries.get(&to) != Some(&told.entry) {
        return Err(format!("the export has another root for {to}, or none"));
    }
    let (bodies, total) = sums(outcome.counted.range(from..=to).map(|(_, figures)| figures));
    let counted: BTreeMap<String, _> = bodies
        .into_iter()
        .chain([total])
        .map(|body| (body.body.clone(), body))
        .collect();
    let published: BTreeMap<String, _> = told
        .bodies
        .iter()
        .chain([&told.total])
        .map(|body| (body.body.clone(), body.clone()))
        .collect();
    let mut fallen = Vec::new();
    for body in published.keys().chain(counted.keys()).collect::<BTreeSet<_>>() {
        let (published, counted) = (named(published.get(body)), named(counted.get(body)));
        for (published, counted) in published.iter().zip(&counted) {
            if published.1 != counted.1 {
                fallen.push(Fallen {
                    body: body.clone(),
                    figure: published.0.to_string(),
                    published: published.1,
                    counted: counted.1,
                });
            }
        }
    }
    Ok(fallen)
}

fn named(body: Option<&super::figures::BodyFigures>) -> Vec<(&'static str, Option<i64>)> {
    let counts = body.map(|body| body.counts).unwrap_or_default();
    let rates = body.map_or_else(|| counts.rates(), |body| body.rates);
    let numbers = NAMES.into_iter().zip(counts.values().map(Some));
    numbers
        .chain([
            ("rate.early", rates.early),
            ("rate.handling_speed_up", rates.handling_speed_up),
            ("rate.handling_speed_up_mean", rates.handling_speed_up_mean),
            ("rate.on_time", rates.on_time),
            ("rate.promised_speed_up", rates.promised_speed_up),
        ])
        .collect()
}

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proved {
    /// Case number.
    pub number: String,
    /// What the event was.
    pub event: String,
    /// When, UTC microseconds.
    pub at: i64,
    /// Hash of the chain: what the QR code holds.
    pub chain: String,
    /// The applicant's own words are those of the event; none when the receipt does not hold them.
    pub words: Option<bool>,
    /// Day whose signed root holds the event; none while it is only promised.
    pub day: Option<String>,
    /// There is a promise that holds.
    pub promised: bool,
    /// Fingerprints of the keys, oldest first: compare with those that are published.
    pub keys: Vec<String>,
}

/// Checks a receipt.
///
/// # Errors
/// What does not hold, in English.
pub fn receipt(text: &str) -> Result<Proved, String> {
    let receipt: Receipt =
        serde_json::from_str(text).map_err(|error| format!("the receipt cannot be read: {error}"))?;
    if receipt.kind != "receipt" || receipt.v != VERSION {
        return Err("this is no receipt of a known version".into());
    }
    let hash = HashKind::parse(&receipt.hash).ok_or("the hash function is not known")?;
    let chain = hash.link(&hash_of(&receipt.previous, "previous")?, &receipt.event);
    if hex(&chain) != receipt.chain {
        return Err("the event was altered: its hash is another".into());
    }
    let (case, event) = wire::read(&receipt.event).map_err(|error| error.to_string())?;
    let (number, commitment) = match &event.what {
        What::Filed(filed) => (Some(&filed.number), Some(&filed.commitment)),
        _ => (None, None),
    };
    if event.seq != receipt.seq || number.is_some_and(|number| *number != receipt.number) {
        return Err("the receipt is not that of its event".into());
    }
    if receipt.seq == 1 && receipt.previous != hex(&ORIGIN) {
        return Err("the first event of a case follows no other".into());
    }
    let words = receipt
        .opening
        .as_ref()
        .map(|opening| commitment.is_some_and(|commitment| hex(&hash.digest(opening.as_bytes())) == *commitment));
    if words == Some(false) {
        return Err("the applicant's words are not those of the event".into());
    }
    let ring = Ring::of(hash, &receipt.div, &receipt.keys)?;
    let day = match &receipt.proof {
        Some(proof) => Some(included(&ring, &receipt, proof, hash, &chain, event.at.day(CHINA))?),
        None => None,
    };
    if let Some(promise) = &receipt.promise {
        let told = Promise::read(&promise.text)?;
        ring.check(&told.key, told.at, promise)?;
        let fits = (
            told.chain.as_str(),
            told.seq,
            told.case.as_str(),
            told.number.as_str(),
            told.div.as_str(),
        ) == (
            receipt.chain.as_str(),
            receipt.seq,
            &*case.0.to_string(),
            receipt.number.as_str(),
            receipt.div.as_str(),
        );
        if !fits {
            return Err("the promise is that of another event".into());
        }
    }
    if day.is_none() && receipt.promise.is_none() {
        return Err("the receipt holds neither a proof nor a promise: fetch it again when its day is closed".into());
    }
    Ok(Proved {
        number: receipt.number,
        event: event.what.code().into(),
        at: event.at.0,
        chain: receipt.chain,
        words,
        day,
        promised: receipt.promise.is_some(),
        keys: ring.fingerprints().map(str::to_string).collect(),
    })
}

fn included(
    ring: &Ring,
    receipt: &Receipt,
    proof: &super::receipt::Proof,
    hash: HashKind,
    chain: &Hash,
    own: Day,
) -> Result<String, String> {
    let entry = Entry::read(&proof.entry)?;
    if entry.div != receipt.div || entry.hash != receipt.hash || entry.on()? < own {
        return Err("the day is that of another ledger, or before the event".into());
    }
    let root = hash_of(&entry.root, "root")?;
    let path = hashes_of(&proof.path, "path")?;
    if !tree::is_included(hash, (entry.leaves, &root), proof.index, chain, &path) {
        return Err("the event is not in the root of its day".into());
    }
    let head = read_head(ring, &proof.head)?;
    if head.div != entry.div || head.hash != entry.hash || head.day != entry.day {
        return Err("the signed log is that of another day".into());
    }
    let log = hash_of(&head.log, "log")?;
    let log_path = hashes_of(&proof.log_path, "log_path")?;
    let last = head.size.checked_sub(1).ok_or("the signed log is empty")?;
    if !tree::is_included(hash, (head.size, &log), last, proof.entry.as_bytes(), &log_path) {
        return Err("the day is not in the signed log".into());
    }
    Ok(entry.day)
}

/// What a consistency proof shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consistent {
    /// Days of the older log.
    pub old: u64,
    /// Its last day.
    pub old_day: String,
    /// Days of the newer log.
    pub new: u64,
    /// Its last day.
    pub new_day: String,
    /// Fingerprints of the keys, oldest first.
    pub keys: Vec<String>,
}

/// A signed log out of any file that holds one, with the keys that came with it.
struct Logged {
    hash: HashKind,
    ring: Ring,
    head: Head,
    signed: Signed,
}

/// Checks that the log of one file is the beginning of that of another. The older may be roots, a consistency proof, a
/// receipt or published figures; the newer is roots, or a proof that begins with the older log.
///
/// # Errors
/// What does not hold, in English.
pub fn consistency(old: &str, new: &str) -> Result<Consistent, String> {
    let old = logged(old).map_err(|why| format!("the older file: {why}"))?;
    let (new, path) = newer(&old, new).map_err(|why| format!("the newer file: {why}"))?;
    if (old.hash, old.head.div.as_str()) != (new.hash, new.head.div.as_str()) {
        return Err("the files are of different ledgers".into());
    }
    if !new
        .ring
        .fingerprints()
        .zip(old.ring.fingerprints())
        .all(|(new, old)| new == old)
    {
        return Err("the files name different keys".into());
    }
    if old.head.size > new.head.size {
        return Err("the older file has more days than the newer".into());
    }
    let (before, after) = (hash_of(&old.head.log, "log")?, hash_of(&new.head.log, "log")?);
    if !tree::is_consistent(new.hash, (old.head.size, &before), (new.head.size, &after), &path) {
        return Err("the older log is not the beginning of the newer: days were rewritten".into());
    }
    Ok(Consistent {
        old: old.head.size,
        old_day: old.head.day,
        new: new.head.size,
        new_day: new.head.day,
        keys: new.ring.fingerprints().map(str::to_string).collect(),
    })
}

fn kind_of(text: &str) -> Result<String, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("it cannot be read: {error}"))?;
    Ok(value["kind"].as_str().unwrap_or_default().to_string())
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("it cannot be read: {error}"))
}

fn logged(text: &str) -> Result<Logged, String> {
    match kind_of(text)?.as_str() {
        "roots" => roots(&parse(text)?).map(|(logged, _)| logged),
        "consistency" => {
            let proof: Consistency = parse(text)?;
            log_of(&proof.div, &proof.keys, proof.new)
        }
        "receipt" => {
            let receipt: Receipt = parse(text)?;
            let proof = receipt.proof.ok_or("the receipt's day was not closed yet")?;
            log_of(&receipt.div, &receipt.keys, proof.head)
        }
        Publication::KIND => {
            let figures: Publication = parse(text)?;
            log_of(&figures.div, &figures.keys, figures.head)
        }
        _ => Err("it holds no signed log: give roots, a receipt, figures or a consistency proof".into()),
    }
}

fn log_of(div: &str, keys: &[Published], signed: Signed) -> Result<Logged, String> {
    let head = Head::read(&signed.text)?;
    let hash = HashKind::parse(&head.hash).ok_or("the hash function is not known")?;
    let ring = Ring::of(hash, div, keys)?;
    if head.div != div {
        return Err("the signed log is of another division".into());
    }
    ring.check(&head.key, head.at, &signed)?;
    Ok(Logged {
        hash,
        ring,
        head,
        signed,
    })
}

fn newer(old: &Logged, text: &str) -> Result<(Logged, Vec<Hash>), String> {
    match kind_of(text)?.as_str() {
        "roots" => {
            let (new, entries) = roots(&parse(text)?)?;
            let size = usize::try_from(old.head.size).unwrap_or(usize::MAX);
            let path = tree::consistency(new.hash, &entries, size).ok_or("it has fewer days than the older")?;
            Ok((new, path))
        }
        "consistency" => {
            let proof: Consistency = parse(text)?;
            if Head::read(&proof.old.text)?.log != old.head.log && proof.old.text != old.signed.text {
                return Err("the proof begins with another log than the older file".into());
            }
            let path = hashes_of(&proof.path, "path")?;
            Ok((log_of(&proof.div, &proof.keys, proof.new)?, path))
        }
        _ => Err("it is neither roots nor a consistency proof".into()),
    }
}

/// Checks every root of a file; answers the last log and the texts of the days.
fn roots(roots: &Roots) -> Result<(Logged, Vec<String>), String> {
    let hash = HashKind::parse(&roots.hash).ok_or("the hash function is not known")?;
    let ring = Ring::of(hash, &roots.div, &roots.keys)?;
    let mut log = Growing::new(hash);
    let mut previous = ORIGIN;
    let mut last: Option<Day> = None;
    for root in &roots.days {
        let entry = Entry::read(&root.entry)?;
        let named = |why: &str| format!("day {}: {why}", entry.day);
        let day = entry.on()?;
        if last.is_some_and(|last| last.plus(1) != day) {
            return Err(named("a day before it is missing"));
        }
        if entry.div != roots.div || entry.previous != hex(&previous) {
            return Err(named("it does not name the day before it"));
        }
        log.push(root.entry.as_bytes());
        check_head(&ring, &entry, &root.head, (log.leaves(), &log.root())).map_err(|why| named(&why))?;
        previous = hash.digest(root.entry.as_bytes());
        last = Some(day);
    }
    let end = roots.days.last().ok_or("no day is closed")?;
    let logged = log_of(&roots.div, &roots.keys, end.head.clone())?;
    Ok((logged, roots.days.iter().map(|root| root.entry.clone()).collect()))
}
