//! What was done in a month, for everybody (月度公开): by body, with small numbers protected.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::performance::figures::{self, Asked, By, Figures};
use yimen_domain::calendar::Day;
use yimen_domain::performance::rate::percent;
use yimen_domain::performance::{Formula, Measure, Sums, Zero, protect};
use yimen_store::tables::performance_figures::Grain;

use crate::app::{App, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo};
use crate::shell::{Html, Page};
use crate::workbench::shown::pair;

use super::words;

const COUNTS: [Measure; 4] = [
    Measure::Accepted,
    Measure::Decided,
    Measure::Rated,
    Measure::Dissatisfied,
];
const RATES: [Formula; 4] = [
    Formula::OnTime,
    Formula::PromisedBySums,
    Formula::HandlingByMean,
    Formula::HandlingBySums,
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/figures/months", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    day: String,
}

#[derive(Template)]
#[template(path = "portal/months.html")]
struct MonthPage {
    page: Page,
    day: Field,
    title: String,
    head: Vec<&'static str>,
    formulas: Vec<(&'static str, &'static str)>,
    rows: Vec<(String, Vec<Option<String>>)>,
}

async fn show(State(app): State<App>, page: Page, Query(wanted): Query<Wanted>) -> Response {
    let today = app.centre.today();
    // The last whole month, unless another is asked for.
    let last = Grain::Month.begins(today).plus(-1);
    let (day, wrong) = match wanted.day.trim() {
        "" => (last, false),
        typed => Day::parse(typed).map_or((last, true), |day| (day, false)),
    };
    let typed = if wanted.day.is_empty() {
        day.to_string()
    } else {
        wanted.day
    };
    let mut field = Field::new(FieldKind::Date, "day", page.t("performance.of_day")).value(typed);
    if wrong {
        field = field.error(page.t("performance.no_day"));
    }
    let asked = Asked {
        by: By::Body,
        grain: Grain::Month,
        day,
    };
    let figures = match figures::public(&app.centre, asked).await {
        Ok(figures) => figures,
        Err(error) => return refuse(page.clone(), error, LinkTo::new("/figures", page.t("figures.title"))),
    };
    let named = |formula: Formula| (pair(&page, formula.words()), pair(&page, formula.printed()));
    let counts = COUNTS.into_iter().map(|measure| pair(&page, measure.words()));
    let rates = RATES.into_iter().map(|formula| pair(&page, formula.words()));
    Html(MonthPage {
        day: field,
        title: page.t2("performance.of_month", figures.from.year(), figures.from.month()),
        head: counts.chain(rates).collect(),
        formulas: RATES.into_iter().map(named).collect(),
        rows: rows(&app, &page, &figures),
        page,
    })
    .into_response()
}

/// Each number that may be shown; nothing in place of one that is protected.
fn rows(app: &App, page: &Page, figures: &Figures) -> Vec<(String, Vec<Option<String>>)> {
    let column = |measure: Measure| {
        figures
            .units
            .iter()
            .map(|unit| unit.sums.get(measure))
            .collect::<Vec<_>>()
    };
    let columns: Vec<Vec<i64>> = COUNTS.into_iter().map(column).collect();
    let shown: Vec<Vec<Option<i64>>> = columns.iter().map(|column| protect::protected(column)).collect();
    let organisation = app.centre.organisation();
    let rates = |sums: &Sums, decided: bool| {
        RATES.map(|formula| match formula.of(sums, Zero::NoFigure) {
            Some(rate) if decided => Some(percent(rate)),
            None => Some("—".to_string()),
            Some(_) => None,
        })
    };
    let mut rows: Vec<_> = (figures.units.iter().enumerate())
        .map(|(at, unit)| {
            let counts = shown.iter().map(|column| column[at].map(|number| number.to_string()));
            let rates = rates(&unit.sums, shown[1][at].is_some());
            let name = words::say(page, &organisation.body_name(&unit.code));
            (name, counts.chain(rates).collect())
        })
        .collect();
    if rows.len() > 1 {
        let totals: Vec<Option<i64>> = columns.iter().map(|column| protect::total(column)).collect();
        let counts = totals.iter().map(|total| total.map(|total| total.to_string()));
        let rates = rates(&figures.total, totals[1].is_some());
        rows.push((page.t("performance.total").to_string(), counts.chain(rates).collect()));
    }
    rows
}
