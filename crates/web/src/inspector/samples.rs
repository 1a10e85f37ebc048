//! Random samples (随机抽查): announced, drawn when the seed is known, and what was found in the cases.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::inspection::notes::{self, Note};
use yimen_acts::inspection::samples::{self, Sample};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::inspection::note::Outcome;
use yimen_domain::inspection::sample::{About, Terms};
use yimen_domain::words::{Fault as Wrong, Refusal};

use super::{Pairs, body_field, typed, value};
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::shown::{Area, day, pair, say};

const HOME: &str = "/inspector/samples";
/// Days of the period that is proposed.
const USUAL_DAYS: i32 = 30;

#[derive(Template)]
#[template(path = "inspector/samples.html")]
struct ListPage {
    page: Page,
    faults: Vec<Fault>,
    fields: Vec<Field>,
    key: String,
    lines: Vec<Line>,
    pager: Pager,
}

/// A sample in a list.
pub(crate) struct Line {
    pub(crate) number: u32,
    pub(crate) href: String,
    pub(crate) period: String,
    pub(crate) about: String,
    pub(crate) cases: u32,
    pub(crate) size: u32,
    pub(crate) announced: String,
    pub(crate) digest: String,
    pub(crate) seed: String,
    pub(crate) seed_day: String,
    pub(crate) drawn: String,
    pub(crate) found: String,
}

#[derive(Template)]
#[template(path = "inspector/sample.html")]
struct OnePage {
    page: Page,
    number: u32,
    action: String,
    facts: Vec<SummaryRow>,
    drawn: bool,
    may_draw: bool,
    seed_day: String,
    cases: Vec<CaseLine>,
}

struct CaseLine {
    number: String,
    href: String,
    outcome: &'static str,
    words: String,
    by: String,
}

/// From where a list goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    before: Option<u32>,
}

/// `GET /inspector/samples`.
pub(super) async fn list(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    let fields = match fields(&app, &page).await {
        Ok(fields) => fields,
        Err(error) => return no(page, error),
    };
    draw_list(&app, page, asked.before, fields, Vec::new(), StatusCode::OK).await
}

/// `POST /inspector/samples`: announces one.
pub(super) async fn announce(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let done = match terms(&pairs) {
        Ok(terms) => samples::announce(&app.centre, &staff.actor(), value(&pairs, "key"), &terms).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(number) => redirect_with(&format!("{HOME}/{number}"), &Flash::done("inspection.done.announced")),
        Err(ActError::Refused(refusal)) => match fields(&app, &page).await {
            Ok(mut fields) => {
                let faults = typed(&page, &mut fields, &pairs, &refusal);
                draw_list(&app, page, None, fields, faults, status_of(&refusal)).await
            }
            Err(error) => no(page, error),
        },
        Err(error) => no(page, error),
    }
}

async fn draw_list(
    app: &App,
    page: Page,
    before: Option<u32>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    status: StatusCode,
) -> Response {
    match lines(&app.centre, &page, before, HOME).await {
        Ok((lines, pager)) => {
            let drawn = ListPage {
                faults,
                fields,
                key: app.centre.new_token(),
                lines,
                pager,
                page,
            };
            (status, Html(drawn)).into_response()
        }
        Err(error) => no(page, error),
    }
}

/// A page of samples, for inspectors and for everybody.
pub(crate) async fn lines(
    centre: &Centre,
    page: &Page,
    before: Option<u32>,
    home: &str,
) -> Result<(Vec<Line>, Pager), ActError> {
    let (found, next) = samples::latest(centre, before).await?;
    let mut lines = Vec::new();
    for sample in &found {
        lines.push(line(centre, page, sample).await?);
    }
    let pager = Pager {
        first: before.map(|_| home.to_string()),
        next: next.map(|next| format!("{home}?before={next}")),
    };
    Ok((lines, pager))
}

async fn line(centre: &Centre, page: &Page, sample: &Sample) -> Result<Line, ActError> {
    let row = &sample.row;
    let found = samples::found(centre, sample).await?;
    Ok(Line {
        number: row.number,
        href: format!("{HOME}/{}", row.number),
        period: period(page, &sample.terms),
        about: about(centre, page, &sample.terms),
        cases: row.cases,
        size: row.size,
        announced: page.moment(row.announced_at),
        digest: row.digest.clone(),
        seed: row.seed.clone(),
        seed_day: day(page, sample.seed_day()),
        drawn: if sample.is_drawn() {
            page.moment(row.drawn_at)
        } else {
            String::new()
        },
        found: page.t2("inspection.found", found.in_order, found.faults),
    })
}

fn period(page: &Page, terms: &Terms) -> String {
    page.t2("inspection.period", day(page, terms.from), day(page, terms.to))
}

fn about(centre: &Centre, page: &Page, terms: &Terms) -> String {
    let about = pair(page, terms.about.words()).to_string();
    match &terms.body {
        Some(body) => format!("{} · {about}", say(page, &centre.organisation().body_name(body))),
        None => about,
    }
}

/// `GET /inspector/samples/{number}`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(number): Path<u32>) -> Response {
    match one(&app, &page, &staff, number).await {
        Ok(drawn) => Html(drawn).into_response(),
        Err(error) => no(page, error),
    }
}

