//! Undoing an import as a whole (撤销导入). No version is ever removed: the content of before becomes the newest version again.

use yimen_domain::items::life::Step;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::Write;
use yimen_store::tables::item_batches::{self, BatchRow};

use super::batch::{
    Batch, Did, Doc, Standing, allowed, entry, grounds, intake, is_conflict, lines, moved, one, one_body,
    put_patiently, stored, why,
};
use super::judge::UNDONE;
use super::{Fate, Ground};
use crate::items::life::record::{self, End};
use crate::{ActError, Centre};

/// What undoing an import would do, and what stands against it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    /// Items that get their content of before back.
    pub put_back: u64,
    /// Items that were new and leave the library's offer.
    pub withdrawn: u64,
    /// Items that somebody changed since: code and name, the first few.
    pub moved_on: Vec<(String, String)>,
    /// Cases filed under a new item: code, name, cases, the first few.
    pub filed: Vec<(String, String, u64)>,
    /// Cases filed under a changed version; they keep it.
    pub kept_cases: u64,
}

impl Undoing {
    /// Nothing stands against it.
    pub fn is_possible(&self) -> bool {
        self.moved_on.is_empty() && self.filed.is_empty()
    }
}

/// What undoing would do now.
///
/// # Errors
/// The database does not answer.
pub async fn undoing(centre: &Centre, batch: &Batch) -> Result<Undoing, ActError> {
    const SOME: i64 = 200;
    let mut undoing = Undoing {
        put_back: batch.counts.changed,
        withdrawn: batch.counts.taken,
        ..Undoing::default()
    };
    let since = batch.applied.as_ref().map_or(0, |did| did.at);
    let params = vec![centre.div().into(), batch.id.as_str().into(), SOME.into()];
    for row in centre.store().query(&item_batches::MOVED_ON, params).await? {
        undoing
            .moved_on
            .push((row.text(0)?.to_string(), row.text(1)?.to_string()));
    }
    let params = vec![centre.div().into(), since.into(), batch.id.as_str().into(), SOME.into()];
    for row in centre.store().query(&item_batches::FILED_UNDER, params).await? {
        let cases = u64::try_from(row.int(3)?).unwrap_or(0);
        if row.text(2)? == Fate::Taken.code() {
            undoing
                .filed
                .push((row.text(0)?.to_string(), row.text(1)?.to_string(), cases));
        } else {
            undoing.kept_cases += cases;
        }
    }
    Ok(undoing)
}

/// Undoes an import as a whole, or not at all.
///
/// # Errors
/// Items were changed since, cases were filed under new ones, no reason is given, or it was not taken.
pub async fn undo(centre: &Centre, id: &str, ground: &Ground) -> Result<Batch, ActError> {
    const TRIES: u32 = 5;
    grounds(ground)?;
    let mut tries = 0;
    loop {
        let (known, doc) = stored(centre, id).await?;
        allowed(&known, &[Standing::Applied])?;
        let writes = undo_writes(centre, &known, doc, ground).await?;
        match put_patiently(centre, writes).await {
            Err(error) if is_conflict(&error) && tries < TRIES => tries += 1,
            Err(error) => return Err(error),
            Ok(()) => break,
        }
    }
    crate::items::refresh(centre).await?;
    one(centre, id).await
}

async fn undo_writes(centre: &Centre, known: &BatchRow, mut doc: Doc, ground: &Ground) -> Result<Vec<Write>, ActError> {
    let id = &known.id;
    let batch = one(centre, id).await?;
    let found = undoing(centre, &batch).await?;
    stands_against(&found)?;
    let at = centre.now().0;
    doc.kept_cases = found.kept_cases;
    doc.undone = Some(Did {
        by: ground.by.clone(),
        at,
        reason: ground.reason.trim().to_string(),
        basis: ground.basis.trim().to_string(),
    });
    let next = moved(centre, known, Standing::Undone, &doc, (known.done, known.total));
    let mut writes = vec![next.step(centre.div(), known)];
    if doc.counts.changed > 0 {
        let source = format!("undo {id} {}", doc.file);
        writes.push(item_batches::put_back(
            centre.div(),
            id,
            at,
            &source,
            doc.counts.changed,
        ));
    }
    let mut end = End::find(centre).await?;
    let (digest, _) = record::digest(centre, id, &item_batches::BEFORE).await?;
    let step = Step::ImportUndone(intake(id, &doc, ground));
    writes.push(end.add(entry(centre, ground, String::new(), one_body(&doc), digest, step)));
    if doc.counts.taken > 0 {
        writes.extend(withdrawals(centre, id, ground, end).await?);
    }
    Ok(writes)
}

/// The entries of the record by which the new items of an import end.
async fn withdrawals(centre: &Centre, id: &str, ground: &Ground, mut end: End) -> Result<Vec<Write>, ActError> {
    let library = centre.library();
    let (mut writes, mut after) = (Vec::new(), 0);
    loop {
        let page = lines(centre, id, Some(Fate::Taken), after, 1000).await?;
        let Some(last) = page.last() else {
            return Ok(writes);
        };
        after = last.line;
        for line in page {
            let body = library
                .latest(&line.code)
                .map_or_else(String::new, |item| item.body.clone());
            let step = Step::Withdrawn {
                from: centre.today(),
                why: why(ground, format!("{UNDONE} {id}")),
                successors: Vec::new(),
            };
            writes.push(end.add_of_list(entry(centre, ground, line.code, body, String::new(), step)));
        }
    }
}

fn stands_against(found: &Undoing) -> Result<(), ActError> {
    if let Some((code, name)) = found.moved_on.first() {
        return Err(moved_on_refusal(&format!("{name}（{code}）")).into());
    }
    if let Some((code, name, cases)) = found.filed.first() {
        return Err(Refusal::new(
            "cases_filed_under_import",
            RefusalKind::State,
            "",
            (
                &format!("导入的新事项已有人申请，例如“{name}”（{code}）已有 {cases} 件，不能整批撤销。"),
                &format!("People have applied for items that this import brought, for instance “{name}” ({code}): {cases} cases. It cannot be undone as a whole."),
            ),
            (
                "请逐项取消不再办理的事项；在办的申请按受理时的版本办完。",
                "Withdraw the items one by one; open cases are finished under the version they were filed under.",
            ),
        )
        .into());
    }
    Ok(())
}

fn moved_on_refusal(example: &str) -> Refusal {
    Refusal::new(
        "import_moved_on",
        RefusalKind::State,
        "",
        (
            &format!(
                "导入之后，其中的事项又被修改过{}，不能整批撤销。",
                if example.is_empty() {
                    String::new()
                } else {
                    format!("，例如{example}")
                }
            ),
            &format!(
                "Items of this import were changed after it{}; it cannot be undone as a whole.",
                if example.is_empty() {
                    String::new()
                } else {
                    format!(", for instance {example}")
                }
            ),
        ),
        (
            "请在这些事项的版本页面逐项恢复。",
            "Restore these items one by one on the pages of their versions.",
        ),
    )
}
