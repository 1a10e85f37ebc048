//! Saving a draft (保存草稿): whoever saves second is told, and neither document is lost.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use yimen_domain::items::life::draft::Act;
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::CommitError;

use super::start::there_already;
use super::step::{answered, commit, once};
use super::{LARGEST, Opened, open, row};
use crate::cases::check_key;
use crate::items::editing;
use crate::{ActError, Centre};

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is kept.
    Kept {
        /// To be given back with the next save.
        serial: u32,
    },
    /// Somebody else saved meanwhile. Nothing was changed; what this person wrote is still in their hands.
    Collided {
        /// Why it was not kept.
        refusal: Refusal,
        /// The draft as it stands, with the other person's document and serial.
        theirs: Box<Opened>,
    },
}

#[derive(Serialize, Deserialize)]
struct Answer {
    serial: u32,
}

/// Saves the document over the one with this serial.
///
/// # Errors
/// Not a drafter of the body; the draft is not being written any more; the document is no object, too large, or that of
/// another item or body.
pub async fn save(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    id: Uuid,
    doc: &Value,
    serial: u32,
) -> Result<Saved, ActError> {
    check_key(key)?;
    let text = doc.to_string();
    let told = format!("save {serial} {text}");
    let once = once(centre, actor, key, &format!("item draft {id}"), &told);
    if let Some(answer) = answered(centre, once.as_ref()).await? {
        return kept(&answer);
    }
    let opened = open(centre, actor, id).await?;
    opened.draft.may(actor, Act::Save)?;
    let (code, body) = checked(doc)?;
    belongs(centre, &opened, &code, &body)?;
    let mut row = row(centre, id).await?;
    if row.serial != serial {
        return Ok(if row.doc == text {
            Saved::Kept { serial: row.serial }
        } else {
            collided(opened)
        });
    }
    row.code.clone_from(&code);
    (row.name_zh, row.name_en) = name_of(doc);
    let kept_back = editing::step(centre, actor, &row, &opened.doc, doc);
    row.doc = text;
    row.changed_at = centre.now().0;
    row.changed_by.clone_from(&actor.name);
    if let Some(account) = actor.account.filter(|account| !row.drafters.contains(account)) {
        row.drafters.push(account);
    }
    let answer = serde_json::to_string(&Answer { serial: serial + 1 }).unwrap_or_default();
    match commit(centre, once, vec![row.save(centre.div()), kept_back], answer).await {
        Ok((answer, _)) => kept(&answer),
        Err(CommitError::Conflict) => {
            let theirs = open(centre, actor, id).await?;
            theirs.draft.may(actor, Act::Save)?;
            Ok(collided(theirs))
        }
        Err(error) => match super::of_item(centre, &code).await? {
            Some(other) if other != id => Err(there_already(&code).into()),
            _ => Err(error.into()),
        },
    }
}

fn kept(answer: &str) -> Result<Saved, ActError> {
    let answer: Answer = serde_json::from_str(answer).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(Saved::Kept { serial: answer.serial })
}

fn collided(theirs: Opened) -> Saved {
    let who = &theirs.changed_by;
    let refusal = Refusal::new(
        "draft_saved_by_another",
        RefusalKind::State,
        "",
        (
            &format!("{who} 在您编辑期间保存过这份草稿。"),
            &format!("{who} saved this draft while you were editing it."),
        ),
        (
            "您填写的内容都还在。请对照两份内容，选择保留哪一份，再保存一次。",
            "What you wrote is still here. Compare the two, choose what to keep, and save again.",
        ),
    );
    Saved::Collided {
        refusal,
        theirs: Box::new(theirs),
    }
}

/// A draft stays with its item and its body.
fn belongs(centre: &Centre, opened: &Opened, code: &str, body: &str) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if body != opened.body {
        faults.push(Fault::new(
            "body",
            "实施主体不能在草稿中更改；移交其他部门请登记下放或承接。",
            "The body cannot be changed in a draft; register a delegation or a take-over.",
        ));
    }
    if opened.base > 0 && code != opened.code {
        faults.push(Fault::new(
            "code",
            "已发布事项的编码不能更改。",
            "The code of a published item cannot be changed.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    if opened.base == 0 && centre.library().newest(code).is_some() {
        return Err(there_already(code));
    }
    Ok(())
}

/// Code and body of a document that can be kept, however incomplete it is.
pub(super) fn checked(doc: &Value) -> Result<(String, String), Refusal> {
    let Value::Object(fields) = doc else {
        return Err(malformed("内容不是一个事项。", "The content is not an item."));
    };
    if doc.to_string().len() > LARGEST {
        return Err(malformed("内容超过 2 MB。", "The content is larger than 2 MB."));
    }
    let text = |name: &str| {
        fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
            .to_string()
    };
    let code = text("code");
    if code.len() > 100 || !crate::items::wire::code_is_plain(&code) {
        return Err(Refusal::invalid(vec![Fault::new(
            "code",
            "事项编码只能含字母、数字、点、连字符和下划线，不超过 100 位。",
            "The code may hold letters, digits, dots, hyphens and underscores only, at most 100.",
        )]));
    }
    Ok((code, text("body")))
}

fn malformed(zh: &str, en: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new("doc", zh, en)])
}

/// The names in a document, for lists.
pub(super) fn name_of(doc: &Value) -> (String, String) {
    let name = |path: &str| {
        let text = doc.pointer(path).and_then(Value::as_str).unwrap_or_default();
        text.trim().chars().take(200).collect()
    };
    (name("/name/zh"), name("/name/en"))
}
