//! Telephone codes (短信验证码): signing in, making an account, a new password, and the telephone of one's own account.
//!
//! The browser that asked for a code keeps a secret in a cookie, with which alone the code is good.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::accounts::phone::{self, Came, Own, Purpose};
use yimen_acts::accounts::{Signed, factor, sign_in};
use yimen_acts::vault::Applicant;

use crate::app::{App, Visitor, cookie, faults_of, home_of, in_query, is_secret, refuse, session_secret, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, local_path, redirect_with};
use crate::source::Came as CameFrom;

use super::account::{arrived, go_on, next_of};
use super::{Me, Typed, typed};

/// Cookie with the secret of whoever asked for a code.
const COOKIE: &str = "phone_code";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/phone", get(sign_in_page).post(sign_in_ask))
        .route("/sign-in/phone/code", get(code_page).post(code_now))
        .route("/sign-in/phone/new", get(new_page).post(new_now))
        .route("/sign-in/forgotten", get(forgotten_page).post(forgotten_ask))
        .route("/sign-in/forgotten/code", get(password_page).post(password_now))
        .route("/my/phone", get(own_page).post(own_ask))
        .route("/my/phone/code", get(own_code_page).post(own_now))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Back {
    back: String,
}

/// A page with one form of this family.
#[derive(Template)]
#[template(path = "portal/phone.html")]
pub(super) struct PhonePage {
    pub(super) page: Page,
    pub(super) title: &'static str,
    pub(super) words: String,
    pub(super) action: &'static str,
    pub(super) send: &'static str,
    pub(super) back: String,
    pub(super) other: LinkTo,
    /// A code was sent: in a demonstration it can be read somewhere.
    pub(super) sent: bool,
    pub(super) faults: Vec<Fault>,
    pub(super) fields: Vec<Field>,
}

impl PhonePage {
    pub(super) fn with(mut self, wrong: &[(String, String)]) -> PhonePage {
        for field in &mut self.fields {
            if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
                field.error.clone_from(words);
            }
        }
        self.faults = faults(&self.fields);
        self
    }
}

pub(super) fn number_field(page: &Page, typed: &str) -> Field {
    Field::new(FieldKind::Phone, "phone", page.t("portal.phone.number"))
        .hint(page.t("portal.phone.number_hint"))
        .value(typed)
        .max_length(20)
}

fn code_field(page: &Page) -> Field {
    Field::new(FieldKind::Integer, "code", page.t("portal.phone.code"))
        .hint(page.t("portal.phone.code_hint"))
        .max_length(10)
        .autocomplete("one-time-code")
}

pub(super) fn password_field(page: &Page) -> Field {
    Field::new(FieldKind::Password, "password", page.t("portal.password.new"))
        .hint(page.t("portal.password.hint"))
        .max_length(128)
        .autocomplete("new-password")
}

/// What the form says where its fields are wrong; a page of its own where it is something else.
fn not_done(form: PhonePage, error: ActError, back: &'static str) -> Response {
    match error {
        ActError::Refused(refusal) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&form.page, &refusal);
            (status_of(&refusal), Html(form.with(&wrong))).into_response()
        }
        ActError::Refused(refusal) => {
            let seconds = if refusal.code == "code_just_sent" {
                phone::WAIT_SECONDS
            } else {
                3_600
            };
            let waits = refusal.kind == yimen_domain::words::RefusalKind::Later;
            let link = LinkTo::new(back, form.page.t("portal.phone.again"));
            let mut answer = refuse(form.page, ActError::Refused(refusal), link);
            if waits {
                answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            answer
        }
        error => {
            let link = LinkTo::new(back, form.page.t("portal.phone.again"));
            refuse(form.page, error, link)
        }
    }
}

/// The secret of whoever asked for a code.
fn asked(headers: &HeaderMap) -> String {
    cookie(headers, COOKIE)
        .filter(|secret| is_secret(secret))
        .unwrap_or_default()
}

