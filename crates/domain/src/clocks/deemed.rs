//! What the law takes as done when an authority is silent, and limits that are counted backwards.

use super::ClockKind;
use crate::calendar::{Calendar, Day};

/// Days before expiry by which renewal is asked for (行政许可法 art. 50).
const RENEWAL_DAYS: i32 = 30;
/// Days before a hearing by which its time and place are told (行政许可法 art. 48).
const HEARING_NOTICE_DAYS: u32 = 7;

/// The day from which an application counts as accepted because nobody told within five working days what was
/// missing: the day of receipt itself (行政许可法 art. 32). Nothing when the notice came in time.
///
/// Without a notice this says what follows once the five days are over; ask it when they are.
pub fn deemed_acceptance(received: Day, notice: Option<Day>, calendar: &Calendar) -> Option<Day> {
    let last = calendar
        .add(received, ClockKind::SupplementNotice.default_budget()?)
        .ok()?
        .day;
    let in_time = notice.is_some_and(|notice| notice <= last);
    (!in_time).then_some(received)
}

/// Whether renewal counts as granted because no decision was made before the licence expired, the renewal having
/// been asked for by the last day for it (行政许可法 art. 50). Ask it once the day of expiry is over.
pub fn deemed_renewal(asked: Day, ask_by: Day, expiry: Day, decided: Option<Day>) -> bool {
    asked <= ask_by && decided.is_none_or(|decided| decided > expiry)
}

/// The last day to ask for renewal of a licence: 30 days before it expires (行政许可法 art. 50), fewer where a rule says
/// so. Art. 82 speaks of the periods of authorities, so these, which are the applicant's, are calendar days: the later
/// of the two readings.
pub fn renewal_deadline(expiry: Day, days: Option<u32>) -> Day {
    let days = days.and_then(|days| i32::try_from(days).ok()).unwrap_or(RENEWAL_DAYS);
    expiry.plus(-days)
}

/// The day to warn the holder: 30 working days before the licence expires, the stricter reading of art. 50.
pub fn renewal_warning(expiry: Day, calendar: &Calendar) -> Option<Day> {
    calendar.back(expiry, RENEWAL_DAYS.unsigned_abs()).ok()
}

/// The last day to tell the time and place of a hearing: seven working days before it (行政许可法 art. 48, 82).
pub fn hearing_notice_deadline(hearing: Day, calendar: &Calendar) -> Option<Day> {
    calendar.back(hearing, HEARING_NOTICE_DAYS).ok()
}
