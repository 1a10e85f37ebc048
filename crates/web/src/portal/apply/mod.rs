//! Applying (网上申请): a draft with one task a page, saved at each step, sent when all is checked.

mod applicant;
mod check;
mod form;
mod materials;
mod renewal;
mod situation;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use uuid::Uuid;
use yimen_acts::drafts::{self, Content, Draft};
use yimen_acts::items::latest;
use yimen_acts::mandates::{Acting, need_person};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::form::{self as item_form, prune, tidy};
use yimen_domain::items::situation::settle;
use yimen_domain::items::{Chosen, Item, ItemKind, Material};

use crate::app::{App, refuse};
use crate::shell::components::{LinkTo, Task, TaskState};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, Typed, typed, words};

pub(crate) use form::{schema_address, told};
pub(super) use materials::{ACCEPT, Upload};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/apply/{code}", get(before).post(begin))
        .route("/drafts/{id}", get(tasks))
        .route("/drafts/{id}/delete", get(ask_delete).post(delete))
        .route("/drafts/{id}/applicant", get(applicant::show).post(applicant::save))
        .route("/drafts/{id}/situation", get(situation::show).post(situation::save))
        .route("/drafts/{id}/form", get(form::show).post(form::save))
        .route("/drafts/{id}/renewal", get(renewal::show).post(renewal::save))
        .route("/drafts/{id}/materials", get(materials::show).post(materials::upload))
        .route(
            "/drafts/{id}/materials/change",
            get(materials::back).post(materials::change),
        )
        .route("/drafts/{id}/check", get(check::show).post(check::send))
        .route("/drafts/{id}/simulate", get(check::back).post(check::simulate))
}

/// A draft that is being filled in, with its item as it is today.
struct Work {
    draft: Draft,
    item: Arc<Item>,
    name: String,
}

impl Work {
    async fn load(centre: &Centre, page: &Page, me: &Acting, id: &str) -> Result<Work, Response> {
        let found = async {
            let id = Uuid::parse_str(id)
                .map_err(|_| ActError::from(yimen_domain::words::Refusal::missing("这份草稿", "this draft")))?;
            let draft = drafts::one(centre, me.drafts(None)?, id).await?;
            me.drafts(Some(&draft.item))?;
            let item = as_it_applies(latest(centre, &draft.item)?, &draft.content.situation);
            Ok((draft, item))
        };
        match found.await {
            Ok((draft, item)) => Ok(Work {
                name: words::say(page, &item.name),
                draft,
                item,
            }),
            Err(error) => Err(refuse(page.clone(), error, to_my(page))),
        }
    }

    fn at(&self, step: &str) -> String {
        format!("/drafts/{}/{step}", self.draft.id)
    }

    /// Saves over the version that the page showed; a newer one is left as it is.
    async fn save(self, centre: &Centre, page: &Page, seen: &str) -> Result<Result<Work, Work>, Response> {
        if seen.parse() != Ok(self.draft.version) {
            return Ok(Err(self));
        }
        let Work { draft, item, name } = self;
        match drafts::save(centre, draft.clone()).await {
            Ok(draft) => Ok(Ok(Work { draft, item, name })),
            Err(ActError::Refused(_)) => match drafts::one(centre, draft.account, draft.id).await {
                Ok(newer) => Ok(Err(Work {
                    draft: newer,
                    item,
                    name,
                })),
                Err(error) => Err(refuse(page.clone(), error, to_my(page))),
            },
            Err(error) => Err(refuse(page.clone(), error, to_my(page))),
        }
    }

    fn applicant_is_right(&self) -> bool {
        self.draft.content.applicant.clone().checked().is_ok()
    }

    fn form_is_right(&self) -> bool {
        let filled = tidy(prune(&self.item.form, self.draft.content.form.clone()));
        item_form::check(&self.item.form, &filled).is_empty()
    }

    /// The item asks nothing about the situation, or everything it asks was answered.
    fn situation_is_settled(&self) -> bool {
        settle(&self.item.situations, &self.draft.content.situation).is_ok()
    }

    /// Required materials for which nothing was uploaded and no paper was announced.
    fn missing(&self) -> Vec<&Material> {
        let content = &self.draft.content;
        let there = |material: &&Material| {
            content.files.iter().any(|file| file.material == material.code)
                || content.paper.contains(&material.code)
                || content.reused.iter().any(|reused| reused.material == material.code)
        };
        self.item
            .materials
            .iter()
            .filter(|material| material.required && needs_upload(material))
            .filter(|material| !there(material))
            .collect()
    }
}

/// The item as it applies by the answers given; its questions stay.
fn as_it_applies(item: Arc<Item>, chosen: &Chosen) -> Arc<Item> {
    if item.situations.is_empty() {
        return item;
    }
    Arc::new(item.narrowed(chosen, |_| false))
}

/// Whether the applicant has to bring a material at all: not what the government holds, and not the form that is
/// made from what they type (the guide says so where it is got).
fn needs_upload(material: &Material) -> bool {
    !material.is_governments_own() && !material.place.zh.contains("自动生成")
}

fn to_my(page: &Page) -> LinkTo {
    LinkTo::new("/my", page.t("portal.my.title"))
}

#[derive(Template)]
#[template(path = "portal/apply_before.html")]
struct Before {
    page: Page,
    item: Arc<Item>,
    name: String,
    body: String,
    wrong_kind: bool,
    audience: String,
    steps: Vec<&'static str>,
    /// Answers that were given on the guide, as the end of an address.
    query: String,
}

