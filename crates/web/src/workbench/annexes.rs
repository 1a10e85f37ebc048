//! The annex tables (附表): on the screen, as a workbook, and on paper.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::items::annexes::{Annex, table};
use yimen_acts::items::flow::list_pdf;
use yimen_acts::sheets::{self, Table};
use yimen_domain::words::Language;

use super::imports::{XLSX, download};
use super::shown::pair;
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo, Pager};
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/items/annexes";
/// Rows on a page.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "workbench/annexes.html")]
struct AnnexPage {
    page: Page,
    tabs: Vec<(String, &'static str, bool)>,
    body: Field,
    annex: &'static str,
    table: Table,
    total: usize,
    files: String,
    pager: Pager,
}

/// Which table, of which body, from which row.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    annex: String,
    body: String,
    after: usize,
}

/// The language of the domain for a page.
pub(crate) fn language(page: &Page) -> Language {
    if page.language == crate::shell::Language::En {
        Language::En
    } else {
        Language::Zh
    }
}

/// The bodies to choose from.
pub(crate) fn bodies(app: &App, page: &Page, chosen: &str) -> Field {
    let organisation = app.centre.organisation();
    let field = Field::new(FieldKind::Choice, "body", page.t("annex.body"))
        .value(chosen)
        .optional();
    let all = organisation.bodies.values();
    all.fold(field, |field, body| {
        field.choice(&body.code, page.pick(&body.name.zh, &body.name.en))
    })
}

/// `GET /workbench/items/annexes`.
pub(super) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    let annex = Annex::parse(&asked.annex).unwrap_or(Annex::ItemsIn);
    let mut table = table(&app.centre, annex, &asked.body, language(&page));
    let total = table.rows.len();
    let of_body = if asked.body.is_empty() {
        String::new()
    } else {
        format!("&body={}", in_query(&asked.body))
    };
    let rows: Vec<Vec<String>> = table.rows.drain(..).skip(asked.after).take(LINES).collect();
    let shown = asked.after + rows.len();
    table.rows = rows;
    let address = |annex: Annex| format!("{ADDRESS}?annex={}{of_body}", annex.code());
    Html(AnnexPage {
        tabs: Annex::ALL
            .map(|one| (address(one), pair(&page, one.words()), one == annex))
            .into(),
        body: bodies(&app, &page, &asked.body),
        annex: annex.code(),
        total,
        files: of_body.replacen('&', "?", 1),
        pager: Pager {
            first: (asked.after > 0).then(|| address(annex)),
            next: (shown < total).then(|| format!("{}&after={shown}", address(annex))),
        },
        table,
        page,
    })
    .into_response()
}

/// `GET /workbench/items/annexes/{file}`: `annexes.xlsx`, `annexes.pdf`, or one table as `items-in.pdf` and the like.
pub(super) async fn file(
    State(app): State<App>,
    page: Page,
    _: Staff,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some((name, ending)) = file.rsplit_once('.') else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let wanted: Vec<Annex> = match Annex::parse(name) {
        Some(one) => vec![one],
        None if name == "annexes" => Annex::ALL.into(),
        None => return StatusCode::NOT_FOUND.into_response(),
    };
    let tables = wanted
        .iter()
        .map(|annex| table(&app.centre, *annex, &asked.body, language(&page)))
        .collect();
    files(&app, page, tables, "annex.title", (&file, ending), ADDRESS).await
}

/// Tables as a workbook or on paper, by the ending of the file's name.
pub(crate) async fn files(
    app: &App,
    page: Page,
    tables: Vec<Table>,
    title: &str,
    (file, ending): (&str, &str),
    back: &str,
) -> Response {
    let made: Result<(&'static str, Vec<u8>), ActError> = match ending {
        "xlsx" => tokio::task::spawn_blocking(move || sheets::workbook(&tables))
            .await
            .map_err(|error| ActError::Broken(error.to_string()))
            .and_then(|made| made)
            .map(|bytes| (XLSX, bytes)),
        "pdf" => list_pdf(&app.centre, page.t(title), tables, language(&page))
            .await
            .map(|bytes| ("application/pdf", bytes)),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match made {
        Ok((media, bytes)) => download(file, media, bytes),
        Err(error) => {
            let back = LinkTo::new(back, page.t("annex.back"));
            refuse(page, error, back)
        }
    }
}
