//! Performance on the desk (绩效统计): figures of a day, month or year by body, section, person, item, hall or level, each with its cases; rates under their own
//! names with their formulas; scores line by line; and the tables of the double appraisal (双重考核) as files.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::ActError;
use yimen_acts::performance::figures::{self, Asked, Behind, By, Figures, Place, Unit};
use yimen_acts::sheets::Table;
use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::level::Level;
use yimen_domain::performance::rate::percent;
use yimen_domain::performance::score::{Weights, points};
use yimen_domain::performance::{Formula, Measure, Sums, Zero};
use yimen_store::tables::performance_figures::Grain;

use super::annexes::files;
use super::shown::{Area, day, pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo, Pager};
use crate::shell::{Html, Page};

const HOME: &str = "/workbench/performance";

/// The numbers of the first table.
const COUNTS: [Measure; 12] = [
    Measure::Filed,
    Measure::Accepted,
    Measure::Decided,
    Measure::OnTime,
    Measure::Early,
    Measure::Corrections,
    Measure::Rated,
    Measure::Dissatisfied,
    Measure::Notices,
    Measure::YellowCards,
    Measure::RedCards,
    Measure::Incomplete,
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/performance", get(show))
        .route("/workbench/performance/cases", get(cases))
        .route("/workbench/performance/table.xlsx", get(workbook))
        .route("/workbench/performance/table.pdf", get(paper))
}

/// By what, of which time, and of which unit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    by: String,
    grain: String,
    day: String,
    unit: String,
    measure: String,
    late: String,
    at: Option<i32>,
    case: Option<Uuid>,
    no: u32,
}

impl Wanted {
    fn by(&self) -> By {
        By::parse(&self.by).unwrap_or(By::Body)
    }

    fn grain(&self) -> Grain {
        Grain::parse(&self.grain).unwrap_or(Grain::Month)
    }

    /// What is asked; the day as it was typed where it is none.
    fn asked(&self, today: Day) -> Result<Asked, String> {
        let day = match self.day.trim() {
            "" => today,
            typed => Day::parse(typed).map_err(|_| typed.to_string())?,
        };
        Ok(Asked {
            by: self.by(),
            grain: self.grain(),
            day,
        })
    }
}

fn query(asked: Asked) -> String {
    format!("by={}&grain={}&day={}", asked.by.code(), asked.grain.code(), asked.day)
}

#[derive(Template)]
#[template(path = "workbench/performance.html")]
struct FiguresPage {
    page: Page,
    faults: Vec<crate::shell::components::Fault>,
    by: Field,
    grain: Field,
    day: Field,
    shown: Option<Shown>,
}

struct Shown {
    period: String,
    unit: &'static str,
    counts: Vec<&'static str>,
    rates: Vec<FormulaShown>,
    rows: Vec<Row>,
    more: bool,
    scored: bool,
    weights: String,
    source: String,
    root: String,
    root_day: String,
    rules: u32,
    calendar: u32,
    xlsx: String,
    pdf: String,
}

struct FormulaShown {
    name: &'static str,
    printed: &'static str,
}

struct Row {
    name: String,
    counts: Vec<Count>,
    rates: Vec<String>,
    points: String,
    lines: Vec<String>,
}

struct Count {
    label: &'static str,
    words: String,
    href: Option<String>,
}

fn choices(page: &Page, query: &Wanted) -> (Field, Field) {
    let by = Field::new(FieldKind::Choice, "by", page.t("performance.by")).value(query.by().code());
    let by = By::ALL
        .into_iter()
        .fold(by, |field, by| field.choice(by.code(), pair(page, by.words())));
    let grain = Field::new(FieldKind::Choice, "grain", page.t("performance.grain")).value(query.grain().code());
    let grain = Grain::ALL.into_iter().fold(grain, |field, grain| {
        field.choice(grain.code(), page.t(grain_key(grain)))
    });
    (by, grain)
}

fn grain_key(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "performance.day",
        Grain::Month => "performance.month",
        Grain::Year => "performance.year",
    }
}

