//! How far what was handed in can be trusted (可信等级, 国办函〔2016〕108号): A from the issuing authority, B compared with the original at the
//! window, C uploaded, D made by the applicant, who answers for it.

use crate::cases::event::{Handed, HandedIn};
use crate::items::Item;
use crate::items::material::{MaterialSource, Trust};
use crate::organisation::Actor;

/// What is handed in, with the level that it has from the start. Nobody but a clerk can say that they saw the original; what is used again keeps
/// the level that it had.
pub(in crate::cases) fn at_first(item: &Item, actor: &Actor, mut handed: HandedIn) -> HandedIn {
    let claimed = handed.origin.trust;
    handed.origin.trust = match (&handed.handed, &handed.origin.reused) {
        (Handed::Paper, _) => None,
        (Handed::Files(_), Some(_)) => claimed.or(Some(Trust::Uploaded)),
        (Handed::Files(_), None) if actor.is_staff() && claimed == Some(Trust::Verified) => claimed,
        (Handed::Files(_), None) => Some(by_source(item, &handed.material)),
    };
    handed
}

fn by_source(item: &Item, code: &str) -> Trust {
    match item.material(code).map(|material| material.source) {
        // What is typed and attached in the form is the applicant's own word.
        Some(Some(MaterialSource::Applicant)) | None => Trust::Declared,
        Some(_) => Trust::Uploaded,
    }
}

/// The level of a copy that was compared with its original: what came from the authority itself stays above it.
pub(super) fn compared(before: Option<Trust>) -> Trust {
    match before {
        Some(Trust::Authority) => Trust::Authority,
        _ => Trust::Verified,
    }
}
