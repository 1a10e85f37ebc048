//! Taking over what changed in a cited item (采纳上级事项变化): told, shown beside one's own, accepted with one action.

use std::sync::Arc;

use serde_json::Value;
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::Item;
use yimen_domain::items::check::{Finding, Severity};
use yimen_domain::items::life::{Draft, Mark, Order, State, Step, Why};
use yimen_domain::items::sheet::{Change, difference};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::words::{Refusal, RefusalKind, Words};
use yimen_edit::merge::{About, Choices, Conflict, Whose, merge};
use yimen_store::tables::item_drafts::ItemDraftRow;
use yimen_store::tables::items;
use yimen_store::{CommitError, Write};

use super::is_serious;
use super::record::{self, End, Entry, doc_hash};
use super::save::name_of;
use super::start::{of_code, written_already};
use super::step::{Done, answered, commit, once};
use crate::cases::check_key;
use crate::items::check::{of_item, of_item_instead};
use crate::items::wire::ItemWire;
use crate::{ActError, Centre};

/// Elements that belong to the body alone, whatever the source says.
const OWN: [&str; 18] = [
    "code",
    "body",
    "codes",
    "position",
    "parent",
    "authority",
    "planned",
    "group",
    "hall",
    "hours",
    "phone",
    "complaint_phone",
    "access",
    "residency",
    "cites",
    "assumed",
    "catalogue_only",
    "keywords",
];

/// Elements of which the lower number is better for people.
const LOWER: [&str; 6] = [
    "promised_days",
    "statutory_days",
    "visits",
    "amount_fen",
    "copies",
    "days",
];

/// An item whose source has a newer version in force.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The item.
    pub item: Arc<Item>,
    /// The source in the version that was taken over.
    pub before: Arc<Item>,
    /// The source in force.
    pub after: Arc<Item>,
}

/// Items whose source has changed, in order of code; of one body or of all.
pub fn behind(centre: &Centre, body: Option<&str>) -> Vec<Behind> {
    let library = centre.library();
    let own = |item: &&Arc<Item>| body.is_none_or(|body| item.body == body);
    let found = library.all().filter(own).filter_map(|item| {
        let cited = item.cites.as_ref()?;
        let (after, before) = (
            library.latest(&cited.code)?,
            library.version(&cited.code, cited.version)?,
        );
        (after.version > cited.version).then(|| Behind {
            item: Arc::clone(item),
            before: Arc::clone(before),
            after: Arc::clone(after),
        })
    });
    found.collect()
}

/// What an own item would become.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The item and the two versions of its source.
    pub behind: Behind,
    /// What changed in the source.
    pub source_changes: Vec<Change>,
    /// The document that would be published.
    pub doc: Value,
    /// As an item; none where the two do not go together.
    pub result: Result<Item, Words>,
    /// What would change in the own item.
    pub own_changes: Vec<Change>,
    /// Paths of elements in which both differ and the own one is kept.
    pub kept: Vec<String>,
    /// What the check-up finds in it that it does not find today.
    pub findings: Vec<Finding>,
}

impl Proposal {
    /// It cannot be published by acceptance.
    pub fn is_broken(&self) -> bool {
        self.result.is_err() || self.findings.iter().any(is_serious)
    }

    /// Nothing but the source's changes are taken over, and nothing new is found.
    pub fn is_plain(&self) -> bool {
        let warns = |finding: &Finding| finding.rule.severity <= Severity::Warning;
        self.kept.is_empty() && self.result.is_ok() && !self.findings.iter().any(warns)
    }
}

