//! About the applicant (申请人信息): known data filled in and marked, the rest asked.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::mandates::Acting;
use yimen_acts::vault::Applicant;

use crate::app::{App, refuse};
use crate::shell::components::{Fault, Field, FieldKind, SummaryRow, faults};
use crate::shell::{CheckedForm, Html, Page};

use super::{For, Typed, WRONG, Work, after_saving, to_my, typed};

#[derive(Template)]
#[template(path = "portal/apply_applicant.html")]
pub(super) struct About {
    page: Page,
    work: Work,
    known: Vec<SummaryRow>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    stale: bool,
}

/// What a page shows besides the draft: the profile, what was typed, what is wrong with it, and that it is stale.
struct Shown<'a> {
    profile: &'a Applicant,
    wrong: Vec<(String, String)>,
    stale: bool,
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    let (work, profile) = match load(&app, &page, &me, &id).await {
        Ok(loaded) => loaded,
        Err(answer) => return answer,
    };
    Html(about(
        page,
        work,
        Shown {
            profile: &profile,
            wrong: Vec::new(),
            stale: false,
        },
    ))
    .into_response()
}

async fn load(app: &App, page: &Page, me: &Acting, id: &str) -> Result<(Work, Applicant), Response> {
    let work = Work::load(&app.centre, page, me, id).await?;
    let profile = me
        .profile(&app.centre)
        .await
        .map_err(|error| refuse(page.clone(), error, to_my(page)))?;
    Ok((work, profile))
}

fn about(page: Page, work: Work, shown: Shown<'_>) -> About {
    let applicant = &work.draft.content.applicant;
    let company = applicant.kind == "company";
    let key = |person: &'static str, firm: &'static str| page.t(if company { firm } else { person });
    let known = vec![
        SummaryRow::new(
            page.t("portal.applicant.kind"),
            key("portal.applicant.person", "portal.applicant.company"),
        ),
        SummaryRow::new(
            key("portal.applicant.name", "portal.applicant.company_name"),
            &applicant.name,
        ),
        SummaryRow::new(
            key("portal.applicant.citizen_id", "portal.applicant.credit_code"),
            applicant.masked_number(),
        ),
    ];
    let from = page.t("portal.apply.from_profile");
    let mark = |field: Field, value: &str, told: &str| {
        let field = field.value(value);
        if !value.is_empty() && value == told {
            field.known_from(from)
        } else {
            field
        }
    };
    let phone = Field::new(FieldKind::Phone, "applicant.phone", page.t("portal.applicant.phone"))
        .hint(page.t("portal.applicant.phone.hint"));
    let contact = Field::text("applicant.contact", page.t("portal.applicant.contact"))
        .max_length(100)
        .optional();
    let mut fields = vec![mark(phone.max_length(20), &applicant.phone, &shown.profile.phone)];
    if company {
        fields.push(mark(contact, &applicant.contact, &shown.profile.contact));
    }
    for field in &mut fields {
        if let Some((_, words)) = shown.wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
    About {
        faults: faults(&fields),
        fields,
        known,
        stale: shown.stale,
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
    let (mut work, profile) = match load(&app, &page, &me, &id).await {
        Ok(loaded) => loaded,
        Err(answer) => return answer,
    };
    let cut = |name: &str| typed(&form, name).chars().take(200).collect::<String>();
    let given = |applicant: &mut Applicant| {
        applicant.phone = cut("applicant.phone");
        applicant.contact = cut("applicant.contact");
    };
    given(&mut work.draft.content.applicant);
    let wrong = match work.draft.content.applicant.clone().checked() {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .iter()
            .map(|fault| (fault.field.clone(), super::words::say(&page, &fault.words)))
            .collect(),
    };
    let later = typed(&form, "then") == "later";
    match work.save(&app.centre, &page, typed(&form, "version")).await {
        Err(answer) => answer,
        Ok(Ok(work)) if wrong.is_empty() || later => {
            let next = if work.item.form.is_empty() { "materials" } else { "form" };
            after_saving(&form, &work.at(next))
        }
        Ok(Ok(work)) => (
            WRONG,
            Html(about(
                page,
                work,
                Shown {
                    profile: &profile,
                    wrong,
                    stale: false,
                },
            )),
        )
            .into_response(),
        Ok(Err(mut newer)) => {
            given(&mut newer.draft.content.applicant);
            (
                StatusCode::CONFLICT,
                Html(about(
                    page,
                    newer,
                    Shown {
                        profile: &profile,
                        wrong,
                        stale: true,
                    },
                )),
            )
                .into_response()
        }
    }
}