/// `GET /workbench/performance`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(query): Query<Wanted>) -> Response {
    let (by, grain) = choices(&page, &query);
    let typed = if query.day.is_empty() {
        app.centre.today().to_string()
    } else {
        query.day.clone()
    };
    let mut field = Field::new(FieldKind::Date, "day", page.t("performance.of_day")).value(typed);
    let shown = match query.asked(app.centre.today()) {
        Ok(asked) => match figures::of_period(&app.centre, &staff.actor(), asked).await {
            Ok(figures) => match draw(&app, &page, asked, &figures).await {
                Ok(shown) => Some(shown),
                Err(error) => return no(page, error),
            },
            Err(error) => return no(page, error),
        },
        Err(_) => {
            field = field.error(page.t("performance.no_day"));
            None
        }
    };
    Html(FiguresPage {
        faults: crate::shell::components::faults(std::slice::from_ref(&field)),
        by,
        grain,
        day: field,
        shown,
        page,
    })
    .into_response()
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(HOME, page.t("performance.title"));
    refuse(page, error, back)
}

fn period(page: &Page, grain: Grain, from: Day) -> String {
    match grain {
        Grain::Day => day(page, from),
        Grain::Month => page.t2("performance.of_month", from.year(), from.month()),
        Grain::Year => page.t1("performance.of_year", from.year()),
    }
}

async fn draw(app: &App, page: &Page, asked: Asked, figures: &Figures) -> Result<Shown, ActError> {
    let names = names(app, page, asked.by, &figures.units).await?;
    let opens = matches!(asked.by, By::Body | By::Item | By::Staff);
    let mut rows: Vec<Row> = Vec::with_capacity(figures.units.len() + 1);
    for unit in &figures.units {
        let name = names.get(&unit.code).cloned().unwrap_or_else(|| unit.code.clone());
        let unit_of = opens.then_some(unit.code.as_str());
        let lines = unit.score.iter().flat_map(|score| &score.lines);
        rows.push(Row {
            points: unit.points.map_or_else(|| "—".to_string(), points),
            lines: lines
                .map(|line| {
                    let part = line
                        .part
                        .map_or(page.t("performance.bonus"), |part| pair(page, part.words()));
                    format!("{part} {}：{}", points(line.tenths), say(page, &line.why))
                })
                .collect(),
            ..row(page, name, &unit.sums, asked, unit_of)
        });
    }
    if figures.units.len() > 1 {
        rows.push(row(
            page,
            page.t("performance.total").to_string(),
            &figures.total,
            asked,
            None,
        ));
    }
    let weights = Weights::standard();
    let formula = |formula: Formula| FormulaShown {
        name: pair(page, formula.words()),
        printed: pair(page, formula.printed()),
    };
    let (root_day, root) = figures
        .rests
        .root
        .clone()
        .map_or_else(Default::default, |(on, root)| (day(page, on), root));
    Ok(Shown {
        period: period(page, asked.grain, figures.from),
        unit: pair(page, asked.by.words()),
        counts: COUNTS.iter().map(|measure| pair(page, measure.words())).collect(),
        rates: Formula::ALL.into_iter().map(formula).collect(),
        rows,
        more: figures.more,
        scored: figures.units.iter().any(|unit| unit.points.is_some()),
        weights: say(page, &weights.words),
        source: say(page, &weights.source),
        root,
        root_day,
        rules: figures.rests.rules,
        calendar: figures.rests.calendar,
        xlsx: format!("{HOME}/table.xlsx?{}", query(asked)),
        pdf: format!("{HOME}/table.pdf?{}", query(asked)),
    })
}

fn row(page: &Page, name: String, sums: &Sums, asked: Asked, unit: Option<&str>) -> Row {
    let count = |measure: Measure| {
        let number = sums.get(measure);
        let unit = unit.filter(|_| number > 0);
        Count {
            label: pair(page, measure.words()),
            words: number.to_string(),
            href: unit.map(|unit| {
                let unit = in_query(unit);
                format!("{HOME}/cases?{}&unit={unit}&measure={}", query(asked), measure.code())
            }),
        }
    };
    let rate = |formula: Formula| rate(page, formula, sums);
    Row {
        name,
        counts: COUNTS.into_iter().map(count).collect(),
        rates: Formula::ALL.into_iter().map(rate).collect(),
        points: "—".into(),
        lines: Vec::new(),
    }
}

