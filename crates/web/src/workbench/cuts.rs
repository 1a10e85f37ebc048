//! The five cuts (五减) for the manager, with the cases behind each figure, and for everybody.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::items::cuts::{Cuts, Decided, beginning, compute, decided_under, short, tables, used};
use yimen_domain::calendar::Day;
use yimen_domain::items::cuts::{Cut, ItemCuts, Pair};
use yimen_domain::words::{Fault, Refusal};

use super::annexes::{bodies, files, language};
use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo, Pager};
use crate::shell::{Html, Page};

const WORKBENCH: &str = "/workbench/items/cuts";
const PUBLIC: &str = "/figures/cuts";
/// Items on a page, and cases under a version.
const LINES: usize = 30;

#[derive(Template)]
#[template(path = "workbench/cuts.html")]
struct StaffPage {
    page: Page,
    shown: Shown,
}

#[derive(Template)]
#[template(path = "portal/cuts.html")]
struct PublicPage {
    page: Page,
    shown: Shown,
}

#[derive(Template)]
#[template(path = "workbench/cuts_item.html")]
struct ItemPage {
    page: Page,
    name: String,
    back: String,
    figures: Vec<Figure>,
    versions: Vec<VersionShown>,
}

struct VersionShown {
    number: u32,
    cases: u64,
    mean: String,
    list: Vec<Decided>,
    next: Option<String>,
}

struct Shown {
    address: &'static str,
    query: String,
    before: Field,
    after: Field,
    body: Field,
    days: String,
    beginning: Option<String>,
    total: Vec<Figure>,
    differ: usize,
    bodies: Vec<BodyLine>,
    items: Vec<ItemLine>,
    pager: Pager,
}

struct Figure {
    name: &'static str,
    formula: &'static str,
    before: String,
    after: String,
    saved: String,
}

struct BodyLine {
    name: String,
    href: String,
    figures: Vec<String>,
}

struct ItemLine {
    name: String,
    href: String,
    figures: Vec<String>,
    cases: String,
}

/// Which days, which body, from which item on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    before: String,
    after: String,
    body: String,
    from: String,
    version: Option<u32>,
    number: String,
}

/// The days that are compared: by default from the new year until today.
fn days(app: &App, asked: &Asked) -> Result<(Day, Day), ActError> {
    let read = |text: &str, field: &str| {
        Day::parse(text.trim()).map_err(|_| {
            let words = (
                "请按 2026-05-01 的格式填写日期。",
                "Enter a day in the form 2026-05-01.",
            );
            ActError::from(Refusal::invalid(vec![Fault::new(field, words.0, words.1)]))
        })
    };
    let today = app.centre.today();
    let after = if asked.after.is_empty() {
        today
    } else {
        read(&asked.after, "after")?
    };
    if !asked.before.is_empty() {
        return Ok((read(&asked.before, "before")?, after));
    }
    let new_year = Day::parse(&format!("{}-01-01", after.year())).unwrap_or(after);
    let begun = beginning(&app.centre).filter(|day| *day < after);
    Ok((
        begun.map_or(new_year, |begun| begun.max(new_year)).min(after.plus(-1)),
        after,
    ))
}

async fn look(app: &App, page: &Page, asked: &Asked, address: &'static str) -> Result<Shown, ActError> {
    let (before, after) = days(app, asked)?;
    let cuts = compute(&app.centre, before, after, &asked.body)?;
    let query = format!("?before={before}&after={after}&body={}", in_query(&asked.body));
    let mut items = Vec::new();
    let differing: Vec<&ItemCuts> = cuts
        .differing()
        .filter(|item| item.code > asked.from)
        .take(LINES + 1)
        .collect();
    for item in differing.iter().take(LINES) {
        items.push(item_line(app, page, item, (address, &query)).await?);
    }
    let next = differing.get(LINES - 1).filter(|_| differing.len() > LINES);
    let total = cuts.total();
    Ok(Shown {
        address,
        before: Field::new(FieldKind::Date, "before", page.t("cuts.before")).value(before.to_string()),
        after: Field::new(FieldKind::Date, "after", page.t("cuts.after")).value(after.to_string()),
        body: bodies(app, page, &asked.body),
        days: page.t2("cuts.days", before, after),
        beginning: beginning(&app.centre)
            .filter(|begun| before < *begun)
            .map(|begun| page.t1("cuts.beginning", begun)),
        differ: total.differ,
        total: figures(page, &total.figures),
        bodies: body_lines(app, page, &cuts, address),
        items,
        pager: Pager {
            first: (!asked.from.is_empty()).then(|| format!("{address}{query}")),
            next: next.map(|item| format!("{address}{query}&from={}", in_query(&item.code))),
        },
        query,
    })
}

fn figures(page: &Page, found: &BTreeMap<Cut, Pair>) -> Vec<Figure> {
    let figure = |cut: &Cut| {
        let three = yimen_acts::items::cuts::three(*cut, found.get(cut));
        let [before, after, saved] = three;
        Figure {
            name: pair(page, cut.words()),
            formula: pair(page, cut.formula()),
            before,
            after,
            saved,
        }
    };
    Cut::ALL.iter().map(figure).collect()
}

fn body_lines(app: &App, page: &Page, cuts: &Cuts, address: &str) -> Vec<BodyLine> {
    let organisation = app.centre.organisation();
    let line = |(body, sum): (String, yimen_domain::items::cuts::Sum)| BodyLine {
        name: say(page, &organisation.body_name(&body)),
        href: format!(
            "{address}?before={}&after={}&body={}",
            cuts.before,
            cuts.after,
            in_query(&body)
        ),
        figures: Cut::ALL.iter().map(|cut| short(*cut, sum.figures.get(cut))).collect(),
    };
    cuts.by_body().into_iter().map(line).collect()
}

