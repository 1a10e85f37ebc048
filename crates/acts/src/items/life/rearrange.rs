//! Registering a change of several items (合并、拆分、下放、承接、清理前置条件): what ends and what is published becomes so in
//! one commit.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::life::draft::Act;
use yimen_domain::items::life::{ChangeKind, Order, Rearrangement, State, Step};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::items;
use yimen_store::{CommitError, Write};

use super::publish::is_sound;
use super::record::{End, Entry};
use super::step::{answered, commit, entry, once};
use super::{Opened, row};
use crate::cases::check_key;
use crate::{ActError, Centre};

/// What a registration answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rearranged {
    /// Number of its entry in the record.
    pub seq: u32,
    /// Codes of the items that end.
    pub ended: Vec<String>,
    /// Codes of the items of which a version was published.
    pub published: Vec<String>,
    /// The answer is that of an earlier request with the same key.
    #[serde(skip)]
    pub repeated: bool,
}

/// Registers a change of several items; publishes these approved drafts and withdraws what ends, all or nothing.
///
/// # Errors
/// As [`Rearrangement::told`]; an item before it is not in the library or ends already (a take-over may name items of
/// others); an item after it is neither in the library nor published with it; a draft cannot be published.
pub async fn rearrange(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    order: Rearrangement,
    drafts: &[Uuid],
) -> Result<Rearranged, ActError> {
    const TRIES: u32 = 5;
    check_key(key)?;
    let order = order.told(actor, centre.today())?;
    let once = once(centre, actor, key, "item changes", &format!("{order:?} {drafts:?}"));
    for _ in 0..TRIES {
        if let Some(answer) = answered(centre, once.as_ref()).await? {
            return read(&answer, true);
        }
        let mut end = End::find(centre).await?;
        crate::items::refresh(centre).await?;
        let (writes, done) = plan(centre, actor, &mut end, &order, drafts).await?;
        let answer = serde_json::to_string(&done).unwrap_or_default();
        match commit(centre, once.clone(), writes, answer).await {
            Ok((answer, repeated)) => {
                crate::items::refresh(centre).await?;
                return read(&answer, repeated);
            }
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommitError::Conflict.into())
}

fn read(answer: &str, repeated: bool) -> Result<Rearranged, ActError> {
    let done: Rearranged = serde_json::from_str(answer).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(Rearranged { repeated, ..done })
}

async fn plan(
    centre: &Centre,
    actor: &Actor,
    end: &mut End,
    order: &Rearrangement,
    drafts: &[Uuid],
) -> Result<(Vec<Write>, Rearranged), ActError> {
    let mut opened = Vec::new();
    for id in drafts {
        let row = row(centre, *id).await?;
        opened.push((Opened::of(centre, &row).await?, row));
    }
    let published: Vec<String> = opened.iter().map(|(draft, _)| draft.code.clone()).collect();
    fits(centre, order, &published)?;
    let seq = end.next();
    let mut writes = vec![end.add(bare(
        centre,
        actor,
        order,
        &order_code(order),
        Step::Rearranged(order.clone()),
    ))];
    for (draft, row) in opened {
        draft.draft.may(actor, Act::Publish)?;
        if let State::Approved { acknowledged, .. } = draft.state() {
            is_sound(centre, &draft, acknowledged)?;
        }
        let number = draft.base + 1;
        let step = draft
            .draft
            .decide(actor, centre.today(), Order::Publish { version: number })?;
        let mut after = row.clone();
        (after.state, after.is_open) = ("published".into(), false);
        (after.changed_at, after.changed_by) = (centre.now().0, actor.name.clone());
        writes.push(after.step(centre.div()));
        if let Step::Published { from, .. } = &step {
            let (doc, source) = (row.doc.clone(), format!("draft {}", row.id));
            let (now, day) = (centre.now().0, i64::from(from.days()));
            writes.push(items::insert_from(
                centre.div(),
                &row.code,
                number,
                doc,
                now,
                &source,
                Some(day),
            ));
        }
        writes.push(end.add(entry(centre, actor, &draft, &row.doc, step)));
    }
    let library = centre.library();
    let mut ended = Vec::new();
    for code in order.ending().filter(|code| library.latest(code).is_some()) {
        let step = Step::Withdrawn {
            from: order.day,
            why: order.why.clone(),
            successors: order.to.clone(),
        };
        writes.push(end.add(bare(centre, actor, order, code, step)));
        ended.push(code.clone());
    }
    let done = Rearranged {
        seq,
        ended,
        published,
        repeated: false,
    };
    Ok((writes, done))
}

/// The item under which the change itself is noted: the first after it, or the first before.
fn order_code(order: &Rearrangement) -> String {
    order.to.first().or(order.from.first()).cloned().unwrap_or_default()
}

/// An entry without a draft.
fn bare(centre: &Centre, actor: &Actor, order: &Rearrangement, code: &str, step: Step) -> Entry {
    let library = centre.library();
    let body = |code: &str| library.latest(code).map(|item| item.body.clone());
    let known = body(code).or_else(|| order.from.iter().find_map(|code| body(code)));
    Entry {
        seq: 0,
        at: centre.now(),
        by: ActorMark::of(actor, Some(Role::Manager)),
        code: code.to_string(),
        body: known.unwrap_or_default(),
        draft: None,
        doc: String::new(),
        step,
    }
}

fn fits(centre: &Centre, order: &Rearrangement, published: &[String]) -> Result<(), ActError> {
    let library = centre.library();
    let mut faults = Vec::new();
    let known = |code: &String| library.latest(code).is_some();
    for code in order
        .from
        .iter()
        .filter(|code| !known(code) && order.kind != ChangeKind::TakeOver)
    {
        faults.push(not_there("from_items", code));
    }
    for code in order.to.iter().filter(|code| !known(code) && !published.contains(code)) {
        faults.push(not_there("to_items", code));
    }
    let named = |code: &&String| order.to.contains(code) || order.from.contains(code);
    for code in published.iter().filter(|code| !named(code)) {
        faults.push(Fault::new(
            "drafts",
            format!("草稿 {code} 不在这次调整的事项之中。"),
            format!("The draft of {code} is not of an item of this change."),
        ));
    }
    if !order.kind.replaces() && published.is_empty() {
        faults.push(Fault::new(
            "drafts",
            "请选择已通过审核、去掉前置条件的草稿。",
            "Choose the approved drafts that leave the prerequisites out.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    for standing in order.from.iter().filter_map(|code| library.standing(code)) {
        standing.lives()?;
    }
    Ok(())
}

fn not_there(field: &'static str, code: &str) -> Fault {
    Fault::new(
        field,
        format!("事项库中没有 {code}。"),
        format!("{code} is not in the library."),
    )
}
