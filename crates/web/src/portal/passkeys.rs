//! Passkeys (通行密钥): adding one, taking one away, and signing in with one. The browser's part is `assets/src/passkey.js`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use yimen_acts::ActError;
use yimen_acts::accounts::Signed;
use yimen_acts::accounts::factor;
use yimen_acts::accounts::passkey::{self, Asked, Passkey};

use crate::app::{Anybody, App, SECOND, faults_of, refuse, session_secret};
use crate::shell::components::{Fault, Field, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

use super::account::{arrived, code_page_again, next_of};
use super::safety::present;
use super::second::codes_page;
use super::{Typed, typed};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/second-factor/passkey", get(begin).post(add))
        .route("/my/second-factor/passkey/remove", post(remove))
        .route("/sign-in/passkey", post(sign_in))
}

/// A passkey as the page lists it.
pub(super) struct Shown {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) since: String,
    pub(super) used: String,
}

/// One's own passkeys for the page of the second factor.
pub(super) async fn shown(app: &App, page: &Page, signed: &Signed) -> Result<Vec<Shown>, ActError> {
    let own = passkey::list(&app.centre, signed).await?;
    Ok(own.into_iter().map(|one| of(page, one)).collect())
}

fn of(page: &Page, one: Passkey) -> Shown {
    Shown {
        id: one.id,
        name: one.name,
        since: page.moment(one.since.0),
        used: one.used.map_or_else(String::new, |at| page.moment(at.0)),
    }
}

#[derive(Template)]
#[template(path = "portal/passkey_add.html")]
struct AddPage {
    page: Page,
    asked: Asked,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn begin(State(app): State<App>, page: Page, headers: HeaderMap, Anybody(signed): Anybody) -> Response {
    add_page(&app, page, &headers, &signed, ("", &[])).await
}

async fn add_page(
    app: &App,
    page: Page,
    headers: &HeaderMap,
    signed: &Signed,
    (name, wrong): (&str, &[(String, String)]),
) -> Response {
    let session = session_secret(headers).unwrap_or_default();
    let asked = passkey::begin(&app.centre, signed, &session).await;
    let has_password = factor::has_password(&app.centre, signed).await;
    let (asked, has_password) = match asked.and_then(|asked| Ok((asked, has_password?))) {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let called = Field::text("name", page.t("portal.passkey.name"))
        .hint(page.t("portal.passkey.name_hint"))
        .value(name)
        .max_length(passkey::LONGEST_NAME)
        .autocomplete("off");
    let mut fields = vec![called];
    if has_password {
        fields.push(present(&page));
    }
    for field in &mut fields {
        if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
    let mut faults = faults(&fields);
    faults.extend(answer_fault(wrong));
    Html(AddPage {
        asked,
        faults,
        fields,
        page,
    })
    .into_response()
}

/// What the device did not confirm belongs to no field: the summary points to the button.
pub(super) fn answer_fault(wrong: &[(String, String)]) -> Option<Fault> {
    let (_, words) = wrong.iter().find(|(name, _)| name == "answer")?;
    Some(Fault {
        field: "passkey".into(),
        words: words.clone(),
    })
}

async fn add(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Anybody(signed): Anybody,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let of = |name: &str| form.get(name).map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    let given = (of("asked"), of("answer"), typed(&form, "name"), of("present"));
    match passkey::add(&app.centre, &signed, given, &session, &source).await {
        Ok(Some(codes)) => codes_page(page, &signed, codes),
        Ok(None) => redirect_with(SECOND, &Flash::done("portal.passkey.added")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let mut answer = add_page(&app, page, &headers, &signed, (typed(&form, "name"), &wrong)).await;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            answer
        }
        Err(error) => no(page, error),
    }
}

async fn remove(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Anybody(signed): Anybody,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let of = |name: &str| form.get(name).map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    match passkey::remove(&app.centre, &signed, (of("id"), of("present")), &session, &source).await {
        Ok(()) => redirect_with(SECOND, &Flash::done("portal.passkey.removed")),
        Err(error) => no(page, error),
    }
}

async fn sign_in(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let back = typed(&form, "back");
    let of = |name: &str| form.get(name).map_or("", String::as_str);
    let waiting = session_secret(&headers).unwrap_or_default();
    match passkey::sign_in(&app.centre, &waiting, (of("asked"), of("answer")), &source).await {
        Ok(opened) => {
            let answer = Redirect::to(next_of(&opened.signed, back)).into_response();
            arrived(&app, &opened, answer)
        }
        Err(error) => code_page_again(&app, page, &waiting, back, error).await,
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(SECOND, page.t("portal.second.title"));
    refuse(page, error, back)
}