/// What would become of an item that cites another.
///
/// # Errors
/// There is no such item, or its source has not changed.
pub async fn proposal(centre: &Centre, code: &str) -> Result<Proposal, ActError> {
    let item = crate::items::latest(centre, code)?;
    let behind = behind(centre, Some(&item.body))
        .into_iter()
        .find(|one| one.item.code == code);
    let behind = behind.ok_or_else(up_to_date)?;
    let own = document(centre, code, centre.library().newest(code).unwrap_or(item.version)).await?;
    let before = document(centre, &behind.after.code, behind.before.version).await?;
    let after = document(centre, &behind.after.code, behind.after.version).await?;
    let (mut doc, kept) = taken_over(&before, &own, &after);
    if let Some(cites) = doc.get_mut("cites") {
        cites["version"] = behind.after.version.into();
    }
    let organisation = centre.organisation();
    let number = centre.library().newest(code).unwrap_or(0) + 1;
    let wire: Result<ItemWire, _> = serde_json::from_value(doc.clone());
    let result = wire
        .map_err(|error| Words::new(format!("内容不完整（{error}）"), format!("incomplete ({error})")))
        .map(|wire| centre.library().shared().fill(wire, None))
        .and_then(|wire| match wire.faults(&organisation).into_iter().next() {
            Some(fault) => Err(fault),
            None => Ok(wire.item(number, &organisation)),
        });
    let known: Vec<&str> = of_item(centre, &behind.item)
        .iter()
        .map(|finding| finding.rule.code)
        .collect();
    let mut findings = result
        .as_ref()
        .map_or_else(|_| Vec::new(), |item| of_item_instead(centre, item));
    findings.retain(|finding| is_serious(finding) || !known.contains(&finding.rule.code));
    Ok(Proposal {
        source_changes: difference(&behind.before, &behind.after),
        own_changes: result
            .as_ref()
            .map_or_else(|_| Vec::new(), |next| difference(&behind.item, next)),
        behind,
        doc,
        result,
        kept,
        findings,
    })
}

async fn document(centre: &Centre, code: &str, version: u32) -> Result<Value, ActError> {
    let missing = || ActError::Broken(format!("version {version} of {code} is not in the library"));
    let text = record::document(centre, code, version).await?.ok_or_else(missing)?;
    serde_json::from_str(&text).map_err(|error| ActError::Broken(error.to_string()))
}

/// The source's changes put onto the own document, and the paths where the own one is kept though the source changed.
fn taken_over(before: &Value, own: &Value, after: &Value) -> (Value, Vec<String>) {
    let (before, after) = (shared(before), shared(after));
    let first = merge(&before, own, &after, &Choices::new());
    let choices: Choices = first
        .conflicts
        .iter()
        .map(|one| (one.place.clone(), tighter(one)))
        .collect();
    let mut kept: Vec<String> = first
        .conflicts
        .iter()
        .filter(|one| tighter(one) == Whose::Mine)
        .map(|one| one.path.split('.').next().unwrap_or_default().to_string())
        .collect();
    kept.dedup();
    (merge(&before, own, &after, &choices).document, kept)
}

/// A document without what belongs to a body alone, so that a change there is none.
fn shared(doc: &Value) -> Value {
    let mut doc = doc.clone();
    if let Value::Object(fields) = &mut doc {
        fields.retain(|name, _| !OWN.contains(&name.as_str()));
    }
    doc
}

/// Where both changed the same, the one that asks less of people; where that cannot be told, the own one.
fn tighter(conflict: &Conflict) -> Whose {
    let name = conflict.path.rsplit('.').next().unwrap_or_default();
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_i64);
    let truth = |value: &Option<Value>| value.as_ref().and_then(Value::as_bool);
    let theirs_is_better = match (conflict.about, name) {
        (About::Gone, _) => conflict.theirs.is_none(),
        (_, name) if LOWER.contains(&name) => number(&conflict.theirs) < number(&conflict.mine),
        (_, "required") => truth(&conflict.mine) == Some(true),
        (_, "deferrable" | "replaceable") => truth(&conflict.mine) != Some(true),
        _ => false,
    };
    if theirs_is_better { Whose::Theirs } else { Whose::Mine }
}

