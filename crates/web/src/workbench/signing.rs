//! Decisions that wait for the signature (待签发), signed several at once, and those that wait to be checked (待核稿).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::signing::{self, Ticked, Waiting};
use yimen_domain::cases::drafting::Standing;
use yimen_domain::organisation::permission::Permission;

use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::drafting::said;
use super::shown::{self, Area, day, pair, say};
use super::typed::Typed;

const ADDRESS: &str = "/workbench/signing";

#[derive(Template)]
#[template(path = "workbench/signing.html")]
struct SigningPage {
    page: Page,
    faults: Vec<Fault>,
    /// What became of those that were ticked, where not all was done.
    told: Option<Told>,
    may_sign: bool,
    key: String,
    to_sign: Vec<Line>,
    to_check: Vec<Line>,
    first: bool,
    next: String,
}

struct Told {
    done: String,
    refused: Vec<(String, String)>,
}

struct Line {
    ticket: String,
    ticked: bool,
    /// It may be ticked: somebody else wrote it.
    may: bool,
    href: String,
    number: String,
    item: String,
    applicant: String,
    outcome: String,
    says: String,
    against: bool,
    by: String,
    checked: String,
    note: String,
    /// Who has to check it.
    checker: String,
    due: String,
    left: String,
}

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    after: String,
}

/// `GET /workbench/signing`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(from): Query<From>) -> Response {
    let after = (!from.after.is_empty()).then_some(from.after.as_str());
    draw(&app, page, &staff, after, Again::default()).await
}

/// `POST /workbench/signing`: signs what was ticked.
pub(crate) async fn sign(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let after = Some(typed.get("after")).filter(|after| !after.is_empty());
    let ticked: Vec<Ticked> = typed.all("sign").into_iter().filter_map(read).collect();
    let answers = match signing::sign(&app.centre, &staff.actor(), typed.get("key"), ticked).await {
        Ok(answers) => answers,
        Err(ActError::Refused(refusal)) => {
            let again = Again {
                faults: shown::faults(&page, &refusal, |_| "sign".into()),
                status: Some(status_of(&refusal)),
                ..Again::default()
            };
            return draw(&app, page, &staff, after, again).await;
        }
        Err(error) => return no(page, error),
    };
    let mut again = Again::default();
    let mut told = Told {
        done: String::new(),
        refused: Vec::new(),
    };
    let mut done = 0_usize;
    for (one, answer) in answers {
        let why = match answer {
            Ok(_) => {
                done += 1;
                continue;
            }
            Err(ActError::Refused(refusal)) => {
                again.status.get_or_insert(status_of(&refusal));
                let space = page.pick("", " ");
                format!("{}{space}{}", say(&page, &refusal.why), say(&page, &refusal.remedy))
            }
            Err(error) => {
                tracing::warn!(%error, "a decision could not be signed");
                again.status.get_or_insert(StatusCode::SERVICE_UNAVAILABLE);
                page.t("signing.busy").to_string()
            }
        };
        told.refused.push((one.number.clone(), why));
        again.ticked.push(one.number);
    }
    if told.refused.is_empty() {
        return redirect_with(ADDRESS, &Flash::done("signing.done"));
    }
    if done > 0 {
        again.status = None;
        told.done = page.t1("signing.some_done", done);
    }
    again.told = Some(told);
    draw(&app, page, &staff, after, again).await
}

/// `number draft events`, as the box says it.
fn read(ticket: &str) -> Option<Ticked> {
    let mut parts = ticket.split(' ');
    let (number, no, seen) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Ticked {
        number: number.to_string(),
        no: no.parse().ok()?,
        seen: seen.parse().ok()?,
    })
}

/// What a page shows that is drawn again.
#[derive(Default)]
struct Again {
    faults: Vec<Fault>,
    told: Option<Told>,
    ticked: Vec<String>,
    status: Option<StatusCode>,
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/workbench", page.t("workbench.back"));
    refuse(page, error, back)
}

async fn draw(app: &App, mut page: Page, staff: &Staff, after: Option<&str>, again: Again) -> Response {
    page.path = ADDRESS.into();
    let found = match signing::waiting(&app.centre, &staff.actor(), after).await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let may_sign = staff.0.could(Permission::DecideCase);
    let lines = |waiting: &[Waiting]| -> Vec<Line> {
        let one = |one: &Waiting| line(&page, staff, one, &again.ticked);
        waiting.iter().map(one).collect()
    };
    let shown = SigningPage {
        to_sign: lines(&found.to_sign),
        to_check: lines(&found.to_check),
        faults: again.faults,
        told: again.told,
        may_sign,
        key: app.centre.new_token(),
        first: after.is_none(),
        next: found
            .next
            .map(|next| format!("{ADDRESS}?after={next}"))
            .unwrap_or_default(),
        page,
    };
    (again.status.unwrap_or(StatusCode::OK), Html(shown)).into_response()
}

fn line(page: &Page, staff: &Staff, one: &Waiting, ticked: &[String]) -> Line {
    let draft = &one.draft;
    let (checked, note) = match &draft.standing {
        Standing::Checked { by, note } => (by.name.clone(), note.clone()),
        _ => (String::new(), String::new()),
    };
    let names: Vec<&str> = one.heads.iter().map(|head| head.name.as_str()).collect();
    let own = one.heads.iter().any(|head| Some(head.account) == staff.actor().account);
    let checker = match (names.is_empty(), own) {
        (true, _) => String::new(),
        (false, true) => page.t("signing.checked_by_you").to_string(),
        (false, false) => page.t1("signing.checked_by_head", names.join(page.pick("、", ", "))),
    };
    Line {
        checker,
        ticket: format!("{} {} {}", one.number, draft.no, one.events),
        ticked: ticked.contains(&one.number),
        may: draft.by.account != staff.actor().account,
        href: Area::Workbench.case(&one.number),
        number: one.number.clone(),
        item: one.item.as_ref().map_or_else(String::new, |item| say(page, &item.name)),
        applicant: one.applicant.clone(),
        outcome: pair(page, draft.outcome.words()).to_string(),
        says: said(page, &draft.outcome).join(page.pick("；", "; ")),
        against: one.proposes.is_some_and(|grants| grants != draft.outcome.grants()),
        by: draft.by.name.clone(),
        checked,
        note,
        due: one.due.map(|due| day(page, due)).unwrap_or_default(),
        left: one.left.map(|left| page.days_left(left)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_names_the_case_the_draft_and_what_was_seen() {
        let ticked = read("511603-2026-000001 2 9").unwrap();
        assert_eq!(
            (ticked.number.as_str(), ticked.no, ticked.seen),
            ("511603-2026-000001", 2, 9)
        );
        assert!(read("511603-2026-000001").is_none() && read("a b c").is_none());
    }
}
