//! Several people write in one draft (多人编辑): what each changed is put together, every save can be taken back, and
//! each sees who else is at it.

use serde_json::Value;
use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::items::life::draft::Act;
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_edit::merge::{Choices, Conflict, merge};
use yimen_store::Write;
use yimen_store::tables::item_drafts::ItemDraftRow;
use yimen_store::tables::item_editing::{self, EditorRow, SaveRow};

use super::life::{self, Opened, Saved};
use crate::{ActError, Centre};

/// How often somebody else may be faster before the person is told.
const TRIES: u32 = 5;
/// Saves that are looked back on.
const FARTHEST: i64 = 5000;
/// Somebody who was not seen for so long is gone.
const GONE_MICROS: i64 = 90 * 1_000_000;
/// People at one draft who are shown.
const MOST_EDITORS: i64 = 20;

/// What somebody wants the draft to say.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The document that they had before them.
    pub before: Value,
    /// The document as they want it.
    pub mine: Value,
    /// What they chose where somebody else changed the same.
    pub choices: Choices,
    /// The serial at which these choices were offered.
    pub offered_at: u32,
}

/// What became of a wish.
#[derive(Debug, Clone)]
pub enum Put {
    /// It is kept, together with what others changed.
    Kept {
        /// The draft's serial now.
        serial: u32,
        /// The document now.
        doc: Value,
        /// Others changed something since the document that this person had before them.
        with_others: bool,
    },
    /// Others changed the same elements. Nothing was kept yet.
    Choose {
        /// What both changed.
        conflicts: Vec<Conflict>,
        /// The draft as it stands.
        theirs: Box<Opened>,
    },
}

/// Puts what somebody changed into a draft, together with what others changed meanwhile.
///
/// # Errors
/// As [`life::save`]; or others save faster than this can follow.
pub async fn put(centre: &Centre, actor: &Actor, id: Uuid, wish: &Wish) -> Result<Put, ActError> {
    for _ in 0..TRIES {
        let opened = life::open(centre, actor, id).await?;
        opened.draft.may(actor, Act::Save)?;
        let choices = still_meant(centre, &opened, wish).await?;
        let merged = merge(&wish.before, &wish.mine, &opened.doc, &choices);
        if !merged.conflicts.is_empty() {
            return Ok(Put::Choose {
                conflicts: merged.conflicts,
                theirs: Box::new(opened),
            });
        }
        let with_others = wish.before != opened.doc;
        if merged.document == opened.doc {
            return Ok(Put::Kept {
                serial: opened.serial,
                doc: opened.doc,
                with_others,
            });
        }
        let saved = life::save(centre, actor, None, id, &merged.document, opened.serial).await?;
        if let Saved::Kept { serial } = saved {
            return Ok(Put::Kept {
                serial,
                doc: merged.document,
                with_others,
            });
        }
    }
    Err(crate::error::changed_meanwhile().into())
}

/// The choices that were made about what still stands there.
async fn still_meant(centre: &Centre, opened: &Opened, wish: &Wish) -> Result<Choices, ActError> {
    if wish.choices.is_empty() || wish.offered_at == opened.serial {
        return Ok(wish.choices.clone());
    }
    let offered = document_at(centre, opened, wish.offered_at).await?;
    let conflicts = |theirs: &Value| merge(&wish.before, &wish.mine, theirs, &Choices::new()).conflicts;
    let (then, now) = (conflicts(&offered), conflicts(&opened.doc));
    let mut choices = wish.choices.clone();
    choices.retain(|place, _| {
        let find = |all: &[Conflict]| all.iter().find(|one| one.place == *place).map(|one| one.theirs.clone());
        find(&then) == find(&now)
    });
    Ok(choices)
}

/// The document of a draft as it was after an earlier save.
///
/// # Errors
/// The draft was never saved that often, or the save lies too far back.
pub async fn document_at(centre: &Centre, opened: &Opened, serial: u32) -> Result<Value, ActError> {
    let mut document = opened.doc.clone();
    if serial == opened.serial {
        return Ok(document);
    }
    let saves = saves(centre, opened.id, serial, FARTHEST).await?;
    let whole = serial >= 1 && serial < opened.serial && saves.len() as u32 == opened.serial - serial;
    if !whole {
        return Err(too_old().into());
    }
    for save in &saves {
        back(&mut document, save)?;
    }
    Ok(document)
}

