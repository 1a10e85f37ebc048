//! Drafts (草稿): save and go on later, on any device. Sealed, and only their owner's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::items::Chosen;
use yimen_domain::items::form::Answers;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::Refusal;
use yimen_store::CommitError;
use yimen_store::tables::drafts::{self, DraftRow};

use crate::error::changed_meanwhile;
use crate::vault::Applicant;
use crate::{ActError, Centre, items};

/// Most drafts of one person.
pub const MOST: usize = 50;

/// A file in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftFile {
    /// Code of the material.
    pub material: String,
    /// SHA-256, hex.
    pub hash: String,
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub media: String,
}

/// A material that is to be taken from an earlier case, to which its owner agreed (材料复用).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReuse {
    /// Code of the material.
    pub material: String,
    /// Number of the earlier case.
    pub number: String,
}

/// A licence of which renewal is asked, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DraftRenewal {
    /// Its number.
    pub licence: String,
    /// Its last day, right or wrong.
    pub expiry: String,
    /// A change is asked for, and no renewal (变更).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub change: bool,
}

/// A value that was taken from elsewhere, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Known {
    /// The value as it was taken; when it was typed over, it is theirs.
    pub value: String,
    /// `applicant`, or the number of an earlier case.
    pub from: String,
}

/// What is saved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// Who applies.
    #[serde(default)]
    pub applicant: Applicant,
    /// What was typed, right or wrong.
    #[serde(default, with = "crate::items::form::json")]
    pub form: Answers,
    /// Where a value was taken from, by its path: a line for its owner.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, Known>,
    /// Files that were uploaded.
    #[serde(default)]
    pub files: Vec<DraftFile>,
    /// Codes of materials that will be brought on paper.
    #[serde(default)]
    pub paper: Vec<String>,
    /// Materials that are to be taken from earlier cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reused: Vec<DraftReuse>,
    /// The licence of which renewal is asked.
    #[serde(default)]
    pub renews: Option<DraftRenewal>,
    /// Answers to the item's questions.
    #[serde(default)]
    pub situation: Chosen,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// Item code.
    pub item: String,
    /// Version, for saving from two devices.
    pub version: i64,
    /// Content.
    pub content: Content,
    /// Last saved, UTC microseconds.
    pub changed_at: i64,
}

/// Begins a draft for an item.
///
/// # Errors
/// The item is not known, or there are too many drafts.
pub async fn begin(centre: &Centre, account: AccountId, item: &str, content: Content) -> Result<Draft, ActError> {
    let asked = items::latest(centre, item)?;
    if centre.library().is_above(item) {
        return Err(items::of_above(&asked).into());
    }
    if list(centre, account).await?.len() >= MOST {
        return Err(Refusal::new(
            "too_many_drafts",
            yimen_domain::words::RefusalKind::State,
            "",
            (
                "未提交的申请已有 50 件。",
                "You have 50 applications that are not sent yet.",
            ),
            ("请先提交或删除一些草稿。", "Send or delete some of them first."),
        )
        .into());
    }
    let draft = Draft {
        id: centre.new_id(),
        account,
        item: item.to_string(),
        version: 1,
        content,
        changed_at: centre.now().0,
    };
    centre.put(vec![seal(centre, &draft)?.insert(centre.div())]).await?;
    Ok(draft)
}

/// Saves a draft; refused if it was saved elsewhere since it was read.
///
/// # Errors
/// Saved elsewhere meanwhile.
pub async fn save(centre: &Centre, draft: Draft) -> Result<Draft, ActError> {
    let draft = Draft {
        changed_at: centre.now().0,
        ..draft
    };
    let write = seal(centre, &draft)?.update(centre.div());
    let built = move |_| yimen_store::Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(Draft {
            version: draft.version + 1,
            ..draft
        }),
        Err(CommitError::Conflict) => Err(changed_meanwhile().into()),
        Err(error) => Err(error.into()),
    }
}

/// One draft of an account.
///
/// # Errors
/// The account has no such draft.
pub async fn one(centre: &Centre, account: AccountId, id: Uuid) -> Result<Draft, ActError> {
    let params = vec![
        centre.div().into(),
        account.0.into_bytes().into(),
        id.into_bytes().into(),
    ];
    let rows = centre.store().query(&drafts::ONE, params).await?;
    let row = rows
        .first()
        .ok_or_else(|| ActError::from(Refusal::missing("这份草稿", "this draft")))?;
    open(centre, DraftRow::read(row)?)
}

/// Drafts of an account, latest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre, account: AccountId) -> Result<Vec<Draft>, ActError> {
    let params = vec![centre.div().into(), account.0.into_bytes().into(), (MOST as i64).into()];
    let rows = centre.store().query(&drafts::OF_ACCOUNT, params).await?;
    rows.iter().map(|row| open(centre, DraftRow::read(row)?)).collect()
}

/// Throws a draft away.
///
/// # Errors
/// It is gone already.
pub async fn delete(centre: &Centre, account: AccountId, id: Uuid) -> Result<(), ActError> {
    centre.put(vec![drafts::delete(centre.div(), account, id)]).await
}

fn seal(centre: &Centre, draft: &Draft) -> Result<DraftRow, ActError> {
    let plain = serde_json::to_vec(&draft.content).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(DraftRow {
        account: draft.account,
        id: draft.id,
        item: draft.item.clone(),
        version: draft.version,
        sealed: centre
            .shared
            .vault
            .seal(centre.random::<12>(), draft.id.as_bytes(), &plain)?,
        changed_at: draft.changed_at,
    })
}

fn open(centre: &Centre, row: DraftRow) -> Result<Draft, ActError> {
    let plain = centre.shared.vault.open_sealed(row.id.as_bytes(), &row.sealed)?;
    let content = serde_json::from_slice(&plain).map_err(|error| ActError::Broken(error.to_string()))?;
    Ok(Draft {
        id: row.id,
        account: row.account,
        item: row.item,
        version: row.version,
        content,
        changed_at: row.changed_at,
    })
}
