//! The calendar (工作日历): the year as anybody may see it, the manager's changes of it, and the proof of a clock.

mod list;
mod manage;
mod proof;
mod year;

use axum::Router;
use axum::routing::{get, post};
use yimen_acts::cases::view::ClockView;
use yimen_acts::explained;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::event::CalendarChange;
use yimen_domain::clocks::{ClockKind, Moved};

use crate::app::App;
use crate::shell::{Language, Page};

/// Routes of the calendar.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/calendar", get(year::show))
        .route("/inspector/calendar", get(manage::show).post(manage::look))
        .route("/inspector/calendar/apply", post(manage::put))
        .route("/inspector/calendar/list", post(manage::whole_list))
        .route("/cases/{number}/clocks/{kind}", get(proof::show))
        .route("/cases/{number}/clocks/{kind}/pdf", get(proof::pdf))
}

/// Where the proof of a clock of a case is shown.
pub(crate) fn proof_address(number: &str, kind: ClockKind) -> String {
    format!("/cases/{number}/clocks/{}", kind.code())
}

/// What a change of the calendar did to a case, in words for its timeline.
pub(crate) fn note(page: &Page, change: &CalendarChange) -> String {
    let mut parts: Vec<String> = change.moved.iter().map(|moved| moved_words(page, moved)).collect();
    parts.push(page.t1("calendar.note.notice", &change.notice));
    parts.join(page.t("calendar.note.between"))
}

/// A clock with its old and new due day.
fn moved_words(page: &Page, moved: &Moved) -> String {
    let (zh, en) = moved.kind.words();
    let days = format!("{} → {} ({:+})", moved.from, moved.to, moved.days());
    page.t2("calendar.note.moved", page.pick(zh, en), days)
}

/// The due day of a clock, with the time where it is over before the end of that day.
pub(crate) fn due_words(page: &Page, view: &ClockView, due: Day) -> String {
    match view.due_at {
        Some(at) if at != Instant::end_of(due, CHINA) => page.moment(at.0),
        _ => in_words(page, due),
    }
}

/// Who owns the running minute of a clock, and from when it is shown as due soon.
pub(crate) fn clock_more(page: &Page, view: &ClockView) -> Vec<String> {
    let owner = view.owner.map(|owner| {
        let (zh, en) = owner.words();
        page.t1("clock.owner", page.pick(zh, en))
    });
    let warn = view
        .warn_from
        .map(|from| page.t1("clock.warn_from", in_words(page, from)));
    owner.into_iter().chain(warn).collect()
}

fn in_words(page: &Page, day: Day) -> String {
    page.day(Instant::start_of(day, CHINA).0)
}

/// The language of the page, for what is explained in words.
fn language(page: &Page) -> explained::Language {
    match page.language {
        Language::En => explained::Language::English,
        Language::Zh => explained::Language::Chinese,
    }
}