/// Takes over what changed in the source, as the body's own act: published at once, or waiting for the centre's check
/// where something of its own is kept, or a draft where it cannot be published.
///
/// # Errors
/// Not a legal reviewer of the item's body; the source has not changed; a draft of the item is being written.
pub async fn accept(centre: &Centre, actor: &Actor, key: Option<&str>, code: &str) -> Result<Done, ActError> {
    const TRIES: u32 = 5;
    check_key(key)?;
    let once = once(centre, actor, key, &format!("item {code}"), "accept");
    for _ in 0..TRIES {
        if let Some(answer) = answered(centre, once.as_ref()).await? {
            return Done::of(&answer, true);
        }
        let mut end = End::find(centre).await?;
        crate::items::refresh(centre).await?;
        let proposal = proposal(centre, code).await?;
        if let Some(other) = of_code(centre, code).await? {
            return Err(written_already(other).into());
        }
        let (writes, done) = plan(centre, actor, &mut end, &proposal)?;
        match commit(centre, once.clone(), writes, done.text()).await {
            Ok((answer, repeated)) => {
                crate::items::refresh(centre).await?;
                return Done::of(&answer, repeated);
            }
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommitError::Conflict.into())
}

fn plan(centre: &Centre, actor: &Actor, end: &mut End, proposal: &Proposal) -> Result<(Vec<Write>, Done), ActError> {
    let Behind { item, after, .. } = &proposal.behind;
    let base = centre.library().newest(&item.code).unwrap_or(item.version);
    let mut draft = Draft {
        body: item.body.clone(),
        drafters: Vec::new(),
        state: State::begin(),
    };
    let mut kept = proposal.kept.clone();
    if !proposal.is_plain() && kept.is_empty() {
        kept.extend(proposal.findings.iter().map(|finding| finding.rule.code.to_string()));
    }
    let order = Order::Accept {
        source: after.code.clone(),
        version: after.version,
        kept,
    };
    // Said before anything else, so that nobody else learns whether it could be.
    let accepted = draft.decide(actor, centre.today(), order)?;
    let mut steps = vec![Step::Started { base }];
    if !proposal.is_broken() {
        steps.push(accepted);
    }
    if proposal.is_plain() {
        steps.push(Step::Published {
            version: base + 1,
            from: centre.today(),
            why: Why::accepted(&after.code, after.version),
        });
    }
    let text = proposal.doc.to_string();
    let (id, hash) = (centre.new_id(), doc_hash(centre, &text));
    let by = ActorMark::of(actor, Some(Role::Legal));
    let mark = Mark {
        by: by.clone(),
        at: centre.now(),
    };
    let mut writes = Vec::new();
    for step in &steps {
        let next = draft.state.after(mark.clone(), step);
        draft.state = next.ok_or_else(|| ActError::Broken("an acceptance does not follow".into()))?;
        writes.push(end.add(Entry {
            seq: 0,
            at: centre.now(),
            by: by.clone(),
            code: item.code.clone(),
            body: item.body.clone(),
            draft: Some(id),
            doc: hash.clone(),
            step: step.clone(),
        }));
    }
    let (name_zh, name_en) = name_of(&proposal.doc);
    let row = ItemDraftRow {
        id,
        code: item.code.clone(),
        body: item.body.clone(),
        name_zh,
        name_en,
        base,
        state: draft.state.code().into(),
        is_open: draft.state.is_open(),
        doc: text.clone(),
        serial: 1,
        steps: u32::try_from(steps.len()).unwrap_or(u32::MAX),
        drafters: Vec::new(),
        changed_at: centre.now().0,
        changed_by: actor.name.clone(),
    };
    writes.push(row.insert(centre.div()));
    let version = proposal.is_plain().then_some(base + 1);
    if let Some(number) = version {
        let (day, source) = (i64::from(centre.today().days()), format!("draft {id}"));
        let now = centre.now().0;
        writes.push(items::insert_from(
            centre.div(),
            &item.code,
            number,
            text,
            now,
            &source,
            Some(day),
        ));
    }
    let done = Done {
        id,
        code: row.code,
        state: row.state,
        serial: 1,
        steps: row.steps,
        version,
        repeated: false,
    };
    Ok((writes, done))
}

fn up_to_date() -> Refusal {
    Refusal::new(
        "source_not_changed",
        RefusalKind::State,
        "",
        (
            "这个事项没有引用其他事项，或所引用的事项没有新版本。",
            "This item cites no other, or the one it cites has no newer version.",
        ),
        ("不需要办理。", "There is nothing to do."),
    )
}
