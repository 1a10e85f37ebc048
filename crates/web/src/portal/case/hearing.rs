//! The applicant and a hearing (听证): asking for it, waiving it, asking that the chair withdraws.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use yimen_acts::Centre;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::view::{self, CaseView};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::proceedings::hearing::{Asker, Hearing, Order as Asked};
use yimen_domain::cases::proceedings::inspection::Inspection;
use yimen_domain::cases::proceedings::{Matter, Order, Proceeding, open_orders};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::section::Sections;
use yimen_domain::words::Refusal;

use crate::app::{App, refuse};
use crate::proceedings::{day, meeting};
use crate::shell::components::{Field, FieldKind, LinkTo, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, address, document_address, to_case, to_my, words};
use crate::portal::{Typed, typed};

/// What of the proceedings concerns the applicant, on top of the case's page.
pub(super) struct Concern {
    /// Heading.
    pub(super) title: String,
    /// What it says.
    pub(super) words: String,
    /// Where to act or to read; empty where there is nothing to do.
    pub(super) link: Option<LinkTo>,
}

/// Appointments and rights that are open now.
pub(super) fn concerns(centre: &Centre, page: &Page, view: &CaseView) -> Vec<Concern> {
    view.case
        .proceedings
        .open()
        .filter_map(|one| match &one.matter {
            Matter::Inspection(inspection) if inspection.report.is_none() => Some(visit(page, inspection)),
            Matter::Hearing(hearing) => of_hearing(centre, page, view, (one, hearing)),
            _ => None,
        })
        .collect()
}

fn visit(page: &Page, inspection: &Inspection) -> Concern {
    let names = crate::proceedings::names(page, &inspection.officers);
    Concern {
        title: page.t("portal.visit.title").to_string(),
        words: page.t2("portal.visit.words", meeting(page, &inspection.meeting), names),
        link: None,
    }
}

fn of_hearing(
    centre: &Centre,
    page: &Page,
    view: &CaseView,
    (one, hearing): (&Proceeding, &Hearing),
) -> Option<Concern> {
    let calendar = centre.book().of(&view.case);
    let link = LinkTo::new(
        format!("{}/hearing", address(&view.case.number)),
        page.t("portal.hearing.open"),
    );
    let due = one.due(&calendar).map(|due| day(page, due.day)).unwrap_or_default();
    if let Some(setting) = &hearing.setting {
        return Some(Concern {
            title: page.t("portal.hearing.set").to_string(),
            words: page.t2(
                "portal.hearing.set_words",
                meeting(page, &setting.meeting),
                &setting.chair.name,
            ),
            link: Some(link),
        });
    }
    if hearing.is_to_be_held() {
        return Some(Concern {
            title: page.t("portal.hearing.to_be_held").to_string(),
            words: page.t("portal.hearing.to_be_held_words").to_string(),
            link: Some(link),
        });
    }
    let may_ask =
        hearing.may_be_asked(one, &calendar, centre.today()) && hearing.silent().any(|by| by == Asker::Applicant);
    may_ask.then(|| Concern {
        title: page.t("portal.hearing.right").to_string(),
        words: page.t1("portal.hearing.right_words", due),
        link: Some(link),
    })
}

#[derive(Template)]
#[template(path = "portal/case_hearing.html")]
struct HearingPage {
    page: Page,
    address: String,
    item: String,
    number: String,
    rows: Vec<SummaryRow>,
    documents: Vec<LinkTo>,
    no: u32,
    may_ask: bool,
    may_waive: bool,
    recusal: Option<Field>,
    seen: u32,
    key: String,
}

/// `GET /my/cases/{number}/hearing`.
pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    match view::view(&app.centre, &me.actor(), &number).await {
        Ok(view) => match hearing_page(&app.centre, page.clone(), &me.actor(), &view) {
            Some(drawn) => Html(drawn).into_response(),
            None => refuse(
                page.clone(),
                Refusal::missing("这个办件的听证", "a hearing of this case").into(),
                to_case(&page, &number),
            ),
        },
        Err(error) => refuse(page.clone(), error, to_my(&page)),
    }
}

