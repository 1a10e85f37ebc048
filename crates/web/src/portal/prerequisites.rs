//! What must be done before what (前置条件关系图): a drawing, the same as a list, and the circles.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::items::Library;
use yimen_domain::items::graph::{Graph, Node};

use crate::app::{App, in_query};
use crate::shell::{Html, Page};

use super::words::say;

/// Most items that are drawn; more are only listed.
const MOST_DRAWN: usize = 80;
/// Size of a box and the way to the next one, in units of the drawing.
const BOX: (usize, usize) = (220, 48);
const STEP: (usize, usize) = (290, 72);
/// Characters of a name in its box.
const SHORT: usize = 14;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/items/prerequisites", get(show))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    item: String,
}

#[derive(Template)]
#[template(path = "portal/prerequisites.html")]
struct GraphPage {
    page: Page,
    width: usize,
    height: usize,
    boxes: Vec<Drawn>,
    arrows: Vec<String>,
    lines: Vec<Line>,
    circles: Vec<Vec<Named>>,
    narrowed: bool,
    drawn: bool,
}

struct Drawn {
    x: usize,
    y: usize,
    text_x: usize,
    text_y: usize,
    name: String,
    short: String,
    is_circular: bool,
}

struct Named {
    href: String,
    name: String,
}

struct Line {
    item: Named,
    body: String,
    needs: Vec<Named>,
}

async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Response {
    let library = app.centre.library();
    let whole = Graph::of(library.all().map(AsRef::as_ref));
    let graph = if asked.item.is_empty() {
        whole
    } else {
        whole.around(&asked.item)
    };
    Html(drawn(page, &library, &graph, !asked.item.is_empty())).into_response()
}

fn drawn(page: Page, library: &Library, graph: &Graph, narrowed: bool) -> GraphPage {
    let named = |node: &Node| Named {
        href: format!("/items/{}", in_query(&node.code)),
        name: library
            .latest(&node.code)
            .map_or_else(|| node.code.clone(), |item| say(&page, &item.name)),
    };
    let places = places(graph);
    let is_drawn = !graph.nodes.is_empty() && graph.nodes.len() <= MOST_DRAWN;
    let boxes = graph.nodes.iter().zip(&places).map(|(node, (x, y))| {
        let Named { name, .. } = named(node);
        let short = fitting(&name);
        let is_cut = short.len() < name.len();
        Drawn {
            x: *x,
            y: *y,
            text_x: x + BOX.0 / 2,
            text_y: y + BOX.1 / 2 + 5,
            short: if is_cut { format!("{short}…") } else { short },
            name,
            is_circular: node.is_circular,
        }
    });
    let arrows = graph
        .edges
        .iter()
        .map(|(before, after)| arrow(places[*before], places[*after]));
    let needing = graph.nodes.iter().enumerate().filter_map(|(at, node)| {
        let needs = graph.edges.iter().filter(|edge| edge.1 == at);
        let needs: Vec<Named> = needs.map(|edge| named(&graph.nodes[edge.0])).collect();
        (!needs.is_empty()).then(|| Line {
            item: named(node),
            body: library
                .latest(&node.code)
                .map_or_else(String::new, |item| say(&page, &item.body_name)),
            needs,
        })
    });
    let right = places.iter().map(|place| place.0).max().unwrap_or(0);
    let bottom = places.iter().map(|place| place.1).max().unwrap_or(0);
    GraphPage {
        width: right + BOX.0 + 20,
        height: bottom + BOX.1 + 20,
        boxes: boxes.filter(|_| is_drawn).collect(),
        arrows: arrows.filter(|_| is_drawn).collect(),
        lines: needing.collect(),
        circles: graph
            .circles
            .iter()
            .map(|circle| circle.iter().map(|at| named(&graph.nodes[*at])).collect())
            .collect(),
        narrowed,
        drawn: is_drawn,
        page,
    }
}

/// Where each box stands: its layer from the left, one below the other.
fn places(graph: &Graph) -> Vec<(usize, usize)> {
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    let place = |node: &Node| {
        let row = rows.entry(node.layer).or_default();
        let place = (10 + node.layer * STEP.0, 10 + *row * STEP.1);
        *row += 1;
        place
    };
    graph.nodes.iter().map(place).collect()
}

/// A line from the right edge of what is needed to the left edge of what needs it; within a circle it goes back.
fn arrow(from: (usize, usize), to: (usize, usize)) -> String {
    let (x1, y1) = (from.0 + BOX.0, from.1 + BOX.1 / 2);
    let (x2, y2) = (to.0, to.1 + BOX.1 / 2);
    let (out, back) = (x1 + 35, x2.saturating_sub(35));
    format!("M{x1} {y1} C{out} {y1} {back} {y2} {x2} {y2}")
}

/// As much of a name as stands in a box: a Latin letter takes half the room of a Chinese character.
fn fitting(name: &str) -> String {
    let mut room = 2 * SHORT;
    let fits = |letter: &char| {
        let needs = if letter.is_ascii() { 1 } else { 2 };
        let holds = room >= needs;
        room = room.saturating_sub(needs);
        holds
    };
    name.chars().take_while(fits).collect()
}
