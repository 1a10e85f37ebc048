//! An import on its way: file, columns, every row looked at, taken as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Read, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::life::{Intake, Step, Why};
use yimen_domain::items::sheet::Change;
use yimen_domain::organisation::Role;
use yimen_domain::words::{Fault, Refusal, RefusalKind, Words};
use yimen_store::tables::item_batches::{self, BatchRow, LineRow};
use yimen_store::tables::{items as item_rows, units};
use yimen_store::{CommitError, Write};

use super::judge::{Judge, Judged};
use super::{Fate, Ground, LARGEST, none_of_items, not_a_catalogue};
use crate::items::columns::{Column, NEEDED, called, guess};
use crate::items::life::record::{self, End, Entry, Sum};
use crate::organisation::{self, Body, Text};
use crate::sheets::read::{self, Sheet};
use crate::{ActError, Centre};

/// Setting that keeps the columns of lists by name.
const MAPPINGS: &str = "items.import.columns";
/// Rows that are kept with one change while they are looked at.
const CHUNK: usize = 1000;
/// Work that has not gone on for so long belongs to nobody any more, microseconds.
const ABANDONED: i64 = 10_000_000;

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The file is here; its columns are to be chosen.
    Open,
    /// Its rows are looked at.
    Checking,
    /// Every row was looked at; nothing is changed yet.
    Checked,
    /// Its rows are in the library.
    Applied,
    /// They were, and are not any more.
    Undone,
    /// Somebody left it.
    Left,
}

impl Standing {
    const ALL: [Standing; 6] = [
        Standing::Open,
        Standing::Checking,
        Standing::Checked,
        Standing::Applied,
        Standing::Undone,
        Standing::Left,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Checking => "checking",
            Standing::Checked => "checked",
            Standing::Applied => "applied",
            Standing::Undone => "undone",
            Standing::Left => "left",
        }
    }

    fn parse(code: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.code() == code)
    }
}

/// How many rows have each fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// New items.
    pub taken: u64,
    /// New versions.
    pub changed: u64,
    /// Same as before.
    pub unchanged: u64,
    /// Not taken.
    pub refused: u64,
}

impl Counts {
    fn add(&mut self, fate: Fate) {
        *match fate {
            Fate::Taken => &mut self.taken,
            Fate::Changed => &mut self.changed,
            Fate::Unchanged => &mut self.unchanged,
            Fate::Refused => &mut self.refused,
        } += 1;
    }

    /// Of one fate.
    pub fn of(&self, fate: Fate) -> u64 {
        match fate {
            Fate::Taken => self.taken,
            Fate::Changed => self.changed,
            Fate::Unchanged => self.unchanged,
            Fate::Refused => self.refused,
        }
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.taken + self.changed + self.unchanged + self.refused
    }
}

/// Who did a step of an import, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Did {
    /// Who.
    pub by: String,
    /// When, UTC microseconds.
    pub at: i64,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// On what paper.
    #[serde(default)]
    pub basis: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Doc {
    pub(super) file: String,
    encoding: String,
    sheet: String,
    sheets: Vec<String>,
    heading: Vec<String>,
    #[serde(default)]
    samples: Vec<Vec<String>>,
    columns: BTreeMap<String, usize>,
    json: bool,
    bodies: Vec<Body>,
    #[serde(default)]
    again: Vec<Again>,
    pub(super) counts: Counts,
    /// Bodies of what it adds and changes.
    #[serde(default)]
    pub(super) concerns: BTreeSet<String>,
    /// Hash over what it adds and changes.
    #[serde(default)]
    digest: String,
    /// Everybody may read the name of the file.
    #[serde(default)]
    pub(super) names_file: bool,
    opened: Did,
    pub(super) applied: Option<Did>,
    pub(super) undone: Option<Did>,
    /// Cases filed under what was undone; they keep it.
    #[serde(default)]
    pub(super) kept_cases: u64,
}

/// An item that comes in again after an import of it was undone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Again {
    code: String,
    version: u32,
    body: String,
    doc: String,
}

