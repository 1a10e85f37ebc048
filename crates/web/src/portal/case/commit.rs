//! The applicant reads the notice and commits (告知承诺), or takes the commitment back, on a page of its own.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::view;
use yimen_domain::cases::beyond::commitment::{self, Order};

use crate::app::{App, refuse};
use crate::shell::components::{Fault, Field, FieldKind, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, address, to_case, to_my, words};
use crate::portal::{Typed, typed};

#[derive(Template)]
#[template(path = "portal/case_commit.html")]
struct CommitPage {
    page: Page,
    number: String,
    address: String,
    item: String,
    notice: Vec<String>,
    standing: Vec<SummaryRow>,
    faults: Vec<Fault>,
    fields: Vec<Field>,
    may_commit: bool,
    may_withdraw: bool,
    seen: u32,
    key: String,
}

/// `GET /my/cases/{number}/commit`.
pub(super) async fn ask(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    draw(&app, page, &me, &number, false).await
}

/// `POST /my/cases/{number}/commit`.
pub(super) async fn commit(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let takes_back = typed(&form, "take_back") == "yes";
    // Nobody commits to what they did not say that they have read.
    if !takes_back && typed(&form, "read") != "yes" {
        return draw(&app, page, &me, &number, true).await;
    }
    let order = if takes_back {
        Order::Withdraw
    } else {
        Order::Commit {
            promised_by: "申请人本人".into(),
        }
    };
    let key = Some(typed(&form, "key")).filter(|key| !key.is_empty());
    let reach = Reach {
        key,
        seen: typed(&form, "seen").parse().ok(),
    };
    let done = if takes_back {
        "commitment.done.withdrawn"
    } else {
        "commitment.done"
    };
    match command(&app.centre, &me.actor(), &number, reach, order.into()).await {
        Ok(_) => redirect_with(&address(&number), &Flash::done(done)),
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}

async fn draw(app: &App, page: Page, me: &yimen_acts::mandates::Acting, number: &str, unread: bool) -> Response {
    let view = match view::view(&app.centre, &me.actor(), number).await {
        Ok(view) => view,
        Err(error) => return refuse(page.clone(), error, to_my(&page)),
    };
    let case = &view.case;
    let names = crate::commitment::materials(&page, &view);
    let notice = commitment::offered(case, &view.item)
        .map(|terms| crate::commitment::notice(&page, terms, &names))
        .unwrap_or_default();
    let mut read = Field::new(FieldKind::YesNo, "read", page.t("commitment.read"));
    if unread {
        read.error = page.t("commitment.unread").to_string();
    }
    let fields = vec![read];
    let status = if unread {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let drawn = CommitPage {
        number: case.number.clone(),
        address: address(&case.number),
        item: words::say(&page, &view.item.name),
        notice,
        standing: crate::commitment::rows(&page, &view),
        faults: faults(&fields),
        fields,
        may_commit: view.open.contains(&"commit"),
        may_withdraw: view.open.contains(&"withdraw_commitment"),
        seen: case.events,
        key: app.centre.new_token(),
        page,
    };
    (status, Html(drawn)).into_response()
}