fn back(document: &mut Value, save: &SaveRow) -> Result<(), ActError> {
    let broken = |why: String| ActError::Broken(format!("save {} of draft {}: {why}", save.serial, save.draft));
    let patch: json_patch::Patch = serde_json::from_str(&save.back).map_err(|error| broken(error.to_string()))?;
    json_patch::patch(document, &patch).map_err(|error| broken(error.to_string()))
}

async fn saves(centre: &Centre, id: Uuid, after: u32, most: i64) -> Result<Vec<SaveRow>, ActError> {
    let params = vec![centre.div().into(), id.into_bytes().into(), after.into(), most.into()];
    let rows = centre.store().query(&item_editing::SAVES_AFTER, params).await?;
    Ok(rows.iter().map(SaveRow::read).collect::<Result<_, _>>()?)
}

fn too_old() -> Refusal {
    Refusal::new(
        "edited_too_long_ago",
        RefusalKind::State,
        "",
        (
            "这一页打开得太早，已无法与现在的草稿合并。",
            "This page was opened too long ago to be put together with the draft as it is now.",
        ),
        (
            "请重新打开草稿，再填写您的修改。",
            "Open the draft again and enter your changes.",
        ),
    )
}

/// The way back from a save, to be kept with it.
pub(super) fn step(centre: &Centre, actor: &Actor, row: &ItemDraftRow, before: &Value, after: &Value) -> Write {
    let back = json_patch::diff(after, before);
    let save = SaveRow {
        draft: row.id,
        serial: row.serial + 1,
        at: centre.now().0,
        by_name: actor.name.clone(),
        back: serde_json::to_string(&back).unwrap_or_default(),
    };
    save.insert(centre.div())
}

/// One save of a draft (保存记录).
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Serial after it.
    pub serial: u32,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// The document before it.
    pub before: Value,
    /// The document after it.
    pub after: Value,
}

/// The latest saves of a draft, latest first.
///
/// # Errors
/// The database does not answer.
pub async fn history(centre: &Centre, opened: &Opened, most: u32) -> Result<Vec<Kept>, ActError> {
    let mut after = opened.doc.clone();
    let mut kept = Vec::new();
    for save in saves(centre, opened.id, 0, most.into()).await? {
        let mut before = after.clone();
        back(&mut before, &save)?;
        kept.push(Kept {
            serial: save.serial,
            at: Instant(save.at),
            by: save.by_name,
            before: before.clone(),
            after,
        });
        after = before;
    }
    Ok(kept)
}

/// Somebody else at the draft (正在编辑的人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// Name.
    pub name: String,
    /// Section that they have open.
    pub section: String,
}

/// Notes that somebody is at a section of a draft, and answers who else is there.
///
/// # Errors
/// The database does not answer.
pub async fn here(centre: &Centre, actor: &Actor, id: Uuid, section: &str) -> Result<Vec<Editor>, ActError> {
    let since = centre.now().0 - GONE_MICROS;
    if let Some(account) = actor.account {
        let row = EditorRow {
            draft: id,
            account,
            name: actor.name.clone(),
            section: section.to_string(),
            seen_at: centre.now().0,
        };
        centre.store().direct(vec![row.seen(centre.div(), since)]).await?;
    }
    let params = vec![
        centre.div().into(),
        id.into_bytes().into(),
        since.into(),
        MOST_EDITORS.into(),
    ];
    let rows = centre.store().query(&item_editing::EDITORS, params).await?;
    let rows: Vec<EditorRow> = rows.iter().map(EditorRow::read).collect::<Result<_, _>>()?;
    let others = rows.into_iter().filter(|row| Some(row.account) != actor.account);
    Ok(others
        .map(|row| Editor {
            name: row.name,
            section: row.section,
        })
        .collect())
}
