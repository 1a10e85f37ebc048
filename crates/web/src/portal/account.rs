//! Registering, signing in and out (注册、登录、退出).

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use yimen_acts::accounts::attempts::{self, Source};
use yimen_acts::accounts::passkey::{self, Asked};
use yimen_acts::accounts::sign_in::{Opened, SignIn};
use yimen_acts::accounts::{Signed, add, factor, phone, sign_in};
use yimen_acts::vault::Applicant;
use yimen_acts::{ActError, Centre};
use yimen_domain::words::{Refusal, RefusalKind};

use crate::app::{App, Visitor, faults_of, home_of, in_query, refuse, session_cookie, session_secret, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, local_path, redirect_with};

use crate::source::{Came, device_cookie};

use super::{Typed, identity, passkeys, typed};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in_now))
        .route("/sign-in/code", get(code_page).post(code_now))
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
struct SignInPage {
    page: Page,
    back: String,
    register: String,
    by_phone: String,
    offers_codes: bool,
    ways: Vec<identity::Way>,
    wanted: bool,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

impl SignInPage {
    fn new(app: &App, page: Page, back: &str, login: &str) -> SignInPage {
        let offers_codes = phone::is_offered(&app.centre);
        let name = if offers_codes {
            "portal.sign_in.login_or_phone"
        } else {
            "portal.sign_in.login"
        };
        let back = local_path(Some(back)).to_string();
        let fields = vec![
            Field::text("login", page.t(name))
                .value(login)
                .max_length(64)
                .autocomplete("username"),
            Field::new(FieldKind::Password, "password", page.t("portal.sign_in.password"))
                .max_length(128)
                .autocomplete("current-password"),
        ];
        SignInPage {
            wanted: back != "/",
            ways: identity::ways(app, &page, &back),
            by_phone: format!("/sign-in/phone?back={}", in_query(&back)),
            offers_codes,
            register: format!("/register?back={}", in_query(&back)),
            back,
            faults: Vec::new(),
            fields,
            page,
        }
    }
}

async fn sign_in_page(
    State(app): State<App>,
    page: Page,
    Visitor(visitor): Visitor,
    Query(query): Query<Back>,
) -> Response {
    match visitor {
        Some(signed) => Redirect::to(next_of(&signed, &query.back)).into_response(),
        None => Html(SignInPage::new(&app, page, &query.back, "")).into_response(),
    }
}

async fn sign_in_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let login = typed(&form, "login").to_string();
    let password = form.get("password").map_or("", String::as_str);
    match sign_in::sign_in(&app.centre, &login, password, &source).await {
        Ok(came) => {
            // Whoever was signed in here before is no longer.
            if let Some(earlier) = session_secret(&headers)
                && let Err(error) = sign_in::sign_out(&app.centre, &earlier, &source).await
            {
                return failed(page, error);
            }
            go_on(&app, came, typed(&form, "back"), None)
        }
        Err(ActError::Refused(refusal)) => {
            let words = format!(
                "{} {}",
                page.pick(&refusal.why.zh, &refusal.why.en),
                page.pick(&refusal.remedy.zh, &refusal.remedy.en)
            );
            let mut answer = SignInPage::new(&app, page, typed(&form, "back"), &login);
            answer.faults = vec![Fault {
                field: "login".into(),
                words,
            }];
            in_a_while(&refusal, (status_of(&refusal), Html(answer)).into_response())
        }
        Err(error) => failed(page, error),
    }
}

/// Goes where somebody wanted to go; to the second step first, where a code is still to come.
pub(super) fn go_on(app: &App, came: SignIn, back: &str, told: Option<Flash>) -> Response {
    match came {
        SignIn::Done(opened) => {
            let next = next_of(&opened.signed, back);
            let answer = match told {
                Some(flash) => redirect_with(next, &flash),
                None => Redirect::to(next).into_response(),
            };
            arrived(app, &opened, answer)
        }
        SignIn::NeedsCode(secret) => {
            let step = format!("/sign-in/code?back={}", in_query(back));
            welcome(app, &secret, Redirect::to(&step).into_response())
        }
    }
}

pub(super) fn arrived(app: &App, opened: &Opened, answer: Response) -> Response {
    known(app, opened.device.as_deref(), welcome(app, &opened.secret, answer))
}

