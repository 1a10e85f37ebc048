//! How a published item stands (事项状态): in force, suspended or withdrawn, with what the centre may register.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::items::latest;
use yimen_acts::items::life::impact::{self, Impact};
use yimen_acts::items::life::{self, Registered, record};
use yimen_acts::{ActError, Centre};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::Permission;

use super::draft::{HistoryRow, history_row};
use super::forms::{Refused, StepForm, day_of, keep, text, told, why_of};
use crate::app::{App, Staff, in_query, refuse, status_of};
use crate::shell::components::{self, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::item::{HangRow, hang_row};
use crate::workbench::shown::{pair, say};
use crate::workbench::typed::Typed;

/// Entries of the record on the page.
const ENTRIES: u32 = 50;

#[derive(Template)]
#[template(path = "workbench/life_standing.html")]
struct StandingPage {
    page: Page,
    address: String,
    code: String,
    name: String,
    state: &'static str,
    is_in_force: bool,
    forms: Vec<StepForm>,
    wrong: Vec<components::Fault>,
    cases: u64,
    applications: u64,
    items: Vec<HangRow>,
    history: Vec<HistoryRow>,
}

/// `GET /workbench/items/{code}/standing`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    answer(&app.centre, page, &staff.actor(), &code, None).await
}

async fn answer(centre: &Centre, page: Page, actor: &Actor, code: &str, refused: Option<Refused>) -> Response {
    match draw(centre, &page, actor, code, refused.as_ref()).await {
        Ok(drawn) => {
            let status = refused.map_or(StatusCode::OK, |refused| status_of(&refused.refusal));
            (status, Html(drawn)).into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/workbench/items", page.t("check.back"));
            refuse(page, error, back)
        }
    }
}

async fn draw(
    centre: &Centre,
    page: &Page,
    actor: &Actor,
    code: &str,
    refused: Option<&Refused>,
) -> Result<StandingPage, ActError> {
    let item = latest(centre, code)?;
    let (impact, entries): (Impact, _) = (
        impact::of_item(centre, code).await?,
        record::of_item(centre, code, None, ENTRIES).await?,
    );
    let library = centre.library();
    let status = library.status(code, centre.today());
    let mut forms = if actor.could(Permission::RegisterItem) {
        forms(centre, page, code)
    } else {
        Vec::new()
    };
    let wrong = keep(page, &mut forms, refused);
    Ok(StandingPage {
        address: format!("/workbench/items/{}/standing", in_query(code)),
        code: code.to_string(),
        name: say(page, &item.name),
        state: pair(page, status.words()),
        is_in_force: status.code() == "in_force",
        forms,
        wrong,
        cases: impact.open_cases(),
        applications: impact.applications,
        items: impact
            .items
            .iter()
            .map(|(item, tie)| hang_row(page, item, *tie))
            .collect(),
        history: entries.iter().map(|entry| history_row(page, entry)).collect(),
        page: page.clone(),
    })
}

fn forms(centre: &Centre, page: &Page, code: &str) -> Vec<StepForm> {
    let library = centre.library();
    let (today, standing) = (centre.today(), library.standing(code));
    if standing.is_some_and(|one| one.lives().is_err()) {
        return Vec::new();
    }
    let day = |act: &'static str| text(page, act, "from", FieldKind::Date).value(today.to_string());
    let first = if standing.is_some_and(|one| one.suspended(today).is_some()) {
        let form = StepForm::new(page, "resume").with(day("resume")).why(page);
        form.button("", page.t("life.go.resume"), "primary")
    } else {
        let until = text(page, "suspend", "until", FieldKind::Date).hint(page.t("life.until_hint"));
        let form = StepForm::new(page, "suspend").intro(page.t("life.suspend_words"));
        let form = form.with(day("suspend")).with(until.optional()).why(page);
        form.button("", page.t("life.go.suspend"), "primary")
    };
    let next = text(page, "withdraw", "successors", FieldKind::Text).hint(page.t("life.successors_hint"));
    let form = StepForm::new(page, "withdraw").intro(page.t("life.withdraw_words"));
    let withdraw = form.with(day("withdraw")).with(next.optional()).why(page);
    vec![first, withdraw.button("", page.t("life.go.withdraw"), "danger")]
}

/// `POST /workbench/items/{code}/standing/{act}`.
pub(crate) async fn register(
    State(app): State<App>,
    mut page: Page,
    staff: Staff,
    Path((code, act)): Path<(String, String)>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let (actor, typed) = (staff.actor(), Typed::of(pairs));
    let address = format!("/workbench/items/{}/standing", in_query(&code));
    page.path.clone_from(&address);
    match order(&app.centre, &actor, &code, &act, &typed).await {
        Ok(Some(done)) => redirect_with(&address, &Flash::done(&format!("life.done.{}", done.step))),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(ActError::Refused(refusal)) => {
            let refused = Refused {
                act,
                typed,
                refusal: *refusal,
            };
            answer(&app.centre, page, &actor, &code, Some(refused)).await
        }
        Err(error) => {
            let back = LinkTo::new(address, page.t("check.back"));
            refuse(page, error, back)
        }
    }
}

async fn order(
    centre: &Centre,
    actor: &Actor,
    code: &str,
    act: &str,
    typed: &Typed,
) -> Result<Option<Registered>, ActError> {
    let why = why_of(typed, act);
    let done = match act {
        "suspend" => {
            let until = match told(typed, act, "until").trim() {
                "" => None,
                _ => Some(day_of(typed, act, "until")?),
            };
            let span = (day_of(typed, act, "from")?, until);
            life::suspend(centre, actor, None, code, span, why).await?
        }
        "resume" => life::resume(centre, actor, None, code, day_of(typed, act, "from")?, why).await?,
        "withdraw" => {
            let codes = told(typed, act, "successors");
            let successors = codes
                .split([',', '，', '、', ' ', ';', '；'])
                .filter(|code| !code.is_empty())
                .map(str::to_string)
                .collect();
            let end = (day_of(typed, act, "from")?, successors);
            life::withdraw(centre, actor, None, code, end, why).await?
        }
        _ => return Ok(None),
    };
    Ok(Some(done))
}