/// One import (导入批次).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub standing: Standing,
    /// Name of the file.
    pub file: String,
    /// Encoding of a text file.
    pub encoding: String,
    /// Whole specifications in JSON: they have no columns.
    pub json: bool,
    /// Worksheets of a workbook.
    pub sheets: Vec<String>,
    /// The worksheet that is read.
    pub sheet: String,
    /// The names of the file's columns.
    pub heading: Vec<String>,
    /// Its first few rows, shortened.
    pub samples: Vec<Vec<String>>,
    /// Which of them is which of ours, by the key of ours.
    pub columns: BTreeMap<String, usize>,
    /// Bodies that come with it.
    pub new_bodies: Vec<String>,
    /// Rows looked at, and in all.
    pub progress: (u64, u64),
    /// Nobody goes on with it.
    pub abandoned: bool,
    /// How many rows have each fate.
    pub counts: Counts,
    /// Who brought the file.
    pub opened: Did,
    /// Who took it into the library.
    pub applied: Option<Did>,
    /// Who undid it.
    pub undone: Option<Did>,
    /// Cases that keep a version that was undone.
    pub kept_cases: u64,
}

/// One row with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Line of the file.
    pub line: u64,
    /// What becomes of it.
    pub fate: Fate,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Version that it makes; 0 for none.
    pub version: u32,
    /// Why not, and what was noticed.
    pub said: Words,
    /// What it changes: element, before, after.
    pub changes: Vec<(String, Words, Words)>,
}

#[derive(Serialize, Deserialize, Default)]
struct Said {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    en: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<(String, Text, Text)>,
}

/// Takes a file: reads its heading and guesses the columns. Nothing is changed in the library.
///
/// # Errors
/// It is no list of items, with the line and the reason.
pub async fn open(centre: &Centre, by: &str, file: &str, bytes: Vec<u8>) -> Result<Batch, ActError> {
    if bytes.len() > LARGEST {
        return Err(not_a_catalogue(0, "文件超过 160 MB", "the file is larger than 160 MB").into());
    }
    let json = read::is_json(&bytes);
    let (bytes, sheet) = blocking(move || {
        let sheet = if json {
            each_specification(&bytes, |_| true).map(|_| Sheet::default())
        } else {
            read_sheet(&bytes, "")
        };
        Ok((pack(&bytes)?, sheet?))
    })
    .await?;
    let doc = Doc {
        file: file.chars().take(200).collect(),
        columns: guess(&sheet.heading),
        samples: samples(&sheet),
        encoding: sheet.encoding,
        sheet: sheet.sheet,
        sheets: sheet.sheets,
        heading: sheet.heading,
        json,
        opened: Did {
            by: by.to_string(),
            at: centre.now().0,
            ..Did::default()
        },
        ..Doc::default()
    };
    let row = BatchRow {
        id: new_id(centre, &doc.file, &bytes),
        state: Standing::Open.code().into(),
        doc: serde_json::to_string(&doc).unwrap_or_default(),
        done: 0,
        total: sheet.rows.len() as i64,
        changed_at: centre.now().0,
    };
    centre.put(row.begin(centre.div(), bytes).into()).await?;
    batch_of(centre, &row)
}

/// What an import added or changed, as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Line of the file.
    pub line: u64,
    /// New or changed.
    pub fate: Fate,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Version that it made.
    pub version: u32,
}

/// What an import that was taken added and changed, after a line.
///
/// # Errors
/// The database does not answer.
pub async fn taken(centre: &Centre, id: &str, after: u64, most: i64) -> Result<Vec<Taken>, ActError> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let params = vec![centre.div().into(), id.into(), after.into(), most.into()];
    let rows = centre.store().query(&item_batches::TAKEN, params).await?;
    let read = |row: &yimen_store::Row| {
        Ok(Taken {
            line: u64::try_from(row.int(0)?).unwrap_or(0),
            fate: Fate::parse(row.text(1)?).unwrap_or(Fate::Changed),
            code: row.text(2)?.to_string(),
            name: row.text(3)?.to_string(),
            version: u32::try_from(row.int(4)?).unwrap_or(0),
        })
    };
    rows.iter().map(read).collect()
}

/// Ordered by time, and different for each file that comes in.
fn new_id(centre: &Centre, file: &str, bytes: &[u8]) -> String {
    static COMING: AtomicU64 = AtomicU64::new(0);
    let now = centre.now().0.to_be_bytes();
    let number = COMING.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let process = std::process::id().to_be_bytes();
    let parts = [&now[..], &number, &process, file.as_bytes(), bytes];
    let digest = parts
        .iter()
        .fold(Sha256::new(), |hash, part| hash.chain_update(part))
        .finalize();
    yimen_store::ledger::hex(&[&now[..], &digest[..8]].concat())
}