fn keeping(app: &App, secret: &str, mut answer: Response) -> Response {
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let age = if secret.is_empty() { 0 } else { 1_800 };
    let text = format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}

/// The masked number to which the code went, and whether it was entered; back to the beginning when it is good no more.
async fn number(app: &App, headers: &HeaderMap, begin: &str) -> Result<(String, bool), Response> {
    match phone::asked(&app.centre, &asked(headers)).await {
        Ok(Some(found)) => Ok(found),
        _ => Err(redirect_with(begin, &Flash::notice("portal.phone.gone"))),
    }
}

fn sign_in_form(page: Page, back: &str, typed: &str) -> PhonePage {
    let back = local_path(Some(back)).to_string();
    PhonePage {
        title: page.t("portal.phone.sign_in"),
        words: page.t("portal.phone.sign_in_words").to_string(),
        action: "/sign-in/phone",
        send: page.t("portal.phone.send"),
        other: LinkTo::new(
            format!("/sign-in?back={}", in_query(&back)),
            page.t("portal.phone.with_password"),
        ),
        sent: false,
        faults: Vec::new(),
        fields: vec![number_field(&page, typed)],
        back,
        page,
    }
}

async fn sign_in_page(page: Page, Visitor(visitor): Visitor, Query(query): Query<Back>) -> Response {
    match visitor {
        Some(signed) => Redirect::to(next_of(&signed, &query.back)).into_response(),
        None => Html(sign_in_form(page, &query.back, "")).into_response(),
    }
}

async fn sign_in_ask(
    State(app): State<App>,
    page: Page,
    CameFrom(source): CameFrom,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let (back, number) = (typed(&form, "back"), typed(&form, "phone"));
    match phone::ask(&app.centre, number, Purpose::SignIn, &source).await {
        Ok(secret) => {
            let next = format!("/sign-in/phone/code?back={}", in_query(back));
            keeping(&app, &secret, Redirect::to(&next).into_response())
        }
        Err(error) => not_done(sign_in_form(page, back, number), error, "/sign-in/phone"),
    }
}

fn code_form(page: Page, back: &str, number: &str) -> PhonePage {
    let back = local_path(Some(back)).to_string();
    PhonePage {
        title: page.t("portal.phone.enter"),
        words: page.t1("portal.phone.sent", number),
        action: "/sign-in/phone/code",
        send: page.t("layout.sign_in"),
        other: LinkTo::new(
            format!("/sign-in/phone?back={}", in_query(&back)),
            page.t("portal.phone.again"),
        ),
        sent: true,
        faults: Vec::new(),
        fields: vec![code_field(&page)],
        back,
        page,
    }
}

async fn code_page(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
    Query(query): Query<Back>,
) -> Response {
    if let Some(signed) = visitor {
        return Redirect::to(next_of(&signed, &query.back)).into_response();
    }
    match number(&app, &headers, "/sign-in/phone").await {
        Ok((shown, _)) => Html(code_form(page, &query.back, &shown)).into_response(),
        Err(answer) => answer,
    }
}

async fn code_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let back = typed(&form, "back");
    let shown = match number(&app, &headers, "/sign-in/phone").await {
        Ok((shown, _)) => shown,
        Err(answer) => return answer,
    };
    match phone::sign_in(&app.centre, &asked(&headers), typed(&form, "code"), &source).await {
        Ok(Came::Known(came)) => {
            // Whoever was signed in here before is no longer.
            if let Some(earlier) = session_secret(&headers)
                && let Err(error) = sign_in::sign_out(&app.centre, &earlier, &source).await
            {
                return not_done(code_form(page, back, &shown), error, "/sign-in/phone");
            }
            keeping(&app, "", go_on(&app, *came, back, None))
        }
        Ok(Came::New) => Redirect::to(&format!("/sign-in/phone/new?back={}", in_query(back))).into_response(),
        Err(error) => not_done(code_form(page, back, &shown), error, "/sign-in/phone"),
    }
}

