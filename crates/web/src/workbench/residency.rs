//! The register of exceptions from the hall and the net (进驻例外登记簿).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::items::residency::{Registered, request, settle};
use yimen_domain::calendar::Day;
use yimen_domain::items::Coded;
use yimen_domain::items::residency::{Ground, Order, Said, Sphere, State as Stands};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault, Refusal};

use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Field, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/items/residency";

#[derive(Template)]
#[template(path = "workbench/residency.html")]
struct RegisterPage {
    page: Page,
    may_ask: bool,
    item: Field,
    sphere: Field,
    ground: Field,
    reason: Field,
    basis: Field,
    until: Field,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    item: String,
    href: String,
    sphere: &'static str,
    ground: &'static str,
    basis: String,
    until: String,
    state: &'static str,
    class: &'static str,
    icon: &'static str,
    history: Vec<String>,
    may_decide: bool,
    may_end: bool,
}

/// Which item.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    item: String,
}

/// `GET /workbench/items/residency`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let register = app.centre.exceptions();
    let actor = staff.actor();
    let entries = register
        .iter()
        .rev()
        .filter(|one| asked.item.is_empty() || one.exception.item == asked.item)
        .map(|one| entry(&app, &page, &actor, one))
        .collect();
    let choice = |kind: &'static str, label: &str| Field::new(FieldKind::Choice, kind, page.t(label));
    let sphere = Sphere::ALL
        .iter()
        .fold(choice("sphere", "residency.sphere").value("hall"), |field, one| {
            field.choice(one.code(), pair(&page, one.words()))
        });
    let ground = Ground::ALL
        .iter()
        .fold(choice("ground", "residency.ground").value("premises"), |field, one| {
            field.choice(one.code(), pair(&page, one.words()))
        });
    Html(RegisterPage {
        may_ask: actor.could(Permission::AskException),
        item: Field::text("item", page.t("residency.item"))
            .hint(page.t("residency.item_hint"))
            .value(&asked.item)
            .max_length(100),
        sphere,
        ground,
        reason: Field::text("reason", page.t("import.reason")).max_length(500),
        basis: Field::text("basis", page.t("import.basis"))
            .hint(page.t("import.basis_hint"))
            .max_length(500),
        until: Field::new(FieldKind::Date, "until", page.t("residency.until"))
            .hint(page.t("residency.until_hint"))
            .optional(),
        entries,
        page,
    })
    .into_response()
}

fn entry(app: &App, page: &Page, actor: &Actor, one: &Registered) -> Entry {
    let exception = &one.exception;
    let library = app.centre.library();
    let item = library.latest(&exception.item);
    let body = item.map_or("", |item| item.body.as_str());
    let (class, icon) = match exception.state {
        Stands::Asked => ("lamp-yellow", "alert-triangle"),
        Stands::Granted(_) => ("clock-met", "circle-check"),
        Stands::Refused(_) => ("lamp-red", "circle-x"),
        Stands::Ended { .. } => ("", "circle-dashed"),
    };
    let line = |key: &str, said: &Said| {
        format!(
            "{} {} · {} · {}",
            page.t(key),
            page.moment(said.at.0),
            said.by,
            said.words
        )
    };
    let mut history = vec![line("residency.asked", &exception.asked)];
    match &exception.state {
        Stands::Asked => {}
        Stands::Granted(said) => history.push(line("residency.granted", said)),
        Stands::Refused(said) => history.push(line("residency.refused", said)),
        Stands::Ended { granted, ended } => {
            history.push(line("residency.granted", granted));
            history.push(line("residency.ended", ended));
        }
    }
    Entry {
        id: one.id.clone(),
        item: item.map_or_else(|| exception.item.clone(), |item| say(page, &item.name)),
        href: format!("/workbench/items/{}", in_query(&exception.item)),
        sphere: pair(page, exception.sphere.words()),
        ground: pair(page, exception.ground.words()),
        basis: exception.basis.clone(),
        until: exception
            .until
            .map_or_else(|| page.t("residency.no_end").to_string(), |day| day.to_string()),
        state: pair(page, exception.state.words()),
        class,
        icon,
        history,
        may_decide: exception.state == Stands::Asked && actor.could(Permission::DecideException),
        may_end: matches!(exception.state, Stands::Granted(_))
            && actor.may(Permission::EndException, About::body(body)),
    }
}

/// An exception as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    item: String,
    sphere: String,
    ground: String,
    reason: String,
    basis: String,
    until: String,
}

impl Typed {
    fn order(self) -> Result<(String, Order), Refusal> {
        let wrong = |field: &str| {
            Refusal::invalid(vec![Fault::new(
                field,
                "请选择或按 2026-05-01 的格式填写。",
                "Choose one, or enter a day as 2026-05-01.",
            )])
        };
        let until = match self.until.trim() {
            "" => None,
            day => Some(Day::parse(day).map_err(|_| wrong("until"))?),
        };
        let order = Order::Ask {
            sphere: Sphere::parse(&self.sphere).ok_or_else(|| wrong("sphere"))?,
            ground: Ground::parse(&self.ground).ok_or_else(|| wrong("ground"))?,
            reason: self.reason,
            basis: self.basis,
            until,
        };
        Ok((self.item.trim().to_string(), order))
    }
}

/// `POST /workbench/items/residency`: asks for an exception.
pub(super) async fn ask(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Response {
    let done = match typed.order() {
        Ok((item, order)) => request(&app.centre, &staff.actor(), &item, &order).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("residency.was_asked")),
        Err(error) => no(page, error),
    }
}

/// What is said with a step.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Word {
    words: String,
}

/// `POST /workbench/items/residency/{id}/{step}`: `grant`, `refuse` or `end`.
pub(super) async fn step(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, step)): Path<(String, String)>,
    CheckedForm(word): CheckedForm<Word>,
) -> Response {
    let words = word.words;
    let (order, key) = match step.as_str() {
        "grant" => (Order::Grant { approval: words }, "residency.was_granted"),
        "refuse" => (Order::Refuse { reason: words }, "residency.was_refused"),
        "end" => (Order::End { reason: words }, "residency.was_ended"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match settle(&app.centre, &staff.actor(), &id, &order).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done(key)),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: yimen_acts::ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("residency.back"));
    refuse(page, error, back)
}