/// The first few rows, to see what a column holds.
fn samples(sheet: &Sheet) -> Vec<Vec<String>> {
    let short = |cell: &String| cell.chars().take(40).collect();
    let rows = sheet.rows.iter().take(3);
    rows.map(|row| row.cells.iter().map(short).collect()).collect()
}

fn read_sheet(bytes: &[u8], wanted: &str) -> Result<Sheet, Refusal> {
    read::read(bytes, wanted, |name| called(name).is_some()).map_err(none_of_items)
}

/// Gives each specification of a file, as its text, until nobody wants more.
fn each_specification(bytes: &[u8], mut wanted: impl FnMut(&RawValue) -> bool) -> Result<(), Refusal> {
    let (text, _) = read::text(bytes).map_err(none_of_items)?;
    let broken = |error: serde_json::Error| {
        let en = format!("the JSON is broken: {error}");
        not_a_catalogue(error.line() as u64, "JSON 格式有误", &en)
    };
    let values: Vec<&RawValue> = if text.trim_ascii_start().starts_with('[') {
        serde_json::from_str(&text).map_err(broken)?
    } else {
        vec![serde_json::from_str(&text).map_err(broken)?]
    };
    if values.is_empty() {
        return Err(not_a_catalogue(1, "没有事项", "it holds no items"));
    }
    for value in values {
        if !wanted(value) {
            break;
        }
    }
    Ok(())
}

/// Settles which of the file's columns is which; `remember_as` keeps that for the next file of this shape. The rows are
/// then to be looked at by [`check_rows`].
///
/// # Errors
/// A column that an item cannot do without is missing, one is chosen twice, or the import is over.
pub async fn choose(
    centre: &Centre,
    id: &str,
    sheet: &str,
    columns: &BTreeMap<String, usize>,
    remember_as: &str,
) -> Result<Batch, ActError> {
    let (known, mut doc) = stored(centre, id).await?;
    allowed(&known, &[Standing::Open, Standing::Checked])?;
    let mut total = known.total;
    if !sheet.is_empty() && sheet != doc.sheet {
        let (bytes, wanted) = (file(centre, id).await?, sheet.to_string());
        let read = blocking(move || Ok(read_sheet(&bytes, &wanted)?)).await?;
        total = read.rows.len() as i64;
        doc.columns = guess(&read.heading);
        doc.samples = samples(&read);
        doc.sheet = read.sheet;
        doc.heading = read.heading;
        let next = moved(centre, &known, Standing::Open, &doc, (0, total));
        put_step(centre, vec![next.step(centre.div(), &known)]).await?;
        return batch_of(centre, &next);
    }
    if !doc.json {
        fits(columns, &doc.heading)?;
        doc.columns.clone_from(columns);
    }
    let next = moved(centre, &known, Standing::Checking, &doc, (0, total));
    let mut writes = vec![
        next.step(centre.div(), &known),
        item_batches::forget_lines(centre.div(), id),
    ];
    let name = remember_as.trim();
    if !name.is_empty() {
        writes.push(remember(centre, name, columns, &doc.heading).await?);
    }
    put_step(centre, writes).await?;
    batch_of(centre, &next)
}

