//! Periods (保存期限): how long each kind of data is kept and why, and what was deleted. For the audit and the system administrator.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::retention::{self, Period, Run};
use yimen_domain::retention::Kind;

use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

use super::shown::pair;

#[derive(Template)]
#[template(path = "workbench/retention.html")]
struct RetentionPage {
    page: Page,
    rules: Vec<RuleLine>,
    runs: Vec<RunLine>,
}

struct RuleLine {
    name: &'static str,
    since: &'static str,
    days: u32,
    bounds: String,
    basis: &'static str,
}

struct RunLine {
    when: String,
    done: Vec<String>,
}

/// `GET /workbench/retention`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff) -> Response {
    match lines(&app, page.clone(), &staff).await {
        Ok(shown) => Html(shown).into_response(),
        Err(error) => {
            let back = LinkTo::new("/workbench", page.t("nav.tasks"));
            refuse(page, error, back)
        }
    }
}

async fn lines(app: &App, page: Page, staff: &Staff) -> Result<RetentionPage, ActError> {
    let runs = retention::runs(&app.centre, &staff.actor()).await?;
    let periods = retention::periods(&app.centre).await?;
    Ok(RetentionPage {
        rules: periods.iter().map(|period| rule_line(&page, period)).collect(),
        runs: runs.iter().map(|run| run_line(&page, run)).collect(),
        page,
    })
}

fn rule_line(page: &Page, period: &Period) -> RuleLine {
    let rule = period.kind.rule();
    RuleLine {
        name: pair(page, rule.name),
        since: pair(page, rule.since),
        days: period.days,
        bounds: page.t2("workbench.retention.from_to", rule.least, rule.most),
        basis: pair(page, rule.basis),
    }
}

fn run_line(page: &Page, run: &Run) -> RunLine {
    let one = |done: &retention::Done| {
        let name = Kind::parse(&done.kind).map_or(done.kind.as_str(), |kind| pair(page, kind.rule().name));
        page.t2("workbench.retention.counted", name, done.count)
    };
    RunLine {
        when: page.moment(run.moment().0),
        done: run.done.iter().map(one).collect(),
    }
}
