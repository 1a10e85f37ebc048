//! The manager's page: what the calendar is, a file tried without effect, and put in force.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::calendar::import::{Checked, apply, check, region};
use yimen_acts::calendar::recompute::{Progress, progress, resume};
use yimen_acts::calendar::trial::{MovedCase, Outlook, Trial, outlook};
use yimen_acts::calendar::{Incoming, read};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::CHINA;
use yimen_domain::organisation::permission::Permission;

use super::list::{self, lamp_words};
use super::{in_words, moved_words};
use crate::app::{App, Staff, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo};
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/inspector/calendar";

#[derive(Template)]
#[template(path = "calendar/manage.html")]
struct ManagePage {
    page: Page,
    may_change: bool,
    versions: Vec<VersionRow>,
    progress: Option<Progress>,
    file: Field,
    notice: Field,
    region: Field,
}

struct VersionRow {
    number: u32,
    region: String,
    year: String,
    notice: String,
    on: String,
    by: String,
}

#[derive(Template)]
#[template(path = "calendar/tried.html")]
struct TriedPage {
    page: Page,
    year: i32,
    region: String,
    notices: String,
    unchanged: bool,
    elsewhere: bool,
    looked: u64,
    moved: u64,
    lamps: u64,
    appear: u64,
    vanish: u64,
    more: u64,
    cases: Vec<CaseRow>,
    text: String,
    notice: String,
}

struct CaseRow {
    number: String,
    clocks: Vec<String>,
    lamp: String,
}

/// `GET /inspector/calendar`.
pub(super) async fn show(State(app): State<App>, page: Page, Staff(signed): Staff) -> Response {
    let progress = match progress(&app.centre).await {
        Ok(progress) => progress,
        Err(error) => return no(page, error),
    };
    let page = ManagePage {
        may_change: signed.could(Permission::ChangeCalendar),
        versions: versions(&page, &app.centre),
        progress,
        file: Field::new(FieldKind::File, "file", page.t("calendar.manage.file"))
            .hint(page.t("calendar.manage.file_hint"))
            .accept(".json,application/json"),
        notice: Field::text("notice", page.t("calendar.manage.notice"))
            .hint(page.t("calendar.manage.notice_hint"))
            .max_length(300)
            .optional(),
        region: Field::text("region", page.t("calendar.manage.region"))
            .hint(page.t("calendar.manage.region_hint"))
            .max_length(12)
            .optional(),
        page,
    };
    Html(page).into_response()
}

/// `POST /inspector/calendar`: what a file would do. Nothing is changed.
pub(super) async fn look(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    CheckedMultipart(mut form): CheckedMultipart,
) -> Response {
    let mut sent = Sent::default();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_string();
        let text = field.text().await.unwrap_or_default();
        match name.as_str() {
            "file" => sent.text = text,
            "notice" => sent.notice = text,
            "region" => sent.region = text,
            _ => {}
        }
    }
    let tried = match sent.check(&app.centre, &signed.shown) {
        Ok(checked) if checked.unchanged || checked.elsewhere => Ok((checked, Outlook::default())),
        Ok(checked) => outlook(&app.centre, &checked.calendar)
            .await
            .map(|found| (checked, found)),
        Err(error) => Err(error),
    };
    match tried {
        Ok((checked, found)) => Html(tried_page(page, &checked, found, sent)).into_response(),
        Err(error) => no(page, error),
    }
}

/// `POST /inspector/calendar/apply`: puts the file in force; the open cases are computed again in the background.
pub(super) async fn put(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let done = match sent.check(&app.centre, &signed.shown) {
        Ok(checked) => apply(&app.centre, &checked).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        return no(page, error);
    }
    let centre = app.centre.clone();
    tokio::spawn(async move {
        if let Err(error) = resume(&centre, |_| {}).await {
            tracing::warn!(%error, "the scheduled work goes on with the open cases");
        }
    });
    redirect_with(ADDRESS, &Flash::done("calendar.manage.done"))
}

/// `POST /inspector/calendar/list`: every case that a file would move, as a file for a spreadsheet. Nothing is changed.
pub(super) async fn whole_list(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    match sent.check(&app.centre, &signed.shown) {
        Ok(checked) => {
            let trial = Trial::new(&app.centre, &checked.calendar);
            list::answer(page, trial, checked.incoming.year.year)
        }
        Err(error) => no(page, error),
    }
}

/// A file and what stands beside it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    text: String,
    notice: String,
    region: String,
}

impl Sent {
    fn check(&self, centre: &Centre, by: &str) -> Result<Checked, ActError> {
        let named = Some(self.region.trim())
            .filter(|code| !code.is_empty())
            .map(region)
            .transpose()?;
        let incoming: Incoming = read(self.text.as_bytes())?
            .with_notice(Some(&self.notice))
            .in_region(named);
        check(centre, incoming, by)
    }
}

fn tried_page(page: Page, checked: &Checked, found: Outlook, sent: Sent) -> TriedPage {
    TriedPage {
        year: checked.incoming.year.year,
        region: checked
            .incoming
            .region
            .as_ref()
            .map_or_else(String::new, |region| region.code().to_string()),
        notices: checked.incoming.notice(),
        unchanged: checked.unchanged,
        elsewhere: checked.elsewhere,
        looked: found.looked,
        moved: found.moved,
        lamps: found.lamps,
        appear: found.appear,
        vanish: found.vanish,
        more: found.moved - found.cases.len() as u64,
        cases: found.cases.iter().map(|case| case_row(&page, case)).collect(),
        text: sent.text,
        notice: sent.notice,
        page,
    }
}

fn case_row(page: &Page, case: &MovedCase) -> CaseRow {
    CaseRow {
        number: case.number.clone(),
        clocks: case.clocks.iter().map(|moved| moved_words(page, moved)).collect(),
        lamp: if case.lamp_changes() {
            format!(
                "{} → {}",
                lamp_words(page, case.lamp_before),
                lamp_words(page, case.lamp_after)
            )
        } else {
            page.t("calendar.manage.same_lamp").to_string()
        },
    }
}

fn versions(page: &Page, centre: &Centre) -> Vec<VersionRow> {
    let nation = page.t("calendar.manage.nation");
    let book = centre.book();
    let row = |change: &yimen_acts::calendar::Change| VersionRow {
        number: change.number,
        region: change
            .region
            .as_ref()
            .map_or_else(|| nation.to_string(), |region| region.code().to_string()),
        year: match change.hours() {
            Some(_) => page.t("calendar.hours").to_string(),
            None if change.year == 0 => page.t("calendar.manage.beginning").to_string(),
            None => change.year.to_string(),
        },
        notice: change.notice.clone(),
        on: in_words(page, change.at.day(CHINA)),
        by: change.by.clone(),
    };
    book.changes().iter().rev().map(row).collect()
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("calendar.manage.back"));
    refuse(page, error, back)
}