fn fits(columns: &BTreeMap<String, usize>, heading: &[String]) -> Result<(), ActError> {
    let has = |key: &str| columns.contains_key(key) || (key == "body" && columns.contains_key("body_code"));
    let missing: Vec<&Column> = NEEDED
        .iter()
        .filter(|key| !has(key))
        .filter_map(|key| Column::by_key(key))
        .collect();
    if !missing.is_empty() {
        let zh: Vec<&str> = missing.iter().map(|column| column.heading.0).collect();
        let en: Vec<&str> = missing.iter().map(|column| column.heading.1).collect();
        let zh = format!("缺少列“{}”", zh.join("”“"));
        let en = format!("these columns are missing: “{}”", en.join("”, “"));
        return Err(not_a_catalogue(1, &zh, &en).into());
    }
    let mut faults = Vec::new();
    let mut taken: HashMap<usize, &str> = HashMap::new();
    for (key, at) in columns {
        let column = Column::by_key(key);
        let name = heading.get(*at);
        if column.is_none() || name.is_none() {
            faults.push(Fault::new(key, "文件中没有这一列。", "The file has no such column."));
        }
        if let (Some(other), Some(name)) = (taken.insert(*at, key), name) {
            let other = Column::by_key(other).map_or(("", ""), |column| column.heading);
            faults.push(Fault::new(
                key,
                format!("“{name}”已对应“{}”，一列只能对应一项。", other.0),
                format!(
                    "“{name}” already stands for “{}”; a column stands for one thing.",
                    other.1
                ),
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults).into())
    }
}

/// Looks at every row and keeps what would become of it. It may be killed at any time and called again, also at the same
/// time by somebody else: one of them goes on.
///
/// # Errors
/// The file cannot be read, or the database does not answer.
pub async fn check_rows(centre: &Centre, id: &str) -> Result<(), ActError> {
    check_rows_telling(centre, id, &mut |_, _| {}).await
}

/// The same, and tells after each step how many rows were looked at, and of how many.
///
/// # Errors
/// As [`check_rows`].
pub async fn check_rows_telling(
    centre: &Centre,
    id: &str,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), ActError> {
    let (known, doc) = stored(centre, id).await?;
    if known.state != Standing::Checking.code() {
        return Ok(());
    }
    let begun = moved(centre, &known, Standing::Checking, &doc, (0, known.total));
    if put_step(centre, vec![begun.step(centre.div(), &known)]).await.is_err() {
        return Ok(());
    }
    let bytes = file(centre, id).await?;
    let (is_json, wanted) = (doc.json, doc.sheet.clone());
    let file = blocking(move || {
        Ok(if is_json {
            Rows::Specifications(bytes)
        } else {
            Rows::Sheet(read_sheet(&bytes, &wanted)?)
        })
    })
    .await?;
    let all_known = match &file {
        // Whole specifications take nothing over from what is there.
        Rows::Specifications(_) => HashMap::new(),
        Rows::Sheet(sheet) => latest_documents(centre, &sheet.named(doc.columns.get("code"))).await?,
    };
    let (work, columns) = (centre.clone(), doc.columns.clone());
    let (send, mut receive) = tokio::sync::mpsc::channel::<Vec<Judged>>(2);
    let judging = tokio::task::spawn_blocking(move || judge_all(&work, &columns, file, all_known, &send));
    let mut doc = doc;
    let mut sum = Sum::new(centre.hash());
    (doc.concerns, doc.digest) = (BTreeSet::new(), String::new());
    doc.counts = Counts::default();
    doc.again = Vec::new();
    let mut stands = begun;
    while let Some(chunk) = receive.recv().await {
        let done = stands.done + chunk.len() as i64;
        for row in &chunk {
            doc.counts.add(row.fate);
            if row.version > 0 {
                doc.concerns.insert(row.body.clone());
                sum.add(&row.code, &row.doc);
            }
            doc.again.extend(row.again.as_ref().map(|body| Again {
                code: row.code.clone(),
                version: row.version,
                body: body.clone(),
                doc: record::doc_hash(centre, &row.doc),
            }));
        }
        let next = moved(
            centre,
            &stands,
            Standing::Checking,
            &doc,
            (done, stands.total.max(done)),
        );
        let mut writes = vec![next.step(centre.div(), &stands)];
        writes.extend(chunk.into_iter().map(|row| row.stored().put(centre.div(), id)));
        if let Err(error) = put_patiently(centre, writes).await {
            return if is_conflict(&error) { Ok(()) } else { Err(error) };
        }
        stands = next;
        tell(stands.done.unsigned_abs(), stands.total.unsigned_abs());
    }
    doc.digest = sum.hex();
    doc.bodies = judging
        .await
        .map_err(|error| ActError::Broken(format!("the rows cannot be judged: {error}")))??;
    let done = stands.done;
    let next = moved(centre, &stands, Standing::Checked, &doc, (done, done));
    put_patiently(centre, vec![next.step(centre.div(), &stands)]).await
}

/// What a file holds.
enum Rows {
    Specifications(Vec<u8>),
    Sheet(Sheet),
}

fn judge_all(
    centre: &Centre,
    columns: &BTreeMap<String, usize>,
    file: Rows,
    known: HashMap<String, String>,
    send: &tokio::sync::mpsc::Sender<Vec<Judged>>,
) -> Result<Vec<Body>, ActError> {
    let library = centre.library();
    let organisation = (*centre.organisation()).clone();
    let mut judge = Judge::new(&library, organisation, known, columns, centre.div());
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut give = |row: Option<Judged>| {
        chunk.extend(row);
        chunk.len() < CHUNK || send.blocking_send(std::mem::take(&mut chunk)).is_ok()
    };
    match file {
        Rows::Specifications(bytes) => {
            let mut line = 0;
            each_specification(&bytes, |text| {
                line += 1;
                give(Some(judge.specification(line, text.get())))
            })?;
        }
        Rows::Sheet(sheet) => {
            for row in sheet.rows {
                if !give(Some(judge.row(&row))) {
                    break;
                }
            }
        }
    }
    if !chunk.is_empty() {
        // Whoever listened has left; the next one begins anew.
        let _ = send.blocking_send(chunk);
    }
    Ok(judge.new_bodies.into_values().collect())
}

impl Judged {
    fn stored(self) -> LineRow {
        let said = Said {
            zh: join(&self.said, "；", |words| &words.zh),
            en: join(&self.said, "; ", |words| &words.en),
            changes: self.changes.into_iter().map(change).collect(),
        };
        LineRow {
            line: self.line as i64,
            fate: self.fate.code().into(),
            code: self.code,
            name: self.name,
            version: self.version,
            doc: self.doc,
            said: serde_json::to_string(&said).unwrap_or_default(),
        }
    }
}

fn join(words: &[Words], between: &str, pick: fn(&Words) -> &str) -> String {
    words.iter().map(pick).collect::<Vec<_>>().join(between)
}

fn change(change: Change) -> (String, Text, Text) {
    let text = |words: Option<Words>| words.map_or_else(Text::default, |words| Text::from(&words));
    (change.element.to_string(), text(change.before), text(change.after))
}

/// The latest documents, as they are stored, of the items that a file names.
async fn latest_documents(centre: &Centre, named: &HashSet<String>) -> Result<HashMap<String, String>, ActError> {
    const PAGE: i64 = 500;
    let library = centre.library();
    let mut found = HashMap::new();
    let mut read = |row: &yimen_store::Row| -> Result<(String, i64), ActError> {
        let (code, version) = (row.text(0)?.to_string(), row.int(1)?);
        let is_latest = || {
            library
                .latest(&code)
                .is_some_and(|latest| i64::from(latest.version) == version)
        };
        if named.contains(&code) && is_latest() {
            found.insert(code.clone(), row.text(2)?.to_string());
        }
        Ok((code, version))
    };
    if named.iter().all(|code| library.latest(code).is_none()) {
        return Ok(found);
    }
    let (mut code, mut version) = (String::new(), 0i64);
    loop {
        let params = vec![centre.div().into(), code.as_str().into(), version.into(), PAGE.into()];
        let rows = centre.store().query(&item_rows::IN_ORDER, params).await?;
        for row in &rows {
            (code, version) = read(row)?;
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

/// Takes every good row into the library, in one change: all of them, or none.
///
/// # Errors
/// No reason is given, the rows were not looked at, or the library changed meanwhile.
pub async fn apply(centre: &Centre, id: &str, ground: &Ground) -> Result<Batch, ActError> {
    grounds(ground)?;
    let (known, mut doc) = stored(centre, id).await?;
    if known.state == Standing::Applied.code() {
        return batch_of(centre, &known);
    }
    allowed(&known, &[Standing::Checked])?;
    let at = centre.now().0;
    doc.names_file = ground.names_file && !may_be_personal(&doc.file);
    doc.applied = Some(Did {
        by: ground.by.clone(),
        at,
        reason: ground.reason.trim().to_string(),
        basis: ground.basis.trim().to_string(),
    });
    let next = moved(centre, &known, Standing::Applied, &doc, (known.done, known.total));
    let versions = doc.counts.taken + doc.counts.changed;
    let mut writes = vec![next.step(centre.div(), &known)];
    for body in &doc.bodies {
        let text = serde_json::to_string(body).unwrap_or_default();
        writes.push(units::put(centre.div(), "body", &body.code, text));
    }
    if versions > 0 {
        let source = format!("import {id} {}", doc.file);
        let made_at = ground.since.unwrap_or(at).min(at);
        writes.push(item_batches::publish(centre.div(), id, made_at, &source, versions));
    }
    let mut end = End::find(centre).await?;
    if versions > 0 {
        let step = Step::Imported(intake(id, &doc, ground));
        let (body, digest) = (one_body(&doc), doc.digest.clone());
        writes.push(end.add(entry(centre, ground, String::new(), body, digest, step)));
    }
    for again in std::mem::take(&mut doc.again) {
        let step = Step::Published {
            version: again.version,
            from: centre.today(),
            why: why(ground, String::new()),
        };
        writes.push(end.add_of_list(entry(centre, ground, again.code, again.body, again.doc, step)));
    }
    let done = put_patiently(centre, writes).await;
    done.map_err(|error| {
        if is_conflict(&error) {
            changed_meanwhile().into()
        } else {
            error
        }
    })?;
    if !doc.bodies.is_empty() {
        let ground = organisation::change::Ground {
            by: ground.by.clone(),
            reason: ground.reason.trim().to_string(),
            basis: ground.basis.trim().to_string(),
            account: None,
        };
        organisation::note(centre, centre.today(), &ground).await?;
        organisation::load(centre).await?;
    }
    if versions > 0 {
        crate::items::refresh(centre).await?;
    }
    batch_of(centre, &next)
}

/// What the record says of an import.
pub(super) fn intake(id: &str, doc: &Doc, ground: &Ground) -> Intake {
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    Intake {
        batch: id.to_string(),
        file: if doc.names_file {
            doc.file.clone()
        } else {
            String::new()
        },
        added: number(doc.counts.taken),
        changed: number(doc.counts.changed),
        bodies: doc.concerns.iter().cloned().collect(),
        why: why(ground, String::new()),
    }
}

/// The body that an import concerns, where it is one.
pub(super) fn one_body(doc: &Doc) -> String {
    let only = doc.concerns.first().filter(|_| doc.concerns.len() == 1);
    only.cloned().unwrap_or_default()
}

/// A number as of an identity card or a telephone stands in the name of a file.
fn may_be_personal(file: &str) -> bool {
    file.split(|sign: char| !sign.is_ascii_digit() && sign != 'X' && sign != 'x')
        .any(|digits| digits.len() >= 11)
}

/// An entry of the record about a step of an import.
pub(super) fn entry(centre: &Centre, ground: &Ground, code: String, body: String, doc: String, step: Step) -> Entry {
    Entry {
        seq: 0,
        at: centre.now(),
        by: ActorMark {
            account: None,
            name: ground.by.clone(),
            role: Role::Manager.code().into(),
            behalf: None,
        },
        code,
        body,
        draft: None,
        doc,
        step,
    }
}

pub(super) fn why(ground: &Ground, approval: String) -> Why {
    Why {
        reason: ground.reason.trim().to_string(),
        basis: ground.basis.trim().to_string(),
        approval,
    }
}

/// Leaves an import that was not taken.
///
/// # Errors
/// It was taken already.
pub async fn discard(centre: &Centre, id: &str) -> Result<(), ActError> {
    let (known, doc) = stored(centre, id).await?;
    allowed(&known, &[Standing::Open, Standing::Checking, Standing::Checked])?;
    let next = moved(centre, &known, Standing::Left, &doc, (known.done, known.total));
    put_step(centre, vec![next.step(centre.div(), &known)]).await
}

pub(super) fn grounds(ground: &Ground) -> Result<(), ActError> {
    let mut faults = Vec::new();
    let mut need = |field: &str, text: &str, zh: &str, en: &str| {
        let length = text.trim().chars().count();
        if !(2..=500).contains(&length) {
            faults.push(Fault::new(field, zh, en));
        }
    };
    need(
        "reason",
        &ground.reason,
        "请填写理由，2 至 500 字。",
        "Give the reason in 2 to 500 characters.",
    );
    need(
        "basis",
        &ground.basis,
        "请填写依据（文件名称、文号或法条），2 至 500 字。",
        "Give the basis (a paper, its number or an article of law) in 2 to 500 characters.",
    );
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults).into())
    }
}

/// One import.
///
/// # Errors
/// There is none of this name.
pub async fn one(centre: &Centre, id: &str) -> Result<Batch, ActError> {
    let (row, _) = stored(centre, id).await?;
    batch_of(centre, &row)
}

/// Imports, newest first, that came before `before`; nothing begins with the newest.
///
/// # Errors
/// The database does not answer.
pub async fn newest(centre: &Centre, before: &str, most: i64) -> Result<Vec<Batch>, ActError> {
    let before = if before.is_empty() { "g" } else { before };
    let params = vec![centre.div().into(), before.into(), most.into()];
    let rows = centre.store().query(&item_batches::NEWEST, params).await?;
    rows.iter().map(|row| batch_of(centre, &BatchRow::read(row)?)).collect()
}

/// Rows of an import after a line, of one fate or of all.
///
/// # Errors
/// The database does not answer.
pub async fn lines(
    centre: &Centre,
    id: &str,
    fate: Option<Fate>,
    after: u64,
    most: i64,
) -> Result<Vec<Line>, ActError> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let rows = match fate {
        Some(fate) => {
            let params = vec![
                centre.div().into(),
                id.into(),
                fate.code().into(),
                after.into(),
                most.into(),
            ];
            centre.store().query(&item_batches::LINES_OF, params).await?
        }
        None => {
            let params = vec![centre.div().into(), id.into(), after.into(), most.into()];
            centre.store().query(&item_batches::LINES, params).await?
        }
    };
    rows.iter().map(|row| line_of(LineRow::read(row)?)).collect()
}

