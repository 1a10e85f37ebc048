//! Coming in again with a code from the desk (凭窗口找回码设置新密码).

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::ActError;
use yimen_acts::accounts::recovery;

use crate::app::{App, faults_of, refuse, status_of};
use crate::shell::components::{Field, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

use super::phone::{PhonePage, password_field};
use super::{Typed, typed};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/sign-in/recovery", get(show).post(set))
}

fn form(page: Page, code: &str) -> PhonePage {
    let field = Field::text("code", page.t("portal.recovery.code"))
        .hint(page.t("portal.recovery.code_hint"))
        .value(code)
        .max_length(40)
        .autocomplete("off");
    PhonePage {
        title: page.t("portal.recovery.title"),
        words: page.t("portal.recovery.words").to_string(),
        action: "/sign-in/recovery",
        send: page.t("portal.phone.set_password"),
        back: "/".into(),
        other: LinkTo::new("/sign-in", page.t("portal.phone.with_password")),
        sent: false,
        faults: Vec::new(),
        fields: vec![field, password_field(&page)],
        page,
    }
}

async fn show(page: Page) -> Response {
    Html(form(page, "")).into_response()
}

async fn set(
    State(app): State<App>,
    page: Page,
    Came(source): Came,
    CheckedForm(form_in): CheckedForm<Typed>,
) -> Response {
    let code = typed(&form_in, "code");
    let given = (code, form_in.get("password").map_or("", String::as_str));
    match recovery::set(&app.centre, given, &source).await {
        Ok(login) => redirect_with("/sign-in", &Flash::done("portal.recovery.set").with(login)),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            (status_of(&refusal), Html(form(page, code).with(&wrong))).into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/sign-in/recovery", page.t("portal.recovery.title"));
            refuse(page, error, back)
        }
    }
}
