//! Decisions on permits (许可决定公开): by day, body and item, and by number.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::decisions::{self, Asked, Published};
use yimen_domain::calendar::Day;

use super::words;
use crate::app::{App, in_query, refuse};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, faults};
use crate::shell::{Html, Page};

const ADDRESS: &str = "/decisions";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/decisions", get(show))
}

struct Row {
    document: String,
    item: String,
    body: String,
    applicant: String,
    day: String,
    outcome: &'static str,
}

#[derive(Template)]
#[template(path = "portal/decisions.html")]
struct DecisionsPage {
    page: Page,
    faults: Vec<Fault>,
    number: Field,
    day: Field,
    body: Field,
    item: Field,
    /// What the list is of; empty where nothing was ever decided.
    heading: String,
    rows: Vec<Row>,
    pager: Pager,
    before: Option<LinkTo>,
    after: Option<LinkTo>,
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    number: String,
    day: String,
    body: String,
    item: String,
    after: String,
}

async fn show(State(app): State<App>, page: Page, Query(wanted): Query<Wanted>) -> Response {
    let centre = &app.centre;
    let parsed = Day::parse(wanted.day.trim());
    let mut day = Field::new(FieldKind::Date, "day", page.t("decisions.day"))
        .value(wanted.day.trim())
        .optional();
    if let (Err(error), false) = (&parsed, wanted.day.trim().is_empty()) {
        day.error = words::say(&page, &error.words());
    }
    let asked = Asked {
        day: parsed.ok(),
        body: wanted.body.clone(),
        item: wanted.item.trim().to_string(),
        after: wanted.after.clone(),
    };
    let found = if wanted.number.trim().is_empty() {
        decisions::of_day(centre, &asked).await
    } else {
        let one = decisions::of_number(centre, &wanted.number).await;
        one.map(|found| decisions::OfDay {
            found,
            ..decisions::OfDay::default()
        })
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, LinkTo::new(ADDRESS, page.t("decisions.title"))),
    };
    let query = |day: Day| {
        format!(
            "{ADDRESS}?day={day}&body={}&item={}",
            in_query(&wanted.body),
            in_query(wanted.item.trim())
        )
    };
    let heading = match found.day {
        _ if !wanted.number.trim().is_empty() => page.t1("decisions.of_number", wanted.number.trim()),
        Some(of) => page.t1("decisions.of_day", of),
        None => String::new(),
    };
    let organisation = centre.organisation();
    let mut bodies: Vec<(String, String)> = organisation
        .bodies
        .values()
        .map(|body| (body.code.clone(), words::say(&page, &body.name.words())))
        .collect();
    bodies.sort_by(|one, other| one.1.cmp(&other.1));
    let body = bodies.into_iter().fold(
        Field::new(FieldKind::Choice, "body", page.t("decisions.body"))
            .optional()
            .value(&wanted.body),
        |field, (code, name)| field.choice(code, name),
    );
    let item = Field::text("item", page.t("decisions.item"))
        .optional()
        .hint(page.t("decisions.item_hint"))
        .max_length(100)
        .value(wanted.item.trim());
    let number = Field::text("number", page.t("decisions.number"))
        .optional()
        .hint(page.t("decisions.number_hint"))
        .max_length(160)
        .value(wanted.number.trim());
    let link = |day: Option<Day>, key: &str| day.map(|day| LinkTo::new(query(day), page.t1(key, day)));
    Html(DecisionsPage {
        faults: faults(&[day.clone()]),
        rows: found.found.iter().map(|one| row(&page, one, &organisation)).collect(),
        pager: Pager {
            first: found.day.filter(|_| !wanted.after.is_empty()).map(query),
            next: found
                .day
                .zip(found.next.as_ref())
                .map(|(day, next)| format!("{}&after={}", query(day), in_query(next))),
        },
        before: link(found.before, "decisions.before"),
        after: link(found.after, "decisions.after"),
        heading,
        number,
        day,
        body,
        item,
        page,
    })
    .into_response()
}

fn row(page: &Page, one: &Published, organisation: &yimen_acts::organisation::Organisation) -> Row {
    let row = &one.row;
    let day = i32::try_from(row.decided_day).map(Day::from_days);
    Row {
        document: row.document.clone(),
        item: words::say(page, &one.item.name),
        body: words::say(page, &organisation.body_name(&row.body)),
        applicant: row.applicant_shown.clone(),
        day: day.map(|day| day.to_string()).unwrap_or_default(),
        outcome: page.t(match (row.granted, row.in_part) {
            (true, true) => "decisions.in_part",
            (true, false) => "decisions.granted",
            (false, _) => "decisions.refused",
        }),
    }
}