fn line_of(row: LineRow) -> Result<Line, ActError> {
    let said: Said = serde_json::from_str(&row.said)
        .map_err(|error| ActError::Broken(format!("row {} of an import cannot be read: {error}", row.line)))?;
    Ok(Line {
        line: u64::try_from(row.line).unwrap_or(0),
        fate: Fate::parse(&row.fate).unwrap_or(Fate::Refused),
        code: row.code,
        name: row.name,
        version: row.version,
        said: Words::new(said.zh, said.en),
        changes: said
            .changes
            .into_iter()
            .map(|(element, before, after)| (element, before.into(), after.into()))
            .collect(),
    })
}

/// The names under which columns were kept.
///
/// # Errors
/// The database does not answer.
pub async fn remembered(centre: &Centre) -> Result<Vec<String>, ActError> {
    Ok(mappings(centre).await?.into_keys().collect())
}

/// The columns kept under a name, where the file has columns of these names.
///
/// # Errors
/// Nothing is kept under this name.
pub(super) async fn remembered_columns(
    centre: &Centre,
    name: &str,
    heading: &[String],
) -> Result<BTreeMap<String, usize>, ActError> {
    let mut all = mappings(centre).await?;
    let kept = all
        .remove(name)
        .ok_or_else(|| Refusal::missing("这个列对应方案", "this choice of columns"))?;
    let place = |(key, called): (String, String)| Some((key, heading.iter().position(|name| *name == called)?));
    Ok(kept.into_iter().filter_map(place).collect())
}

