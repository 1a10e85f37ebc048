//! Deleting by law what an applicant told (依法删除个人信息): the sealed words, the papers that show them and the files that
//! were handed in go, an event
//! says who did it, why, and on what basis, and the commitments stay, so that every chain and root holds as before.

use uuid::Uuid;
use yimen_domain::cases::event::{ActorMark, Event, What};
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::organisation::Role;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::ledger::{Hash, HashKind};
use yimen_store::tables::outbox::OutboxRow;
use yimen_store::tables::{
    applicants, documents, files as files_table, full_names, inspection_notes, publicity, vault,
};
use yimen_store::{Built, CommitError};

use crate::cases::{append, load, project};
use crate::error::changed_meanwhile;
use crate::{ActError, Centre, files};

/// Most characters of a basis or a reason.
const LONGEST: usize = 300;

/// Who deletes, and why. It stands in the ledger for good, so it must not name the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Administrator who does it.
    pub by: String,
    /// Article or decision, such as 个人信息保护法 第四十七条.
    pub basis: String,
    /// Why.
    pub reason: String,
}

impl Order {
    fn checked(&self) -> Result<(), ActError> {
        let wrong =
            |text: &str| text.trim().is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control);
        let faults: Vec<Fault> = [("by", &self.by), ("basis", &self.basis), ("reason", &self.reason)]
            .into_iter()
            .filter(|(_, text)| wrong(text))
            .map(|(field, _)| {
                Fault::new(
                    field,
                    "请填写 1 至 300 个字，不能换行。",
                    "Give 1 to 300 characters on one line.",
                )
            })
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid(faults).into())
        }
    }
}

/// Deletes the words of a closed case; answers whether there was anything left to delete.
///
/// # Errors
/// The order says nothing, there is no such case, it is not closed, or the database or the disk fails.
pub async fn forget(centre: &Centre, number: &str, order: &Order) -> Result<bool, ActError> {
    const TRIES: u32 = 5;
    order.checked()?;
    for _ in 0..TRIES {
        let loaded = load(centre, number).await?;
        if loaded.case.words_deleted.is_some() {
            return Ok(false);
        }
        if !loaded.case.status().is_closed() {
            return Err(still_open());
        }
        // First the files: when this is cut off, the case does not say that it is done, and doing it again completes it.
        let params = vec![centre.div().into(), loaded.case.id.0.into_bytes().into()];
        for row in &centre.store().query(&documents::PRINTS_OF_CASE, params).await? {
            let print = row.text(0)?;
            if !is_named_elsewhere(centre, loaded.case.id, print).await? {
                files::remove(centre, print)?;
            }
        }
        forget_materials(centre, loaded.case.id, &loaded.events).await?;
        let forgetting = Forgetting {
            div: centre.div().to_string(),
            hash: centre.hash(),
            outbox: centre.new_id(),
            last_hash: loaded.last_hash,
            event: Event {
                seq: loaded.case.events + 1,
                at: centre.now(),
                actor: ActorMark {
                    account: None,
                    name: order.by.trim().to_string(),
                    role: Role::Admin.code().into(),
                    behalf: None,
                },
                what: What::WordsDeleted {
                    day: centre.today(),
                    basis: order.basis.trim().to_string(),
                    reason: order.reason.trim().to_string(),
                },
            },
            calendar: centre.book().of(&loaded.case),
            before: loaded.case,
        };
        match centre.commit(None, None, move |_| forgetting.build()).await {
            Ok(_) => return Ok(true),
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(changed_meanwhile().into())
}

/// Deletes the files that were handed in for a case, but for those that another case names too: there they are needed. A
/// file that somebody else brought as well stays theirs.
async fn forget_materials(centre: &Centre, case: CaseId, events: &[Event]) -> Result<(), ActError> {
    for event in events {
        for file in event.what.materials() {
            if is_named_elsewhere(centre, case, &file.hash).await? {
                continue;
            }
            if let Some(account) = event.actor.account {
                centre
                    .put(vec![files_table::forget(centre.div(), account, &file.hash)])
                    .await?;
            }
            let params = vec![centre.div().into(), file.hash.as_str().into()];
            if centre.store().query(&files_table::BROUGHT, params).await?.is_empty() {
                files::remove(centre, &file.hash)?;
            }
        }
    }
    Ok(())
}

/// Another case uses the file, and its words were not deleted.
async fn is_named_elsewhere(centre: &Centre, case: CaseId, hash: &str) -> Result<bool, ActError> {
    let params = vec![
        centre.div().into(),
        case.0.into_bytes().into(),
        format!("%{hash}%").into(),
    ];
    let elsewhere = centre.store().query(&files_table::NAMED_ELSEWHERE, params).await?;
    Ok(!elsewhere.is_empty())
}

struct Forgetting {
    div: String,
    hash: HashKind,
    outbox: Uuid,
    last_hash: Hash,
    event: Event,
    calendar: std::sync::Arc<yimen_domain::calendar::Calendar>,
    before: Case,
}

impl Forgetting {
    fn build(&self) -> Built {
        let mut after = self.before.clone();
        let folded = after.apply(&self.event);
        debug_assert_eq!(folded, Ok(()), "a closed case takes the deletion of its words");
        let (id, event) = (self.before.id, std::slice::from_ref(&self.event));
        let (appended, hash) = append(&self.div, self.hash, id, self.last_hash, event);
        let mut writes = vec![project::row(&after, &self.calendar, hash).update(&self.div, self.before.events)];
        writes.extend(appended);
        writes.push(vault::forget(&self.div, id));
        writes.push(full_names::forget(&self.div, id));
        writes.push(inspection_notes::forget(&self.div, id));
        if !self.before.proceedings.all.is_empty() {
            writes.push(publicity::forget(&self.div, id));
        }
        writes.push(documents::forget_prints(&self.div, id));
        writes.push(applicants::forget(&self.div, id));
        if self.before.applicant.account.is_some() {
            let row = OutboxRow {
                id: self.outbox,
                at: self.event.at.0,
                topic: "notice".into(),
                case: id,
                seq: self.event.seq,
                tries: 0,
            };
            writes.push(row.insert(&self.div));
        }
        Built {
            writes,
            answer: String::new(),
        }
    }
}

fn still_open() -> ActError {
    Refusal::new(
        "words_still_needed",
        RefusalKind::State,
        "个人信息保护法 第四十七条",
        (
            "这个办件还没有办结，办理还需要这些信息。",
            "This case is not closed: what the applicant told is still needed for it.",
        ),
        (
            "请在办结、撤回或者不予受理之后再删除。",
            "Delete it after the case is delivered, withdrawn or not accepted.",
        ),
    )
    .into()
}
