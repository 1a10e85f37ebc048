//! The item's form (申请表): filled in with what is known, saved at each press of a button, checked as the server checks it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::drafts::Known;
use yimen_acts::items::form::earlier;
use yimen_acts::mandates::Acting;
use yimen_acts::vault::Applicant;
use yimen_domain::items::form::{Answers, Told, prune, text_of, tidy};
use yimen_domain::items::{Audience, Item};
use yimen_domain::words::Fault as Found;

use crate::app::{App, refuse};
use crate::forms::sent::Unread;
use crate::forms::{self, Act, Look, Section, sections};
use crate::shell::components::Fault;
use crate::shell::{Flash, Html, Page, redirect_with};

use super::{For, Typed, WRONG, Work, after_saving, to_my};

#[derive(Template)]
#[template(path = "portal/apply_form.html")]
struct Form {
    page: Page,
    work: Work,
    sections: Vec<Section>,
    faults: Vec<Fault>,
    schema: String,
    earlier: bool,
    stale: bool,
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    match Work::load(&app.centre, &page, &me, &id).await {
        Ok(mut work) => {
            if work.draft.content.form.is_empty() {
                let content = &mut work.draft.content;
                forms::filled::fill(&work.item.form, &mut content.form, &told(&content.applicant));
            }
            Html(shown(page, work, &[], false)).into_response()
        }
        Err(answer) => answer,
    }
}

/// What is known of the applicant.
pub(crate) fn told(applicant: &Applicant) -> Told<'_> {
    Told {
        kind: Audience::parse(&applicant.kind),
        name: &applicant.name,
        number: &applicant.id_number,
        phone: &applicant.phone,
        contact: &applicant.contact,
    }
}

fn shown(page: Page, work: Work, found: &[Found], stale: bool) -> Form {
    let content = &work.draft.content;
    let known = known(&page, &work.item, content);
    let look = Look {
        answers: &content.form,
        faults: found,
        known: &known,
        own: true,
    };
    let (sections, faults) = sections(&page, &work.item.form, look);
    let element =
        |field: &yimen_domain::items::form::Field| field.element.is_some_and(|element| element.origin.is_some());
    Form {
        schema: schema_address(&work.item),
        earlier: work.item.form.iter().any(element),
        sections,
        faults,
        stale,
        work,
        page,
    }
}

/// Where the browser gets the schema of an item's form.
pub(crate) fn schema_address(item: &Item) -> String {
    format!("/api/v1/items/{}/form?version={}", item.code, item.version)
}

/// Values that nobody typed here, and where they come from.
fn known(page: &Page, item: &Item, content: &yimen_acts::drafts::Content) -> BTreeMap<String, (String, String)> {
    let told = told(&content.applicant);
    let from_applicant = item.form.iter().filter_map(|field| {
        let origin = field.element?.origin?;
        let from = page.pick(origin.words().0, origin.words().1).to_string();
        Some((format!("form.{}", field.code), (told.about(origin)?, from)))
    });
    let earlier = content.known.iter().map(|(path, known)| {
        let from = page.t1("portal.apply.earlier_from", &known.from);
        (path.clone(), (known.value.clone(), from))
    });
    from_applicant.chain(earlier).collect()
}

pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    unread: Unread,
) -> Response {
    let mut work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let mut sent = match unread.take(&app.centre, me.applicant()).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    sent.bring_kept(&app.centre, me.applicant(), &work.item.form, &work.draft.content.form)
        .await;
    let filled = forms::answers(&work.item.form, &sent);
    let then = sent.get("then").to_string();
    let next = match (Act::parse(&then), then.as_str()) {
        (Some(act), _) => Next::Change(act),
        (None, "later") => Next::Later,
        (None, "earlier") => Next::Earlier,
        _ => Next::On,
    };
    let answers = match &next {
        Next::Change(act) => {
            let mut answers = filled;
            let anchor = act.apply(&mut answers, &work.item.form);
            return changed(&app, &page, work, answers, &sent, &anchor).await;
        }
        _ => tidy(prune(&work.item.form, filled)),
    };
    if matches!(next, Next::Earlier) {
        return with_earlier(&app, &page, &me, work, answers, sent.get("version")).await;
    }
    let mut found = app.centre.check_form(&work.item, &answers);
    found.retain(|fault| !sent.faults.iter().any(|refused| refused.field == fault.field));
    found.extend(sent.faults.clone());
    let on = found.is_empty() || (matches!(next, Next::Later) && sent.faults.is_empty());
    work.draft.content.form = answers.clone();
    match work.save(&app.centre, &page, sent.get("version")).await {
        Err(answer) => answer,
        Ok(Ok(work)) if on => after_saving(&Typed::from([("then".to_string(), then)]), &work.at("materials")),
        Ok(Ok(work)) => (WRONG, Html(shown(page, work, &found, false))).into_response(),
        Ok(Err(mut newer)) => {
            newer.draft.content.form = answers;
            (StatusCode::CONFLICT, Html(shown(page, newer, &found, true))).into_response()
        }
    }
}

/// What a press of a button means.
enum Next {
    Change(Act),
    Later,
    Earlier,
    On,
}

/// A row or a file was added or removed: saved, and back to where it was.
async fn changed(
    app: &App,
    page: &Page,
    mut work: Work,
    answers: Answers,
    sent: &forms::Sent,
    anchor: &str,
) -> Response {
    work.draft.content.form.clone_from(&answers);
    match work.save(&app.centre, page, sent.get("version")).await {
        Err(answer) => answer,
        Ok(Ok(work)) if sent.faults.is_empty() => {
            Redirect::to(&format!("{}#{anchor}", work.at("form"))).into_response()
        }
        Ok(Ok(work)) => (WRONG, Html(shown(page.clone(), work, &sent.faults, false))).into_response(),
        Ok(Err(mut newer)) => {
            newer.draft.content.form = answers;
            (
                StatusCode::CONFLICT,
                Html(shown(page.clone(), newer, &sent.faults, true)),
            )
                .into_response()
        }
    }
}

/// Fills what is empty from the person's earlier cases, since they asked for it.
async fn with_earlier(
    app: &App,
    page: &Page,
    me: &Acting,
    mut work: Work,
    mut answers: Answers,
    seen: &str,
) -> Response {
    // What somebody told in other cases is not for their agent.
    let told = match me.mandate() {
        None => earlier(&app.centre, &me.actor(), me.applicant(), &work.item.form).await,
        Some(_) => Ok(std::collections::BTreeMap::new()),
    };
    let told = match told {
        Ok(told) => told,
        Err(error) => return refuse(page.clone(), error, to_my(page)),
    };
    let mut any = false;
    for (code, Known { value, from }) in told {
        if text_of(&answers, &code).is_empty() {
            any = true;
            answers.insert(code.clone(), value.clone().into());
            work.draft
                .content
                .known
                .insert(format!("form.{code}"), Known { value, from });
        }
    }
    work.draft.content.form = answers;
    let words = if any {
        "portal.apply.earlier_done"
    } else {
        "portal.apply.earlier_none"
    };
    match work.save(&app.centre, page, seen).await {
        Err(answer) => answer,
        Ok(Ok(work)) => redirect_with(&work.at("form"), &Flash::notice(words)),
        Ok(Err(newer)) => (StatusCode::CONFLICT, Html(shown(page.clone(), newer, &[], true))).into_response(),
    }
}
