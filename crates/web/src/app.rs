//! The centre behind the pages, who is signed in, and how a refusal becomes a page.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;
use yimen_acts::accounts::{Signed, sign_in};
use yimen_acts::mandates::{Acting, mark_of};
use yimen_acts::{ActError, Centre, scan};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::words::{Fault, Refusal, RefusalKind, Words};

use crate::shell::components::LinkTo;
use crate::shell::{self, Page, SignedIn, problem_page};

/// Cookie of the session; the secret in it is stored only as a hash.
pub const SESSION: &str = "session";

/// The page on which one changes one's password.
pub(crate) const PASSWORD: &str = "/my/password";
/// The page on which one sets up one's second factor, and above what belongs to it.
pub(crate) const SECOND: &str = "/my/second-factor";

/// What every handler needs.
#[derive(Clone)]
pub struct App {
    /// The centre.
    pub centre: Centre,
}

impl App {
    /// Pages over this centre.
    pub fn new(centre: Centre) -> App {
        App { centre }
    }

    /// What the pages know of the place where they run.
    pub fn settings(&self) -> shell::Settings {
        let organisation = self.centre.organisation();
        let usual = shell::Settings::default();
        let name = |text: &str, usual: &Arc<str>| {
            if text.is_empty() {
                Arc::clone(usual)
            } else {
                text.into()
            }
        };
        shell::Settings {
            demonstration: self.centre.settings().demonstration,
            centre_zh: name(&organisation.division.centre.zh, &usual.centre_zh),
            centre_en: name(&organisation.division.centre.en, &usual.centre_en),
            secure_cookies: self.centre.settings().base_url.starts_with("https://"),
            ..usual
        }
    }
}

/// Who is signed in, as handlers and templates see it.
#[derive(Clone)]
struct Recognised(Arc<Signed>);

/// Puts whoever the session cookie names into the request.
pub async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(secret) = session_secret(request.headers())
        && let Ok(Some(signed)) = sign_in::by_session(&app.centre, &secret).await
    {
        let mut shown = shown(&app, &signed);
        // Not knowing for whom, nothing is done for anybody.
        let acting = match chosen(&app, request.headers(), &secret, &signed).await {
            Ok(acting) => acting,
            Err(error) => {
                tracing::warn!(%error, "for whom somebody acts is not known");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        };
        if let Some(acting) = acting {
            shown.acting = acting.mandate().map(|mandate| mandate.principal.shown.clone());
            request.extensions_mut().insert(Acts(Arc::new(acting)));
        }
        request.extensions_mut().insert(shown);
        request.extensions_mut().insert(Recognised(signed));
    }
    next.run(request).await
}

/// Cookie that says under which mandate somebody acts; believed in the session in which it was chosen, and only of a mandate that they received.
const ACTING: &str = "acting";

/// For whom somebody acts, as handlers see it.
#[derive(Clone)]
struct Acts(Arc<Acting>);

/// For whom the request is made, where that is another.
pub(crate) fn acting(parts: &Parts) -> Option<Arc<Acting>> {
    parts.extensions.get::<Acts>().map(|acts| Arc::clone(&acts.0))
}

async fn chosen(
    app: &App,
    headers: &HeaderMap,
    session: &str,
    signed: &Arc<Signed>,
) -> Result<Option<Acting>, ActError> {
    let Some((id, mark)) = cookie(headers, ACTING).and_then(|cookie| {
        let (id, mark) = cookie.split_once('.')?;
        Some((Uuid::parse_str(id).ok()?, mark.to_string()))
    }) else {
        return Ok(None);
    };
    if signed.is_staff() || mark != mark_of(session) {
        return Ok(None);
    }
    Acting::under(&app.centre, Arc::clone(signed), id).await
}

/// The cookie that keeps for whom somebody acts while the session lasts; without a mandate for themselves.
pub(crate) fn acting_cookie(app: &App, session: &str, mandate: Option<Uuid>) -> Option<HeaderValue> {
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let (value, age) = match mandate {
        Some(id) => (format!("{id}.{}", mark_of(session)), ""),
        None => (String::new(), "; Max-Age=0"),
    };
    HeaderValue::from_str(&format!(
        "{ACTING}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}"
    ))
    .ok()
}

/// The secret in the session cookie.
pub fn session_secret(headers: &HeaderMap) -> Option<String> {
    cookie(headers, SESSION).filter(|secret| is_secret(secret))
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    headers
        .get_all(axum::http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.to_string())
}

/// It has the form of the secrets that the centre gives out.
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The cookie that keeps a session; an empty secret ends it.
pub fn session_cookie(app: &App, secret: &str) -> Option<HeaderValue> {
    let age = if secret.is_empty() {
        0
    } else {
        sign_in::SESSION_MICROS / 1_000_000
    };
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{SESSION}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"
    ))
    .ok()
}

fn shown(app: &App, signed: &Signed) -> SignedIn {
    let place = signed
        .body
        .as_deref()
        .map(|body| app.centre.organisation().body_name(body).zh)
        .unwrap_or_default();
    SignedIn {
        name: signed.shown.clone(),
        role: shell_role(signed),
        place,
        acting: None,
    }
}

fn shell_role(signed: &Signed) -> shell::Role {
    match signed.roles.first() {
        None => shell::Role::Applicant,
        Some(Role::Clerk) => shell::Role::WindowClerk,
        Some(Role::Examiner) => shell::Role::Examiner,
        Some(Role::Chief) => shell::Role::ChiefApprover,
        Some(Role::Drafter) => shell::Role::Drafter,
        Some(Role::Legal) => shell::Role::LegalReviewer,
        Some(Role::Inspector) => shell::Role::Inspector,
        Some(Role::Manager) => shell::Role::Manager,
        Some(Role::Admin) => shell::Role::Administrator,
        Some(Role::Security) => shell::Role::SecurityAdministrator,
        Some(Role::Audit) => shell::Role::Auditor,
    }
}

