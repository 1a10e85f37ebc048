//! The numbers of an applicant (证件号码、联系电话): masked for everybody who works here, until they say what they need them for.
//!
//! 个人信息保护法 art. 6 (a definite purpose, as little as it takes) and art. 34 (within one's duties).

use crate::calendar::Instant;
use crate::organisation::AccountId;
use crate::organisation::purpose::Purpose;
use crate::words::{Fault, Refusal};

use super::Case;
use super::decide::{Context, Decided, wrong_state};
use super::event::{Event, What};

/// For how long numbers stay shown to whoever asked, minutes.
pub const SHOWN_MINUTES: i64 = 30;

/// Shows them.
pub(super) fn show(case: &Case, context: &Context<'_>, purpose: Purpose) -> Decided {
    if case.words_deleted.is_some() {
        return Err(wrong_state(case, "show_numbers"));
    }
    if !Purpose::of_numbers(context.actor, &case.body).contains(&purpose) {
        return Err(Refusal::invalid(vec![Fault::new(
            "purpose",
            "请选择与您的岗位职责相符的用途。",
            "Choose a purpose that belongs to your work.",
        )]));
    }
    Ok(vec![What::NumbersShown { purpose }])
}

/// For what the numbers are shown to `account` now; none where they are masked.
pub fn shown_to(events: &[Event], account: Option<AccountId>, now: Instant) -> Option<Purpose> {
    let since = now.0 - SHOWN_MINUTES * 60 * 1_000_000;
    let latest = events.iter().rev().take_while(|event| event.at.0 > since);
    latest
        .filter(|event| event.actor.account.is_some() && event.actor.account == account)
        .find_map(|event| match event.what {
            What::NumbersShown { purpose } => Some(purpose),
            _ => None,
        })
}
