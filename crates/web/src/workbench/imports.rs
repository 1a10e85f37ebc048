//! The import wizard (导入向导): a file, its columns, every row looked at, taken as a whole, undone as a whole.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::items::columns::COLUMNS;
use yimen_acts::items::import::{self, Batch, Did, Fate, Ground, Line, Standing, Undoing};
use yimen_acts::sheets::{self, Table};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::check::element_words;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::words::{Fault as Wrong, Refusal, Words};

use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo, Pager};
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/items/import";
/// Rows on a page.
const LINES: usize = 50;
/// Imports on the list.
const SOME: i64 = 20;

#[derive(Template)]
#[template(path = "workbench/imports.html")]
struct ListPage {
    page: Page,
    may_import: bool,
    file: Field,
    batches: Vec<BatchShown>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "workbench/import.html")]
struct BatchPage {
    page: Page,
    may_import: bool,
    batch: BatchShown,
    standing: Standing,
    sheets: Option<Field>,
    columns: Vec<FileColumn>,
    kept: Vec<(String, String)>,
    remember: Field,
    reason: Field,
    basis: Field,
    new_bodies: Vec<String>,
    tabs: Vec<Tab>,
    lines: Vec<LineShown>,
    pager: Pager,
    undoing: Option<UndoingShown>,
}

#[derive(Template)]
#[template(path = "workbench/import_progress.html")]
struct ProgressPart {
    page: Page,
    batch: BatchShown,
}

struct BatchShown {
    id: String,
    file: String,
    standing: &'static str,
    class: &'static str,
    icon: &'static str,
    opened: String,
    applied: String,
    undone: String,
    counts: String,
    done: u64,
    total: u64,
    abandoned: bool,
    kept_cases: u64,
    json: bool,
}

struct FileColumn {
    name: String,
    field: String,
    samples: String,
    choices: Vec<(&'static str, &'static str, bool)>,
}

struct Tab {
    href: String,
    words: String,
    current: bool,
}

struct LineShown {
    line: u64,
    code: String,
    href: Option<String>,
    name: String,
    fate: &'static str,
    class: &'static str,
    icon: &'static str,
    said: String,
    changes: Vec<(String, String, String)>,
}

struct UndoingShown {
    possible: bool,
    words: String,
    kept: String,
    against: Vec<String>,
}

/// Where in the lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: String,
    fate: String,
    after: u64,
    columns: String,
}

/// `GET /workbench/items/import`.
pub(super) async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    match import::newest(&app.centre, &asked.before, SOME + 1).await {
        Ok(found) => Html(list_page(page, &staff, &found, &asked)).into_response(),
        Err(error) => no(page, error),
    }
}

fn list_page(page: Page, staff: &Staff, found: &[Batch], asked: &Asked) -> ListPage {
    let some = usize::try_from(SOME).unwrap_or(0);
    let last = found.get(some.saturating_sub(1)).filter(|_| found.len() > some);
    ListPage {
        may_import: staff.0.could(Permission::ImportItems),
        file: Field::new(FieldKind::File, "file", page.t("import.file"))
            .hint(page.t("import.file_hint"))
            .accept(".xlsx,.xls,.ods,.csv,.txt,.json"),
        batches: found.iter().take(some).map(|batch| shown(&page, batch)).collect(),
        pager: Pager {
            first: (!asked.before.is_empty()).then(|| ADDRESS.to_string()),
            next: last.map(|batch| format!("{ADDRESS}?before={}", batch.id)),
        },
        page,
    }
}

/// `POST /workbench/items/import`: takes a file.
pub(super) async fn upload(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedMultipart(mut form): CheckedMultipart,
) -> Response {
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
    match import::open(&app.centre, &staff.0.shown, &name, bytes).await {
        Ok(batch) => redirect_with(&address(&batch.id), &Flash::done("import.opened")),
        Err(error) => no(page, error),
    }
}

/// `GET /workbench/items/import/{id}`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match batch_page(&app.centre, &page, &staff, &id, &asked).await {
        Ok(parts) => Html(parts.with(page)).into_response(),
        Err(error) => no(page, error),
    }
}

struct Parts {
    may_import: bool,
    batch: Batch,
    kept: Vec<String>,
    columns: BTreeMap<String, usize>,
    lines: Vec<Line>,
    undoing: Option<Undoing>,
    fate: Option<Fate>,
    after: u64,
}

