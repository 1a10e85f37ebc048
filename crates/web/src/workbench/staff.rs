//! Accounts of staff (账号管理), for the security administrator: finding, adding, roles, a new password, closing.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::{Signed, add, manage};
use yimen_acts::{ActError, Centre};
use yimen_domain::organisation::{AccountId, Actor, Role};
use yimen_domain::words::Refusal;

use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse, status_of};
use crate::portal::{Typed, typed};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

const ADDRESS: &str = "/workbench/accounts";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/accounts", get(list))
        .route("/workbench/accounts/new", get(new).post(enter))
        .route("/workbench/accounts/{id}", get(show))
        .route("/workbench/accounts/{id}/work", post(set_work))
        .route("/workbench/accounts/{id}/password", post(reset))
        .route("/workbench/accounts/{id}/second", post(forget_second))
        .route("/workbench/accounts/{id}/close", post(close))
        .route("/workbench/accounts/{id}/open", post(open))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    q: String,
    after: String,
}

#[derive(Template)]
#[template(path = "workbench/staff.html")]
struct ListPage {
    page: Page,
    q: String,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    href: String,
    login: String,
    name: String,
    roles: String,
    place: String,
    marks: Vec<&'static str>,
}

async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let found = match manage::found(&app.centre, &staff.actor(), &asked.q, &asked.after).await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let address = |after: &str| format!("{ADDRESS}?q={}&after={}", in_query(&asked.q), in_query(after));
    let last = (found.len() == manage::PAGE as usize).then(|| found.last()).flatten();
    Html(ListPage {
        pager: Pager {
            first: (!asked.after.is_empty()).then(|| address("")),
            next: last.map(|last| address(&last.login)),
        },
        lines: found.iter().map(|one| line(&page, &app.centre, one)).collect(),
        q: asked.q,
        page,
    })
    .into_response()
}

fn line(page: &Page, centre: &Centre, signed: &Signed) -> Line {
    let roles: Vec<&str> = signed.roles.iter().map(|role| pair(page, role.words())).collect();
    let mut marks = Vec::new();
    if signed.closed {
        marks.push(page.t("workbench.staff.closed"));
    }
    if signed.must_change {
        marks.push(page.t("workbench.staff.must_change"));
    }
    if signed.second {
        marks.push(page.t("workbench.staff.second"));
    }
    if marks.is_empty() {
        marks.push(page.t("workbench.staff.in_use"));
    }
    Line {
        href: format!("{ADDRESS}/{}", signed.id.0),
        login: signed.login.clone(),
        name: signed.shown.clone(),
        roles: roles.join(page.pick("、", ", ")),
        place: signed
            .body
            .as_deref()
            .map_or_else(String::new, |code| body_name(page, centre, code)),
        marks,
    }
}

fn body_name(page: &Page, centre: &Centre, code: &str) -> String {
    let organisation = centre.organisation();
    let body = organisation.bodies.get(code);
    body.map_or_else(|| code.to_string(), |body| say(page, &body.name.words()))
}

/// What a form says of somebody's work.
struct Work {
    roles: Vec<RoleLine>,
    roles_error: String,
    fields: Vec<Field>,
}

struct RoleLine {
    code: &'static str,
    words: &'static str,
    chosen: bool,
}

fn work(page: &Page, centre: &Centre, staff: &add::Staff, refusal: Option<&Refusal>) -> Work {
    let wrong = |name: &str| {
        let known = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == name));
        known.map_or_else(String::new, |fault| say(page, &fault.words))
    };
    let organisation = centre.organisation();
    let mut bodies: Vec<(String, String)> = organisation
        .bodies
        .values()
        .map(|body| (body.code.clone(), say(page, &body.name.words())))
        .collect();
    bodies.sort_by(|one, other| one.1.cmp(&other.1));
    let body = Field::new(FieldKind::Choice, "body", page.t("workbench.staff.body"))
        .hint(page.t("workbench.staff.body_hint"))
        .choice("", page.t("workbench.staff.every_body"));
    let body = bodies.iter().fold(body, |field, (code, name)| field.choice(code, name));
    Work {
        roles: Role::ALL
            .into_iter()
            .map(|role| RoleLine {
                code: role.code(),
                words: pair(page, role.words()),
                chosen: staff.roles.contains(&role),
            })
            .collect(),
        roles_error: wrong("roles"),
        fields: vec![
            body.value(staff.body.clone().unwrap_or_default())
                .optional()
                .error(wrong("body")),
            Field::text("place", page.t("workbench.staff.place"))
                .hint(page.t("workbench.staff.place_hint"))
                .max_length(60)
                .value(staff.place.clone().unwrap_or_default())
                .optional(),
        ],
    }
}

fn sent(form: &Typed) -> add::Staff {
    let some = |name: &str| Some(typed(form, name).to_string()).filter(|text| !text.is_empty());
    add::Staff {
        login: typed(form, "login").to_string(),
        name: typed(form, "name").to_string(),
        roles: Role::ALL
            .into_iter()
            .filter(|role| form.contains_key(&format!("role.{}", role.code())))
            .collect(),
        body: some("body"),
        place: some("place"),
    }
}

fn all_faults(fields: &[&[Field]], work: &Work) -> Vec<Fault> {
    let mut wrong: Vec<Fault> = fields.iter().flat_map(|fields| faults(fields)).collect();
    if !work.roles_error.is_empty() {
        wrong.push(Fault {
            field: "roles".into(),
            words: work.roles_error.clone(),
        });
    }
    wrong
}

#[derive(Template)]
#[template(path = "workbench/account_new.html")]
struct NewPage {
    page: Page,
    faults: Vec<Fault>,
    who: Vec<Field>,
    work: Work,
}

