//! The item's form (申请表): its fields by group, checked as the domain checks them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_domain::items::Item;
use yimen_domain::items::form::{Answers, FieldType, LONGEST, check, text_of};

use crate::app::App;
use crate::shell::components::{Choice, Fault, Field, FieldKind, faults};
use crate::shell::{CheckedForm, Html, Page};

use super::{Me, Typed, WRONG, Work, after_saving, words};

/// Fields under one heading.
pub(in crate::portal) struct Group {
    pub(in crate::portal) heading: String,
    pub(in crate::portal) fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "portal/apply_form.html")]
struct Form {
    page: Page,
    work: Work,
    groups: Vec<Group>,
    faults: Vec<Fault>,
    stale: bool,
}

pub(super) async fn show(State(app): State<App>, page: Page, Me(me): Me, Path(id): Path<String>) -> Response {
    match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => Html(shown(page, work, false, false)).into_response(),
        Err(answer) => answer,
    }
}

fn shown(page: Page, work: Work, with_faults: bool, stale: bool) -> Form {
    let (groups, faults) = groups(&page, &work.item, &work.draft.content.form, with_faults);
    Form {
        page,
        work,
        groups,
        faults,
        stale,
    }
}

/// The fields of an item with what was answered, by group, and what is wrong if that is asked.
pub(in crate::portal) fn groups(
    page: &Page,
    item: &Item,
    answers: &Answers,
    with_faults: bool,
) -> (Vec<Group>, Vec<Fault>) {
    let wrong = if with_faults {
        check(&item.form, answers)
    } else {
        Vec::new()
    };
    let mut groups: Vec<Group> = Vec::new();
    for field in &item.form {
        let mut shown = one(page, field, answers);
        if let Some(fault) = wrong.iter().find(|fault| fault.field == shown.name) {
            shown.error = words::say(page, &fault.words);
        }
        let heading = words::say(page, &field.group);
        match groups.last_mut().filter(|group| group.heading == heading) {
            Some(group) => group.fields.push(shown),
            None => groups.push(Group {
                heading,
                fields: vec![shown],
            }),
        }
    }
    let found = groups.iter().flat_map(|group| faults(&group.fields)).collect();
    (groups, found)
}

fn one(page: &Page, field: &yimen_domain::items::form::Field, answers: &Answers) -> Field {
    let (kind, choices) = match &field.kind {
        FieldType::Text => (FieldKind::Text, Vec::new()),
        FieldType::LongText => (FieldKind::LongText, Vec::new()),
        FieldType::Integer => (FieldKind::Integer, Vec::new()),
        FieldType::Date => (FieldKind::Date, Vec::new()),
        FieldType::YesNo => (FieldKind::YesNo, Vec::new()),
        FieldType::Phone => (FieldKind::Phone, Vec::new()),
        FieldType::Address => (FieldKind::Address, Vec::new()),
        FieldType::Decimal(_) | FieldType::Money | FieldType::File(_) | FieldType::Group(_) => {
            (FieldKind::Text, Vec::new())
        }
        FieldType::Choice(choices) | FieldType::Choices(choices) => {
            let choice = |choice: &yimen_domain::items::form::Choice| Choice {
                value: choice.code.clone(),
                words: words::say(page, &choice.label),
            };
            (FieldKind::Choice, choices.iter().map(choice).collect())
        }
    };
    let mut shown = Field::new(kind, format!("form.{}", field.code), words::say(page, &field.label));
    shown.hint = words::say(page, &field.hint);
    shown.value = text_of(answers, &field.code).to_string();
    shown.optional = !field.required;
    shown.choices = choices;
    shown.autocomplete = "";
    if matches!(
        kind,
        FieldKind::Text | FieldKind::LongText | FieldKind::Address | FieldKind::Integer | FieldKind::Phone
    ) {
        shown.max_length = u32::try_from(field.max.clamp(1, LONGEST)).ok();
    }
    shown
}

/// What was typed into the item's fields; far too long answers are cut so that a draft stays a draft.
pub(in crate::portal) fn answers(item: &Item, form: &Typed) -> Answers {
    item.form
        .iter()
        .filter_map(|field| {
            let text = form.get(&format!("form.{}", field.code))?.replace("\r\n", "\n");
            let text: String = text.trim().chars().take(LONGEST + 1).collect();
            (!text.is_empty()).then(|| (field.code.clone(), text.into()))
        })
        .collect()
}

pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    Me(me): Me,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let mut work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let answers = answers(&work.item, &form);
    let right = check(&work.item.form, &answers).is_empty();
    let later = form.get("then").is_some_and(|then| then == "later");
    work.draft.content.form = answers.clone();
    match work
        .save(&app.centre, &page, form.get("version").map_or("", String::as_str))
        .await
    {
        Err(answer) => answer,
        Ok(Ok(work)) if right || later => after_saving(&form, &work.at("materials")),
        Ok(Ok(work)) => (WRONG, Html(shown(page, work, true, false))).into_response(),
        Ok(Err(mut newer)) => {
            newer.draft.content.form = answers;
            (StatusCode::CONFLICT, Html(shown(page, newer, true, true))).into_response()
        }
    }
}
