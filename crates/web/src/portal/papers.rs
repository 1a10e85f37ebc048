//! Documents (文书): their PDF for those concerned, and for everybody the page behind the QR code.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::cases::chase;
use yimen_acts::documents::{self, Genuine};
use yimen_acts::{ActError, files};
use yimen_domain::calendar::Day;
use yimen_domain::cases::event::DocumentKind;

use crate::app::{App, Doer, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedMultipart, Html, Page};

use super::guide::pdf_answer;
use super::progress::{Standing, standing};
use super::words;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/documents/{name}", get(pdf))
        .route("/v/{token}", get(verify).post(compare))
}

async fn pdf(State(app): State<App>, page: Page, Doer { actor, .. }: Doer, Path(name): Path<String>) -> Response {
    let Some(token) = name.strip_suffix(".pdf") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match documents::pdf(&app.centre, &actor, token).await {
        Ok((row, bytes)) => {
            chase::downloaded(&app.centre, &actor, &row).await;
            pdf_answer(&format!("{}{}.pdf", row.kind.words().0, row.number), bytes)
        }
        Err(error) => {
            let back = LinkTo::new("/my", page.t("portal.my.title"));
            refuse(page, error, back)
        }
    }
}

#[derive(Template)]
#[template(path = "portal/verify.html")]
struct Verify {
    page: Page,
    found: Option<Found>,
    compared: Option<Compared>,
    phone: String,
}

struct Found {
    token: String,
    kind: String,
    number: String,
    made: String,
    leaf: String,
    standing: Standing,
    superseded: bool,
    /// Why it is no longer in force; empty where it is.
    gone: String,
}

/// What came of comparing a file with the one that was issued.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared {
    Same,
    Other,
    NoFile,
}

async fn verify(State(app): State<App>, page: Page, Path(token): Path<String>) -> Response {
    answer(&app, page, &token, None).await
}

async fn answer(app: &App, page: Page, token: &str, compared: Option<Compared>) -> Response {
    let phone = app.centre.organisation().division.phone.clone();
    match documents::genuine(&app.centre, token).await {
        Ok(genuine) => {
            let found = Some(found(app, &page, &genuine));
            let status = if compared == Some(Compared::NoFile) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::OK
            };
            (
                status,
                Html(Verify {
                    page,
                    found,
                    compared,
                    phone,
                }),
            )
                .into_response()
        }
        Err(ActError::Refused(_)) => (
            StatusCode::NOT_FOUND,
            Html(Verify {
                page,
                found: None,
                compared: None,
                phone,
            }),
        )
            .into_response(),
        Err(error) => {
            let back = LinkTo::new("/", page.t("problem.home"));
            refuse(page, error, back)
        }
    }
}

fn found(app: &App, page: &Page, genuine: &Genuine) -> Found {
    let document = &genuine.document;
    let made =
        i32::try_from(document.made_day).map_or_else(|_| String::new(), |days| words::day(page, Day::from_days(days)));
    let later = genuine.view.documents.iter().any(|other| other.seq > document.seq);
    Found {
        token: document.token.clone(),
        kind: words::pick(page, document.kind.words()),
        number: document.number.clone(),
        made,
        leaf: genuine.leaf.clone(),
        standing: standing(&app.centre, page, &genuine.view),
        gone: gone(page, genuine),
        superseded: later
            && matches!(
                document.kind,
                DocumentKind::Receipt
                    | DocumentKind::SimulatedReceipt
                    | DocumentKind::CorrectionNotice
                    | DocumentKind::Acceptance
            ),
    }
}

/// A decision that was set aside, or whose licence was ended, is genuine and not in force.
fn gone(page: &Page, genuine: &Genuine) -> String {
    let case = &genuine.view.case;
    case.appeals
        .of_paper(&genuine.document.token)
        .map_or_else(String::new, |gone| {
            let (zh, en) = gone.kind.words();
            page.t2("portal.verify.set_aside", words::day(page, gone.day), page.pick(zh, en))
        })
}

/// Says whether an uploaded file is the very one that was issued. The file is not kept.
async fn compare(
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
    CheckedMultipart(mut form): CheckedMultipart,
) -> Response {
    let mut bytes = Vec::new();
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => match field.bytes().await {
                Ok(read) => bytes = read.into(),
                Err(error) => return error.into_response(),
            },
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return error.into_response(),
        }
    }
    if bytes.is_empty() || bytes.len() > files::LARGEST {
        return answer(&app, page, &token, Some(Compared::NoFile)).await;
    }
    let compared = match documents::is_issued(&app.centre, &token, &bytes).await {
        Ok(true) => Some(Compared::Same),
        Ok(false) => Some(Compared::Other),
        Err(ActError::Refused(_)) => None,
        Err(error) => {
            let back = LinkTo::new("/", page.t("problem.home"));
            return refuse(page, error, back);
        }
    };
    answer(&app, page, &token, compared).await
}
