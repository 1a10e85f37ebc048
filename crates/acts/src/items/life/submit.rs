//! Sending a draft for review (送审).

use uuid::Uuid;
use yimen_domain::items::life::citation::loosened;
use yimen_domain::items::life::{Order, Why};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Language, Refusal, RefusalKind};

use super::Opened;
use super::step::{Done, give};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Sends a draft to the body's legal section, with the reason and the basis of the change.
///
/// # Errors
/// Not a drafter of the body; the document is incomplete or contradicts itself, with every fault; it is looser than the item
/// that it cites, with every element; the item has another version meanwhile.
pub async fn submit(centre: &Centre, actor: &Actor, id: Uuid, reach: Reach<'_>, why: Why) -> Result<Done, ActError> {
    let told = format!("submit {why:?}");
    let order = |opened: &Opened| {
        is_complete(centre, opened)?;
        is_no_looser(centre, opened)?;
        Ok(Order::Submit(why.clone()))
    };
    give(centre, actor, id, reach, order, &told).await
}

/// The document is one that could be published.
pub(super) fn is_complete(centre: &Centre, opened: &Opened) -> Result<(), ActError> {
    super::rebase::is_on_newest(centre, opened)?;
    let mut faults = opened.faults(centre);
    if opened.code.is_empty() {
        faults.truncate(0);
        faults.push(yimen_domain::words::Words::new("没有事项编码", "the code is missing"));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let fault = |words: yimen_domain::words::Words| Fault {
        field: "doc".into(),
        words,
    };
    Err(Refusal::invalid(faults.into_iter().map(fault).collect()).into())
}

/// Who cites a higher level's item may tighten it and never loosen it (优化营商环境条例第三十六条).
fn is_no_looser(centre: &Centre, opened: &Opened) -> Result<(), ActError> {
    let Ok(item) = opened.item(centre) else { return Ok(()) };
    let library = centre.library();
    let Some(above) = item.cites.as_ref().and_then(|cited| library.latest(&cited.code)) else {
        return Ok(());
    };
    let loosened = loosened(&item, above);
    if loosened.is_empty() {
        return Ok(());
    }
    let elements = |language| {
        let said: Vec<&str> = loosened.iter().map(|one| one.what.get(language)).collect();
        said.join(if language == Language::Zh { "；" } else { "; " })
    };
    let mut refusal = Refusal::new(
        "looser_than_cited",
        RefusalKind::State,
        "优化营商环境条例第三十六条",
        (
            &format!("引用上级事项只能更严，不能放宽：{}。", elements(Language::Zh)),
            &format!(
                "Who cites an item from above may tighten it, never loosen it: {}.",
                elements(Language::En)
            ),
        ),
        (
            "请把这些内容改到不宽于上级事项，再送审；上级事项已有变化的，也可以放弃这份草稿，直接采纳上级的变化。",
            "Bring these elements back to what the item above says and send it again; where the item above has changed you may also abandon this draft and take the change over.",
        ),
    );
    let fault = |one: yimen_domain::items::life::citation::Loosened| Fault {
        field: one.element.into(),
        words: one.what,
    };
    refusal.faults = loosened.into_iter().map(fault).collect();
    Err(refusal.into())
}
