//! Safety of one's account (账号安全): the password, and the devices on which one is signed in. For everybody, staff as well.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use yimen_acts::accounts::security::{self, Event};
use yimen_acts::accounts::sessions::{self, Session};
use yimen_acts::accounts::{Signed, factor, password};
use yimen_acts::{ActError, Centre};
use yimen_store::ledger::{hex, unhex};

use crate::app::{Anybody, App, PASSWORD, faults_of, home_of, refuse, session_secret};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

use super::{Typed, typed};

const DEVICES: &str = "/my/devices";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/password", get(password_page).post(change))
        .route("/my/devices", get(devices))
        .route("/my/devices/end", post(end))
}

#[derive(Template)]
#[template(path = "portal/password.html")]
struct PasswordPage {
    page: Page,
    home: &'static str,
    must: bool,
    title: &'static str,
    login: String,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn password_page(State(app): State<App>, page: Page, Anybody(signed): Anybody) -> Response {
    password_form(&app.centre, page, &signed, &[]).await
}

async fn password_form(centre: &Centre, page: Page, signed: &Signed, wrong: &[(String, String)]) -> Response {
    match factor::has_password(centre, signed).await {
        Ok(has_password) => Html(password_fields(page, signed, has_password, wrong)).into_response(),
        Err(error) => no(page, error, home_of(signed), "portal.password.title"),
    }
}

fn password_fields(page: Page, signed: &Signed, has_password: bool, wrong: &[(String, String)]) -> PasswordPage {
    let new = Field::new(FieldKind::Password, "password", page.t("portal.password.new"))
        .hint(page.t("portal.password.hint"))
        .max_length(128)
        .autocomplete("new-password");
    let mut fields = vec![new];
    if has_password {
        fields.insert(0, present(&page));
    }
    for field in &mut fields {
        if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
    PasswordPage {
        home: home_of(signed),
        must: signed.must_change,
        title: if has_password {
            page.t("portal.password.title")
        } else {
            page.t("portal.password.first")
        },
        login: signed.login.clone(),
        faults: faults(&fields),
        fields,
        page,
    }
}

async fn change(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Anybody(signed): Anybody,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let of = |name: &str| form.get(name).map_or("", String::as_str);
    let secret = session_secret(&headers).unwrap_or_default();
    let passwords = (of("present"), of("password"));
    match password::change(&app.centre, &signed, passwords, &secret, &source).await {
        Ok(()) => redirect_with(home_of(&signed), &Flash::done("portal.password.changed")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let mut answer = password_form(&app.centre, page, &signed, &wrong).await;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            answer
        }
        Err(error) => no(page, error, PASSWORD, "portal.password.title"),
    }
}

/// The field for the present password.
pub(super) fn present(page: &Page) -> Field {
    Field::new(FieldKind::Password, "present", page.t("portal.password.present"))
        .max_length(256)
        .autocomplete("current-password")
}

#[derive(Template)]
#[template(path = "portal/devices.html")]
struct DevicesPage {
    page: Page,
    home: &'static str,
    is_staff: bool,
    devices: Vec<Device>,
    events: Vec<Happened>,
}

/// Something that happened to the account.
pub(super) struct Happened {
    pub(super) at: String,
    pub(super) what: String,
    pub(super) by: String,
    pub(super) address: String,
}

struct Device {
    key: String,
    this: bool,
    name: String,
    since: String,
    seen: String,
    address: String,
}

async fn devices(State(app): State<App>, page: Page, headers: HeaderMap, Anybody(signed): Anybody) -> Response {
    let found = list(&app.centre, &signed, &headers).await;
    let events = security::own(&app.centre, &signed, None).await;
    match found.and_then(|found| Ok((found, events?))) {
        Ok((found, events)) => Html(DevicesPage {
            home: home_of(&signed),
            is_staff: signed.is_staff(),
            events: events.iter().filter_map(|event| happened(&page, event)).collect(),
            devices: found.iter().map(|session| device(&page, session)).collect(),
            page,
        })
        .into_response(),
        Err(error) => no(page, error, home_of(&signed), "portal.devices.title"),
    }
}

/// An event of one's own account as it is shown.
pub(super) fn happened(page: &Page, event: &Event) -> Option<Happened> {
    let (zh, en) = event.what?.words();
    Some(Happened {
        at: page.moment(event.at.0),
        what: page.pick(zh, en).to_string(),
        by: event.by.clone(),
        address: event.address.clone(),
    })
}

async fn list(centre: &Centre, signed: &Signed, headers: &HeaderMap) -> Result<Vec<Session>, ActError> {
    let secret = session_secret(headers).unwrap_or_default();
    sessions::list(centre, signed, &secret).await
}

fn device(page: &Page, session: &Session) -> Device {
    Device {
        key: hex(&session.hash),
        this: session.this,
        name: name_of(&session.agent).map_or_else(|| page.t("portal.devices.unknown").to_string(), str::to_string),
        since: page.moment(session.since.0),
        seen: page.moment(session.seen.0),
        address: session.address.clone(),
    }
}

/// What people call the browser and the machine behind these words; the first that fits, because browsers name each other.
fn name_of(agent: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str, &str); 13] = [
        ("MicroMessenger", "iPhone", "微信 · iPhone"),
        ("MicroMessenger", "Android", "微信 · Android"),
        ("HarmonyOS", "", "HarmonyOS"),
        ("Edg/", "Windows", "Edge · Windows"),
        ("Firefox/", "Windows", "Firefox · Windows"),
        ("Firefox/", "Android", "Firefox · Android"),
        ("Firefox/", "", "Firefox"),
        ("Chrome/", "Android", "Chrome · Android"),
        ("Chrome/", "Windows", "Chrome · Windows"),
        ("Chrome/", "Mac OS", "Chrome · macOS"),
        ("Chrome/", "", "Chrome"),
        ("Safari/", "iPhone", "Safari · iPhone"),
        ("Safari/", "", "Safari"),
    ];
    NAMES
        .iter()
        .find(|(browser, machine, _)| agent.contains(browser) && agent.contains(machine))
        .map(|(_, _, name)| *name)
}

async fn end(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Anybody(signed): Anybody,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let secret = session_secret(&headers).unwrap_or_default();
    let ended = match typed(&form, "which") {
        "others" => sessions::end_others(&app.centre, &signed, &secret, &source).await,
        key => match unhex(key) {
            Some(hash) => sessions::end(&app.centre, &signed, hash, &source).await,
            None => return StatusCode::BAD_REQUEST.into_response(),
        },
    };
    match ended {
        Ok(()) => redirect_with(DEVICES, &Flash::done("portal.devices.ended")),
        Err(error) => no(page, error, DEVICES, "portal.devices.title"),
    }
}

fn no(page: Page, error: ActError, back: &str, words: &str) -> Response {
    let back = LinkTo::new(back, page.t(words));
    refuse(page, error, back)
}
