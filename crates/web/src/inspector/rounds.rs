//! Rounds and visits (值班巡查、明察暗访): noted, listed, closed.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::inspection::rounds;
use yimen_acts::ledger::days::on_day;
use yimen_domain::calendar::Day;
use yimen_domain::inspection::round::{Kind, LONGEST, LONGEST_PLACE, Round};
use yimen_domain::words::{Fault as Wrong, Refusal};
use yimen_store::tables::NEVER;
use yimen_store::tables::rounds::RoundRow;

use super::{Pairs, body_field, typed, value};
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::shown::{day, pair, say};

const HOME: &str = "/inspector/rounds";

#[derive(Template)]
#[template(path = "inspector/rounds.html")]
struct RoundsPage {
    page: Page,
    faults: Vec<Fault>,
    fields: Vec<Field>,
    key: String,
    open: Vec<Line>,
    lines: Vec<Line>,
    pager: Pager,
    /// The round whose closing was refused, with what was typed.
    again: Option<(u32, String, String)>,
}

struct Line {
    number: u32,
    action: String,
    kind: &'static str,
    when: String,
    place: String,
    seen: String,
    by: String,
    until: String,
    late: bool,
    done: String,
}

/// From where the list goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    before: Option<u32>,
}

/// What is drawn again after a refusal.
#[derive(Default)]
struct Again {
    faults: Vec<Fault>,
    closing: Option<(u32, String, String)>,
    status: StatusCode,
}

/// `GET /inspector/rounds`.
pub(super) async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let fields = fields(&app, &page);
    draw(&app, page, &staff, asked.before, fields, Again::default()).await
}

/// `POST /inspector/rounds`.
pub(super) async fn note(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let done = match round(&pairs) {
        Ok(round) => rounds::note(&app.centre, &staff.actor(), value(&pairs, "key"), &round).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => redirect_with(HOME, &Flash::done("inspection.done.round")),
        Err(ActError::Refused(refusal)) => {
            let mut fields = fields(&app, &page);
            let again = Again {
                faults: typed(&page, &mut fields, &pairs, &refusal),
                status: status_of(&refusal),
                ..Again::default()
            };
            draw(&app, page, &staff, None, fields, again).await
        }
        Err(error) => no(page, error),
    }
}

/// `POST /inspector/rounds/{number}`: what was wrong has been put right.
pub(super) async fn finish(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<u32>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let said = value(&pairs, "done");
    match rounds::finish(&app.centre, &staff.actor(), number, said).await {
        Ok(()) => redirect_with(HOME, &Flash::done("inspection.done.finished")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let mut faults = crate::workbench::shown::faults(&page, &refusal, |_| format!("done-{number}"));
            let words = faults.first().map_or_else(String::new, |fault| fault.words.clone());
            faults.truncate(1);
            let again = Again {
                faults,
                closing: Some((number, said.to_string(), words)),
                status: status_of(&refusal),
            };
            let fields = fields(&app, &page);
            draw(&app, page, &staff, None, fields, again).await
        }
        Err(error) => no(page, error),
    }
}

async fn draw(app: &App, page: Page, staff: &Staff, before: Option<u32>, fields: Vec<Field>, again: Again) -> Response {
    let actor = staff.actor();
    let read = async {
        let open = rounds::open(&app.centre, &actor).await?;
        Ok::<_, ActError>((open, rounds::latest(&app.centre, &actor, before).await?))
    };
    match read.await {
        Ok((open, (rows, next))) => {
            let drawn = RoundsPage {
                faults: again.faults,
                fields,
                key: app.centre.new_token(),
                open: open.iter().map(|row| line(app, &page, row)).collect(),
                lines: rows.iter().map(|row| line(app, &page, row)).collect(),
                pager: Pager {
                    first: before.map(|_| HOME.to_string()),
                    next: next.map(|next| format!("{HOME}?before={next}")),
                },
                again: again.closing,
                page,
            };
            (again.status, Html(drawn)).into_response()
        }
        Err(error) => no(page, error),
    }
}