/// The page on which somebody begins after signing in.
pub fn home_of(signed: &Signed) -> &'static str {
    match signed.roles.first() {
        // Staff without a post see where they were.
        None if signed.is_staff() => "/workbench/organisation",
        None => "/my",
        Some(Role::Inspector | Role::Manager) => "/inspector",
        Some(Role::Drafter | Role::Legal) => "/workbench/items/drafts",
        Some(Role::Audit) => "/workbench/audit",
        Some(Role::Security) => "/workbench/accounts",
        Some(Role::Clerk | Role::Examiner | Role::Chief | Role::Admin) => "/workbench",
    }
}

/// Whoever is signed in, or nobody.
pub struct Visitor(pub Option<Arc<Signed>>);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Visitor(
            parts
                .extensions
                .get::<Recognised>()
                .map(|recognised| Arc::clone(&recognised.0)),
        ))
    }
}

/// A citizen or company who is signed in; others are led to the sign-in page and back.
pub struct Applicant(pub Arc<Signed>);

impl<S: Send + Sync> FromRequestParts<S> for Applicant {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let signed = need_signed_in(parts, state).await?;
        if signed.is_staff() {
            Err(StatusCode::FORBIDDEN.into_response())
        } else {
            Ok(Applicant(signed))
        }
    }
}

/// Anybody who is signed in.
pub struct Anybody(pub Arc<Signed>);

impl<S: Send + Sync> FromRequestParts<S> for Anybody {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        need_signed_in(parts, state).await.map(Anybody)
    }
}

/// Anybody who is signed in, as the actor that they are here: for themselves, or for whom they act.
pub struct Doer {
    /// Who is signed in.
    pub signed: Arc<Signed>,
    /// As whom they act.
    pub actor: Actor,
}

impl<S: Send + Sync> FromRequestParts<S> for Doer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let signed = need_signed_in(parts, state).await?;
        let actor = acting(parts).map_or_else(|| signed.actor(), |acting| acting.actor());
        Ok(Doer { signed, actor })
    }
}

/// A member of staff who is signed in.
pub struct Staff(pub Arc<Signed>);

impl Staff {
    /// As an actor of the domain.
    pub fn actor(&self) -> Actor {
        self.0.actor()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let signed = need_signed_in(parts, state).await?;
        if signed.is_staff() {
            Ok(Staff(signed))
        } else {
            Err(StatusCode::FORBIDDEN.into_response())
        }
    }
}

async fn need_signed_in<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Arc<Signed>, Response> {
    let Ok(Visitor(visitor)) = Visitor::from_request_parts(parts, state).await;
    if visitor.as_ref().is_some_and(|signed| signed.must_change) && parts.uri.path() != PASSWORD {
        return Err(Redirect::to(PASSWORD).into_response());
    }
    let is_set_up_here = parts.uri.path() == PASSWORD || parts.uri.path().starts_with(SECOND);
    if visitor.as_ref().is_some_and(|signed| signed.must_set_second) && !is_set_up_here {
        return Err(Redirect::to(SECOND).into_response());
    }
    visitor.ok_or_else(|| {
        let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let back: String = if parts.method == axum::http::Method::GET {
            back.to_string()
        } else {
            "/".to_string()
        };
        Redirect::to(&format!("/sign-in?back={}", in_query(&back))).into_response()
    })
}

/// A text as the value of a query.
pub fn in_query(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

/// The status that a refusal has on the net.
pub fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal.kind {
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::State => StatusCode::CONFLICT,
        RefusalKind::Missing => StatusCode::NOT_FOUND,
        RefusalKind::Later if refusal.code == scan::DOWN => StatusCode::SERVICE_UNAVAILABLE,
        RefusalKind::Later => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// A page that says why something was not done and what can be done. A form that can show faults beside its fields
/// should do that instead for refusals with faults.
pub fn refuse(page: Page, error: ActError, back: LinkTo) -> Response {
    let pick = |page: &Page, words: &Words| page.pick(&words.zh, &words.en).to_string();
    match error {
        ActError::Refused(refusal) => {
            let status = status_of(&refusal);
            let mut happened = pick(&page, &refusal.why);
            for fault in &refusal.faults {
                happened.push(' ');
                happened.push_str(&pick(&page, &fault.words));
            }
            if !refusal.rule.is_empty() {
                happened.push_str(&page.t1("refusal.rule", refusal.rule));
            }
            let (title, to_do) = (page.t("refusal.title"), pick(&page, &refusal.remedy));
            problem_page(page, status, title, happened, to_do, back)
        }
        ActError::Busy(why) => {
            crate::pressure::note(&why);
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        ActError::Broken(why) => {
            tracing::error!(why, "broken");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// What is wrong with one field that was refused as a whole: its faults, or where none is named, why.
pub fn faults_at(field: &str, refusal: Refusal) -> Vec<Fault> {
    let words: Vec<Words> = match refusal.faults.is_empty() {
        true => vec![refusal.why],
        false => refusal.faults.into_iter().map(|fault| fault.words).collect(),
    };
    let at = |words| Fault {
        field: field.to_string(),
        words,
    };
    words.into_iter().map(at).collect()
}

/// The faults of a refusal in the page's language, as (field, words).
pub fn faults_of(page: &Page, refusal: &Refusal) -> Vec<(String, String)> {
    let pick = |fault: &Fault| {
        (
            fault.field.clone(),
            page.pick(&fault.words.zh, &fault.words.en).to_string(),
        )
    };
    refusal.faults.iter().map(pick).collect()
}
