//! One case on the desk: what was applied for, its materials, its clocks, and what may be done now.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::command::{self as act, Reach};
use yimen_acts::cases::desk as worklist;
use yimen_acts::cases::lists;
use yimen_acts::cases::simulated::turn;
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::cases::{copies, handler};
use yimen_domain::cases::Status;
use yimen_domain::cases::reuse::used;
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Refusal, RefusalKind};

use super::commands::{self, ActForm, Refused};
use super::desk::Asked;
use super::handling;
use super::proceedings;
use super::shown::{self, Area, CaseShown};
use super::simulated;
use super::typed::Typed;
use crate::app::{App, Staff, in_query, refuse, status_of};
use crate::shell::components::{Fault, LinkTo};
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};

#[derive(Template)]
#[template(path = "workbench/case.html")]
struct CasePage {
    page: Page,
    c: CaseShown,
    forms: Vec<ActForm>,
    proceedings: proceedings::Shown,
    faults: Vec<Fault>,
    /// What was typed into a form that is gone.
    kept: Vec<String>,
    key: String,
    list: String,
    back: LinkTo,
    next: Option<LinkTo>,
    /// For whom the browser keeps what is typed.
    account: String,
    /// It has files to read.
    reads: bool,
    /// Something of earlier cases may be used, or is.
    reuses: bool,
    /// Papers can be handed over.
    moves: bool,
    /// Its cards and letters of supervision.
    supervision: Option<LinkTo>,
    /// The work on its bad rating.
    rating: Option<LinkTo>,
    /// Where its papers are, if not here.
    whereabouts: Vec<LinkTo>,
}

/// Which work list the person came from.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    list: String,
}

/// `GET /workbench/cases/{number}`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    Query(from): Query<From>,
) -> Response {
    match view::view(&app.centre, &desk.actor(), &number).await {
        Ok(view) => {
            let view = simulated::as_in_force(&app.centre, view);
            draw(&app, page, &desk.actor(), &view, &from.list, None).await
        }
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

/// `POST /workbench/cases/{number}/do/{command}`.
pub(crate) async fn command(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path((number, command)): Path<(String, String)>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    Box::pin(give(&app, page, &desk.actor(), &number, &command, Typed::of(pairs))).await
}

/// `POST /workbench/cases/{number}/do/supplement`, with files.
pub(crate) async fn supplement(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "supplement", form).await
}

/// `POST /workbench/cases/{number}/do/correct_on_spot`, with what was put right.
pub(crate) async fn correct_on_spot(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "correct_on_spot", form).await
}

/// `POST /workbench/cases/{number}/do/amend_simulated`, with what was changed.
pub(crate) async fn amend_simulated(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "amend_simulated", form).await
}

/// `POST /workbench/cases/{number}/do/turn_formal`, with what shows that the missing conditions are there.
pub(crate) async fn turn_formal(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "turn_formal", form).await
}

/// `POST /workbench/cases/{number}/do/hand_in_more`, with files.
pub(crate) async fn hand_in_more(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "hand_in_more", form).await
}

/// `POST /workbench/cases/{number}/do/suspend`, with the notice or commission.
pub(crate) async fn suspend(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "suspend", form).await
}

/// `POST /workbench/cases/{number}/do/resume`, with the document of the result.
pub(crate) async fn resume(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "resume", form).await
}

/// `POST /workbench/cases/{number}/do/relieve_fee`, with what shows the ground.
pub(crate) async fn relieve_fee(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "relieve_fee", form).await
}

/// `POST /workbench/cases/{number}/do/extend`, with the paper of the approval.
pub(crate) async fn extend(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "extend", form).await
}

/// `POST /workbench/cases/{number}/do/enter_remedy`, with what proves why it is late.
pub(crate) async fn enter_remedy(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "enter_remedy", form).await
}

/// `POST /workbench/cases/{number}/do/reply_remedy`, with what was sent.
pub(crate) async fn reply_remedy(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "reply_remedy", form).await
}

/// `POST /workbench/cases/{number}/do/settle_remedy`, with the paper of the outcome.
pub(crate) async fn settle_remedy(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    form: CheckedMultipart,
) -> Response {
    with_files(&app, page, &desk, &number, "settle_remedy", form).await
}

async fn with_files(
    app: &App,
    page: Page,
    desk: &Staff,
    number: &str,
    command: &str,
    CheckedMultipart(form): CheckedMultipart,
) -> Response {
    match Typed::read(&app.centre, desk.0.id, form).await {
        Ok(typed) => Box::pin(give(app, page, &desk.actor(), number, command, typed)).await,
        Err(response) => response,
    }
}