/// The columns of an import as they are kept under a name.
///
/// # Errors
/// Nothing is kept under this name.
pub async fn file_names(centre: &Centre, batch: &Batch, name: &str) -> Result<BTreeMap<String, usize>, ActError> {
    remembered_columns(centre, name, &batch.heading).await
}

type Mappings = BTreeMap<String, BTreeMap<String, String>>;

async fn mappings(centre: &Centre) -> Result<Mappings, ActError> {
    let kept = centre.setting(MAPPINGS).await?.unwrap_or_default();
    if kept.is_empty() {
        return Ok(Mappings::new());
    }
    serde_json::from_str(&kept).map_err(|error| ActError::Broken(format!("the columns kept cannot be read: {error}")))
}

async fn remember(
    centre: &Centre,
    name: &str,
    columns: &BTreeMap<String, usize>,
    heading: &[String],
) -> Result<Write, ActError> {
    const MOST: usize = 50;
    let mut all = mappings(centre).await?;
    if name.chars().count() > 40 || (all.len() >= MOST && !all.contains_key(name)) {
        return Err(Refusal::invalid(vec![Fault::new(
            "remember",
            "方案名称不超过 40 字，最多保存 50 个方案。",
            "The name has at most 40 characters, and at most 50 are kept.",
        )])
        .into());
    }
    let called = columns
        .iter()
        .filter_map(|(key, at)| Some((key.clone(), heading.get(*at)?.clone())));
    all.insert(name.to_string(), called.collect());
    let text = serde_json::to_string(&all).unwrap_or_default();
    Ok(yimen_store::tables::settings::put(centre.div(), MAPPINGS, &text))
}

