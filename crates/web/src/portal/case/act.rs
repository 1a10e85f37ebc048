//! What an applicant does with a case: withdraw it, rate the service.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::view;
use yimen_acts::mandates::Acting;
use yimen_domain::cases::command::Command;
use yimen_domain::ratings::{Level, Rating};
use yimen_domain::words::{Fault as DomainFault, Refusal};

use crate::app::{App, refuse};
use crate::shell::components::{Field, FieldKind};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, address, to_case, words};
use crate::portal::{Typed, typed};

/// Gives a command as a form says: with the number of events that its page showed and its key.
async fn give(app: &App, me: &Acting, number: &str, form: &Typed, order: Command) -> Result<(), yimen_acts::ActError> {
    let key = Some(typed(form, "key")).filter(|key| !key.is_empty());
    let reach = Reach {
        key,
        seen: typed(form, "seen").parse().ok(),
    };
    command(&app.centre, &me.actor(), number, reach, order)
        .await
        .map(|_| ())
}

#[derive(Template)]
#[template(path = "portal/case_withdraw.html")]
struct AskWithdraw {
    page: Page,
    number: String,
    address: String,
    item: String,
    reason: Field,
    seen: u32,
    key: String,
}

pub(super) async fn ask_withdraw(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
) -> Response {
    match view::view(&app.centre, &me.actor(), &number).await {
        Ok(view) => Html(AskWithdraw {
            address: address(&view.case.number),
            item: words::say(&page, &view.item.name),
            reason: Field::new(FieldKind::LongText, "reason", page.t("portal.withdraw.reason"))
                .max_length(2_000)
                .optional(),
            seen: view.case.events,
            key: app.centre.new_token(),
            number: view.case.number,
            page,
        })
        .into_response(),
        Err(error) => refuse(page.clone(), error, super::to_my(&page)),
    }
}

pub(super) async fn withdraw(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let order = Command::Withdraw {
        reason: typed(&form, "reason").to_string(),
    };
    match give(&app, &me, &number, &form, order).await {
        Ok(()) => redirect_with(&address(&number), &Flash::done("portal.withdraw.done")),
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}

pub(super) async fn rate(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let Some(level) = typed(&form, "level").parse().ok().and_then(Level::from_value) else {
        let fault = DomainFault::new("level", "请选择一个满意程度。", "Choose how satisfied you are.");
        return refuse(
            page.clone(),
            Refusal::invalid(vec![fault]).into(),
            to_case(&page, &number),
        );
    };
    let words = typed(&form, "words").replace("\r\n", "\n");
    match give(&app, &me, &number, &form, Command::Rate(Rating::new(level, words))).await {
        Ok(()) => redirect_with(&address(&number), &Flash::done("portal.rate.done")),
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}