async fn batch_page(centre: &Centre, page: &Page, staff: &Staff, id: &str, asked: &Asked) -> Result<Parts, ActError> {
    let _ = page;
    let batch = import::one(centre, id).await?;
    if batch.abandoned {
        go_on(centre, id);
    }
    let columns = if asked.columns.is_empty() {
        batch.columns.clone()
    } else {
        import::file_names(centre, &batch, &asked.columns).await?
    };
    let fate = Fate::parse(&asked.fate);
    let looked_at = matches!(batch.standing, Standing::Checked | Standing::Applied | Standing::Undone);
    let lines = if looked_at {
        import::lines(centre, id, fate, asked.after, LINES as i64 + 1).await?
    } else {
        Vec::new()
    };
    let may_import = staff.0.could(Permission::ImportItems);
    let undoing = if batch.standing == Standing::Applied && may_import {
        Some(import::undoing(centre, &batch).await?)
    } else {
        None
    };
    Ok(Parts {
        may_import,
        kept: import::remembered(centre).await?,
        columns,
        batch,
        lines,
        undoing,
        fate,
        after: asked.after,
    })
}

impl Parts {
    fn with(self, page: Page) -> BatchPage {
        let batch = &self.batch;
        let at = address(&batch.id);
        let next = self.lines.get(LINES - 1).filter(|_| self.lines.len() > LINES);
        let of_fate = self
            .fate
            .map_or_else(String::new, |fate| format!("&fate={}", fate.code()));
        BatchPage {
            may_import: self.may_import,
            standing: batch.standing,
            sheets: sheets_field(&page, batch),
            columns: file_columns(&page, batch, &self.columns),
            kept: self
                .kept
                .iter()
                .map(|name| (name.clone(), format!("{at}?columns={}", in_query(name))))
                .collect(),
            remember: Field::text("remember", page.t("import.remember"))
                .hint(page.t("import.remember_hint"))
                .max_length(40)
                .optional(),
            reason: Field::text("reason", page.t("import.reason")).max_length(500),
            basis: Field::text("basis", page.t("import.basis"))
                .hint(page.t("import.basis_hint"))
                .max_length(500),
            new_bodies: batch.new_bodies.clone(),
            tabs: tabs(&page, batch, self.fate),
            lines: self
                .lines
                .iter()
                .take(LINES)
                .map(|line| line_shown(&page, batch, line))
                .collect(),
            pager: Pager {
                first: (self.after > 0).then(|| format!("{at}?{}", of_fate.trim_start_matches('&'))),
                next: next.map(|line| format!("{at}?after={}{of_fate}", line.line)),
            },
            undoing: self.undoing.as_ref().map(|undoing| undoing_shown(&page, undoing)),
            batch: shown(&page, batch),
            page,
        }
    }
}

fn sheets_field(page: &Page, batch: &Batch) -> Option<Field> {
    if batch.sheets.len() < 2 {
        return None;
    }
    let field = Field::new(FieldKind::Choice, "sheet", page.t("import.sheet")).value(batch.sheet.clone());
    Some(batch.sheets.iter().fold(field, |field, name| field.choice(name, name)))
}

fn file_columns(page: &Page, batch: &Batch, columns: &BTreeMap<String, usize>) -> Vec<FileColumn> {
    let column = |(at, name): (usize, &String)| FileColumn {
        name: if name.is_empty() {
            page.t1("import.column_number", at + 1)
        } else {
            name.clone()
        },
        field: format!("column-{at}"),
        samples: batch
            .samples
            .iter()
            .filter_map(|row| row.get(at))
            .filter(|cell| !cell.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" · "),
        choices: COLUMNS
            .iter()
            .map(|column| {
                (
                    column.key,
                    pair(page, column.heading),
                    columns.get(column.key) == Some(&at),
                )
            })
            .collect(),
    };
    batch.heading.iter().enumerate().map(column).collect()
}

fn tabs(page: &Page, batch: &Batch, chosen: Option<Fate>) -> Vec<Tab> {
    let at = address(&batch.id);
    let all = Tab {
        href: at.clone(),
        words: page.t1("import.tab_all", batch.counts.all()),
        current: chosen.is_none(),
    };
    let tab = |fate: Fate| Tab {
        href: format!("{at}?fate={}", fate.code()),
        words: format!("{} {}", pair(page, fate.words()), batch.counts.of(fate)),
        current: chosen == Some(fate),
    };
    std::iter::once(all).chain(Fate::ALL.map(tab)).collect()
}

fn line_shown(page: &Page, batch: &Batch, line: &Line) -> LineShown {
    let (class, icon) = match line.fate {
        Fate::Taken => ("clock-met", "circle-check"),
        Fate::Changed => ("clock-running", "pencil"),
        Fate::Unchanged => ("", "circle-dashed"),
        Fate::Refused => ("lamp-red", "circle-x"),
    };
    let in_library = line.fate != Fate::Refused && (batch.applied.is_some() || line.fate != Fate::Taken);
    LineShown {
        line: line.line,
        href: in_library.then(|| format!("/workbench/items/{}", in_query(&line.code))),
        code: line.code.clone(),
        name: line.name.clone(),
        fate: pair(page, line.fate.words()),
        class,
        icon,
        said: say(page, &line.said),
        changes: line.changes.iter().map(|change| change_shown(page, change)).collect(),
    }
}

