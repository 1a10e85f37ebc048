//! Work lists: what waits for me, what waits for anybody, and what changed last.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::cases::lists::Counts;
use yimen_acts::{Centre, accounts};
use yimen_domain::organisation::permission::Permission;

use super::desk::{self, Asked};
use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::gate;
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};

/// Lines on a page.
const LINES: u32 = 30;

/// A tab over a list.
pub(crate) struct Tab {
    /// Address.
    pub(crate) href: String,
    /// Words.
    pub(crate) words: String,
    /// How many; none where it is not counted.
    pub(crate) count: Option<i64>,
    /// It is shown now.
    pub(crate) current: bool,
}

/// A body to choose.
pub(crate) struct BodyChoice {
    /// Code.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// It is chosen.
    pub(crate) chosen: bool,
}

#[derive(Template)]
#[template(path = "workbench/accounts.html")]
struct AccountsPage {
    page: Page,
    accounts: Vec<AccountShown>,
    pager: Pager,
}

struct AccountShown {
    login: String,
    name: String,
    roles: String,
    place: String,
}

/// `GET /workbench`: my work; the accounts for an administrator.
pub(crate) async fn mine(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    if staff.0.could(Permission::HandleCases) {
        return desk::show(&app, page, &staff.actor(), asked, "/workbench").await;
    }
    if gate::could(&staff.actor(), &[Permission::WriteDraft, Permission::ReviewDraft]) {
        Redirect::to("/workbench/items/drafts").into_response()
    } else if staff.0.could(Permission::SeeAccounts) {
        list_accounts(&app, page, &asked.after).await
    } else {
        axum::http::StatusCode::FORBIDDEN.into_response()
    }
}

/// `GET /workbench/cases`: every open case of the bodies that the person serves, and what changed last.
pub(crate) async fn all(State(app): State<App>, page: Page, desk: Staff, Query(asked): Query<Asked>) -> Response {
    desk::show(&app, page, &desk.actor(), asked, "/workbench/cases").await
}

/// The address of a list with its filters.
pub(crate) fn address(action: &str, status: &str, body: &str, after: &str) -> String {
    let parts: Vec<String> = [("status", status), ("body", body), ("after", after)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", in_query(value)))
        .collect();
    if parts.is_empty() {
        action.to_string()
    } else {
        format!("{action}?{}", parts.join("&"))
    }
}

/// Bodies with open cases, to choose from.
pub(crate) fn body_choices(counts: &Counts, centre: &Centre, page: &Page, chosen: &str) -> Vec<BodyChoice> {
    let organisation = centre.organisation();
    counts
        .bodies()
        .map(|code| BodyChoice {
            name: say(page, &organisation.body_name(code)),
            chosen: code == chosen,
            code: code.to_string(),
        })
        .collect()
}

async fn list_accounts(app: &App, page: Page, after: &str) -> Response {
    let found = match accounts::list(&app.centre, after, LINES + 1).await {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, LinkTo::new("/", page.t("problem.home"))),
    };
    let more = found.len() > LINES as usize;
    let organisation = app.centre.organisation();
    let accounts: Vec<AccountShown> = found
        .into_iter()
        .take(LINES as usize)
        .map(|account| {
            let roles: Vec<&str> = account.roles.iter().map(|role| pair(&page, role.words())).collect();
            let body = account
                .body
                .as_deref()
                .map(|body| say(&page, &organisation.body_name(body)))
                .unwrap_or_default();
            AccountShown {
                roles: if roles.is_empty() {
                    page.t("role.applicant").to_string()
                } else {
                    roles.join(page.pick("、", ", "))
                },
                place: body,
                login: account.login,
                name: account.shown,
            }
        })
        .collect();
    let last = accounts.last().map(|account| account.login.clone()).filter(|_| more);
    let pager = Pager {
        first: (!after.is_empty()).then(|| "/workbench".to_string()),
        next: last.map(|login| format!("/workbench?after={}", in_query(&login))),
    };
    Html(AccountsPage { page, accounts, pager }).into_response()
}
