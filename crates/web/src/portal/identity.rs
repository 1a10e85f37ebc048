//! Coming in by a provider of identities (统一身份认证), and which of them open one's own account.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::accounts::identity::{self, Begun, Came, Provider};
use yimen_acts::accounts::{Signed, factor};
use yimen_acts::vault::Applicant;

use crate::app::{Anybody, App, Visitor, cookie, faults_of, home_of, in_query, refuse, session_secret, status_of};
use crate::shell::components::{Fault, Field, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, local_path, redirect_with};
use crate::source::Came as CameFrom;

use super::account::{arrived, go_on, next_of};
use super::phone::{PhonePage, number_field};
use super::safety::present;
use super::{Typed, typed};

/// Cookie with what is kept while somebody is at a provider: sealed by the centre.
const COOKIE: &str = "identity";
/// Cookie with where they wanted to go.
const BACK: &str = "identity_back";
/// How long both are kept, seconds.
const AGE: u32 = 1_800;
const OWN: &str = "/my/identity";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/identity/{provider}", get(begin))
        .route("/sign-in/identity/{provider}/back", get(finish))
        .route("/sign-in/identity-new", get(new_page).post(new_now))
        .route("/my/identity", get(own))
        .route("/my/identity/{provider}", post(begin_own))
        .route("/my/identity/{provider}/remove", post(remove))
}

/// A way in, for the page to sign in.
pub(super) struct Way {
    pub(super) words: String,
    pub(super) href: String,
}

/// Ways in by providers.
pub(super) fn ways(app: &App, page: &Page, back: &str) -> Vec<Way> {
    let providers = identity::offered(&app.centre).iter();
    let way = |provider: &Provider| Way {
        words: page.t1("portal.identity.sign_in", name(page, provider)),
        href: format!("/sign-in/identity/{}?back={}", provider.code, in_query(back)),
    };
    providers.map(way).collect()
}

fn name<'a>(page: &Page, provider: &'a Provider) -> &'a str {
    page.pick(&provider.name.zh, &provider.name.en)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Back {
    back: String,
}

async fn begin(
    State(app): State<App>,
    page: Page,
    Visitor(visitor): Visitor,
    Path(provider): Path<String>,
    Query(query): Query<Back>,
) -> Response {
    if let Some(signed) = visitor {
        return Redirect::to(next_of(&signed, &query.back)).into_response();
    }
    match identity::begin(&app.centre, &provider).await {
        Ok(begun) => {
            let answer = Redirect::to(&begun.address).into_response();
            remembering(&app, &begun, local_path(Some(&query.back)), answer)
        }
        Err(error) => no(page, error, None),
    }
}

/// To the provider one goes by a link: a browser that follows our policy lets no form lead away from here.
#[derive(Template)]
#[template(path = "portal/identity_go.html")]
struct GoPage {
    page: Page,
    name: String,
    address: String,
}

async fn begin_own(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    Anybody(signed): Anybody,
    Path(provider): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let session = session_secret(&headers).unwrap_or_default();
    let password = form.get(&password_of(&provider)).map_or("", String::as_str);
    let given = (password, session.as_str());
    match identity::begin_link(&app.centre, &provider, &signed, given, &source).await {
        Ok(begun) => {
            let shown = identity::offered(&app.centre).iter().find(|one| one.code == provider);
            let go = GoPage {
                name: shown.map_or_else(String::new, |one| name(&page, one).to_string()),
                address: begun.address.clone(),
                page,
            };
            remembering(&app, &begun, OWN, Html(go).into_response())
        }
        Err(error) => again(&app, page, &signed, &provider, error).await,
    }
}

fn remembering(app: &App, begun: &Begun, back: &str, answer: Response) -> Response {
    keeping(app, BACK, &in_query(back), keeping(app, COOKIE, &begun.kept, answer))
}

