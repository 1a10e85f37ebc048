//! Work lists: what waits for me, what waits for anybody, and what changed last.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use yimen_acts::cases::handler;
use yimen_acts::cases::lists::{self, Counts, Filter};
use yimen_acts::cases::view;
use yimen_acts::{ActError, Centre, accounts};
use yimen_domain::cases::Status;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::Permission;

use super::shown::{self, Area, LineShown, pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::gate;
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};

/// Lines on a page.
const LINES: u32 = 30;
/// The list of what one handles oneself, in place of a status.
const HANDLED: &str = "handled";

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
#[template(path = "workbench/list.html")]
struct ListPage {
    page: Page,
    title: &'static str,
    action: &'static str,
    tabs: Vec<Tab>,
    status: String,
    bodies: Vec<BodyChoice>,
    lines: Vec<LineShown>,
    total: Option<i64>,
    sorted_by: &'static str,
    by_due: bool,
    pager: Pager,
    asked: String,
    not_found: bool,
    enters: bool,
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

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    q: String,
}

/// `GET /workbench`: my work; the accounts for an administrator.
pub(crate) async fn mine(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    if staff.0.could(Permission::HandleCases) {
        let statuses = lists::statuses_for(&staff.actor());
        return show(&app, page, &staff.actor(), asked, &statuses, "/workbench").await;
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
    let open: Vec<Status> = Status::ALL.into_iter().filter(|status| !status.is_closed()).collect();
    show(&app, page, &desk.actor(), asked, &open, "/workbench/cases").await
}

async fn show(
    app: &App,
    page: Page,
    actor: &Actor,
    asked: Asked,
    statuses: &[Status],
    action: &'static str,
) -> Response {
    let mut not_found = false;
    if !asked.q.trim().is_empty() {
        match find(&app.centre, actor, asked.q.trim()).await {
            Ok(number) => return Redirect::to(&Area::Workbench.case(&number)).into_response(),
            Err(ActError::Refused(_)) => not_found = true,
            Err(error) => return refuse(page.clone(), error, home(&page)),
        }
    }
    match draw(app, &page, actor, &asked, statuses, action, not_found).await {
        Ok(list) => Html(list).into_response(),
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

fn home(page: &Page) -> LinkTo {
    LinkTo::new("/workbench", page.t("workbench.back"))
}

/// The number of the case that was typed or scanned: a case number, or the address in a document's QR code.
async fn find(centre: &Centre, actor: &Actor, text: &str) -> Result<String, ActError> {
    let token = text.rsplit('/').next().unwrap_or_default();
    if token.len() == 32
        && let Ok((_, found)) = view::by_document(centre, token).await
    {
        return lists::by_number(centre, actor, &found.case.number)
            .await
            .map(|line| line.row.number);
    }
    lists::by_number(centre, actor, text).await.map(|line| line.row.number)
}

async fn draw(
    app: &App,
    page: &Page,
    actor: &Actor,
    asked: &Asked,
    statuses: &[Status],
    action: &'static str,
    not_found: bool,
) -> Result<ListPage, ActError> {
    let centre = &app.centre;
    let counts = Counts::of(centre).await?;
    let own = own_body(actor);
    let body = own
        .clone()
        .or_else(|| Some(asked.body.clone()).filter(|body| !body.is_empty()));
    let recent_allowed = own.is_none() && action == "/workbench/cases";
    let status = Status::parse(&asked.status).filter(|status| statuses.contains(status));
    let status = if recent_allowed {
        status
    } else {
        status.or_else(|| first_with_work(&counts, statuses, body.as_deref()))
    };
    let after = Some(asked.after.clone()).filter(|after| !after.is_empty());
    let me = actor.account.filter(|_| action == "/workbench");
    let mine = me.filter(|_| asked.status == HANDLED);
    let status = status.filter(|_| mine.is_none());
    let list = match (mine, status) {
        (Some(me), _) => lists::handled(centre, me, after.as_deref(), LINES).await?,
        (None, Some(status)) => {
            let filter = Filter {
                status,
                body: body.clone(),
                after: after.clone(),
                limit: LINES,
            };
            lists::work(centre, actor, &filter).await?
        }
        (None, None) => lists::recent(centre, actor, after.as_deref(), LINES).await?,
    };
    let query = status
        .map(|status| format!("?list={}", status.code()))
        .unwrap_or_default();
    let address =
        |status: &str, after: &str| address(action, status, if own.is_some() { "" } else { &asked.body }, after);
    let code = if mine.is_some() {
        HANDLED
    } else {
        status.map(Status::code).unwrap_or_default()
    };
    let mut tabs: Vec<Tab> = statuses
        .iter()
        .map(|known| Tab {
            href: address(known.code(), ""),
            words: shown::status(page, *known).to_string(),
            count: Some(counts.get(*known, body.as_deref())),
            current: status == Some(*known),
        })
        .collect();
    if recent_allowed {
        tabs.insert(
            0,
            Tab {
                href: address("", ""),
                words: page.t("workbench.recent").into(),
                count: None,
                current: status.is_none(),
            },
        );
    }
    let by_due = status.is_some() || mine.is_some();
    let mut total = status.map(|status| counts.get(status, body.as_deref()));
    if let Some(me) = me {
        let count = i64::try_from(handler::count(centre, me).await?).unwrap_or(i64::MAX);
        tabs.push(Tab {
            href: address(HANDLED, ""),
            words: page.t("workbench.mine.handled").into(),
            count: Some(count),
            current: mine.is_some(),
        });
        total = total.or(mine.map(|_| count));
    }
    Ok(ListPage {
        title: page.t(if action == "/workbench" {
            "workbench.mine.title"
        } else {
            "workbench.cases.title"
        }),
        action,
        tabs,
        bodies: if own.is_some() {
            Vec::new()
        } else {
            body_choices(&counts, centre, page, &asked.body)
        },
        lines: list
            .lines
            .iter()
            .map(|line| shown::line(centre, page, Area::Workbench, &query, line))
            .collect(),
        total,
        sorted_by: page.t(if by_due {
            "workbench.by_due"
        } else {
            "workbench.by_change"
        }),
        by_due,
        pager: Pager {
            first: after.map(|_| address(code, "")),
            next: list.next.map(|next| address(code, &next)),
        },
        status: code.to_string(),
        asked: asked.q.clone(),
        not_found,
        enters: actor.could(Permission::FileAtWindow),
        page: page.clone(),
    })
}

/// The body that is all that somebody serves.
fn own_body(actor: &Actor) -> Option<String> {
    match &actor.capacity {
        yimen_domain::organisation::Capacity::Staff { body, .. } => body.clone(),
        _ => None,
    }
}

/// The first status in which there is something to do.
fn first_with_work(counts: &Counts, statuses: &[Status], body: Option<&str>) -> Option<Status> {
    statuses
        .iter()
        .copied()
        .find(|status| counts.get(*status, body) > 0)
        .or_else(|| statuses.first().copied())
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
