//! One draft (事项草稿): what it would change, what the check-up finds, what it would touch, its history, and the steps
//! that this person may do.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;
use yimen_acts::cases::command::Reach;
use yimen_acts::items::life::impact::{self, FELT, Impact};
use yimen_acts::items::life::{self, Done, Entry, Opened};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::check::{Finding, Severity, element_words, rule};
use yimen_domain::items::life::draft::Act;
use yimen_domain::items::life::{State as Stand, Step};
use yimen_domain::items::sheet::{Line, sheet};
use yimen_domain::organisation::Actor;

use super::ADDRESS;
use super::forms::{Refused, StepForm, day_of, keep, text, told, why_of};
use super::list::base_words;
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{self, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::item::{ChangeRow, FindingRow, HangRow, change_row, finding_row, hang_row};
use crate::workbench::shown::{pair, say};
use crate::workbench::typed::Typed;

#[derive(Template)]
#[template(path = "workbench/life_draft.html")]
struct DraftPage {
    page: Page,
    id: Uuid,
    address: String,
    steps: u32,
    name: String,
    code: String,
    body: String,
    state: &'static str,
    base: String,
    changed: String,
    returned: Option<(String, String)>,
    edits: bool,
    forms: Vec<StepForm>,
    wrong: Vec<components::Fault>,
    faults: Vec<String>,
    findings: Vec<FindingRow>,
    is_new: bool,
    base_version: u32,
    changes: Vec<(ChangeRow, bool)>,
    lines: Vec<(&'static str, String)>,
    impact: Option<ImpactShown>,
    history: Vec<HistoryRow>,
}

struct ImpactShown {
    cases: u64,
    versions: Vec<(u32, u64)>,
    named: Vec<(String, String, u32)>,
    unnamed: u64,
    applications: u64,
    items: Vec<HangRow>,
    bundles: Vec<LinkTo>,
}

/// One entry of the record as it is shown.
pub(crate) struct HistoryRow {
    /// What happened.
    pub(crate) what: String,
    /// When.
    pub(crate) when: String,
    /// Who.
    pub(crate) who: String,
    /// Why.
    pub(crate) note: String,
}

/// `GET /workbench/items/drafts/{id}`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    answer(&app.centre, page, &staff.actor(), id, None).await
}

async fn answer(centre: &Centre, page: Page, actor: &Actor, id: Uuid, refused: Option<Refused>) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("life.back"));
    let opened = match life::open(centre, actor, id).await {
        Ok(opened) => opened,
        Err(error) => return refuse(page, error, back),
    };
    let impact = match opened.base {
        0 => None,
        _ => match impact::of_item(centre, &opened.code).await {
            Ok(impact) => Some(impact),
            Err(error) => return refuse(page, error, back),
        },
    };
    let status = refused
        .as_ref()
        .map_or(StatusCode::OK, |refused| status_of(&refused.refusal));
    let drawn = draft_page(centre, page, actor, &opened, impact, refused.as_ref());
    (status, Html(drawn)).into_response()
}

fn draft_page(
    centre: &Centre,
    page: Page,
    actor: &Actor,
    opened: &Opened,
    impact: Option<Impact>,
    refused: Option<&Refused>,
) -> DraftPage {
    let item = opened.item(centre);
    let findings = opened.findings(centre);
    let acts = opened.open_to(actor);
    let mut forms = forms(centre, &page, opened, &acts, &findings);
    let wrong = keep(&page, &mut forms, refused);
    let name = |path: &str| {
        opened
            .doc
            .pointer(path)
            .and_then(|name| name.as_str())
            .unwrap_or_default()
    };
    let own = page.pick(name("/name/zh"), name("/name/en")).to_string();
    let lines: Vec<Line> = item.as_ref().map_or_else(|_| Vec::new(), sheet);
    DraftPage {
        id: opened.id,
        address: format!("{ADDRESS}/{}/do", opened.id),
        steps: opened.steps,
        name: if own.is_empty() {
            page.t("life.nameless").to_string()
        } else {
            own
        },
        code: opened.code.clone(),
        body: say(&page, &centre.organisation().body_name(&opened.body)),
        state: pair(&page, opened.state().words()),
        base: base_words(&page, opened.base),
        changed: page.t2("life.changed_by", page.moment(opened.changed_at.0), &opened.changed_by),
        returned: match opened.state() {
            Stand::Drafting { returned: Some(back) } => {
                let who = page.t2("life.returned_by", &back.by.by.name, page.moment(back.by.at.0));
                Some((who, back.reasons.clone()))
            }
            _ => None,
        },
        edits: acts.contains(&Act::Save),
        forms,
        wrong,
        faults: opened.faults(centre).iter().map(|fault| say(&page, fault)).collect(),
        findings: findings.iter().map(|finding| finding_row(&page, finding)).collect(),
        is_new: opened.base == 0,
        base_version: opened.base,
        changes: opened
            .changes(centre)
            .iter()
            .map(|change| (change_row(&page, change), FELT.contains(&change.element)))
            .collect(),
        lines: lines
            .iter()
            .map(|line| {
                (
                    element_words(line.element).map_or("", |words| pair(&page, words)),
                    say(&page, &line.value),
                )
            })
            .collect(),
        impact: impact.map(|impact| impact_shown(&page, impact)),
        history: opened
            .history
            .iter()
            .rev()
            .map(|entry| history_row(&page, entry))
            .collect(),
        page,
    }
}

