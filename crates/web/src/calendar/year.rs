//! A year of the calendar, and when something is due.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::explained::{ClockMonth, months, reckoning};
use yimen_domain::calendar::{Calendar, Day, DayReason, OfficeHours};
use yimen_domain::clocks::{Clock, ClockKind};
use yimen_domain::words::Words;

use super::{in_words, language};
use crate::app::App;
use crate::shell::components::{Fault, Field, FieldKind, faults};
use crate::shell::{Html, Page};

/// Years that the page leads to before and after those that are known.
const BEYOND: i32 = 1;
/// Most days of a proof on the page.
const MOST_LINES: usize = 800;

#[derive(Template)]
#[template(path = "calendar/year.html")]
struct YearPage {
    page: Page,
    year: i32,
    before: Option<i32>,
    after: Option<i32>,
    published: bool,
    notices: Vec<Notice>,
    version: u32,
    working_days: usize,
    hours: Option<String>,
    months: Vec<Month>,
    faults: Vec<Fault>,
    start: Field,
    days: Field,
    answer: Option<Answer>,
}

/// A notice: an address, or a number.
struct Notice {
    words: String,
    is_address: bool,
}

struct Month {
    name: String,
    working: usize,
    marks: Vec<String>,
    weeks: Vec<Vec<Option<Cell>>>,
}

struct Cell {
    day: u32,
    date: String,
    class: &'static str,
    mark: &'static str,
    why: String,
    is_today: bool,
}

struct Answer {
    due: String,
    ends: String,
    provisional: bool,
    why: String,
    months: Vec<ClockMonth>,
    cut: bool,
}

/// What was asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
    start: String,
    days: String,
}

/// `GET /calendar`.
pub(super) async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    let calendar = app.centre.calendar();
    let known: Vec<i32> = calendar.known_years().collect();
    let (first, last) = (
        known.first().copied().unwrap_or(2004),
        known.last().copied().unwrap_or(2026) + BEYOND,
    );
    let today = app.centre.today().year();
    let year = asked.year.trim().parse().unwrap_or(today).clamp(first, last);
    let (start, days, answer) = answer(&page, &calendar, &asked);
    let months: Vec<Month> = (1..=12)
        .map(|number| month(&page, (&calendar, app.centre.today()), year, number))
        .collect();
    let page = YearPage {
        year,
        before: (year > first).then_some(year - 1),
        after: (year < last).then_some(year + 1),
        published: calendar.arrangement(year).is_some(),
        notices: notices(&calendar, year),
        version: calendar.version().number,
        working_days: months.iter().map(|month| month.working).sum(),
        hours: calendar.hours().map(|hours| in_signs(&page, hours)),
        months,
        faults: faults(&[start.clone(), days.clone()]),
        start,
        days,
        answer,
        page,
    };
    Html(page).into_response()
}

fn notices(calendar: &Calendar, year: i32) -> Vec<Notice> {
    let national = calendar
        .arrangement(year)
        .into_iter()
        .flat_map(|arrangement| &arrangement.papers);
    let notice = |words: &String| Notice {
        is_address: words.starts_with("http://") || words.starts_with("https://"),
        words: words.clone(),
    };
    national.chain(calendar.local_papers(year)).map(notice).collect()
}

fn month(page: &Page, (calendar, today): (&Calendar, Day), year: i32, number: u32) -> Month {
    let days: Vec<Day> = (1..=31).filter_map(|day| Day::new(year, number, day).ok()).collect();
    let lead = days.first().map_or(0, |first| first.weekday() - 1);
    let mut cells: Vec<Option<Cell>> = (0..lead).map(|_| None).collect();
    cells.extend(days.iter().map(|day| {
        Some(Cell {
            is_today: *day == today,
            ..cell(page, calendar, *day)
        })
    }));
    cells.resize_with(cells.len().next_multiple_of(7), || None);
    let mut weeks = Vec::new();
    while !cells.is_empty() {
        let rest = cells.split_off(7);
        weeks.push(std::mem::replace(&mut cells, rest));
    }
    Month {
        name: page.t1("calendar.month", page.t(&format!("date.month.{number}"))),
        marks: marks(page, calendar, &days),
        working: days.iter().filter(|day| calendar.is_working(**day)).count(),
        weeks,
    }
}

