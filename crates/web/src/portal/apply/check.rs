//! Check everything and send (核对并提交).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::cases::submit::{self, Application, submit, submit_change};
use yimen_acts::{ActError, drafts};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Channel;
use yimen_domain::cases::decide::Renewal;
use yimen_domain::cases::event::{FileMark, Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::simulated::Opened;
use yimen_domain::items::Handling;

use crate::app::{App, faults_of, in_query, refuse, status_of};
use crate::shell::components::{Fault, Field, LinkTo, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::simulated::{LACKS, first_field, lack_fields, lacks};

use super::{For, Typed, Work, typed, words};

#[derive(Template)]
#[template(path = "portal/apply_check.html")]
struct Check {
    page: Page,
    work: Work,
    situation: Vec<SummaryRow>,
    applicant: Vec<SummaryRow>,
    form: Vec<SummaryRow>,
    materials: Vec<SummaryRow>,
    renewal: Option<(String, Option<String>)>,
    missing: Vec<String>,
    faults: Vec<Fault>,
    key: String,
    body: String,
    /// What may be missing; none where the matter is not simulated.
    simulation: Vec<Field>,
    /// Where it came to grief, so that it stands open.
    simulates: bool,
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    if !work.situation_is_settled() {
        return Redirect::to(&work.at("situation")).into_response();
    }
    if !work.applicant_is_right() {
        return Redirect::to(&work.at("applicant")).into_response();
    }
    if !work.form_is_right() {
        return Redirect::to(&work.at("form")).into_response();
    }
    if !super::renewal::is_right(work.draft.content.renews.as_ref()) {
        return Redirect::to(&work.at("renewal")).into_response();
    }
    Html(shown(&app, page, work, Vec::new(), None)).into_response()
}

/// The page, with what was typed where a simulated approval was asked for.
fn shown(app: &App, page: Page, work: Work, faults: Vec<Fault>, asked: Option<&Typed>) -> Check {
    let change = page.t("portal.apply.change");
    let simulated = work.item.handling != Handling::Instant && work.draft.content.renews.is_none();
    let none = Typed::new();
    let mut simulation = if simulated {
        lack_fields(&page, |name| typed(asked.unwrap_or(&none), name))
    } else {
        Vec::new()
    };
    for field in &mut simulation {
        if let Some(fault) = faults.iter().find(|fault| fault.field == field.name) {
            field.error.clone_from(&fault.words);
        }
    }
    Check {
        simulation,
        simulates: asked.is_some(),
        situation: crate::situation::rows(
            &page,
            &work.item,
            &work.draft.content.situation,
            Some((&work.at("situation"), change)),
        ),
        applicant: applicant_rows(&page, &work, change),
        form: form_rows(&page, &work, change),
        materials: material_rows(&page, &work, change),
        renewal: super::renewal::summary(&app.centre, &page, &work),
        missing: work
            .missing()
            .iter()
            .map(|material| words::say(&page, &material.name))
            .collect(),
        key: app.centre.new_token(),
        body: words::say(&page, &work.item.body_name),
        faults,
        work,
        page,
    }
}

fn applicant_rows(page: &Page, work: &Work, change: &str) -> Vec<SummaryRow> {
    let applicant = &work.draft.content.applicant;
    let company = applicant.kind == "company";
    let key = |person: &'static str, firm: &'static str| page.t(if company { firm } else { person });
    let mut rows = vec![
        SummaryRow::new(
            key("portal.applicant.name", "portal.applicant.company_name"),
            &applicant.name,
        ),
        SummaryRow::new(
            key("portal.applicant.citizen_id", "portal.applicant.credit_code"),
            applicant.masked_number(),
        ),
        SummaryRow::new(page.t("portal.applicant.phone"), &applicant.phone).change(work.at("applicant"), change),
    ];
    if company {
        rows.push(
            SummaryRow::new(page.t("portal.applicant.contact"), &applicant.contact)
                .change(work.at("applicant"), change),
        );
    }
    rows
}

fn form_rows(page: &Page, work: &Work, change: &str) -> Vec<SummaryRow> {
    let rows = crate::forms::summary(page, &work.item.form, &work.draft.content.form);
    rows.into_iter()
        .map(|(path, row)| row.change(format!("{}#{path}", work.at("form")), change))
        .collect()
}

fn material_rows(page: &Page, work: &Work, change: &str) -> Vec<SummaryRow> {
    let content = &work.draft.content;
    let files_of = |code: &str| {
        let names: Vec<&str> = content
            .files
            .iter()
            .filter(|file| file.material == code)
            .map(|file| file.name.as_str())
            .collect();
        words::joined(page, &names)
    };
    let mut rows: Vec<SummaryRow> = work
        .item
        .materials
        .iter()
        .map(|material| {
            let files = files_of(&material.code);
            let reused = content.reused.iter().find(|reused| reused.material == material.code);
            let value = if let Some(reused) = reused {
                page.t1("intake.reused", &reused.number)
            } else if !files.is_empty() {
                files
            } else if content.paper.contains(&material.code) {
                page.t("portal.apply.on_paper").to_string()
            } else if super::needs_upload(material) {
                page.t("portal.apply.not_uploaded").to_string()
            } else {
                page.t("portal.apply.not_needed").to_string()
            };
            SummaryRow::new(words::say(page, &material.name), value)
                .change(format!("{}#m-{}", work.at("materials"), material.code), change)
        })
        .collect();
    if work.item.materials.is_empty() {
        rows.push(
            SummaryRow::new(page.t("portal.material.other"), files_of("other")).change(work.at("materials"), change),
        );
    }
    rows
}

pub(super) async fn send(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    // A form that is sent a second time finds no draft any more: the case is in the list.
    if let (Ok(id), Ok(holder)) = (uuid::Uuid::parse_str(&id), me.drafts(None))
        && let Err(ActError::Refused(_)) = drafts::one(&app.centre, holder, id).await
    {
        return redirect_with("/my", &Flash::notice("portal.apply.gone"));
    }
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    if typed(&form, "version").parse() != Ok(work.draft.version) {
        let fault = Fault {
            field: String::new(),
            words: page.t("portal.apply.stale_check").into(),
        };
        return (
            axum::http::StatusCode::CONFLICT,
            Html(shown(&app, page, work, vec![fault], None)),
        )
            .into_response();
    }
    let key = typed(&form, "key");
    let key = (!key.is_empty()).then_some(key);
    let change = work.draft.content.renews.as_ref().filter(|told| told.change);
    let filed = match change {
        Some(told) => submit_change(&app.centre, &me.actor(), key, application(&work), &told.licence).await,
        None => submit(&app.centre, &me.actor(), key, application(&work)).await,
    };
    match filed {
        Ok(done) => Redirect::to(&format!("/my/cases/{}?sent=1", done.number)).into_response(),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let faults = faults_of(&page, &refusal)
                .into_iter()
                .map(|(_, words)| Fault {
                    field: String::new(),
                    words,
                })
                .collect();
            (status_of(&refusal), Html(shown(&app, page, work, faults, None))).into_response()
        }
        Err(error) => {
            let back = LinkTo::new(
                format!("/drafts/{}", work.draft.id),
                page.t("portal.apply.back_to_tasks"),
            );
            refuse(page, error, back)
        }
    }
}

/// `GET /drafts/{id}/simulate`: back to where it is asked for.
pub(super) async fn back(Path(id): Path<String>) -> Redirect {
    Redirect::to(&format!("/drafts/{}/check", in_query(&id)))
}

/// `POST /drafts/{id}/simulate`: the same application, simulated because a condition is not there yet.
pub(super) async fn simulate(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    if let (Ok(id), Ok(holder)) = (uuid::Uuid::parse_str(&id), me.drafts(None))
        && let Err(ActError::Refused(_)) = drafts::one(&app.centre, holder, id).await
    {
        return redirect_with("/my", &Flash::notice("portal.apply.gone"));
    }
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let mut page = page;
    page.path = work.at("check");
    let key = Some(typed(&form, "key")).filter(|key| !key.is_empty());
    let lacks = lacks(LACKS, |name| typed(&form, name));
    let opened = Opened {
        lacks: lacks.clone(),
        promised_days: None,
    };
    match submit::simulate(&app.centre, &me.actor(), key, application(&work), opened).await {
        Ok(done) => Redirect::to(&format!("/my/cases/{}?sent=1", done.number)).into_response(),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let fault = |fault: &yimen_domain::words::Fault| {
                let field = first_field(&lacks, fault);
                Fault {
                    field: if field.starts_with(LACKS) { field } else { String::new() },
                    words: words::say(&page, &fault.words),
                }
            };
            let faults = refusal.faults.iter().map(fault).collect();
            (status_of(&refusal), Html(shown(&app, page, work, faults, Some(&form)))).into_response()
        }
        Err(error) => {
            let back = LinkTo::new(work.at("check"), page.t("portal.apply.check"));
            refuse(page, error, back)
        }
    }
}