/// Says when to try again, where one has to wait.
fn in_a_while(refusal: &Refusal, mut answer: Response) -> Response {
    if refusal.kind == RefusalKind::Later {
        let seconds = attempts::WINDOW_MINUTES.unsigned_abs() * 60;
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

#[derive(Template)]
#[template(path = "portal/sign_in_code.html")]
struct CodePage {
    page: Page,
    back: String,
    asked: Option<Asked>,
    faults: Vec<Fault>,
    field: Field,
}

/// The page that asks for the second step: a code, or a passkey where the account has one.
async fn code_form(app: &App, page: Page, waiting: &str, back: &str, wrong: &[(String, String)]) -> Response {
    let asked = match passkey::ask(&app.centre, waiting).await {
        Ok(asked) => asked,
        Err(error) => return failed(page, error),
    };
    let of = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, words)| words.as_str())
    };
    let field = Field::text("code", page.t("portal.second.code"))
        .hint(page.t("portal.second.code_hint"))
        .max_length(40)
        .autocomplete("one-time-code")
        .error(of("code").unwrap_or_default());
    let mut faults = faults(std::slice::from_ref(&field));
    faults.extend(passkeys::answer_fault(wrong));
    Html(CodePage {
        back: local_path(Some(back)).to_string(),
        asked,
        faults,
        field,
        page,
    })
    .into_response()
}

async fn code_page(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
    Query(query): Query<Back>,
) -> Response {
    match visitor {
        Some(signed) => Redirect::to(next_of(&signed, &query.back)).into_response(),
        None => {
            let waiting = session_secret(&headers).unwrap_or_default();
            code_form(&app, page, &waiting, &query.back, &[]).await
        }
    }
}

/// The same page again, with what was wrong; or what to do where it is no use to try again.
pub(super) async fn code_page_again(app: &App, page: Page, waiting: &str, back: &str, error: ActError) -> Response {
    match error {
        ActError::Refused(refusal) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let mut answer = code_form(app, page, waiting, back, &wrong).await;
            *answer.status_mut() = status_of(&refusal);
            answer
        }
        ActError::Refused(refusal) => {
            let answer = failed(page, ActError::Refused(refusal.clone()));
            in_a_while(&refusal, answer)
        }
        error => failed(page, error),
    }
}

async fn code_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let back = typed(&form, "back");
    let waiting = session_secret(&headers).unwrap_or_default();
    match factor::sign_in(&app.centre, &waiting, typed(&form, "code"), &source).await {
        Ok(opened) => {
            let answer = Redirect::to(next_of(&opened.signed, back)).into_response();
            arrived(&app, &opened, answer)
        }
        Err(error) => code_page_again(&app, page, &waiting, back, error).await,
    }
}

/// Where somebody goes after signing in: back to where they came from, else to where their day begins.
pub(super) fn next_of<'a>(signed: &Signed, back: &'a str) -> &'a str {
    match local_path(Some(back)) {
        "/" | "/sign-in" | "/register" => home_of(signed),
        path => path,
    }
}

/// Lets the device be known from now on.
fn known(app: &App, secret: Option<&str>, mut response: Response) -> Response {
    if let Some(cookie) = secret.and_then(|secret| device_cookie(app, secret)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
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
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    if let Some(secret) = session_secret(&headers)
        && let Err(error) = sign_in::sign_out(&app.centre, &secret, &source).await
    {
        return failed(page, error);
    }
    let mut left = redirect_with("/", &Flash::done("portal.signed_out"));
    // Cookies stay: the device is known by one, and language and print are wishes of whoever sits here.
    let cleared = HeaderValue::from_static("\"cache\", \"storage\"");
    left.headers_mut().insert("clear-site-data", cleared);
    welcome(&app, "", left)
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

async fn register_now(
    State(app): State<App>,
    page: Page,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
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
    match register(&app.centre, &of("login"), &password, applicant, &source).await {
        Ok(came) => {
            let told = Flash::done("portal.registered");
            go_on(&app, came, typed(&form, "back"), Some(told))
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
    source: &Source,
) -> Result<SignIn, ActError> {
    add::register(centre, login, password, applicant).await?;
    sign_in::sign_in(centre, login, password, source).await
}

fn failed(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/sign-in", page.t("layout.sign_in"));
    refuse(page, error, back)
}
