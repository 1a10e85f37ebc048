//! The record of the organisation (机构人员台账): every change of units, posts, terms and leave, with who, when, why and on what paper,
//! in one chain; and the register that follows from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::dated::Dated;
use yimen_domain::organisation::posts::{Roster, Step};
use yimen_store::Write;
use yimen_store::ledger::{Hash, ORIGIN};
use yimen_store::tables::organisation_record::{self, RecordRow};

use super::wire;
use crate::chain::{self, End, Verdict};
use crate::{ActError, Centre};

/// Most entries that are read at once.
const PAGE: i64 = 500;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// 机构、窗口变更: units are as described from a day on.
    Units,
    /// 建立岗位台账: posts and people as they were when the register began.
    TakenOver,
    /// 上岗.
    Appointed,
    /// 调岗.
    Moved,
    /// 离岗.
    Left,
    /// 请假.
    LeaveAsked,
    /// 准假.
    LeaveGranted,
    /// 不准假.
    LeaveRefused,
    /// 销假.
    LeaveEnded,
    /// 批量导入.
    Imported,
}

impl Did {
    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Did::Units => ("机构、窗口变更", "units changed"),
            Did::TakenOver => ("建立台账", "register begun"),
            Did::Appointed => ("上岗", "took up a post"),
            Did::Moved => ("调岗", "moved to another post"),
            Did::Left => ("离岗", "left"),
            Did::LeaveAsked => ("申请请假", "asked for leave"),
            Did::LeaveGranted => ("准假", "leave granted"),
            Did::LeaveRefused => ("不准假", "leave refused"),
            Did::LeaveEnded => ("销假", "leave ended or taken back"),
            Did::Imported => ("批量导入", "list imported"),
        }
    }
}

/// A unit as it is from a day on; nothing where it is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitStep {
    /// `division`, `hall`, `body`, `body_above`, `window` or `place`.
    pub kind: String,
    /// Code.
    pub code: String,
    /// First day.
    pub from: Day,
    /// The unit.
    pub doc: Option<serde_json::Value>,
}

/// What went from somebody who goes to somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Handed {
    /// A letter of authority ends (授权收回).
    LetterEnds {
        /// Its number.
        letter: String,
    },
    /// Another letter waits for the head's signature (待签发).
    LetterDrafted {
        /// Its number.
        letter: String,
        /// For whom.
        to: String,
    },
    /// Open cases are handled by somebody else, or wait for somebody to take them (经办办件移交).
    Cases {
        /// How many they were when it was recorded.
        count: u64,
        /// Account of who gets them; absent where they wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<uuid::Uuid>,
        /// Name; empty where they wait.
        to: String,
    },
    /// The seal for approvals is kept by somebody else (审批专用章移交).
    Seal {
        /// Number of the letter with which it goes.
        letter: String,
        /// Who keeps it.
        to: String,
    },
}

/// One entry of the record: one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3, … within the division.
    pub seq: u32,
    /// When it was recorded.
    pub at: Instant,
    /// Account of who did it; absent for commands of the operator.
    pub account: Option<AccountId>,
    /// Name of who did it.
    pub by: String,
    /// What was done.
    pub did: Did,
    /// With whom.
    pub about: Option<AccountId>,
    /// Why (理由).
    pub reason: String,
    /// On what paper (依据).
    pub basis: String,
    /// What it changed among posts, terms and leave.
    pub steps: Vec<Step>,
    /// What it changed among units.
    pub units: Vec<UnitStep>,
    /// What went to somebody else with it.
    pub handed: Vec<Handed>,
}

impl Entry {
    /// It is about somebody.
    pub fn concerns(&self, person: AccountId) -> bool {
        self.about == Some(person)
            || self.steps.iter().any(|step| match step {
                Step::Begun(term) => term.person.account == person,
                Step::LeaveAsked(leave) => leave.person.account == person,
                _ => false,
            })
    }
}

/// The record as it was last read, and what follows from it.
#[derive(Debug, Clone)]
pub struct Register {
    /// Posts, terms and leave.
    pub roster: Roster,
    units: BTreeMap<(String, String), Dated<serde_json::Value>>,
    entries: Vec<Arc<Entry>>,
    end: End,
}

impl Default for Register {
    fn default() -> Self {
        Register {
            roster: Roster::default(),
            units: BTreeMap::new(),
            entries: Vec::new(),
            end: (0, ORIGIN),
        }
    }
}

impl Register {
    /// Every entry, the oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().map(Arc::as_ref)
    }

    /// What the record says of the units of a kind, by code.
    pub(super) fn units(&self, kind: &str) -> impl Iterator<Item = (&str, &Dated<serde_json::Value>)> {
        self.units
            .iter()
            .filter(move |((known, _), _)| known == kind)
            .map(|((_, code), dated)| (code.as_str(), dated))
    }

    /// What the record says of one unit.
    pub(super) fn unit(&self, kind: &str, code: &str) -> Option<&Dated<serde_json::Value>> {
        self.units.get(&(kind.to_string(), code.to_string()))
    }

    /// The number of the next entry.
    pub(super) fn next(&self) -> u32 {
        self.end.0 + 1
    }

    fn take(&mut self, entry: Entry, hash: Hash) {
        self.end = (entry.seq, hash);
        for step in &entry.steps {
            self.roster.apply(step);
        }
        for unit in &entry.units {
            let known = self.units.entry((unit.kind.clone(), unit.code.clone())).or_default();
            known.enter(unit.from, unit.doc.clone());
        }
        self.entries.push(Arc::new(entry));
    }
}

/// What writes an entry after the last one of the register.
pub(super) fn add(centre: &Centre, register: &Register, entry: &mut Entry) -> Result<Write, ActError> {
    let mut end = register.end;
    entry.seq = register.next();
    let text = chain::add(centre.hash(), &mut end, &wire::doc(entry))?;
    let row = RecordRow {
        seq: entry.seq,
        at: entry.at.0,
        text,
        hash: end.1,
    };
    Ok(row.insert(centre.div()))
}

/// Takes in what another process changed; answers whether there was anything.
///
/// # Errors
/// The database does not answer, or an entry cannot be read.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let register = centre.posts();
    let rows = after(centre, register.end.0).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let mut next = Register::clone(&register);
    for (text, hash) in rows {
        next.take(wire::read(&text)?, hash);
    }
    centre.set_posts(next);
    Ok(true)
}

async fn after(centre: &Centre, seq: u32) -> Result<Vec<(String, Hash)>, ActError> {
    let mut found = Vec::new();
    loop {
        let from = seq.saturating_add(u32::try_from(found.len()).unwrap_or(u32::MAX));
        let params = vec![centre.div().into(), from.into(), PAGE.into()];
        let rows = centre.store().query(&organisation_record::AFTER, params).await?;
        for row in &rows {
            found.push(organisation_record::read(row)?);
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

/// Checks the chain of the record, entry by entry.
///
/// # Errors
/// The database does not answer.
pub async fn verify(centre: &Centre) -> Result<Verdict, ActError> {
    Ok(chain::check(centre.hash(), after(centre, 0).await?, "the organisation"))
}
