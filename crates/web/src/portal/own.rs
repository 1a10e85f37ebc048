//! My data (我的信息): a copy of everything that is kept of a person, and the closing of their account.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::accounts::own::{self, Own, OwnCase, OwnFile};
use yimen_acts::accounts::{Signed, factor};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Instant;

use crate::app::{App, faults_of, refuse, session_secret};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, SummaryRow, TimelineEntry, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;
use crate::workbench::shown::pair;

use super::case::entries;
use super::safety::happened;
use super::{Me, Typed, words};

const DATA: &str = "/my/data";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/data", get(show).post(copy))
        .route("/my/close", get(close_page).post(close))
}

#[derive(Template)]
#[template(path = "portal/data.html")]
struct DataPage {
    page: Page,
    login: String,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn data_page(app: &App, page: Page, me: &Signed, wrong: &str) -> Result<DataPage, ActError> {
    let fields = password(app, &page, me, wrong).await?;
    Ok(DataPage {
        login: me.login.clone(),
        faults: faults(&fields),
        fields,
        page,
    })
}

/// The password, where the account has one.
async fn password(app: &App, page: &Page, me: &Signed, wrong: &str) -> Result<Vec<Field>, ActError> {
    if !factor::has_password(&app.centre, me).await? {
        return Ok(Vec::new());
    }
    let mut field = Field::new(FieldKind::Password, "present", page.t("portal.password.present"))
        .max_length(256)
        .autocomplete("current-password");
    field.error = wrong.to_string();
    Ok(vec![field])
}

async fn show(State(app): State<App>, page: Page, Me(me): Me) -> Response {
    match data_page(&app, page.clone(), &me, "").await {
        Ok(data) => Html(data).into_response(),
        Err(error) => no(page, error, "/my", "portal.my.title"),
    }
}

async fn copy(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Me(me): Me,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let present = form.get("present").map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    let made = own::copy(&app.centre, &me, present, &session, &source).await;
    let archive = made.and_then(|own| {
        let readable = readable(&page, &app.centre, &own);
        own.archive(&readable.render().map_err(|error| ActError::Broken(error.to_string()))?)
    });
    match archive {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "application/zip"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, bytes).into_response()
        }
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let words = wrong.first().map_or("", |(_, words)| words.as_str());
            match data_page(&app, page.clone(), &me, words).await {
                Ok(data) => (StatusCode::UNPROCESSABLE_ENTITY, Html(data)).into_response(),
                Err(error) => no(page, error, DATA, "portal.data.title"),
            }
        }
        Err(error) => no(page, error, DATA, "portal.data.title"),
    }
}

/// The page in the copy: it stands by itself, without styles and scripts.
#[derive(Template)]
#[template(path = "portal/data_copy.html")]
struct Readable {
    page: Page,
    made: String,
    account: Vec<SummaryRow>,
    happened: Vec<[String; 3]>,
    sessions: Vec<[String; 3]>,
    cases: Vec<ReadableCase>,
    has_more: bool,
    drafts: Vec<[String; 2]>,
    notices: Vec<[String; 3]>,
    looks: Vec<[String; 5]>,
    mandates: Vec<Vec<SummaryRow>>,
}

struct ReadableCase {
    name: String,
    number: String,
    status: String,
    told: Vec<SummaryRow>,
    course: Vec<TimelineEntry>,
    papers: Vec<OwnFile>,
}