fn home(page: &Page) -> LinkTo {
    LinkTo::new("/workbench", page.t("workbench.back"))
}

async fn give(app: &App, mut page: Page, actor: &Actor, number: &str, command: &str, mut typed: Typed) -> Response {
    let centre = &app.centre;
    let address = Area::Workbench.case(number);
    page.path.clone_from(&address);
    let before = match view::view(centre, actor, number).await {
        Ok(view) => simulated::as_in_force(centre, view),
        Err(error) => return refuse(page.clone(), error, home(&page)),
    };
    let list = typed.get("list").to_string();
    if matches!(
        command,
        "supplement" | "correct_on_spot" | "amend_simulated" | "turn_formal"
    ) {
        let known = before
            .secret
            .as_ref()
            .map(|secret| secret.form.clone())
            .unwrap_or_default();
        if let Some(account) = actor.account {
            typed.bring_form(centre, account, &before.item.form, &known).await;
        }
        if typed.change_form(&before.item.form) {
            let again = Refused {
                command,
                typed: &typed,
                faults: &[],
            };
            return draw(app, page, actor, &before, &list, Some(again)).await;
        }
    }
    let key = format!("{}.{command}", typed.get("key"));
    let reach = Reach {
        key: (!typed.get("key").is_empty()).then_some(key.as_str()),
        seen: typed.get("seen_events").parse().ok(),
    };
    let told = match handling::read(centre, actor, number, (command, &typed)).await {
        Ok(Some(told)) => Ok(Some((told, None))),
        Ok(None) => match command {
            "turn_formal" => Ok(None),
            _ => commands::read(centre, &before, command, &typed)
                .map(Some)
                .map_err(ActError::from),
        },
        Err(error) => Err(error),
    };
    let result = match told {
        Ok(Some((told, secret))) => act::with_secret(centre, actor, number, reach, told, secret).await,
        Ok(None) => match simulated::turning(&before, &typed) {
            Ok(turning) => Box::pin(turn(centre, actor, number, reach, turning)).await,
            Err(refusal) => Err(refusal.into()),
        },
        Err(error) => Err(error),
    };
    // A case that was turned formal goes on as another one.
    let address = result
        .as_ref()
        .map_or(address, |done| Area::Workbench.case(&done.number));
    match result {
        Ok(done) if done.repeated => redirect_with(&with_list(&address, &list), &Flash::notice("command.repeated")),
        Ok(_) => redirect_with(
            &with_list(&address, &list),
            &Flash::done(&format!("command.{command}.done")),
        ),
        Err(ActError::Refused(refusal)) if refusal.kind != RefusalKind::Missing => {
            Box::pin(refused(app, page, actor, number, command, &typed, *refusal, &list)).await
        }
        Err(error) => refuse(
            page.clone(),
            error,
            LinkTo::new(address, page.t("workbench.back_to_case")),
        ),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that the page shows again")]
async fn refused(
    app: &App,
    page: Page,
    actor: &Actor,
    number: &str,
    command: &str,
    typed: &Typed,
    refusal: Refusal,
    list: &str,
) -> Response {
    let now = match view::view(&app.centre, actor, number).await {
        Ok(view) => simulated::as_in_force(&app.centre, view),
        Err(error) => return refuse(page.clone(), error, home(&page)),
    };
    let refusal = plainly(refusal);
    let faults = shown::faults(&page, &refusal, |field| {
        commands::field_of(command, typed, &now.item, field)
    });
    let again = Refused {
        command,
        typed,
        faults: &faults,
    };
    let mut response = draw(app, page, actor, &now, list, Some(again)).await;
    *response.status_mut() = status_of(&refusal);
    response
}

/// A key that was used for another request is, for a person, a form that was sent before.
fn plainly(refusal: Refusal) -> Refusal {
    if refusal.code != "idempotency_key_reused" {
        return refusal;
    }
    Refusal::new(
        refusal.code,
        refusal.kind,
        "",
        (
            "这张表单刚才已经提交过，第一次提交的内容已经生效。",
            "This form was sent before, and what was sent first has been done.",
        ),
        (
            "请核对办件现在的状态；确需再办的，请在本页重新提交。",
            "Look at how the case stands now; if something is still to be done, send it from this page.",
        ),
    )
}

fn with_list(address: &str, list: &str) -> String {
    if Asked::noted(list).is_some() {
        format!("{address}?list={}", in_query(list))
    } else {
        address.to_string()
    }
}

pub(super) async fn draw(
    app: &App,
    page: Page,
    actor: &Actor,
    view: &CaseView,
    list: &str,
    again: Option<Refused<'_>>,
) -> Response {
    let centre = &app.centre;
    let colleagues = if view.open.contains(&"hand_over") {
        let besides = view.case.handler.as_ref().map(|handler| handler.account);
        match handler::colleagues(centre, &view.case.body, besides).await {
            Ok(found) => found,
            Err(error) => return refuse(page.clone(), error, home(&page)),
        }
    } else {
        Vec::new()
    };
    let forms = commands::forms(&page, view, &colleagues, again.as_ref());
    let proceedings = match proceedings::shown(centre, &page, view, actor, again.as_ref()).await {
        Ok(shown) => shown,
        Err(error) => return refuse(page.clone(), error, home(&page)),
    };
    let mut faults = again.as_ref().map(|again| again.faults.to_vec()).unwrap_or_default();
    let on_page = |field: &str| {
        field.is_empty()
            || proceedings.has(field)
            || forms.iter().any(|form| {
                form.command == field
                    || form.has(field)
                    || form.rows.iter().any(|row| field.ends_with(&format!(".{}", row.code)))
            })
    };
    faults
        .iter_mut()
        .filter(|fault| !on_page(&fault.field))
        .for_each(|fault| fault.field.clear());
    let form_is_there = again.as_ref().is_none_or(|again| {
        proceedings.has_form(again.command)
            || forms.iter().any(|form| {
                form.command == again.command
                    || (form.command == "intake" && matches!(again.command, "accept" | "request_correction"))
            })
    });
    let kept = if form_is_there {
        Vec::new()
    } else {
        again.map(|again| again.typed.words()).unwrap_or_default()
    };
    let mine = lists::statuses_for(actor);
    let list = Asked::noted(list)
        .filter(|asked| Status::parse(&asked.status).is_none_or(|status| mine.contains(&status)))
        .or_else(|| commands::list_of(&view.case, &mine).map(Asked::of));
    let next = match &list {
        Some(list) => next_in(app, &page, actor, list, &view.case.number).await,
        None => None,
    };
    let back = match &list {
        Some(list) => LinkTo::new(
            list.address("/workbench"),
            page.t1("workbench.back_to_list", list.words(&page)),
        ),
        None => home(&page),
    };
    let list = list.map(|list| list.note()).unwrap_or_default();
    let c = shown::case(centre, &page, Area::Workbench, view);
    Html(CasePage {
        account: actor.account.map(|account| account.0.to_string()).unwrap_or_default(),
        reads: c.materials.iter().any(|material| !material.files.is_empty()),
        moves: view.open.contains(&"send_papers"),
        supervision: super::supervision::link(&page, actor, view),
        rating: super::ratings::link(&page, actor, view),
        whereabouts: super::slips::whereabouts(&page, view),
        reuses: view.open.contains(&"reuse_materials") || used(&view.case).next().is_some(),
        c,
        forms,
        proceedings,
        faults,
        kept,
        key: centre.new_token(),
        list,
        back,
        next,
        page,
    })
    .into_response()
}

/// The case after this one in a list; the first one when this one has left it.
async fn next_in(app: &App, page: &Page, actor: &Actor, list: &Asked, number: &str) -> Option<LinkTo> {
    let marks = list.marks(actor, &lists::statuses_for(actor), lists::MOST);
    let lines = worklist::page(&app.centre, actor, &marks).await.ok()?.lines;
    let at = lines
        .iter()
        .position(|line| line.row.number == number)
        .map_or(0, |at| at + 1);
    let line = lines
        .get(at)
        .or_else(|| lines.first())
        .filter(|line| line.row.number != number)?;
    let query = format!("?list={}", in_query(&list.note()));
    let shown = shown::line(&app.centre, page, Area::Workbench, &query, line);
    Some(LinkTo::new(shown.href, format!("{} {}", shown.item, shown.applicant)))
}

/// A file of a case, shown in place when it is a picture or a PDF.
pub(crate) async fn file_of(app: &App, page: Page, actor: &Actor, number: &str, hash: &str, itself: bool) -> Response {
    match copies::file(&app.centre, actor, number, hash, itself).await {
        Ok((mark, bytes)) => super::file::answer(&mark, bytes),
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

/// Whether the file itself is meant (`?itself=1`), without the mark of a compared copy.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    itself: String,
}

impl Which {
    pub(crate) fn itself(&self) -> bool {
        self.itself == "1"
    }
}

/// `GET /workbench/cases/{number}/files/{hash}`.
pub(crate) async fn file(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path((number, hash)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Response {
    file_of(&app, page, &desk.actor(), &number, &hash, which.itself()).await
}