/// The page once more, with the password that was not right marked where it was typed.
async fn again(app: &App, page: Page, signed: &Signed, provider: &str, error: ActError) -> Response {
    match error {
        ActError::Refused(refusal) if refusal.faults.iter().any(|fault| fault.field == "present") => {
            let wrong = faults_of(&page, &refusal);
            let words = wrong.into_iter().find(|(name, _)| name == "present");
            let words = words.map_or_else(String::new, |(_, words)| words);
            let mut answer = own_page(app, page, signed, Some((provider, &words))).await;
            *answer.status_mut() = status_of(&refusal);
            answer
        }
        error => no(page, error, Some(signed)),
    }
}

/// What a provider sends back.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    state: String,
    code: String,
}

async fn finish(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    Visitor(visitor): Visitor,
    Path(provider): Path<String>,
    Query(answer): Query<Answer>,
) -> Response {
    let kept = cookie(&headers, COOKIE).unwrap_or_default();
    let given = (kept.as_str(), answer.state.as_str(), answer.code.as_str());
    let came = identity::finish(&app.centre, &provider, given, visitor.as_deref(), &source).await;
    let back = wanted(&headers);
    match came {
        Ok(Came::Known(came)) => forgetting(&app, go_on(&app, *came, &back, None)),
        Ok(Came::Linked) => forgetting(&app, redirect_with(OWN, &Flash::done("portal.identity.linked"))),
        Ok(Came::New { kept, .. }) => keeping(
            &app,
            COOKIE,
            &kept,
            Redirect::to("/sign-in/identity-new").into_response(),
        ),
        Err(error) => forgetting(&app, no(page, error, visitor.as_deref())),
    }
}

fn wanted(headers: &HeaderMap) -> String {
    let back = cookie(headers, BACK).unwrap_or_default();
    let back = serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("back={back}")).unwrap_or_default();
    let back = back.into_iter().next().map(|(_, back)| back);
    local_path(back.as_deref()).to_string()
}

fn keeping(app: &App, name: &str, value: &str, mut answer: Response) -> Response {
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let age = if value.is_empty() { 0 } else { AGE };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}

fn forgetting(app: &App, answer: Response) -> Response {
    keeping(app, BACK, "", keeping(app, COOKIE, "", answer))
}

fn new_form(page: Page, told: &Applicant, form: &Typed) -> PhonePage {
    let company = told.kind == "company";
    let key = |person: &'static str, firm: &'static str| page.t(if company { firm } else { person });
    let mut fields = Vec::new();
    if told.name.is_empty() {
        fields.push(
            Field::text(
                "applicant.name",
                key("portal.applicant.name", "portal.applicant.company_name"),
            )
            .value(typed(form, "applicant.name"))
            .max_length(100),
        );
    }
    if told.id_number.is_empty() {
        fields.push(
            Field::text(
                "applicant.id_number",
                key("portal.applicant.citizen_id", "portal.applicant.credit_code"),
            )
            .value(typed(form, "applicant.id_number"))
            .max_length(18),
        );
    }
    let phone = match typed(form, "phone") {
        "" => told.phone.as_str(),
        typed => typed,
    };
    let mut number = number_field(&page, phone);
    number.name = "applicant.phone".into();
    number.hint.clear();
    fields.push(number);
    PhonePage {
        title: page.t("portal.identity.new"),
        words: if told.name.is_empty() || told.id_number.is_empty() {
            page.t("portal.identity.new_bare").to_string()
        } else {
            page.t2("portal.identity.new_words", told.shown(), told.masked_number())
        },
        action: "/sign-in/identity-new",
        send: page.t("portal.register.now"),
        back: "/".into(),
        other: LinkTo::new("/sign-in", page.t("portal.phone.have")),
        sent: false,
        faults: Vec::new(),
        fields,
        page,
    }
}