fn change_shown(page: &Page, (element, before, after): &(String, Words, Words)) -> (String, String, String) {
    let said = |words: &Words| {
        if words.zh.is_empty() {
            page.t("item.nothing").to_string()
        } else {
            say(page, words)
        }
    };
    let name = element_words(element).map_or("", |words| pair(page, words));
    (name.to_string(), said(before), said(after))
}

fn undoing_shown(page: &Page, undoing: &Undoing) -> UndoingShown {
    let item = |code: &str, name: &str| format!("{name} ({code})");
    let moved = undoing
        .moved_on
        .iter()
        .map(|(code, name)| page.t1("import.undo_moved", item(code, name)));
    let filed = undoing
        .filed
        .iter()
        .map(|(code, name, cases)| page.t2("import.undo_filed", item(code, name), cases));
    UndoingShown {
        possible: undoing.is_possible(),
        words: page.t2("import.undo_words", undoing.put_back, undoing.withdrawn),
        kept: if undoing.kept_cases > 0 {
            page.t1("import.undo_kept", undoing.kept_cases)
        } else {
            String::new()
        },
        against: moved.chain(filed).collect(),
    }
}

fn shown(page: &Page, batch: &Batch) -> BatchShown {
    let (key, class, icon) = match batch.standing {
        Standing::Open => ("import.state.open", "", "circle-dashed"),
        Standing::Checking => ("import.state.checking", "clock-running", "clock"),
        Standing::Checked => ("import.state.checked", "lamp-yellow", "alert-triangle"),
        Standing::Applied => ("import.state.applied", "clock-met", "circle-check"),
        Standing::Undone => ("import.state.undone", "", "circle-x"),
        Standing::Left => ("import.state.left", "", "circle-x"),
    };
    let counts = batch.counts;
    let did = |did: &Option<Did>| did.as_ref().map_or_else(String::new, |did| did_words(page, did));
    BatchShown {
        id: batch.id.clone(),
        file: batch.file.clone(),
        standing: page.t(key),
        class,
        icon,
        opened: did_words(page, &batch.opened),
        applied: did(&batch.applied),
        undone: did(&batch.undone),
        counts: if counts.all() == 0 {
            String::new()
        } else {
            page.text_with(
                "import.counts",
                &[
                    &counts.taken.to_string(),
                    &counts.changed.to_string(),
                    &counts.unchanged.to_string(),
                    &counts.refused.to_string(),
                ],
            )
        },
        done: batch.progress.0,
        total: batch.progress.1,
        abandoned: batch.abandoned,
        kept_cases: batch.kept_cases,
        json: batch.json,
    }
}

fn did_words(page: &Page, did: &Did) -> String {
    let mut words = format!("{} · {}", page.moment(did.at), did.by);
    for more in [&did.reason, &did.basis] {
        if !more.is_empty() {
            words.push_str(" · ");
            words.push_str(more);
        }
    }
    words
}

/// `GET /workbench/items/import/{id}/progress`: the part of the page that follows the work.
pub(super) async fn progress(State(app): State<App>, page: Page, _: Staff, Path(id): Path<String>) -> Response {
    let batch = match import::one(&app.centre, &id).await {
        Ok(batch) => batch,
        Err(error) => return no(page, error),
    };
    if batch.abandoned {
        go_on(&app.centre, &id);
    }
    let working = batch.standing == Standing::Checking;
    let mut answer = Html(ProgressPart {
        batch: shown(&page, &batch),
        page,
    })
    .into_response();
    if !working {
        let refresh = HeaderName::from_static("hx-refresh");
        answer.headers_mut().insert(refresh, HeaderValue::from_static("true"));
    }
    answer
}

fn go_on(centre: &Centre, id: &str) {
    let (centre, id) = (centre.clone(), id.to_string());
    tokio::spawn(async move {
        if let Err(error) = import::check_rows(&centre, &id).await {
            tracing::warn!(%error, id, "an import waits for the next who looks at it");
        }
    });
}

/// `POST /workbench/items/import/{id}/columns`.
pub(super) async fn columns(
    State(app): State<App>,
    page: Page,
    _: Staff,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<BTreeMap<String, String>>,
) -> Response {
    let given = |name: &str| form.get(name).map_or("", |text| text.trim());
    let done = match chosen(&form) {
        Ok(columns) => import::choose(&app.centre, &id, given("sheet"), &columns, given("remember")).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(batch) => {
            if batch.standing == Standing::Checking {
                go_on(&app.centre, &id);
            }
            redirect_with(&address(&id), &Flash::notice("import.chosen"))
        }
        Err(error) => back_to(page, &id, error),
    }
}

