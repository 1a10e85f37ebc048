//! The flow chart of an item (职权流程图): on the guide, on a page of its own, and as a PDF.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::items::flow::pdf;
use yimen_acts::items::latest;
use yimen_domain::items::Item;
use yimen_domain::items::flow::{Chart, FrameKind, Shape, WIDTH, flow, in_sentences};

use super::guide::pdf_answer;
use super::words::say;
use crate::app::{App, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Language, Page};
use crate::workbench::language;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/items/{code}/flow", get(show))
        .route("/items/{code}/flow.pdf", get(print))
}

/// A chart ready to be drawn on a page.
pub(super) struct FlowShown {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) frames: Vec<FrameShown>,
    pub(super) lines: Vec<LineShown>,
    pub(super) words: Vec<WordsShown>,
    pub(super) sentences: Vec<(String, &'static str)>,
    /// Something of it is in Chinese only, on a page in English.
    pub(super) has_chinese: bool,
}

pub(super) struct FrameShown {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) round: f32,
    pub(super) dashes: &'static str,
}

pub(super) struct LineShown {
    pub(super) path: String,
}

pub(super) struct WordsShown {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) weight: &'static str,
    pub(super) text: String,
    /// Language of the text, where it is not that of the page.
    pub(super) lang: &'static str,
}

/// The chart of an item; nothing where its body has published no procedure.
pub(super) fn flow_shown(page: &Page, item: &Item) -> Option<FlowShown> {
    let stages = flow(item);
    if stages.is_empty() {
        return None;
    }
    let chart = Chart::of(&stages, language(page));
    let mut shown = FlowShown {
        width: WIDTH + 4.0,
        height: chart.height() + 4.0,
        frames: Vec::new(),
        lines: Vec::new(),
        words: Vec::new(),
        sentences: in_sentences(&stages, language(page))
            .into_iter()
            .map(|sentence| (sentence.clone(), lang_of(page, &sentence)))
            .collect(),
        has_chinese: false,
    };
    let mut top = 2.0;
    for row in chart.rows {
        for shape in row.shapes {
            shown.add(page, shape, top);
        }
        top += row.height;
    }
    shown.has_chinese = shown.words.iter().any(|word| !word.lang.is_empty());
    Some(shown)
}

/// On a page in English, that a text is in Chinese.
fn lang_of(page: &Page, text: &str) -> &'static str {
    let han = text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    if han && page.language == Language::En {
        "zh-CN"
    } else {
        ""
    }
}

impl FlowShown {
    fn add(&mut self, page: &Page, shape: Shape, top: f32) {
        match shape {
            Shape::Frame {
                x,
                y,
                width,
                height,
                kind,
            } => self.frames.push(FrameShown {
                x: x + 2.0,
                y: y + top,
                width,
                height,
                round: if kind == FrameKind::End { height / 2.0 } else { 4.0 },
                dashes: if kind == FrameKind::Aside { "4 3" } else { "none" },
            }),
            Shape::Arrow { from, to } => {
                let (fx, fy, tx, ty) = (from.0 + 2.0, from.1 + top, to.0 + 2.0, to.1 + top);
                let barbs = if from.0 == to.0 {
                    format!(
                        "M{:.1} {:.1}L{tx:.1} {ty:.1}L{:.1} {:.1}",
                        tx - 3.5,
                        ty - 6.0,
                        tx + 3.5,
                        ty - 6.0
                    )
                } else {
                    format!(
                        "M{:.1} {:.1}L{tx:.1} {ty:.1}L{:.1} {:.1}",
                        tx - 6.0,
                        ty - 3.5,
                        tx - 6.0,
                        ty + 3.5
                    )
                };
                self.lines.push(LineShown {
                    path: format!("M{fx:.1} {fy:.1}L{tx:.1} {ty:.1}{barbs}"),
                });
            }
            Shape::Words {
                middle,
                baseline,
                size,
                bold,
                text,
            } => self.words.push(WordsShown {
                x: middle + 2.0,
                y: baseline + top,
                size,
                weight: if bold { "700" } else { "400" },
                lang: lang_of(page, &text),
                text,
            }),
        }
    }
}

#[derive(Template)]
#[template(path = "portal/flow.html")]
struct FlowPage {
    page: Page,
    name: String,
    body: String,
    code: String,
    flow: Option<FlowShown>,
}

async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Response {
    match latest(&app.centre, &code) {
        Ok(item) => Html(FlowPage {
            name: say(&page, &item.name),
            body: say(&page, &item.body_name),
            code: in_query(&item.code),
            flow: flow_shown(&page, &item),
            page,
        })
        .into_response(),
        Err(error) => no(page, error),
    }
}

async fn print(State(app): State<App>, page: Page, Path(code): Path<String>) -> Response {
    match pdf(&app.centre, &code, language(&page)).await {
        Ok(Some((item, bytes))) => pdf_answer(&format!("{} {}.pdf", page.t("flow.title"), item.name.zh), bytes),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: yimen_acts::ActError) -> Response {
    let back = LinkTo::new("/items", page.t("portal.guide.find_others"));
    refuse(page, error, back)
}
