//! The board: how it stands now, by body, and what changed last.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::cases::board::{self, Board, Figures};
use yimen_acts::cases::lists;
use yimen_domain::organisation::Actor;

use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{LinkTo, heat};
use crate::shell::{Html, Page};
use crate::workbench::shown::{self, Area, LineShown, say};

/// Lines of the stream.
const LATEST: u32 = 12;

#[derive(Template)]
#[template(path = "inspector/board.html")]
struct BoardPage {
    page: Page,
    b: BoardShown,
}

#[derive(Template)]
#[template(path = "inspector/board_only.html")]
struct BoardPart {
    page: Page,
    b: BoardShown,
}

pub(super) struct BoardShown {
    pub(super) at: String,
    pub(super) figures: Vec<Figure>,
    pub(super) in_time: Option<String>,
    in_time_of: String,
    pub(super) rating: Option<String>,
    rated: i64,
    pub(super) columns: Vec<&'static str>,
    pub(super) bodies: Vec<BodyRow>,
    latest: Vec<LineShown>,
}

/// A big figure.
pub(super) struct Figure {
    pub(super) words: &'static str,
    pub(super) value: i64,
    href: String,
    pub(super) class: &'static str,
}

/// A row of the heat table.
pub(super) struct BodyRow {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) value: i64,
    pub(super) step: u64,
    pub(super) class: &'static str,
    href: String,
}

/// A column of the heat table: the key of its words, the filter of the cases behind it, its colour, its figure.
type Column = (&'static str, &'static str, &'static str, fn(&Figures) -> i64);

const COLUMNS: [Column; 9] = [
    ("inspector.column.accepted_today", "accepted_today", "", |figures| {
        figures.accepted_today
    }),
    ("inspector.column.received", "received", "", |figures| figures.received),
    ("inspector.column.awaiting", "awaiting_correction", "", |figures| {
        figures.awaiting
    }),
    ("inspector.column.in_hand", "in_hand", "", |figures| figures.in_hand),
    ("inspector.column.to_deliver", "to_deliver", "", |figures| {
        figures.to_deliver
    }),
    ("inspector.column.due_today", "due_today", " soon", |figures| {
        figures.due_today
    }),
    ("inspector.column.soon", "soon", " soon", |figures| figures.soon),
    ("inspector.column.yellow", "yellow", " soon", |figures| figures.yellow),
    ("inspector.column.red", "red", " late", |figures| figures.red),
];

/// `GET /inspector`.
pub(crate) async fn show(State(app): State<App>, page: Page, Staff(signed): Staff) -> Response {
    match gather(&app, &page, &signed.actor()).await {
        Ok(b) => Html(BoardPage { page, b }).into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/", page.t("problem.home"))),
    }
}

/// `GET /inspector/board`: the board alone, for the page that shows it already.
pub(crate) async fn part(State(app): State<App>, page: Page, Staff(signed): Staff) -> Response {
    match gather(&app, &page, &signed.actor()).await {
        Ok(b) => Html(BoardPart { page, b }).into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/inspector", page.t("nav.board"))),
    }
}

pub(super) async fn gather(app: &App, page: &Page, actor: &Actor) -> Result<BoardShown, ActError> {
    let centre = &app.centre;
    let board = board::board(centre).await?;
    let latest = lists::recent(centre, actor, None, LATEST).await?;
    let all = &board.all;
    Ok(BoardShown {
        at: page.moment(board.at.0),
        figures: figures(page, all),
        in_time: all.in_time_percent(),
        in_time_of: page.t2("inspector.in_time.of", all.in_time, all.decided),
        rating: all.mean_rating(),
        rated: all.rated,
        columns: COLUMNS.iter().map(|(key, ..)| page.t(key)).collect(),
        bodies: rows(page, &board),
        latest: latest
            .lines
            .iter()
            .map(|line| shown::line(centre, page, Area::Inspector, "", line))
            .collect(),
    })
}

fn figures(page: &Page, all: &Figures) -> Vec<Figure> {
    let figure = |key: &str, filter: &str, class, value| Figure {
        words: page.t(key),
        value,
        href: behind(filter, ""),
        class,
    };
    vec![
        figure(
            "inspector.figure.accepted_today",
            "accepted_today",
            "",
            all.accepted_today,
        ),
        figure("inspector.figure.in_hand", "in_hand", "", all.in_hand),
        figure(
            "inspector.figure.due_today",
            "due_today",
            if all.due_today > 0 { "figure-soon" } else { "" },
            all.due_today,
        ),
        figure(
            "inspector.figure.soon",
            "soon",
            if all.soon > 0 { "figure-soon" } else { "" },
            all.soon,
        ),
        figure(
            "inspector.figure.yellow",
            "yellow",
            if all.yellow > 0 { "figure-soon" } else { "" },
            all.yellow,
        ),
        figure(
            "inspector.figure.red",
            "red",
            if all.red > 0 { "figure-late" } else { "" },
            all.red,
        ),
    ]
}

fn rows(page: &Page, board: &Board) -> Vec<BodyRow> {
    let most = board
        .bodies
        .iter()
        .flat_map(|line| COLUMNS.iter().map(|(.., value)| value(&line.figures)))
        .max()
        .unwrap_or(0);
    let cell = |at: usize, body: &str, figures: &Figures| {
        let (_, filter, class, value) = COLUMNS[at];
        let value = value(figures);
        Cell {
            value,
            step: heat(value.unsigned_abs(), most.unsigned_abs()),
            class,
            href: behind(filter, body),
        }
    };
    board
        .bodies
        .iter()
        .map(|line| BodyRow {
            name: say(page, &line.name),
            cells: (0..COLUMNS.len())
                .map(|at| cell(at, &line.code, &line.figures))
                .collect(),
        })
        .collect()
}

/// The address of the cases behind a figure.
fn behind(filter: &str, body: &str) -> String {
    if body.is_empty() {
        format!("/inspector/cases?status={filter}")
    } else {
        format!("/inspector/cases?status={filter}&body={}", in_query(body))
    }
}
