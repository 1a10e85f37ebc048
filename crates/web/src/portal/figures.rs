//! Published figures (公开数据): what was done in a period, by body, with the root on which it rests.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::ledger::figures::{self, BodyFigures, Publication};
use yimen_domain::calendar::Day;
use yimen_domain::words::Refusal;

use crate::app::{App, faults_of, refuse};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{Html, Page};

use super::ledger::file;
use super::words;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/figures", get(show))
        .route("/figures.json", get(json))
}

#[derive(Template)]
#[template(path = "portal/figures.html")]
struct Figures {
    page: Page,
    faults: Vec<Fault>,
    from: Field,
    to: Field,
    published: Option<Shown>,
}

struct Shown {
    from: String,
    to: String,
    days: u32,
    root: String,
    key: String,
    calendar: u32,
    rules: u32,
    file: String,
    rows: Vec<Row>,
}

struct Row {
    body: String,
    total: bool,
    filed: i64,
    accepted: i64,
    decided: i64,
    on_time: String,
    early: String,
    promised: String,
    handling: String,
    mean: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    from: String,
    to: String,
}

/// A day, or nothing where nothing was asked.
fn day(text: &str) -> Result<Option<Day>, yimen_domain::words::Words> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Day::parse(text).map(Some).map_err(|error| error.words())
}

async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    let mut from = Field::new(FieldKind::Date, "from", page.t("figures.from"))
        .value(&asked.from)
        .optional();
    let mut to = Field::new(FieldKind::Date, "to", page.t("figures.to"))
        .value(&asked.to)
        .optional();
    let published = match (day(&asked.from), day(&asked.to)) {
        (Ok(first), Ok(last)) => match figures::publish(&app.centre, first, last).await {
            Ok(published) => published.map(|published| shown(&app, &page, &asked, published)),
            Err(ActError::Refused(refusal)) => {
                if let Some((_, words)) = faults_of(&page, &refusal).into_iter().next() {
                    from = from.error(words);
                }
                None
            }
            Err(error) => return refuse(page.clone(), error, LinkTo::new("/", page.t("nav.home"))),
        },
        (first, last) => {
            if let Err(words) = first {
                from = from.error(page.pick(&words.zh, &words.en).to_string());
            }
            if let Err(words) = last {
                to = to.error(page.pick(&words.zh, &words.en).to_string());
            }
            None
        }
    };
    Html(Figures {
        faults: faults(&[from.clone(), to.clone()]),
        from,
        to,
        published,
        page,
    })
    .into_response()
}

fn shown(app: &App, page: &Page, asked: &Asked, published: Publication) -> Shown {
    let in_words = |text: &str| Day::parse(text).map_or_else(|_| text.to_string(), |day| words::day(page, day));
    let bodies = published.bodies.iter().map(|body| row(app, page, body));
    let key = yimen_acts::ledger::record::Record::read(&published.head.text);
    Shown {
        rows: bodies.chain([row(app, page, &published.total)]).collect(),
        from: in_words(&published.from),
        to: in_words(&published.to),
        days: published.days,
        key: key.map_or_else(|_| String::new(), |head: yimen_acts::ledger::record::Head| head.key),
        file: format!(
            "/figures.json?from={}&to={}",
            asked_day(&asked.from),
            asked_day(&asked.to)
        ),
        root: published.root,
        calendar: published.calendar,
        rules: published.rules,
    }
}

fn asked_day(text: &str) -> String {
    day(text).ok().flatten().map_or_else(String::new, |day| day.to_string())
}

fn row(app: &App, page: &Page, figures: &BodyFigures) -> Row {
    let (counts, rates) = (figures.counts, figures.rates);
    let percent = |rate: Option<i64>| {
        rate.map_or_else(
            || page.t("figures.no_rate").to_string(),
            |rate| {
                format!(
                    "{}{}.{:02}%",
                    if rate < 0 { "-" } else { "" },
                    rate.abs() / 100,
                    rate.abs() % 100
                )
            },
        )
    };
    let total = figures.body.is_empty();
    Row {
        body: if total {
            page.t("figures.total").to_string()
        } else {
            words::say(page, &app.centre.organisation().body_name(&figures.body))
        },
        total,
        filed: counts.filed,
        accepted: counts.accepted,
        decided: counts.decided,
        on_time: percent(rates.on_time),
        early: percent(rates.early),
        promised: percent(rates.promised_speed_up),
        handling: percent(rates.handling_speed_up),
        mean: percent(rates.handling_speed_up_mean),
    }
}

async fn json(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    let made = match (day(&asked.from), day(&asked.to)) {
        (Ok(from), Ok(to)) => match figures::publish(&app.centre, from, to).await {
            Ok(Some(published)) => Ok(published),
            Ok(None) => Err(Refusal::missing("这段时间的数据", "figures of this period").into()),
            Err(error) => Err(error),
        },
        _ => Err(Refusal::missing("这段时间的数据", "figures of this period").into()),
    };
    file(&page, "figures.json", made)
}
