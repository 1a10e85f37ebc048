//! Reading the materials beside the form (对照阅读): one file at a time, page by page, with what was applied for next to it, or beside what was handed in
//! before it under the same name.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::cases::copies;
use yimen_acts::cases::view::{self, CaseView};
use yimen_domain::cases::event::{Event, FileMark, Handed};

use super::desk::Asked;
use super::shown::{self, Area, CaseShown, FileShown, pair};
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

/// A file that was handed in for the same material, before or last (此前交来的材料).
struct Version {
    /// With which step it came, and when.
    came: String,
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
    /// The page that is open, and how many there are.
    leaf: usize,
    leaves: usize,
    leaf_before: Option<String>,
    leaf_next: Option<String>,
    /// With which step the open file came.
    came: String,
    earlier: Vec<Version>,
    alone: String,
    back: LinkTo,
}

impl ReadingPage {
    fn sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.at)
    }

    /// The earlier file that stands beside it.
    fn compared(&self) -> Option<&Version> {
        self.earlier.iter().find(|version| version.current)
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
    #[serde(default)]
    leaf: String,
    /// Which of the earlier files stands beside it: 1 for the last before it; nothing for none.
    #[serde(default)]
    with: String,
}

/// An address of the reading page.
struct Address<'a> {
    case: &'a str,
    list: &'a str,
    full: bool,
}

impl Address<'_> {
    fn of(&self, at: usize, leaf: usize, with: usize) -> String {
        let mut address = format!("{}/read?file={}", self.case, at + 1);
        if self.full {
            address.push_str("&size=full");
        }
        for (name, number, least) in [("leaf", leaf, 1), ("with", with, 0)] {
            if number > least {
                address.push_str(&format!("&{name}={number}"));
            }
        }
        if !self.list.is_empty() {
            address.push_str("&list=");
            address.push_str(&in_query(self.list));
        }
        address
    }
}

/// What came of a material with each step, the last first: the step, its day, the files.
fn history<'v>(page: &Page, view: &'v CaseView, material: &str) -> Vec<(String, Vec<&'v FileMark>)> {
    let came = |event: &Event| page.t2("reading.came", pair(page, event.what.words()), page.moment(event.at.0));
    let of = |event: &'v Event| {
        let handed = event
            .what
            .handed_in()
            .iter()
            .filter(|handed| handed.material == material);
        let files: Vec<&FileMark> = handed
            .filter_map(|handed| match &handed.handed {
                Handed::Files(files) => Some(files),
                Handed::Paper => None,
            })
            .flatten()
            .collect();
        (!files.is_empty()).then(|| (came(event), files))
    };
    view.events.iter().rev().filter_map(of).collect()
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
    let number_in = |text: &str| text.parse().unwrap_or(0_usize);
    let files: Vec<(String, String, FileShown)> = c
        .materials
        .iter()
        .flat_map(|material| {
            let of = |file: &FileShown| (material.code.clone(), material.name.clone(), file.clone());
            material.files.iter().map(of)
        })
        .collect();
    let last = files.len().saturating_sub(1);
    let at = number_in(&place.file).saturating_sub(1).min(last);
    let open = files.get(at);
    let versions = open.map_or_else(Vec::new, |(code, ..)| history(&page, &view, code));
    let is_open = |mark: &FileMark| open.is_some_and(|(_, _, file)| file.href.ends_with(&mark.hash));
    let came = versions
        .iter()
        .find(|(_, files)| files.iter().any(|mark| is_open(mark)));
    let before: Vec<(&String, &FileMark)> = versions
        .iter()
        .skip_while(|(_, files)| !files.iter().any(|mark| is_open(mark)))
        .skip(1)
        .flat_map(|(came, files)| files.iter().map(move |file| (came, *file)))
        .filter(|(_, file)| !is_open(file))
        .collect();
    let with = number_in(&place.with).min(before.len());
    let mark = versions.iter().flat_map(|(_, files)| files).find(|mark| is_open(mark));
    let leaves = match mark {
        // A file that is gone from the disk is said where it is shown.
        Some(mark) => copies::pages_of(&app.centre, mark).await.unwrap_or(1),
        None => 1,
    };
    let leaf = number_in(&place.leaf).clamp(1, leaves);
    let address = Address {
        case: &c.href,
        list,
        full,
    };
    let earlier = before.iter().enumerate().map(|(nth, (came, file))| Version {
        came: (*came).clone(),
        file: shown::file_shown(Area::Workbench, &c.number, file, file.name.clone()),
        href: address.of(at, leaf, nth + 1),
        current: nth + 1 == with,
    });
    let earlier: Vec<Version> = earlier.collect();
    let back = if list.is_empty() {
        c.href.clone()
    } else {
        format!("{}?list={}", c.href, in_query(list))
    };
    let other = Address { full: !full, ..address };
    Html(ReadingPage {
        before: (at > 0).then(|| address.of(at - 1, 1, 0)),
        next: (at < last).then(|| address.of(at + 1, 1, 0)),
        other_size: other.of(at, leaf, with),
        leaf_before: (leaf > 1).then(|| address.of(at, leaf - 1, with)),
        leaf_next: (leaf < leaves).then(|| address.of(at, leaf + 1, with)),
        alone: address.of(at, leaf, 0),
        came: came.map_or_else(String::new, |(came, _)| came.clone()),
        earlier,
        leaf,
        leaves,
        sheets: files
            .into_iter()
            .enumerate()
            .map(|(number, (_, material, file))| Sheet {
                href: address.of(number, 1, 0),
                current: number == at,
                material,
                file,
            })
            .collect(),
        back: LinkTo::new(back, page.t("workbench.back_to_case")),
        at,
        full,
        c,
        page,
    })
    .into_response()
}
