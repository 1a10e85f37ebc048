//! Beginning a draft (起草): from the newest version of an item, or of a new item.

use serde_json::Value;
use uuid::Uuid;
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::life::{State, Step};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::CommitError;
use yimen_store::tables::item_drafts::ItemDraftRow;

use super::of_item;
use super::record::{self, End, Entry, doc_hash};
use super::save::{checked, name_of};
use super::step::{Done, answered, commit, once};
use crate::cases::check_key;
use crate::{ActError, Centre};

/// From what a draft begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// From the newest version of the item with this code.
    Item(String),
    /// A new item, with what is known of it; `body` may stand in it or is the drafter's.
    New(Value),
}

/// Begins a draft.
///
/// # Errors
/// Not a drafter of the item's body; somebody is writing one already (the refusal names it); the item was withdrawn.
pub async fn start(centre: &Centre, actor: &Actor, key: Option<&str>, origin: Origin) -> Result<Done, ActError> {
    check_key(key)?;
    let once = once(centre, actor, key, "item drafts", &format!("start {origin:?}"));
    if let Some(answer) = answered(centre, once.as_ref()).await? {
        return Done::of(&answer, true);
    }
    let (doc, code, body, base) = beginning(centre, actor, origin).await?;
    if !actor.may(Permission::WriteDraft, About::body(&body)) {
        return Err(not_a_drafter().into());
    }
    if let Some(standing) = centre.library().standing(&code) {
        standing.lives()?;
    }
    let text = doc.to_string();
    let (name_zh, name_en) = name_of(&doc);
    let row = ItemDraftRow {
        id: centre.new_id(),
        code,
        body,
        name_zh,
        name_en,
        base,
        state: State::begin().code().into(),
        is_open: true,
        doc: text,
        serial: 1,
        steps: 1,
        drafters: actor.account.into_iter().collect(),
        changed_at: centre.now().0,
        changed_by: actor.name.clone(),
    };
    let entry = Entry {
        seq: 0,
        at: centre.now(),
        by: ActorMark::of(actor, Some(Role::Drafter)),
        code: row.code.clone(),
        body: row.body.clone(),
        draft: Some(row.id),
        doc: doc_hash(centre, &row.doc),
        step: Step::Started { base },
    };
    let done = Done {
        id: row.id,
        code: row.code.clone(),
        state: row.state.clone(),
        serial: 1,
        steps: 1,
        version: None,
        repeated: false,
    };
    const TRIES: u32 = 5;
    for _ in 0..TRIES {
        if let Some(other) = of_code(centre, &row.code).await? {
            return Err(written_already(other).into());
        }
        let writes = vec![row.insert(centre.div()), End::find(centre).await?.add(entry.clone())];
        match commit(centre, once.clone(), writes, done.text()).await {
            Ok((answer, repeated)) => return Done::of(&answer, repeated),
            Err(CommitError::Conflict) => {}
            Err(error) => {
                // Somebody began one in the same moment: the unique index says so.
                let other = of_code(centre, &row.code).await?;
                return Err(other.map_or_else(|| error.into(), |other| written_already(other).into()));
            }
        }
    }
    Err(CommitError::Conflict.into())
}

pub(super) async fn of_code(centre: &Centre, code: &str) -> Result<Option<Uuid>, ActError> {
    if code.is_empty() {
        Ok(None)
    } else {
        of_item(centre, code).await
    }
}

async fn beginning(centre: &Centre, actor: &Actor, origin: Origin) -> Result<(Value, String, String, u32), ActError> {
    match origin {
        Origin::Item(code) => {
            let library = centre.library();
            let missing = || ActError::from(Refusal::missing("这个事项", "this item"));
            let version = library.newest(&code).ok_or_else(missing)?;
            let item = library.version(&code, version).ok_or_else(missing)?;
            let doc = record::document(centre, &code, version).await?.ok_or_else(missing)?;
            let doc = serde_json::from_str(&doc).map_err(|error| ActError::Broken(error.to_string()))?;
            Ok((doc, code, item.body.clone(), version))
        }
        Origin::New(mut doc) => {
            let own = super::own_body(actor).unwrap_or_default();
            if let Value::Object(fields) = &mut doc
                && fields.get("body").and_then(Value::as_str).is_none_or(str::is_empty)
            {
                fields.insert("body".into(), own.into());
            }
            let (code, body) = checked(&doc)?;
            if centre.library().newest(&code).is_some() {
                return Err(there_already(&code).into());
            }
            Ok((doc, code, body, 0))
        }
    }
}

fn not_a_drafter() -> Refusal {
    Refusal::new(
        "not_your_step",
        RefusalKind::Forbidden,
        "",
        (
            "事项由其实施主体的事项编制员起草。",
            "An item is drafted by the drafters of its own body.",
        ),
        (
            "请由本部门的事项编制员登录后起草。",
            "Ask a drafter of that body to sign in and begin.",
        ),
    )
}

pub(super) fn written_already(other: Uuid) -> Refusal {
    let mut refusal = Refusal::new(
        "draft_exists",
        RefusalKind::State,
        "",
        (
            "这个事项已经有一份正在办理的草稿。",
            "A draft of this item is being written already.",
        ),
        (
            "请打开那份草稿继续编写，或待其发布、放弃后再起草。",
            "Open that draft and go on there, or wait until it is published or abandoned.",
        ),
    );
    refusal.faults = vec![Fault::new("draft", other.to_string(), other.to_string())];
    refusal
}

/// A new item cannot take the code of another.
pub(super) fn there_already(code: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "code",
        format!("编码 {code} 的事项已经在事项库中，请从该事项起草修改。"),
        format!("The item {code} is in the library already; begin a draft from it."),
    )])
}
