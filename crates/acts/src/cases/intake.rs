//! What the acts add to intake (收件环节): who confirmed is masked, an attempt that was refused is kept, and what the applicant is told.

use yimen_domain::cases::command::Command;
use yimen_domain::cases::intake::{Happened, Order};
use yimen_domain::identifiers::mask_person;
use yimen_domain::words::Words;

use crate::ActError;
use crate::vault::Secret;

use super::Done;

/// Whoever confirmed a correction is masked before the ledger sees the name.
pub(super) fn mask(order: &mut Order, applicant: &str) {
    if let Order::CorrectOnSpot { confirmed_by, .. } = order
        && confirmed_by.trim() != applicant
    {
        *confirmed_by = mask_person(confirmed_by.trim());
    }
}

/// What was asked, without the salt that is new each time.
pub(super) fn told(order: &Order, secret: &Secret) -> String {
    match order {
        Order::CorrectOnSpot {
            materials,
            confirmed_by,
            ..
        } => format!("correct_on_spot {materials:?} {confirmed_by} {:?}", secret.form),
        Order::Amend { materials, .. } => format!("amend {materials:?} {:?}", secret.form),
        order => format!("{order:?}"),
    }
}

/// What keeps the attempt, should a notice be refused because the same was told before.
pub(super) fn refused_notice(command: &Command) -> Option<Command> {
    let Command::RequestCorrection { requests } = command else {
        return None;
    };
    let materials = requests.iter().map(|request| request.material.clone()).collect();
    Some(Command::Intake(Order::NoteRefusedNotice { materials }))
}

/// Whether the attempt is kept: one that is there already, or a case that has moved on meanwhile, need not be.
pub(super) fn note(done: Result<Done, ActError>) -> Result<(), ActError> {
    match done {
        Ok(_) | Err(ActError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What the applicant is told.
pub(crate) fn notice(happened: &Happened, by_agent: bool) -> Option<Words> {
    Some(match happened {
        Happened::Corrected { .. } => Words::new(
            "您的申请已在窗口当场更正，更正内容见办件详情。",
            "Your application was corrected at the window, in your presence. Your case page shows what was changed.",
        ),
        Happened::PreExamined { advice, .. } if advice.is_empty() => Words::new(
            "您的网上申请已通过预审，等待受理；可以查看预审结果凭证。",
            "Your application passed the pre-examination and waits to be accepted. You can read the certificate.",
        ),
        Happened::PreExamined { .. } => Words::new(
            "您的网上申请已预审，建议您作一些修改，请查看预审结果凭证。这不是不予受理。",
            "Your application was pre-examined, and some changes are advised. Please read the certificate. This is no refusal.",
        ),
        Happened::Amended { .. } if by_agent => Words::new(
            "您的代理人已按预审意见为您修改申请。",
            "Your agent has changed the application for you as advised.",
        ),
        Happened::OriginalsVerified { .. } => Words::new(
            "窗口已核验您的材料原件，原件已当场退回。",
            "The window compared your originals with the copies and gave the originals back to you.",
        ),
        Happened::Reminded { last, .. } => Words::new(
            format!("补正期限将至：请在 {last} 前（含当日）补齐；逾期未补齐的，视为撤回申请。"),
            format!(
                "The time for corrections ends soon: please hand them in by {last}. After that the application counts as withdrawn."
            ),
        ),
        Happened::Lapsed { last, source, .. } => Words::new(
            format!("补正期限已于 {last} 届满，依照{source}，您的申请视为撤回，办理终止。您可以重新提出申请。"),
            format!(
                "The time for corrections ended on {last}. By the rule ({source}) your application counts as withdrawn, and the case \
                 has ended. You may apply again."
            ),
        ),
        Happened::Amended { .. } | Happened::NoticeRefused { .. } => return None,
    })
}
