//! Showing the numbers of an applicant (查看证件号码和联系电话) for a purpose that the case keeps.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use yimen_acts::cases::command::{Reach, command};
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::words::{Fault, Refusal};

use super::shown::Area;
use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedForm, Flash, Page, redirect_with};

/// What is asked.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    key: String,
}

/// `POST /workbench/cases/{number}/numbers`.
pub(crate) async fn at_the_desk(
    app: State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<String>,
    CheckedForm(asked): CheckedForm<Asked>,
) -> Response {
    show(app, page, staff, (Area::Workbench, number), asked).await
}

/// `POST /inspector/cases/{number}/numbers`.
pub(crate) async fn at_the_board(
    app: State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<String>,
    CheckedForm(asked): CheckedForm<Asked>,
) -> Response {
    show(app, page, staff, (Area::Inspector, number), asked).await
}

async fn show(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    (area, number): (Area, String),
    asked: Asked,
) -> Response {
    let address = area.case(&number);
    let done = match Purpose::parse(&asked.purpose) {
        Some(purpose) => {
            let reach = Reach {
                key: Some(asked.key.as_str()).filter(|key| !key.is_empty()),
                ..Reach::default()
            };
            command(
                &app.centre,
                &staff.actor(),
                &number,
                reach,
                Command::ShowNumbers { purpose },
            )
            .await
        }
        None => Err(no_purpose().into()),
    };
    match done {
        Ok(_) => redirect_with(&address, &Flash::notice("workbench.numbers.done")),
        Err(error) => {
            let back = LinkTo::new(address, page.t("workbench.numbers.back"));
            refuse(page, error, back)
        }
    }
}

fn no_purpose() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "purpose",
        "请选择用途。",
        "Choose what you need the numbers for.",
    )])
}
