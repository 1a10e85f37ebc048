//! Reading the materials beside the form (对照阅读): one file at a time, with what was applied for next to it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::cases::view;

use super::desk::Asked;
use super::shown::{self, Area, CaseShown, FileShown};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

/// A file and the material that it belongs to.
struct Sheet {
    material: String,
    file: FileShown,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "workbench/reading.html")]
struct ReadingPage {
    page: Page,
    c: CaseShown,
    sheets: Vec<Sheet>,
    at: usize,
    before: Option<String>,
    next: Option<String>,
    other_size: String,
    full: bool,
    back: LinkTo,
}

impl ReadingPage {
    fn sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.at)
    }

    /// Materials of which there is nothing to read.
    fn without(&self) -> Vec<String> {
        let bare = self.c.materials.iter().filter(|material| material.files.is_empty());
        bare.map(|material| format!("{} ({})", material.name, material.state))
            .collect()
    }
}

/// Which file, and how large.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Place {
    #[serde(default)]
    file: String,
    #[serde(default)]
    size: String,
    #[serde(default)]
    list: String,
}

/// `GET /workbench/cases/{number}/read`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    Query(place): Query<Place>,
) -> Response {
    let view = match view::view(&app.centre, &desk.actor(), &number).await {
        Ok(view) => view,
        Err(error) => {
            let home = LinkTo::new("/workbench", page.t("workbench.back"));
            return refuse(page, error, home);
        }
    };
    let c = shown::case(&app.centre, &page, Area::Workbench, &view);
    let list = Asked::noted(&place.list)
        .map(|_| place.list.as_str())
        .unwrap_or_default();
    let full = place.size == "full";
    let address = |at: usize, full: bool| {
        let mut address = format!("{}/read?file={}", c.href, at + 1);
        if full {
            address.push_str("&size=full");
        }
        if !list.is_empty() {
            address.push_str("&list=");
            address.push_str(&in_query(list));
        }
        address
    };
    let files = c
        .materials
        .iter()
        .flat_map(|material| material.files.iter().map(|file| (material.name.clone(), file.clone())));
    let files: Vec<(String, FileShown)> = files.collect();
    let last = files.len().saturating_sub(1);
    let at = place.file.parse().unwrap_or(1_usize).saturating_sub(1).min(last);
    let sheets = files.into_iter().enumerate().map(|(number, (material, file))| Sheet {
        material,
        file,
        href: address(number, full),
        current: number == at,
    });
    let back = if list.is_empty() {
        c.href.clone()
    } else {
        format!("{}?list={}", c.href, in_query(list))
    };
    Html(ReadingPage {
        sheets: sheets.collect(),
        before: (at > 0).then(|| address(at - 1, full)),
        next: (at < last).then(|| address(at + 1, full)),
        other_size: address(at, !full),
        back: LinkTo::new(back, page.t("workbench.back_to_case")),
        at,
        full,
        c,
        page,
    })
    .into_response()
}