fn new_form(page: Page, back: &str, number: &str, form: &Typed) -> PhonePage {
    let back = local_path(Some(back)).to_string();
    let fields = vec![
        Field::text("applicant.name", page.t("portal.applicant.name"))
            .value(typed(form, "applicant.name"))
            .max_length(100)
            .autocomplete("name"),
        Field::text("applicant.id_number", page.t("portal.applicant.citizen_id"))
            .hint(page.t("portal.applicant.citizen_id.hint"))
            .value(typed(form, "applicant.id_number"))
            .max_length(18),
    ];
    PhonePage {
        title: page.t("portal.phone.new"),
        words: page.t1("portal.phone.new_words", number),
        action: "/sign-in/phone/new",
        send: page.t("portal.register.now"),
        other: LinkTo::new(
            format!("/sign-in?back={}", in_query(&back)),
            page.t("portal.phone.have"),
        ),
        sent: false,
        faults: Vec::new(),
        fields,
        back,
        page,
    }
}

async fn new_page(State(app): State<App>, page: Page, headers: HeaderMap, Query(query): Query<Back>) -> Response {
    match number(&app, &headers, "/sign-in/phone").await {
        Ok((shown, true)) => Html(new_form(page, &query.back, &shown, &Typed::new())).into_response(),
        Ok((_, false)) => Redirect::to("/sign-in/phone/code").into_response(),
        Err(answer) => answer,
    }
}

async fn new_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let back = typed(&form, "back");
    let shown = match number(&app, &headers, "/sign-in/phone").await {
        Ok((shown, _)) => shown,
        Err(answer) => return answer,
    };
    let applicant = Applicant {
        kind: "person".into(),
        name: typed(&form, "applicant.name").to_string(),
        id_number: typed(&form, "applicant.id_number").to_string(),
        ..Applicant::default()
    };
    match phone::sign_up(&app.centre, &asked(&headers), applicant, &source).await {
        Ok(opened) => {
            let next = next_of(&opened.signed, back);
            let answer = redirect_with(next, &Flash::done("portal.registered"));
            keeping(&app, "", arrived(&app, &opened, answer))
        }
        Err(error) => not_done(new_form(page, back, &shown, &form), error, "/sign-in/phone"),
    }
}

fn forgotten_form(page: Page, typed: &str) -> PhonePage {
    PhonePage {
        title: page.t("portal.phone.forgotten"),
        words: page.t("portal.phone.forgotten_words").to_string(),
        action: "/sign-in/forgotten",
        send: page.t("portal.phone.send"),
        back: "/".into(),
        other: LinkTo::new("/sign-in", page.t("portal.phone.with_password")),
        sent: false,
        faults: Vec::new(),
        fields: vec![number_field(&page, typed)],
        page,
    }
}

async fn forgotten_page(page: Page) -> Response {
    Html(forgotten_form(page, "")).into_response()
}

async fn forgotten_ask(
    State(app): State<App>,
    page: Page,
    CameFrom(source): CameFrom,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let number = typed(&form, "phone");
    match phone::ask(&app.centre, number, Purpose::Password, &source).await {
        Ok(secret) => keeping(&app, &secret, Redirect::to("/sign-in/forgotten/code").into_response()),
        Err(error) => not_done(forgotten_form(page, number), error, "/sign-in/forgotten"),
    }
}

fn password_form(page: Page, number: &str) -> PhonePage {
    PhonePage {
        title: page.t("portal.phone.new_password"),
        words: page.t1("portal.phone.sent", number),
        action: "/sign-in/forgotten/code",
        send: page.t("portal.phone.set_password"),
        back: "/".into(),
        other: LinkTo::new("/sign-in/forgotten", page.t("portal.phone.again")),
        sent: true,
        faults: Vec::new(),
        fields: vec![code_field(&page), password_field(&page)],
        page,
    }
}

async fn password_page(State(app): State<App>, page: Page, headers: HeaderMap) -> Response {
    match number(&app, &headers, "/sign-in/forgotten").await {
        Ok((shown, _)) => Html(password_form(page, &shown)).into_response(),
        Err(answer) => answer,
    }
}

