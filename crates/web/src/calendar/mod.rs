//! The calendar (工作日历): the year as anybody may see it, the manager's changes of it, and the proof of a clock.

use yimen_domain::cases::event::CalendarChange;

use crate::shell::Page;

/// What a change of the calendar did to a case, in words for its timeline.
pub(crate) fn note(page: &Page, change: &CalendarChange) -> String {
    let one = |moved: &yimen_domain::clocks::Moved| {
        let (zh, en) = moved.kind.words();
        let days = format!("{} → {}", moved.from, moved.to);
        page.t2("calendar.note.moved", page.pick(zh, en), days)
    };
    let mut parts: Vec<String> = change.moved.iter().map(one).collect();
    parts.push(page.t1("calendar.note.notice", &change.notice));
    parts.join(page.t("calendar.note.between"))
}
