//! Results that nobody came for (逾期未领取): the window's list, and the rule by which their applicants are reminded.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::cases::chase::{self, Unclaimed};
use yimen_domain::cases::delivery::Chase;
use yimen_domain::organisation::permission::Permission;

use crate::app::{App, Staff, faults_of, refuse};
use crate::portal::{Typed, typed};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::shown::say;

const ADDRESS: &str = "/workbench/unclaimed";

#[derive(Template)]
#[template(path = "workbench/unclaimed.html")]
struct UnclaimedPage {
    page: Page,
    rule: String,
    may_choose: bool,
    faults: Vec<Fault>,
    fields: Vec<Field>,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    number: String,
    item: String,
    body: String,
    applicant: String,
    decided: String,
    waits: String,
    reminded: String,
    has_account: bool,
}

/// `GET /workbench/unclaimed`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff) -> Response {
    draw(&app, page, &staff, None).await
}

/// `POST /workbench/unclaimed`: chooses the rule.
pub(crate) async fn choose(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let number = |name: &str| typed(&form, name).parse::<u32>().unwrap_or(u32::MAX);
    let chosen = Chase {
        days: number("days"),
        times: number("times"),
    };
    match chase::choose(&app.centre, &staff.actor(), chosen).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("workbench.unclaimed.chosen")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            draw(&app, page, &staff, Some((&form, wrong))).await
        }
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/workbench", page.t("workbench.back"));
    refuse(page, error, back)
}

async fn draw(app: &App, page: Page, staff: &Staff, again: Option<(&Typed, Vec<(String, String)>)>) -> Response {
    let found = async {
        let rule = chase::rule(&app.centre).await?;
        Ok::<_, ActError>((rule, chase::unclaimed(&app.centre, &staff.actor()).await?))
    };
    let (rule, found) = match found.await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let field = |name: &str, label: &str, value: u32| {
        let mut field = Field::new(FieldKind::Integer, name, page.t(label)).value(value.to_string());
        if let Some((form, wrong)) = &again {
            field.value = typed(form, name).to_string();
            let of = wrong.iter().find(|(of, _)| of == name);
            field.error = of.map_or_else(String::new, |(_, words)| words.clone());
        }
        field
    };
    let fields = vec![
        field("days", "workbench.unclaimed.days", rule.days),
        field("times", "workbench.unclaimed.times", rule.times),
    ];
    let status = if again.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let shown = UnclaimedPage {
        rule: page.t2("workbench.unclaimed.rule", rule.days, rule.times),
        may_choose: staff.0.could(Permission::ChangeNotices),
        faults: faults(&fields),
        fields,
        lines: found.iter().map(|one| line(app, &page, staff, one)).collect(),
        page,
    };
    (status, Html(shown)).into_response()
}

fn line(app: &App, page: &Page, staff: &Staff, one: &Unclaimed) -> Line {
    let area = match staff.0.could(Permission::HandleCases) {
        true => "workbench",
        false => "inspector",
    };
    let library = app.centre.library();
    let item = library.latest(&one.item);
    Line {
        href: format!("/{area}/cases/{}", one.number),
        number: one.number.clone(),
        item: item.map_or_else(|| one.item.clone(), |item| say(page, &item.name)),
        body: say(page, &app.centre.organisation().body_name(&one.body)),
        applicant: one.applicant.clone(),
        decided: one.decided.to_string(),
        waits: page.t1("workbench.unclaimed.waits", one.days),
        reminded: match one.last {
            Some(day) => page.t2("workbench.unclaimed.reminded", one.reminded, day),
            None => page.t("workbench.unclaimed.not_reminded").to_string(),
        },
        has_account: one.has_account,
    }
}