fn chosen(form: &BTreeMap<String, String>) -> Result<BTreeMap<String, usize>, Refusal> {
    let mut columns = BTreeMap::new();
    for (name, key) in form {
        let Some(at) = name.strip_prefix("column-").and_then(|at| at.parse().ok()) else {
            continue;
        };
        let known = COLUMNS.iter().find(|column| column.key == key);
        let Some(known) = known else { continue };
        if columns.insert(key.clone(), at).is_some() {
            let (zh, en) = known.heading;
            return Err(Refusal::invalid(vec![Wrong::new(
                name,
                format!("有两列都对应“{zh}”，请只保留一列。"),
                format!("Two columns stand for “{en}”; keep one of them."),
            )]));
        }
    }
    Ok(columns)
}

/// Reason and basis of a step.
#[derive(Debug, Deserialize)]
pub(super) struct Why {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    names_file: String,
}

/// `POST /workbench/items/import/{id}/{step}`: `apply`, `undo`, `again` or `leave`.
pub(super) async fn step(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, step)): Path<(String, String)>,
    CheckedForm(why): CheckedForm<Why>,
) -> Response {
    let ground = Ground {
        by: staff.0.shown.clone(),
        reason: why.reason,
        basis: why.basis,
        names_file: why.names_file == "yes",
        since: None,
    };
    let centre = &app.centre;
    let done = match step.as_str() {
        "apply" => import::apply(centre, &id, &ground).await.map(|_| "import.applied"),
        "undo" => import::undo(centre, &id, &ground).await.map(|_| "import.undone"),
        "leave" => import::discard(centre, &id).await.map(|()| "import.was_left"),
        "again" => look_again(centre, &id).await.map(|()| "import.chosen"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match done {
        Ok(key) => redirect_with(&address(&id), &Flash::done(key)),
        Err(error) => back_to(page, &id, error),
    }
}

async fn look_again(centre: &Centre, id: &str) -> Result<(), ActError> {
    let batch = import::one(centre, id).await?;
    import::choose(centre, id, "", &batch.columns, "").await?;
    go_on(centre, id);
    Ok(())
}

/// `GET /workbench/items/import/{id}/report/{file}`: what became of each row, for a spreadsheet.
pub(super) async fn report(
    State(app): State<App>,
    page: Page,
    _: Staff,
    Path((id, file)): Path<(String, String)>,
) -> Response {
    let made = match report_table(&app.centre, &page, &id).await {
        Ok(table) if file == "report.csv" => sheets::csv(&table).map(|bytes| ("text/csv; charset=utf-8", bytes)),
        Ok(table) if file == "report.xlsx" => sheets::workbook(&[table]).map(|bytes| (XLSX, bytes)),
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => Err(error),
    };
    match made {
        Ok((media, bytes)) => download(&file, media, bytes),
        Err(error) => back_to(page, &id, error),
    }
}

/// Media type of a workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file that the browser saves under a name.
pub(super) fn download(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, media.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}", in_query(name)),
        ),
        (header::CACHE_CONTROL, "private, no-store".into()),
    ];
    (headers, bytes).into_response()
}

async fn report_table(centre: &Centre, page: &Page, id: &str) -> Result<Table, ActError> {
    let heading = ["line", "code", "name", "fate", "said", "changes"];
    let mut table = Table {
        head: heading
            .map(|key| page.t(&format!("import.report.{key}")).to_string())
            .into(),
        widths: vec![8, 40, 40, 10, 50, 60],
        ..Table::default()
    };
    let mut after = 0;
    loop {
        let lines = import::lines(centre, id, None, after, 1000).await?;
        let Some(last) = lines.last() else {
            return Ok(table);
        };
        after = last.line;
        table.rows.extend(lines.iter().map(|line| report_row(page, line)));
    }
}

fn report_row(page: &Page, line: &Line) -> Vec<String> {
    let changes = line.changes.iter().map(|change| {
        let (element, before, after) = change_shown(page, change);
        format!("{element}: {before} → {after}")
    });
    vec![
        line.line.to_string(),
        line.code.clone(),
        line.name.clone(),
        pair(page, line.fate.words()).to_string(),
        say(page, &line.said),
        changes.collect::<Vec<_>>().join("\n"),
    ]
}

fn address(id: &str) -> String {
    format!("{ADDRESS}/{}", in_query(id))
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("import.back"));
    refuse(page, error, back)
}

fn back_to(page: Page, id: &str, error: ActError) -> Response {
    let back = LinkTo::new(address(id), page.t("import.back_to"));
    refuse(page, error, back)
}
