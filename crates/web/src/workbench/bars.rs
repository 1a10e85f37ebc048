//! Who may not apply again, and who broke a promise (再次申请限制名单).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::Centre;
use yimen_acts::cases::beyond::{self, BarPlace};
use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::bars::Kind;
use yimen_domain::organisation::permission::Permission;
use yimen_store::tables::NEVER;
use yimen_store::tables::bars::BarRow;

use super::shown::{Area, day, pair, say};
use crate::app::{App, Staff, refuse};
use crate::shell::components::{Lamp, LinkTo, Pager};
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/bars";
const LINES: u32 = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Before {
    day: Option<i64>,
    case: Option<Uuid>,
    kind: String,
}

impl Before {
    fn place(&self) -> Option<BarPlace> {
        Some((self.day?, CaseId(self.case?), Kind::parse(&self.kind)?))
    }
}

#[derive(Template)]
#[template(path = "workbench/bars.html")]
struct BarsPage {
    page: Page,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    who: String,
    item: String,
    why: &'static str,
    source: &'static str,
    from: String,
    until: String,
    lamp: Lamp,
    standing: String,
    case: LinkTo,
}

/// `GET /workbench/bars`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Before>) -> Response {
    let (actor, place) = (staff.actor(), asked.place());
    let handles = actor.could(Permission::HandleCases);
    match beyond::list_of_bars(&app.centre, &actor, place, LINES).await {
        Ok((rows, next)) => Html(BarsPage {
            lines: rows.iter().map(|row| line(&app.centre, &page, handles, row)).collect(),
            pager: Pager {
                first: place.map(|_| ADDRESS.to_string()),
                next: next.map(|(day, case, kind)| format!("{ADDRESS}?day={day}&case={}&kind={}", case.0, kind.code())),
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

fn line(centre: &Centre, page: &Page, handles: bool, row: &BarRow) -> Line {
    let on = |column: i64| {
        let shown = i32::try_from(column).ok().map(Day::from_days);
        shown.map_or_else(String::new, |shown| day(page, shown))
    };
    let today = i64::from(centre.today().days());
    let (lamp, standing) = match row.lifted_day {
        Some(lifted) => (Lamp::Grey, page.t1("bars.lifted", on(lifted))),
        None if row.until_day < today => (Lamp::Grey, page.t("bars.over").to_string()),
        None => (Lamp::Red, page.t("bars.holds").to_string()),
    };
    let library = centre.library();
    let area = if handles { Area::Workbench } else { Area::Inspector };
    Line {
        who: row.shown.clone(),
        item: library
            .latest(&row.item)
            .map_or_else(|| row.item.clone(), |item| say(page, &item.name)),
        why: pair(page, row.kind.words()),
        source: row.kind.source(),
        from: on(row.from_day),
        until: if row.until_day == NEVER {
            page.t("bars.until_repaired").to_string()
        } else {
            on(row.until_day)
        },
        lamp,
        standing,
        case: LinkTo::new(area.case(&row.number), row.number.clone()),
    }
}
