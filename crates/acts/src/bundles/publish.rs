//! Publishing a version of a bundle, ending one, and bringing many in (公布、取消、导入).

use serde::Serialize;
use yimen_domain::bundles::check::Finding;
use yimen_domain::calendar::Day;
use yimen_domain::items::check::Severity;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::{Built, CommitError};

use super::record::{self, Entry};
use super::wire::BundleWire;
use super::{Kept, findings};
use crate::{ActError, Centre};

/// How often somebody else may be faster before the person is told.
const TRIES: u32 = 5;
/// Longest reason or basis, characters.
const LONGEST: usize = 500;

/// From when, why, and on what paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// First day.
    pub from: Day,
    /// Why (理由).
    pub reason: String,
    /// Law, notice or paper (依据).
    pub basis: String,
}

/// What became of the bundles of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Codes of new ones.
    pub new: Vec<String>,
    /// Codes of those that got another version.
    pub changed: Vec<String>,
    /// Codes of those that say the same already.
    pub unchanged: Vec<String>,
}

/// Publishes a version of a bundle. Nothing happens where it says the same already.
///
/// # Errors
/// Not the centre's manager; a field is wrong; the day lies behind; the check-up finds something serious.
pub async fn publish(centre: &Centre, actor: &Actor, doc: BundleWire, given: &Given) -> Result<Taken, ActError> {
    may(centre, actor, given)?;
    let account = actor.account.map(|account| account.0.to_string());
    add(centre, (account, &actor.name), vec![doc], given).await
}

/// Brings bundles in: one document after the schema, or a list of them, all or none.
///
/// # Errors
/// The file is none of bundles, or one of them is refused, with its code.
pub async fn import(centre: &Centre, by: &str, bytes: &[u8], given: &Given) -> Result<Taken, ActError> {
    let wrong = |error: serde_json::Error| {
        let fault = Fault::new(
            "file",
            format!("文件内容不完整或格式不对（{error}）。"),
            format!("The file is incomplete or of a wrong shape ({error})."),
        );
        ActError::from(Refusal::invalid(vec![fault]))
    };
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(wrong)?;
    let list = match value {
        serde_json::Value::Array(list) => list,
        one => vec![one],
    };
    let docs: Result<Vec<BundleWire>, _> = list.into_iter().map(serde_json::from_value).collect();
    add(centre, (None, by), docs.map_err(wrong)?, given).await
}

/// Ends a bundle from a day on.
///
/// # Errors
/// Not the centre's manager; there is no such bundle, or it has ended; the day lies behind.
pub async fn end(centre: &Centre, actor: &Actor, code: &str, given: &Given) -> Result<(), ActError> {
    may(centre, actor, given)?;
    for _ in 0..TRIES {
        let mut last = record::last(centre).await?;
        let shelf = super::read(centre).await?;
        let lives = shelf.kept(code).filter(|kept| kept.newest().is_some());
        let kept = lives.ok_or_else(|| Refusal::missing("这件“一件事”", "this bundle"))?;
        let account = actor.account.map(|account| account.0.to_string());
        let entry = entry(centre, (account, &actor.name), code, number(kept), given);
        let writes = vec![record::add(centre, &mut last, entry)?];
        if commit(centre, writes).await? {
            return crate::items::load(centre).await;
        }
    }
    Err(CommitError::Conflict.into())
}

fn may(centre: &Centre, actor: &Actor, given: &Given) -> Result<(), ActError> {
    if !actor.may(Permission::ChangeBundles, About::CENTRE) {
        return Err(not_the_manager().into());
    }
    let mut faults = Vec::new();
    let told = |text: &str| (1..=LONGEST).contains(&text.trim().chars().count());
    if !told(&given.reason) {
        faults.push(Fault::new("reason", "请写明理由。", "Say why."));
    }
    if !told(&given.basis) {
        faults.push(Fault::new("basis", "请写明依据。", "Say on what paper."));
    }
    if given.from < centre.today() {
        faults.push(Fault::new(
            "from",
            "生效日期不能早于今天。",
            "The first day cannot lie behind.",
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults).into())
    }
}

type By<'a> = (Option<String>, &'a str);

fn entry(centre: &Centre, (account, name): By<'_>, code: &str, version: u32, given: &Given) -> Entry {
    Entry {
        seq: 0,
        at: centre.now().0,
        account,
        name: name.to_string(),
        code: code.to_string(),
        version,
        from: given.from.to_string(),
        reason: given.reason.trim().to_string(),
        basis: given.basis.trim().to_string(),
        doc: None,
    }
}

/// The number of the next entry of a bundle.
fn number(kept: &Kept) -> u32 {
    kept.entries.saturating_add(1)
}

async fn add(centre: &Centre, by: By<'_>, docs: Vec<BundleWire>, given: &Given) -> Result<Taken, ActError> {
    for doc in &docs {
        is_sound(centre, doc, given.from)?;
    }
    for _ in 0..TRIES {
        let mut last = record::last(centre).await?;
        let shelf = super::read(centre).await?;
        let (mut taken, mut writes) = (Taken::default(), Vec::new());
        for doc in &docs {
            let kept = shelf.kept(&doc.code);
            let newest = kept.and_then(Kept::newest);
            if newest.is_some_and(|newest| newest.doc == *doc) {
                taken.unchanged.push(doc.code.clone());
                continue;
            }
            let of = if kept.is_some() {
                &mut taken.changed
            } else {
                &mut taken.new
            };
            of.push(doc.code.clone());
            let mut entry = entry(centre, by.clone(), &doc.code, kept.map_or(1, number), given);
            entry.doc = Some(doc.clone());
            writes.push(record::add(centre, &mut last, entry)?);
        }
        if writes.is_empty() {
            return Ok(taken);
        }
        if commit(centre, writes).await? {
            crate::items::load(centre).await?;
            return Ok(taken);
        }
    }
    Err(CommitError::Conflict.into())
}

/// Answers whether nobody else was faster.
async fn commit(centre: &Centre, writes: Vec<yimen_store::Write>) -> Result<bool, ActError> {
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn is_sound(centre: &Centre, doc: &BundleWire, day: Day) -> Result<(), ActError> {
    let faults = doc.faults();
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let found = findings(centre, &doc.clone().bundle(1), day);
    let serious: Vec<&Finding> = found
        .iter()
        .filter(|one| one.rule.severity == Severity::Error)
        .collect();
    if serious.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "serious_findings",
        RefusalKind::State,
        "",
        (
            &format!("“{}”存在必须处理的问题，不能公布。", doc.name.zh),
            &format!("“{}” has serious findings and cannot be published.", doc.name.zh),
        ),
        (
            "请按每一条的说明修改后再公布。",
            "Mend what each finding names, then publish it.",
        ),
    );
    let fault = |one: &Finding| {
        Fault::new(
            one.rule.code,
            format!("{}：{}。{}", one.rule.title.0, one.what.zh, one.rule.mend.0),
            format!(
                "{}: {}. {}",
                one.rule.title.1,
                one.what.get(yimen_domain::words::Language::En),
                one.rule.mend.1
            ),
        )
    };
    refusal.faults = serious.into_iter().map(fault).collect();
    Err(refusal.into())
}

fn not_the_manager() -> Refusal {
    Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (
            "“一件事”由中心负责人编制和公布。",
            "Bundles are written and published by the manager of the centre.",
        ),
        ("请联系中心负责人。", "Ask the manager of the centre."),
    )
}