async fn new_page(State(app): State<App>, page: Page, headers: HeaderMap) -> Response {
    let kept = cookie(&headers, COOKIE).unwrap_or_default();
    match identity::told(&app.centre, &kept) {
        Some(told) => Html(new_form(page, &told, &Typed::new())).into_response(),
        None => redirect_with("/sign-in", &Flash::notice("portal.identity.gone")),
    }
}

async fn new_now(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let kept = cookie(&headers, COOKIE).unwrap_or_default();
    let Some(told) = identity::told(&app.centre, &kept) else {
        return redirect_with("/sign-in", &Flash::notice("portal.identity.gone"));
    };
    let applicant = Applicant {
        name: typed(&form, "applicant.name").to_string(),
        id_number: typed(&form, "applicant.id_number").to_string(),
        id_type: told.id_type.clone(),
        phone: typed(&form, "applicant.phone").to_string(),
        ..Applicant::default()
    };
    match identity::sign_up(&app.centre, &kept, applicant, &source).await {
        Ok(opened) => {
            let back = wanted(&headers);
            let answer = redirect_with(next_of(&opened.signed, &back), &Flash::done("portal.registered"));
            forgetting(&app, arrived(&app, &opened, answer))
        }
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let again = new_form(page, &told, &form).with(&wrong);
            (status_of(&refusal), Html(again)).into_response()
        }
        Err(error) => no(page, error, None),
    }
}

#[derive(Template)]
#[template(path = "portal/identity.html")]
struct OwnPage {
    page: Page,
    home: &'static str,
    faults: Vec<Fault>,
    ways: Vec<OwnWay>,
}

struct OwnWay {
    code: String,
    name: String,
    since: String,
    open: bool,
    fields: Vec<Field>,
}

async fn own(State(app): State<App>, page: Page, Anybody(signed): Anybody) -> Response {
    own_page(&app, page, &signed, None).await
}

/// Name of the field for the password: one page asks for it once for each provider.
fn password_of(provider: &str) -> String {
    format!("present-{provider}")
}

/// `wrong`: of which provider the password was not right, and what to say.
async fn own_page(app: &App, page: Page, signed: &Signed, wrong: Option<(&str, &str)>) -> Response {
    let own = identity::own(&app.centre, signed).await;
    let has_password = factor::has_password(&app.centre, signed).await;
    let (own, has_password) = match own.and_then(|own| Ok((own, has_password?))) {
        Ok(found) => found,
        Err(error) => return no(page, error, Some(signed)),
    };
    let way = |one: identity::Own| {
        let wrong = wrong
            .filter(|(code, _)| *code == one.provider.code)
            .map(|(_, words)| words);
        let mut field = present(&page);
        field.name = password_of(&one.provider.code);
        field.error = wrong.unwrap_or_default().to_string();
        OwnWay {
            name: name(&page, &one.provider).to_string(),
            since: one.since.map_or_else(String::new, |at| page.moment(at.0)),
            open: wrong.is_some(),
            fields: has_password.then_some(field).into_iter().collect(),
            code: one.provider.code,
        }
    };
    let ways: Vec<OwnWay> = own.into_iter().map(way).collect();
    Html(OwnPage {
        home: home_of(signed),
        faults: ways.iter().flat_map(|way| faults(&way.fields)).collect(),
        ways,
        page,
    })
    .into_response()
}

async fn remove(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    CameFrom(source): CameFrom,
    Anybody(signed): Anybody,
    Path(provider): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let password = form.get(&password_of(&provider)).map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    match identity::unlink(&app.centre, &signed, (&provider, password), &session, &source).await {
        Ok(()) => redirect_with(OWN, &Flash::done("portal.identity.removed")),
        Err(error) => again(&app, page, &signed, &provider, error).await,
    }
}

fn no(page: Page, error: ActError, signed: Option<&Signed>) -> Response {
    let back = match signed {
        Some(_) => LinkTo::new(OWN, page.t("portal.identity.title")),
        None => LinkTo::new("/sign-in", page.t("layout.sign_in")),
    };
    refuse(page, error, back)
}