async fn item_line(
    app: &App,
    page: &Page,
    item: &ItemCuts,
    (address, query): (&str, &str),
) -> Result<ItemLine, ActError> {
    let used = used(&app.centre, &item.code).await?;
    let of = |version: Option<u32>| {
        version
            .and_then(|version| used.get(&version))
            .copied()
            .unwrap_or_default()
    };
    let (before, after) = (of(item.versions.0), of(item.versions.1));
    let behind = |used: yimen_acts::items::cuts::Used| {
        if used.cases == 0 {
            page.t("cuts.no_cases").to_string()
        } else {
            page.t2("cuts.cases_days", used.cases, used.mean())
        }
    };
    let library = app.centre.library();
    let name = library
        .latest(&item.code)
        .map_or_else(|| item.code.clone(), |item| say(page, &item.name));
    Ok(ItemLine {
        name,
        href: if address == WORKBENCH {
            format!("{WORKBENCH}/{}{query}", in_query(&item.code))
        } else {
            format!("/items/{}", in_query(&item.code))
        },
        figures: Cut::ALL.iter().map(|cut| short(*cut, item.figures.get(cut))).collect(),
        cases: format!("{} → {}", behind(before), behind(after)),
    })
}

/// `GET /workbench/items/cuts`.
pub(super) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    match look(&app, &page, &asked, WORKBENCH).await {
        Ok(shown) => Html(StaffPage { page, shown }).into_response(),
        Err(error) => no(page, error, WORKBENCH),
    }
}

/// `GET /figures/cuts`: for everybody.
pub(crate) async fn public(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    match look(&app, &page, &asked, PUBLIC).await {
        Ok(shown) => Html(PublicPage { page, shown }).into_response(),
        Err(error) => no(page, error, PUBLIC),
    }
}

/// `GET /workbench/items/cuts/{file}`: `cuts.xlsx`, `cuts.pdf`, or one item with its cases.
pub(super) async fn item_or_file(
    State(app): State<App>,
    page: Page,
    _: Staff,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    if let Some(ending) = name
        .strip_prefix("cuts.")
        .filter(|ending| ["xlsx", "pdf"].contains(ending))
    {
        return write(&app, page, &asked, (&name, ending), WORKBENCH).await;
    }
    match item_page(&app, &page, &name, &asked).await {
        Ok(Some((name, back, figures, versions))) => Html(ItemPage {
            name,
            back,
            figures,
            versions,
            page,
        })
        .into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => no(page, error, WORKBENCH),
    }
}

/// `GET /figures/cuts/{file}`: `cuts.xlsx` or `cuts.pdf`.
pub(crate) async fn public_file(
    State(app): State<App>,
    page: Page,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match name.strip_prefix("cuts.") {
        Some(ending) => write(&app, page, &asked, (&name, ending), PUBLIC).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn write(app: &App, page: Page, asked: &Asked, name: (&str, &str), back: &str) -> Response {
    let made = match days(app, asked).and_then(|(before, after)| compute(&app.centre, before, after, &asked.body)) {
        Ok(cuts) => tables(&app.centre, &cuts, language(&page), name.1 == "pdf").await,
        Err(error) => Err(error),
    };
    match made {
        Ok(tables) => files(app, page, tables, "cuts.title", name, back).await,
        Err(error) => no(page, error, back),
    }
}

type ItemParts = (String, String, Vec<Figure>, Vec<VersionShown>);

async fn item_page(app: &App, page: &Page, code: &str, asked: &Asked) -> Result<Option<ItemParts>, ActError> {
    let (before, after) = days(app, asked)?;
    let cuts = compute(&app.centre, before, after, "")?;
    let Some(item) = cuts.items.iter().find(|item| item.code == code) else {
        return Ok(None);
    };
    let query = format!("?before={before}&after={after}&body={}", in_query(&asked.body));
    let used = used(&app.centre, code).await?;
    let mut versions = Vec::new();
    let mut numbers: Vec<u32> = [item.versions.0, item.versions.1].into_iter().flatten().collect();
    numbers.dedup();
    for number in numbers {
        let from = if asked.version == Some(number) {
            asked.number.as_str()
        } else {
            ""
        };
        let most = LINES as u32 + 1;
        let mut list = decided_under(&app.centre, code, number, from, most).await?;
        let more = list.len() > LINES;
        list.truncate(LINES);
        let next = list.last().filter(|_| more).map(|last| {
            format!(
                "{WORKBENCH}/{}{query}&version={number}&number={}",
                in_query(code),
                in_query(&last.number)
            )
        });
        let of_version = used.get(&number).copied().unwrap_or_default();
        versions.push(VersionShown {
            number,
            cases: of_version.cases,
            mean: of_version.mean(),
            list,
            next,
        });
    }
    let library = app.centre.library();
    let name = library
        .latest(code)
        .map_or_else(|| code.to_string(), |item| say(page, &item.name));
    Ok(Some((
        name,
        format!("{WORKBENCH}{query}"),
        figures(page, &item.figures),
        versions,
    )))
}

fn no(page: Page, error: ActError, back: &str) -> Response {
    let back = LinkTo::new(back, page.t("cuts.back"));
    refuse(page, error, back)
}
