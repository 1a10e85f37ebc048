//! Mine (我的): cases, drafts, notices, and what is known of me.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::accounts::profile;
use yimen_acts::cases::lists::{self, Line};
use yimen_acts::mandates::Acting;
use yimen_acts::notices::{self, About, Notice};
use yimen_acts::{ActError, drafts};
use yimen_domain::cases::Status;

use crate::app::{App, in_query, refuse};
use crate::shell::components::{Lamp, LinkTo, Pager, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, Me, Typed, words};

/// Cases on a page.
const LINES: u32 = 20;
/// Notices shown beside the cases.
const LATEST: u32 = 5;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my", get(show))
        .route("/my/notices", get(inbox))
        .route(
            "/my/notices/read",
            get(async || Redirect::to("/my/notices")).post(mark_read),
        )
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Place {
    after: Option<String>,
}

struct CaseLine {
    href: String,
    number: String,
    item: String,
    filed: String,
    lamp: Lamp,
    status: String,
    waits_for_me: bool,
}

struct DraftLine {
    href: String,
    delete: String,
    name: String,
    changed: String,
}

struct NoticeLine {
    href: String,
    when: String,
    words: String,
    number: String,
    unread: bool,
}

#[derive(Template)]
#[template(path = "portal/my.html")]
struct My {
    page: Page,
    cases: Vec<CaseLine>,
    pager: Pager,
    drafts: Vec<DraftLine>,
    notices: Vec<NoticeLine>,
    profile: Vec<SummaryRow>,
    own: bool,
    /// What is said where there are no cases.
    none: &'static str,
}

async fn show(State(app): State<App>, page: Page, For(me): For, Query(place): Query<Place>) -> Response {
    match my(&app, page.clone(), &me, place.after.as_deref()).await {
        Ok(my) => Html(my).into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/my", page.t("portal.my.title"))),
    }
}

async fn my(app: &App, page: Page, me: &Acting, after: Option<&str>) -> Result<My, ActError> {
    let cases = lists::of_acting(&app.centre, me, after, LINES).await?;
    let drafts = match me.drafts(None) {
        Ok(holder) => drafts::list(&app.centre, holder).await?,
        Err(_) => Vec::new(),
    };
    // What is their own is not mixed with the affairs of another.
    let own = me.mandate().is_none();
    let me = &me.signed;
    let notices = match own {
        true => notices::inbox(&app.centre, me.id, None, LATEST).await?,
        false => Vec::new(),
    };
    let profile = profile(&app.centre, me.id).await?;
    let library = app.centre.library();
    let name_of = |code: &str| {
        library
            .latest(code)
            .map_or_else(|| code.to_string(), |item| words::say(&page, &item.name))
    };
    Ok(My {
        pager: Pager {
            first: after.map(|_| "/my".to_string()),
            next: cases.next.map(|next| format!("/my?after={}", in_query(&next))),
        },
        own,
        none: if own {
            "portal.my.none"
        } else {
            "portal.acting.no_cases"
        },
        cases: cases.lines.iter().map(|line| case_line(&page, line)).collect(),
        drafts: drafts
            .iter()
            .map(|draft| DraftLine {
                href: format!("/drafts/{}", draft.id),
                delete: format!("/drafts/{}/delete", draft.id),
                name: name_of(&draft.item),
                changed: page.t1("portal.apply.saved_at", page.moment(draft.changed_at)),
            })
            .collect(),
        notices: notices.iter().map(|notice| notice_line(&page, notice)).collect(),
        profile: vec![
            SummaryRow::new(page.t("portal.my.name"), profile.shown()),
            SummaryRow::new(page.t("portal.my.id_number"), profile.masked_number()),
            SummaryRow::new(page.t("portal.applicant.phone"), profile.masked_phone()),
            SummaryRow::new(page.t("portal.sign_in.login"), &me.login),
        ],
        page,
    })
}

fn case_line(page: &Page, line: &Line) -> CaseLine {
    let status = line.row.status;
    CaseLine {
        href: format!("/my/cases/{}", in_query(&line.row.number)),
        number: line.row.number.clone(),
        item: line
            .item
            .as_ref()
            .map_or_else(|| line.row.item.clone(), |item| words::say(page, &item.name)),
        filed: page.day(line.row.filed_at),
        lamp: lamp_of(status),
        status: words::pick(page, status.words()),
        waits_for_me: status == Status::AwaitingCorrection,
    }
}

/// The lamp of a status: red is refused, yellow waits for the applicant, green is granted.
pub(super) fn lamp_of(status: Status) -> Lamp {
    match status {
        Status::NotAccepted | Status::Refused => Lamp::Red,
        Status::AwaitingCorrection => Lamp::Yellow,
        Status::Granted | Status::Issued => Lamp::Green,
        _ => Lamp::Grey,
    }
}

fn notice_line(page: &Page, notice: &Notice) -> NoticeLine {
    NoticeLine {
        href: match &notice.about {
            About::Case { number, .. } => format!("/my/cases/{}", in_query(number)),
            About::Mandate(id) => format!("/my/mandates/{id}"),
        },
        when: page.moment(notice.at.0),
        words: words::say(page, &notice.words),
        number: notice.number().to_string(),
        unread: notice.unread,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Before {
    before: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "portal/notices.html")]
struct Inbox {
    page: Page,
    notices: Vec<NoticeLine>,
    unread: usize,
    pager: Pager,
}

async fn inbox(State(app): State<App>, page: Page, Me(me): Me, Query(place): Query<Before>) -> Response {
    match notices::inbox(&app.centre, me.id, place.before, LINES + 1).await {
        Ok(found) => {
            let more = found.len() > LINES as usize;
            let shown: Vec<&Notice> = found.iter().take(LINES as usize).collect();
            let next = shown
                .last()
                .filter(|_| more)
                .map(|last| format!("/my/notices?before={}", last.id));
            let notices: Vec<NoticeLine> = shown.iter().map(|notice| notice_line(&page, notice)).collect();
            let first = place.before.map(|_| "/my/notices".to_string());
            let unread = notices.iter().filter(|notice| notice.unread).count();
            Html(Inbox {
                unread,
                notices,
                pager: Pager { first, next },
                page,
            })
            .into_response()
        }
        Err(error) => refuse(page.clone(), error, LinkTo::new("/my", page.t("portal.my.title"))),
    }
}

async fn mark_read(State(app): State<App>, page: Page, Me(me): Me, CheckedForm(_): CheckedForm<Typed>) -> Response {
    match notices::mark_read(&app.centre, me.id).await {
        Ok(()) => redirect_with("/my/notices", &Flash::done("portal.notices.marked")),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/my", page.t("portal.my.title"))),
    }
}
