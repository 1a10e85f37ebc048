//! Recovery at the desk (窗口找回账号): a clerk finds the account of somebody who stands there and says what was seen, another person
//! approves, and the clerk hands over a code.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use uuid::Uuid;
use yimen_acts::ActError;
use yimen_acts::accounts::recovery::{self, Document, Lost, Recovery, Seen, Stage};
use yimen_domain::organisation::permission::Permission;
use yimen_domain::organisation::{AccountId, Actor};

use super::shown::pair;
use crate::app::{App, Staff, faults_of, refuse, status_of};
use crate::portal::{Typed, typed};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

const ADDRESS: &str = "/workbench/recovery";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/recovery", get(begin).post(find))
        .route("/workbench/recovery/new/{id}", get(new).post(ask))
        .route("/workbench/recovery/{id}", get(show))
        .route("/workbench/recovery/{id}/approve", post(approve))
        .route("/workbench/recovery/{id}/refuse", post(end))
        .route("/workbench/recovery/{id}/code", post(give))
}

#[derive(Template)]
#[template(path = "workbench/recovery.html")]
struct ListPage {
    page: Page,
    checks: bool,
    field: Field,
    asked: bool,
    found: Vec<Line>,
    open: Vec<Line>,
}

/// An account, or a recovery of one.
struct Line {
    href: String,
    name: String,
    facts: Vec<String>,
    mark: &'static str,
}

async fn begin(State(app): State<App>, page: Page, staff: Staff) -> Response {
    match list(&app, page.clone(), &staff.actor(), None).await {
        Ok(list) => Html(list).into_response(),
        Err(error) => no(page, error),
    }
}

/// A form and no query: numbers of documents have no place in addresses.
async fn find(State(app): State<App>, page: Page, staff: Staff, CheckedForm(form): CheckedForm<Typed>) -> Response {
    match list(&app, page.clone(), &staff.actor(), Some(typed(&form, "words"))).await {
        Ok(list) => Html(list).into_response(),
        Err(error) => no(page, error),
    }
}

async fn list(app: &App, page: Page, actor: &Actor, words: Option<&str>) -> Result<ListPage, ActError> {
    let found = match words {
        Some(words) => recovery::find(&app.centre, actor, words).await?,
        None => Vec::new(),
    };
    let open = recovery::open(&app.centre, actor).await?;
    let field = Field::text("words", page.t("workbench.recovery.words"))
        .hint(page.t("workbench.recovery.words_hint"))
        .value(words.unwrap_or_default())
        .max_length(64)
        .autocomplete("off");
    Ok(ListPage {
        checks: actor.could(Permission::CheckIdentity),
        field,
        asked: words.is_some(),
        found: found.iter().map(|lost| account_line(&page, lost)).collect(),
        open: open.iter().map(|recovery| line(&page, recovery)).collect(),
        page,
    })
}

fn account_line(page: &Page, lost: &Lost) -> Line {
    let told = [lost.number.clone(), lost.phone.clone()].into_iter();
    let mut facts: Vec<String> = told.filter(|fact| !fact.is_empty()).collect();
    facts.push(lost.signed.login.clone());
    facts.push(page.t1("workbench.recovery.since", page.moment(lost.since.0)));
    Line {
        href: format!("{ADDRESS}/new/{}", lost.signed.id.0),
        name: lost.signed.shown.clone(),
        facts,
        mark: if lost.signed.is_staff() {
            page.t("workbench.recovery.staff")
        } else {
            ""
        },
    }
}

fn line(page: &Page, recovery: &Recovery) -> Line {
    Line {
        href: format!("{ADDRESS}/{}", recovery.row.id),
        name: recovery.lost.signed.shown.clone(),
        facts: vec![
            page.t1("workbench.recovery.checked_by", &recovery.row.checker_name),
            page.moment(recovery.row.asked_at),
        ],
        mark: stage(page, recovery.stage()),
    }
}

fn stage(page: &Page, stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => page.t("workbench.recovery.waiting"),
        Stage::Approved => page.t("workbench.recovery.approved"),
        Stage::Given => page.t("workbench.recovery.given"),
    }
}

fn about(page: &Page, lost: &Lost) -> Vec<SummaryRow> {
    let rows = [
        (page.t("workbench.recovery.holder"), &lost.signed.shown),
        (page.t("portal.sign_in.login"), &lost.signed.login),
        (page.t("workbench.recovery.number"), &lost.number),
        (page.t("portal.applicant.phone"), &lost.phone),
    ];
    let told = rows.into_iter().filter(|(_, value)| !value.is_empty());
    told.map(|(words, value)| SummaryRow::new(words, value)).collect()
}