fn line(app: &App, page: &Page, row: &RoundRow) -> Line {
    let kind = Kind::parse(&row.kind).unwrap_or(Kind::Patrol);
    let body = Some(&row.body).filter(|body| !body.is_empty());
    let body = body.map(|body| say(page, &app.centre.organisation().body_name(body)));
    let until = (row.until_day < NEVER).then(|| on_day(row.until_day));
    Line {
        number: row.number,
        action: format!("{HOME}/{}", row.number),
        kind: pair(page, kind.words()),
        when: format!(
            "{} {:02}:{:02}",
            day(page, on_day(row.day)),
            row.minute / 60,
            row.minute % 60
        ),
        place: match body {
            Some(body) => format!("{} · {body}", row.place),
            None => row.place.clone(),
        },
        seen: row.seen.clone(),
        by: row.noted_by.clone(),
        late: row.is_open() && until.is_some_and(|until| until < app.centre.today()),
        until: until.map_or_else(|| page.t("inspection.in_order").to_string(), |until| day(page, until)),
        done: if row.done_at == 0 {
            String::new()
        } else {
            format!("{} {}：{}", page.moment(row.done_at), row.done_by, row.done)
        },
    }
}

fn fields(app: &App, page: &Page) -> Vec<Field> {
    let label = |name: &str| page.t(&format!("inspection.field.{name}"));
    let (today, minutes) = (app.centre.today(), minutes_of(app));
    let kind = Kind::ALL.into_iter().fold(
        Field::new(FieldKind::Choice, "kind", label("kind")).value(Kind::Patrol.code()),
        |field, kind| field.choice(kind.code(), pair(page, kind.words())),
    );
    let longest = |longest: usize| u32::try_from(longest).unwrap_or(u32::MAX);
    vec![
        kind,
        Field::new(FieldKind::Date, "day", label("day")).value(today.to_string()),
        Field::text("time", label("time"))
            .hint(page.t("inspection.field.time.hint"))
            .max_length(5)
            .value(format!("{:02}:{:02}", minutes / 60, minutes % 60)),
        Field::text("place", label("place")).max_length(longest(LONGEST_PLACE)),
        body_field(app, page),
        Field::new(FieldKind::LongText, "seen", label("seen")).max_length(longest(LONGEST)),
        Field::new(FieldKind::Date, "until", label("until"))
            .hint(page.t("inspection.field.until.hint"))
            .optional(),
    ]
}

/// Minutes after midnight now.
fn minutes_of(app: &App) -> i64 {
    let midnight = yimen_domain::calendar::Instant::start_of(app.centre.today(), yimen_domain::calendar::CHINA);
    (app.centre.now().0 - midnight.0) / 60_000_000
}

fn round(pairs: &Pairs) -> Result<Round, Refusal> {
    let mut faults = Vec::new();
    let kind = Kind::parse(value(pairs, "kind"));
    if kind.is_none() {
        faults.push(Wrong::new("kind", "请选择巡查方式。", "Choose the kind of round."));
    }
    let on = Day::parse(value(pairs, "day")).ok();
    if on.is_none() {
        faults.push(Wrong::new("day", "请填写日期。", "Give a day."));
    }
    let minute = minute(value(pairs, "time"));
    if minute.is_none() {
        faults.push(Wrong::new(
            "time",
            "请填写时间，例如 09:30。",
            "Give the time, for example 09:30.",
        ));
    }
    let until = match value(pairs, "until") {
        "" => Some(None),
        text => Day::parse(text).ok().map(Some),
    };
    if until.is_none() {
        faults.push(Wrong::new("until", "请填写日期。", "Give a day."));
    }
    match (kind, on, minute, until) {
        (Some(kind), Some(day), Some(minute), Some(until)) => Ok(Round {
            kind,
            day,
            minute,
            place: value(pairs, "place").to_string(),
            body: Some(value(pairs, "body").to_string()).filter(|body| !body.is_empty()),
            seen: value(pairs, "seen").to_string(),
            until,
        }),
        _ => Err(Refusal::invalid(faults)),
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let (hour, minute): (u16, u16) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(HOME, page.t("inspection.rounds"));
    refuse(page, error, back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(minute("09:30"), Some(570));
        assert_eq!(minute("9：05"), Some(545));
        for wrong in ["", "9", "24:00", "09:60", "-1:00", "aa:bb"] {
            assert_eq!(minute(wrong), None, "{wrong}");
        }
    }
}
