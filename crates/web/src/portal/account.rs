//! Registering, signing in and out (注册、登录、退出).

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use yimen_acts::accounts::{Signed, add, sign_in};
use yimen_acts::vault::Applicant;
use yimen_acts::{ActError, Centre};

use crate::app::{App, Visitor, faults_of, home_of, in_query, refuse, session_cookie, session_secret, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, local_path, redirect_with};

use super::{Typed, typed};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in_now))
        .route("/sign-out", post(sign_out))
        .route("/register", get(register_page).post(register_now))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Back {
    back: String,
    kind: String,
}

#[derive(Template)]
#[template(path = "portal/sign_in.html")]
struct SignIn {
    page: Page,
    back: String,
    register: String,
    wanted: bool,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

impl SignIn {
    fn new(page: Page, back: &str, login: &str) -> SignIn {
        let back = local_path(Some(back)).to_string();
        let fields = vec![
            Field::text("login", page.t("portal.sign_in.login"))
                .value(login)
                .max_length(64)
                .autocomplete("username"),
            Field::new(FieldKind::Password, "password", page.t("portal.sign_in.password"))
                .max_length(128)
                .autocomplete("current-password"),
        ];
        SignIn {
            wanted: back != "/",
            register: format!("/register?back={}", in_query(&back)),
            back,
            faults: Vec::new(),
            fields,
            page,
        }
    }
}

async fn sign_in_page(page: Page, Visitor(visitor): Visitor, Query(query): Query<Back>) -> Response {
    match visitor {
        Some(signed) => Redirect::to(next_of(&signed, &query.back)).into_response(),
        None => Html(SignIn::new(page, &query.back, "")).into_response(),
    }
}

async fn sign_in_now(State(app): State<App>, page: Page, CheckedForm(form): CheckedForm<Typed>) -> Response {
    let login = typed(&form, "login").to_string();
    let password = form.get("password").map_or("", String::as_str);
    match sign_in::sign_in(&app.centre, &login, password).await {
        Ok((secret, signed)) => welcome(
            &app,
            &secret,
            Redirect::to(next_of(&signed, typed(&form, "back"))).into_response(),
        ),
        Err(ActError::Refused(refusal)) => {
            let words = format!(
                "{} {}",
                page.pick(&refusal.why.zh, &refusal.why.en),
                page.pick(&refusal.remedy.zh, &refusal.remedy.en)
            );
            let mut answer = SignIn::new(page, typed(&form, "back"), &login);
            answer.faults = vec![Fault {
                field: "login".into(),
                words,
            }];
            (status_of(&refusal), Html(answer)).into_response()
        }
        Err(error) => failed(page, error),
    }
}

/// Where somebody goes after signing in: back to where they came from, else to where their day begins.
fn next_of<'a>(signed: &Signed, back: &'a str) -> &'a str {
    match local_path(Some(back)) {
        "/" | "/sign-in" | "/register" => home_of(signed),
        path => path,
    }
}

fn welcome(app: &App, secret: &str, mut response: Response) -> Response {
    if let Some(cookie) = session_cookie(app, secret) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn sign_out(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    if let Some(secret) = session_secret(&headers)
        && let Err(error) = sign_in::sign_out(&app.centre, &secret).await
    {
        return failed(page, error);
    }
    welcome(&app, "", redirect_with("/", &Flash::done("portal.signed_out")))
}

#[derive(Template)]
#[template(path = "portal/register.html")]
struct Register {
    page: Page,
    back: String,
    kind: String,
    other_kind: String,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn register_page(page: Page, Query(query): Query<Back>) -> Response {
    Html(register_form(page, &query.back, &query.kind, &Typed::new(), &[])).into_response()
}

fn register_form(page: Page, back: &str, kind: &str, form: &Typed, wrong: &[(String, String)]) -> Register {
    let company = kind == "company";
    let back = local_path(Some(back)).to_string();
    let key = |person: &'static str, firm: &'static str| page.t(if company { firm } else { person });
    let mut fields = vec![
        Field::text(
            "applicant.name",
            key("portal.applicant.name", "portal.applicant.company_name"),
        )
        .max_length(100)
        .autocomplete(if company { "organization" } else { "name" }),
        Field::text(
            "applicant.id_number",
            key("portal.applicant.citizen_id", "portal.applicant.credit_code"),
        )
        .hint(key(
            "portal.applicant.citizen_id.hint",
            "portal.applicant.credit_code.hint",
        ))
        .max_length(18),
    ];
    if company {
        fields.push(
            Field::text("applicant.contact", page.t("portal.applicant.contact"))
                .max_length(100)
                .optional(),
        );
    }
    fields.extend([
        Field::new(FieldKind::Phone, "applicant.phone", page.t("portal.applicant.phone")).max_length(20),
        Field::text("login", page.t("portal.register.login"))
            .hint(page.t("portal.register.login.hint"))
            .max_length(64)
            .autocomplete("username"),
        Field::new(FieldKind::Password, "password", page.t("portal.sign_in.password"))
            .hint(page.t("portal.register.password.hint"))
            .max_length(128)
            .autocomplete("new-password"),
    ]);
    for field in &mut fields {
        if field.kind != FieldKind::Password {
            field.value = typed(form, &field.name).to_string();
        }
        if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
    let other = if company { "person" } else { "company" };
    Register {
        other_kind: format!("/register?kind={other}&back={}", in_query(&back)),
        kind: if company { "company" } else { "person" }.to_string(),
        faults: faults(&fields),
        back,
        fields,
        page,
    }
}

async fn register_now(State(app): State<App>, page: Page, CheckedForm(form): CheckedForm<Typed>) -> Response {
    let of = |name: &str| typed(&form, name).to_string();
    let applicant = Applicant {
        kind: of("kind"),
        name: of("applicant.name"),
        id_number: of("applicant.id_number"),
        id_type: String::new(),
        phone: of("applicant.phone"),
        contact: of("applicant.contact"),
    };
    let password = form.get("password").cloned().unwrap_or_default();
    match register(&app.centre, &of("login"), &password, applicant).await {
        Ok((secret, signed)) => {
            let to = next_of(&signed, typed(&form, "back")).to_string();
            welcome(&app, &secret, redirect_with(&to, &Flash::done("portal.registered")))
        }
        Err(ActError::Refused(refusal)) => {
            let wrong = faults_of(&page, &refusal);
            let answer = register_form(page, typed(&form, "back"), typed(&form, "kind"), &form, &wrong);
            (StatusCode::UNPROCESSABLE_ENTITY, Html(answer)).into_response()
        }
        Err(error) => failed(page, error),
    }
}

async fn register(
    centre: &Centre,
    login: &str,
    password: &str,
    applicant: Applicant,
) -> Result<(String, Signed), ActError> {
    add::register(centre, login, password, applicant).await?;
    sign_in::sign_in(centre, login, password).await
}

fn failed(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/sign-in", page.t("layout.sign_in"));
    refuse(page, error, back)
}
