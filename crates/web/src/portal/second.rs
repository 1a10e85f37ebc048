//! Two-step sign-in (两步验证): setting it up, recovery codes, taking it away.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use yimen_acts::ActError;
use yimen_acts::accounts::Signed;
use yimen_acts::accounts::factor::{self, Begun, Standing};
use yimen_acts::accounts::passkey;

use crate::app::{Anybody, App, SECOND, faults_of, home_of, refuse, session_secret};
use crate::shell::components::{Fault, Field, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

use super::notice::qr;
use super::safety::present;
use super::{Typed, passkeys, typed};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/second-factor", get(standing))
        .route("/my/second-factor/set", get(begin).post(confirm))
        .route("/my/second-factor/remove", post(remove))
}

#[derive(Template)]
#[template(path = "portal/second.html")]
struct StandingPage {
    page: Page,
    home: &'static str,
    standing: Standing,
    passkeys: Vec<passkeys::Shown>,
    offered: bool,
    must: bool,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn standing(State(app): State<App>, page: Page, Anybody(signed): Anybody) -> Response {
    standing_page(&app, page, &signed, "").await
}

async fn standing_page(app: &App, page: Page, signed: &Signed, wrong: &str) -> Response {
    let standing = factor::standing(&app.centre, signed).await;
    let passkeys = passkeys::shown(app, &page, signed).await;
    let (standing, passkeys) = match standing.and_then(|standing| Ok((standing, passkeys?))) {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let fields: Vec<Field> = if standing.has_password {
        vec![present(&page).error(wrong)]
    } else {
        Vec::new()
    };
    Html(StandingPage {
        home: home_of(signed),
        must: signed.must_set_second,
        offered: passkey::offered(&app.centre) && passkeys.len() < passkey::MOST,
        passkeys,
        standing,
        faults: faults(&fields),
        fields,
        page,
    })
    .into_response()
}

#[derive(Template)]
#[template(path = "portal/second_set.html")]
struct SetPage {
    page: Page,
    secret: String,
    sealed: String,
    qr: (usize, String),
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn begin(State(app): State<App>, page: Page, Anybody(signed): Anybody) -> Response {
    match factor::begin(&app.centre, &signed) {
        Ok(begun) => set_page(&app, page, &signed, &begun, &[]).await,
        Err(error) => no(page, error),
    }
}

async fn set_page(app: &App, page: Page, signed: &Signed, begun: &Begun, wrong: &[(String, String)]) -> Response {
    match factor::has_password(&app.centre, signed).await {
        Ok(has_password) => Html(set_fields(page, begun, has_password, wrong)).into_response(),
        Err(error) => no(page, error),
    }
}

fn set_fields(page: Page, begun: &Begun, has_password: bool, wrong: &[(String, String)]) -> SetPage {
    let code = Field::text("code", page.t("portal.second.code"))
        .hint(page.t("portal.second.first_code_hint"))
        .max_length(10)
        .autocomplete("one-time-code");
    let mut fields = vec![code];
    if has_password {
        fields.push(present(&page));
    }
    for field in &mut fields {
        if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
    SetPage {
        secret: in_fours(&begun.secret),
        sealed: begun.sealed.clone(),
        qr: qr(&begun.address),
        faults: faults(&fields),
        fields,
        page,
    }
}

/// As one types it in.
fn in_fours(secret: &str) -> String {
    let signs: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[derive(Template)]
#[template(path = "portal/second_codes.html")]
struct CodesPage {
    page: Page,
    home: &'static str,
    login: String,
    codes: Vec<String>,
}

/// Recovery codes, shown once.
pub(super) fn codes_page(page: Page, signed: &Signed, codes: Vec<String>) -> Response {
    Html(CodesPage {
        home: home_of(signed),
        login: signed.login.clone(),
        codes,
        page,
    })
    .into_response()
}

async fn confirm(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Anybody(signed): Anybody,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let of = |name: &str| form.get(name).map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    let given = (of("sealed"), typed(&form, "code"), of("present"));
    match factor::confirm(&app.centre, &signed, given, &session, &source).await {
        Ok(codes) => codes_page(page, &signed, codes),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            match factor::again(&app.centre, &signed, of("sealed")) {
                Ok(begun) => {
                    let mut answer = set_page(&app, page, &signed, &begun, &wrong).await;
                    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
                    answer
                }
                Err(error) => no(page, error),
            }
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
    let password = form.get("present").map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    match factor::remove(&app.centre, &signed, (password, &session), &source).await {
        Ok(()) => redirect_with(SECOND, &Flash::done("portal.second.removed")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let words = wrong.first().map_or("", |(_, words)| words.as_str());
            let mut answer = standing_page(&app, page, &signed, words).await;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            answer
        }
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(SECOND, page.t("portal.second.title"));
    refuse(page, error, back)
}
