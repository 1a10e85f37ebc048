//! Registering a change of several items (事项调整登记).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;
use yimen_acts::items::life::{self, Narrow, Rearranged};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::Coded;
use yimen_domain::items::life::{ChangeKind, Rearrangement};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal};

use super::ADDRESS;
use super::forms::{Refused, StepForm, day_of, keep, text, told, why_of};
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{self, Field, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::shown::{pair, say};
use crate::workbench::typed::Typed;

/// Approved drafts that can be chosen.
const DRAFTS: u32 = 100;
const ACT: &str = "rearrange";

#[derive(Template)]
#[template(path = "workbench/life_rearrange.html")]
struct RearrangePage {
    page: Page,
    forms: Vec<StepForm>,
    wrong: Vec<components::Fault>,
}

/// `GET /workbench/items/drafts/rearrange`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff) -> Response {
    answer(&app.centre, page, &staff.actor(), None).await
}

async fn answer(centre: &Centre, page: Page, actor: &Actor, refused: Option<Refused>) -> Response {
    let narrow = Narrow {
        state: "approved".into(),
        ..Narrow::default()
    };
    let drafts = match life::list(centre, actor, &narrow, DRAFTS).await {
        Ok(drafts) => drafts,
        Err(error) => return refuse(page.clone(), error, home(&page)),
    };
    let mut kind = text(&page, ACT, "kind", FieldKind::Choice);
    for one in ChangeKind::ALL {
        kind = kind.choice(one.code(), pair(&page, one.words()));
    }
    let codes = |name: &str| text(&page, ACT, name, FieldKind::LongText).hint(page.t("life.codes_hint"));
    let mut choose: Field = text(&page, ACT, "drafts", FieldKind::Choices)
        .hint(page.t("life.drafts_hint"))
        .optional();
    for draft in &drafts {
        choose = choose.choice(draft.id.to_string(), say(&page, &draft.name));
    }
    let day = text(&page, ACT, "from", FieldKind::Date).value(centre.today().to_string());
    let mut form = StepForm::new(&page, ACT).with(kind).with(codes("from_items"));
    form = form.with(codes("to_items").optional());
    if !drafts.is_empty() {
        form = form.with(choose);
    }
    let mut forms = vec![
        form.with(day)
            .why(&page)
            .button("", page.t("life.go.rearrange"), "primary"),
    ];
    let wrong = keep(&page, &mut forms, refused.as_ref());
    let status = refused.map_or(StatusCode::OK, |refused| status_of(&refused.refusal));
    (status, Html(RearrangePage { page, forms, wrong })).into_response()
}

fn home(page: &Page) -> LinkTo {
    LinkTo::new(ADDRESS, page.t("life.back"))
}

/// `POST /workbench/items/drafts/rearrange`.
pub(crate) async fn register(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let (actor, typed) = (staff.actor(), Typed::of(pairs));
    match order(&app.centre, &actor, &typed).await {
        Ok(done) => axum::response::Redirect::to(&format!("/items/changes/{}", done.seq)).into_response(),
        Err(ActError::Refused(refusal)) => {
            let refused = Refused {
                act: ACT.into(),
                typed,
                refusal: *refusal,
            };
            answer(&app.centre, page, &actor, Some(refused)).await
        }
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

async fn order(centre: &Centre, actor: &Actor, typed: &Typed) -> Result<Rearranged, ActError> {
    let kind = ChangeKind::parse(told(typed, ACT, "kind")).ok_or_else(no_kind)?;
    let codes = |name: &str| -> Vec<String> {
        let typed = told(typed, ACT, name);
        let parts = typed.split([',', '，', '、', ' ', ';', '；', '\n', '\r']);
        parts.filter(|code| !code.is_empty()).map(str::to_string).collect()
    };
    let order = Rearrangement {
        kind,
        from: codes("from_items"),
        to: codes("to_items"),
        day: day_of(typed, ACT, "from")?,
        why: why_of(typed, ACT),
    };
    let drafts: Vec<Uuid> = typed
        .all("rearrange.drafts")
        .into_iter()
        .filter_map(|id| Uuid::parse_str(id).ok())
        .collect();
    life::rearrange(centre, actor, None, order, &drafts).await
}

fn no_kind() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "kind",
        "请选择调整类型。",
        "Choose what sort of change it is.",
    )])
}
