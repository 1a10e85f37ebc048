//! What the centre registers about a published item: suspending, resuming and withdrawing it (暂停、恢复、取消).

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Day;
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::life::standing::Registration;
use yimen_domain::items::life::{Standing, Why};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::CommitError;

use super::record::{End, Entry};
use super::step::{answered, commit, once};
use crate::cases::check_key;
use crate::{ActError, Centre};

/// What a registration answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Code of the item.
    pub code: String,
    /// Code of the step.
    pub step: String,
    /// The answer is that of an earlier request with the same key.
    #[serde(skip)]
    pub repeated: bool,
}

/// Suspends an item from a day, until another one or until it is resumed. Cases that were filed go on.
///
/// # Errors
/// Not the manager; the item stands otherwise; reason or basis are missing; a day lies behind.
pub async fn suspend(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    code: &str,
    (from, until): (Day, Option<Day>),
    why: Why,
) -> Result<Registered, ActError> {
    register(centre, actor, key, code, Registration::Suspend { from, until, why }).await
}

/// Resumes a suspended item from a day.
///
/// # Errors
/// As [`suspend`].
pub async fn resume(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    code: &str,
    from: Day,
    why: Why,
) -> Result<Registered, ActError> {
    register(centre, actor, key, code, Registration::Resume { from, why }).await
}

/// Withdraws an item from a day. `successors` are the codes of items that people apply for instead. Open cases go on.
///
/// # Errors
/// As [`suspend`]; or a successor is not in the library.
pub async fn withdraw(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    code: &str,
    (from, successors): (Day, Vec<String>),
    why: Why,
) -> Result<Registered, ActError> {
    let order = Registration::Withdraw { from, why, successors };
    register(centre, actor, key, code, order).await
}

async fn register(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    code: &str,
    order: Registration,
) -> Result<Registered, ActError> {
    const TRIES: u32 = 5;
    check_key(key)?;
    let once = once(centre, actor, key, &format!("item {code}"), &format!("{order:?}"));
    for _ in 0..TRIES {
        if let Some(answer) = answered(centre, once.as_ref()).await? {
            return read(&answer, true);
        }
        let mut end = End::find(centre).await?;
        crate::items::refresh(centre).await?;
        let (entry, done) = decide(centre, actor, code, order.clone())?;
        let answer = serde_json::to_string(&done).unwrap_or_default();
        match commit(centre, once.clone(), vec![end.add(entry)], answer).await {
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

fn read(answer: &str, repeated: bool) -> Result<Registered, ActError> {
    let done: Registered = serde_json::from_str(answer).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(Registered { repeated, ..done })
}

fn decide(centre: &Centre, actor: &Actor, code: &str, order: Registration) -> Result<(Entry, Registered), ActError> {
    let item = crate::items::latest(centre, code)?;
    let library = centre.library();
    if let Registration::Withdraw { successors, .. } = &order {
        let unknown = |other: &&String| other.as_str() == code || library.newest(other).is_none();
        let faults: Vec<Fault> = successors
            .iter()
            .filter(unknown)
            .map(|other| no_successor(other))
            .collect();
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults).into());
        }
    }
    let none = Standing::default();
    let standing = library.standing(code).unwrap_or(&none);
    let step = standing.decide(actor, centre.today(), order)?;
    let done = Registered {
        code: code.to_string(),
        step: step.code().into(),
        repeated: false,
    };
    let entry = Entry {
        seq: 0,
        at: centre.now(),
        by: ActorMark::of(actor, Some(Role::Manager)),
        code: code.to_string(),
        body: item.body.clone(),
        draft: None,
        doc: String::new(),
        step,
    };
    Ok((entry, done))
}

fn no_successor(code: &str) -> Fault {
    Fault::new(
        "successors",
        format!("事项库中没有 {code}，不能作为承接事项。"),
        format!("{code} is not another item of the library, so it cannot follow this one."),
    )
}