pub(super) async fn stored(centre: &Centre, id: &str) -> Result<(BatchRow, Doc), ActError> {
    let params = vec![centre.div().into(), id.into()];
    let rows = centre.store().query(&item_batches::ONE, params).await?;
    let row = rows
        .first()
        .ok_or_else(|| Refusal::missing("这次导入", "this import"))?;
    let row = BatchRow::read(row)?;
    let doc = doc_of(&row)?;
    Ok((row, doc))
}

fn doc_of(row: &BatchRow) -> Result<Doc, ActError> {
    serde_json::from_str(&row.doc)
        .map_err(|error| ActError::Broken(format!("import {} cannot be read: {error}", row.id)))
}

fn batch_of(centre: &Centre, row: &BatchRow) -> Result<Batch, ActError> {
    let doc = doc_of(row)?;
    let standing = Standing::parse(&row.state)
        .ok_or_else(|| ActError::Broken(format!("import {} stands at {}", row.id, row.state)))?;
    Ok(Batch {
        id: row.id.clone(),
        standing,
        file: doc.file,
        encoding: doc.encoding,
        json: doc.json,
        sheets: doc.sheets,
        sheet: doc.sheet,
        heading: doc.heading,
        samples: doc.samples,
        columns: doc.columns,
        new_bodies: doc.bodies.into_iter().map(|body| body.name.zh).collect(),
        progress: (
            u64::try_from(row.done).unwrap_or(0),
            u64::try_from(row.total).unwrap_or(0),
        ),
        abandoned: standing == Standing::Checking && centre.now().0 - row.changed_at > ABANDONED,
        counts: doc.counts,
        opened: doc.opened,
        applied: doc.applied,
        undone: doc.undone,
        kept_cases: doc.kept_cases,
    })
}

