//! Publishing (发布): the approved document becomes a version of the library, which nobody changes any more.

use uuid::Uuid;
use yimen_domain::items::check::{Finding, Severity};
use yimen_domain::items::life::draft::Act;
use yimen_domain::items::life::{Order, State};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal, RefusalKind};

use super::step::{Done, give};
use super::submit::is_complete;
use super::{Opened, is_serious};
use crate::cases::command::Reach;
use crate::{ActError, Centre};

/// Publishes an approved draft. It holds from the approved day, or from today where that day has passed.
///
/// # Errors
/// Not the manager, or one's own work; it is not approved; the library around it changed, so that the check-up now finds
/// something serious or a warning that nobody acknowledged.
pub async fn publish(centre: &Centre, actor: &Actor, id: Uuid, reach: Reach<'_>) -> Result<Done, ActError> {
    let order = |opened: &Opened| {
        opened.draft.may(actor, Act::Publish)?;
        if let State::Approved { acknowledged, .. } = opened.state() {
            is_sound(centre, opened, acknowledged)?;
        }
        if let Some(standing) = centre.library().standing(&opened.code) {
            standing.lives()?;
        }
        Ok(Order::Publish {
            version: opened.base + 1,
        })
    };
    give(centre, actor, id, reach, order, "publish").await
}

/// Nothing serious is found in it, and each warning was acknowledged.
pub(super) fn is_sound(centre: &Centre, opened: &Opened, acknowledged: &[String]) -> Result<(), ActError> {
    is_complete(centre, opened)?;
    let findings = opened.findings(centre);
    let serious: Vec<&Finding> = findings.iter().filter(|finding| is_serious(finding)).collect();
    if !serious.is_empty() {
        return Err(found(
            "serious_findings",
            (
                "体检发现严重问题，不能发布。",
                "The check-up found something serious, so this cannot be published.",
            ),
            (
                "请退回起草人，按每一项的提示修改。",
                "Give it back to the drafter, to be mended as each line says.",
            ),
            &serious,
        )
        .into());
    }
    let unseen: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.rule.severity == Severity::Warning)
        .filter(|finding| !acknowledged.iter().any(|code| code == finding.rule.code))
        .collect();
    if unseen.is_empty() {
        return Ok(());
    }
    Err(found(
        "warnings_not_acknowledged",
        (
            "体检发现一般问题，需要逐项确认。",
            "The check-up found points that have to be acknowledged one by one.",
        ),
        (
            "请逐项确认，或退回起草人修改。",
            "Acknowledge each of them, or give the draft back.",
        ),
        &unseen,
    )
    .into())
}

fn found(code: &'static str, why: (&str, &str), remedy: (&str, &str), findings: &[&Finding]) -> Refusal {
    let mut refusal = Refusal::new(code, RefusalKind::State, "", why, remedy);
    let fault = |finding: &&Finding| Fault {
        field: finding.rule.code.to_string(),
        words: finding.what.clone(),
    };
    refusal.faults = findings.iter().map(fault).collect();
    refusal
}