fn hearing_page(centre: &Centre, page: Page, actor: &Actor, view: &CaseView) -> Option<HearingPage> {
    let found = view
        .case
        .proceedings
        .all
        .iter()
        .rev()
        .find_map(|one| match &one.matter {
            Matter::Hearing(hearing) => Some((one, hearing)),
            _ => None,
        });
    let (one, hearing) = found?;
    let calendar = centre.book().of(&view.case);
    let open = open_orders(&view.case, &view.item, actor, Sections::NONE);
    let may = |name: &str| open.contains(&(name, one.no));
    let mut rows = vec![SummaryRow::new(
        page.t("proceeding.row.basis"),
        words::pick(&page, hearing.ground.words()),
    )];
    if let Some(due) = one.due(&calendar).filter(|_| hearing.asked.is_empty()) {
        rows.push(SummaryRow::new(page.t("portal.hearing.until"), day(&page, due.day)));
    }
    if let Some(setting) = &hearing.setting {
        rows.push(SummaryRow::new(
            page.t("proceeding.row.meeting"),
            meeting(&page, &setting.meeting),
        ));
        rows.push(SummaryRow::new(page.t("proceeding.row.chair"), &setting.chair.name));
    }
    if let Some(recusal) = &hearing.recusal {
        rows.push(SummaryRow::new(page.t("proceeding.row.recusal"), &recusal.reason));
        let answer = recusal.answer.as_ref().map(|(_, reason)| reason.clone());
        rows.extend(answer.map(|reason| SummaryRow::new(page.t("proceeding.row.answer"), reason)));
    }
    let asked = |by: Asker| hearing.asked.iter().any(|(asked, _)| *asked == by);
    let documents = view
        .documents
        .iter()
        .filter(|document| document.kind.code().starts_with("hearing_"))
        .map(|document| {
            LinkTo::new(
                document_address(&document.token),
                words::pick(&page, document.kind.words()),
            )
        })
        .collect();
    Some(HearingPage {
        address: address(&view.case.number),
        item: words::say(&page, &view.item.name),
        number: view.case.number.clone(),
        rows,
        documents,
        no: one.no,
        may_ask: may("ask_hearing") && hearing.may_be_asked(one, &calendar, centre.today()) && !asked(Asker::Applicant),
        may_waive: may("waive_hearing") && !hearing.waived.contains(&Asker::Applicant),
        recusal: may("ask_recusal").then(|| {
            Field::new(FieldKind::LongText, "reason", page.t("portal.hearing.recusal_reason")).max_length(2_000)
        }),
        seen: view.case.events,
        key: centre.new_token(),
        page,
    })
}

/// `POST /my/cases/{number}/hearing`.
pub(super) async fn give(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let (no, by) = (typed(&form, "no").parse().unwrap_or(0), Asker::Applicant);
    let what = typed(&form, "what");
    let asked = match what {
        "ask" => Asked::Ask { no, by },
        "waive" => Asked::Waive { no, by },
        _ => Asked::AskRecusal {
            no,
            by,
            reason: typed(&form, "reason").replace("\r\n", "\n"),
        },
    };
    let key = format!("{}.{what}", typed(&form, "key"));
    let reach = Reach {
        key: (key.len() > 1 && !key.starts_with('.')).then_some(key.as_str()),
        seen: typed(&form, "seen").parse().ok(),
    };
    let order = Command::Proceeding(Box::new(Order::Hearing(asked)));
    match command(&app.centre, &me.actor(), &number, reach, order).await {
        Ok(_) => redirect_with(
            &format!("{}/hearing", address(&number)),
            &Flash::done("portal.hearing.done"),
        ),
        Err(error) => {
            let back = LinkTo::new(format!("{}/hearing", address(&number)), page.t("portal.hearing.back"));
            refuse(page, error, back)
        }
    }
}