/// The next state of an import. Its moment is always later than the one before, so that it serves as a mark.
pub(super) fn moved(
    centre: &Centre,
    known: &BatchRow,
    standing: Standing,
    doc: &Doc,
    (done, total): (i64, i64),
) -> BatchRow {
    BatchRow {
        id: known.id.clone(),
        state: standing.code().into(),
        doc: serde_json::to_string(doc).unwrap_or_default(),
        done,
        total,
        changed_at: centre.now().0.max(known.changed_at + 1),
    }
}

pub(super) fn allowed(known: &BatchRow, wanted: &[Standing]) -> Result<(), ActError> {
    if wanted.iter().any(|standing| standing.code() == known.state) {
        return Ok(());
    }
    Err(Refusal::new(
        "import_stands_elsewhere",
        RefusalKind::State,
        "",
        (
            "这次导入已进行到别的步骤。",
            "This import has gone on to another step meanwhile.",
        ),
        (
            "请返回这次导入的页面查看当前状态。",
            "Go back to the page of this import and see how it stands.",
        ),
    )
    .into())
}

async fn put_step(centre: &Centre, writes: Vec<Write>) -> Result<(), ActError> {
    centre.put(writes).await
}

/// Waits where others are before; an import is in no hurry.
pub(super) async fn put_patiently(centre: &Centre, writes: Vec<Write>) -> Result<(), ActError> {
    const TRIES: u32 = 30;
    let mut tries = 0;
    loop {
        match centre.put(writes.clone()).await {
            Err(ActError::Busy(_)) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            other => return other,
        }
    }
}

pub(super) fn is_conflict(error: &ActError) -> bool {
    let conflict: ActError = CommitError::Conflict.into();
    match (error, &conflict) {
        (ActError::Refused(refusal), ActError::Refused(known)) => refusal.code == known.code,
        _ => false,
    }
}

fn changed_meanwhile() -> Refusal {
    Refusal::new(
        "library_changed_meanwhile",
        RefusalKind::State,
        "",
        (
            "预览之后，其中有事项已被别人修改，这次导入没有写入任何内容。",
            "Somebody changed one of these items after the preview. Nothing of this import was taken.",
        ),
        (
            "请重新核对各行后再导入。",
            "Have the rows looked at again, then import.",
        ),
    )
}

async fn file(centre: &Centre, id: &str) -> Result<Vec<u8>, ActError> {
    let params = vec![centre.div().into(), id.into()];
    let rows = centre.store().query(&item_batches::FILE, params).await?;
    let row = rows
        .first()
        .ok_or_else(|| Refusal::missing("这次导入的文件", "the file of this import"))?;
    let packed = row.bytes(0)?.to_vec();
    blocking(move || {
        let mut bytes = Vec::new();
        DeflateDecoder::new(packed.as_slice())
            .take(LARGEST as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| ActError::Broken(format!("the file of an import cannot be unpacked: {error}")))?;
        Ok(bytes)
    })
    .await
}

fn pack(bytes: &[u8]) -> Result<Vec<u8>, ActError> {
    let broken = |error: std::io::Error| ActError::Broken(format!("the file cannot be packed: {error}"));
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).map_err(broken)?;
    encoder.finish().map_err(broken)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ActError> + Send + 'static,
) -> Result<T, ActError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ActError::Broken(error.to_string()))?
}