fn impact_shown(page: &Page, impact: Impact) -> ImpactShown {
    let status = |case: &impact::OpenCase| case.status.map_or("", |status| pair(page, status.words()));
    ImpactShown {
        cases: impact.open_cases(),
        unnamed: impact.open_cases().saturating_sub(impact.cases.len() as u64),
        named: impact
            .cases
            .iter()
            .map(|case| (case.number.clone(), status(case).to_string(), case.version))
            .collect(),
        applications: impact.applications,
        items: impact
            .items
            .iter()
            .map(|(item, tie)| hang_row(page, item, *tie))
            .collect(),
        bundles: impact
            .bundles
            .iter()
            .map(|(code, name)| LinkTo::new(format!("/bundles/{code}"), say(page, name)))
            .collect(),
        versions: impact.versions,
    }
}

/// An entry of the record in words.
pub(crate) fn history_row(page: &Page, entry: &Entry) -> HistoryRow {
    let joined = |parts: &[&str]| {
        let said: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        said.join(page.pick("；", "; "))
    };
    let day = |day: &yimen_domain::calendar::Day| page.t1("life.holds_from", day);
    let why = |why: &yimen_domain::items::life::Why| joined(&[&why.reason, &why.basis, &why.approval]);
    let note = match &entry.step {
        Step::Started { base } | Step::Rebased { base } => base_words(page, *base),
        Step::Accepted {
            source, version, kept, ..
        } => {
            let kept = match kept.as_slice() {
                [] => String::new(),
                kept => page.t1("life.kept", kept_words(page, kept)),
            };
            joined(&[source, &page.t1("item.version_number", version), &kept])
        }
        Step::Submitted(reason) => why(reason),
        Step::Reviewed { note } => note.clone(),
        Step::Returned { reasons, .. } => reasons.clone(),
        Step::Checked { from, note, .. } => joined(&[&day(from), note]),
        Step::Published {
            version,
            from,
            why: reason,
        } => joined(&[&page.t1("item.version_number", version), &day(from), &why(reason)]),
        Step::Imported(intake) | Step::ImportUndone(intake) => why(&intake.why),
        Step::Abandoned { reason } => reason.clone(),
        Step::Suspended {
            from,
            until,
            why: reason,
        } => {
            let span = until.as_ref().map_or_else(
                || page.t1("life.from_day", from),
                |until| page.t2("life.from_until", from, until),
            );
            joined(&[&span, &why(reason)])
        }
        Step::Resumed { from, why: reason } => joined(&[&page.t1("life.from_day", from), &why(reason)]),
        Step::Rearranged(order) => {
            let (from, to) = (
                order.from.join(page.pick("、", ", ")),
                order.to.join(page.pick("、", ", ")),
            );
            joined(&[
                &format!("{from} → {to}"),
                &page.t1("life.from_day", order.day),
                &why(&order.why),
            ])
        }
        Step::Withdrawn {
            from,
            why: reason,
            successors,
        } => {
            let next = match successors.as_slice() {
                [] => String::new(),
                codes => page.t1("life.successors_are", codes.join(page.pick("、", ", "))),
            };
            joined(&[&page.t1("life.from_day", from), &why(reason), &next])
        }
    };
    let role = entry.by.role_words();
    HistoryRow {
        what: pair(page, entry.step.words()).to_string(),
        when: page.moment(entry.at.0),
        who: format!("{} · {}", entry.by.name, say(page, &role)),
        note,
    }
}

/// The names of elements, or of rules of the check-up.
pub(super) fn kept_words(page: &Page, kept: &[String]) -> String {
    let words = |code: &String| {
        let known = element_words(code).or_else(|| rule(code).map(|rule| rule.title));
        known.map_or_else(|| code.clone(), |words| pair(page, words).to_string())
    };
    let words: Vec<String> = kept.iter().map(words).collect();
    words.join(page.pick("、", ", "))
}