async fn password_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let shown = match number(&app, &headers, "/sign-in/forgotten").await {
        Ok((shown, _)) => shown,
        Err(answer) => return answer,
    };
    let given = (typed(&form, "code"), form.get("password").map_or("", String::as_str));
    match phone::set_password(&app.centre, &asked(&headers), given, &source).await {
        Ok(()) => {
            let answer = redirect_with("/sign-in", &Flash::done("portal.phone.password_set"));
            keeping(&app, "", answer)
        }
        Err(error) => not_done(password_form(page, &shown), error, "/sign-in/forgotten"),
    }
}

async fn own_form(app: &App, page: Page, signed: &Signed, number: &str) -> Result<PhonePage, ActError> {
    let own = phone::own(&app.centre, signed).await?;
    let mut fields = vec![number_field(&page, number)];
    if factor::has_password(&app.centre, signed).await? {
        fields.push(
            Field::new(FieldKind::Password, "present", page.t("portal.password.present"))
                .max_length(256)
                .autocomplete("current-password"),
        );
    }
    let words = match own {
        Own { proven: true, shown } => page.t1("portal.phone.own_proven", shown),
        Own { shown, .. } => page.t1("portal.phone.own_told", shown),
    };
    Ok(PhonePage {
        title: page.t("portal.phone.own"),
        words,
        action: "/my/phone",
        send: page.t("portal.phone.send"),
        back: "/".into(),
        other: LinkTo::new(home_of(signed), page.t("portal.password.back")),
        sent: false,
        faults: Vec::new(),
        fields,
        page,
    })
}

async fn own_page(State(app): State<App>, page: Page, Me(signed): Me) -> Response {
    match own_form(&app, page.clone(), &signed, "").await {
        Ok(form) => Html(form).into_response(),
        Err(error) => refuse(page, error, LinkTo::new("/my", "")),
    }
}

async fn own_ask(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    Me(signed): Me,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let number = typed(&form, "phone");
    let given = (number, form.get("present").map_or("", String::as_str));
    let session = session_secret(&headers).unwrap_or_default();
    let error = match phone::ask_for_own(&app.centre, &signed, given, &session, &source).await {
        Ok(secret) => return keeping(&app, &secret, Redirect::to("/my/phone/code").into_response()),
        Err(error) => error,
    };
    match own_form(&app, page.clone(), &signed, number).await {
        Ok(form) => not_done(form, error, "/my/phone"),
        Err(error) => refuse(page, error, LinkTo::new("/my", "")),
    }
}

fn own_code_form(page: Page, number: &str) -> PhonePage {
    PhonePage {
        title: page.t("portal.phone.enter"),
        words: page.t1("portal.phone.sent", number),
        action: "/my/phone/code",
        send: page.t("portal.phone.bind"),
        back: "/".into(),
        other: LinkTo::new("/my/phone", page.t("portal.phone.again")),
        sent: true,
        faults: Vec::new(),
        fields: vec![code_field(&page)],
        page,
    }
}

async fn own_code_page(State(app): State<App>, page: Page, headers: HeaderMap, Me(_): Me) -> Response {
    match number(&app, &headers, "/my/phone").await {
        Ok((shown, _)) => Html(own_code_form(page, &shown)).into_response(),
        Err(answer) => answer,
    }
}

async fn own_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    Me(signed): Me,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let shown = match number(&app, &headers, "/my/phone").await {
        Ok((shown, _)) => shown,
        Err(answer) => return answer,
    };
    let secret = asked(&headers);
    let session = session_secret(&headers).unwrap_or_default();
    let given = (secret.as_str(), typed(&form, "code"));
    match phone::bind(&app.centre, &signed, given, &session, &source).await {
        Ok(()) => {
            let answer = redirect_with("/my/phone", &Flash::done("portal.phone.bound"));
            keeping(&app, "", answer)
        }
        Err(error) => not_done(own_code_form(page, &shown), error, "/my/phone"),
    }
}
