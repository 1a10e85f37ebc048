//! Paying the fee of a case on the net (网上缴费): what is charged and by whom, the way to the provider, and back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use yimen_acts::payments::online::{self, Paying};
use yimen_domain::cases::Payment;
use yimen_domain::cases::fees::charge::Charge;

use crate::app::{App, refuse};
use crate::portal::Typed;
use crate::shell::components::{LinkTo, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::{For, address, document_address, to_case, words};

#[derive(Template)]
#[template(path = "portal/case_pay.html")]
struct PayPage {
    page: Page,
    number: String,
    address: String,
    item: String,
    /// To be paid; empty where nothing is due.
    amount: String,
    /// How it stands where nothing is due.
    standing: String,
    charges: Vec<ChargeRow>,
    relieved: String,
    facts: Vec<SummaryRow>,
    order: Option<LinkTo>,
    /// Where it is paid; empty until it was asked for.
    url: String,
    provider: String,
}

struct ChargeRow {
    name: String,
    standard: String,
    basis: String,
    amount: String,
}

/// `GET /my/cases/{number}/pay`.
pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    match online::paying(&app.centre, &me.actor(), &number).await {
        Ok(paying) => Html(pay_page(page, &paying)).into_response(),
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}

fn pay_page(page: Page, paying: &Paying) -> PayPage {
    let case = &paying.case;
    let order = paying.order.as_ref();
    let row = |charge: &Charge| ChargeRow {
        name: charge.name.clone(),
        standard: charge.standard.clone(),
        basis: charge.basis.clone(),
        amount: page.money(charge.amount_fen),
    };
    let facts = order.map_or_else(Vec::new, |order| {
        let until = order.last_day.map(|day| words::day(&page, day)).unwrap_or_default();
        [
            ("portal.pay.code", order.code.clone()),
            ("portal.pay.payee", order.payee.name.clone()),
            ("portal.pay.account", order.payee.account.clone()),
            ("portal.pay.bank", order.payee.bank.clone()),
            ("portal.pay.until", until),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| SummaryRow::new(page.t(key), value))
        .collect()
    });
    let provider = paying.provider.as_ref();
    PayPage {
        number: case.number.clone(),
        address: address(&case.number),
        item: words::say(&page, &paying.item),
        amount: paying.due_fen.map(|fen| page.money(fen)).unwrap_or_default(),
        standing: match &case.payment {
            Payment::Paid(fen, receipt) => page.t2("portal.pay.paid", page.money(fen), receipt),
            Payment::Waived => page.t("portal.pay.waived").to_string(),
            Payment::Free | Payment::Due(_) => page.t("portal.pay.nothing").to_string(),
        },
        charges: order.map_or_else(Vec::new, |order| order.charges.iter().map(row).collect()),
        relieved: order
            .filter(|order| order.relieved_fen > 0)
            .map(|order| page.money(-order.relieved_fen))
            .unwrap_or_default(),
        facts,
        order: order.map(|order| {
            LinkTo::new(
                document_address(&order.document.token),
                words::pick(&page, order.document.kind.words()),
            )
        }),
        url: paying.url.clone(),
        provider: provider.map(|name| words::say(&page, name)).unwrap_or_default(),
        page,
    }
}

/// `POST /my/cases/{number}/pay`: the way to the provider is a link on the page that follows, as a form may lead nowhere else.
pub(super) async fn begin(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match online::begin(&app.centre, &me.actor(), &number).await {
        Ok(_) => redirect_with(
            &format!("{}/pay#pay", address(&number)),
            &Flash::notice("portal.pay.ready"),
        ),
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}

/// `GET /my/cases/{number}/pay/back`: the provider sends people here.
pub(super) async fn back(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    match online::came_back(&app.centre, &me.actor(), &number).await {
        Ok(true) => redirect_with(&address(&number), &Flash::done("portal.pay.done")),
        Ok(false) => redirect_with(&address(&number), &Flash::notice("portal.pay.waits")),
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}
