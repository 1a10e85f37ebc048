//! The applicant objects to the decision (提出异议), on a page of its own.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::view;
use yimen_domain::cases::appeals::{Kind, Late, Order, Side};
use yimen_domain::cases::{Case, Status};
use yimen_domain::clocks::Evidence;
use yimen_domain::words::Refusal;

use crate::app::{App, faults_of, refuse};
use crate::shell::components::{Fault, Field, FieldKind, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, address, to_case, to_my, words};
use crate::portal::{Typed, typed};
use crate::remedies::{against, chosen};

#[derive(Template)]
#[template(path = "portal/case_object.html")]
struct ObjectPage {
    page: Page,
    number: String,
    address: String,
    item: String,
    title: &'static str,
    what: Vec<String>,
    sought: Vec<SummaryRow>,
    refused: String,
    faults: Vec<Fault>,
    fields: Vec<Field>,
    may: bool,
    seen: u32,
    key: String,
}

/// What the page is called: against the decision, or against the delay where none was made in time.
pub(super) fn title(page: &Page, case: &Case) -> &'static str {
    page.t(match case.status() {
        Status::Accepted | Status::Reviewed | Status::Suspended => "portal.object.title_late",
        _ => "portal.object.title",
    })
}

/// `GET /my/cases/{number}/object`.
pub(super) async fn ask(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    draw(&app, page, &me, &number, None).await
}

/// `POST /my/cases/{number}/object`.
pub(super) async fn object(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let text = |name: &str| typed(&form, name).replace("\r\n", "\n").trim().to_string();
    let (reason, proof) = (text("late.reason"), text("late.evidence"));
    let late = (!reason.is_empty() || !proof.is_empty()).then_some(Late {
        reason,
        evidence: Evidence {
            words: proof,
            file: None,
        },
    });
    let order = chosen(&text("ending")).map(|ending| Order::Object {
        side: Side::Applicant,
        grounds: text("grounds"),
        late,
        ending,
    });
    let key = Some(typed(&form, "key")).filter(|key| !key.is_empty());
    let reach = Reach {
        key,
        seen: typed(&form, "seen").parse().ok(),
    };
    let done = match order {
        Ok(order) => command(&app.centre, &me.actor(), &number, reach, order.into()).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => redirect_with(&address(&number), &Flash::done("portal.object.done")),
        // What can be put right here is put right here, with what was typed.
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() || refusal.code == "remedy_too_late" => {
            draw(&app, page, &me, &number, Some((&form, &refusal))).await
        }
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}

async fn draw(
    app: &App,
    page: Page,
    me: &yimen_acts::mandates::Acting,
    number: &str,
    again: Option<(&Typed, &Refusal)>,
) -> Response {
    let view = match view::view(&app.centre, &me.actor(), number).await {
        Ok(view) => view,
        Err(error) => return refuse(page.clone(), error, to_my(&page)),
    };
    let case = &view.case;
    let wrong = again.map(|(_, refusal)| faults_of(&page, refusal)).unwrap_or_default();
    let mut fields: Vec<Field> = against(&page, case, "ending").into_iter().collect();
    fields.push(
        Field::new(FieldKind::LongText, "grounds", page.t("portal.object.grounds"))
            .hint(page.t("portal.object.grounds_hint"))
            .max_length(500),
    );
    if again.is_some_and(|(form, refusal)| refusal.code == "remedy_too_late" || !typed(form, "late.reason").is_empty())
    {
        fields.push(
            Field::new(FieldKind::LongText, "late.reason", page.t("portal.object.late"))
                .hint(page.t("portal.object.late_hint"))
                .max_length(500),
        );
        fields.push(Field::text("late.evidence", page.t("portal.object.late_evidence")).max_length(200));
    }
    for field in &mut fields {
        if let Some((form, _)) = again {
            field.value = typed(form, &field.name).to_string();
        }
        if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
    let refused = again
        .filter(|(_, refusal)| refusal.code == "remedy_too_late")
        .map(|(_, refusal)| {
            let remedy = page.pick(&refusal.remedy.zh, &refusal.remedy.en);
            format!("{} {remedy}", page.pick(&refusal.why.zh, &refusal.why.en))
        });
    let status = if again.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let drawn = ObjectPage {
        number: case.number.clone(),
        address: address(&case.number),
        item: words::say(&page, &view.item.name),
        what: crate::remedies::words(&page, &app.centre, case),
        sought: crate::remedies::sought(&page, &app.centre, case),
        refused: refused.unwrap_or_default(),
        faults: faults(&fields),
        fields,
        title: title(&page, case),
        may: view.open.contains(&"object") && case.appeals.open(Kind::Objection).is_none(),
        seen: case.events,
        key: app.centre.new_token(),
        page,
    };
    (status, Html(drawn)).into_response()
}
