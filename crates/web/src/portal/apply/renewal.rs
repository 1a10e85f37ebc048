//! Asking for renewal of a licence (延续申请): its number and its last day, and what follows when it is asked late.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::Centre;
use yimen_acts::drafts::DraftRenewal;
use yimen_domain::calendar::Day;
use yimen_domain::clocks::{ClockKind, renewal_deadline};

use crate::app::App;
use crate::shell::components::{Fault, Field, FieldKind, faults};
use crate::shell::{CheckedForm, Html, Page};

use super::{For, Typed, WRONG, Work, after_saving, typed, words};

/// Longest number of a licence in a draft, characters.
const LONGEST: usize = 120;

#[derive(Template)]
#[template(path = "portal/apply_renewal.html")]
struct Renewal {
    page: Page,
    work: Work,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    stale: bool,
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => Html(shown(page, work, false, false)).into_response(),
        Err(answer) => answer,
    }
}

fn shown(page: Page, work: Work, with_faults: bool, stale: bool) -> Renewal {
    let told = work.draft.content.renews.clone().unwrap_or_default();
    let mut licence = Field::text("licence", page.t("portal.renewal.licence"))
        .max_length(100)
        .hint(page.t("portal.renewal.licence_hint"))
        .value(&told.licence)
        .optional();
    let mut expiry = Field::new(FieldKind::Date, "expiry", page.t("portal.renewal.expiry"))
        .value(&told.expiry)
        .optional();
    if with_faults && told.licence.is_empty() {
        licence.error = page.t("portal.renewal.licence_missing").into();
    }
    if with_faults && !told.change && Day::parse(&told.expiry).is_err() {
        expiry.error = page.t("portal.renewal.expiry_wrong").into();
    }
    let purpose = Field::new(FieldKind::Choice, "purpose", page.t("portal.renewal.purpose"))
        .choice("renewal", page.t("portal.renewal.purpose_renewal"))
        .choice("change", page.t("portal.renewal.purpose_change"))
        .value(if told.change { "change" } else { "renewal" });
    let fields = vec![purpose, licence, expiry];
    Renewal {
        faults: faults(&fields),
        fields,
        stale,
        work,
        page,
    }
}

/// A renewal is asked for when both are given, and not when neither is.
pub(super) fn is_right(told: Option<&DraftRenewal>) -> bool {
    told.is_none_or(|told| !told.licence.is_empty() && (told.change || Day::parse(&told.expiry).is_ok()))
}

/// What a draft asks for, with a warning when it is late: for the page that checks all.
pub(super) fn summary(centre: &Centre, page: &Page, work: &Work) -> Option<(String, Option<String>)> {
    let told = work.draft.content.renews.as_ref()?;
    if told.change {
        return Some((page.t1("portal.renewal.change_of", &told.licence), None));
    }
    let expiry = Day::parse(&told.expiry).ok()?;
    let rule = centre.rules().in_force().budget(ClockKind::Renewal, &work.item.code);
    let ask_by = renewal_deadline(expiry, rule.map(|rule| rule.amount));
    let late = centre.today() > ask_by;
    let of = page.t2("portal.renewal.of", &told.licence, words::day(page, expiry));
    Some((
        of,
        late.then(|| page.t1("portal.renewal.late_warning", words::day(page, ask_by))),
    ))
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
    let cut = |name: &str| typed(&form, name).trim().chars().take(LONGEST).collect::<String>();
    let told = DraftRenewal {
        licence: cut("licence"),
        expiry: cut("expiry"),
        change: typed(&form, "purpose") == "change",
    };
    let told = (!told.licence.is_empty() || !told.expiry.is_empty()).then_some(told);
    let right = is_right(told.as_ref()) || typed(&form, "then") == "later";
    work.draft.content.renews.clone_from(&told);
    match work.save(&app.centre, &page, typed(&form, "version")).await {
        Err(answer) => answer,
        Ok(Ok(work)) if right => after_saving(&form, &work.at("materials")),
        Ok(Ok(work)) => (WRONG, Html(shown(page, work, true, false))).into_response(),
        Ok(Err(mut newer)) => {
            newer.draft.content.renews = told;
            (StatusCode::CONFLICT, Html(shown(page, newer, true, true))).into_response()
        }
    }
}
