//! Reconciliation of payments (缴费对账): statements of days, their sums, and what differs until somebody settles it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::ActError;
use yimen_acts::payments::reconcile::compare::{Compared, Kind};
use yimen_acts::payments::reconcile::{self, Settling, Source, can_be_recorded};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::statements::{DifferenceRow, StatementRow};

use super::shown::pair;
use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};

const HOME: &str = "/workbench/payments";

#[derive(Template)]
#[template(path = "workbench/payments.html")]
struct ListPage {
    page: Page,
    may: bool,
    yesterday: String,
    statements: Vec<StatementLine>,
    open: Vec<DifferenceLine>,
}

#[derive(Template)]
#[template(path = "workbench/payments_day.html")]
struct DayPage {
    page: Page,
    may: bool,
    title: String,
    s: StatementLine,
    sums: Vec<SumLine>,
    differences: Vec<DifferenceLine>,
}

struct StatementLine {
    href: String,
    day: String,
    source: &'static str,
    theirs: String,
    ours: String,
    apart: String,
    same: bool,
    matched: String,
    compared: String,
}

struct SumLine {
    name: &'static str,
    theirs: String,
    ours: String,
    apart: String,
}

struct DifferenceLine {
    id: String,
    day: String,
    source: &'static str,
    kind: &'static str,
    movement: &'static str,
    number: String,
    trade: String,
    case: Option<LinkTo>,
    ours: String,
    theirs: String,
    open: bool,
    records: bool,
    settled: String,
}

/// `GET /workbench/payments`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff) -> Response {
    let actor = staff.actor();
    match reconcile::overview(&app.centre, &actor).await {
        Ok(found) => Html(ListPage {
            may: actor.may(Permission::Reconcile, About::CENTRE),
            yesterday: app.centre.today().plus(-1).to_string(),
            statements: found.statements.iter().map(|row| statement_line(&page, row)).collect(),
            open: found.open.iter().map(|row| difference_line(&page, row)).collect(),
            page,
        })
        .into_response(),
        Err(error) => no(page, error),
    }
}

/// `GET /workbench/payments/{source}/{day}`.
pub(crate) async fn day(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((source, day)): Path<(String, String)>,
) -> Response {
    let actor = staff.actor();
    let (Some(source), Ok(day)) = (Source::parse(&source), Day::parse(&day)) else {
        return no(page, Refusal::missing("这一天的对账", "this statement").into());
    };
    match reconcile::of_day(&app.centre, &actor, day, source).await {
        Ok((row, differences)) => Html(DayPage {
            may: actor.may(Permission::Reconcile, About::CENTRE),
            title: page.t2("payments.day.title", day, pair(&page, source.words())),
            s: statement_line(&page, &row),
            sums: vec![
                sum_line(&page, "payments.sum.payments", row.their_payments, row.our_payments),
                sum_line(&page, "payments.sum.refunds", row.their_refunds, row.our_refunds),
            ],
            differences: differences.iter().map(|row| difference_line(&page, row)).collect(),
            page,
        })
        .into_response(),
        Err(error) => no(page, error),
    }
}

fn counted(page: &Page, (count, fen): (i64, i64)) -> String {
    page.t2("payments.counted", count, page.money(fen))
}

fn sum_line(page: &Page, key: &str, theirs: (i64, i64), ours: (i64, i64)) -> SumLine {
    SumLine {
        name: page.t(key),
        theirs: counted(page, theirs),
        ours: counted(page, ours),
        apart: counted(page, (theirs.0 - ours.0, theirs.1 - ours.1)),
    }
}

fn statement_line(page: &Page, row: &StatementRow) -> StatementLine {
    let source = Source::parse(&row.source).map_or("", |source| pair(page, source.words()));
    let day = day_of(row.day);
    let net = |payments: (i64, i64), refunds: (i64, i64)| payments.1 - refunds.1;
    let (theirs, ours) = (
        net(row.their_payments, row.their_refunds),
        net(row.our_payments, row.our_refunds),
    );
    let by = if row.by.is_empty() {
        page.t("payments.by_itself")
    } else {
        &row.by
    };
    StatementLine {
        href: format!("{HOME}/{}/{day}", row.source),
        source,
        theirs: page.money(theirs),
        ours: page.money(ours),
        apart: page.money(theirs - ours),
        same: theirs == ours,
        matched: counted(page, row.matched),
        compared: page.t2("payments.compared", page.moment(row.compared_at), by),
        day,
    }
}