async fn new(State(app): State<App>, page: Page, staff: Staff) -> Response {
    match manage::allow(&staff.actor()) {
        Ok(()) => Html(new_page(page, &app.centre, &add::Staff::default(), None)).into_response(),
        Err(error) => no(page, error),
    }
}

fn new_page(page: Page, centre: &Centre, staff: &add::Staff, refusal: Option<&Refusal>) -> NewPage {
    let wrong = |name: &str| {
        let known = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == name));
        known.map_or_else(String::new, |fault| say(&page, &fault.words))
    };
    let who = vec![
        Field::text("login", page.t("portal.sign_in.login"))
            .hint(page.t("portal.register.login.hint"))
            .max_length(64)
            .value(&staff.login)
            .error(wrong("login")),
        Field::text("name", page.t("workbench.staff.name"))
            .max_length(60)
            .value(&staff.name)
            .error(wrong("name")),
    ];
    let work = work(&page, centre, staff, refusal);
    NewPage {
        faults: all_faults(&[&who, &work.fields], &work),
        who,
        work,
        page,
    }
}

async fn enter(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let new = sent(&form);
    match manage::add(&app.centre, &staff.actor(), new.clone(), &source).await {
        Ok((added, password)) => given(page, &added, password),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let status = status_of(&refusal);
            (status, Html(new_page(page, &app.centre, &new, Some(&refusal)))).into_response()
        }
        Err(error) => no(page, error),
    }
}

#[derive(Template)]
#[template(path = "workbench/account_password.html")]
struct GivenPage {
    page: Page,
    name: String,
    login: String,
    password: String,
    href: String,
}

/// The password that is shown once.
fn given(page: Page, signed: &Signed, password: String) -> Response {
    Html(GivenPage {
        name: signed.shown.clone(),
        login: signed.login.clone(),
        href: format!("{ADDRESS}/{}", signed.id.0),
        password,
        page,
    })
    .into_response()
}

#[derive(Template)]
#[template(path = "workbench/account.html")]
struct AccountPage {
    page: Page,
    line: Line,
    closed: bool,
    second: bool,
    own: bool,
    follows_posts: bool,
    person: String,
    faults: Vec<Fault>,
    work: Work,
}

async fn show(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    let actor = staff.actor();
    match manage::one(&app.centre, &actor, AccountId(id)).await {
        Ok(one) => Html(account_page(page, &app.centre, &actor, &one, None)).into_response(),
        Err(error) => no(page, error),
    }
}

fn account_page(
    page: Page,
    centre: &Centre,
    actor: &Actor,
    one: &Signed,
    refused: Option<(&add::Staff, &Refusal)>,
) -> AccountPage {
    let present = add::Staff {
        roles: one.roles.clone(),
        body: one.body.clone(),
        place: one.place.clone(),
        ..add::Staff::default()
    };
    let (shown, refusal) = refused.map_or((&present, None), |(sent, refusal)| (sent, Some(refusal)));
    let work = work(&page, centre, shown, refusal);
    AccountPage {
        line: line(&page, centre, one),
        closed: one.closed,
        second: one.second,
        own: actor.account == Some(one.id),
        follows_posts: manage::follow_posts(centre, one.id),
        person: format!("/workbench/organisation/people/{}", one.id.0),
        faults: all_faults(&[&work.fields], &work),
        work,
        page,
    }
}

async fn set_work(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let (actor, id, new) = (staff.actor(), AccountId(id), sent(&form));
    match manage::set_powers(&app.centre, &actor, (id, new.clone()), &source).await {
        Ok(()) => done(id, "workbench.staff.changed"),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            match manage::one(&app.centre, &actor, id).await {
                Ok(one) => {
                    let shown = account_page(page, &app.centre, &actor, &one, Some((&new, &refusal)));
                    (status_of(&refusal), Html(shown)).into_response()
                }
                Err(error) => no(page, error),
            }
        }
        Err(error) => no(page, error),
    }
}

async fn reset(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match given_anew(&app.centre, &staff.actor(), AccountId(id), &source).await {
        Ok((signed, password)) => given(page, &signed, password),
        Err(error) => no(page, error),
    }
}

async fn given_anew(
    centre: &Centre,
    actor: &Actor,
    id: AccountId,
    source: &Source,
) -> Result<(Signed, String), ActError> {
    let signed = manage::one(centre, actor, id).await?;
    Ok((signed, manage::reset(centre, actor, id, source).await?))
}

async fn forget_second(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    let id = AccountId(id);
    match manage::forget_factor(&app.centre, &staff.actor(), id, &source).await {
        Ok(()) => done(id, "workbench.staff.second_forgotten"),
        Err(error) => no(page, error),
    }
}

async fn close(
    state: State<App>,
    page: Page,
    staff: Staff,
    id: Path<Uuid>,
    came: Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    set_closed(state, page, staff, (id, came), true).await
}

async fn open(
    state: State<App>,
    page: Page,
    staff: Staff,
    id: Path<Uuid>,
    came: Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    set_closed(state, page, staff, (id, came), false).await
}

async fn set_closed(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    (Path(id), Came(source)): (Path<Uuid>, Came),
    closed: bool,
) -> Response {
    let id = AccountId(id);
    let told = if closed {
        "workbench.staff.is_closed"
    } else {
        "workbench.staff.is_open"
    };
    match manage::close(&app.centre, &staff.actor(), id, closed, &source).await {
        Ok(()) => done(id, told),
        Err(error) => no(page, error),
    }
}

fn done(id: AccountId, key: &'static str) -> Response {
    redirect_with(&format!("{ADDRESS}/{}", id.0), &Flash::done(key))
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/", page.t("nav.home"));
    refuse(page, error, back)
}
