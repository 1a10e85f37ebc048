//! Moving a draft from one state to the next: load, decide, commit one change; once more if somebody else was faster.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::life::{Order, Step};
use yimen_domain::organisation::Actor;
use yimen_store::tables::{answers, items};
use yimen_store::{Built, Change, CommitError, Once, Write};

use super::record::{End, Entry, doc_hash};
use super::{Opened, may_see, no_draft, row};
use crate::cases::check_key;
use crate::cases::command::{Reach, once_of};
use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

/// How often somebody else may be faster before the person is told.
const TRIES: u32 = 5;

/// What a step answers; the same again when the same key comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The draft.
    pub id: Uuid,
    /// Code of the item.
    pub code: String,
    /// Code of the state after it.
    pub state: String,
    /// Saved that many times.
    pub serial: u32,
    /// Entries of the record about it.
    pub steps: u32,
    /// Number of the version that was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The answer is that of an earlier request with the same key.
    #[serde(skip)]
    pub repeated: bool,
}

impl Done {
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn of(answer: &str, repeated: bool) -> Result<Done, ActError> {
        let done: Done = serde_json::from_str(answer).map_err(|error| ActError::Broken(error.to_string()))?;
        Ok(Done { repeated, ..done })
    }
}

/// Gives an order to a draft; the order may say no for reasons of the library around it.
pub(super) async fn give(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    reach: Reach<'_>,
    order: impl Fn(&Opened) -> Result<Order, ActError>,
    told: &str,
) -> Result<Done, ActError> {
    check_key(reach.key)?;
    let once = once(centre, actor, reach.key, &format!("item draft {id}"), told);
    let mut tries = 0;
    loop {
        tries += 1;
        let planned = plan(centre, actor, id, reach, &order).await;
        let (writes, done) = match planned {
            Ok(planned) => planned,
            Err(refused) => return repeated_or(centre, once, refused).await,
        };
        match commit(centre, once.clone(), writes, done.text()).await {
            Ok((answer, repeated)) => {
                let done = Done::of(&answer, repeated)?;
                if done.version.is_some() {
                    crate::items::refresh(centre).await?;
                }
                return Ok(done);
            }
            Err(CommitError::Conflict) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn plan(
    centre: &Centre,
    actor: &Actor,
    id: Uuid,
    reach: Reach<'_>,
    order: &impl Fn(&Opened) -> Result<Order, ActError>,
) -> Result<(Vec<Write>, Done), ActError> {
    let mut end = End::find(centre).await?;
    let row = row(centre, id).await?;
    if !may_see(actor, &row.body) {
        return Err(no_draft());
    }
    let opened = Opened::of(centre, &row).await?;
    if reach.seen.is_some_and(|seen| seen != opened.steps) {
        return Err(changed_meanwhile().into());
    }
    let step = opened.draft.decide(actor, centre.today(), order(&opened)?)?;
    let entry = entry(centre, actor, &opened, &row.doc, step.clone());
    let state = opened.draft.state.clone().after(entry.mark(), &step);
    let state = state.ok_or_else(|| ActError::Broken("the rules decided a step that does not follow".into()))?;
    let mut after = row.clone();
    after.state = state.code().into();
    after.is_open = state.is_open();
    after.changed_at = centre.now().0;
    after.changed_by = actor.name.clone();
    if let Step::Rebased { base } = step {
        after.base = base;
    }
    let mut writes = vec![after.step(centre.div()), end.add(entry)];
    let mut version = None;
    if let Step::Published {
        version: number, from, ..
    } = step
    {
        version = Some(number);
        let day = Some(i64::from(from.days()));
        let (doc, source) = (row.doc.clone(), format!("draft {id}"));
        writes.push(items::insert_from(
            centre.div(),
            &row.code,
            number,
            doc,
            centre.now().0,
            &source,
            day,
        ));
    }
    let done = Done {
        id,
        code: row.code,
        state: state.code().into(),
        serial: row.serial,
        steps: row.steps + 1,
        version,
        repeated: false,
    };
    Ok((writes, done))
}

/// An entry about a draft.
pub(super) fn entry(centre: &Centre, actor: &Actor, opened: &Opened, doc: &str, step: Step) -> Entry {
    Entry {
        seq: 0,
        at: centre.now(),
        by: ActorMark::of(actor, None),
        code: opened.code.clone(),
        body: opened.body.clone(),
        draft: Some(opened.id),
        doc: doc_hash(centre, doc),
        step,
    }
}

/// The key of a request, with what makes it the same request.
pub(super) fn once(centre: &Centre, actor: &Actor, key: Option<&str>, target: &str, told: &str) -> Option<Once> {
    key.map(|key| once_of(centre, actor, key, target, told.as_bytes()))
}

/// A repeated request finds what it did itself the first time, so the rules refuse it; then the stored answer is right.
pub(super) async fn answered(centre: &Centre, once: Option<&Once>) -> Result<Option<String>, ActError> {
    let Some(once) = once else { return Ok(None) };
    let params = vec![
        centre.div().into(),
        once.actor.as_str().into(),
        once.key.as_str().into(),
    ];
    let rows = centre.store().query(&answers::FIND, params).await?;
    match rows.first() {
        Some(row) if row.bytes(0)? == once.fingerprint => Ok(Some(row.text(1)?.to_string())),
        Some(_) => Err(CommitError::KeyReused.into()),
        None => Ok(None),
    }
}

async fn repeated_or(centre: &Centre, once: Option<Once>, refused: ActError) -> Result<Done, ActError> {
    let once = once.filter(|_| matches!(refused, ActError::Refused(_)));
    match answered(centre, once.as_ref()).await? {
        Some(answer) => Done::of(&answer, true),
        None => Err(refused),
    }
}

pub(super) async fn commit(
    centre: &Centre,
    once: Option<Once>,
    writes: Vec<Write>,
    answer: String,
) -> Result<(String, bool), CommitError> {
    let change = Change {
        div: centre.div().to_string(),
        once,
        series: Vec::new(),
        guard: None,
        build: Box::new(move |_| Built {
            writes: writes.clone(),
            answer: answer.clone(),
        }),
    };
    let outcome = centre.store().commit(change).await?;
    Ok((outcome.answer, outcome.repeated))
}
