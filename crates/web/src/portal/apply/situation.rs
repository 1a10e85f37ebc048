//! The questions before everything else (情形选择): their answers say what is needed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use yimen_domain::items::situation::{applying, settle};

use crate::app::App;
use crate::shell::components::{Fault, Field, faults};
use crate::shell::{CheckedForm, Html, Page};
use crate::situation;

use super::{For, Typed, WRONG, Work, after_saving, typed, words};

#[derive(Template)]
#[template(path = "portal/apply_situation.html")]
struct Questions {
    page: Page,
    work: Work,
    fields: Vec<Field>,
    /// Names of the questions shown, for telling an unanswered one from one that follows.
    asked: String,
    faults: Vec<Fault>,
    stale: bool,
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => Html(shown(page, work, "", false)).into_response(),
        Err(answer) => answer,
    }
}

/// `wrong` names the questions that had to be answered.
fn shown(page: Page, work: Work, wrong: &str, stale: bool) -> Questions {
    let chosen = &work.draft.content.situation;
    let mut fields = situation::fields(&page, &applying(&work.item, chosen));
    let found = settle(&work.item.situations, chosen).err().unwrap_or_default();
    for field in fields
        .iter_mut()
        .filter(|field| wrong.split(' ').any(|name| name == field.name))
    {
        let fault = found.iter().find(|fault| fault.field == field.name);
        field.error = fault.map_or_else(String::new, |fault| words::say(&page, &fault.words));
    }
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    Questions {
        asked: names.join(" "),
        faults: faults(&fields),
        fields,
        stale,
        work,
        page,
    }
}

pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let mut work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let given = situation::chosen(form.iter());
    let told = applying(&work.item, &given);
    let unanswered = |name: &str| !told.chosen.contains_key(name.trim_start_matches(situation::PREFIX));
    let asked = typed(&form, "asked").to_string();
    let skipped = asked.split(' ').any(|name| {
        let still = told.questions.iter().any(|known| {
            known.standing.holds() && name.strip_prefix(situation::PREFIX) == Some(known.what.code.as_str())
        });
        still && unanswered(name)
    });
    let (settled, kept) = (told.is_settled(), told.chosen);
    let later = typed(&form, "then") == "later";
    work.draft.content.situation.clone_from(&kept);
    match work.save(&app.centre, &page, typed(&form, "version")).await {
        Err(answer) => answer,
        Ok(Ok(work)) if later => after_saving(&form, &work.at("situation")),
        Ok(Ok(work)) if skipped => (WRONG, Html(shown(page, work, &asked, false))).into_response(),
        Ok(Ok(work)) if settled => Redirect::to(&format!("/drafts/{}", work.draft.id)).into_response(),
        Ok(Ok(work)) => Redirect::to(&work.at("situation")).into_response(),
        Ok(Err(mut newer)) => {
            newer.draft.content.situation = kept;
            (StatusCode::CONFLICT, Html(shown(page, newer, "", true))).into_response()
        }
    }
}
