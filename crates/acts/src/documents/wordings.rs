//! The standard wordings of documents (文书标准文本), and what fills their places besides what every document knows
//! (`yimen_paper::fillings`).
//!
//! Each area of the procedure has its wordings in a file of its own here; this file only asks for them.

mod intake;

use yimen_domain::cases::Case;
use yimen_domain::cases::event::{DocumentKind, What};
use yimen_domain::items::Item;
use yimen_paper::Fillings;

/// The standard wording of a kind: see `yimen_paper::wording` for its form.
pub(super) fn standard(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::NotNeeded => intake::NOT_NEEDED,
        _ => "{办件信息}",
    }
}

/// What an event fills into the places of its document.
pub(super) fn fillings(what: &What, _case: &Case, _item: &Item) -> Fillings {
    match what {
        What::NotAccepted { reason, .. } => intake::not_needed(reason),
        _ => Fillings::new(),
    }
}