/// What is sent: paper that is only announced was not handed in yet, so it is not said to be.
fn application(work: &Work) -> Application {
    let content = &work.draft.content;
    let mut materials: Vec<HandedIn> = Vec::new();
    let needed = |code: &str| work.item.material(code).is_some() || work.item.materials.is_empty();
    for file in content.files.iter().filter(|file| needed(&file.material)) {
        let mark = FileMark {
            hash: file.hash.clone(),
            name: file.name.clone(),
            size: file.size,
            media: file.media.clone(),
        };
        match materials.iter_mut().find(|material| material.material == file.material) {
            Some(HandedIn {
                handed: Handed::Files(files),
                ..
            }) => files.push(mark),
            _ => materials.push(HandedIn {
                material: file.material.clone(),
                handed: Handed::Files(vec![mark]),
                origin: Origin::default(),
            }),
        }
    }
    // Who agreed to use something again brings nothing else for it.
    for reused in content.reused.iter().filter(|reused| needed(&reused.material)) {
        materials.retain(|known| known.material != reused.material);
        materials.push(crate::reuse::asked(&reused.material, &reused.number));
    }
    Application {
        item: work.item.code.clone(),
        channel: Channel::Web,
        applicant: content.applicant.clone(),
        form: content.form.clone(),
        materials,
        renews: content.renews.as_ref().filter(|told| !told.change).and_then(|told| {
            Some(Renewal {
                licence: told.licence.clone(),
                expiry: Day::parse(&told.expiry).ok()?,
            })
        }),
        situation: content.situation.clone(),
        draft: Some(work.draft.id),
    }
}
