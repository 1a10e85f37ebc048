//! Lists of people, posts and windows: brought in after every row was looked at, and written out.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::items::import::Fate;
use yimen_acts::organisation::change::{Ground, may_change};
use yimen_acts::organisation::export::{csv, workbook};
use yimen_acts::organisation::list::{self, Report, packed, unpacked};
use yimen_domain::calendar::Day;
use yimen_domain::words::Refusal;

use super::{ADDRESS, Asked, address_on};
use crate::app::{App, Staff, refuse};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};
use crate::workbench::imports::{XLSX, download};
use crate::workbench::shown::{pair, say};

const IMPORT: &str = "/workbench/organisation/import";

#[derive(Template)]
#[template(path = "workbench/organisation_import.html")]
struct ImportPage {
    page: Page,
    on: String,
    file: Field,
}

#[derive(Template)]
#[template(path = "workbench/organisation_looked.html")]
struct LookedPage {
    page: Page,
    name: String,
    counts: Vec<(&'static str, usize)>,
    sheets: Vec<SheetShown>,
    lines: Vec<LineShown>,
    good: usize,
    packed: String,
    seen: String,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

struct SheetShown {
    name: String,
    kind: &'static str,
    columns: Vec<(String, &'static str)>,
}

struct LineShown {
    at: String,
    about: String,
    fate: &'static str,
    class: &'static str,
    icon: &'static str,
    said: String,
}

/// `GET /workbench/organisation/import`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff) -> Response {
    if !may_change(&staff.actor()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    Html(ImportPage {
        on: app.centre.today().to_string(),
        file: Field::new(FieldKind::File, "file", page.t("workbench.organisation.import.file"))
            .hint(page.t("workbench.organisation.import.file_hint"))
            .accept(".xlsx,.xls,.ods,.csv,.txt"),
        page,
    })
    .into_response()
}

/// `POST /workbench/organisation/import`: looks at a file.
pub(super) async fn look(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedMultipart(mut form): CheckedMultipart,
) -> Response {
    if !may_change(&staff.actor()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (mut name, mut bytes) = (String::new(), Vec::new());
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => {
                name = field.file_name().unwrap_or_default().to_string();
                match field.bytes().await {
                    Ok(read) => bytes = read.into(),
                    Err(error) => return error.into_response(),
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return error.into_response(),
        }
    }
    match list::look(&app.centre, &bytes).await {
        Ok(report) => {
            let sent = Sent {
                packed: packed(&bytes),
                basis: name.clone(),
                name,
                ..Sent::default()
            };
            Html(looked(page, &sent, &report, None)).into_response()
        }
        Err(error) => no(page, error),
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    name: String,
    packed: String,
    seen: String,
    reason: String,
    basis: String,
}

/// `POST /workbench/organisation/import/take`.
pub(super) async fn take(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let actor = staff.actor();
    if !may_change(&actor) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let ground = Ground::of(&actor, &sent.reason, &sent.basis);
    let bytes = match unpacked(&sent.packed) {
        Ok(bytes) => bytes,
        Err(error) => return no(page, error),
    };
    match list::take(&app.centre, &bytes, &sent.seen, &ground).await {
        Ok(report) => {
            let taken = report.count(Fate::Taken) + report.count(Fate::Changed);
            let flash = Flash::done("workbench.organisation.import.taken").with(taken.to_string());
            redirect_with(ADDRESS, &flash)
        }
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => match list::look(&app.centre, &bytes).await {
            Ok(report) => {
                let again = looked(page, &sent, &report, Some(&refusal));
                (StatusCode::UNPROCESSABLE_ENTITY, Html(again)).into_response()
            }
            Err(error) => no(page, error),
        },
        Err(error) => no(page, error),
    }
}

fn looked(page: Page, sent: &Sent, report: &Report, refusal: Option<&Refusal>) -> LookedPage {
    let t = |key: &str| page.t(&format!("workbench.organisation.{key}"));
    let error = |name: &str| {
        let known = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == name));
        known.map_or_else(String::new, |fault| say(&page, &fault.words))
    };
    let fields = vec![
        Field::text("reason", t("reason"))
            .max_length(500)
            .value(&sent.reason)
            .error(error("reason")),
        Field::text("basis", t("basis"))
            .max_length(500)
            .optional()
            .value(&sent.basis)
            .error(error("basis")),
    ];
    let sheets = report.sheets.iter().map(|sheet| SheetShown {
        name: sheet.sheet.clone(),
        kind: match sheet.kind {
            "people" => t("import.people"),
            "windows" => t("import.windows"),
            _ => t("import.left_out"),
        },
        columns: sheet
            .columns
            .iter()
            .map(|(name, taken)| {
                (
                    name.clone(),
                    taken.map_or(t("import.not_taken"), |words| pair(&page, words)),
                )
            })
            .collect(),
    });
    LookedPage {
        name: sent.name.clone(),
        counts: Fate::ALL
            .map(|fate| (pair(&page, fate.words()), report.count(fate)))
            .into(),
        sheets: sheets.collect(),
        // What must be looked at stands first.
        lines: [Fate::Refused, Fate::Taken, Fate::Changed]
            .into_iter()
            .flat_map(|fate| report.lines.iter().filter(move |line| line.fate == fate))
            .map(|line| line_shown(&page, line))
            .collect(),
        good: report.count(Fate::Taken) + report.count(Fate::Changed),
        packed: sent.packed.clone(),
        seen: report.seen.clone(),
        faults: faults(&fields),
        fields,
        page,
    }
}

fn line_shown(page: &Page, line: &list::Line) -> LineShown {
    let (class, icon) = match line.fate {
        Fate::Taken | Fate::Changed => ("clock-met", "circle-check"),
        Fate::Unchanged => ("", "circle-dashed"),
        Fate::Refused => ("clock-late", "alert-octagon"),
    };
    let at = if line.sheet.is_empty() {
        line.line.to_string()
    } else {
        format!("{} · {}", line.sheet, line.line)
    };
    LineShown {
        at,
        about: line.about.clone(),
        fate: pair(page, line.fate.words()),
        class,
        icon,
        said: page.pick(&line.zh, &line.en).to_string(),
    }
}

/// `GET /workbench/organisation/export/{file}`: `organisation.xlsx` or `people.csv`, as of a day.
pub(super) async fn export(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    if !may_change(&staff.actor()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let on = Day::parse(asked.on.trim()).unwrap_or_else(|_| app.centre.today());
    let made = match file.as_str() {
        "organisation.xlsx" => workbook(&app.centre, on).await.map(|bytes| (XLSX, bytes)),
        "people.csv" => csv(&app.centre, on)
            .await
            .map(|bytes| ("text/csv; charset=utf-8", bytes)),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match made {
        Ok((media, bytes)) => download(&format!("{on}-{file}"), media, bytes),
        Err(error) => refuse(page, error, LinkTo::new(address_on(on), "")),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(IMPORT, page.t("workbench.organisation.import.title"));
    refuse(page, error, back)
}