fn rate(page: &Page, formula: Formula, sums: &Sums) -> String {
    let rate = formula.of(sums, Zero::NoFigure);
    rate.map_or_else(|| page.t("figures.no_rate").to_string(), percent)
}

/// What each unit is called.
async fn names(app: &App, page: &Page, by: By, units: &[Unit]) -> Result<BTreeMap<String, String>, ActError> {
    let organisation = app.centre.organisation();
    let unnamed = || page.t("performance.unnamed").to_string();
    if by == By::Staff {
        let codes = units.iter().map(|unit| unit.code.as_str());
        return figures::names(&app.centre, codes).await;
    }
    let library = app.centre.library();
    let name = |code: &str| match by {
        _ if code.is_empty() => unnamed(),
        By::Body => say(page, &organisation.body_name(code)),
        By::Item => library
            .latest(code)
            .map_or_else(|| code.to_string(), |item| say(page, &item.name)),
        By::Hall => organisation
            .halls
            .get(code)
            .map_or_else(unnamed, |hall| say(page, &hall.name.words())),
        By::Level => Level::parse(code).map_or_else(unnamed, |level| pair(page, level.words()).to_string()),
        By::Section | By::Staff => {
            let (body, section) = code.split_once('/').unwrap_or((code, ""));
            let of_body = organisation.body(body);
            let known = of_body.and_then(|body| body.sections.iter().find(|known| known.code == section));
            let section = known.map_or_else(|| section.to_string(), |known| say(page, &known.name.words()));
            format!("{} {section}", say(page, &organisation.body_name(body)))
        }
    };
    Ok(units.iter().map(|unit| (unit.code.clone(), name(&unit.code))).collect())
}

#[derive(Template)]
#[template(path = "workbench/performance_cases.html")]
struct CasesPage {
    page: Page,
    title: String,
    period: String,
    back: String,
    rows: Vec<CaseRow>,
    late: Option<String>,
    pager: Pager,
}

struct CaseRow {
    href: String,
    number: String,
    item: String,
    body: String,
    on: String,
    staff: String,
}

/// `GET /workbench/performance/cases`: the cases behind a figure.
pub(super) async fn cases(State(app): State<App>, page: Page, staff: Staff, Query(query): Query<Wanted>) -> Response {
    match list(&app, &page, &staff, &query).await {
        Ok(shown) => Html(CasesPage { page, ..shown }).into_response(),
        Err(error) => no(page, error),
    }
}

async fn list(app: &App, page: &Page, staff: &Staff, asked: &Wanted) -> Result<CasesPage, ActError> {
    let today = app.centre.today();
    let of = asked.asked(today).unwrap_or(Asked {
        by: asked.by(),
        grain: asked.grain(),
        day: today,
    });
    let measure = Measure::parse(&asked.measure).unwrap_or(Measure::Decided);
    let late = asked.late == "1";
    let behind = Behind {
        by: of.by,
        unit: asked.unit.clone(),
        grain: of.grain,
        day: of.day,
        measure,
        late,
    };
    let after = asked.at.zip(asked.case).map(|(at, case)| Place {
        day: Day::from_days(at),
        case: CaseId(case),
        no: asked.no,
    });
    let (rows, next) = figures::cases(&app.centre, &staff.actor(), &behind, after).await?;
    let organisation = app.centre.organisation();
    let library = app.centre.library();
    let people = figures::names(&app.centre, rows.iter().map(|row| row.staff.as_str())).await?;
    let unit = Unit {
        code: asked.unit.clone(),
        sums: Sums::default(),
        score: None,
        points: None,
    };
    let name = names(app, page, of.by, std::slice::from_ref(&unit)).await?;
    let name = name.into_values().next().unwrap_or_default();
    let address = format!(
        "{HOME}/cases?{}&unit={}&measure={}",
        query(of),
        in_query(&asked.unit),
        measure.code()
    );
    let what = if late {
        page.t("performance.late")
    } else {
        pair(page, measure.words())
    };
    let with = if late { "&late=1" } else { "" };
    let shown = rows.iter().map(|row| CaseRow {
        href: Area::Inspector.case(&row.number),
        number: row.number.clone(),
        item: library
            .latest(&row.item)
            .map_or_else(|| row.item.clone(), |item| say(page, &item.name)),
        body: say(page, &organisation.body_name(&row.body)),
        on: day(page, row.on()),
        staff: people.get(&row.staff).cloned().unwrap_or_default(),
    });
    Ok(CasesPage {
        title: format!("{name} · {what}"),
        period: period(page, of.grain, of.grain.begins(of.day)),
        back: format!("{HOME}?{}", query(of)),
        rows: shown.collect(),
        late: (measure == Measure::Decided && !late).then(|| format!("{address}&late=1")),
        pager: Pager {
            first: after.is_some().then(|| format!("{address}{with}")),
            next: next.map(|place| {
                let at = place.day.days();
                format!("{address}{with}&at={at}&case={}&no={}", place.case.0, place.no)
            }),
        },
        page: page.clone(),
    })
}