async fn one(app: &App, page: &Page, staff: &Staff, number: u32) -> Result<OnePage, ActError> {
    let (centre, actor) = (&app.centre, staff.actor());
    let sample = samples::one(centre, &actor, number).await?;
    let noted = notes::of_sample(centre, &actor, number).await?;
    let last: BTreeMap<&str, &Note> = noted.iter().map(|note| (note.row.number.as_str(), note)).collect();
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let about_it = &sample.row;
    let line = line(centre, page, &sample).await?;
    let mut facts = vec![
        row("inspection.field.period", line.period),
        row("inspection.field.about", line.about),
        row("inspection.cases", line.cases.to_string()),
        row("inspection.field.size", line.size.to_string()),
        row(
            "inspection.announced",
            format!("{} {}", line.announced, about_it.announced_by),
        ),
        row("inspection.digest", line.digest),
    ];
    if sample.is_drawn() {
        facts.push(row("inspection.seed", line.seed));
        facts.push(row("inspection.drawn", line.drawn));
        facts.push(row("inspection.result", line.found));
    }
    Ok(OnePage {
        number,
        action: format!("{HOME}/{number}"),
        facts,
        drawn: sample.is_drawn(),
        may_draw: samples::may_be_drawn(centre, &sample).await?,
        seed_day: line.seed_day,
        cases: sample
            .drawn()
            .map(|case| case_line(page, number, case, last.get(case)))
            .collect(),
        page: page.clone(),
    })
}

fn case_line(page: &Page, sample: u32, number: &str, note: Option<&&Note>) -> CaseLine {
    let outcome = note.map(|note| note.outcome);
    CaseLine {
        href: format!("{}?sample={sample}#notes-title", Area::Inspector.case(number)),
        number: number.to_string(),
        outcome: outcome.map_or_else(
            || page.t("inspection.not_looked"),
            |found: Outcome| pair(page, found.words()),
        ),
        words: note.map_or_else(String::new, |note| note.words.clone()),
        by: note.map_or_else(String::new, |note| {
            format!("{} {}", page.moment(note.row.noted_at), note.row.noted_by)
        }),
    }
}

/// `POST /inspector/samples/{number}`: draws it.
pub(super) async fn draw(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<u32>,
    CheckedForm(_): CheckedForm<Pairs>,
) -> Response {
    match samples::draw(&app.centre, &staff.actor(), number).await {
        Ok(_) => redirect_with(&format!("{HOME}/{number}"), &Flash::done("inspection.done.drawn")),
        Err(error) => no(page, error),
    }
}

/// `GET /inspector/samples/{number}/list`: the list that is drawn from, a number a line, as it was hashed.
pub(super) async fn numbers(State(app): State<App>, page: Page, staff: Staff, Path(number): Path<u32>) -> Response {
    match samples::one(&app.centre, &staff.actor(), number).await {
        Ok(sample) => {
            let name = format!("attachment; filename=\"sample-{number}.txt\"");
            let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_string());
            ([kind, (header::CONTENT_DISPOSITION, name)], sample.row.list).into_response()
        }
        Err(error) => no(page, error),
    }
}

async fn fields(app: &App, page: &Page) -> Result<Vec<Field>, ActError> {
    let label = |name: &str| page.t(&format!("inspection.field.{name}"));
    let last = samples::closed(&app.centre).await?;
    let last = last.unwrap_or_else(|| app.centre.today().plus(-1));
    let about = About::ALL.into_iter().fold(
        Field::new(FieldKind::Choice, "about", label("about")).value(About::Closed.code()),
        |field, about| field.choice(about.code(), pair(page, about.words())),
    );
    Ok(vec![
        Field::new(FieldKind::Date, "from", label("from")).value(last.plus(1 - USUAL_DAYS).to_string()),
        Field::new(FieldKind::Date, "to", label("to")).value(last.to_string()),
        about,
        body_field(app, page),
        Field::new(FieldKind::Integer, "size", label("size")).value("10"),
    ])
}

fn terms(pairs: &Pairs) -> Result<Terms, Refusal> {
    let mut faults = Vec::new();
    let mut day = |name: &'static str| {
        let read = Day::parse(value(pairs, name));
        if read.is_err() {
            faults.push(Wrong::new(name, "请填写日期。", "Give a day."));
        }
        read.ok()
    };
    let (from, to) = (day("from"), day("to"));
    let size = value(pairs, "size").parse().ok();
    if size.is_none() {
        faults.push(Wrong::new("size", "请填写整数。", "Give a whole number."));
    }
    let about = About::parse(value(pairs, "about"));
    if about.is_none() {
        faults.push(Wrong::new("about", "请选择抽查范围。", "Choose what to draw from."));
    }
    match (from, to, size, about) {
        (Some(from), Some(to), Some(size), Some(about)) => Ok(Terms {
            from,
            to,
            body: Some(value(pairs, "body").to_string()).filter(|body| !body.is_empty()),
            about,
            size,
        }),
        _ => Err(Refusal::invalid(faults)),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(HOME, page.t("inspection.samples"));
    refuse(page, error, back)
}