/// The days off and worked of a month with their names, those in a row together.
fn marks(page: &Page, calendar: &Calendar, days: &[Day]) -> Vec<String> {
    let ordinary = |why: &DayReason| matches!(why, DayReason::Weekday | DayReason::Weekend | DayReason::Unpublished);
    days.chunk_by(|left, right| calendar.why(*left) == calendar.why(*right))
        .filter_map(|run| Some((run.first()?, run.last()?)))
        .map(|(first, last)| (first, last, calendar.why(*first)))
        .filter(|(.., why)| !ordinary(why))
        .map(|(first, last, why)| {
            let (zh, en) = why.words();
            let span = if first == last {
                first.day().to_string()
            } else {
                format!("{}–{}", first.day(), last.day())
            };
            page.t2("calendar.mark_of", span, page.pick(&zh, &en))
        })
        .collect()
}

fn cell(page: &Page, calendar: &Calendar, day: Day) -> Cell {
    let why = calendar.why(day);
    let (class, key) = match &why {
        DayReason::Weekday => ("", ""),
        DayReason::Weekend => ("day-weekend", ""),
        DayReason::Holiday { .. } => ("day-off", "calendar.mark.off"),
        DayReason::MakeUp { .. } => ("day-work", "calendar.mark.work"),
        DayReason::LocalOff { .. } => ("day-local", "calendar.mark.local_off"),
        DayReason::LocalWork { .. } => ("day-local", "calendar.mark.local_work"),
        DayReason::Unpublished if calendar.is_working(day) => ("day-unknown", ""),
        DayReason::Unpublished => ("day-weekend", ""),
    };
    let (zh, en) = why.words();
    Cell {
        day: day.day(),
        date: day.to_string(),
        class,
        mark: if key.is_empty() { "" } else { page.t(key) },
        why: page.pick(&zh, &en).to_string(),
        is_today: false,
    }
}

fn answer(page: &Page, calendar: &Calendar, asked: &Asked) -> (Field, Field, Option<Answer>) {
    let say = |words: &Words| page.pick(&words.zh, &words.en).to_string();
    let mut start = Field::new(FieldKind::Date, "start", page.t("calendar.ask.start")).value(&asked.start);
    let mut days = Field::new(FieldKind::Integer, "days", page.t("calendar.ask.days"))
        .value(&asked.days)
        .max_length(6);
    if asked.start.is_empty() && asked.days.is_empty() {
        return (start, days, None);
    }
    let day = match Day::parse(asked.start.trim()) {
        Ok(day) => Some(day),
        Err(error) => {
            start = start.error(say(&error.words()));
            None
        }
    };
    let Ok(count) = asked.days.trim().parse::<u32>() else {
        days = days.error(page.t("calendar.ask.wrong_days"));
        return (start, days, None);
    };
    let Some(day) = day else { return (start, days, None) };
    let due = match calendar.add(day, count) {
        Ok(due) => due,
        Err(error) => {
            days = days.error(say(&error.words()));
            return (start, days, None);
        }
    };
    let proof = Clock::new(ClockKind::DecisionPromised, "", day, count).proof(calendar, day);
    let answer = Answer {
        due: in_words(page, due.day),
        ends: ends(page, calendar.hours()),
        provisional: due.provisional,
        why: reckoning(&proof, due.day, language(page)),
        cut: proof.len() > MOST_LINES,
        months: months(&proof[..proof.len().min(MOST_LINES)], language(page)),
    };
    (start, days, Some(answer))
}

/// Office hours with the signs of the page's language.
fn in_signs(page: &Page, hours: &OfficeHours) -> String {
    hours.to_string().replace('-', "–").replace(',', page.pick("、", ", "))
}

/// When a limit ends on its last day (民法典 art. 203).
fn ends(page: &Page, hours: Option<&OfficeHours>) -> String {
    match hours {
        Some(hours) => page.t1("calendar.ends.business", hours.closes()),
        None => page.t("calendar.ends.midnight").to_string(),
    }
}
