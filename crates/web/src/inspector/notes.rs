//! Notes on a case (监察备注), for inspectors alone.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use yimen_acts::inspection::notes::{self, Note};
use yimen_acts::{ActError, Centre};
use yimen_domain::cases::CaseId;
use yimen_domain::inspection::note::{LONGEST, Outcome};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault as Wrong, Refusal};

use super::{Pairs, typed, value};
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::shown::{Area, pair};

/// Notes on a case and the form for the next one.
pub(super) struct Notes {
    pub(super) action: String,
    pub(super) key: String,
    pub(super) lines: Vec<Line>,
    pub(super) fields: Vec<Field>,
    pub(super) faults: Vec<Fault>,
}

pub(super) struct Line {
    pub(super) outcome: &'static str,
    pub(super) words: String,
    pub(super) when: String,
    pub(super) by: String,
    pub(super) sample: String,
}

/// The notes on a case, where somebody may see them.
pub(super) async fn of(
    centre: &Centre,
    page: &Page,
    actor: &Actor,
    (case, number): (CaseId, &str),
    sample: Option<u32>,
) -> Result<Option<Notes>, ActError> {
    if !actor.may(Permission::Inspect, About::CENTRE) {
        return Ok(None);
    }
    let known = notes::of_case(centre, actor, case).await?;
    Ok(Some(Notes {
        action: format!("{}/notes", Area::Inspector.case(number)),
        key: centre.new_token(),
        lines: known.iter().map(|note| line(page, note)).collect(),
        fields: fields(page, sample),
        faults: Vec::new(),
    }))
}

fn line(page: &Page, note: &Note) -> Line {
    Line {
        outcome: pair(page, note.outcome.words()),
        words: note.words.clone(),
        when: page.moment(note.row.noted_at),
        by: note.row.noted_by.clone(),
        sample: match note.row.sample {
            0 => String::new(),
            number => page.t1("inspection.of_sample", number),
        },
    }
}

fn fields(page: &Page, sample: Option<u32>) -> Vec<Field> {
    let label = |name: &str| page.t(&format!("inspection.field.{name}"));
    let outcome = Outcome::ALL.into_iter().fold(
        Field::new(FieldKind::Choice, "outcome", label("outcome")),
        |field, outcome| field.choice(outcome.code(), pair(page, outcome.words())),
    );
    let longest = u32::try_from(LONGEST).unwrap_or(u32::MAX);
    vec![
        outcome,
        Field::new(FieldKind::LongText, "words", label("words"))
            .max_length(longest)
            .optional(),
        Field::new(FieldKind::Integer, "sample", label("sample"))
            .hint(page.t("inspection.field.sample.hint"))
            .optional()
            .value(sample.map_or_else(String::new, |sample| sample.to_string())),
    ]
}

/// `POST /inspector/cases/{number}/notes`.
pub(super) async fn keep(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let here = Area::Inspector.case(&number);
    let done = match asked(&pairs) {
        Ok((outcome, sample)) => {
            let (key, words) = (value(&pairs, "key"), value(&pairs, "words"));
            notes::keep(&app.centre, &actor, key, &number, sample, outcome, words).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => redirect_with(&format!("{here}#notes-title"), &Flash::done("inspection.done.note")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let back = LinkTo::new(here, page.t("inspector.back"));
            match super::cases::read(&app.centre, &page, &actor, &number, None).await {
                Ok(mut drawn) => {
                    if let Some(known) = &mut drawn.notes {
                        known.faults = typed(&page, &mut known.fields, &pairs, &refusal);
                    }
                    (status_of(&refusal), Html(drawn)).into_response()
                }
                Err(error) => refuse(page, error, back),
            }
        }
        Err(error) => {
            let back = LinkTo::new(here, page.t("inspector.back"));
            refuse(page, error, back)
        }
    }
}

fn asked(pairs: &Pairs) -> Result<(Outcome, Option<u32>), Refusal> {
    let mut faults = Vec::new();
    let outcome = Outcome::parse(value(pairs, "outcome"));
    if outcome.is_none() {
        faults.push(Wrong::new("outcome", "请选择检查结果。", "Choose what you found."));
    }
    let sample = match value(pairs, "sample") {
        "" => Some(None),
        text => text.parse().ok().filter(|number| *number > 0).map(Some),
    };
    if sample.is_none() {
        faults.push(Wrong::new(
            "sample",
            "请填写抽查编号。",
            "Give the number of the sample.",
        ));
    }
    match (outcome, sample) {
        (Some(outcome), Some(sample)) => Ok((outcome, sample)),
        _ => Err(Refusal::invalid(faults)),
    }
}