fn readable(page: &Page, centre: &Centre, own: &Own) -> Readable {
    let applicant = &own.applicant;
    let proven = match own.phone_proven {
        true => "portal.phone.opens_yes",
        false => "portal.phone.opens_no",
    };
    let session = |session: &yimen_acts::accounts::sessions::Session| {
        [
            page.moment(session.since.0),
            session.agent.clone(),
            session.address.clone(),
        ]
    };
    let ways = |ways: &[(String, Instant)]| {
        let words = ways
            .iter()
            .map(|(name, since)| format!("{name} ({})", page.moment(since.0)));
        words.collect::<Vec<_>>().join(page.pick("；", "; "))
    };
    Readable {
        made: page.moment(own.at.0),
        account: vec![
            SummaryRow::new(page.t("portal.passkey.title"), ways(&own.passkeys)),
            SummaryRow::new(page.t("portal.identity.title"), ways(&own.identities)),
            SummaryRow::new(page.t("portal.sign_in.login"), &own.login),
            SummaryRow::new(page.t("portal.my.name"), &applicant.name),
            SummaryRow::new(page.t("portal.my.id_number"), &applicant.id_number),
            SummaryRow::new(page.t("portal.applicant.phone"), &applicant.phone),
            SummaryRow::new(page.t("portal.phone.opens"), page.t(proven)),
            SummaryRow::new(page.t("portal.mail.own"), own.mail.clone().unwrap_or_default()),
        ],
        happened: own
            .happened
            .iter()
            .filter_map(|event| happened(page, event))
            .map(|event| [event.at, event.what, event.address])
            .collect(),
        sessions: own.sessions.iter().map(session).collect(),
        cases: own.cases.iter().map(|case| readable_case(page, case)).collect(),
        has_more: own.has_more,
        drafts: own
            .drafts
            .iter()
            .map(|draft| [draft.item.clone(), page.moment(draft.changed_at)])
            .collect(),
        notices: own
            .notices
            .iter()
            .map(|notice| {
                [
                    page.moment(notice.at.0),
                    notice.number().to_string(),
                    words::say(page, &notice.words),
                ]
            })
            .collect(),
        looks: own
            .looks
            .iter()
            .map(|look| {
                [
                    page.moment(look.at.0),
                    look.name.clone(),
                    look.purpose
                        .map_or("", |purpose| pair(page, purpose.words()))
                        .to_string(),
                    pair(page, look.part.words()).to_string(),
                    look.number.clone(),
                ]
            })
            .collect(),
        mandates: own
            .mandates
            .given
            .iter()
            .chain(&own.mandates.received)
            .map(|shown| super::mandates::rows(page, centre, shown))
            .collect(),
        page: page.clone(),
    }
}

fn readable_case(page: &Page, case: &OwnCase) -> ReadableCase {
    let mut told = Vec::new();
    if let Some(secret) = &case.view.secret {
        told.push(SummaryRow::new(page.t("portal.my.name"), &secret.applicant.name));
        told.push(SummaryRow::new(
            page.t("portal.my.id_number"),
            &secret.applicant.id_number,
        ));
        told.push(SummaryRow::new(
            page.t("portal.applicant.phone"),
            &secret.applicant.phone,
        ));
        let filled = crate::forms::summary(page, &case.view.item.form, &secret.form);
        told.extend(filled.into_iter().map(|(_, row)| row));
    }
    ReadableCase {
        name: words::say(page, &case.view.item.name),
        number: case.view.case.number.clone(),
        status: words::pick(page, case.view.case.status().words()),
        told,
        course: entries(page, &case.view, true),
        papers: case.papers.clone(),
    }
}

#[derive(Template)]
#[template(path = "portal/close.html")]
struct ClosePage {
    page: Page,
    login: String,
    open: Vec<String>,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

async fn closing(app: &App, page: Page, me: &Signed, wrong: &str) -> Result<ClosePage, ActError> {
    let fields = password(app, &page, me, wrong).await?;
    Ok(ClosePage {
        login: me.login.clone(),
        open: own::open_cases(&app.centre, me).await?,
        faults: faults(&fields),
        fields,
        page,
    })
}

async fn close_page(State(app): State<App>, page: Page, Me(me): Me) -> Response {
    match closing(&app, page.clone(), &me, "").await {
        Ok(closing) => Html(closing).into_response(),
        Err(error) => no(page, error, DATA, "portal.data.title"),
    }
}

async fn close(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Came(source): Came,
    Me(me): Me,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let present = form.get("present").map_or("", String::as_str);
    let session = session_secret(&headers).unwrap_or_default();
    match own::close(&app.centre, &me, (present, &session), &source).await {
        Ok(()) => redirect_with("/", &Flash::done("portal.close.done")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let words = wrong.first().map_or("", |(_, words)| words.as_str());
            match closing(&app, page.clone(), &me, words).await {
                Ok(closing) => (StatusCode::UNPROCESSABLE_ENTITY, Html(closing)).into_response(),
                Err(error) => no(page, error, DATA, "portal.data.title"),
            }
        }
        Err(error) => no(page, error, "/my/close", "portal.close.title"),
    }
}

fn no(page: Page, error: ActError, back: &str, words: &str) -> Response {
    let back = LinkTo::new(back, page.t(words));
    refuse(page, error, back)
}
