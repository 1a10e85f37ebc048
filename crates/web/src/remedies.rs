//! The last days of remedies (救济期限) on the page of a case whose refusal was served.

use yimen_acts::Centre;
use yimen_domain::cases::event::{Delivery, Outcome};
use yimen_domain::cases::remedies::last_days;
use yimen_domain::cases::{Case, State};

use crate::shell::Page;

/// What the applicant can still do, and until when; nothing where nothing was refused or served.
pub(crate) fn words(page: &Page, centre: &Centre, case: &Case) -> Vec<String> {
    let State::Issued {
        decision,
        delivery,
        delivered,
        ..
    } = &case.state
    else {
        return Vec::new();
    };
    if !matches!(decision.outcome, Outcome::Refuse { .. }) {
        return Vec::new();
    }
    let last = last_days(&centre.calendar(), *delivered);
    let mut said = vec![
        page.t1("remedies.served", delivered),
        page.t1("remedies.reconsideration", last.reconsideration),
        page.t1("remedies.suit", last.suit),
    ];
    if matches!(delivery, Delivery::Post { .. }) {
        said.push(page.t("remedies.by_post").to_string());
    }
    if last.provisional {
        said.push(page.t("remedies.provisional").to_string());
    }
    said
}