fn forms(centre: &Centre, page: &Page, opened: &Opened, acts: &[Act], findings: &[Finding]) -> Vec<StepForm> {
    let may = |act: Act| acts.contains(&act);
    let mut forms = Vec::new();
    let newest = centre.library().newest(&opened.code).unwrap_or(0);
    if may(Act::Save) && newest != opened.base {
        let intro = page.t1("life.rebase_words", newest);
        forms.push(
            StepForm::new(page, "rebase")
                .intro(intro)
                .button("", page.t("life.go.rebase"), "primary"),
        );
    }
    if may(Act::Submit) {
        let form = StepForm::new(page, "submit")
            .intro(page.t("life.submit_words"))
            .why(page);
        forms.push(form.button("", page.t("life.go.submit"), "primary"));
    }
    if may(Act::Review) {
        forms.push(verdict(page, "review").with(text(page, "review", "opinion", FieldKind::LongText).optional()));
    }
    if may(Act::Check) {
        forms.push(check_form(centre, page, opened, findings));
    }
    if may(Act::Publish) {
        let day = match opened.state() {
            Stand::Approved { from, .. } => page.t1("life.publish_words", from),
            _ => String::new(),
        };
        let form = StepForm::new(page, "publish").intro(day);
        forms.insert(0, form.button("", page.t("life.go.publish"), "primary"));
    }
    if may(Act::Abandon) {
        let form = StepForm::new(page, "abandon").with(text(page, "abandon", "reason", FieldKind::Text));
        forms.push(form.button("", page.t("life.go.abandon"), "danger"));
    }
    forms
}

fn verdict(page: &Page, act: &'static str) -> StepForm {
    StepForm::new(page, act)
        .button("pass", page.t("life.go.pass"), "primary")
        .button("return", page.t("life.go.return"), "secondary")
}

fn check_form(centre: &Centre, page: &Page, opened: &Opened, findings: &[Finding]) -> StepForm {
    let opinion = text(page, "check", "opinion", FieldKind::LongText).optional();
    if matches!(opened.state(), Stand::Approved { .. }) {
        let form = StepForm::new(page, "check").intro(page.t("life.take_back_words"));
        return form
            .with(opinion)
            .button("return", page.t("life.go.return"), "secondary");
    }
    let tomorrow = centre.today().plus(1);
    let mut form = verdict(page, "check").intro(page.t("life.check_words"));
    form = form.with(text(page, "check", "from", FieldKind::Date).value(tomorrow.to_string()));
    let warnings = findings
        .iter()
        .filter(|finding| finding.rule.severity == Severity::Warning);
    let mut taken = text(page, "check", "acknowledged", FieldKind::Choices).hint(page.t("life.acknowledge_hint"));
    for finding in warnings {
        if taken.choices.iter().all(|known| known.value != finding.rule.code) {
            taken = taken.choice(finding.rule.code, pair(page, finding.rule.title));
        }
    }
    if !taken.choices.is_empty() {
        form = form.with(taken.optional());
    }
    form.with(opinion)
}

/// `POST /workbench/items/drafts/{id}/do/{act}`.
pub(crate) async fn give(
    State(app): State<App>,
    mut page: Page,
    staff: Staff,
    Path((id, act)): Path<(Uuid, String)>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let (actor, typed) = (staff.actor(), Typed::of(pairs));
    let address = format!("{ADDRESS}/{id}");
    page.path.clone_from(&address);
    match order(&app.centre, &actor, id, &act, &typed).await {
        Ok(Some(done)) => redirect_with(&address, &Flash::done(&format!("life.done.{}", done.state))),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(ActError::Refused(refusal)) => {
            let refused = Refused {
                act,
                typed,
                refusal: *refusal,
            };
            answer(&app.centre, page, &actor, id, Some(refused)).await
        }
        Err(error) => {
            let back = LinkTo::new(address, page.t("life.back"));
            refuse(page, error, back)
        }
    }
}

async fn order(centre: &Centre, actor: &Actor, id: Uuid, act: &str, typed: &Typed) -> Result<Option<Done>, ActError> {
    let reach = Reach {
        key: None,
        seen: typed.get("seen").parse().ok(),
    };
    let opinion = told(typed, act, "opinion");
    let passes = typed.get("verdict") == "pass";
    let done = match act {
        "rebase" => life::rebase(centre, actor, id, reach).await?,
        "submit" => life::submit(centre, actor, id, reach, why_of(typed, act)).await?,
        "review" if passes => life::review(centre, actor, id, reach, opinion).await?,
        "review" => life::give_back_review(centre, actor, id, reach, opinion).await?,
        "check" if passes => {
            let from = day_of(typed, act, "from")?;
            let taken: Vec<String> = typed
                .all("check.acknowledged")
                .into_iter()
                .map(str::to_string)
                .collect();
            life::check(centre, actor, id, reach, (from, &taken, opinion)).await?
        }
        "check" => life::give_back_check(centre, actor, id, reach, opinion).await?,
        "publish" => life::publish(centre, actor, id, reach).await?,
        "abandon" => life::abandon(centre, actor, id, reach, told(typed, act, "reason")).await?,
        _ => return Ok(None),
    };
    Ok(Some(done))
}
