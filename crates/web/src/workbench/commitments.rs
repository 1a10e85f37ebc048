//! Commitments: the forms of the case page, and the list of what is to be checked, due first (承诺核查).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::Centre;
use yimen_acts::cases::commitments;
use yimen_acts::cases::view::CaseView;
use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::commitment::{Finding, Happened, Order, Stage, offered};
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::commitments::CommitmentRow;

use super::commands::{ActForm, long, plain};
use super::shown::{Area, day, pair, say};
use super::typed::Typed;
use crate::app::{App, Staff, refuse};
use crate::shell::components::{Field, FieldKind, Lamp, LinkTo, Pager};
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/commitments";
const LINES: u32 = 50;
const COMMANDS: [&str; 3] = ["check_commitment", "commit", "withdraw_commitment"];

/// The forms of what may be done now.
pub(super) fn forms(page: &Page, view: &CaseView) -> Vec<ActForm> {
    let open = COMMANDS.into_iter().filter(|name| view.open.contains(name));
    open.map(|name| form(page, view, name)).collect()
}

/// What does not stand open by itself.
pub(super) fn is_quiet(command: &str) -> bool {
    COMMANDS.contains(&command)
}

fn form(page: &Page, view: &CaseView, name: &'static str) -> ActForm {
    let field = |part: &str| format!("{name}.{part}");
    let label = |part: &str| format!("command.{name}.{part}");
    let mut intro = Vec::new();
    let fields = match name {
        "commit" => {
            if let Some(terms) = offered(&view.case, &view.item) {
                let names = crate::commitment::materials(page, view);
                intro = crate::commitment::notice(page, terms, &names);
            }
            let by = Field::text(field("promised_by"), page.t(&label("promised_by"))).max_length(100);
            vec![
                by.hint(page.t("command.accept_deferring.promised_hint"))
                    .value("申请人本人"),
            ]
        }
        "check_commitment" => {
            let findings = Finding::ALL.into_iter().fold(
                Field::new(FieldKind::Choice, field("finding"), page.t(&label("finding"))),
                |choice, finding| choice.choice(finding.code(), pair(page, finding.words())),
            );
            let days = Field::text(field("days"), page.t(&label("days")))
                .max_length(3)
                .optional();
            vec![
                findings,
                long(page, &field("facts"), &label("facts")),
                days.hint(page.t(&label("days_hint"))),
            ]
        }
        _ => {
            intro.push(page.t("command.withdraw_commitment.words").to_string());
            Vec::new()
        }
    };
    let button = if name == "withdraw_commitment" {
        "danger"
    } else {
        "primary"
    };
    ActForm {
        intro,
        button,
        ..plain(page, name, fields)
    }
}

/// Reads a form as a command; none where the command is another.
///
/// # Errors
/// A choice was not made.
pub(super) fn read(command: &str, typed: &Typed) -> Result<Option<Command>, Refusal> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    let order = match command {
        "commit" => Order::Commit {
            promised_by: field("promised_by"),
        },
        "withdraw_commitment" => Order::Withdraw,
        "check_commitment" => Order::Check {
            finding: Finding::parse(&field("finding"))
                .ok_or_else(|| Refusal::invalid(vec![Fault::new("finding", "请选择一项。", "Choose one.")]))?,
            facts: field("facts"),
            days: field("days").trim().parse().ok(),
        },
        _ => return Ok(None),
    };
    Ok(Some(order.into()))
}

/// What an event says beyond its heading.
pub(super) fn note(page: &Page, happened: &Happened) -> String {
    match happened {
        Happened::Committed(given) => given.conditions.clone(),
        Happened::Withdrawn { .. } => String::new(),
        Happened::Checked(checked) => {
            let until = checked
                .until
                .map_or_else(String::new, |until| page.t1("commitment.until", until));
            format!("{}{until}", checked.facts)
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct After {
    day: Option<i64>,
    case: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "workbench/commitments.html")]
struct CommitmentsPage {
    page: Page,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    who: String,
    item: String,
    due: String,
    lamp: Lamp,
    stage: &'static str,
    case: LinkTo,
}

/// `GET /workbench/commitments`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<After>) -> Response {
    let actor = staff.actor();
    let place = asked.day.zip(asked.case).map(|(day, case)| (day, CaseId(case)));
    let handles = actor.could(Permission::HandleCases);
    match commitments::list(&app.centre, &actor, place, LINES).await {
        Ok((rows, next)) => Html(CommitmentsPage {
            lines: rows.iter().map(|row| line(&app.centre, &page, handles, row)).collect(),
            pager: Pager {
                first: place.map(|_| ADDRESS.to_string()),
                next: next.map(|(day, case)| format!("{ADDRESS}?day={day}&case={}", case.0)),
            },
            page,
        })
        .into_response(),
        Err(error) => {
            let back = LinkTo::new("/", page.t("nav.home"));
            refuse(page, error, back)
        }
    }
}

fn line(centre: &Centre, page: &Page, handles: bool, row: &CommitmentRow) -> Line {
    let today = i64::from(centre.today().days());
    let lamp = match row.stage {
        Stage::ToAnnul => Lamp::Red,
        _ if row.due_day < today => Lamp::Red,
        _ if row.due_day <= today + 7 => Lamp::Yellow,
        _ => Lamp::Green,
    };
    let shown = i32::try_from(row.due_day).ok().map(Day::from_days);
    let item = centre.library().latest(&row.item).map(|item| say(page, &item.name));
    let area = if handles { Area::Workbench } else { Area::Inspector };
    Line {
        who: row.shown.clone(),
        item: item.unwrap_or_else(|| row.item.clone()),
        due: shown.map_or_else(String::new, |shown| day(page, shown)),
        lamp,
        stage: pair(page, row.stage.words()),
        case: LinkTo::new(area.case(&row.number), row.number.clone()),
    }
}
