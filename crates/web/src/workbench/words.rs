//! A place's own words of daily speech (本地说法): seen by all staff, taught by the manager.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::items::sayings::{self, LONGEST_MEANT, LONGEST_SAID, Taught};
use yimen_acts::items::search::Question;
use yimen_domain::calendar::CHINA;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::words::Refusal;

use crate::app::{App, Staff, refuse};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/items/words";
/// Phrases on a page.
const LINES: usize = 100;

/// From where the list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    after: String,
}

/// What is taught.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    said: String,
    meant: String,
}

#[derive(Template)]
#[template(path = "workbench/words.html")]
struct WordsPage {
    page: Page,
    may_teach: bool,
    total: usize,
    faults: Vec<Fault>,
    said: Field,
    meant: Field,
    phrases: Vec<Phrase>,
    pager: Pager,
}

struct Phrase {
    said: String,
    ways: Vec<String>,
    found: usize,
    taught: String,
}

/// `GET /workbench/items/words`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    Query(asked): Query<Asked>,
) -> Response {
    let may_teach = signed.could(Permission::TeachWords);
    match shown(&app, &asked, &Sent::default(), None, (page, may_teach)).await {
        Ok(shown) => Html(shown).into_response(),
        Err((page, error)) => no(page, error),
    }
}

/// `POST /workbench/items/words`.
pub(crate) async fn teach(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    match sayings::teach(&app.centre, &staff.actor(), &sent.said, &sent.meant).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("workbench.words.taught")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            match shown(&app, &Asked::default(), &sent, Some(&refusal), (page, true)).await {
                Ok(shown) => (StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response(),
                Err((page, error)) => no(page, error),
            }
        }
        Err(error) => no(page, error),
    }
}

/// `POST /workbench/items/words/forget`.
pub(crate) async fn forget(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    match sayings::forget(&app.centre, &staff.actor(), &sent.said).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("workbench.words.forgotten")),
        Err(error) => no(page, error),
    }
}

async fn shown(
    app: &App,
    asked: &Asked,
    sent: &Sent,
    refusal: Option<&Refusal>,
    (page, may_teach): (Page, bool),
) -> Result<WordsPage, (Page, ActError)> {
    let known = match sayings::all(&app.centre).await {
        Ok(known) => known.taught,
        Err(error) => return Err((page, error)),
    };
    let from = known.partition_point(|taught| taught.said <= asked.after);
    let library = app.centre.library();
    let phrase = |taught: &Taught| Phrase {
        said: taught.said.clone(),
        ways: taught.meant.split('|').map(str::to_string).collect(),
        found: library.answer(&Question::new(taught.said.as_str())).total,
        taught: page.t2("workbench.words.by_on", &taught.by, taught.at.day(CHINA)),
    };
    let phrases: Vec<Phrase> = known[from..].iter().take(LINES).map(phrase).collect();
    let more = (known.len() > from + LINES).then(|| phrases.last()).flatten();
    let pager = Pager {
        next: more.map(|last| format!("{ADDRESS}?after={}", crate::app::in_query(&last.said))),
        first: (from > 0).then(|| ADDRESS.to_string()),
    };
    let error = |name: &str| {
        let of = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == name));
        of.map_or_else(String::new, |fault| super::shown::say(&page, &fault.words))
    };
    let said = Field::text("said", page.t("workbench.words.said"))
        .hint(page.t("workbench.words.said_hint"))
        .max_length(LONGEST_SAID as u32)
        .value(&sent.said)
        .error(error("said"));
    let meant = Field::new(FieldKind::LongText, "meant", page.t("workbench.words.meant"))
        .hint(page.t("workbench.words.meant_hint"))
        .max_length(LONGEST_MEANT as u32)
        .value(&sent.meant)
        .error(error("meant"));
    Ok(WordsPage {
        may_teach,
        total: known.len(),
        faults: faults(&[said.clone(), meant.clone()]),
        said,
        meant,
        phrases,
        pager,
        page,
    })
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("workbench.words.title"));
    refuse(page, error, back)
}