fn day_of(days: i64) -> String {
    Day::from_days(i32::try_from(days).unwrap_or_default()).to_string()
}

fn difference_line(page: &Page, row: &DifferenceRow) -> DifferenceLine {
    let movement = match row.movement.as_str() {
        "refund" => page.t("payments.refund"),
        _ => page.t("payments.payment"),
    };
    let by = if row.settled_by.is_empty() {
        page.t("payments.by_itself")
    } else {
        &row.settled_by
    };
    DifferenceLine {
        id: Uuid::from_bytes(row.id).to_string(),
        day: day_of(row.day),
        source: Source::parse(&row.source).map_or("", |source| pair(page, source.words())),
        kind: Kind::parse(&row.kind).map_or("", |kind| pair(page, kind.words())),
        movement,
        number: row.number.clone(),
        trade: row.trade.clone(),
        case: (!row.case_number.is_empty())
            .then(|| LinkTo::new(format!("/inspector/cases/{}", row.case_number), row.case_number.clone())),
        ours: page.money(row.our_fen),
        theirs: page.money(row.their_fen),
        open: row.open,
        records: can_be_recorded(row),
        settled: if row.open {
            String::new()
        } else {
            let at = page.moment(row.settled_at);
            page.language.text_with("payments.settled", &[&at, by, &row.reason])
        },
    }
}

/// Which day.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    day: String,
}

/// `POST /workbench/payments/fetch`.
pub(crate) async fn fetch(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(asked): CheckedForm<Asked>,
) -> Response {
    let day = match parsed(&asked.day) {
        Ok(day) => day,
        Err(error) => return no(page, error),
    };
    let compared = reconcile::fetch(&app.centre, &staff.actor(), day).await;
    done(page, compared, Source::Provider, day)
}

/// `POST /workbench/payments/upload`, with the list of a counter or a bank.
pub(crate) async fn upload(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedMultipart(mut form): CheckedMultipart,
) -> Response {
    let (mut day, mut bytes) = (String::new(), Vec::new());
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("day") => match field.text().await {
                Ok(text) => day = text,
                Err(error) => return error.into_response(),
            },
            Ok(Some(field)) if field.name() == Some("file") => match field.bytes().await {
                Ok(read) => bytes = read.into(),
                Err(error) => return error.into_response(),
            },
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return error.into_response(),
        }
    }
    let day = match parsed(&day) {
        Ok(day) => day,
        Err(error) => return no(page, error),
    };
    let compared = reconcile::upload(&app.centre, &staff.actor(), day, &bytes).await;
    done(page, compared, Source::Counter, day)
}

fn parsed(text: &str) -> Result<Day, ActError> {
    Day::parse(text.trim()).map_err(|_| {
        let fault = Fault::new(
            "day",
            "请填写日期，例如 2026-11-22。",
            "Give a day, such as 2026-11-22.",
        );
        Refusal::invalid(vec![fault]).into()
    })
}

fn done(page: Page, compared: Result<Compared, ActError>, source: Source, day: Day) -> Response {
    let address = format!("{HOME}/{}/{day}", source.code());
    match compared {
        Ok(compared) if compared.differences.is_empty() => redirect_with(&address, &Flash::done("payments.same")),
        Ok(_) => redirect_with(&address, &Flash::notice("payments.differs")),
        Err(error) => no(page, error),
    }
}

/// How a difference is settled.
#[derive(Deserialize)]
pub(crate) struct Settled {
    #[serde(default)]
    how: String,
    #[serde(default)]
    reason: String,
}

/// `POST /workbench/payments/differences/{id}`.
pub(crate) async fn settle(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(settled): CheckedForm<Settled>,
) -> Response {
    let how = match settled.how.as_str() {
        "record" => Settling::Recorded,
        _ => Settling::Explained(settled.reason),
    };
    match reconcile::settle(&app.centre, &staff.actor(), id.into_bytes(), how).await {
        Ok(()) => redirect_with(HOME, &Flash::done("payments.settled_now")),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(HOME, page.t("nav.payments"));
    refuse(page, error, back)
}