#[derive(Template)]
#[template(path = "workbench/recovery_new.html")]
struct NewPage {
    page: Page,
    action: String,
    about: Vec<SummaryRow>,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

fn new_page(page: Page, lost: &Lost, form: &Typed, wrong: &[(String, String)]) -> NewPage {
    let error = |name: &str| {
        let found = wrong.iter().find(|(field, _)| field == name);
        found.map_or_else(String::new, |(_, words)| words.clone())
    };
    let mut document = Field::new(FieldKind::Choice, "document", page.t("workbench.recovery.document"))
        .value(typed(form, "document"))
        .error(error("document"));
    for one in Document::ALL {
        document = document.choice(one.code(), pair(&page, one.words()));
    }
    let yes_no = |name: &'static str, words: &'static str| {
        Field::new(FieldKind::YesNo, name, words)
            .value(if form.is_empty() { "no" } else { typed(form, name) })
            .error(error(name))
    };
    let mut fields = vec![
        document,
        yes_no("same_person", page.t("workbench.recovery.same_person")),
    ];
    if !lost.signed.is_staff() {
        fields.push(yes_no("phone_lost", page.t("workbench.recovery.phone_lost")));
    }
    if lost.signed.second {
        fields.push(yes_no("second_lost", page.t("workbench.recovery.second_lost")));
    }
    NewPage {
        action: format!("{ADDRESS}/new/{}", lost.signed.id.0),
        about: about(&page, lost),
        faults: faults(&fields),
        fields,
        page,
    }
}

async fn new(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    match recovery::account(&app.centre, &staff.actor(), AccountId(id)).await {
        Ok(lost) => Html(new_page(page, &lost, &Typed::new(), &[])).into_response(),
        Err(error) => no(page, error),
    }
}

async fn ask(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let (actor, id) = (staff.actor(), AccountId(id));
    let yes = |name: &str| typed(&form, name) == "yes";
    let seen = Seen {
        document: Document::parse(typed(&form, "document")),
        same_person: yes("same_person"),
        phone_lost: yes("phone_lost"),
        second_lost: yes("second_lost"),
    };
    match recovery::ask(&app.centre, &actor, (id, seen), &source).await {
        Ok(made) => redirect_with(&format!("{ADDRESS}/{made}"), &Flash::done("workbench.recovery.asked")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            match recovery::account(&app.centre, &actor, id).await {
                Ok(lost) => {
                    let wrong = faults_of(&page, &refusal);
                    (status_of(&refusal), Html(new_page(page, &lost, &form, &wrong))).into_response()
                }
                Err(error) => no(page, error),
            }
        }
        Err(error) => no(page, error),
    }
}

#[derive(Template)]
#[template(path = "workbench/recovery_one.html")]
struct OnePage {
    page: Page,
    address: String,
    about: Vec<SummaryRow>,
    stage: &'static str,
    waits: bool,
    approves: bool,
    gives: bool,
    ends: bool,
}

async fn show(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    let actor = staff.actor();
    match recovery::one(&app.centre, &actor, id).await {
        Ok(recovery) => Html(one_page(page, &actor, &recovery)).into_response(),
        Err(error) => no(page, error),
    }
}

fn one_page(page: Page, actor: &Actor, recovery: &Recovery) -> OnePage {
    let row = &recovery.row;
    let document = Document::parse(&row.document).map_or("", |document| pair(&page, document.words()));
    let mut about = about(&page, &recovery.lost);
    about.push(SummaryRow::new(page.t("workbench.recovery.document"), document));
    for (is_so, words) in [
        (row.phone, page.t("workbench.recovery.phone_goes")),
        (row.second, page.t("workbench.recovery.second_goes")),
    ] {
        if is_so {
            about.push(SummaryRow::new(page.t("workbench.recovery.with_it"), words));
        }
    }
    about.push(SummaryRow::new(page.t("workbench.recovery.checker"), &row.checker_name));
    if !row.approver_name.is_empty() {
        about.push(SummaryRow::new(
            page.t("workbench.recovery.approver"),
            &row.approver_name,
        ));
    }
    about.push(SummaryRow::new(
        page.t("workbench.recovery.until"),
        page.moment(row.ends_at),
    ));
    let at = recovery.stage();
    OnePage {
        address: format!("{ADDRESS}/{}", row.id),
        about,
        stage: stage(&page, at),
        waits: at == Stage::Waiting && !recovery.is_for(actor),
        approves: at == Stage::Waiting && recovery.is_for(actor),
        gives: at == Stage::Approved && recovery.was_checked_by(actor),
        ends: at != Stage::Given || recovery.was_checked_by(actor),
        page,
    }
}

async fn approve(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match recovery::approve(&app.centre, &staff.actor(), id, &source).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("workbench.recovery.is_approved")),
        Err(error) => no(page, error),
    }
}

async fn end(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match recovery::refuse(&app.centre, &staff.actor(), id, &source).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("workbench.recovery.is_ended")),
        Err(error) => no(page, error),
    }
}

#[derive(Template)]
#[template(path = "workbench/recovery_code.html")]
struct CodePage {
    page: Page,
    rows: Vec<SummaryRow>,
    code: String,
}

async fn give(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match recovery::give(&app.centre, &staff.actor(), id, &source).await {
        Ok(given) => {
            let address = format!("{}/sign-in/recovery", app.centre.settings().base_url);
            let rows = vec![
                SummaryRow::new(page.t("workbench.recovery.holder"), given.name),
                SummaryRow::new(page.t("workbench.recovery.where"), address),
                SummaryRow::new(page.t("workbench.recovery.until"), page.moment(given.ends_at.0)),
            ];
            Html(CodePage {
                rows,
                code: given.code,
                page,
            })
            .into_response()
        }
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("workbench.recovery.title"));
    refuse(page, error, back)
}
