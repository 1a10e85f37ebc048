//! The record of the library (事项库台账): every step of every item in one chain, written as canonical JSON (RFC 8785).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::Coded;
use yimen_domain::items::life::{ChangeKind, Intake, Mark, Rearrangement, Stage, Standing, Step, Why};
use yimen_domain::organisation::AccountId;
use yimen_domain::words::Refusal;
use yimen_store::ledger::{Hash, HashKind, ORIGIN, hex};
use yimen_store::tables::item_batches;
use yimen_store::tables::item_life::{self, LifeRow};
use yimen_store::{Row, Stmt, Write};

use crate::{ActError, Centre};

/// Most entries that are read at once.
const PAGE: i64 = 500;

/// One entry of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3, … within the division.
    pub seq: u32,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: ActorMark,
    /// Code of the item; empty for a new one that has none yet.
    pub code: String,
    /// Body of the item.
    pub body: String,
    /// The draft that it is about.
    pub draft: Option<Uuid>,
    /// Hash of the document, hex; empty where there is none.
    pub doc: String,
    /// What happened.
    pub step: Step,
}

impl Entry {
    /// Who did it, and when.
    pub fn mark(&self) -> Mark {
        Mark {
            by: self.by.clone(),
            at: self.at,
        }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct EntryWire {
    seq: u32,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    name: String,
    role: String,
    code: String,
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    doc: String,
    step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    stage: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    basis: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    approval: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    batch: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<String>,
}

impl EntryWire {
    fn of(entry: &Entry) -> EntryWire {
        let mut wire = EntryWire {
            seq: entry.seq,
            at: entry.at.0,
            account: entry.by.account.map(|account| account.0.to_string()),
            name: entry.by.name.clone(),
            role: entry.by.role.clone(),
            code: entry.code.clone(),
            body: entry.body.clone(),
            draft: entry.draft.map(|id| id.to_string()),
            doc: entry.doc.clone(),
            step: entry.step.code().into(),
            ..EntryWire::default()
        };
        match &entry.step {
            Step::Started { base } | Step::Rebased { base } => wire.version = Some(*base),
            Step::Accepted {
                source,
                version,
                from,
                kept,
            } => {
                wire.items = vec![source.clone()];
                wire.version = Some(*version);
                wire.from = Some(from.to_string());
                wire.rules.clone_from(kept);
            }
            Step::Submitted(why) => wire.explain(why),
            Step::Reviewed { note } => wire.reason.clone_from(note),
            Step::Returned { from, reasons } => {
                wire.stage = from.code().into();
                wire.reason.clone_from(reasons);
            }
            Step::Checked {
                from,
                acknowledged,
                note,
            } => {
                wire.from = Some(from.to_string());
                wire.rules.clone_from(acknowledged);
                wire.reason.clone_from(note);
            }
            Step::Published { version, from, why } => {
                wire.version = Some(*version);
                wire.from = Some(from.to_string());
                wire.explain(why);
            }
            Step::Abandoned { reason } => wire.reason.clone_from(reason),
            Step::Suspended { from, until, why } => {
                wire.from = Some(from.to_string());
                wire.until = until.map(|day| day.to_string());
                wire.explain(why);
            }
            Step::Resumed { from, why } => {
                wire.from = Some(from.to_string());
                wire.explain(why);
            }
            Step::Withdrawn { from, why, successors } => {
                wire.from = Some(from.to_string());
                wire.items.clone_from(successors);
                wire.explain(why);
            }
            Step::Rearranged(order) => {
                wire.kind = order.kind.code().into();
                wire.before.clone_from(&order.from);
                wire.items.clone_from(&order.to);
                wire.from = Some(order.day.to_string());
                wire.explain(&order.why);
            }
            Step::Imported(intake) | Step::ImportUndone(intake) => {
                wire.batch.clone_from(&intake.batch);
                wire.file.clone_from(&intake.file);
                (wire.added, wire.changed) = (Some(intake.added), Some(intake.changed));
                wire.bodies.clone_from(&intake.bodies);
                wire.explain(&intake.why);
            }
        }
        wire
    }

    fn explain(&mut self, why: &Why) {
        self.reason.clone_from(&why.reason);
        self.basis.clone_from(&why.basis);
        self.approval.clone_from(&why.approval);
    }

    fn entry(self) -> Option<Entry> {
        let id = |text: Option<String>| text.map(|text| Uuid::parse_str(&text).ok());
        let (account, draft) = (id(self.account.clone()), id(self.draft.clone()));
        let entry = Entry {
            seq: self.seq,
            at: Instant(self.at),
            by: ActorMark {
                account: account.map_or(Some(None), |id| id.map(AccountId).map(Some))?,
                name: self.name.clone(),
                role: self.role.clone(),
                behalf: None,
            },
            code: self.code.clone(),
            body: self.body.clone(),
            draft: draft.map_or(Some(None), |id| id.map(Some))?,
            doc: self.doc.clone(),
            step: Step::Abandoned { reason: String::new() },
        };
        Some(Entry {
            step: self.step()?,
            ..entry
        })
    }

    fn step(self) -> Option<Step> {
        let day = |text: &Option<String>| text.as_deref().and_then(|text| Day::parse(text).ok());
        let why = Why {
            reason: self.reason.clone(),
            basis: self.basis,
            approval: self.approval,
        };
        Some(match self.step.as_str() {
            "started" => Step::Started { base: self.version? },
            "rebased" => Step::Rebased { base: self.version? },
            "accepted" => Step::Accepted {
                source: self.items.into_iter().next()?,
                version: self.version?,
                from: day(&self.from)?,
                kept: self.rules,
            },
            "submitted" => Step::Submitted(why),
            "reviewed" => Step::Reviewed { note: self.reason },
            "returned" => Step::Returned {
                from: Stage::parse(&self.stage)?,
                reasons: self.reason,
            },
            "checked" => Step::Checked {
                from: day(&self.from)?,
                acknowledged: self.rules,
                note: self.reason,
            },
            "published" => Step::Published {
                version: self.version?,
                from: day(&self.from)?,
                why,
            },
            "abandoned" => Step::Abandoned { reason: self.reason },
            "suspended" => Step::Suspended {
                from: day(&self.from)?,
                until: day(&self.until),
                why,
            },
            "resumed" => Step::Resumed {
                from: day(&self.from)?,
                why,
            },
            "withdrawn" => Step::Withdrawn {
                from: day(&self.from)?,
                why,
                successors: self.items,
            },
            "rearranged" => Step::Rearranged(Rearrangement {
                kind: ChangeKind::parse(&self.kind)?,
                from: self.before,
                to: self.items,
                day: day(&self.from)?,
                why,
            }),
            code @ ("imported" | "import_undone") => {
                let intake = Intake {
                    batch: self.batch,
                    file: self.file,
                    added: self.added?,
                    changed: self.changed?,
                    bodies: self.bodies,
                    why,
                };
                if code == "imported" {
                    Step::Imported(intake)
                } else {
                    Step::ImportUndone(intake)
                }
            }
            _ => return None,
        })
    }
}

/// The text that is hashed: keys in order, no blanks, whole numbers only.
fn text_of(entry: &Entry) -> String {
    let value = serde_json::to_value(EntryWire::of(entry)).unwrap_or_default();
    value.to_string()
}

fn entry_of(text: &str) -> Result<Entry, ActError> {
    let wire: Option<EntryWire> = serde_json::from_str(text).ok();
    wire.and_then(EntryWire::entry)
        .ok_or_else(|| ActError::Broken(format!("an entry of the record of items cannot be read: {text}")))
}

fn entries(rows: &[Row]) -> Result<Vec<Entry>, ActError> {
    let read = |row| entry_of(&item_life::read(row)?.0);
    rows.iter().map(read).collect()
}

/// The end of the chain, to which new entries are added.
#[derive(Debug, Clone)]
pub(crate) struct End {
    div: String,
    kind: HashKind,
    seq: u32,
    hash: Hash,
}

impl End {
    pub(crate) async fn find(centre: &Centre) -> Result<End, ActError> {
        let rows = centre
            .store()
            .query(&item_life::LAST, vec![centre.div().into()])
            .await?;
        let (seq, hash) = item_life::last(&rows)?.unwrap_or((0, ORIGIN));
        Ok(End {
            div: centre.div().to_string(),
            kind: centre.hash(),
            seq,
            hash,
        })
    }

    /// The number of the next entry.
    pub(super) fn next(&self) -> u32 {
        self.seq + 1
    }

    /// What writes an entry after the last one.
    pub(crate) fn add(&mut self, entry: Entry) -> Write {
        let is_public = entry.step.is_public();
        self.write(entry, is_public)
    }

    /// The same for an entry that belongs to a list: the public log tells the list, not each of its items.
    pub(crate) fn add_of_list(&mut self, entry: Entry) -> Write {
        self.write(entry, false)
    }

    fn write(&mut self, mut entry: Entry, is_public: bool) -> Write {
        self.seq += 1;
        entry.seq = self.seq;
        let text = text_of(&entry);
        self.hash = self.kind.link(&self.hash, &text);
        let row = LifeRow {
            seq: entry.seq,
            at: entry.at.0,
            code: entry.code,
            body: entry.body,
            draft: entry.draft,
            kind: entry.step.kind().into(),
            is_public,
            text,
            hash: self.hash,
        };
        row.insert(&self.div)
    }
}

/// The hash by which the record names a document, hex.
pub(crate) fn doc_hash(centre: &Centre, doc: &str) -> String {
    hex(&centre.hash().digest(doc.as_bytes()))
}

/// Entries after one, in order.
pub(crate) async fn after(centre: &Centre, seq: u32) -> Result<Vec<Entry>, ActError> {
    let mut found: Vec<Entry> = Vec::new();
    loop {
        let from = found.last().map_or(seq, |entry| entry.seq);
        let params = vec![centre.div().into(), from.into(), PAGE.into()];
        let more = entries(&centre.store().query(&item_life::AFTER, params).await?)?;
        let is_last = (more.len() as i64) < PAGE;
        found.extend(more);
        if is_last {
            return Ok(found);
        }
    }
}

/// What was registered about every item, and the last entry that was read.
pub(crate) async fn standings(centre: &Centre) -> Result<(HashMap<String, Standing>, u32), ActError> {
    let all = after(centre, 0).await?;
    let last = all.last().map_or(0, |entry| entry.seq);
    let mut standings: HashMap<String, Standing> = HashMap::new();
    let changes = |entry: &&Entry| entry.step.is_public();
    for entry in all.iter().filter(changes).filter(|entry| !entry.code.is_empty()) {
        standings.entry(entry.code.clone()).or_default().take(&entry.step);
    }
    Ok((standings, last))
}

/// Entries about a draft, in order.
pub(super) async fn of_draft(centre: &Centre, draft: Uuid) -> Result<Vec<Entry>, ActError> {
    let params = vec![centre.div().into(), draft.into_bytes().into(), PAGE.into()];
    entries(&centre.store().query(&item_life::OF_DRAFT, params).await?)
}

/// Entries about an item, latest first, before one.
///
/// # Errors
/// The database does not answer.
pub async fn of_item(centre: &Centre, code: &str, before: Option<u32>, most: u32) -> Result<Vec<Entry>, ActError> {
    let params = vec![
        centre.div().into(),
        code.into(),
        before.unwrap_or(u32::MAX).into(),
        most.into(),
    ];
    entries(&centre.store().query(&item_life::OF_CODE, params).await?)
}

/// What of the record is looked for (筛选).
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// Kind of change ([`yimen_domain::items::life::KINDS`]); all where empty.
    pub kind: String,
    /// Code of a body; all where empty.
    pub body: String,
    /// From the start of this day.
    pub from: Option<Day>,
    /// Until the end of this day.
    pub until: Option<Day>,
}

/// What everybody may read, latest first, before an entry.
///
/// # Errors
/// The database does not answer.
pub async fn public(centre: &Centre, narrow: &Narrow, before: Option<u32>, most: u32) -> Result<Vec<Entry>, ActError> {
    use yimen_domain::calendar::CHINA;
    let from = narrow.from.map_or(0, |day| Instant::start_of(day, CHINA).0);
    let until = narrow.until.map_or(i64::MAX, |day| Instant::end_of(day, CHINA).0);
    let params = vec![
        centre.div().into(),
        before.unwrap_or(u32::MAX).into(),
        narrow.kind.as_str().into(),
        narrow.body.as_str().into(),
        from.into(),
        until.into(),
        most.into(),
    ];
    entries(&centre.store().query(&item_life::PUBLIC, params).await?)
}

/// One entry that everybody may read, with its hash.
///
/// # Errors
/// There is none of that number, or it is not public.
pub async fn public_one(centre: &Centre, seq: u32) -> Result<(Entry, Hash), ActError> {
    let missing = || ActError::from(Refusal::missing("这条事项变动记录", "this entry of the change log"));
    let params = vec![centre.div().into(), seq.saturating_sub(1).into(), 1i64.into()];
    let rows = centre.store().query(&item_life::AFTER, params).await?;
    let (text, hash) = item_life::read(rows.first().ok_or_else(missing)?)?;
    let entry = entry_of(&text)?;
    if entry.seq != seq || !entry.step.is_public() {
        return Err(missing());
    }
    Ok((entry, hash))
}

/// What is wrong with the record (台账核验): the first entry that was altered, removed or put in, or a published version
/// whose document is not the one that was approved.
///
/// # Errors
/// The database does not answer.
pub async fn verify(centre: &Centre) -> Result<Verdict, ActError> {
    let mut verdict = Verdict::default();
    let (mut seq, mut hash) = (0u32, ORIGIN);
    loop {
        let params = vec![centre.div().into(), seq.into(), PAGE.into()];
        let rows = centre.store().query(&item_life::AFTER, params).await?;
        for row in &rows {
            let (text, stored) = item_life::read(row)?;
            seq += 1;
            hash = centre.hash().link(&hash, &text);
            let entry = entry_of(&text)?;
            if entry.seq != seq || hash != stored {
                verdict
                    .faults
                    .push(format!("entry {seq} of the record is not what it was"));
                return Ok(verdict);
            }
            verdict.entries += 1;
            if let Step::Published { version, .. } = entry.step {
                verdict.versions += 1;
                let doc = document(centre, &entry.code, version).await?;
                if doc.is_none_or(|doc| doc_hash(centre, &doc) != entry.doc) {
                    let code = &entry.code;
                    verdict.faults.push(format!(
                        "version {version} of {code} is not the document of entry {seq}"
                    ));
                }
            }
            if let Step::Imported(intake) | Step::ImportUndone(intake) = &entry.step {
                let made = match entry.step {
                    Step::Imported(_) => &item_batches::MADE,
                    _ => &item_batches::MADE_BY_UNDOING,
                };
                let (digest, versions) = digest(centre, &intake.batch, made).await?;
                verdict.versions += versions;
                if digest != entry.doc {
                    verdict.faults.push(format!(
                        "the versions of import {} are not those of entry {seq}",
                        intake.batch
                    ));
                }
            }
        }
        if (rows.len() as i64) < PAGE {
            return Ok(verdict);
        }
    }
}

/// The hash over versions of an import, in order of its lines, and how many they are.
pub(crate) async fn digest(centre: &Centre, batch: &str, which: &'static Stmt) -> Result<(String, u64), ActError> {
    let (mut sum, mut versions, mut line) = (Sum::new(centre.hash()), 0, 0i64);
    loop {
        let params = vec![centre.div().into(), batch.into(), line.into(), PAGE.into()];
        let rows = centre.store().query(which, params).await?;
        for row in &rows {
            line = row.int(0)?;
            sum.add(row.text(1)?, row.text(3)?);
            versions += 1;
        }
        if (rows.len() as i64) < PAGE {
            return Ok((sum.hex(), versions));
        }
    }
}

/// A hash over items and their documents, each linked to the one before.
#[derive(Debug, Clone)]
pub(crate) struct Sum(HashKind, Hash);

impl Sum {
    pub(crate) fn new(kind: HashKind) -> Sum {
        Sum(kind, ORIGIN)
    }

    pub(crate) fn add(&mut self, code: &str, doc: &str) {
        let text = format!("{code} {}", hex(&self.0.digest(doc.as_bytes())));
        self.1 = self.0.link(&self.1, &text);
    }

    pub(crate) fn hex(&self) -> String {
        hex(&self.1)
    }
}

/// What a check of the record found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Entries that hold.
    pub entries: u64,
    /// Versions among them that were published.
    pub versions: u64,
    /// What does not hold.
    pub faults: Vec<String>,
}

/// The document of a version as it is stored.
///
/// # Errors
/// The database does not answer.
pub async fn document(centre: &Centre, code: &str, version: u32) -> Result<Option<String>, ActError> {
    let params = vec![centre.div().into(), code.into(), version.into()];
    let rows = centre.store().query(&yimen_store::tables::items::DOC, params).await?;
    Ok(rows.first().map(|row| row.text(0).map(str::to_string)).transpose()?)
}