async fn before(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(code): Path<String>,
    Query(asked): Query<Typed>,
) -> Response {
    let item = match latest(&app.centre, &code) {
        Ok(item) => item,
        Err(error) => {
            return refuse(
                page.clone(),
                error,
                LinkTo::new("/items", page.t("portal.guide.find_others")),
            );
        }
    };
    let audience: Vec<String> = item
        .audience
        .iter()
        .map(|audience| words::pick(&page, audience.words()))
        .collect();
    Html(Before {
        name: words::say(&page, &item.name),
        body: words::say(&page, &item.body_name),
        wrong_kind: !serves(&item, &me),
        audience: words::joined(&page, &audience),
        query: crate::situation::query(&crate::situation::chosen(asked.iter())),
        steps: ["applicant", "form", "materials", "check"]
            .iter()
            .map(|step| page.t(&format!("portal.apply.{step}")))
            .collect(),
        item,
        page,
    })
    .into_response()
}

fn serves(item: &Item, me: &Acting) -> bool {
    me.kind().is_some_and(|kind| item.audience.contains(&kind))
}

async fn begin(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(code): Path<String>,
    Query(asked): Query<Typed>,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    let begun = async {
        let holder = me.drafts(Some(&code))?;
        if let Some(kind) = me.kind() {
            need_person(&app.centre, &me.actor(), kind).await?;
        }
        let applicant = me.profile(&app.centre).await?;
        drafts::begin(
            &app.centre,
            holder,
            &code,
            Content {
                applicant,
                situation: crate::situation::chosen(asked.iter()),
                ..Content::default()
            },
        )
        .await
    };
    match begun.await {
        Ok(draft) => Redirect::to(&format!("/drafts/{}", draft.id)).into_response(),
        Err(error) => refuse(page.clone(), error, to_my(&page)),
    }
}

#[derive(Template)]
#[template(path = "portal/apply_tasks.html")]
struct Tasks {
    page: Page,
    work: Work,
    body: String,
    saved: String,
    tasks: Vec<Task>,
    guide: String,
    limit: String,
}

async fn tasks(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let tasks = task_list(&page, &work);
    Html(Tasks {
        body: words::say(&page, &work.item.body_name),
        saved: page.t1("portal.apply.saved_at", page.moment(work.draft.changed_at)),
        guide: format!("/items/{}", work.item.code),
        limit: words::limit(&page, &work.item),
        tasks,
        work,
        page,
    })
    .into_response()
}

fn task_list(page: &Page, work: &Work) -> Vec<Task> {
    let content = &work.draft.content;
    let (applicant, form) = (work.applicant_is_right(), work.form_is_right());
    let state = |done: bool, begun: bool| match (done, begun) {
        (true, _) => TaskState::Done,
        (false, true) => TaskState::Begun,
        (false, false) => TaskState::ToDo,
    };
    let missing = work.missing().len();
    let anything = !content.files.is_empty() || !content.paper.is_empty() || !content.reused.is_empty();
    let task = |step: &str, state, hint: String| Task {
        title: page.t(&format!("portal.apply.{step}")).into(),
        href: work.at(step),
        state,
        hint,
    };
    let mut tasks = Vec::new();
    let settled = work.situation_is_settled();
    if !work.item.situations.is_empty() {
        let hint = page.t("portal.apply.situation.hint").into();
        tasks.push(task("situation", state(settled, !content.situation.is_empty()), hint));
    }
    tasks.push(task(
        "applicant",
        state(applicant, !content.applicant.phone.is_empty()),
        page.t("portal.apply.applicant.hint").into(),
    ));
    if !work.item.form.is_empty() {
        tasks.push(task(
            "form",
            state(form, !content.form.is_empty()),
            page.t1("portal.apply.form.hint", work.item.form.len()),
        ));
    }
    if work.item.kind == ItemKind::Permit {
        let told = content.renews.as_ref();
        let done = told.is_some() && renewal::is_right(told);
        let asks = page.t("portal.apply.renewal.hint").to_string();
        tasks.push(task("renewal", state(done, told.is_some()), asks));
    }
    let hint = match missing {
        0 => page.t("portal.apply.materials.complete").to_string(),
        _ => page.t1("portal.apply.materials.missing", missing),
    };
    if settled {
        tasks.push(task("materials", state(missing == 0, anything), hint));
    } else {
        let first = page.t("portal.apply.situation.first").into();
        tasks.push(task("materials", TaskState::NotYet, first));
    }
    let ready = if settled && applicant && form && renewal::is_right(content.renews.as_ref()) {
        TaskState::ToDo
    } else {
        TaskState::NotYet
    };
    let hint = page.t(if ready == TaskState::ToDo {
        "portal.apply.check.hint"
    } else {
        "portal.apply.check.not_yet"
    });
    tasks.push(task("check", ready, hint.into()));
    tasks
}

#[derive(Template)]
#[template(path = "portal/apply_delete.html")]
struct AskDelete {
    page: Page,
    work: Work,
}

async fn ask_delete(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => Html(AskDelete { page, work }).into_response(),
        Err(answer) => answer,
    }
}

async fn delete(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    match drafts::delete(&app.centre, work.draft.account, work.draft.id).await {
        Ok(()) => redirect_with("/my", &Flash::done("portal.apply.deleted")),
        Err(error) => refuse(page.clone(), error, to_my(&page)),
    }
}

/// Where a saved step leads: on, or to the list of drafts when the rest is left for later.
fn after_saving(form: &Typed, next: &str) -> Response {
    if typed(form, "then") == "later" {
        redirect_with("/my", &Flash::done("portal.apply.saved_for_later"))
    } else {
        Redirect::to(next).into_response()
    }
}

/// The status of a form that was not taken as it is.
const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