/// `GET /workbench/performance/table.xlsx`.
pub(super) async fn workbook(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Query(query): Query<Wanted>,
) -> Response {
    file(app, page, staff, query, "xlsx").await
}

/// `GET /workbench/performance/table.pdf`.
pub(super) async fn paper(State(app): State<App>, page: Page, staff: Staff, Query(query): Query<Wanted>) -> Response {
    file(app, page, staff, query, "pdf").await
}

async fn file(app: App, page: Page, staff: Staff, query: Wanted, ending: &'static str) -> Response {
    let today = app.centre.today();
    let asked = query.asked(today).unwrap_or(Asked {
        by: query.by(),
        grain: query.grain(),
        day: today,
    });
    let made = async {
        let figures = figures::of_period(&app.centre, &staff.actor(), asked).await?;
        draw(&app, &page, asked, &figures).await
    };
    match Box::pin(made).await {
        Ok(shown) => {
            let name = format!(
                "performance-{}-{}.{ending}",
                asked.by.code(),
                asked.grain.begins(asked.day)
            );
            let tables = tables(&page, &shown);
            files(&app, page, tables, "performance.appraisal", (&name, ending), HOME).await
        }
        Err(error) => no(page, error),
    }
}

/// The tables of the appraisal: numbers, rates with their formulas, and points with what they are for.
fn tables(page: &Page, shown: &Shown) -> Vec<Table> {
    let rests = vec![
        shown.period.clone(),
        page.t2("performance.rests_on", &shown.root_day, &shown.root),
        page.t2("performance.versions", shown.rules, shown.calendar),
    ];
    let head = |others: Vec<String>| [shown.unit.to_string()].into_iter().chain(others).collect::<Vec<_>>();
    let mut tables = vec![
        Table {
            title: page.t("performance.numbers").to_string(),
            notes: rests.clone(),
            head: head(shown.counts.iter().map(ToString::to_string).collect()),
            rows: (shown.rows.iter())
                .map(|row| {
                    let counts = row.counts.iter().map(|count| count.words.clone());
                    [row.name.clone()].into_iter().chain(counts).collect()
                })
                .collect(),
            widths: [vec![28], vec![9; shown.counts.len()]].concat(),
        },
        Table {
            title: page.t("performance.rates").to_string(),
            notes: (rests.iter().cloned())
                .chain(
                    shown
                        .rates
                        .iter()
                        .map(|rate| format!("{} = {}", rate.name, rate.printed)),
                )
                .collect(),
            head: head(shown.rates.iter().map(|rate| rate.name.to_string()).collect()),
            rows: (shown.rows.iter())
                .map(|row| {
                    [row.name.clone()]
                        .into_iter()
                        .chain(row.rates.iter().cloned())
                        .collect()
                })
                .collect(),
            widths: [vec![28], vec![11; shown.rates.len()]].concat(),
        },
    ];
    if shown.scored {
        tables.push(Table {
            title: page.t("performance.score").to_string(),
            notes: [rests, vec![shown.weights.clone(), shown.source.clone()]].concat(),
            head: head(vec![
                page.t("performance.points").to_string(),
                page.t("performance.lines").to_string(),
            ]),
            rows: (shown.rows.iter())
                .filter(|row| row.points != "—")
                .map(|row| vec![row.name.clone(), row.points.clone(), row.lines.join("；")])
                .collect(),
            widths: vec![28, 12, 80],
        });
    }
    tables
}
